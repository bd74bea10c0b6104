//! Conversions between counts and floats, each saying what it takes.

/// A count as a float: those of this crate are below 2²⁴, where each has one of its own.
#[expect(clippy::cast_precision_loss, reason = "counts are below 2²⁴")]
pub(crate) const fn float(count: usize) -> f32 {
    count as f32
}

/// The whole number nearest to a float, and the nearest that fits where it lies outside; 0 for what is no number.
#[expect(clippy::cast_possible_truncation, reason = "the cast saturates, and a NaN becomes 0")]
pub(crate) fn whole(value: f32) -> i32 {
    value.round() as i32
}

/// The whole number at or below a float that is not below zero; a cast saturates.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, and a NaN becomes 0"
)]
pub(crate) fn floor(value: f32) -> usize {
    value as usize
}

/// The float nearest to a number of twice its bits.
#[expect(clippy::cast_possible_truncation, reason = "rounds to what fits")]
pub(crate) const fn narrow(value: f64) -> f32 {
    value as f32
}

/// A fraction 0..1 of 32 random bits.
#[expect(clippy::cast_precision_loss, reason = "23 bits fit a float")]
pub(crate) const fn fraction(bits: u32) -> f32 {
    (bits >> 9) as f32 / (1_u32 << 23) as f32
}
