//! Rehearsal: a person's taste moves the policy's own weights, a little.
//!
//! A policy that is asked does what people mostly want; rehearsal makes it do what this one wants, before this
//! picture. Only the layers that read what is wanted are moved ([`CONDITIONING`](crate::policy::CONDITIONING), a tenth
//! of the whole): what sees and what places strokes is everybody's, so whoever wants nothing has the shipped policy
//! still, to the bit, and what was learned of one person is small.
//!
//! An update learns from three kinds of window:
//!
//! | windows | how |
//! |---|---|
//! | of the present scene | exactly, through the soft raster and what strokes are liked for (`pathwise`) |
//! | of small sheets that it paints by itself ([`crate::practice`]) | by what strokes were worth that were drawn from the policy and painted on the integer raster, against what its value expects ([`crate::learn::actor_critic`]) |
//! | as the person saw them before a stroke of their own | by how likely the policy finds that stroke ([`crate::learn::expert`]) |
//!
//! Each says which way every output of the network ought to move; the surrogate `Σ output · G` carries all of it through
//! the network, and Adam moves its parameters. So that skill is not forgotten, the parameters are drawn back to the
//! shipped ones, never go farther from them than a set distance, and are put back to the bit by [`Rehearsal::revert`].
//! Where there is no picture, sheets before made-up ones take the scene's place.

#![expect(
    clippy::cast_possible_truncation,
    reason = "counts and sides are small, and a cast of a float saturates"
)]

mod pathwise;

use std::collections::VecDeque;
use std::ops::Range;

use burn::tensor::{Device, Tensor, TensorData};
use limner_env::{Action, OBSERVATION_LEN, RAW, Random, Scene, Window};

use crate::Error;
use crate::devices::Devices;
use crate::learn::actor_critic::{self, Trial};
use crate::learn::adam::{Adam, AdamConfig, clip_norm};
use crate::learn::composite::LossConfig;
use crate::learn::expert;
use crate::objective::Objective;
use crate::policy::{self, BACKBONE, HEAD, Intention, PARAMETERS, Policy, STROKES};
use crate::practice::{Outcome, Sheet};
use crate::wish::Wish;

/// Radius in canvas pixels whose profile rehearsals use: one network proposes for every level.
const REHEARSED_RADIUS: f32 = 6.0;
/// Figures that are looked at are means over about so many updates.
const LATELY: f32 = 12.0;
/// Strokes of the person's that are kept to be learned from.
const MAX_DEMONSTRATIONS: usize = 24;

/// Every hyper-parameter of rehearsal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Config {
    /// Windows of the scene in one update; none for no exact gradient.
    pub windows: usize,
    /// Sheets that are painted by itself, a window of each in one update; none for no score-function gradient.
    pub sheets: usize,
    /// Weight of the strokes that are painted on sheets.
    pub score: f32,
    /// What is learned from them, and how.
    pub actor_critic: actor_critic::Config,
    /// Strokes of the person's in one update.
    pub demonstrations: usize,
    /// Weight of how unlikely the policy finds those.
    pub shown: f32,
    /// The learning rate.
    pub rate: f32,
    /// What liking counts where the gradient is exact, in parts of what it does in the objective.
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
            sheets: 4,
            score: 0.1,
            actor_critic: actor_critic::Config::default(),
            demonstrations: 4,
            shown: 0.01,
            rate: 3e-4,
            taste: 1.0,
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
    /// What a window's strokes were worth on the sheets, on the mean: the objective that is expected of it.
    pub worth: f32,
    /// The part of the score that is the picture: the share of the window's error that strokes removed.
    pub likeness: f32,
    /// The part of the score that is the person: how much strokes are liked, each.
    pub liking: f32,
    /// How much the value was off, as a root mean square.
    pub surprise: f32,
    /// Distance from the shipped parameters in parts of the norm of those that learn, after the update.
    pub distance: f32,
    /// Whether the parameters were moved: not without a taste, and not where numbers went astray.
    pub moved: bool,
}

/// A stroke of the person's, and what was to be seen before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Demonstration {
    /// The window, …
    pub window: Window,
    /// … on a canvas of this size, …
    pub size: [f32; 2],
    /// … as it was seen.
    pub observation: Vec<f32>,
    /// The stroke, as the policy would put it out.
    pub action: Action,
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
    /// What is drawn on the sheets follows from this alone.
    practice: Random,
    sheets: Vec<Sheet>,
    demonstrations: VecDeque<Demonstration>,
    steps: u32,
    lately: StepReport,
    /// How many updates that is the mean of.
    meant: f32,
}

/// The windows of one update, one kind after the other, as the network sees them.
#[derive(Debug, Default)]
struct Batch {
    observations: Vec<f32>,
    wishes: Vec<Wish>,
    /// The windows that are climbed exactly, on the canvas, its size and its error.
    exact: Vec<Window>,
    size: [f32; 2],
    error: f32,
    /// The window of each sheet.
    tried: Vec<Window>,
    /// The strokes of the person's.
    shown: Vec<Action>,
}

impl Batch {
    fn add(&mut self, wish: Wish, observe: impl FnOnce(&mut [f32])) {
        let from = self.observations.len();
        self.observations.resize(from + OBSERVATION_LEN, 0.0);
        observe(&mut self.observations[from..]);
        self.wishes.push(wish);
    }
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
            practice: Random::new(seed ^ 0x5eee),
            sheets: Vec::new(),
            demonstrations: VecDeque::new(),
            steps: 0,
            lately: StepReport::default(),
            meant: 0.0,
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

    /// What the last updates were like, on the mean, and the last one's distance.
    #[must_use]
    pub fn lately(&self) -> StepReport {
        self.lately
    }

    /// The sheet on which most was painted in the last update.
    #[must_use]
    pub fn sheet(&self) -> Option<&Sheet> {
        self.sheets.first()
    }

    /// Distance from the shipped parameters in parts of the norm of those that learn.
    #[must_use]
    pub fn distance(&self) -> f32 {
        let pairs = self.parameters.iter().zip(&self.shipped);
        norm(pairs.map(|(a, b)| a - b)) / self.shipped_norm.max(1e-6)
    }

    /// By how much every number that reads what is wanted was moved; none where none was.
    #[must_use]
    pub fn moved(&self) -> Vec<f32> {
        if self.steps == 0 {
            return Vec::new();
        }
        let pairs = self.parameters[BACKBONE..].iter().zip(&self.shipped[BACKBONE..]);
        pairs.map(|(now, shipped)| now - shipped).collect()
    }

    /// The shipped policy with numbers moved by so much, as [`Rehearsal::moved`] said, on the processor.
    pub fn policy_moved(&self, moved: &[f32]) -> Result<Policy, Error> {
        Policy::from_parameters(&self.parameters_moved(moved)?, &Device::flex())
    }

    fn parameters_moved(&self, moved: &[f32]) -> Result<Vec<f32>, Error> {
        let mut parameters = self.shipped.clone();
        if !moved.is_empty() {
            let learned = &mut parameters[BACKBONE..];
            if moved.len() != learned.len() {
                let (expected, found) = (learned.len(), moved.len());
                return Err(Error::ParameterCount { expected, found });
            }
            learned.iter_mut().zip(moved).for_each(|(v, by)| *v += by);
        }
        // Bytes from elsewhere are bounded as updates are.
        self.keep_within_reach(&mut parameters, 1.0);
        if let Some(at) = parameters.iter().position(|v| !v.is_finite()) {
            return Err(Error::NotFinite { at });
        }
        Ok(parameters)
    }

    /// Goes on where numbers were moved by so much in so many steps. Where that cannot be, all stays as it was.
    pub fn resume(&mut self, moved: &[f32], steps: u32) -> Result<(), Error> {
        let parameters = self.parameters_moved(moved)?;
        self.policy = Policy::from_parameters(&parameters, &self.devices.proposing)?;
        self.parameters = parameters;
        self.adam = Adam::new(self.config.adam, self.config.learned().len());
        self.steps = if moved.is_empty() { 0 } else { steps.max(1) };
        (self.lately, self.meant) = (StepReport::default(), 0.0);
        Ok(())
    }

    /// Puts the shipped policy back, to the bit.
    pub fn revert(&mut self) -> Result<(), Error> {
        self.resume(&[], 0)
    }

    /// Lets go of the sheets: the picture is another one.
    pub fn clear_sheets(&mut self) {
        self.sheets.clear();
    }

    /// Learns from a stroke of the person's from now on, as long as there are not many later ones.
    pub fn show(&mut self, demonstration: Demonstration) {
        if self.demonstrations.len() == MAX_DEMONSTRATIONS {
            self.demonstrations.pop_front();
        }
        self.demonstrations.push_back(demonstration);
    }

    /// Learns from none of the strokes that were shown any more.
    pub fn clear_demonstrations(&mut self) {
        self.demonstrations.clear();
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
        if objective.wants_nothing() {
            return Ok(report);
        }
        let batch = self.batch(scene, objective)?;
        let windows = batch.wishes.len();
        let device = self.devices.learning.clone().autodiff();
        let wishes = policy::wishes(&batch.wishes, windows, &device)?;
        if windows == 0 || wishes.is_none() && !self.config.all_learn {
            return Ok(report);
        }
        let policy = Policy::from_parameters(&self.parameters, &device)?;
        let policy = if self.config.all_learn { policy } else { policy.with_fixed_backbone() };
        let patches = policy::patches(&batch.observations, windows, &device)?;
        let output = policy.forward(patches, wishes);
        let all = policy::numbers_async(output.clone().inner()).await?;
        let mut d_output = vec![0.0; all.len()];
        let (exact, rest) = all.split_at(batch.exact.len() * STROKES * HEAD);
        let (tried, shown) = rest.split_at(batch.tried.len() * STROKES * HEAD);
        let (d_exact, d_rest) = d_output.split_at_mut(exact.len());
        let (d_tried, d_shown) = d_rest.split_at_mut(tried.len());
        self.climb(&batch, exact, scene, objective, d_exact, &mut report);
        self.try_out(&batch, tried, objective, d_tried, &mut report);
        for (action, (outputs, d)) in batch
            .shown
            .iter()
            .zip(shown.chunks(STROKES * HEAD).zip(d_shown.chunks_mut(STROKES * HEAD)))
        {
            let weight = self.config.shown / batch.shown.len() as f32;
            expert::loss(outputs, action, false, weight, d);
        }
        if !d_output.iter().all(|v| v.is_finite()) {
            self.drop_update();
            return Ok(report);
        }
        let d_output = TensorData::new(d_output, [windows, STROKES, HEAD]);
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
        let keep = 1.0 - (self.config.rate * self.config.pull).min(1.0);
        self.keep_within_reach(&mut next, keep);
        if !next.iter().all(|v| v.is_finite()) {
            self.drop_update();
            return Ok(report);
        }
        self.policy = Policy::from_parameters(&next, &self.devices.proposing)?;
        self.parameters = next;
        self.steps = self.steps.saturating_add(1);
        let report = StepReport { distance: self.distance(), moved: true, ..report };
        self.remember(&report);
        Ok(report)
    }

    /// Brings the means of the last updates up to one more.
    fn remember(&mut self, report: &StepReport) {
        self.meant = (self.meant + 1.0).min(LATELY);
        let mean = |before: f32, now: f32| before + (now - before) / self.meant;
        let before = self.lately;
        self.lately = StepReport {
            worth: mean(before.worth, report.worth),
            likeness: mean(before.likeness, report.likeness),
            liking: mean(before.liking, report.liking),
            ..*report
        };
    }

    /// What the next update looks at.
    fn batch(&mut self, scene: &Scene, objective: &Objective) -> Result<Batch, Error> {
        let mut batch = Batch::default();
        let header = scene.header();
        batch.size = [header.width, header.height].map(f32::from);
        let windows = self.config.windows;
        if scene.has_target() {
            batch.error = scene.squared_error().max(1e-9) as f32;
            for _ in 0..windows {
                let level = self.random.below(scene.levels()) as u8;
                let [x, y] = scene.sample_error(&mut self.random);
                let window = scene.window_around(level, x, y);
                batch.exact.push(window);
                let wish = objective.wish(window, batch.size);
                batch.add(wish, |slot| scene.observe(window, slot));
            }
        } else if windows > 0 {
            let mut sheet = Sheet::of(scene, &mut self.random)?;
            sheet.want(objective);
            batch.error = sheet.scene().squared_error().max(1e-9) as f32;
            for _ in 0..windows {
                let window = sheet.next_window(&mut self.random);
                let on_canvas = sheet.on_canvas(window);
                batch.exact.push(on_canvas);
                let wish = objective.wish(on_canvas, batch.size);
                batch.add(wish, |slot| sheet.observe(window, slot));
            }
        }
        // One is done after the other, so that the first is always the one that is farthest on.
        self.sheets.retain(|sheet| !sheet.is_done());
        while self.sheets.len() < self.config.sheets {
            self.sheets.push(Sheet::of(scene, &mut self.practice)?);
        }
        for sheet in &mut self.sheets {
            sheet.want(objective);
            let window = sheet.next_window(&mut self.practice);
            batch.tried.push(window);
            let wish = objective.wish(sheet.on_canvas(window), sheet.canvas_size());
            batch.add(wish, |slot| sheet.observe(window, slot));
        }
        let count = self.demonstrations.len();
        for _ in 0..self.config.demonstrations.min(count) {
            let demonstration = &self.demonstrations[self.practice.below(count)];
            batch.shown.push(demonstration.action);
            let wish = objective.wish(demonstration.window, demonstration.size);
            batch.add(wish, |slot| slot.copy_from_slice(&demonstration.observation));
        }
        Ok(batch)
    }

    /// Which way the outputs for windows of the scene ought to move, exactly.
    fn climb(
        &self,
        batch: &Batch,
        outputs: &[f32],
        scene: &Scene,
        objective: &Objective,
        d_outputs: &mut [f32],
        report: &mut StepReport,
    ) {
        let raw: Vec<f32> = policy::means(outputs).flatten().copied().collect();
        let windows = pathwise::Windows {
            observations: &batch.observations,
            on_canvas: &batch.exact,
            size: batch.size,
            error: batch.error,
            profile: scene.profiles().at(REHEARSED_RADIUS),
        };
        let (d_raw, remaining, score) =
            pathwise::directions(&self.config, &raw, &windows, objective);
        (report.remaining, report.score) = (remaining, score);
        // What is thought of first is moved; spreads and values are what trials are for.
        for (d, d_raw) in d_outputs.chunks_exact_mut(HEAD).zip(d_raw.chunks_exact(RAW)) {
            d[..RAW].copy_from_slice(d_raw);
        }
    }

    /// Which way the outputs for windows of the sheets ought to move, by strokes that are drawn and painted there.
    fn try_out(
        &mut self,
        batch: &Batch,
        outputs: &[f32],
        objective: &Objective,
        d_outputs: &mut [f32],
        report: &mut StepReport,
    ) {
        let mut trials = Vec::with_capacity(batch.tried.len());
        let mut sum = Outcome::default();
        let heads = outputs.as_chunks::<HEAD>().0.chunks_exact(STROKES);
        for ((sheet, window), heads) in self.sheets.iter_mut().zip(&batch.tried).zip(heads) {
            let error = sheet.error_in(*window);
            let mut trial = Trial { actions: [[0.0; RAW]; STROKES], worths: [0.0; STROKES] };
            for (k, head) in heads.iter().enumerate() {
                let action = Intention::from_output(head).sample(1.0, &mut self.practice);
                let outcome = sheet.paint(*window, &action, error, objective);
                (trial.actions[k], trial.worths[k]) = (action, outcome.worth);
                // What would do harm is not painted.
                sum.worth += outcome.worth.max(0.0);
                sum.share += outcome.share.max(0.0);
                sum.liking += outcome.liking;
            }
            trials.push(trial);
        }
        let windows = trials.len().max(1) as f32;
        let config = &self.config.actor_critic;
        let found = actor_critic::loss(outputs, &trials, config, self.config.score, d_outputs);
        report.surprise = found.surprise;
        (report.worth, report.likeness) = (sum.worth / windows, sum.share / windows);
        report.liking = sum.liking / (windows * STROKES as f32);
    }

    /// Keeps this part of the way from the shipped parameters, and no more than can be reached.
    fn keep_within_reach(&self, parameters: &mut [f32], keep: f32) {
        let pairs = || self.shipped.iter();
        let distance = keep * norm(parameters.iter().zip(pairs()).map(|(p, s)| p - s));
        // A hair less, so that rounding doesn't reach over.
        let limit = 0.999 * self.config.reach * self.shipped_norm;
        let share = keep * if distance > limit { limit / distance } else { 1.0 };
        if share < 1.0 {
            for (parameter, shipped) in parameters.iter_mut().zip(pairs()) {
                *parameter = shipped + share * (*parameter - shipped);
            }
        }
    }

    fn drop_update(&mut self) {
        tracing::warn!("an update of the policy was not finite and was dropped");
        self.adam = Adam::new(self.config.adam, self.config.learned().len());
    }
}

fn norm(values: impl Iterator<Item = f32>) -> f32 {
    values.map(|v| f64::from(v).powi(2)).sum::<f64>().sqrt() as f32
}
