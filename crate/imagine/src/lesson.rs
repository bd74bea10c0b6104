//! A lesson: a person's own small drawings, on cards, teach a critic and an agent that begin from nothing. A host gives
//! it time in slices, and shows what it draws meanwhile. It is kept as one file, from which it also goes on.
//!
//! Little-endian: magic `LIML`, version (u32); updates made (u32), the critic's loss of late (f32), cards (u8) and each card's [`SIDE`] × [`SIDE`] bytes
//! of ink; then what was learned, as [`Model::encode`] has it.

use limner_env::Random;
use limner_env::drawing::Act;
use limner_nets::Adam;

use crate::augment::Augmentation;
use crate::bytes::{ReadError, Reader};
use crate::dataset::Dataset;
use crate::generator::GeneratorShape;
use crate::imagined::Imagined;
use crate::learners::pathwise::{Pathwise, PathwiseConfig};
use crate::model::Model;
use crate::training::{Event, Training};

const MAGIC: &[u8; 4] = b"LIML";
const VERSION: u32 = 1;

/// Cards of a lesson.
pub const FEWEST_CARDS: usize = 8;
/// Most cards of a lesson.
pub const MOST_CARDS: usize = 64;
/// Side of a card.
pub const SIDE: usize = 32;
/// Most strokes of what is drawn.
const STROKES: usize = 6;
/// Least ink of a card, in pixels that are all ink.
const LEAST_INK: f32 = 8.0;
/// Cards are alike where none differs from the first by this much of a pixel's ink on average.
const ALIKE: f32 = 0.004;

/// Why cards are no lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LessonError {
    /// There are too few or too many.
    #[error("{0} cards with something on them: it takes {FEWEST_CARDS} to {MOST_CARDS}")]
    Count(usize),
    /// A card is of another size.
    #[error("a card has {0} pixels, where {SIDE} × {SIDE} are wanted")]
    Size(usize),
    /// They all show the same.
    #[error("all cards are alike: nothing but a copy could be learned from them")]
    Alike,
}

/// How much of what is known of the game each update leaves.
const MEMORY: f32 = 0.97;
/// More than this says no more: the critic is quite wrong.
const MOST_LOSS: f32 = 20.0;
/// Updates before which nobody is ahead.
const BEGINNING: u64 = 60;
/// The critic is ahead where it picks the real one of a pair more often than so,
const CRITIC_AHEAD: f32 = 0.75;
/// and the one that draws where it does not do so more often than so: chance would be a half.
const AGENT_AHEAD: f32 = 0.6;

/// Who is ahead: the one that draws, or the one that tells what it drew from the cards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ahead {
    /// It is too early to say.
    Nobody,
    /// The critic tells most drawings from cards.
    Critic,
    /// It is taken in by some.
    Even,
    /// It is taken in by about every second one.
    Agent,
}

/// How a lesson stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// Updates made so far.
    pub steps: u64,
    /// Of pairs of a card and a drawing, the part in which the critic picks the card; a half is chance.
    pub told: f32,
    /// Who is ahead.
    pub ahead: Ahead,
    /// How often it went wrong and was taken up again from where it had been well.
    pub rolled_back: u32,
}

/// Cards, and what was learned from them so far.
#[derive(Clone, Debug)]
pub struct Lesson {
    name: String,
    cards: Dataset,
    training: Training,
    /// Updates made before it was kept.
    before: u64,
    /// The critic's loss of late.
    loss: f32,
}

/// How a lesson learns: cards are few, so each is seen in many ways, and the agent follows quickly.
fn config() -> PathwiseConfig {
    let mut config = PathwiseConfig { batch: 32, ..PathwiseConfig::default() };
    for adam in [&mut config.adam, &mut config.adversary.adam] {
        (adam.rate, adam.average) = (1e-3, 0.98);
    }
    config.adversary.penalty = 0.1;
    config.adversary.augmentation = Augmentation { shift: 0.08, turn: 0.15, scale: 0.12 };
    config
}

impl Lesson {
    /// A lesson from cards, how much ink there is at each pixel; those that are bare are left out.
    pub fn new(name: &str, cards: &[Vec<u8>], seed: u32) -> Result<Self, LessonError> {
        if let Some(card) = cards.iter().find(|card| card.len() != SIDE * SIDE) {
            return Err(LessonError::Size(card.len()));
        }
        let ink = |card: &[u8]| card.iter().map(|v| f32::from(*v)).sum::<f32>() / 255.0;
        let drawn: Vec<&Vec<u8>> = cards.iter().filter(|card| ink(card) >= LEAST_INK).collect();
        if !(FEWEST_CARDS..=MOST_CARDS).contains(&drawn.len()) {
            return Err(LessonError::Count(drawn.len()));
        }
        let apart = |a: &[u8], b: &[u8]| {
            let off = a.iter().zip(b).map(|(a, b)| f32::from(a.abs_diff(*b)) / 255.0);
            off.sum::<f32>() / a.len() as f32
        };
        if drawn[1..].iter().all(|card| apart(drawn[0], card) < ALIKE) {
            return Err(LessonError::Alike);
        }
        let cards = Dataset {
            side: SIDE,
            pixels: drawn.iter().flat_map(|card| card.iter().copied()).collect(),
            labels: vec![0; drawn.len()],
            names: vec![name.to_owned()],
        };
        let shape = GeneratorShape { classes: 0, strokes: STROKES };
        let side = u16::try_from(SIDE).unwrap_or(u16::MAX);
        let learner = Pathwise::new(side, shape, config(), seed);
        let training = Training::new(learner, cards.clone());
        let loss = std::f32::consts::LN_2;
        Ok(Self { name: name.to_owned(), cards, training, before: 0, loss })
    }

    /// The lesson as a file.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend(u32::try_from(self.steps()).unwrap_or(u32::MAX).to_le_bytes());
        bytes.extend(self.loss.to_le_bytes());
        bytes.push(u8::try_from(self.cards.len()).unwrap_or(u8::MAX));
        bytes.extend_from_slice(&self.cards.pixels);
        bytes.extend(self.model().encode());
        bytes
    }

    /// The lesson of a file's bytes: it draws what it drew, and learns on from there.
    pub fn decode(bytes: &[u8], seed: u32) -> Result<Self, ReadError> {
        let mut reader = Reader::opened(bytes, MAGIC, VERSION, "lesson of drawings")?;
        let before = u64::from(reader.u32()?);
        let loss = f32::from_bits(reader.u32()?);
        if !(0.0..=MOST_LOSS).contains(&loss) {
            return Err(ReadError::Broken("how its critic stands is out of range"));
        }
        let count = usize::from(reader.u8()?);
        let pixels = reader.take(count * SIDE * SIDE)?;
        let cards: Vec<Vec<u8>> = pixels.chunks(SIDE * SIDE).map(<[u8]>::to_vec).collect();
        let model = Model::decode(reader.0)?;
        let mut lesson = Self::new(&model.name, &cards, seed)
            .map_err(|_| ReadError::Broken("its cards are no lesson"))?;
        let same = usize::from(model.side) == SIDE
            && model.classes.is_empty()
            && model.generator.shape() == lesson.training.learner.generator.shape();
        if !same {
            return Err(ReadError::Broken("what was learned is of other drawings"));
        }
        let random = &mut Random::new(seed);
        let drawn = model.imagine(&[None; 8], random);
        if !drawn.iter().flatten().flat_map(|act| act.numbers).all(f32::is_finite) {
            return Err(ReadError::NotFinite);
        }
        let mut learner = lesson.training.learner;
        learner.parameters = model.parameters;
        learner.adam = Adam::new(learner.config.adam, &learner.parameters);
        let critic = &mut learner.adversary;
        critic.parameters = model.critics_parameters;
        critic.adam = Adam::new(critic.config.adam, &critic.parameters);
        // What it goes back to where it goes wrong is what was opened.
        lesson.training = Training::new(learner, lesson.cards.clone());
        (lesson.before, lesson.loss) = (before, loss);
        Ok(lesson)
    }

    /// What is learned.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Calls what is learned something else.
    pub fn rename(&mut self, name: &str) {
        name.clone_into(&mut self.name);
    }

    /// The cards that are learned from.
    #[must_use]
    pub fn cards(&self) -> &Dataset {
        &self.cards
    }

    /// Updates made so far.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.before + self.training.steps()
    }

    /// Makes an update.
    pub fn learn(&mut self) -> Event {
        let event = self.training.advance();
        match &event {
            Event::Learned(metrics) => {
                let loss = metrics.critic.loss.min(MOST_LOSS);
                self.loss = MEMORY * self.loss + (1.0 - MEMORY) * loss;
            }
            Event::RolledBack { .. } => self.loss = std::f32::consts::LN_2,
        }
        event
    }

    /// How it stands. The loss of a pair is −ln of how sure the critic is of the real one, so that e to the minus of its
    /// mean is that sureness on (geometric) average.
    #[must_use]
    pub fn standing(&self) -> Standing {
        let told = (-self.loss).exp().clamp(0.0, 1.0);
        let ahead = match told {
            _ if self.steps() < BEGINNING => Ahead::Nobody,
            told if told > CRITIC_AHEAD => Ahead::Critic,
            told if told > AGENT_AHEAD => Ahead::Even,
            _ => Ahead::Agent,
        };
        Standing { steps: self.steps(), told, ahead, rolled_back: self.training.rolled_back }
    }

    /// Of each drawing, whether the critic is taken in by it: finds it more like a card than half of the cards are.
    #[must_use]
    pub fn is_taken_in_by(&self, drawings: &[Imagined]) -> Vec<bool> {
        let mut pictures = Vec::new();
        self.cards.read(0..self.cards.len(), &mut pictures);
        let model = self.model();
        // One by one, as drawings are looked at.
        let mut cards: Vec<f32> =
            pictures.chunks_exact(SIDE * SIDE).flat_map(|card| model.scores(card, &[0])).collect();
        cards.sort_by(f32::total_cmp);
        let middle = cards[cards.len() / 2];
        drawings.iter().map(|one| one.scores.last().is_some_and(|score| *score > middle)).collect()
    }

    /// What was learned so far: it draws new ones, and is kept or exported as its bytes.
    #[must_use]
    pub fn model(&self) -> Model {
        let colors = [[255; 3], [0; 3]].map(|[r, g, b]| limner_core::Rgb8::new(r, g, b));
        Model::of(&self.training.learner, &self.name, Vec::new(), colors)
    }

    /// Programs of new drawings.
    #[must_use]
    pub fn imagine(&self, count: usize, random: &mut Random) -> Vec<Vec<Act>> {
        self.model().imagine(&vec![None; count], random)
    }
}
