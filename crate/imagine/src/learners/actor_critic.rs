//! Actor–critic by the score function: strokes are drawn by chance, laid with the integer brush, whichever it is, and
//! what they earned says which chances become likelier. No gradient goes through paint: the brush is a black box, as
//! SPIRAL's was (Ganin and others, 2018).
//!
//! The policy puts out, for each stroke, the mean of eight numbers with a spread that is learned, and how likely it
//! lifts the pen and stops. A second network looks at each unfinished drawing and says what it will still earn; by how
//! much a stroke made that better is the stroke's advantage (generalised advantage estimation, Schulman and others,
//! 2016). Each batch is learned from a few times, as far as the chances have not moved (proximal policy optimisation,
//! Schulman and others, 2017; Mnih and others, "Asynchronous methods", 2016, for the entropy).
//!
//! The critic scores finished drawings alone, unless it is asked to score each step: of unfinished ones, which it never
//! learned from, its opinion is noise, and in the sum of a drawing's rewards it cancels out.
//!
//! Long because a learner is one file, read from top to bottom.

use limner_core::Stroke;
use limner_env::Random;
use limner_env::drawing::{Act, Drawings, Error, Judge, NUMBERS, Options, Sheets, Task};
use limner_nets::{Activation, Adam, AdamConfig, Slots, Stack, Tape};

use crate::critic::Look;
use crate::dataset::{Dataset, Shuffle};
use crate::generator::{Generator, GeneratorShape, NOISE};
use crate::learners::adversary::{Adversary, AdversaryConfig, AdversaryMetrics};
use crate::model::critic_shape;
use crate::reward::{Archive, Feeling, Parts, Weights, complexity};

/// Numbers of a stroke that are drawn by chance: its points and radii.
const CHANCES: usize = 8;
/// What the policy puts out for a stroke: those, and how likely it lifts the pen and stops.
const OUTPUTS: usize = CHANCES + 2;
/// The spread of numbers at first, and the least, as logarithms.
const SPREAD: f32 = -0.7;
const LEAST_SPREAD: f32 = -2.5;
/// How unlikely stopping is at first, as a logit.
const GO_ON: f32 = -3.0;
/// How a stroke that is tried wants to be laid.
const LAID: f32 = 4.0;
/// How much likelier or unlikelier a decision becomes from one batch.
const CLIP: f32 = 0.2;
/// Width of the networks' layers.
const WIDTH: usize = 256;

/// How the actor–critic learns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ActorCriticConfig {
    /// The critic's side: the one that scores drawings.
    pub adversary: AdversaryConfig,
    /// The policy's optimiser.
    pub adam: AdamConfig,
    /// The optimiser of what says what a drawing will earn.
    pub baseline: AdamConfig,
    /// Drawings in an update.
    pub batch: usize,
    /// Drawings of one class that the critic looks at together.
    pub group: usize,
    /// Weight of the entropy of chances.
    pub entropy: f32,
    /// Whether the critic scores drawings after each stroke, or finished ones alone.
    pub each_step: bool,
    /// How far back what comes later is credited, 0..=1: at 0 what the baseline foresees counts, at 1 what came.
    pub credit: f32,
    /// How often a batch is learned from.
    pub times: usize,
    /// Batches in which every stroke is drawn: while strokes are poor, to be done early is always better, and who
    /// draws one stroke learns nothing of the others.
    pub settling: u64,
    /// What counts beside the critic's opinion.
    pub weights: Weights,
    /// How drawings are drawn; paper and ink, side, strokes, brush, price.
    pub options: Options,
}

impl Default for ActorCriticConfig {
    fn default() -> Self {
        // Slower and smoother than a pathwise generator's: the policy follows it slowly, and one that is sure of every
        // pair says nothing.
        let mut adversary = AdversaryConfig { penalty: 1.0, ..AdversaryConfig::default() };
        adversary.adam.rate = 2e-4;
        Self {
            adversary,
            adam: AdamConfig { rate: 1e-3, betas: [0.9, 0.99], average: 0.99 },
            baseline: AdamConfig { rate: 1e-3, betas: [0.9, 0.99], average: 0.99 },
            batch: 64,
            group: crate::model::GROUP,
            entropy: 1e-3,
            each_step: false,
            credit: 0.9,
            times: 4,
            settling: 600,
            weights: Weights::default(),
            options: Options::default(),
        }
    }
}

/// What an update came to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ActorCriticMetrics {
    /// The critic's side.
    pub critic: AdversaryMetrics,
    /// What a drawing earned, on average.
    pub reward: f32,
    /// The same by parts, beside what an empty sheet is worth; none where somebody else judges.
    pub parts: Parts,
    /// The part of the variance of what is earned that was foreseen.
    pub foreseen: f32,
    /// The mean spread of a stroke's numbers.
    pub spread: f32,
    /// Strokes laid on a drawing, on average.
    pub strokes: f32,
}

/// A policy and a baseline, that learn from whoever judges.
#[derive(Clone, Debug)]
pub struct Actor {
    /// How they learn.
    pub config: ActorCriticConfig,
    /// The policy's parameters, the spreads' logarithms last.
    pub parameters: Vec<f32>,
    /// The policy's optimiser.
    pub adam: Adam,
    /// What follows by chance.
    pub random: Random,
    /// How strokes feel, where that counts: it is not kept with a run.
    pub feeling: Option<Feeling>,
    shape: GeneratorShape,
    policy: Stack,
    values: [Stack; 2],
    pub(crate) values_parameters: Vec<f32>,
    pub(crate) values_adam: Adam,
}

/// A policy with its baseline, and a critic that learns to tell its drawings.
#[derive(Clone, Debug)]
pub struct ActorCritic {
    /// The policy and its baseline.
    pub actor: Actor,
    /// The critic that scores drawings.
    pub adversary: Adversary,
    /// Earlier drawings; a run that goes on begins without.
    pub archive: Archive,
}

/// The critic as who judges steps: each drawing in its group.
struct Opinion<'a> {
    adversary: &'a Adversary,
    classes: &'a [u16],
    look: Look,
    /// How often it is asked before it says what it thinks.
    silent: usize,
    archive: &'a Archive,
    weights: Weights,
    /// What it thought last, on average.
    parts: Parts,
}

impl Judge for Opinion<'_> {
    fn scores(&mut self, sheets: &Sheets) -> Vec<f32> {
        if self.silent > 0 {
            self.silent -= 1;
            return vec![0.0; sheets.classes.len()];
        }
        let Adversary { critic, parameters, .. } = self.adversary;
        let scores = critic.look(parameters, &sheets.data, self.classes, &mut self.look);
        let mut parts = Parts::default();
        let share = 1.0 / scores.len().max(1) as f32;
        let each = scores.iter().zip(sheets.pictures()).map(|(score, picture)| {
            parts.adversarial += share * score;
            let Weights { novelty, complexity: much, .. } = self.weights;
            let [mut new, mut seen] = [0.0; 2];
            if novelty != 0.0 {
                new = novelty * self.archive.novelty(picture, sheets.side);
            }
            if much != 0.0 {
                seen = much * complexity(picture, sheets.side);
            }
            parts.novelty += share * new;
            parts.complexity += share * seen;
            score + new + seen
        });
        let scores = each.collect();
        self.parts = parts;
        scores
    }
}

/// What was drawn by chance in an episode of a batch, stroke by stroke.
struct Episode {
    acts: Vec<Vec<Act>>,
    /// What was seen before each stroke.
    seen: Vec<f32>,
    /// Whether a stroke was still to be decided on.
    alive: Vec<Vec<bool>>,
    rewards: Vec<Vec<f32>>,
    /// What of that was for how strokes feel, a drawing, on average.
    emotion: f32,
}

impl ActorCritic {
    /// A policy, a baseline and a critic that know nothing yet.
    #[must_use]
    pub fn new(classes: usize, config: ActorCriticConfig, seed: u32) -> Self {
        let actor = Actor::new(classes, config, seed);
        let critic = crate::critic::CriticShape {
            group: config.group,
            ..critic_shape(config.options.side, classes)
        };
        let mut random = Random::new(!seed);
        let adversary = Adversary::new(critic, config.adversary, &mut random);
        Self { actor, adversary, archive: Archive::default() }
    }

    /// One update of all three, on drawings of a set. `None` where what came out is no number, or could not be drawn.
    ///
    /// # Panics
    ///
    /// Where the set is empty or of another side.
    pub fn learn(&mut self, set: &Dataset, shuffle: &Shuffle) -> Option<ActorCriticMetrics> {
        let Self { actor, adversary, archive } = self;
        let ActorCriticConfig { batch, group, .. } = actor.config;
        let by_class = actor.shape.classes > 0;
        let groups = shuffle.groups(batch, group, by_class, &mut actor.random);
        let silent = if actor.config.each_step { 0 } else { actor.shape.strokes };
        let classes = &groups.named;
        let mut judge = Opinion {
            adversary,
            classes,
            look: Look::default(),
            silent,
            archive,
            weights: actor.config.weights,
            parts: Parts::default(),
        };
        let (mut metrics, drawings) = actor.improve(&groups.named, &mut judge)?;
        let economy = -actor.config.options.price * metrics.strokes;
        metrics.parts = Parts { economy, emotion: metrics.parts.emotion, ..judge.parts };
        if actor.config.weights.novelty != 0.0 {
            archive.remember(&drawings.sheets().data, drawings.sheets().side);
        }
        let mut real = Vec::new();
        set.read(groups.indices, &mut real);
        let mut real_scores = Vec::new();
        let drawn = &drawings.sheets().data;
        let critic =
            adversary.learn(&real, drawn, &groups.named, &mut real_scores, &mut actor.random)?;
        Some(ActorCriticMetrics { critic, ..metrics })
    }
}

impl Actor {
    /// A policy and a baseline that know nothing yet.
    #[must_use]
    pub fn new(classes: usize, config: ActorCriticConfig, seed: u32) -> Self {
        let mut random = Random::new(seed);
        let shape = GeneratorShape { classes, strokes: config.options.max_strokes };
        let mut slots = Slots::default();
        let leaky = Activation::LeakyRelu;
        let policy = Stack::new(NOISE + classes)
            .dense(&mut slots, WIDTH, leaky)
            .dense(&mut slots, WIDTH, leaky)
            .dense_by(&mut slots, shape.strokes * OUTPUTS, Activation::Linear, 0.5);
        let mut parameters = slots.initial(|| random.normal());
        let first = parameters.len() - policy.outputs();
        for (i, bias) in parameters[first..].iter_mut().enumerate() {
            *bias = match i % OUTPUTS {
                CHANCES => 1.0,
                i if i > CHANCES => GO_ON,
                _ => 0.3 * random.normal(),
            };
        }
        parameters.resize(parameters.len() + shape.strokes * CHANCES, SPREAD);
        let mut slots = Slots::default();
        let (mut side, mut channels, mut next) = (usize::from(config.options.side), 1, 8);
        let mut trunk = Stack::new(side * side);
        while side > 4 {
            trunk = trunk.convolution(&mut slots, [channels, next], [3, 2, 1], leaky);
            (side, channels, next) = (side / 2, next, (2 * next).min(32));
        }
        let told = trunk.outputs() + NOISE + classes + shape.strokes;
        let head = Stack::new(told).dense(&mut slots, WIDTH / 4, leaky).dense_by(
            &mut slots,
            1,
            Activation::Linear,
            0.1,
        );
        let values = [trunk, head];
        let values_parameters = slots.initial(|| random.normal());
        Self {
            adam: Adam::new(config.adam, &parameters),
            values_adam: Adam::new(config.baseline, &values_parameters),
            config,
            parameters,
            random,
            feeling: None,
            shape,
            policy,
            values,
            values_parameters,
        }
    }

    /// What the policy knows of each drawing: noise and class.
    fn inputs(&mut self, classes: &[u16]) -> Vec<f32> {
        let noise = Generator::noise(classes.len(), &mut self.random);
        let mut inputs = Vec::with_capacity(classes.len() * (NOISE + self.shape.classes));
        for (noise, class) in noise.chunks_exact(NOISE).zip(classes) {
            inputs.extend_from_slice(noise);
            let hot = |c: usize| if c == usize::from(*class) { 1.0 } else { 0.0 };
            inputs.extend((0..self.shape.classes).map(hot));
        }
        inputs
    }

    /// Whether it is decided yet when a drawing is done.
    fn may_stop(&self) -> bool {
        self.adam.steps >= self.config.settling * self.config.times.max(1) as u64
    }

    /// The spread of each number of each stroke, as logarithms.
    fn spreads<'a>(&self, parameters: &'a [f32]) -> &'a [f32] {
        &parameters[parameters.len() - self.shape.strokes * CHANCES..]
    }

    /// Programs of new drawings of these classes: the mean of each number, and the likelier decisions; noise makes
    /// them different.
    pub fn imagine(&mut self, classes: &[u16]) -> Vec<Vec<Act>> {
        let inputs = self.inputs(classes);
        let mut tape = Tape::default();
        let outputs = self.policy.forward(&self.adam.averaged, &inputs, &mut tape);
        let drawings = outputs.chunks_exact(self.policy.outputs());
        let drawing = |outputs: &[f32]| {
            let strokes = outputs.as_chunks::<OUTPUTS>().0.iter().enumerate();
            let acts = strokes.map(|(k, stroke)| {
                let mut numbers = [0.0; NUMBERS];
                numbers[..CHANCES].copy_from_slice(&stroke[..CHANCES]);
                numbers[CHANCES] = LAID;
                let stop = k > 0 && stroke[CHANCES + 1] > 0.0;
                Act { numbers, lift: stroke[CHANCES] > 0.0, stop }
            });
            acts.take_while(|act| !act.stop).collect()
        };
        drawings.map(drawing).collect()
    }

    /// Draws a batch by chance.
    fn episode(
        &mut self,
        outputs: &[f32],
        classes: &[u16],
        judge: &mut dyn Judge,
    ) -> Result<(Episode, Drawings), Error> {
        let strokes = self.shape.strokes;
        let spreads: Vec<f32> = self.spreads(&self.parameters).iter().map(|v| v.exp()).collect();
        let may_stop = self.may_stop();
        let mut random = self.random;
        let seed = random.bits();
        let mut drawings = Drawings::new(self.config.options)?;
        let task = |class: &u16| Task { class: u8::try_from(*class).ok(), target: None };
        let tasks: Vec<Task<'_>> = classes.iter().map(task).collect();
        drawings.reset(&tasks, seed, judge);
        let mut episode = Episode {
            acts: Vec::new(),
            seen: Vec::new(),
            alive: Vec::new(),
            rewards: Vec::new(),
            emotion: 0.0,
        };
        let mut alive = vec![true; classes.len()];
        for k in 0..strokes {
            let mut acts = Vec::with_capacity(classes.len());
            for drawing in outputs.chunks_exact(strokes * OUTPUTS) {
                let stroke = &drawing[k * OUTPUTS..(k + 1) * OUTPUTS];
                let mut numbers = [0.0; NUMBERS];
                for (i, number) in numbers.iter_mut().enumerate().take(CHANCES) {
                    *number = stroke[i] + spreads[k * CHANCES + i] * random.normal();
                }
                numbers[CHANCES] = LAID;
                let lift = random.unit() < sigmoid(stroke[CHANCES]);
                let stop = may_stop && k > 0 && random.unit() < sigmoid(stroke[CHANCES + 1]);
                acts.push(Act { numbers, lift, stop });
            }
            episode.seen.extend_from_slice(&drawings.sheets().data);
            let laid = drawings.sheets().strokes.clone();
            let mut step = drawings.step(&acts, judge)?;
            for (i, reward) in step.rewards.iter_mut().enumerate() {
                let new = drawings.strokes(i).get(laid[i]..).unwrap_or(&[]);
                let felt: f32 = new.iter().map(|stroke| self.emotion(stroke)).sum();
                *reward += felt;
                episode.emotion += felt / classes.len() as f32;
            }
            episode.alive.push(alive.clone());
            alive.iter_mut().zip(&acts).for_each(|(alive, act)| *alive &= !act.stop);
            episode.acts.push(acts);
            episode.rewards.push(step.rewards);
        }
        self.random = random;
        Ok((episode, drawings))
    }

    /// What a stroke earns for how it feels: each has its share of a drawing's feeling.
    fn emotion(&self, stroke: &Stroke) -> f32 {
        let Weights { pleasant, excited, .. } = self.config.weights;
        let Some(feeling) = self.feeling.filter(|_| pleasant != 0.0 || excited != 0.0) else {
            return 0.0;
        };
        let [valence, arousal] = feeling(stroke, self.config.options.side);
        (pleasant * valence + excited * arousal) / self.shape.strokes as f32
    }

    /// One update of both, from what drawings of these classes earn as a judge sees them; the drawings as well. `None`
    /// where what came out is no number, or could not be drawn.
    pub fn improve(
        &mut self,
        classes: &[u16],
        judge: &mut dyn Judge,
    ) -> Option<(ActorCriticMetrics, Drawings)> {
        let (batch, strokes) = (classes.len(), self.shape.strokes);
        let inputs = self.inputs(classes);
        let mut tape = Tape::default();
        let outputs = self.policy.forward(&self.parameters, &inputs, &mut tape).to_vec();
        let (episode, drawings) = self.episode(&outputs, classes, judge).ok()?;
        let mut tapes = Default::default();
        let values = self.foreseen(&episode.seen, &inputs, &mut tapes);
        // Stroke by stroke, drawing by drawing, as what was seen lies.
        let (mut advantages, mut returns) = (vec![0.0; values.len()], vec![0.0; values.len()]);
        for i in 0..batch {
            let (mut sum, mut credit, mut next) = (0.0, 0.0, 0.0);
            for k in (0..strokes).rev() {
                let at = k * batch + i;
                let reward = episode.rewards[k][i];
                sum += reward;
                if episode.alive[k][i] {
                    credit = reward + next - values[at] + self.config.credit * credit;
                    next = values[at];
                } else {
                    // What comes after the agent was done is what being done brought.
                    next += reward;
                }
                (advantages[at], returns[at]) = (credit, sum);
            }
        }
        let off: Vec<f32> = values.iter().zip(&returns).map(|(v, r)| v - r).collect();
        let metrics = ActorCriticMetrics {
            reward: returns[..batch].iter().sum::<f32>() / batch as f32,
            foreseen: 1.0 - (spread(&off) / spread(&returns).max(1e-6)).powi(2),
            spread: self.spreads(&self.parameters).iter().map(|v| v.exp()).sum::<f32>()
                / (strokes * CHANCES) as f32,
            strokes: drawings.sheets().strokes.iter().sum::<usize>() as f32 / batch as f32,
            parts: Parts { emotion: episode.emotion, ..Parts::default() },
            ..ActorCriticMetrics::default()
        };
        self.learn_values(&off, &mut tapes);
        let scale = 1.0 / spread(&advantages).max(1e-3);
        let mean = advantages.iter().sum::<f32>() / advantages.len() as f32;
        advantages.iter_mut().for_each(|v| *v = scale * (*v - mean));
        let before = self.likelihoods(&outputs, &episode);
        for time in 0..self.config.times.max(1) {
            let mut gradient = vec![0.0; self.parameters.len()];
            let outputs = match time {
                0 => outputs.clone(),
                _ => self.policy.forward(&self.parameters, &inputs, &mut tape).to_vec(),
            };
            let weights = self.weights(&outputs, &episode, &before, &advantages);
            let d = self.score_function(&outputs, &episode, &weights, &mut gradient);
            self.policy.backward(&self.parameters, &mut tape, &d, Some(&mut gradient), None);
            if !self.adam.step(&mut self.parameters, &gradient) {
                return None;
            }
            let first = self.parameters.len() - strokes * CHANCES;
            self.parameters[first..].iter_mut().for_each(|v| *v = v.max(LEAST_SPREAD));
        }
        Some((metrics, drawings))
    }

    /// What each unfinished drawing will still earn, as the baseline foresees it.
    fn foreseen(&self, seen: &[f32], inputs: &[f32], tapes: &mut [Tape; 2]) -> Vec<f32> {
        let [trunk, head] = &self.values;
        let [trunk_tape, head_tape] = tapes;
        let (strokes, told) = (self.shape.strokes, NOISE + self.shape.classes);
        let features = trunk.forward(&self.values_parameters, seen, trunk_tape);
        let batch = inputs.len() / told;
        let mut longer = Vec::with_capacity(batch * strokes * head.inputs());
        for (at, features) in features.chunks_exact(trunk.outputs()).enumerate() {
            let (k, i) = (at / batch, at % batch);
            longer.extend_from_slice(features);
            longer.extend_from_slice(&inputs[i * told..(i + 1) * told]);
            longer.extend((0..strokes).map(|stroke| if stroke == k { 1.0 } else { 0.0 }));
        }
        head.forward(&self.values_parameters, &longer, head_tape).to_vec()
    }

    /// Moves the baseline's last foresight towards what came.
    fn learn_values(&mut self, off: &[f32], tapes: &mut [Tape; 2]) {
        let [trunk, head] = &self.values;
        let [trunk_tape, head_tape] = tapes;
        let mut gradient = vec![0.0; self.values_parameters.len()];
        let count = off.len() as f32;
        let d: Vec<f32> = off.iter().map(|off| off / count).collect();
        let mut d_longer = Vec::new();
        let to = Some(&mut gradient[..]);
        head.backward(&self.values_parameters, head_tape, &d, to, Some(&mut d_longer));
        let width = trunk.outputs();
        let d_features: Vec<f32> =
            d_longer.chunks_exact(head.inputs()).flat_map(|row| &row[..width]).copied().collect();
        let to = Some(&mut gradient[..]);
        trunk.backward(&self.values_parameters, trunk_tape, &d_features, to, None);
        self.values_adam.step(&mut self.values_parameters, &gradient);
    }

    /// The strokes of an episode that were decided on: stroke, drawing, where its numbers are among the outputs, and
    /// the place of both among what was seen.
    fn decided(&self, episode: &Episode) -> Vec<(usize, usize, usize)> {
        let (strokes, mut decided) = (self.shape.strokes, Vec::new());
        for (k, alive) in episode.alive.iter().enumerate() {
            let alive = alive.iter().enumerate().filter(|(_, alive)| **alive);
            decided.extend(alive.map(|(i, _)| (k, i, (i * strokes + k) * OUTPUTS)));
        }
        decided
    }

    /// Yes and no of a stroke: where among its outputs, and what was taken. The first stroke is laid whatever comes: an
    /// empty sheet teaches nothing, and the pen is nowhere yet.
    fn decisions(&self, stroke: usize, act: &Act) -> impl Iterator<Item = (usize, bool)> + use<> {
        let may_stop = self.may_stop();
        [(CHANCES, act.lift, stroke > 0), (CHANCES + 1, act.stop, stroke > 0 && may_stop)]
            .into_iter()
            .filter(|(.., decided)| *decided)
            .map(|(at, taken, _)| (at, taken))
    }

    /// How likely what was decided is, as logarithms, one for each stroke of [`Actor::decided`].
    fn likelihoods(&self, outputs: &[f32], episode: &Episode) -> Vec<f32> {
        let spreads = self.spreads(&self.parameters);
        let decided = self.decided(episode).into_iter().map(|(k, i, at)| {
            let act = &episode.acts[k][i];
            let mut sum = 0.0;
            for (j, taken) in self.decisions(k, act) {
                let p = sigmoid(if taken { outputs[at + j] } else { -outputs[at + j] });
                sum += p.max(1e-12).ln();
            }
            for j in (0..CHANCES).filter(|_| !act.stop) {
                let spread = spreads[k * CHANCES + j];
                let away = (act.numbers[j] - outputs[at + j]) / spread.exp();
                sum -= 0.5 * away * away + spread;
            }
            sum
        });
        decided.collect()
    }

    /// The weight of each decision's likelihood in the gradient: its advantage, times how much likelier it has become;
    /// nothing where that is enough.
    fn weights(
        &self,
        outputs: &[f32],
        episode: &Episode,
        before: &[f32],
        advantages: &[f32],
    ) -> Vec<f32> {
        let batch = episode.alive.first().map_or(0, Vec::len);
        let now = self.likelihoods(outputs, episode);
        let each = self.decided(episode).into_iter().zip(now.iter().zip(before));
        each.map(|((k, i, _), (now, before))| {
            let advantage = advantages[k * batch + i];
            let ratio = (now - before).clamp(-5.0, 5.0).exp();
            let enough = if advantage > 0.0 { ratio > 1.0 + CLIP } else { ratio < 1.0 - CLIP };
            if enough { 0.0 } else { advantage * ratio / batch as f32 }
        })
        .collect()
    }

    /// The gradient with respect to the policy's outputs of what chances were taken, by their weights; that of the
    /// spreads is added to the end of `gradient`.
    fn score_function(
        &self,
        outputs: &[f32],
        episode: &Episode,
        weights: &[f32],
        gradient: &mut [f32],
    ) -> Vec<f32> {
        let strokes = self.shape.strokes;
        let batch = outputs.len() / self.policy.outputs();
        let first = gradient.len() - strokes * CHANCES;
        let spreads = self.spreads(&self.parameters);
        let mut d = vec![0.0; outputs.len()];
        let entropy = self.config.entropy / batch as f32;
        for ((k, i, at), weight) in self.decided(episode).into_iter().zip(weights) {
            let act = &episode.acts[k][i];
            for (j, taken) in self.decisions(k, act) {
                let p = sigmoid(outputs[at + j]);
                let was = if taken { 1.0 } else { 0.0 };
                d[at + j] -= weight * (was - p);
                // The entropy's slope is -logit · p (1 - p).
                d[at + j] += entropy * outputs[at + j] * p * (1.0 - p);
            }
            // What was never laid is no chance that was taken.
            if act.stop {
                continue;
            }
            for j in 0..CHANCES {
                let spread = spreads[k * CHANCES + j].exp();
                let away = (act.numbers[j] - outputs[at + j]) / spread;
                d[at + j] -= weight * away / spread;
                gradient[first + k * CHANCES + j] -= weight * (away * away - 1.0) + entropy;
            }
        }
        d
    }
}

/// The standard deviation of numbers.
fn spread(numbers: &[f32]) -> f32 {
    let count = numbers.len().max(1) as f32;
    let mean = numbers.iter().sum::<f32>() / count;
    (numbers.iter().map(|v| (v - mean) * (v - mean)).sum::<f32>() / count).sqrt()
}

fn sigmoid(v: f32) -> f32 {
    1.0 / (1.0 + (-v).exp())
}
