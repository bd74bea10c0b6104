//! A sketch is recognised: where on the map, and in which pose, the space draws what is nearest to it.

use crate::assignment::assigned;
use crate::curve::{Knot, distance, length, place, resampled};
use crate::framed::center;
use crate::numbers::float;
use crate::pose::{Pose, best_turn};
use crate::{Error, Motif, Space};

/// Points of a stroke that are compared.
const POINTS: usize = 16;
/// Places looked at along each side of the map, before the best are followed.
const COARSE: usize = 9;
/// What a stroke costs that only one of the two has, for each part of its length.
const ALONE: f32 = 0.35;

/// What a sketch was taken for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recognised {
    /// Where on the map.
    pub at: [f32; 2],
    /// How far the sketch lies from the drawing there, in its diagonals, root mean square.
    pub apart: f32,
    /// What brings the drawing there to where the sketch is.
    pub pose: Pose,
}

/// Strokes about their middle, in units of about their diagonal: three times how far ink lies from the middle, root mean
/// square, which is the same however a drawing is turned.
struct Seen {
    strokes: Vec<Vec<Knot>>,
    middle: [f32; 2],
    size: f32,
}

impl Seen {
    fn new(curves: &[Vec<Knot>]) -> Self {
        let middle = center(curves);
        let size = (3.0 * spread(curves, middle)).max(1e-6);
        let knot = |k: &Knot| [(k[0] - middle[0]) / size, (k[1] - middle[1]) / size, k[2] / size];
        let stroke =
            |curve: &Vec<Knot>| resampled(&curve.iter().map(knot).collect::<Vec<_>>(), POINTS);
        Self { strokes: curves.iter().map(stroke).collect(), middle, size }
    }
}

/// The turn that brings a drawing nearest to a sketch, and how far apart all then is, root mean square, weighted by length.
fn compared(sketch: &Seen, drawing: &Seen) -> (f32, f32) {
    let (rows, columns) = (sketch.strokes.len(), drawing.strokes.len());
    let n = rows + columns;
    let way = |a: &[Knot], b: &[Knot], reversed: bool| -> f32 {
        let other = |i: usize| b[if reversed { POINTS - 1 - i } else { i }];
        let squares = (0..POINTS).map(|i| distance(place(a[i]), place(other(i))).powi(2));
        squares.sum::<f32>() / float(POINTS)
    };
    let alone = |curve: &[Knot]| length(curve).max(0.02) * ALONE * ALONE;
    let mut cost = vec![0.0; n * n];
    let mut turned = vec![false; rows * columns];
    for row in 0..n {
        for column in 0..n {
            cost[row * n + column] = match (sketch.strokes.get(row), drawing.strokes.get(column)) {
                (Some(a), Some(b)) => {
                    let [there, back] = [way(a, b, false), way(a, b, true)];
                    turned[row * columns + column] = back < there;
                    there.min(back) * (length(a) + length(b)).max(0.04) / 2.0
                }
                (Some(curve), None) | (None, Some(curve)) => alone(curve),
                (None, None) => 0.0,
            };
        }
    }
    let column_of = assigned(&cost, n);
    let ink: f32 = sketch.strokes.iter().chain(&drawing.strokes).map(|c| length(c)).sum();
    let (mut pairs, mut lonely) = (Vec::new(), 0.0);
    for (row, column) in column_of.iter().enumerate() {
        let (Some(a), Some(b)) = (sketch.strokes.get(row), drawing.strokes.get(*column)) else {
            lonely += cost[row * n + column];
            continue;
        };
        let reversed = turned[row * columns + column];
        // Weighted by length: a square counts for what the root of its weight scales it by.
        let root = ((length(a) + length(b)).max(0.04) / 2.0 / float(POINTS)).sqrt();
        let other =
            |i: usize| place(b[if reversed { POINTS - 1 - i } else { i }]).map(|x| x * root);
        pairs.extend((0..POINTS).map(|i| (other(i), place(a[i]).map(|x| x * root))));
    }
    let (turn, _, after) = best_turn(pairs.into_iter());
    (turn, (2.0 * (after + lonely) / ink.max(1e-6)).sqrt())
}

/// How far curves' ink lies from a place, root mean square.
fn spread(curves: &[Vec<Knot>], middle: [f32; 2]) -> f32 {
    let (mut sum, mut weight) = (0.0, 0.0);
    for curve in curves {
        // A dot has a little ink as well.
        let share = length(curve).max(1e-3) / float(POINTS);
        for knot in resampled(curve, POINTS) {
            sum += share * distance(place(knot), middle).powi(2);
            weight += share;
        }
    }
    if weight > 0.0 { (sum / weight).sqrt() } else { 0.0 }
}

impl Space {
    /// Where on the map the drawing lies that is nearest to a sketch: a coarse look over the map, the best places
    /// followed in ever smaller steps, and then the turn that brings the two together.
    pub fn recognise(&self, sketch: &Motif) -> Result<Recognised, Error> {
        let curves: Vec<Vec<Knot>> = sketch.strokes().iter().map(|s| s.knots.clone()).collect();
        let seen = Seen::new(&curves);
        let drawing = |at: [f32; 2]| -> Seen {
            let grown = self.grown(at, 1.0);
            Seen::new(&grown.into_iter().map(|one| one.knots).collect::<Vec<_>>())
        };
        let [low, high] = self.bounds();
        let at_part =
            |i: usize, part: usize| low[i] + (high[i] - low[i]) * float(part) / float(COARSE - 1);
        let mut places: Vec<[f32; 2]> = self.pins().to_vec();
        for x in 0..COARSE {
            let rows = if self.is_line() { 1 } else { COARSE };
            places.extend((0..rows).map(|y| [at_part(0, x), at_part(1, y)]));
        }
        // A sketch is often drawn askew.
        let mut best = ([0.0; 2], f32::INFINITY, 0.0);
        for turn in [0.0_f32, -0.4, 0.4] {
            let turned = rotated(&seen, turn);
            let apart = |at: [f32; 2]| compared(&turned, &drawing(at)).1;
            let mut found: Vec<([f32; 2], f32)> =
                places.iter().map(|at| (*at, apart(*at))).collect();
            found.sort_by(|a, b| a.1.total_cmp(&b.1));
            for (mut at, mut least) in found.into_iter().take(3) {
                let mut step = (high[0] - low[0]).max(high[1] - low[1]) / float(COARSE - 1) / 2.0;
                while step > 0.004 {
                    let ways = [[step, 0.0], [-step, 0.0], [0.0, step], [0.0, -step]];
                    let mut stays = true;
                    for [dx, dy] in ways.into_iter().take(if self.is_line() { 2 } else { 4 }) {
                        let there = self.within([at[0] + dx, at[1] + dy]);
                        let way = apart(there);
                        if way < least {
                            (at, least, stays) = (there, way, false);
                        }
                    }
                    if stays {
                        step /= 2.0;
                    }
                }
                if least < best.1 - if turn == 0.0 { 0.0 } else { 0.01 } {
                    best = (at, least, turn);
                }
            }
        }
        let (at, ..) = best;
        let found = drawing(at);
        let askew = rotated(&seen, best.2);
        let (turn, apart) = compared(&askew, &found);
        let turn = turn - best.2;
        // The base lies where the turned drawing has it: its frame's origin.
        let scale = seen.size / found.size;
        let (sin, cos) = turn.sin_cos();
        let [x, y] = found.middle.map(|m| m * scale);
        let origin = [seen.middle[0] - (cos * x - sin * y), seen.middle[1] - (sin * x + cos * y)];
        Ok(Recognised { at, apart, pose: Pose { origin, scale, turn } })
    }
}

fn rotated(seen: &Seen, turn: f32) -> Seen {
    let (sin, cos) = turn.sin_cos();
    let knot = |k: &Knot| [cos * k[0] - sin * k[1], sin * k[0] + cos * k[1], k[2]];
    let strokes = seen.strokes.iter().map(|stroke| stroke.iter().map(knot).collect()).collect();
    Seen { strokes, ..*seen }
}
