//! The log as bytes: what files, links and pictures carry.
//!
//! # A painting, version 1
//!
//! | bytes | what |
//! |---|---|
//! | 4 | `LIMN` |
//! | 1 | version: 1 |
//! | 4 | little-endian low half of XXH3-64 over the body: a damaged link is noticed, not painted |
//! | rest | the body, raw deflate (RFC 1951), at most [`MAX_INFLATED`] bytes when inflated |
//!
//! # Numbers
//!
//! - *byte*: as it is.
//! - *number*: an unsigned 32-bit number in LEB128 (seven bits a byte, lowest first, the top bit says
//!   that another byte follows), in the fewest bytes.
//! - *signed*: a signed 32-bit number `n` as the number `(n << 1) ^ (n >> 31)` (zigzag).
//! - *wide*: 8 bytes, little-endian.
//! - *list*: a number of items, then the items.
//!
//! # The body
//!
//! - Header: width (number), height (number), paper (3 bytes: r, g, b), seed (number), list of brushes.
//! - List of entries. Nothing follows them.
//!
//! **Brush**: flags (byte: 1 eraser, 2 build-up; from bit 2 on what it follows: 0 the canvas, 1 the path,
//! 2 the pen), then which of [`Brush::numbers`] differ from [`Brush::PLAIN`]'s (a number of bits, the
//! first in the lowest) and those numbers in order, then the number of modulations (byte) and each:
//! setting (byte), input (byte), five factors (numbers). Settings and inputs count from 0 in the order of
//! [`Setting::ALL`] and [`Input::ALL`].
//!
//! **Entry**: kind (byte), milliseconds since the entry before (number), then by kind:
//!
//! | kind | operation | fields |
//! |---|---|---|
//! | 0 | Add | stroke |
//! | 1, 2 | Hide by the person, by the partner | id (number) |
//! | 3, 4 | Show by the person, by the partner | id (number) |
//! | 5 | Amend | id (number), stroke |
//! | 9 | Brush: adds one to the end of the table | brush |
//! | 6, 7, 8 | Judge: yes, no, weak no | list of ids (signed, each less the one before), list of strokes (the proposals), revision (number), target (wide), weights (wide) |
//!
//! **Stroke**: a number of bits (1 by the partner, 2 build-up, 4 the path is samples; from bit 3 on the
//! index of the brush), colour (3 bytes), 2¹⁵ − opacity (number), then the path:
//!
//! - Bézier: start x, y; control point x, y less the start's; end x, y less the control point's (all
//!   signed); radius at the start (number), radius at the end less that (signed).
//! - Samples: radius (number), flags (byte: 1 the pressure varies, 2 some tilt is not zero), number of
//!   samples (1..=[`MAX_SAMPLES`]). Then column by column, which deflates better than sample by
//!   sample: every x, every y (signed, each less the one before), every dt (number), the pressure
//!   (signed, each less the one before; one only where it doesn't vary), and where there is tilt every
//!   tilt x, every tilt y (signed, each less the one before).
//!
//! A partner's stroke takes about 20 to 26 bytes before deflate. A log has exactly one body: numbers
//! are shortest and flags are set only where they must be, and decoding refuses anything else.
//!
//! # Bytes from strangers
//!
//! No count is believed before the bytes that must follow it are there, every value goes through
//! [`Log::push`], and nothing is drawn. The work of drawing is bounded by [`crate::Painting`].
//!
//! [`MAX_SAMPLES`]: crate::stroke::MAX_SAMPLES
//! [`Brush::numbers`]: crate::Brush::numbers
//! [`Brush::PLAIN`]: crate::Brush::PLAIN
//! [`Setting::ALL`]: crate::brush::Setting::ALL
//! [`Input::ALL`]: crate::brush::Input::ALL

mod decoding;
mod encoding;
mod reader;
mod writer;

pub use decoding::Decoding;
pub use encoding::Encoding;
pub use reader::Reader;
pub use writer::Writer;

use crate::{Brush, Entry, Error, Header, Log, Op, Place, Stroke};

/// What every painting's bytes begin with.
pub const MAGIC: [u8; 4] = *b"LIMN";
/// The version that is written, and the newest that is read.
pub const VERSION: u8 = 1;
/// What a body may inflate to. [`Log::push`] refuses what would not fit, so that whatever was painted
/// can be saved and opened again.
pub const MAX_INFLATED: usize = 32 << 20;
/// What is read at most: a body that doesn't deflate grows by a few bytes a block.
pub const MAX_BYTES: usize = MAX_INFLATED + (1 << 20);
/// Deflate's level. Strokes hardly repeat, so searching for longer matches finds none: on 1,250 strokes
/// the higher levels came out 1 % longer and took ten to forty times as long.
const LEVEL: u8 = 1;
/// Magic, version and checksum.
const PREFIX: usize = 9;
/// An entry takes at least this many bytes: kind, time and an id.
const MIN_ENTRY: usize = 3;

/// Encodes a log; [`Encoding`] does it in parts.
#[must_use]
pub fn encode(log: &Log) -> Vec<u8> {
    let mut encoding = Encoding::of(log);
    loop {
        if let Some(bytes) = encoding.go_on(log, &mut { u64::MAX }) {
            return bytes;
        }
    }
}

/// Decodes a log from a stranger's bytes, within [`MAX_BYTES`] and [`MAX_INFLATED`]; [`Decoding`] does it
/// in parts.
///
/// ```
/// use limner_core::{Error, Header, Log, Rgb8, format};
///
/// let log = Log::new(Header::new(64, 48, Rgb8::new(250, 246, 238), 1)).unwrap();
/// let bytes = format::encode(&log);
/// assert_eq!(format::decode(&bytes), Ok(log));
/// assert_eq!(format::decode(b"GIF89a"), Err(Error::NotALog));
/// ```
pub fn decode(bytes: &[u8]) -> Result<Log, Error> {
    let mut decoding = Decoding::of(bytes.to_vec())?;
    loop {
        if let Some(log) = decoding.go_on(&mut { u64::MAX })? {
            return Ok(log);
        }
    }
}

/// Encodes entries by themselves, as messages between the page and its worker carry them: a list as
/// in the body, not deflated.
#[must_use]
pub fn encode_entries(entries: &[Entry]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.entries(entries);
    writer.into_bytes()
}

/// Decodes what [`encode_entries`] wrote for a painting with `brushes` brushes. Every stroke is in
/// range; whether the ids exist is for [`Log::push`] to say.
pub fn decode_entries(bytes: &[u8], brushes: usize) -> Result<Vec<Entry>, Error> {
    let mut reader = Reader::new(bytes);
    let entries = reader.entries(brushes)?;
    reader.finish()?;
    Ok(entries)
}

/// Encodes a stroke in progress with its brush, whatever index it names, and its place.
#[must_use]
pub fn encode_stroke(stroke: &Stroke, brush: &Brush, place: Place) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.u32(place.seed);
    writer.u32(place.clock);
    writer.brush(brush);
    writer.stroke(&Stroke { brush: 0, ..stroke.clone() });
    writer.into_bytes()
}

/// Decodes what [`encode_stroke`] wrote; the brush's index is 0.
pub fn decode_stroke(bytes: &[u8]) -> Result<(Stroke, Brush, Place), Error> {
    let mut reader = Reader::new(bytes);
    let place = Place { seed: reader.u32()?, clock: reader.u32()? };
    let brush = reader.brush()?;
    brush.validate()?;
    let stroke = reader.stroke(1)?;
    reader.finish()?;
    Ok((stroke, brush, place))
}

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

const ENDS_EARLY: &str = "it ends too early";

fn checksum(body: &[u8]) -> u32 {
    (xxhash_rust::xxh3::xxh3_64(body) & 0xffff_ffff) as u32
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
