//! The lines that fill a stroke, or all that has a colour, cut where something else is seen.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "lengths are cut at the canvas before they are counted in steps"
)]

use limner_share::way::Corner;

use crate::owners::Owners;

/// A place on the painting, in px.
pub(crate) type Px = [f64; 2];

/// Distance of two looks along a line, in px.
const STEP_PX: f64 = 0.5;
/// A line goes on over a gap that is shorter than this, in px.
const BRIDGED_PX: f64 = 1.0;

/// A line, or a part of one, beside a stroke's way.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    /// The first corner of the way that it lies beside; none of an outline.
    first: usize,
    /// Whether it begins before that corner.
    before: bool,
    places: Vec<Px>,
}

/// The way of one stroke, ready to have lines beside it.
#[derive(Clone, Debug)]
pub(crate) struct Band {
    corners: Vec<Corner>,
    /// Across the way at each corner, to its left.
    normals: Vec<Px>,
    /// How far it is to each corner along the way.
    gone: Vec<f64>,
}

impl Band {
    pub(crate) fn of(corners: Vec<Corner>) -> Self {
        let direction = |a: &Corner, b: &Corner| {
            let (dx, dy) = (b.x - a.x, b.y - a.y);
            let length = (dx * dx + dy * dy).sqrt();
            (length > 1e-9).then(|| [dx / length, dy / length])
        };
        let mut last = [1.0, 0.0];
        let ways: Vec<Px> = corners
            .windows(2)
            .map(|pair| {
                last = direction(&pair[0], &pair[1]).unwrap_or(last);
                last
            })
            .collect();
        let normals = (0..corners.len()).map(|at| {
            let before = ways[at.saturating_sub(1).min(ways.len().saturating_sub(1))..].first();
            let after = ways.get(at).or(before);
            let (Some([bx, by]), Some([ax, ay])) = (before, after) else { return [0.0, 1.0] };
            let (x, y) = (bx + ax, by + ay);
            let length = (x * x + y * y).sqrt();
            // Where it turns back there is no middle.
            if length > 0.1 { [-y / length, x / length] } else { [-ay, *ax] }
        });
        let normals: Vec<Px> = normals.collect();
        let mut far = 0.0;
        let mut gone = vec![0.0];
        for pair in corners.windows(2) {
            let (dx, dy) = (pair[1].x - pair[0].x, pair[1].y - pair[0].y);
            far += (dx * dx + dy * dy).sqrt();
            gone.push(far);
        }
        Self { corners, normals, gone }
    }

    /// Half its width where it is widest, in px.
    pub(crate) fn widest(&self) -> f64 {
        self.corners.iter().map(|corner| corner.r).fold(0.0, f64::max)
    }

    /// A line as far beside the way as is said, in px to its left: its pieces where the stroke is wide enough for it.
    /// `pen_px` is half the pen's width, which it keeps from the edge.
    pub(crate) fn line(&self, aside: f64, pen_px: f64) -> Vec<Piece> {
        let half = |at: usize| (self.corners[at].r - pen_px).max(0.0);
        let fits = |at: usize| aside.abs() <= half(at) + 1e-9;
        let last = self.corners.len() - 1;
        // Ahead lies a quarter turn from the normal.
        let cap = |at: usize, ahead: f64| {
            let ([nx, ny], [x, y]) = (self.normals[at], self.beside(at, aside));
            let on = (half(at) * half(at) - aside * aside).max(0.0).sqrt();
            (on > 0.0).then_some([x + ahead * on * ny, y - ahead * on * nx])
        };
        // Where the stroke is just as wide as the line needs it, between a corner and the next.
        let turning = |from: usize| {
            let (a, b) = (half(from), half(from + 1));
            let t = ((aside.abs() - a) / (b - a)).clamp(0.0, 1.0);
            let ([ax, ay], [bx, by]) = (self.beside(from, aside), self.beside(from + 1, aside));
            [ax + (bx - ax) * t, ay + (by - ay) * t]
        };
        let mut pieces: Vec<Piece> = Vec::new();
        let mut open: Option<Piece> = None;
        for at in 0..=last {
            if !fits(at) {
                pieces.extend(open.take());
                continue;
            }
            let piece = open.get_or_insert_with(|| {
                let before = if at == 0 { cap(0, -1.0) } else { Some(turning(at - 1)) };
                Piece { first: at, before: before.is_some(), places: before.into_iter().collect() }
            });
            piece.places.push(self.beside(at, aside));
            if at == last {
                piece.places.extend(cap(at, 1.0));
            } else if !fits(at + 1) {
                piece.places.push(turning(at));
            }
        }
        pieces.extend(open);
        pieces
    }

    fn beside(&self, at: usize, aside: f64) -> Px {
        let (corner, [nx, ny]) = (self.corners[at], self.normals[at]);
        [corner.x + nx * aside, corner.y + ny * aside]
    }

    /// The outline: along one side, around the end, and back.
    pub(crate) fn outline(&self, pen_px: f64) -> Piece {
        let last = self.corners.len() - 1;
        let mut line = Vec::new();
        let around = |at: usize, from: f64, line: &mut Vec<Px>| {
            let (corner, [nx, ny]) = (self.corners[at], self.normals[at]);
            let r = (corner.r - pen_px).max(0.0);
            for step in 1..8 {
                let angle = std::f64::consts::PI * f64::from(step) / 8.0;
                let (across, ahead) = (angle.cos() * from, angle.sin() * from);
                line.push([
                    corner.x + r * (nx * across + ny * ahead),
                    corner.y + r * (ny * across - nx * ahead),
                ]);
            }
        };
        let side =
            |side: f64, at: usize| self.beside(at, side * (self.corners[at].r - pen_px).max(0.0));
        line.extend((0..=last).map(|at| side(1.0, at)));
        around(last, 1.0, &mut line);
        line.extend((0..=last).rev().map(|at| side(-1.0, at)));
        around(0, -1.0, &mut line);
        let first = line[0];
        line.push(first);
        Piece { first: usize::MAX, before: false, places: line }
    }

    /// Whether what was laid from a corner of this way is where a line beside another corner goes, and not another
    /// bend of the same stroke.
    fn is_near(&self, at: usize, laid: u16) -> bool {
        let (at, laid) = (at.min(self.gone.len() - 1), usize::from(laid).min(self.gone.len() - 1));
        let next = (laid + 1).min(self.gone.len() - 1);
        let apart = (self.gone[laid] - self.gone[at]).max(self.gone[at] - self.gone[next]);
        apart <= 3.0 * self.corners[at].r.max(1.0)
    }

    /// The parts of a piece that are seen.
    pub(crate) fn seen(
        &self,
        piece: &Piece,
        owners: &Owners,
        stroke: u32,
        looked: &mut u64,
    ) -> Vec<Vec<Px>> {
        let is_outline = piece.first == usize::MAX;
        cut(&piece.places, owners, looked, |part, x, y| {
            owners.at(x, y).is_some_and(|(whose, laid)| {
                let corner = || (piece.first + part).saturating_sub(usize::from(piece.before));
                whose == stroke && (is_outline || self.is_near(corner(), laid))
            })
        })
    }
}

/// The parts of a line within which `seen` holds, of a part of the line and a place on it.
pub(crate) fn cut(
    line: &[Px],
    owners: &Owners,
    looked: &mut u64,
    seen: impl Fn(usize, f64, f64) -> bool,
) -> Vec<Vec<Px>> {
    let mut found: Vec<Vec<Px>> = Vec::new();
    // The run that is open, and how long it has been out of sight.
    let (mut run, mut hidden): (Vec<Px>, f64) = (Vec::new(), 0.0);
    let mut close = |run: &mut Vec<Px>| {
        if !run.is_empty() {
            found.push(std::mem::take(run));
        }
    };
    if let [only] = line {
        *looked += 1;
        return if seen(0, only[0], only[1]) { vec![vec![*only]] } else { Vec::new() };
    }
    for (part, pair) in line.windows(2).enumerate() {
        let ([ax, ay], [bx, by]) = (pair[0], pair[1]);
        let Some([from, to]) = within(pair[0], pair[1], owners.size()) else {
            close(&mut run);
            continue;
        };
        let length = ((bx - ax) * (bx - ax) + (by - ay) * (by - ay)).sqrt();
        let steps = ((to - from) * length / STEP_PX).ceil().max(1.0) as usize;
        *looked += steps as u64;
        let at = |step: usize| {
            let t = from + (to - from) * step as f64 / steps as f64;
            [ax + (bx - ax) * t, ay + (by - ay) * t]
        };
        // The last place that was seen, which is not yet in the run.
        let mut until: Option<Px> = None;
        for step in 0..=steps {
            let [x, y] = at(step);
            if seen(part, x, y) {
                if run.is_empty() {
                    run.push([x, y]);
                } else {
                    until = Some([x, y]);
                }
                hidden = 0.0;
            } else if !run.is_empty() {
                hidden += STEP_PX;
                if hidden > BRIDGED_PX {
                    run.extend(until.take());
                    close(&mut run);
                    hidden = 0.0;
                }
            }
        }
        run.extend(until);
    }
    close(&mut run);
    found
}

/// Between which parts of itself a line lies on the canvas (Liang and Barsky 1984); none where it does not.
fn within([ax, ay]: Px, [bx, by]: Px, [width, height]: [usize; 2]) -> Option<[f64; 2]> {
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for (a, b, end) in [(ax, bx, width as f64), (ay, by, height as f64)] {
        let along = b - a;
        if along.abs() < 1e-12 {
            if a < 0.0 || a > end {
                return None;
            }
            continue;
        }
        let (enters, leaves) = if along > 0.0 { (0.0, end) } else { (end, 0.0) };
        from = from.max((enters - a) / along);
        to = to.min((leaves - a) / along);
    }
    (from <= to).then_some([from, to])
}

/// Straight lines over a whole canvas, one after the other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ruled {
    direction: Px,
    spacing_px: f64,
    size: [f64; 2],
    first: i64,
    last: i64,
}

impl Ruled {
    pub(crate) fn of([width, height]: [usize; 2], angle_deg: f64, spacing_px: f64) -> Self {
        let angle = angle_deg.to_radians();
        let (size, direction) = ([width as f64, height as f64], [angle.cos(), angle.sin()]);
        // How far the corners lie from the line through the first of them.
        let far = [[0.0, 0.0], [size[0], 0.0], [0.0, size[1]], size]
            .map(|[x, y]| y * direction[0] - x * direction[1]);
        let least = far.iter().copied().fold(f64::INFINITY, f64::min);
        let most = far.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let [first, last] = [(least / spacing_px).ceil(), (most / spacing_px).floor()];
        Self { direction, spacing_px, size, first: first as i64, last: last as i64 }
    }

    /// The numbers of the lines.
    pub(crate) fn numbers(&self) -> std::ops::RangeInclusive<i64> {
        self.first..=self.last
    }

    /// A line by its number, from edge to edge and farther.
    pub(crate) fn line(&self, number: i64) -> [Px; 2] {
        let [ux, uy] = self.direction;
        let aside = number as f64 * self.spacing_px;
        let foot = [-uy * aside, ux * aside];
        let reach = self.size[0] + self.size[1];
        [[foot[0] - ux * reach, foot[1] - uy * reach], [foot[0] + ux * reach, foot[1] + uy * reach]]
    }
}

/// How long a line is.
pub(crate) fn length(line: &[Px]) -> f64 {
    let of_part = |pair: &[Px]| {
        let [dx, dy] = [pair[1][0] - pair[0][0], pair[1][1] - pair[0][1]];
        (dx * dx + dy * dy).sqrt()
    };
    line.windows(2).map(of_part).sum()
}

/// A line without its ends' first bits, where the pen's round tip reaches farther than it goes.
pub(crate) fn shortened(mut run: Vec<Px>, by_px: f64) -> Vec<Px> {
    for _ in 0..2 {
        run.reverse();
        let [x, y] = run[run.len() - 1];
        let Some([bx, by]) = run.len().checked_sub(2).map(|at| run[at]) else { break };
        let length = ((x - bx) * (x - bx) + (y - by) * (y - by)).sqrt();
        if length > 2.0 * by_px {
            let t = by_px / length;
            let end = run.len() - 1;
            run[end] = [x + (bx - x) * t, y + (by - y) * t];
        }
    }
    run
}

#[cfg(test)]
mod tests {
    use super::*;

    fn band(corners: &[(f64, f64, f64)]) -> Band {
        Band::of(corners.iter().map(|&(x, y, r)| Corner { x, y, r }).collect())
    }

    #[test]
    fn a_line_keeps_within_the_stroke_and_reaches_its_ends() {
        let straight = band(&[(20.0, 20.0, 6.0), (60.0, 20.0, 6.0)]);
        let middle = &straight.line(0.0, 1.0)[0].places;
        assert_eq!((middle[0], middle[3]), ([15.0, 20.0], [65.0, 20.0]));
        for aside in [-5.0, -2.0, 2.0, 5.0] {
            for [x, y] in straight.line(aside, 1.0).into_iter().flat_map(|piece| piece.places) {
                let nearest = x.clamp(20.0, 60.0);
                let far = ((x - nearest).powi(2) + (y - 20.0).powi(2)).sqrt();
                assert!(far <= 5.0 + 1e-9, "{x} {y} at {aside}");
            }
        }
        assert!(straight.line(5.1, 1.0).is_empty(), "it is not so wide");
        let inside = |[x, y]: &Px| (14.9..65.1).contains(x) && (14.9..25.1).contains(y);
        assert!(straight.outline(1.0).places.iter().all(inside));
    }

    #[test]
    fn a_line_ends_where_the_stroke_gets_too_narrow_and_begins_again() {
        let waist = band(&[(0.0, 20.0, 6.0), (50.0, 20.0, 2.0), (100.0, 20.0, 6.0)]);
        let pieces = waist.line(3.0, 1.0);
        assert_eq!(pieces.len(), 2, "{pieces:?}");
        // Half the width goes from 5 to 1: it is 3 after half of the way.
        assert!((pieces[0].places.last().unwrap()[0] - 25.0).abs() < 1e-9, "{pieces:?}");
        assert!((pieces[1].places[0][0] - 75.0).abs() < 1e-9, "{pieces:?}");
        assert_eq!(waist.line(0.5, 1.0).len(), 1);
    }

    #[test]
    fn what_is_hidden_is_not_drawn_and_a_pixel_is_no_gap() {
        let mut owners = Owners::new(100, 40);
        let band = band(&[(10.0, 20.0, 4.0), (90.0, 20.0, 4.0)]);
        owners.lay(0, &band.corners, 0, 1.0);
        owners.lay(1, &[Corner { x: 50.0, y: 20.0, r: 10.0 }], 0, 1.0);
        let runs = band.seen(&band.line(0.0, 0.5)[0], &owners, 0, &mut 0);
        assert_eq!(runs.len(), 2, "{runs:?}");
        assert!((runs[0].last().unwrap()[0] - 40.0).abs() < 1.0, "{runs:?}");
        assert!((runs[1][0][0] - 60.0).abs() < 1.0, "{runs:?}");
        assert!(runs.iter().flatten().all(|[x, _]| (6.0..=94.0).contains(x)));
    }

    #[test]
    fn lines_far_away_take_few_looks() {
        let owners = Owners::new(100, 40);
        let mut looked = 0;
        let line = [[-1e6, -1e6], [1e6, 1e6], [1e6, -1e6]];
        assert!(
            cut(&line, &owners, &mut looked, |_, _, _| true)
                .iter()
                .flatten()
                .all(|[x, y]| *x >= -1e-6 && *y >= -1e-6)
        );
        assert!(looked < 300, "{looked}");
    }

    #[test]
    fn ruled_lines_are_as_far_apart_as_is_said() {
        for angle in [0.0, 30.0, 45.0, 90.0, 135.0] {
            let ruled = Ruled::of([100, 50], angle, 4.0);
            let count = ruled.numbers().count();
            assert!((12..=29).contains(&count), "{count} at {angle}");
            let [[ax, ay], [bx, by]] = ruled.line(3);
            let [[cx, cy], _] = ruled.line(4);
            let (dx, dy) = (bx - ax, by - ay);
            let off = ((cx - ax) * dy - (cy - ay) * dx).abs() / (dx * dx + dy * dy).sqrt();
            assert!((off - 4.0).abs() < 1e-6, "{off}");
        }
    }
}
