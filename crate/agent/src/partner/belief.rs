//! What the partner believes of the person's likes, and what it searches for on that account.

use std::collections::HashMap;

use limner_core::Judgement;
use limner_env::Picture;

use super::replica::Replica;
use crate::objective::{ColorStatistics, Objective};
use crate::planner::context;
use crate::taste::{Features, Preference, Taste, features};

/// Judged strokes are looked up among this many of the partner's last.
const REMEMBERED: usize = 4096;

/// The taste, what is preferred in its place, and the objective that follows from them.
#[derive(Debug, Default)]
pub(super) struct Belief {
    pub(super) taste: Taste,
    /// What is preferred in place of what the taste believes.
    pub(super) preference: Option<Preference>,
    /// What strokes are searched for.
    objective: Objective,
    /// What the picture's colours are like.
    colors: ColorStatistics,
    /// How strokes on the log looked when they were planned, by id.
    looks: HashMap<u32, Features>,
}

impl Belief {
    /// What strokes are searched for.
    pub(super) fn objective(&self) -> &Objective {
        &self.objective
    }

    /// Another picture is painted from, or none.
    pub(super) fn set_target(&mut self, target: Option<&Picture>) {
        self.colors = target.map_or_else(ColorStatistics::default, ColorStatistics::of);
    }

    /// Brings the objective to what is preferred now, which weighs so much; says whether it is another.
    pub(super) fn settle(&mut self, strength: f32) -> bool {
        let believed = || self.taste.preference();
        let preference = self.preference.clone().unwrap_or_else(believed);
        let objective = Objective::new(&preference, strength, &self.colors);
        if objective == self.objective {
            return false;
        }
        self.objective = objective;
        true
    }

    /// The taste learns from a judgement of strokes of the replica, and of proposals before it.
    pub(super) fn judge(&mut self, judgement: &Judgement, replica: &mut Replica) {
        let mut seen: Vec<Features> =
            judgement.strokes.iter().filter_map(|id| self.look_of(*id, replica)).collect();
        let scene = replica.editable.scene_mut();
        let error = scene.squared_error();
        for stroke in &judgement.proposals {
            let gain = scene.look(stroke);
            seen.push(features(stroke, &context(scene, stroke, &gain, error)));
        }
        self.taste.judge(&seen, judgement.verdict);
    }

    /// How a stroke looked when it was planned, or looks now.
    fn look_of(&self, id: u32, replica: &mut Replica) -> Option<Features> {
        if let Some(known) = self.looks.get(&id) {
            return Some(*known);
        }
        let stroke = &replica.painting.stroke(id)?.stroke;
        let scene = replica.editable.scene_mut();
        let gain = scene.look(stroke);
        let error = scene.squared_error();
        Some(features(stroke, &context(scene, stroke, &gain, error)))
    }

    /// Shows the taste a planned stroke that is on the log now, and keeps how it looked.
    pub(super) fn see(&mut self, id: u32, look: Features) {
        self.taste.see(&look);
        if self.looks.len() >= REMEMBERED {
            let oldest = self.looks.keys().copied().min();
            oldest.map(|oldest| self.looks.remove(&oldest));
        }
        self.looks.insert(id, look);
    }

    /// Forgets how strokes looked: the log is another.
    pub(super) fn forget_looks(&mut self) {
        self.looks.clear();
    }
}
