//! Which stroke is seen where: of each pixel the stroke that lies on top of it, and which part of its way.
//!
//! A pen can't cover what is below, so that only what is seen in the end is drawn. A stroke that hides little of what
//! is below leaves it to be seen, and to be drawn; its colour goes into what is drawn there.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "places are clamped to the canvas before they become numbers of pixels, and a way has few corners"
)]

use limner_core::{Canvas, Rgb8};
use limner_share::way::Corner;

use crate::colors::{Light, light_of_bytes};

/// A stroke that hides less than this of what is below does not take its place.
const HIDES: f64 = 0.3;
/// A stroke that is fainter than this is not drawn at all.
const FAINT: f64 = 0.04;
/// Half the least width of a stroke in px, so that no pixel of a thin one is missed.
const LEAST_R: f64 = 0.75;
/// Nobody's.
const NOBODY: u32 = u32::MAX;

/// Of each pixel of a painting the stroke that is seen there.
#[derive(Clone, Debug)]
pub struct Owners {
    width: usize,
    height: usize,
    stroke: Vec<u32>,
    corner: Vec<u16>,
}

impl Owners {
    /// Nobody's pixels.
    #[must_use]
    pub fn new(width: u16, height: u16) -> Self {
        let (width, height) = (usize::from(width), usize::from(height));
        let count = width * height;
        Self { width, height, stroke: vec![NOBODY; count], corner: vec![0; count] }
    }

    /// Columns and rows.
    #[must_use]
    pub fn size(&self) -> [usize; 2] {
        [self.width, self.height]
    }

    /// Lays a part of a stroke's way, from its corner `at` to the next; returns how many pixels were looked at.
    pub fn lay(&mut self, stroke: u32, corners: &[Corner], at: usize, opacity: f64) -> u64 {
        if opacity < FAINT {
            return 0;
        }
        let wide = |corner: Corner| Corner { r: corner.r.max(LEAST_R), ..corner };
        let (a, b) = (wide(corners[at]), wide(*corners.get(at + 1).unwrap_or(&corners[at])));
        let span = |a: f64, ra: f64, b: f64, rb: f64, end: usize| {
            let from = (a - ra).min(b - rb).floor().clamp(0.0, end as f64) as usize;
            let to = (a + ra).max(b + rb).ceil().clamp(0.0, end as f64) as usize;
            from..to
        };
        let columns = span(a.x, a.r, b.x, b.r, self.width);
        let rows = span(a.y, a.r, b.y, b.r, self.height);
        let (dx, dy) = (b.x - a.x, b.y - a.y);
        let squared = (dx * dx + dy * dy).max(1e-12);
        let mut looked = 0;
        for y in rows {
            looked += columns.len() as u64;
            for x in columns.clone() {
                let (px, py) = (x as f64 + 0.5 - a.x, y as f64 + 0.5 - a.y);
                let t = ((px * dx + py * dy) / squared).clamp(0.0, 1.0);
                let (ox, oy) = (px - t * dx, py - t * dy);
                let r = a.r + (b.r - a.r) * t;
                let pixel = y * self.width + x;
                let takes = opacity >= HIDES || self.stroke[pixel] == NOBODY;
                if ox * ox + oy * oy <= r * r && (takes || self.stroke[pixel] == stroke) {
                    self.stroke[pixel] = stroke;
                    self.corner[pixel] = at as u16;
                }
            }
        }
        looked
    }

    /// Whose the pixel at a place is, and the corner of the way from which it was laid last.
    #[must_use]
    pub fn at(&self, x: f64, y: f64) -> Option<(u32, u16)> {
        // What is no number is nowhere.
        if !(x >= 0.0 && y >= 0.0 && x < self.width as f64 && y < self.height as f64) {
            return None;
        }
        let pixel = y as usize * self.width + x as usize;
        (self.stroke[pixel] != NOBODY).then(|| (self.stroke[pixel], self.corner[pixel]))
    }

    /// Takes all pixels away from strokes that are not drawn.
    pub fn keep(&mut self, drawn: impl Fn(u32) -> bool) {
        for stroke in &mut self.stroke {
            if *stroke != NOBODY && !drawn(*stroke) {
                *stroke = NOBODY;
            }
        }
    }
}

/// The colour that is seen of each stroke, on the mean of its pixels.
#[derive(Clone, Debug)]
pub struct Seen {
    sums: Vec<([f64; 3], u32)>,
    light: [f32; 256],
    rgba: Vec<u8>,
}

impl Seen {
    /// Nothing seen yet of so many strokes.
    #[must_use]
    pub fn of(strokes: usize) -> Self {
        Self { sums: vec![([0.0; 3], 0); strokes], light: light_of_bytes(), rgba: Vec::new() }
    }

    /// Looks at a row of the canvas.
    pub fn look(&mut self, canvas: &Canvas, paper: Rgb8, owners: &Owners, row: usize) {
        let (width, y) = (owners.width, row as i32);
        self.rgba.resize(width * 4, 0);
        let area = limner_core::Rect::new(0, y, width as i32, y + 1);
        canvas.write_rgba8(area, paper, &mut self.rgba);
        let strokes = &owners.stroke[row * width..(row + 1) * width];
        for (stroke, rgba) in strokes.iter().zip(self.rgba.as_chunks::<4>().0) {
            if let Some((sum, count)) = self.sums.get_mut(*stroke as usize) {
                for (sum, channel) in sum.iter_mut().zip(rgba) {
                    *sum += f64::from(self.light[usize::from(*channel)]);
                }
                *count += 1;
            }
        }
    }

    /// The mean colour of a stroke's pixels; none where no pixel is its own.
    #[must_use]
    pub fn of_stroke(&self, stroke: usize) -> Option<Light> {
        let (sum, count) = self.sums[stroke];
        (count > 0).then(|| sum.map(|sum| (sum / f64::from(count)) as f32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corner(x: f64, y: f64, r: f64) -> Corner {
        Corner { x, y, r }
    }

    #[test]
    fn what_lies_on_top_is_seen_and_a_glaze_leaves_what_is_below() {
        let mut owners = Owners::new(20, 10);
        let across = [corner(0.0, 5.0, 3.0), corner(20.0, 5.0, 3.0)];
        owners.lay(0, &across, 0, 1.0);
        owners.lay(1, &[corner(10.0, 5.0, 2.0)], 0, 1.0);
        owners.lay(2, &[corner(4.0, 5.0, 2.0)], 0, 0.1);
        owners.lay(3, &[corner(16.0, 0.0, 1.0)], 0, 0.1);
        let whose = |x: f64, y: f64| owners.at(x, y).map(|(stroke, _)| stroke);
        assert_eq!(whose(10.0, 5.0), Some(1));
        assert_eq!(whose(4.0, 5.0), Some(0), "a glaze takes nobody's place");
        assert_eq!(whose(16.2, 0.4), Some(3), "but bare paper is its own");
        assert_eq!(whose(1.0, 9.5), None);
        for (x, y) in [(-1.0, 5.0), (20.0, 5.0), (5.0, f64::NAN), (f64::INFINITY, 5.0)] {
            assert_eq!(whose(x, y), None);
        }
    }
}
