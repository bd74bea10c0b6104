//! The few lengths and positions that features are made of, and the way back from derivatives.
//!
//! [`Measure::features`] and [`Measure::gradient`] are one function and its derivative: they are
//! written in the same order, to be read side by side.

use std::f32::consts::LN_2;

use limner_core::fixed::{ONE, UNITS_PER_PX};
use limner_core::{Path, Stroke};
use limner_env::SoftStroke;
use limner_env::action::srgb;
use limner_env::color::{Lab, lab_from_srgb};

use super::features::{Context, FEATURES, Feature, Features, LIMIT, StrokeGradient};

/// Pieces into which a Bézier curve is cut to measure it, as in [`limner_env::soft`].
const PIECES: usize = 8;
/// Cosine and sine of 55°: orange in OKLab, halfway between red (29°) and yellow (110°) as people name
/// warm colours; blue (264°) lies nearly opposite.
pub(crate) const WARM: [f32; 2] = [0.573_576_4, 0.819_152_04];
/// In shorter sides: lengths below this are a dot's.
const DOT: f32 = 0.005;
/// In canvas pixels: thinner strokes are as thin as this.
const THIN: f32 = 0.1;
/// Keeps square roots of squared OKLab distances differentiable at zero.
const ROUNDED: f32 = 1e-4;
/// Keeps roots of squared octaves of taper, and of squared distances from the axis, differentiable at zero.
const EVEN: f32 = 0.01;
pub(crate) const AXIS: f32 = 2.5e-3;

/// What [`Feature::Outside`] is measured from, and its unit.
pub(crate) const OUTSIDE: [f32; 2] = [0.75, 0.4];
/// What [`Feature::Aside`] is measured from, and its unit.
pub(crate) const ASIDE: [f32; 2] = [0.5, 0.3];
/// The unit of [`Feature::Lightness`].
pub(crate) const LIGHTNESS_UNIT: f32 = 0.22;

/// How far a colour lies along the axis from blue to orange, in OKLab.
pub(crate) fn warmth([_, a, b]: Lab) -> f32 {
    WARM[0] * a + WARM[1] * b
}

/// How far a colour lies along the axis from magenta to green, in OKLab.
pub(crate) fn tint([_, a, b]: Lab) -> f32 {
    WARM[0] * b - WARM[1] * a
}

/// The features of a stroke of the log.
#[must_use]
pub fn features(stroke: &Stroke, context: &Context) -> Features {
    measured(stroke).features(lab_from_srgb(srgb(stroke.color)), context)
}

/// The middle of a stroke of the log, in canvas pixels.
#[must_use]
pub fn middle(stroke: &Stroke) -> [f32; 2] {
    measured(stroke).middle
}

fn measured(stroke: &Stroke) -> Measure {
    let opacity = f32::from(stroke.opacity) / ONE as f32;
    let px = |v: i32| v as f32 / UNITS_PER_PX as f32;
    match &stroke.path {
        Path::Bezier { points, radii } => {
            let points = points.map(|p| [px(p.x), px(p.y)]);
            Measure::of_bezier(&SoftStroke { points, radii: radii.map(px), opacity })
        }
        Path::Samples { radius, samples } => {
            let points: Vec<_> = samples.iter().map(|s| [px(s.point.x), px(s.point.y)]).collect();
            Measure::of_polyline(&points, px(*radius), opacity)
        }
    }
}

/// The features of a stroke in canvas pixels before it is quantised, in an sRGB-encoded colour.
#[must_use]
pub fn features_of_soft(stroke: &SoftStroke, color: [f32; 3], context: &Context) -> Features {
    Measure::of_bezier(stroke).features(lab_from_srgb(color), context)
}

/// The gradient with respect to a stroke in canvas pixels, from that with respect to its features.
#[must_use]
pub fn stroke_gradient(
    stroke: &SoftStroke,
    color: [f32; 3],
    context: &Context,
    d_features: &Features,
) -> StrokeGradient {
    Measure::of_bezier(stroke).gradient(stroke, lab_from_srgb(color), context, d_features)
}

/// A stroke's path, measured in canvas pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Measure {
    length: f32,
    chord: [f32; 2],
    middle: [f32; 2],
    radius: f32,
    /// Octaves from the last radius to the first.
    taper: f32,
    opacity: f32,
}

impl Measure {
    pub(super) fn of_bezier(stroke: &SoftStroke) -> Self {
        let [start, control, end] = stroke.points;
        Self {
            length: pieces(stroke).map(|(_, along)| norm(along)).sum(),
            chord: [end[0] - start[0], end[1] - start[1]],
            middle: [0, 1].map(|i| 0.25 * start[i] + 0.5 * control[i] + 0.25 * end[i]),
            radius: 0.5 * (stroke.radii[0] + stroke.radii[1]),
            taper: (stroke.radii[0].max(THIN) / stroke.radii[1].max(THIN)).log2(),
            opacity: stroke.opacity,
        }
    }

    /// A path of straight lines; one without points lies at the origin.
    pub(super) fn of_polyline(points: &[[f32; 2]], radius: f32, opacity: f32) -> Self {
        let first = points.first().copied().unwrap_or_default();
        let last = points.last().copied().unwrap_or_default();
        let length =
            points.windows(2).map(|p| norm([p[1][0] - p[0][0], p[1][1] - p[0][1]])).sum::<f32>();
        let middle = points.get(points.len() / 2).copied().unwrap_or_default();
        let chord = [last[0] - first[0], last[1] - first[1]];
        Self { length, chord, middle, radius, taper: 0.0, opacity }
    }

    pub(super) fn features(&self, color: Lab, context: &Context) -> Features {
        self.unlimited(color, context).map(
            |v| {
                if v.is_finite() { v.clamp(-LIMIT, LIMIT) } else { 0.0 }
            },
        )
    }

    fn unlimited(&self, color: Lab, context: &Context) -> Features {
        let side = context.width.min(context.height).max(1.0);
        let [lightness, a, b] = color;
        let dot = DOT * side;
        let chord = norm(self.chord);
        let bow = 1.0 - (chord + dot) / (self.length + dot);
        let [cx, cy] = self.chord;
        let [top, left] = self.place(context);
        let away = difference(color, lab_from_srgb(context.below));
        let mut f = [0.0; FEATURES];
        f[Feature::Warmth as usize] = warmth(color) / 0.08;
        f[Feature::Tint as usize] = tint(color) / 0.08;
        f[Feature::Chroma as usize] = ((a * a + b * b + ROUNDED).sqrt() - 0.08) / 0.07;
        f[Feature::Lightness as usize] = (lightness - 0.6) / LIGHTNESS_UNIT;
        f[Feature::Length as usize] = ((self.length + dot) / (0.1 * side)).log2() / 2.0;
        f[Feature::Width as usize] = (self.radius.max(THIN) / (0.025 * side)).log2() / 2.0;
        f[Feature::Curvature as usize] = ((bow.max(0.0) + 0.0025).sqrt() - 0.2) / 0.15;
        f[Feature::Opacity as usize] = (self.opacity - 0.7) / 0.25;
        f[Feature::Upright as usize] = (cy * cy - cx * cx) / (cx * cx + cy * cy + dot * dot);
        f[Feature::Top as usize] = top;
        f[Feature::Left as usize] = left;
        f[Feature::Outside as usize] =
            ((top * top + left * left + ROUNDED).sqrt() - OUTSIDE[0]) / OUTSIDE[1];
        f[Feature::Contrast as usize] = ((squares(away) + ROUNDED).sqrt() - 0.15) / 0.12;
        f[Feature::Gain as usize] = (context.gain.max(0.0) + 1e-5).log10() + 3.0;
        f[Feature::Density as usize] = 2.0 * context.density - 1.0;
        f[Feature::Taper as usize] = ((self.taper * self.taper + EVEN).sqrt() - 0.6) / 0.5;
        f[Feature::Rising as usize] = -2.0 * cx * cy / (cx * cx + cy * cy + dot * dot);
        f[Feature::Aside as usize] = ((left * left + AXIS).sqrt() - ASIDE[0]) / ASIDE[1];
        f
    }

    pub(super) fn gradient(
        &self,
        stroke: &SoftStroke,
        color: Lab,
        context: &Context,
        d_features: &Features,
    ) -> StrokeGradient {
        let side = context.width.min(context.height).max(1.0);
        let [_, a, b] = color;
        let dot = DOT * side;
        let chord = norm(self.chord);
        let bow = 1.0 - (chord + dot) / (self.length + dot);
        let [cx, cy] = self.chord;
        let [top, left] = self.place(context);
        let away = difference(color, lab_from_srgb(context.below));
        // Beyond the limit a feature is constant.
        let at = self.unlimited(color, context);
        let d = |f: Feature| {
            let free = at[f as usize].abs() < LIMIT;
            if free { d_features[f as usize] } else { 0.0 }
        };

        let (d_warmth, d_tint) = (d(Feature::Warmth) / 0.08, d(Feature::Tint) / 0.08);
        let d_chroma = d(Feature::Chroma) / 0.07 / (a * a + b * b + ROUNDED).sqrt();
        let d_contrast = d(Feature::Contrast) / 0.12 / (squares(away) + ROUNDED).sqrt();
        let d_color = [
            d(Feature::Lightness) / LIGHTNESS_UNIT + d_contrast * away[0],
            WARM[0] * d_warmth - WARM[1] * d_tint + d_chroma * a + d_contrast * away[1],
            WARM[1] * d_warmth + WARM[0] * d_tint + d_chroma * b + d_contrast * away[2],
        ];

        let d_bow = if bow > 0.0 {
            d(Feature::Curvature) / 0.15 * 0.5 / (bow + 0.0025).sqrt()
        } else {
            0.0
        };
        let d_length = d(Feature::Length) / (2.0 * LN_2 * (self.length + dot))
            + d_bow * (chord + dot) / (self.length + dot).powi(2);
        let d_chord_length = -d_bow / (self.length + dot);
        let squared = cx * cx + cy * cy + dot * dot;
        let upright = (cy * cy - cx * cx) / squared;
        let d_upright = d(Feature::Upright) * 2.0 / squared;
        let rising = -2.0 * cx * cy / squared;
        let d_rising = d(Feature::Rising) * 2.0 / squared;
        let per_length = d_chord_length / chord.max(1e-6);
        let d_chord = [
            per_length * cx - d_upright * cx * (1.0 + upright) - d_rising * (cy + rising * cx),
            per_length * cy + d_upright * cy * (1.0 - upright) - d_rising * (cx + rising * cy),
        ];
        let d_outside =
            d(Feature::Outside) / OUTSIDE[1] / (top * top + left * left + ROUNDED).sqrt();
        let d_aside = d(Feature::Aside) / ASIDE[1] / (left * left + AXIS).sqrt();
        let d_middle = [
            (d(Feature::Left) + (d_outside + d_aside) * left) * -2.0 / context.width.max(1.0),
            (d(Feature::Top) + d_outside * top) * -2.0 / context.height.max(1.0),
        ];
        let d_radius =
            if self.radius > THIN { d(Feature::Width) / (2.0 * LN_2 * self.radius) } else { 0.0 };
        let d_taper =
            d(Feature::Taper) / 0.5 * self.taper / (self.taper * self.taper + EVEN).sqrt();
        let [d_first, d_last] =
            stroke.radii.map(|radius| if radius > THIN { d_taper / (LN_2 * radius) } else { 0.0 });

        let mut shape = SoftStroke {
            points: [0.25, 0.5, 0.25].map(|share| d_middle.map(|v| share * v)),
            radii: [0.5 * d_radius + d_first, 0.5 * d_radius - d_last],
            opacity: d(Feature::Opacity) / 0.25,
        };
        for (axis, d) in d_chord.into_iter().enumerate() {
            shape.points[0][axis] -= d;
            shape.points[2][axis] += d;
        }
        for (weights, along) in pieces(stroke) {
            let scale = d_length / norm(along).max(1e-6);
            for (point, weight) in shape.points.iter_mut().zip(weights) {
                point[0] += scale * weight * along[0];
                point[1] += scale * weight * along[1];
            }
        }
        StrokeGradient { shape, color: d_color }
    }

    /// Height and side of the middle: 1 at the upper and the left edge, -1 at the lower and right.
    fn place(&self, context: &Context) -> [f32; 2] {
        [
            1.0 - 2.0 * self.middle[1] / context.height.max(1.0),
            1.0 - 2.0 * self.middle[0] / context.width.max(1.0),
        ]
    }
}

/// The pieces of the curve: how each follows from the three control points, and the vector along it.
fn pieces(stroke: &SoftStroke) -> impl Iterator<Item = ([f32; 3], [f32; 2])> {
    let at = |i: usize| {
        let t = i as f32 / PIECES as f32;
        [(1.0 - t) * (1.0 - t), 2.0 * t * (1.0 - t), t * t]
    };
    let points = stroke.points;
    (0..PIECES).map(move |i| {
        let (from, to) = (at(i), at(i + 1));
        let weights = [0, 1, 2].map(|k| to[k] - from[k]);
        let along = [0, 1].map(|axis| (0..3).map(|k| weights[k] * points[k][axis]).sum());
        (weights, along)
    })
}

fn norm([x, y]: [f32; 2]) -> f32 {
    x.hypot(y)
}

fn difference(a: Lab, b: Lab) -> Lab {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

fn squares(v: Lab) -> f32 {
    v.iter().map(|v| v * v).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use limner_env::Random;

    fn random_stroke(random: &mut Random) -> SoftStroke {
        let mut point = || [random.between(20.0, 300.0), random.between(20.0, 220.0)];
        SoftStroke {
            points: [point(), point(), point()],
            radii: [random.between(1.0, 20.0), random.between(1.0, 20.0)],
            opacity: random.between(0.2, 0.95),
        }
    }

    #[test]
    fn gradients_match_differences() {
        let mut random = Random::new(5);
        for _ in 0..200 {
            let stroke = random_stroke(&mut random);
            let lab = [random.between(0.2, 0.9), 0.1 * random.normal(), 0.1 * random.normal()];
            let context = Context {
                width: 320.0,
                height: 240.0,
                below: [random.unit(), random.unit(), random.unit()],
                gain: 0.01,
                density: 0.3,
            };
            let weights: Features = std::array::from_fn(|_| random.normal());
            let score = |stroke: &SoftStroke, lab: Lab| -> f64 {
                let features = Measure::of_bezier(stroke).features(lab, &context);
                features.iter().zip(weights).map(|(f, w)| f64::from(f * w)).sum()
            };
            let found = Measure::of_bezier(&stroke).gradient(&stroke, lab, &context, &weights);
            let check = |name: &str, found: f32, up: f64, down: f64, step: f64| {
                let difference = (up - down) / (2.0 * step);
                let error = (difference - f64::from(found)).abs();
                // 2 % for the curve within a step, the rest for what f32 rounds off.
                let tolerance = 0.02 * difference.abs() + 5e-3;
                assert!(error < tolerance, "{name}: {found} against {difference}");
            };
            for k in 0..3 {
                for axis in 0..2 {
                    let (mut up, mut down) = (stroke, stroke);
                    up.points[k][axis] += 0.25;
                    down.points[k][axis] -= 0.25;
                    let (up, down) = (score(&up, lab), score(&down, lab));
                    check("point", found.shape.points[k][axis], up, down, 0.25);
                }
                let (mut up, mut down) = (lab, lab);
                up[k] += 2e-4;
                down[k] -= 2e-4;
                let (up, down) = (score(&stroke, up), score(&stroke, down));
                // A colour's derivatives are large: relative to the scale of a feature, 1/0.07.
                check("colour", found.color[k] * 0.07, up * 0.07, down * 0.07, 2e-4);
            }
            let (mut up, mut down) = (stroke, stroke);
            up.radii[0] += 0.01;
            down.radii[0] -= 0.01;
            check("radius", found.shape.radii[0], score(&up, lab), score(&down, lab), 0.01);
            let (mut up, mut down) = (stroke, stroke);
            up.opacity += 0.01;
            down.opacity -= 0.01;
            check("opacity", found.shape.opacity, score(&up, lab), score(&down, lab), 0.01);
        }
    }

    #[test]
    fn dots_and_absurd_strokes_stay_finite() {
        let mut dot = SoftStroke { points: [[7.0; 2]; 3], radii: [2.0; 2], opacity: 1.0 };
        let context =
            Context { width: 64.0, height: 64.0, below: [0.5; 3], gain: 0.0, density: 0.0 };
        let check = |stroke: &SoftStroke, context: &Context| {
            let measure = Measure::of_bezier(stroke);
            let features = measure.features([0.5, 0.0, 0.0], context);
            assert!(features.iter().all(|v| v.is_finite() && v.abs() <= LIMIT), "{features:?}");
            let d = measure.gradient(stroke, [0.5, 0.0, 0.0], context, &[1.0; FEATURES]);
            assert!(d.shape.points.iter().flatten().chain(&d.color).all(|v| v.is_finite()));
        };
        check(&dot, &context);
        check(&dot, &Context { width: 0.0, height: 0.0, gain: -5.0, ..context });
        dot.points[2] = [1e9; 2];
        check(&dot, &context);
        let nothing = Measure::of_polyline(&[], 1.0, 1.0).features([0.5, 0.0, 0.0], &context);
        assert!(nothing.iter().all(|v| v.is_finite()));
    }
}
