//! What is done with a stranger's design: by the fuzz target of this folder, and by the tests of `limner-design`, which
//! do the same with the committed corpus and with damaged copies of it where no fuzzer is.

#![allow(unreachable_pub, reason = "a crate of its own to the fuzz target, a module to tests")]

use limner_core::format;
use limner_design::decorating::Decoration;
use limner_design::placing::{Garland, MAX_INSTANCES, MAX_PLACED, Paint};
use limner_design::{Motif, Space, codec};

/// Strokes of a painting that are taken as a motif.
const TAKEN: usize = 24;

/// A file of motifs, a space or a painting, or what follows the head of one. Says whether it was a space.
pub fn design(bytes: &[u8]) -> bool {
    let heads = [(1, 0), (1, 1), (2, 1)]
        .map(|(version, kind)| [&codec::MAGIC[..], &[version, kind], bytes].concat());
    let mut any = false;
    for file in std::iter::once(bytes).chain(heads.iter().map(Vec::as_slice)) {
        motifs(file);
        if let Ok(space) = Space::decode(file) {
            wander(space);
            any = true;
        }
    }
    painting(bytes);
    any
}

fn motifs(file: &[u8]) {
    let Ok(motifs) = codec::decode_motifs(file) else { return };
    let again = codec::decode_motifs(&codec::encode_motifs(&motifs));
    assert_eq!(again.as_ref(), Ok(&motifs));
}

/// The strokes of a painting as a motif.
fn painting(bytes: &[u8]) {
    let Ok(log) = format::decode(bytes) else { return };
    let strokes = log.entries().iter().filter_map(|entry| match &entry.op {
        limner_core::Op::Add(stroke) => Some(stroke),
        _ => None,
    });
    if let Ok(motif) = Motif::of_strokes(strokes.take(TAKEN)) {
        assert!(motif.diagonal_px().is_finite());
        motifs(&codec::encode_motifs(&[motif.clone(), motif]));
    }
}

/// All that a page does with a space that was opened.
fn wander(mut space: Space) {
    let bytes = space.encode();
    let again = Space::decode(&bytes).expect("what was opened can be kept");
    assert_eq!(again.encode(), bytes);
    let [low, high] = space.bounds();
    for at in [low, high, [f32::NAN, 1e30]].into_iter().chain(space.pins().to_vec()) {
        let at = space.within(at);
        for growth in [0.0, 0.5, 1.0] {
            for one in space.grown(at, growth) {
                assert!(one.knots.iter().flatten().all(|x| x.is_finite()));
            }
        }
        assert!((0.0..=1.0).contains(&space.trust(at)));
        assert!(space.size_px(at).is_finite());
    }
    for seed in 0..2 {
        let four = space.propose(seed);
        assert!(four.iter().flatten().all(|x| x.is_finite()));
        space.choose(four, 2);
    }
    let at = space.pins()[0];
    let line: Vec<[f32; 2]> = (0..24_u8)
        .map(|i| [60.0 + 40.0 * f32::from(i % 6), 60.0 + 60.0 * f32::from(i / 6)])
        .collect();
    let garland = Garland {
        way: vec![at; 2],
        growth: [0.5, 1.0],
        size: [0.2, 1.0],
        spacing: 0.5,
        branch: true,
        variation: 0.5,
        seed: 1,
    };
    let decoration = Decoration { at, growth: 1.0, size: 0.5, variation: 0.5, seed: 1 };
    for instances in [garland.along(&space, &line), decoration.of(&space, &line)] {
        assert!(instances.len() <= MAX_INSTANCES);
        let log = space.painting(&instances, [640, 480], &Paint::default());
        assert!(log.expect("what is placed is a painting").entries().len() <= MAX_PLACED);
    }
}
