//! What drawings are measured by: how far apart they lie, what they cover, whether they cross themselves.

use crate::curve::{Knot, bounds, distance, length, place, resampled};
use crate::numbers::{float, floor};
use crate::pose::best_turn;

/// Points that a stroke is looked at by.
const POINTS: usize = 48;

/// A drawing: its strokes as lines of points.
pub type Drawing = Vec<Vec<Knot>>;

/// Points evenly along all of a drawing's ink.
fn ink(drawing: &Drawing) -> Vec<[f32; 2]> {
    let all: f32 = drawing.iter().map(|curve| length(curve)).sum();
    let mut found = Vec::new();
    for curve in drawing {
        let share = floor(600.0 * length(curve) / all.max(1e-9)).max(2);
        found.extend(resampled(curve, share).into_iter().map(place));
    }
    found
}

fn mean_way(from: &[[f32; 2]], to: &[[f32; 2]]) -> f32 {
    let way = |a: &[f32; 2]| to.iter().map(|b| distance(*a, *b)).fold(f32::INFINITY, f32::min);
    from.iter().map(way).sum::<f32>() / float(from.len().max(1))
}

/// The mean way from the ink of either drawing to the nearest of the other's, in their unit.
#[must_use]
pub fn chamfer(a: &Drawing, b: &Drawing) -> f32 {
    let (a, b) = (ink(a), ink(b));
    if a.is_empty() || b.is_empty() {
        return f32::INFINITY;
    }
    f32::midpoint(mean_way(&a, &b), mean_way(&b, &a))
}

/// The same after the turn and the move that bring the second nearest to the first: from middle on middle on, by where the
/// nearest ink lies.
#[must_use]
pub fn chamfer_in_any_pose(a: &Drawing, b: &Drawing) -> f32 {
    let middle = |points: &[[f32; 2]]| {
        let sum = points.iter().fold([0.0; 2], |s, p| [s[0] + p[0], s[1] + p[1]]);
        sum.map(|s| s / float(points.len().max(1)))
    };
    let mut moved = b.clone();
    let target = ink(a);
    let (from, to) = (middle(&ink(b)), middle(&target));
    for knot in moved.iter_mut().flatten() {
        *knot = [knot[0] + to[0] - from[0], knot[1] + to[1] - from[1], knot[2]];
    }
    let mut best = chamfer(a, b).min(chamfer(a, &moved));
    for _ in 0..8 {
        let own = ink(&moved);
        let nearest = |p: &[f32; 2]| {
            let order =
                |a: &&[f32; 2], b: &&[f32; 2]| distance(*p, **a).total_cmp(&distance(*p, **b));
            target.iter().min_by(order).copied().unwrap_or(*p)
        };
        let goals: Vec<[f32; 2]> = own.iter().map(nearest).collect();
        let (from, to) = (middle(&own), middle(&goals));
        let about = |p: &[f32; 2], m: [f32; 2]| [p[0] - m[0], p[1] - m[1]];
        let pairs = own.iter().zip(&goals).map(|(a, b)| (about(a, from), about(b, to)));
        let (turn, ..) = best_turn(pairs);
        let (sin, cos) = turn.sin_cos();
        for knot in moved.iter_mut().flatten() {
            let [x, y] = about(&place(*knot), from);
            *knot = [to[0] + cos * x - sin * y, to[1] + sin * x + cos * y, knot[2]];
        }
        best = best.min(chamfer(a, &moved));
    }
    best
}

/// The way of two drawings with the same strokes in the same order and direction, of points evenly along them, root mean
/// square; nothing where they have other numbers of strokes.
#[must_use]
pub fn rms(a: &Drawing, b: &Drawing) -> Option<f32> {
    if a.len() != b.len() || a.is_empty() {
        return None;
    }
    let squares = a.iter().zip(b).flat_map(|(a, b)| {
        let (a, b) = (resampled(a, POINTS), resampled(b, POINTS));
        a.into_iter().zip(b).map(|(a, b)| distance(place(a), place(b)).powi(2)).collect::<Vec<_>>()
    });
    Some((squares.sum::<f32>() / float(a.len() * POINTS)).sqrt())
}

/// What a drawing covers of a square of so many pixels a side, which spans `-1.1..=1.1` of the frame.
#[must_use]
pub fn mask(drawing: &Drawing, side: usize) -> Vec<bool> {
    let mut covered = vec![false; side * side];
    let per_px = 2.2 / float(side);
    for pair in drawing.iter().flat_map(|curve| curve.windows(2)) {
        let thick = pair[0][2].max(pair[1][2]).max(per_px * 0.5);
        let [low, high] = bounds(pair);
        let from = [0, 1].map(|i| floor(((low[i] - thick + 1.1) / per_px).max(0.0)));
        let to = [0, 1].map(|i| floor(((high[i] + thick + 1.1) / per_px).max(0.0)).min(side - 1));
        for y in from[1]..=to[1] {
            for x in from[0]..=to[0] {
                let at = [x, y].map(|i| (float(i) + 0.5) * per_px - 1.1);
                let way = [pair[1][0] - pair[0][0], pair[1][1] - pair[0][1]];
                let long = (way[0] * way[0] + way[1] * way[1]).max(1e-12);
                let along = ((at[0] - pair[0][0]) * way[0] + (at[1] - pair[0][1]) * way[1]) / long;
                let along = along.clamp(0.0, 1.0);
                let near = [pair[0][0] + way[0] * along, pair[0][1] + way[1] * along];
                let radius = pair[0][2] + (pair[1][2] - pair[0][2]) * along;
                covered[y * side + x] |= distance(at, near) <= radius.max(per_px * 0.5);
            }
        }
    }
    covered
}

/// What two masks share of what either covers.
#[must_use]
pub fn iou(a: &[bool], b: &[bool]) -> f32 {
    let both = a.iter().zip(b).filter(|(a, b)| **a && **b).count();
    let either = a.iter().zip(b).filter(|(a, b)| **a || **b).count();
    if either == 0 { 1.0 } else { float(both) / float(either) }
}

/// How often strokes cross themselves.
#[must_use]
pub fn self_crossings(drawing: &Drawing) -> usize {
    let side =
        |a: Knot, b: Knot, c: Knot| (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
    let cross = |a: &[Knot], b: &[Knot]| {
        side(a[0], a[1], b[0]) * side(a[0], a[1], b[1]) < 0.0
            && side(b[0], b[1], a[0]) * side(b[0], b[1], a[1]) < 0.0
    };
    let of_one = |curve: &Vec<Knot>| {
        let curve = resampled(curve, POINTS);
        let pieces: Vec<&[Knot]> = curve.windows(2).collect();
        let mut count = 0;
        for i in 0..pieces.len() {
            // Closed curves meet where they end.
            let last = if i == 0 { pieces.len() - 1 } else { pieces.len() };
            count += (i + 2..last).filter(|j| cross(pieces[i], pieces[*j])).count();
        }
        count
    };
    drawing.iter().map(of_one).sum()
}

/// Spearman's rank correlation of two lists of numbers.
#[must_use]
pub fn rank_correlation(a: &[f32], b: &[f32]) -> f32 {
    let ranks = |values: &[f32]| -> Vec<f32> {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|i, j| values[*i].total_cmp(&values[*j]));
        let mut ranks = vec![0.0; values.len()];
        let mut from = 0;
        while from < order.len() {
            // Equal numbers share the middle of their ranks.
            let equal = |i: &usize| values[*i] == values[order[from]];
            let many = order[from..].iter().take_while(|i| equal(i)).count();
            for i in &order[from..from + many] {
                ranks[*i] = float(from) + float(many - 1) / 2.0;
            }
            from += many;
        }
        ranks
    };
    let (a, b) = (ranks(a), ranks(b));
    let middle = float(a.len().saturating_sub(1)) / 2.0;
    let product = |a: &[f32], b: &[f32]| -> f32 {
        a.iter().zip(b).map(|(a, b)| (a - middle) * (b - middle)).sum()
    };
    let norm = (product(&a, &a) * product(&b, &b)).sqrt();
    if norm > 0.0 { product(&a, &b) / norm } else { 0.0 }
}
