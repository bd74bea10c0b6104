//! Spaces from outside: what lies at the pins, between them and beyond; what is kept, placed and recognised.

use limner_core::format;
use limner_design::article::Article;
use limner_design::curve::Knot;
use limner_design::elastic::Matching;
use limner_design::evaluation::Figures;
use limner_design::families::Family;
use limner_design::measure::rank_correlation;
use limner_design::petal::{Opening, Petal};
use limner_design::placing::{Garland, Paint, Scatter};
use limner_design::{Motif, Options, Pose, Space, Trace, Training, codec};
use proptest::prelude::*;

/// Enough of the relational network for what is not about it.
const QUICK: Options = Options { generative_steps: 200, relational_steps: 20, ..Options::USUAL };

fn members(family: Family, at: &[f32]) -> Vec<Motif> {
    at.iter().map(|at| family.motif(*at).expect("a member is a motif")).collect()
}

fn space(family: Family, at: &[f32]) -> Space {
    Training::finish(members(family, at), QUICK).expect("two to five motifs are a space")
}

#[test]
fn every_motif_is_found_again_at_its_pin() {
    for family in Family::ALL {
        for at in [&[0.0, 1.0][..], &[0.0, 0.3, 0.5, 0.8, 1.0]] {
            let figures = Figures::of_space(family.name(), &space(family, at));
            assert!(figures.reconstruction <= 0.01, "{figures:?}");
            assert!(figures.iou >= 0.9, "{figures:?}");
            assert!(figures.context_worth >= 5.0, "{figures:?}");
            if at.len() == 2 {
                assert!(figures.longest_step <= 2.0 && figures.detour <= 1.15, "{figures:?}");
            }
            assert!(figures.jump <= 0.05, "{figures:?}");
            assert!(figures.box_beyond.iter().all(|size| *size <= 1.6), "{figures:?}");
        }
    }
}

#[test]
fn between_motifs_lies_what_is_known_to_be_there() {
    for family in [Family::LetterK, Family::PetalCurl, Family::PetalTip] {
        let motifs = members(family, &[0.0, 1.0]);
        let figures = Figures::of(family.name(), &motifs, Some(family), QUICK, false).unwrap();
        let [[ours, by_index, elastic], ..] = figures.truth.unwrap();
        assert!(ours < by_index, "{figures:?}");
        assert!(ours < 1.1 * elastic, "{figures:?}");
    }
    // Turned parts turn beyond, too, where a blend stretches them.
    for family in [Family::LetterK, Family::LeafTurn] {
        let motifs = members(family, &[0.0, 1.0]);
        let figures = Figures::of(family.name(), &motifs, Some(family), QUICK, false).unwrap();
        for [ours, by_index, elastic] in &figures.truth.unwrap()[1..] {
            assert!(ours < by_index && ours < elastic, "{figures:?}");
        }
    }
}

#[test]
fn the_relational_network_tells_growth_and_order() {
    let motifs = members(Family::LetterA, &[0.0, 0.5, 1.0]);
    let space = Training::finish(motifs, Options::default()).unwrap();
    let figures = Figures::of_space("letter-a", &space);
    assert!(figures.map_error <= 0.05 && figures.order_right >= 0.98, "{figures:?}");
    let [shown, beyond] = [space.pins()[0], space.bounds()[1]].map(|at| space.trust(at));
    assert!(shown > 0.8 && beyond < 0.6, "{shown}, {beyond}");
}

#[test]
fn a_motif_that_was_left_out_is_nearly_in_the_space_of_the_others() {
    for family in [Family::LetterK, Family::PetalWidth, Family::LeafTurn] {
        let motifs = members(family, &[0.0, 0.5, 1.0]);
        let figures = Figures::of(family.name(), &motifs, None, QUICK, true).unwrap();
        assert!(figures.left_out <= 0.6, "{figures:?}");
        assert!(figures.seeds <= 0.01, "{figures:?}");
    }
}

#[test]
fn strokes_come_in_any_order_and_direction() {
    let motifs = members(Family::LetterA, &[0.0, 1.0]);
    let mut strokes = motifs[1].strokes().to_vec();
    strokes.swap(0, 2);
    strokes[1].knots.reverse();
    let other = Motif::new(strokes).unwrap().with_base([0.0, 0.0]).unwrap();
    let one = Training::finish(motifs.clone(), QUICK).unwrap();
    let other = Training::finish(vec![motifs[0].clone(), other], QUICK).unwrap();
    let middle = |space: &Space| space.drawn([0.0, 0.0], 1.0);
    let apart = limner_design::space::apart(&middle(&one), &middle(&other));
    assert!(apart < 0.02, "{apart}");
}

#[test]
fn one_stroke_is_split_where_another_motif_has_two() {
    let line = |points: &[[f32; 2]]| {
        let knots: Vec<Knot> = points.iter().map(|[x, y]| [*x, *y, 2.0]).collect();
        Trace::new(limner_design::curve::resampled(&knots, 60))
    };
    let two = vec![line(&[[0.0, 0.0], [0.0, 100.0]]), line(&[[0.0, 100.0], [80.0, 100.0]])];
    let one = vec![line(&[[0.0, 0.0], [0.0, 90.0], [90.0, 90.0]])];
    for motifs in [[two.clone(), one.clone()], [one, two]] {
        let motifs = motifs.map(|strokes| Motif::new(strokes).unwrap()).to_vec();
        let space = Training::finish(motifs, QUICK).unwrap();
        let slots = &space.correspondence().slots;
        assert_eq!(slots.len(), 2);
        assert!(slots.iter().flatten().all(Option::is_some), "{slots:?}");
    }
}

#[test]
fn loops_match_from_wherever_they_were_begun() {
    let ring = |from: f32, back: bool| -> Vec<Knot> {
        let knot = |i: u8| {
            let turn = f32::from(i) / 64.0 * if back { -1.0 } else { 1.0 } + from;
            let angle = turn * std::f32::consts::TAU;
            // An egg: round loops look alike from everywhere.
            [angle.cos() * (1.0 + 0.3 * angle.cos()), 0.5 * angle.sin(), 0.05]
        };
        (0..=64).map(knot).collect()
    };
    let first = ring(0.0, false);
    for back in [false, true] {
        let matching = Matching::of(&first, &ring(0.25, back));
        assert_eq!(matching.reversed, back);
        assert!(matching.apart < 0.08, "{matching:?}");
    }
}

#[test]
fn strokes_that_are_born_grow_and_nothing_jumps() {
    let space = space(Family::LeafVeins, &[0.0, 1.0]);
    assert_eq!(space.correspondence().slots.len(), 11);
    let [few, many] = [0, 1].map(|m| space.grown(space.pins()[m], 1.0).len());
    assert_eq!((few, many), (7, 11));
    let figures = Figures::of_space("leaf-veins", &space);
    assert!(figures.jump <= 0.05, "{figures:?}");
}

#[test]
fn a_drawing_grows_as_ink_is_laid() {
    let space = space(Family::LeafVeins, &[0.0, 1.0]);
    let at = space.pins()[1];
    let ink = |growth: f32| -> f32 {
        space.grown(at, growth).iter().map(|one| limner_design::curve::length(&one.knots)).sum()
    };
    let inks: Vec<f32> = (0..=10_u8).map(|step| ink(f32::from(step) / 10.0)).collect();
    assert!(inks[0] > 0.0 && inks.windows(2).all(|pair| pair[1] > pair[0]), "{inks:?}");
}

#[test]
fn buds_open_from_the_same_form() {
    let bloom = |at: f32| {
        let open = Family::Whirl.motif(at).unwrap();
        open.with_bud(Family::Whirl.member(0.0)).unwrap()
    };
    let space = Training::finish(vec![bloom(0.2), bloom(1.0)], QUICK).unwrap();
    let apart = |growth: f32| {
        let [a, b] = [0, 1].map(|m| space.drawn(space.pins()[m], growth));
        limner_design::space::apart(&a, &b)
    };
    assert!(apart(0.0) < 0.03 && apart(1.0) > 3.0 * apart(0.0), "{} {}", apart(0.0), apart(1.0));
}

/// A flower of three strokes that stand side by side, and its bud, in which they lie closer.
fn flower(open: f32) -> (Vec<Trace>, Vec<Trace>) {
    let petal = |lean: f32| {
        let knot = |i: u8| {
            let part = f32::from(i) / 20.0;
            let out = 60.0 * lean * part * part;
            [100.0 + out, 200.0 - 120.0 * part, 2.0]
        };
        Trace::new((0..=20).map(knot).collect())
    };
    let strokes = |open: f32| [-1.0, 0.0, 1.0].map(|side| petal(side * open)).to_vec();
    (strokes(open), strokes(0.1))
}

#[test]
fn a_bud_is_drawn_in_either_direction_and_not_all_of_it() {
    let (bloom, bud) = flower(1.0);
    // In the steps in which motifs keep their numbers.
    let bud = Motif::new(bud).unwrap().strokes().to_vec();
    let whole = Motif::new(bloom.clone()).unwrap().budding(bud.clone()).unwrap();
    assert_eq!(whole.bud(), bud);
    let mut backwards = bud.clone();
    backwards[1].knots.reverse();
    backwards[2].knots.reverse();
    assert_eq!(Motif::new(bloom.clone()).unwrap().budding(backwards).unwrap(), whole);
    // What was not drawn comes out of the base.
    let begun = Motif::new(bloom.clone()).unwrap().budding(bud[..1].to_vec()).unwrap();
    assert_eq!((begun.bud().len(), &begun.bud()[0]), (3, &bud[0]));
    let [x, y] = begun.base();
    for trace in &begun.bud()[1..] {
        assert!(trace.knots.iter().all(|k| (k[0] - x).hypot(k[1] - y) < 20.0), "{trace:?}");
    }
    let refused = |bud: Vec<Trace>| Motif::new(bloom.clone()).unwrap().budding(bud).unwrap_err();
    assert!(refused(vec![]).to_string().contains("outside 1..=3"));
    assert!(refused(vec![bud[0].clone(); 4]).to_string().contains("outside 1..=3"));
}

#[test]
fn what_lies_between_buds_opens_as_they_do_and_is_kept() {
    let motif = |open: f32| {
        let (bloom, bud) = flower(open);
        Motif::new(bloom).unwrap().budding(bud).unwrap()
    };
    let space = Training::finish(vec![motif(0.6), motif(1.4)], QUICK).unwrap();
    let [a, b] = [space.pins()[0], space.pins()[1]];
    let broad = |space: &Space, at: [f32; 2], growth: f32| {
        let all = space.grown(at, growth);
        assert_eq!(all.len(), 3);
        let [low, high] = limner_design::curve::bounds(all.iter().flat_map(|one| &one.knots));
        high[0] - low[0]
    };
    // Both buds are found again, and between the motifs lies a bud as narrow that opens half as far.
    for at in [a, [0.0, 0.0], b] {
        let growths = [0.0, 0.25, 0.5, 0.75, 1.0].map(|growth| broad(&space, at, growth));
        assert!(growths.windows(2).all(|two| two[1] > two[0]), "{growths:?}");
        assert!((growths[0] - broad(&space, a, 0.0)).abs() < 0.03, "{growths:?}");
    }
    let middle = broad(&space, [(a[0] + b[0]) / 2.0, 0.0], 1.0);
    let ends = [a, b].map(|at| broad(&space, at, 1.0));
    assert!((middle - (ends[0] + ends[1]) / 2.0).abs() < 0.05, "{middle} {ends:?}");
    let bytes = space.encode();
    let back = Space::decode(&bytes).unwrap();
    assert_eq!(back.motifs()[1].bud(), space.motifs()[1].bud());
    assert_eq!(back.drawn([0.1, 0.0], 0.3), space.drawn([0.1, 0.0], 0.3));
    // Of a bud no more is read than there are strokes, wherever the bytes end.
    for end in 0..bytes.len() {
        assert!(Space::decode(&bytes[..end]).is_err());
    }
}

#[test]
fn what_bends_is_bent_between_and_beyond() {
    let motifs = members(Family::PetalCurl, &[0.0, 1.0]);
    let off = |options: Options| {
        let truth = Figures::of("curl", &motifs, Some(Family::PetalCurl), options, false).unwrap();
        truth.truth.unwrap().map(|three| three[0])
    };
    let (bent, pressed) = (off(QUICK), off(Options { bends: false, ..QUICK }));
    for (bent, pressed) in bent.iter().zip(&pressed) {
        assert!(*bent < 0.85 * pressed, "{bent} {pressed}");
    }
}

#[test]
fn with_another_motif_first_the_map_is_turned_round() {
    let space = space(Family::LetterA, &[0.0, 0.4, 1.0]);
    let mut training = Training::of_rotated(space.clone());
    let after = training.work(|| false).unwrap();
    assert_eq!(after.motifs()[0], space.motifs()[1]);
    assert_eq!(after.motifs()[2], space.motifs()[0]);
    for (slot, was) in after.correspondence().slots.iter().zip(&space.correspondence().slots) {
        assert_eq!(slot[..], [was[1], was[2], was[0]]);
    }
    for (m, pin) in after.pins().iter().enumerate() {
        let before = space.drawn(space.pins()[(m + 1) % 3], 1.0);
        let apart = limner_design::space::apart(&before, &after.drawn(*pin, 1.0));
        assert!(apart < 0.01, "{apart}");
    }
}

#[test]
fn strokes_are_meant_by_who_draws_around_most_of_them() {
    let line = |from: f32, to: f32| Trace::new(vec![[from, 50.0, 2.0], [to, 50.0, 2.0]]);
    let around = [[0.0, 0.0], [100.0, 0.0], [100.0, 100.0], [0.0, 100.0]];
    let within = [(10.0, 90.0), (20.0, 125.0), (80.0, 190.0), (200.0, 300.0)]
        .map(|(from, to)| line(from, to).is_within(&around));
    assert_eq!(within, [true, true, false, false]);
    assert!(!line(10.0, 90.0).is_within(&around[..2]));
    assert!(!line(10.0, 90.0).is_within(&[[f32::NAN; 2]; 5]));
}

#[test]
fn slices_of_any_length_come_to_the_same_space() {
    let motifs = members(Family::Whirl, &[0.0, 1.0]);
    let at_once = Training::finish(motifs.clone(), QUICK).unwrap();
    let mut training = Training::new(motifs, QUICK).unwrap();
    let mut last = 0;
    let in_slices = loop {
        if let Some(space) = training.work(|| true) {
            break space;
        }
        assert!(training.percent() >= last);
        last = training.percent();
    };
    assert_eq!(in_slices.encode(), at_once.encode());
    assert!(training.work(|| false).is_none());
}

#[test]
fn a_sketch_is_recognised_in_any_pose() {
    let space = space(Family::LetterK, &[0.0, 1.0]);
    let pins = space.pins();
    for at in [0.2, 0.5, 0.9] {
        let pose = Pose { origin: [300.0, 200.0], scale: 2.5, turn: 0.25 };
        let moved = Family::LetterK.member(at).into_iter().map(|mut trace| {
            trace.knots = trace.knots.into_iter().map(|k| pose.canvas_from_frame(k)).collect();
            trace
        });
        let sketch = Motif::new(moved.collect()).unwrap();
        let found = space.recognise(&sketch).unwrap();
        let part = (found.at[0] - pins[0][0]) / (pins[1][0] - pins[0][0]);
        assert!((part - at).abs() < 0.05, "{at}: {part}, {found:?}");
        assert!((found.pose.turn - 0.25).abs() < 0.03, "{found:?}");
        let away = (found.pose.origin[0] - 300.0).hypot(found.pose.origin[1] - 200.0);
        assert!(away < 8.0, "{found:?}");
    }
}

#[test]
fn what_is_placed_is_a_painting_of_ordinary_strokes() {
    let space = space(Family::LeafTurn, &[0.0, 1.0]);
    let pins = space.pins();
    let garland = Garland {
        way: vec![pins[0], pins[1]],
        growth: [0.3, 1.0],
        size: [0.5, 1.0],
        spacing: 0.6,
        branch: true,
        variation: 0.3,
        seed: 5,
    };
    let line: Vec<[f32; 2]> = (0..50_u8).map(|i| [40.0 + 10.0 * f32::from(i), 240.0]).collect();
    let instances = garland.along(&space, &line);
    assert!(instances.len() > 4, "{}", instances.len());
    assert_eq!(instances, garland.along(&space, &line));
    let scatter = Scatter {
        center: [320.0, 240.0],
        radius: 200.0,
        count: 12,
        at: pins[0],
        growth: 1.0,
        size: 0.4,
        variation: 0.5,
        seed: 2,
    };
    assert_eq!(scatter.around(&space).len(), 12);
    for instances in [instances, scatter.around(&space)] {
        let log = space.painting(&instances, [640, 480], &Paint::default()).unwrap();
        assert!(log.entries().len() > 20);
        assert_eq!(format::decode(&format::encode(&log)).unwrap(), log);
        let painting = limner_core::Painting::from_log(&log).unwrap();
        let blank = limner_core::Canvas::new(640, 480).unwrap().hash();
        assert_ne!(painting.canvas().hash(), blank);
    }
    // A way with a bend in it is followed: at its middle lies what is there, and not what lies between its ends.
    let bent = Garland {
        way: vec![pins[0], pins[1], pins[0]],
        branch: false,
        variation: 0.0,
        ..garland.clone()
    };
    let across: Vec<f32> = bent.along(&space, &line).iter().map(|one| one.at[0]).collect();
    let farthest = across.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    assert!(farthest > pins[1][0] - 0.4 * (pins[1][0] - pins[0][0]), "{across:?}");
    assert!((across[0] - pins[0][0]).abs() < 1e-3, "{across:?}");
    assert!(garland.along(&space, &line[..1]).is_empty());
    assert!(garland.along(&space, &[[f32::NAN; 2]; 9]).is_empty());
}

#[test]
fn the_articles_context_is_needed_and_coincides_where_the_petals_do() {
    let petals = [Petal::new(Opening::Broad), Petal::new(Opening::Rolled)];
    assert_eq!(petals[0].rows[0], petals[1].rows[0]);
    let article = Article::new([&petals[0], &petals[1]], 1);
    let [templates, map, generative, held] = article.errors([&petals[0], &petals[1]]);
    assert!(templates < 0.02 && map < 0.05 && generative < 0.03, "{templates} {map} {generative}");
    assert!(held > 5.0 * generative, "{held} {generative}");
    let (mut contexts, mut forms) = (Vec::new(), Vec::new());
    for map in Article::grid() {
        let [a, b] = [0, 1].map(|i| article.relation(i, map)[2]);
        contexts.push((a - b).abs());
        let [a, b] = [0, 1].map(|i| article.template_row(i, map));
        forms.push(a.iter().zip(&b).map(|(a, b)| (a - b).powi(2)).sum::<f32>().sqrt());
    }
    let closed = contexts[..7].iter().sum::<f32>() / 7.0;
    let open = contexts[42..].iter().sum::<f32>() / 7.0;
    assert!(closed < 0.2 * open, "{closed} {open}");
    let rank = rank_correlation(&contexts, &forms);
    assert!(rank >= 0.8, "{rank}");
}

#[test]
fn motifs_out_of_bounds_are_refused_with_what_is_wrong() {
    let dot = || Trace::new(vec![[0.0, 0.0, 1.0]]);
    let said = |strokes: Vec<Trace>| Motif::new(strokes).unwrap_err().to_string();
    assert_eq!(said(vec![dot()]), "the motif is a single point");
    assert!(said(vec![]).contains("number of a motif's strokes"));
    assert!(said(vec![dot(); 25]).contains("outside 1..=24"));
    assert!(said(vec![Trace::new(vec![[f32::NAN, 0.0, 1.0]])]).contains("not a number"));
    assert!(said(vec![Trace::new(vec![[1e9, 0.0, 1.0]])]).contains("a coordinate"));
    let one = Family::Wave.motif(0.0).unwrap();
    assert!(Training::new(vec![one.clone()], QUICK).is_err());
    assert!(Training::new(vec![one; 6], QUICK).is_err());
}

fn strokes() -> impl Strategy<Value = Vec<Trace>> {
    let knot =
        (-300.0..300.0_f32, -300.0..300.0_f32, 0.3..20.0_f32).prop_map(|(x, y, r)| [x, y, r]);
    let trace = proptest::collection::vec(knot, 1..12).prop_map(Trace::new);
    proptest::collection::vec(trace, 1..6)
}

fn finite(space: &Space) {
    let [low, high] = space.bounds();
    let places = [low, high, [low[0], high[1]], [0.0; 2]];
    for at in places.into_iter().chain(space.pins().to_vec()) {
        for growth in [0.0, 0.4, 1.0] {
            for one in space.grown(at, growth) {
                assert!(one.knots.iter().flatten().all(|x| x.is_finite()), "{at:?}");
            }
        }
        assert!((0.0..=1.0).contains(&space.trust(at)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever is scribbled, the space is finite everywhere, and comes back from its bytes.
    #[test]
    fn any_motifs_are_a_space(all in proptest::collection::vec(strokes(), 2..=4), same in any::<bool>()) {
        let motifs: Vec<Motif> = all.into_iter().filter_map(|s| Motif::new(s).ok()).collect();
        let motifs = if same { vec![motifs[0].clone(); motifs.len()] } else { motifs };
        prop_assume!(motifs.len() >= 2);
        let space = Training::finish(motifs.clone(), QUICK).unwrap();
        finite(&space);
        let bytes = space.encode();
        let back = Space::decode(&bytes).unwrap();
        prop_assert_eq!(back.encode(), bytes);
        prop_assert_eq!(back.drawn([0.3, 0.1], 1.0), space.drawn([0.3, 0.1], 1.0));
        prop_assert_eq!(codec::decode_motifs(&codec::encode_motifs(&motifs)).unwrap(), motifs);
    }
}

proptest! {
    #[test]
    fn any_bytes_are_a_space_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Space::decode(&bytes);
        for kind in [0, 1] {
            let mut ours = vec![b'L', b'D', b'S', b'P', 1, kind];
            ours.extend(&bytes);
            let _ = Space::decode(&ours);
            let _ = codec::decode_motifs(&ours);
        }
    }
}

#[test]
fn damaged_spaces_are_an_error_or_another_space_that_is_finite() {
    let bytes = space(Family::LetterK, &[0.0, 1.0]).encode();
    let mut opened = 0;
    for n in 0..600_u32 {
        let mut damaged = bytes.clone();
        let at = |i| limner_core::random::at(n, i) as usize;
        for i in 0..1 + at(9) % 3 {
            let place = at(u32::try_from(i).unwrap()) % damaged.len();
            damaged[place] = u8::try_from(at(20) % 256).unwrap();
        }
        if n % 5 == 0 {
            damaged.truncate(at(30) % bytes.len());
        }
        if let Ok(space) = Space::decode(&damaged) {
            finite(&space);
            opened += 1;
        }
    }
    assert!(opened > 100, "{opened}");
    assert!(matches!(Space::decode(b"GIF89a"), Err(limner_design::Error::NotASpace)));
    let mut later = bytes;
    later[4] = 9;
    assert!(Space::decode(&later).unwrap_err().to_string().contains("newer"));
}
