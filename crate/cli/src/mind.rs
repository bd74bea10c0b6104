//! Where the native program's proposals come from.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use limner_agent::planner::{Effort, Exploring, Proposer, RandomProposer};
use limner_agent::weights;
use limner_env::Random;

/// The policy that ships with the program.
const SHIPPED: &[u8] = include_bytes!("../../agent/weights/policy.limner");

/// Options that `paint` and `eval` share.
#[derive(Args, Clone, Debug)]
pub struct Mind {
    /// Weights to paint with instead of those that ship with the program.
    #[arg(long, value_name = "FILE")]
    pub weights: Option<PathBuf>,
    /// Windows proposed for before each stroke (eight proposals each).
    #[arg(long, default_value_t = 16)]
    pub windows: usize,
    /// Proposals that are refined before each stroke.
    #[arg(long, default_value_t = 6)]
    pub finalists: usize,
    /// Gradient steps on each of them.
    #[arg(long, default_value_t = 16)]
    pub steps: usize,
    /// Refined proposals that are kept for later strokes.
    #[arg(long, default_value_t = 16)]
    pub pool: usize,
    /// Seed of every random choice.
    #[arg(long, default_value_t = 1)]
    pub seed: u32,
}

impl Mind {
    /// How hard the planner tries.
    pub fn effort(&self) -> Effort {
        let Self { windows, finalists, steps, pool, .. } = *self;
        Effort { windows: windows.max(1), finalists: finalists.max(1), steps, pool }
    }

    /// The trained policy with chance beside it, or chance alone.
    pub fn proposer(&self, random: bool) -> Result<Box<dyn Proposer + Send>> {
        if random {
            return Ok(Box::new(RandomProposer(Random::new(self.seed ^ 0x5eed))));
        }
        let weights = match &self.weights {
            None => {
                weights::decode(SHIPPED).context("the weights inside this program are damaged")?
            }
            Some(path) => {
                let bytes = std::fs::read(path)
                    .with_context(|| format!("cannot read the weights {}", path.display()))?;
                weights::decode(&bytes)
                    .with_context(|| format!("{} cannot be used", path.display()))?
            }
        };
        let random = RandomProposer(Random::new(self.seed ^ 0x5eed));
        Ok(Box::new(Exploring { policy: weights.policy()?, random }))
    }
}
