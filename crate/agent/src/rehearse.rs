//! Rehearsal: a person's taste moves the policy's own weights, a little, through the soft raster.
//!
//! A policy that is asked does what people mostly want; rehearsal makes it do what this one wants, before this
//! picture. Only the layers that read what is wanted are moved ([`CONDITIONING`](crate::policy::CONDITIONING), a tenth
//! of the whole): what sees and what places strokes is everybody's, so whoever wants nothing has the shipped policy
//! still, to the bit, and what was learned of one person is small.
//!
//! The policy proposes for windows of the present scene. Each raw output is told in which direction
//! the picture would come nearer to the target (see [`crate::learn::composite`]) and in which its stroke would be
//! liked more (see [`Objective::liking_gradient`]); the surrogate `Σ raw · G` carries both
//! through the network, and Adam moves its parameters. So that skill is not forgotten, the parameters
//! are drawn back to the shipped ones, never go farther from them than a set distance, and are put
//! back to the bit by [`Rehearsal::revert`].

#![expect(
    clippy::cast_possible_truncation,
    reason = "counts and sides are small, and a cast of a float saturates"
)]

use std::ops::Range;

use burn::tensor::{Device, Tensor, TensorData};
use limner_env::action::{raw_gradient, soft_from_raw};
use limner_env::observation::PLANE;
use limner_env::window::canvas_from_window;
use limner_env::{GEOMETRY, OBSERVATION_LEN, RAW, Random, Scene, SoftMask, SoftStroke, Window};

use crate::Error;
use crate::devices::Devices;
use crate::learn::adam::{Adam, AdamConfig, clip_norm};
use crate::learn::composite::{Composite, Loss, LossConfig, PLANES_LEN};
use crate::objective::Objective;
use crate::policy::{self, BACKBONE, HEAD, OUTPUT_LEN, PARAMETERS, Policy, STROKES};
use crate::taste::Context;
use crate::wish::Wish;

/// Radius in canvas pixels whose profile rehearsals use: one network proposes for every level.
const REHEARSED_RADIUS: f32 = 6.0;

/// Every hyper-parameter of rehearsal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Config {
    /// Windows in one update.
    pub windows: usize,
    /// The learning rate.
    pub rate: f32,
    /// Weight of the mean logarithm of the probability of a yes, against the loss of fidelity.
    pub taste: f32,
    /// What is asked of fidelity. Colours are solved in it; its price on the colour outputs stands for
    /// what leaving the solved colour costs.
    pub fidelity: LossConfig,
    /// Part of the distance from the shipped parameters that an update takes back, in learning rates.
    pub pull: f32,
    /// The distance from the shipped parameters is at most this part of the norm of those that learn.
    pub reach: f32,
    /// Whether all parameters learn, not only those that read what is wanted.
    pub all_learn: bool,
    /// Limit on the norm of the gradient.
    pub clip: f32,
    /// The optimiser.
    pub adam: AdamConfig,
}

impl Config {
    /// Which of the flat parameters learn.
    fn learned(&self) -> Range<usize> {
        if self.all_learn { 0..PARAMETERS } else { BACKBONE..PARAMETERS }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            windows: 8,
            rate: 3e-4,
            taste: 0.3,
            fidelity: LossConfig { color: 1.0, ..LossConfig::default() },
            pull: 10.0,
            reach: 0.2,
            all_learn: false,
            clip: 1.0,
            adam: AdamConfig::default(),
        }
    }
}

/// What one update was like.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StepReport {
    /// Mean share of the squared error that the eight strokes left, before the update.
    pub remaining: f32,
    /// Mean score that the taste gives the strokes, before the update.
    pub score: f32,
    /// Distance from the shipped parameters in parts of the norm of those that learn, after the update.
    pub distance: f32,
    /// Whether the parameters were moved: not without a taste and a target, and not where numbers
    /// went astray.
    pub moved: bool,
}

/// A policy that learns from one person, and the shipped one it came from.
#[derive(Debug)]
pub struct Rehearsal {
    config: Config,
    shipped: Vec<f32>,
    shipped_norm: f32,
    parameters: Vec<f32>,
    policy: Policy,
    devices: Devices,
    adam: Adam,
    random: Random,
    steps: u32,
}

impl Rehearsal {
    /// A rehearsal that begins with the shipped policy.
    pub fn new(policy: &Policy, seed: u32) -> Result<Self, Error> {
        Self::with_config(policy, seed, Config::default())
    }

    /// A rehearsal that begins with the shipped policy, by settings of one's own.
    pub fn with_config(policy: &Policy, seed: u32, config: Config) -> Result<Self, Error> {
        let shipped = policy.parameters()?;
        let learned = config.learned();
        Ok(Self {
            config,
            shipped_norm: norm(shipped[learned.clone()].iter().copied()),
            parameters: shipped.clone(),
            policy: Policy::from_parameters(&shipped, &Device::flex())?,
            devices: Devices::default(),
            adam: Adam::new(config.adam, learned.len()),
            random: Random::new(seed),
            steps: 0,
            shipped,
        })
    }

    /// The policy as it is now.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The policy's parameters as they are now.
    #[must_use]
    pub fn parameters(&self) -> &[f32] {
        &self.parameters
    }

    /// Goes on with the parameters as they are on other devices.
    pub fn set_devices(&mut self, devices: Devices) -> Result<(), Error> {
        self.policy = Policy::from_parameters(&self.parameters, &devices.proposing)?;
        self.devices = devices;
        Ok(())
    }

    /// Updates since the shipped policy.
    #[must_use]
    pub fn steps(&self) -> u32 {
        self.steps
    }

    /// Distance from the shipped parameters in parts of the norm of those that learn.
    #[must_use]
    pub fn distance(&self) -> f32 {
        let pairs = self.parameters.iter().zip(&self.shipped);
        norm(pairs.map(|(a, b)| a - b)) / self.shipped_norm.max(1e-6)
    }

    /// Puts the shipped policy back, to the bit.
    pub fn revert(&mut self) -> Result<(), Error> {
        self.policy = Policy::from_parameters(&self.shipped, &self.devices.proposing)?;
        self.parameters.copy_from_slice(&self.shipped);
        self.adam = Adam::new(self.config.adam, self.config.learned().len());
        self.steps = 0;
        Ok(())
    }

    /// One update on windows of the scene, drawn where the error is. An update that would not be
    /// finite is dropped, and the optimiser begins anew. Waits for the device, which a page must not.
    pub fn step(&mut self, scene: &Scene, objective: &Objective) -> Result<StepReport, Error> {
        pollster::block_on(self.step_async(scene, objective))
    }

    /// Takes the step of [`Rehearsal::step`] on any device. On flex it never waits.
    pub async fn step_async(
        &mut self,
        scene: &Scene,
        objective: &Objective,
    ) -> Result<StepReport, Error> {
        let mut report = StepReport { distance: self.distance(), ..StepReport::default() };
        if objective.wants_nothing() || !scene.has_target() {
            return Ok(report);
        }
        let windows: Vec<Window> =
            (0..self.config.windows.max(1)).map(|_| self.window(scene)).collect();
        let mut observations = vec![0.0; windows.len() * OBSERVATION_LEN];
        for (window, slot) in windows.iter().zip(observations.chunks_exact_mut(OBSERVATION_LEN)) {
            scene.observe(*window, slot);
        }

        let device = self.devices.learning.clone().autodiff();
        let policy = Policy::from_parameters(&self.parameters, &device)?;
        let policy = if self.config.all_learn { policy } else { policy.with_fixed_backbone() };
        let header = scene.header();
        let size = [header.width, header.height].map(f32::from);
        let wishes: Vec<Wish> = windows.iter().map(|w| objective.wish(*w, size)).collect();
        let wishes = policy::wishes(&wishes, windows.len(), &device)?;
        if wishes.is_none() && !self.config.all_learn {
            return Ok(report);
        }
        let patches = policy::patches(&observations, windows.len(), &device)?;
        let output = policy.forward(patches, wishes);
        let all = policy::numbers_async(output.clone().inner()).await?;
        let raw: Vec<f32> = policy::means(&all).flatten().copied().collect();
        let (d_raw, remaining, score) =
            self.directions(&raw, &observations, &windows, scene, objective);
        report = StepReport { remaining, score, ..report };
        if !d_raw.iter().all(|v| v.is_finite()) {
            self.drop_update();
            return Ok(report);
        }
        // A person's taste moves what is thought of first; spreads and values stay.
        let mut d_output = vec![0.0; all.len()];
        for (d_output, d_raw) in d_output.chunks_exact_mut(HEAD).zip(d_raw.chunks_exact(RAW)) {
            d_output[..RAW].copy_from_slice(d_raw);
        }
        let d_output = TensorData::new(d_output, [windows.len(), STROKES, HEAD]);
        let surrogate = (output * Tensor::<3>::from_data(d_output, &device)).sum();
        let gradient = policy.parameter_gradients(&surrogate.backward())?;
        let mut gradient = policy::numbers_async(gradient).await?;
        let learned = self.config.learned();
        let gradient = &mut gradient[learned.clone()];
        if !clip_norm(gradient, self.config.clip).is_finite() {
            self.drop_update();
            return Ok(report);
        }
        let mut next = self.parameters.clone();
        self.adam.update(&mut next[learned], gradient, self.config.rate);
        self.anchor(&mut next);
        if !next.iter().all(|v| v.is_finite()) {
            self.drop_update();
            return Ok(report);
        }
        self.policy = Policy::from_parameters(&next, &self.devices.proposing)?;
        self.parameters = next;
        self.steps = self.steps.saturating_add(1);
        Ok(StepReport { distance: self.distance(), moved: true, ..report })
    }

    /// What each raw output should move against (`G = ∂loss/∂raw`), the mean share of the error that is
    /// left and the mean score.
    fn directions(
        &self,
        raw: &[f32],
        observations: &[f32],
        windows: &[Window],
        scene: &Scene,
        objective: &Objective,
    ) -> (Vec<f32>, f32, f32) {
        let header = scene.header();
        let mut composite = Composite::new(scene.profiles().at(REHEARSED_RADIUS));
        let per_window = 1.0 / windows.len() as f32;
        let per_stroke = per_window / STROKES as f32;
        let error = scene.squared_error().max(1e-9) as f32;
        let mut d_raw = vec![0.0; raw.len()];
        let (mut remaining, mut total) = (0.0, 0.0);
        for (i, window) in windows.iter().enumerate() {
            let raw = &raw[i * OUTPUT_LEN..(i + 1) * OUTPUT_LEN];
            let d_raw = &mut d_raw[i * OUTPUT_LEN..(i + 1) * OUTPUT_LEN];
            let observation = &observations[i * OBSERVATION_LEN..(i + 1) * OBSERVATION_LEN];
            let (target, canvas) =
                (&observation[..PLANES_LEN], &observation[PLANES_LEN..2 * PLANES_LEN]);
            let loss = composite.paint(raw, target, canvas, &self.config.fidelity);
            composite.gradient(raw, target, &loss, &self.config.fidelity, per_window, d_raw);
            remaining += per_window * loss.remaining();
            let pixels = (1u32 << (2 * window.level)) as f32;
            let outputs = raw.as_chunks::<RAW>().0.iter().zip(d_raw.as_chunks_mut::<RAW>().0);
            for (k, ((layer, before), (raw, d_raw))) in composite.layers().zip(outputs).enumerate()
            {
                // One that covers nothing has no colour.
                let Some(below) = mean_below(&layer.mask, before) else { continue };
                let context = Context {
                    width: f32::from(header.width),
                    height: f32::from(header.height),
                    below,
                    gain: pixels * gain(&loss, k) / error,
                    density: 0.5,
                };
                let liking = liking(raw, layer.color, *window, &context, objective);
                total += per_stroke * liking.score;
                for (d_raw, v) in d_raw.iter_mut().zip(liking.d_raw) {
                    *d_raw -= self.config.taste * per_stroke * v;
                }
            }
        }
        (d_raw, remaining, total)
    }

    /// A window where there is error, on any level.
    fn window(&mut self, scene: &Scene) -> Window {
        let level = self.random.below(scene.levels()) as u8;
        let [x, y] = scene.sample_error(&mut self.random);
        scene.window_around(level, x, y)
    }

    /// Draws parameters back to the shipped ones and keeps them within reach.
    fn anchor(&self, parameters: &mut [f32]) {
        let keep = 1.0 - (self.config.rate * self.config.pull).min(1.0);
        let pairs = || self.shipped.iter();
        let distance = keep * norm(parameters.iter().zip(pairs()).map(|(p, s)| p - s));
        // A hair less, so that rounding doesn't reach over.
        let limit = 0.999 * self.config.reach * self.shipped_norm;
        let share = keep * if distance > limit { limit / distance } else { 1.0 };
        for (parameter, shipped) in parameters.iter_mut().zip(pairs()) {
            *parameter = shipped + share * (*parameter - shipped);
        }
    }

    fn drop_update(&mut self) {
        tracing::warn!("an update of the policy was not finite and was dropped");
        self.adam = Adam::new(self.config.adam, self.config.learned().len());
    }
}

/// How much a stroke would be liked.
struct Liking {
    score: f32,
    /// The gradient of ln σ(score): what is liked already moves little.
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
    let stroke = SoftStroke {
        points: soft.points.map(|p| canvas_from_window(window, p)),
        radii: soft.radii.map(|r| r * scale),
        opacity: soft.opacity,
    };
    let (score, by) = objective.liking_with_gradient(&stroke, solved, context);
    let by = by.shape;
    let doubt = 1.0 / (1.0 + score.exp());
    let d_soft = SoftStroke {
        points: by.points.map(|p| p.map(|v| v * scale)),
        radii: by.radii.map(|v| v * scale),
        opacity: by.opacity,
    };
    let mut d_raw = [0.0; RAW];
    d_raw[..GEOMETRY].copy_from_slice(&raw_gradient(geometry, &d_soft));
    Liking { score, d_raw: d_raw.map(|v| doubt * v) }
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

fn norm(values: impl Iterator<Item = f32>) -> f32 {
    values.map(|v| f64::from(v).powi(2)).sum::<f64>().sqrt() as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objective::ColorStatistics;
    use crate::taste::{Preference, TABLE};

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
                let liking = liking(raw, solved, window, &context, &objective);
                -(-f64::from(liking.score)).exp().ln_1p()
            };
            let found = liking(&raw, solved, window, &context, &objective).d_raw;
            for (i, found) in found.into_iter().enumerate() {
                let (mut up, mut down) = (raw, raw);
                up[i] += 5e-3;
                down[i] -= 5e-3;
                let difference = (value(&up) - value(&down)) / 1e-2;
                let off = (difference - f64::from(found)).abs();
                assert!(off < 3e-3 + 0.03 * difference.abs(), "{i}: {found} not {difference}");
                checked += 1;
            }
        }
        assert!(checked > 300);
    }
}
