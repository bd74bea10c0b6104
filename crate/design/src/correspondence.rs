//! Which stroke of one motif is which of another: strokes that are the same share a slot.
//!
//! Strokes are matched elastically, slots are assigned so that all together move least, and what has no partner is
//! born or dies. Where one motif has in one stroke what another has in two, the one is split.

use crate::assignment::assigned;
use crate::curve::{Knot, at_parts, distance, even_parts, length, place};
use crate::elastic::{Matching, run};
use crate::framed::Framed;
use crate::numbers::float;
use crate::pose::best_turn;
use crate::{Error, Motif, Options, motif};

/// Parts that a stroke's length is counted in where it is split.
pub(crate) const PARTS: u8 = 64;
/// Slots of all motifs together.
pub(crate) const MAX_SLOTS: usize = 5 * motif::MAX_STROKES;
/// Points of the curve that stands for a slot while motifs are matched.
const OF_SLOT: usize = 33;
/// Strokes that lie farther apart than this, in diagonals, are not looked at twice.
const FAR: f32 = 0.7;
/// What it costs that a stroke is born or dies: so much, and so much for each diagonal of its length.
const BIRTH: (f32, f32) = (0.08, 0.35);
/// What it costs beside the way: another colour, another place in the order.
const COLOR: f32 = 0.08;
const ORDER: f32 = 0.05;
/// Where strokes may be split, in eighths of their length, and what a split must save.
const SPLITS: std::ops::Range<u8> = 2..7;
const SPLIT_SAVES: f32 = 0.1;
/// A motif is turned where that leaves so much of the squared way, and by more than so many radians.
const TURN_LEAVES: f32 = 0.35;
const LEAST_TURN: f32 = 0.07;
/// Turned strokes may explain what a turned motif does, but for this factor of the squared ways that each leaves.
const MOVED: f32 = 1.2;

/// A motif's stroke in a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Which of the motif's strokes, from 0.
    pub stroke: u8,
    /// The stroke is run through from its end.
    pub reversed: bool,
    /// Where the closed stroke begins, in sixteenths of its length.
    pub start: u8,
    /// Which part of the stroke, in parts of 64 of its length: all of it is 0 to 64.
    pub part: [u8; 2],
}

/// Slots, each with the stroke that every motif has there, if any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correspondence {
    /// By slot and motif, in the order in which slots are drawn.
    pub slots: Vec<Vec<Option<Member>>>,
}

/// The part of a curve that a member is.
pub(crate) fn part_of(curve: &[Knot], part: [u8; 2]) -> Vec<Knot> {
    if part == [0, PARTS] {
        return curve.to_vec();
    }
    let [from, to] = part.map(|part| f32::from(part) / f32::from(PARTS));
    let parts: Vec<f32> = even_parts(64).into_iter().map(|at| from + at * (to - from)).collect();
    at_parts(curve, &parts)
}

/// Finds slots, a motif at a time.
#[derive(Clone, Debug)]
pub(crate) struct Correspond {
    /// Around its own middle, as motifs are compared.
    framed: Vec<Framed>,
    /// Where its middle was, by motif: its base is as far the other way.
    middles: Vec<[f32; 2]>,
    colors: Vec<Vec<[f32; 3]>>,
    options: Options,
    slots: Vec<Slot>,
    /// Motifs yet to be matched, the last one first.
    waiting: Vec<usize>,
}

#[derive(Clone, Debug)]
struct Slot {
    members: Vec<Option<Member>>,
    /// The mean of the members so far.
    curve: Vec<Knot>,
    color: [f32; 3],
    order: f32,
    count: f32,
}

/// A stroke's cost in a slot.
#[derive(Clone, Debug)]
struct Fit {
    matching: Matching,
    cost: f32,
}

impl Correspond {
    pub(crate) fn new(motifs: &[Motif], framed: &[Framed], options: Options) -> Self {
        let middled = |framed: &Framed| {
            let [x, y] = framed.center();
            let mut framed = framed.clone();
            for knot in framed.strokes.iter_mut().flatten() {
                *knot = [knot[0] - x, knot[1] - y, knot[2]];
            }
            framed
        };
        let color = |motif: &Motif| motif.strokes().iter().map(|s| color_of(s.color)).collect();
        // The one with the most strokes first: others are found in it.
        let mut waiting: Vec<usize> = (0..motifs.len()).collect();
        waiting.sort_by_key(|m| (motifs[*m].strokes().len(), usize::MAX - m));
        Self {
            framed: framed.iter().map(middled).collect(),
            middles: framed.iter().map(Framed::center).collect(),
            colors: motifs.iter().map(color).collect(),
            options,
            slots: Vec::new(),
            waiting,
        }
    }

    /// Matches one more motif; returns the slots once all are matched, and by what each motif was turned.
    pub(crate) fn advance(&mut self, turns: &mut [f32]) -> Option<Correspondence> {
        let Some(motif) = self.waiting.pop() else {
            let mut slots = std::mem::take(&mut self.slots);
            slots.sort_by(|a, b| a.order.total_cmp(&b.order));
            return Some(Correspondence { slots: slots.into_iter().map(|s| s.members).collect() });
        };
        if self.slots.is_empty() {
            for stroke in 0..self.framed[motif].strokes.len() {
                self.add(motif, whole(stroke), [0, PARTS]);
            }
            return None;
        }
        let mut found = self.matched(motif);
        // A bud that all share is not turned away from itself.
        let opens = self.framed.iter().any(|framed| !framed.bud.is_empty());
        if self.options.turned
            && !opens
            && let Some(turn) = self.turn(motif, &found)
        {
            let (sin, cos) = turn.sin_cos();
            let before = (self.framed[motif].clone(), self.middles[motif]);
            let moved = self.moved(motif, &found);
            for knot in self.framed[motif].strokes.iter_mut().flatten() {
                *knot = [cos * knot[0] - sin * knot[1], sin * knot[0] + cos * knot[1], knot[2]];
            }
            let [x, y] = self.middles[motif];
            self.middles[motif] = [cos * x - sin * y, sin * x + cos * y];
            let again = self.matched(motif);
            // Where it is parts that turn, each about its own place, the motif is not turned for them.
            if cost_of(&again) < cost_of(&found) && self.moved(motif, &again) <= MOVED * moved {
                (found, turns[motif]) = (again, turn);
            } else {
                (self.framed[motif], self.middles[motif]) = before;
            }
        }
        self.take(motif, found);
        None
    }

    fn strokes(&self, motif: usize) -> usize {
        self.framed[motif].strokes.len()
    }

    fn curve(&self, motif: usize, member: Member) -> Vec<Knot> {
        part_of(&self.framed[motif].strokes[usize::from(member.stroke)], member.part)
    }

    /// A new slot with one member.
    fn add(&mut self, motif: usize, stroke: u8, part: [u8; 2]) {
        let member = Member { stroke, reversed: false, start: 0, part };
        let curve = at_parts(&self.curve(motif, member), &even_parts(OF_SLOT));
        let at = f32::from(part[0] / 2 + part[1] / 2) / f32::from(PARTS);
        let order = (f32::from(stroke) + at) / float(self.strokes(motif));
        let color = self.colors[motif][usize::from(stroke)];
        let mut members = vec![None; self.framed.len()];
        members[motif] = Some(member);
        self.slots.push(Slot { members, curve, color, order, count: 1.0 });
    }

    /// Puts a stroke into a slot, whose curve becomes the mean of its members.
    fn join(&mut self, slot: usize, motif: usize, stroke: u8, part: [u8; 2], matching: &Matching) {
        let member = Member { stroke, reversed: matching.reversed, start: matching.start, part };
        let curve = matching.applied(&self.curve(motif, member), OF_SLOT);
        let at = f32::from(part[0] / 2 + part[1] / 2) / f32::from(PARTS);
        let order = (f32::from(stroke) + at) / float(self.strokes(motif));
        let slot = &mut self.slots[slot];
        slot.members[motif] = Some(member);
        let share = 1.0 / (slot.count + 1.0);
        for (mean, knot) in slot.curve.iter_mut().zip(curve) {
            *mean = crate::curve::between(*mean, knot, share);
        }
        slot.order += (order - slot.order) * share;
        slot.count += 1.0;
    }

    fn fit(&self, slot: &Slot, motif: usize, stroke: u8, part: [u8; 2]) -> Fit {
        let member = Member { stroke, reversed: false, start: 0, part };
        let curve = self.curve(motif, member);
        let [there, back] =
            [false, true].map(|reversed| Matching::plain(&slot.curve, &curve, reversed, 0));
        let plain = if back.apart < 0.9 * there.apart { back } else { there };
        let matching = if !self.options.elastic {
            plain
        } else if plain.apart > FAR {
            Matching::given(&slot.curve, &curve, plain.reversed, 0)
        } else {
            Matching::of(&slot.curve, &curve)
        };
        let color = self.colors[motif][usize::from(stroke)];
        let colors = (0..3).map(|i| (color[i] - slot.color[i]).abs()).sum::<f32>() / 3.0;
        let order = f32::from(stroke) / float(self.strokes(motif));
        let cost = matching.apart + COLOR * colors + ORDER * (order - slot.order).abs();
        Fit { matching, cost }
    }

    /// For each slot the motif's stroke that goes there, by index or so that all move least.
    fn matched(&self, motif: usize) -> Matched {
        let (slots, strokes) = (self.slots.len(), self.strokes(motif));
        let all = [0, PARTS];
        if !self.options.assigned {
            let fit =
                |s: usize| (s < strokes).then(|| self.fit(&self.slots[s], motif, whole(s), all));
            let of_slot: Vec<_> = (0..slots).map(|s| fit(s).map(|fit| (s, fit))).collect();
            return Matched { of_slot, alone: (slots..strokes).collect(), births: 0.0 };
        }
        let fits: Vec<Vec<Fit>> = self
            .slots
            .iter()
            .map(|slot| (0..strokes).map(|k| self.fit(slot, motif, whole(k), all)).collect())
            .collect();
        // Slots then nobodies, against strokes then nobodies.
        let n = slots + strokes;
        let mut cost = vec![0.0; n * n];
        let slot_alone: Vec<f32> = self.slots.iter().map(|slot| birth(&slot.curve)).collect();
        let stroke_alone: Vec<f32> =
            self.framed[motif].strokes.iter().map(|curve| birth(curve)).collect();
        for row in 0..n {
            for column in 0..n {
                cost[row * n + column] = match (row < slots, column < strokes) {
                    (true, true) => fits[row][column].cost,
                    (true, false) => slot_alone[row],
                    (false, true) => stroke_alone[column],
                    (false, false) => 0.0,
                };
            }
        }
        let column_of = assigned(&cost, n);
        let mut of_slot: Vec<Option<(usize, Fit)>> = Vec::with_capacity(slots);
        let mut births = 0.0;
        for row in 0..slots {
            let column = column_of[row];
            if column < strokes {
                of_slot.push(Some((column, fits[row][column].clone())));
            } else {
                births += slot_alone[row];
                of_slot.push(None);
            }
        }
        let alone: Vec<usize> =
            (slots..n).map(|row| column_of[row]).filter(|column| *column < strokes).collect();
        births += alone.iter().map(|k| stroke_alone[*k]).sum::<f32>();
        Matched { of_slot, alone, births }
    }

    /// What is left of the squared ways between a motif's strokes and those of the slots, base on base, when each stroke is
    /// turned about the point that moves least.
    fn moved(&self, motif: usize, found: &Matched) -> f32 {
        let placed = (0..self.middles.len()).filter(|m| *m != motif && !self.waiting.contains(m));
        let count = float(placed.clone().count().max(1));
        let mean =
            placed.fold([0.0; 2], |sum, m| [0, 1].map(|i| sum[i] + self.middles[m][i] / count));
        let [dx, dy] = [0, 1].map(|i| self.middles[motif][i] - mean[i]);
        let mut sum = 0.0;
        for (slot, fit) in self.slots.iter().zip(&found.of_slot) {
            let Some((stroke, fit)) = fit else { continue };
            let mut curve = fit.matching.applied(&self.framed[motif].strokes[*stroke], OF_SLOT);
            for knot in &mut curve {
                *knot = [knot[0] + dx, knot[1] + dy, knot[2]];
            }
            let way = |i: &usize| distance(place(curve[*i]), place(slot.curve[*i])).powi(2);
            let nearest = (0..OF_SLOT).min_by(|i, j| way(i).total_cmp(&way(j))).unwrap_or(0);
            let about = |knot: &Knot, [x, y, _]: Knot| [knot[0] - x, knot[1] - y];
            let pairs = curve.iter().zip(&slot.curve);
            let (_, _, left) = best_turn(
                pairs.map(|(a, b)| (about(a, curve[nearest]), about(b, slot.curve[nearest]))),
            );
            sum += length(&slot.curve) * (left / float(OF_SLOT) + way(&nearest));
        }
        sum
    }

    /// By what the motif is to be turned so that its strokes lie nearer to those of the slots, if by anything.
    fn turn(&self, motif: usize, found: &Matched) -> Option<f32> {
        let mut pairs = Vec::new();
        for (slot, fit) in found.of_slot.iter().enumerate() {
            if let Some((stroke, fit)) = fit {
                let member =
                    Member { stroke: whole(*stroke), reversed: false, start: 0, part: [0, PARTS] };
                let curve = fit.matching.applied(&self.curve(motif, member), OF_SLOT);
                let of_slot = self.slots[slot].curve.iter();
                pairs.extend(curve.into_iter().zip(of_slot).map(|(a, b)| (place(a), place(*b))));
            }
        }
        let (turn, before, after) = best_turn(pairs.into_iter());
        (turn.abs() > LEAST_TURN && after < TURN_LEAVES * before).then_some(turn)
    }

    /// Takes what was found, splitting strokes where that saves a birth.
    fn take(&mut self, motif: usize, mut found: Matched) {
        let mut parts = vec![[0, PARTS]; self.slots.len()];
        if self.options.split {
            self.split_strokes(motif, &mut found, &mut parts);
            self.split_slots(motif, &mut found, &mut parts);
        }
        for (slot, fit) in found.of_slot.into_iter().enumerate() {
            if let Some((stroke, fit)) = fit {
                self.join(slot, motif, whole(stroke), parts[slot], &fit.matching);
            }
        }
        for stroke in found.alone {
            self.add(motif, whole(stroke), [0, PARTS]);
        }
    }

    /// Where two slots are one stroke of this motif: a slot without a stroke gets a part of a neighbour's.
    fn split_strokes(&self, motif: usize, found: &mut Matched, parts: &mut [[u8; 2]]) {
        for empty in 0..found.of_slot.len() {
            if found.of_slot[empty].is_some() {
                continue;
            }
            let mut best: Option<Split> = None;
            for (slot, part) in parts.iter().enumerate() {
                let Some((stroke, fit)) = &found.of_slot[slot] else { continue };
                let long = length(&self.framed[motif].strokes[*stroke]);
                let both = length(&self.slots[slot].curve) + length(&self.slots[empty].curve);
                if *part != [0, PARTS] || (both - long).abs() > 0.35 * long {
                    continue;
                }
                let whole_cost = fit.cost + birth(&self.slots[empty].curve);
                for eighth in SPLITS {
                    let at = eighth * (PARTS / 8);
                    for (here, there) in [([0, at], [at, PARTS]), ([at, PARTS], [0, at])] {
                        let stroke = whole(*stroke);
                        let kept = self.fit(&self.slots[slot], motif, stroke, here);
                        let given = self.fit(&self.slots[empty], motif, stroke, there);
                        let saved = whole_cost - kept.cost - given.cost;
                        if saved > best.as_ref().map_or(SPLIT_SAVES, |best| best.saved) {
                            best = Some(Split {
                                saved,
                                slot,
                                parts: [here, there],
                                fits: [kept, given],
                            });
                        }
                    }
                }
            }
            if let Some(Split { slot, parts: [here, there], fits: [kept, given], .. }) = best
                && let Some((stroke, _)) = found.of_slot[slot]
            {
                found.of_slot[slot] = Some((stroke, kept));
                found.of_slot[empty] = Some((stroke, given));
                (parts[slot], parts[empty]) = (here, there);
            }
        }
    }

    /// Where two strokes of this motif are one slot: the slot becomes two, and so do its members.
    fn split_slots(&mut self, motif: usize, found: &mut Matched, parts: &mut Vec<[u8; 2]>) {
        let mut left = Vec::new();
        for stroke in std::mem::take(&mut found.alone) {
            let mut best: Option<(f32, usize, u8, bool)> = None;
            let long = length(&self.framed[motif].strokes[stroke]);
            for (slot, part) in parts.iter().enumerate() {
                let Some((other, fit)) = &found.of_slot[slot] else { continue };
                let members = self.slots[slot].members.iter().flatten();
                let splits = members.clone().any(|m| m.part != [0, PARTS] || m.start != 0);
                let both = long + length(&self.framed[motif].strokes[*other]);
                let is = length(&self.slots[slot].curve);
                if splits || *part != [0, PARTS] || (both - is).abs() > 0.35 * is {
                    continue;
                }
                let whole_cost = fit.cost + birth(&self.framed[motif].strokes[stroke]);
                for eighth in SPLITS {
                    let [first, second] = self.halves(slot, eighth);
                    for swapped in [false, true] {
                        let (mine, its) =
                            if swapped { (&second, &first) } else { (&first, &second) };
                        let all = [0, PARTS];
                        let kept = self.fit(mine, motif, whole(*other), all).cost;
                        let given = self.fit(its, motif, whole(stroke), all).cost;
                        let saved = whole_cost - kept - given;
                        if saved > best.map_or(SPLIT_SAVES, |best| best.0) {
                            best = Some((saved, slot, eighth, swapped));
                        }
                    }
                }
            }
            let Some((_, slot, eighth, swapped)) = best else {
                left.push(stroke);
                continue;
            };
            let [first, second] = self.halves(slot, eighth);
            let (mine, its) = if swapped { (second, first) } else { (first, second) };
            let Some((other, _)) = found.of_slot[slot] else { continue };
            let all = [0, PARTS];
            found.of_slot[slot] = Some((other, self.fit(&mine, motif, whole(other), all)));
            found.of_slot.push(Some((stroke, self.fit(&its, motif, whole(stroke), all))));
            self.slots[slot] = mine;
            self.slots.push(its);
            parts.push(all);
        }
        found.alone = left;
    }

    /// A slot as two, split at so many eighths of its length.
    fn halves(&self, slot: usize, eighth: u8) -> [Slot; 2] {
        let at = eighth * (PARTS / 8);
        [[0, at], [at, PARTS]].map(|part| {
            let mut half = self.slots[slot].clone();
            half.curve = at_parts(&part_of(&half.curve, part), &even_parts(OF_SLOT));
            half.order += f32::from(part[0]) / f32::from(PARTS) * 1e-2;
            for member in half.members.iter_mut().flatten() {
                // A stroke that runs the other way has its first part at its end.
                let [from, to] = part;
                member.part = if member.reversed { [PARTS - to, PARTS - from] } else { part };
            }
            half
        })
    }
}

/// A stroke that goes to two slots.
#[derive(Clone, Debug)]
struct Split {
    saved: f32,
    /// The slot that had all of it.
    slot: usize,
    /// The part that it keeps, and the one that goes to the other.
    parts: [[u8; 2]; 2],
    fits: [Fit; 2],
}

/// What was found for a motif.
#[derive(Clone, Debug)]
struct Matched {
    of_slot: Vec<Option<(usize, Fit)>>,
    /// Strokes without a slot.
    alone: Vec<usize>,
    births: f32,
}

fn cost_of(found: &Matched) -> f32 {
    found.births + found.of_slot.iter().flatten().map(|(_, fit)| fit.cost).sum::<f32>()
}

fn birth(curve: &[Knot]) -> f32 {
    BIRTH.0 + BIRTH.1 * length(curve).min(1.0)
}

/// A stroke's index as a byte: there are 24 at most.
fn whole(index: usize) -> u8 {
    u8::try_from(index).unwrap_or(u8::MAX)
}

/// A colour as fractions.
pub(crate) fn color_of(color: limner_core::Rgb8) -> [f32; 3] {
    [color.r, color.g, color.b].map(|channel| f32::from(channel) / 255.0)
}

impl Correspondence {
    /// Checks that what came from elsewhere fits the motifs: slots name what there is.
    pub(crate) fn check(&self, motifs: &[Motif]) -> Result<(), Error> {
        if self.slots.is_empty() || self.slots.len() > MAX_SLOTS {
            return Err(Error::Damaged("there are no slots or too many"));
        }
        for slot in &self.slots {
            if slot.len() != motifs.len() || slot.iter().all(Option::is_none) {
                return Err(Error::Damaged("a slot belongs to no motif"));
            }
            for (member, motif) in slot.iter().zip(motifs) {
                let Some(member) = member else { continue };
                let [from, to] = member.part;
                let fits = usize::from(member.stroke) < motif.strokes().len()
                    && member.start < 16
                    && from < to
                    && to <= PARTS;
                if !fits {
                    return Err(Error::Damaged("a slot names a stroke that is not there"));
                }
            }
        }
        Ok(())
    }

    /// The same, with the second motif as the first and the first as the last.
    pub(crate) fn rotated(mut self) -> Self {
        for slot in &mut self.slots {
            slot.rotate_left(1);
        }
        self
    }

    /// Swaps what one motif has in two slots: how a person corrects what was matched.
    pub fn swap(&mut self, motif: usize, slot: usize, other: usize) {
        self.exchange(motif, slot, other);
        self.slots.retain(|slot| slot.iter().any(Option::is_some));
    }

    /// The same, with the strokes that are in new company run through in the direction, and from the start, that go best
    /// with it.
    pub(crate) fn swapped(
        mut self,
        framed: &[Framed],
        motif: usize,
        slot: usize,
        other: usize,
    ) -> Self {
        if self.exchange(motif, slot, other) {
            for slot in [slot, other] {
                refit(&mut self.slots[slot], framed, motif);
            }
        }
        self.slots.retain(|slot| slot.iter().any(Option::is_some));
        self
    }

    /// Says whether there was anything to exchange.
    fn exchange(&mut self, motif: usize, slot: usize, other: usize) -> bool {
        let there = self.slots.len();
        let is_there = slot < there && other < there && slot != other;
        if !is_there || motif >= self.slots[slot].len() {
            return false;
        }
        let (low, high) = (slot.min(other), slot.max(other));
        let (before, after) = self.slots.split_at_mut(high);
        std::mem::swap(&mut before[low][motif], &mut after[0][motif]);
        true
    }
}

/// Finds anew how a motif's stroke goes with those that share its slot.
fn refit(members: &mut [Option<Member>], framed: &[Framed], motif: usize) {
    let about = |m: usize, member: Member| -> Vec<Knot> {
        let [x, y] = framed[m].center();
        let curve = part_of(&framed[m].strokes[usize::from(member.stroke)], member.part);
        curve.into_iter().map(|knot| [knot[0] - x, knot[1] - y, knot[2]]).collect()
    };
    let lead = members
        .iter()
        .enumerate()
        .find_map(|(m, member)| Some((m, (*member)?)).filter(|_| m != motif));
    let (Some((m, lead)), Some(own)) = (lead, members[motif]) else { return };
    let reference = run(&about(m, lead), lead.reversed, lead.start);
    let Matching { reversed, start, .. } = Matching::of(&reference, &about(motif, own));
    members[motif] = Some(Member { reversed, start, ..own });
}
