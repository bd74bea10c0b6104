//! How the partner is to paint, as its worker is told.

use limner_core::format::{Reader, Writer};
use limner_core::{Error, Rgb8};

use crate::WHOLE;

/// Colours that the partner's strokes may have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PaletteChoice {
    /// All there are.
    #[default]
    All,
    /// As many colours, 2..=16, as come nearest to the picture that is painted.
    OfPicture(u8),
    /// These colours, at most [`crate::MAX_PALETTE`]; with none any.
    These(Vec<Rgb8>),
}

/// Where the partner is to paint: around a place of the canvas, in px.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FocusArea {
    /// Column, 0..=[`MAX_PLACE`].
    pub x: u16,
    /// Row, 0..=[`MAX_PLACE`].
    pub y: u16,
    /// How far around the middle, 1..=[`MAX_PLACE`].
    pub reach: u16,
}

/// A round place with a soft edge where strokes are wanted, or where they are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WantedPlace {
    /// The place.
    pub area: FocusArea,
    /// Whether strokes are wanted there.
    pub here: bool,
}

/// Longest side of a canvas, in px.
pub const MAX_PLACE: u16 = limner_core::canvas::MAX_SIDE;

/// How the worker's partner is to paint from now on: what the person's settings come to on the painting as it
/// is. It is sent whole; a worker that has opened a painting has the default until it is told others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkerSettings {
    /// Paint only strokes that remove this part of a plain sheet's error, in parts of [`WHOLE`]; 0 for any
    /// that helps.
    pub price: u32,
    /// Paint near a place, or anywhere alike.
    pub focus: Option<FocusArea>,
    /// Paint with these colours. A change is answered by [`crate::Reply::Palette`] and makes void what is
    /// planned.
    pub palette: PaletteChoice,
    /// Paint with this brush of the painting's table; `None` for the one that the partner comes with. A
    /// change makes void what is planned.
    pub brush: Option<u8>,
    /// Rehearse where there is nothing else to do.
    pub rehearses: bool,
    /// How much what the person likes weighs, in percent of what it usually does, at most
    /// [`crate::MAX_TASTE_WEIGHT`].
    pub taste_weight: u8,
    /// What strokes are to feel like. A change is answered by [`crate::Reply::Learned`] and makes void what is
    /// planned.
    pub mood: Mood,
    /// Paint rather in these places than elsewhere, or rather not, at most [`crate::MAX_PLACES`]. A change makes
    /// void what is planned.
    pub places: Vec<WantedPlace>,
    /// Learn from the strokes that the person paints.
    pub watches: bool,
    /// Tell how rehearsal goes ([`crate::Reply::Rehearsed`]): somebody looks.
    pub is_watched: bool,
    /// How much strokes are wanted that are unlike those before them, in percent. A change makes void what is planned.
    pub novelty: u8,
}

/// What strokes are to feel like, in percent: each -100..=100, 0 for neither.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mood {
    /// Valence, from unpleasant to pleasant.
    pub valence: i8,
    /// Arousal, from calm to excited.
    pub arousal: i8,
    /// Boldness, from fine and gentle to broad and strong.
    pub boldness: i8,
}

impl Mood {
    /// The mood within what it may be.
    #[must_use]
    pub fn bounded(self) -> Self {
        let [valence, arousal, boldness] =
            [self.valence, self.arousal, self.boldness].map(|v| v.clamp(-100, 100));
        Self { valence, arousal, boldness }
    }
}

impl Default for WorkerSettings {
    fn default() -> Self {
        Self {
            price: 0,
            focus: None,
            palette: PaletteChoice::All,
            brush: None,
            rehearses: false,
            taste_weight: 100,
            mood: Mood::default(),
            places: Vec::new(),
            watches: false,
            is_watched: false,
            novelty: 0,
        }
    }
}

impl WorkerSettings {
    pub(crate) fn write(&self, writer: &mut Writer) {
        writer.u32(self.price);
        writer.u8(self.focus.is_some().into());
        if let Some(focus) = self.focus {
            write_focus(writer, focus);
        }
        match &self.palette {
            PaletteChoice::All => writer.u8(0),
            PaletteChoice::OfPicture(count) => {
                writer.u8(1);
                writer.u8(*count);
            }
            PaletteChoice::These(colors) => {
                writer.u8(2);
                super::write_colors(writer, colors);
            }
        }
        writer.u8(self.brush.is_some().into());
        if let Some(index) = self.brush {
            writer.u8(index);
        }
        writer.u8(self.rehearses.into());
        writer.u8(self.taste_weight);
        let Mood { valence, arousal, boldness } = self.mood;
        [valence, arousal, boldness].into_iter().for_each(|v| writer.u8(v.cast_unsigned()));
        writer.count(self.places.len());
        for place in &self.places {
            write_focus(writer, place.area);
            writer.u8(place.here.into());
        }
        writer.u8(self.watches.into());
        writer.u8(self.is_watched.into());
        writer.u8(self.novelty);
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        Ok(Self {
            price: in_range("price", reader.u32()?, 0, WHOLE)?,
            focus: if super::read_truth(reader)? { Some(read_focus(reader)?) } else { None },
            palette: read_palette(reader)?,
            brush: if super::read_truth(reader)? { Some(reader.u8()?) } else { None },
            rehearses: super::read_truth(reader)?,
            taste_weight: read_taste_weight(reader)?,
            mood: read_mood(reader)?,
            places: read_places(reader)?,
            watches: super::read_truth(reader)?,
            is_watched: super::read_truth(reader)?,
            novelty: read_percent(reader)?,
        })
    }
}

pub(super) fn write_focus(writer: &mut Writer, FocusArea { x, y, reach }: FocusArea) {
    [x, y, reach].into_iter().for_each(|v| writer.u32(v.into()));
}

fn read_places(reader: &mut Reader<'_>) -> Result<Vec<WantedPlace>, Error> {
    let count = reader.count("the number of places", crate::MAX_PLACES, 4)?;
    let mut places = Vec::with_capacity(count);
    for _ in 0..count {
        let area = read_focus(reader)?;
        places.push(WantedPlace { area, here: super::read_truth(reader)? });
    }
    Ok(places)
}

fn read_percent(reader: &mut Reader<'_>) -> Result<u8, Error> {
    let percent = reader.u8()?;
    in_range("percent", percent.into(), 0, 100)?;
    Ok(percent)
}

fn read_taste_weight(reader: &mut Reader<'_>) -> Result<u8, Error> {
    let weight = reader.u8()?;
    in_range("weight of the taste", weight.into(), 0, crate::MAX_TASTE_WEIGHT.into())?;
    Ok(weight)
}

fn read_mood(reader: &mut Reader<'_>) -> Result<Mood, Error> {
    let [valence, arousal, boldness] =
        [reader.u8()?, reader.u8()?, reader.u8()?].map(u8::cast_signed);
    let mood = Mood { valence, arousal, boldness };
    if mood == mood.bounded() { Ok(mood) } else { Err(Error::Damaged("a mood is out of range")) }
}

pub(super) fn read_focus(reader: &mut Reader<'_>) -> Result<FocusArea, Error> {
    let mut px = |low| -> Result<u16, Error> {
        let value = in_range("place on the canvas", reader.u32()?, low, MAX_PLACE.into())?;
        // It was just checked.
        Ok(u16::try_from(value).unwrap_or(MAX_PLACE))
    };
    Ok(FocusArea { x: px(0)?, y: px(0)?, reach: px(1)? })
}

fn read_palette(reader: &mut Reader<'_>) -> Result<PaletteChoice, Error> {
    Ok(match reader.u8()? {
        0 => PaletteChoice::All,
        1 => {
            let count = reader.u8()?;
            in_range("number of colours", count.into(), 2, 16)?;
            PaletteChoice::OfPicture(count)
        }
        2 => PaletteChoice::These(super::read_colors(reader)?),
        _ => return Err(Error::Damaged("a palette is of an unknown kind")),
    })
}

fn in_range(what: &'static str, value: u32, low: u32, high: u32) -> Result<u32, Error> {
    if (low..=high).contains(&value) {
        Ok(value)
    } else {
        let (value, low, high) = (value.into(), low.into(), high.into());
        Err(Error::OutOfRange { what, value, low, high })
    }
}
