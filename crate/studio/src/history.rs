//! What the person's undo takes back, step by step, and what redo brings again.
//!
//! A step is a change to which strokes are drawn. The steps follow from the log, so that a painting
//! that was saved and opened again can still be undone: operations by the person with no time between
//! them are one step.

use limner_core::{Author, Entry, Op, Stroke};

/// A change to the strokes of a painting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Strokes that it hid, ids ascending.
    pub hidden: Vec<u32>,
    /// Strokes that it showed (one that was just painted counts), ids ascending.
    pub shown: Vec<u32>,
    /// Strokes that it replaced: before and after.
    pub amended: Vec<(u32, Stroke, Stroke)>,
}

impl Change {
    /// A stroke was painted.
    #[must_use]
    pub fn painted(id: u32) -> Self {
        Self { shown: vec![id], ..Self::default() }
    }

    /// Whether it changes nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hidden.is_empty() && self.shown.is_empty() && self.amended.is_empty()
    }

    /// What takes it back.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let amended = self.amended.iter().map(|(id, a, b)| (*id, b.clone(), a.clone()));
        Self { hidden: self.shown.clone(), shown: self.hidden.clone(), amended: amended.collect() }
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
        let mut history = Self::default();
        let mut at = 0;
        while let Some(entry) = entries.get(at) {
            let len =
                1 + entries[at + 1..].iter().take_while(|e| e.dt_ms == 0 && is_step(&e.op)).count();
            match &entry.op {
                Op::Add(stroke) if stroke.author == Author::Person => {
                    history.did(Change::painted(at as u32));
                }
                Op::Add(_) => history.partner_painted(),
                op if is_step(op) => {
                    history.replay(&entries[at..at + len], entries);
                    at += len;
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
        history
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

    /// One step of hiding and showing as it stands in the log.
    fn replay(&mut self, step: &[Entry], entries: &[Entry]) {
        let mut change = Change::default();
        for entry in step {
            match entry.op {
                Op::Hide { stroke, .. } => change.hidden.push(stroke),
                Op::Show { stroke, .. } => change.shown.push(stroke),
                _ => {}
            }
        }
        change.hidden.sort_unstable();
        change.shown.sort_unstable();
        let same = |a: &Change, b: &Change| a.hidden == b.hidden && a.shown == b.shown;
        let of_partner = |id: u32| {
            let added = entries.get(id as usize).map(|e| &e.op);
            matches!(added, Some(Op::Add(stroke)) if stroke.author == Author::Partner)
        };
        if self.done.last().is_some_and(|done| same(&done.reversed(), &change)) {
            self.undid();
        } else if self.undone.last().is_some_and(|undone| same(undone, &change)) {
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

fn is_step(op: &Op) -> bool {
    match op {
        Op::Hide { by, .. } | Op::Show { by, .. } => *by == Author::Person,
        Op::Amend { .. } => true,
        Op::Add(_) | Op::Judge(_) | Op::Brush(_) => false,
    }
}
