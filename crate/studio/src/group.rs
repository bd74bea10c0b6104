//! Strokes that come as a group, as a painting of their own: a motif, a drawing that was imagined.

use limner_core::{Author, Brush, Error, Header, Log, Op, Stroke, format};
use limner_protocol::Trouble;

use crate::brushes;

/// Strokes that a group has at most.
const MAX_STROKES: usize = 4_096;

/// A group as it will be a part of a painting.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Group {
    /// Brushes that the painting's table gets.
    pub(crate) brushes: Vec<Brush>,
    /// The person's strokes, with their places in the table as it is by then.
    pub(crate) strokes: Vec<Stroke>,
}

impl Group {
    /// The strokes of the painting that the bytes are, for a painting with this log.
    pub(crate) fn read(bytes: &[u8], log: &Log) -> Result<Self, Trouble> {
        let given = format::decode(bytes).and_then(|group| {
            let size = |header: &Header| (header.width, header.height);
            if size(group.header()) != size(log.header()) {
                return Err(Error::Damaged(
                    "the group's canvas has another size than the painting",
                ));
            }
            Self::of(&group, log)
        });
        given.map_err(|error| Trouble::of_given(&error))
    }

    fn of(group: &Log, log: &Log) -> Result<Self, Error> {
        let (mut table, own) = (log.brushes().to_vec(), log.brushes().len());
        let mut strokes = Vec::new();
        for entry in group.entries() {
            let stroke = match &entry.op {
                Op::Add(stroke) => stroke,
                Op::Brush(_) => continue,
                _ => return Err(Error::Damaged("a group holds more than strokes")),
            };
            if strokes.len() == MAX_STROKES {
                let limit = MAX_STROKES as u64;
                return Err(Error::TooLarge { what: "the number of strokes of a group", limit });
            }
            let choice = brushes::choose(&table, &group.brushes()[usize::from(stroke.brush)]);
            if choice.is_new {
                table.push(choice.brush);
            }
            let author = Author::Person;
            strokes.push(Stroke { author, brush: choice.index, ..stroke.clone() });
        }
        Ok(Self { brushes: table.split_off(own), strokes })
    }
}
