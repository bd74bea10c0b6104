//! A training run on disk: both networks at full precision with their optimisers, and where chance stands, so that a
//! run that was stopped goes on as if it had not been.
//!
//! Little-endian: magic `LIMP`, version (u32); seed and place of chance (u32 each); milliseconds of training (u64);
//! then for the generator and for the critic steps (u64), count (u32), and parameters, means, squares and averages.

use limner_env::Random;
use limner_nets::Adam;

use crate::bytes::{ReadError, Reader, put};
use crate::learners::pathwise::Pathwise;

const MAGIC: &[u8; 4] = b"LIMP";
const VERSION: u32 = 1;

/// The bytes of a run after so many milliseconds of training.
#[must_use]
pub fn encode(learner: &Pathwise, elapsed_ms: u64) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend(learner.random.seed.to_le_bytes());
    bytes.extend(learner.random.drawn.to_le_bytes());
    bytes.extend(elapsed_ms.to_le_bytes());
    put_side(&mut bytes, &learner.parameters, &learner.adam);
    put_side(&mut bytes, &learner.adversary.parameters, &learner.adversary.adam);
    bytes
}

/// Brings a learner of the same shape to where a run stood; returns its milliseconds of training. A learner that
/// cannot be brought there stays as it is.
pub fn decode(bytes: &[u8], learner: &mut Pathwise) -> Result<u64, ReadError> {
    let mut reader = Reader(bytes);
    if reader.take(4).ok() != Some(MAGIC) {
        return Err(ReadError::Kind("checkpoint of a run"));
    }
    let found = reader.u32()?;
    if found != VERSION {
        return Err(ReadError::Version { found, known: VERSION });
    }
    let random = Random { seed: reader.u32()?, drawn: reader.u32()? };
    let elapsed_ms = reader.u64()?;
    let generator = read_side(&mut reader, learner.parameters.len())?;
    let critic = read_side(&mut reader, learner.adversary.parameters.len())?;
    reader.end()?;
    learner.random = random;
    learner.parameters = generator.parameters;
    generator.state.bring(&mut learner.adam);
    learner.adversary.parameters = critic.parameters;
    critic.state.bring(&mut learner.adversary.adam);
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
