//! The score-function loss of strokes that were painted: an actor and its critic.
//!
//! A policy says a normal distribution for each of a window's eight strokes. Strokes that were drawn from it and painted
//! on the integer raster, which has no gradient, still tell where to go: the logarithm of the probability of those that
//! were worth more than expected is raised, of those that were worth less lowered (Williams 1992, "Simple statistical
//! gradient-following algorithms for connectionist reinforcement learning"). What is expected is what the policy's own
//! value says, which learns from the same strokes (Barto, Sutton and Anderson 1983; Mnih et al. 2016, "Asynchronous
//! methods for deep reinforcement learning", for the bonus on entropy). A stroke answers for those after it, too, less
//! for each: what it hides from them is its fault. Advantages are normalised over all windows and cut off
//! (Schulman et al. 2017, "Proximal policy optimization algorithms", and Andrychowicz et al. 2021, "What matters for
//! on-policy deep actor-critic methods?"); every sample is used once, so that there is no ratio to be clipped.

use limner_env::{Action, GEOMETRY, RAW};

use crate::policy::{HEAD, Intention, LOG_SPREAD, STROKES};

/// Hyper-parameters of the loss.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Config {
    /// What a stroke that comes one later counts, of what it is worth.
    pub discount: f32,
    /// No normalised advantage is farther from 0.
    pub advantage: f32,
    /// Weight of the mean entropy, which keeps the policy trying.
    pub entropy: f32,
    /// Weight of the squared error of the value.
    pub value: f32,
}

impl Default for Config {
    fn default() -> Self {
        Self { discount: 0.5, advantage: 2.0, entropy: 0.01, value: 0.5 }
    }
}

/// The strokes that were painted in a window, and what each was worth, in parts of the window's error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trial {
    /// The actions as they were drawn.
    pub actions: [Action; STROKES],
    /// What the strokes were worth.
    pub worths: [f32; STROKES],
}

/// What a policy was like.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Report {
    /// What a window's strokes were worth, on the mean.
    pub worth: f32,
    /// Root mean square of what the value was off by.
    pub surprise: f32,
    /// Mean logarithm of the spreads.
    pub log_spread: f32,
}

/// Adds the gradient of `weight` times the loss with respect to the `outputs`, [`STROKES`] × [`HEAD`] numbers for each
/// trial, to `d`.
pub fn loss(
    outputs: &[f32],
    trials: &[Trial],
    config: &Config,
    weight: f32,
    d: &mut [f32],
) -> Report {
    let heads = outputs.as_chunks::<HEAD>().0;
    let count = trials.len() * STROKES;
    let mut report = Report::default();
    if count == 0 {
        return report;
    }
    let share = 1.0 / count as f32;
    let values: Vec<f32> = heads.iter().map(|head| Intention::from_output(head).value).collect();
    let mut advantages = vec![0.0f32; count];
    for (trial, (values, advantages)) in
        trials.iter().zip(values.chunks_exact(STROKES).zip(advantages.chunks_exact_mut(STROKES)))
    {
        let mut later = 0.0;
        for k in (0..STROKES).rev() {
            later = trial.worths[k] - values[k] + config.discount * later;
            advantages[k] = later;
        }
        report.worth += trial.worths.iter().sum::<f32>() / trials.len() as f32;
    }
    normalise(&mut advantages, config.advantage);
    let worths = trials.iter().flat_map(|trial| trial.worths);
    let actions = trials.iter().flat_map(|trial| trial.actions);
    let each = heads.iter().zip(d.as_chunks_mut::<HEAD>().0);
    let mut square = 0.0;
    for ((((head, d), action), worth), (advantage, value)) in
        each.zip(actions).zip(worths).zip(advantages.iter().zip(&values))
    {
        let spread = Intention::from_output(head).spread;
        for i in 0..GEOMETRY {
            let z = (action[i] - head[i]) / spread[i];
            d[i] -= weight * share * advantage * z / spread[i];
            let log = head[RAW + i];
            if (LOG_SPREAD[0]..=LOG_SPREAD[1]).contains(&log) {
                let entropy = config.entropy / GEOMETRY as f32;
                d[RAW + i] -= weight * share * (advantage * (z * z - 1.0) + entropy);
            }
            report.log_spread += share / GEOMETRY as f32 * spread[i].ln();
        }
        // A value is a share of the error: more than all of it is not to be had.
        let off = value - worth.clamp(0.0, 1.0);
        square += share * off * off;
        d[HEAD - 1] += weight * share * config.value * 2.0 * off * value * (1.0 - value);
    }
    report.surprise = square.sqrt();
    report
}

/// Brings numbers to a mean of 0 and a deviation of 1, and cuts off what lies far out.
fn normalise(numbers: &mut [f32], limit: f32) {
    let count = numbers.len() as f32;
    let mean = numbers.iter().sum::<f32>() / count;
    let variance = numbers.iter().map(|v| (v - mean) * (v - mean)).sum::<f32>() / count;
    let scale = 1.0 / (variance.sqrt() + 1e-4);
    numbers.iter_mut().for_each(|v| *v = ((*v - mean) * scale).clamp(-limit, limit));
}

#[cfg(test)]
mod tests {
    use super::*;
    use limner_env::Random;

    /// Outputs whose first number ought to be as near to `goal` as can be, after so many updates, and the root mean
    /// square of what the value is off by at the end.
    fn learned(updates: usize, goal: f32, config: &Config) -> (Vec<f32>, f32) {
        const WINDOWS: usize = 4;
        let mut random = Random::new(7);
        let mut outputs = vec![0.0; STROKES * HEAD];
        for head in outputs.as_chunks_mut::<HEAD>().0 {
            head[RAW..RAW + GEOMETRY].fill(-1.0);
        }
        let mut surprise = 0.0;
        for _ in 0..updates {
            let repeated: Vec<f32> = (0..WINDOWS).flat_map(|_| outputs.clone()).collect();
            let trials: Vec<Trial> = (0..WINDOWS)
                .map(|_| {
                    let heads = outputs.as_chunks::<HEAD>().0;
                    let actions: [Action; STROKES] = std::array::from_fn(|k| {
                        Intention::from_output(&heads[k]).sample(1.0, &mut random)
                    });
                    let worths = actions.map(|a| 0.3 * (-(a[0] - goal) * (a[0] - goal)).exp());
                    Trial { actions, worths }
                })
                .collect();
            let mut d = vec![0.0; repeated.len()];
            surprise = loss(&repeated, &trials, config, 1.0, &mut d).surprise;
            for d in d.chunks_exact(outputs.len()) {
                outputs.iter_mut().zip(d).for_each(|(v, d)| *v -= 0.15 * d.clamp(-1.0, 1.0));
            }
        }
        (outputs, surprise)
    }

    #[test]
    fn what_is_worth_more_becomes_likelier_and_the_value_learns_what_it_is_worth() {
        let config = Config { value: 20.0, ..Config::default() };
        for goal in [0.8, -0.8] {
            let (outputs, surprise) = learned(600, goal, &config);
            for head in outputs.as_chunks::<HEAD>().0 {
                assert!((head[0] - goal).abs() < 0.3, "{} is not {goal}", head[0]);
                let value = Intention::from_output(head).value;
                assert!((0.15..0.35).contains(&value), "{value}");
            }
            assert!(surprise < 0.15, "{surprise}");
            // What nothing depends on wanders, and on the mean goes nowhere.
            let aside = outputs.as_chunks::<HEAD>().0.iter().map(|head| head[1]);
            let aside = aside.sum::<f32>() / STROKES as f32;
            assert!(aside.abs() < 0.5, "{aside}");
        }
    }

    #[test]
    fn the_gradient_is_that_of_the_logarithm_of_the_probability() {
        let mut random = Random::new(3);
        let outputs: Vec<f32> = (0..2 * STROKES * HEAD).map(|_| 0.4 * random.normal()).collect();
        let mut trial = || Trial {
            actions: std::array::from_fn(|_| std::array::from_fn(|_| random.normal())),
            worths: std::array::from_fn(|_| random.unit()),
        };
        let trials = [trial(), trial()];
        let config = Config { value: 0.0, entropy: 0.0, ..Config::default() };
        let mut found = vec![0.0; outputs.len()];
        loss(&outputs, &trials, &config, 1.0, &mut found);
        // The advantages are told by the derivative with respect to a mean: no number to be differentiated here.
        for (at, head) in outputs.as_chunks::<HEAD>().0.iter().enumerate() {
            let action = trials[at / STROKES].actions[at % STROKES];
            let spread = Intention::from_output(head).spread;
            let d = &found[at * HEAD..][..HEAD];
            let z = |i: usize| (action[i] - head[i]) / spread[i];
            let advantage = d[0] * spread[0] / z(0);
            for i in 0..GEOMETRY {
                assert!((d[i] - advantage * z(i) / spread[i]).abs() < 1e-4);
                if head[RAW + i] < LOG_SPREAD[1] {
                    let by_spread = advantage * (z(i) * z(i) - 1.0);
                    assert!((d[RAW + i] - by_spread).abs() < 1e-3 * (1.0 + by_spread.abs()));
                }
            }
        }
    }

    #[test]
    fn equal_worths_and_no_trials_teach_nothing_of_strokes() {
        let outputs = vec![0.1; STROKES * HEAD];
        let trial = Trial { actions: [[0.3; RAW]; STROKES], worths: [0.2; STROKES] };
        let config = Config { value: 0.0, entropy: 0.0, discount: 0.0, ..Config::default() };
        let mut d = vec![0.0; outputs.len()];
        loss(&outputs, &[trial], &config, 1.0, &mut d);
        assert!(d.iter().all(|v| v.abs() < 1e-3));
        assert_eq!(loss(&[], &[], &config, 1.0, &mut []), Report::default());
    }
}
