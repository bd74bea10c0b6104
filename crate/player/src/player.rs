//! A painting that is opened in parts and then looked at, at any of its moments.

use limner_core::format::Decoding;
use limner_core::moments::{self, Moment};
use limner_core::{Author, Canvas, Error, Opening, Painting, Past, Rect};

/// Of a hundred parts of opening, how many reading is.
const READING: u32 = 5;

/// Why a painting can't be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failed {
    /// The bytes are no painting, or a damaged one.
    Damaged,
    /// It was made by a later version.
    Future,
    /// It asks for more than a player draws.
    TooMuch,
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        match error {
            Error::FutureVersion { .. } => Self::Future,
            Error::TooLarge { .. } => Self::TooMuch,
            _ => Self::Damaged,
        }
    }
}

/// How far opening has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// In parts of a hundred.
    Opening(u32),
    /// The painting is whole.
    Open,
    /// It will never be.
    Failed(Failed),
}

/// A painting, on its way to being shown or shown.
#[derive(Debug)]
pub struct Player {
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    Reading(Box<Decoding>),
    Drawing(Box<Opening>),
    Open(Box<Shown>),
    Failed(Failed),
}

/// A painting and the moment of it that is looked at.
#[derive(Debug)]
struct Shown {
    painting: Painting,
    moments: Vec<Moment>,
    past: Past,
    /// What the host has seen last.
    seen: Option<Canvas>,
}

impl Player {
    /// A painting of which nothing is opened yet.
    #[must_use]
    pub fn of(bytes: Vec<u8>) -> Self {
        let stage = match Decoding::of(bytes) {
            Ok(decoding) => Stage::Reading(Box::new(decoding)),
            Err(error) => Stage::Failed(error.into()),
        };
        Self { stage }
    }

    /// Goes on for about `budget` of work (see [`limner_core::work`]): at opening, or else at the moment that is
    /// looked at.
    pub fn advance(&mut self, budget: u64) -> Progress {
        if let Err(error) = self.next_part(budget) {
            self.stage = Stage::Failed(error.into());
        }
        match &self.stage {
            Stage::Reading(decoding) => Progress::Opening(decoding.percent() * READING / 100),
            Stage::Drawing(drawing) => {
                Progress::Opening(READING + drawing.percent() * (100 - READING) / 100)
            }
            Stage::Open(_) => Progress::Open,
            Stage::Failed(failed) => Progress::Failed(*failed),
        }
    }

    fn next_part(&mut self, budget: u64) -> Result<(), Error> {
        let mut left = budget;
        match &mut self.stage {
            Stage::Reading(decoding) => {
                if let Some(log) = decoding.advance(&mut left)? {
                    self.stage = Stage::Drawing(Box::new(Opening::of(log)?));
                }
            }
            Stage::Drawing(drawing) => {
                if drawing.advance(left)? {
                    let Stage::Drawing(drawing) =
                        std::mem::replace(&mut self.stage, Stage::Failed(Failed::Damaged))
                    else {
                        return Ok(());
                    };
                    let painting = drawing.finish()?;
                    let (moments, past) = (moments::of(&painting), Past::of(&painting));
                    let shown = Shown { painting, moments, past, seen: None };
                    self.stage = Stage::Open(Box::new(shown));
                }
            }
            Stage::Open(shown) => {
                shown.past.draw_some(&shown.painting, left);
            }
            Stage::Failed(_) => {}
        }
        Ok(())
    }

    /// The painting, once it is open.
    #[must_use]
    pub fn painting(&self) -> Option<&Painting> {
        self.shown().map(|shown| &shown.painting)
    }

    /// How many strokes were ever added.
    #[must_use]
    pub fn strokes(&self) -> usize {
        self.shown().map_or(0, |shown| shown.moments.len())
    }

    /// How many strokes by an author are seen in the end.
    #[must_use]
    pub fn visible_by(&self, author: Author) -> usize {
        let strokes = self.painting().map_or(&[][..], Painting::strokes);
        strokes.iter().filter(|placed| placed.visible && placed.stroke.author == author).count()
    }

    /// When the stroke at an index comes in a replay, in ms from its beginning.
    #[must_use]
    pub fn due_ms(&self, index: usize) -> u32 {
        self.shown().and_then(|shown| shown.moments.get(index)).map_or(0, |moment| moment.due_ms)
    }

    /// Looks at the painting as it was with its first `strokes`; with all of them it is as it is now. Its pixels
    /// are for [`Player::advance`] to draw.
    pub fn look_at(&mut self, strokes: usize) {
        let Stage::Open(shown) = &mut self.stage else { return };
        let revision = match strokes {
            0 => 0,
            some if some < shown.moments.len() => shown.moments[some - 1].revision,
            _ => shown.painting.log().revision(),
        };
        if let Err(error) = shown.past.go_to(&shown.painting, revision) {
            self.stage = Stage::Failed(error.into());
        }
    }

    /// Whether the moment that is looked at lacks strokes.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.shown().is_some_and(|shown| shown.past.is_behind())
    }

    /// The canvas of the moment that is looked at, as far as it is drawn.
    #[must_use]
    pub fn canvas(&self) -> Option<&Canvas> {
        self.shown().map(|shown| shown.past.canvas())
    }

    /// Where the canvas may be another than when this was asked last.
    pub fn take_changed(&mut self) -> Rect {
        let Stage::Open(shown) = &mut self.stage else { return Rect::EMPTY };
        let canvas = shown.past.canvas();
        let changed = match &shown.seen {
            Some(seen) => canvas.changed_since(seen),
            None => canvas.bounds(),
        };
        shown.seen = Some(canvas.clone());
        changed
    }

    fn shown(&self) -> Option<&Shown> {
        match &self.stage {
            Stage::Open(shown) => Some(shown),
            _ => None,
        }
    }
}
