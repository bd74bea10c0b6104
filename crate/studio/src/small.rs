//! A painting as a small picture, to know it by in a list.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a canvas's sides, and means of bytes"
)]

use limner_core::{Canvas, Rgb8};
use limner_protocol::Pixels;

/// Along each side of what becomes a pixel of a small picture, so many of the canvas are looked at.
const SAMPLES: i32 = 3;

/// The paint over the paper so small that no side is longer than `side` pixels. It takes as long however large the
/// canvas is, as only some of its pixels are looked at.
#[must_use]
pub fn small(canvas: &Canvas, paper: Rgb8, side: u16) -> Pixels {
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
    Pixels { width: width as u16, height: height as u16, rgb }
}
