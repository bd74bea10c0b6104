//! How the critic learns: drawings that people made, and drawn scenes, with a part taken away; and beside what was
//! taken what else might be added. It learns to foretell how much nearer to the whole each brings what is left, as the
//! model of CoFRIDA (Schaldenbrand and others, 2024) learns to put back strokes that were taken away.

pub mod scenes;
pub mod taken;

use limner_env::Random;
use limner_nets::{Activation, Adam, AdamConfig, Slots, Stack, Tape};

use crate::completions::completions;
use crate::critic::{FEATURES, Features, HIDDEN, Sight};
use crate::ideas::{Idea, MOST_MARKS, ideas};
use crate::mark::{Ink, Mark};
use crate::{Drawing, Line};
use taken::{Taken, Whole};

/// Additions by chance, and strokes of another drawing, beside a drawing's ideas.
const BESIDE: usize = 3;

/// What may be added to a drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// What a critic knows of it.
    pub features: Features,
    /// How much nearer to the whole it brings the drawing: 1 is there, below 0 is further off.
    pub gain: f32,
    /// The natural logarithm of how well it fits by itself; `None` for what is no idea of the duet's.
    pub fit: Option<f32>,
    /// Whether it is one of the ideas that need a critic.
    pub needs_critic: bool,
}

/// All that may be added to a drawing with a part taken away.
#[must_use]
pub fn examples(taken: &Taken, other: &[Line], random: &mut Random) -> Vec<Example> {
    let drawing = Drawing::new(taken.canvas, taken.kept.clone(), &[]);
    let sight = Sight::new(&drawing);
    let whole = Whole::new(taken);
    let mut found = Vec::new();
    let mut add = |idea: &Idea, needs_critic: bool| {
        let features = sight.of(&idea.marks, Some(idea.how));
        let gain = whole.gain(&idea.marks);
        found.push(Example { features, gain, fit: Some(idea.fit.ln()), needs_critic });
    };
    let has_room = |idea: &&Idea| drawing.has_room(idea);
    ideas(&drawing, random).iter().filter(has_room).for_each(|idea| add(idea, false));
    completions(&drawing).iter().filter(has_room).for_each(|idea| add(idea, true));
    let mut beside = vec![traced(&taken.missing)];
    for _ in 0..BESIDE {
        beside.push(taken::by_chance(taken, 1 + random.below(3), random));
        if !other.is_empty() {
            beside.push(traced(&other[random.below(other.len())..][..1]));
        }
    }
    for marks in beside.into_iter().filter(|marks| !marks.is_empty()) {
        let features = sight.of(&marks, None);
        let gain = whole.gain(&marks);
        found.push(Example { features, gain, fit: None, needs_critic: false });
    }
    found
}

fn traced(lines: &[Line]) -> Vec<Mark> {
    let mut marks: Vec<Mark> =
        lines.iter().flat_map(|line| Ink::of(line).trace(&line.points)).collect();
    marks.truncate(MOST_MARKS);
    marks
}

/// How a critic is trained.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Config {
    /// Numbers between what it knows and what it thinks; none is a linear critic.
    pub hidden: usize,
    /// How often its parameters are moved.
    pub updates: usize,
    /// Examples in each of those.
    pub batch: usize,
    /// The learning rate at first; it falls to a twentieth.
    pub rate: f32,
    /// What chance follows from.
    pub seed: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self { hidden: HIDDEN, updates: 6_000, batch: 256, rate: 3e-3, seed: 1 }
    }
}

/// A critic that learns: a network over [`FEATURES`].
#[derive(Clone, Debug)]
pub struct Learner {
    net: Stack,
    /// The network's parameters, as [`crate::Critic`] has them where there are as many.
    pub parameters: Vec<f32>,
}

impl Learner {
    /// A critic that learned from drawings, all that may be added to each. `heard` is told now and then how many updates
    /// there were, and the mean square by which it was off since it was told last.
    ///
    /// # Panics
    ///
    /// Where there is nothing to learn from.
    #[must_use]
    pub fn trained(
        drawings: &[Vec<Example>],
        config: Config,
        mut heard: impl FnMut(usize, f32),
    ) -> Self {
        const HEARD: usize = 500;
        assert!(drawings.iter().any(|all| !all.is_empty()), "examples to learn from");
        let mut slots = Slots::default();
        let mut net = Stack::new(FEATURES);
        if config.hidden > 0 {
            net = net.dense(&mut slots, config.hidden, Activation::Tanh);
        }
        let net = net.dense(&mut slots, 1, Activation::Linear);
        let mut random = Random::new(config.seed);
        let mut parameters = slots.initial(|| random.normal());
        let mut adam = Adam::new(AdamConfig::default(), &parameters);
        let (mut tape, mut gradient) = (Tape::default(), vec![0.0; parameters.len()]);
        let (mut inputs, mut wanted, mut sum) = (Vec::new(), Vec::new(), 0.0);
        for update in 1..=config.updates {
            let part = update as f32 / config.updates as f32;
            adam.config.rate = config.rate * (2.0 - 2.0 * part).clamp(0.05, 1.0);
            inputs.clear();
            wanted.clear();
            while wanted.len() < config.batch {
                // Each drawing counts as much, however many ideas it brings.
                let all = &drawings[random.below(drawings.len())];
                if let Some(example) = all.get(random.below(all.len())) {
                    inputs.extend_from_slice(&example.features);
                    wanted.push(example.gain);
                }
            }
            let outputs = net.forward(&parameters, &inputs, &mut tape);
            let off: Vec<f32> = outputs.iter().zip(&wanted).map(|(a, b)| a - b).collect();
            sum += off.iter().map(|d| d * d).sum::<f32>() / config.batch as f32;
            let d: Vec<f32> = off.iter().map(|d| 2.0 * d / config.batch as f32).collect();
            gradient.fill(0.0);
            net.backward(&parameters, &mut tape, &d, Some(&mut gradient), None);
            adam.step(&mut parameters, &gradient);
            if update.is_multiple_of(HEARD) {
                heard(update, sum / HEARD as f32);
                sum = 0.0;
            }
        }
        Self { net, parameters: adam.averaged }
    }

    /// How much it thinks of each.
    #[must_use]
    pub fn worths(&self, examples: &[Example]) -> Vec<f32> {
        let inputs: Vec<f32> = examples.iter().flat_map(|example| example.features).collect();
        self.net.forward(&self.parameters, &inputs, &mut Tape::default()).to_vec()
    }
}

/// The mean gain of what is chosen for each drawing among the duet's ideas: by `worth`, of all that may be added to
/// one, what is chosen is worth most. Drawings that bring nothing to mind count as no gain.
#[must_use]
pub fn chosen(drawings: &[Vec<Example>], mut worth: impl FnMut(&[Example]) -> Vec<f32>) -> f32 {
    let gain = |all: &Vec<Example>| {
        let worths = worth(all);
        let ideas = all.iter().zip(worths).filter(|(example, _)| example.fit.is_some());
        let best = ideas.max_by(|a, b| a.1.total_cmp(&b.1));
        best.map_or(0.0, |(example, worth)| if worth.is_finite() { example.gain } else { 0.0 })
    };
    drawings.iter().map(gain).sum::<f32>() / drawings.len().max(1) as f32
}
