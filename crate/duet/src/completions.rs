//! What else may be added where somebody can tell what would do: lines go on from either end, as far and as bent as
//! drawings do, or to another end, or are drawn again beside themselves. Most of it is nothing that a drawing lacks; a critic chooses.

use crate::Drawing;
use crate::ideas::{Idea, LOOKED_AT, MOST_MARKS, Move};
use crate::line::{Line, distance, on_curve, turn};
use crate::mark::Ink;

/// How far a line goes on, in parts of its length.
const PARTS: [f32; 3] = [0.25, 0.55, 1.0];
/// How a line bends on, in parts of how it bent, and how much more to either side, radians in all.
const BENDS: [(f32, f32); 4] = [(1.0, 0.0), (0.0, 0.0), (0.5, 1.2), (0.5, -1.2)];
/// How far apart ends are joined, in parts of the longer side of the canvas.
const JOINED: f32 = 0.4;
/// How far beside itself a line is drawn again, in parts of the drawing's size, and how long, in parts of itself.
const BESIDE: [f32; 3] = [0.15, 0.3, 0.45];
const AGAIN: [f32; 2] = [1.0, 0.6];
/// How well they fit by themselves: little.
const FIT: f32 = 0.25;

/// Further ways on for the last lines of a drawing.
#[must_use]
pub fn completions(drawing: &Drawing) -> Vec<Idea> {
    let last = drawing.lines.len().saturating_sub(LOOKED_AT);
    let [low, high] = [f32::min, f32::max].map(|pick: fn(f32, f32) -> f32| {
        let points = drawing.lines.iter().flat_map(|line| &line.points).copied();
        points.reduce(|a, p| [pick(a[0], p[0]), pick(a[1], p[1])]).unwrap_or_default()
    });
    let size = (high[0] - low[0]).max(high[1] - low[1]);
    let mut found = Vec::new();
    for (index, line) in drawing.lines.iter().enumerate().skip(last) {
        if line.is_closed() || line.points.len() < 4 {
            continue;
        }
        found.extend(beside(drawing, line, size));
        let back = Line { points: line.points.iter().rev().copied().collect(), ..line.clone() };
        for from in [line, &back] {
            for (part, bend) in PARTS.iter().flat_map(|part| BENDS.map(|bend| (*part, bend))) {
                found.extend(idea(drawing, from, &on(from, part, bend), None));
            }
            let reach = JOINED * drawing.grid.canvas[0].max(drawing.grid.canvas[1]);
            let others = drawing.lines.iter().enumerate().skip(last);
            let ends = others.filter(|(other, to)| *other != index && !to.is_closed());
            let ends = ends.flat_map(|(_, to)| [to.start(), to.end()]).chain([from.start()]);
            let near = 3.0 * line.radius;
            let nearest = ends
                .filter(|to| (near..reach).contains(&distance(*to, from.end())))
                .min_by(|a, b| distance(*a, from.end()).total_cmp(&distance(*b, from.end())));
            if let Some(to) = nearest {
                found.extend(idea(drawing, from, &across(from, to), Some(to)));
            }
        }
    }
    found
}

/// A line again beside itself, in its own paint, as far off as parts of drawings stand from one another.
fn beside(drawing: &Drawing, line: &Line, size: f32) -> Vec<Idea> {
    let chord = [0, 1].map(|i| line.end()[i] - line.start()[i]);
    let length = chord[0].hypot(chord[1]).max(1e-3);
    let across = [-chord[1] / length, chord[0] / length];
    let middle = line.middle();
    let mut found = Vec::new();
    for apart in BESIDE.iter().flat_map(|part| [part * size, -part * size]) {
        for scale in AGAIN {
            let there = |i: usize, v: f32| middle[i] + scale * (v - middle[i]) + apart * across[i];
            let copy = line.moved(|p| [0, 1].map(|i| there(i, p[i])));
            if drawing.is_free(&copy, &[], 0.0) {
                let marks = Ink::of(line).trace(&copy.points);
                let fits = !marks.is_empty() && marks.len() <= MOST_MARKS;
                found.extend(fits.then_some(Idea { how: Move::Echo, marks, fit: FIT }));
            }
        }
    }
    found
}

/// Where a line goes at its end, radians.
fn heading(line: &Line) -> f32 {
    let n = line.points.len();
    let [from, to] = [line.points[n - n.min(4)], line.end()];
    (to[1] - from[1]).atan2(to[0] - from[0])
}

/// The way on by a part of a line's length.
fn on(line: &Line, part: f32, (kept, more): (f32, f32)) -> Vec<[f32; 2]> {
    const STEPS: u8 = 16;
    let n = line.points.len();
    let tail = &line.points[n - (n / 2).max(3)..];
    let bent: f32 = tail.windows(3).map(|p| turn(p[0], p[1], p[2])).sum();
    // As much over the same length.
    let bend = kept * bent * (2.0 * part).min(1.5) + more;
    let step = part * line.length / f32::from(STEPS);
    let (mut at, mut heading) = (line.end(), heading(line));
    let mut way = vec![at];
    for _ in 0..STEPS {
        heading += bend / f32::from(STEPS);
        at = [at[0] + step * heading.cos(), at[1] + step * heading.sin()];
        way.push(at);
    }
    way
}

/// The way to another end, leaving a line as it goes.
fn across(line: &Line, to: [f32; 2]) -> Vec<[f32; 2]> {
    let (from, heading) = (line.end(), heading(line));
    let third = 0.3 * distance(from, to);
    let control = [
        0.5 * (from[0] + to[0]) + 0.5 * third * heading.cos(),
        0.5 * (from[1] + to[1]) + 0.5 * third * heading.sin(),
    ];
    (0..=16u8).map(|i| on_curve([from, control, to], f32::from(i) / 16.0)).collect()
}

fn idea(drawing: &Drawing, line: &Line, way: &[[f32; 2]], to: Option<[f32; 2]>) -> Option<Idea> {
    let near = (2.5 * line.radius + 2.0 * drawing.grid.cell).min(crate::TOUCH);
    let ahead = Line::along(way, line.radius, line.color, line.opacity);
    let mut but = vec![line.end()];
    but.extend(to);
    if ahead.length < 2.0 * line.radius || !drawing.is_free(&ahead, &but, near) {
        return None;
    }
    // Where paint lies over itself it is seen.
    let begin = ahead.points.iter().position(|p| distance(*p, line.end()) > 0.8 * line.radius)?;
    let marks = Ink::of(line).trace(&ahead.points[begin..]);
    let fits = !marks.is_empty() && marks.len() <= MOST_MARKS;
    fits.then_some(Idea { how: Move::Continue, marks, fit: FIT })
}
