//! What a page imagines with: a model that came, the drawings made last, cards that are drawn on, and a lesson from them.

use std::collections::BTreeMap;

use limner_env::Random;
use limner_env::drawing::Error;

use crate::Model;
use crate::bytes::ReadError;
use crate::cards::{Trace, pictures};
use crate::imagined::Imagined;
use crate::lesson::{Lesson, LessonError, MOST_CARDS};
use crate::likings::{Likings, Looks, Origin};

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
    /// Who made those, what each came from, and how it looks.
    drawn_by: Source,
    looks: Vec<(Origin, Looks)>,
    /// What is liked of each model's drawings, by its name, and of the lesson's.
    likings: BTreeMap<String, Likings>,
    lesson_likings: Likings,
    cards: Vec<Vec<Trace>>,
    lesson: Option<Lesson>,
    random: Random,
}

impl Easel {
    /// Nothing is there yet; what follows by chance follows from the seed.
    #[must_use]
    pub fn new(seed: u32) -> Self {
        let random = Random::new(seed);
        Self {
            model: None,
            drawings: Vec::new(),
            drawn_by: Source::Model,
            looks: Vec::new(),
            likings: BTreeMap::new(),
            lesson_likings: Likings::default(),
            cards: Vec::new(),
            lesson: None,
            random,
        }
    }

    /// Takes a model's bytes. One that is none leaves all as it is.
    pub fn load(&mut self, bytes: &[u8]) -> Result<(), ReadError> {
        self.model = Some(Model::decode(bytes)?);
        self.forget_looks(Source::Model);
        Ok(())
    }

    /// What the model's classes are called; none without a model.
    #[must_use]
    pub fn classes(&self) -> &[String] {
        self.model.as_ref().map_or(&[], |model| &model.classes)
    }

    /// Imagines drawings, of a class or of any; nothing where the source is not there. Where somebody said what they like
    /// and what not, those are chosen that come nearest to it, of many.
    pub fn imagine(
        &mut self,
        source: Source,
        count: usize,
        class: Option<u16>,
    ) -> Result<&[Imagined], Error> {
        let nothing = Likings::default();
        let random = &mut self.random;
        let drawings = match (source, &self.model, &self.lesson) {
            (Source::Model, Some(model), _) => {
                let likings = self.likings.get(&model.name).unwrap_or(&nothing);
                model.imagine_liked(likings, count, class, random)?
            }
            (Source::Lesson, _, Some(lesson)) => {
                lesson.model().imagine_liked(&self.lesson_likings, count, None, random)?
            }
            _ => Vec::new(),
        };
        self.drawn_by = source;
        (self.drawings, self.looks) =
            drawings.into_iter().map(|(drawing, origin, looks)| (drawing, (origin, looks))).unzip();
        Ok(&self.drawings)
    }

    /// Somebody likes one of the drawings imagined last, or does not. Nothing is heard where whoever drew them is gone.
    pub fn say(&mut self, index: usize, likes: bool) {
        let Some((origin, looks)) = self.looks.get(index).cloned() else { return };
        if let Some(likings) = self.likings_of(self.drawn_by) {
            likings.say(likes, origin, looks);
        }
    }

    /// How many drawings of a source are liked, and how many not.
    #[must_use]
    pub fn said(&self, source: Source) -> [usize; 2] {
        let likings = match (source, &self.model) {
            (Source::Model, Some(model)) => self.likings.get(&model.name),
            (Source::Model, None) => None,
            (Source::Lesson, _) => Some(&self.lesson_likings),
        };
        likings.map(Likings::counts).unwrap_or_default()
    }

    /// Forgets what is liked of a source's drawings, and what not.
    pub fn forget_said(&mut self, source: Source) {
        if let Some(likings) = self.likings_of(source) {
            *likings = Likings::default();
        }
    }

    /// Whoever drew is another now: what is said of the drawings that are there would be said to the wrong one.
    fn forget_looks(&mut self, source: Source) {
        if self.drawn_by == source {
            self.looks.clear();
        }
        if source == Source::Lesson {
            self.lesson_likings = Likings::default();
        }
    }

    fn likings_of(&mut self, source: Source) -> Option<&mut Likings> {
        match (source, &self.model) {
            (Source::Model, Some(model)) => {
                Some(self.likings.entry(model.name.clone()).or_default())
            }
            (Source::Model, None) => None,
            (Source::Lesson, _) => Some(&mut self.lesson_likings),
        }
    }

    /// Draws what was learned so far, to be looked at, and says of each whether the critic is taken in by it; what was
    /// imagined last stays. Nothing without a lesson.
    pub fn sketch(&mut self, count: usize) -> Result<Vec<(Imagined, bool)>, Error> {
        let Some(lesson) = &self.lesson else { return Ok(Vec::new()) };
        let drawings = lesson.model().imagine_watched(count, None, &mut self.random)?;
        let taken_in = lesson.is_taken_in_by(&drawings);
        Ok(drawings.into_iter().zip(taken_in).collect())
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
        self.forget_looks(Source::Lesson);
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
        self.forget_looks(Source::Lesson);
        Ok(())
    }

    /// Forgets the lesson and its cards.
    pub fn forget(&mut self) {
        self.lesson = None;
        self.forget_looks(Source::Lesson);
        self.cards.clear();
    }
}
