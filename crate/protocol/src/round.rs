//! Rounds of what the partner learns, and how its rehearsal goes: what the worker tells of them.

use limner_core::Error;
use limner_core::format::{Reader, Writer};

use crate::reply::{Pixels, read_pixels, write_pixels};
use crate::{MAX_PRACTISED, MAX_TASTE};

/// Longest side of a round's pictures, in pixels.
const MAX_PICTURE: u16 = 64;
/// Longest round as bytes, see [`Round::encode`].
pub const MAX_ROUND: usize = MAX_TASTE + MAX_PRACTISED + 6 * (MAX_PICTURE as usize).pow(2) + 128;
/// The version of rounds that are kept: messages have one of their own.
const VERSION: u8 = 1;
/// Thousandths are within this of 0.
const MOST: i32 = 10_000_000;

/// A round that is over: what was said and shown, what was rehearsed to it, and what there is to be gone back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// Judgements made in the round.
    pub judged: u32,
    /// Strokes of the person's that were learned from.
    pub shown: u32,
    /// Steps rehearsed.
    pub steps: u32,
    /// What a window's strokes were worth before, and are now, in thousandths of its error.
    pub worth_milli: [i32; 2],
    /// How far the policy is from the shipped one, in thousandths.
    pub distance_milli: i32,
    /// What the policy would have painted before, and what it would paint now: at most 64 columns and rows.
    pub pictures: [Pixels; 2],
    /// The taste, as in [`crate::Learned`].
    pub taste: Vec<u8>,
    /// What was practised.
    pub practised: Vec<u8>,
}

/// How rehearsal goes: the last step, in thousandths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rehearsed {
    /// Steps away from the shipped policy.
    pub steps: u32,
    /// Steps a second, in thousandths.
    pub rate_milli: i32,
    /// What a window's strokes are worth, on the mean: the objective that is expected.
    pub worth_milli: i32,
    /// The share of a window's error that strokes remove.
    pub likeness_milli: i32,
    /// How much a stroke is liked.
    pub liking_milli: i32,
    /// How far the policy is from the shipped one.
    pub distance_milli: i32,
    /// A sheet that is rehearsed on, if that is to be seen.
    pub sheet: Option<Pixels>,
}

impl Round {
    /// The round as bytes, to be kept.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.u8(VERSION);
        self.write(&mut writer);
        writer.into_bytes()
    }

    /// The round of bytes that were kept.
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > MAX_ROUND {
            return Err(Error::Damaged("a round is longer than any"));
        }
        let mut reader = Reader::new(bytes);
        let found = reader.u8()?;
        if found != VERSION {
            return Err(Error::FutureVersion { found, newest: VERSION });
        }
        let round = Self::read(&mut reader)?;
        reader.finish()?;
        Ok(round)
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        [self.judged, self.shown, self.steps].into_iter().for_each(|v| writer.u32(v));
        let [before, now] = self.worth_milli;
        [before, now, self.distance_milli].into_iter().for_each(|v| writer.i32(v));
        self.pictures.iter().for_each(|picture| write_pixels(writer, picture));
        writer.bytes(&self.taste);
        writer.bytes(&self.practised);
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let [judged, shown, steps] = [reader.u32()?, reader.u32()?, reader.u32()?];
        let worth_milli = [thousandths(reader)?, thousandths(reader)?];
        let distance_milli = thousandths(reader)?;
        let pictures = [read_picture(reader)?, read_picture(reader)?];
        let taste = reader.bytes("the taste's length", MAX_TASTE)?.to_vec();
        let practised = read_practised(reader)?;
        Ok(Self { judged, shown, steps, worth_milli, distance_milli, pictures, taste, practised })
    }
}

impl Rehearsed {
    pub(crate) fn write(&self, writer: &mut Writer) {
        writer.u32(self.steps);
        let Self { rate_milli, worth_milli, likeness_milli, liking_milli, distance_milli, .. } =
            self;
        for v in [rate_milli, worth_milli, likeness_milli, liking_milli, distance_milli] {
            writer.i32(*v);
        }
        writer.u8(self.sheet.is_some().into());
        self.sheet.iter().for_each(|sheet| write_pixels(writer, sheet));
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        Ok(Self {
            steps: reader.u32()?,
            rate_milli: thousandths(reader)?,
            worth_milli: thousandths(reader)?,
            likeness_milli: thousandths(reader)?,
            liking_milli: thousandths(reader)?,
            distance_milli: thousandths(reader)?,
            sheet: if crate::read_truth(reader)? { Some(read_picture(reader)?) } else { None },
        })
    }
}

/// A part of a policy, as long as one may be.
pub(crate) fn read_practised(reader: &mut Reader<'_>) -> Result<Vec<u8>, Error> {
    Ok(reader.bytes("the length of what was practised", MAX_PRACTISED)?.to_vec())
}

fn read_picture(reader: &mut Reader<'_>) -> Result<Pixels, Error> {
    let picture = read_pixels(reader)?;
    let fits = picture.width <= MAX_PICTURE && picture.height <= MAX_PICTURE;
    if fits { Ok(picture) } else { Err(Error::Damaged("a round's picture is too large")) }
}

fn thousandths(reader: &mut Reader<'_>) -> Result<i32, Error> {
    let value = reader.i32()?;
    let fits = (-MOST..=MOST).contains(&value);
    if fits { Ok(value) } else { Err(Error::Damaged("a figure of rehearsal is out of range")) }
}
