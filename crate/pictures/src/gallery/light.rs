//! Colours as linear light, where mixing two of them looks like mixing lamps, not like mud.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places are rounded to pixels within the picture, colours to bytes: a cast of a float saturates"
)]

use std::ops::{Add, Mul};
use std::sync::LazyLock;

/// Red, green and blue light, 0..=1; more is allowed until the picture is finished.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Light {
    pub r: f32,
    pub g: f32,
    pub b: f32,
}

/// The light of a sRGB colour `0xRRGGBB`.
///
/// By the cubic 0.0125 v + 0.6822 v² + 0.3053 v³ in place of sRGB's curve, from which it differs by
/// less than a step of 8 bits: plain multiplications are the same on every machine and are `const`.
pub(super) const fn hex(rgb: u32) -> Light {
    const fn linear(byte: u32) -> f32 {
        let v = (byte & 0xFF) as f32 / 255.0;
        v * (0.012_522_878 + v * (0.682_171_1 + v * 0.305_306))
    }
    Light { r: linear(rgb >> 16), g: linear(rgb >> 8), b: linear(rgb) }
}

impl Light {
    /// `t` = 0 is `self`, 1 is `other`; clamped.
    pub(super) fn mix(self, other: Self, t: f32) -> Self {
        let t = t.clamp(0.0, 1.0);
        self * (1.0 - t) + other * t
    }

    /// The light as seen through a coloured glass.
    pub(super) fn through(self, glass: Self) -> Self {
        Self { r: self.r * glass.r, g: self.g * glass.g, b: self.b * glass.b }
    }
}

impl Add for Light {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { r: self.r + other.r, g: self.g + other.g, b: self.b + other.b }
    }
}

impl Mul<f32> for Light {
    type Output = Self;

    fn mul(self, k: f32) -> Self {
        Self { r: self.r * k, g: self.g * k, b: self.b * k }
    }
}

/// The colour at `t` of stops in rising order, eased between them.
pub(super) fn gradient(stops: &[(f32, Light)], t: f32) -> Light {
    let past = stops.partition_point(|(at, _)| *at < t);
    let before = past.saturating_sub(1).min(stops.len() - 1);
    let after = past.min(stops.len() - 1);
    let ((from, a), (to, b)) = (stops[before], stops[after]);
    a.mix(b, smoothstep(from, to, t))
}

/// 0 at `from`, 1 at `to`, with no corner at either; `to` may be the smaller one.
pub(super) fn smoothstep(from: f32, to: f32, x: f32) -> f32 {
    if from == to {
        return if x < from { 0.0 } else { 1.0 };
    }
    let t = ((x - from) / (to - from)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// Steps of the table below: in square roots of light, so that the dark ones lie close.
const STEPS: usize = 2048;

static BYTES: LazyLock<[u8; STEPS]> = LazyLock::new(|| {
    std::array::from_fn(|i| {
        let root = i as f32 / (STEPS - 1) as f32;
        let light = root * root;
        let v = if light <= 0.003_130_8 {
            light * 12.92
        } else {
            1.055 * light.powf(1.0 / 2.4) - 0.055
        };
        (v.clamp(0.0, 1.0) * 255.0 + 0.5) as u8
    })
});

/// The sRGB byte of linear light.
pub(super) fn encode(light: f32) -> u8 {
    BYTES[(light.clamp(0.0, 1.0).sqrt() * (STEPS - 1) as f32 + 0.5) as usize]
}
