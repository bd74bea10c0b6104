//! Palettes: what k-means finds is better than cutting the colours up, and more colours are better.

#![expect(
    clippy::cast_possible_truncation,
    reason = "sides and counts are small, and a cast of a float saturates"
)]

use limner_core::Rgb8;
use limner_env::{Picture, Random, palette, scenes};

fn pixels(picture: &Picture) -> Vec<[u8; 3]> {
    picture.to_rgb8().as_chunks::<3>().0.to_vec()
}

/// Median cut (Heckbert 1982): boxes of colours, the longest cut where half of its pixels lie on each side.
fn median_cut(picture: &Picture, count: usize) -> Vec<Rgb8> {
    let mut boxes = vec![pixels(picture)];
    while boxes.len() < count {
        let side = |pixels: &[[u8; 3]], c: usize| {
            let (low, high) = pixels.iter().fold((255, 0), |(l, h), p| (p[c].min(l), p[c].max(h)));
            i32::from(high) - i32::from(low)
        };
        let longest = |pixels: &[[u8; 3]]| (0..3).max_by_key(|c| side(pixels, *c)).unwrap();
        let index = (0..boxes.len())
            .max_by_key(|i| side(&boxes[*i], longest(&boxes[*i])))
            .expect("there is a box");
        let mut pixels = boxes.swap_remove(index);
        let channel = longest(&pixels);
        pixels.sort_by_key(|pixel| pixel[channel]);
        let rest = pixels.split_off(pixels.len() / 2);
        boxes.extend([pixels, rest]);
    }
    let mean = |pixels: Vec<[u8; 3]>| {
        let of = |c: usize| {
            let sum: usize = pixels.iter().map(|p| usize::from(p[c])).sum();
            (sum / pixels.len().max(1)) as u8
        };
        Rgb8::new(of(0), of(1), of(2))
    };
    boxes.into_iter().map(mean).collect()
}

#[test]
fn it_is_better_than_a_median_cut_and_than_chance_and_falls_with_the_number_of_colours() {
    let mut random = Random::new(11);
    for seed in 0..6 {
        let picture = scenes::generated(&mut Random::new(seed), 96);
        let mut before = f64::INFINITY;
        for count in [2, 3, 4, 6, 8, 12, 16] {
            let found = palette::error(&picture, &palette::of_picture(&picture, count));
            let cut = palette::error(&picture, &median_cut(&picture, count));
            let pixels = pixels(&picture);
            let drawn: Vec<Rgb8> = (0..count)
                .map(|_| pixels[random.below(pixels.len())])
                .map(|[r, g, b]| Rgb8::new(r, g, b))
                .collect();
            let chance = palette::error(&picture, &drawn);
            println!("{count:>2} colours: {found:.6}, cut {cut:.6}, by chance {chance:.6}");
            assert!(found <= cut * 1.001 && found <= chance * 1.001);
            assert!(found <= before, "{found} with {count}, {before} with fewer");
            before = found;
        }
    }
}

#[test]
fn it_is_the_same_every_time_and_finds_the_colours_that_there_are() {
    let picture = scenes::generated(&mut Random::new(3), 64);
    assert_eq!(palette::of_picture(&picture, 9), palette::of_picture(&picture, 9));
    let mut flags = Picture::uniform(30, 10, [0.0; 3]);
    let colors = [[0.0, 0.0, 0.0], [0.8, 0.2, 0.2], [1.0, 1.0, 1.0]];
    for (i, color) in colors.into_iter().enumerate() {
        for y in 0..10 {
            for (plane, value) in flags.planes.iter_mut().zip(color) {
                plane[y * 30 + 10 * i..][..10].fill(value);
            }
        }
    }
    let found = palette::of_picture(&flags, 8);
    assert_eq!(found, [Rgb8::new(0, 0, 0), Rgb8::new(204, 51, 51), Rgb8::new(255, 255, 255)]);
    assert_eq!(palette::of_picture(&Picture::uniform(4, 4, [0.2; 3]), 5).len(), 1);
}

/// A wood's greens, from nearly black to light, with a small orange animal, half of it in shade, of white chest.
fn fox_in_a_wood() -> Picture {
    const SIDE: usize = 64;
    let mut random = Random::new(5);
    let mut picture = Picture::uniform(SIDE, SIDE, [0.0; 3]);
    for y in 0..SIDE {
        for x in 0..SIDE {
            let light = 0.08 + 0.5 * (x as f32 / SIDE as f32) + 0.06 * random.normal();
            let shade = 1.0 - 0.03 * (y as f32 - 20.0) + 0.06 * random.normal();
            let color = match (x, y) {
                (26..32, 30..42) => [0.86, 0.82, 0.76],
                (20..36, 20..40) => [0.80 * shade, 0.42 * shade, 0.12 * shade],
                _ => [0.75 * light, 1.05 * light, 0.85 * light],
            };
            for (plane, value) in picture.planes.iter_mut().zip(color) {
                plane[y * SIDE + x] = value.clamp(0.0, 1.0);
            }
        }
    }
    picture
}

#[test]
fn a_few_colours_keep_the_hue_that_stands_out() {
    let picture = fox_in_a_wood();
    for count in [3, 4, 6] {
        let found = palette::of_picture(&picture, count);
        println!("{count} colours: {found:?}");
        let is_orange = |c: &&Rgb8| c.r >= 130 && i32::from(c.r) - i32::from(c.b) >= 90;
        assert!(found.iter().any(|c| is_orange(&c)), "{found:?}");
        assert!(found.iter().any(|c| c.r < 90 && c.g >= c.r), "no wood in {found:?}");
    }
}
