//! The soft raster: a stroke's coverage as a differentiable function of its nine numbers, and the
//! gradient of it written by hand.
//!
//! The curve is flattened into eight pieces. A pixel at distance `d` from the nearest of them (in
//! parts of the radius there) is covered as a dab of the same radius would cover it, by the falloff
//! of [`limner_core::dab`]: with `R = √(r² - ¼) + ½`, knee `k = h ((R - 1)/R)²` and `ρ = (d/R)²`,
//! coverage is `1 - ρ (1 - h)/k` within and `h (1 - ρ)/(1 - k)` outside. So what the gradient improves is
//! what the integer raster draws, but for the bumps between dabs.

use limner_core::Brush;
use limner_core::fixed::ONE;

/// Pieces of a flattened curve.
const PIECES: usize = 8;
/// Half the width of the edge that stands in for the area of a pixel, in pixels.
const EDGE: f32 = 0.5;
/// Part of the radius that a stroke thinner than a pixel is drawn with: where √(r² - ¼) takes over.
const THIN: f32 = 0.866_025_4;
/// Smallest hardness of the falloff.
const MIN_HARDNESS: f32 = 1.0 / 64.0;

/// The nine numbers of a partner's stroke, in pixels of the raster it is drawn on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SoftStroke {
    /// Start, control point and end of a quadratic Bézier curve.
    pub points: [[f32; 2]; 3],
    /// Radius at the start and at the end.
    pub radii: [f32; 2],
    /// 0..=1.
    pub opacity: f32,
}

/// The derivative of a scalar with respect to each number of a [`SoftStroke`].
pub type SoftGradient = SoftStroke;

/// How coverage falls off from the middle of the stroke: the brush.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Profile {
    /// 0..=1, as in [`limner_core::Brush`].
    pub hardness: f32,
    /// The radius that a stroke covers, in parts of the one that it says.
    pub scale: f32,
    /// The opacity that it comes to, in parts of the one that it says.
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
    /// A round wash without texture.
    #[must_use]
    pub const fn round(hardness: f32) -> Self {
        Self { hardness, scale: 1.0, opacity: 1.0, texture: 0.0, worth: 1.0 }
    }
}

/// A piece of the flattened curve.
#[derive(Clone, Copy, Default)]
struct Piece {
    from: [f32; 2],
    along: [f32; 2],
    inverse_length_squared: f32,
    /// Where coverage ends at the beginning.
    outer: f32,
    outer_change: f32,
}

/// The coverage of a stroke over its bounding rectangle, with what the gradient needs of it.
#[derive(Clone, Default)]
pub struct SoftMask {
    /// First column and row.
    pub origin: [usize; 2],
    /// Columns and rows; zero where the stroke lies outside the raster.
    pub size: [usize; 2],
    /// Coverage times opacity, 0..=1, row by row.
    pub values: Vec<f32>,
    nearest: Vec<u32>,
    position: Vec<f32>,
    pieces: [Piece; PIECES],
}

impl SoftMask {
    /// Draws `stroke` on a raster of `width` × `height` pixels; memory is reused.
    pub fn render(&mut self, stroke: &SoftStroke, profile: Profile, width: usize, height: usize) {
        self.pieces = flatten(stroke, profile.scale);
        self.place(stroke, profile.scale, width, height);
        let [columns, rows] = self.size;
        let pixels = columns * rows;
        self.values.clear();
        self.values.resize(pixels, f32::INFINITY);
        self.nearest.clear();
        self.nearest.resize(pixels, 0);
        self.position.clear();
        self.position.resize(pixels, 0.0);
        let opacity = stroke.opacity * profile.opacity;
        let reach = reach(stroke, profile.scale);
        for j in 0..rows {
            let y = (self.origin[1] + j) as f32 + 0.5;
            let row = j * columns..(j + 1) * columns;
            let values = &mut self.values[row.clone()];
            let nearest = &mut self.nearest[row.clone()];
            let position = &mut self.position[row];
            for (index, piece) in self.pieces.iter().enumerate() {
                let ends = [piece.from[1], piece.from[1] + piece.along[1]];
                if y < ends[0].min(ends[1]) - reach || y > ends[0].max(ends[1]) + reach {
                    continue;
                }
                nearest_in_row(piece, index as u32, self.origin[0], y, values, nearest, position);
            }
            for ((value, nearest), t) in values.iter_mut().zip(&*nearest).zip(&*position) {
                let piece = &self.pieces[*nearest as usize];
                let outer = piece.outer + t * piece.outer_change;
                *value = opacity * coverage(*value, outer, profile).0;
            }
        }
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
        let mut d_points = [[0.0f32; 2]; PIECES + 1];
        let mut d_radii = [0.0f32; PIECES + 1];
        let mut d_opacity = 0.0;
        let columns = self.size[0].max(1);
        let inverse_opacity = 1.0 / stroke.opacity.max(1e-6);
        for (i, (value, d_value)) in self.values.iter().zip(d_values).enumerate() {
            if *value <= 0.0 || *d_value == 0.0 {
                continue;
            }
            d_opacity += d_value * value * inverse_opacity;
            let index = self.nearest[i] as usize;
            let piece = &self.pieces[index];
            let t = self.position[i];
            let x = (self.origin[0] + i % columns) as f32 + 0.5;
            let y = (self.origin[1] + i / columns) as f32 + 0.5;
            let to_pixel = [x - piece.from[0], y - piece.from[1]];
            let off = [to_pixel[0] - t * piece.along[0], to_pixel[1] - t * piece.along[1]];
            let outer = piece.outer + t * piece.outer_change;
            let rho = (off[0] * off[0] + off[1] * off[1]) / (outer * outer);
            let (_, d_rho, d_outer) = coverage(rho, outer, profile);
            let d_coverage = d_value * stroke.opacity * profile.opacity;
            // ρ = d²/R².
            let d_distance_squared = d_coverage * d_rho / (outer * outer);
            let d_radius = d_coverage * (d_outer - d_rho * 2.0 * rho / outer);
            let mut from = [0.0; 2];
            let mut to = [0.0; 2];
            for axis in 0..2 {
                // At the nearest point the distance does not depend on t to first order.
                from[axis] = -2.0 * off[axis] * (1.0 - t) * d_distance_squared;
                to[axis] = -2.0 * off[axis] * t * d_distance_squared;
            }
            if t > 0.0 && t < 1.0 {
                // The radius does: t = w·u / u·u with w = pixel - from, u = to - from.
                let d_t = d_radius * piece.outer_change * piece.inverse_length_squared;
                for axis in 0..2 {
                    let (u, w) = (piece.along[axis], to_pixel[axis]);
                    from[axis] += d_t * (2.0 * t * u - u - w);
                    to[axis] += d_t * (w - 2.0 * t * u);
                }
            }
            for axis in 0..2 {
                d_points[index][axis] += from[axis];
                d_points[index + 1][axis] += to[axis];
            }
            d_radii[index] += d_radius * (1.0 - t);
            d_radii[index + 1] += d_radius * t;
        }
        let mut gradient = SoftGradient { opacity: d_opacity, ..SoftGradient::default() };
        for (i, (point, radius)) in d_points.iter().zip(d_radii).enumerate() {
            let t = i as f32 / PIECES as f32;
            for (k, weight) in bernstein(t).into_iter().enumerate() {
                gradient.points[k][0] += weight * point[0];
                gradient.points[k][1] += weight * point[1];
            }
            let radius = radius * profile.scale * outer(profile.scale * radius_at(stroke, t)).1;
            gradient.radii[0] += (1.0 - t) * radius;
            gradient.radii[1] += t * radius;
        }
        gradient
    }

    /// Sets origin and size to the pixels that the stroke may cover.
    fn place(&mut self, stroke: &SoftStroke, scale: f32, width: usize, height: usize) {
        let mut low = [f32::INFINITY; 2];
        let mut high = [f32::NEG_INFINITY; 2];
        for piece in &self.pieces {
            for axis in 0..2 {
                let (a, b) = (piece.from[axis], piece.from[axis] + piece.along[axis]);
                low[axis] = low[axis].min(a.min(b));
                high[axis] = high[axis].max(a.max(b));
            }
        }
        let reach = reach(stroke, scale);
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

/// Weights of the three control points at `t`.
fn bernstein(t: f32) -> [f32; 3] {
    let s = 1.0 - t;
    [s * s, 2.0 * s * t, t * t]
}

fn radius_at(stroke: &SoftStroke, t: f32) -> f32 {
    (1.0 - t) * stroke.radii[0] + t * stroke.radii[1]
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

/// How far a stroke covers to either side at most.
fn reach(stroke: &SoftStroke, scale: f32) -> f32 {
    outer(scale * stroke.radii[0]).0.max(outer(scale * stroke.radii[1]).0)
}

fn flatten(stroke: &SoftStroke, scale: f32) -> [Piece; PIECES] {
    let at = |i: usize| {
        let weights = bernstein(i as f32 / PIECES as f32);
        [0, 1].map(|axis| (0..3).map(|k| weights[k] * stroke.points[k][axis]).sum::<f32>())
    };
    let outer_at = |i: usize| outer(scale * radius_at(stroke, i as f32 / PIECES as f32)).0;
    std::array::from_fn(|i| {
        let (from, to) = (at(i), at(i + 1));
        let along = [to[0] - from[0], to[1] - from[1]];
        let length_squared = along[0] * along[0] + along[1] * along[1];
        Piece {
            from,
            along,
            // A piece shorter than 1/1000 px is a point.
            inverse_length_squared: if length_squared > 1e-6 { 1.0 / length_squared } else { 0.0 },
            outer: outer_at(i),
            outer_change: outer_at(i + 1) - outer_at(i),
        }
    })
}

/// Lowers ρ to that of `piece` where it is nearer, for one row of pixels.
#[inline]
fn nearest_in_row(
    piece: &Piece,
    index: u32,
    x0: usize,
    y: f32,
    rho: &mut [f32],
    nearest: &mut [u32],
    position: &mut [f32],
) {
    let dy = y - piece.from[1];
    let dx0 = x0 as f32 + 0.5 - piece.from[0];
    let [ux, uy] = piece.along;
    for (i, ((rho, nearest), position)) in
        rho.iter_mut().zip(nearest.iter_mut()).zip(position.iter_mut()).enumerate()
    {
        let dx = dx0 + i as f32;
        let t = ((dx * ux + dy * uy) * piece.inverse_length_squared).clamp(0.0, 1.0);
        let (ex, ey) = (dx - t * ux, dy - t * uy);
        let outer = piece.outer + t * piece.outer_change;
        let candidate = (ex * ex + ey * ey) / (outer * outer);
        let better = candidate < *rho;
        *rho = if better { candidate } else { *rho };
        *nearest = if better { index } else { *nearest };
        *position = if better { t } else { *position };
    }
}

/// Coverage at `ρ` of a stroke that ends at `outer`, and its derivatives with respect to both.
#[inline(always)]
fn coverage(rho: f32, outer: f32, profile: Profile) -> (f32, f32, f32) {
    if rho >= 1.0 {
        return (0.0, 0.0, 0.0);
    }
    let h = profile.hardness.clamp(MIN_HARDNESS, 1.0);
    let share = (1.0 - 2.0 * EDGE / outer).max(0.0);
    let wanted = h * share * share;
    let k = wanted.clamp(MIN_HARDNESS, 0.9999);
    let d_k = if k == wanted { 4.0 * EDGE * h * share / (outer * outer) } else { 0.0 };
    let inner_slope = (1.0 - h) / k;
    let outer_slope = h / (1.0 - k);
    let inner = 1.0 - rho * inner_slope;
    let outside = outer_slope * (1.0 - rho);
    let is_inner = (inner < outside) == (k + h >= 1.0);
    let (value, d_rho, d_value) = if is_inner {
        (inner, -inner_slope, rho * inner_slope / k * d_k)
    } else {
        (outside, -outer_slope, outside / (1.0 - k) * d_k)
    };
    if value <= 0.0 {
        return (0.0, 0.0, 0.0);
    }
    // What is thinner than a pixel fades: 2 h r² / ((k + h) R²), see `limner_core::dab`.
    let middle = outer - EDGE;
    if middle >= THIN * 2.0 * EDGE {
        return (value, d_rho, d_value);
    }
    let radius = (middle / THIN).max(1e-3);
    let fade = 2.0 * h * radius * radius / ((k + h) * outer * outer);
    if fade >= 1.0 {
        return (value, d_rho, d_value);
    }
    let d_fade = fade * (2.0 / (radius * THIN) - d_k / (k + h) - 2.0 / outer);
    (fade * value, fade * d_rho, fade * d_value + d_fade * value)
}
