//! What page and worker say to each other: versioned, bounded binary messages.
//!
//! The page owns the log; the worker keeps a replica. Every message names the session that it belongs
//! to, so that what an earlier painting's worker still had to say is not taken for the present one's.
//!
//! # A message, version 6
//!
//! | part | what |
//! |---|---|
//! | 1 byte | version: 6 |
//! | number | the session |
//! | 1 byte | kind of [`Request`] or [`Reply`] |
//! | rest | its fields in the order of their declaration; nothing follows them |
//!
//! Numbers, strokes and entries are written as in [`limner_core::format`]. A *text* is a length and
//! as many bytes of UTF-8; a *truth* is a byte, 0 or 1. Where strokes follow, the number of brushes
//! in the painting's table comes before them as a byte, so that they can be checked: the length that
//! the table has before the first of them. A revision is a number of log entries.
//!
//! Neither side trusts the other: lengths are limited and compared with the bytes that are there
//! before anything is allocated.

mod code;
pub mod codes;
mod question;
mod repainted;
mod reply;
mod request;
mod round;
mod settings;
mod trouble;
mod why;

pub use code::{Code, MAX_CODE};
pub use question::{Answer, MAX_OPTIONS, Question};
pub use repainted::{MAX_REPAINTED, Repainted};
pub use reply::{
    Belief, Learned, MAX_STRENGTH, NO_WORD, Pixels, Plan, PlannedStroke, Polished, Reply, Said,
};
pub use request::{Kept, Request, TargetChoice};
pub use round::{MAX_ROUND, Rehearsed, Round};
pub use settings::{FocusArea, MAX_PLACE, Mood, PaletteChoice, WantedPlace, WorkerSettings};
pub use trouble::{MAX_TEXT, Trouble, Value};
pub use why::{
    About, Alternative, Heat, MAX_ALTERNATIVES, MAX_HEAT_SIDE, MAX_PART, MAX_POINTS, Why,
};

use limner_core::format::{Reader, Writer};
use limner_core::{Error, Rgb8};

/// The version that is written and read.
pub const VERSION: u8 = 9;
/// Longest picture file, in bytes.
pub const MAX_FILE: usize = 64 << 20;
/// Largest state of the partner's taste, in bytes.
pub const MAX_TASTE: usize = 256 << 10;
/// Longest part of a policy that was practised, in bytes.
pub const MAX_PRACTISED: usize = 160 << 10;
/// Most proposals that may be asked for, and come, at once.
pub const MAX_PROPOSALS: usize = 64;
/// Most colours of a palette.
pub const MAX_PALETTE: usize = 32;
/// What all that can be gained is worth, in the unit in which a stroke's price is told.
pub const WHOLE: u32 = 1_000_000;
/// Most strokes whose shape a polish may change.
pub const MAX_POLISHED: usize = 24;
/// Most strokes that a polish may amend, where it gives them other colours.
pub const MAX_RECOLORED: usize = 512;
/// The most that the person's taste may weigh, in percent of what it usually does.
pub const MAX_TASTE_WEIGHT: u8 = 150;
/// Most judgements that are told at once.
pub const MAX_SAID: usize = 32;
/// Most beliefs that are told at once.
pub const MAX_BELIEFS: usize = 64;
/// Most places where strokes are wanted or not.
pub const MAX_PLACES: usize = 8;
/// Longest file of a picture that is packed to be sent along, in bytes.
pub const MAX_PACKED: usize = 4 << 20;
/// Longest side of a picture that is sent to be looked at, in pixels.
pub const MAX_SIDE: u16 = 1024;

fn open(bytes: &[u8]) -> Result<(u32, Reader<'_>), Error> {
    let mut reader = Reader::new(bytes);
    let found = reader.u8()?;
    if found != VERSION {
        return Err(Error::FutureVersion { found, newest: VERSION });
    }
    Ok((reader.u32()?, reader))
}

fn begin(session: u32) -> Writer {
    let mut writer = Writer::new();
    writer.u8(VERSION);
    writer.u32(session);
    writer
}

fn read_truth(reader: &mut Reader<'_>) -> Result<bool, Error> {
    match reader.u8()? {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(Error::Damaged("a truth is neither 0 nor 1")),
    }
}

fn write_colors(writer: &mut Writer, colors: &[Rgb8]) {
    writer.count(colors.len());
    colors.iter().flat_map(|color| color.channels()).for_each(|channel| writer.u8(channel));
}

fn read_colors(reader: &mut Reader<'_>) -> Result<Vec<Rgb8>, Error> {
    let count = reader.count("the number of colours", MAX_PALETTE, 3)?;
    (0..count).map(|_| Ok(Rgb8::new(reader.u8()?, reader.u8()?, reader.u8()?))).collect()
}

fn read_code(reader: &mut Reader<'_>) -> Result<Code, Error> {
    let bytes = reader.bytes("a code's length", MAX_CODE)?;
    let text = std::str::from_utf8(bytes).map_err(|_| Error::Damaged("a code is not text"))?;
    Code::parse(text).ok_or(Error::Damaged("a code has characters that codes don't have"))
}

fn read_text(reader: &mut Reader<'_>) -> Result<String, Error> {
    let bytes = reader.bytes("a text's length", MAX_TEXT)?;
    let text = std::str::from_utf8(bytes);
    Ok(text.map_err(|_| Error::Damaged("a text is not UTF-8"))?.to_owned())
}

fn write_trouble(writer: &mut Writer, trouble: &Trouble) {
    writer.bytes(trouble.code.as_str().as_bytes());
    writer.count(trouble.detail.len());
    for (name, value) in &trouble.detail {
        writer.bytes(name.as_str().as_bytes());
        match value {
            Value::Number(number) => {
                writer.u8(0);
                writer.u64(number.cast_unsigned());
            }
            Value::Text(text) => {
                writer.u8(1);
                writer.bytes(text.as_bytes());
            }
        }
    }
}

fn read_trouble(reader: &mut Reader<'_>) -> Result<Trouble, Error> {
    let code = read_code(reader)?;
    let count = reader.count("the number of parameters", 16, 3)?;
    let mut detail = std::collections::BTreeMap::new();
    for _ in 0..count {
        let name = read_code(reader)?;
        let value = match reader.u8()? {
            0 => Value::Number(reader.u64()?.cast_signed()),
            1 => Value::Text(read_text(reader)?),
            _ => return Err(Error::Damaged("a parameter is of an unknown kind")),
        };
        detail.insert(name, value);
    }
    Ok(Trouble { code, detail })
}
