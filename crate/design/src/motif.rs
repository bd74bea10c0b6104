//! A motif: an example that an artist made of a few strokes.

use limner_core::fixed::{ONE, ONE_U16, UNITS_PER_PX};
use limner_core::stroke::MAX_COORDINATE;
use limner_core::{Path, Rgb8, Stroke, brush};

use crate::Error;
use crate::curve::{Knot, diagonal, resampled};
use crate::decorating::is_inside;
use crate::numbers::{float, whole};

/// Strokes of one motif.
pub const MAX_STROKES: usize = 24;
/// Points of one stroke of a motif; of longer ones so many are kept.
pub const MAX_KNOTS: usize = 256;
/// The least pressure that counts for a radius: lighter touches are drawn as if they pressed so much.
const LEAST_PRESSURE: f32 = 0.05;
/// How large a stroke is in a bud that was drawn without it.
const SMALL_BUD: f32 = 0.12;
/// Of a stroke that somebody drew a line around, so much lies within.
const WITHIN: f32 = 0.6;
/// Points of a partner's curve.
const OF_CURVE: usize = 24;

/// A stroke of a motif: a curve in px, its paint and how thickly that lies.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// Places with the radius there, in px. A single one is a dot.
    pub knots: Vec<Knot>,
    /// The stroke's paint.
    pub color: Rgb8,
    /// 0..=2¹⁵.
    pub opacity: u16,
}

impl Trace {
    /// A black, opaque stroke.
    #[must_use]
    pub fn new(knots: Vec<Knot>) -> Self {
        Self { knots, color: Rgb8::new(0x20, 0x22, 0x28), opacity: ONE_U16 }
    }

    /// A painting's stroke. A light touch is a small radius, as most brushes have it.
    #[must_use]
    pub fn of_stroke(stroke: &Stroke) -> Self {
        let px = |units: i32| int(units) / int(UNITS_PER_PX);
        let knots = match &stroke.path {
            Path::Bezier { points, radii } => {
                let at = |i: usize| {
                    let t = float(i) / float(OF_CURVE - 1);
                    let along = |of: fn(&limner_core::Point) -> i32| {
                        let [a, b, c] = [0, 1, 2].map(|k| px(of(&points[k])));
                        (1.0 - t) * ((1.0 - t) * a + t * b) + t * ((1.0 - t) * b + t * c)
                    };
                    let radius = px(radii[0]) * (1.0 - t) + px(radii[1]) * t;
                    [along(|p| p.x), along(|p| p.y), radius]
                };
                (0..OF_CURVE).map(at).collect()
            }
            Path::Samples { radius, samples } => {
                let knot = |sample: &limner_core::Sample| {
                    let pressed = f32::from(sample.pressure) / f32::from(ONE_U16);
                    let radius = px(*radius) * pressed.max(LEAST_PRESSURE);
                    [px(sample.point.x), px(sample.point.y), radius]
                };
                samples.iter().map(knot).collect()
            }
        };
        Self { knots, color: stroke.color, opacity: stroke.opacity }
    }

    /// Whether somebody who drew a line around strokes meant this one: most of it lies within.
    #[must_use]
    pub fn is_within(&self, outline: &[[f32; 2]]) -> bool {
        if self.knots.is_empty() || outline.len() < 3 {
            return false;
        }
        let even = resampled(&self.knots, OF_CURVE);
        let inside = even.iter().filter(|knot| is_inside(outline, [knot[0], knot[1]])).count();
        float(inside) >= WITHIN * float(OF_CURVE)
    }

    /// Checks every number, and keeps it in steps of 1/64 px, as the bytes of a motif do; a long curve loses points.
    fn settled(mut self) -> Result<Self, Error> {
        let limit = f64::from(MAX_COORDINATE / UNITS_PER_PX);
        let finest = f64::from(brush::MIN_RADIUS) / f64::from(UNITS_PER_PX);
        let broadest = f64::from(brush::MAX_RADIUS / UNITS_PER_PX);
        Error::check("the number of a stroke's points", count(self.knots.len()), 1.0, 1e6)?;
        Error::check("opacity", self.opacity.into(), 0.0, ONE.into())?;
        for [x, y, radius] in &self.knots {
            Error::check("a coordinate", f64::from(*x), -limit, limit)?;
            Error::check("a coordinate", f64::from(*y), -limit, limit)?;
            Error::check("a radius", f64::from(*radius), 0.0, broadest)?;
        }
        if self.knots.len() > MAX_KNOTS {
            self.knots = resampled(&self.knots, MAX_KNOTS);
        }
        for knot in &mut self.knots {
            knot[2] = knot[2].max(crate::numbers::narrow(finest));
            *knot = knot.map(|value| int(units(value)) / int(UNITS_PER_PX));
        }
        Ok(self)
    }
}

/// Px in 1/64 px.
pub(crate) fn units(px: f32) -> i32 {
    whole(px * int(UNITS_PER_PX))
}

/// A coordinate as a float: those of this crate are below 2²⁴.
#[expect(clippy::cast_precision_loss, reason = "coordinates are below 2²⁴")]
const fn int(value: i32) -> f32 {
    value as f32
}

fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// An example that an artist made: one to 24 strokes in the order in which they were drawn, and perhaps what they
/// were as a bud.
#[derive(Clone, Debug, PartialEq)]
pub struct Motif {
    strokes: Vec<Trace>,
    bud: Vec<Trace>,
    base: [f32; 2],
}

impl Motif {
    /// A motif of strokes, which grows out of its lowest point.
    pub fn new(strokes: Vec<Trace>) -> Result<Self, Error> {
        let strokes = settled(strokes)?;
        let base = lowest(&strokes);
        Self { strokes, bud: Vec::new(), base }.with_base(base)
    }

    /// The motif with what it was as a bud: as many strokes, in the same order.
    pub fn with_bud(mut self, bud: Vec<Trace>) -> Result<Self, Error> {
        let strokes = count(self.strokes.len());
        Error::check("the number of the bud's strokes", count(bud.len()), strokes, strokes)?;
        self.bud = settled(bud)?;
        Ok(self)
    }

    /// The motif with a bud as somebody draws one: in the order of its strokes, each from either end. Strokes that the bud
    /// lacks come out of the base.
    pub fn budding(self, drawn: Vec<Trace>) -> Result<Self, Error> {
        let most = count(self.strokes.len());
        Error::check("the number of the bud's strokes", count(drawn.len()), 1.0, most)?;
        let mut bud = settled(drawn)?;
        for (bud, bloom) in bud.iter_mut().zip(&self.strokes) {
            if runs_back(&bud.knots, &bloom.knots) {
                bud.knots.reverse();
            }
        }
        let [x, y] = self.base;
        let small = |[a, b, radius]: &Knot| {
            [x + (a - x) * SMALL_BUD, y + (b - y) * SMALL_BUD, radius * SMALL_BUD]
        };
        bud.extend(
            self.strokes[bud.len()..]
                .iter()
                .map(|bloom| Trace { knots: bloom.knots.iter().map(small).collect(), ..*bloom }),
        );
        self.with_bud(bud)
    }

    /// The motif, growing out of another point.
    pub fn with_base(mut self, base: [f32; 2]) -> Result<Self, Error> {
        let limit = f64::from(MAX_COORDINATE / UNITS_PER_PX);
        for at in base {
            Error::check("the base point", f64::from(at), -limit, limit)?;
        }
        self.base = base.map(|at| int(units(at)) / int(UNITS_PER_PX));
        Ok(self)
    }

    /// The motif of a painting's strokes.
    pub fn of_strokes<'a>(strokes: impl IntoIterator<Item = &'a Stroke>) -> Result<Self, Error> {
        Self::new(strokes.into_iter().map(Trace::of_stroke).collect())
    }

    /// The strokes in the order in which they were drawn.
    #[must_use]
    pub fn strokes(&self) -> &[Trace] {
        &self.strokes
    }

    /// The strokes as they were in the bud; none where there is no bud.
    #[must_use]
    pub fn bud(&self) -> &[Trace] {
        &self.bud
    }

    /// Where the motif grows from, in px.
    #[must_use]
    pub fn base(&self) -> [f32; 2] {
        self.base
    }

    /// The diagonal of the box around the strokes, in px.
    #[must_use]
    pub fn diagonal_px(&self) -> f32 {
        diagonal(self.strokes.iter().flat_map(|stroke| &stroke.knots))
    }
}

/// Whether a curve goes the other way than one that it becomes, as seen from the middle of each.
fn runs_back(curve: &[Knot], other: &[Knot]) -> bool {
    let about = |knots: &[Knot]| -> Vec<[f32; 2]> {
        let even = resampled(knots, OF_CURVE);
        let share = 1.0 / float(OF_CURVE);
        let middle =
            even.iter().fold([0.0; 2], |sum, k| [sum[0] + k[0] * share, sum[1] + k[1] * share]);
        even.iter().map(|k| [k[0] - middle[0], k[1] - middle[1]]).collect()
    };
    let (a, b) = (about(curve), about(other));
    let along = |a: &[f32; 2], b: &[f32; 2]| a[0] * b[0] + a[1] * b[1];
    let there: f32 = a.iter().zip(&b).map(|(a, b)| along(a, b)).sum();
    let back: f32 = a.iter().rev().zip(&b).map(|(a, b)| along(a, b)).sum();
    back > there
}

fn settled(strokes: Vec<Trace>) -> Result<Vec<Trace>, Error> {
    let most = count(MAX_STROKES);
    Error::check("the number of a motif's strokes", count(strokes.len()), 1.0, most)?;
    let strokes: Result<Vec<_>, _> = strokes.into_iter().map(Trace::settled).collect();
    let strokes = strokes?;
    // Less than a pixel has no form.
    let size = diagonal(strokes.iter().flat_map(|stroke| &stroke.knots));
    if size >= 1.0 { Ok(strokes) } else { Err(Error::Point) }
}

/// The lowest place of the strokes: in the middle of what lies within a fiftieth of the size of it.
fn lowest(strokes: &[Trace]) -> [f32; 2] {
    let knots = || strokes.iter().flat_map(|stroke| &stroke.knots);
    let bottom = knots().map(|knot| knot[1]).fold(f32::NEG_INFINITY, f32::max);
    let near = bottom - diagonal(knots()) / 50.0;
    let low = knots().filter(|knot| knot[1] >= near).map(|knot| knot[0]);
    let (least, most) =
        low.fold((f32::INFINITY, f32::NEG_INFINITY), |(a, b), x| (a.min(x), b.max(x)));
    [(least + most) / 2.0, bottom]
}
