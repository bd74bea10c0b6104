//! Strokes that bend: a line as the directions and the lengths of its pieces.
//!
//! Where the pieces of a stroke turn from one motif to the next and keep their lengths, a mix of their directions bends the
//! stroke; a mix of its points would press it together.

use std::f32::consts::{PI, TAU};

use crate::curve::Knot;
use crate::elastic::closed;
use crate::numbers::float;

/// Pieces that a stroke is looked at by: with few, a shaking hand has no say.
const LOOKED_AT: usize = 6;
/// A stroke bends where its pieces turn by this at least, in radians, root mean square.
const LEAST: f32 = 0.1;
/// The squares of their turns are so many times those of the logarithms of their lengths…
const TURNS: f32 = 4.0;
/// …and of a closed stroke, whose sides are drawn out and pressed together by a bend, both sides turn the same way: their
/// correlation.
const TOGETHER: f32 = 0.5;
/// The length of the sum of directions, by their number, below which nobody can say which way round a piece turns.
const CLEAR: f32 = 0.4;
/// A piece is no shorter than this part of the diagonal.
const SHORTEST: f32 = 1e-4;

/// The directions that the pieces of a slot's strokes are told from.
#[derive(Clone, Debug)]
pub(crate) struct Bending {
    /// By piece, in radians: the middle of all strokes, each turned back.
    directions: Vec<f32>,
    closes: bool,
}

/// The way from a point to the one that is so many farther on.
fn step(shape: &[Knot], from: usize, many: usize) -> [f32; 2] {
    [0, 1].map(|i| shape[from + many][i] - shape[from][i])
}

fn direction([x, y]: [f32; 2]) -> f32 {
    y.atan2(x)
}

fn long([x, y]: [f32; 2]) -> f32 {
    x.hypot(y).max(SHORTEST)
}

/// An angle between -π and π.
fn wrapped(angle: f32) -> f32 {
    (angle + PI).rem_euclid(TAU) - PI
}

/// The middle of directions, and how clearly they have one, 0..=1.
fn middle(directions: impl Iterator<Item = f32>) -> (f32, f32) {
    let (mut sum, mut count) = ([0.0; 2], 0.0);
    for angle in directions {
        let (sin, cos) = angle.sin_cos();
        (sum, count) = ([sum[0] + cos, sum[1] + sin], count + 1.0);
    }
    (direction(sum), sum[0].hypot(sum[1]) / f32::max(count, 1.0))
}

/// How much pieces turn together with those as far from the other end: 1 where they turn alike, -1 where they turn against
/// each other.
fn together(turns: &[[f32; LOOKED_AT]]) -> f32 {
    let (mut both, mut square) = (0.0, 0.0);
    for of_one in turns {
        for (turn, other) in of_one.iter().zip(of_one.iter().rev()) {
            (both, square) = (both + turn * other, square + turn * turn);
        }
    }
    both / f32::max(square, 1e-9)
}

impl Bending {
    /// How strokes of equally many points bend, each given with the turn that it has as a whole; none where they do not.
    pub(crate) fn of(shapes: &[(&Vec<Knot>, f32)]) -> Option<Self> {
        let pieces = shapes.first()?.0.len() - 1;
        if shapes.len() < 2 || !pieces.is_multiple_of(LOOKED_AT) {
            return None;
        }
        let stride = pieces / LOOKED_AT;
        let closes = shapes.iter().all(|(shape, _)| closed(shape));
        let (mut turned, mut stretched, mut ink) = (0.0, 0.0, 0.0);
        let mut turns = vec![[0.0; LOOKED_AT]; shapes.len()];
        for piece in 0..LOOKED_AT {
            let ways =
                shapes.iter().map(|(shape, turn)| (step(shape, piece * stride, stride), turn));
            let (mean, clear) = middle(ways.clone().map(|(way, turn)| direction(way) - turn));
            if clear < CLEAR {
                return None;
            }
            let lengths: Vec<f32> = ways.clone().map(|(way, _)| long(way)).collect();
            let share = lengths.iter().sum::<f32>() / float(lengths.len());
            let log = lengths.iter().map(|long| long.ln()).sum::<f32>() / float(lengths.len());
            for (((way, turn), long), turns) in ways.zip(lengths).zip(&mut turns) {
                turns[piece] = wrapped(direction(way) - turn - mean);
                turned += share * turns[piece].powi(2);
                stretched += share * (long.ln() - log).powi(2);
                ink += share;
            }
        }
        let bends = if closes { together(&turns) >= TOGETHER } else { turned >= TURNS * stretched };
        if !bends || turned < LEAST * LEAST * ink {
            return None;
        }
        let of_piece =
            |k: usize| middle(shapes.iter().map(|(s, turn)| direction(step(s, k, 1)) - turn)).0;
        Some(Self { directions: (0..pieces).map(of_piece).collect(), closes })
    }

    /// For each point but the pivot the direction of the piece that leads there, beside what it is told from, and the
    /// logarithm of its length; for the pivot nothing. And what is left open between a closed stroke's ends.
    pub(crate) fn pieces(
        &self,
        shape: &[Knot],
        pivot: usize,
        turn: f32,
    ) -> (Vec<[f32; 2]>, [f32; 2]) {
        let piece = |point: usize| {
            if point == pivot {
                return [0.0; 2];
            }
            let from = if point > pivot { point - 1 } else { point };
            let way = step(shape, from, 1);
            [wrapped(direction(way) - turn - self.directions[from]), long(way).ln()]
        };
        let (sin, cos) = turn.sin_cos();
        let [x, y] = step(shape, 0, shape.len() - 1);
        let gap = if self.closes { [cos * x + sin * y, cos * y - sin * x] } else { [0.0; 2] };
        ((0..shape.len()).map(piece).collect(), gap)
    }

    /// The places that pieces lead to from the pivot's. Between motifs the ends of a closed stroke would not meet: every
    /// point gives way by a little.
    pub(crate) fn places(
        &self,
        pieces: &[[f32; 2]],
        pivot: usize,
        at: [f32; 2],
        turn: f32,
        gap: [f32; 2],
    ) -> Vec<[f32; 2]> {
        let way = |point: usize, from: usize| {
            let [angle, log] = pieces[point];
            let (sin, cos) = (angle + turn + self.directions[from]).sin_cos();
            let long = log.clamp(SHORTEST.ln(), 2.0).exp();
            [cos * long, sin * long]
        };
        let mut places = vec![at; pieces.len()];
        for point in pivot + 1..pieces.len() {
            let [x, y] = way(point, point - 1);
            places[point] = [places[point - 1][0] + x, places[point - 1][1] + y];
        }
        for point in (0..pivot).rev() {
            let [x, y] = way(point, point);
            places[point] = [places[point + 1][0] - x, places[point + 1][1] - y];
        }
        if self.closes {
            let (sin, cos) = turn.sin_cos();
            let wanted = [cos * gap[0] - sin * gap[1], sin * gap[0] + cos * gap[1]];
            let last = places.len() - 1;
            let off = [0, 1].map(|i| wanted[i] - (places[last][i] - places[0][i]));
            for (point, place) in places.iter_mut().enumerate() {
                let part = (float(point) - float(pivot)) / float(last);
                *place = [0, 1].map(|i| place[i] + off[i] * part);
            }
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curve::{distance, place};

    /// A line that bends by so much on its way, a quarter of a turn about its first point.
    fn arc(bend: f32) -> Vec<Knot> {
        let mut at = [0.0_f32, 0.0];
        let mut knots = vec![[0.0, 0.0, 0.1]];
        for i in 0..12 {
            let angle = bend * (float(i) + 0.5) / 12.0;
            at = [at[0] + angle.cos() / 12.0, at[1] + angle.sin() / 12.0];
            knots.push([at[0], at[1], 0.1]);
        }
        knots
    }

    #[test]
    fn pieces_lead_back_to_the_stroke() {
        let shapes = [arc(-0.8), arc(1.6)];
        for pivot in [0, 5, 12] {
            for turn in [0.0, 0.7] {
                let bending = Bending::of(&[(&shapes[0], 0.0), (&shapes[1], turn)]).unwrap();
                let (pieces, gap) = bending.pieces(&shapes[1], pivot, turn);
                let places = bending.places(&pieces, pivot, place(shapes[1][pivot]), turn, gap);
                for (found, knot) in places.iter().zip(&shapes[1]) {
                    assert!(distance(*found, place(*knot)) < 1e-5, "{found:?} {knot:?}");
                }
            }
        }
    }

    #[test]
    fn the_middle_of_two_bends_is_a_bend() {
        let shapes = [arc(-0.8), arc(1.6)];
        let bending = Bending::of(&[(&shapes[0], 0.0), (&shapes[1], 0.0)]).unwrap();
        let [a, b] = [0, 1].map(|i| bending.pieces(&shapes[i], 0, 0.0).0);
        for part in [0.5, 1.3] {
            let mixed: Vec<[f32; 2]> = a
                .iter()
                .zip(&b)
                .map(|(a, b)| [0, 1].map(|i| a[i] + (b[i] - a[i]) * part))
                .collect();
            let places = bending.places(&mixed, 0, [0.0; 2], 0.0, [0.0; 2]);
            for (found, knot) in places.iter().zip(arc(-0.8 + 2.4 * part)) {
                assert!(distance(*found, place(knot)) < 1e-4, "{found:?} {knot:?}");
            }
        }
    }

    #[test]
    fn what_is_stretched_or_turned_as_a_whole_does_not_bend() {
        let line = arc(0.6);
        let stretched: Vec<Knot> = line.iter().map(|[x, y, r]| [2.0 * x, 0.7 * y, *r]).collect();
        assert!(Bending::of(&[(&line, 0.0), (&stretched, 0.0)]).is_none());
        let (sin, cos) = 0.9_f32.sin_cos();
        let turned: Vec<Knot> =
            line.iter().map(|[x, y, r]| [cos * x - sin * y, sin * x + cos * y, *r]).collect();
        assert!(Bending::of(&[(&line, 0.0), (&turned, 0.9)]).is_none());
        // Back and forth: nobody can say which way round.
        let back: Vec<Knot> = line.iter().map(|[x, y, r]| [-x, -y, *r]).collect();
        assert!(Bending::of(&[(&line, 0.0), (&back, 0.0)]).is_none());
    }

    #[test]
    fn a_closed_stroke_stays_closed_between() {
        // A petal that curls: up one side and down the other.
        let petal = |curl: f32| -> Vec<Knot> {
            let knot = |i: usize| {
                let part = float(i) / 24.0;
                let (side, along) =
                    if part < 0.5 { (-1.0, 2.0 * part) } else { (1.0, 2.0 - 2.0 * part) };
                let (sin, cos) = (curl * along).sin_cos();
                let out = side * 0.2 * (along * PI).sin();
                [(1.0 - cos) / curl + out * cos, -sin / curl + out * sin, 0.02]
            };
            (0..=24).map(knot).collect()
        };
        let shapes = [petal(-0.5), petal(0.9)];
        let bending = Bending::of(&[(&shapes[0], 0.0), (&shapes[1], 0.0)]).unwrap();
        let [a, b] = [0, 1].map(|i| bending.pieces(&shapes[i], 0, 0.0));
        let mixed: Vec<[f32; 2]> =
            a.0.iter().zip(&b.0).map(|(a, b)| [0, 1].map(|i| f32::midpoint(a[i], b[i]))).collect();
        let gap = [0, 1].map(|i| f32::midpoint(a.1[i], b.1[i]));
        let places = bending.places(&mixed, 0, [0.0; 2], 0.0, gap);
        assert!(distance(places[0], places[24]) < 1e-4);
        let off = places.iter().zip(petal(0.2)).map(|(a, b)| distance(*a, place(b)));
        assert!(off.fold(0.0, f32::max) < 0.02);
    }
}
