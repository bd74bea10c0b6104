//! What the partner may add: curves with two radii.

use limner_core::Rgb8;

use crate::line::{Line, distance, evenly_many, length_of, on_curve, turn};

/// Curves that a traced line becomes at most.
const MOST_CURVES: usize = 12;
/// A way that turns by more than this at a point has a corner there, radians.
const CORNER: f32 = 0.6;

/// A quadratic Bézier curve with a radius at either end, in canvas px.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// Start, control point, end.
    pub points: [[f32; 2]; 3],
    /// Radius at the start and at the end.
    pub radii: [f32; 2],
    /// The paint.
    pub color: Rgb8,
    /// How much of the paint is laid, 0..=1.
    pub opacity: f32,
}

/// What marks are drawn with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ink {
    /// Half the width, px.
    pub radius: f32,
    /// The paint.
    pub color: Rgb8,
    /// How much of the paint is laid, 0..=1.
    pub opacity: f32,
}

impl Ink {
    /// What a line was drawn with.
    #[must_use]
    pub fn of(line: &Line) -> Self {
        Self { radius: line.radius, color: line.color, opacity: line.opacity }
    }

    /// A mark from one point to another by way of a third, which it passes in its middle.
    #[must_use]
    pub fn curve(self, from: [f32; 2], middle: [f32; 2], to: [f32; 2]) -> Mark {
        let control = [0, 1].map(|i| 2.0 * middle[i] - 0.5 * (from[i] + to[i]));
        let Self { radius, color, opacity } = self;
        Mark { points: [from, control, to], radii: [radius; 2], color, opacity }
    }

    /// Marks along a way, as few as follow it within half a width.
    #[must_use]
    pub fn trace(self, way: &[[f32; 2]]) -> Vec<Mark> {
        let mut marks = Vec::new();
        let mut ways = vec![way];
        while let Some(way) = ways.pop() {
            let Some(mark) = self.fit(way) else { continue };
            let is_near = stray(&mark, way) < (0.35 * self.radius).max(0.8);
            if is_near || way.len() < 6 || marks.len() + ways.len() + 2 > MOST_CURVES {
                marks.push(mark);
            } else {
                let at = corner(way).unwrap_or(way.len() / 2);
                ways.push(&way[at..]);
                ways.push(&way[..=at]);
            }
        }
        marks
    }

    fn fit(self, way: &[[f32; 2]]) -> Option<Mark> {
        if length_of(way) < 0.5 {
            return None;
        }
        let points = evenly_many(way, 3);
        Some(self.curve(points[0], points[1], points[2]))
    }
}

impl Mark {
    /// The mark's way as a line.
    #[must_use]
    pub fn line(&self) -> Line {
        let points: Vec<[f32; 2]> =
            (0..=16u8).map(|i| on_curve(self.points, f32::from(i) / 16.0)).collect();
        let length = length_of(&points);
        let radius = 0.5 * (self.radii[0] + self.radii[1]);
        Line { points, radius, color: self.color, opacity: self.opacity, length }
    }

    /// Whether each number of the mark is one.
    #[must_use]
    pub fn is_finite(&self) -> bool {
        let numbers = self.points.iter().flatten().chain(&self.radii);
        numbers.chain([&self.opacity]).all(|v| v.is_finite())
    }
}

/// Where a way turns most sharply, if that is a corner.
fn corner(way: &[[f32; 2]]) -> Option<usize> {
    let sharpness = |i: usize| turn(way[i - 2], way[i], way[i + 2]).abs();
    let sharpest = (2..way.len() - 2).max_by(|a, b| sharpness(*a).total_cmp(&sharpness(*b)))?;
    (sharpness(sharpest) > CORNER).then_some(sharpest)
}

/// How far a mark strays from the way that it is to follow, px.
fn stray(mark: &Mark, way: &[[f32; 2]]) -> f32 {
    let points = evenly_many(way, 9);
    let line = evenly_many(&mark.line().points, 9);
    points.iter().zip(line).map(|(a, b)| distance(*a, b)).fold(0.0, f32::max)
}
