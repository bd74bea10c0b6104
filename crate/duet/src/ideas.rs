//! What may be added to a drawing: each way of answering looks for places where it would do.

use std::f32::consts::PI;

use limner_env::Random;

use crate::Drawing;
use crate::grid::Region;
use crate::line::{Line, distance, turn};
use crate::mark::{Ink, Mark};
use crate::paint::beside;

/// A way of answering.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Move {
    /// A line is drawn further.
    Continue = 0,
    /// A line is drawn again beside itself.
    Echo = 1,
    /// A line is drawn again on the other side of an axis.
    Mirror = 2,
    /// A row of like lines gets its next.
    Repeat = 3,
    /// A closed shape is hatched.
    Hatch = 4,
    /// A closed shape is painted out.
    Fill = 5,
    /// A closed shape gets a shadow on one side.
    Shade = 6,
}

/// How many ways of answering there are.
pub const MOVES: usize = 7;

/// Something to add.
#[derive(Clone, Debug, PartialEq)]
pub struct Idea {
    /// The way of answering.
    pub how: Move,
    /// The marks, in the order in which they are drawn.
    pub marks: Vec<Mark>,
    /// How well it fits, by itself: 0..=1.
    pub fit: f32,
}

/// Marks in one idea at most.
pub(crate) const MOST_MARKS: usize = 24;
/// The share of a region that is painted already where nothing more is to be painted in it.
const PAINTED: f32 = 0.12;
/// Regions and lines that are looked at: the largest, and the last.
pub(crate) const LOOKED_AT: usize = 12;
/// A shape of which this share is covered is painted out.
const FILLED: f32 = 0.55;
/// A shape of which this share is covered is hatched; one with fewer lines looks forgotten.
const HATCHED: f32 = 0.18;
/// How far a winding line turns at least, radians.
const WINDING: f32 = 3.0;

/// Everything that comes to mind before a drawing.
#[must_use]
pub fn ideas(drawing: &Drawing, random: &mut Random) -> Vec<Idea> {
    let mut ideas = Vec::new();
    let regions: Vec<Region> = drawing.grid.regions();
    let whole = drawing.grid.ink.len();
    for region in regions.iter().filter(|region| region.count * 3 < whole).take(LOOKED_AT) {
        if region.painted < PAINTED
            && let Some(outline) = outline(drawing, region)
        {
            ideas.extend(hatch(drawing, region, outline, random));
            ideas.extend(fill(drawing, region, outline, random));
            ideas.extend(shade(drawing, region, outline, random));
        }
    }
    let last = drawing.lines.len().saturating_sub(LOOKED_AT);
    for index in last..drawing.lines.len() {
        ideas.extend(continue_line(drawing, index));
        ideas.extend(echo(drawing, index, random));
        ideas.extend(mirror(drawing, index, &regions));
        ideas.extend(repeat(drawing, index));
    }
    ideas.retain(|idea| !idea.marks.is_empty() && idea.marks.iter().all(Mark::is_finite));
    ideas
}

/// What the line beside most of a region was drawn with.
fn outline(drawing: &Drawing, region: &Region) -> Option<Ink> {
    let grid = &drawing.grid;
    let beside = |line: &Line| {
        let reach = line.radius + 1.5 * grid.cell;
        let sides = [[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]];
        let near = |p: &[f32; 2]| {
            let look = |to: [f32; 2]| grid.index([p[0] + reach * to[0], p[1] + reach * to[1]]);
            sides.iter().any(|to| look(*to).is_some_and(|index| region.cells[index]))
        };
        line.points.iter().filter(|p| near(p)).count() as f32 * line.length
            / line.points.len() as f32
    };
    let most = drawing.lines.iter().max_by(|a, b| beside(a).total_cmp(&beside(b)))?;
    Some(Ink::of(most))
}

fn extent(region: &Region) -> [f32; 2] {
    [0, 1].map(|i| region.bounds[1][i] - region.bounds[0][i])
}

/// Straight pieces of parallel lines, `spacing` px apart, as far as they lie in a region with all their width.
fn pieces(
    drawing: &Drawing,
    region: &Region,
    angle: f32,
    spacing: f32,
    margin: f32,
) -> Vec<[[f32; 2]; 2]> {
    let grid = &drawing.grid;
    let (along, across) = ([angle.cos(), angle.sin()], [-angle.sin(), angle.cos()]);
    let reach = 0.5 * diagonal(region);
    let centre = [0, 1].map(|i| 0.5 * (region.bounds[0][i] + region.bounds[1][i]));
    let step = 0.5 * grid.cell;
    let rows = (reach / spacing).floor() as i32;
    let columns = (reach / step).ceil() as i32;
    let mut pieces = Vec::new();
    for row in -rows..=rows {
        let mut piece: Option<[[f32; 2]; 2]> = None;
        for column in -columns..=columns + 1 {
            let (s, t) = (step * column as f32, spacing * row as f32);
            let at = [0, 1].map(|i| centre[i] + s * along[i] + t * across[i]);
            if column <= columns && region.holds(grid, at, margin) {
                piece = Some([piece.map_or(at, |[from, _]| from), at]);
            } else if let Some([from, to]) = piece.take()
                && distance(from, to) > 2.0 * grid.cell + margin
            {
                pieces.push([from, to]);
            }
        }
    }
    pieces
}

/// A region's lines as marks by hand: a little short, a little bent, there and back.
fn by_hand(pieces: Vec<[[f32; 2]; 2]>, ink: Ink, random: &mut Random) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (nth, [from, to]) in pieces.into_iter().enumerate() {
        let [from, to] = if nth % 2 == 0 { [from, to] } else { [to, from] };
        let between = |t: f32| [0, 1].map(|i| from[i] + t * (to[i] - from[i]));
        let (a, b) = (between(random.between(0.0, 0.05)), between(1.0 - random.between(0.0, 0.05)));
        let bend = 0.02 * distance(a, b) * random.between(-1.0, 1.0);
        let length = distance(a, b).max(1e-3);
        let middle = [
            0.5 * (a[0] + b[0]) - bend * (b[1] - a[1]) / length,
            0.5 * (a[1] + b[1]) + bend * (b[0] - a[0]) / length,
        ];
        marks.push(ink.curve(a, middle, b));
    }
    marks
}

fn hatch(drawing: &Drawing, region: &Region, outline: Ink, random: &mut Random) -> Option<Idea> {
    let ink = Ink { radius: (0.7 * outline.radius).max(0.7), ..outline };
    let margin = ink.radius + 0.5 * drawing.grid.cell;
    let area = region.count as f32 * drawing.grid.cell.powi(2);
    let least = (3.6 * ink.radius).max(2.0 * drawing.grid.cell);
    // As dense as there is share for it.
    let spacing = least.max(area / (0.8 * drawing.room)).max(diagonal(region) / MOST_MARKS as f32);
    let angle = if random.unit() < 0.7 { -0.25 * PI } else { 0.25 * PI };
    let marks = by_hand(pieces(drawing, region, angle, spacing, margin), ink, random);
    let is_dense = marks.len() >= 4 && covered(drawing, region, &marks) > HATCHED;
    (is_dense && marks.len() <= MOST_MARKS).then_some(Idea { how: Move::Hatch, marks, fit: 0.8 })
}

/// The share of a region's cells on which marks lie.
fn covered(drawing: &Drawing, region: &Region, marks: &[Mark]) -> f32 {
    let mut on = vec![false; region.cells.len()];
    marks.iter().for_each(|mark| drawing.grid.stamp(&mark.line(), &mut on));
    let both = on.iter().zip(&region.cells).filter(|(on, cell)| **on && **cell).count();
    both as f32 / region.count.max(1) as f32
}

fn diagonal(region: &Region) -> f32 {
    extent(region)[0].hypot(extent(region)[1])
}

fn fill(drawing: &Drawing, region: &Region, outline: Ink, random: &mut Random) -> Option<Idea> {
    let [width, height] = extent(region);
    let area = region.count as f32 * drawing.grid.cell.powi(2);
    let thickness = area / width.max(height);
    let radius = (0.16 * thickness).max(outline.radius).max(area / (1.1 * drawing.room));
    if radius > 0.3 * thickness {
        return None;
    }
    let turned = random.between(-24.0, 24.0);
    let color = beside(outline.color, turned, random.between(0.35, 0.6));
    let ink = Ink { radius, color, opacity: 0.7 };
    let angle = if width >= height { 0.0 } else { 0.5 * PI } + random.between(-0.12, 0.12);
    let margin = 0.9 * radius;
    let marks = by_hand(pieces(drawing, region, angle, 1.35 * radius, margin), ink, random);
    let is_whole = marks.len() <= MOST_MARKS && covered(drawing, region, &marks) > FILLED;
    is_whole.then_some(Idea { how: Move::Fill, marks, fit: 0.75 })
}

fn shade(drawing: &Drawing, region: &Region, outline: Ink, random: &mut Random) -> Option<Idea> {
    let ink = Ink {
        radius: (0.6 * outline.radius).max(0.6),
        color: beside(outline.color, 0.0, -0.15),
        opacity: outline.opacity,
    };
    // Light falls from above on the left.
    let half = extent(region).map(|side| 0.5 * side);
    let depth = |p: &[f32; 2]| {
        let to = [0, 1].map(|i| (p[i] - region.middle[i]) / half[i].max(1.0));
        0.5 * (to[0] + to[1])
    };
    let spacing = (3.0 * ink.radius).max(1.6 * drawing.grid.cell).max(diagonal(region) / 28.0);
    let margin = ink.radius + 0.4 * drawing.grid.cell;
    let lines = pieces(drawing, region, -0.25 * PI, spacing, margin);
    let in_shadow = |piece: &[[f32; 2]; 2]| {
        let middle = [0, 1].map(|i| 0.5 * (piece[0][i] + piece[1][i]));
        depth(&middle) > 0.22
    };
    let lines: Vec<_> = lines.into_iter().filter(in_shadow).collect();
    let marks = by_hand(lines, ink, random);
    let fits = (3..=MOST_MARKS).contains(&marks.len());
    fits.then_some(Idea { how: Move::Shade, marks, fit: 0.7 })
}

/// Draws a line further from its end.
fn continue_line(drawing: &Drawing, index: usize) -> Option<Idea> {
    let line = &drawing.lines[index];
    let ahead = ahead(line)?;
    let mut ink = Ink::of(line);
    ink.radius *= 0.95;
    let way = Line { points: ahead, ..line.clone() };
    let near = 2.5 * line.radius + 2.0 * drawing.grid.cell;
    if !drawing.is_free(&way, &[line.end()], near) {
        return None;
    }
    // Where paint lies over itself it is seen.
    let ahead = way.points.iter().position(|p| distance(*p, line.end()) > 0.8 * line.radius)?;
    let mut marks = ink.trace(&way.points[ahead..]);
    let [all, net] = line.turning();
    let is_winding = all > WINDING && net.abs() < 0.5 * all;
    if !is_winding && let Some(last) = marks.last_mut() {
        last.radii[1] *= 0.5;
    }
    let fit = if is_winding { 0.85 } else { 0.45 };
    Some(Idea { how: Move::Continue, marks, fit })
}

/// The way on from a line's end: as it wound, or as it bent.
fn ahead(line: &Line) -> Option<Vec<[f32; 2]>> {
    let (points, n) = (&line.points, line.points.len());
    if line.is_closed() || n < 8 || line.length < 3.0 * line.radius {
        return None;
    }
    let end = line.end();
    let [all, net] = line.turning();
    if all > WINDING && net.abs() < 0.5 * all {
        // From where it went as it goes now: a wave earlier.
        let heading = |i: usize| [points[i][0] - points[i - 2][0], points[i][1] - points[i - 2][1]];
        let now = heading(n - 1);
        let differs = |i: usize| {
            let then = heading(i);
            let bend = |i: usize| turn(points[i - 4], points[i - 2], points[i]);
            turn([0.0; 2], now, [now[0] + then[0], now[1] + then[1]]).abs()
                + (bend(i) - bend(n - 1)).abs()
        };
        let from = (n / 4).max(4)..=3 * n / 4;
        let at = from.min_by(|a, b| differs(*a).total_cmp(&differs(*b)))?;
        let shift = [end[0] - points[at][0], end[1] - points[at][1]];
        return Some(points[at..].iter().map(|p| [p[0] + shift[0], p[1] + shift[1]]).collect());
    }
    let third = (n / 3).max(4);
    let tail = &points[n - third..];
    let bend: f32 = tail.windows(3).map(|p| turn(p[0], p[1], p[2])).sum::<f32>() / third as f32;
    let step = line.length / (n - 1) as f32;
    let mut heading = {
        let [from, to] = [points[n - 3], end];
        (to[1] - from[1]).atan2(to[0] - from[0])
    };
    let mut at = end;
    let mut way = vec![end];
    for i in 0..n / 3 {
        heading += bend * (1.0 - i as f32 / n as f32);
        at = [at[0] + step * heading.cos(), at[1] + step * heading.sin()];
        way.push(at);
    }
    Some(way)
}

/// Draws a line again beside itself.
fn echo(drawing: &Drawing, index: usize, random: &mut Random) -> Option<Idea> {
    let line = &drawing.lines[index];
    let apart = (4.0 * line.radius).max(3.5 * drawing.grid.cell).max(0.07 * line.size());
    let middle = line.middle();
    let copies: Vec<Line> = if line.length < 2.0 * line.radius {
        let around = [[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]];
        around.map(|to| line.moved(|p| [p[0] + apart * to[0], p[1] + apart * to[1]])).into()
    } else if line.is_closed() {
        let scales = [1.0 - 2.0 * apart / line.size(), 1.0 + 2.0 * apart / line.size()];
        let scales = scales.into_iter().filter(|scale| *scale > 0.4);
        scales
            .map(|scale| line.moved(|p| [0, 1].map(|i| middle[i] + scale * (p[i] - middle[i]))))
            .collect()
    } else {
        let chord = [line.end()[0] - line.start()[0], line.end()[1] - line.start()[1]];
        let length = chord[0].hypot(chord[1]).max(1e-3);
        let across = [-chord[1] / length, chord[0] / length];
        [1.0, -1.0]
            .map(|side| line.moved(|p| [0, 1].map(|i| p[i] + side * apart * across[i])))
            .into()
    };
    // One echo is enough.
    if copies.iter().any(|copy| drawing.grid.share(copy, &drawing.grid.own, &[], 0.0) > 0.3) {
        return None;
    }
    let free = copies.into_iter().find(|copy| drawing.is_free(copy, &[], 0.0))?;
    let turned = random.between(-30.0, 30.0);
    let color = beside(line.color, turned, random.between(0.1, 0.35));
    let ink = Ink { radius: (0.7 * line.radius).max(0.6), color, opacity: line.opacity };
    let mut marks = ink.trace(&free.points);
    if marks.is_empty() {
        marks.push(ink.curve(free.start(), free.start(), free.end()));
    }
    (marks.len() <= MOST_MARKS).then_some(Idea { how: Move::Echo, marks, fit: 0.3 })
}

/// Draws a line again on the other side of the line that it leans on, or of the shape that it is in.
fn mirror(drawing: &Drawing, index: usize, regions: &[Region]) -> Option<Idea> {
    let line = &drawing.lines[index];
    let grid = &drawing.grid;
    let mut axes: Vec<[[f32; 2]; 2]> = Vec::new();
    for (other, axis) in drawing.lines.iter().enumerate() {
        let is_axis =
            other != index && axis.straightness() > 0.92 && axis.length > 8.0 * axis.radius;
        let touch = 3.0 * axis.radius + 2.5 * grid.cell;
        let leans = |p: [f32; 2]| axis.points.iter().any(|a| distance(*a, p) < touch);
        // Two straight lines that meet are a corner.
        if is_axis && line.straightness() < 0.92 && (leans(line.start()) || leans(line.end())) {
            axes.push([axis.start(), axis.end()]);
        }
    }
    let [low, high] = line.bounds();
    let inside = |region: &&Region| {
        (0..2).all(|i| region.bounds[0][i] < low[i] && high[i] < region.bounds[1][i])
            && line.size() < 0.5 * extent(region)[0].max(extent(region)[1])
    };
    if let Some(region) = regions.iter().filter(inside).min_by_key(|region| region.count) {
        let x = region.middle[0];
        if (line.middle()[0] - x).abs() > 0.12 * extent(region)[0] {
            axes.push([[x, region.bounds[0][1]], [x, region.bounds[1][1]]]);
        }
    }
    axes.into_iter().find_map(|[from, to]| {
        let length = distance(from, to).max(1e-3);
        let along = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
        let side = |p: &[f32; 2]| (p[0] - from[0]) * along[1] - (p[1] - from[1]) * along[0];
        let touch = 2.0 * line.radius + 2.0 * grid.cell;
        let sides = line.points.iter().map(side);
        let (low, high) = sides.fold((0.0_f32, 0.0_f32), |(l, h), s| (l.min(s), h.max(s)));
        if low < -touch && high > touch || high - low < touch {
            return None;
        }
        let copy = line.moved(|p| {
            let s = side(&p);
            [p[0] - 2.0 * s * along[1], p[1] + 2.0 * s * along[0]]
        });
        let ends = [copy.start(), copy.end()];
        if !drawing.is_free(&copy, &ends, touch + 2.0 * line.radius) {
            return None;
        }
        let marks = Ink::of(line).trace(&copy.points);
        (marks.len() <= MOST_MARKS).then_some(Idea { how: Move::Mirror, marks, fit: 0.95 })
    })
}

/// Gives a row of like lines its next.
fn repeat(drawing: &Drawing, index: usize) -> Option<Idea> {
    let line = &drawing.lines[index];
    let like: Vec<&Line> = drawing
        .lines
        .iter()
        .enumerate()
        .filter(|(other, l)| *other != index && l.resembles(line))
        .map(|(_, l)| l)
        .collect();
    let at = line.middle();
    let nearest =
        like.iter().min_by(|a, b| distance(a.middle(), at).total_cmp(&distance(b.middle(), at)))?;
    let step = [0, 1].map(|i| at[i] - nearest.middle()[i]);
    let apart = step[0].hypot(step[1]);
    let size = line.size().max(2.0 * line.radius);
    if apart < 0.35 * size || apart > 3.0 * size {
        return None;
    }
    // How many stand in the row behind it.
    let stands = |nth: usize| {
        let to = [0, 1].map(|i| at[i] - nth as f32 * step[i]);
        like.iter().find(|l| distance(l.middle(), to) < 0.3 * apart)
    };
    let row = (1..8).take_while(|nth| stands(*nth).is_some()).count();
    let copy = line.moved(|p| [p[0] + step[0], p[1] + step[1]]);
    if !drawing.is_free(&copy, &[], 0.0) {
        return None;
    }
    // Where colours take turns, they go on doing so.
    let ink = Ink { color: nearest.color, ..Ink::of(line) };
    let marks = ink.trace(&copy.points);
    let fit = if row >= 2 { 1.0 } else { 0.6 };
    (marks.len() <= MOST_MARKS).then_some(Idea { how: Move::Repeat, marks, fit })
}
