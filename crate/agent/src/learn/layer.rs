//! One soft stroke laid over a canvas in the colour that suits it best.
//!
//! With coverage `m`, target `t` and canvas `v`, the least squares of `t - v - m (color - v)` give
//! `color = Σ m (t - (1-m) v) / Σ m²` in every channel (as in Michael Fogleman's primitive).
//!
//! Canvases here are one slice: the red plane, then green, then blue.

use limner_env::soft::{Profile, SoftMask, SoftStroke};

/// A stroke whose Σ m² is less covers nothing that matters.
const MIN_COVERAGE: f32 = 1e-3;

/// A stroke with its coverage and colour.
#[derive(Clone, Debug, Default)]
pub struct Layer {
    /// The stroke, in pixels of the canvas.
    pub stroke: SoftStroke,
    /// The stroke's coverage.
    pub mask: SoftMask,
    /// The stroke's colour, sRGB-encoded, 0..=1.
    pub color: [f32; 3],
    /// Whether the least squares lay within 0..=1, so that the colour follows the coverage.
    free: [bool; 3],
    /// Σ m²; zero where the stroke is as good as invisible.
    squares: f32,
    width: usize,
    pixels: usize,
}

impl Layer {
    /// Draws the coverage of a stroke on a canvas of this size (columns, rows).
    pub fn draw(&mut self, stroke: SoftStroke, profile: Profile, size: [usize; 2]) {
        self.stroke = stroke;
        self.width = size[0];
        self.pixels = size[0] * size[1];
        self.mask.render(&self.stroke, profile, size[0], size[1]);
        let squares = self.mask.values.iter().map(|m| m * m).sum::<f32>();
        self.squares = if squares > MIN_COVERAGE { squares } else { 0.0 };
    }

    /// Sets the colour to the best for this canvas.
    pub fn solve_color(&mut self, target: &[f32], canvas: &[f32]) {
        if self.squares == 0.0 {
            return;
        }
        for channel in 0..3 {
            let (t, v) = (self.plane(target, channel), self.plane(canvas, channel));
            let mut sum = 0.0;
            self.for_each_row(|m, at| {
                let (t, v) = (&t[at..at + m.len()], &v[at..at + m.len()]);
                let terms = m.iter().zip(t).zip(v).map(|((m, t), v)| m * (t - (1.0 - m) * v));
                sum += terms.sum::<f32>();
            });
            let best = sum / self.squares;
            self.color[channel] = best.clamp(0.0, 1.0);
            self.free[channel] = (0.0..=1.0).contains(&best);
        }
    }

    /// Lays the stroke on a canvas.
    pub fn lay(&self, canvas: &mut [f32]) {
        if self.squares == 0.0 {
            return;
        }
        for (channel, color) in self.color.into_iter().enumerate() {
            let canvas = &mut canvas[channel * self.pixels..(channel + 1) * self.pixels];
            self.for_each_row(|m, at| {
                for (v, m) in canvas[at..at + m.len()].iter_mut().zip(m) {
                    *v += m * (color - *v);
                }
            });
        }
    }

    /// Undoes [`Layer::lay`] for derivatives: `d_canvas` is that with respect to the canvas after the
    /// stroke and becomes that before it; `d_values` becomes that with respect to the coverage. The
    /// colour must have been solved for `target` and `before`; it moves with the coverage
    /// (`∂color/∂m = (t - v + 2m (v - color)) / Σ m²`) and the canvas (`∂color/∂v = -m (1-m) / Σ m²`).
    pub fn lift(
        &self,
        target: &[f32],
        before: &[f32],
        d_canvas: &mut [f32],
        d_values: &mut Vec<f32>,
    ) {
        d_values.clear();
        d_values.resize(self.mask.values.len(), 0.0);
        if self.squares == 0.0 {
            return;
        }
        let columns = self.mask.size[0];
        for channel in 0..3 {
            let (t, v) = (self.plane(target, channel), self.plane(before, channel));
            let d = &mut d_canvas[channel * self.pixels..(channel + 1) * self.pixels];
            let color = self.color[channel];
            let mut d_color = 0.0;
            if self.free[channel] {
                self.for_each_row(|m, at| {
                    d_color += m.iter().zip(&d[at..]).map(|(m, d)| m * d).sum::<f32>();
                });
                d_color /= self.squares;
            }
            let mut row = 0;
            self.for_each_row(|m, at| {
                let d_values = &mut d_values[row * columns..][..m.len()];
                row += 1;
                let (t, v, d) = (&t[at..][..m.len()], &v[at..][..m.len()], &mut d[at..][..m.len()]);
                for ((((d_value, d), m), t), v) in d_values.iter_mut().zip(d).zip(m).zip(t).zip(v) {
                    *d_value += *d * (color - v) + d_color * (t - v + 2.0 * m * (v - color));
                    *d = (*d - d_color * m) * (1.0 - m);
                }
            });
        }
    }

    fn plane<'a>(&self, planes: &'a [f32], channel: usize) -> &'a [f32] {
        &planes[channel * self.pixels..(channel + 1) * self.pixels]
    }

    /// Hands the coverage of each row on, with the index of its first pixel within a plane.
    #[inline(always)]
    fn for_each_row(&self, mut visit: impl FnMut(&[f32], usize)) {
        let [x0, y0] = self.mask.origin;
        let columns = self.mask.size[0];
        if columns == 0 {
            return;
        }
        for (j, row) in self.mask.values.chunks_exact(columns).enumerate() {
            visit(row, (y0 + j) * self.width + x0);
        }
    }
}
