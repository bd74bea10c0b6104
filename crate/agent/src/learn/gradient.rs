//! Learning by gradient through the soft raster.
//!
//! The policy paints its own canvases; the raster says exactly how the error that remains depends on
//! each raw output (`G = ∂loss/∂raw`, [`crate::learn::composite`]); the surrogate `Σ raw · G` carries
//! that through the network, whose parameters Adam moves. Reward is never sampled: this is the
//! model-based policy gradient of Huang, Heng and Zhou 2019 ("Learning to paint with model-based deep
//! reinforcement learning") with the renderer itself in place of a learned one, and with windows and
//! self-made training pairs as in Liu et al. 2021 ("Paint Transformer").

use burn::tensor::{Device, Tensor, TensorData};
use limner_core::random::at;
use limner_env::OBSERVATION_LEN;
use limner_env::RAW;
use limner_env::observation::{self, PLANE};
use limner_env::soft::Profile;
use rayon::prelude::*;

use crate::Error;
use crate::learn::adam::{Adam, AdamConfig, clip_norm, rate};
use crate::learn::composite::{Composite, Loss, LossConfig, PLANES_LEN};
use crate::learn::material::Material;
use crate::learn::rehearsal::{RehearsalConfig, Slot};
use crate::policy::{self, OUTPUT_LEN, PARAMETERS, Policy, STROKES};
use limner_env::random::Random;

/// Every hyper-parameter.
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
    pub rehearsal: RehearsalConfig,
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
            rehearsal: RehearsalConfig::default(),
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
    /// Norm of the gradient before it was clipped.
    pub norm: f32,
    /// The learning rate.
    pub rate: f32,
}

/// The state of a run: everything that [`crate::learn::checkpoint`] keeps.
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
}

/// What one shard of a batch found out.
struct Shard {
    gradient: Vec<f32>,
    losses: Vec<Loss>,
    painted: Vec<f32>,
}

impl Learner {
    /// An untrained policy and new canvases.
    #[must_use]
    pub fn new(config: Config, material: &Material) -> Self {
        let mut random = Random::new(at(config.seed, u32::MAX));
        let fresh = |_| Slot::fresh(material, &config.rehearsal, &mut random);
        Self {
            config,
            step: 0,
            parameters: policy::initial_parameters(config.seed),
            adam: Adam::new(config.adam, PARAMETERS),
            slots: (0..config.rehearsal.slots.max(config.batch)).map(fresh).collect(),
        }
    }

    /// The policy as it is now, on a device without gradients.
    pub fn policy(&self) -> Result<Policy, Error> {
        Policy::from_parameters(&self.parameters, &Device::flex())
    }

    /// One update. `progress` is the share of the run that is done (0..=1), for the learning rate.
    pub fn update(&mut self, material: &Material, progress: f32) -> Result<Metrics, Error> {
        let batch = self.config.batch;
        let start = (self.step as usize * batch) % self.slots.len();
        let indices: Vec<usize> = (0..batch).map(|i| (start + i) % self.slots.len()).collect();
        let (loss, remaining, norm, painted) = self.learn_from(&indices, progress)?;
        let mut random = Random::new(at(self.config.seed, self.step as u32));
        for (index, painted) in indices.iter().zip(painted.chunks_exact(PLANES_LEN)) {
            let slot = &mut self.slots[*index];
            *slot = slot.after(painted, material, &self.config.rehearsal, &mut random);
        }
        self.step += 1;
        Ok(Metrics { loss, remaining, norm, rate: self.rate(progress) })
    }

    fn rate(&self, progress: f32) -> f32 {
        rate(self.config.rates[0], self.config.rates[1], self.config.warm_up, self.step, progress)
    }

    /// Moves the parameters; returns loss, share of the error left, norm and the painted canvases.
    fn learn_from(
        &mut self,
        indices: &[usize],
        progress: f32,
    ) -> Result<(f32, f32, f32, Vec<f32>), Error> {
        let weight = 1.0 / indices.len() as f32;
        let shards = indices
            .par_chunks(indices.len().div_ceil(self.config.shards.max(1)))
            .map(|indices| {
                let slots: Vec<&Slot> = indices.iter().map(|i| &self.slots[*i]).collect();
                shard(&self.parameters, &slots, &self.config.loss, weight)
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let mut shards = shards.into_iter();
        let Some(mut sum) = shards.next() else {
            return Err(Error::Diverged { step: self.step });
        };
        for other in shards {
            sum.gradient.iter_mut().zip(&other.gradient).for_each(|(a, b)| *a += b);
            sum.losses.extend(other.losses);
            sum.painted.extend(other.painted);
        }
        let loss = weight * sum.losses.iter().map(|l| l.loss).sum::<f32>();
        let remaining = weight * sum.losses.iter().map(Loss::remaining).sum::<f32>();
        let norm = clip_norm(&mut sum.gradient, self.config.clip);
        if !loss.is_finite() || !norm.is_finite() {
            return Err(Error::Diverged { step: self.step });
        }
        let rate = self.rate(progress);
        self.adam.update(&mut self.parameters, &sum.gradient, rate);
        Ok((loss, remaining, norm, sum.painted))
    }
}

/// The partner's brush, whose profile training supposes.
#[must_use]
pub fn profile() -> Profile {
    Profile::default()
}

/// The observations of these canvases.
#[must_use]
pub fn observations(slots: &[&Slot]) -> Vec<f32> {
    let mut out = vec![0.0; slots.len() * OBSERVATION_LEN];
    for (slot, out) in slots.iter().zip(out.chunks_exact_mut(OBSERVATION_LEN)) {
        let [t, v] = [&slot.target, &slot.canvas]
            .map(|p| [&p[..PLANE], &p[PLANE..2 * PLANE], &p[2 * PLANE..]]);
        observation::write(t, v, slot.level, out);
    }
    out
}

/// The gradient of `weight · Σ loss` over some canvases with respect to the parameters.
fn shard(
    parameters: &[f32],
    slots: &[&Slot],
    config: &LossConfig,
    weight: f32,
) -> Result<Shard, Error> {
    let device = Device::flex().autodiff();
    let policy = Policy::from_parameters(parameters, &device)?;
    let patches = policy::patches(&observations(slots), slots.len(), &device)?;
    let output = policy.forward(patches);
    let raw = policy::numbers(output.clone().inner())?;
    let mut d_raw = vec![0.0; raw.len()];
    let mut losses = Vec::with_capacity(slots.len());
    let mut painted = Vec::with_capacity(slots.len() * PLANES_LEN);
    let mut composite = Composite::new(profile());
    let outputs = raw.chunks_exact(OUTPUT_LEN).zip(d_raw.chunks_exact_mut(OUTPUT_LEN));
    for (slot, (raw, d_raw)) in slots.iter().zip(outputs) {
        let loss = composite.paint(raw, &slot.target, &slot.canvas, config);
        composite.gradient(raw, &slot.target, &loss, config, weight, d_raw);
        losses.push(loss);
        painted.extend_from_slice(composite.painted());
    }
    let d_raw = TensorData::new(d_raw, [slots.len(), STROKES, RAW]);
    let surrogate = (output * Tensor::<3>::from_data(d_raw, &device)).sum();
    let gradient = policy.parameter_gradients(&surrogate.backward())?;
    Ok(Shard { gradient, losses, painted })
}

/// The mean share of the squared error that eight strokes leave on these canvases, for the policy or,
/// without one, for random strokes.
pub fn remaining(
    policy: Option<&Policy>,
    slots: &[Slot],
    config: &LossConfig,
) -> Result<f32, Error> {
    let slots: Vec<&Slot> = slots.iter().collect();
    let raw = match policy {
        Some(policy) => policy.propose(&observations(&slots), slots.len())?,
        None => {
            let mut random = Random::new(7);
            (0..slots.len() * OUTPUT_LEN).map(|_| random.normal()).collect()
        }
    };
    let mut composite = Composite::new(profile());
    let outputs = slots.iter().zip(raw.chunks_exact(OUTPUT_LEN));
    let sum: f32 = outputs
        .map(|(slot, raw)| composite.paint(raw, &slot.target, &slot.canvas, config).remaining())
        .sum();
    Ok(sum / slots.len().max(1) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::material::tests::pictures;

    fn small(rates: [f32; 2]) -> Config {
        Config {
            batch: 8,
            rates,
            warm_up: 5,
            rehearsal: RehearsalConfig { slots: 8, ..RehearsalConfig::default() },
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
            loss = learner.learn_from(&indices, 0.0).unwrap().0;
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
        let learner = Learner::new(small([1e-3, 1e-4]), &material);
        let slots: Vec<&Slot> = learner.slots.iter().take(2).collect();
        let config = LossConfig::default();
        let of = |parameters: &[f32]| shard(parameters, &slots, &config, 0.5).unwrap();
        let loss = |parameters: &[f32]| {
            of(parameters).losses.iter().map(|l| 0.5 * f64::from(l.loss)).sum::<f64>()
        };
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
