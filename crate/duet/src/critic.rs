//! What an answer is worth to a drawing: a small network that has seen drawings with a part taken away, and foretells
//! how much nearer to the whole something brings what is left.
//!
//! It was trained by `limner duet train` (see `learn`). What a person says of answers moves the weights of its last
//! layer, a little.

use std::f32::consts::PI;

use limner_nets::weights;

use crate::grid::Grid;
use crate::ideas::MOST_MARKS;
use crate::line::{Line, distance};
use crate::mark::Mark;
use crate::{Drawing, MOVES, Move};

/// What the critic knows of an idea and its drawing.
pub const FEATURES: usize = 40;
/// Numbers between what it knows and what it thinks.
pub const HIDDEN: usize = 24;
/// The network's parameters: two dense layers.
pub const PARAMETERS: usize = FEATURES * HIDDEN + HIDDEN + HIDDEN + 1;
/// How much a yes or a no moves a weight, for each unit of what it weighs.
const RATE: f32 = 0.03;
/// The most that a weight is moved in all.
const MOST: f32 = 0.12;
/// What is nearer than this part of a drawing's size is near.
const NEAR: f32 = 0.06;

/// What the critic knows of an idea and its drawing, each number about 1 at most.
pub type Features = [f32; FEATURES];
/// What the network makes of that before it weighs it.
pub type Thought = [f32; HIDDEN];

/// A critic, and what a person changed in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Critic {
    parameters: Vec<f32>,
    moved: Thought,
}

impl Critic {
    /// The critic that comes with the program; `None` where its file is not whole.
    #[must_use]
    pub fn shipped() -> Option<Self> {
        Self::from_bytes(include_bytes!("../weights/critic.lnet"))
    }

    /// The critic of a file that `limner duet train` wrote; `None` where it is none.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let parameters = weights::decode(bytes, PARAMETERS).ok()?;
        Some(Self { parameters, moved: [0.0; HIDDEN] })
    }

    /// What the network makes of an idea.
    #[must_use]
    pub fn think(&self, features: &Features) -> Thought {
        let (weights, rest) = self.parameters.split_at(FEATURES * HIDDEN);
        let mut sums = [0.0; HIDDEN];
        sums.copy_from_slice(&rest[..HIDDEN]);
        for (feature, row) in features.iter().zip(weights.chunks_exact(HIDDEN)) {
            sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += feature * weight);
        }
        sums.map(f32::tanh)
    }

    /// How much nearer to the whole an idea would bring the drawing, by what was thought of it: 1 is there, below 0 is
    /// further off.
    #[must_use]
    pub fn worth(&self, thought: &Thought) -> f32 {
        let last = &self.parameters[FEATURES * HIDDEN + HIDDEN..];
        let weights = last.iter().zip(&self.moved).map(|(weight, moved)| weight + moved);
        last[HIDDEN] + thought.iter().zip(weights).map(|(t, weight)| t * weight).sum::<f32>()
    }

    /// The person said yes or no to something of which this was thought.
    pub fn judged(&mut self, thought: &Thought, liked: bool) {
        let rate = if liked { RATE } else { -RATE };
        for (moved, t) in self.moved.iter_mut().zip(thought) {
            *moved = (*moved + rate * t).clamp(-MOST, MOST);
        }
    }

    /// What a person said counts no more.
    pub fn forget(&mut self) {
        self.moved = [0.0; HIDDEN];
    }
}

/// A drawing as the critic sees it.
#[derive(Clone, Debug)]
pub struct Sight<'a> {
    drawing: &'a Drawing,
    /// How far from ink each cell lies, px.
    apart: Vec<f32>,
    /// The ends of lines that are open, and which line's each is.
    ends: Vec<([f32; 2], usize)>,
    bounds: [[f32; 2]; 2],
    /// The longer side of that, px.
    size: f32,
    radius: f32,
    /// What is known of the drawing alone.
    context: [f32; 7],
}

impl<'a> Sight<'a> {
    /// Looks at a drawing.
    #[must_use]
    pub fn new(drawing: &'a Drawing) -> Self {
        let Drawing { lines, grid, room } = drawing;
        let count = lines.len().max(1) as f32;
        let bounds = around(lines.iter().flat_map(|line| &line.points));
        let size = side(bounds);
        let share = |of: fn(&Line) -> bool| lines.iter().filter(|l| of(l)).count() as f32 / count;
        let open = lines.iter().enumerate().filter(|(_, line)| !line.is_closed());
        let ends = open.flat_map(|(i, line)| [(line.start(), i), (line.end(), i)]);
        let cells = |on: &[bool]| on.iter().filter(|on| **on).count() as f32;
        let mut colors = lines.iter().map(|line| line.color);
        let first = colors.next();
        let context = [
            count.ln() / 3.0,
            share(Line::is_closed),
            share(|line| line.straightness() > 0.92),
            if colors.any(|color| Some(color) != first) { 1.0 } else { 0.0 },
            (room / size).ln() / 2.0,
            (cells(&grid.own) / cells(&grid.ink).max(1.0)).min(1.0),
            size / grid.canvas[0].max(grid.canvas[1]),
        ];
        let radius = lines.iter().map(|line| line.radius).sum::<f32>() / count;
        let apart = apart(grid);
        Self { drawing, apart, ends: ends.collect(), bounds, size, radius, context }
    }

    /// How far a point is from ink, px; off the canvas, as far as the drawing is large.
    fn away_from_ink(&self, at: [f32; 2]) -> f32 {
        self.drawing.grid.index(at).map_or(self.size, |index| self.apart[index])
    }

    /// How near that is, 0..=1.
    fn near(&self, px: f32) -> f32 {
        (-px / (NEAR * self.size)).exp()
    }

    /// What the critic knows of marks, in their order; `how` is their way of answering, where it is one.
    #[must_use]
    pub fn of(&self, marks: &[Mark], how: Option<Move>) -> Features {
        let mut features = [0.0; FEATURES];
        let lines: Vec<Line> = marks.iter().map(Mark::line).collect();
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return features };
        let points = || lines.iter().flat_map(|line| line.points.iter().copied());
        let count = points().count() as f32;
        let mean = |of: &dyn Fn([f32; 2]) -> f32| points().map(of).sum::<f32>() / count;
        let length: f32 = lines.iter().map(|line| line.length).sum::<f32>().max(1e-3);
        let radius = lines.iter().map(|line| line.radius).sum::<f32>() / lines.len() as f32;
        let own = around(lines.iter().flat_map(|line| &line.points));
        let [low, high] = self.bounds;
        let both = around([low, high, own[0], own[1]].iter());
        let middle = |[low, high]: [[f32; 2]; 2]| [0, 1].map(|i| 0.5 * (low[i] + high[i]));
        let (centre, at) = (middle(self.bounds), middle(own));
        let (start, end) = (first.start(), last.end());
        let nearest = |p: [f32; 2]| {
            let ends = self.ends.iter().map(|(end, index)| (distance(*end, p), Some(*index)));
            ends.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((self.size, None))
        };
        let (begins, ends) = (nearest(start), nearest(end));
        let inside = |p: [f32; 2]| (0..2).all(|i| low[i] <= p[i] && p[i] <= high[i]);
        let mirrored = |axis: usize| {
            let over = |mut p: [f32; 2]| {
                p[axis] = 2.0 * centre[axis] - p[axis];
                self.near(self.away_from_ink(p))
            };
            mean(&over)
        };
        let long = |[low, high]: [[f32; 2]; 2]| {
            ((high[0] - low[0]).max(1.0) / (high[1] - low[1]).max(1.0)).ln().abs()
        };
        let drawn = &self.drawing.lines;
        let late = begins.1.map_or(0.0, |i| (i + 1) as f32 / drawn.len() as f32);
        // How a line bends, and how the line does that it goes on from.
        let net = |line: &Line| line.turning()[1] / PI;
        let bend: f32 = lines.iter().map(net).sum();
        let (before, length_before) =
            begins.1.map_or((0.0, length), |i| (net(&drawn[i]), drawn[i].length.max(1e-3)));
        let heading = |a: [f32; 2], b: [f32; 2]| (b[1] - a[1]).atan2(b[0] - a[0]);
        let straight = drawn.iter().filter(|line| line.straightness() > 0.8);
        let own_heading = heading(start, end);
        let (mut along, mut across) = (0.0, 0.0);
        for line in straight {
            // Twice the angle: a line has two ways.
            let cos = (2.0 * (heading(line.start(), line.end()) - own_heading)).cos();
            along += cos.max(0.0) / drawn.len() as f32;
            across += (-cos).max(0.0) / drawn.len() as f32;
        }
        let sheet = self.drawing.grid.canvas;
        let off = |bounds: [[f32; 2]; 2]| {
            let at = middle(bounds);
            distance(at, [0.5 * sheet[0], 0.5 * sheet[1]]) / sheet[0].max(sheet[1])
        };
        let known = [
            drawn.last().map_or(0.0, |line| self.near(distance(line.end(), start))),
            bend.abs(),
            bend * before.clamp(-1.0, 1.0),
            (length / length_before).ln() / 3.0,
            along,
            across,
            4.0 * (off(both) - off(self.bounds)),
            (length / self.drawing.room.max(1.0)).max(1e-3).ln() / 3.0,
            (radius / self.radius.max(0.1)).ln(),
            marks.len() as f32 / MOST_MARKS as f32,
            self.near(begins.0),
            self.near(ends.0),
            late,
            self.near(self.away_from_ink(start)),
            self.near(self.away_from_ink(end)),
            mean(&|p| self.away_from_ink(p)) / self.size * 4.0,
            mean(&|p| if inside(p) { 1.0 } else { 0.0 }),
            (side(both) / self.size - 1.0).min(1.0),
            2.0 * (at[0] - centre[0]) / self.size,
            2.0 * (at[1] - centre[1]) / self.size,
            (end[0] - start[0]) / length,
            (end[1] - start[1]) / length,
            side(own) / self.size,
            mirrored(0),
            mirrored(1),
            long(self.bounds) - long(both),
        ];
        let (context, rest) = features.split_at_mut(self.context.len());
        context.copy_from_slice(&self.context);
        let (ways, rest) = rest.split_at_mut(MOVES);
        if let Some(how) = how {
            ways[how as usize] = 1.0;
        }
        rest.copy_from_slice(&known);
        features.iter_mut().for_each(|v| *v = if v.is_finite() { v.clamp(-3.0, 3.0) } else { 0.0 });
        features
    }
}

/// The smallest and the largest coordinates of points; of none, nothing at the corner.
fn around<'a>(points: impl Iterator<Item = &'a [f32; 2]> + Clone) -> [[f32; 2]; 2] {
    let fold = |pick: fn(f32, f32) -> f32| {
        points.clone().copied().reduce(|a, p| [pick(a[0], p[0]), pick(a[1], p[1])])
    };
    [fold(f32::min).unwrap_or_default(), fold(f32::max).unwrap_or_default()]
}

fn side([low, high]: [[f32; 2]; 2]) -> f32 {
    (high[0] - low[0]).max(high[1] - low[1]).max(1.0)
}

/// How far each cell of a grid is from the person's ink, px: along rows, columns and diagonals, there and back
/// (Borgefors, "Distance transformations in digital images", 1986).
fn apart(grid: &Grid) -> Vec<f32> {
    let [columns, rows] = grid.size;
    let far = (grid.canvas[0] + grid.canvas[1]).max(1.0);
    let mut apart: Vec<f32> = grid.ink.iter().map(|ink| if *ink { 0.0 } else { far }).collect();
    let mut pass = |index: usize, back: bool| {
        let (column, row) = (index % columns, index / columns);
        let to = |dx: isize, dy: isize| {
            let (dx, dy) = if back { (-dx, -dy) } else { (dx, dy) };
            let (x, y) = (column.checked_add_signed(dx)?, row.checked_add_signed(dy)?);
            (x < columns && y < rows).then(|| y * columns + x)
        };
        for (dx, dy) in [(-1, 0), (0, -1), (-1, -1), (1, -1)] {
            let step = if dx != 0 && dy != 0 { std::f32::consts::SQRT_2 } else { 1.0 };
            if let Some(other) = to(dx, dy) {
                apart[index] = apart[index].min(apart[other] + step * grid.cell);
            }
        }
    };
    (0..grid.ink.len()).for_each(|index| pass(index, false));
    (0..grid.ink.len()).rev().for_each(|index| pass(index, true));
    apart
}
