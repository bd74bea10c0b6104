//! What a page imagines with: a model that came, the drawings made last, cards that are drawn on, and a lesson from them.

use limner_env::Random;
use limner_env::drawing::Error;

use crate::Model;
use crate::bytes::ReadError;
use crate::cards::{Trace, pictures};
use crate::imagined::Imagined;
use crate::lesson::{Lesson, LessonError, MOST_CARDS};

/// Most strokes of a card: more are left out.
const MOST_STROKES: usize = 64;

/// Who draws what is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The model that came.
    Model,
    /// What was learned from the cards.
    Lesson,
}

/// What a page imagines with.
#[derive(Clone, Debug)]
pub struct Easel {
    model: Option<Model>,
    drawings: Vec<Imagined>,
    cards: Vec<Vec<Trace>>,
    lesson: Option<Lesson>,
    random: Random,
}

impl Easel {
    /// Nothing is there yet; what follows by chance follows from the seed.
    #[must_use]
    pub fn new(seed: u32) -> Self {
        let random = Random::new(seed);
        Self { model: None, drawings: Vec::new(), cards: Vec::new(), lesson: None, random }
    }

    /// Takes a model's bytes. One that is none leaves all as it is.
    pub fn load(&mut self, bytes: &[u8]) -> Result<(), ReadError> {
        self.model = Some(Model::decode(bytes)?);
        Ok(())
    }

    /// What the model's classes are called; none without a model.
    #[must_use]
    pub fn classes(&self) -> &[String] {
        self.model.as_ref().map_or(&[], |model| &model.classes)
    }

    /// Imagines drawings, of a class or of any; nothing where the source is not there.
    pub fn imagine(
        &mut self,
        source: Source,
        count: usize,
        class: Option<u16>,
    ) -> Result<&[Imagined], Error> {
        self.drawings = match (source, &self.model, &self.lesson) {
            (Source::Model, Some(model), _) => {
                model.imagine_watched(count, class, &mut self.random)?
            }
            (Source::Lesson, _, Some(lesson)) => {
                lesson.model().imagine_watched(count, None, &mut self.random)?
            }
            _ => Vec::new(),
        };
        Ok(&self.drawings)
    }

    /// Draws what was learned so far, to be looked at; what was imagined last stays. Nothing without a lesson.
    pub fn sketch(&mut self, count: usize) -> Result<Vec<Imagined>, Error> {
        let Some(lesson) = &self.lesson else { return Ok(Vec::new()) };
        lesson.model().imagine_watched(count, None, &mut self.random)
    }

    /// The drawings that were imagined last.
    #[must_use]
    pub fn drawings(&self) -> &[Imagined] {
        &self.drawings
    }

    /// Takes everything off the cards.
    pub fn clear_cards(&mut self) {
        self.cards.clear();
    }

    /// Adds a stroke to a card; one too many is left out.
    pub fn add_stroke(&mut self, card: usize, trace: Trace) {
        if card >= MOST_CARDS {
            return;
        }
        if self.cards.len() <= card {
            self.cards.resize(card + 1, Vec::new());
        }
        if self.cards[card].len() < MOST_STROKES {
            self.cards[card].push(trace);
        }
    }

    /// Begins a lesson from the cards, in place of the one there was. Cards that are no lesson leave that as it is.
    pub fn begin(&mut self, name: &str) -> Result<(), LessonError> {
        self.lesson = Some(Lesson::new(name, &pictures(&self.cards), self.random.bits())?);
        Ok(())
    }

    /// Goes on with the lesson until it is told that its time is over; at least one update is made.
    pub fn learn(&mut self, mut is_over: impl FnMut() -> bool) {
        let Some(lesson) = &mut self.lesson else { return };
        loop {
            lesson.learn();
            if is_over() {
                return;
            }
        }
    }

    /// The lesson, if there is one.
    #[must_use]
    pub fn lesson(&self) -> Option<&Lesson> {
        self.lesson.as_ref()
    }

    /// Calls what is learned something else.
    pub fn rename(&mut self, name: &str) {
        if let Some(lesson) = &mut self.lesson {
            lesson.rename(name);
        }
    }

    /// Opens a lesson that was kept. What is none leaves all as it is.
    pub fn open(&mut self, bytes: &[u8]) -> Result<(), ReadError> {
        self.lesson = Some(Lesson::decode(bytes, self.random.bits())?);
        Ok(())
    }

    /// Forgets the lesson and its cards.
    pub fn forget(&mut self) {
        self.lesson = None;
        self.cards.clear();
    }
}
