//! Planning in slices: the next stroke, polish of those that are free, and what is told.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts and sides are small, and a cast of a float saturates"
)]

use limner_core::Rect;
use limner_env::OBSERVATION_LEN;

use super::{Partner, Work};
use crate::Error;
use crate::planner::{Proposal, Question, draw};
use crate::search::Round;

/// How quickly the mean of what strokes gain forgets.
const USUAL: f64 = 0.1;
/// Strokes planned between two rehearsal steps.
const STROKES_A_REHEARSAL: u32 = 3;

impl Partner {
    /// Begins to plan `count` strokes, each as if those before it were painted. What was planned and
    /// not painted is void.
    pub fn plan(&mut self, count: usize) {
        self.go_back(Rect::EMPTY);
        self.wanted = count;
    }

    /// Goes on planning `count` strokes beyond those that are planned and not painted yet.
    pub fn plan_more(&mut self, count: usize) {
        self.wanted = count;
    }

    /// Stops planning at once.
    pub fn stop(&mut self) {
        self.wanted = 0;
        self.editable.fix();
        self.told = self.ahead.len();
        (self.together, self.unpolished) = (self.settings.search.telling.first, 0);
    }

    /// One slice: a stroke planned, or a step rehearsed. Waits for devices, which a page must not.
    pub fn work(&mut self) -> Result<Work, Error> {
        pollster::block_on(self.work_async())
    }

    /// As [`Partner::work`]. On flex it never waits.
    pub async fn work_async(&mut self) -> Result<Work, Error> {
        if self.rehearsing && self.rehearsals_due > 0 && self.has_target() {
            // Between strokes, so that practice neither stops the painting nor waits for its end.
            if self.wanted == 0 || self.strokes_since_rehearsal >= STROKES_A_REHEARSAL {
                self.strokes_since_rehearsal = 0;
                self.rehearsals_due -= 1;
                if let Some(policy) = &mut self.policy {
                    policy.step_async(self.editable.scene(), &self.objective).await?;
                }
                return Ok(Work::More);
            }
            self.strokes_since_rehearsal += 1;
        }
        if self.wanted == 0 {
            return Ok(Work::Idle);
        }
        if !self.scene().can_paint() {
            self.wanted = 0;
            return Ok(Work::Planned);
        }
        match self.next().await? {
            Some(proposal) if self.is_worth_it(&proposal) => {
                self.passed = 0;
                let gain = proposal.gain.squared_error;
                self.usual_gain += USUAL * (gain - self.usual_gain);
                let changed = self.editable.add(proposal.stroke.clone());
                self.ahead.push_back((proposal, changed));
                self.unpolished += 1;
                self.wanted -= 1;
            }
            // A search may miss what the next one finds.
            Some(_) if self.passed < self.settings.search.choosing.price_patience => {
                self.passed += 1;
            }
            _ => (self.wanted, self.passed) = (0, 0),
        }
        self.polish_when_due();
        Ok(if self.wanted == 0 { Work::Planned } else { Work::More })
    }

    /// The strokes to be told since the last call. They stay as they are from now on.
    pub fn take_planned(&mut self) -> Vec<Proposal> {
        if self.wanted == 0 {
            self.fix_free();
        }
        let known = self.told;
        self.told = self.ahead.len() - self.editable.strokes().len();
        self.ahead.range(known..self.told).map(|(proposal, _)| proposal.clone()).collect()
    }

    /// Polishes the free strokes where it is time; where a group of them is complete, it is to be told.
    fn polish_when_due(&mut self) {
        let search = self.settings.search;
        if search.polish.every > 0 && self.unpolished >= search.polish.every {
            self.unpolished = 0;
            self.polish_free(&search.polish.round);
        }
        let is_complete = self.editable.strokes().len() >= self.together;
        if self.wanted == 0 || is_complete {
            search.polish.last.iter().for_each(|round| self.polish_free(round));
        }
        if is_complete {
            self.fix_free();
        }
    }

    /// The strokes that were free are to be told.
    fn fix_free(&mut self) {
        if !self.editable.strokes().is_empty() {
            let most = self.settings.search.telling.most;
            self.together = self.together.saturating_mul(2).min(most);
        }
        self.editable.fix();
    }

    /// Where the last free strokes can be made better together, what they and the scene become.
    fn polish_free(&mut self, round: &Round) {
        // One by itself was refined as far as it goes.
        if round.steps == 0 || self.editable.strokes().len() < 2 || !self.has_target() {
            return;
        }
        self.prepare_polisher();
        let before = self.scene().canvas().clone();
        if !self.polisher.polish(&mut self.editable, round) {
            return;
        }
        let tiles = self.scene().canvas().changed_tiles(&before);
        let moved = tiles.fold(Rect::EMPTY, |sum, tile| sum.union(tile));
        let free = self.editable.strokes();
        let known = self.ahead.len() - free.len();
        for ((proposal, changed), (stroke, _)) in self.ahead.iter_mut().skip(known).zip(free) {
            proposal.stroke.clone_from(stroke);
            *changed = changed.union(moved);
        }
    }

    /// The stroke that it would paint next.
    async fn next(&mut self) -> Result<Option<Proposal>, Error> {
        if self.policy.is_some() && !self.has_target() {
            return self.improvised().await;
        }
        while let Some(question) = self.planner.ask(self.editable.scene(), &self.objective) {
            let actions = self.proposed(&question).await?;
            let scene = self.editable.scene_mut();
            let next = self.planner.answered(scene, &question, &actions, &self.objective)?;
            if next.is_some() {
                return Ok(next);
            }
        }
        Ok(None)
    }

    /// What the policy proposes for the first of the windows, and chance for the rest.
    pub(super) async fn proposed(&mut self, question: &Question) -> Result<Vec<f32>, Error> {
        let Question { views, samples } = question;
        let proposing = self.settings.search.proposing;
        let windows = views.shown.len();
        let Some(policy) = &self.policy else { return Ok(self.chance.draw(windows, *samples)) };
        let by_chance = (proposing.by_chance.clamp(0.0, 1.0) * windows as f32) as usize;
        let known = windows - by_chance;
        let seen = &views.observations[..known * OBSERVATION_LEN];
        let intentions = policy.policy().intend_async(seen, known).await?;
        let mut actions = draw(&intentions, *samples, proposing.temperature, &mut self.random);
        actions.extend(self.chance.draw(by_chance, *samples));
        Ok(actions)
    }

    /// The stroke that it would paint next without a target.
    async fn improvised(&mut self) -> Result<Option<Proposal>, Error> {
        let Some(policy) = &self.policy else { return Ok(None) };
        if self.improviser.since() >= self.settings.breath {
            return Ok(None);
        }
        let scene = self.editable.scene_mut();
        while let Some(views) = self.improviser.ask(scene) {
            let windows = views.shown.len();
            let intentions = policy.policy().intend_async(&views.observations, windows).await?;
            let colors = self.planner.palette();
            let next =
                self.improviser.answered(scene, &views, &intentions, &self.objective, colors);
            if next.is_some() {
                return Ok(next);
            }
        }
        Ok(None)
    }

    fn is_worth_it(&self, proposal: &Proposal) -> bool {
        // Without a target nothing has a price.
        !self.has_target()
            || proposal.gain.squared_error >= f64::from(self.settings.price) * self.plain_error
    }
}
