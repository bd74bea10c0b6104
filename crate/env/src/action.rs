//! Actions: what a network puts out, as strokes.
//!
//! A stroke is 8 raw numbers of geometry and 3 of colour, unbounded; they are squashed into ranges
//! here, so that gradient steps on them need no constraints.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "raw numbers are squashed into ranges that fit"
)]

use limner_core::brush::{MAX_RADIUS, MIN_RADIUS};
use limner_core::fixed::{ONE, UNITS_PER_PX};
use limner_core::format::lattice;
use limner_core::stroke::MAX_COORDINATE;
use limner_core::{Author, Coverage, Path, Point, Rgb8, Stroke};

use crate::color::{lab_from_srgb, srgb_from_lab};
use crate::soft::{SoftGradient, SoftStroke};
use crate::window::{WINDOW, Window, canvas_from_window, window_from_canvas};

/// Raw numbers of geometry: centre (x, y), chord (x, y), bend, radius at either end, opacity.
pub const GEOMETRY: usize = 8;
/// Raw numbers of colour: an OKLab offset to the solved colour.
pub const COLOR: usize = 3;
/// Raw numbers of a stroke.
pub const RAW: usize = GEOMETRY + COLOR;

/// One stroke as the network puts it out.
pub type Action = [f32; RAW];

/// The centre of the chord lies within this of the window's centre, in window pixels.
const CENTER_REACH: f32 = 0.55 * WINDOW as f32;
/// Each component of the chord is at most this, in window pixels.
const CHORD_REACH: f32 = 0.95 * WINDOW as f32;
/// At bend 1 the control point lies this many chord lengths beside the chord's centre.
const BEND_REACH: f32 = 0.8;
/// Radii in window pixels.
const RADIUS_LOW: f32 = 0.5;
const RADIUS_HIGH: f32 = 12.0;
/// The faintest stroke.
const OPACITY_LOW: f32 = 0.15;
/// Each component of the colour offset is at most this, in OKLab.
pub const COLOR_REACH: f32 = 0.1;

/// The stroke of 8 raw numbers, in window pixels.
#[must_use]
pub fn soft_from_raw(raw: &[f32; GEOMETRY]) -> SoftStroke {
    let middle = WINDOW as f32 / 2.0;
    let center = [0, 1].map(|i| middle + CENTER_REACH * raw[i].tanh());
    let chord = [2, 3].map(|i| CHORD_REACH * raw[i].tanh());
    let bend = BEND_REACH * raw[4].tanh();
    SoftStroke {
        points: [
            [center[0] - 0.5 * chord[0], center[1] - 0.5 * chord[1]],
            [center[0] - bend * chord[1], center[1] + bend * chord[0]],
            [center[0] + 0.5 * chord[0], center[1] + 0.5 * chord[1]],
        ],
        radii: [radius(raw[5]), radius(raw[6])],
        opacity: OPACITY_LOW + (1.0 - OPACITY_LOW) * sigmoid(raw[7]),
    }
}

/// The gradient with respect to the 8 raw numbers, from that with respect to the stroke.
#[must_use]
pub fn raw_gradient(raw: &[f32; GEOMETRY], d: &SoftGradient) -> [f32; GEOMETRY] {
    let d_tanh = |v: f32| 1.0 - v.tanh().powi(2);
    let chord = [2, 3].map(|i| CHORD_REACH * raw[i].tanh());
    let bend = BEND_REACH * raw[4].tanh();
    let [d0, d1, d2] = d.points;
    let d_center = [0, 1].map(|axis| d0[axis] + d1[axis] + d2[axis]);
    let d_chord = [0.5 * (d2[0] - d0[0]) + bend * d1[1], 0.5 * (d2[1] - d0[1]) - bend * d1[0]];
    let d_bend = -chord[1] * d1[0] + chord[0] * d1[1];
    let d_radius = |v: f32| radius(v) * (RADIUS_HIGH / RADIUS_LOW).ln() * d_sigmoid(v);
    [
        d_center[0] * CENTER_REACH * d_tanh(raw[0]),
        d_center[1] * CENTER_REACH * d_tanh(raw[1]),
        d_chord[0] * CHORD_REACH * d_tanh(raw[2]),
        d_chord[1] * CHORD_REACH * d_tanh(raw[3]),
        d_bend * BEND_REACH * d_tanh(raw[4]),
        d.radii[0] * d_radius(raw[5]),
        d.radii[1] * d_radius(raw[6]),
        d.opacity * (1.0 - OPACITY_LOW) * d_sigmoid(raw[7]),
    ]
}

/// Raw numbers whose stroke is nearest to `stroke`, in window pixels.
#[must_use]
pub fn raw_from_soft(stroke: &SoftStroke) -> [f32; GEOMETRY] {
    let [start, control, end] = stroke.points;
    let middle = WINDOW as f32 / 2.0;
    let center = [0, 1].map(|axis| 0.5 * (start[axis] + end[axis]));
    let chord = [0, 1].map(|axis| end[axis] - start[axis]);
    let squared = chord[0] * chord[0] + chord[1] * chord[1];
    let aside = [control[0] - center[0], control[1] - center[1]];
    let bend =
        if squared > 1e-6 { (chord[0] * aside[1] - chord[1] * aside[0]) / squared } else { 0.0 };
    let atanh = |v: f32| v.clamp(-0.995, 0.995).atanh();
    let logit = |v: f32| {
        let v = v.clamp(0.005, 0.995);
        (v / (1.0 - v)).ln()
    };
    let radius = |r: f32| logit((r.max(1e-3) / RADIUS_LOW).ln() / (RADIUS_HIGH / RADIUS_LOW).ln());
    [
        atanh((center[0] - middle) / CENTER_REACH),
        atanh((center[1] - middle) / CENTER_REACH),
        atanh(chord[0] / CHORD_REACH),
        atanh(chord[1] / CHORD_REACH),
        atanh(bend / BEND_REACH),
        radius(stroke.radii[0]),
        radius(stroke.radii[1]),
        logit((stroke.opacity - OPACITY_LOW) / (1.0 - OPACITY_LOW)),
    ]
}

/// The OKLab offset of 3 raw numbers.
#[must_use]
pub fn color_offset(raw: [f32; COLOR]) -> [f32; 3] {
    raw.map(|v| COLOR_REACH * v.tanh())
}

/// An sRGB-encoded colour moved by an OKLab offset.
#[must_use]
pub fn offset_color(rgb: [f32; 3], offset: [f32; 3]) -> [f32; 3] {
    if offset == [0.0; 3] {
        return rgb;
    }
    let lab = lab_from_srgb(rgb);
    srgb_from_lab([lab[0] + offset[0], lab[1] + offset[1], lab[2] + offset[2]])
}

/// Half the range of lightness, and of the two colour axes, of a colour that is not solved, in OKLab.
const FREE_REACH: [f32; COLOR] = [0.5, 0.3, 0.3];

/// The colour of 3 raw numbers where there is no target to solve it for, sRGB-encoded.
#[must_use]
pub fn free_color(raw: [f32; COLOR]) -> [f32; 3] {
    let [l, a, b] = std::array::from_fn(|i| FREE_REACH[i] * raw[i].tanh());
    srgb_from_lab([0.5 + l, a, b])
}

/// Undoes [`free_color`].
#[must_use]
pub fn raw_from_free_color(rgb: [f32; 3]) -> [f32; COLOR] {
    let [l, a, b] = lab_from_srgb(rgb);
    let lab = [l - 0.5, a, b];
    std::array::from_fn(|i| (lab[i] / FREE_REACH[i]).clamp(-0.995, 0.995).atanh())
}

/// sRGB-encoded 0..=1 to 8 bits a channel.
#[must_use]
pub fn rgb8(rgb: [f32; 3]) -> Rgb8 {
    let [r, g, b] = rgb.map(|v| (v.clamp(0.0, 1.0) * 255.0 + 0.5) as u8);
    Rgb8::new(r, g, b)
}

/// 8 bits a channel to sRGB-encoded 0..=1: undoes [`rgb8`].
#[must_use]
pub fn srgb(color: Rgb8) -> [f32; 3] {
    color.channels().map(|c| f32::from(c) / 255.0)
}

/// A partner's stroke for the log: quantised here and nowhere else. `stroke` is in window pixels.
#[must_use]
pub fn stroke_from_soft(window: Window, stroke: &SoftStroke, brush: u8, color: Rgb8) -> Stroke {
    let unit = |v: f32| {
        let v = (v * UNITS_PER_PX as f32).round();
        (v as i32).clamp(-MAX_COORDINATE, MAX_COORDINATE)
    };
    let scale = (1u32 << window.level) as f32;
    Stroke {
        author: Author::Partner,
        brush,
        color,
        opacity: (stroke.opacity.clamp(0.0, 1.0) * ONE as f32).round() as u16,
        coverage: Coverage::Wash,
        path: Path::Bezier {
            points: stroke.points.map(|p| {
                let [x, y] = canvas_from_window(window, p);
                Point::new(unit(x), unit(y))
            }),
            radii: stroke.radii.map(|r| unit(r * scale).clamp(MIN_RADIUS, MAX_RADIUS)),
        },
    }
}

/// How a partner's strokes are quantised beyond what a log asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quantiser {
    /// Whether strokes lie on the [`lattice`] of their size, so that they take few bytes. They do not where nothing
    /// is said: what learns needs no log.
    pub on_lattice: bool,
}

impl Quantiser {
    /// A stroke in the shape that it has then.
    #[must_use]
    pub fn fitted(self, stroke: Stroke) -> Stroke {
        if self.on_lattice { lattice::fitted(stroke) } else { stroke }
    }

    /// A colour as strokes have it then.
    #[must_use]
    pub fn fitted_color(self, color: Rgb8) -> Rgb8 {
        if self.on_lattice { lattice::color(color) } else { color }
    }
}

/// Undoes [`stroke_from_soft`]; `None` for a stroke of a pointer's samples.
#[must_use]
pub fn soft_from_stroke(window: Window, stroke: &Stroke) -> Option<SoftStroke> {
    Some(soft_in_window(window, &soft_on_canvas(stroke)?))
}

/// A curve of the log in canvas pixels; `None` for a stroke of a pointer's samples.
#[must_use]
pub fn soft_on_canvas(stroke: &Stroke) -> Option<SoftStroke> {
    let Path::Bezier { points, radii } = &stroke.path else { return None };
    let px = |v: i32| v as f32 / UNITS_PER_PX as f32;
    Some(SoftStroke {
        points: points.map(|p| [px(p.x), px(p.y)]),
        radii: radii.map(px),
        opacity: f32::from(stroke.opacity) / ONE as f32,
    })
}

/// A stroke in canvas pixels, as a window has it.
#[must_use]
pub fn soft_in_window(window: Window, stroke: &SoftStroke) -> SoftStroke {
    let scale = (1u32 << window.level) as f32;
    SoftStroke {
        points: stroke.points.map(|point| window_from_canvas(window, point)),
        radii: stroke.radii.map(|radius| radius / scale),
        opacity: stroke.opacity,
    }
}

/// Undoes [`soft_in_window`]: a stroke of a window, in canvas pixels.
#[must_use]
pub fn soft_from_window(window: Window, stroke: &SoftStroke) -> SoftStroke {
    let scale = (1u32 << window.level) as f32;
    SoftStroke {
        points: stroke.points.map(|point| canvas_from_window(window, point)),
        radii: stroke.radii.map(|radius| radius * scale),
        opacity: stroke.opacity,
    }
}

/// The logistic function: any number to 0..=1.
#[must_use]
pub fn sigmoid(v: f32) -> f32 {
    1.0 / (1.0 + (-v).exp())
}

fn d_sigmoid(v: f32) -> f32 {
    let s = sigmoid(v);
    s * (1.0 - s)
}

fn radius(v: f32) -> f32 {
    RADIUS_LOW * ((RADIUS_HIGH / RADIUS_LOW).ln() * sigmoid(v)).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_numbers_survive_the_round_trip() {
        let raw = [0.3, -0.7, 0.5, 0.2, -0.4, 0.1, -1.2, 0.8];
        for (a, b) in raw.iter().zip(raw_from_soft(&soft_from_raw(&raw))) {
            assert!((a - b).abs() < 1e-3, "{a} became {b}");
        }
    }

    #[test]
    fn free_colours_survive_the_round_trip() {
        for rgb in [[0.1, 0.5, 0.9], [1.0, 1.0, 1.0], [0.8, 0.2, 0.1], [0.3, 0.3, 0.3]] {
            let back = free_color(raw_from_free_color(rgb));
            assert!(rgb.iter().zip(back).all(|(a, b)| (a - b).abs() < 0.02), "{rgb:?}: {back:?}");
        }
    }

    #[test]
    fn gradient_of_the_squashing_matches_differences() {
        let raw = [0.3, -0.7, 0.5, 0.2, -0.4, 0.1, -1.2, 0.8];
        // A loss that is linear in the stroke's nine numbers.
        let weights = SoftGradient {
            points: [[0.5, -0.3], [0.9, 0.7], [-0.2, 0.4]],
            radii: [1.1, -0.6],
            opacity: 2.0,
        };
        let loss = |raw: &[f32; GEOMETRY]| {
            let s = soft_from_raw(raw);
            let mut sum = f64::from(weights.opacity * s.opacity);
            for k in 0..3 {
                for axis in 0..2 {
                    sum += f64::from(weights.points[k][axis]) * f64::from(s.points[k][axis]);
                }
            }
            sum + (0..2).map(|k| f64::from(weights.radii[k] * s.radii[k])).sum::<f64>()
        };
        let gradient = raw_gradient(&raw, &weights);
        for i in 0..GEOMETRY {
            let (mut up, mut down) = (raw, raw);
            up[i] += 1e-2;
            down[i] -= 1e-2;
            let difference = (loss(&up) - loss(&down)) / 2e-2;
            assert!(
                (difference - f64::from(gradient[i])).abs() < 2e-2 * difference.abs().max(1.0),
                "number {i}: {difference} against {}",
                gradient[i]
            );
        }
    }
}
