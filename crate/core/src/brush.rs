//! A brush: the settings that turn a path into dabs.
//!
//! The model is libmypaint's (a dab has a radius, an opacity and a hardness; dabs are spaced along the
//! path in parts of the radius; inputs such as pressure scale settings), in integers.

use crate::fixed::{ONE, ONE_U16, UNITS_PER_PX, mul_q15};
use crate::{Coverage, Error};

/// Largest radius of a dab, in 1/64 px: keeps squared distances within 32 bits (see [`crate::dab`]).
pub const MAX_RADIUS: i32 = 500 * UNITS_PER_PX;
/// Smallest radius of a dab, in 1/64 px; thinner lines lose opacity instead of width.
pub const MIN_RADIUS: i32 = UNITS_PER_PX / 4;

/// A straight response to an input: the factor at input 0 and at input 1, in units of 2⁻¹⁵.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Curve {
    /// Factor where the input is 0.
    pub low: u16,
    /// Factor where the input is 2¹⁵.
    pub high: u16,
}

impl Curve {
    /// No response: the factor is one everywhere.
    pub const FLAT: Self = Self { low: ONE_U16, high: ONE_U16 };

    /// The factor at `input` (0..=2¹⁵).
    #[must_use]
    pub fn at(self, input: u16) -> u32 {
        let input = u32::from(input).min(ONE);
        mul_q15(u32::from(self.low), ONE - input) + mul_q15(u32::from(self.high), input)
    }
}

/// A round brush.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Brush {
    /// The radius it begins with, in 1/64 px; a stroke carries its own.
    pub radius: i32,
    /// The opacity it begins with, 0..=2¹⁵; a stroke carries its own.
    pub opacity: u16,
    /// How much of the disc is fully covered, 0..=2¹⁵: a soft airbrush is near 0, a pen is 2¹⁵.
    pub hardness: u16,
    /// Distance from dab to dab in 1/256 of the actual radius, at least 8.
    pub spacing: u16,
    /// Pen pressure to radius.
    pub radius_by_pressure: Curve,
    /// Pen pressure to opacity.
    pub opacity_by_pressure: Curve,
    /// How the dabs of one stroke add up where a stroke does not say otherwise.
    pub coverage: Coverage,
    /// Takes paint away instead of laying it.
    pub eraser: bool,
}

impl Brush {
    /// A firm round brush: pressure moves its width and, a little, its opacity.
    pub const ROUND: Self = Self {
        radius: 10 * UNITS_PER_PX,
        opacity: ONE_U16,
        hardness: (ONE_U16 / 10) * 8,
        spacing: 38,
        radius_by_pressure: Curve { low: ONE_U16 / 5, high: ONE_U16 },
        opacity_by_pressure: Curve { low: ONE_U16 / 2, high: ONE_U16 },
        coverage: Coverage::Wash,
        eraser: false,
    };

    /// What the partner paints with: a round brush whose profile the soft raster of `env` mirrors.
    pub const PARTNER: Self = Self {
        radius: 10 * UNITS_PER_PX,
        opacity: ONE_U16,
        hardness: (ONE_U16 / 10) * 7,
        spacing: 38,
        radius_by_pressure: Curve::FLAT,
        opacity_by_pressure: Curve::FLAT,
        coverage: Coverage::Wash,
        eraser: false,
    };

    /// [`Brush::ROUND`] that takes paint away.
    pub const ERASER: Self = Self { eraser: true, ..Self::ROUND };

    /// Checks every setting against its range.
    pub fn validate(&self) -> Result<(), Error> {
        let in_range = |what, value: i64, low: i64, high: i64| {
            if (low..=high).contains(&value) {
                Ok(())
            } else {
                Err(Error::OutOfRange { what, value, low, high })
            }
        };
        let one = i64::from(ONE);
        in_range("brush radius", self.radius.into(), MIN_RADIUS.into(), MAX_RADIUS.into())?;
        in_range("brush opacity", self.opacity.into(), 0, one)?;
        in_range("brush hardness", self.hardness.into(), 0, one)?;
        in_range("brush spacing", self.spacing.into(), 8, 2048)?;
        for curve in [self.radius_by_pressure, self.opacity_by_pressure] {
            in_range("brush curve", curve.low.max(curve.high).into(), 0, one)?;
        }
        Ok(())
    }
}
