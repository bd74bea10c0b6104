//! The easel: a canvas in linear light, and the few ways in which the gallery's pictures are painted
//! on it.
//!
//! Positions are in units: the origin is the middle, x goes right, y goes down, and the longer side
//! spans -1..=1. A picture is composed on that square and a canvas shows its middle, so whatever
//! matters lies within ±0.7.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places are rounded to pixels within the picture, colours to bytes: a cast of a float saturates"
)]

use super::light::{Light, encode, smoothstep};
use super::noise::Chance;
use crate::Rgb8Picture;

/// A point or a vector, in units.
pub(super) type Point = [f32; 2];

/// A picture in the making.
pub(super) struct Easel {
    width: usize,
    height: usize,
    /// Pixels per unit.
    scale: f32,
    pixels: Vec<Light>,
}

/// One touch of a brush: an ellipse with a soft edge.
#[derive(Clone, Copy)]
pub(super) struct Dab {
    pub at: Point,
    /// Direction of the long axis, in radians.
    pub angle_rad: f32,
    /// Half of the long axis.
    pub length: f32,
    /// Half of the short axis.
    pub width: f32,
    pub color: Light,
    /// 0..=1.
    pub opacity: f32,
}

/// What [`Easel::ball`] shades: a point on a rounded thing.
pub(super) struct Surface {
    /// Where the point is on the picture.
    pub at: Point,
    /// Where the point is in the frame of the thing, -1..=1.
    pub local: Point,
    /// Right, down and towards the eye; length 1.
    pub normal: [f32; 3],
}

impl Surface {
    /// How much the point faces a light from `direction`, -1..=1. `direction` is normalised here.
    pub(super) fn facing(&self, direction: [f32; 3]) -> f32 {
        let [x, y, z] = direction;
        let dot = self.normal[0] * x + self.normal[1] * y + self.normal[2] * z;
        dot / (x * x + y * y + z * z).sqrt()
    }
}

impl Easel {
    pub(super) fn new(width: u32, height: u32) -> Self {
        let (width, height) = (width.max(1) as usize, height.max(1) as usize);
        let black = Light { r: 0.0, g: 0.0, b: 0.0 };
        let scale = width.max(height) as f32 / 2.0;
        Self { width, height, scale, pixels: vec![black; width * height] }
    }

    /// Right and bottom edges of what the canvas shows; the left and top ones are their negatives.
    pub(super) fn extent(&self) -> Point {
        [self.width as f32 / 2.0 / self.scale, self.height as f32 / 2.0 / self.scale]
    }

    /// The colour at a point; beyond the edge, of the nearest pixel.
    pub(super) fn look(&self, at: Point) -> Light {
        let to = |v: f32, size: usize| {
            (v * self.scale + size as f32 / 2.0).clamp(0.0, size as f32 - 1.0) as usize
        };
        self.pixels[to(at[1], self.height) * self.width + to(at[0], self.width)]
    }

    /// Paints every pixel of the bounds `[left, top, right, bottom]` with the colour and opacity
    /// that `paint` gives for it.
    pub(super) fn blend(&mut self, bounds: [f32; 4], paint: impl Fn(Point) -> (Light, f32)) {
        let pixel = |v: f32, size: usize| {
            (v * self.scale + size as f32 / 2.0).clamp(0.0, size as f32) as usize
        };
        let (left, right) = (pixel(bounds[0], self.width), pixel(bounds[2], self.width) + 1);
        let (top, bottom) = (pixel(bounds[1], self.height), pixel(bounds[3], self.height) + 1);
        let (right, bottom) = (right.min(self.width), bottom.min(self.height));
        if left >= right {
            return;
        }
        for row in top..bottom {
            let y = (row as f32 + 0.5 - self.height as f32 / 2.0) / self.scale;
            let start = row * self.width;
            for (i, to) in self.pixels[start + left..start + right].iter_mut().enumerate() {
                let x = ((left + i) as f32 + 0.5 - self.width as f32 / 2.0) / self.scale;
                let (color, opacity) = paint([x, y]);
                if opacity > 0.0 {
                    *to = to.mix(color, opacity);
                }
            }
        }
    }

    /// Paints everything from `top` to `bottom` with what varies slowly: `paint` is asked for every
    /// third pixel both ways.
    pub(super) fn wash(&mut self, top: f32, bottom: f32, paint: impl Fn(Point) -> Light) {
        const STEP: usize = 3;
        let (first, past) = span(top, bottom, self.scale, self.height);
        let (middle_x, middle_y) = (self.width as f32 / 2.0, self.height as f32 / 2.0);
        let samples = |row: usize| -> Vec<Light> {
            let y = (row as f32 + 0.5 - middle_y) / self.scale;
            let at = |i: usize| [((i * STEP) as f32 + 0.5 - middle_x) / self.scale, y];
            (0..self.width / STEP + 2).map(|i| paint(at(i))).collect()
        };
        let mut above = samples(first);
        for start in (first..past).step_by(STEP) {
            let below = samples(start + STEP);
            for row in start..(start + STEP).min(past) {
                let v = (row - start) as f32 / STEP as f32;
                for column in 0..self.width {
                    let (i, u) = (column / STEP, (column % STEP) as f32 / STEP as f32);
                    let (upper, lower) =
                        (above[i].mix(above[i + 1], u), below[i].mix(below[i + 1], u));
                    self.pixels[row * self.width + column] = upper.mix(lower, v);
                }
            }
            above = below;
        }
    }

    /// Paints the inside of a shape, given by its signed distance (negative inside), with an edge
    /// `softness` wide, at least a pixel.
    pub(super) fn shape(
        &mut self,
        bounds: [f32; 4],
        softness: f32,
        distance: impl Fn(Point) -> f32,
        paint: impl Fn(Point) -> Light,
    ) {
        let edge = softness.max(1.0 / self.scale);
        self.blend(grown(bounds, edge), |at| {
            let cover = (0.5 - distance(at) / edge).clamp(0.0, 1.0);
            if cover > 0.0 { (paint(at), cover) } else { (paint_nothing(), 0.0) }
        });
    }

    /// Paints a polygon.
    pub(super) fn polygon(
        &mut self,
        corners: &[Point],
        softness: f32,
        paint: impl Fn(Point) -> Light,
    ) {
        self.shape(bounds_of(corners), softness, |at| polygon_distance(corners, at), paint);
    }

    /// Paints a limb (a branch, a rope, a stem): a line through points `[x, y, radius]`. `paint`
    /// also gets how far a place faces away from the upper left: -1 on that edge, 1 on the other.
    pub(super) fn limb(&mut self, points: &[[f32; 3]], paint: impl Fn(Point, f32) -> Light) {
        let pixel = 1.0 / self.scale;
        let reach = points.iter().fold(0.0_f32, |most, p| most.max(p[2])) + 1.5 * pixel;
        let centers: Vec<Point> = points.iter().map(|p| [p[0], p[1]]).collect();
        self.blend(grown(bounds_of(&centers), reach), |[x, y]| {
            let (mut depth, mut away, mut thickness) = (f32::MIN, 0.0, 0.0);
            for pair in points.windows(2) {
                let ([x0, y0, r0], [x1, y1, r1]) = (pair[0], pair[1]);
                if y < y0.min(y1) - reach || y > y0.max(y1) + reach {
                    continue;
                }
                let (dx, dy) = (x1 - x0, y1 - y0);
                let along = (x - x0) * dx + (y - y0) * dy;
                let t = (along / (dx * dx + dy * dy).max(1e-9)).clamp(0.0, 1.0);
                let (nx, ny) = (x - x0 - t * dx, y - y0 - t * dy);
                let radius = r0 + (r1 - r0) * t;
                let inside = radius - (nx * nx + ny * ny).sqrt();
                if inside > depth {
                    depth = inside;
                    away = (0.8 * nx + 0.6 * ny) / radius.max(1e-6);
                    thickness = radius;
                }
            }
            // A limb thinner than a pixel fades instead of breaking up.
            let cover = (depth / pixel + 0.5).clamp(0.0, 1.0).min(2.0 * thickness / pixel);
            if cover > 0.0 {
                (paint([x, y], away.clamp(-1.0, 1.0)), cover)
            } else {
                (paint_nothing(), 0.0)
            }
        });
    }

    /// Paints a rounded thing: an ellipse of half axes `radii`, turned by `angle_rad`, whose
    /// outline `bulge` (a factor on the radius over the direction in radians) may change.
    pub(super) fn ball(
        &mut self,
        center: Point,
        radii: Point,
        angle_rad: f32,
        bulge: impl Fn(f32) -> f32,
        paint: impl Fn(&Surface) -> Light,
    ) {
        let (sin, cos) = angle_rad.sin_cos();
        let reach = radii[0].max(radii[1]) * 1.5;
        let bounds = [center[0] - reach, center[1] - reach, center[0] + reach, center[1] + reach];
        let edge = 1.4 / self.scale / radii[0].min(radii[1]);
        self.blend(bounds, |[x, y]| {
            let (dx, dy) = (x - center[0], y - center[1]);
            let (u, v) = ((dx * cos + dy * sin) / radii[0], (dy * cos - dx * sin) / radii[1]);
            let flat = (u * u + v * v).sqrt();
            if flat > 1.6 {
                return (paint_nothing(), 0.0);
            }
            let radius = flat / bulge(v.atan2(u));
            let cover = ((1.0 - radius) / edge + 0.5).clamp(0.0, 1.0);
            if cover <= 0.0 {
                return (paint_nothing(), 0.0);
            }
            let stretch = radius.min(1.0) / flat.max(1e-6);
            let (nu, nv) = (u * stretch, v * stretch);
            let (nx, ny) = (nu * cos - nv * sin, nu * sin + nv * cos);
            let normal = [nx, ny, (1.0 - nx * nx - ny * ny).max(0.0).sqrt()];
            (paint(&Surface { at: [x, y], local: [u, v], normal }), cover)
        });
    }

    /// Adds light around a point, half of it gone at `radius` / 2.
    pub(super) fn glow(&mut self, at: Point, radius: f32, light: Light) {
        let [cx, cy] = at;
        let reach = radius * 1.6;
        let (left, right) = self.columns(cx - reach, cx + reach);
        let (top, bottom) = self.rows(cy - reach, cy + reach);
        for row in top..bottom {
            let y = (row as f32 + 0.5 - self.height as f32 / 2.0) / self.scale - cy;
            for column in left..right {
                let x = (column as f32 + 0.5 - self.width as f32 / 2.0) / self.scale - cx;
                let near = (1.0 - (x * x + y * y) / (reach * reach)).max(0.0);
                let strength = near * near * near * near * near;
                let to = &mut self.pixels[row * self.width + column];
                *to = *to + light * strength;
            }
        }
    }

    /// Sets one touch of the brush.
    pub(super) fn dab(&mut self, dab: Dab) {
        let pixel = 0.6 / self.scale;
        // What is thinner than a pixel becomes fainter instead.
        let thin = (dab.width / pixel).min(1.0);
        let (length, width) = (dab.length.max(pixel), dab.width.max(pixel));
        let (sin, cos) = dab.angle_rad.sin_cos();
        let reach_x = (length * cos).abs() + (width * sin).abs();
        let reach_y = (length * sin).abs() + (width * cos).abs();
        let [cx, cy] = dab.at;
        let (left, right) = self.columns(cx - reach_x, cx + reach_x);
        let (top, bottom) = self.rows(cy - reach_y, cy + reach_y);
        let (along, across) = (1.0 / length, 1.0 / width);
        for row in top..bottom {
            let y = (row as f32 + 0.5 - self.height as f32 / 2.0) / self.scale - cy;
            for column in left..right {
                let x = (column as f32 + 0.5 - self.width as f32 / 2.0) / self.scale - cx;
                let (u, v) = ((x * cos + y * sin) * along, (y * cos - x * sin) * across);
                let inside = 1.0 - u * u - v * v;
                if inside > 0.0 {
                    let opacity = dab.opacity * thin * (inside * 2.2).min(1.0);
                    let to = &mut self.pixels[row * self.width + column];
                    *to = to.mix(dab.color, opacity);
                }
            }
        }
    }

    /// Goes over the bounds with touches of a brush that picks up what is there: `touch` gets a
    /// place and the colour found, and says how to set it down again, or not at all.
    pub(super) fn rework(
        &mut self,
        bounds: [f32; 4],
        spacing: f32,
        seed: u32,
        touch: impl Fn(Point, Light, &mut Chance) -> Option<Dab>,
    ) {
        let [right, bottom] = self.extent();
        let mut chance = Chance::new(seed);
        let rows = ((bounds[3] - bounds[1]) / spacing).ceil().max(0.0) as usize;
        let columns = ((bounds[2] - bounds[0]) / spacing).ceil().max(0.0) as usize;
        for i in 0..rows * columns {
            // A stride that shares no factor with the count spreads the order over the picture.
            let cell = (i * 7919) % (rows * columns);
            let at = [
                bounds[0] + ((cell % columns) as f32 + chance.unit()) * spacing,
                bounds[1] + ((cell / columns) as f32 + chance.unit()) * spacing,
            ];
            if at[0].abs() > right + spacing || at[1].abs() > bottom + spacing {
                continue;
            }
            let found = self.look(at);
            if let Some(dab) = touch(at, found, &mut chance) {
                self.dab(dab);
            }
        }
    }

    /// Darkens towards the corners, as far as `strength` (0..=1).
    pub(super) fn vignette(&mut self, strength: f32) {
        let [right, bottom] = self.extent();
        let corner = right * right + bottom * bottom;
        let dark = Light { r: 0.01, g: 0.008, b: 0.02 };
        self.blend([-1.0, -1.0, 1.0, 1.0], |[x, y]| {
            (dark, strength * smoothstep(0.25, 1.15, (x * x + y * y) / corner))
        });
    }

    /// The finished picture.
    pub(super) fn finish(self) -> Rgb8Picture {
        let bytes = |p: &Light| [encode(p.r), encode(p.g), encode(p.b)];
        let pixels = self.pixels.iter().flat_map(bytes).collect();
        Rgb8Picture { width: self.width as u32, height: self.height as u32, pixels }
    }

    fn columns(&self, from: f32, to: f32) -> (usize, usize) {
        span(from, to, self.scale, self.width)
    }

    fn rows(&self, from: f32, to: f32) -> (usize, usize) {
        span(from, to, self.scale, self.height)
    }
}

/// Pixels from one coordinate to another, as a half-open range within the canvas.
fn span(from: f32, to: f32, scale: f32, size: usize) -> (usize, usize) {
    let middle = size as f32 / 2.0;
    let first = (from * scale + middle).floor().clamp(0.0, size as f32) as usize;
    let past = (to * scale + middle).ceil().clamp(0.0, size as f32) as usize;
    (first, past)
}

const fn paint_nothing() -> Light {
    Light { r: 0.0, g: 0.0, b: 0.0 }
}

fn grown([left, top, right, bottom]: [f32; 4], by: f32) -> [f32; 4] {
    [left - by, top - by, right + by, bottom + by]
}

fn bounds_of(points: &[Point]) -> [f32; 4] {
    let start = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
    points.iter().fold(start, |b, [x, y]| [b[0].min(*x), b[1].min(*y), b[2].max(*x), b[3].max(*y)])
}

/// Signed distance to a polygon (Inigo Quilez, "2D distance functions").
fn polygon_distance(corners: &[Point], [x, y]: Point) -> f32 {
    let Some(mut previous) = corners.last().copied() else { return f32::MAX };
    let (mut nearest, mut sign) = (f32::MAX, 1.0);
    for &corner in corners {
        let (ex, ey) = (previous[0] - corner[0], previous[1] - corner[1]);
        let (wx, wy) = (x - corner[0], y - corner[1]);
        let t = ((wx * ex + wy * ey) / (ex * ex + ey * ey).max(1e-12)).clamp(0.0, 1.0);
        let (bx, by) = (wx - ex * t, wy - ey * t);
        nearest = nearest.min(bx * bx + by * by);
        let (above, below, left) = (y >= corner[1], y < previous[1], ex * wy > ey * wx);
        if (above && below && left) || (!above && !below && !left) {
            sign = -sign;
        }
        previous = corner;
    }
    sign * nearest.sqrt()
}
