//! Motifs as rows of numbers, one a slot, that can be blended: points with the logarithm of their radius, a turn, whether
//! the stroke is there, and its paint.
//!
//! A stroke that is turned from one motif to the next is turned between them, too, and not pressed together: its points
//! stand in a frame of their own, which turns about a pivot, the point that moves least. One that bends has in place of its
//! points the directions and lengths of its pieces.

use limner_core::Rgb8;

use crate::bending::Bending;
use crate::correspondence::{Correspondence, Member, color_of, part_of};
use crate::curve::{Knot, at_parts, between, distance, even_parts, place, resampled, smooth};
use crate::elastic::{Matching, closed, run};
use crate::framed::Framed;
use crate::numbers::float;
use crate::pose::best_turn;
use crate::{Motif, Options};

/// Points of a stroke, from few to many: as few as draw it.
const POINTS: [usize; 4] = [7, 13, 25, 49];
/// A stroke is drawn where its points are off by less than this part of the diagonal, root mean square.
const FINE_ENOUGH: f32 = 0.0012;
/// Numbers of a row beside its points: turn, existence, three of colour, opacity, and what is left open between the ends of
/// a closed stroke that bends.
const BESIDE: usize = 8;
/// The turn is taken out of a slot where that leaves so much of the squared way.
const TURN_LEAVES: f32 = 0.5;
/// The end of a stroke hangs on another that it is nearer to than this, in diagonals; and by how much more, squared, it may
/// move than the steadiest point, to turn the stroke about it.
const HANGS: f32 = 0.03;
const HANGS_MOVES: f32 = 4.0;
/// No point of a drawing lies farther from its base, in diagonals.
const FARTHEST: f32 = 8.0;
/// What a motif's size, e-fold, counts for beside a way of one diagonal.
const SIZE: f32 = 0.1;
/// A radius below this part of the diagonal counts as this.
const LEAST_RADIUS: f32 = 1e-4;

/// What all motifs are, as rows.
#[derive(Clone, Debug)]
pub(crate) struct Rows {
    /// Points of a stroke.
    pub points: usize,
    /// By slot: the point about which the stroke turns.
    pivots: Vec<usize>,
    /// By slot: how the stroke bends, if it does.
    bendings: Vec<Option<Bending>>,
    /// By motif: the rows of all slots one after the other, in bloom.
    pub bloom: Vec<Vec<f32>>,
    /// By motif: the same as a bud; empty where no motif has one.
    pub bud: Vec<Vec<f32>>,
}

/// A stroke of a slot, in the frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// The stroke's points, through which a smooth curve goes.
    pub knots: Vec<Knot>,
    /// How much the stroke is there, 0..=1.
    pub existence: f32,
    /// The stroke's paint.
    pub color: Rgb8,
    /// 0..=1.
    pub opacity: f32,
}

impl Rows {
    pub(crate) fn new(
        motifs: &[Motif],
        framed: &[Framed],
        correspondence: &Correspondence,
        options: Options,
    ) -> Self {
        if options.points != 0 {
            return Self::with_points(options.points, motifs, framed, correspondence, options);
        }
        let mut points = POINTS.into_iter();
        let mut rows = Self::with_points(POINTS[0], motifs, framed, correspondence, options);
        points.next();
        while let Some(more) = points.next()
            && rows.roughness(framed, correspondence) > FINE_ENOUGH
        {
            rows = Self::with_points(more, motifs, framed, correspondence, options);
        }
        rows
    }

    fn with_points(
        points: usize,
        motifs: &[Motif],
        framed: &[Framed],
        correspondence: &Correspondence,
        options: Options,
    ) -> Self {
        let slots = correspondence.slots.len();
        let (pivots, bendings) = (vec![0; slots], vec![None; slots]);
        let mut rows = Self { points, pivots, bendings, bloom: Vec::new(), bud: Vec::new() };
        let width = rows.width();
        rows.bloom = vec![vec![0.0; slots * width]; motifs.len()];
        if motifs.iter().any(|motif| !motif.bud().is_empty()) {
            rows.bud = rows.bloom.clone();
        }
        for (slot, members) in correspondence.slots.iter().enumerate() {
            rows.fill(slot, members, motifs, framed, options);
        }
        // Behind the rows: how large the motif was drawn.
        for (m, framed) in framed.iter().enumerate() {
            let size = SIZE * framed.pose.scale.ln();
            rows.bloom[m].push(size);
            if let Some(bud) = rows.bud.get_mut(m) {
                bud.push(size);
            }
        }
        rows
    }

    /// Numbers of one row.
    pub(crate) fn width(&self) -> usize {
        3 * self.points + BESIDE
    }

    /// How large, in px, a drawing is of which these are the rows with what stands behind them.
    pub(crate) fn size_px(&self, rows: &[f32]) -> f32 {
        let size = rows.get(self.slots() * self.width()).copied().unwrap_or(0.0);
        let log = size / SIZE;
        if log.is_finite() { log.clamp(-2.0, 10.0).exp() } else { 1.0 }
    }

    pub(crate) fn slots(&self) -> usize {
        self.pivots.len()
    }

    /// Rows, and what stands behind them, as they are compared: each number by what it counts for, places in diagonals.
    pub(crate) fn compared(&self, rows: &[f32]) -> Vec<f32> {
        let point = [1.0, 1.0, 0.03];
        let beside = [0.15, 0.2, 0.1, 0.1, 0.1, 0.1, 0.0, 0.0];
        let mut weights: Vec<f32> = point.iter().copied().cycle().take(3 * self.points).collect();
        weights.extend(beside);
        let mut compared = rows.to_vec();
        for (slot, row) in compared.chunks_exact_mut(self.width()).enumerate() {
            if self.bendings[slot].is_some() {
                let drawn = self.drawn(slot, row);
                for (point, knot) in row.as_chunks_mut::<3>().0.iter_mut().zip(&drawn.knots) {
                    [point[0], point[1]] = place(*knot);
                }
            }
            row.iter_mut().zip(&weights).for_each(|(number, weight)| *number *= weight);
        }
        compared
    }

    /// How far the smooth curves of the rows are off the motifs' strokes, root mean square: the most of all.
    fn roughness(&self, framed: &[Framed], correspondence: &Correspondence) -> f32 {
        let mut most = 0.0_f32;
        for (slot, members) in correspondence.slots.iter().enumerate() {
            for (m, member) in members.iter().enumerate() {
                let Some(member) = member else { continue };
                let own = part_of(&framed[m].strokes[usize::from(member.stroke)], member.part);
                let row = &self.bloom[m][slot * self.width()..(slot + 1) * self.width()];
                let drawn = smooth(&self.drawn(slot, row).knots, 4 * self.points + 1, 1.0);
                let looked = resampled(&own, LOOKED_AT);
                let off = looked.iter().map(|knot| distance_to(&drawn, place(*knot)).powi(2));
                most = most.max((off.sum::<f32>() / float(LOOKED_AT)).sqrt());
            }
        }
        most
    }

    fn fill(
        &mut self,
        slot: usize,
        members: &[Option<Member>],
        motifs: &[Motif],
        framed: &[Framed],
        options: Options,
    ) {
        let curve = |m: usize, member: Member| {
            part_of(&framed[m].strokes[usize::from(member.stroke)], member.part)
        };
        let first = members.iter().enumerate().find_map(|(m, member)| Some((m, (*member)?)));
        let Some((first, lead)) = first else { return };
        // Every member by the first one's even parts.
        let reference = run(&curve(first, lead), lead.reversed, lead.start);
        let even = even_parts(self.points);
        let mut shapes: Vec<Option<Vec<Knot>>> = vec![None; members.len()];
        let mut buds: Vec<Option<Vec<Knot>>> = vec![None; members.len()];
        for (m, member) in members.iter().enumerate() {
            let Some(member) = *member else { continue };
            let own = curve(m, member);
            let matching = if m == first || !options.elastic {
                Matching::plain(&reference, &own, member.reversed, member.start)
            } else {
                Matching::given(&reference, &own, member.reversed, member.start)
            };
            shapes[m] = Some(matching.applied(&own, self.points));
            if let Some(bud) = framed[m].bud.get(usize::from(member.stroke)) {
                let bud = part_of(bud, member.part);
                let start = if closed(&bud) { member.start } else { 0 };
                buds[m] = Some(at_parts(&run(&bud, member.reversed, start), &even));
            }
        }
        let present: Vec<&Vec<Knot>> = shapes.iter().flatten().collect();
        let mean = mean_of(&present);
        // A stroke that hangs on another turns about where it does, so that they do not part.
        let hangs = |i: usize| {
            members.iter().zip(&shapes).enumerate().all(|(m, (member, shape))| {
                let (Some(member), Some(shape)) = (member, shape) else { return true };
                let others = framed[m].strokes.iter().enumerate();
                others
                    .filter(|(stroke, _)| *stroke != usize::from(member.stroke))
                    .any(|(_, other)| distance_to(other, place(shape[i])) < HANGS)
            })
        };
        let joints = [0, self.points - 1].map(|end| options.joined && hangs(end));
        let pivot = steadiest(&present, joints);
        self.pivots[slot] = pivot;
        let turns =
            if options.turned { turns(&shapes, &mean, pivot) } else { vec![0.0; shapes.len()] };
        if options.bends {
            let bent = shapes
                .iter()
                .zip(&turns)
                .filter_map(|(shape, turn)| Some((shape.as_ref()?, *turn)));
            let in_bud = buds.iter().zip(&turns).filter_map(|(bud, turn)| {
                let bud = bud.as_ref()?;
                Some((bud, bud_turn(bud, &mean, pivot, *turn)))
            });
            self.bendings[slot] = Bending::of(&bent.chain(in_bud).collect::<Vec<_>>());
        }
        let paint = |m: usize| {
            members[m].map(|member| {
                let trace = &motifs[m].strokes()[usize::from(member.stroke)];
                let opacity = f32::from(trace.opacity) / f32::from(limner_core::fixed::ONE_U16);
                (color_of(trace.color), opacity)
            })
        };
        let paints: Vec<_> = (0..members.len()).filter_map(paint).collect();
        let share = 1.0 / float(paints.len());
        let mean_paint = paints.iter().fold(([0.0; 3], 0.0), |sum, (color, opacity)| {
            ([0, 1, 2].map(|i| sum.0[i] + color[i] * share), sum.1 + opacity * share)
        });
        let mean_bud = mean_of(&buds.iter().flatten().collect::<Vec<_>>());
        let at = slot * self.width()..(slot + 1) * self.width();
        for (m, shape) in shapes.iter().enumerate() {
            let (color, opacity) = paint(m).unwrap_or(mean_paint);
            let existence = if shape.is_some() { 1.0 } else { 0.0 };
            let shape = shape.as_ref().unwrap_or(&mean);
            let row = self.row(slot, shape, turns[m], existence, color, opacity);
            self.bloom[m][at.clone()].copy_from_slice(&row);
            if !self.bud.is_empty() {
                // A motif without a bud is as it is from the start.
                let bud = match &buds[m] {
                    Some(bud) => bud,
                    None if framed[m].bud.is_empty() || mean_bud.is_empty() => shape,
                    None => &mean_bud,
                };
                let turn = bud_turn(bud, &mean, pivot, turns[m]);
                let row = self.row(slot, bud, turn, existence, color, opacity);
                self.bud[m][at.clone()].copy_from_slice(&row);
            }
        }
    }

    fn row(
        &self,
        slot: usize,
        shape: &[Knot],
        turn: f32,
        existence: f32,
        color: [f32; 3],
        opacity: f32,
    ) -> Vec<f32> {
        let pivot = self.pivots[slot];
        let (sin, cos) = turn.sin_cos();
        let [px, py, _] = shape[pivot];
        let turned = |[x, y, _]: &Knot| {
            let (dx, dy) = (x - px, y - py);
            [cos * dx + sin * dy, cos * dy - sin * dx]
        };
        let (pairs, gap) = match &self.bendings[slot] {
            Some(bending) => bending.pieces(shape, pivot, turn),
            None => (shape.iter().map(turned).collect(), [0.0; 2]),
        };
        let mut row = Vec::with_capacity(self.width());
        for (i, (pair, [_, _, radius])) in pairs.into_iter().zip(shape).enumerate() {
            row.extend(if i == pivot { [px, py] } else { pair });
            row.push(radius.max(LEAST_RADIUS).ln());
        }
        row.extend([turn, existence, color[0], color[1], color[2], opacity, gap[0], gap[1]]);
        row
    }

    /// The stroke that a row is.
    pub(crate) fn drawn(&self, slot: usize, row: &[f32]) -> Drawn {
        let pivot = self.pivots[slot];
        let (points, beside) = row.split_at(3 * self.points);
        let points = points.as_chunks::<3>().0;
        let (sin, cos) = beside[0].sin_cos();
        let [px, py, _] = points[pivot];
        let turned = |(i, [dx, dy, _]): (usize, &[f32; 3])| {
            if i == pivot { [px, py] } else { [px + cos * dx - sin * dy, py + sin * dx + cos * dy] }
        };
        let places: Vec<[f32; 2]> = match &self.bendings[slot] {
            Some(bending) => {
                let pieces: Vec<_> = points.iter().map(|[angle, log, _]| [*angle, *log]).collect();
                bending.places(&pieces, pivot, [px, py], beside[0], [beside[6], beside[7]])
            }
            None => points.iter().enumerate().map(turned).collect(),
        };
        let knot = |([x, y], [_, _, log_radius]): (&[f32; 2], &[f32; 3])| {
            [*x, *y, log_radius.clamp(-12.0, 0.0).exp()]
        };
        let channel = |value: f32| {
            u8::try_from(crate::numbers::whole(value.clamp(0.0, 1.0) * 255.0)).unwrap_or(0)
        };
        // Far beyond, a number may be none.
        let fit = |knot: Knot| {
            knot.map(|x| if x.is_finite() { x.clamp(-FARTHEST, FARTHEST) } else { 0.0 })
        };
        Drawn {
            knots: places.iter().zip(points).map(knot).map(fit).collect(),
            existence: fraction(beside[1], 0.0),
            color: Rgb8::new(channel(beside[2]), channel(beside[3]), channel(beside[4])),
            opacity: fraction(beside[5], 0.02),
        }
    }
}

/// Points of a stroke that are looked at.
const LOOKED_AT: usize = 80;

/// The way from a place to a line of points.
pub(crate) fn distance_to(line: &[Knot], [x, y]: [f32; 2]) -> f32 {
    let way = |pair: &[Knot]| {
        let step = [pair[1][0] - pair[0][0], pair[1][1] - pair[0][1]];
        let long = (step[0] * step[0] + step[1] * step[1]).max(1e-12);
        let along = ((x - pair[0][0]) * step[0] + (y - pair[0][1]) * step[1]) / long;
        let along = along.clamp(0.0, 1.0);
        distance([x, y], [pair[0][0] + step[0] * along, pair[0][1] + step[1] * along])
    };
    line.windows(2).map(way).fold(f32::INFINITY, f32::min)
}

/// A number between `least` and 1; `least` for what is none.
fn fraction(value: f32, least: f32) -> f32 {
    if value.is_finite() { value.clamp(least, 1.0) } else { least }
}

fn mean_of(shapes: &[&Vec<Knot>]) -> Vec<Knot> {
    let Some(first) = shapes.first() else { return Vec::new() };
    let mut mean = (*first).clone();
    for (n, shape) in shapes.iter().enumerate().skip(1) {
        let share = 1.0 / float(n + 1);
        for (mean, knot) in mean.iter_mut().zip(*shape) {
            *mean = between(*mean, *knot, share);
        }
    }
    mean
}

/// The point that moves least from shape to shape; of those that hardly differ, the first. An end that hangs on another
/// stroke may move a little more.
fn steadiest(shapes: &[&Vec<Knot>], hangs: [bool; 2]) -> usize {
    let mean = mean_of(shapes);
    let moves = |i: usize| -> f32 {
        shapes.iter().map(|shape| distance(place(shape[i]), place(mean[i])).powi(2)).sum()
    };
    let mut best = 0;
    for i in 1..mean.len() {
        if moves(i) < 0.8 * moves(best) - 1e-6 {
            best = i;
        }
    }
    let ends = [0, mean.len() - 1].into_iter().zip(hangs).filter(|(_, hangs)| *hangs);
    match ends.min_by(|(i, _), (j, _)| moves(*i).total_cmp(&moves(*j))) {
        Some((end, _)) if moves(end) <= HANGS_MOVES * moves(best) + 1e-4 => end,
        _ => best,
    }
}

fn about(shape: &[Knot], pivot: usize) -> impl Iterator<Item = [f32; 2]> {
    let [x, y, _] = shape[pivot];
    shape.iter().map(move |knot| [knot[0] - x, knot[1] - y])
}

/// By what each shape is turned against the mean, where turning explains most of what they differ in; otherwise by
/// nothing.
fn turns(shapes: &[Option<Vec<Knot>>], mean: &[Knot], pivot: usize) -> Vec<f32> {
    let (mut left, mut was) = (0.0, 0.0);
    let mut found = vec![0.0; shapes.len()];
    // The mean of shapes that turn is smaller than they are, but lies in their middle.
    for (turn, shape) in found.iter_mut().zip(shapes) {
        if let Some(shape) = shape {
            let (best, before, after) = best_turn(about(mean, pivot).zip(about(shape, pivot)));
            (*turn, left, was) = (best, left + after, was + before);
        }
    }
    let present = float(shapes.iter().flatten().count().max(1));
    let middle = found.iter().sum::<f32>() / present;
    if was > 1e-8 && left < TURN_LEAVES * was {
        // Who is not there is turned as the others are.
        let of = |(turn, shape): (&f32, &Option<Vec<Knot>>)| {
            if shape.is_some() { *turn } else { middle }
        };
        found.iter().zip(shapes).map(of).collect()
    } else {
        vec![0.0; shapes.len()]
    }
}

/// The turn of a bud against the mean that is nearest to the bloom's, never the long way round; none where blooms do not
/// turn.
fn bud_turn(bud: &[Knot], mean: &[Knot], pivot: usize, bloom: f32) -> f32 {
    use std::f32::consts::{PI, TAU};
    if bloom == 0.0 {
        return 0.0;
    }
    let (turn, _, _) = best_turn(about(mean, pivot).zip(about(bud, pivot)));
    bloom + (turn - bloom + PI).rem_euclid(TAU) - PI
}
