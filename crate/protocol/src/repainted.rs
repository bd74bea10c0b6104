//! A patch of the painting, painted anew by today's taste: what the worker says of it.

use limner_core::format::{Reader, Writer};
use limner_core::{Error, Stroke};

use super::Pixels;
use super::reply::{read_pixels, write_pixels};
use super::request::brush_count;
use super::why::partners;

/// Most strokes of a patch that are painted anew.
pub const MAX_REPAINTED: usize = 128;

/// A patch of the painting that was painted anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repainted {
    /// The name under which the page asked for it.
    pub id: u32,
    /// Length of the painting's brush table, 1..=[`limner_core::log::MAX_BRUSHES`].
    pub brushes: u8,
    /// Ids of the partner's strokes that others would take the place of, ascending; none where nothing of the
    /// partner's lies there.
    pub old: Vec<u32>,
    /// Those other strokes, in the order in which they would be painted.
    pub new: Vec<Stroke>,
    /// The patch as it is, and as it would be; none where there is nothing to show.
    pub pictures: Option<[Pixels; 2]>,
}

impl Repainted {
    pub(crate) fn write(&self, writer: &mut Writer) {
        writer.u32(self.id);
        writer.u8(self.brushes);
        writer.count(self.old.len());
        self.old.iter().for_each(|id| writer.u32(*id));
        writer.count(self.new.len());
        self.new.iter().for_each(|stroke| writer.stroke(stroke));
        writer.u8(self.pictures.is_some().into());
        self.pictures.iter().flatten().for_each(|pixels| write_pixels(writer, pixels));
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let (id, brushes) = (reader.u32()?, brush_count(reader.u8()?)?);
        let count = reader.count("the number of strokes painted anew", MAX_REPAINTED, 1)?;
        let mut old = Vec::with_capacity(count);
        for _ in 0..count {
            let stroke = reader.u32()?;
            if old.last().is_some_and(|last| *last >= stroke) {
                return Err(Error::Damaged("strokes painted anew are not in order"));
            }
            old.push(stroke);
        }
        let count = reader.count("the number of strokes in their place", MAX_REPAINTED, 8)?;
        let mut new = Vec::with_capacity(count);
        for _ in 0..count {
            new.push(partners(reader, brushes)?);
        }
        let is_shown = super::read_truth(reader)?;
        let pictures =
            if is_shown { Some([read_pixels(reader)?, read_pixels(reader)?]) } else { None };
        Ok(Self { id, brushes, old, new, pictures })
    }
}
