//! Fixed point: fractions in units of 2⁻¹⁵, the one rounding rule of every pixel, and the few
//! functions that brushes and pigments need, in integers.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "each function says which range it takes, and its result fits what it gives"
)]

/// One, in units of 2⁻¹⁵.
pub const ONE: u32 = 1 << 15;
/// [`ONE`] in the type that pixels and opacities are stored in.
pub const ONE_U16: u16 = 1 << 15;
/// Positions and radii are in units of 1/64 of a canvas pixel.
pub const UNITS_PER_PX: i32 = 64;
/// One, in the units of [`sin_cos`]: 2⁻¹⁴.
pub const UNIT_VECTOR: i32 = 1 << 14;
/// One, in the units of [`log2`]: 2⁻¹⁶.
pub const OCTAVE: i32 = 1 << 16;

/// Product of two fractions, rounded to nearest. For `a, b ≤ ONE` it never exceeds either of them.
#[inline(always)]
#[must_use]
pub const fn mul_q15(a: u32, b: u32) -> u32 {
    (a * b + (1 << 14)) >> 15
}

/// `a` where `t` is 0 and `b` where it is one, each product rounded.
#[inline(always)]
#[must_use]
pub const fn mix_q15(a: u32, b: u32, t: u32) -> u32 {
    mul_q15(a, ONE - t) + mul_q15(b, t)
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

/// Binary logarithm of a fraction 1..=2¹⁶ (in units of 2⁻¹⁵), in units of 2⁻¹⁶ and rounded down; of
/// 0 it is that of the smallest fraction.
#[must_use]
pub const fn log2(fraction: u32) -> i32 {
    let fraction = if fraction == 0 { 1 } else { fraction };
    let whole = 31 - fraction.leading_zeros() as i32;
    // The mantissa in [1, 2), in units of 2⁻³¹; squaring it gives one more binary digit each time.
    let mut mantissa = (fraction as u64) << (31 - whole);
    let mut digits = 0;
    let mut i = 0;
    while i < 16 {
        mantissa = (mantissa * mantissa) >> 31;
        digits <<= 1;
        if mantissa >= 1 << 32 {
            mantissa >>= 1;
            digits |= 1;
        }
        i += 1;
    }
    (whole - 15) * OCTAVE + digits
}

/// 2 to the power of `exponent` (at most 0, in units of 2⁻¹⁶), a fraction in units of 2⁻¹⁵.
#[must_use]
pub const fn exp2(exponent: i32) -> u32 {
    /// 2 to the power of ½, ¼, ⅛ …, in units of 2⁻³¹.
    const ROOTS: [u64; 16] = roots_of_two();
    let exponent = if exponent > 0 { 0 } else { exponent };
    let whole = exponent.div_euclid(OCTAVE);
    let part = exponent.rem_euclid(OCTAVE);
    if whole < -16 {
        return 0;
    }
    let mut power: u64 = 1 << 31;
    let mut i = 0;
    while i < 16 {
        if part & (OCTAVE >> (i + 1)) != 0 {
            power = (power * ROOTS[i]) >> 31;
        }
        i += 1;
    }
    let shift = (16 - whole) as u32;
    ((power + (1 << (shift - 1))) >> shift) as u32
}

const fn roots_of_two() -> [u64; 16] {
    let mut roots = [0; 16];
    let mut power: u128 = 1 << 32;
    let mut i = 0;
    while i < 16 {
        // √ of a number in units of 2⁻³¹ is √ of it shifted by 31 more.
        power = (power << 31).isqrt();
        roots[i] = power as u64;
        i += 1;
    }
    roots
}

/// Sine and cosine of an angle in 1/65536 of a turn, in units of 2⁻¹⁴, off by at most 8.
///
/// On the quarter circle sin(π/2 · z) is z (π/2 - z² (π - 5/2 - z² (π/2 - 3/2))): the odd polynomial
/// that has the right value at both ends, the right slope at 0 and none at 1.
#[must_use]
pub const fn sin_cos(angle: u16) -> (i32, i32) {
    const fn sine(angle: u16) -> i32 {
        const fn q30(numerator: i64) -> i64 {
            (numerator << 30) / 1_000_000_000
        }
        let half = angle & 0x7fff;
        let quarter = (if half > 0x4000 { 0x8000 - half } else { half }) as i64;
        let z = quarter << 16;
        let zz = (z * z) >> 30;
        let inner = q30(641_592_654) - ((zz * q30(70_796_327)) >> 30);
        let factor = q30(1_570_796_327) - ((zz * inner) >> 30);
        let value = (((z * factor) >> 30) + (1 << 15)) >> 16;
        if angle < 0x8000 { value as i32 } else { -(value as i32) }
    }
    (sine(angle), sine(angle.wrapping_add(0x4000)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithm_and_power_undo_each_other() {
        for fraction in 1..=ONE {
            let back = exp2(log2(fraction));
            assert!(back.abs_diff(fraction) <= 1, "{fraction} came back as {back}");
        }
        assert_eq!((log2(ONE), log2(ONE / 2), log2(1)), (0, -OCTAVE, -15 * OCTAVE));
        assert_eq!((exp2(0), exp2(-OCTAVE), exp2(i32::MIN)), (ONE, ONE / 2, 0));
    }

    #[test]
    fn the_power_rises_with_its_exponent() {
        let mut last = 0;
        for exponent in -17 * OCTAVE..=0 {
            let power = exp2(exponent);
            assert!(power >= last);
            last = power;
        }
    }

    #[test]
    fn sine_and_cosine_are_right() {
        for angle in 0..=u16::MAX {
            let (sin, cos) = sin_cos(angle);
            let turn = f64::from(angle) / 65_536.0 * std::f64::consts::TAU;
            let off = |found: i32, right: f64| (f64::from(found) - right * 16_384.0).abs();
            assert!(off(sin, turn.sin()) <= 8.0 && off(cos, turn.cos()) <= 8.0, "{angle}");
        }
    }
}
