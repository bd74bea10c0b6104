//! "Why this stroke?": what the page asks, and what the worker says; and where the partner would paint next.

use limner_core::format::{Reader, Writer};
use limner_core::{Author, Error, Stroke};

use super::request::{brush_count, place};
use crate::codes::{part, reason, spread, sureness, told, word};

/// Most strokes that one was chosen over.
pub const MAX_ALTERNATIVES: usize = 4;
/// Most qualities that speak for a stroke, and most that speak against it.
pub const MAX_POINTS: usize = 3;
/// Most cells in a row, and in a column, of a heat map.
pub const MAX_HEAT_SIDE: u8 = 64;
/// A part of what a stroke is worth is told up to this, in hundredths of a natural logarithm.
pub const MAX_PART: i16 = 1_000;

/// The stroke that the person asks about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// The partner's stroke of this id.
    Painted(u32),
    /// A stroke that is planned.
    Proposed {
        /// Length of the painting's brush table, 1..=[`limner_core::log::MAX_BRUSHES`].
        brushes: u8,
        /// The stroke.
        stroke: Stroke,
    },
}

/// A stroke that another was chosen over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// The stroke; its colour was not decided yet.
    pub stroke: Stroke,
    /// What the stroke was worth, in percent of the one that was chosen, up to 255.
    pub worth_percent: u8,
}

/// Why a stroke was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// The name under which the page asked.
    pub id: u32,
    /// How the reasons are known: a place in [`told::ALL`].
    pub told: u8,
    /// The share of what is missing of the picture that it takes away, in millionths; less than 0 where it adds to it.
    pub gain_ppm: i32,
    /// What the stroke is for, in a word: a place in [`reason::ALL`]; that of [`reason::FREE`] where it is not known.
    pub reason: u8,
    /// How often the stroke counts on account of each: a place in [`part::ALL`], and the natural logarithm in
    /// hundredths, at most [`MAX_PART`] either way.
    pub parts: Vec<(u8, i16)>,
    /// The qualities that speak most for it, then those against it, each with what it adds to that logarithm: places
    /// in [`word::ALL`], and hundredths. At most [`MAX_POINTS`] of each.
    pub points: Vec<(u8, i16)>,
    /// How sure the network was of each of [`spread::ALL`]: places in [`sureness::ALL`], and the spread in percent of
    /// what it may be; none where no network proposed it.
    pub spread: Vec<(u8, u8)>,
    /// Length of the painting's brush table, 1..=[`limner_core::log::MAX_BRUSHES`].
    pub brushes: u8,
    /// What the stroke was chosen over, the likeliest first.
    pub alternatives: Vec<Alternative>,
}

/// Where the partner would paint next, over the canvas in rows of cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heat {
    /// Cells in a row, 0..=[`MAX_HEAT_SIDE`]; none where there is nothing to tell.
    pub columns: u8,
    /// Cells in a column.
    pub rows: u8,
    /// How likely the partner paints there, 255 for the likeliest.
    pub cells: Vec<u8>,
}

impl About {
    pub(crate) fn write(&self, writer: &mut Writer) {
        match self {
            Self::Painted(id) => {
                writer.u8(0);
                writer.u32(*id);
            }
            Self::Proposed { brushes, stroke } => {
                writer.u8(*brushes);
                writer.stroke(stroke);
            }
        }
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        Ok(match reader.u8()? {
            0 => Self::Painted(reader.u32()?),
            brushes => {
                let brushes = brush_count(brushes)?;
                Self::Proposed { brushes, stroke: partners(reader, brushes)? }
            }
        })
    }
}

impl Why {
    pub(crate) fn write(&self, writer: &mut Writer) {
        writer.u32(self.id);
        writer.u8(self.told);
        writer.i32(self.gain_ppm);
        writer.u8(self.reason);
        for list in [&self.parts, &self.points] {
            writer.count(list.len());
            for (at, value) in list {
                writer.u8(*at);
                writer.i32((*value).into());
            }
        }
        writer.count(self.spread.len());
        self.spread.iter().flat_map(|(sure, percent)| [*sure, *percent]).for_each(|v| writer.u8(v));
        writer.u8(self.brushes);
        writer.count(self.alternatives.len());
        for Alternative { stroke, worth_percent } in &self.alternatives {
            writer.stroke(stroke);
            writer.u8(*worth_percent);
        }
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let (id, told) = (reader.u32()?, place(reader.u8()?, told::ALL)?);
        let gain_ppm = reader.i32()?;
        let reason = place(reader.u8()?, reason::ALL)?;
        let parts = read_list(reader, part::ALL.len(), part::ALL)?;
        let points = read_list(reader, 2 * MAX_POINTS, word::ALL)?;
        let count = reader.count("the number of spreads", spread::ALL.len(), 2)?;
        let mut spread = Vec::with_capacity(count);
        for _ in 0..count {
            spread.push((place(reader.u8()?, sureness::ALL)?, reader.u8()?));
        }
        let brushes = brush_count(reader.u8()?)?;
        let count = reader.count("the number of alternatives", MAX_ALTERNATIVES, 8)?;
        let mut alternatives = Vec::with_capacity(count);
        for _ in 0..count {
            let stroke = partners(reader, brushes)?;
            alternatives.push(Alternative { stroke, worth_percent: reader.u8()? });
        }
        Ok(Self { id, told, gain_ppm, reason, parts, points, spread, brushes, alternatives })
    }
}

impl Heat {
    pub(crate) fn write(&self, writer: &mut Writer) {
        writer.u8(self.columns);
        writer.u8(self.rows);
        writer.bytes(&self.cells);
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let (columns, rows) = (reader.u8()?, reader.u8()?);
        let len = usize::from(columns) * usize::from(rows);
        let cells = reader.bytes("the heat map's length", len)?.to_vec();
        if columns.max(rows) > MAX_HEAT_SIDE || cells.len() != len {
            return Err(Error::Damaged("a heat map's length does not fit its size"));
        }
        Ok(Self { columns, rows, cells })
    }
}

/// Places in a list of codes, each with a part of what a stroke is worth.
fn read_list(
    reader: &mut Reader<'_>,
    most: usize,
    codes: &[&str],
) -> Result<Vec<(u8, i16)>, Error> {
    let count = reader.count("the number of reasons", most, 2)?;
    let mut list = Vec::with_capacity(count);
    for _ in 0..count {
        let at = place(reader.u8()?, codes)?;
        let value = i16::try_from(reader.i32()?).ok();
        let value = value.filter(|value| (-MAX_PART..=MAX_PART).contains(value));
        list.push((at, value.ok_or(Error::Damaged("a reason is out of range"))?));
    }
    Ok(list)
}

/// A stroke of the partner's.
pub(crate) fn partners(reader: &mut Reader<'_>, brushes: u8) -> Result<Stroke, Error> {
    let stroke = reader.stroke(brushes.into())?;
    if stroke.author != Author::Partner {
        return Err(Error::Damaged("a stroke is not the partner's"));
    }
    Ok(stroke)
}
