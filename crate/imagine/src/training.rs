//! A training run that looks after itself: a collapse is noticed, said, and rolled back.

use limner_env::Random;

use crate::checkpoint;
use crate::dataset::{Dataset, Shuffle};
use crate::learners::pathwise::{Pathwise, PathwiseMetrics};

/// Updates over which a run's health is averaged, and after which it is kept to go back to.
const WATCHED: u64 = 100;
/// A run is well only if drawings differ by this part of what real ones do,
const LEAST_VARIETY: f32 = 0.25;
/// and by no more than so many times as much,
const MOST_VARIETY: f32 = 3.0;
/// and the critic is not sure of every pair: real ones score higher by less than this.
const MOST_GAP: f32 = 12.0;
/// Updates before which nothing is held against a run.
const GRACE: u64 = 300;

/// What a run says of itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Event {
    /// An update was made.
    Learned(PathwiseMetrics),
    /// Something went wrong: the run is back where it was well, and goes on from there by other chances.
    RolledBack {
        /// What went wrong.
        because: Collapse,
        /// To which update it went back.
        to: u64,
    },
}

/// What may go wrong with a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collapse {
    /// A number was none.
    NotFinite,
    /// All drawings are alike, or blank.
    Alike,
    /// Drawings are noise.
    Noise,
    /// The critic tells every drawing, so that its opinion says nothing.
    Onesided,
}

/// A learner with its data and its way back.
#[derive(Clone, Debug)]
pub struct Training {
    /// What learns.
    pub learner: Pathwise,
    /// How often the run was rolled back.
    pub rolled_back: u32,
    set: Dataset,
    shuffle: Shuffle,
    good: Vec<u8>,
    sums: (f32, f32, f32),
}

impl Training {
    /// A run on a set of drawings.
    ///
    /// # Panics
    ///
    /// Where the set is empty or of another side than the learner's sheets.
    #[must_use]
    pub fn new(mut learner: Pathwise, set: Dataset) -> Self {
        let shuffle = Shuffle::new(&set);
        let good = checkpoint::encode(&mut learner, 0);
        Self { learner, rolled_back: 0, set, shuffle, good, sums: (0.0, 0.0, 0.0) }
    }

    /// Updates made so far.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.learner.adam.steps
    }

    /// Makes an update.
    pub fn advance(&mut self) -> Event {
        let Some(metrics) = self.learner.learn(&self.set, &self.shuffle) else {
            return self.roll_back(Collapse::NotFinite);
        };
        let (variety, gap, count) = self.sums;
        self.sums = (variety + metrics.variety, gap + metrics.critic.gap, count + 1.0);
        if self.steps().is_multiple_of(WATCHED) {
            let (variety, gap, count) = std::mem::take(&mut self.sums);
            let (variety, gap) = (variety / count, gap / count);
            if self.steps() > GRACE {
                let wrong = match () {
                    () if variety < LEAST_VARIETY => Some(Collapse::Alike),
                    () if variety > MOST_VARIETY => Some(Collapse::Noise),
                    () if gap > MOST_GAP => Some(Collapse::Onesided),
                    () => None,
                };
                if let Some(wrong) = wrong {
                    return self.roll_back(wrong);
                }
            }
            self.good = checkpoint::encode(&mut self.learner, 0);
        }
        Event::Learned(metrics)
    }

    fn roll_back(&mut self, because: Collapse) -> Event {
        self.sums = (0.0, 0.0, 0.0);
        self.rolled_back += 1;
        checkpoint::decode(&self.good, &mut self.learner).expect("it was encoded here");
        // Other chances, or the same would happen again.
        let seed = self.learner.random.bits() ^ self.rolled_back;
        self.learner.random = Random::new(seed);
        Event::RolledBack { because, to: self.steps() }
    }
}
