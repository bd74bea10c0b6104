//! Finer pixels than a painting's own, for pictures that are larger than it (feature `fine`).
//!
//! A larger picture is no other painting: its strokes have the same dabs, to the unit, with the same jitter and
//! hairs. Only pixels are finer: 2 or 4 of them lie along one of the painting's, so a fine pixel is 32 or 16 units
//! wide and its centre lies at 16 or 8 of them. What follows from that:
//!
//! - Edges are as sharp as the finer pixels allow: half a fine pixel of falloff on either side.
//! - The paper's grain keeps its size: heights are those of the painting's pixels, and between their centres they
//!   change evenly.
//! - A brush that smudges picks up at the same places, from fine pixels.
//! - Wet paint, pigment and rims are a pixel's own affair, and remain so.
//!
//! At 1 all of this is what a painting is, to the bit. Without the feature there is nothing but 1, and whoever
//! draws by it pays nothing for the others.

use crate::fixed::UNITS_PER_PX;

/// How many pixels lie along one of the painting's: 1, 2 or 4.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scale {
    bits: u8,
}

impl Scale {
    /// The painting's own pixels.
    pub const ONE: Self = Self { bits: 0 };

    /// So many pixels along one of the painting's: 1, 2 or 4.
    #[cfg(feature = "fine")]
    #[must_use]
    pub const fn new(times: u32) -> Option<Self> {
        match times {
            1 => Some(Self::ONE),
            2 => Some(Self { bits: 1 }),
            4 => Some(Self { bits: 2 }),
            _ => None,
        }
    }

    /// The logarithm of [`Scale::times`].
    #[inline(always)]
    pub(crate) const fn bits(self) -> u32 {
        if cfg!(feature = "fine") { self.bits as u32 } else { 0 }
    }

    /// How many pixels lie along one of the painting's.
    #[inline(always)]
    #[must_use]
    pub const fn times(self) -> u16 {
        1 << self.bits()
    }

    /// From a pixel's centre to the next, in 1/64 of the painting's pixel.
    #[inline(always)]
    #[must_use]
    pub const fn pitch(self) -> i32 {
        UNITS_PER_PX >> self.bits()
    }
}
