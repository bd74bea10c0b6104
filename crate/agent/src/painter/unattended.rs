//! The partner without a page: what it plans is painted as it is planned.
//!
//! With [`SearchOptions::page`](crate::search::SearchOptions::page) it goes the page's way: strokes are told
//! in small groups, put on the log, and the last of them amended every now and then. Where strokes are told
//! only at the end of a plan, all of them stay free until the painting is wanted.

use limner_core::{Entry, Op, Painting};
use limner_env::Scene;

use super::Painter;
use crate::Error;
use crate::partner::{Partner, Work};
use crate::planner::Proposal;
use crate::search::PolishRound;

/// What happens while the partner paints, for whoever looks on.
#[derive(Debug)]
pub enum Event<'a> {
    /// A stroke was planned: the canvas as it is with it.
    Planned(&'a Scene),
    /// A stroke that was planned is put on the log next. Its id will be the revision of the partner's replica.
    Laying(&'a Partner, &'a Proposal),
    /// The last strokes on the log were amended.
    Amended(&'a Partner),
}

/// A partner that puts its own strokes on the log of its painting.
#[derive(Debug)]
pub struct Unattended {
    partner: Partner,
    /// Strokes on the log since they were amended last.
    unamended: usize,
}

impl Unattended {
    /// Goes on with the painting that the partner has opened.
    #[must_use]
    pub fn new(partner: Partner) -> Self {
        Self { partner, unamended: 0 }
    }

    /// The partner, with its painting.
    #[must_use]
    pub fn partner(&self) -> &Partner {
        &self.partner
    }

    /// The partner, to be told of things, taught, or set otherwise.
    #[must_use]
    pub fn partner_mut(&mut self) -> &mut Partner {
        &mut self.partner
    }

    /// The partner, with its painting.
    #[must_use]
    pub fn into_partner(self) -> Partner {
        self.partner
    }

    /// Paints at most so many strokes as the page does while nobody interrupts it, each put on the log as soon as it
    /// is told; returns how many were worth it. Strokes since the last amendments are left for the next ones.
    pub fn advance(
        &mut self,
        count: usize,
        each: &mut dyn FnMut(Event<'_>),
    ) -> Result<usize, Error> {
        let amending = self.partner.settings().search.amending;
        let mut painted = 0;
        while painted < count {
            if self.partner.replica().needs_recoloring() {
                self.amend(each)?;
            }
            let left = count - painted;
            let chain = match amending.every {
                0 => left,
                every => left.min(every.saturating_sub(self.unamended).max(1)),
            };
            // A chain of its own: its first stroke does not wait.
            self.partner.plan(0);
            let planned = self.plan(chain, true, each)?;
            painted += planned;
            if amending.every > 0 && self.unamended >= amending.every {
                self.amend(each)?;
            }
            if planned < chain {
                break;
            }
        }
        Ok(painted)
    }

    /// Has so many strokes planned beyond those that are, and puts them on the log as they are told where they are to
    /// be laid; returns how many were planned.
    fn plan(
        &mut self,
        count: usize,
        lays: bool,
        each: &mut dyn FnMut(Event<'_>),
    ) -> Result<usize, Error> {
        self.partner.plan_more(count);
        let mut planned = 0;
        loop {
            let place = self.partner.scene().next_place();
            let work = self.partner.work()?;
            if self.partner.scene().next_place() != place {
                planned += 1;
                each(Event::Planned(self.partner.scene()));
            }
            if lays {
                self.lay(each)?;
            }
            if work != Work::More {
                return Ok(planned);
            }
        }
    }

    /// Puts what was told on the log.
    fn lay(&mut self, each: &mut dyn FnMut(Event<'_>)) -> Result<(), Error> {
        for proposal in self.partner.take_planned() {
            each(Event::Laying(&self.partner, &proposal));
            self.unamended += 1;
            self.partner.push(at_once(Op::Add(proposal.stroke)))?;
        }
        Ok(())
    }

    /// Improves the strokes that came onto the log since the last time, the last of them where they are many.
    fn amend(&mut self, each: &mut dyn FnMut(Event<'_>)) -> Result<(), Error> {
        let round = self.partner.settings().search.amending.round;
        let round = PolishRound { reach: round.reach.min(self.unamended), ..round };
        self.unamended = 0;
        let amendments = self.partner.polish(&round).into_iter();
        let ops = amendments.map(|(stroke, with)| Op::Amend { stroke, with });
        self.partner.push_all(ops.map(at_once).collect())?;
        each(Event::Amended(&self.partner));
        Ok(())
    }
}

impl Painter for Unattended {
    fn paint(&mut self, count: usize, each: &mut dyn FnMut(&Scene)) -> Result<usize, Error> {
        let each = &mut |event: Event<'_>| {
            if let Event::Planned(scene) = event {
                each(scene);
            }
        };
        let amending = self.partner.settings().search.amending;
        if amending.every == 0 {
            return self.plan(count, false, each);
        }
        let painted = self.advance(count, each)?;
        if self.unamended >= amending.least.max(1) {
            self.amend(each)?;
        }
        Ok(painted)
    }

    fn scene(&self) -> &Scene {
        self.partner.scene()
    }

    fn painting(&mut self) -> Result<&Painting, Error> {
        self.lay(&mut |_| ())?;
        Ok(self.partner.painting())
    }
}

fn at_once(op: Op) -> Entry {
    Entry { dt_ms: 0, op }
}
