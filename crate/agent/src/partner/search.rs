//! The search for the next stroke, before a picture or without one, and for what free strokes become together.

use limner_core::Rect;
use limner_env::Random;

use super::Settings;
use super::network::Network;
use super::replica::Replica;
use crate::Error;
use crate::answering::{Answering, Wanted};
use crate::objective::Objective;
use crate::planner::{Planner, Proposal};
use crate::polish::Polisher;
use crate::search::{PolishRound, SearchOptions};

/// All that searches, each with what it keeps between two strokes.
#[derive(Debug)]
pub(super) struct Search {
    /// Finds the next stroke before a picture.
    pub(super) planner: Planner,
    /// Finds the next stroke without one.
    pub(super) answering: Answering,
    /// Improves strokes together.
    pub(super) polisher: Polisher,
}

impl Search {
    /// A search by these options.
    pub(super) fn new(options: &SearchOptions) -> Self {
        Self {
            planner: Planner::new(*options, 1),
            answering: Answering::new(1),
            polisher: Polisher::default(),
        }
    }

    /// Begins with another painting: for it there is neither focus nor palette.
    pub(super) fn begin(&mut self, options: &SearchOptions, seed: u32) {
        self.planner = Planner::new(*options, 0);
        self.set_seed(seed);
    }

    /// Begins every random choice anew from this seed.
    pub(super) fn set_seed(&mut self, seed: u32) {
        self.planner.random = Random::new(seed);
        self.answering = Answering::new(seed);
    }

    /// Searches by other options from now on.
    pub(super) fn set_options(&mut self, options: &SearchOptions) {
        self.planner.set_options(*options);
    }

    /// The stroke to be painted next; `None` where none is found that brings anything.
    pub(super) async fn next(
        &mut self,
        replica: &mut Replica,
        network: &mut Network,
        objective: &Objective,
        settings: &Settings,
    ) -> Result<Option<Proposal>, Error> {
        let scene = replica.editable.scene_mut();
        if !scene.has_target() {
            let palette = self.planner.palette();
            let wanted = Wanted { objective, palette, breath: settings.breath };
            let ahead = replica.plan.ahead();
            return Ok(self.answering.next(&replica.painting, ahead, scene, wanted));
        }
        let proposing = &settings.search.proposing;
        let picture = proposing.told_alone.then(Objective::default);
        let searched = picture.as_ref().unwrap_or(objective);
        while let Some(mut question) = self.planner.ask(scene, searched) {
            if proposing.told_alone {
                question.views.wish(scene, objective);
            }
            let actions = network.proposed(&question, proposing).await?;
            let next = self.planner.answered(scene, &question, &actions, searched)?;
            if next.is_some() {
                return Ok(next);
            }
        }
        Ok(None)
    }

    /// Sets what polish climbs where strokes usually gain so much. A palette's colours stay as they are.
    pub(super) fn prepare_polisher(
        &mut self,
        options: &SearchOptions,
        objective: &Objective,
        usual_gain: f64,
    ) {
        self.polisher.objective.clone_from(objective);
        self.polisher.keeps_colors = !self.planner.palette().is_empty();
        self.polisher.descent = options.descent;
        self.polisher.stake = usual_gain;
    }

    /// Polishes the free strokes where it is time; where a group of them is complete, it is to be told.
    pub(super) fn polish_when_due(
        &mut self,
        replica: &mut Replica,
        objective: &Objective,
        options: &SearchOptions,
    ) {
        if replica.plan.begin_polish(options.polish.every) {
            self.polish_free(replica, &options.polish.round, objective, options);
        }
        let is_group = replica.plan.is_group(replica.editable.strokes().len());
        if replica.plan.is_complete() || is_group {
            for round in &options.polish.last {
                self.polish_free(replica, round, objective, options);
            }
        }
        if is_group {
            replica.fix_free();
        }
    }

    /// Where the last free strokes can be made better together, has the replica show what they become.
    fn polish_free(
        &mut self,
        replica: &mut Replica,
        round: &PolishRound,
        objective: &Objective,
        options: &SearchOptions,
    ) {
        // One by itself was refined as far as it goes.
        if round.steps == 0 || replica.editable.strokes().len() < 2 || !replica.has_target() {
            return;
        }
        self.prepare_polisher(options, objective, replica.plan.usual_gain());
        let before = replica.scene().canvas().clone();
        if !self.polisher.polish(&mut replica.editable, round) {
            return;
        }
        let tiles = replica.scene().canvas().changed_tiles(&before);
        let moved = tiles.fold(Rect::EMPTY, |sum, tile| sum.union(tile));
        replica.plan.polished(replica.editable.strokes(), moved);
    }
}
