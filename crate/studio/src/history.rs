//! What the person's undo takes back, step by step, and what redo brings again.
//!
//! A step is a change to which strokes are drawn. The steps follow from the log, so that a painting
//! that was saved and opened again can still be undone: operations by the person with no time between
//! them are one step, strokes of a group among them. What the partner amends is none, and undo goes past it. Where it hides strokes of its own just as it
//! has painted others, the person had a patch painted anew: that is one step of theirs.

#![expect(
    clippy::cast_possible_truncation,
    reason = "an index of the log is below 2³²: `log::MAX_ENTRIES`"
)]

use std::collections::BTreeMap;

use limner_core::{Author, Entry, Op, Stroke};
use limner_protocol::MAX_REPAINTED;

/// A change to the strokes of a painting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Strokes that the change hid, ids ascending.
    pub hidden: Vec<u32>,
    /// Strokes that the change showed (one that was just painted counts), ids ascending.
    pub shown: Vec<u32>,
    /// Strokes that the change replaced: before and after.
    pub amended: Vec<(u32, Stroke, Stroke)>,
}

impl Change {
    /// Whether the change changes nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hidden.is_empty() && self.shown.is_empty() && self.amended.is_empty()
    }

    /// What takes the change back.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let amended = self.amended.iter().map(|(id, a, b)| (*id, b.clone(), a.clone()));
        Self { hidden: self.shown.clone(), shown: self.hidden.clone(), amended: amended.collect() }
    }

    /// Whether the change is what takes `other` back.
    fn takes_back(&self, other: &Self) -> bool {
        let after = self.amended.iter().map(|(id, _, with)| (id, with));
        let before = other.amended.iter().map(|(id, before, _)| (id, before));
        self.hidden == other.shown
            && self.shown == other.hidden
            && self.amended.len() == other.amended.len()
            && after.eq(before)
    }

    /// Whether the change makes of the painting what `other` makes of it.
    fn does_as(&self, other: &Self) -> bool {
        self.hidden == other.hidden
            && self.shown == other.shown
            && self.amended.len() == other.amended.len()
            && self.amended.iter().zip(&other.amended).all(|(a, b)| (a.0, &a.2) == (b.0, &b.2))
    }

    /// The person's operations that make it.
    #[must_use]
    pub fn ops(&self) -> Vec<Op> {
        let by = Author::Person;
        let hide = self.hidden.iter().map(|id| Op::Hide { stroke: *id, by });
        let show = self.shown.iter().map(|id| Op::Show { stroke: *id, by });
        let amend =
            self.amended.iter().map(|(id, _, with)| Op::Amend { stroke: *id, with: with.clone() });
        hide.chain(show).chain(amend).collect()
    }
}

/// Steps that can be taken back, and steps that were; and the partner's strokes that were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    done: Vec<Change>,
    undone: Vec<Change>,
    partner_undone: Vec<u32>,
}

impl History {
    /// The history that a log leaves.
    #[must_use]
    pub fn of(entries: &[Entry]) -> Self {
        let mut retelling = Retelling::default();
        retelling.advance(entries, usize::MAX);
        retelling.finish()
    }

    /// A new step was taken: what was undone before is gone.
    pub fn did(&mut self, change: Change) {
        self.done.push(change);
        self.undone.clear();
    }

    /// The partner painted: what was undone of its strokes is gone.
    pub fn partner_painted(&mut self) {
        self.partner_undone.clear();
    }

    /// The step that undo takes back.
    #[must_use]
    pub fn last_done(&self) -> Option<&Change> {
        self.done.last()
    }

    /// The step that redo brings again.
    #[must_use]
    pub fn last_undone(&self) -> Option<&Change> {
        self.undone.last()
    }

    /// The partner's stroke that can be brought back.
    #[must_use]
    pub fn partner_undone(&self) -> Option<u32> {
        self.partner_undone.last().copied()
    }

    /// The last step was taken back.
    pub fn undid(&mut self) {
        self.undone.extend(self.done.pop());
    }

    /// The last step taken back was taken again.
    pub fn redid(&mut self) {
        self.done.extend(self.undone.pop());
    }

    /// A stroke of the partner's was taken back.
    pub fn undid_partner(&mut self, id: u32) {
        self.partner_undone.push(id);
    }

    /// The stroke of the partner's that was taken back last is drawn again.
    pub fn redid_partner(&mut self) {
        self.partner_undone.pop();
    }

    /// Takes a step of the person's in, as it stands in the log.
    fn replay(&mut self, entries: &[Entry], change: Change) {
        let of_partner = |id: u32| {
            let added = entries.get(id as usize).map(|e| &e.op);
            matches!(added, Some(Op::Add(stroke)) if stroke.author == Author::Partner)
        };
        if self.done.last().is_some_and(|done| change.takes_back(done)) {
            self.undid();
        } else if self.undone.last().is_some_and(|undone| change.does_as(undone)) {
            self.redid();
        } else if let ([id], []) = (&change.hidden[..], &change.shown[..])
            && of_partner(*id)
        {
            self.undid_partner(*id);
        } else if let ([], [id]) = (&change.hidden[..], &change.shown[..])
            && self.partner_undone() == Some(*id)
        {
            self.redid_partner();
        } else if !change.is_empty() {
            self.did(change);
        }
    }
}

/// One step of hiding, showing and amending as far as it is read in the log. What it does to one stroke again
/// and again comes to what it does last.
#[derive(Clone, Debug, Default)]
struct Step {
    /// The entry behind the step's last.
    end: usize,
    shown: BTreeMap<u32, bool>,
    amended: BTreeMap<u32, (Stroke, Stroke)>,
}

impl Step {
    fn read(&mut self, entries: &[Entry], at: usize, versions: &mut Versions) {
        match &entries[at].op {
            Op::Hide { stroke, .. } => _ = self.shown.insert(*stroke, false),
            Op::Show { stroke, .. } => _ = self.shown.insert(*stroke, true),
            Op::Amend { stroke, with } => {
                if let Some((_, after)) = self.amended.get_mut(stroke) {
                    after.clone_from(with);
                } else if let Some(before) = versions.now(entries, *stroke) {
                    self.amended.insert(*stroke, (before.clone(), with.clone()));
                }
                versions.amend(*stroke, at);
            }
            _ => {}
        }
    }

    fn change(self) -> Change {
        let those = |wanted: bool| -> Vec<u32> {
            self.shown.iter().filter(|(_, shown)| **shown == wanted).map(|(id, _)| *id).collect()
        };
        let (hidden, shown) = (those(false), those(true));
        let amended = self.amended.into_iter().map(|(id, (before, after))| (id, before, after));
        Change { hidden, shown, amended: amended.collect() }
    }
}

/// The history of a log as far as it is told.
#[derive(Clone, Debug, Default)]
pub struct Retelling {
    history: History,
    versions: Versions,
    told: usize,
    /// The step that is being told.
    step: Option<Step>,
    /// The first and the last of the partner's strokes that came at once.
    painted: Option<[usize; 2]>,
}

impl Retelling {
    /// Tells on for `count` of the log's entries.
    pub fn advance(&mut self, entries: &[Entry], count: usize) {
        let until = self.told.saturating_add(count).min(entries.len());
        while self.told < until {
            let at = self.told;
            self.told += 1;
            if let Some(step) = &mut self.step {
                step.read(entries, at, &mut self.versions);
                self.end_step(entries);
                continue;
            }
            match &entries[at].op {
                op if is_persons_stroke(op) => {
                    let id = at as u32;
                    let goes_on =
                        at > 0 && entries[at].dt_ms == 0 && is_persons_stroke(&entries[at - 1].op);
                    match self.history.done.last_mut() {
                        Some(group) if goes_on => group.shown.push(id),
                        _ => self.history.did(Change { shown: vec![id], ..Change::default() }),
                    }
                }
                Op::Add(_) => {
                    self.history.partner_painted();
                    let before = self.painted.filter(|[_, last]| last + 1 == at);
                    let first = before.filter(|_| entries[at].dt_ms == 0);
                    self.painted = Some([first.map_or(at, |[first, _]| first), at]);
                }
                Op::Hide { by: Author::Partner, .. } if entries[at].dt_ms == 0 => {
                    let painted = self.painted.take().filter(|[_, last]| last + 1 == at);
                    if let Some([first, last]) = painted
                        && last - first < MAX_REPAINTED
                    {
                        let end = at + hidden_len(&entries[at..]);
                        let mut step = Step { end, ..Step::default() };
                        for id in first..=last {
                            step.shown.insert(id as u32, true);
                        }
                        step.read(entries, at, &mut self.versions);
                        self.step = Some(step);
                        self.end_step(entries);
                    }
                }
                op if is_step(op) => {
                    // Looked for only where a step begins: each entry is counted into one step.
                    let mut step = Step { end: at + step_len(&entries[at..]), ..Step::default() };
                    step.read(entries, at, &mut self.versions);
                    self.step = Some(step);
                    self.end_step(entries);
                }
                Op::Amend { stroke, .. } => self.versions.amend(*stroke, at),
                _ => {}
            }
        }
    }

    /// Takes the step that is being told into the history, where all of it is read.
    fn end_step(&mut self, entries: &[Entry]) {
        let told = self.told;
        if let Some(step) = self.step.take_if(|step| step.end == told) {
            self.history.replay(entries, step.change());
        }
    }

    /// How many entries are told.
    #[must_use]
    pub fn told(&self) -> usize {
        self.told
    }

    /// The history that the entries leave.
    #[must_use]
    pub fn finish(self) -> History {
        self.history
    }
}

/// Strokes as they are at a moment of a log.
#[derive(Clone, Debug, Default)]
struct Versions {
    /// The entry that amended each stroke last that is not as it was added.
    amended: BTreeMap<u32, usize>,
}

impl Versions {
    fn amend(&mut self, stroke: u32, entry: usize) {
        self.amended.insert(stroke, entry);
    }

    fn now<'a>(&self, entries: &'a [Entry], stroke: u32) -> Option<&'a Stroke> {
        let entry = self.amended.get(&stroke).copied().unwrap_or(stroke as usize);
        match &entries.get(entry)?.op {
            Op::Add(stroke) | Op::Amend { with: stroke, .. } => Some(stroke),
            _ => None,
        }
    }
}

/// How many entries the step takes that the first of them begins: those that came at once with it.
fn step_len(entries: &[Entry]) -> usize {
    let goes_on = |e: &&Entry| e.dt_ms == 0 && (is_step(&e.op) || is_amendment(&e.op));
    1 + entries[1..].iter().take_while(goes_on).count()
}

/// How many entries the partner hides strokes by, from the first on, that came at once with it.
fn hidden_len(entries: &[Entry]) -> usize {
    let goes_on = |e: &&Entry| e.dt_ms == 0 && matches!(e.op, Op::Hide { by: Author::Partner, .. });
    entries.iter().take_while(goes_on).count()
}

/// Whether the operation is a stroke that the person painted.
pub(crate) fn is_persons_stroke(op: &Op) -> bool {
    matches!(op, Op::Add(stroke) if stroke.author == Author::Person)
}

/// Whether a step of the person's may begin with it that changes strokes.
fn is_step(op: &Op) -> bool {
    match op {
        Op::Hide { by, .. } | Op::Show { by, .. } => *by == Author::Person,
        Op::Add(_) | Op::Amend { .. } | Op::Judge(_) | Op::Brush(_) => false,
    }
}

/// Whether an operation belongs to a step of the person's that it comes with, or else is the partner's own.
fn is_amendment(op: &Op) -> bool {
    matches!(op, Op::Amend { .. })
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use limner_core::hostile;

    use super::*;

    /// Each amendment comes at once with all that follow: to count those anew at each of them takes
    /// minutes, to count them once no time that is felt.
    #[test]
    fn many_operations_at_once_are_looked_at_once() {
        for log in [hostile::amends(199_000), hostile::toggles(99_000)] {
            let began = Instant::now();
            let history = History::of(log.entries());
            assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
            assert!(history.undone.is_empty());
        }
    }

    /// Strokes that the partner hides as it adds others are a patch painted anew; those that it painted before are none
    /// of them, nor are those after, and by themselves they are nothing of the person's.
    #[test]
    fn a_patch_painted_anew_is_one_step() {
        let first = hostile::amends(0).entries()[0].clone();
        let Op::Add(stroke) = first.op else { unreachable!("it is added first") };
        let by = Author::Partner;
        let add = |dt_ms| Entry { dt_ms, op: Op::Add(Stroke { author: by, ..stroke.clone() }) };
        let hide = |stroke, dt_ms| Entry { dt_ms, op: Op::Hide { stroke, by } };
        let anew = [add(0), add(0), add(3), add(0), hide(0, 0), hide(1, 0), add(0), add(0)];
        let step = [Change { hidden: vec![0, 1], shown: vec![2, 3], amended: Vec::new() }];
        assert_eq!(History::of(&anew).done, step);
        for count in 1..=anew.len() {
            let mut retelling = Retelling::default();
            retelling.advance(&anew, count);
            retelling.advance(&anew, usize::MAX);
            assert_eq!(retelling.finish().done, step, "in two parts, {count} first");
        }
        for other in [
            vec![add(0), add(3), hide(0, 1)],
            vec![add(0), hide(0, 1), hide(0, 0)],
            vec![add(0), add(0), hide(0, 5), add(0), hide(1, 2)],
        ] {
            assert!(History::of(&other).done.is_empty(), "{other:?}");
        }
    }

    /// However long a step is, no part of telling it is.
    #[test]
    fn a_step_is_told_in_parts() {
        for log in [hostile::amends(500), hostile::toggles(250)] {
            let mut retelling = Retelling::default();
            while retelling.told() < log.entries().len() {
                let before = retelling.told();
                retelling.advance(log.entries(), 7);
                assert_eq!(retelling.told(), (before + 7).min(log.entries().len()));
            }
            assert_eq!(retelling.finish(), History::of(log.entries()));
        }
    }

    /// A large step below many small ones must not be compared whole with each of them.
    #[test]
    fn a_large_step_is_compared_only_with_its_like() {
        let first = hostile::amends(0).entries()[0].clone();
        let Op::Add(stroke) = first.op.clone() else { unreachable!("it is added first") };
        let by = Author::Person;
        let with = Stroke { opacity: 1, ..stroke };
        let mut entries = vec![first; 30_000];
        let hide = |stroke, dt_ms| Entry { dt_ms, op: Op::Hide { stroke, by } };
        let amend = |stroke| Entry { dt_ms: 0, op: Op::Amend { stroke, with: with.clone() } };
        entries.extend((0..2).map(|i| hide(i, 1 - i)));
        entries.extend((0..30_000).map(amend));
        entries.extend((0..90_000).map(|_| hide(0, 1)));
        let began = Instant::now();
        let history = History::of(&entries);
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
        assert_eq!(history.done.len(), 1);
        assert_eq!(history.partner_undone.len(), 90_000);
    }
}
