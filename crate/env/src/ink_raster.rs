//! A few soft strokes of one ink, one over the other, on a small square, and the gradient of what they show.
//!
//! A stroke is laid whole or not at all: how strong it wants to be decides, at one half. The gradient goes straight
//! through that decision, to a stroke that is not laid as well: taken from what is laid alone, such a stroke would
//! never come back, and a blank sheet would stay one.

use crate::soft::{Profile, SoftGradient, SoftMask, SoftStroke};

/// How strong a stroke must want to be to be laid.
pub const LAID: f32 = 0.5;

/// Whether a stroke that wants to be this strong is laid.
#[must_use]
pub fn is_laid(opacity: f32) -> bool {
    opacity >= LAID
}

/// Draws strokes of one ink, and keeps what their gradient needs. Memory is reused.
#[derive(Clone, Debug, Default)]
pub struct InkRaster {
    side: usize,
    profile: Profile,
    masks: Vec<SoftMask>,
    /// The ink below each stroke.
    below: Vec<Vec<f32>>,
    scratch: Vec<f32>,
}

impl InkRaster {
    /// A raster of `side` × `side` pixels for a brush that a round wash of this profile stands for.
    #[must_use]
    pub fn new(side: usize, profile: Profile) -> Self {
        Self { side, profile, ..Self::default() }
    }

    /// Adds strokes in order to the ink that is there, 0..=1 at each pixel.
    pub fn draw(&mut self, strokes: &[SoftStroke], ink: &mut [f32]) {
        self.masks.resize_with(strokes.len().max(self.masks.len()), SoftMask::default);
        self.below.resize_with(strokes.len().max(self.below.len()), Vec::new);
        let side = self.side;
        for ((stroke, mask), below) in strokes.iter().zip(&mut self.masks).zip(&mut self.below) {
            let whole = SoftStroke { opacity: 1.0, ..*stroke };
            mask.render(&whole, self.profile, side, side);
            let columns = mask.size[0];
            below.clear();
            for (j, row) in mask.values.chunks_exact(columns.max(1)).enumerate() {
                let at = (mask.origin[1] + j) * side + mask.origin[0];
                let ink = &mut ink[at..at + columns];
                below.extend_from_slice(ink);
                if is_laid(stroke.opacity) {
                    ink.iter_mut().zip(row).for_each(|(ink, m)| *ink += m * (1.0 - *ink));
                }
            }
        }
    }

    /// The gradient with respect to each of the strokes drawn last, from that with respect to the ink at each pixel,
    /// which becomes the one with respect to the ink that was there before.
    pub fn gradient(&mut self, strokes: &[SoftStroke], d_ink: &mut [f32]) -> Vec<SoftGradient> {
        let side = self.side;
        let mut gradients = vec![SoftGradient::default(); strokes.len()];
        for (i, (stroke, gradient)) in strokes.iter().zip(&mut gradients).enumerate().rev() {
            let (mask, below) = (&self.masks[i], &self.below[i]);
            let columns = mask.size[0];
            self.scratch.clear();
            let laid = is_laid(stroke.opacity);
            let rows = mask.values.chunks_exact(columns.max(1));
            for (j, (row, below)) in rows.zip(below.chunks_exact(columns.max(1))).enumerate() {
                let at = (mask.origin[1] + j) * side + mask.origin[0];
                let d_ink = &mut d_ink[at..at + columns];
                self.scratch.extend(d_ink.iter().zip(below).map(|(d, below)| d * (1.0 - below)));
                if laid {
                    d_ink.iter_mut().zip(row).for_each(|(d, m)| *d *= 1.0 - m);
                }
            }
            let whole = SoftStroke { opacity: 1.0, ..*stroke };
            *gradient = mask.gradient(&whole, self.profile, &self.scratch);
            // A stroke that is not laid moves as much as it wants to be there.
            let share = if laid { 1.0 } else { stroke.opacity };
            gradient.points.iter_mut().flatten().for_each(|d| *d *= share);
            gradient.radii.iter_mut().for_each(|d| *d *= share);
        }
        gradients
    }

    /// What each of the strokes drawn last does to the squared error beside a target: what the error is with the
    /// stroke, less what it is without it, the others as they are. `ink` is what they came to.
    ///
    /// The gradient of a stroke that is laid where it belongs is nothing, as if it were not needed; this says what it
    /// is worth.
    #[must_use]
    pub fn changes(&mut self, strokes: &[SoftStroke], ink: &[f32], target: &[f32]) -> Vec<f32> {
        let side = self.side;
        let mut changes = vec![0.0; strokes.len()];
        // What shows through the strokes above.
        let through = &mut self.scratch;
        through.clear();
        through.resize(side * side, 1.0);
        for (i, (stroke, change)) in strokes.iter().zip(&mut changes).enumerate().rev() {
            let (mask, below) = (&self.masks[i], &self.below[i]);
            let columns = mask.size[0];
            let laid = is_laid(stroke.opacity);
            let rows = mask.values.chunks_exact(columns.max(1));
            for (j, (row, below)) in rows.zip(below.chunks_exact(columns.max(1))).enumerate() {
                let at = (mask.origin[1] + j) * side + mask.origin[0];
                for (x, (m, below)) in row.iter().zip(below).enumerate() {
                    let (ink, target) = (ink[at + x], target[at + x]);
                    let [with, without] = if laid {
                        [ink, 1.0 - (1.0 - below) * through[at + x]]
                    } else {
                        [ink + m * (1.0 - ink), ink]
                    };
                    *change += (with - without) * (with + without - 2.0 * target);
                    if laid {
                        through[at + x] *= 1.0 - m;
                    }
                }
            }
        }
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strokes_change_is_what_drawing_without_it_says() {
        let stroke =
            |points: [[f32; 2]; 3], opacity| SoftStroke { points, radii: [1.5, 2.5], opacity };
        let strokes = [
            stroke([[3.0, 3.0], [8.0, 12.0], [20.0, 6.0]], 0.9),
            stroke([[4.0, 20.0], [12.0, 2.0], [18.0, 18.0]], 0.7),
            stroke([[2.0, 12.0], [12.0, 12.0], [22.0, 12.0]], 0.3),
            stroke([[12.0, 2.0], [11.0, 12.0], [13.0, 23.0]], 1.0),
        ];
        let target: Vec<f32> = (0..24 * 24usize).map(|i| (i % 7) as f32 / 7.0).collect();
        let mut raster = InkRaster::new(24, Profile::default());
        let mut error = |strokes: &[SoftStroke]| -> f32 {
            let mut ink = vec![0.0; 24 * 24];
            raster.draw(strokes, &mut ink);
            ink.iter().zip(&target).map(|(a, t)| (a - t) * (a - t)).sum()
        };
        let at = |index: usize, opacity| {
            let mut strokes = strokes;
            strokes[index].opacity = opacity;
            strokes
        };
        let wanted: Vec<f32> = (0..4).map(|i| error(&at(i, 1.0)) - error(&at(i, 0.0))).collect();
        let mut ink = vec![0.0; 24 * 24];
        raster.draw(&strokes, &mut ink);
        let found = raster.changes(&strokes, &ink, &target);
        for (found, wanted) in found.iter().zip(&wanted) {
            assert!((found - wanted).abs() < 1e-3 * wanted.abs().max(1.0), "{found}, {wanted}");
        }
    }
}
