//! What eight strokes make of a window, how good that is, and in which direction it would be better.
//!
//! The strokes are drawn one over the other on the soft raster, each in the colour that is best for
//! it (see [`Layer`]). The loss is the squared error that remains
//! relative to that before, plus a share of the same after each stroke, so that early strokes count.
//! Its gradient is exact: it goes through the colours too.

use limner_env::action::{raw_gradient, soft_from_raw};
use limner_env::observation::PLANE;
use limner_env::soft::Profile;
use limner_env::{GEOMETRY, RAW, WINDOW};

use crate::learn::layer::Layer;
use crate::policy::{OUTPUT_LEN, STROKES};

/// Numbers in a window of red, green and blue planes.
pub const PLANES_LEN: usize = 3 * PLANE;

/// What is minimised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LossConfig {
    /// Weight of the mean of the errors after each stroke; the error after all has weight one.
    pub every_stroke: f32,
    /// Weight of the mean square of the raw colour outputs: a policy with a target leaves the solved
    /// colour alone, so that taste can move it later from zero.
    pub color: f32,
    /// Added to the squared error before (Σ over [`PLANES_LEN`] numbers), so that windows which are
    /// finished don't count.
    pub floor: f32,
}

impl Default for LossConfig {
    fn default() -> Self {
        // The floor is a root mean square of 4/255: a difference that is hardly seen.
        let floor = PLANES_LEN as f32 * (4.0 / 255.0f32).powi(2);
        Self { every_stroke: 0.5, color: 0.01, floor }
    }
}

/// The loss and the errors it is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loss {
    /// What is minimised.
    pub loss: f32,
    /// Squared error before the strokes, and after each.
    pub errors: [f32; STROKES + 1],
}

impl Loss {
    /// The squared error that is left, relative to that before.
    #[must_use]
    pub fn remaining(&self) -> f32 {
        self.errors[STROKES] / self.errors[0].max(1e-6)
    }
}

/// The memory of a window's painting, which is reused: what was drawn, in the order it was drawn.
#[derive(Debug)]
pub struct Composite {
    profile: Profile,
    layers: Vec<Layer>,
    /// The canvas before the strokes and after each.
    canvases: Vec<Vec<f32>>,
    d_canvas: Vec<f32>,
    d_values: Vec<f32>,
}

impl Composite {
    /// Memory for strokes of this brush.
    #[must_use]
    pub fn new(profile: Profile) -> Self {
        Self {
            profile,
            layers: vec![Layer::default(); STROKES],
            canvases: vec![vec![0.0; PLANES_LEN]; STROKES + 1],
            d_canvas: vec![0.0; PLANES_LEN],
            d_values: Vec::new(),
        }
    }

    /// Has strokes be of another brush from now on.
    pub fn set_profile(&mut self, profile: Profile) {
        self.profile = profile;
    }

    /// Paints the [`OUTPUT_LEN`] raw numbers on `canvas` ([`PLANES_LEN`] numbers, as `target`).
    pub fn paint(
        &mut self,
        raw: &[f32],
        target: &[f32],
        canvas: &[f32],
        config: &LossConfig,
    ) -> Loss {
        self.canvases[0].copy_from_slice(canvas);
        let mut errors = [0.0; STROKES + 1];
        errors[0] = squared_error(target, canvas);
        for k in 0..STROKES {
            let (before, after) = self.canvases.split_at_mut(k + 1);
            let (before, after) = (&before[k], &mut after[0]);
            after.copy_from_slice(before);
            let layer = &mut self.layers[k];
            layer.draw(soft_from_raw(&geometry(raw, k)), self.profile, [WINDOW; 2]);
            layer.solve_color(target, before);
            layer.lay(after);
            errors[k + 1] = squared_error(target, after);
        }
        let scale = 1.0 / (errors[0] + config.floor);
        let mean = errors[1..].iter().sum::<f32>() / STROKES as f32;
        let colors = (0..STROKES).flat_map(|k| &raw[k * RAW + GEOMETRY..(k + 1) * RAW]);
        let color = colors.map(|v| v * v).sum::<f32>() / (STROKES * (RAW - GEOMETRY)) as f32;
        let loss = scale * (errors[STROKES] + config.every_stroke * mean) + config.color * color;
        Loss { loss, errors }
    }

    /// The derivative of the loss of the last [`Composite::paint`] (with the same arguments) with
    /// respect to each raw number, times `weight`.
    pub fn gradient(
        &mut self,
        raw: &[f32],
        target: &[f32],
        loss: &Loss,
        config: &LossConfig,
        weight: f32,
        out: &mut [f32],
    ) {
        self.gradient_of_worth(raw, target, loss, config, &[1.0; STROKES], weight, out);
    }

    /// The gradient where what each stroke removes counts so many times, as that of a stroke that is liked does.
    #[expect(clippy::too_many_arguments, reason = "those of `gradient` and one more")]
    pub fn gradient_of_worth(
        &mut self,
        raw: &[f32],
        target: &[f32],
        loss: &Loss,
        config: &LossConfig,
        worths: &[f32; STROKES],
        weight: f32,
        out: &mut [f32],
    ) {
        assert_eq!(out.len(), OUTPUT_LEN);
        let scale = weight / (loss.errors[0] + config.floor);
        let every = scale * config.every_stroke / STROKES as f32;
        self.d_canvas.fill(0.0);
        for k in (0..STROKES).rev() {
            // What one leaves, the next may remove.
            let next = worths.get(k + 1).copied().unwrap_or(0.0);
            let own = scale * (worths[k] - next) + every;
            let after = &self.canvases[k + 1];
            for ((d, v), t) in self.d_canvas.iter_mut().zip(after).zip(target) {
                *d += 2.0 * own * (v - t);
            }
            let layer = &self.layers[k];
            let before = &self.canvases[k];
            layer.lift(target, before, &mut self.d_canvas, &mut self.d_values);
            let d_stroke = layer.mask.gradient(&layer.stroke, self.profile, &self.d_values);
            let out = &mut out[k * RAW..(k + 1) * RAW];
            out[..GEOMETRY].copy_from_slice(&raw_gradient(&geometry(raw, k), &d_stroke));
            let color = 2.0 * weight * config.color / (STROKES * (RAW - GEOMETRY)) as f32;
            for (out, raw) in out[GEOMETRY..].iter_mut().zip(&raw[k * RAW + GEOMETRY..]) {
                *out = color * raw;
            }
        }
    }

    /// The strokes of the last [`Composite::paint`] in order, and the canvas that each was laid on.
    pub fn layers(&self) -> impl Iterator<Item = (&Layer, &[f32])> {
        self.layers.iter().zip(self.canvases.iter().map(Vec::as_slice))
    }

    /// The canvas after all strokes of the last [`Composite::paint`].
    #[must_use]
    pub fn painted(&self) -> &[f32] {
        &self.canvases[STROKES]
    }
}

/// The red, green and blue planes of a window ([`PLANES_LEN`] numbers).
#[must_use]
pub fn planes(window: &[f32]) -> [&[f32]; 3] {
    [0, 1, 2].map(|c| &window[c * PLANE..(c + 1) * PLANE])
}

/// The sum of squared differences of two lists of numbers.
#[must_use]
pub fn squared_error(a: &[f32], b: &[f32]) -> f32 {
    // Several sums, so that they are made side by side.
    let mut sums = [0.0f32; 16];
    for (a, b) in a.as_chunks::<16>().0.iter().zip(b.as_chunks::<16>().0) {
        for i in 0..16 {
            sums[i] += (a[i] - b[i]) * (a[i] - b[i]);
        }
    }
    sums.iter().sum()
}

fn geometry(raw: &[f32], k: usize) -> [f32; GEOMETRY] {
    std::array::from_fn(|i| raw[k * RAW + i])
}

#[cfg(test)]
mod tests {
    use super::*;
    use limner_env::random::Random;
    use limner_env::soft::Profile;

    fn smooth(random: &mut Random) -> Vec<f32> {
        let mut planes = Vec::with_capacity(PLANES_LEN);
        for _ in 0..3 {
            let waves: [f32; 4] = std::array::from_fn(|_| random.between(-0.25, 0.25));
            for i in 0..PLANE {
                let (x, y) = ((i % WINDOW) as f32, (i / WINDOW) as f32);
                planes.push(
                    0.5 + 0.25
                        * ((waves[0] * x + waves[1] * y).sin()
                            + (waves[2] * x - waves[3] * y).cos()),
                );
            }
        }
        planes
    }

    #[test]
    fn gradient_matches_differences() {
        let config = LossConfig::default();
        let mut composite = Composite::new(Profile::round(0.7));
        let mut random = Random::new(11);
        let step = 1e-3;
        let (mut close, mut all) = (0, 0);
        let (mut product, mut squares) = (0.0, [0.0; 2]);
        for _ in 0..6 {
            let (target, canvas) = (smooth(&mut random), smooth(&mut random));
            let raw: Vec<f32> = (0..OUTPUT_LEN).map(|_| 0.7 * random.normal()).collect();
            let loss = composite.paint(&raw, &target, &canvas, &config);
            let mut gradient = vec![0.0; OUTPUT_LEN];
            composite.gradient(&raw, &target, &loss, &config, 1.0, &mut gradient);
            let largest = f64::from(gradient.iter().fold(0.0f32, |a, b| a.max(b.abs())));
            for (i, analytic) in gradient.iter().map(|v| f64::from(*v)).enumerate() {
                let mut at = |by: f32| {
                    let mut raw = raw.clone();
                    raw[i] += by;
                    f64::from(composite.paint(&raw, &target, &canvas, &config).loss)
                };
                let difference = (at(step) - at(-step)) / f64::from(2.0 * step);
                let off = (difference - analytic).abs();
                all += 1;
                close += usize::from(off < 0.05 * difference.abs() + 0.01 * largest);
                product += difference * analytic;
                squares[0] += difference * difference;
                squares[1] += analytic * analytic;
            }
        }
        // Coverage has kinks (where the falloff ends, where two pieces of a curve are equally near), at
        // which the difference is between the derivatives of either side: a few numbers may be off.
        assert!(close * 100 >= all * 95, "{close} of {all} are close");
        let cosine = product / (squares[0] * squares[1]).sqrt();
        assert!(cosine > 0.995, "the cosine is {cosine}");
        let ratio = (squares[1] / squares[0]).sqrt();
        assert!((ratio - 1.0).abs() < 0.03, "the lengths differ by {ratio}");
    }

    #[test]
    fn no_other_color_is_better() {
        let mut random = Random::new(12);
        let mut layer = Layer::default();
        for _ in 0..50 {
            let (target, canvas) = (smooth(&mut random), smooth(&mut random));
            let raw: [f32; GEOMETRY] = std::array::from_fn(|_| random.normal());
            layer.draw(soft_from_raw(&raw), Profile::round(0.7), [WINDOW; 2]);
            layer.solve_color(&target, &canvas);
            let error = |layer: &Layer| {
                let mut canvas = canvas.clone();
                layer.lay(&mut canvas);
                squared_error(&target, &canvas)
            };
            let best = error(&layer);
            for channel in 0..3 {
                for by in [-0.05, 0.05] {
                    let mut other = layer.clone();
                    other.color[channel] = (other.color[channel] + by).clamp(0.0, 1.0);
                    assert!(error(&other) >= best * 0.9999, "{} under {best}", error(&other));
                }
            }
        }
    }

    #[test]
    fn a_first_stroke_on_a_flat_canvas_never_harms() {
        let mut composite = Composite::new(Profile::round(0.7));
        let mut random = Random::new(13);
        for _ in 0..50 {
            let (target, canvas) = (smooth(&mut random), vec![0.4; PLANES_LEN]);
            let raw: Vec<f32> = (0..OUTPUT_LEN).map(|_| 2.0 * random.normal()).collect();
            let loss = composite.paint(&raw, &target, &canvas, &LossConfig::default());
            assert!(loss.errors[1] <= loss.errors[0] * 1.0001, "{loss:?}");
            assert!(composite.painted().iter().all(|v| (-1e-5..=1.00001).contains(v)));
        }
    }
}
