//! The plan: the strokes ahead of the log, and how many more are wanted.

use std::collections::VecDeque;

use limner_core::{Place, Rect, Stroke};

use crate::planner::Proposal;
use crate::search::Telling;
use crate::taste::Features;

/// How quickly the mean of what strokes gain forgets.
const USUAL: f64 = 0.1;

/// Strokes that are planned, those that are told first and those that are free last, and what is wanted beyond
/// them.
#[derive(Debug)]
pub(super) struct Plan {
    /// Planned strokes that the log does not hold yet, each with what it may have changed. The last of them
    /// are the editable scene's free strokes.
    ahead: VecDeque<(Proposal, Rect)>,
    /// Strokes that were planned and are to be painted though nothing else of that plan is: the person said yes.
    promised: Vec<Proposal>,
    /// How many planned strokes, from the first on, are told.
    told: usize,
    telling: Telling,
    /// How many strokes are told together next.
    together: usize,
    /// Strokes planned since the last polish.
    unpolished: usize,
    wanted: usize,
    /// Proposals in a row that were not worth their price.
    passed: usize,
    /// The squared error that strokes removed of late, on the mean.
    usual_gain: f64,
}

impl Plan {
    /// An empty plan of which nothing is wanted.
    pub(super) fn new(telling: Telling) -> Self {
        Self {
            ahead: VecDeque::new(),
            promised: Vec::new(),
            told: 0,
            telling,
            together: telling.first,
            unpolished: 0,
            wanted: 0,
            passed: 0,
            usual_gain: 0.0,
        }
    }

    /// Tells strokes in other groups from now on.
    pub(super) fn set_telling(&mut self, telling: Telling) {
        if self.telling != telling {
            self.together = telling.first;
        }
        self.telling = telling;
    }

    /// Whether nothing is ahead of the log.
    pub(super) fn is_empty(&self) -> bool {
        self.ahead.is_empty()
    }

    /// Whether no stroke is wanted any more.
    pub(super) fn is_complete(&self) -> bool {
        self.wanted == 0
    }

    /// The squared error that strokes removed of late, on the mean.
    pub(super) fn usual_gain(&self) -> f64 {
        self.usual_gain
    }

    /// Wants so many strokes beyond those that are planned.
    pub(super) fn want(&mut self, count: usize) {
        self.wanted = count;
    }

    /// No more strokes are wanted, and none is free any more.
    pub(super) fn stop(&mut self) {
        self.wanted = 0;
        self.told = self.ahead.len();
        (self.together, self.unpolished) = (self.telling.first, 0);
    }

    /// Forgets what is planned, and how much strokes gain.
    pub(super) fn clear(&mut self) {
        self.ahead.clear();
        self.promised.clear();
        self.stop();
        self.usual_gain = 0.0;
    }

    /// Takes back all that is planned; returns where it may have changed the canvas, joined to `changed`.
    pub(super) fn take_back(&mut self, changed: Rect) -> Rect {
        self.ahead.drain(..).fold(changed, |sum, (_, rect)| sum.union(rect))
    }

    /// Adds a stroke that was wanted, with what it may have changed.
    pub(super) fn add(&mut self, proposal: Proposal, changed: Rect) {
        self.passed = 0;
        let gain = proposal.gain.squared_error;
        self.usual_gain += USUAL * (gain - self.usual_gain);
        self.ahead.push_back((proposal, changed));
        self.unpolished += 1;
        self.wanted -= 1;
    }

    /// Passes over a proposal that is not worth its price; says whether so many in a row may be.
    pub(super) fn pass(&mut self, patience: usize) -> bool {
        let may = self.passed < patience;
        self.passed += usize::from(may);
        may
    }

    /// Wants no more: nothing that is worth its price was found.
    pub(super) fn end(&mut self) {
        (self.wanted, self.passed) = (0, 0);
    }

    /// Whether the free strokes are to be polished after so many, which counts them anew; never where that
    /// is 0.
    pub(super) fn begin_polish(&mut self, every: usize) -> bool {
        let is_due = every > 0 && self.unpolished >= every;
        if is_due {
            self.unpolished = 0;
        }
        is_due
    }

    /// Takes over what the free strokes became by polish, which changed the canvas here.
    pub(super) fn polished(&mut self, free: &[(Stroke, Place)], moved: Rect) {
        let known = self.ahead.len() - free.len();
        for ((proposal, changed), (stroke, _)) in self.ahead.iter_mut().skip(known).zip(free) {
            proposal.stroke.clone_from(stroke);
            *changed = changed.union(moved);
        }
    }

    /// Whether so many free strokes are a group, to be told together.
    pub(super) fn is_group(&self, free: usize) -> bool {
        free >= self.together
    }

    /// A group is to be told: the next may be larger.
    pub(super) fn end_group(&mut self) {
        self.together = self.together.saturating_mul(2).min(self.telling.most);
    }

    /// The strokes that are neither told yet nor among the last `free`; they are told now.
    pub(super) fn tell(&mut self, free: usize) -> Vec<Proposal> {
        let known = self.told;
        self.told = self.ahead.len() - free;
        self.ahead.range(known..self.told).map(|(proposal, _)| proposal.clone()).collect()
    }

    /// The strokes that are planned, in order.
    pub(super) fn ahead(&self) -> impl Iterator<Item = &Stroke> + Clone {
        self.ahead.iter().map(|(proposal, _)| &proposal.stroke)
    }

    /// How those strokes look that are told and none of these: who points at one outline sees the others beside it.
    pub(super) fn told_beside(&self, judged: &[Stroke]) -> Vec<Features> {
        let told =
            self.ahead.range(..self.told.min(self.ahead.len())).map(|(proposal, _)| proposal);
        let others = told.filter(|proposal| !judged.contains(&proposal.stroke));
        others.map(|proposal| proposal.features).collect()
    }

    /// The planned stroke that is just this one.
    pub(super) fn planned(&self, stroke: &Stroke) -> Option<&Proposal> {
        self.ahead.iter().map(|(proposal, _)| proposal).find(|planned| planned.stroke == *stroke)
    }

    /// Remembers what is planned up to this stroke, if it is planned: it will be painted, whatever becomes of the plan.
    pub(super) fn promise(&mut self, stroke: &Stroke) {
        let ahead = || self.ahead.iter().map(|(proposal, _)| proposal);
        if let Some(at) = ahead().position(|planned| planned.stroke == *stroke) {
            self.promised = ahead().take(at + 1).cloned().collect();
        }
    }

    /// How many planned strokes will not be painted once the plan is void.
    pub(super) fn unpromised(&self) -> usize {
        self.ahead.len().saturating_sub(self.promised.len())
    }

    /// The promised stroke that is just this one, once.
    pub(super) fn take_promised(&mut self, stroke: &Stroke) -> Option<Proposal> {
        let at = self.promised.iter().position(|promised| promised.stroke == *stroke)?;
        Some(self.promised.remove(at))
    }

    /// Whether this is the first of the planned strokes.
    pub(super) fn begins_with(&self, stroke: &Stroke) -> bool {
        self.ahead.front().is_some_and(|(proposal, _)| proposal.stroke == *stroke)
    }

    /// The first of the planned strokes, which is on the log now, and whether it was told.
    pub(super) fn confirm(&mut self) -> (Option<Proposal>, bool) {
        let was_told = self.told > 0;
        self.told = self.told.saturating_sub(1);
        (self.ahead.pop_front().map(|(proposal, _)| proposal), was_told)
    }
}
