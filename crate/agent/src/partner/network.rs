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
use crate::planner::{PolicyInput, RandomProposer, draw};
use crate::policy::Policy;
use crate::practice::Sheet;
use crate::rehearse::{Demonstration, Rehearsal, StepReport};
use crate::search::Proposing;
use crate::weights;

/// Strokes planned between two rehearsal steps.
const STROKES_A_REHEARSAL: u32 = 3;
/// Rehearsal steps that a judgement is worth.
pub(super) const REHEARSALS_A_JUDGEMENT: u32 = 12;
/// No more than this are owed, however much was said.
const MOST_OWED: u32 = 10 * REHEARSALS_A_JUDGEMENT;

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
        input: &PolicyInput,
        proposing: &Proposing,
    ) -> Result<Vec<f32>, Error> {
        let PolicyInput { views, samples } = input;
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
        self.owe(REHEARSALS_A_JUDGEMENT);
    }

    fn owe(&mut self, steps: u32) {
        self.rehearsals_due = (self.rehearsals_due + steps).min(MOST_OWED);
    }

    /// Rehearsal steps that are due.
    pub(super) fn owed(&self) -> u32 {
        self.rehearsals_due
    }

    /// Whether the policy is to rehearse, and may.
    #[must_use]
    pub fn owes(&self) -> bool {
        self.rehearses && self.rehearsals_due > 0 && self.policy.is_some()
    }

    /// The policy is to rehearse to a stroke of the person's, too, so many steps long.
    pub(super) fn show(&mut self, demonstration: Demonstration, steps: u32) {
        if let Some(policy) = &mut self.policy {
            policy.show(demonstration);
        }
        self.owe(steps);
    }

    /// The policy rehearses to no strokes of the person's any more.
    pub(super) fn clear_demonstrations(&mut self) {
        if let Some(policy) = &mut self.policy {
            policy.clear_demonstrations();
        }
    }

    /// The policy rehearses before another picture.
    pub(super) fn clear_sheets(&mut self) {
        if let Some(policy) = &mut self.policy {
            policy.clear_sheets();
        }
    }

    /// The policy is to rehearse what so many judgements taught, and nothing that was due before.
    pub(super) fn rehearse_all(&mut self, judgements: u32) {
        self.rehearsals_due = REHEARSALS_A_JUDGEMENT.saturating_mul(judgements).min(MOST_OWED);
    }

    /// Whether a rehearsal step is to be taken now, which then is due no more: between strokes, so that
    /// practice neither stops the painting nor waits for its end.
    pub(super) fn begin_rehearsal(&mut self, is_painting: bool) -> bool {
        if !self.owes() {
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

    /// One rehearsal step on what is seen, towards the objective; says whether the policy was moved.
    pub(super) async fn step(
        &mut self,
        scene: &Scene,
        objective: &Objective,
    ) -> Result<bool, Error> {
        let Some(policy) = &mut self.policy else { return Ok(false) };
        Ok(policy.step_async(scene, objective).await?.moved)
    }

    /// Puts the shipped weights back; no rehearsal is due.
    pub(super) fn revert(&mut self) -> Result<(), Error> {
        self.rehearsals_due = 0;
        self.policy.as_mut().map_or(Ok(()), |policy| policy.revert())
    }

    /// Goes on where the policy was moved by so much in so many steps; no rehearsal is due.
    pub(super) fn resume(&mut self, moved: &[f32], steps: u32) -> Result<(), Error> {
        self.rehearsals_due = 0;
        self.policy.as_mut().map_or(Ok(()), |policy| policy.resume(moved, steps))
    }

    /// By how much the policy was moved, see [`Rehearsal::moved`].
    pub(super) fn moved(&self) -> Vec<f32> {
        self.policy.as_ref().map_or_else(Vec::new, |policy| policy.moved())
    }

    /// How far the policy is from the shipped one, in parts of the norm of what learns.
    pub(super) fn distance(&self) -> f32 {
        self.policy.as_ref().map_or(0.0, |policy| policy.distance())
    }

    /// The policy moved by so much, on the processor.
    pub(super) fn policy_moved(&self, moved: &[f32]) -> Result<Policy, Error> {
        let policy = self.policy.as_ref().ok_or(Error::NotPractised)?;
        policy.policy_moved(moved)
    }

    /// What the last steps were like, and where the last painted.
    #[must_use]
    pub fn rehearsed(&self) -> Option<(StepReport, &Sheet)> {
        let policy = self.policy.as_ref()?;
        Some((policy.lately(), policy.sheet()?))
    }
}
