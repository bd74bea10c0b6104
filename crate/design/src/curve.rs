//! Curves as lists of points with a radius, in any unit: lengths, parts, and what is smooth between few points.

use crate::numbers::{float, floor};

/// A point of a curve: x, y and the radius there.
pub type Knot = [f32; 3];

/// The distance of two places.
pub(crate) fn distance(a: [f32; 2], b: [f32; 2]) -> f32 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// The place of a point.
pub(crate) fn place(knot: Knot) -> [f32; 2] {
    [knot[0], knot[1]]
}

/// What lies at `part` of the way from `a` to `b`.
pub(crate) fn between(a: Knot, b: Knot, part: f32) -> Knot {
    [0, 1, 2].map(|i| a[i] + (b[i] - a[i]) * part)
}

/// How long a curve is.
#[must_use]
pub fn length(knots: &[Knot]) -> f32 {
    knots.windows(2).map(|pair| distance(place(pair[0]), place(pair[1]))).sum()
}

/// The point at each of the `parts` of a curve's length, which rise from 0 to 1.
pub(crate) fn at_parts(knots: &[Knot], parts: &[f32]) -> Vec<Knot> {
    let mut along = Vec::with_capacity(knots.len());
    let mut sum = 0.0;
    for (i, knot) in knots.iter().enumerate() {
        if i > 0 {
            sum += distance(place(knots[i - 1]), place(*knot));
        }
        along.push(sum);
    }
    let mut segment = 0;
    let last = knots.len() - 1;
    let point = |part: &f32| {
        let wanted = part.clamp(0.0, 1.0) * sum;
        if along[segment] > wanted {
            segment = 0;
        }
        while segment + 1 < last && along[segment + 1] < wanted {
            segment += 1;
        }
        let next = (segment + 1).min(last);
        let step = along[next] - along[segment];
        let within = if step > 0.0 { (wanted - along[segment]) / step } else { 0.0 };
        between(knots[segment], knots[next], within.clamp(0.0, 1.0))
    };
    parts.iter().map(point).collect()
}

/// `count` parts of one whole, evenly, from 0 to 1.
pub(crate) fn even_parts(count: usize) -> Vec<f32> {
    let last = float(count.max(2) - 1);
    (0..count).map(|i| float(i) / last).collect()
}

/// A curve as `count` points, evenly along it.
#[must_use]
pub fn resampled(knots: &[Knot], count: usize) -> Vec<Knot> {
    at_parts(knots, &even_parts(count))
}

/// The point of a smooth curve through points that are evenly numbered, at `part` of the way from the first to the
/// last: a Catmull–Rom spline, whose ends go on as they came.
#[must_use]
pub fn smooth_at(knots: &[Knot], part: f32) -> Knot {
    let last = knots.len() - 1;
    if last == 0 {
        return knots[0];
    }
    let at = part.clamp(0.0, 1.0) * float(last);
    let i = floor(at).min(last - 1);
    let t = at - float(i);
    let (b, c) = (knots[i], knots[i + 1]);
    let beyond = |near: Knot, far: Knot| [0, 1, 2].map(|k| 2.0 * near[k] - far[k]);
    let a = if i == 0 { beyond(b, c) } else { knots[i - 1] };
    let d = if i + 2 > last { beyond(c, b) } else { knots[i + 2] };
    [0, 1, 2].map(|k| {
        let (p, q, r, s) = (a[k], b[k], c[k], d[k]);
        let cubic = 3.0 * (q - r) + s - p;
        q + 0.5 * t * (r - p + t * (2.0 * p - 5.0 * q + 4.0 * r - s + t * cubic))
    })
}

/// The smooth curve through few points, as `count` of them, up to `part` of its way.
#[must_use]
pub fn smooth(knots: &[Knot], count: usize, part: f32) -> Vec<Knot> {
    even_parts(count).into_iter().map(|at| smooth_at(knots, at * part)).collect()
}

/// The box around points: its least and its greatest corner.
#[must_use]
pub fn bounds<'a>(knots: impl IntoIterator<Item = &'a Knot>) -> [[f32; 2]; 2] {
    let empty = [[f32::INFINITY; 2], [f32::NEG_INFINITY; 2]];
    knots.into_iter().fold(empty, |[low, high], knot| {
        let [x, y, _] = *knot;
        [[low[0].min(x), low[1].min(y)], [high[0].max(x), high[1].max(y)]]
    })
}

/// The diagonal of the box around points.
#[must_use]
pub fn diagonal<'a>(knots: impl IntoIterator<Item = &'a Knot>) -> f32 {
    let [low, high] = bounds(knots);
    if low[0] > high[0] { 0.0 } else { distance(low, high) }
}
