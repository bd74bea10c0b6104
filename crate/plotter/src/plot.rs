//! A painting on its way to a [`Plan`], a part at a time.

use limner_core::{Reading, work};
use thiserror::Error;

use crate::making::Making;
use crate::plan::Plan;
use crate::setup::{Refused, Setup};

/// Places of all paths at most.
pub const MAX_PLACES: usize = 2_000_000;
/// Of a hundred parts, how many drawing the painting is.
const OPENING: u32 = 30;

/// Why a painting can't be planned.
#[derive(Debug, Error)]
pub enum Failed {
    /// The painting itself can't be opened.
    #[error(transparent)]
    Painting(#[from] limner_core::Error),
    /// The setup can't be used.
    #[error(transparent)]
    Setup(#[from] Refused),
    /// There would be more lines than are kept.
    #[error(
        "there would be more than {MAX_PLACES} places to go to: take wider pens, more spacing or a smaller sheet"
    )]
    TooMuch,
    /// The preview can't be encoded.
    #[error("the picture can't be encoded: {0}")]
    Encoding(#[from] png::EncodingError),
}

/// A painting on its way to pen paths.
#[derive(Debug)]
pub struct Plot {
    setup: Setup,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    Reading(Box<Reading>),
    Making(Box<Making>),
    Over,
}

impl Plot {
    /// Nothing done yet with a painting's bytes.
    pub fn of(packed: Vec<u8>, setup: Setup) -> Result<Self, Failed> {
        Self::within(packed, setup, work::MAX)
    }

    /// As [`Plot::of`]; refuses a painting whose strokes ask for more than `most` of work.
    pub fn within(packed: Vec<u8>, setup: Setup, most: u64) -> Result<Self, Failed> {
        setup.check()?;
        let stage = Stage::Reading(Box::new(Reading::within(packed, most)?));
        Ok(Self { setup, stage })
    }

    /// Goes on for about `budget` of work (see [`limner_core::work`]). Returns the plan once, when it is whole.
    pub fn advance(&mut self, budget: u64) -> Result<Option<Plan>, Failed> {
        match &mut self.stage {
            Stage::Reading(reading) => {
                if let Some(painting) = reading.advance(budget)? {
                    let making = Making::of(self.setup.clone(), painting);
                    self.stage = Stage::Making(Box::new(making));
                }
            }
            Stage::Making(making) => {
                if let Some(plan) = making.advance(budget)? {
                    self.stage = Stage::Over;
                    return Ok(Some(plan));
                }
            }
            Stage::Over => {}
        }
        Ok(None)
    }

    /// All of it at once.
    pub fn finish(mut self) -> Result<Plan, Failed> {
        loop {
            if let Some(plan) = self.advance(u64::MAX)? {
                return Ok(plan);
            }
        }
    }

    /// How far it has come, in parts of a hundred.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a part of a whole is 0..=1"
    )]
    pub fn percent(&self) -> u32 {
        match &self.stage {
            Stage::Reading(reading) => reading.percent() * OPENING / 100,
            Stage::Making(making) => {
                OPENING + (f64::from(100 - OPENING) * making.part().clamp(0.0, 1.0)) as u32
            }
            Stage::Over => 100,
        }
    }
}
