//! Where the native program's proposals come from.

use std::borrow::Cow;
use std::path::PathBuf;

use anyhow::{Context, Result, anyhow};
use clap::Args;
use limner_agent::painter::Painter;
use limner_agent::painter::alone::Alone;
use limner_agent::painter::hill_climb::HillClimb;
use limner_agent::painter::planned::Planned;
use limner_agent::partner::Partner;
use limner_agent::planner::{Effort, Exploring, Proposer, RandomProposer, Sampling};
use limner_agent::policy::Policy;
use limner_agent::polish::{Polish, Round};
use limner_agent::weights;
use limner_env::Random;

/// The policy that ships with the program.
const SHIPPED: &[u8] = include_bytes!("../../agent/weights/policy.limner");

/// The painters of the zoo.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The planner, with half of its proposals by the policy
    Planner,
    /// The planner in a hurry: a quarter of the time, and the policy proposes for all windows
    Quick,
    /// The planner with all of its proposals by chance
    Chance,
    /// What the policy proposes, without search or refinement
    Policy,
    /// The best of eight strokes by chance, improved by gradient
    Gradient,
    /// Hill climbing with solved colours, as primitive does
    HillClimb,
    /// The best of eight strokes by chance
    Random,
}

impl Kind {
    /// What a person calls it.
    pub fn name(self) -> String {
        let value = clap::ValueEnum::to_possible_value(&self);
        value.map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// Options that `paint` and `eval` share.
#[derive(Args, Clone, Debug)]
pub struct Mind {
    /// Weights to paint with instead of those that ship with the program.
    #[arg(long, value_name = "FILE")]
    pub weights: Option<PathBuf>,
    /// Windows proposed for before each stroke (eight proposals each).
    #[arg(long, default_value_t = 16)]
    pub windows: usize,
    /// Times eight proposals for each window.
    #[arg(long, default_value_t = 1)]
    pub samples: usize,
    /// How far proposals stray from what the policy thinks of first; 0 for not at all.
    #[arg(long, default_value_t = 1.0)]
    pub temperature: f32,
    /// Let the policy propose for all windows, not for half of them.
    #[arg(long)]
    pub all_by_policy: bool,
    /// Proposals that are refined coarsely before each stroke.
    #[arg(long, default_value_t = 20)]
    pub entrants: usize,
    /// Gradient steps on each of them.
    #[arg(long, default_value_t = 10)]
    pub trials: usize,
    /// Those of them that are refined one level finer.
    #[arg(long, default_value_t = 3)]
    pub finalists: usize,
    /// Gradient steps on each of these.
    #[arg(long, default_value_t = 8)]
    pub steps: usize,
    /// Refined proposals that are kept for later strokes.
    #[arg(long, default_value_t = 16)]
    pub pool: usize,
    /// The finest level that windows are drawn on; 0 for all.
    #[arg(long, value_name = "LEVEL", default_value_t = 0)]
    pub finest: usize,
    /// Joint gradient steps on the last strokes, every so often; 0 for no polish at all.
    #[arg(long, default_value_t = 10)]
    pub polish: usize,
    /// Strokes between two polishes; 0 for one at the end only.
    #[arg(long, default_value_t = 10)]
    pub polish_every: usize,
    /// Joint gradient steps on a finished painting's strokes.
    #[arg(long, default_value_t = 30)]
    pub last_polish: usize,
    /// Seed of every random choice.
    #[arg(long, default_value_t = 1)]
    pub seed: u32,
}

impl Mind {
    /// How hard the planner tries.
    pub fn effort(&self) -> Effort {
        let Self { windows, samples, entrants, trials, finalists, steps, pool, finest, .. } = *self;
        let (windows, finalists) = (windows.max(1), finalists.max(1));
        Effort { windows, samples, entrants, trials, finalists, steps, pool, finest }
    }

    /// The same in a hurry.
    fn hurried(&self) -> Self {
        Self {
            all_by_policy: true,
            windows: 3,
            entrants: 8,
            trials: 6,
            steps: 3,
            polish: 6,
            polish_every: 20,
            last_polish: 10,
            ..self.clone()
        }
    }

    /// When it polishes.
    pub fn polish(&self) -> Polish {
        if self.polish == 0 {
            return Polish::NONE;
        }
        let Polish { round, last, .. } = Polish::default();
        Polish {
            every: self.polish_every,
            round: Round { steps: self.polish, ..round },
            last: Round { steps: self.last_polish, ..last },
        }
    }

    /// A painter of the zoo.
    pub fn painter(&self, kind: Kind) -> Result<Box<dyn Painter + Send>> {
        let planned = |random| -> Result<Box<dyn Painter + Send>> {
            let proposer = self.proposer(random)?;
            Ok(Box::new(Planned::new(proposer, self.effort(), self.polish(), self.seed)))
        };
        match kind {
            Kind::Planner => planned(false),
            Kind::Quick => {
                let quick = self.hurried();
                let (effort, polish) = (quick.effort(), quick.polish());
                Ok(Box::new(Planned::new(quick.proposer(false)?, effort, polish, self.seed)))
            }
            Kind::Chance => planned(true),
            Kind::Policy => Ok(Box::new(Alone::new(self.policy()?))),
            Kind::Gradient => Ok(Box::new(Planned::gradient(self.seed))),
            Kind::HillClimb => Ok(Box::new(HillClimb::new(self.seed))),
            Kind::Random => Ok(Box::new(Planned::random(self.seed))),
        }
    }

    /// The trained policy with chance beside it, or chance alone.
    fn proposer(&self, random: bool) -> Result<Box<dyn Proposer + Send>> {
        let random_proposer = RandomProposer(Random::new(self.seed ^ 0x5eed));
        if random {
            return Ok(Box::new(random_proposer));
        }
        let policy = self.sampling()?;
        Ok(if self.all_by_policy {
            Box::new(policy)
        } else {
            Box::new(Exploring { policy, random: random_proposer })
        })
    }

    fn sampling(&self) -> Result<Sampling<Policy>> {
        let (temperature, random) = (self.temperature, Random::new(self.seed ^ 0xd1ce));
        Ok(Sampling { policy: self.policy()?, temperature, random })
    }

    /// The partner, as in the page.
    pub fn partner(&self) -> Result<Partner> {
        self.usable(Partner::new(Some(&self.weights_file()?)))
    }

    fn policy(&self) -> Result<Policy> {
        self.usable(weights::decode(&self.weights_file()?).and_then(|weights| weights.policy()))
    }

    /// The bytes of the weights.
    fn weights_file(&self) -> Result<Cow<'static, [u8]>> {
        Ok(match &self.weights {
            None => Cow::Borrowed(SHIPPED),
            Some(path) => Cow::Owned(
                std::fs::read(path)
                    .with_context(|| format!("cannot read the weights {}", path.display()))?,
            ),
        })
    }

    /// What became of the weights, and if nothing, what to do.
    fn usable<T>(&self, made: Result<T, limner_agent::Error>) -> Result<T> {
        made.map_err(|error| match &self.weights {
            None => anyhow!("the weights inside this program are damaged: {error}"),
            Some(path) => anyhow!(
                "{} cannot be used as weights: {error}; make some with `limner train`, or leave \
                 --weights away for those that ship",
                path.display()
            ),
        })
    }
}
