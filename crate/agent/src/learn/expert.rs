//! The matching loss: how unlikely the policy finds what an expert painted.
//!
//! The eight strokes of a window are a mixture of eight distributions of equal weight, each with the
//! mean and spread that the policy says: normal ones whose tails are exponential, so that an expert who did
//! something else altogether does not drown the rest (Huber 1964). The loss is the negative logarithm of the mixture's density at
//! the expert's stroke (Bishop 1994, "Mixture density networks"), so that the stroke which is nearest answers for
//! it, and the spreads say how sure the policy may be. It is the soft form of the matching in Liu et al.
//! 2021 ("Paint Transformer").

use limner_env::{Action, GEOMETRY, RAW};

use crate::policy::{COLOR_SPREAD, HEAD, LOG_SPREAD, STROKES};

/// Spreads from the mean where the tail begins.
const TAIL: f32 = 2.0;

/// Adds the gradient of `weight` times the loss with respect to the [`STROKES`] × [`HEAD`] `outputs` to
/// `d`, and returns the loss, in nats. `free` counts the colour too.
pub fn loss(outputs: &[f32], expert: &Action, free: bool, weight: f32, d: &mut [f32]) -> f32 {
    let count = if free { RAW } else { GEOMETRY };
    let heads = outputs.as_chunks::<HEAD>().0;
    let log_spread = |head: &[f32; HEAD], i: usize| match i {
        0..GEOMETRY => head[RAW + i].clamp(LOG_SPREAD[0], LOG_SPREAD[1]),
        _ => COLOR_SPREAD.ln(),
    };
    let mut logs = [0.0f32; STROKES];
    for (log, head) in logs.iter_mut().zip(heads) {
        for i in 0..count {
            let s = log_spread(head, i);
            let z = (expert[i] - head[i]) * (-s).exp();
            *log -= half_square(z).0 + s;
        }
    }
    let highest = logs.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = logs.iter().map(|log| (log - highest).exp()).sum();
    for ((log, head), d) in logs.iter().zip(heads).zip(d.as_chunks_mut::<HEAD>().0) {
        // How far this stroke answers for the expert's.
        let answers = weight * (log - highest).exp() / sum;
        for i in 0..count {
            let s = log_spread(head, i);
            let z = (expert[i] - head[i]) * (-s).exp();
            let by_z = half_square(z).1;
            d[i] -= answers * by_z * (-s).exp();
            if i < GEOMETRY && (LOG_SPREAD[0]..=LOG_SPREAD[1]).contains(&head[RAW + i]) {
                d[RAW + i] += answers * (1.0 - by_z * z);
            }
        }
    }
    const HALF_LN_TAU: f32 = 0.918_938_5;
    count as f32 * HALF_LN_TAU + (STROKES as f32).ln() - highest - sum.ln()
}

/// Half the square of `z`, straight beyond [`TAIL`], and its derivative.
fn half_square(z: f32) -> (f32, f32) {
    let d = z.clamp(-TAIL, TAIL);
    (d * (z - 0.5 * d), d)
}

#[cfg(test)]
mod tests {
    use super::*;
    use limner_env::Random;

    #[test]
    fn gradient_matches_differences() {
        let mut random = Random::new(4);
        for free in [false, true] {
            let outputs: Vec<f32> =
                (0..STROKES * HEAD).map(|_| 0.6 * random.normal() - 0.5).collect();
            let expert: Action = std::array::from_fn(|_| 0.5 * random.normal());
            let mut gradient = vec![0.0; outputs.len()];
            loss(&outputs, &expert, free, 1.0, &mut gradient);
            for i in 0..outputs.len() {
                let at = |by: f32| {
                    let mut outputs = outputs.clone();
                    outputs[i] += by;
                    f64::from(loss(&outputs, &expert, free, 1.0, &mut vec![0.0; outputs.len()]))
                };
                let clamped = (LOG_SPREAD[1] - outputs[i]).abs() < 2e-2;
                let difference = (at(1e-2) - at(-1e-2)) / 2e-2;
                let off = (difference - f64::from(gradient[i])).abs();
                assert!(
                    clamped || off < 2e-3 + 0.02 * difference.abs(),
                    "{i}: {difference} {}",
                    gradient[i]
                );
            }
        }
    }

    #[test]
    fn the_nearest_stroke_answers() {
        let mut outputs = vec![0.0; STROKES * HEAD];
        for (k, head) in outputs.as_chunks_mut::<HEAD>().0.iter_mut().enumerate() {
            head[..RAW].fill(k as f32);
            head[RAW..RAW + GEOMETRY].fill(-1.0);
        }
        let mut gradient = vec![0.0; outputs.len()];
        loss(&outputs, &[2.9; RAW], false, 1.0, &mut gradient);
        let moved =
            |k: usize| gradient[k * HEAD..][..GEOMETRY].iter().map(|v| v.abs()).sum::<f32>();
        assert!(moved(3) > 100.0 * moved(2) && moved(3) > 1.0);
    }
}
