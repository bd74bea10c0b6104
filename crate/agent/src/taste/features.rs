//! What a stroke looks like to a person: eighteen numbers with names.
//!
//! Each is about -1..=1 over the strokes that a partner paints, 0 for an ordinary one, and at most 3
//! either way. Lengths are measured in the canvas's shorter side, so the numbers mean the same on
//! every canvas. They are differentiable in the stroke's geometry, opacity and colour; what lies
//! below the stroke and what it gains are context, and count as constants.

use limner_env::SoftStroke;
use limner_env::color::Lab;

/// How many features a stroke has.
pub const FEATURES: usize = 18;
/// No feature is farther from zero.
pub const LIMIT: f32 = 3.0;

/// The features of one stroke, or the mean of several; index by [`Feature`].
pub type Features = [f32; FEATURES];

/// A feature's place among [`Features`], with its scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(usize)]
pub enum Feature {
    /// Colour along the axis from blue to orange: OKLab at hue 55°, in units of 0.08.
    Warmth,
    /// Colour along the axis from magenta to green: OKLab at hue 145°, in units of 0.08.
    Tint,
    /// OKLab chroma, from 0.08, in units of 0.07.
    Chroma,
    /// OKLab lightness, from 0.6, in units of 0.22.
    Lightness,
    /// Length of the path: octaves from 0.1 shorter sides, in units of 2.
    Length,
    /// Mean radius: octaves from 0.025 shorter sides, in units of 2.
    Width,
    /// √(1 - chord / length), from 0.2, in units of 0.15: -1 is straight, 2 an arc.
    Curvature,
    /// Opacity, from 0.7, in units of 0.25.
    Opacity,
    /// 1 for vertical, -1 for horizontal, 0 for diagonal or for a dot.
    Upright,
    /// Height of the stroke's middle: 1 at the upper edge, -1 at the lower.
    Top,
    /// Side on which the stroke's middle lies: 1 at the left edge, -1 at the right.
    Left,
    /// Distance from the canvas's middle in halves of its sides, from 0.75, in units of 0.4.
    Outside,
    /// OKLab distance to the colour below, from 0.15, in units of 0.12.
    Contrast,
    /// Decades of the share of squared error that the stroke removes, from 1/1000.
    Gain,
    /// How much was painted below before: -1 nothing, 1 all.
    Density,
    /// How much the stroke swells or thins out: octaves between its ends' radii, from 0.6, in units of 0.5.
    Taper,
    /// 1 for a stroke that rises to the right, -1 for one that falls, 0 for a vertical, a horizontal or a
    /// dot: with [`Feature::Upright`] any direction.
    Rising,
    /// Distance from the vertical axis in halves of the width, from 0.5, in units of 0.3.
    Aside,
}

impl Feature {
    /// The feature's name in files: lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Warmth => "warmth",
            Self::Tint => "tint",
            Self::Chroma => "chroma",
            Self::Lightness => "lightness",
            Self::Length => "length",
            Self::Width => "width",
            Self::Curvature => "curvature",
            Self::Opacity => "opacity",
            Self::Upright => "upright",
            Self::Top => "top",
            Self::Left => "left",
            Self::Outside => "outside",
            Self::Contrast => "contrast",
            Self::Gain => "gain",
            Self::Density => "density",
            Self::Taper => "taper",
            Self::Rising => "rising",
            Self::Aside => "aside",
        }
    }

    /// The feature of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        ALL.into_iter().find(|feature| feature.name() == name)
    }
}

/// All features, in order.
pub const ALL: [Feature; FEATURES] = [
    Feature::Warmth,
    Feature::Tint,
    Feature::Chroma,
    Feature::Lightness,
    Feature::Length,
    Feature::Width,
    Feature::Curvature,
    Feature::Opacity,
    Feature::Upright,
    Feature::Top,
    Feature::Left,
    Feature::Outside,
    Feature::Contrast,
    Feature::Gain,
    Feature::Density,
    Feature::Taper,
    Feature::Rising,
    Feature::Aside,
];

/// Where a stroke is, was or will be painted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Context {
    /// Canvas width in pixels.
    pub width: f32,
    /// Canvas height in pixels.
    pub height: f32,
    /// Mean colour below the stroke, sRGB-encoded 0..=1.
    pub below: [f32; 3],
    /// Share of the present squared error that the stroke removes; 0 or less where it does not.
    pub gain: f32,
    /// Share of the pixels below it that were painted before, 0..=1.
    pub density: f32,
}

/// The derivative of a score with respect to a stroke.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StrokeGradient {
    /// The derivative with respect to the stroke's geometry (canvas pixels) and opacity.
    pub shape: SoftStroke,
    /// The derivative with respect to the stroke's colour in OKLab.
    pub color: Lab,
}
