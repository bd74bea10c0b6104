//! A brush: the settings that turn a path into dabs.
//!
//! The model is libmypaint's (its `brushsettings.json` names most of these settings), in integers: a
//! dab is an ellipse with an opacity and a falloff; dabs are laid along the path at a spacing; inputs
//! such as the pressure drive settings ([`Modulation`]). Added to that model are hairs (one dab of the
//! path becomes many small ones), a rim of darker paint as watercolour has it, and wetness.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "a setting is within its range before it is narrowed"
)]

mod modulation;
pub mod presets;

pub use modulation::{Input, KNOTS, MODULATIONS, Modulation, Setting};

use crate::fixed::{ONE, ONE_U16, UNITS_PER_PX};
use crate::{Coverage, Error};

/// Largest radius of a dab, in 1/64 px: keeps squared distances within 32 bits (see [`crate::dab`]).
pub const MAX_RADIUS: i32 = 500 * UNITS_PER_PX;
/// Smallest radius of a dab, in 1/64 px; thinner lines lose opacity instead of width.
pub const MIN_RADIUS: i32 = UNITS_PER_PX / 4;
/// A circle, in units of [`Brush::aspect`].
pub const ROUND_ASPECT: u16 = 256;
/// Most hairs of a brush.
pub const MAX_HAIRS: u8 = 64;
/// Coarsest grain: its pattern is drawn at 2⁴ times its size.
pub const MAX_GRAIN_SCALE: u8 = 4;

/// Numbers of a brush, see [`Brush::numbers`].
pub const NUMBERS: usize = 25;

/// What the longer axis of a dab turns with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Follow {
    /// Nothing: a dab keeps its angle to the canvas.
    #[default]
    Canvas,
    /// The direction of the path.
    Path,
    /// The direction in which the pen leans; the path's where it stands upright.
    Pen,
}

/// The settings of a brush. Fractions are in units of 2⁻¹⁵.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Brush {
    /// The radius that the brush begins with, in 1/64 px; a stroke carries its own.
    pub radius: i32,
    /// The opacity that the brush begins with, 0..=2¹⁵; a stroke carries its own.
    pub opacity: u16,
    /// How much of what is missing to the opacity one dab adds, 0..=2¹⁵.
    pub flow: u16,
    /// How far opacity is made independent of how many dabs overlap, 0..=2¹⁵ (build-up only):
    /// libmypaint's `opaque_linearize`.
    pub linearity: u16,
    /// How much of the disc is fully covered, 0..=2¹⁵: an airbrush is near 0, a pen is 2¹⁵.
    pub hardness: u16,
    /// How far the falloff's straight lines are bent to a bell, 0..=2¹⁵.
    pub softness: u16,
    /// Distance from dab to dab in 1/256 of the actual radius, 8..=2048; 0 for none by it.
    pub spacing: u16,
    /// Distance from dab to dab in 1/256 of the stroke's radius, 8..=2048; 0 for none by it.
    pub base_spacing: u16,
    /// Dabs laid each second that the pointer is down, 0..=500.
    pub dabs_per_second: u16,
    /// Longer axis over the shorter one, in 1/256: 256..=5120.
    pub aspect: u16,
    /// Angle of the longer axis to what it follows, in 1/65536 of a turn.
    pub angle: u16,
    /// What the longer axis turns with.
    pub follow: Follow,
    /// How far dabs are thrown off the path, in 1/256 of the radius, 0..=2048.
    pub jitter_place: u16,
    /// How much the radius varies from dab to dab, 0..=2¹⁵.
    pub jitter_radius: u16,
    /// How much the angle varies from dab to dab, in 1/65536 of a turn to either side.
    pub jitter_angle: u16,
    /// How much of the paint stays off the valleys of the paper, 0..=2¹⁵.
    pub grain: u16,
    /// The paper's pattern is drawn at 2 to the power of this times its size, 0..=4.
    pub grain_scale: u8,
    /// How much of a dab's colour is what was picked up from the canvas, 0..=2¹⁵.
    pub smudge: u16,
    /// How slowly what was picked up changes, 0..=2¹⁵.
    pub smudge_length: u16,
    /// Where is picked up from: a disc of this radius, in 1/256 of the dab's, 16..=1024.
    pub smudge_radius: u16,
    /// How long paint stays workable, and how much of what is still wet is taken up, 0..=2¹⁵.
    pub wetness: u16,
    /// How much darker the rim of a stroke is than its middle, 0..=2¹⁵ (wash only).
    pub rim: u16,
    /// How far paint mixes as pigment does (yellow and blue give green), 0..=2¹⁵.
    pub pigment: u16,
    /// Each dab of the path becomes so many small ones; 0 for one dab as large as the brush.
    pub hairs: u8,
    /// Radius of a hair in 1/256 of the brush's, 8..=256.
    pub hair_radius: u16,
    /// Which part of the hairs leaves the paper now and then, 0..=2¹⁵.
    pub dryness: u16,
    /// How the dabs of one stroke add up where a stroke does not say otherwise.
    pub coverage: Coverage,
    /// Takes paint away instead of laying it.
    pub eraser: bool,
    /// What drives the settings.
    pub modulations: [Modulation; MODULATIONS],
}

impl Brush {
    /// A round brush that nothing drives: where every other brush begins.
    pub const PLAIN: Self = Self {
        radius: 10 * UNITS_PER_PX,
        opacity: ONE_U16,
        flow: ONE_U16,
        linearity: 0,
        hardness: (ONE_U16 / 10) * 7,
        softness: 0,
        spacing: 38,
        base_spacing: 0,
        dabs_per_second: 0,
        aspect: ROUND_ASPECT,
        angle: 0,
        follow: Follow::Canvas,
        jitter_place: 0,
        jitter_radius: 0,
        jitter_angle: 0,
        grain: 0,
        grain_scale: 0,
        smudge: 0,
        smudge_length: 0,
        smudge_radius: 256,
        wetness: 0,
        rim: 0,
        pigment: 0,
        hairs: 0,
        hair_radius: 32,
        dryness: 0,
        coverage: Coverage::Wash,
        eraser: false,
        modulations: [Modulation::NONE; MODULATIONS],
    };

    /// A firm round brush: pressure moves its width and, a little, its opacity.
    pub const ROUND: Self = Self {
        hardness: (ONE_U16 / 10) * 8,
        modulations: Modulation::list(&[
            Modulation::straight(Setting::Radius, Input::Pressure, ONE_U16 / 5, ONE_U16),
            Modulation::straight(Setting::Opacity, Input::Pressure, ONE_U16 / 2, ONE_U16),
        ]),
        ..Self::PLAIN
    };

    /// What the partner paints with: a round brush whose profile the soft raster of `env` mirrors.
    pub const PARTNER: Self = Self::PLAIN;

    /// [`Brush::ROUND`] that takes paint away.
    pub const ERASER: Self = Self { eraser: true, ..Self::ROUND };

    /// The brush's numbers in the order of the fields, without what is a choice; the format's order as well.
    #[must_use]
    pub fn numbers(&self) -> [u32; NUMBERS] {
        let Self { radius, opacity, flow, linearity, hardness, softness, spacing, .. } = *self;
        let Self { base_spacing, dabs_per_second, aspect, angle, jitter_place, .. } = *self;
        let Self { jitter_radius, jitter_angle, grain, grain_scale, smudge, .. } = *self;
        let Self { smudge_length, smudge_radius, wetness, rim, pigment, hairs, .. } = *self;
        let Self { hair_radius, dryness, .. } = *self;
        let first = [opacity, flow, linearity, hardness, softness, spacing, base_spacing];
        let second = [dabs_per_second, aspect, angle, jitter_place, jitter_radius, jitter_angle];
        let third = [grain, grain_scale.into(), smudge, smudge_length, smudge_radius, wetness];
        let fourth = [rim, pigment, hairs.into(), hair_radius, dryness];
        let mut numbers = [radius as u32; NUMBERS];
        let rest = [&first[..], &second, &third, &fourth].concat();
        for (slot, number) in numbers[1..].iter_mut().zip(rest) {
            *slot = number.into();
        }
        numbers
    }

    /// With the number at an index of [`Brush::numbers`] set; fails where it doesn't fit its field.
    pub fn set_number(&mut self, index: usize, value: u32) -> Result<(), Error> {
        let high = i64::from(if index == 0 { i32::MAX as u32 } else { u16::MAX.into() });
        let high = if matches!(index, 15 | 22) { u8::MAX.into() } else { high };
        if i64::from(value) > high {
            let what = "a brush's number";
            return Err(Error::OutOfRange { what, value: value.into(), low: 0, high });
        }
        let short = value as u16;
        match index {
            0 => self.radius = value as i32,
            1 => self.opacity = short,
            2 => self.flow = short,
            3 => self.linearity = short,
            4 => self.hardness = short,
            5 => self.softness = short,
            6 => self.spacing = short,
            7 => self.base_spacing = short,
            8 => self.dabs_per_second = short,
            9 => self.aspect = short,
            10 => self.angle = short,
            11 => self.jitter_place = short,
            12 => self.jitter_radius = short,
            13 => self.jitter_angle = short,
            14 => self.grain = short,
            15 => self.grain_scale = value as u8,
            16 => self.smudge = short,
            17 => self.smudge_length = short,
            18 => self.smudge_radius = short,
            19 => self.wetness = short,
            20 => self.rim = short,
            21 => self.pigment = short,
            22 => self.hairs = value as u8,
            23 => self.hair_radius = short,
            24 => self.dryness = short,
            _ => return Err(Error::Damaged("a brush has a number of an unknown kind")),
        }
        Ok(())
    }

    /// Whether the brush's dabs need anything of the canvas but to be laid on it.
    #[must_use]
    pub const fn smudges(&self) -> bool {
        self.smudge > 0
    }

    /// Whether the brush lays paint of a stroke's own colour: it neither erases nor smudges.
    #[must_use]
    pub const fn lays_paint(&self) -> bool {
        !self.eraser && !self.smudges()
    }

    /// The modulations that do anything.
    pub fn modulations(&self) -> impl Iterator<Item = &Modulation> {
        self.modulations.iter().filter(|m| **m != Modulation::NONE)
    }

    /// Whether `input` drives `setting`.
    #[must_use]
    pub fn is_driven(&self, setting: Setting, input: Input) -> bool {
        self.modulations().any(|m| m.setting == setting && m.input == input)
    }

    /// With nothing left that `input` drives in `setting`.
    #[must_use]
    pub fn without(mut self, setting: Setting, input: Input) -> Self {
        let kept = self.modulations.iter().filter(|m| m.setting != setting || m.input != input);
        let mut modulations = [Modulation::NONE; MODULATIONS];
        for (slot, kept) in modulations.iter_mut().zip(kept.filter(|m| **m != Modulation::NONE)) {
            *slot = *kept;
        }
        self.modulations = modulations;
        self
    }

    /// Checks every setting against its range.
    pub fn validate(&self) -> Result<(), Error> {
        let check = |what, value: i64, low: i64, high: i64| {
            if (low..=high).contains(&value) {
                Ok(())
            } else {
                Err(Error::OutOfRange { what, value, low, high })
            }
        };
        check("brush radius", self.radius.into(), MIN_RADIUS.into(), MAX_RADIUS.into())?;
        for (what, fraction) in [
            ("brush opacity", self.opacity),
            ("brush flow", self.flow),
            ("brush linearity", self.linearity),
            ("brush hardness", self.hardness),
            ("brush softness", self.softness),
            ("brush radius jitter", self.jitter_radius),
            ("brush grain", self.grain),
            ("brush smudge", self.smudge),
            ("brush smudge length", self.smudge_length),
            ("brush wetness", self.wetness),
            ("brush rim", self.rim),
            ("brush pigment", self.pigment),
            ("brush dryness", self.dryness),
        ] {
            check(what, fraction.into(), 0, ONE.into())?;
        }
        for (what, spacing) in
            [("brush spacing", self.spacing), ("brush base spacing", self.base_spacing)]
        {
            check(what, spacing.into(), if spacing == 0 { 0 } else { 8 }, 2048)?;
        }
        check("brush dabs per second", self.dabs_per_second.into(), 0, 500)?;
        check("brush aspect", self.aspect.into(), ROUND_ASPECT.into(), 5120)?;
        check("brush place jitter", self.jitter_place.into(), 0, 2048)?;
        check("brush grain scale", self.grain_scale.into(), 0, MAX_GRAIN_SCALE.into())?;
        check("brush smudge radius", self.smudge_radius.into(), 16, 1024)?;
        check("brush hairs", self.hairs.into(), 0, MAX_HAIRS.into())?;
        check("brush hair radius", self.hair_radius.into(), 8, 256)?;
        if self.spacing == 0 && self.base_spacing == 0 && self.dabs_per_second == 0 {
            return Err(Error::OutOfRange { what: "brush spacing", value: 0, low: 8, high: 2048 });
        }
        if self.smudges() && self.coverage == Coverage::Wash {
            return Err(Error::Damaged("a brush that smudges must build up"));
        }
        Ok(())
    }
}
