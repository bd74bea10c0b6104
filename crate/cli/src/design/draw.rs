//! Drawings of a space as pictures.

#![expect(clippy::cast_precision_loss, reason = "counts of drawings and pixels are small")]

use std::path::Path;

use anyhow::{Context, Result};
use image::codecs::gif::{GifEncoder, Repeat};
use image::{Delay, Frame, RgbaImage};
use limner_core::{Header, Log, Op, Painting, Rgb8};
use limner_design::placing::{Instance, Paint};
use limner_design::{Pose, Space};

use crate::files::{replace, rgb_of, write_painting};

/// A place on the map and a growth.
pub(super) type Seen = ([f32; 2], f32);

/// The paper of drawings.
const PAPER: Rgb8 = Rgb8::new(0xf6, 0xf0, 0xe4);
/// A frame of an animation, in px a side, and how long it stays.
const FRAME_PX: u16 = 320;
const FRAME_MS: u32 = 40;

/// What part the `i`th of so many is, 0 to 1.
pub(super) fn part(i: usize, count: usize) -> f32 {
    i as f32 / (count.max(2) - 1) as f32
}

/// The place at a part of the way from the first motif to the last.
pub(super) fn on_line(space: &Space, part: f32) -> [f32; 2] {
    let pins = space.pins();
    let (from, to) = (pins[0], pins[pins.len() - 1]);
    space.within([0, 1].map(|i| from[i] + (to[i] - from[i]) * part))
}

/// Drawings in rows, each in a square of so many px.
fn painted(space: &Space, rows: &[Vec<Seen>], side_px: u16) -> Result<Painting> {
    let side = f32::from(side_px);
    let columns = rows.iter().map(Vec::len).max().unwrap_or(1);
    let size =
        [columns, rows.len()].map(|n| u16::try_from(n).unwrap_or(u16::MAX).saturating_mul(side_px));
    let mut header = Header::new(size[0], size[1], PAPER, 0);
    let paint = Paint::default();
    header.brushes = vec![paint.brush];
    let mut log = Log::new(header)?;
    for (y, row) in rows.iter().enumerate() {
        for (x, (at, growth)) in row.iter().enumerate() {
            let origin = [(x as f32 + 0.5) * side, (y as f32 + 0.88) * side];
            let pose = Pose { origin, scale: 0.74 * side, turn: 0.0 };
            let instance = Instance { at: *at, growth: *growth, pose };
            for stroke in space.strokes(&[instance], size, &paint) {
                log.push(0, Op::Add(stroke))?;
            }
        }
    }
    Ok(Painting::from_log(&log)?)
}

/// Writes drawings in rows, as a picture and as a painting.
pub(super) fn write_grid(
    path: &Path,
    space: &Space,
    rows: &[Vec<Seen>],
    side_px: u16,
) -> Result<()> {
    let log = write_painting(path, &painted(space, rows, side_px)?)?;
    println!("{} and {}", path.display(), log.display());
    Ok(())
}

/// Writes drawings one after the other.
pub(super) fn write_gif(path: &Path, space: &Space, seen: &[Seen]) -> Result<()> {
    let mut bytes = Vec::new();
    {
        let mut encoder = GifEncoder::new_with_speed(&mut bytes, 20);
        encoder.set_repeat(Repeat::Infinite)?;
        for one in seen {
            let painting = painted(space, &[vec![*one]], FRAME_PX)?;
            let rgb = rgb_of(painting.canvas(), PAPER);
            let rgba = rgb.as_chunks::<3>().0.iter().flat_map(|[r, g, b]| [*r, *g, *b, 255]);
            let side = u32::from(FRAME_PX);
            let picture = RgbaImage::from_raw(side, side, rgba.collect());
            let picture = picture.context("a frame has another size")?;
            let delay = Delay::from_numer_denom_ms(FRAME_MS, 1);
            encoder.encode_frame(Frame::from_parts(picture, 0, 0, delay))?;
        }
    }
    replace(path, &bytes)
}
