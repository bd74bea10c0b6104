//! Fixed point: fractions in units of 2⁻¹⁵ and the one rounding rule of every pixel.

/// One, in units of 2⁻¹⁵.
pub const ONE: u32 = 1 << 15;
/// [`ONE`] in the type that pixels and opacities are stored in.
pub const ONE_U16: u16 = 1 << 15;
/// Positions and radii are in units of 1/64 of a canvas pixel.
pub const UNITS_PER_PX: i32 = 64;

/// Product of two fractions, rounded to nearest. For `a, b ≤ ONE` it never exceeds either of them.
#[inline(always)]
#[must_use]
pub const fn mul_q15(a: u32, b: u32) -> u32 {
    (a * b + (1 << 14)) >> 15
}

/// A fraction `numerator / denominator` in units of 2⁻¹⁵, clamped to one; zero over zero is zero.
#[must_use]
pub const fn q15_from_ratio(numerator: u64, denominator: u64) -> u16 {
    if denominator == 0 {
        return 0;
    }
    let q = (numerator * ONE as u64 + denominator / 2) / denominator;
    if q > ONE as u64 { ONE_U16 } else { q as u16 }
}
