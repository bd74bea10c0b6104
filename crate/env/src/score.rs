//! What a stroke would be worth on the soft raster, and in which direction it would be worth more.

use crate::simd::{LANES, Lanes, load, splat, sum};
use crate::soft::{Profile, SoftGradient, SoftMask, SoftStroke};

/// The planes of one raster: what is wanted and what is there.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The raster's columns.
    pub width: usize,
    /// The raster's rows.
    pub height: usize,
    /// Wanted red, green and blue, sRGB-encoded 0..=1, row by row.
    pub target: [&'a [f32]; 3],
    /// The canvas's red, green and blue, sRGB-encoded 0..=1, row by row.
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
#[derive(Clone, Debug, Default)]
pub struct Scorer {
    /// The colours that strokes may have, sRGB-encoded 0..=1; any where there are none.
    pub palette: Vec<[f32; 3]>,
    mask: SoftMask,
}

impl Scorer {
    /// The worth of a stroke in the best colour that it may have.
    pub fn score(&mut self, view: View<'_>, stroke: &SoftStroke, profile: Profile) -> Score {
        self.mask.render(stroke, profile, view.width, view.height);
        let sums = self.sums(view);
        let gain = |color: [f32; 3]| sums.gain(color, profile.texture);
        let of_palette = self.palette.iter().copied();
        let best = of_palette.max_by(|a, b| gain(*a).total_cmp(&gain(*b)));
        let color = best.unwrap_or_else(|| sums.solve(profile.texture));
        Score { color, gain: profile.worth * gain(color) }
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
        let square = splat(1.0 + profile.texture);
        let worth = splat(2.0 * profile.worth);
        let color = score.color.map(splat);
        let [x0, y0] = self.mask.origin;
        let gradient = self.mask.gradient_by(stroke, profile, |j, column, m| {
            let at = (y0 + j) * view.width + x0 + column;
            let mut d = splat(0.0);
            for ((color, target), canvas) in color.into_iter().zip(view.target).zip(view.canvas) {
                let (t, v) = (load(target, at), load(canvas, at));
                // gain = 2 (t-v) m (k-v) - (1 + texture) m² (k-v)², by m.
                let step = color - v;
                d += step * (t - v - square * m * step);
            }
            worth * d
        });
        (score, gradient)
    }

    /// The mask of the stroke scored last.
    #[must_use]
    pub fn mask(&self) -> &SoftMask {
        &self.mask
    }

    fn sums(&self, view: View<'_>) -> Sums {
        let [columns, rows] = self.mask.size;
        let [x0, y0] = self.mask.origin;
        let mut squares = splat(0.0);
        let mut lanes = [[splat(0.0); 4]; 3];
        for j in 0..rows {
            let span = self.mask.span(j);
            let row = (y0 + j) * view.width + x0;
            let masks = &self.mask.values[j * columns..(j + 1) * columns];
            for column in span.step_by(LANES) {
                let m = load(masks, column);
                let mm = m * m;
                squares += mm;
                for (c, lanes) in lanes.iter_mut().enumerate() {
                    let (t, v) =
                        (load(view.target[c], row + column), load(view.canvas[c], row + column));
                    let v = v - splat(GREY);
                    let md = m * (t - splat(GREY) - v);
                    let mmv = mm * v;
                    let add: [Lanes; 4] = [md, md * v, mmv, mmv * v];
                    lanes.iter_mut().zip(add).for_each(|(sum, add)| *sum += add);
                }
            }
        }
        Sums { squares: sum(squares), channels: lanes.map(|lanes| lanes.map(sum)) }
    }
}

/// Values are taken from here on, so that sums of their squares stay small.
const GREY: f32 = 0.5;

/// What the worth of a stroke follows from in any colour.
struct Sums {
    /// Σ m².
    squares: f32,
    /// Σ m (t-v), Σ m (t-v) v, Σ m² v and Σ m² v² of each channel, `v` and `t` from [`GREY`] on.
    channels: [[f32; 4]; 3],
}

impl Sums {
    /// The colour k that minimises Σ (v + m (k - v) - t)²: Σ m (t - v + m v) / Σ m², where the mean of m²
    /// is more than the mean's square by the `texture`.
    fn solve(&self, texture: f32) -> [f32; 3] {
        let square = 1.0 + texture;
        if square * self.squares < 1e-9 {
            return [0.5; 3];
        }
        self.channels.map(|[md, _, mmv, _]| {
            (GREY + (md + square * mmv) / (square * self.squares)).clamp(0.0, 1.0)
        })
    }

    /// Σ 2 (t-v) m (k-v) - (1 + texture) m² (k-v)².
    fn gain(&self, color: [f32; 3], texture: f32) -> f32 {
        let mut gain = 0.0;
        for (k, [md, mdv, mmv, mmvv]) in color.into_iter().zip(self.channels) {
            let k = k - GREY;
            let squared = k * k * self.squares - 2.0 * k * mmv + mmvv;
            gain += 2.0 * (k * md - mdv) - (1.0 + texture) * squared;
        }
        gain
    }
}
