//! Who paints, and with what options: what `paint`, `continue`, `eval`, `ablate` and `curve` share.

use std::borrow::Cow;
use std::path::PathBuf;

use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use limner_agent::painter::Painter;
use limner_agent::painter::alone::Alone;
use limner_agent::painter::by_stroke::ByStroke;
use limner_agent::painter::hill_climb::HillClimb;
use limner_agent::painter::unattended::Unattended;
use limner_agent::partner::{Partner, Settings};
use limner_agent::policy::Policy;
use limner_agent::search::{Amending, Polish, PolishRound, SearchOptions};
use limner_agent::weights;
use limner_core::{Header, Log};
use limner_env::Picture;

/// The policy that ships with the program.
const SHIPPED: &[u8] = include_bytes!("../../agent/weights/policy.limner");

/// The painters of the zoo.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The partner with all of its search: half of its proposals by the policy, half by chance
    #[value(alias = "planner")]
    Full,
    /// The partner as in the page: strokes in small groups, then amended
    Page,
    /// The partner in a hurry: a quarter of the time, and the policy proposes for all windows
    Quick,
    /// The partner with all of its proposals by chance
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
    pub(crate) fn name(self) -> String {
        let value = clap::ValueEnum::to_possible_value(&self);
        value.map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// How a partner of this kind searches; `None` for painters that are no partner.
    fn search(self) -> Option<SearchOptions> {
        Some(match self {
            Self::Full | Self::Chance => SearchOptions::full(),
            Self::Page => SearchOptions::page(),
            Self::Quick => SearchOptions::quick(),
            Self::Gradient => SearchOptions::gradient(),
            Self::Random => SearchOptions::random(),
            Self::Policy | Self::HillClimb => return None,
        })
    }

    /// Whether a painter of this kind has all of its proposals by chance.
    fn is_by_chance(self) -> bool {
        matches!(self, Self::Chance | Self::Gradient | Self::Random)
    }
}

/// Options of painters. Each changes what the painter would do by itself; where it is not given, that stays.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct PainterOptions {
    /// Weights to paint with instead of those that ship with the program.
    #[arg(long, value_name = "FILE")]
    pub weights: Option<PathBuf>,
    /// Windows proposed for before each stroke (eight proposals each).
    #[arg(long)]
    pub windows: Option<usize>,
    /// Times eight proposals for each window.
    #[arg(long)]
    pub samples: Option<usize>,
    /// How far proposals stray from what the policy thinks of first; 0 for not at all.
    #[arg(long)]
    pub temperature: Option<f32>,
    /// Let the policy propose for all windows.
    #[arg(long)]
    pub all_by_policy: bool,
    /// Proposals that are refined coarsely before each stroke.
    #[arg(long)]
    pub entrants: Option<usize>,
    /// Gradient steps on each of the entrants.
    #[arg(long)]
    pub trials: Option<usize>,
    /// How many of the entrants are refined one level finer.
    #[arg(long)]
    pub finalists: Option<usize>,
    /// Gradient steps on each of the finalists.
    #[arg(long)]
    pub steps: Option<usize>,
    /// Refined proposals that are kept for later strokes.
    #[arg(long)]
    pub pool: Option<usize>,
    /// The finest level that windows are drawn on; 0 for all.
    #[arg(long, value_name = "LEVEL")]
    pub finest: Option<usize>,
    /// Joint gradient steps on the last strokes, every so often; 0 for no polish at all.
    #[arg(long)]
    pub polish: Option<usize>,
    /// Strokes between two polishes; 0 for one at the end only.
    #[arg(long)]
    pub polish_every: Option<usize>,
    /// Joint gradient steps on a finished painting's strokes.
    #[arg(long)]
    pub last_polish: Option<usize>,
    /// Seed of every random choice: 1 unless given, and a painting's own where one is gone on with.
    #[arg(long)]
    pub seed: Option<u32>,
    /// What else is changed of the search, for ablations.
    #[arg(skip)]
    pub change: Option<fn(&mut SearchOptions)>,
}

impl PainterOptions {
    /// Seed of a new painting.
    pub(crate) fn seed(&self) -> u32 {
        self.seed.unwrap_or(1)
    }

    /// How a partner of this kind searches, changed as these options say.
    pub(crate) fn search(&self, kind: Kind) -> SearchOptions {
        let mut search = kind.search().unwrap_or_default();
        let effort = &mut search.effort;
        for (own, given) in [
            (&mut effort.windows, self.windows.map(|v| v.max(1))),
            (&mut effort.samples, self.samples),
            (&mut effort.entrants, self.entrants),
            (&mut effort.trials, self.trials),
            (&mut effort.finalists, self.finalists.map(|v| v.max(1))),
            (&mut effort.steps, self.steps),
            (&mut effort.pool, self.pool),
            (&mut effort.finest, self.finest),
        ] {
            *own = given.unwrap_or(*own);
        }
        if let Some(temperature) = self.temperature {
            search.proposing.temperature = temperature;
        }
        if self.all_by_policy {
            search.proposing.by_chance = 0.0;
        }
        self.change_polish(&mut search);
        if let Some(change) = self.change {
            change(&mut search);
        }
        search
    }

    fn change_polish(&self, search: &mut SearchOptions) {
        if self.polish == Some(0) {
            (search.polish, search.amending) = (Polish::NONE, Amending::NEVER);
            return;
        }
        // Where what is painted is amended, that is the polish every so often.
        let amends = search.amending.every > 0;
        let (every, round) = if amends {
            (&mut search.amending.every, &mut search.amending.round)
        } else {
            (&mut search.polish.every, &mut search.polish.round)
        };
        *every = self.polish_every.unwrap_or(*every);
        round.steps = self.polish.unwrap_or(round.steps);
        if let Some(steps) = self.last_polish {
            let [coarse, last] = &mut search.polish.last;
            // The page's has no coarse round before it.
            if *last == PolishRound::NONE {
                coarse.steps = steps;
            } else {
                (coarse.steps, last.steps) = (steps / 2, steps);
            }
        }
    }

    /// A painter of the zoo before an empty canvas and a target.
    pub(crate) fn painter(
        &self,
        kind: Kind,
        header: Header,
        target: &Picture,
    ) -> Result<Box<dyn Painter>> {
        Ok(match kind {
            Kind::Policy => {
                Box::new(ByStroke::new(Alone::new(self.policy()?), header, Some(target))?)
            }
            Kind::HillClimb => {
                Box::new(ByStroke::new(HillClimb::new(self.seed()), header, Some(target))?)
            }
            kind => {
                let mut partner = self.partner(kind)?;
                partner.open(&Log::new(header)?)?;
                partner.set_seed(self.seed());
                partner.set_target(Some(target));
                Box::new(Unattended::new(partner))
            }
        })
    }

    /// A partner that searches as a painter of this kind does. Fails where that is none.
    pub(crate) fn partner(&self, kind: Kind) -> Result<Partner> {
        if kind.search().is_none() {
            bail!("--painter {} begins anew and can't go on with a painting", kind.name());
        }
        let mut partner = if kind.is_by_chance() {
            Partner::new(None)?
        } else {
            self.usable(Partner::new(Some(&self.weights_file()?)))?
        };
        partner.set_settings(Settings { search: self.search(kind), ..partner.settings() });
        Ok(partner)
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
