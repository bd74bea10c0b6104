//! From what is preferred of colour to the colours in which the picture is wanted.

#![expect(clippy::cast_possible_truncation, reason = "means and deviations of colours are small")]

use limner_env::color::lab_from_srgb;
use limner_env::{Grade, Picture, Slope};

use crate::taste::{Feature, LIGHTNESS_UNIT, OUTSIDE, Preference, Term, WARM, tint, warmth};

/// How far a preference of 1 moves colours, in standard deviations of the picture's own…
const REACH: f32 = 1.6;
/// …and how far any preference does, in the same.
const FARTHEST: f32 = 3.5;
/// The part of chroma and of light and shade that is left at least.
const LEFT: f32 = 0.08;
/// Pixels of a picture that are looked at.
const SAMPLES: usize = 4096;

/// What a picture's colours are like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ColorStatistics {
    /// Mean lightness in OKLab.
    lightness: f32,
    /// Mean chroma in OKLab.
    chroma: f32,
    /// Standard deviations: along the axis from blue to orange, from magenta to green, of chroma and of
    /// lightness. Never so small that a preference would be lost in a grey picture.
    spread: [f32; 4],
}

impl Default for ColorStatistics {
    /// The statistics of no picture.
    fn default() -> Self {
        Self { lightness: 0.6, chroma: 0.08, spread: LEAST_SPREAD }
    }
}

/// The least spread of each kind.
const LEAST_SPREAD: [f32; 4] = [0.05, 0.04, 0.04, 0.14];

impl ColorStatistics {
    /// The statistics of this picture.
    #[must_use]
    pub fn of(picture: &Picture) -> Self {
        let [reds, greens, blues] = &picture.planes;
        let stride = (reds.len() / SAMPLES).max(1) | 1;
        let mut sums = [[0.0f64; 2]; 4];
        let mut count = 0.0;
        for i in (0..reds.len()).step_by(stride) {
            let color @ [lightness, a, b] = lab_from_srgb([reds[i], greens[i], blues[i]]);
            let values = [warmth(color), tint(color), a.hypot(b), lightness];
            for (sum, v) in sums.iter_mut().zip(values.map(f64::from)) {
                sum[0] += v;
                sum[1] += v * v;
            }
            count += 1.0;
        }
        if count == 0.0 {
            return Self::default();
        }
        let mean = sums.map(|[sum, _]| sum / count);
        let spread = std::array::from_fn(|i| {
            let variance = sums[i][1] / count - mean[i] * mean[i];
            (variance.max(0.0).sqrt() as f32).max(LEAST_SPREAD[i])
        });
        Self { lightness: mean[3] as f32, chroma: mean[2] as f32, spread }
    }
}

/// The colours in which a picture is wanted.
pub(super) fn grade(preference: &Preference, strength: f32, of: &ColorStatistics) -> Grade {
    // How far each quality goes, in the picture's standard deviations.
    let way = |quality| {
        slope(preference, quality).map(|weight| {
            let far = REACH * strength * weight;
            far / (1.0 + (far / FARTHEST).powi(2)).sqrt()
        })
    };
    let [warm, tint, chroma, light] = of.spread;
    let warm = way(Feature::Warmth).map(|v| v * warm);
    let tint = way(Feature::Tint).map(|v| v * tint);
    let both = |one: f32, other: f32| {
        let sum = |pick: fn(&Slope) -> f32| one * pick(&warm) + other * pick(&tint);
        Slope {
            middle: sum(|s| s.middle),
            top: sum(|s| s.top),
            left: sum(|s| s.left),
            outside: sum(|s| s.outside),
            light: sum(|s| s.light),
        }
    };
    let lightness = way(Feature::Lightness).map(|v| {
        let room = if v > 0.0 { 1.0 - of.lightness } else { of.lightness };
        v * light / room.max(0.1)
    });
    let chroma = way(Feature::Chroma).map(|v| {
        let there = of.chroma.max(0.02);
        ((there + v * chroma) / there).max(LEFT).ln()
    });
    Grade { lightness, chroma, a: both(WARM[0], -WARM[1]), b: both(WARM[1], WARM[0]) }
}

/// What is preferred of a quality of colour, over the canvas and over lightness.
fn slope(preference: &Preference, quality: Feature) -> Slope {
    let mut slope = Slope::default();
    for (term, weight) in preference.terms() {
        match term {
            Term::Main(feature) if feature == quality => slope.middle += weight,
            Term::Product(one, other) if one == quality || other == quality => {
                match if one == quality { other } else { one } {
                    Feature::Top => slope.top += weight,
                    Feature::Left => slope.left += weight,
                    // The features' own scales.
                    Feature::Outside => {
                        slope.outside += weight / OUTSIDE[1];
                        slope.middle -= weight * OUTSIDE[0] / OUTSIDE[1];
                    }
                    Feature::Lightness => slope.light += weight / LIGHTNESS_UNIT,
                    _ => {}
                }
            }
            _ => {}
        }
    }
    slope
}
