//! What the partner believes of the person's likes, and what it searches for on that account.

use std::collections::HashMap;

use limner_core::Judgement;
use limner_env::Picture;

use super::Settings;
use super::exploring::Exploration;
use super::replica::Replica;
use super::watching::Both;
use crate::objective::{ColorStatistics, Novelty, Objective};
use crate::planner::look_of;
use crate::taste::{Disc, Features, Origin, Preference, StrokeStatistics, Taste};

/// What a taste asks for is no longer than this: whoever asks for everything gets the picture, too.
const LONGEST: f32 = 2.0;
/// How many strokes before those that are judged were seen with them.
const LEFT_ALONE: usize = 24;
/// Judged strokes are looked up among this many of the partner's last.
const REMEMBERED: usize = 4096;

/// The taste, what is preferred in its place, and the objective that follows from them.
#[derive(Debug, Default)]
pub(super) struct Belief {
    pub(super) taste: Taste,
    /// What another taste asks for, and how much of what is asked for is that.
    pub(super) other: Option<(Preference, f32)>,
    /// What is preferred in place of what the taste believes.
    pub(super) preference: Option<Preference>,
    /// Places that the person named, where strokes are wanted or not.
    pub(super) places: Vec<Disc>,
    /// What strokes are improved for that are on the log.
    believed: Objective,
    /// What is tried out.
    exploration: Exploration,
    /// What strokes are searched for: what is believed, and what is tried out.
    objective: Objective,
    /// What the person's strokes are like, and the partner's.
    pub(super) shown: Both,
    /// What its strokes in this painting are like so far, since it was opened.
    so_far: StrokeStatistics,
    /// What the picture's colours are like.
    colors: ColorStatistics,
    /// How strokes on the log looked when they were planned, by id.
    looks: HashMap<u32, Features>,
    /// The last stroke that there was when something was judged.
    judged_up_to: Option<u32>,
}

impl Belief {
    /// What strokes are searched for.
    pub(super) fn objective(&self) -> &Objective {
        &self.objective
    }

    /// What strokes are improved for that are on the log: only what is believed.
    pub(super) fn believed(&self) -> &Objective {
        &self.believed
    }

    /// Takes another picture to be painted from, or none.
    pub(super) fn set_target(&mut self, target: Option<&Picture>) {
        self.colors = target.map_or_else(ColorStatistics::default, ColorStatistics::of);
    }

    /// Brings the objective to what is preferred now, which weighs so much, and to the mood; says whether it is
    /// another.
    pub(super) fn update(&mut self, settings: &Settings) -> bool {
        if self.preference.is_some() {
            self.exploration.end();
        }
        let ([own, mood], strength) = self.asked_for(settings);
        let believed = Objective::new(&own.plus(&mood), strength, &self.colors);
        self.believed = believed.with_places(&self.places);
        let objective = self.tried_out(settings);
        if objective == self.objective {
            return false;
        }
        self.objective = objective;
        true
    }

    /// What is asked for by the taste, or in its place, and by the mood, and how strongly both count.
    pub(super) fn asked_for(&self, settings: &Settings) -> ([Preference; 2], f32) {
        let Settings { strength, mood, watches, .. } = *settings;
        match &self.preference {
            Some(told) => ([told.clone(), Preference::default()], strength),
            None if mood.is_neutral() => {
                ([bounded(self.asked(watches)), Preference::default()], strength)
            }
            None => {
                let (asked, mut of_mood) =
                    (self.asked(watches).scaled(strength), Preference::default());
                mood.add_to(&mut of_mood);
                let part = part_asked_for(&asked.plus(&of_mood));
                ([asked.scaled(part), of_mood.scaled(part)], 1.0)
            }
        }
    }

    /// What is believed, what is tried out, and that something new is wanted.
    fn tried_out(&self, settings: &Settings) -> Objective {
        let weight = settings.exploring * settings.strength;
        let objective = self.believed.leaning_to(&self.exploration.leaning().scaled(weight));
        objective.with_novelty(Novelty::beside(&self.so_far, settings.novelty))
    }

    /// Ends what is tried out.
    pub(super) fn end_exploration(&mut self) {
        self.exploration.end();
    }

    /// Learns from a choice among strokes: which was the best, or none of them.
    pub(super) fn chosen(&mut self, options: &[Features], best: Option<usize>) {
        self.taste.choose(options, best);
        self.exploration.judged(&self.taste);
    }

    /// What the taste asks for, with what the person's own strokes do where those count, and what is mixed into it.
    fn asked(&self, watches: bool) -> Preference {
        let own = self.taste.asked();
        let own = if watches { own.plus(&self.shown.preference(&self.taste)) } else { own };
        match &self.other {
            Some((other, part)) if *part > 0.0 => own.scaled(1.0 - part).plus(&other.scaled(*part)),
            _ => own,
        }
    }

    /// The taste learns from a judgement of strokes of the replica, and of proposals before it.
    pub(super) fn judge(&mut self, judgement: &Judgement, made_at: Origin, replica: &mut Replica) {
        let mut seen: Vec<Features> =
            judgement.strokes.iter().filter_map(|id| self.look_of(*id, replica)).collect();
        for stroke in &judgement.proposals {
            // The scene shows what is planned, where it would lie over itself.
            let planned = replica.plan.planned(stroke).map(|proposal| proposal.features);
            let look = || look_of(replica.editable.scene_mut(), stroke).2;
            seen.push(planned.unwrap_or_else(look));
        }
        if !seen.is_empty() {
            let left_alone = match judgement.strokes[..] {
                [] => replica.plan.told_beside(&judgement.proposals),
                [one] => self.around(one),
                _ => self.left_alone(judgement),
            };
            self.taste.judge_beside(&seen, &left_alone, judgement.verdict);
            if !judgement.strokes.is_empty() {
                self.judged_up_to = self.looks.keys().copied().max();
            }
            self.taste.made_at(made_at);
            self.exploration.judged(&self.taste);
        }
    }

    /// How those strokes looked that the person saw since they judged last, before those that they judge now, and left
    /// alone.
    fn left_alone(&self, judgement: &Judgement) -> Vec<Features> {
        let Some(first) = judgement.strokes.iter().copied().min() else { return Vec::new() };
        let mut ids: Vec<u32> = (self.looks.keys().copied())
            .filter(|id| *id < first && self.judged_up_to.is_none_or(|last| *id > last))
            .collect();
        ids.sort_unstable();
        self.looks_of(&ids[ids.len().saturating_sub(LEFT_ALONE)..])
    }

    /// How those strokes looked that were painted shortly before one and after it: who points at one sees them, too.
    fn around(&self, one: u32) -> Vec<Features> {
        let mut ids: Vec<u32> = self.looks.keys().copied().filter(|id| *id != one).collect();
        ids.sort_unstable();
        let at = ids.partition_point(|id| *id < one);
        let from = at.saturating_sub(LEFT_ALONE / 2);
        self.looks_of(&ids[from..ids.len().min(from + LEFT_ALONE)])
    }

    /// How those of these strokes looked whose looks are known.
    fn looks_of(&self, ids: &[u32]) -> Vec<Features> {
        ids.iter().filter_map(|id| self.looks.get(id).copied()).collect()
    }

    /// How a stroke looked when it was planned, or looks now.
    fn look_of(&self, id: u32, replica: &mut Replica) -> Option<Features> {
        if let Some(known) = self.looks.get(&id) {
            return Some(*known);
        }
        let stroke = &replica.painting.stroke(id)?.stroke;
        let (_, _, look) = look_of(replica.editable.scene_mut(), stroke);
        Some(look)
    }

    /// Shows the taste a planned stroke that is on the log now, and keeps how it looked. Those that follow may lean to
    /// something else.
    pub(super) fn see(&mut self, id: u32, look: Features, settings: &Settings) {
        self.taste.see(&look);
        self.shown.add_of_partner(&look);
        self.so_far.add(&look);
        // What was new is less so.
        if self.exploration.painted(&self.taste) || settings.novelty > 0.0 {
            self.objective = self.tried_out(settings);
        }
        if self.looks.len() >= REMEMBERED {
            let oldest = self.looks.keys().copied().min();
            oldest.map(|oldest| self.looks.remove(&oldest));
        }
        self.looks.insert(id, look);
    }

    /// Forgets how strokes looked: the log is another.
    pub(super) fn forget_looks(&mut self) {
        self.looks.clear();
        self.so_far = StrokeStatistics::default();
        self.judged_up_to = None;
    }
}

/// The preference, or as much of it as may be asked for at once.
fn bounded(asked: Preference) -> Preference {
    let part = part_asked_for(&asked);
    if part < 1.0 { asked.scaled(part) } else { asked }
}

/// The part of a preference that may be asked for at once.
fn part_asked_for(asked: &Preference) -> f32 {
    let length = asked.norm();
    if length > LONGEST { LONGEST / length } else { 1.0 }
}
