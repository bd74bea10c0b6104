//! Q-learning for the discrete choices: which of a few proposed strokes comes next, with the pen lifted or not, and
//! when a drawing is done.
//!
//! A network says what a proposal is worth on a drawing as it is: what is earned at once and after it. It is trained
//! from a replay of what was chosen (Mnih and others, "Human-level control", 2015), against a copy of itself that
//! follows slowly, and the better of two next choices is found by the one and valued by the other (van Hasselt and
//! others, "Deep reinforcement learning with double Q-learning", 2016). Being done earns nothing more: its value is 0.

use limner_env::Random;
use limner_env::drawing::{Act, Drawings, Error, Judge, Options, Sheets, Task};
use limner_nets::{Activation, Adam, AdamConfig, Slots, Stack, Tape};

/// Proposals to choose among.
pub const PROPOSALS: usize = 6;
/// What a network is told beside the pictures: strokes that are left, and whether the pen is lifted.
const TOLD: usize = 2;

/// Who proposes strokes.
pub trait Proposer {
    /// [`PROPOSALS`] strokes for a drawing of this class, after so many.
    fn propose(&mut self, class: Option<u8>, strokes: usize, random: &mut Random) -> Vec<Act>;
}

/// How the Q-learner learns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QConfig {
    /// The optimiser.
    pub adam: AdamConfig,
    /// Choices in an update.
    pub batch: usize,
    /// Choices that are remembered.
    pub memory: usize,
    /// Drawings that are made side by side.
    pub drawings: usize,
    /// The part of choices that are made by chance, at first and at last.
    pub chance: [f32; 2],
    /// Steps over which that falls.
    pub chance_steps: u64,
    /// By which part the copy follows in an update.
    pub follow: f32,
    /// How drawings are drawn.
    pub options: Options,
}

impl Default for QConfig {
    fn default() -> Self {
        Self {
            adam: AdamConfig { rate: 5e-4, betas: [0.9, 0.99], average: 0.99 },
            batch: 32,
            memory: 4_096,
            drawings: 16,
            chance: [1.0, 0.05],
            chance_steps: 600,
            follow: 0.01,
            options: Options::default(),
        }
    }
}

/// How a choice is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chooser {
    /// By chance; being done is one of the choices.
    Random,
    /// What earns most at once; done where nothing earns anything.
    Greedy,
    /// What the network values most; done where it values nothing.
    Learned,
}

/// A choice that was made, a byte a pixel.
#[derive(Clone, Debug)]
struct Choice {
    canvas: Vec<u8>,
    ink: Vec<u8>,
    told: [f32; TOLD],
    reward: f32,
    /// What could be chosen next; nothing where the drawing was done.
    next: Option<(Vec<u8>, Vec<Proposal>)>,
}

/// A stroke that is proposed: what it lays on an empty sheet, and what the network is told of it.
#[derive(Clone, Debug)]
struct Proposal {
    ink: Vec<u8>,
    told: [f32; TOLD],
}

/// What is proposed for each drawing of a batch, as actions and as what a network sees of them.
type Offers = (Vec<Vec<Act>>, Vec<Vec<Proposal>>);

/// A network of values, its copy, and what it remembers.
#[derive(Clone, Debug)]
pub struct QLearner {
    /// How it learns.
    pub config: QConfig,
    /// Steps of drawings so far.
    pub steps: u64,
    /// What the last drawings that were learned from came to.
    pub drawn: Vec<f32>,
    trunk: Stack,
    head: Stack,
    parameters: Vec<f32>,
    copy: Vec<f32>,
    adam: Adam,
    memory: Vec<Choice>,
    oldest: usize,
    random: Random,
}

/// What an update came to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct QMetrics {
    /// The mean squared error of values.
    pub error: f32,
    /// The mean value of what was chosen.
    pub value: f32,
    /// What drawings earned in a step, on average.
    pub reward: f32,
}

fn byte(v: f32) -> u8 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0..=1")]
    let byte = (255.0 * v.clamp(0.0, 1.0) + 0.5) as u8;
    byte
}

impl QLearner {
    /// A network that knows nothing yet.
    #[must_use]
    pub fn new(config: QConfig, seed: u32) -> Self {
        let mut random = Random::new(seed);
        let mut slots = Slots::default();
        let side = usize::from(config.options.side);
        let leaky = Activation::LeakyRelu;
        let mut trunk = Stack::new(side * side * 2);
        let (mut now, mut channels, mut next) = (side, 2, 16);
        while now > 4 {
            trunk = trunk.convolution(&mut slots, [channels, next], [3, 2, 1], leaky);
            (now, channels, next) = (now / 2, next, (2 * next).min(64));
        }
        let head = Stack::new(trunk.outputs() + TOLD).dense(&mut slots, 64, leaky).dense_by(
            &mut slots,
            1,
            Activation::Linear,
            0.1,
        );
        let parameters = slots.initial(|| random.normal());
        Self {
            config,
            steps: 0,
            drawn: Vec::new(),
            trunk,
            head,
            copy: parameters.clone(),
            adam: Adam::new(config.adam, &parameters),
            parameters,
            memory: Vec::new(),
            oldest: 0,
            random,
        }
    }

    /// What proposals are worth, each on its canvas.
    fn values(
        &self,
        parameters: &[f32],
        pairs: &[(&[u8], &[u8], [f32; TOLD])],
        tapes: &mut [Tape; 2],
    ) -> Vec<f32> {
        let mut pictures = Vec::with_capacity(pairs.len() * self.trunk.inputs());
        for (canvas, ink, _) in pairs {
            let pixels = canvas.iter().zip(*ink);
            pictures.extend(pixels.flat_map(|(a, b)| [*a, *b].map(|v| f32::from(v) / 255.0)));
        }
        let [trunk, head] = tapes;
        let features = self.trunk.forward(parameters, &pictures, trunk);
        let mut longer = Vec::with_capacity(features.len() + pairs.len() * TOLD);
        for (row, (.., told)) in features.chunks_exact(self.trunk.outputs()).zip(pairs) {
            longer.extend_from_slice(row);
            longer.extend_from_slice(told);
        }
        self.head.forward(parameters, &longer, head).to_vec()
    }

    /// What each proposed stroke lays on an empty sheet that is drawn on from where the pen is.
    fn proposals(&mut self, sheets: &Sheets, proposer: &mut dyn Proposer) -> Result<Offers, Error> {
        let most = self.config.options.max_strokes;
        let acts: Vec<Vec<Act>> = (sheets.classes.iter().zip(&sheets.strokes))
            .map(|(class, strokes)| proposer.propose(*class, *strokes, &mut self.random))
            .collect();
        let mut programs = Vec::with_capacity(acts.len() * PROPOSALS);
        for (acts, (pen, strokes)) in acts.iter().zip(sheets.pens.iter().zip(&sheets.strokes)) {
            programs.extend(acts.iter().map(|act| {
                let mut act = *act;
                // On a sheet of its own the pen is nowhere: it starts where it would.
                if !act.lift && *strokes > 0 {
                    for (to, at) in act.numbers.iter_mut().zip(pen) {
                        *to = limner_env::drawing::number_from_place(*at);
                    }
                }
                vec![Act { lift: true, ..act }]
            }));
        }
        let mut alone = Drawings::new(self.config.options)?;
        alone.draw_all(&programs, self.random.bits())?;
        let mut inks = alone.sheets().pictures();
        let proposals = acts.iter().zip(&sheets.strokes).map(|(acts, strokes)| {
            let proposal = |act: &Act| Proposal {
                ink: inks.next().unwrap_or(&[]).iter().map(|v| byte(*v)).collect(),
                told: [
                    most.saturating_sub(*strokes) as f32 / most as f32,
                    if act.lift { 1.0 } else { 0.0 },
                ],
            };
            acts.iter().map(proposal).collect()
        });
        let proposals = proposals.collect();
        Ok((acts, proposals))
    }

    /// Which proposal is chosen for each sheet; `None` where the drawing is done.
    fn choose(
        &mut self,
        chooser: Chooser,
        chance: f32,
        sheets: &Sheets,
        proposals: &[Vec<Proposal>],
        judge: &mut dyn Judge,
    ) -> Vec<Option<usize>> {
        let len = sheets.picture_len();
        let worth: Vec<f32> = match chooser {
            Chooser::Random => Vec::new(),
            Chooser::Greedy => {
                // One batch for each place among the proposals, so that the judge sees what it always sees.
                let before = judge.scores(sheets);
                let mut worth = vec![0.0; sheets.classes.len() * PROPOSALS];
                for p in 0..PROPOSALS {
                    let mut after = sheets.clone();
                    for (picture, proposals) in after.data.chunks_exact_mut(len).zip(proposals) {
                        for (v, ink) in picture.iter_mut().zip(&proposals[p].ink) {
                            *v += (1.0 - *v) * f32::from(*ink) / 255.0;
                        }
                    }
                    for (i, score) in judge.scores(&after).into_iter().enumerate() {
                        worth[i * PROPOSALS + p] = score - before[i];
                    }
                }
                worth
            }
            Chooser::Learned => {
                let canvases: Vec<Vec<u8>> =
                    sheets.pictures().map(|p| p.iter().map(|v| byte(*v)).collect()).collect();
                let pairs: Vec<(&[u8], &[u8], [f32; TOLD])> = canvases
                    .iter()
                    .zip(proposals)
                    .flat_map(|(canvas, proposals)| {
                        proposals.iter().map(|p| (&canvas[..], &p.ink[..], p.told))
                    })
                    .collect();
                self.values(&self.parameters, &pairs, &mut Default::default())
            }
        };
        (0..sheets.classes.len())
            .map(|i| {
                if worth.is_empty() || self.random.unit() < chance {
                    let choice = self.random.below(PROPOSALS + 1);
                    return (choice < PROPOSALS).then_some(choice);
                }
                let row = &worth[i * PROPOSALS..(i + 1) * PROPOSALS];
                let best = (0..PROPOSALS).max_by(|a, b| row[*a].total_cmp(&row[*b]));
                best.filter(|best| row[*best] > 0.0)
            })
            .collect()
    }

    /// How likely a choice is made by chance now.
    fn chance(&self) -> f32 {
        let [first, last] = self.config.chance;
        let part = self.steps as f32 / self.config.chance_steps.max(1) as f32;
        first + (last - first) * part.min(1.0)
    }

    /// Makes a batch of drawings, choosing as it has learned and now and then by chance, and learns from what it
    /// remembers after each stroke.
    pub fn learn(
        &mut self,
        classes: &[Option<u8>],
        proposer: &mut dyn Proposer,
        judge: &mut dyn Judge,
    ) -> Result<QMetrics, Error> {
        let tasks: Vec<Task<'_>> =
            classes.iter().map(|class| Task { class: *class, target: None }).collect();
        let mut drawings = Drawings::new(self.config.options)?;
        drawings.reset(&tasks, self.random.bits(), judge);
        let (mut metrics, mut updates, mut rewards) = (QMetrics::default(), 0.0, 0.0);
        let (mut acts, mut proposals) = self.proposals(drawings.sheets(), proposer)?;
        let mut alive = vec![true; classes.len()];
        while !drawings.is_over() {
            let seen = drawings.sheets().clone();
            let chosen = self.choose(Chooser::Learned, self.chance(), &seen, &proposals, judge);
            let done = Act { stop: true, ..Act::default() };
            let step: Vec<Act> =
                chosen.iter().zip(&acts).map(|(c, acts)| c.map_or(done, |c| acts[c])).collect();
            let outcome = drawings.step(&step, judge)?;
            let (next_acts, next) = self.proposals(drawings.sheets(), proposer)?;
            let before = std::mem::replace(&mut proposals, next);
            acts = next_acts;
            for (i, choice) in chosen.iter().enumerate() {
                let Some(choice) = choice.filter(|_| alive[i]) else {
                    alive[i] = false;
                    continue;
                };
                let over = outcome.truncated[i] || outcome.terminated[i];
                let bytes = |sheets: &Sheets| -> Vec<u8> {
                    sheets.pictures().nth(i).unwrap_or(&[]).iter().map(|v| byte(*v)).collect()
                };
                let next = (!over).then(|| (bytes(drawings.sheets()), proposals[i].clone()));
                let Proposal { ink, told } = before[i][choice].clone();
                let canvas = bytes(&seen);
                self.remember(Choice { canvas, ink, told, reward: outcome.rewards[i], next });
                alive[i] = !over;
            }
            rewards += outcome.rewards.iter().sum::<f32>() / classes.len().max(1) as f32;
            self.steps += 1;
            if self.memory.len() >= self.config.batch {
                let update = self.update();
                metrics.error += update.error;
                metrics.value += update.value;
                updates += 1.0;
            }
        }
        self.drawn.clear();
        self.drawn.extend_from_slice(&drawings.sheets().data);
        metrics.reward = rewards;
        metrics.error /= f32::max(updates, 1.0);
        metrics.value /= f32::max(updates, 1.0);
        Ok(metrics)
    }

    fn remember(&mut self, choice: Choice) {
        if self.memory.len() < self.config.memory {
            self.memory.push(choice);
        } else {
            self.memory[self.oldest] = choice;
            self.oldest = (self.oldest + 1) % self.config.memory;
        }
    }

    /// Learns from a batch of what it remembers.
    fn update(&mut self) -> QMetrics {
        let batch: Vec<usize> =
            (0..self.config.batch).map(|_| self.random.below(self.memory.len())).collect();
        // What is best next, found by the one network and valued by the other.
        let mut pairs = Vec::new();
        for choice in batch.iter().map(|i| &self.memory[*i]) {
            if let Some((canvas, proposals)) = &choice.next {
                pairs.extend(proposals.iter().map(|p| (&canvas[..], &p.ink[..], p.told)));
            }
        }
        let mut tapes = Default::default();
        let found = self.values(&self.parameters, &pairs, &mut tapes);
        let valued = self.values(&self.copy, &pairs, &mut tapes);
        let mut rows = found.chunks_exact(PROPOSALS).zip(valued.chunks_exact(PROPOSALS));
        let wanted: Vec<f32> = batch
            .iter()
            .map(|i| {
                let choice = &self.memory[*i];
                let next = choice.next.as_ref().and_then(|_| rows.next());
                let next = next.map_or(0.0, |(found, valued)| {
                    let best = (0..PROPOSALS).max_by(|a, b| found[*a].total_cmp(&found[*b]));
                    // Where nothing is worth going on for, the drawing is done.
                    best.filter(|best| found[*best] > 0.0).map_or(0.0, |best| valued[best])
                });
                choice.reward + next
            })
            .collect();
        let chosen: Vec<(&[u8], &[u8], [f32; TOLD])> = batch
            .iter()
            .map(|i| {
                let choice = &self.memory[*i];
                (&choice.canvas[..], &choice.ink[..], choice.told)
            })
            .collect();
        let values = self.values(&self.parameters, &chosen, &mut tapes);
        let count = values.len() as f32;
        let off: Vec<f32> = values.iter().zip(&wanted).map(|(v, w)| v - w).collect();
        // Huber's loss: a step counts no more than one.
        let d: Vec<f32> = off.iter().map(|off| off.clamp(-1.0, 1.0) / count).collect();
        let mut gradient = vec![0.0; self.parameters.len()];
        let [trunk, head] = &mut tapes;
        let mut d_longer = Vec::new();
        let to = Some(&mut gradient[..]);
        self.head.backward(&self.parameters, head, &d, to, Some(&mut d_longer));
        let width = self.trunk.outputs();
        let d_features: Vec<f32> =
            d_longer.chunks_exact(width + TOLD).flat_map(|row| &row[..width]).copied().collect();
        self.trunk.backward(&self.parameters, trunk, &d_features, Some(&mut gradient), None);
        if self.adam.step(&mut self.parameters, &gradient) {
            let follow = self.config.follow;
            for (copy, p) in self.copy.iter_mut().zip(&self.parameters) {
                *copy += follow * (p - *copy);
            }
        }
        QMetrics {
            error: off.iter().map(|v| v * v).sum::<f32>() / count,
            value: values.iter().sum::<f32>() / count,
            reward: 0.0,
        }
    }

    /// What drawings earn on average where choices are made so; nothing is learned.
    pub fn earned(
        &mut self,
        chooser: Chooser,
        classes: &[Option<u8>],
        proposer: &mut dyn Proposer,
        judge: &mut dyn Judge,
    ) -> Result<f32, Error> {
        Ok(self.draw(chooser, classes, proposer, judge)?.0)
    }

    /// Drawings where choices are made so, and what they earn on average; nothing is learned.
    pub fn draw(
        &mut self,
        chooser: Chooser,
        classes: &[Option<u8>],
        proposer: &mut dyn Proposer,
        judge: &mut dyn Judge,
    ) -> Result<(f32, Drawings), Error> {
        let tasks: Vec<Task<'_>> =
            classes.iter().map(|class| Task { class: *class, target: None }).collect();
        let mut drawings = Drawings::new(self.config.options)?;
        drawings.reset(&tasks, self.random.bits(), judge);
        let mut sum = 0.0;
        while !drawings.is_over() {
            let seen = drawings.sheets().clone();
            let (acts, proposals) = self.proposals(&seen, proposer)?;
            let chosen = self.choose(chooser, 0.0, &seen, &proposals, judge);
            let done = Act { stop: true, ..Act::default() };
            let step: Vec<Act> =
                chosen.iter().zip(&acts).map(|(c, acts)| c.map_or(done, |c| acts[c])).collect();
            sum += drawings.step(&step, judge)?.rewards.iter().sum::<f32>();
        }
        Ok((sum / classes.len().max(1) as f32, drawings))
    }
}
