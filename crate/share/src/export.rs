//! A painting on its way to something else, a part at a time.

use limner_core::{Canvas, Painting, Reading, Rgb8, work};
use thiserror::Error;

use crate::film::{Film, Kind, Wish};
use crate::html::{self, Words};
use crate::larger::Larger;
use crate::picture::Picture;
use crate::svg::Drawn;
use crate::whole::Template;

/// Work that a row of 1024 pixels of a PNG is worth, about: filtering and deflating it.
const OF_ROW: u64 = work::PER_MS / 4;
/// Of a hundred parts, how many reading and drawing the painting are where more comes after it.
pub(crate) const OPENING: u32 = 30;

/// What a painting is to become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A PNG of so many pixels along one of the painting's (1, 2 or 4), which holds the painting.
    Picture {
        /// See [`limner_core::Scale`].
        scale: u32,
    },
    /// One HTML file that plays it.
    Page(Words),
    /// One HTML file that plays it, and becomes the page, with the partner, to go on with it.
    PageWithPartner(Words, Template),
    /// An SVG of its strokes.
    Shapes,
    /// A film of how it was made.
    Film(Kind, Wish),
}

/// Why it can't become that.
#[derive(Debug, Error)]
pub enum Failed {
    /// The painting itself can't be opened.
    #[error(transparent)]
    Painting(#[from] limner_core::Error),
    /// The picture would have more pixels than are drawn.
    #[error(
        "a painting of {width} × {height} can't be drawn at {scale}: 1, 2 and 4 can be had, up to {} pixels along a side",
        limner_core::canvas::MAX_SIDE
    )]
    TooLarge {
        /// Of the painting.
        width: u16,
        /// Of the painting.
        height: u16,
        /// That was asked for.
        scale: u32,
    },
    /// The file would be longer than is written.
    #[error("the file would be longer than {limit} bytes")]
    TooLong {
        /// In bytes.
        limit: usize,
    },
    /// The address is none that a page may lead to.
    #[error("the address must begin with https:// or http://, without quotes, spaces or a #")]
    Address,
    /// What is to go along so that the painting can be gone on with is nothing of that kind.
    #[error("what was given is not the page in one piece that `cargo xtask build` makes: {why}")]
    Template {
        /// What is wrong with it.
        why: &'static str,
    },
    /// The picture can't be encoded.
    #[error("the picture can't be encoded: {0}")]
    Encoding(#[from] png::EncodingError),
    /// The film can't be encoded.
    #[error("the film can't be encoded: {0}")]
    Film(String),
}

/// A painting that becomes something else.
#[derive(Debug)]
pub struct Export {
    what: What,
    packed: Vec<u8>,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    Reading(Box<Reading>),
    Enlarging(Box<Painting>, Box<Larger>),
    Encoding(Rgb8, Canvas, Box<Picture>),
    Shaping(Box<Painting>, Drawn),
    Filming(Box<Film>),
    Over,
}

impl Export {
    /// Nothing done yet with a painting's bytes, which stand in what it becomes.
    pub fn of(packed: Vec<u8>, what: What) -> Result<Self, Failed> {
        Self::within(packed, what, work::MAX)
    }

    /// As [`Export::of`]; refuses a painting whose strokes ask for more than `most` of work.
    pub fn within(packed: Vec<u8>, what: What, most: u64) -> Result<Self, Failed> {
        let reading = Reading::within(packed.clone(), most)?;
        Ok(Self { what, packed, stage: Stage::Reading(Box::new(reading)) })
    }

    /// Goes on for about `budget` of work (see [`limner_core::work`]). Returns the file once, when it is whole.
    pub fn advance(&mut self, budget: u64) -> Result<Option<Vec<u8>>, Failed> {
        let stage = std::mem::replace(&mut self.stage, Stage::Over);
        let (stage, whole) = self.next_stage(stage, budget)?;
        self.stage = stage;
        Ok(whole)
    }

    /// All of it at once.
    pub fn finish(mut self) -> Result<Vec<u8>, Failed> {
        loop {
            if let Some(whole) = self.advance(u64::MAX)? {
                return Ok(whole);
            }
        }
    }

    /// How far it has come, in parts of a hundred.
    #[must_use]
    pub fn percent(&self) -> u32 {
        let part = |done: usize, whole: usize| {
            u32::try_from(done * 100 / whole.max(1)).unwrap_or(100).min(100)
        };
        let rest = 100 - OPENING;
        match &self.stage {
            Stage::Reading(reading) => reading.percent() * OPENING / 100,
            Stage::Enlarging(painting, larger) => {
                OPENING + part(larger.drawn(), painting.strokes().len()) * rest / 200
            }
            Stage::Encoding(_, canvas, picture) => {
                let height = usize::from(canvas.height());
                OPENING + rest / 2 + part(picture.rows().into(), height) * rest / 200
            }
            Stage::Shaping(painting, drawn) => {
                OPENING + part(drawn.written(), painting.strokes().len()) * rest / 100
            }
            Stage::Filming(film) => {
                let [written, all] = film.written();
                OPENING + part(written, all) * rest / 100
            }
            Stage::Over => 100,
        }
    }

    fn next_stage(&self, stage: Stage, budget: u64) -> Result<(Stage, Option<Vec<u8>>), Failed> {
        Ok(match stage {
            Stage::Reading(mut reading) => match reading.advance(budget)? {
                Some(painting) => self.opened(painting)?,
                None => (Stage::Reading(reading), None),
            },
            Stage::Enlarging(painting, mut larger) => {
                if !larger.advance(&painting, budget) {
                    return Ok((Stage::Enlarging(painting, larger), None));
                }
                (self.encoding(painting.log().header().paper, larger.canvas().clone())?, None)
            }
            Stage::Encoding(paper, canvas, mut picture) => {
                let columns = u64::from(canvas.width());
                let rows = budget / (OF_ROW * columns / 1024).max(1);
                let rows = u16::try_from(rows).unwrap_or(u16::MAX).max(1);
                if picture.advance(&canvas, paper, rows)? {
                    (Stage::Over, Some(picture.finish()?))
                } else {
                    (Stage::Encoding(paper, canvas, picture), None)
                }
            }
            Stage::Shaping(painting, mut drawn) => match drawn.advance(&painting, budget)? {
                Some(whole) => (Stage::Over, Some(whole)),
                None => (Stage::Shaping(painting, drawn), None),
            },
            Stage::Filming(mut film) => match film.advance(budget)? {
                Some(whole) => (Stage::Over, Some(whole)),
                None => (Stage::Filming(film), None),
            },
            Stage::Over => (Stage::Over, None),
        })
    }

    /// A picture of which no row is written yet.
    fn encoding(&self, paper: Rgb8, canvas: Canvas) -> Result<Stage, Failed> {
        let picture = Picture::of([canvas.width(), canvas.height()], Some(&self.packed))?;
        Ok(Stage::Encoding(paper, canvas, Box::new(picture)))
    }

    /// What comes after the painting is open.
    fn opened(&self, painting: Painting) -> Result<(Stage, Option<Vec<u8>>), Failed> {
        Ok(match &self.what {
            What::Picture { scale: 1 } => {
                let paper = painting.log().header().paper;
                (self.encoding(paper, painting.canvas().clone())?, None)
            }
            What::Picture { scale } => {
                let larger = Larger::of(&painting, *scale)?;
                (Stage::Enlarging(Box::new(painting), Box::new(larger)), None)
            }
            What::Shapes => {
                let drawn = Drawn::of(&painting);
                (Stage::Shaping(Box::new(painting), drawn), None)
            }
            What::Film(kind, wish) => {
                let film = Film::of(painting, self.packed.clone(), *kind, *wish);
                (Stage::Filming(Box::new(film)), None)
            }
            What::Page(words) => {
                (Stage::Over, Some(html::encode(&painting, &self.packed, words, None)?))
            }
            What::PageWithPartner(words, partner) => {
                let page = html::encode(&painting, &self.packed, words, Some(partner))?;
                (Stage::Over, Some(page))
            }
        })
    }
}
