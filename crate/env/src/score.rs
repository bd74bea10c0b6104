//! What a stroke would be worth on the soft raster, and in which direction it would be worth more.

use crate::soft::{Profile, SoftGradient, SoftMask, SoftStroke};

/// The planes of one raster: what is wanted and what is there.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Wanted red, green and blue, sRGB-encoded 0..=1, row by row.
    pub target: [&'a [f32]; 3],
    /// The canvas's, likewise.
    pub canvas: [&'a [f32]; 3],
}

/// A stroke's worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// The colour under which the error is least, clamped to 0..=1.
    pub color: [f32; 3],
    /// By how much the stroke in that colour lowers the sum of squared differences over the three
    /// channels; negative where it does harm.
    pub gain: f32,
}

/// Scores strokes; holds memory that is reused.
#[derive(Clone, Default)]
pub struct Scorer {
    mask: SoftMask,
    d_values: Vec<f32>,
}

impl Scorer {
    /// The worth of a stroke in its best colour.
    pub fn score(&mut self, view: View<'_>, stroke: &SoftStroke, profile: Profile) -> Score {
        self.mask.render(stroke, profile, view.width, view.height);
        let color = self.solve(view, profile.texture);
        let gain = profile.worth * self.gain(view, color, profile.texture);
        Score { color, gain }
    }

    /// The worth of a stroke, and the gradient of the *gain* with respect to the stroke. The colour
    /// is the best one, so to first order the gain does not depend on it (envelope theorem).
    pub fn score_with_gradient(
        &mut self,
        view: View<'_>,
        stroke: &SoftStroke,
        profile: Profile,
    ) -> (Score, SoftGradient) {
        let score = self.score(view, stroke, profile);
        let [columns, rows] = self.mask.size;
        self.d_values.clear();
        self.d_values.resize(columns * rows, 0.0);
        let square = 1.0 + profile.texture;
        for c in 0..3 {
            let color = score.color[c];
            for j in 0..rows {
                let at = (self.mask.origin[1] + j) * view.width + self.mask.origin[0];
                let target = &view.target[c][at..at + columns];
                let canvas = &view.canvas[c][at..at + columns];
                let masks = &self.mask.values[j * columns..][..columns];
                let out = &mut self.d_values[j * columns..][..columns];
                for (((d, m), t), v) in out.iter_mut().zip(masks).zip(target).zip(canvas) {
                    // gain = 2 (t-v) m (k-v) - (1 + texture) m² (k-v)², by m.
                    let step = color - v;
                    *d += profile.worth * 2.0 * step * (t - v - square * m * step);
                }
            }
        }
        let gradient = self.mask.gradient(stroke, profile, &self.d_values);
        (score, gradient)
    }

    /// The mask of the stroke scored last.
    #[must_use]
    pub fn mask(&self) -> &SoftMask {
        &self.mask
    }

    /// The colour k that minimises Σ (v + m (k - v) - t)²: Σ m (t - v + m v) / Σ m², where the mean of m²
    /// is more than the mean's square by the `texture`.
    fn solve(&self, view: View<'_>, texture: f32) -> [f32; 3] {
        let square = 1.0 + texture;
        let [columns, rows] = self.mask.size;
        let mut weighted = [0.0f64; 3];
        let mut squares = 0.0f64;
        for j in 0..rows {
            let at = (self.mask.origin[1] + j) * view.width + self.mask.origin[0];
            let masks = &self.mask.values[j * columns..][..columns];
            squares += f64::from(square * masks.iter().map(|m| m * m).sum::<f32>());
            for (c, weighted) in weighted.iter_mut().enumerate() {
                let target = &view.target[c][at..at + columns];
                let canvas = &view.canvas[c][at..at + columns];
                let sum: f32 = masks
                    .iter()
                    .zip(target)
                    .zip(canvas)
                    .map(|((m, t), v)| m * (t - v + square * m * v))
                    .sum();
                *weighted += f64::from(sum);
            }
        }
        if squares < 1e-9 {
            [0.5; 3]
        } else {
            weighted.map(|w| ((w / squares) as f32).clamp(0.0, 1.0))
        }
    }

    fn gain(&self, view: View<'_>, color: [f32; 3], texture: f32) -> f32 {
        let square = 1.0 + texture;
        let [columns, rows] = self.mask.size;
        let mut gain = 0.0;
        for j in 0..rows {
            let at = (self.mask.origin[1] + j) * view.width + self.mask.origin[0];
            let masks = &self.mask.values[j * columns..][..columns];
            for c in 0..3 {
                let target = &view.target[c][at..at + columns];
                let canvas = &view.canvas[c][at..at + columns];
                let color = color[c];
                gain += masks
                    .iter()
                    .zip(target)
                    .zip(canvas)
                    .map(|((m, t), v)| {
                        let change = m * (color - v);
                        change * (2.0 * (t - v) - square * change)
                    })
                    .sum::<f32>();
            }
        }
        gain
    }
}
