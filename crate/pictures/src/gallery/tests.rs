use std::collections::{BTreeMap, BTreeSet};

use super::*;

/// Bits of information in a picture's colours at 4 bits a channel.
fn entropy(picture: &Rgb8Picture) -> f64 {
    let mut counts = BTreeMap::new();
    for pixel in picture.pixels.as_chunks::<3>().0 {
        *counts.entry(pixel.map(|v| v >> 4)).or_insert(0_u32) += 1;
    }
    let total = f64::from(picture.width * picture.height);
    counts.values().map(|n| f64::from(*n) / total).map(|p| -p * p.log2()).sum()
}

#[test]
fn names_are_codes_and_differ() {
    let names: BTreeSet<_> = GALLERY.iter().map(|scene| scene.name).collect();
    assert_eq!(names.len(), GALLERY.len());
    for name in names {
        assert!(limner_protocol::Code::parse(name).is_some(), "{name}");
    }
}

#[test]
fn every_picture_has_the_size_asked_for() {
    for index in 0..GALLERY.len() {
        for (width, height) in [(1, 1), (1, 7), (2, 1), (16, 9), (33, 57), (1024, 1), (3, 1024)] {
            let picture = draw(index, width, height);
            assert_eq!((picture.width, picture.height), (width, height));
            assert_eq!(picture.pixels.len(), (width * height * 3) as usize);
        }
    }
    let clamped = draw(0, 0, 5000);
    assert_eq!((clamped.width, clamped.height), (1, MAX_SIDE));
}

#[test]
fn drawing_twice_gives_the_same() {
    for (index, scene) in GALLERY.iter().enumerate() {
        assert_eq!(draw(index, 96, 72), draw(index, 96, 72), "{}", scene.name);
    }
    assert_eq!(draw(GALLERY.len(), 8, 8), draw(0, 8, 8), "beyond the end it starts over");
}

#[test]
fn pictures_are_rich_and_differ() {
    let all: Vec<_> = (0..GALLERY.len()).map(|index| draw(index, 160, 120)).collect();
    for (scene, picture) in GALLERY.iter().zip(&all) {
        let bits = entropy(picture);
        assert!(bits > 6.0, "{} has {bits:.2} bits of colour", scene.name);
        let (dark, bright) = (picture.pixels.iter().min(), picture.pixels.iter().max());
        assert!(dark < Some(&40) && bright > Some(&215), "{}: {dark:?} to {bright:?}", scene.name);
    }
    for (i, a) in all.iter().enumerate() {
        for b in &all[..i] {
            let apart: u64 =
                a.pixels.iter().zip(&b.pixels).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
            assert!(apart / a.pixels.len() as u64 > 15);
        }
    }
}

/// The composition doesn't change with the size, only its detail: otherwise the thumbnail lies.
#[test]
fn a_small_picture_is_the_large_one_in_small() {
    for (index, scene) in GALLERY.iter().enumerate() {
        let large = crate::scaled(&draw(index, 320, 240), 40, 30);
        let small = crate::scaled(&draw(index, 160, 120), 40, 30);
        let apart: u64 =
            large.pixels.iter().zip(&small.pixels).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        let mean = apart as f64 / large.pixels.len() as f64;
        assert!(mean < 6.0, "{}: {mean:.2} of 255 apart", scene.name);
    }
}
