//! The exact gradient of what a policy's first thoughts are worth: through the soft raster, and through what strokes
//! are liked for.
//!
//! Eight strokes are laid over one another (see [`crate::learn::composite`]); what each removes of the error counts
//! e^liking times, as everywhere ([`Objective`]). Each raw output is told in which direction the sum would be more.

use limner_env::action::{raw_gradient, soft_from_raw, soft_from_window};
use limner_env::observation::PLANE;
use limner_env::{GEOMETRY, OBSERVATION_LEN, Profile, RAW, SoftMask, SoftStroke, Window};

use super::Config;
use crate::learn::composite::{Composite, Loss, PLANES_LEN};
use crate::objective::{Objective, worth};
use crate::policy::{OUTPUT_LEN, STROKES};
use crate::taste::Context;

/// Windows that strokes were proposed for.
pub(super) struct Windows<'a> {
    /// What is seen of them.
    pub observations: &'a [f32],
    /// Where the windows lie on the canvas…
    pub on_canvas: &'a [Window],
    /// …of this size, in its pixels.
    pub size: [f32; 2],
    /// The squared error of the whole canvas, in its pixels.
    pub error: f32,
    /// The brush.
    pub profile: Profile,
}

/// What each raw output should move against (`G = ∂loss/∂raw`), the mean share of the error that is
/// left and the mean liking.
pub(super) fn directions(
    config: &Config,
    raw: &[f32],
    windows: &Windows<'_>,
    objective: &Objective,
) -> (Vec<f32>, f32, f32) {
    let mut composite = Composite::new(windows.profile);
    let count = windows.on_canvas.len().max(1);
    let per_window = 1.0 / count as f32;
    let per_stroke = per_window / STROKES as f32;
    let mut d_raw = vec![0.0; raw.len()];
    let (mut remaining, mut total) = (0.0, 0.0);
    for (i, window) in windows.on_canvas.iter().enumerate() {
        let raw = &raw[i * OUTPUT_LEN..(i + 1) * OUTPUT_LEN];
        let d_raw = &mut d_raw[i * OUTPUT_LEN..(i + 1) * OUTPUT_LEN];
        let observation = &windows.observations[i * OBSERVATION_LEN..(i + 1) * OBSERVATION_LEN];
        let (target, canvas) =
            (&observation[..PLANES_LEN], &observation[PLANES_LEN..2 * PLANES_LEN]);
        let loss = composite.paint(raw, target, canvas, &config.fidelity);
        remaining += per_window * loss.remaining();
        let scale = per_window / (loss.errors[0] + config.fidelity.floor);
        let pixels = (1u32 << (2 * window.level)) as f32;
        let mut worths = [1.0; STROKES];
        let mut d_liking = [[0.0; RAW]; STROKES];
        for (k, ((layer, before), raw)) in
            composite.layers().zip(raw.as_chunks::<RAW>().0).enumerate()
        {
            // One that covers nothing has no colour.
            let Some(below) = mean_below(&layer.mask, before) else { continue };
            let context = Context {
                width: windows.size[0],
                height: windows.size[1],
                below,
                gain: pixels * gain(&loss, k) / windows.error,
                density: 0.5,
            };
            let liking = liking(raw, layer.color, *window, &context, objective);
            total += per_stroke * liking.score;
            worths[k] = worth(1.0, config.taste * liking.score);
            let counts = scale * config.taste * worths[k] * gain(&loss, k).max(0.0);
            d_liking[k] = liking.d_raw.map(|v| counts * v);
        }
        composite.gradient_of_worth(
            raw,
            target,
            &loss,
            &config.fidelity,
            &worths,
            per_window,
            d_raw,
        );
        for (d_raw, v) in d_raw.iter_mut().zip(d_liking.as_flattened()) {
            *d_raw -= v;
        }
    }
    (d_raw, remaining, total)
}

/// How much a stroke would be liked.
struct Liking {
    score: f32,
    /// The gradient of the score.
    d_raw: [f32; RAW],
}

/// How much a raw stroke of a window would be liked in its `solved` colour (sRGB-encoded). That this depends on
/// the geometry is left aside.
fn liking(
    raw: &[f32; RAW],
    solved: [f32; 3],
    window: Window,
    context: &Context,
    objective: &Objective,
) -> Liking {
    let geometry = raw.first_chunk::<GEOMETRY>().expect("raw numbers begin with the geometry");
    let scale = (1u32 << window.level) as f32;
    let soft = soft_from_raw(geometry);
    let stroke = soft_from_window(window, &soft);
    let (score, by) = objective.liking_with_gradient(&stroke, solved, context);
    let by = by.shape;
    let d_soft = SoftStroke {
        points: by.points.map(|p| p.map(|v| v * scale)),
        radii: by.radii.map(|v| v * scale),
        opacity: by.opacity,
    };
    let mut d_raw = [0.0; RAW];
    d_raw[..GEOMETRY].copy_from_slice(&raw_gradient(geometry, &d_soft));
    Liking { score, d_raw }
}

/// The squared error that stroke `k` removes, in window pixels.
fn gain(loss: &Loss, k: usize) -> f32 {
    loss.errors[k] - loss.errors[k + 1]
}

/// Mean colour of a window's canvas below a stroke; `None` where the stroke covers less than a
/// tenth of a pixel.
fn mean_below(mask: &SoftMask, canvas: &[f32]) -> Option<[f32; 3]> {
    let area: f32 = mask.values.iter().sum();
    if area < 0.1 {
        return None;
    }
    let [columns, _] = mask.size;
    let mut below = [0.0; 3];
    for (j, row) in mask.values.chunks_exact(columns).enumerate() {
        let at = (mask.origin[1] + j) * limner_env::WINDOW + mask.origin[0];
        for (c, below) in below.iter_mut().enumerate() {
            let line = &canvas[c * PLANE + at..][..row.len()];
            *below += row.iter().zip(line).map(|(m, v)| m * v).sum::<f32>();
        }
    }
    Some(below.map(|v| v / area))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objective::ColorStatistics;
    use crate::taste::{Preference, TABLE};
    use limner_env::Random;

    #[test]
    fn gradient_of_the_liking_matches_differences() {
        let mut random = Random::new(21);
        let window = Window { level: 2, x: 10, y: 4 };
        let context =
            Context { width: 320.0, height: 240.0, below: [0.4; 3], gain: 0.01, density: 0.5 };
        let solved = [0.5, 0.45, 0.4];
        let mut checked = 0;
        for _ in 0..60 {
            let mut preference = Preference::default();
            for term in TABLE {
                preference.add(term, 0.1 * random.normal());
            }
            let objective = Objective::new(&preference, 1.0, &ColorStatistics::default());
            let raw: [f32; RAW] = std::array::from_fn(|_| 0.6 * random.normal());
            let value = |raw: &[f32; RAW]| {
                f64::from(liking(raw, solved, window, &context, &objective).score)
            };
            let found = liking(&raw, solved, window, &context, &objective).d_raw;
            for (i, found) in found.into_iter().enumerate() {
                let (mut up, mut down) = (raw, raw);
                up[i] += 5e-3;
                down[i] -= 5e-3;
                let difference = (value(&up) - value(&down)) / 1e-2;
                let off = (difference - f64::from(found)).abs();
                assert!(off < 5e-3 + 0.03 * difference.abs(), "{i}: {found} not {difference}");
                checked += 1;
            }
        }
        assert!(checked > 300);
    }
}
