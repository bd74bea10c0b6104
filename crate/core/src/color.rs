//! Colours of the log: 8-bit sRGB, and their fractions in a pixel.

#![expect(clippy::cast_possible_truncation, reason = "a mixed channel is between two bytes")]

use crate::fixed::ONE;

/// An opaque sRGB colour with 8 bits a channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rgb8 {
    /// Red, 0..=255.
    pub r: u8,
    /// Green, 0..=255.
    pub g: u8,
    /// Blue, 0..=255.
    pub b: u8,
}

impl Rgb8 {
    /// A colour from its three channels.
    #[must_use]
    pub const fn new(r: u8, g: u8, b: u8) -> Self {
        Self { r, g, b }
    }

    /// The channels in order.
    #[must_use]
    pub const fn channels(self) -> [u8; 3] {
        [self.r, self.g, self.b]
    }

    /// The channels as fractions in units of 2⁻¹⁵.
    #[must_use]
    pub const fn q15(self) -> [u32; 3] {
        [q15_from_u8(self.r), q15_from_u8(self.g), q15_from_u8(self.b)]
    }
}

/// 0..=255 to 0..=2¹⁵, rounded to nearest.
#[must_use]
pub const fn q15_from_u8(value: u8) -> u32 {
    (value as u32 * ONE + 127) / 255
}

/// 0..=2¹⁵ to 0..=255, rounded to nearest; undoes [`q15_from_u8`].
#[inline(always)]
#[must_use]
pub const fn u8_from_q15(value: u32) -> u8 {
    ((value * 255 + (1 << 14)) >> 15) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_bit_colours_survive_the_pixel_format() {
        for value in 0..=255 {
            assert_eq!(u8_from_q15(q15_from_u8(value)), value);
        }
    }
}
