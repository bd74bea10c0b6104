//! Learning by gradient through the soft raster.
//!
//! The policy paints its own canvases; the raster says exactly how the error that remains depends on
//! each raw output (`G = ∂loss/∂raw`, [`crate::learn::composite`]); the surrogate `Σ raw · G` carries
//! that through the network, whose parameters Adam moves. Reward is never sampled: this is the
//! model-based policy gradient of Huang, Heng and Zhou 2019 ("Learning to paint with model-based deep
//! reinforcement learning") with the renderer itself in place of a learned one, and with windows and
//! self-made training pairs as in Liu et al. 2021 ("Paint Transformer").

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts and sides are small, and a cast of a float saturates"
)]

use burn::tensor::{Device, Tensor, TensorData};
use limner_core::random::at;
use limner_env::action::raw_gradient;
use limner_env::soft::Profile;
use limner_env::{OBSERVATION_LEN, RAW, Random, Scorer, View, WINDOW};
use rayon::prelude::*;

use crate::Error;
use crate::learn::adam::{Adam, AdamConfig, clip_norm, rate};
use crate::learn::composite::{Composite, LossConfig, PLANES_LEN, planes};
use crate::learn::material::Material;
use crate::learn::replay_buffer::{ReplayConfig, Slot};
use crate::learn::rollout::{Rollout, Seen};
use crate::learn::{expert, sampled};
use crate::objective::Objective;
use crate::policy::{self, HEAD, Intention, OUTPUT_LEN, PARAMETERS, Policy, STROKES};
use crate::symmetry::Symmetry;
use crate::wish::{self, WISH, Wish};

/// Every hyper-parameter of the trainer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Config {
    /// Windows in one update.
    pub batch: usize,
    /// Parts of the batch that are computed side by side. Changing it changes the order of sums, and
    /// so the last bits of a run.
    pub shards: usize,
    /// The highest and the last learning rate.
    pub rates: [f32; 2],
    /// Updates over which the rate rises.
    pub warm_up: u64,
    /// Limit on the norm of the gradient.
    pub clip: f32,
    /// The optimiser.
    pub adam: AdamConfig,
    /// What is minimised.
    pub loss: LossConfig,
    /// What is practised on.
    pub replay: ReplayConfig,
    /// Part of a batch that comes from what the planner saw; the rest are the policy's own canvases.
    pub seen_share: f32,
    /// Windows that the planner saw which are kept.
    pub seen: usize,
    /// Paintings that the planner is at, and strokes that it paints before each update. None without
    /// expert iteration.
    pub rollouts: usize,
    /// The most strokes of a painting that the planner goes on with: see `rollouts`.
    pub rollout_strokes: usize,
    /// The most strokes of a rollout: at first, and after [`Config::curriculum`] updates.
    pub rollout_length: [usize; 2],
    /// Updates over which paintings grow from a few broad strokes to many, and brushes from one
    /// hardness to all.
    pub curriculum: u64,
    /// Weight of the soft maximum of what sampled strokes gain (see [`sampled`]).
    pub sampled: f32,
    /// Gradient steps on every second window's samples.
    pub sampled_steps: usize,
    /// Weight of the matching loss (see [`expert`]), in nats.
    pub expert: f32,
    /// Weight of the value's cross entropy, in nats.
    pub value: f32,
    /// Part of the windows, and of the planner's paintings, of whose strokes something is wanted.
    pub wished: f32,
    /// Weight of how much the strokes of such a window are liked, on the mean. A planner gives up a gain for a liking
    /// that makes up for it; this gives up about as much.
    pub liking: f32,
    /// Whether only the layers that read what is wanted learn: a policy that is asked for nothing stays as it is.
    pub conditioning_only: bool,
    /// Seed of weights, canvases and order.
    pub seed: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            batch: 64,
            shards: 2,
            rates: [1e-3, 3e-5],
            warm_up: 200,
            clip: 1.0,
            adam: AdamConfig::default(),
            loss: LossConfig::default(),
            replay: ReplayConfig::default(),
            seen_share: 0.5,
            seen: 8192,
            rollouts: 8,
            rollout_strokes: 2,
            rollout_length: [40, 400],
            curriculum: 30_000,
            sampled: 0.5,
            sampled_steps: 3,
            expert: 0.02,
            value: 0.1,
            wished: 0.5,
            liking: 0.6,
            conditioning_only: false,
            seed: 1,
        }
    }
}

/// What one update was like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Metrics {
    /// Mean loss of the batch.
    pub loss: f32,
    /// Mean share of the squared error that the eight strokes left.
    pub remaining: f32,
    /// Mean share that the best of the sampled strokes removed by itself.
    pub best: f32,
    /// Mean matching loss of the experts' strokes, in nats; 0 where there were none.
    pub expert: f32,
    /// Mean cross entropy of the values, in nats.
    pub value: f32,
    /// How much the strokes are liked of which something is wanted, on the mean.
    pub liking: f32,
    /// Norm of the gradient before it was clipped.
    pub norm: f32,
    /// The learning rate.
    pub rate: f32,
}

/// The state of a run: everything that [`crate::learn::checkpoint`] keeps.
#[derive(Debug)]
pub struct Learner {
    /// Hyper-parameters.
    pub config: Config,
    /// Updates so far.
    pub step: u64,
    /// Flat parameters of the policy.
    pub parameters: Vec<f32>,
    /// The optimiser.
    pub adam: Adam,
    /// Canvases.
    pub slots: Vec<Slot>,
    /// What the planner saw.
    pub seen: Vec<Seen>,
    /// How many windows the planner saw so far.
    pub seen_count: u64,
    /// What the planner is painting.
    pub(crate) rollouts: Vec<Option<Rollout>>,
    /// How many paintings the planner has begun.
    pub rollouts_begun: u32,
    /// Where gradients are computed. The last bits depend on it, and nothing else; it is not kept.
    pub device: Device,
}

/// A window that is learned from.
#[derive(Clone, Copy)]
enum Lesson<'a> {
    Own(&'a Slot),
    Seen(&'a Seen),
}

/// What one shard of a batch found out.
#[derive(Default)]
struct Shard {
    gradient: Vec<f32>,
    sums: Sums,
    painted: Vec<f32>,
}

/// Sums of losses over windows, and over how many.
#[derive(Clone, Copy, Default)]
struct Sums {
    windows: f32,
    loss: f32,
    remaining: f32,
    best: f32,
    value: f32,
    experts: f32,
    expert: f32,
    wished: f32,
    liking: f32,
}

impl Sums {
    fn add(&mut self, other: &Self) {
        self.windows += other.windows;
        self.loss += other.loss;
        self.remaining += other.remaining;
        self.best += other.best;
        self.value += other.value;
        self.experts += other.experts;
        self.expert += other.expert;
        self.wished += other.wished;
        self.liking += other.liking;
    }
}

impl Learner {
    /// An untrained policy and new canvases.
    #[must_use]
    pub fn new(config: Config, material: &Material) -> Self {
        let mut random = Random::new(at(config.seed, u32::MAX));
        let fresh = |_| Slot::fresh(material, &config.replay, &mut random);
        Self {
            config,
            step: 0,
            parameters: policy::initial_parameters(config.seed),
            adam: Adam::new(config.adam, PARAMETERS),
            slots: (0..config.replay.slots.max(config.batch)).map(fresh).collect(),
            seen: Vec::new(),
            seen_count: 0,
            rollouts: (0..config.rollouts).map(|_| None).collect(),
            rollouts_begun: 0,
            device: Device::flex(),
        }
    }

    /// The policy as it is now, on a device without gradients.
    pub fn policy(&self) -> Result<Policy, Error> {
        Policy::from_parameters(&self.parameters, &Device::flex())
    }

    /// One update. `progress` is the share of the run that is done (0..=1), for the learning rate.
    pub fn update(&mut self, material: &Material, progress: f32) -> Result<Metrics, Error> {
        self.roll_out(material)?;
        let batch = self.config.batch;
        let mut random = Random::new(at(self.config.seed, self.step as u32));
        let seen = (batch as f32 * self.config.seen_share) as usize;
        let seen = if self.seen.len() < 4 * batch { 0 } else { seen };
        let own = batch - seen;
        let start = (self.step as usize * batch) % self.slots.len();
        let own: Vec<usize> = (0..own).map(|i| (start + i) % self.slots.len()).collect();
        let seen: Vec<usize> = (0..seen).map(|_| random.below(self.seen.len())).collect();
        let (metrics, painted) = self.learn_from(&own, &seen, progress)?;
        for (index, painted) in own.iter().zip(painted.chunks_exact(PLANES_LEN)) {
            let slot = &mut self.slots[*index];
            *slot = slot.after(painted, material, &self.config.replay, &mut random);
        }
        self.step += 1;
        Ok(metrics)
    }

    fn rate(&self, progress: f32) -> f32 {
        rate(self.config.rates[0], self.config.rates[1], self.config.warm_up, self.step, progress)
    }

    /// Part of the windows of which something is wanted: all where nothing is learned from the others.
    pub(crate) fn wished(&self) -> f32 {
        if self.config.conditioning_only { 1.0 } else { self.config.wished }
    }

    /// How far the curriculum is, 0..=1.
    fn grown(&self) -> f32 {
        (self.step as f32 / self.config.curriculum.max(1) as f32).min(1.0)
    }

    /// Lets the planner paint on, and keeps what it saw.
    fn roll_out(&mut self, material: &Material) -> Result<(), Error> {
        let count = self.rollouts.len();
        if count == 0 {
            return Ok(());
        }
        let policy = self.policy()?;
        let [few, many] = self.config.rollout_length.map(|v| v as f32);
        let most = (few + (many - few) * self.grown()) as usize;
        let first = self.step as usize * self.config.rollout_strokes % count;
        let mut turns: Vec<(usize, Option<Rollout>, u32)> = Vec::new();
        for k in 0..self.config.rollout_strokes.min(count) {
            let index = (first + k) % count;
            let rollout = self.rollouts[index].take();
            self.rollouts_begun += u32::from(rollout.is_none());
            let seed = at(self.config.seed ^ 0x0a11, self.rollouts_begun);
            turns.push((index, rollout, seed));
        }
        let turned = turns
            .into_par_iter()
            .map(|(index, rollout, seed)| {
                let mut rollout = match rollout {
                    Some(rollout) => rollout,
                    None => Rollout::new(material, most, self.wished(), seed)?,
                };
                Ok(match rollout.step(&policy)? {
                    Some(seen) => (index, Some(rollout), seen),
                    None => (index, None, rollout.taken_apart()?),
                })
            })
            .collect::<Result<Vec<_>, Error>>()?;
        for (index, rollout, seen) in turned {
            self.rollouts[index] = rollout;
            for seen in seen {
                let place = (self.seen_count % self.config.seen.max(1) as u64) as usize;
                self.seen_count += 1;
                match self.seen.get_mut(place) {
                    Some(old) => *old = seen,
                    None => self.seen.push(seen),
                }
            }
        }
        Ok(())
    }

    /// Moves the parameters; returns the metrics and the painted canvases.
    fn learn_from(
        &mut self,
        own: &[usize],
        seen: &[usize],
        progress: f32,
    ) -> Result<(Metrics, Vec<f32>), Error> {
        let own = own.iter().map(|i| Lesson::Own(&self.slots[*i]));
        let seen = seen.iter().map(|i| Lesson::Seen(&self.seen[*i]));
        let lessons: Vec<Lesson<'_>> = own.chain(seen).collect();
        let size = lessons.len().div_ceil(self.config.shards.max(1));
        let shards = lessons
            .par_chunks(size)
            .enumerate()
            .map(|(k, lessons)| {
                let seed = at(self.config.seed ^ 0x5a3b, self.step as u32);
                let random = Random::new(at(seed, k as u32));
                self.shard(lessons, size * self.config.shards.max(1), random)
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let mut sum = Shard { gradient: vec![0.0; PARAMETERS], ..Shard::default() };
        for other in shards {
            sum.gradient.iter_mut().zip(&other.gradient).for_each(|(a, b)| *a += b);
            sum.sums.add(&other.sums);
            sum.painted.extend(other.painted);
        }
        let Sums { windows, loss, remaining, best, value, experts, expert, wished, liking } =
            sum.sums;
        let norm = clip_norm(&mut sum.gradient, self.config.clip);
        if !(loss.is_finite() && expert.is_finite() && norm.is_finite()) {
            return Err(Error::Diverged { step: self.step });
        }
        let rate = self.rate(progress);
        self.adam.update(&mut self.parameters, &sum.gradient, rate);
        let per = |sum: f32, count: f32| sum / count.max(1.0);
        let metrics = Metrics {
            loss: per(loss, windows),
            remaining: per(remaining, windows),
            best: per(best, windows),
            value: per(value, windows),
            expert: per(expert, experts),
            liking: per(liking, wished),
            norm,
            rate,
        };
        Ok((metrics, sum.painted))
    }

    /// The gradient of the mean loss of a batch of `batch` windows with respect to the parameters, as
    /// far as it comes from these.
    fn shard(
        &self,
        lessons: &[Lesson<'_>],
        batch: usize,
        mut random: Random,
    ) -> Result<Shard, Error> {
        let config = &self.config;
        let weight = 1.0 / batch as f32;
        let device = self.device.clone().autodiff();
        let policy = Policy::from_parameters(&self.parameters, &device)?;
        let fixed = config.conditioning_only;
        let policy = if fixed { policy.with_fixed_backbone() } else { policy };
        let mut observed = observations(lessons);
        // What was seen is learned from several times, each time turned or mirrored anew.
        let symmetries: Vec<Symmetry> = (lessons.iter())
            .zip(observed.chunks_exact_mut(OBSERVATION_LEN))
            .map(|(lesson, observed)| match lesson {
                Lesson::Own(_) => Symmetry::default(),
                Lesson::Seen(_) => {
                    let symmetry = Symmetry::random(&mut random);
                    symmetry.apply(observed);
                    symmetry
                }
            })
            .collect();
        let wishes: Vec<Wish> = (lessons.iter().zip(&symmetries))
            .map(|(lesson, symmetry)| match lesson {
                Lesson::Seen(seen) if seen.is_wished() => wish::shown(&seen.wish, *symmetry),
                Lesson::Seen(_) if !fixed => [0.0; WISH],
                _ if random.unit() < self.wished() => wish::random(&mut random),
                _ => [0.0; WISH],
            })
            .collect();
        let patches = policy::patches(&observed, lessons.len(), &device)?;
        let output = policy.forward(patches, policy::wishes(&wishes, lessons.len(), &device)?);
        let all = policy::numbers(output.clone().inner())?;
        let mut d_all = vec![0.0; all.len()];
        let mut shard = Shard::default();
        let mut composite = Composite::new(profile());
        let mut scorer = Scorer::default();
        let (mut raw, mut d_raw) = ([0.0; OUTPUT_LEN], [0.0; OUTPUT_LEN]);
        let windows = lessons.iter().zip(observed.chunks_exact(OBSERVATION_LEN));
        let outputs = all.chunks_exact(STROKES * HEAD).zip(d_all.chunks_exact_mut(STROKES * HEAD));
        for (i, ((lesson, observed), (output, d_output))) in windows.zip(outputs).enumerate() {
            let expert = match lesson {
                Lesson::Own(_) => None,
                // What was done when nothing was wanted is no example for a wish.
                Lesson::Seen(seen) if fixed && !seen.is_wished() => None,
                Lesson::Seen(seen) => seen.expert.map(|mut action| {
                    symmetries[i].carry(&mut action);
                    (action, seen.free)
                }),
            };
            if let Some((action, free)) = expert {
                let scale = weight * config.expert;
                let nats = expert::loss(output, &action, free, scale, d_output);
                shard.sums.expert += nats;
                shard.sums.experts += 1.0;
                if free {
                    continue;
                }
            }
            let (target, canvas) = (&observed[..PLANES_LEN], &observed[PLANES_LEN..2 * PLANES_LEN]);
            let heads = output.as_chunks::<HEAD>().0;
            raw.as_chunks_mut()
                .0
                .iter_mut()
                .zip(policy::means(output))
                .for_each(|(to, v)| *to = *v);
            // Brushes of every hardness, a quarter of the time, later.
            let other = random.unit() < 0.25 * self.grown();
            let profile = if other { Profile::round(random.between(0.3, 0.95)) } else { profile() };
            composite.set_profile(profile);
            let loss = composite.paint(&raw, target, canvas, &config.loss);
            composite.gradient(&raw, target, &loss, &config.loss, weight, &mut d_raw);
            let error = loss.errors[0] + config.loss.floor;
            let objective = wish::objective(&wishes[i]);
            if !objective.is_plain() {
                let scale = weight * config.liking / STROKES as f32;
                let liking = like(&composite, &raw, &objective, scale, &mut d_raw);
                shard.sums.liking += liking / STROKES as f32;
                shard.sums.wished += 1.0;
            }
            let d_heads = d_output.as_chunks_mut::<HEAD>().0;
            for (d, d_raw) in d_heads.iter_mut().zip(d_raw.as_chunks::<RAW>().0) {
                d[..RAW].iter_mut().zip(d_raw).for_each(|(d, v)| *d += v);
            }
            let removed = loss.errors.windows(2).map(|e| ((e[0] - e[1]) / error).clamp(0.0, 1.0));
            for ((head, d), removed) in heads.iter().zip(d_heads).zip(removed) {
                let value = Intention::from_output(head).value;
                d[HEAD - 1] += weight * config.value / STROKES as f32 * (value - removed);
                let (v, w) = (value.max(1e-6).ln(), (1.0 - value).max(1e-6).ln());
                shard.sums.value -= (removed * v + (1.0 - removed) * w) / STROKES as f32;
            }
            if config.sampled > 0.0 {
                let (target, canvas) = (planes(target), planes(canvas));
                let view = View { width: WINDOW, height: WINDOW, target, canvas };
                let steps = if i % 2 == 0 { 0 } else { config.sampled_steps };
                let objective = &objective;
                let task = sampled::Task { view, profile, error, steps, objective };
                let scale = weight * config.sampled;
                shard.sums.best +=
                    sampled::loss(output, &task, scale, &mut scorer, &mut random, d_output);
            }
            shard.sums.windows += 1.0;
            shard.sums.loss += loss.loss;
            shard.sums.remaining += loss.remaining();
            if matches!(lesson, Lesson::Own(_)) {
                shard.painted.extend_from_slice(composite.painted());
            }
        }
        let d_all = TensorData::new(d_all, [lessons.len(), STROKES, HEAD]);
        let surrogate = (output * Tensor::<3>::from_data(d_all, &device)).sum();
        shard.gradient = policy::numbers(policy.parameter_gradients(&surrogate.backward())?)?;
        Ok(shard)
    }
}

/// Takes the gradient of `scale` times the liking of a window's strokes, as they were just painted, off `d_raw`;
/// returns the liking of all.
pub(crate) fn like(
    composite: &Composite,
    raw: &[f32; OUTPUT_LEN],
    objective: &Objective,
    scale: f32,
    d_raw: &mut [f32; OUTPUT_LEN],
) -> f32 {
    let context = wish::context([0.5; 3]);
    let mut sum = 0.0;
    let strokes = raw.as_chunks::<RAW>().0.iter().zip(d_raw.as_chunks_mut::<RAW>().0);
    for ((layer, _), (raw, d_raw)) in composite.layers().zip(strokes) {
        let (liking, by) = objective.liking_with_gradient(&layer.stroke, layer.color, &context);
        let geometry = raw.first_chunk().expect("raw numbers begin with the geometry");
        let liked = raw_gradient(geometry, &by.shape);
        d_raw.iter_mut().zip(liked).for_each(|(d, liked)| *d -= scale * liked);
        sum += liking;
    }
    sum
}

/// The partner's brush, whose profile training supposes.
#[must_use]
pub fn profile() -> Profile {
    Profile::default()
}

/// What the policy sees of these windows.
fn observations(lessons: &[Lesson<'_>]) -> Vec<f32> {
    let mut out = vec![0.0; lessons.len() * OBSERVATION_LEN];
    for (lesson, out) in lessons.iter().zip(out.chunks_exact_mut(OBSERVATION_LEN)) {
        match lesson {
            Lesson::Seen(seen) => seen.observe(out),
            Lesson::Own(slot) => slot.observe(out),
        }
    }
    out
}

#[expect(clippy::cast_possible_truncation, reason = "numbers of a test are within their types")]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::material::tests::pictures;

    fn small(rates: [f32; 2]) -> Config {
        Config {
            batch: 8,
            rates,
            warm_up: 5,
            replay: ReplayConfig { slots: 8, ..ReplayConfig::default() },
            ..Config::default()
        }
    }

    /// The loss on one batch that stays as it is, after so many updates on it.
    fn loss_on_one_batch(rates: [f32; 2], updates: u64) -> f32 {
        let material = Material::new(&pictures(3, 96));
        let mut learner = Learner::new(small(rates), &material);
        let indices: Vec<usize> = (0..8).collect();
        let mut loss = 0.0;
        for _ in 0..updates {
            loss = learner.learn_from(&indices, &[], 0.0).unwrap().0.loss;
            learner.step += 1;
        }
        loss
    }

    #[test]
    fn learning_lowers_the_loss() {
        let control = loss_on_one_batch([0.0, 0.0], 2);
        let learned = loss_on_one_batch([1e-3, 1e-3], 60);
        assert!(learned < 0.75 * control, "{learned} after learning, {control} without");
    }

    #[test]
    fn a_run_can_be_repeated() {
        let material = Material::new(&pictures(2, 96));
        let run = || {
            let mut learner = Learner::new(small([1e-3, 1e-4]), &material);
            for _ in 0..3 {
                learner.update(&material, 0.0).unwrap();
            }
            learner.parameters
        };
        assert_eq!(run(), run());
    }

    #[test]
    fn surrogate_carries_the_gradient_to_the_parameters() {
        let material = Material::new(&pictures(2, 96));
        let config = Config { sampled: 0.0, value: 0.0, wished: 0.0, ..small([1e-3, 1e-4]) };
        let learner = Learner::new(config, &material);
        let with = |parameters: &[f32]| Learner {
            parameters: parameters.to_vec(),
            ..Learner::new(learner.config, &material)
        };
        let lessons: Vec<Lesson<'_>> = learner.slots.iter().take(2).map(Lesson::Own).collect();
        let of = |parameters: &[f32]| {
            with(parameters).shard(&lessons, lessons.len(), Random::new(1)).unwrap()
        };
        let loss = |parameters: &[f32]| f64::from(of(parameters).sums.loss) / 2.0;
        let gradient = of(&learner.parameters).gradient;
        let norm = gradient.iter().map(|v| f64::from(*v).powi(2)).sum::<f64>().sqrt();
        // Along the gradient the loss must rise as fast as the gradient is long.
        let step = 2e-3 / norm;
        let moved = |by: f64| -> Vec<f32> {
            let moved = learner.parameters.iter().zip(&gradient);
            moved.map(|(p, g)| (f64::from(*p) + by * f64::from(*g)) as f32).collect()
        };
        let slope = (loss(&moved(step)) - loss(&moved(-step))) / (2.0 * step * norm);
        assert!((slope / norm - 1.0).abs() < 0.05, "{slope} against {norm}");
    }
}
