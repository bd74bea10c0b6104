//! The loss of sampled strokes: what a planner that takes the best of them would miss.
//!
//! Each of the eight strokes is drawn from its distribution and measured by itself on the window's canvas, after a
//! few gradient steps such as the planner takes. Those that gain most count most: what is maximised is a
//! soft maximum of the gains, so that the strokes divide the good places among them instead of sharing
//! one. The gradient is that at the refined stroke, applied where it came from, as in first-order
//! meta-learning (Finn, Abbeel and Levine 2017; Nichol, Achiam and Schulman 2018, "On first-order
//! meta-learning algorithms"): the policy learns to begin where refinement ends well. Where something is wanted of the
//! strokes, it is their worth that counts and that refinement climbs, as the planner's does.

use limner_env::action::{raw_gradient, soft_from_raw};
use limner_env::{Action, GEOMETRY, Profile, RAW, Random, Scorer, View};

use crate::objective::{Objective, worth};
use crate::planner::{Ascent, RANGE};
use crate::policy::{HEAD, Intention, LOG_SPREAD, STROKES};
use crate::wish;

/// Gains within this part of the best one count about as much.
const SOFTNESS: f32 = 0.2;
/// Keeps that finite where nothing is to be gained, in parts of the window's error.
const FLOOR: f32 = 0.003;

/// What is asked of one window.
#[derive(Clone, Copy, Debug)]
pub struct Task<'a> {
    /// Target and canvas.
    pub view: View<'a>,
    /// The brush that strokes are laid with.
    pub profile: Profile,
    /// The window's squared error, with what keeps it from zero.
    pub error: f32,
    /// Gradient steps before a stroke is measured.
    pub steps: usize,
    /// What is wanted of strokes in the window's pixels.
    pub objective: &'a Objective,
}

/// Adds the gradient of `-weight` times the soft maximum with respect to the [`STROKES`] × [`HEAD`]
/// `outputs` to `d`; returns the greatest worth, in parts of the error.
pub fn loss(
    outputs: &[f32],
    task: &Task<'_>,
    weight: f32,
    scorer: &mut Scorer,
    random: &mut Random,
    d: &mut [f32],
) -> f32 {
    let heads = outputs.as_chunks::<HEAD>().0;
    let mut found = [(0.0f32, [0.0f32; GEOMETRY], [0.0f32; GEOMETRY]); STROKES];
    for (head, (gain, gradient, noise)) in heads.iter().zip(&mut found) {
        let Intention { mean, spread, .. } = Intention::from_output(head);
        *noise = std::array::from_fn(|_| random.normal());
        let mut action: Action = mean;
        for i in 0..GEOMETRY {
            action[i] = (action[i] + spread[i] * noise[i]).clamp(-RANGE, RANGE);
        }
        let mut ascent = Ascent::default();
        for step in 0..=task.steps {
            let geometry = action.first_chunk().expect("an action begins with its geometry");
            let soft = soft_from_raw(geometry);
            let (score, by_stroke) = scorer.score_with_gradient(task.view, &soft, task.profile);
            *gain = score.gain / task.error;
            *gradient = raw_gradient(geometry, &by_stroke).map(|v| v / task.error);
            if !task.objective.is_plain() {
                let context = wish::context([0.5; 3]);
                let (liking, by) =
                    task.objective.liking_with_gradient(&soft, score.color, &context);
                let liked = raw_gradient(geometry, &by.shape);
                for (d, liked) in gradient.iter_mut().zip(liked) {
                    *d = liking.exp() * (*d + gain.max(0.0) * liked);
                }
                *gain = worth(*gain, liking);
            }
            if step < task.steps && gradient.iter().all(|g| g.is_finite()) {
                ascent.step(&mut action, gradient, 1.0);
            }
        }
    }
    let best = found.iter().map(|f| f.0).fold(f32::NEG_INFINITY, f32::max);
    let softness = SOFTNESS * best.max(0.0) + FLOOR;
    let sum: f32 = found.iter().map(|f| ((f.0 - best) / softness).exp()).sum();
    for ((head, (gain, gradient, noise)), d) in
        heads.iter().zip(found).zip(d.as_chunks_mut::<HEAD>().0)
    {
        let share = weight * ((gain - best) / softness).exp() / sum;
        for i in 0..GEOMETRY {
            let g = share * gradient[i];
            // What lies beyond the range that refinement keeps to is not driven farther.
            let beyond = head[i].abs() >= RANGE && g * head[i] > 0.0;
            if !g.is_finite() || beyond {
                continue;
            }
            d[i] -= g;
            let log = head[RAW + i];
            if (LOG_SPREAD[0]..=LOG_SPREAD[1]).contains(&log) {
                d[RAW + i] -= g * noise[i] * log.exp();
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::composite::{PLANES_LEN, planes};
    use limner_env::WINDOW;
    use limner_env::observation::PLANE;

    /// A dark bar on light paper, and the paper.
    fn window() -> (Vec<f32>, Vec<f32>) {
        let mut target = vec![0.9; PLANES_LEN];
        for (i, v) in target.iter_mut().enumerate() {
            let (x, y) = (i % PLANE % WINDOW, i % PLANE / WINDOW);
            if (6..26).contains(&x) && (13..19).contains(&y) {
                *v = 0.2;
            }
        }
        (target, vec![0.9; PLANES_LEN])
    }

    /// The best gain, over the last of so many steps of this size down the gradient.
    fn after(updates: usize, rate: f32, steps: usize) -> f32 {
        const LAST: usize = 50;
        let (target, canvas) = window();
        let view = View {
            width: WINDOW,
            height: WINDOW,
            target: planes(&target),
            canvas: planes(&canvas),
        };
        let error = target.iter().zip(&canvas).map(|(a, b)| (a - b) * (a - b)).sum();
        let objective = Objective::default();
        let profile = Profile::round(0.7);
        let task = Task { view, profile, error, steps, objective: &objective };
        let mut random = Random::new(3);
        let mut outputs: Vec<f32> =
            (0..STROKES * HEAD).map(|_| 0.5 * random.normal() - 0.3).collect();
        let mut scorer = Scorer::default();
        let mut sum = 0.0;
        for update in 0..updates {
            let mut d = vec![0.0; outputs.len()];
            let best = loss(&outputs, &task, 1.0, &mut scorer, &mut random, &mut d);
            sum += if update + LAST >= updates { best } else { 0.0 };
            outputs.iter_mut().zip(&d).for_each(|(v, d)| *v -= rate * d);
        }
        sum / LAST as f32
    }

    #[test]
    fn the_best_of_the_samples_becomes_better() {
        for steps in [0, 3] {
            let (control, learned) = (after(500, 0.0, steps), after(500, 0.5, steps));
            assert!(learned > control + 0.1, "{steps} steps: {learned} against {control}");
        }
    }
}
