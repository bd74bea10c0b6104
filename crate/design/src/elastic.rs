//! Elastic matching of two curves: which point of one goes with which point of the other.
//!
//! A curve is its square-root velocity q = ċ / √|ċ|, for which the distance of two curves under a common change of
//! speed is the plain one (Srivastava, Klassen, Joshi, Jermyn: "Shape analysis of elastic curves in Euclidean
//! spaces", 2011). The best change of speed γ is found by dynamic programming over a grid; a curve may run the other
//! way, and one that is closed may begin elsewhere.

use crate::curve::{Knot, at_parts, distance, even_parts, place};
use crate::numbers::float;
use crate::pose::best_turn;

/// Points of the grid along either curve.
const GRID: usize = 33;
/// Steps on the grid, first curve by second: no part is drawn out or pressed together more than threefold.
const STEPS: [(usize, usize); 7] = [(1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 3), (3, 2)];
/// Places where a closed curve may begin.
const STARTS: u8 = 16;
/// A curve is closed where its ends are nearer than this part of its length.
const CLOSED: f32 = 0.06;
/// How much a change of speed itself costs, for each part of the curve that is a third quicker.
const HASTE: f32 = 0.1;
/// What the direction and the start count for in which a curve was drawn.
const HABIT: f32 = 0.7;

/// How one curve is to be run through, so that its points go with another's.
#[derive(Clone, Debug, PartialEq)]
pub struct Matching {
    /// The curve runs the other way.
    pub reversed: bool,
    /// Where the closed curve begins, in sixteenths of its length; 0 for one that is not closed.
    pub start: u8,
    /// How far points that go together lie apart, root mean square, in the curves' unit of length.
    pub apart: f32,
    /// The part of the second curve's length at each of the grid's even parts of the first one's.
    speed: Vec<f32>,
}

/// Whether a curve ends where it began.
pub(crate) fn closed(knots: &[Knot]) -> bool {
    let ends = distance(place(knots[0]), place(knots[knots.len() - 1]));
    knots.len() > 3 && ends < CLOSED * crate::curve::length(knots)
}

/// The curve run through as a matching says: reversed, and from another start where it is closed.
pub(crate) fn run(knots: &[Knot], reversed: bool, start: u8) -> Vec<Knot> {
    let mut found = knots.to_vec();
    if start > 0 {
        // A closed curve's last point is about its first: cut at the start, it ends there.
        let from = f32::from(start) / f32::from(STARTS);
        let parts = even_parts(4 * GRID);
        let turned = |part: &f32| (part + from).fract();
        let mut cut: Vec<Knot> = parts[..parts.len() - 1]
            .iter()
            .map(|part| at_parts(knots, &[turned(part)])[0])
            .collect();
        cut.push(cut[0]);
        found = cut;
    }
    if reversed {
        found.reverse();
    }
    found
}

impl Matching {
    /// The best matching of `second` to `first`, of both directions and, where both are closed, of all starts.
    #[must_use]
    pub fn of(first: &[Knot], second: &[Knot]) -> Self {
        let starts = if closed(first) && closed(second) { STARTS } else { 1 };
        let (mut best, mut least) = ((false, 0), f32::INFINITY);
        for reversed in [false, true] {
            for start in 0..starts {
                let plain = Self::plain(first, second, reversed, start);
                let form = plain.turn(first, second).1;
                // As it was drawn, if nothing is clearly nearer: two hands draw most things alike. Where it lies counts for
                // lines, which are the same from either end; a turned loop is told by its form.
                let habit = if (reversed, start) == (false, 0) { HABIT } else { 1.0 };
                let way = habit * (form + if starts > 1 { 0.1 } else { 1.0 } * plain.apart);
                if way < least {
                    (best, least) = ((reversed, start), way);
                }
            }
        }
        Self::given(first, second, best.0, best.1)
    }

    /// The matching of `second` to `first` in a given direction and from a given start.
    #[must_use]
    pub fn given(first: &[Knot], second: &[Knot], reversed: bool, start: u8) -> Self {
        let start = if closed(second) { start } else { 0 };
        let turned = run(second, reversed, start);
        let plain = Self::plain(first, second, reversed, start);
        // Turned onto each other: what bends where is to go together, whichever way it points.
        let (sin, cos) = plain.turn(first, second).0.sin_cos();
        let upright = |v: [f32; 2]| [cos * v[0] - sin * v[1], sin * v[0] + cos * v[1]];
        let second_velocities: Vec<_> = velocities(&turned).into_iter().map(upright).collect();
        let speed = best_speed(&velocities(first), &second_velocities);
        let matching = Self { speed, ..plain };
        Self { apart: matching.distance(first, second), ..matching }
    }

    /// The turn about their middles that brings the second curve nearest to the first, and how far apart that leaves them.
    fn turn(&self, first: &[Knot], second: &[Knot]) -> (f32, f32) {
        let (a, b) = (at_parts(first, &even_parts(GRID)), self.applied(second, GRID));
        let middle = |knots: &[Knot]| {
            let sum = knots.iter().fold([0.0; 2], |sum, k| [sum[0] + k[0], sum[1] + k[1]]);
            sum.map(|sum| sum / float(GRID))
        };
        let (of_a, of_b) = (middle(&a), middle(&b));
        let about = |knot: Knot, m: [f32; 2]| [knot[0] - m[0], knot[1] - m[1]];
        let pairs = b.into_iter().zip(a).map(|(b, a)| (about(b, of_b), about(a, of_a)));
        let (turn, _, after) = best_turn(pairs);
        (turn, (after / float(GRID)).sqrt())
    }

    /// Point for point by length alone, in a given direction and from a given start.
    #[must_use]
    pub fn plain(first: &[Knot], second: &[Knot], reversed: bool, start: u8) -> Self {
        let matching = Self { reversed, start, apart: 0.0, speed: even_parts(GRID) };
        Self { apart: matching.distance(first, second), ..matching }
    }

    fn distance(&self, first: &[Knot], second: &[Knot]) -> f32 {
        let (a, b) = (at_parts(first, &even_parts(GRID)), self.applied(second, GRID));
        let squares = a.iter().zip(&b).map(|(a, b)| distance(place(*a), place(*b)).powi(2));
        (squares.sum::<f32>() / float(GRID)).sqrt()
    }

    /// The second curve as `count` points that go with even parts of the first.
    #[must_use]
    pub fn applied(&self, second: &[Knot], count: usize) -> Vec<Knot> {
        let turned = run(second, self.reversed, self.start);
        let parts: Vec<f32> =
            even_parts(count).into_iter().map(|part| self.speed_at(part)).collect();
        at_parts(&turned, &parts)
    }

    fn speed_at(&self, part: f32) -> f32 {
        let at = part * float(self.speed.len() - 1);
        let i = crate::numbers::floor(at).min(self.speed.len() - 2);
        let within = at - float(i);
        self.speed[i] + (self.speed[i + 1] - self.speed[i]) * within
    }
}

/// Square-root velocities of a curve between the points of the grid.
fn velocities(knots: &[Knot]) -> Vec<[f32; 2]> {
    let even = at_parts(knots, &even_parts(GRID));
    let per_step = float(GRID - 1);
    let velocity = |pair: &[Knot]| {
        let v = [(pair[1][0] - pair[0][0]) * per_step, (pair[1][1] - pair[0][1]) * per_step];
        let speed = v[0].hypot(v[1]);
        if speed > 1e-9 { v.map(|v| v / speed.sqrt()) } else { [0.0; 2] }
    };
    even.windows(2).map(velocity).collect()
}

/// The change of speed that brings `q` nearest to `p`, as the part of the second curve at each part of the first.
fn best_speed(p: &[[f32; 2]], q: &[[f32; 2]]) -> Vec<f32> {
    let n = GRID;
    // The mean square of a curve's square-root velocities: its length.
    let energy = p.iter().map(|q| q[0] * q[0] + q[1] * q[1]).sum::<f32>() / float(p.len());
    let mut cost = vec![f32::INFINITY; n * n];
    let mut from = vec![(0_usize, 0_usize); n * n];
    cost[0] = 0.0;
    for i in 1..n {
        for j in 1..n {
            for (di, dj) in STEPS {
                if di > i || dj > j || !cost[(i - di) * n + j - dj].is_finite() {
                    continue;
                }
                let slope = float(dj) / float(di);
                let root = slope.sqrt();
                let mut sum = 0.0;
                for k in 0..di {
                    // The middle of this step of the first curve, on the second.
                    let at = float(j - dj) + (float(k) + 0.5) * slope;
                    let q = q[crate::numbers::floor(at).min(n - 2)];
                    let p = p[i - di + k];
                    sum += (p[0] - q[0] * root).powi(2) + (p[1] - q[1] * root).powi(2);
                }
                let haste = HASTE * float(di) * slope.ln().abs() * energy;
                let total = cost[(i - di) * n + j - dj] + (sum + haste) / float(n - 1);
                if total < cost[i * n + j] {
                    (cost[i * n + j], from[i * n + j]) = (total, (i - di, j - dj));
                }
            }
        }
    }
    // Every point of the diagonal is reached, so that there is a path.
    let mut path = vec![(n - 1, n - 1)];
    while let Some(&(i, j)) = path.last()
        && (i, j) != (0, 0)
    {
        path.push(from[i * n + j]);
    }
    path.reverse();
    let mut speed = vec![0.0; n];
    for pair in path.windows(2) {
        let ((i, j), (to_i, to_j)) = (pair[0], pair[1]);
        for (k, part) in speed.iter_mut().enumerate().take(to_i + 1).skip(i) {
            let within = float(k - i) / float(to_i - i);
            *part = (float(j) + float(to_j - j) * within) / float(n - 1);
        }
    }
    speed
}
