//! A painting from a file or a link on its way to a session, a part at a time: its bytes are read, its
//! strokes are counted and drawn, its history is told. A host stays awake meanwhile, says how far it
//! has come, and drops it where the person has enough; the present painting knows nothing of it.

use limner_core::format::Decoding;
use limner_core::{Opening as CoreOpening, work};
use limner_protocol::Trouble;

use crate::document::{Document, Telling};
use crate::travelling::Travelling;
use crate::{Session, share};

/// How many hundredths of the whole reading is, and how many telling.
const READING: u32 = 5;
const TELLING: u32 = 3;

/// A painting that is being opened.
#[derive(Debug)]
pub struct Opening {
    stage: Stage,
    came: Travelling,
    is_torn: bool,
}

#[derive(Debug)]
enum Stage {
    Reading(Box<Decoding>),
    Drawing(Box<CoreOpening>),
    Telling(Box<Telling>),
    Done(Box<Document>),
    /// Something went wrong, and was said.
    Over,
}

impl Opening {
    /// The painting of a file, of a journal, or of a picture or a page that holds one, none of it opened yet.
    pub fn of_file(bytes: Vec<u8>) -> Result<Self, Trouble> {
        let decoding = Decoding::of(share::held(bytes)?);
        let decoding = decoding.map_err(|error| Trouble::of_given(&error))?;
        let came = Travelling::of(decoding.companions());
        Ok(Self { stage: Stage::Reading(Box::new(decoding)), came, is_torn: false })
    }

    /// The painting of a link, none of it opened yet.
    pub fn of_link(text: &str) -> Result<Self, Trouble> {
        Self::of_file(share::bytes_of_link(text)?)
    }

    /// Goes on for about `budget` of work (see [`limner_core::work`]), and says whether the painting is
    /// open. What fails once is over.
    pub fn advance(&mut self, budget: u64) -> Result<bool, Trouble> {
        let went = self.next_part(budget);
        if went.is_err() {
            self.stage = Stage::Over;
        }
        went
    }

    fn next_part(&mut self, budget: u64) -> Result<bool, Trouble> {
        let mut left = budget;
        let given = |error| Trouble::of_given(&error);
        match &mut self.stage {
            Stage::Reading(decoding) => {
                if let Some(log) = decoding.advance(&mut left).map_err(given)? {
                    self.is_torn = decoding.is_torn();
                    let drawing = CoreOpening::of(log).map_err(given)?;
                    self.stage = Stage::Drawing(Box::new(drawing));
                }
            }
            Stage::Drawing(drawing) => {
                if drawing.advance(left).map_err(given)? {
                    let Stage::Drawing(drawing) = std::mem::replace(&mut self.stage, Stage::Over)
                    else {
                        return Ok(false);
                    };
                    let painting = drawing.finish().map_err(given)?;
                    self.stage = Stage::Telling(Box::new(Telling::of(painting)));
                }
            }
            Stage::Telling(telling) => {
                let entries = (left / work::OF_TOLD).max(1);
                if telling.advance(entries as usize) {
                    let Stage::Telling(telling) = std::mem::replace(&mut self.stage, Stage::Over)
                    else {
                        return Ok(false);
                    };
                    self.stage = Stage::Done(Box::new(telling.finish()));
                }
            }
            Stage::Done(_) | Stage::Over => {}
        }
        Ok(matches!(self.stage, Stage::Done(_)))
    }

    /// The painting as a file, while nothing of it is opened yet: what a host keeps in case it does not
    /// live to see the end.
    #[must_use]
    pub fn file(&self) -> &[u8] {
        match &self.stage {
            Stage::Reading(decoding) => decoding.bytes(),
            _ => &[],
        }
    }

    /// Whether the painting was kept in a journal whose last record was not written completely. Known once it is
    /// open.
    #[must_use]
    pub fn is_torn(&self) -> bool {
        self.is_torn
    }

    /// How far opening has come, in parts of a hundred.
    #[must_use]
    pub fn percent(&self) -> u32 {
        match &self.stage {
            Stage::Reading(decoding) => decoding.percent() * READING / 100,
            Stage::Drawing(drawing) => {
                READING + drawing.percent() * (100 - READING - TELLING) / 100
            }
            Stage::Telling(_) => 100 - TELLING,
            Stage::Done(_) | Stage::Over => 100,
        }
    }

    /// The session that goes on with the painting, if it is open. `id` tells its messages from those of
    /// others; the partner waits to be started.
    #[must_use]
    pub fn finish(self, id: u32) -> Option<Session> {
        match self.stage {
            Stage::Done(document) => Some(Session::of(id, *document, self.came)),
            _ => None,
        }
    }
}
