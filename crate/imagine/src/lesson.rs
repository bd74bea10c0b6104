//! A lesson: a person's own small drawings, on cards, teach a critic and an agent that begin from nothing. A host gives
//! it time in slices, and shows what it draws meanwhile.

use limner_env::Random;
use limner_env::drawing::Act;

use crate::augment::Augmentation;
use crate::dataset::Dataset;
use crate::generator::GeneratorShape;
use crate::learners::pathwise::{Pathwise, PathwiseConfig};
use crate::model::Model;
use crate::training::{Event, Training};

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

/// Cards, and what was learned from them so far.
#[derive(Clone, Debug)]
pub struct Lesson {
    name: String,
    cards: Dataset,
    training: Training,
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
        Ok(Self { name: name.to_owned(), cards, training })
    }

    /// The cards that are learned from.
    #[must_use]
    pub fn cards(&self) -> &Dataset {
        &self.cards
    }

    /// Updates made so far.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.training.steps()
    }

    /// Makes an update.
    pub fn learn(&mut self) -> Event {
        self.training.advance()
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
