//! Who learns: every way to learn behind one face, for training and for comparing.

use anyhow::{Context as _, Result};
use limner_agent::taste::{Context, Mood, features};
use limner_core::{Rgb8, Stroke};
use limner_env::Random;
use limner_env::drawing::{Drawings, Options};
use limner_imagine::Model;
use limner_imagine::bytes::ReadError;
use limner_imagine::checkpoint;
use limner_imagine::copier::CopierShape;
use limner_imagine::dataset::{Dataset, Shuffle};
use limner_imagine::generator::GeneratorShape;
use limner_imagine::learners::actor_critic::{ActorCritic, ActorCriticConfig};
use limner_imagine::learners::adversary::AdversaryMetrics;
use limner_imagine::learners::choosing::Choosing;
use limner_imagine::learners::copying::{Copying, CopyingConfig};
use limner_imagine::learners::pathwise::{Pathwise, PathwiseConfig, PathwiseMetrics};
use limner_imagine::learners::q_learning::{Chooser, QConfig};
use limner_imagine::reward::Weights;
use limner_imagine::training::{Event, Training};
use serde_json::{Value, json};

use super::Kind;
use super::data::SIDE;

/// How it is learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Learner {
    /// The critic's gradient goes through the soft raster into the strokes
    Pathwise,
    /// Strokes by chance through the integer brush: what the critic liked becomes likelier
    ActorCritic,
    /// Which of six strokes that chance proposes, and when to be done, by what it will earn
    QLearning,
    /// The same of six strokes that a pathwise generator proposes, which learns meanwhile
    Mixed,
    /// Drawings are seen and copied in one pass
    Copying,
}

impl Learner {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pathwise => "pathwise",
            Self::ActorCritic => "actor-critic",
            Self::QLearning => "q-learning",
            Self::Mixed => "mixed",
            Self::Copying => "copying",
        }
    }
}

/// What is asked of a student.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub kind: Kind,
    pub learner: Learner,
    /// The names of the classes that can be asked for; none where classes are nothing.
    pub names: Vec<String>,
    pub strokes: usize,
    /// What a stroke costs, and by how much networks move; each learner has its own where nothing is said.
    pub price: Option<f32>,
    pub rate: Option<f32>,
    /// Weight of the critic's opinion beside the squared error of copies.
    pub adversarial: Option<f32>,
    /// What else counts in the reward of an actor-critic.
    pub weights: Weights,
    pub seed: u32,
}

/// What an update came to.
pub(crate) struct Told {
    /// What goes into the log.
    pub numbers: Value,
    /// What went wrong, where a run was rolled back.
    pub rolled_back: Option<String>,
}

/// Somebody who learns from drawings.
pub(crate) trait Student {
    /// Makes an update.
    fn advance(&mut self) -> Result<Told>;
    /// Is told which part of the run is over, 0..=1.
    fn pace(&mut self, over: f32) {
        let _ = over;
    }
    /// Updates so far.
    fn steps(&self) -> u64;
    /// Drawings that were made so far.
    fn images(&self) -> u64;
    /// New drawings of these classes with the integer brush; copies of drawings from the data where copying is learned.
    fn draw(&mut self, classes: &[u16], seed: u32) -> Result<Drawings>;
    /// What was learned, as a file's bytes; `None` where nothing else reads it yet.
    fn model(&self) -> Option<Vec<u8>> {
        None
    }
    /// The run as bytes; `None` where it cannot go on later.
    fn checkpoint(&mut self, elapsed_ms: u64) -> Option<Vec<u8>> {
        let _ = elapsed_ms;
        None
    }
    /// Goes on from bytes; returns the milliseconds until then.
    fn resume(&mut self, bytes: &[u8]) -> Result<u64, ReadError> {
        let _ = bytes;
        Err(ReadError::Kind("run that can go on"))
    }
}

/// How pleasant and how excited a stroke looks, by the table that a person's moods ask by; what lies below it is no part
/// of that.
fn felt(stroke: &Stroke, side: u16) -> [f32; 2] {
    let side = f32::from(side);
    let context = Context { width: side, height: side, below: [0.5; 3], gain: 0.0, density: 0.0 };
    let [pleasant, excited, _] = Mood::felt(&features(stroke, &context));
    [pleasant, excited]
}

/// Paper and ink of a kind.
pub(crate) fn colors(kind: Kind) -> [Rgb8; 2] {
    let (black, white) = (Rgb8::new(0, 0, 0), Rgb8::new(255, 255, 255));
    match kind {
        Kind::Digits => [black, white],
        Kind::Characters => [white, black],
    }
}

/// A student that knows nothing yet, with what it learns from.
pub(crate) fn student(asked: Asked, set: Dataset) -> Result<Box<dyn Student>> {
    let classes = asked.names.len();
    let side = u16::try_from(SIDE)?;
    let [paper, ink] = colors(asked.kind);
    let price = asked.price.unwrap_or(0.0);
    let options = Options {
        side,
        max_strokes: asked.strokes,
        price,
        paper,
        ink: Some(ink),
        ..Options::default()
    };
    Ok(match asked.learner {
        Learner::Pathwise => {
            let mut config = PathwiseConfig { price, ..PathwiseConfig::default() };
            if let Some(rate) = asked.rate {
                (config.adam.rate, config.adversary.adam.rate) = (rate, rate);
            }
            let shape = GeneratorShape { classes, strokes: asked.strokes };
            let learner = Pathwise::new(side, shape, config, asked.seed);
            Box::new(Imagining { training: Training::new(learner, set), asked })
        }
        Learner::ActorCritic => {
            let mut config = ActorCriticConfig { options, ..ActorCriticConfig::default() };
            config.weights = asked.weights;
            if let Some(rate) = asked.rate {
                config.adam.rate = rate;
            }
            let mut learner = ActorCritic::new(classes, config, asked.seed);
            learner.actor.feeling = Some(felt);
            Box::new(Acting { learner, shuffle: Shuffle::new(&set), set })
        }
        Learner::QLearning | Learner::Mixed => {
            let mut config = QConfig { options, ..QConfig::default() };
            if let Some(rate) = asked.rate {
                config.adam.rate = rate;
            }
            let learner = match asked.learner {
                Learner::Mixed => Choosing::among_imagined(classes, config, asked.seed),
                _ => Choosing::among_any(classes, config, asked.seed),
            };
            Box::new(Deciding { learner, shuffle: Shuffle::new(&set), set, updates: 0 })
        }
        Learner::Copying => {
            let mut config = CopyingConfig::default();
            let characters = asked.kind == Kind::Characters;
            config.price = asked.price.unwrap_or(if characters { 3.0 } else { config.price });
            config.adversarial = asked.adversarial.unwrap_or(config.adversarial);
            config.adam.rate = asked.rate.unwrap_or(config.adam.rate);
            let shape = CopierShape { side, strokes: asked.strokes };
            let learner = Copying::new(shape, config, asked.seed);
            let (rate, shuffle) = (config.adam.rate, Shuffle::new(&set));
            Box::new(Seeing { learner, rate, shuffle, set, asked, options })
        }
    })
}

fn critics(metrics: &AdversaryMetrics) -> Value {
    json!({
        "critic_loss": metrics.loss,
        "critic_gap": metrics.gap,
        "critic_penalty": metrics.penalty,
    })
}

/// Two objects as one.
fn joined(mut first: Value, second: Value) -> Value {
    if let (Value::Object(first), Value::Object(second)) = (&mut first, second) {
        first.extend(second);
    }
    first
}

fn pathwise(metrics: &PathwiseMetrics) -> Value {
    let own =
        json!({ "loss": metrics.loss, "strokes": metrics.strokes, "variety": metrics.variety });
    joined(own, critics(&metrics.critic))
}

const NO_NUMBER: &str = "what came out is no number: what was kept last is still there";

struct Imagining {
    training: Training,
    asked: Asked,
}

impl Imagining {
    fn of(&self) -> Model {
        let Asked { kind, names, .. } = &self.asked;
        Model::of(&self.training.learner, kind.name(), names.clone(), colors(*kind))
    }
}

impl Student for Imagining {
    fn advance(&mut self) -> Result<Told> {
        Ok(match self.training.advance() {
            Event::RolledBack { because, .. } => {
                Told { numbers: json!({}), rolled_back: Some(format!("{because:?}")) }
            }
            Event::Learned(metrics) => Told { numbers: pathwise(&metrics), rolled_back: None },
        })
    }

    fn steps(&self) -> u64 {
        self.training.steps()
    }

    fn images(&self) -> u64 {
        self.steps() * self.training.learner.config.batch as u64
    }

    fn draw(&mut self, classes: &[u16], seed: u32) -> Result<Drawings> {
        let model = self.of();
        let asked: Vec<Option<u16>> = classes.iter().copied().map(Some).collect();
        let programs = model.imagine(&asked, &mut Random::new(seed));
        Ok(model.draw(&programs, seed)?)
    }

    fn model(&self) -> Option<Vec<u8>> {
        Some(self.of().encode())
    }

    fn checkpoint(&mut self, elapsed_ms: u64) -> Option<Vec<u8>> {
        Some(checkpoint::encode(&mut self.training.learner, elapsed_ms))
    }

    fn resume(&mut self, bytes: &[u8]) -> Result<u64, ReadError> {
        checkpoint::decode(bytes, &mut self.training.learner)
    }
}

struct Acting {
    learner: ActorCritic,
    set: Dataset,
    shuffle: Shuffle,
}

impl Student for Acting {
    fn advance(&mut self) -> Result<Told> {
        let metrics = self.learner.learn(&self.set, &self.shuffle).context(NO_NUMBER)?;
        let own = json!({
            "reward": metrics.reward,
            "reward_adversarial": metrics.parts.adversarial,
            "reward_economy": metrics.parts.economy,
            "reward_novelty": metrics.parts.novelty,
            "reward_complexity": metrics.parts.complexity,
            "reward_emotion": metrics.parts.emotion,
            "stake": metrics.stake,
            "spread": metrics.spread,
            "strokes": metrics.strokes,
        });
        Ok(Told { numbers: joined(own, critics(&metrics.critic)), rolled_back: None })
    }

    fn steps(&self) -> u64 {
        self.learner.adversary.adam.steps
    }

    fn images(&self) -> u64 {
        // Each with another stroke in the place of some of its own as well.
        let ActorCriticConfig { batch, others, .. } = self.learner.actor.config;
        self.steps() * (batch * (1 + others)) as u64
    }

    fn draw(&mut self, classes: &[u16], seed: u32) -> Result<Drawings> {
        let programs = self.learner.actor.imagine(classes);
        let mut drawings = Drawings::new(self.learner.actor.config.options)?;
        drawings.draw_all(&programs, seed)?;
        Ok(drawings)
    }

    fn checkpoint(&mut self, elapsed_ms: u64) -> Option<Vec<u8>> {
        Some(checkpoint::encode(&mut self.learner, elapsed_ms))
    }

    fn resume(&mut self, bytes: &[u8]) -> Result<u64, ReadError> {
        checkpoint::decode(bytes, &mut self.learner)
    }
}

struct Deciding {
    learner: Choosing,
    set: Dataset,
    shuffle: Shuffle,
    updates: u64,
}

/// Updates after which a learner of choices says what others' choices earn, and drawings that say it.
const TRIED: u64 = 100;
const TRIALS: usize = 64;

impl Student for Deciding {
    fn advance(&mut self) -> Result<Told> {
        let metrics = self.learner.learn(&self.set, &self.shuffle).context(NO_NUMBER)?;
        self.updates += 1;
        let mut numbers = json!({
            "reward": metrics.choices.reward,
            "value": metrics.choices.value,
            "value_error": metrics.choices.error,
        });
        if let Some(proposals) = &metrics.proposals {
            numbers = joined(numbers, pathwise(proposals));
        }
        if self.updates.is_multiple_of(TRIED) {
            let classes: Vec<u16> =
                (0..TRIALS).map(|i| u16::try_from(i / 8).unwrap_or(0)).collect();
            let choosers = [
                ("earned_random", Chooser::Random),
                ("earned_greedy", Chooser::Greedy),
                ("earned_learned", Chooser::Learned),
            ];
            for (name, chooser) in choosers {
                let earned = self.learner.draw(chooser, &classes)?.0;
                numbers = joined(numbers, json!({ name: earned }));
            }
        }
        Ok(Told { numbers: joined(numbers, critics(&metrics.critic)), rolled_back: None })
    }

    fn steps(&self) -> u64 {
        self.updates
    }

    fn images(&self) -> u64 {
        self.learner.images()
    }

    fn draw(&mut self, classes: &[u16], _: u32) -> Result<Drawings> {
        Ok(self.learner.draw(Chooser::Learned, classes)?.1)
    }
}

struct Seeing {
    learner: Copying,
    /// How fast it learns at first; over the last third that falls to a twentieth.
    rate: f32,
    set: Dataset,
    shuffle: Shuffle,
    asked: Asked,
    options: Options,
}

impl Student for Seeing {
    fn advance(&mut self) -> Result<Told> {
        let metrics = self.learner.learn(&self.set, &self.shuffle).context(NO_NUMBER)?;
        let own = json!({
            "error": metrics.error,
            "adversarial": metrics.adversarial,
            "strokes": metrics.strokes,
        });
        Ok(Told { numbers: joined(own, critics(&metrics.critic)), rolled_back: None })
    }

    fn pace(&mut self, over: f32) {
        self.learner.adam.config.rate = self.rate * (3.0 * (1.0 - over)).clamp(0.05, 1.0);
    }

    fn steps(&self) -> u64 {
        self.learner.adam.steps
    }

    fn images(&self) -> u64 {
        self.steps() * self.learner.config.batch as u64
    }

    fn draw(&mut self, classes: &[u16], seed: u32) -> Result<Drawings> {
        let mut random = Random::new(seed);
        let mut targets = Vec::new();
        let chosen = classes.iter().map(|c| self.shuffle.of_class((*c).into(), &mut random));
        self.set.read(chosen, &mut targets);
        let model = self.learner.model(self.asked.kind.name());
        let programs = model.copy(&targets, self.asked.strokes);
        let mut drawings = Drawings::new(self.options)?;
        drawings.draw_all(&programs, seed)?;
        Ok(drawings)
    }

    fn model(&self) -> Option<Vec<u8>> {
        Some(self.learner.model(self.asked.kind.name()).encode())
    }

    fn checkpoint(&mut self, elapsed_ms: u64) -> Option<Vec<u8>> {
        Some(checkpoint::encode(&mut self.learner, elapsed_ms))
    }

    fn resume(&mut self, bytes: &[u8]) -> Result<u64, ReadError> {
        checkpoint::decode(bytes, &mut self.learner)
    }
}
