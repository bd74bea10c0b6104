//! Pictures to paint: of the gallery, and of files of every kind.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers of a test are within their types"
)]

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use limner_protocol::{Reply, Request, TargetChoice};

use crate::pair::{Pair, SESSION};

/// A blue sky over a brown ground.
fn landscape(width: u32, height: u32) -> RgbImage {
    let ground = height * 2 / 3;
    RgbImage::from_fn(width, height, |_, y| {
        Rgb(if y > ground { [150, 92, 48] } else { [70, 130, 190] })
    })
}

fn encoded(picture: DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
    bytes
}

/// A JPEG file with a tag that says: turn it by a quarter to the right (Exif orientation 6).
fn turned(jpeg: &[u8]) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08".to_vec();
    // One entry: tag 0x0112, type short, one value, 6; no further directory.
    exif.extend_from_slice(&[0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]);
    let length = (exif.len() as u16 + 2).to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

#[test]
fn pictures_of_every_kind_are_taken() {
    let plain = landscape(160, 120);
    let of = |format| encoded(DynamicImage::ImageRgb8(plain.clone()), format);
    let mut sheer = DynamicImage::ImageRgb8(plain.clone()).into_rgba16();
    sheer.pixels_mut().for_each(|pixel| pixel.0[3] = 40_000);
    let deep = encoded(DynamicImage::ImageRgba16(sheer), ImageFormat::Png);
    // Where the ground is, in parts of the canvas: below, except in the one that is to be turned.
    let [below, left] = [[0.5, 0.95], [0.05, 0.5]];
    let cases = [
        ("deep and sheer", deep, below),
        ("a GIF", of(ImageFormat::Gif), below),
        ("a JPEG", of(ImageFormat::Jpeg), below),
        ("turned", turned(&of(ImageFormat::Jpeg)), left),
        ("a WebP", of(ImageFormat::WebP), below),
    ];
    let mut pair = Pair::untrained();
    for (name, bytes, ground) in cases {
        pair.session.partner_mut().choose_target(TargetChoice::File(bytes));
        pair.frames(1);
        pair.until(name, |pair| !pair.status().target_pending);
        let target = pair.session.partner().target().unwrap_or_else(|| panic!("{name}"));
        let pixels = &target.pixels;
        let red_and_blue = |[x, y]: [f64; 2]| {
            let column = (x * f64::from(pixels.width)) as usize;
            let row = (y * f64::from(pixels.height)) as usize;
            let at = 3 * (row * usize::from(pixels.width) + column);
            (pixels.rgb[at], pixels.rgb[at + 2])
        };
        let (r, b) = red_and_blue(ground);
        assert!(r > b, "{name}: the ground is not at {ground:?}");
        let (r, b) = red_and_blue(ground.map(|part| 1.0 - part));
        assert!(b > r, "{name}: there is no sky opposite of {ground:?}");
        assert_eq!(pair.session.troubles().first(), None, "{name}");
    }
}

#[test]
fn what_is_no_picture_is_refused_and_the_target_stays() {
    let whole = encoded(DynamicImage::ImageRgb8(landscape(200, 150)), ImageFormat::Png);
    let cases = [
        (b"These are words, not pixels.\n".to_vec(), "not_a_picture"),
        (whole[..whole.len() / 2].to_vec(), "picture_damaged"),
        (Vec::new(), "not_a_picture"),
    ];
    let mut pair = Pair::untrained().copying(6);
    let target = pair.status().target;
    for (bytes, code) in cases {
        pair.session.partner_mut().choose_target(TargetChoice::File(bytes));
        pair.frames(1);
        pair.until(code, |pair| !pair.status().target_pending);
        assert_eq!(pair.session.troubles().first().unwrap().trouble.code.as_str(), code);
        assert_eq!(pair.status().target, target);
        pair.session.troubles_mut().dismiss_first();
    }
    pair.session.partner_mut().choose_target(TargetChoice::Gallery(200));
    pair.frames(2);
    assert_eq!(
        pair.session.troubles().first().unwrap().trouble.code.as_str(),
        "no_such_gallery_picture"
    );
    assert_eq!(pair.status().target, target);
}

#[test]
fn the_gallery_is_drawn_in_small() {
    let mut pair = Pair::untrained();
    pair.frame();
    for index in 0..3 {
        pair.session.partner_mut().request_thumbnail(index, 40, 30);
    }
    pair.until("thumbnails", |pair| pair.session.partner().thumbnail(2).is_some());
    let small = pair.session.partner().thumbnail(1).unwrap();
    assert_eq!((small.width, small.height, small.rgb.len()), (40, 30, 3600));
    pair.worker.handle(&Request::Thumbnail { index: 99, width: 4, height: 4 }.encode(SESSION));
    let replies = crate::pair::answers(&mut pair.worker);
    assert!(matches!(&replies[..], [(SESSION, Reply::Trouble(_))]), "{replies:?}");
}

/// The picture that goes along with a painting is the one that is painted, in small.
#[test]
fn the_picture_is_packed_to_be_sent_along() {
    let mut pair = Pair::untrained();
    pair.session.partner_mut().pack_target(32);
    pair.frames(2);
    assert!(pair.session.partner().packed_target(32).is_none(), "there is no picture yet");
    pair.session.partner_mut().choose_target(TargetChoice::Gallery(1));
    pair.until("the picture", |pair| pair.session.partner().target().is_some());
    for side in [32, 1024] {
        pair.session.partner_mut().pack_target(side);
        pair.until("its file", |pair| pair.session.partner().packed_target(side).is_some());
    }
    let read = |side: u16| {
        let bytes = pair.session.partner().packed_target(side).unwrap();
        image::load_from_memory(bytes).unwrap().into_rgb8()
    };
    // The canvas is of 96 × 64 pixels, and none larger is made.
    assert_eq!([read(32).dimensions(), read(1024).dimensions()], [(32, 21), (96, 64)]);
    let target = &pair.session.partner().target().unwrap().pixels.rgb;
    let packed = read(1024);
    let apart = target.iter().zip(packed.as_raw()).map(|(a, b)| u32::from(a.abs_diff(*b)));
    let mean = apart.sum::<u32>() as usize / target.len();
    assert!(mean < 10, "{mean} of 255 apart");
}
