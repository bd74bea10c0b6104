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
use crate::search::Round;

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
    pub fn into_partner(self) -> Partner {
        self.partner
    }

    /// Has so many strokes planned beyond those that are; returns how many were.
    fn plan(&mut self, count: usize, each: &mut dyn FnMut(&Scene)) -> Result<usize, Error> {
        self.partner.plan_more(count);
        let mut planned = 0;
        loop {
            let place = self.partner.scene().next_place();
            let work = self.partner.work()?;
            if self.partner.scene().next_place() != place {
                planned += 1;
                each(self.partner.scene());
            }
            if work != Work::More {
                return Ok(planned);
            }
        }
    }

    /// Puts what is planned on the log.
    fn lay(&mut self) -> Result<(), Error> {
        let planned = self.partner.take_planned();
        self.unamended += planned.len();
        let ops = planned.into_iter().map(|proposal| Op::Add(proposal.stroke));
        self.partner.push_all(ops.map(at_once).collect())
    }

    /// Improves the strokes that came onto the log since the last time, the last of them where they are many.
    fn amend(&mut self) -> Result<(), Error> {
        let round = self.partner.settings().search.amending.round;
        let round = Round { reach: round.reach.min(self.unamended), ..round };
        self.unamended = 0;
        let amendments = self.partner.polish(&round).into_iter();
        let ops = amendments.map(|(stroke, with)| Op::Amend { stroke, with });
        self.partner.push_all(ops.map(at_once).collect())
    }
}

impl Painter for Unattended {
    fn paint(&mut self, count: usize, each: &mut dyn FnMut(&Scene)) -> Result<usize, Error> {
        let amending = self.partner.settings().search.amending;
        if amending.every == 0 {
            return self.plan(count, each);
        }
        let mut painted = 0;
        while painted < count {
            if self.partner.replica().needs_recoloring() {
                self.amend()?;
            }
            let chain = (count - painted).min(amending.every.saturating_sub(self.unamended).max(1));
            // A chain of its own: its first stroke does not wait.
            self.partner.plan(0);
            let planned = self.plan(chain, each)?;
            self.lay()?;
            painted += planned;
            let stops = planned < chain || painted == count;
            if self.unamended >= if stops { amending.least } else { amending.every } {
                self.amend()?;
            }
            if planned < chain {
                break;
            }
        }
        Ok(painted)
    }

    fn scene(&self) -> &Scene {
        self.partner.scene()
    }

    fn painting(&mut self) -> Result<&Painting, Error> {
        self.lay()?;
        Ok(self.partner.painting())
    }
}

fn at_once(op: Op) -> Entry {
    Entry { dt_ms: 0, op }
}
