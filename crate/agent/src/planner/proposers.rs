//! Where proposals come from: a policy, chance, or both.

use std::borrow::Borrow;

use limner_env::{GEOMETRY, OBSERVATION_LEN, RAW, Random};

use crate::Error;
use crate::policy::{Intention, OUTPUT_LEN, Policy, STROKES};
use crate::wish::Wish;

/// Whoever proposes raw strokes for windows.
pub trait Proposer {
    /// `samples` times [`OUTPUT_LEN`] raw numbers for each of the windows observed ([`OBSERVATION_LEN`] numbers), of
    /// which so much is wanted: a wish each, or none at all.
    fn propose(
        &mut self,
        observations: &[f32],
        wishes: &[Wish],
        samples: usize,
    ) -> Result<Vec<f32>, Error>;
}

/// Proposals drawn from a policy's distribution: for each window what it thinks of first, then samples.
#[derive(Clone, Debug)]
pub struct Sampling<P> {
    /// The policy.
    pub policy: P,
    /// How far samples stray: 0 for not at all, 1 as the policy learned.
    pub temperature: f32,
    /// Where chance comes from.
    pub random: Random,
}

impl<P: Borrow<Policy>> Proposer for Sampling<P> {
    fn propose(
        &mut self,
        observations: &[f32],
        wishes: &[Wish],
        samples: usize,
    ) -> Result<Vec<f32>, Error> {
        let intentions = self.policy.borrow().intend(observations, wishes)?;
        Ok(draw(&intentions, samples, self.temperature, &mut self.random))
    }
}

/// For each window's intentions the strokes thought of first, then samples: `samples` times [`OUTPUT_LEN`]
/// numbers.
#[must_use]
pub fn draw(
    intentions: &[Intention],
    samples: usize,
    temperature: f32,
    random: &mut Random,
) -> Vec<f32> {
    let mut actions = Vec::with_capacity(intentions.len() * samples * RAW);
    for intentions in intentions.chunks_exact(STROKES) {
        for sample in 0..samples {
            let temperature = if sample == 0 { 0.0 } else { temperature };
            for intention in intentions {
                actions.extend(intention.sample(temperature, random));
            }
        }
    }
    actions
}

/// Proposals that look at nothing: the control that a policy has to beat.
#[derive(Clone, Debug)]
pub struct RandomProposer(pub Random);

impl RandomProposer {
    /// `samples` times [`OUTPUT_LEN`] raw numbers for each of so many windows.
    pub fn draw(&mut self, windows: usize, samples: usize) -> Vec<f32> {
        let random = &mut self.0;
        let mut raw = || {
            let mut raw = [0.0; RAW];
            for (i, v) in raw.iter_mut().take(GEOMETRY).enumerate() {
                // Centres all over the window, chords of every length, mostly opaque.
                *v = match i {
                    0 | 1 => 0.8 * random.normal(),
                    7 => 1.5 + random.normal(),
                    _ => 0.7 * random.normal(),
                };
            }
            raw
        };
        let actions: Vec<f32> = (0..windows * samples * STROKES).flat_map(|_| raw()).collect();
        debug_assert_eq!(actions.len(), windows * samples * OUTPUT_LEN);
        actions
    }
}

impl Proposer for RandomProposer {
    fn propose(
        &mut self,
        observations: &[f32],
        _: &[Wish],
        samples: usize,
    ) -> Result<Vec<f32>, Error> {
        Ok(self.draw(observations.len() / OBSERVATION_LEN, samples))
    }
}

/// A policy for half of the windows, chance for the others: the policy knows what mostly pays, chance
/// comes upon what it has not thought of, and refinement makes the best of both.
#[derive(Clone, Debug)]
pub struct Exploring<P> {
    /// Proposes for the first half of the windows, rounded up.
    pub policy: P,
    /// Proposes for the rest.
    pub random: RandomProposer,
}

impl<P: Proposer> Proposer for Exploring<P> {
    fn propose(
        &mut self,
        observations: &[f32],
        wishes: &[Wish],
        samples: usize,
    ) -> Result<Vec<f32>, Error> {
        let known = (observations.len() / OBSERVATION_LEN).div_ceil(2);
        let (seen, rest) = observations.split_at(known * OBSERVATION_LEN);
        let wishes = &wishes[..known.min(wishes.len())];
        let mut outputs = self.policy.propose(seen, wishes, samples)?;
        outputs.extend(self.random.propose(rest, &[], samples)?);
        Ok(outputs)
    }
}
