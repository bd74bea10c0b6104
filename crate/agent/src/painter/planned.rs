//! The planner as a painter, with a polish of the last strokes every now and then; and, by leaving parts of
//! it away, the baselines that search less.

use limner_env::{Random, Sheet};

use super::Painter;
use crate::Error;
use crate::planner::{Effort, Planner, Proposer, RandomProposer};
use crate::polish::{Polish, Polisher, Round};
use crate::taste::Taste;

/// Plans each stroke, and polishes the last ones together.
pub struct Planned {
    planner: Planner,
    proposer: Box<dyn Proposer + Send>,
    taste: Taste,
    polisher: Polisher,
    polish: Polish,
    since: usize,
}

impl Planned {
    /// A planner with these proposals that tries this hard.
    #[must_use]
    pub fn new(
        proposer: Box<dyn Proposer + Send>,
        effort: Effort,
        polish: Polish,
        seed: u32,
    ) -> Self {
        Self {
            planner: Planner::new(effort, seed),
            proposer,
            taste: Taste::default(),
            polisher: Polisher::default(),
            polish,
            since: 0,
        }
    }

    /// Chance: of eight strokes at random where the error is, the best, in its best colour.
    #[must_use]
    pub fn random(seed: u32) -> Self {
        let effort = Effort {
            windows: 1,
            samples: 1,
            entrants: 1,
            trials: 0,
            finalists: 1,
            steps: 0,
            pool: 0,
            finest: 0,
        };
        Self::new(Box::new(RandomProposer(Random::new(seed ^ 0x5eed))), effort, Polish::NONE, seed)
    }

    /// The exact gradient alone: the best of eight strokes at random, improved for long.
    #[must_use]
    pub fn gradient(seed: u32) -> Self {
        let effort = Effort {
            windows: 1,
            samples: 1,
            entrants: 1,
            trials: 16,
            finalists: 1,
            steps: 32,
            pool: 0,
            finest: 0,
        };
        Self::new(Box::new(RandomProposer(Random::new(seed ^ 0x5eed))), effort, Polish::NONE, seed)
    }
}

impl Painter for Planned {
    fn stroke(&mut self, sheet: &mut Sheet) -> Result<bool, Error> {
        let next = self.planner.next(sheet.scene_mut(), &mut *self.proposer, &self.taste)?;
        let Some(proposal) = next else { return Ok(false) };
        sheet.add(proposal.stroke);
        self.since += 1;
        if self.polish.every > 0 && self.since >= self.polish.every {
            self.since = 0;
            self.polisher.polish(sheet, &self.polish.round);
        }
        Ok(true)
    }

    fn finish(&mut self, sheet: &mut Sheet) -> Result<(), Error> {
        let last = self.polish.last;
        if last.steps > 0 {
            let coarse = Round { steps: last.steps / 2, pixels: last.pixels / 4, ..last };
            self.polisher.polish(sheet, &coarse);
            self.polisher.polish(sheet, &last);
        }
        Ok(())
    }
}
