//! The partner's proposals that wait to be painted.
//!
//! They come as a chain: each supposes the log as it was when the chain was asked for, and all of the
//! chain before it painted. Where the log moved on in any other way, what is left of the chain is
//! void. While nothing else happens the chain goes on for ever: more is asked for before it ends.

#![expect(clippy::cast_possible_truncation, reason = "a plan has `MAX_PROPOSALS` at most")]

use std::collections::VecDeque;

use limner_core::fixed::{ONE, UNITS_PER_PX};
use limner_core::{Path, Rgb8, Stroke};
use limner_protocol::{Plan, PlannedStroke};

/// A chain of proposals, as far as it has come and is not yet painted.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    waiting: VecDeque<PlannedStroke>,
    /// How many chains were asked for: the name of the present one.
    chain: u32,
    /// The revision that the chain was planned on; `None` where there is no chain.
    planned_on: Option<u32>,
    /// The revision that the first in line supposes.
    supposes: u32,
    /// Proposals of the chain that have come.
    received: u32,
    /// Whether more are on their way.
    asked: bool,
    /// Whether any has come of those that are on their way.
    brought: bool,
    /// Whether the chain can't go on beyond what is there.
    ended: bool,
    /// Whether what is there stays, for the person said yes to it.
    kept: bool,
}

impl Queue {
    /// The proposals in the order in which they would be painted.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &PlannedStroke> {
        self.waiting.iter()
    }

    /// The outlines of the proposals, in the same order.
    pub fn outlines(&self) -> impl Iterator<Item = Outline> {
        self.iter().filter_map(Outline::of)
    }

    /// Whether no proposal waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Whether more are on their way.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.asked
    }

    /// Whether more of the same chain can be asked for.
    #[must_use]
    pub fn can_go_on(&self) -> bool {
        self.planned_on.is_some() && !self.ended
    }

    /// Whether what waits stays until it is painted, as [`Queue::keep`] has it.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.kept && !self.waiting.is_empty()
    }

    /// The place of this stroke among those that wait.
    #[must_use]
    pub fn place_of(&self, stroke: &Stroke) -> Option<usize> {
        self.waiting.iter().position(|planned| planned.stroke == *stroke)
    }

    /// Keeps what waits up to this place, whatever the log's entries up to this revision were: the person wants to
    /// see it painted, and it supposes those before it. No more comes of the chain.
    pub fn keep(&mut self, place: usize, revision: u32) {
        self.waiting.truncate(place + 1);
        (self.asked, self.ended, self.kept) = (false, true, true);
        self.stand_on(revision);
    }

    /// Notes that what is kept is to be painted on this revision: what came in between leaves the canvas nearly as it
    /// was.
    pub fn stand_on(&mut self, revision: u32) {
        if self.is_kept() {
            (self.planned_on, self.supposes) = (Some(revision), revision);
        }
    }

    /// Notes that a new chain on `revision` is asked for; returns the chain's name.
    pub fn ask(&mut self, revision: u32) -> u32 {
        self.waiting.clear();
        self.chain = self.chain.wrapping_add(1);
        (self.planned_on, self.supposes) = (Some(revision), revision);
        (self.received, self.asked, self.brought, self.ended) = (0, true, false, false);
        self.kept = false;
        self.chain
    }

    /// Notes that more of the same chain was asked for.
    pub fn ask_more(&mut self) {
        (self.asked, self.brought) = (true, false);
    }

    /// Takes proposals in, if they are the ones that are due. Says whether all that was asked for
    /// came to nothing.
    pub fn receive(&mut self, plan: Plan) -> bool {
        let is_due = plan.chain == self.chain && Some(plan.revision) == self.planned_on;
        if !self.asked || !is_due || plan.offset != self.received {
            return false;
        }
        self.received += plan.proposals.len() as u32;
        self.brought |= !plan.proposals.is_empty();
        self.asked = !plan.done;
        self.waiting.extend(plan.proposals);
        plan.done && !self.brought
    }

    /// Drops everything, asked for or there, unless it supposes just this revision. Says whether the
    /// log had moved on.
    pub fn drop_unless_on(&mut self, revision: u32) -> bool {
        if self.planned_on.is_none() || self.supposes == revision {
            return false;
        }
        self.clear();
        true
    }

    /// Drops everything, asked for or there.
    pub fn clear(&mut self) {
        *self = Self { chain: self.chain, ..Self::default() };
    }

    /// Ends the chain: nothing more will come of what was asked for.
    pub fn end(&mut self) {
        (self.asked, self.ended) = (false, true);
    }

    /// Takes the first in line out to be painted: the next one supposes that it was.
    pub fn pop(&mut self) -> Option<PlannedStroke> {
        let proposal = self.waiting.pop_front()?;
        self.supposes += 1;
        Some(proposal)
    }
}

/// The outline of a proposal, or of a stroke that is painted, as a host shows it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outline {
    /// Start, control point and end of the quadratic curve, in canvas px.
    pub points: [[f32; 2]; 3],
    /// The curve's radii at the start and at the end, in canvas px.
    pub radii: [f32; 2],
    /// The share of the error that a proposal takes away, 0..=1; 0 for a stroke that is painted.
    pub gain: f32,
    /// The colour of the paint.
    pub color: Rgb8,
}

impl Outline {
    fn of(proposal: &PlannedStroke) -> Option<Self> {
        let gain = f32::from(proposal.gain_q15) / ONE as f32;
        Some(Self { gain, ..Self::of_stroke(&proposal.stroke)? })
    }

    /// The outline of a stroke of the partner's; `None` for one that a pointer drew.
    #[must_use]
    pub fn of_stroke(stroke: &Stroke) -> Option<Self> {
        let px = |units: i32| units as f32 / UNITS_PER_PX as f32;
        let Path::Bezier { points, radii } = &stroke.path else { return None };
        Some(Self {
            points: points.map(|p| [px(p.x), px(p.y)]),
            radii: radii.map(px),
            gain: 0.0,
            color: stroke.color,
        })
    }
}

#[cfg(test)]
mod tests {
    use limner_core::{Author, Coverage, Point};
    use limner_protocol::Code;

    use super::*;

    fn plan(chain: u32) -> Plan {
        Plan { chain, revision: 3, offset: 0, done: true, brushes: 3, proposals: Vec::new() }
    }

    /// Two chains may be asked for on one revision, when a target comes in between: what still comes
    /// of the first must not be taken for the second.
    #[test]
    fn what_comes_of_an_older_chain_is_not_taken() {
        let mut queue = Queue::default();
        let first = queue.ask(3);
        queue.clear();
        let second = queue.ask(3);
        assert_ne!(first, second);
        assert!(!queue.receive(plan(first)));
        assert!(queue.is_asked(), "the second chain is still to come");
        assert!(queue.receive(plan(second)), "it came to nothing");
        assert!(!queue.is_asked());
    }

    #[test]
    fn what_is_kept_outlives_the_entries_that_it_is_told_of_and_no_others() {
        let stroke = |x| Stroke {
            author: Author::Partner,
            brush: 1,
            color: Rgb8::new(9, 90, 190),
            opacity: 1 << 14,
            coverage: Coverage::Wash,
            path: Path::Bezier { points: [Point { x, y: 64 }; 3], radii: [64; 2] },
        };
        let planned =
            |x| PlannedStroke { stroke: stroke(x), gain_q15: 9, reason: Code::known("whole") };
        let mut queue = Queue::default();
        let chain = queue.ask(3);
        queue.receive(Plan {
            done: false,
            proposals: (0..4).map(planned).collect(),
            ..plan(chain)
        });
        assert_eq!(queue.place_of(&stroke(1)), Some(1));
        queue.keep(1, 4);
        assert_eq!((queue.iter().len(), queue.is_asked(), queue.can_go_on()), (2, false, false));
        assert!(!queue.receive(Plan { offset: 4, proposals: vec![planned(4)], ..plan(chain) }));
        queue.stand_on(7);
        assert!(!queue.drop_unless_on(7) && queue.is_kept());
        queue.pop();
        assert!(!queue.drop_unless_on(8));
        assert!(queue.drop_unless_on(9) && queue.is_empty() && !queue.is_kept());
    }
}
