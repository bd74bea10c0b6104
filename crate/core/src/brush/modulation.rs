//! What drives a setting of a brush while it paints.

#![expect(
    clippy::cast_possible_truncation,
    reason = "a setting is within its range before it is narrowed"
)]

use crate::fixed::{ONE, ONE_U16};

/// Knots of a curve, at inputs 0, ¼, ½, ¾ and 1.
pub const KNOTS: usize = 5;
/// Modulations of a brush at most.
pub const MODULATIONS: usize = 8;

/// What is known at each dab, as a fraction 0..=2¹⁵.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Input {
    /// Pressure of the pen; 2¹⁵ for a mouse.
    Pressure,
    /// Tilt of the pen: 0 upright, 2¹⁵ lying on the paper.
    Tilt,
    /// Speed of the pointer: ½ at one canvas pixel a millisecond, 2¹⁵ infinitely fast.
    Speed,
    /// Progress of the stroke: 2¹⁵ once it has gone as far as 64 times its radius.
    Progress,
    /// Chance: another number for each dab.
    Random,
}

impl Input {
    /// All inputs, in the order of their codes.
    pub const ALL: [Self; 5] =
        [Self::Pressure, Self::Tilt, Self::Speed, Self::Progress, Self::Random];
}

/// A setting that can be driven; each means the field of [`super::Brush`] of the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the brush's field of that name")]
pub enum Setting {
    Radius,
    Opacity,
    Flow,
    Hardness,
    Softness,
    Spacing,
    Aspect,
    Angle,
    JitterPlace,
    JitterRadius,
    JitterAngle,
    Grain,
    Smudge,
    SmudgeLength,
    SmudgeRadius,
    HairRadius,
    Dryness,
}

impl Setting {
    /// All settings, in the order of their codes.
    pub const ALL: [Self; 17] = [
        Self::Radius,
        Self::Opacity,
        Self::Flow,
        Self::Hardness,
        Self::Softness,
        Self::Spacing,
        Self::Aspect,
        Self::Angle,
        Self::JitterPlace,
        Self::JitterRadius,
        Self::JitterAngle,
        Self::Grain,
        Self::Smudge,
        Self::SmudgeLength,
        Self::SmudgeRadius,
        Self::HairRadius,
        Self::Dryness,
    ];
}

/// An input multiplies a setting by a factor that a curve of straight pieces gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Modulation {
    /// What is driven.
    pub setting: Setting,
    /// What drives the setting.
    pub input: Input,
    /// The factor at each knot, in units of 2⁻¹⁵: up to nearly 2.
    pub factors: [u16; KNOTS],
}

impl Modulation {
    /// A modulation that does nothing.
    pub const NONE: Self =
        Self { setting: Setting::Radius, input: Input::Pressure, factors: [ONE_U16; KNOTS] };

    /// A modulation from one factor at input 0 to another at input 1.
    #[must_use]
    pub const fn straight(setting: Setting, input: Input, low: u16, high: u16) -> Self {
        let mut factors = [0; KNOTS];
        let mut i = 0;
        while i < KNOTS {
            let (i_u32, last) = (i as u32, KNOTS as u32 - 1);
            factors[i] = ((low as u32 * (last - i_u32) + high as u32 * i_u32) / last) as u16;
            i += 1;
        }
        Self { setting, input, factors }
    }

    /// The first of a brush's modulations; the rest do nothing.
    #[must_use]
    pub const fn list(first: &[Self]) -> [Self; MODULATIONS] {
        let mut all = [Self::NONE; MODULATIONS];
        let mut i = 0;
        while i < first.len() {
            all[i] = first[i];
            i += 1;
        }
        all
    }

    /// The factor at `input` (0..=2¹⁵), in units of 2⁻¹⁵.
    #[must_use]
    pub fn at(&self, input: u32) -> u32 {
        let pieces = KNOTS as u32 - 1;
        let along = input.min(ONE) * pieces;
        let piece = (along / ONE).min(pieces - 1);
        let part = along - piece * ONE;
        let [from, to] = [piece, piece + 1].map(|i| u32::from(self.factors[i as usize]));
        (from * (ONE - part) + to * part + ONE / 2) / ONE
    }
}

#[expect(clippy::cast_possible_truncation, reason = "numbers of a test are within their types")]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_goes_through_its_knots_and_straight_between_them() {
        let factors = [0, 65_535, 100, 200, ONE_U16];
        let curve = Modulation { setting: Setting::Flow, input: Input::Tilt, factors };
        for (i, factor) in factors.into_iter().enumerate() {
            assert_eq!(curve.at(i as u32 * ONE / 4), u32::from(factor));
        }
        assert_eq!(curve.at(ONE / 2 + ONE / 8), 150);
        assert_eq!(curve.at(7 * ONE), ONE);
    }

    #[test]
    fn a_straight_curve_is_straight() {
        let curve = Modulation::straight(Setting::Radius, Input::Pressure, 8_000, 24_000);
        assert_eq!(curve.factors, [8_000, 12_000, 16_000, 20_000, 24_000]);
    }
}
