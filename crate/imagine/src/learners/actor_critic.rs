//! Actor–critic by the score function: strokes are drawn by chance, laid with the integer brush, whichever it is, and
//! what they earned says which chances become likelier. No gradient goes through paint: the brush is a black box, as
//! SPIRAL's was (Ganin and others, 2018).
//!
//! The policy puts out, for each stroke, the mean of eight numbers with a spread that is learned, and how likely it
//! lifts the pen and stops. What a stroke did is asked of the critic: the drawing is drawn once more with another stroke
//! by the same chances in its place, all others as they are, and the difference of what both earn is the advantage of
//! one and the disadvantage of the other (the counterfactual baseline of Foerster and others, 2018, for strokes in place
//! of agents; an action-dependent factorized baseline, Wu and others, 2018). Strokes are drawn by chance independently,
//! so that this baseline changes nothing of what is learned on average, and takes away what the other strokes and the
//! class add by chance: of a drawing with five strokes, most of it. Each batch is learned from a few times, as far as
//! the chances have not moved (proximal policy optimisation, Schulman and others, 2017; Mnih and others, "Asynchronous
//! methods", 2016, for the entropy).
//!
//! The critic scores finished drawings alone: of unfinished ones, which it never learned from, its opinion is noise, and
//! in the sum of a drawing's rewards it cancels out.

use limner_core::Stroke;
use limner_env::Random;
use limner_env::action::sigmoid;
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
/// The least spread of numbers, as a logarithm.
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
    /// Drawings in an update.
    pub batch: usize,
    /// Drawings of one class that the critic looks at together.
    pub group: usize,
    /// The spread of a stroke's numbers at first. With less of it a policy learns sooner at first (a third of random
    /// strokes' distance in 20 seconds of a core at 0.15), and stays there.
    pub spread: f32,
    /// Weight of the entropy of chances.
    pub entropy: f32,
    /// Strokes of each drawing that are drawn anew to learn from, in turn.
    pub others: usize,
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
        Self {
            adversary: AdversaryConfig::default(),
            adam: AdamConfig { rate: 1e-3, betas: [0.9, 0.99], average: 0.99 },
            batch: 64,
            group: crate::model::GROUP,
            spread: 0.5,
            entropy: 1e-3,
            others: 2,
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
    /// How much a stroke that is drawn anew changes what a drawing earns.
    pub stake: f32,
    /// The mean spread of a stroke's numbers.
    pub spread: f32,
    /// Strokes laid on a drawing, on average.
    pub strokes: f32,
}

/// A policy that learns from whoever judges.
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
}

/// A policy, and a critic that learns to tell its drawings.
#[derive(Clone, Debug)]
pub struct ActorCritic {
    /// The policy.
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
    archive: &'a Archive,
    weights: Weights,
    /// What it thought first, on average.
    parts: Option<Parts>,
}

impl Judge for Opinion<'_> {
    fn scores(&mut self, sheets: &Sheets) -> Vec<f32> {
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
        self.parts.get_or_insert(parts);
        scores
    }
}

/// A stroke that was drawn by chance, and what it was worth.
struct Decision {
    drawing: usize,
    stroke: usize,
    act: Act,
    /// By how much it was better than the other that was drawn in its place.
    advantage: f32,
}

/// What drawings of programs earn.
struct Earned {
    drawings: Drawings,
    rewards: Vec<f32>,
    /// What of that was for how strokes feel, a drawing, on average.
    emotion: f32,
}

impl ActorCritic {
    /// A policy and a critic that know nothing yet.
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

    /// One update of both, on drawings of a set. `None` where what came out is no number, or could not be drawn.
    ///
    /// # Panics
    ///
    /// Where the set is empty or of another side.
    pub fn learn(&mut self, set: &Dataset, shuffle: &Shuffle) -> Option<ActorCriticMetrics> {
        let Self { actor, adversary, archive } = self;
        let ActorCriticConfig { batch, group, .. } = actor.config;
        let by_class = actor.shape.classes > 0;
        let groups = shuffle.groups(batch, group, by_class, &mut actor.random);
        let classes = &groups.named;
        let mut judge = Opinion {
            adversary,
            classes,
            look: Look::default(),
            archive,
            weights: actor.config.weights,
            parts: None,
        };
        let (mut metrics, drawings) = actor.improve(&groups.named, &mut judge)?;
        let economy = -actor.config.options.price * metrics.strokes;
        metrics.parts =
            Parts { economy, emotion: metrics.parts.emotion, ..judge.parts.unwrap_or_default() };
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
    /// A policy that knows nothing yet.
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
        parameters.resize(parameters.len() + shape.strokes * CHANCES, config.spread.ln());
        Self {
            adam: Adam::new(config.adam, &parameters),
            config,
            parameters,
            random,
            feeling: None,
            shape,
            policy,
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

    /// A stroke by chance, as the policy's outputs for it say.
    fn chance(&mut self, outputs: &[f32], stroke: usize) -> Act {
        let mut numbers = [0.0; NUMBERS];
        for (i, number) in numbers.iter_mut().enumerate().take(CHANCES) {
            let spread = self.spreads(&self.parameters)[stroke * CHANCES + i].exp();
            *number = outputs[i] + spread * self.random.normal();
        }
        numbers[CHANCES] = LAID;
        let lift = self.random.unit() < sigmoid(outputs[CHANCES]);
        let stop = stroke > 0 && self.random.unit() < sigmoid(outputs[CHANCES + 1]);
        Act { numbers, lift, stop: stop && self.may_stop() }
    }

    /// Draws programs with the brush, and asks what they are worth when they are done.
    fn earned(
        &self,
        programs: &[Vec<Act>],
        classes: &[u16],
        seed: u32,
        judge: &mut dyn Judge,
    ) -> Result<Earned, Error> {
        let mut drawings = Drawings::new(self.config.options)?;
        let task = |class: &u16| Task { class: u8::try_from(*class).ok(), target: None };
        let tasks: Vec<Task<'_>> = classes.iter().map(task).collect();
        drawings.draw_tasks(&tasks, programs, seed)?;
        let mut rewards = judge.scores(drawings.sheets());
        let mut emotion = 0.0;
        for (i, reward) in rewards.iter_mut().enumerate() {
            let strokes = drawings.strokes(i);
            let felt: f32 = strokes.iter().map(|stroke| self.emotion(stroke)).sum();
            *reward += felt - self.config.options.price * strokes.len() as f32;
            emotion += felt / classes.len() as f32;
        }
        Ok(Earned { drawings, rewards, emotion })
    }

    /// What each stroke of a batch was worth beside another that was drawn in its place, both of them.
    fn decide(
        &mut self,
        outputs: &[f32],
        programs: &[Vec<Act>],
        earned: &[f32],
        mut earn: impl FnMut(&Self, &[Vec<Act>]) -> Result<Vec<f32>, Error>,
    ) -> Result<Vec<Decision>, Error> {
        let strokes = self.shape.strokes;
        let first = self.random.below(strokes);
        let mut decisions = Vec::new();
        for other in 0..self.config.others.clamp(1, strokes) {
            let changed_stroke = |drawing: usize| (first + drawing + other) % strokes;
            let mut changed = programs.to_vec();
            for (drawing, program) in changed.iter_mut().enumerate() {
                let stroke = changed_stroke(drawing);
                let at = (drawing * strokes + stroke) * OUTPUTS;
                program[stroke] = self.chance(&outputs[at..at + OUTPUTS], stroke);
            }
            let others = earn(self, &changed)?;
            for (drawing, program) in programs.iter().enumerate() {
                let stroke = changed_stroke(drawing);
                // Who was done before decided nothing.
                if program[..stroke].iter().any(|act| act.stop) {
                    continue;
                }
                let advantage = earned[drawing] - others[drawing];
                let decision = |act, advantage| Decision { drawing, stroke, act, advantage };
                decisions.push(decision(program[stroke], advantage));
                decisions.push(decision(changed[drawing][stroke], -advantage));
            }
        }
        Ok(decisions)
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

    /// One update, from what drawings of these classes earn as a judge sees them; the drawings as well. `None` where
    /// what came out is no number, or could not be drawn.
    pub fn improve(
        &mut self,
        classes: &[u16],
        judge: &mut dyn Judge,
    ) -> Option<(ActorCriticMetrics, Drawings)> {
        let (batch, strokes) = (classes.len(), self.shape.strokes);
        let inputs = self.inputs(classes);
        let mut tape = Tape::default();
        let outputs = self.policy.forward(&self.parameters, &inputs, &mut tape).to_vec();
        let mut program = |outputs: &[f32]| -> Vec<Act> {
            let strokes = outputs.chunks_exact(OUTPUTS).enumerate();
            strokes.map(|(stroke, outputs)| self.chance(outputs, stroke)).collect()
        };
        let programs: Vec<Vec<Act>> =
            outputs.chunks_exact(strokes * OUTPUTS).map(&mut program).collect();
        // The same chance for the brush, so that strokes alone make the difference.
        let seed = self.random.bits();
        let Earned { drawings, rewards, emotion } =
            self.earned(&programs, classes, seed, judge).ok()?;
        let other = |actor: &Self, changed: &[Vec<Act>]| {
            Ok(actor.earned(changed, classes, seed, judge)?.rewards)
        };
        let mut decisions = self.decide(&outputs, &programs, &rewards, other).ok()?;
        let squares = decisions.iter().map(|decision| decision.advantage.powi(2)).sum::<f32>();
        let stake = (squares / decisions.len().max(1) as f32).sqrt();
        let metrics = ActorCriticMetrics {
            reward: rewards.iter().sum::<f32>() / batch as f32,
            stake,
            spread: self.spreads(&self.parameters).iter().map(|v| v.exp()).sum::<f32>()
                / (strokes * CHANCES) as f32,
            strokes: drawings.sheets().strokes.iter().sum::<usize>() as f32 / batch as f32,
            parts: Parts { emotion, ..Parts::default() },
            ..ActorCriticMetrics::default()
        };
        let scale = 1.0 / stake.max(1e-3);
        decisions.iter_mut().for_each(|decision| decision.advantage *= scale);
        let before = self.likelihoods(&outputs, &decisions);
        for time in 0..self.config.times.max(1) {
            let mut gradient = vec![0.0; self.parameters.len()];
            let outputs = match time {
                0 => outputs.clone(),
                _ => self.policy.forward(&self.parameters, &inputs, &mut tape).to_vec(),
            };
            let weights = self.weights(&outputs, &decisions, &before, batch);
            let d = self.score_function(&outputs, &decisions, &weights, &mut gradient);
            self.policy.backward(&self.parameters, &mut tape, &d, Some(&mut gradient), None);
            if !self.adam.step(&mut self.parameters, &gradient) {
                return None;
            }
            let first = self.parameters.len() - strokes * CHANCES;
            self.parameters[first..].iter_mut().for_each(|v| *v = v.max(LEAST_SPREAD));
        }
        Some((metrics, drawings))
    }

    /// Where a decision's numbers are among the policy's outputs.
    fn place(&self, decision: &Decision) -> usize {
        (decision.drawing * self.shape.strokes + decision.stroke) * OUTPUTS
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

    /// How likely what was decided is, as logarithms.
    fn likelihoods(&self, outputs: &[f32], decisions: &[Decision]) -> Vec<f32> {
        let spreads = self.spreads(&self.parameters);
        let likelihood = |decision: &Decision| {
            let Decision { stroke, act, .. } = decision;
            let at = self.place(decision);
            let mut sum = 0.0;
            for (j, taken) in self.decisions(*stroke, act) {
                let p = sigmoid(if taken { outputs[at + j] } else { -outputs[at + j] });
                sum += p.max(1e-12).ln();
            }
            for j in (0..CHANCES).filter(|_| !act.stop) {
                let spread = spreads[stroke * CHANCES + j];
                let away = (act.numbers[j] - outputs[at + j]) / spread.exp();
                sum -= 0.5 * away * away + spread;
            }
            sum
        };
        decisions.iter().map(likelihood).collect()
    }

    /// The weight of each decision's likelihood in the gradient: its advantage, times how much likelier it has become;
    /// nothing where that is enough. Both strokes of a pair together count once.
    fn weights(
        &self,
        outputs: &[f32],
        decisions: &[Decision],
        before: &[f32],
        batch: usize,
    ) -> Vec<f32> {
        let now = self.likelihoods(outputs, decisions);
        let each = decisions.iter().zip(now.iter().zip(before));
        each.map(|(Decision { advantage, .. }, (now, before))| {
            let ratio = (now - before).clamp(-5.0, 5.0).exp();
            let enough = if *advantage > 0.0 { ratio > 1.0 + CLIP } else { ratio < 1.0 - CLIP };
            if enough { 0.0 } else { 0.5 * advantage * ratio / batch as f32 }
        })
        .collect()
    }

    /// The gradient with respect to the policy's outputs of what chances were taken, by their weights; that of the
    /// spreads is added to the end of `gradient`.
    fn score_function(
        &self,
        outputs: &[f32],
        decisions: &[Decision],
        weights: &[f32],
        gradient: &mut [f32],
    ) -> Vec<f32> {
        let strokes = self.shape.strokes;
        let batch = outputs.len() / self.policy.outputs();
        let first = gradient.len() - strokes * CHANCES;
        let spreads = self.spreads(&self.parameters);
        let mut d = vec![0.0; outputs.len()];
        let entropy = 0.5 * self.config.entropy / batch as f32;
        for (decision, weight) in decisions.iter().zip(weights) {
            let Decision { stroke, act, .. } = decision;
            let at = self.place(decision);
            for (j, taken) in self.decisions(*stroke, act) {
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
                let spread = spreads[stroke * CHANCES + j].exp();
                let away = (act.numbers[j] - outputs[at + j]) / spread;
                d[at + j] -= weight * away / spread;
                gradient[first + stroke * CHANCES + j] -= weight * (away * away - 1.0) + entropy;
            }
        }
        d
    }
}
