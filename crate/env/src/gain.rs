//! What a stroke would do, measured on the integer raster at the painting's size.

#![expect(clippy::cast_possible_truncation, reason = "an exact sum is rounded for a network")]

use limner_core::Rgb8;

/// What a stroke would do, measured on the integer raster at the painting's size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gain {
    /// By how much the sum of squared differences (three channels, 0..=1) falls.
    pub squared_error: f64,
    /// Mean colour (sRGB-encoded) of the canvas below the stroke, weighted by coverage.
    pub below: [f32; 3],
    /// Pixels covered, weighted by coverage.
    pub area: f32,
    /// What the stroke would do in other colours.
    pub response: Response,
}

/// The squared error that a stroke removes, as a function of its colour k (sRGB-encoded 0..=1): with
/// coverage m, target t and canvas v it is Σ 2 (t-v) m (k-v) - m² (k-v)², quadratic in k.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Response {
    /// Σ m (t - v + m v) for each channel.
    pub(crate) linear: [f64; 3],
    /// Σ m².
    pub(crate) square: f64,
    /// Σ m v (2 (t - v) + m v) over the channels.
    pub(crate) constant: f64,
}

impl Response {
    /// The squared error that the stroke removes in this colour.
    #[must_use]
    pub fn squared_error(&self, color: Rgb8) -> f64 {
        let mut sum = -self.constant;
        for (k, linear) in
            color.channels().map(|c| f64::from(c) / 255.0).into_iter().zip(self.linear)
        {
            sum += k * (2.0 * linear - k * self.square);
        }
        sum
    }

    /// The colour that removes most, clamped to 0..=1.
    pub(crate) fn best(&self) -> [f32; 3] {
        self.linear.map(|linear| ((linear / self.square) as f32).clamp(0.0, 1.0))
    }
}
