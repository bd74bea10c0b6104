//! The partner's network: what it and chance propose, and its practice towards what is preferred.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts are small, and a cast of a float saturates"
)]

use limner_env::{OBSERVATION_LEN, Random, Scene};

use crate::Error;
use crate::devices::Devices;
use crate::objective::Objective;
use crate::planner::{Question, RandomProposer, draw};
use crate::policy::Policy;
use crate::rehearse::Rehearsal;
use crate::search::Proposing;
use crate::weights;

/// Strokes planned between two rehearsal steps.
const STROKES_A_REHEARSAL: u32 = 3;
/// Rehearsal steps that a judgement is worth.
const REHEARSALS_A_JUDGEMENT: u32 = 12;

/// What proposes strokes before a picture: a trained policy that rehearses, and chance.
#[derive(Debug)]
pub struct Network {
    /// The trained policy, with its rehearsals; without weights all proposals are by chance.
    policy: Option<Box<Rehearsal>>,
    weights_hash: u64,
    /// Where chance comes from in the policy's samples.
    random: Random,
    /// Proposals without the policy.
    chance: RandomProposer,
    /// Whether the policy may learn.
    rehearses: bool,
    rehearsals_due: u32,
    strokes_since_rehearsal: u32,
}

impl Network {
    /// A network with these weights, or chance alone.
    pub(super) fn new(weights: Option<&[u8]>) -> Result<Self, Error> {
        let weights = weights.map(weights::decode).transpose()?;
        let policy = match &weights {
            None => None,
            Some(weights) => Some(Box::new(Rehearsal::new(&weights.policy()?, 1)?)),
        };
        Ok(Self {
            policy,
            weights_hash: weights.map_or(0, |weights| weights.hash),
            random: Random::new(1),
            chance: RandomProposer(Random::new(1)),
            rehearses: false,
            rehearsals_due: 0,
            strokes_since_rehearsal: 0,
        })
    }

    /// Begins every random choice anew from this seed.
    pub(super) fn set_seed(&mut self, seed: u32) {
        self.random = Random::new(seed ^ 0xd1ce);
        self.chance = RandomProposer(Random::new(seed ^ 0x5eed));
    }

    /// Computes the policy on these devices from now on; what it has learned stays.
    pub(super) fn set_devices(&mut self, devices: Devices) -> Result<(), Error> {
        self.policy.as_mut().map_or(Ok(()), |policy| policy.set_devices(devices))
    }

    /// The policy as it is now; `None` where all proposals are by chance.
    pub(super) fn policy(&self) -> Option<&Policy> {
        self.policy.as_ref().map(|policy| policy.policy())
    }

    /// The policy's parameters as they are now; `None` where there is none.
    #[must_use]
    pub fn parameters(&self) -> Option<&[f32]> {
        self.policy.as_ref().map(|policy| policy.parameters())
    }

    /// Fingerprint of the weights that the policy began with; 0 without.
    #[must_use]
    pub fn weights_hash(&self) -> u64 {
        self.weights_hash
    }

    /// Steps that the policy has taken away from the shipped weights.
    #[must_use]
    pub fn steps(&self) -> u32 {
        self.policy.as_ref().map_or(0, |policy| policy.steps())
    }

    /// What the policy proposes for the first of the windows, and chance for the rest.
    pub(super) async fn proposed(
        &mut self,
        question: &Question,
        proposing: &Proposing,
    ) -> Result<Vec<f32>, Error> {
        let Question { views, samples } = question;
        let windows = views.shown.len();
        let Some(policy) = &self.policy else { return Ok(self.chance.draw(windows, *samples)) };
        let by_chance = (proposing.by_chance.clamp(0.0, 1.0) * windows as f32) as usize;
        let known = windows - by_chance;
        let seen = &views.observations[..known * OBSERVATION_LEN];
        let wishes = &views.wishes[..known.min(views.wishes.len())];
        let intentions = policy.policy().intend_async(seen, wishes).await?;
        let mut actions = draw(&intentions, *samples, proposing.temperature, &mut self.random);
        actions.extend(self.chance.draw(by_chance, *samples));
        Ok(actions)
    }

    /// Whether the policy may learn between strokes and while there is nothing to plan.
    pub(super) fn rehearse(&mut self, on: bool) {
        self.rehearses = on;
    }

    /// A judgement was learned from, which the policy is to rehearse.
    pub(super) fn owe_rehearsals(&mut self) {
        self.rehearsals_due += REHEARSALS_A_JUDGEMENT;
    }

    /// The policy is to rehearse what so many judgements taught, and nothing that was due before.
    pub(super) fn rehearse_all(&mut self, judgements: u32) {
        self.rehearsals_due = REHEARSALS_A_JUDGEMENT * judgements.min(10);
    }

    /// Whether a rehearsal step is to be taken now, which then is due no more: between strokes, so that
    /// practice neither stops the painting nor waits for its end.
    pub(super) fn begin_rehearsal(&mut self, is_painting: bool) -> bool {
        if !self.rehearses || self.rehearsals_due == 0 {
            return false;
        }
        if is_painting && self.strokes_since_rehearsal < STROKES_A_REHEARSAL {
            self.strokes_since_rehearsal += 1;
            return false;
        }
        self.strokes_since_rehearsal = 0;
        self.rehearsals_due -= 1;
        true
    }

    /// One rehearsal step on what is seen, towards the objective.
    pub(super) async fn step(&mut self, scene: &Scene, objective: &Objective) -> Result<(), Error> {
        if let Some(policy) = &mut self.policy {
            policy.step_async(scene, objective).await?;
        }
        Ok(())
    }

    /// Puts the shipped weights back; no rehearsal is due.
    pub(super) fn revert(&mut self) -> Result<(), Error> {
        self.rehearsals_due = 0;
        self.policy.as_mut().map_or(Ok(()), |policy| policy.revert())
    }
}
