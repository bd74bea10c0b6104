//! The soft raster: a stroke's coverage as a differentiable function of its nine numbers, and the
//! gradient of it written by hand.
//!
//! The curve is flattened into up to eight pieces, no more than its bend asks for. A pixel at distance `d`
//! from the nearest of them (in parts of the radius there) is covered as a dab of the same radius would cover it, by the falloff
//! of [`limner_core::dab`]: with `R = √(r² - ¼) + ½`, knee `k = h ((R - 1)/R)²` and `ρ = (d/R)²`,
//! coverage is `1 - ρ (1 - h)/k` within and `h (1 - ρ)/(1 - k)` outside. So what the gradient improves is
//! what the integer raster draws, but for the bumps between dabs.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "a rectangle is cut at its raster before it is an index"
)]

use crate::simd::{LANES, Lanes, count, load, splat, store, sum, within};
use limner_core::Brush;
use limner_core::fixed::ONE;

/// Most pieces of a flattened curve.
const PIECES: usize = 8;
/// How far the pieces may lie beside the curve: in pixels, and in parts of the larger radius.
const FLATNESS_PX: f32 = 0.02;
const FLATNESS: f32 = 0.012;
/// Half the width of the edge that stands in for the area of a pixel, in pixels.
const EDGE: f32 = 0.5;
/// Part of the radius that a stroke thinner than a pixel is drawn with: where √(r² - ¼) takes over.
const THIN: f32 = 0.866_025_4;
/// A squared distance beyond every stroke; its products with squared radii stay finite.
const FAR: f32 = 1e18;
/// Smallest hardness of the falloff.
const MIN_HARDNESS: f32 = 1.0 / 64.0;

/// The nine numbers of a partner's stroke, in pixels of the raster it is drawn on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SoftStroke {
    /// Start, control point and end of the stroke's quadratic Bézier curve.
    pub points: [[f32; 2]; 3],
    /// Radius at the start and at the end.
    pub radii: [f32; 2],
    /// The stroke's opacity, 0..=1.
    pub opacity: f32,
}

/// The derivative of a scalar with respect to each number of a [`SoftStroke`].
pub type SoftGradient = SoftStroke;

/// How coverage falls off from the middle of the stroke: the brush.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Profile {
    /// The falloff's hardness, 0..=1, as in [`limner_core::Brush`].
    pub hardness: f32,
    /// The radius that a stroke covers, in parts of the one that it says.
    pub scale: f32,
    /// The opacity that a stroke comes to, in parts of the one that it says.
    pub opacity: f32,
    /// Variance of the coverage, in parts of its squared mean: streaks and grain.
    pub texture: f32,
    /// What strokes bring, in parts of what all of the above would make one expect.
    pub worth: f32,
}

impl Default for Profile {
    fn default() -> Self {
        Self::round(f32::from(Brush::PARTNER.hardness) / ONE as f32)
    }
}

impl Profile {
    /// The profile of a round wash without texture.
    #[must_use]
    pub const fn round(hardness: f32) -> Self {
        Self { hardness, scale: 1.0, opacity: 1.0, texture: 0.0, worth: 1.0 }
    }
}

/// A piece of the flattened curve: from `from` along `along`.
#[derive(Clone, Copy, Debug, Default)]
struct Piece {
    from: [f32; 2],
    along: [f32; 2],
    inverse_length_squared: f32,
    index: f32,
}

/// A stroke's curve and outline, ready to be drawn.
#[derive(Clone, Copy, Debug, Default)]
struct Outline {
    pieces: [Piece; PIECES],
    count: usize,
    /// The curve is `start + linear τ + square τ²`.
    start: [f32; 2],
    linear: [f32; 2],
    square: [f32; 2],
    /// `τ` from the beginning of a piece to its end.
    step: f32,
    /// Where coverage ends at the beginning, and how that changes to the end.
    outer: f32,
    outer_change: f32,
    /// Whether the stroke is so thin somewhere that it fades.
    fades: bool,
    opacity: f32,
}

/// The coverage of a stroke over its bounding rectangle, with what the gradient needs of it.
#[derive(Clone, Debug, Default)]
pub struct SoftMask {
    /// First column and row of the rectangle.
    pub origin: [usize; 2],
    /// The rectangle's columns and rows; zero where the stroke lies outside the raster.
    pub size: [usize; 2],
    /// Coverage times opacity, 0..=1, row by row.
    pub values: Vec<f32>,
    /// First column that a row may cover and the one after the last, from `origin` on.
    spans: Vec<[u32; 2]>,
    /// One over where coverage ends, index of the nearest piece and place along it, where `values` is not
    /// zero.
    inverse: Vec<f32>,
    nearest: Vec<f32>,
    position: Vec<f32>,
    outline: Outline,
}

impl SoftMask {
    /// Draws `stroke` on a raster of `width` × `height` pixels; memory is reused.
    pub fn render(&mut self, stroke: &SoftStroke, profile: Profile, width: usize, height: usize) {
        self.outline = Outline::new(stroke, profile);
        self.place(width, height);
        let [columns, rows] = self.size;
        let pixels = columns * rows;
        self.values.clear();
        self.values.resize(pixels, 0.0);
        for plane in [&mut self.inverse, &mut self.nearest, &mut self.position] {
            // What is not written is not read.
            plane.resize(pixels.max(plane.len()), 0.0);
        }
        self.spans.clear();
        let falloff = Falloff::new(&self.outline, profile);
        let mut active = [(0, 0, Piece::default()); PIECES];
        for j in 0..rows {
            let span = self.render_row(j, &falloff, &mut active);
            self.spans.push(span);
        }
    }

    /// Draws one row; returns the columns that it may cover. `active` is room for pieces.
    #[inline]
    fn render_row(
        &mut self,
        j: usize,
        falloff: &Falloff,
        active: &mut [(u32, u32, Piece); PIECES],
    ) -> [u32; 2] {
        let columns = self.size[0];
        let y = (self.origin[1] + j) as f32 + 0.5;
        let outline = &self.outline;
        let reach = outline.reach();
        let left = self.origin[0] as f32 + 0.5;
        // Pieces within reach of this row, with the columns that they may cover.
        let mut count_active = 0;
        let (mut first, mut last) = (columns as u32, 0);
        for piece in &outline.pieces[..outline.count] {
            let (dx, dy) = (piece.along[0], piece.along[1]);
            let above = y - reach - piece.from[1];
            let below = y + reach - piece.from[1];
            if dy.min(0.0) > below || dy.max(0.0) < above {
                continue;
            }
            let (mut begin, mut end) = (0.0, 1.0);
            if dy.abs() > 1e-3 {
                let (a, b) = (above / dy, below / dy);
                begin = a.min(b).clamp(0.0, 1.0);
                end = a.max(b).clamp(0.0, 1.0);
            }
            let (a, b) = (piece.from[0] + begin * dx, piece.from[0] + end * dx);
            // Rounded outwards; casts saturate.
            let low = (a.min(b) - reach - left) as i32;
            let high = (a.max(b) + reach - left) as i32 + 1;
            let (low, high) = (low.max(0) as u32, high.clamp(0, columns as i32) as u32);
            if low < high {
                active[count_active] = (low, high, *piece);
                count_active += 1;
                (first, last) = (first.min(low), last.max(high));
            }
        }
        if first >= last {
            return [0, 0];
        }
        let (first, last) = (first as usize, last as usize);
        let row = j * columns;
        let (outer0, outer1) = (splat(outline.outer), splat(outline.outer_change));
        let step = splat(outline.step);
        for column in (first..last).step_by(LANES) {
            let x = splat(left + column as f32) + count();
            // The nearest piece in parts of the radius: d² and R² are compared crosswise, and divided at last.
            let (mut distance, mut square) = (splat(FAR), splat(1.0));
            let (mut nearest, mut position) = (splat(0.0), splat(0.0));
            let mut outer = outer0;
            for (low, high, piece) in &active[..count_active] {
                if (column + LANES) as u32 <= *low || column as u32 >= *high {
                    continue;
                }
                let (ux, uy) = (splat(piece.along[0]), splat(piece.along[1]));
                let dx = x - splat(piece.from[0]);
                let dy = splat(y - piece.from[1]);
                let t = (dx * ux + dy * uy) * splat(piece.inverse_length_squared);
                let t = t.fast_max(splat(0.0)).fast_min(splat(1.0));
                let (ex, ey) = (dx - t * ux, dy - t * uy);
                let index = splat(piece.index);
                let radius = outer0 + (index + t) * step * outer1;
                let (d, r) = (ex * ex + ey * ey, radius * radius);
                let better = (d * square).simd_lt(distance * r);
                distance = better.bitselect(d, distance);
                square = better.bitselect(r, square);
                nearest = better.bitselect(index, nearest);
                position = better.bitselect(t, position);
                outer = better.bitselect(radius, outer);
            }
            let inverse = splat(1.0) / outer;
            let rho = distance * inverse * inverse;
            let mut value = falloff.coverage(rho, outer, inverse);
            if column + LANES > last {
                value &= within(last - column);
            }
            let at = row + column;
            store(&mut self.inverse, at, inverse);
            store(&mut self.nearest, at, nearest);
            store(&mut self.position, at, position);
            store(&mut self.values, at, value * splat(outline.opacity));
        }
        [first as u32, last as u32]
    }

    /// Pieces that the curve of the stroke rendered last was flattened into.
    #[must_use]
    pub fn pieces(&self) -> usize {
        self.outline.count
    }

    /// The columns of row `j` that may be covered, from `origin` on.
    #[inline]
    #[must_use]
    pub fn span(&self, j: usize) -> std::ops::Range<usize> {
        let [first, last] = self.spans[j];
        first as usize..last as usize
    }

    /// The gradient of a loss with respect to the stroke, from its derivative with respect to each of
    /// [`SoftMask::values`]. `stroke` and `profile` must be those of the last [`SoftMask::render`].
    #[must_use]
    pub fn gradient(
        &self,
        stroke: &SoftStroke,
        profile: Profile,
        d_values: &[f32],
    ) -> SoftGradient {
        let columns = self.size[0];
        self.gradient_by(stroke, profile, |j, column, _| load(d_values, j * columns + column))
    }

    /// [`SoftMask::gradient`] with the derivative computed as it is needed: for the lanes from a row and
    /// column on, with the mask's values there.
    #[inline(always)]
    pub(crate) fn gradient_by(
        &self,
        stroke: &SoftStroke,
        profile: Profile,
        mut d_value: impl FnMut(usize, usize, Lanes) -> Lanes,
    ) -> SoftGradient {
        let outline = &self.outline;
        let falloff = Falloff::new(outline, profile);
        let columns = self.size[0];
        let mut sums = Moments::default();
        for j in 0..self.size[1] {
            let y = splat((self.origin[1] + j) as f32 + 0.5);
            let span = self.span(j);
            for column in span.clone().step_by(LANES) {
                let at = j * columns + column;
                let mut values = load(&self.values, at);
                if column + LANES > span.end {
                    values &= within(span.end - column);
                }
                let covered = values.simd_gt(splat(0.0));
                if !covered.any() {
                    continue;
                }
                let d = d_value(j, column, values) & covered;
                let x = splat((self.origin[0] + column) as f32 + 0.5) + count();
                let lanes = [&self.inverse, &self.nearest, &self.position].map(|p| load(p, at));
                sums.add(outline, &falloff, [x, y], lanes, d, values);
            }
        }
        sums.gradient(outline, stroke, profile)
    }

    /// Sets origin and size to the pixels that the stroke may cover.
    fn place(&mut self, width: usize, height: usize) {
        let mut low = [f32::INFINITY; 2];
        let mut high = [f32::NEG_INFINITY; 2];
        for piece in &self.outline.pieces[..self.outline.count] {
            for axis in 0..2 {
                let (a, b) = (piece.from[axis], piece.from[axis] + piece.along[axis]);
                low[axis] = low[axis].min(a.min(b));
                high[axis] = high[axis].max(a.max(b));
            }
        }
        let reach = self.outline.reach();
        let limits = [width, height];
        for axis in 0..2 {
            // A pixel counts where its centre lies within reach; not finite saturates to nothing.
            let first = (low[axis] - reach - 0.5).ceil().max(0.0) as usize;
            let last = (high[axis] + reach + 0.5).floor().clamp(0.0, limits[axis] as f32) as usize;
            self.origin[axis] = first.min(limits[axis]);
            self.size[axis] = last.saturating_sub(first);
        }
        if self.size[0] == 0 || self.size[1] == 0 {
            self.size = [0, 0];
        }
    }
}

/// Sums over pixels that the gradient is linear in.
#[derive(Default)]
struct Moments {
    /// What moves the nearest point of the curve, and that times `τ` and `τ²` (flattened).
    place: [[Lanes; 3]; 2],
    /// The sums of what turns the nearest piece, and of that times the sum of `τ` at its ends.
    turn: [[Lanes; 2]; 2],
    /// The sums of what widens the outline, and of that times `τ`.
    outer: [Lanes; 2],
    /// The sum of derivative times value.
    value: Lanes,
}

impl Moments {
    #[inline(always)]
    fn add(
        &mut self,
        outline: &Outline,
        falloff: &Falloff,
        pixel: [Lanes; 2],
        [inverse, nearest, t]: [Lanes; 3],
        d: Lanes,
        values: Lanes,
    ) {
        self.value += d * values;
        let step = splat(outline.step);
        let ends = step * (nearest + nearest + splat(1.0));
        let begin = step * nearest;
        let tau = begin + step * t;
        // τ² drawn straight between the ends of the piece.
        let square = begin * begin + step * t * ends;
        let off: [Lanes; 2] = std::array::from_fn(|axis| {
            let foot = splat(outline.start[axis])
                + splat(outline.linear[axis]) * tau
                + splat(outline.square[axis]) * square;
            pixel[axis] - foot
        });
        let rho = (off[0] * off[0] + off[1] * off[1]) * inverse * inverse;
        let outer = splat(outline.outer) + tau * splat(outline.outer_change);
        let (d_rho, d_outer) = falloff.derivatives(rho, outer, inverse);
        let d = d * splat(outline.opacity);
        // ρ = d²/R².
        let d_rho = d * d_rho;
        let d_distance_squared = d_rho * inverse * inverse;
        let d_radius = d * d_outer - d_rho * (rho + rho) * inverse;
        let along: [Lanes; 2] = std::array::from_fn(|axis| {
            step * (splat(outline.linear[axis]) + splat(outline.square[axis]) * ends)
        });
        // Where the nearest point lies within the piece, the radius there depends on t as well: t = w·u / u·u
        // with w = pixel - from, u = to - from. The distance does not, to first order.
        let length_squared = along[0] * along[0] + along[1] * along[1];
        let moves = t.simd_gt(splat(0.0)) & t.simd_lt(splat(1.0));
        let d_t = ((d_radius * step * splat(outline.outer_change)) & moves)
            / length_squared.fast_max(splat(1e-6));
        for axis in 0..2 {
            let place = splat(-2.0) * off[axis] * d_distance_squared - d_t * along[axis];
            let turn = d_t * off[axis];
            self.place[axis][0] += place;
            self.place[axis][1] += place * tau;
            self.place[axis][2] += place * square;
            self.turn[axis][0] += turn;
            self.turn[axis][1] += turn * ends;
        }
        self.outer[0] += d_radius;
        self.outer[1] += d_radius * tau;
    }

    fn gradient(&self, outline: &Outline, stroke: &SoftStroke, profile: Profile) -> SoftGradient {
        let mut gradient = SoftGradient::default();
        let step = outline.step;
        for axis in 0..2 {
            let [place, tau, square] = self.place[axis].map(sum);
            let [turn, ends] = self.turn[axis].map(sum);
            // Bernstein's weights are 1 - 2τ + τ², 2τ - 2τ² and τ²; a piece turns by their differences.
            gradient.points[0][axis] = place - 2.0 * tau + square + step * (ends - 2.0 * turn);
            gradient.points[1][axis] = 2.0 * (tau - square) + 2.0 * step * (turn - ends);
            gradient.points[2][axis] = square + step * ends;
        }
        let [all, end] = self.outer.map(sum);
        let d_outer = |k: usize| profile.scale * outer(profile.scale * stroke.radii[k]).1;
        gradient.radii = [(all - end) * d_outer(0), end * d_outer(1)];
        gradient.opacity = sum(self.value) / stroke.opacity.max(1e-6);
        gradient
    }
}

/// Where the coverage of a stroke of this radius ends, and the derivative.
fn outer(radius: f32) -> (f32, f32) {
    if radius >= 2.0 * EDGE {
        let middle = (radius * radius - EDGE * EDGE).sqrt();
        (middle + EDGE, radius / middle)
    } else {
        (THIN * radius + EDGE, THIN)
    }
}

impl Outline {
    fn new(stroke: &SoftStroke, profile: Profile) -> Self {
        let [start, control, end] = stroke.points;
        let linear = [0, 1].map(|axis| 2.0 * (control[axis] - start[axis]));
        let square = [0, 1].map(|axis| start[axis] - 2.0 * control[axis] + end[axis]);
        let [first, last] = stroke.radii.map(|r| outer(profile.scale * r).0);
        // A piece of length h in τ lies at most |square| h²/4 beside the curve.
        let flatness = FLATNESS_PX + FLATNESS * first.max(last);
        let bend = (square[0] * square[0] + square[1] * square[1]).sqrt();
        let count = ((0.25 * bend / flatness).sqrt().ceil() as usize).clamp(1, PIECES);
        let step = 1.0 / count as f32;
        let mut outline = Self {
            pieces: [Piece::default(); PIECES],
            count,
            start,
            linear,
            square,
            step,
            outer: first,
            outer_change: last - first,
            fades: first.min(last) < THIN * 2.0 * EDGE + EDGE,
            opacity: stroke.opacity * profile.opacity,
        };
        for (i, piece) in outline.pieces[..count].iter_mut().enumerate() {
            let begin = i as f32 * step;
            let ends = step * (2 * i + 1) as f32;
            let from = [0, 1].map(|a| start[a] + begin * (linear[a] + begin * square[a]));
            let along = [0, 1].map(|a| step * (linear[a] + ends * square[a]));
            let length_squared = along[0] * along[0] + along[1] * along[1];
            // A piece shorter than 1/1000 px is a point.
            let inverse = if length_squared > 1e-6 { 1.0 / length_squared } else { 0.0 };
            *piece = Piece { from, along, inverse_length_squared: inverse, index: i as f32 };
        }
        outline
    }

    /// How far the stroke covers to either side at most.
    fn reach(&self) -> f32 {
        self.outer.max(self.outer + self.outer_change)
    }
}

/// 1/k and 1/(1 - k) by one division.
#[inline(always)]
fn inverses(k: Lanes) -> (Lanes, Lanes) {
    let rest = splat(1.0) - k;
    let both = splat(1.0) / (k * rest);
    (rest * both, k * both)
}

/// Coverage at `ρ` of a stroke that ends at `outer`.
struct Falloff {
    hardness: Lanes,
    fades: bool,
}

impl Falloff {
    fn new(outline: &Outline, profile: Profile) -> Self {
        let hardness = splat(profile.hardness.clamp(MIN_HARDNESS, 1.0));
        Self { hardness, fades: outline.fades }
    }

    /// The knee, and its derivative with respect to `outer`.
    #[inline(always)]
    fn knee(&self, inverse: Lanes) -> (Lanes, Lanes) {
        let h = self.hardness;
        let share = (splat(1.0) - splat(2.0 * EDGE) * inverse).fast_max(splat(0.0));
        let wanted = h * share * share;
        let k = wanted.fast_max(splat(MIN_HARDNESS)).fast_min(splat(0.9999));
        let free = wanted.simd_ge(splat(MIN_HARDNESS)) & wanted.simd_lt(splat(0.9999));
        (k, (splat(4.0 * EDGE) * h * share * inverse * inverse) & free)
    }

    /// What is thinner than a pixel fades: 2 h r² / ((k + h) R²), see `limner_core::dab`.
    #[inline(always)]
    fn fade(&self, k: Lanes, outer: Lanes) -> (Lanes, Lanes) {
        let middle = outer - splat(EDGE);
        let radius = (middle * splat(1.0 / THIN)).fast_max(splat(1e-3));
        let h = self.hardness;
        let fade = splat(2.0) * h * radius * radius / ((k + h) * outer * outer);
        let thin = middle.simd_lt(splat(THIN * 2.0 * EDGE)) & fade.simd_lt(splat(1.0));
        (thin.bitselect(fade, splat(1.0)), thin)
    }

    #[inline(always)]
    fn coverage(&self, rho: Lanes, outer: Lanes, inverse: Lanes) -> Lanes {
        let one = splat(1.0);
        let h = self.hardness;
        let (k, _) = self.knee(inverse);
        let (inverse_k, inverse_rest) = inverses(k);
        let inner = one - rho * (one - h) * inverse_k;
        let outside = h * (one - rho) * inverse_rest;
        let firm = (k + h).simd_ge(one);
        let value = firm.bitselect(inner.fast_min(outside), inner.fast_max(outside));
        let value = value.fast_max(splat(0.0)) & rho.simd_lt(one);
        if self.fades { value * self.fade(k, outer).0 } else { value }
    }

    /// The derivatives of the coverage with respect to `rho` and `outer`, where it is not zero.
    #[inline(always)]
    fn derivatives(&self, rho: Lanes, outer: Lanes, inverse: Lanes) -> (Lanes, Lanes) {
        let one = splat(1.0);
        let h = self.hardness;
        let (k, d_k) = self.knee(inverse);
        let (inverse_k, inverse_rest) = inverses(k);
        let inner_slope = (one - h) * inverse_k;
        let outer_slope = h * inverse_rest;
        let inner = one - rho * inner_slope;
        let outside = outer_slope * (one - rho);
        let firm = (k + h).simd_ge(one);
        // Lower and firm, or higher and not.
        let is_inner = !(inner.simd_lt(outside) ^ firm);
        let d_rho = -is_inner.bitselect(inner_slope, outer_slope);
        let d_value =
            is_inner.bitselect(rho * inner_slope * inverse_k, outside * inverse_rest) * d_k;
        if !self.fades {
            return (d_rho, d_value);
        }
        let value = is_inner.bitselect(inner, outside);
        let (fade, thin) = self.fade(k, outer);
        let radius = ((outer - splat(EDGE)) * splat(1.0 / THIN)).fast_max(splat(1e-3));
        let by_outer = splat(2.0) / (radius * splat(THIN)) - d_k / (k + h) - splat(2.0) * inverse;
        let d_fade = (fade * by_outer) & thin;
        (fade * d_rho, fade * d_value + d_fade * value)
    }
}
