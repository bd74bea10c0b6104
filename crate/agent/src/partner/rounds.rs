//! Rounds: what was said and shown, what was rehearsed to it, and what became of the policy, once and again.
//!
//! A round begins with the policy and the taste as they are. The person judges strokes, or paints some of their own
//! (descriptive); the policy rehearses (predictive); at the round's end there is a taste and a part of the policy that
//! can be kept and gone back to (prescriptive), and two small pictures of the same part of the painting: as the policy
//! would have painted it before, and as it would now.

use super::belief::Belief;
use super::network::Network;
use super::{Partner, Practice};
use crate::Error;
use crate::objective::Objective;
use crate::policy::Policy;
use crate::practice::{Sheet, Showing};

/// A round ends after so many steps of rehearsal: what two judgements are worth, so that something is to be seen…
pub const STEPS_A_ROUND: u32 = 24;
/// …or after so many judgements, where there was nothing to rehearse to.
pub const JUDGEMENTS_A_ROUND: u32 = 6;
/// The seed from which both pictures of a round are painted.
const SEED: u32 = 41;

/// A round that is over.
#[derive(Clone, Debug, PartialEq)]
pub struct Round {
    /// Judgements made in the round.
    pub judged: u32,
    /// Strokes of the person's that were learned from.
    pub shown: u32,
    /// Steps rehearsed.
    pub steps: u32,
    /// What a window's strokes are worth to the person as they are known now: as the policy was, and as it is.
    pub worth: [f32; 2],
    /// How far the policy is from the shipped one, in parts of the norm of those numbers that learn.
    pub distance: f32,
    /// What the policy would have painted before, and what it would now: rows of 8-bit sRGB, [`crate::practice::SIDE`]
    /// columns and rows.
    pub pictures: [Vec<u8>; 2],
    /// The taste at the round's end, see [`crate::taste::Taste::to_bytes`].
    pub taste: Vec<u8>,
    /// What was practised up to the round's end, see [`crate::practised::Practised::to_bytes`].
    pub practised: Vec<u8>,
}

/// The round that is underway.
#[derive(Debug, Default)]
pub(super) struct Rounds {
    began: Began,
    /// Steps rehearsed in the round.
    steps: u32,
    /// The round before it, as long as its pictures are being painted.
    ending: Option<Box<Ending>>,
    finished: Option<Round>,
}

/// A round of which all is known but what the policy would paint.
#[derive(Debug)]
struct Ending {
    round: Round,
    /// The policy as it was, and as it is.
    policies: [Policy; 2],
    /// As it was, by what was wanted then; by what is wanted now, where that is something else; and as it is. Each with
    /// whose it is.
    shown: Vec<(usize, Showing)>,
    /// The one that is painted.
    at: usize,
}

impl Ending {
    /// Paints on; returns the round once all is painted.
    async fn advance(&mut self) -> Result<Option<Round>, Error> {
        let (whose, showing) = &mut self.shown[self.at];
        if !showing.look(&self.policies[*whose]).await? {
            self.at += 1;
        }
        let [(_, first), .., (_, last)] = &self.shown[..] else { return Ok(None) };
        if self.at < self.shown.len() {
            return Ok(None);
        }
        let before = &self.shown[self.shown.len() - 2].1;
        Ok(Some(Round {
            worth: [before, last].map(Showing::worth),
            pictures: [first, last].map(|showing| showing.sheet().to_rgb8()),
            ..self.round.clone()
        }))
    }
}

/// How things stood when a round began.
#[derive(Debug, Default)]
struct Began {
    judged: u32,
    shown: u32,
    moved: Vec<f32>,
    objective: Objective,
}

impl Rounds {
    /// A round begins with things as they are.
    pub(super) fn begin(&mut self, network: &Network, belief: &Belief) {
        self.steps = 0;
        self.began = Began {
            judged: belief.taste.judged(),
            shown: belief.shown.strokes(),
            moved: network.moved(),
            objective: belief.believed().clone(),
        };
    }

    /// Where nothing happened in the round yet, it begins now.
    pub(super) fn begin_if_untouched(&mut self, network: &Network, belief: &Belief) {
        if !self.is_worth_keeping(belief) {
            self.begin(network, belief);
        }
    }

    /// Notes a step of rehearsal.
    pub(super) fn stepped(&mut self) {
        self.steps += 1;
    }

    /// Forgets the round that is over, and the one whose pictures are being painted.
    pub(super) fn forget(&mut self) {
        (self.ending, self.finished) = (None, None);
    }

    /// Whether the pictures of the last round are being painted.
    pub(super) fn is_ending(&self) -> bool {
        self.ending.is_some()
    }

    /// The round that is over, once.
    pub(super) fn take(&mut self) -> Option<Round> {
        self.finished.take()
    }

    fn judged(&self, belief: &Belief) -> u32 {
        belief.taste.judged().saturating_sub(self.began.judged)
    }

    fn is_worth_keeping(&self, belief: &Belief) -> bool {
        self.steps > 0 || self.judged(belief) > 0 || belief.shown.strokes() > self.began.shown
    }

    /// Whether enough happened for a round.
    pub(super) fn is_over(&self, belief: &Belief, owes: bool) -> bool {
        self.steps >= STEPS_A_ROUND || !owes && self.judged(belief) >= JUDGEMENTS_A_ROUND
    }
}

impl Practice<'_> {
    /// Ends the round that is underway, so that what there is now can be gone back to: [`Practice::take_round`]. One in
    /// which nothing happened goes on, and without a policy there are none.
    pub async fn end_round(&mut self) -> Result<(), Error> {
        while self.end_round_in_parts().await? {}
        Ok(())
    }

    /// The next part of [`Practice::end_round`], which takes a few ms; says whether there is more to do. What happens
    /// meanwhile belongs to the next round.
    pub async fn end_round_in_parts(&mut self) -> Result<bool, Error> {
        let Some(mut ending) = self.0.rounds.ending.take() else { return self.begin_ending() };
        match ending.advance().await? {
            Some(round) => self.0.rounds.finished = Some(round),
            None => self.0.rounds.ending = Some(ending),
        }
        Ok(true)
    }

    /// Takes down how things stand, where something happened in the round that is underway; another begins. Says
    /// whether it did.
    fn begin_ending(&mut self) -> Result<bool, Error> {
        let Partner { rounds, network, belief, .. } = &*self.0;
        if network.policy().is_none() || !rounds.is_worth_keeping(belief) {
            return Ok(false);
        }
        let practised = self.practised()?;
        let Partner { rounds, network, belief, replica, .. } = &mut *self.0;
        let (began, wanted) = (&rounds.began, belief.believed());
        let sheet = Sheet::middle_of(replica.scene(), SEED)?;
        let policies =
            [network.policy_moved(&began.moved)?, network.policy_moved(&network.moved())?];
        let mut shown = vec![(0, Showing::of(sheet.clone(), &began.objective, SEED))];
        // What did not change need not be painted again.
        if began.objective != *wanted {
            shown.push((0, Showing::of(sheet.clone(), wanted, SEED)));
        }
        shown.push((1, Showing::of(sheet, wanted, SEED)));
        let round = Round {
            judged: rounds.judged(belief),
            shown: belief.shown.strokes().saturating_sub(began.shown),
            steps: rounds.steps,
            worth: [0.0; 2],
            distance: network.distance(),
            pictures: Default::default(),
            taste: belief.taste.to_bytes(),
            practised,
        };
        rounds.begin(network, belief);
        rounds.ending = Some(Box::new(Ending { round, policies, shown, at: 0 }));
        Ok(true)
    }
}
