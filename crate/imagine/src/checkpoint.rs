//! A training run on disk: all networks at full precision with their optimisers, and where chance stands, so that a
//! run that was stopped goes on as if it had not been.
//!
//! Little-endian: a magic of four letters, the learner's own; version (u32); seed and place of chance (u32 each);
//! milliseconds of training (u64); then for each network steps (u64), count (u32), and parameters, means, squares and
//! averages.

use limner_env::Random;
use limner_nets::Adam;

use crate::bytes::{ReadError, Reader, put};
use crate::learners::actor_critic::ActorCritic;
use crate::learners::copying::Copying;
use crate::learners::pathwise::Pathwise;

const VERSION: u32 = 1;

/// A network's parameters, and what moves them.
pub type Network<'a> = (&'a mut Vec<f32>, &'a mut Adam);

/// What is kept of a learner: the networks that learn, and chance.
pub trait Kept {
    /// What its files begin with.
    const MAGIC: [u8; 4];

    /// Where chance stands, and the networks, always in the same order.
    fn parts(&mut self) -> (&mut Random, Vec<Network<'_>>);
}

impl Kept for Pathwise {
    const MAGIC: [u8; 4] = *b"LIMP";

    fn parts(&mut self) -> (&mut Random, Vec<Network<'_>>) {
        let critic = (&mut self.adversary.parameters, &mut self.adversary.adam);
        (&mut self.random, vec![(&mut self.parameters, &mut self.adam), critic])
    }
}

impl Kept for Copying {
    const MAGIC: [u8; 4] = *b"LIMK";

    fn parts(&mut self) -> (&mut Random, Vec<Network<'_>>) {
        let critic = (&mut self.adversary.parameters, &mut self.adversary.adam);
        (&mut self.random, vec![(&mut self.parameters, &mut self.adam), critic])
    }
}

impl Kept for ActorCritic {
    const MAGIC: [u8; 4] = *b"LIMB";

    fn parts(&mut self) -> (&mut Random, Vec<Network<'_>>) {
        let Self { actor, adversary, .. } = self;
        let policy = (&mut actor.parameters, &mut actor.adam);
        let critic = (&mut adversary.parameters, &mut adversary.adam);
        (&mut actor.random, vec![policy, critic])
    }
}

/// The bytes of a run after so many milliseconds of training.
#[must_use]
pub fn encode<L: Kept>(learner: &mut L, elapsed_ms: u64) -> Vec<u8> {
    let (random, networks) = learner.parts();
    let mut bytes = L::MAGIC.to_vec();
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend(random.seed.to_le_bytes());
    bytes.extend(random.drawn.to_le_bytes());
    bytes.extend(elapsed_ms.to_le_bytes());
    networks.iter().for_each(|(parameters, adam)| put_side(&mut bytes, parameters, adam));
    bytes
}

/// Brings a learner of the same shape to where a run stood; returns its milliseconds of training. A learner that
/// cannot be brought there stays as it is.
pub fn decode<L: Kept>(bytes: &[u8], learner: &mut L) -> Result<u64, ReadError> {
    let mut reader = Reader::opened(bytes, &L::MAGIC, VERSION, "checkpoint of such a run")?;
    let stood = Random { seed: reader.u32()?, drawn: reader.u32()? };
    let elapsed_ms = reader.u64()?;
    let (random, networks) = learner.parts();
    let sides = networks.iter().map(|(parameters, _)| read_side(&mut reader, parameters.len()));
    let sides = sides.collect::<Result<Vec<Side>, ReadError>>()?;
    reader.end()?;
    *random = stood;
    for ((parameters, adam), side) in networks.into_iter().zip(sides) {
        *parameters = side.parameters;
        side.state.bring(adam);
    }
    Ok(elapsed_ms)
}

fn put_side(bytes: &mut Vec<u8>, parameters: &[f32], adam: &Adam) {
    bytes.extend(adam.steps.to_le_bytes());
    bytes.extend(u32::try_from(parameters.len()).unwrap_or(u32::MAX).to_le_bytes());
    for numbers in [parameters, &adam.means, &adam.squares, &adam.averaged] {
        put(bytes, numbers);
    }
}

struct Side {
    parameters: Vec<f32>,
    state: State,
}

struct State {
    steps: u64,
    means: Vec<f32>,
    squares: Vec<f32>,
    averaged: Vec<f32>,
}

impl State {
    fn bring(self, adam: &mut Adam) {
        let config = adam.config;
        let Self { steps, means, squares, averaged } = self;
        *adam = Adam { config, steps, means, squares, averaged };
    }
}

fn read_side(reader: &mut Reader<'_>, wanted: usize) -> Result<Side, ReadError> {
    let steps = reader.u64()?;
    if reader.u32()? as usize != wanted {
        return Err(ReadError::Broken("it is of another network"));
    }
    let parameters = reader.numbers(wanted)?;
    let (means, squares) = (reader.numbers(wanted)?, reader.numbers(wanted)?);
    let averaged = reader.numbers(wanted)?;
    if squares.iter().any(|v| *v < 0.0) {
        return Err(ReadError::Broken("a mean of squares is negative"));
    }
    Ok(Side { parameters, state: State { steps, means, squares, averaged } })
}
