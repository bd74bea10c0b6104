//! What a person drew, as lines: evenly spaced points, a width and a paint for each stroke.

use limner_core::brush::{Input, Modulation, Setting};
use limner_core::fixed::{ONE, UNITS_PER_PX};
use limner_core::{Brush, Path, Rgb8, Stroke};

/// Points of a line at most.
pub const MOST_POINTS: usize = 64;

/// A stroke as a line, in canvas px.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Points at even distances, from the beginning to the end; at least one.
    pub points: Vec<[f32; 2]>,
    /// Half the width, px.
    pub radius: f32,
    /// The paint.
    pub color: Rgb8,
    /// How much of the paint is laid, 0..=1.
    pub opacity: f32,
    /// The way from the beginning to the end, px.
    pub length: f32,
}

impl Line {
    /// The line that a stroke of this brush is.
    #[must_use]
    pub fn of(stroke: &Stroke, brush: &Brush) -> Self {
        let px = |v: i32| v as f32 / UNITS_PER_PX as f32;
        let way: Vec<[f32; 2]> = match &stroke.path {
            Path::Samples { samples, .. } => {
                samples.iter().map(|s| [px(s.point.x), px(s.point.y)]).collect()
            }
            Path::Bezier { points, .. } => {
                let [a, b, c] = points.map(|p| [px(p.x), px(p.y)]);
                (0..=24u8).map(|i| on_curve([a, b, c], f32::from(i) / 24.0)).collect()
            }
        };
        let opacity = f32::from(stroke.opacity) / ONE as f32;
        Self::along(&way, radius(stroke, brush), stroke.color, opacity)
    }

    /// The line along a way of at least one point.
    #[must_use]
    pub fn along(way: &[[f32; 2]], radius: f32, color: Rgb8, opacity: f32) -> Self {
        let length = length_of(way);
        // A hand trembles by less than its line is wide.
        let step = (length / (MOST_POINTS - 1) as f32).max(1.0).max(0.5 * radius);
        Self { points: evenly(way, step), radius, color, opacity, length }
    }

    /// Where the line begins.
    #[must_use]
    pub fn start(&self) -> [f32; 2] {
        self.points[0]
    }

    /// Where the line ends.
    #[must_use]
    pub fn end(&self) -> [f32; 2] {
        self.points[self.points.len() - 1]
    }

    /// The smallest and the largest coordinates.
    #[must_use]
    pub fn bounds(&self) -> [[f32; 2]; 2] {
        let fold = |pick: fn(f32, f32) -> f32| {
            self.points.iter().fold(self.points[0], |a, p| [pick(a[0], p[0]), pick(a[1], p[1])])
        };
        [fold(f32::min), fold(f32::max)]
    }

    /// The middle of the line's bounds.
    #[must_use]
    pub fn middle(&self) -> [f32; 2] {
        let [low, high] = self.bounds();
        [0.5 * (low[0] + high[0]), 0.5 * (low[1] + high[1])]
    }

    /// The longer side of the line's bounds, px.
    #[must_use]
    pub fn size(&self) -> f32 {
        let [low, high] = self.bounds();
        (high[0] - low[0]).max(high[1] - low[1])
    }

    /// Whether the line comes back to where it began.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        let gap = distance(self.start(), self.end());
        self.points.len() > 6 && gap < (0.12 * self.length).max(3.0 * self.radius)
    }

    /// How straight the line is: 1 for a straight one, towards 0 the more it winds.
    #[must_use]
    pub fn straightness(&self) -> f32 {
        distance(self.start(), self.end()) / self.length.max(1e-3)
    }

    /// How the line turns: all that it turns, whichever way, and what is left of that in the end; radians.
    #[must_use]
    pub fn turning(&self) -> [f32; 2] {
        // A third of a width apart: a trembling hand is not a winding line.
        let stride = (self.points.len() / 16).max(1);
        let coarse: Vec<[f32; 2]> = self.points.iter().copied().step_by(stride).collect();
        let angles = coarse.windows(3).map(|p| turn(p[0], p[1], p[2]));
        angles.fold([0.0, 0.0], |[all, net], angle| [all + angle.abs(), net + angle])
    }

    /// The line under a change of its points.
    #[must_use]
    pub fn moved(&self, how: impl Fn([f32; 2]) -> [f32; 2]) -> Self {
        Self { points: self.points.iter().map(|p| how(*p)).collect(), ..self.clone() }
    }

    /// Whether another line has nearly this one's size and shape; the other way round counts as well.
    #[must_use]
    pub fn resembles(&self, other: &Self) -> bool {
        let (size, others) = (self.size().max(self.radius), other.size().max(other.radius));
        if size / others > 1.35 || others / size > 1.35 || self.is_closed() != other.is_closed() {
            return false;
        }
        let shape = |line: &Self| -> Vec<[f32; 2]> {
            let middle = line.middle();
            let points = evenly_many(&line.points, 24);
            points.iter().map(|p| [p[0] - middle[0], p[1] - middle[1]]).collect()
        };
        let (a, b) = (shape(self), shape(other));
        let apart = |a: &mut dyn Iterator<Item = &[f32; 2]>| -> f32 {
            a.zip(&b).map(|(a, b)| distance(*a, *b).powi(2)).sum::<f32>() / b.len() as f32
        };
        let mut least = apart(&mut a.iter()).min(apart(&mut a.iter().rev()));
        if self.is_closed() {
            // A closed line may begin anywhere.
            for from in (0..a.len()).step_by(2) {
                let turned = || a[from..].iter().chain(&a[..from]);
                least = least.min(apart(&mut turned())).min(apart(&mut turned().rev()));
            }
        }
        least.sqrt() < 0.16 * size.max(others) + 0.5 * self.radius
    }
}

/// Half the width of a stroke of this brush on the mean, px, as far as pressure moves it.
fn radius(stroke: &Stroke, brush: &Brush) -> f32 {
    let (base, pressure) = match &stroke.path {
        Path::Bezier { radii, .. } => (i32::midpoint(radii[0], radii[1]), ONE),
        Path::Samples { radius, samples } => {
            let sum: u64 = samples.iter().map(|sample| u64::from(sample.pressure)).sum();
            (*radius, (sum / (samples.len() as u64).max(1)) as u32)
        }
    };
    let by_pressure = |m: &&Modulation| m.setting == Setting::Radius && m.input == Input::Pressure;
    let factors =
        brush.modulations().filter(by_pressure).map(|m| m.at(pressure) as f32 / ONE as f32);
    (base as f32 / UNITS_PER_PX as f32 * factors.product::<f32>()).max(0.5)
}

/// A point of a quadratic Bézier curve.
#[must_use]
pub fn on_curve([a, b, c]: [[f32; 2]; 3], t: f32) -> [f32; 2] {
    let s = 1.0 - t;
    [0, 1].map(|i| s * s * a[i] + 2.0 * s * t * b[i] + t * t * c[i])
}

/// The distance of two points.
#[must_use]
pub fn distance(a: [f32; 2], b: [f32; 2]) -> f32 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// The angle by which a way turns at its middle point, radians in −π..=π.
#[must_use]
pub fn turn(a: [f32; 2], b: [f32; 2], c: [f32; 2]) -> f32 {
    let (u, v) = ([b[0] - a[0], b[1] - a[1]], [c[0] - b[0], c[1] - b[1]]);
    (u[0] * v[1] - u[1] * v[0]).atan2(u[0] * v[0] + u[1] * v[1])
}

/// The length of a way, px.
#[must_use]
pub fn length_of(way: &[[f32; 2]]) -> f32 {
    way.windows(2).map(|p| distance(p[0], p[1])).sum()
}

/// Points on a way, `count` of them at even distances.
#[must_use]
pub fn evenly_many(way: &[[f32; 2]], count: usize) -> Vec<[f32; 2]> {
    let step = length_of(way) / (count - 1).max(1) as f32;
    let mut points = evenly(way, step.max(1e-3));
    points.resize(count, way[way.len() - 1]);
    points
}

/// Points on a way at even distances of nearly `step`, its ends among them.
fn evenly(way: &[[f32; 2]], step: f32) -> Vec<[f32; 2]> {
    let length = length_of(way);
    let parts = (length / step).round().clamp(1.0, (MOST_POINTS - 1) as f32);
    let step = length / parts;
    let mut points = vec![way[0]];
    let (mut left, mut at) = (step, way[0]);
    for to in &way[1..] {
        let mut there = distance(at, *to);
        while there > left && there > 0.0 && points.len() < MOST_POINTS {
            let t = left / there;
            at = [at[0] + t * (to[0] - at[0]), at[1] + t * (to[1] - at[1])];
            points.push(at);
            there -= left;
            left = step;
        }
        left -= there;
        at = *to;
    }
    let last = way[way.len() - 1];
    if points.len() < 2 || distance(points[points.len() - 1], last) > 0.5 * step {
        points.push(last);
    } else if let Some(end) = points.last_mut() {
        *end = last;
    }
    points
}
