//! "Which of these do you like best?": what the page asks for, what the worker shows, what the person says.

use limner_core::format::{Reader, Writer};
use limner_core::{Author, Error, Stroke};

use super::request::brush_count;

/// Most strokes that a person chooses among.
pub const MAX_OPTIONS: usize = 4;

/// Strokes for a person to choose among.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The name under which the page asked for it.
    pub id: u32,
    /// Length of the painting's brush table, 1..=[`limner_core::log::MAX_BRUSHES`].
    pub brushes: u8,
    /// Two to [`MAX_OPTIONS`] strokes of the partner's; none where there is nothing worth asking.
    pub options: Vec<Stroke>,
}

/// What a person says to a [`Question`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The option of this index, below [`MAX_OPTIONS`], is the best.
    Best(u8),
    /// All are equally good.
    Alike,
    /// Nothing.
    Skip,
}

/// Bytes of the answers that name no option.
const ALIKE: u8 = 254;
const SKIP: u8 = 255;

impl Answer {
    pub(crate) fn write(self, writer: &mut Writer) {
        writer.u8(match self {
            Self::Best(index) => index,
            Self::Alike => ALIKE,
            Self::Skip => SKIP,
        });
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        match reader.u8()? {
            ALIKE => Ok(Self::Alike),
            SKIP => Ok(Self::Skip),
            index if usize::from(index) < MAX_OPTIONS => Ok(Self::Best(index)),
            _ => Err(Error::Damaged("an answer names no option")),
        }
    }
}

impl Question {
    pub(crate) fn write(&self, writer: &mut Writer) {
        writer.u32(self.id);
        writer.u8(self.brushes);
        writer.count(self.options.len());
        self.options.iter().for_each(|stroke| writer.stroke(stroke));
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let (id, brushes) = (reader.u32()?, brush_count(reader.u8()?)?);
        let count = reader.count("the number of options", MAX_OPTIONS, 8)?;
        let options: Result<Vec<Stroke>, Error> =
            (0..count).map(|_| reader.stroke(brushes.into())).collect();
        let options = options?;
        if options.len() == 1 || options.iter().any(|stroke| stroke.author != Author::Partner) {
            return Err(Error::Damaged("a question is no choice among the partner's strokes"));
        }
        Ok(Self { id, brushes, options })
    }
}
