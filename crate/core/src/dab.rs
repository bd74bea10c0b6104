//! One stamp of a brush: an ellipse with a falloff.
//!
//! Over the ellipse, with `rr = (distance / radius)²`, coverage falls along two straight lines: from 1
//! in the middle to `level` at `rr = knee`, and from there to 0 at `rr = 1`. libmypaint's falloff of
//! hardness `h` is `knee = level = h`. Here an edge of a pixel is added, so that nothing is drawn with
//! a staircase: a disc of radius `r` becomes a dab of radius `R = m + ½ px` with
//! `knee = h (m - ½ px)² / R²`, full up to half a pixel within `m` and empty half a pixel without, where
//! `m² = r² - ¼ px²` makes the paint that of the disc. What is thinner than a pixel fades instead of
//! breaking up.
//!
//! Bounds: radii are at most [`MAX_RADIUS`] + 32 = 32,032 units, so squared distances within a dab's
//! square stay below 2³²; they are shifted to at most 16 bits before they are multiplied. An axis that
//! follows a way of a few units may be half as long again as one: lengths along and across it end at
//! [`FAR`]. Everything from a [`Dab`] to a pixel fits 32 bits.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "a dab is cut at its tile, and coverage is 0..=2¹⁵: all fits 32 bits, as in the shader"
)]

pub(crate) mod lanes;

use crate::brush::{MAX_RADIUS, MIN_RADIUS, ROUND_ASPECT};
use crate::canvas::TILE;
use crate::fixed::{ONE, UNIT_VECTOR, mix_q15, mul_q15, q15_from_ratio};
use crate::{Point, Rect, Scale, grain};

/// Hardness is at least this, so that the falloff's slopes stay bounded.
const MIN_HARDNESS: u32 = ONE / 64;
/// Slopes of the falloff are in units of 2⁻¹².
pub const SLOPE_BITS: u32 = 12;
/// A length along or across a dab beyond which its square is of no interest: no dab reaches there, and
/// two such squares together fit 32 bits.
pub const FAR: i32 = 46_340;

/// One stamp of a brush, ready for the raster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dab {
    /// Centre in 1/64 px.
    pub x: i32,
    /// Centre in 1/64 px.
    pub y: i32,
    /// Where coverage ends along the longer axis, in 1/64 px.
    pub radius: i32,
    /// Direction of the longer axis: cosine and sine in units of 2⁻¹⁴.
    pub axis: [i32; 2],
    /// `radius` over where coverage ends along the shorter axis, in 1/256: 256 for a disc.
    pub aspect: u16,
    /// Where the falloff bends, as `rr`, 0..2¹⁵.
    pub knee: u16,
    /// The coverage there, 0..=2¹⁵.
    pub level: u16,
    /// How far the falloff is bent to a bell, 0..=2¹⁵.
    pub softness: u16,
    /// Coverage in the middle, 0..=2¹⁵.
    pub opacity: u16,
    /// What a wash adds of that at once, 0..=2¹⁵.
    pub flow: u16,
    /// See [`grain::catch`], 0..=2¹⁵.
    pub grain: u16,
    /// How much of the dab's colour is what was picked up, 0..=2¹⁵.
    pub smudge: u16,
    /// How much of what was picked up before is kept, 0..=2¹⁵.
    pub smudge_length: u16,
    /// Radius of the disc that is picked up from, in 1/64 px.
    pub pick_radius: u16,
}

/// The outline and falloff of a dab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Half the longer axis, in 1/64 px.
    pub radius: i32,
    /// Longer axis over shorter, in 1/256.
    pub aspect: u16,
    /// Direction of the longer axis, in units of 2⁻¹⁴.
    pub axis: [i32; 2],
    /// 0..=2¹⁵.
    pub hardness: u16,
    /// 0..=2¹⁵.
    pub softness: u16,
}

impl Shape {
    /// A disc.
    #[must_use]
    pub const fn disc(radius: i32, hardness: u16) -> Self {
        Self { radius, aspect: ROUND_ASPECT, axis: [UNIT_VECTOR, 0], hardness, softness: 0 }
    }
}

impl Dab {
    /// A dab that covers as much of the plane as its shape does.
    #[must_use]
    pub fn new(center: Point, shape: &Shape, opacity: u16, flow: u16) -> Self {
        Self::at(Scale::ONE, center, shape, opacity, flow)
    }

    /// As [`Dab::new`], with the edge of a finer pixel.
    #[must_use]
    pub fn at(scale: Scale, center: Point, shape: &Shape, opacity: u16, flow: u16) -> Self {
        let half = i64::from(scale.pitch() / 2);
        let long = i64::from(shape.radius.clamp(MIN_RADIUS, MAX_RADIUS));
        let short = (long * i64::from(ROUND_ASPECT) / i64::from(shape.aspect)).max(4);
        // The middle of the edge.
        let middle = |r: i64| ((r * r - (half * half).min(r * r / 4)) as u64).isqrt() as i64;
        let (major, minor) = (middle(long), middle(short));
        let (radius, across) = (major + half, minor + half);
        let hardness = u32::from(shape.hardness).clamp(MIN_HARDNESS, ONE);
        let full = (major - half).max(0) * (minor - half).max(0);
        let knee = (i64::from(hardness) * full / (radius * across)) as u32;
        let knee = knee.clamp(MIN_HARDNESS, ONE - 1);
        // The mean of the falloff over the ellipse is (knee + level) / 2; a part in 128 is rounding.
        let wanted = 2 * u64::from(hardness) * (long * short) as u64 * 129 / 128;
        let drawn = u64::from(knee + hardness) * (radius * across) as u64;
        let fade = q15_from_ratio(wanted, drawn);
        Self {
            x: center.x,
            y: center.y,
            radius: radius as i32,
            axis: shape.axis,
            aspect: if shape.aspect == ROUND_ASPECT {
                ROUND_ASPECT
            } else {
                (radius * i64::from(ROUND_ASPECT) / across) as u16
            },
            knee: knee as u16,
            level: hardness as u16,
            softness: shape.softness,
            opacity: mul_q15(opacity.into(), fade.into()) as u16,
            flow,
            grain: 0,
            smudge: 0,
            smudge_length: 0,
            pick_radius: 0,
        }
    }

    /// The pixels that the dab may touch.
    #[must_use]
    pub fn bounds(&self) -> Rect {
        self.bounds_at(Scale::ONE)
    }

    /// The finer pixels that it may touch.
    #[must_use]
    pub fn bounds_at(&self, scale: Scale) -> Rect {
        let pitch = scale.pitch();
        let half = pitch / 2;
        let [rx, ry] = self.reach();
        // First and last pixel whose centre lies within reach.
        let first = |c: i32, r: i32| (c - r - half).div_euclid(pitch) + 1;
        let last = |c: i32, r: i32| (c + r - half).div_euclid(pitch);
        Rect::new(first(self.x, rx), first(self.y, ry), last(self.x, rx) + 1, last(self.y, ry) + 1)
    }

    /// How far the dab reaches to either side, and up and down.
    fn reach(&self) -> [i32; 2] {
        if self.aspect == ROUND_ASPECT {
            return [self.radius; 2];
        }
        let radius = u64::from(self.radius.unsigned_abs());
        let across = radius * u64::from(ROUND_ASPECT) / u64::from(self.aspect) + 1;
        let [cos, sin] = self.axis.map(|v| u64::from(v.unsigned_abs()));
        let long = |a: u64, b: u64| {
            let squared = (radius * a).pow(2) + (across * b).pow(2);
            // Rounded up, and a little for what the pixels' own rounding may add.
            ((squared.isqrt() / UNIT_VECTOR as u64) as i32 + 4).min(self.radius)
        };
        [long(cos, sin), long(sin, cos)]
    }
}

/// The constants of one dab's coverage, computed once for all of its pixels.
#[derive(Clone, Copy, Debug)]
pub struct Falloff {
    x: i32,
    y: i32,
    axis: [i32; 2],
    aspect: i32,
    round: bool,
    bounds: Rect,
    radius_squared: u32,
    shift: u32,
    shifted_radius_squared: u32,
    inverse: u32,
    inner_slope: u32,
    inner_end: u32,
    outer_slope: u32,
    outer_end: u32,
    firm: bool,
    softness: u32,
    grain: u32,
    opacity: u32,
    scale: Scale,
}

/// The numbers of a [`Falloff`] that follow from its dab by division, for a backend that has its own
/// code for the rest: shift, shifted squared radius, inverse, slopes and where they end.
pub type Slopes = [u32; 7];

impl Falloff {
    /// Prepares a dab.
    #[must_use]
    pub fn new(dab: &Dab) -> Self {
        Self::at(Scale::ONE, dab)
    }

    /// Prepares a dab, made for it, for finer pixels.
    #[must_use]
    pub fn at(scale: Scale, dab: &Dab) -> Self {
        let radius_squared = (dab.radius as u32).pow(2);
        let shift = (u32::BITS - radius_squared.leading_zeros()).saturating_sub(16);
        let shifted = (radius_squared >> shift).max(1);
        let (knee, level) = (u32::from(dab.knee).clamp(1, ONE - 1), u32::from(dab.level));
        let slope = |rise: u32, run: u32| ((u64::from(rise) << SLOPE_BITS) / u64::from(run)) as u32;
        let inner_slope = slope(ONE - level, knee);
        let outer_slope = slope(level, ONE - knee).max(1);
        // Beyond these the line has reached its end; capping there keeps products within 32 bits.
        let end = |slope: u32| ((ONE << SLOPE_BITS) / slope.max(1) + 1).min(ONE);
        Self {
            x: dab.x,
            y: dab.y,
            axis: dab.axis,
            aspect: dab.aspect.into(),
            round: dab.aspect == ROUND_ASPECT,
            bounds: dab.bounds_at(scale),
            radius_squared,
            shift,
            shifted_radius_squared: shifted,
            // Rounded up, so that coverage ends at the radius and not a hair beyond.
            inverse: (1_u32 << 31).div_ceil(shifted),
            inner_slope,
            inner_end: end(inner_slope),
            outer_slope,
            outer_end: end(outer_slope),
            firm: knee + level >= ONE,
            softness: dab.softness.into(),
            grain: dab.grain.into(),
            opacity: dab.opacity.into(),
            scale,
        }
    }

    /// See [`Slopes`].
    #[must_use]
    pub fn slopes(&self) -> Slopes {
        [
            self.shift,
            self.shifted_radius_squared,
            self.inverse,
            self.inner_slope,
            self.inner_end,
            self.outer_slope,
            self.outer_end,
        ]
    }

    /// Whether coverage is the lower of the falloff's two lines and not the higher.
    #[must_use]
    pub fn is_firm(&self) -> bool {
        self.firm
    }

    /// The pixels that the dab may touch.
    #[must_use]
    pub fn bounds(&self) -> Rect {
        self.bounds
    }

    /// The columns of pixel row `y` that the dab may touch.
    #[inline]
    #[must_use]
    pub fn columns(&self, y: i32) -> (i32, i32) {
        let pitch = self.scale.pitch();
        let half = pitch / 2;
        if !self.round {
            return (self.bounds.x0, self.bounds.x1);
        }
        let dy = (y * pitch + half - self.y).unsigned_abs();
        let dy_squared = dy.saturating_mul(dy);
        if dy_squared >= self.radius_squared {
            return (0, 0);
        }
        let reach = (self.radius_squared - dy_squared).isqrt() as i32;
        (
            (self.x - reach - half + pitch - 1).div_euclid(pitch),
            (self.x + reach - half).div_euclid(pitch) + 1,
        )
    }

    /// Writes the coverage (0..=2¹⁵) of the pixels from (`x0`, `y`) on, at most a tile's width of them.
    /// They must lie within [`Falloff::bounds`].
    #[inline]
    pub fn row(&self, x0: i32, y: i32, grain_scale: u32, row: &mut [u16]) {
        if self.round && self.softness | self.grain == 0 {
            if self.firm {
                self.round_row::<true>(x0, y, self.opacity, row);
            } else {
                self.round_row::<false>(x0, y, self.opacity, row);
            }
            return;
        }
        match (self.round, self.firm) {
            (true, true) => self.round_row::<true>(x0, y, ONE, row),
            (true, false) => self.round_row::<false>(x0, y, ONE, row),
            (false, true) => self.oval_row::<true>(x0, y, row),
            (false, false) => self.oval_row::<false>(x0, y, row),
        }
        self.soften(row);
        self.roughen(x0, y, grain_scale, row);
        for slot in row {
            *slot = mul_q15((*slot).into(), self.opacity) as u16;
        }
    }

    /// Bends coverage to a bell as far as the dab is soft.
    #[inline(always)]
    fn soften(&self, coverage: &mut [u16]) {
        if self.softness == 0 {
            return;
        }
        for slot in coverage {
            let m = u32::from(*slot);
            let bell = mul_q15(mul_q15(m, m), 3 * ONE - 2 * m);
            *slot = mix_q15(m, bell, self.softness) as u16;
        }
    }

    /// Leaves of the coverage of the pixels from (`x0`, `y`) on what the paper catches.
    #[inline(always)]
    fn roughen(&self, x0: i32, y: i32, grain_scale: u32, row: &mut [u16]) {
        if self.grain == 0 {
            return;
        }
        let heights = grain::heights();
        for (x, slot) in (x0..).zip(row) {
            let height = grain::height_at(self.scale, heights, x, y, grain_scale);
            *slot = grain::catch((*slot).into(), self.grain, height) as u16;
        }
    }

    /// In 32-bit lanes throughout: 16-bit factors gain a few percent on bare SSE2 and lose as much
    /// wherever SIMD has a 32-bit product (SSE4.1, AVX2).
    #[inline(always)]
    fn round_row<const FIRM: bool>(&self, x0: i32, y: i32, opacity: u32, row: &mut [u16]) {
        debug_assert!(row.len() <= TILE);
        let pitch = self.scale.pitch();
        let center = pitch / 2;
        let dy = y * pitch + center - self.y;
        let dy_squared = (dy * dy) as u32;
        let dx0 = x0 * pitch + center - self.x;
        for (i, slot) in row.iter_mut().enumerate() {
            let dx = dx0 + i as i32 * pitch;
            let mask = self.mask::<FIRM>((dx * dx) as u32 + dy_squared);
            *slot = mul_q15(mask, opacity) as u16;
        }
    }

    #[inline(always)]
    fn oval_row<const FIRM: bool>(&self, x0: i32, y: i32, row: &mut [u16]) {
        debug_assert!(row.len() <= TILE);
        let point = self.oval_point(x0, y);
        for (i, slot) in (0..).zip(row) {
            let [along, across] = point(i);
            *slot = self.mask::<FIRM>((along * along) as u32 + (across * across) as u32) as u16;
        }
    }

    /// The way from the centre to the `i`-th pixel from (`x0`, `y`) on: along the longer axis, and across it at
    /// the longer axis's scale.
    #[inline(always)]
    fn oval_point(&self, x0: i32, y: i32) -> impl Fn(i32) -> [i32; 2] + '_ {
        let pitch = self.scale.pitch();
        let center = pitch / 2;
        let [cos, sin] = self.axis;
        let dy = y * pitch + center - self.y;
        let dx0 = x0 * pitch + center - self.x;
        move |i| {
            let dx = dx0 + i * pitch;
            let along = ((dx * cos + dy * sin) >> 14).clamp(-FAR, FAR);
            let across = ((((dy * cos - dx * sin) >> 14) * self.aspect) >> 8).clamp(-FAR, FAR);
            [along, across]
        }
    }

    #[inline(always)]
    fn mask<const FIRM: bool>(&self, distance_squared: u32) -> u32 {
        let d = (distance_squared >> self.shift).min(self.shifted_radius_squared);
        let rr = ((d * self.inverse) >> 16).min(ONE);
        let inner = ONE - ((rr.min(self.inner_end) * self.inner_slope) >> SLOPE_BITS).min(ONE);
        let outer = (((ONE - rr).min(self.outer_end) * self.outer_slope) >> SLOPE_BITS).min(ONE);
        if FIRM { inner.min(outer) } else { inner.max(outer) }
    }
}
