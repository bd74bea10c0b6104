//! Motifs and spaces as bytes: files of their own, and what is kept.
//!
//! A file begins with four letters, a version and a kind. A space holds its motifs, which strokes go together, the
//! contexts and the networks' weights; what follows from those is made anew when it is opened. Numbers are those of
//! [`limner_core::codec`]; floats are four bytes, the least first. Any bytes are a value or an error: every count is
//! bounded, and nothing is made room for before its bytes are there.

use limner_core::codec::{Reader, Writer};
use limner_core::fixed::UNITS_PER_PX;

use crate::correspondence::{Correspondence, MAX_SLOTS, Member};
use crate::curve::Knot;
use crate::framed::Framed;
use crate::generative::{Generative, HIDDEN};
use crate::motif::{MAX_KNOTS, MAX_STROKES, units};
use crate::network::{Network, count};
use crate::preference::{Choice, MAX_CHOICES, Preference, SHOWN};
use crate::relational::SIZES;
use crate::rows::Rows;
use crate::space::MAX_MOTIFS;
use crate::{Error, Motif, Options, Space, Trace, training};

/// What files of motifs and of spaces begin with.
pub const MAGIC: [u8; 4] = *b"LDSP";
/// The newest version that is read. Motifs, and spaces of which nobody has said what they like, are written as version
/// 1; version 2 has a person's choices at its end.
pub const VERSION: u8 = 2;
const PLAIN: u8 = 1;
/// What is read at most.
pub const MAX_BYTES: usize = 4 << 20;

const MOTIFS: u8 = 0;
const SPACE: u8 = 1;
const MIN_KNOT: usize = 3;
const POINTS: [usize; 5] = [0, 7, 13, 25, 49];

/// Encodes motifs, as a file that others are made spaces of.
#[must_use]
pub fn encode_motifs(motifs: &[Motif]) -> Vec<u8> {
    let mut writer = begun(PLAIN, MOTIFS);
    write_motifs(&mut writer, motifs);
    writer.into_bytes()
}

/// Decodes what [`encode_motifs`] wrote, or the motifs of a space.
pub fn decode_motifs(bytes: &[u8]) -> Result<Vec<Motif>, Error> {
    let (_, kind, mut reader) = kind_of(bytes)?;
    let motifs = read_motifs(&mut reader)?;
    if kind == MOTIFS {
        reader.finish()?;
    }
    Ok(motifs)
}

impl Space {
    /// The space as bytes. Its last layer is solved when it is opened, whatever [`Options::solved`] says.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let choices = self.preference.choices();
        let mut writer = begun(if choices.is_empty() { PLAIN } else { VERSION }, SPACE);
        write_motifs(&mut writer, &self.motifs);
        let options = &self.options;
        writer.u32(options.seed);
        let flags = [options.elastic, options.turned, options.bends, options.joined]
            .into_iter()
            .enumerate();
        writer.u8(flags.map(|(i, set)| u8::from(set) << i).sum());
        writer.u8(byte(POINTS.iter().position(|points| *points == options.points).unwrap_or(0)));
        writer.count(self.correspondence.slots.len());
        for member in self.correspondence.slots.iter().flatten() {
            let Some(Member { stroke, reversed, start, part }) = member else {
                writer.u8(u8::MAX);
                continue;
            };
            writer.u8(*stroke);
            writer.u8(start << 1 | u8::from(*reversed));
            part.iter().for_each(|part| writer.u8(*part));
        }
        write_floats(&mut writer, &self.turns);
        for code in self.pins() {
            write_floats(&mut writer, code);
        }
        write_floats(&mut writer, self.generative.hidden.weights());
        write_floats(&mut writer, self.relational.weights());
        if !choices.is_empty() {
            writer.count(choices.len());
        }
        for choice in choices {
            choice.shown.as_flattened().iter().for_each(|part| writer.u32((*part).into()));
            writer.u8(choice.chosen);
        }
        writer.into_bytes()
    }

    /// Decodes what [`Space::encode`] wrote.
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let (version, kind, mut reader) = kind_of(bytes)?;
        if kind != SPACE {
            return Err(Error::NotASpace);
        }
        let motifs = read_motifs(&mut reader)?;
        training::check(&motifs)?;
        let seed = reader.u32()?;
        let flags = reader.u8()?;
        let points = POINTS.get(usize::from(reader.u8()?));
        let points = *points.ok_or(Error::Damaged("strokes have an unknown number of points"))?;
        // What was made before there were the last two has no flag for them, and stays as it was.
        let [elastic, turned, bends, joined] = [1, 2, 4, 8].map(|flag| flags & flag != 0);
        let options =
            Options { seed, elastic, turned, bends, joined, points, ..Options::default() };
        let correspondence = read_correspondence(&mut reader, &motifs)?;
        let turns = read_floats(&mut reader, motifs.len())?;
        for turn in &turns {
            Error::check("a turn", f64::from(*turn), -7.0, 7.0)?;
        }
        let mut codes = Vec::with_capacity(motifs.len());
        for _ in 0..motifs.len() {
            let code = read_floats(&mut reader, 2)?;
            codes.push([code[0], code[1]]);
        }
        let hidden = read_floats(&mut reader, count(&HIDDEN))?;
        let relational = read_floats(&mut reader, count(&SIZES))?;
        let choices = if version == PLAIN { Vec::new() } else { read_choices(&mut reader)? };
        reader.finish()?;
        let framed = Framed::all(&motifs);
        let framed = training::turned(&motifs, &framed, &turns);
        let rows = Rows::new(&motifs, &framed, &correspondence, options);
        let generative = Generative::restored(&rows, options, codes, hidden)?;
        let relational = Network::new(&SIZES, 0).with_weights(relational)?;
        let preference = Preference::default();
        let mut space = Self {
            motifs,
            framed,
            turns,
            correspondence,
            rows,
            generative,
            relational,
            options,
            preference,
        };
        space.preference = Preference::new(choices, space.is_line())?;
        Ok(space)
    }
}

fn begun(version: u8, kind: u8) -> Writer {
    let mut writer = Writer::new();
    MAGIC.iter().chain(&[version, kind]).for_each(|byte| writer.u8(*byte));
    writer
}

/// Version and kind, and what follows them.
fn kind_of(bytes: &[u8]) -> Result<(u8, u8, Reader<'_>), Error> {
    let rest = bytes.strip_prefix(&MAGIC).ok_or(Error::NotASpace)?;
    if bytes.len() > MAX_BYTES {
        return Err(Error::Damaged("it is longer than a space may be"));
    }
    let mut reader = Reader::new(rest);
    let version = reader.u8()?;
    if version > VERSION {
        return Err(Error::FutureVersion { found: version, newest: VERSION });
    }
    match (version, reader.u8()?) {
        (PLAIN, kind @ (MOTIFS | SPACE)) | (VERSION, kind @ SPACE) => Ok((version, kind, reader)),
        _ => Err(Error::NotASpace),
    }
}

/// A count as a byte: it is checked where it was made.
fn byte(count: usize) -> u8 {
    u8::try_from(count).unwrap_or(u8::MAX)
}

fn write_floats(writer: &mut Writer, floats: &[f32]) {
    floats.iter().flat_map(|float| float.to_le_bytes()).for_each(|byte| writer.u8(byte));
}

fn read_floats(reader: &mut Reader<'_>, count: usize) -> Result<Vec<f32>, Error> {
    let mut floats = Vec::with_capacity(count.min(reader.remaining() / 4));
    for _ in 0..count {
        let mut bytes = [0; 4];
        for byte in &mut bytes {
            *byte = reader.u8()?;
        }
        floats.push(f32::from_le_bytes(bytes));
    }
    Ok(floats)
}

fn write_motifs(writer: &mut Writer, motifs: &[Motif]) {
    writer.count(motifs.len());
    for motif in motifs {
        writer.count(motif.strokes().len());
        writer.u8(u8::from(!motif.bud().is_empty()));
        motif.base().iter().for_each(|at| writer.i32(units(*at)));
        for trace in motif.strokes().iter().chain(motif.bud()) {
            writer.color(trace.color);
            writer.u32(trace.opacity.into());
            writer.count(trace.knots.len());
            let mut last = [0; 3];
            for knot in &trace.knots {
                let now = knot.map(units);
                (0..3).for_each(|i| writer.i32(now[i] - last[i]));
                last = now;
            }
        }
    }
}

fn read_motifs(reader: &mut Reader<'_>) -> Result<Vec<Motif>, Error> {
    let count = reader.count("the number of motifs", MAX_MOTIFS, 4)?;
    let mut motifs = Vec::with_capacity(count);
    for _ in 0..count {
        let strokes = reader.count("the number of a motif's strokes", MAX_STROKES, 5)?;
        let has_bud = reader.u8()? != 0;
        let base = [px(reader.i32()?), px(reader.i32()?)];
        let mut traces =
            || -> Result<Vec<Trace>, Error> { (0..strokes).map(|_| read_trace(reader)).collect() };
        let motif = Motif::new(traces()?)?.with_base(base)?;
        motifs.push(if has_bud { motif.with_bud(traces()?)? } else { motif });
    }
    Ok(motifs)
}

fn read_trace(reader: &mut Reader<'_>) -> Result<Trace, Error> {
    let color = reader.color()?;
    let opacity =
        u16::try_from(reader.u32()?).map_err(|_| Error::Damaged("an opacity over one"))?;
    let count = reader.count("the number of a stroke's points", MAX_KNOTS, MIN_KNOT)?;
    let mut knots: Vec<Knot> = Vec::with_capacity(count);
    let mut last = [0_i32; 3];
    for _ in 0..count {
        for last in &mut last {
            let sum = last.checked_add(reader.i32()?);
            *last = sum.ok_or(Error::Damaged("a point lies too far away"))?;
        }
        knots.push(last.map(px));
    }
    Ok(Trace { knots, color, opacity })
}

#[expect(clippy::cast_precision_loss, reason = "what a float cannot hold is out of range anyway")]
fn px(units: i32) -> f32 {
    units as f32 / UNITS_PER_PX as f32
}

fn read_choices(reader: &mut Reader<'_>) -> Result<Vec<Choice>, Error> {
    let count = reader.count("the number of choices", MAX_CHOICES, 2 * SHOWN + 1)?;
    let mut choices = Vec::with_capacity(count);
    for _ in 0..count {
        let mut shown = [[0; 2]; SHOWN];
        for part in shown.as_flattened_mut() {
            *part = u16::try_from(reader.u32()?)
                .map_err(|_| Error::Damaged("a choice names what was not shown"))?;
        }
        choices.push(Choice { shown, chosen: reader.u8()? });
    }
    Ok(choices)
}

fn read_correspondence(reader: &mut Reader<'_>, motifs: &[Motif]) -> Result<Correspondence, Error> {
    let slots = reader.count("the number of slots", MAX_SLOTS, motifs.len())?;
    let mut correspondence = Correspondence { slots: Vec::with_capacity(slots) };
    for _ in 0..slots {
        let mut slot = Vec::with_capacity(motifs.len());
        for _ in motifs {
            let stroke = reader.u8()?;
            slot.push(if stroke == u8::MAX {
                None
            } else {
                let how = reader.u8()?;
                let part = [reader.u8()?, reader.u8()?];
                Some(Member { stroke, reversed: how & 1 != 0, start: how >> 1, part })
            });
        }
        correspondence.slots.push(slot);
    }
    correspondence.check(motifs)?;
    Ok(correspondence)
}
