//! Drawings of a space on a canvas: one by one, along a line, scattered; as ordinary strokes of a painting.

use std::f32::consts::{FRAC_PI_2, TAU};

use limner_core::fixed::{ONE_U16, UNITS_PER_PX};
use limner_core::stroke::MAX_COORDINATE;
use limner_core::{
    Author, Brush, Header, Log, Op, Path, Point, Rgb8, Sample, Stroke, brush, format, random,
};

use crate::curve::{Knot, at_parts, length, place};
use crate::motif::units;
use crate::numbers::{float, floor, fraction, whole};
use crate::pose::Pose;
use crate::{Error, Grown, Space};

/// Drawings that are placed at a time.
pub const MAX_INSTANCES: usize = 200;
/// Strokes that are placed at a time.
pub const MAX_PLACED: usize = 1500;
/// Time between two samples of a placed stroke, as a steady hand has it.
const DT_MS: u16 = 8;
/// How far leaves of a branch lean away from upright.
const LEAN: f32 = 0.95;

/// A drawing and where it lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Instance {
    /// Where on the map.
    pub at: [f32; 2],
    /// How far it has grown, 0..=1.
    pub growth: f32,
    /// Where on the canvas.
    pub pose: Pose,
}

/// How copies along a line change on their way.
#[derive(Clone, Debug, PartialEq)]
pub struct Garland {
    /// The way over the map from the first to the last, of which there is a place at least.
    pub way: Vec<[f32; 2]>,
    /// How far the first and the last have grown.
    pub growth: [f32; 2],
    /// How large the first and the last are, beside what they were drawn.
    pub size: [f32; 2],
    /// The way from one to the next, in diagonals of what is drawn.
    pub spacing: f32,
    /// On both sides of the line by turns, leaning forward, as leaves on a branch; otherwise upright on it.
    pub branch: bool,
    /// How much places, turns and sizes vary by chance, 0..=1.
    pub variation: f32,
    /// What the chance follows from.
    pub seed: u32,
}

/// Copies around a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scatter {
    /// The middle, in px.
    pub center: [f32; 2],
    /// How far out copies lie, in px.
    pub radius: f32,
    /// How many there are.
    pub count: usize,
    /// Where on the map they are about.
    pub at: [f32; 2],
    /// How far they have grown.
    pub growth: f32,
    /// How large they are beside what was drawn.
    pub size: f32,
    /// How much they vary, on the map as well, 0..=1.
    pub variation: f32,
    /// What the chance follows from.
    pub seed: u32,
}

fn mix(two: [f32; 2], part: f32) -> f32 {
    two[0] + (two[1] - two[0]) * part
}

impl Garland {
    /// The copies along a line of places, in px.
    #[must_use]
    pub fn along(&self, space: &Space, line: &[[f32; 2]]) -> Vec<Instance> {
        let knots: Vec<Knot> = line.iter().map(|[x, y]| [*x, *y, 0.0]).collect();
        let long = length(&knots);
        if knots.len() < 2 || !long.is_finite() || long < 1.0 {
            return Vec::new();
        }
        let at = |part: f32| on_way(&self.way, part);
        let size =
            |part: f32| (space.size_px(space.within(at(part))) * mix(self.size, part)).max(2.0);
        let mut found = Vec::new();
        let mut along = 0.0;
        while along <= long && found.len() < MAX_INSTANCES {
            let part = along / long;
            let first = found.len() * 4;
            let chance = |i: usize| {
                let counter = u32::try_from(first + i).unwrap_or(0);
                (2.0 * fraction(random::at(self.seed, counter)) - 1.0)
                    * self.variation.clamp(0.0, 1.0)
            };
            // A curve's direction is that of a piece of it, so that a shaking hand does not turn leaves about.
            let near = (size(part) * 0.15 / long).clamp(0.002, 0.1);
            let three = at_parts(&knots, &[(part - near).max(0.0), part, (part + near).min(1.0)]);
            let ahead = (three[2][1] - three[0][1]).atan2(three[2][0] - three[0][0]);
            let side = if found.len().is_multiple_of(2) { -1.0 } else { 1.0 };
            // A drawing grows upwards, which is -π/2.
            let turn = if self.branch { ahead + FRAC_PI_2 + side * LEAN } else { ahead };
            let code = space.within(at((part + 0.5 * chance(3)).clamp(0.0, 1.0)));
            found.push(Instance {
                at: code,
                growth: mix(self.growth, part).clamp(0.0, 1.0),
                pose: Pose {
                    origin: place(three[1]),
                    scale: size(part) * (1.0 + 0.3 * chance(0)),
                    turn: turn + 0.35 * chance(1),
                },
            });
            along +=
                (size(part) * self.spacing.clamp(0.1, 10.0) * (1.0 + 0.3 * chance(2))).max(2.0);
        }
        found
    }
}

impl Scatter {
    /// The copies; they keep away from each other as far as there is room.
    #[must_use]
    pub fn around(&self, space: &Space) -> Vec<Instance> {
        let count = self.count.min(MAX_INSTANCES);
        let [low, high] = space.bounds();
        let variation = self.variation.clamp(0.0, 1.0);
        let mut found: Vec<Instance> = Vec::with_capacity(count);
        for n in 0..count {
            // Of some places the one that is farthest from the others (Mitchell's best candidate).
            let chance =
                |i: usize| fraction(random::at(self.seed, u32::try_from(n * 64 + i).unwrap_or(0)));
            let candidate = |i: usize| {
                let (turn, out) = (TAU * chance(2 * i), chance(2 * i + 1).sqrt() * self.radius);
                [self.center[0] + out * turn.cos(), self.center[1] + out * turn.sin()]
            };
            let nearest = |[x, y]: [f32; 2]| {
                let ways = found.iter().map(|f| (f.pose.origin[0] - x).hypot(f.pose.origin[1] - y));
                ways.fold(f32::INFINITY, f32::min)
            };
            let Some(origin) =
                (0..12).map(candidate).max_by(|a, b| nearest(*a).total_cmp(&nearest(*b)))
            else {
                break;
            };
            let off = |i: usize| (2.0 * chance(40 + i) - 1.0) * variation;
            let code = [0, 1].map(|i| self.at[i] + off(i) * (high[i] - low[i]) * 0.3);
            let code = space.within(code);
            found.push(Instance {
                at: code,
                growth: self.growth.clamp(0.0, 1.0),
                pose: Pose {
                    origin,
                    scale: (space.size_px(code) * self.size * (1.0 + 0.35 * off(2))).max(2.0),
                    turn: off(3) * std::f32::consts::PI,
                },
            });
        }
        found
    }
}

/// How placed strokes are painted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paint {
    /// The brush.
    pub brush: Brush,
    /// The colour of all strokes; their own where there is none.
    pub color: Option<Rgb8>,
    /// How thick strokes are beside what was drawn.
    pub thickness: f32,
}

impl Default for Paint {
    fn default() -> Self {
        Self { brush: Brush::ROUND, color: None, thickness: 1.0 }
    }
}

/// A stroke of a drawing as a stroke of a painting: its thickness is the pressure under a radius, as a hand has it.
fn stroke_of(one: &Grown, pose: &Pose, paint: &Paint) -> Stroke {
    let limit = MAX_COORDINATE;
    let knots: Vec<Knot> = one.knots.iter().map(|knot| pose.canvas_from_frame(*knot)).collect();
    let radius_of = |knot: &Knot| units(knot[2] * paint.thickness);
    let most = knots.iter().map(radius_of).max().unwrap_or(0);
    let radius = most.clamp(brush::MIN_RADIUS, brush::MAX_RADIUS);
    let sample = |(i, knot): (usize, &Knot)| {
        let part = float(usize::try_from(radius_of(knot).max(0)).unwrap_or(0))
            / float(usize::try_from(radius).unwrap_or(1));
        let pressure = whole(part.clamp(0.05, 1.0) * f32::from(ONE_U16));
        let [x, y] = [knot[0], knot[1]].map(|at| units(at).clamp(-limit, limit));
        let pressure = u16::try_from(pressure).unwrap_or(ONE_U16).min(ONE_U16);
        let dt_ms = if i == 0 { 0 } else { DT_MS };
        Sample { point: Point::new(x, y), pressure, tilt: [0; 2], dt_ms }
    };
    let opacity = whole(one.opacity.clamp(0.0, 1.0) * f32::from(ONE_U16));
    Stroke {
        author: Author::Person,
        brush: 0,
        color: paint.color.unwrap_or(one.color),
        opacity: u16::try_from(opacity).unwrap_or(ONE_U16).min(ONE_U16),
        coverage: paint.brush.coverage,
        path: Path::Samples { radius, samples: knots.iter().enumerate().map(sample).collect() },
    }
}

impl Space {
    /// Instances as strokes of the person's, one after the other; those that lie wholly off a canvas of this size are
    /// left away.
    #[must_use]
    pub fn strokes(&self, instances: &[Instance], size: [u16; 2], paint: &Paint) -> Vec<Stroke> {
        let [width, height] = size.map(|side| i32::from(side) * UNITS_PER_PX);
        let mut found = Vec::new();
        for instance in instances.iter().take(MAX_INSTANCES) {
            for one in self.grown(self.within(instance.at), instance.growth) {
                let stroke = stroke_of(&one, &instance.pose, paint);
                let Path::Samples { radius, samples } = &stroke.path else { continue };
                let inside = samples.iter().any(|s| {
                    (-radius..width + radius).contains(&s.point.x)
                        && (-radius..height + radius).contains(&s.point.y)
                });
                if inside && found.len() < MAX_PLACED {
                    found.push(stroke);
                }
            }
        }
        found
    }

    /// The same as a painting of that size, encoded: what a page places.
    pub fn painting(
        &self,
        instances: &[Instance],
        size: [u16; 2],
        paint: &Paint,
    ) -> Result<Log, Error> {
        let mut header = Header::new(size[0], size[1], Rgb8::new(255, 255, 255), 0);
        header.brushes = vec![paint.brush];
        let mut log = Log::new(header)?;
        for stroke in self.strokes(instances, size, paint) {
            log.push(0, Op::Add(stroke))?;
        }
        Ok(log)
    }
}

/// A painting's bytes.
#[must_use]
pub fn encoded(log: &Log) -> Vec<u8> {
    format::encode(log)
}

/// How many frames of a path on the map an animation has: as many as its time asks for, at 25 a second.
#[must_use]
pub fn frames(seconds: f32) -> usize {
    floor((seconds.clamp(0.2, 30.0) * 25.0).max(2.0))
}

/// The place on the map at a part of a way over it.
#[must_use]
pub fn on_way(way: &[[f32; 2]], part: f32) -> [f32; 2] {
    let knots: Vec<Knot> = way.iter().map(|[x, y]| [*x, *y, 0.0]).collect();
    if knots.is_empty() { [0.0; 2] } else { place(at_parts(&knots, &[part])[0]) }
}
