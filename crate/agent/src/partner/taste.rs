//! The person's taste as the partner keeps it: what is judged, remembered, rehearsed and forgotten.

use limner_core::{Judgement, Rect};

use super::Partner;
use crate::Error;
use crate::objective::Objective;
use crate::planner::context;
use crate::taste::{Features, Preference, Taste, features};

/// Judged strokes are looked up among this many of the partner's last.
const REMEMBERED: usize = 4096;
/// Rehearsal steps that a judgement is worth.
const REHEARSALS_A_JUDGEMENT: u32 = 12;

impl Partner {
    /// What it knows of the person's taste.
    #[must_use]
    pub fn taste(&self) -> &Taste {
        &self.taste
    }

    /// Prefers this from now on, in place of what its taste believes; with `None` what the taste believes again.
    /// What is planned is void.
    pub fn set_preference(&mut self, preference: Option<Preference>) {
        self.preference = preference;
        self.prefer();
    }

    /// What it searches for.
    #[must_use]
    pub fn objective(&self) -> &Objective {
        &self.objective
    }

    /// Searches for what is preferred now.
    pub(super) fn prefer(&mut self) {
        let believed = || self.taste.preference();
        let preference = self.preference.clone().unwrap_or_else(believed);
        let objective = Objective::new(&preference, self.settings.strength, &self.colors);
        if objective == self.objective {
            return;
        }
        self.objective = objective.clone();
        self.polisher.objective = objective;
        self.go_back(Rect::EMPTY);
        let grade = self.objective.grade();
        if self.scene().grade() != grade {
            self.editable.scene_mut().set_grade(grade);
            self.plain_error = self.scene().plain_error();
            self.accept_again();
        }
    }

    /// Takes over a taste that was kept; the policy will rehearse to it.
    pub fn set_taste(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.taste = Taste::from_bytes(bytes)?;
        self.prefer();
        // It is that of another visit, and so is what is painted.
        self.accept_colors();
        self.rehearsals_due = REHEARSALS_A_JUDGEMENT * self.taste.judged().min(10);
        Ok(())
    }

    /// Forgets the person's taste, and what the policy learned from it.
    pub fn forget(&mut self) -> Result<(), Error> {
        self.taste.forget();
        self.prefer();
        self.revert_policy()
    }

    /// Whether the policy itself may learn while there is nothing to plan.
    pub fn rehearse(&mut self, on: bool) {
        self.rehearsing = on;
    }

    /// Steps that the policy has taken away from the shipped weights.
    #[must_use]
    pub fn policy_steps(&self) -> u32 {
        self.policy.as_ref().map_or(0, |policy| policy.steps())
    }

    /// Puts the shipped weights back.
    pub fn revert_policy(&mut self) -> Result<(), Error> {
        self.rehearsals_due = 0;
        self.go_back(Rect::EMPTY);
        self.policy.as_mut().map_or(Ok(()), |policy| policy.revert())
    }

    pub(super) fn learn(&mut self, judgement: &Judgement) {
        let mut seen: Vec<Features> =
            judgement.strokes.iter().filter_map(|id| self.look_of(*id)).collect();
        let scene = self.editable.scene_mut();
        let error = scene.squared_error();
        for stroke in &judgement.proposals {
            let gain = scene.look(stroke);
            seen.push(features(stroke, &context(scene, stroke, &gain, error)));
        }
        self.taste.judge(&seen, judgement.verdict);
        self.prefer();
        self.taught();
    }

    /// Something was learned that the policy is to rehearse.
    pub(super) fn taught(&mut self) {
        self.rehearsals_due += REHEARSALS_A_JUDGEMENT;
    }

    /// How a stroke looked when it was planned, or looks now.
    fn look_of(&mut self, id: u32) -> Option<Features> {
        if let Some(known) = self.looks.get(&id) {
            return Some(*known);
        }
        let stroke = &self.painting.stroke(id)?.stroke;
        let scene = self.editable.scene_mut();
        let gain = scene.look(stroke);
        let error = scene.squared_error();
        Some(features(stroke, &context(scene, stroke, &gain, error)))
    }

    /// How a stroke of the log looked when it was planned, if it was planned here lately.
    #[must_use]
    pub fn look(&self, id: u32) -> Option<Features> {
        self.looks.get(&id).copied()
    }

    /// Keeps how a stroke looked when it was planned.
    pub(super) fn remember(&mut self, id: u32, look: Features) {
        if self.looks.len() >= REMEMBERED {
            let oldest = self.looks.keys().copied().min();
            oldest.map(|oldest| self.looks.remove(&oldest));
        }
        self.looks.insert(id, look);
    }
}
