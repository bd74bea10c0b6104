//! What a shared painting takes along so that it can be gone on with where it is opened: the picture that the
//! partner paints from, how the partner is set, a taste, and a design.
//!
//! | kind | what |
//! |---|---|
//! | 1 | the number of the picture in the gallery: one byte |
//! | 2 | the picture itself: a file of any kind that is decoded ([`limner_protocol::MAX_FILE`]) |
//! | 3 | how the partner is set: see [`PaintingSettings`] |
//! | 4 | a taste's file ([`crate::taste_file`]) |
//! | 5 | a design of motifs, as `limner_design` has it: at most [`MAX_DESIGN`] bytes, read by who opens it |
//! | 6 | that the partner paints without a picture: no bytes |
//!
//! A kind that is not known, or is not what it says, is left alone: the painting opens without it.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers are within their ranges before they are narrowed"
)]

use limner_core::Error;
use limner_core::format::{Companion, Reader, Writer};
use limner_protocol::Mood;

use crate::colors::Colors;
use crate::settings::PartnerSettings;
use crate::taste_file;
use crate::turns::{ANSWERS, Turn};

const GALLERY: u8 = 1;
const PICTURE: u8 = 2;
const SETTINGS: u8 = 3;
const TASTE: u8 = 4;
const DESIGN: u8 = 5;
const NO_PICTURE: u8 = 6;
/// What a design begins with.
const OF_DESIGN: &[u8] = b"LDSP";
/// Longest design that goes along: five motifs with buds, each of as many strokes and points as there can be, take
/// half of it.
pub const MAX_DESIGN: usize = 512 << 10;
/// The known version of settings that come along.
const FIRST: u8 = 1;
/// Numbers of a [`PaintingSettings`].
pub const NUMBERS: usize = 8;

/// What goes along with a painting.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Travelling {
    /// The number in the gallery of the picture that the partner paints from.
    pub gallery: Option<u8>,
    /// The picture itself that the partner paints from, as a file.
    pub picture: Option<Vec<u8>>,
    /// How the partner is set.
    pub settings: Option<PaintingSettings>,
    /// What the person likes, as a file.
    pub taste: Option<Vec<u8>>,
    /// A design of motifs, as a file.
    pub design: Option<Vec<u8>>,
    /// Whether there is no picture that could go along: the partner painted without one.
    pub needs_no_picture: bool,
}

/// What of the partner's settings belongs to a painting rather than to a person: what its strokes are like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaintingSettings {
    /// See [`PartnerSettings::price`].
    pub price: u32,
    /// See [`PartnerSettings::colors`].
    pub colors: Colors,
    /// See [`PartnerSettings::follows`].
    pub follows: bool,
    /// See [`PartnerSettings::answer`].
    pub answer: u32,
    /// See [`PartnerSettings::mood`].
    pub mood: Mood,
    /// How the canvas is shared.
    pub turn: Turn,
}

impl PaintingSettings {
    /// What belongs to a painting of these settings.
    #[must_use]
    pub fn of(settings: &PartnerSettings, turn: Turn) -> Self {
        let PartnerSettings { price, colors, follows, answer, mood, .. } = *settings;
        Self { price, colors, follows, answer, mood, turn }
    }

    /// The settings as numbers, in their order: colours are 0 for all, 1 for the person's own, or how many; a mood is
    /// three numbers; turns count from 0 in the order of [`Turn`].
    #[must_use]
    pub fn numbers(&self) -> [i32; NUMBERS] {
        let colors = match self.colors {
            Colors::All => 0,
            Colors::Mine => 1,
            Colors::OfPicture(count) => count,
        };
        let Mood { valence, arousal, boldness } = self.mood;
        let [price, answer] = [self.price, self.answer].map(u32::cast_signed);
        let [valence, arousal, boldness] = [valence, arousal, boldness].map(i32::from);
        let follows = self.follows.into();
        [price, colors.into(), follows, answer, valence, arousal, boldness, self.turn as i32]
    }

    fn bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.u8(FIRST);
        self.numbers().into_iter().for_each(|number| writer.i32(number));
        writer.into_bytes()
    }

    fn read(bytes: &[u8]) -> Result<Self, Error> {
        let wrong = Error::Damaged("a setting is of an unknown kind");
        let mut reader = Reader::new(bytes);
        if reader.u8()? != FIRST {
            return Err(wrong);
        }
        let mut numbers = [0; NUMBERS];
        for number in &mut numbers {
            *number = reader.i32()?;
        }
        reader.finish()?;
        let [price, colors, follows, answer, valence, arousal, boldness, turn] = numbers;
        let colors = match colors {
            0 => Colors::All,
            1 => Colors::Mine,
            count @ 2..=16 => Colors::OfPicture(count as u8),
            _ => return Err(wrong),
        };
        let [valence, arousal, boldness] =
            [valence, arousal, boldness].map(|percent| percent.clamp(-100, 100) as i8);
        let whole = limner_protocol::WHOLE.cast_signed();
        Ok(Self {
            price: price.clamp(0, whole).cast_unsigned(),
            colors,
            follows: follows == 1,
            answer: answer.max(0).cast_unsigned().clamp(*ANSWERS.start(), *ANSWERS.end()),
            mood: Mood { valence, arousal, boldness },
            turn: match turn {
                0 => Turn::Together,
                1 => Turn::Answers,
                2 => Turn::Alone,
                _ => return Err(wrong),
            },
        })
    }
}

impl Travelling {
    /// Whether what travels says what the partner is to paint from, or that it needs nothing.
    #[must_use]
    pub fn has_picture(&self) -> bool {
        self.gallery.is_some() || self.picture.is_some() || self.needs_no_picture
    }

    /// What travels, as a painting's bytes have it.
    #[must_use]
    pub fn companions(&self) -> Vec<Companion> {
        let of = |kind| Some(Companion { kind, bytes: self.companion(kind)? });
        [GALLERY, PICTURE, SETTINGS, TASTE, DESIGN, NO_PICTURE].into_iter().filter_map(of).collect()
    }

    /// What is of this kind, as a painting's bytes have it, if anything is.
    #[must_use]
    pub fn companion(&self, kind: u8) -> Option<Vec<u8>> {
        match kind {
            GALLERY => self.gallery.map(|index| vec![index]),
            PICTURE => self.picture.clone(),
            SETTINGS => self.settings.map(|settings| settings.bytes()),
            TASTE => self.taste.clone(),
            DESIGN => self.design.clone(),
            NO_PICTURE => self.needs_no_picture.then(Vec::new),
            _ => None,
        }
    }

    /// What came with a painting, as far as it is known.
    #[must_use]
    pub fn of(companions: &[Companion]) -> Self {
        let mut along = Self::default();
        for Companion { kind, bytes } in companions {
            match (*kind, bytes.as_slice()) {
                (GALLERY, [index]) => along.gallery = Some(*index),
                (PICTURE, _) => along.picture = Some(bytes.clone()),
                (SETTINGS, _) => along.settings = PaintingSettings::read(bytes).ok(),
                (TASTE, _) if taste_file::decode(bytes).is_ok() => {
                    along.taste = Some(bytes.clone())
                }
                (DESIGN, _) if is_design(bytes) => along.design = Some(bytes.clone()),
                (NO_PICTURE, []) => along.needs_no_picture = true,
                _ => {}
            }
        }
        along
    }
}

/// Whether bytes may be a design's: whether they are one is for its own decoder to say, which the page fetches only
/// when somebody opens one.
pub(crate) fn is_design(bytes: &[u8]) -> bool {
    bytes.len() <= MAX_DESIGN && bytes.starts_with(OF_DESIGN)
}
