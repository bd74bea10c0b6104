use proptest::prelude::*;

use super::*;

fn checker(width: u32, height: u32) -> Rgb8Picture {
    let pixel = |i: u32| if (i % width + i / width).is_multiple_of(2) { [255; 3] } else { [0; 3] };
    Rgb8Picture { width, height, pixels: (0..width * height).flat_map(pixel).collect() }
}

#[test]
fn light_is_averaged_as_light() {
    let small = scaled(&checker(8, 8), 2, 2);
    // Half of the light is 188 in sRGB, not 128.
    assert_eq!(small.pixels, vec![188; 12]);
}

#[test]
fn half_covered_columns_count_half() {
    // Three columns to two: each new one is a whole and a half column.
    let three = Rgb8Picture { width: 3, height: 1, pixels: vec![255, 0, 0, 0, 0, 0, 0, 0, 255] };
    let two = scaled(&three, 2, 1);
    assert_eq!(two.pixels, vec![213, 0, 0, 0, 0, 213]); // 2/3 of the light
}

#[test]
fn a_crop_is_told_in_the_pictures_own_pixels() {
    let cases = [
        ([900, 400], [640, 480], [183.333, 0.0, 533.333, 400.0]),
        ([300, 520], [480, 640], [0.0, 60.0, 300.0, 400.0]),
        ([80, 60], [640, 480], [0.0, 0.0, 80.0, 60.0]),
    ];
    for (have, want, crop) in cases {
        for (side, wanted) in cover_crop(have, want).iter().zip(crop) {
            assert!((side - wanted).abs() < 0.001, "{have:?} at {want:?}: {side}, not {wanted}");
        }
    }
}

#[test]
fn cover_cuts_both_ends_alike() {
    // Red, green, green, blue columns: a square of the middle is green.
    let mut pixels = Vec::new();
    for _ in 0..2 {
        pixels.extend([255, 0, 0, 0, 255, 0, 0, 255, 0, 0, 0, 255]);
    }
    let wide = Rgb8Picture { width: 4, height: 2, pixels };
    assert_eq!(center_square(&wide, 5), Rgb8Picture::uniform(5, 5, [0, 255, 0]));
    let tall = fit_cover(&wide, 1, 2);
    assert_eq!(tall, Rgb8Picture::uniform(1, 2, [0, 255, 0]));
}

#[test]
fn proportions_are_kept_inside() {
    assert_eq!(fit_inside(4000, 3000, 1024), (1024, 768));
    assert_eq!(fit_inside(3, 40_000_000, 1024), (1, 1024));
    assert_eq!(fit_inside(640, 480, 1024), (640, 480));
    assert_eq!(fit_inside(0, 0, 1024), (1, 1));
}

#[test]
fn pixels_beyond_the_edge_are_the_edge() {
    let picture = Rgb8Picture { width: 2, height: 1, pixels: vec![1, 2, 3, 4, 5, 6] };
    assert_eq!(picture.pixel(9, 9), [4, 5, 6]);
}

proptest! {
    #[test]
    fn the_same_size_is_the_same_picture(
        width in 1_u32..20, height in 1_u32..20, bytes in prop::collection::vec(any::<u8>(), 1200),
    ) {
        let pixels = bytes[..(width * height * 3) as usize].to_vec();
        let picture = Rgb8Picture { width, height, pixels };
        prop_assert_eq!(&scaled(&picture, width, height), &picture);
        prop_assert_eq!(&fit_cover(&picture, width, height), &picture);
    }

    #[test]
    fn every_size_keeps_a_plain_colour(
        have in (1_u32..70, 1_u32..70), want in (0_u32..90, 0_u32..90), color: [u8; 3],
    ) {
        let plain = Rgb8Picture::uniform(have.0, have.1, color);
        let expected = Rgb8Picture::uniform(want.0, want.1, color);
        prop_assert_eq!(&scaled(&plain, want.0, want.1), &expected);
        prop_assert_eq!(&fit_cover(&plain, want.0, want.1), &expected);
    }
}
