//! Path → dabs, and the falloff of one dab, in integers.
//!
//! The falloff is libmypaint's: with `rr = (distance / radius)²` and hardness `h`, a dab covers
//! `1 - rr (1/h - 1)` where `rr ≤ h` and `h/(1-h) · (1 - rr)` beyond. Its mean over the disc is `h`,
//! so a disc of radius `r` is drawn without staircase by a dab of radius `R = r + ½ px` with
//! `h = (r/R)²`: the same paint, an edge of about a pixel, and lines thinner than a pixel fade
//! instead of breaking up.
//!
//! Bounds: radii are at most [`crate::brush::MAX_RADIUS`] + 32 = 32,032 units, so squared distances
//! within a dab's square stay below 2³²; they are shifted to at most 16 bits before they are
//! multiplied. Everything from a [`Dab`] to a pixel fits 32 bits.

use crate::brush::{MAX_RADIUS, MIN_RADIUS};
use crate::fixed::{ONE, UNITS_PER_PX, mul_q15};
use crate::{Brush, Coverage, Path, Point, Rect, Stroke};

/// Dabs are at least this far apart, in 1/64 px.
const MIN_STEP: i64 = 16;
/// Pieces into which a Bézier curve is cut. A power of two, so that its points are exact.
const BEZIER_PIECES: i64 = 32;
/// Hardness is at least this, so that the falloff's slopes stay bounded.
const MIN_HARDNESS: u32 = ONE / 64;
/// What a dab asks of the raster besides its pixels.
const WORK_OF_DAB: u64 = 64;
/// Pixels that are cleared in about the time that one is covered.
const CLEARED_PER_WORK: u64 = 8;
/// Slopes of the falloff are in units of 2⁻¹².
const SLOPE_BITS: u32 = 12;

/// One stamp of a brush, ready for the raster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dab {
    /// Centre in 1/64 px.
    pub x: i32,
    /// Centre in 1/64 px.
    pub y: i32,
    /// Where coverage ends, in 1/64 px: the brush's radius and half a pixel.
    pub radius: i32,
    /// Hardness of the falloff over that radius, 0..=2¹⁵.
    pub hardness: u16,
    /// 0..=2¹⁵.
    pub opacity: u16,
}

impl Dab {
    /// A dab of a round brush.
    #[must_use]
    pub fn new(center: Point, radius: i32, hardness: u16, opacity: u16) -> Self {
        let inner = i64::from(radius.clamp(MIN_RADIUS, MAX_RADIUS));
        let outer = inner + i64::from(UNITS_PER_PX / 2);
        let edge = i64::from(hardness) * inner * inner / (outer * outer);
        Self {
            x: center.x,
            y: center.y,
            radius: outer as i32,
            hardness: edge.max(i64::from(MIN_HARDNESS)) as u16,
            opacity,
        }
    }

    /// The pixels that it may touch.
    #[must_use]
    pub fn bounds(&self) -> Rect {
        let half = UNITS_PER_PX / 2;
        // First and last pixel whose centre lies within the radius.
        let first = |c: i32| (c - self.radius - half).div_euclid(UNITS_PER_PX) + 1;
        let last = |c: i32| (c + self.radius - half).div_euclid(UNITS_PER_PX);
        Rect::new(first(self.x), first(self.y), last(self.x) + 1, last(self.y) + 1)
    }
}

/// The constants of one dab's falloff, computed once for all of its pixels.
#[derive(Clone, Copy, Debug)]
pub struct Falloff {
    x: i32,
    y: i32,
    radius_squared: u32,
    shift: u32,
    shifted_radius_squared: u32,
    inverse: u32,
    inner_slope: u32,
    inner_end: u32,
    outer_slope: u32,
    outer_end: u32,
    firm: bool,
    opacity: u32,
}

impl Falloff {
    /// Prepares a dab.
    #[must_use]
    pub fn new(dab: &Dab) -> Self {
        let radius_squared = (dab.radius as u32).pow(2);
        let shift = (u32::BITS - radius_squared.leading_zeros()).saturating_sub(16);
        let shifted = (radius_squared >> shift).max(1);
        let hardness = u32::from(dab.hardness).clamp(MIN_HARDNESS, ONE - 1);
        let slope = |rise: u32, run: u32| ((u64::from(rise) << SLOPE_BITS) / u64::from(run)) as u32;
        let inner_slope = slope(ONE - hardness, hardness);
        let outer_slope = slope(hardness, ONE - hardness).max(1);
        // Beyond these the line has reached its end; capping there keeps products within 32 bits.
        let end = |slope: u32| ((ONE << SLOPE_BITS) / slope.max(1) + 1).min(ONE);
        Self {
            x: dab.x,
            y: dab.y,
            radius_squared,
            shift,
            shifted_radius_squared: shifted,
            // Rounded up, so that coverage ends at the radius and not a hair beyond.
            inverse: (1_u32 << 31).div_ceil(shifted),
            inner_slope,
            inner_end: end(inner_slope),
            outer_slope,
            outer_end: end(outer_slope),
            firm: hardness >= ONE / 2,
            opacity: u32::from(dab.opacity),
        }
    }

    /// The columns of pixel row `y` whose centres lie within the dab.
    #[inline]
    #[must_use]
    pub fn columns(&self, y: i32) -> (i32, i32) {
        let dy = (y * UNITS_PER_PX + UNITS_PER_PX / 2 - self.y).unsigned_abs();
        let dy_squared = dy.saturating_mul(dy);
        if dy_squared >= self.radius_squared {
            return (0, 0);
        }
        let reach = (self.radius_squared - dy_squared).isqrt() as i32;
        let half = UNITS_PER_PX / 2;
        (
            (self.x - reach - half + UNITS_PER_PX - 1).div_euclid(UNITS_PER_PX),
            (self.x + reach - half).div_euclid(UNITS_PER_PX) + 1,
        )
    }

    /// Hands the coverage (0..=2¹⁵) of the pixels from (`x0`, `y`) on to `combine`, one for each slot
    /// of `row`. The pixels must lie within [`Falloff::columns`].
    #[inline(always)]
    pub fn row(&self, x0: i32, y: i32, row: &mut [u16], combine: impl Fn(&mut u16, u32)) {
        if self.firm {
            self.row_of::<true>(x0, y, row, combine);
        } else {
            self.row_of::<false>(x0, y, row, combine);
        }
    }

    /// In 32-bit lanes throughout: 16-bit factors gain a few percent on bare SSE2 and lose as much
    /// wherever SIMD has a 32-bit product (SSE4.1, AVX2).
    #[inline(always)]
    fn row_of<const FIRM: bool>(
        &self,
        x0: i32,
        y: i32,
        row: &mut [u16],
        combine: impl Fn(&mut u16, u32),
    ) {
        let center = UNITS_PER_PX / 2;
        let dy = y * UNITS_PER_PX + center - self.y;
        let dy_squared = (dy * dy) as u32;
        let dx0 = x0 * UNITS_PER_PX + center - self.x;
        for (i, slot) in row.iter_mut().enumerate() {
            let dx = dx0 + i as i32 * UNITS_PER_PX;
            let distance_squared = (dx * dx) as u32 + dy_squared;
            let d = (distance_squared >> self.shift).min(self.shifted_radius_squared);
            let rr = ((d * self.inverse) >> 16).min(ONE);
            let inner = ONE - ((rr.min(self.inner_end) * self.inner_slope) >> SLOPE_BITS).min(ONE);
            let outer =
                (((ONE - rr).min(self.outer_end) * self.outer_slope) >> SLOPE_BITS).min(ONE);
            let mask = if FIRM { inner.min(outer) } else { inner.max(outer) };
            combine(slot, mul_q15(mask, self.opacity));
        }
    }
}

/// A corner of the path that the walker follows.
#[derive(Clone, Copy, Debug)]
pub struct Vertex {
    /// Position.
    pub point: Point,
    /// Radius there, in 1/64 px.
    pub radius: i32,
    /// Opacity there, 0..=2¹⁵.
    pub opacity: u16,
}

/// Walks along a path corner by corner and lays dabs at the brush's spacing. It can be fed while a
/// stroke is still being drawn and lays the same dabs then.
#[derive(Clone, Debug)]
pub struct Walker {
    hardness: u16,
    spacing: i64,
    last: Option<Vertex>,
    until_next: i64,
}

impl Walker {
    /// A walker at the beginning of a path.
    #[must_use]
    pub fn new(brush: &Brush) -> Self {
        Self { hardness: brush.hardness, spacing: brush.spacing.into(), last: None, until_next: 0 }
    }

    /// Goes straight to `to` and hands every dab on the way to `dab`, until that returns false.
    pub fn line_to(&mut self, to: Vertex, mut dab: impl FnMut(Dab) -> bool) -> bool {
        let from = self.last.replace(to).unwrap_or(to);
        let dx = i64::from(to.point.x) - i64::from(from.point.x);
        let dy = i64::from(to.point.y) - i64::from(from.point.y);
        let length = ((dx * dx + dy * dy) as u64).isqrt() as i64;
        let mut position = self.until_next;
        while position <= length {
            let along = |a: i64, b: i64| {
                if length == 0 {
                    b
                } else {
                    a + ((b - a) * position + length / 2).div_euclid(length)
                }
            };
            let radius = along(from.radius.into(), to.radius.into()) as i32;
            let center = Point::new(
                along(from.point.x.into(), to.point.x.into()) as i32,
                along(from.point.y.into(), to.point.y.into()) as i32,
            );
            let opacity = along(from.opacity.into(), to.opacity.into()) as u16;
            if !dab(Dab::new(center, radius, self.hardness, opacity)) {
                return false;
            }
            position += (i64::from(radius) * self.spacing / 256).max(MIN_STEP);
        }
        self.until_next = position - length;
        true
    }
}

/// The corner that a pointer sample makes under `brush`.
#[must_use]
pub fn vertex_from_sample(
    sample: &crate::Sample,
    radius: i32,
    opacity: u16,
    brush: &Brush,
) -> Vertex {
    let scaled = i64::from(radius) * i64::from(brush.radius_by_pressure.at(sample.pressure));
    Vertex {
        point: sample.point,
        radius: (scaled / i64::from(ONE)).max(i64::from(MIN_RADIUS)) as i32,
        opacity: mul_q15(opacity.into(), brush.opacity_by_pressure.at(sample.pressure)) as u16,
    }
}

/// Hands every dab of a stroke to `dab` in order, until that returns false. Says whether it came to
/// the stroke's end.
pub fn for_each_dab(stroke: &Stroke, brush: &Brush, mut dab: impl FnMut(Dab) -> bool) -> bool {
    let mut walker = Walker::new(brush);
    match &stroke.path {
        Path::Bezier { points: [start, control, end], radii } => (0..=BEZIER_PIECES).all(|i| {
            let j = BEZIER_PIECES - i;
            let whole = BEZIER_PIECES * BEZIER_PIECES;
            // B(t) = (1-t)² start + 2t(1-t) control + t² end, rounded to nearest.
            let at = |a: i32, b: i32, c: i32| {
                let sum = j * j * i64::from(a) + 2 * i * j * i64::from(b) + i * i * i64::from(c);
                (sum + whole / 2).div_euclid(whole) as i32
            };
            let radius = (j * i64::from(radii[0]) + i * i64::from(radii[1]) + BEZIER_PIECES / 2)
                / BEZIER_PIECES;
            let point = Point::new(at(start.x, control.x, end.x), at(start.y, control.y, end.y));
            let vertex = Vertex { point, radius: radius as i32, opacity: stroke.opacity };
            walker.line_to(vertex, &mut dab)
        }),
        Path::Samples { radius, samples } => samples.iter().all(|sample| {
            walker.line_to(vertex_from_sample(sample, *radius, stroke.opacity, brush), &mut dab)
        }),
    }
}

/// How much a stroke asks of the raster: the pixels of all its dabs that lie within `canvas`, a
/// constant for each dab, and for a wash the pixels between its dabs, which are cleared. Stops
/// counting above `limit`.
#[must_use]
pub fn work(stroke: &Stroke, brush: &Brush, canvas: Rect, limit: u64) -> u64 {
    let mut sum = 0;
    let mut bounds = Rect::EMPTY;
    for_each_dab(stroke, brush, |dab| {
        let touched = dab.bounds().intersection(canvas);
        bounds = bounds.union(touched);
        sum += WORK_OF_DAB + touched.area() as u64;
        sum <= limit
    });
    match stroke.coverage {
        Coverage::Wash => sum + bounds.area() as u64 / CLEARED_PER_WORK,
        Coverage::BuildUp => sum,
    }
}
