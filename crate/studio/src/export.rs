//! A painting as a picture file, which may hold the painting itself as well.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a canvas's sides, and means of bytes"
)]

use limner_core::{Canvas, Rect, Rgb8};
use limner_protocol::Trouble;
use limner_protocol::codes::trouble;

use crate::share;

/// Along each side of what becomes a pixel of a small picture, so many of the canvas are looked at.
const SAMPLES: i32 = 3;

/// The paint over the paper as a PNG with 8 bits a channel, marked as sRGB, and in its [`share::CHUNK`] the bytes
/// of the painting, where they are given.
pub fn png(canvas: &Canvas, paper: Rgb8, packed: Option<&[u8]>) -> Result<Vec<u8>, Trouble> {
    let bounds = canvas.bounds();
    let mut rgba = vec![0; bounds.area() * 4];
    canvas.write_rgba8(bounds, paper, &mut rgba);
    let rgb: Vec<u8> =
        rgba.as_chunks::<4>().0.iter().flat_map(|[r, g, b, _]| [*r, *g, *b]).collect();
    encoded(bounds, &rgb, packed)
}

/// The same so small that no side is longer than `side` pixels, without the painting: to know it by. It takes as
/// long however large the canvas is, as only some of its pixels are looked at.
pub fn small(canvas: &Canvas, paper: Rgb8, side: u16) -> Result<Vec<u8>, Trouble> {
    let sides = [canvas.width(), canvas.height()].map(i32::from);
    let longest = sides[0].max(sides[1]);
    let [width, height] = sides.map(|px| (px * i32::from(side) / longest).clamp(1, px));
    let mut rgb = Vec::new();
    for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
        let mut sums = [SAMPLES * SAMPLES / 2; 3];
        for (v, u) in (0..SAMPLES).flat_map(|v| (0..SAMPLES).map(move |u| (v, u))) {
            let at =
                |cell: i32, sample, from, to| (cell * SAMPLES + sample) * from / (to * SAMPLES);
            let (x, y) = (at(x, u, sides[0], width), at(y, v, sides[1], height));
            let color = canvas.color_at(x, y, paper).unwrap_or(paper);
            for (sum, channel) in sums.iter_mut().zip(color.channels()) {
                *sum += i32::from(channel);
            }
        }
        rgb.extend(sums.map(|sum| (sum / (SAMPLES * SAMPLES)) as u8));
    }
    encoded(Rect::new(0, 0, width, height), &rgb, None)
}

/// An opaque picture of this size as a PNG.
fn encoded(size: Rect, rgb: &[u8], packed: Option<&[u8]>) -> Result<Vec<u8>, Trouble> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, size.width() as u32, size.height() as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
    let written = encoder.write_header().and_then(|mut writer| {
        if let Some(packed) = packed {
            writer.write_chunk(png::chunk::ChunkType(share::CHUNK), packed)?;
        }
        writer.write_image_data(rgb)?;
        writer.finish()
    });
    match written {
        Ok(()) => Ok(bytes),
        Err(error) => {
            Err(Trouble::new(trouble::PNG_FAILED).with("reason", error.to_string().as_str()))
        }
    }
}
