//! Planning in slices: the next stroke, polish of those that are free, and what is told.

use limner_core::Rect;

use super::{Partner, Work};
use crate::Error;
use crate::planner::Proposal;

impl Partner {
    /// Begins to plan `count` strokes, each as if those before it were painted. What was planned and
    /// not painted is void.
    pub fn plan(&mut self, count: usize) {
        self.search.answering.taken_back(self.replica.plan.ahead().count());
        self.replica.go_back(Rect::EMPTY);
        self.plan_more(count);
    }

    /// Goes on planning `count` strokes beyond those that are planned and not painted yet.
    pub fn plan_more(&mut self, count: usize) {
        self.replica.plan.want(count);
    }

    /// Whether no more strokes are to be planned than there are.
    #[must_use]
    pub fn has_planned(&self) -> bool {
        self.replica.plan.is_complete()
    }

    /// Stops planning at once.
    pub fn stop(&mut self) {
        self.replica.stop();
    }

    /// Works for one slice: a stroke planned, or a step rehearsed. Waits for devices, which a page must not.
    pub fn work(&mut self) -> Result<Work, Error> {
        pollster::block_on(self.work_async())
    }

    /// As [`Partner::work`]. On flex it never waits.
    pub async fn work_async(&mut self) -> Result<Work, Error> {
        let is_over = self.rounds.is_over(&self.belief, self.network.owes());
        if self.rounds.is_ending() || is_over && self.network.policy().is_some() {
            self.practice().end_round_in_parts().await?;
            return Ok(Work::More);
        }
        let Self { replica, search, network, belief, settings, rounds, .. } = self;
        let objective = belief.objective();
        if network.begin_rehearsal(!replica.plan.is_complete()) {
            // Where nothing is wanted, nothing moves.
            if network.step(replica.scene(), belief.believed()).await? {
                rounds.stepped();
            }
            return Ok(Work::More);
        }
        if replica.plan.is_complete() {
            return Ok(Work::Idle);
        }
        if !replica.scene().can_paint() {
            replica.plan.want(0);
            return Ok(Work::Planned);
        }
        match search.next(replica, network, objective, settings).await? {
            Some(proposal) if replica.is_worth(&proposal, settings.price) => replica.add(proposal),
            // A search may miss what the next one finds.
            Some(_) if replica.plan.pass(settings.search.choosing.price_patience) => {}
            _ => replica.plan.end(),
        }
        search.polish_when_due(replica, objective, &settings.search);
        Ok(if replica.plan.is_complete() { Work::Planned } else { Work::More })
    }

    /// The strokes to be told since the last call. They stay as they are from now on.
    pub fn take_planned(&mut self) -> Vec<Proposal> {
        self.replica.take_planned()
    }
}
