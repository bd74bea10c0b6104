//! Numbers, brushes, strokes and entries as bytes: what files and messages are made of. The layout is specified in
//! [`crate::format`].

mod reader;
mod writer;

pub(crate) use reader::Begun;
pub use reader::Reader;
pub use writer::Writer;

use crate::{Entry, Header, Op};

/// What a body may inflate to. [`crate::Log::push`] refuses what would not fit, so that whatever was painted
/// can be saved and opened again.
pub const MAX_INFLATED: usize = 32 << 20;
/// An entry takes at least this many bytes: kind, time and an id.
pub(crate) const MIN_ENTRY: usize = 3;
pub(crate) const ENDS_EARLY: &str = "it ends too early";

/// Bytes of an empty log's body, the longest number of entries included.
pub(crate) fn header_len(header: &Header) -> usize {
    let mut writer = Writer::new();
    writer.header(header);
    writer.len() + 5
}

/// Bytes that an entry adds to the body.
pub(crate) fn entry_len(entry: &Entry) -> usize {
    if let Op::Hide { stroke, .. } | Op::Show { stroke, .. } = &entry.op {
        // A step of the person's may hide or show all strokes that there are.
        return 1 + number_len(entry.dt_ms) + number_len(*stroke);
    }
    let mut writer = Writer::new();
    writer.entry(entry);
    writer.len()
}

/// Bytes that a number takes: one for every seven bits.
fn number_len(value: u32) -> usize {
    (u32::BITS - (value | 1).leading_zeros()).div_ceil(7) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Author;

    #[test]
    fn an_entry_is_as_long_as_it_is_written() {
        for value in [0, 1, 127, 128, 16_383, 16_384, 1 << 21, (1 << 28) - 1, 1 << 28, u32::MAX] {
            let op = Op::Hide { stroke: value, by: Author::Person };
            let mut writer = Writer::new();
            let entry = Entry { dt_ms: value, op };
            writer.entry(&entry);
            assert_eq!(entry_len(&entry), writer.len(), "{value}");
        }
    }
}
