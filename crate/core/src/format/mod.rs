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
//! # A painting, version 2
//!
//! What is sent: a third to a half of version 1's bytes, and a painting takes along what it needs. Version 1 is what is saved
//! again and again, and both are read for ever.
//!
//! | bytes | what |
//! |---|---|
//! | 4 | `LIMN` |
//! | 1 | version: 2 |
//! | 4 | little-endian low half of XXH3-64 over all that follows |
//! | … | list of companions ([`Companion`], at most [`MAX_COMPANIONS`]): kind (byte), length (number, at most [`MAX_COMPANION`]), bytes. Who reads leaves alone what they don't know |
//! | rest | the log, range-coded, to the end |
//!
//! **The range coder** is LZMA's: `range` 2³² − 1 and `low` 0 at first; while `range` < 2²⁴ a byte is shifted out, carries
//! going into those before. LZMA's first byte, which is always 0, is not there, and of the last bytes up to four zeros go
//! without saying: who reads past the end reads zeros, and fails at the fifth. All bytes must be read.
//!
//! - *bit*, by a model: a probability `p` of 0 in 1/2¹⁵ (2¹⁴ at first) and how many bits it has seen (`n`, 0 at first, 62 at
//!   most). The lower `(range >> 15) · p` of the range is 0. Afterwards `p` goes to 0 or to 2¹⁵ by `(distance · part) >> 15`
//!   with `part = 327680 / (10 n + 16)`, and is kept within 170..=32598.
//! - *even*, one of `k` (at most 2¹⁶): `range /= k`, the value's share is taken. *raw* bits: 16 at a time, the highest first.
//! - *tree* of `b` bits, the highest first: the model of a bit is 1 followed by the bits before it.
//! - *number* `v`: the exponent `e` of the highest bit of `v + 1` as a tree of 6 bits; the next two bits by the models
//!   `64 + 4e + 1` and `64 + 4e + 2` or `+ 3`, the rest raw. *signed*: the magnitude as a number; its sign, unless it is 0, by
//!   the model 255.
//! - A *context* has 256 models; those named below are of the context of their field. A *flag* `f` is a bit by the model
//!   `128 + f` of the context of flags.
//!
//! **The log**: width, height (numbers), paper (24 raw bits), seed (32 raw bits), flag 0: the brushes are those of
//! [`Header::new`], otherwise their number and each; number of entries; then the entries.
//!
//! - *Brush*: its length in bytes (10 raw bits), and the bytes of version 1, each as two trees of 4 bits.
//! - *Entry*: kind (3 bits by the one before; Add, Hide, Show, Amend, Judge, Brush), milliseconds since the entry before
//!   (number, by kind), then: *Hide*, *Show*: flag 1: by the partner; id. *Amend*: id; flag 2: both are curves of the same author,
//!   brush and coverage: then each field less what it was, otherwise the stroke. *Judge*: verdict, ids, proposals,
//!   how many entries before this one its revision lies (signed), and for either hash a flag: it is the last one's; otherwise 64
//!   raw bits. Ids are signed, less the last one of the same kind.
//! - *Stroke*: author (by the last one's), then by author: a flag for the brush being that of their last stroke, otherwise a
//!   number; coverage and kind of path by those of the last one; colour (flag: the last one's; flag: of 7 bits a channel; green as
//!   a tree of its upper bits and three even ones, red and blue less green, signed); opacity (flag: the last one's; else how much
//!   is missing in steps of 2⁻⁶).
//! - *Curve*: flag 26: both radii are of the [`lattice`], then their indices, each less the one before (signed), otherwise
//!   numbers; flag 27: all points are whole steps of the lattice, otherwise steps are 1/64 px. The start's place, the
//!   chord (signed), and the control point less the chord's middle (signed, by the chord's length), in steps.
//! - *Place*: a bit (model 255): it lies further out than a quarter of the canvas's side and 2 steps; then signed. Otherwise the
//!   whole is cut into 16 cells: the cell as a tree of 4 bits, and within it even.
//! - *Samples*: radius (flag: the last one's), their number, and each: x and y less where the two before it were going
//!   (signed, by the mean of how far off the last was), pressure (16 raw bits at first; a bit: it goes on changing as it did; otherwise its
//!   change, by the last), milliseconds (a bit: as before), tilt (flag 44: turning as before; otherwise two changes).
//!
//! A log has the bytes that are written for it here: the tests hold them (`core/tests/core/compact.rs`).
//!
//! # Bytes from strangers
//!
//! No count is believed before the bytes that must follow it are there, every value goes through
//! [`Log::push`], and nothing is drawn. The work of drawing is bounded by [`crate::Painting`]. In version 2 nothing but 4,096
//! entries is made room for before it is read, and no bit takes less than 1/130 of one: an entry takes as much as four of
//! them, so that a log's bytes bound what it grows to, as deflate's do.
//!
//! [`Header::new`]: crate::Header::new
//! [`MAX_SAMPLES`]: crate::stroke::MAX_SAMPLES
//! [`Brush::numbers`]: crate::Brush::numbers
//! [`Brush::PLAIN`]: crate::Brush::PLAIN
//! [`Setting::ALL`]: crate::brush::Setting::ALL
//! [`Input::ALL`]: crate::brush::Input::ALL

pub mod carrier;
mod compact;
mod decoding;
mod encoding;
pub mod journal;
pub mod lattice;
mod model;
mod range_coder;
mod stroke_model;

pub use crate::codec::{MAX_INFLATED, Reader, Writer};
pub use compact::{Companion, MAX_COMPANION, MAX_COMPANIONS, encode_compact};
pub use decoding::Decoding;
pub use encoding::Encoding;

use crate::{Brush, Entry, Error, Log, Place, Stroke};

/// What every painting's bytes begin with.
pub const MAGIC: [u8; 4] = *b"LIMN";
/// The version that [`encode`] writes: what is saved again and again.
pub const VERSION: u8 = 1;
/// The version that [`encode_compact`] writes, and the newest that is read: what is sent.
pub const COMPACT: u8 = 2;
/// What is read at most: a body that doesn't deflate grows by a few bytes a block.
pub const MAX_BYTES: usize = MAX_INFLATED + (1 << 20);
/// Deflate's level. Strokes hardly repeat, so searching for longer matches finds none: on 1,250 strokes
/// the higher levels came out 1 % longer and took ten to forty times as long.
const LEVEL: u8 = 1;
/// Magic, version and checksum.
const PREFIX: usize = 9;

/// Encodes a log; [`Encoding`] does it in parts.
#[must_use]
pub fn encode(log: &Log) -> Vec<u8> {
    let mut encoding = Encoding::of(log);
    loop {
        if let Some(bytes) = encoding.advance(log, &mut { u64::MAX }) {
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
    decode_all(bytes).map(|(log, _)| log)
}

/// Decodes a log as [`decode`] does, and what it takes along.
pub fn decode_all(bytes: &[u8]) -> Result<(Log, Vec<Companion>), Error> {
    let mut decoding = Decoding::of(bytes.to_vec())?;
    loop {
        if let Some(log) = decoding.advance(&mut { u64::MAX })? {
            return Ok((log, decoding.companions));
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

fn checksum(body: &[u8]) -> u32 {
    (xxhash_rust::xxh3::xxh3_64(body) & 0xffff_ffff) as u32
}
