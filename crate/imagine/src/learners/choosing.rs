//! Q-learning beside a critic that learns too: strokes are proposed by chance, or by a pathwise generator that learns
//! meanwhile (the mixture), and what is learned is which of them to lay, and when to be done. Beside a critic that has
//! learned and stays as it is, what is learned is told apart from what the critic learns meanwhile.

use limner_env::Random;
use limner_env::drawing::{Act, Drawings, Error, Judge, NUMBERS, Sheets};

use crate::critic::{Critic, CriticShape, Look};
use crate::dataset::{Dataset, Shuffle};
use crate::generator::{Drawn, Generator, GeneratorShape};
use crate::learners::adversary::{Adversary, AdversaryConfig, AdversaryMetrics};
use crate::learners::pathwise::{Pathwise, PathwiseConfig, PathwiseMetrics};
use crate::learners::q_learning::{Chooser, PROPOSALS, Proposer, QConfig, QLearner, QMetrics};
use crate::model::{GROUP, Model, critic_shape};
use crate::strokes::{act, by_chance};

/// How likely a stroke that is proposed by chance starts where the last one ended.
const GOES_ON: f32 = 0.3;

/// What an update came to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ChoosingMetrics {
    /// The critic's side.
    pub critic: AdversaryMetrics,
    /// The choices.
    pub choices: QMetrics,
    /// The generator that proposes, where there is one.
    pub proposals: Option<PathwiseMetrics>,
}

/// Who proposes strokes.
#[derive(Clone, Debug)]
pub enum Proposals {
    /// Chance, with a critic that learns from what is chosen.
    Chance(Box<Adversary>),
    /// A generator that learns from its own critic: each proposal is the stroke of another drawing that it imagines.
    Generator(Box<Pathwise>),
    /// Chance, or where the flag says so the generator, of a model that stays as it is, and so does its critic.
    Settled(Box<Model>, bool),
}

/// A network of values, who proposes, and a critic.
#[derive(Clone, Debug)]
pub struct Choosing {
    /// What chooses.
    pub chooser: QLearner,
    /// Who proposes.
    pub proposals: Proposals,
    /// What follows by chance.
    pub random: Random,
    classes: usize,
}

/// The critic as who judges: each drawing by itself, or in its group where groups are whole.
struct Opinion<'a> {
    critic: &'a Critic,
    parameters: &'a [f32],
    classes: &'a [u16],
    look: Look,
}

impl<'a> Opinion<'a> {
    fn of(adversary: &'a Adversary, classes: &'a [u16]) -> Self {
        let Adversary { critic, parameters, .. } = adversary;
        Self { critic, parameters, classes, look: Look::default() }
    }

    fn of_settled(model: &'a Model, classes: &'a [u16]) -> Self {
        let Model { critic, critics_parameters: parameters, .. } = model;
        Self { critic, parameters, classes, look: Look::default() }
    }
}

impl Judge for Opinion<'_> {
    fn scores(&mut self, sheets: &Sheets) -> Vec<f32> {
        self.critic.look(self.parameters, &sheets.data, self.classes, &mut self.look).to_vec()
    }
}

struct Anything;

impl Proposer for Anything {
    fn propose(&mut self, _: Option<u8>, _: usize, random: &mut Random) -> Vec<Act> {
        let mut act = || {
            let act = by_chance(random);
            Act { lift: random.unit() >= GOES_ON, ..act }
        };
        (0..PROPOSALS).map(|_| act()).collect()
    }
}

struct Imagined<'a> {
    generator: &'a Generator,
    parameters: &'a [f32],
    drawn: Drawn,
}

impl<'a> Imagined<'a> {
    fn by(generator: &'a Generator, parameters: &'a [f32]) -> Self {
        Self { generator, parameters, drawn: Drawn::default() }
    }
}

impl Proposer for Imagined<'_> {
    fn propose(&mut self, class: Option<u8>, strokes: usize, random: &mut Random) -> Vec<Act> {
        let noise = Generator::noise(PROPOSALS, random);
        let classes = vec![class.map_or(0, u16::from); PROPOSALS];
        let all = self.generator.draw(self.parameters, &noise, &classes, &mut self.drawn);
        let most = self.generator.shape().strokes;
        let proposed = |drawing: &[[f32; NUMBERS]]| {
            let mut numbers = drawing[strokes.min(most - 1)];
            // Whether it is laid is what is to be chosen.
            numbers[8] = numbers[8].max(1.0);
            act(numbers)
        };
        all.chunks(most).map(proposed).collect()
    }
}

fn proposer_of(model: &Model, imagined: bool) -> Box<dyn Proposer + '_> {
    match imagined {
        true => Box::new(Imagined::by(&model.generator, &model.parameters)),
        false => Box::new(Anything),
    }
}

impl Choosing {
    /// Choices among strokes by chance, with a critic that knows nothing yet.
    #[must_use]
    pub fn among_any(classes: usize, config: QConfig, seed: u32) -> Self {
        let shape = CriticShape { group: GROUP, ..critic_shape(config.options.side, classes) };
        let mut random = Random::new(!seed);
        let adversary = Adversary::new(shape, AdversaryConfig::default(), &mut random);
        let chooser = QLearner::new(config, seed);
        Self { chooser, proposals: Proposals::Chance(Box::new(adversary)), random, classes }
    }

    /// Choices among what a generator imagines, which knows nothing yet either.
    #[must_use]
    pub fn among_imagined(classes: usize, config: QConfig, seed: u32) -> Self {
        let shape = GeneratorShape { classes, strokes: config.options.max_strokes };
        let pathwise = Pathwise::new(config.options.side, shape, PathwiseConfig::default(), seed);
        let proposals = Proposals::Generator(Box::new(pathwise));
        let (chooser, random) = (QLearner::new(config, seed), Random::new(!seed));
        Self { chooser, proposals, random, classes }
    }

    /// Choices beside a critic that stays as it is: among what the model's generator imagines, or any.
    #[must_use]
    pub fn beside(model: Model, imagined: bool, config: QConfig, seed: u32) -> Self {
        let classes = model.classes.len();
        let proposals = Proposals::Settled(Box::new(model), imagined);
        let (chooser, random) = (QLearner::new(config, seed), Random::new(!seed));
        Self { chooser, proposals, random, classes }
    }

    /// Drawings that were looked at so far.
    #[must_use]
    pub fn images(&self) -> u64 {
        let steps = self.chooser.steps / self.chooser.config.options.max_strokes.max(1) as u64;
        let chosen = steps * self.chooser.config.drawings as u64;
        match &self.proposals {
            Proposals::Chance(_) | Proposals::Settled(..) => chosen,
            Proposals::Generator(pathwise) => {
                chosen + pathwise.adam.steps * pathwise.config.batch as u64
            }
        }
    }

    fn classes_of(&self, named: &[u16]) -> Vec<Option<u8>> {
        let known = self.classes > 0;
        named.iter().map(|class| u8::try_from(*class).ok().filter(|_| known)).collect()
    }

    /// One update of all, on drawings of a set. `None` where what came out is no number, or could not be drawn.
    ///
    /// # Panics
    ///
    /// Where the set is empty or of another side.
    pub fn learn(&mut self, set: &Dataset, shuffle: &Shuffle) -> Option<ChoosingMetrics> {
        let count = self.chooser.config.drawings;
        let groups = shuffle.groups(count, GROUP, self.classes > 0, &mut self.random);
        let classes = self.classes_of(&groups.named);
        let mut metrics = ChoosingMetrics::default();
        match &mut self.proposals {
            Proposals::Chance(adversary) => {
                let named = &groups.named;
                let mut judge = Opinion::of(adversary, named);
                metrics.choices = self.chooser.learn(&classes, &mut Anything, &mut judge).ok()?;
                let (mut real, mut real_scores) = (Vec::new(), Vec::new());
                set.read(groups.indices, &mut real);
                let drawn = &self.chooser.drawn;
                let random = &mut self.random;
                metrics.critic = adversary.learn(&real, drawn, named, &mut real_scores, random)?;
            }
            Proposals::Generator(pathwise) => {
                let learned = pathwise.learn(set, shuffle)?;
                (metrics.critic, metrics.proposals) = (learned.critic, Some(learned));
                let (generator, parameters) = (&pathwise.generator, &pathwise.parameters[..]);
                let mut proposer = Imagined::by(generator, parameters);
                let mut judge = Opinion::of(&pathwise.adversary, &groups.named);
                metrics.choices = self.chooser.learn(&classes, &mut proposer, &mut judge).ok()?;
            }
            Proposals::Settled(model, imagined) => {
                let mut judge = Opinion::of_settled(model, &groups.named);
                let mut proposer = proposer_of(model, *imagined);
                metrics.choices = self.chooser.learn(&classes, &mut *proposer, &mut judge).ok()?;
            }
        }
        Some(metrics)
    }

    /// Drawings of these classes, and what they earned on average, where choices are made so.
    pub fn draw(&mut self, chooser: Chooser, classes: &[u16]) -> Result<(f32, Drawings), Error> {
        let asked = self.classes_of(classes);
        match &mut self.proposals {
            Proposals::Chance(adversary) => {
                let mut judge = Opinion::of(adversary, classes);
                self.chooser.draw(chooser, &asked, &mut Anything, &mut judge)
            }
            Proposals::Generator(pathwise) => {
                let parameters = &pathwise.adam.averaged[..];
                let generator = &pathwise.generator;
                let mut proposer = Imagined::by(generator, parameters);
                let mut judge = Opinion::of(&pathwise.adversary, classes);
                self.chooser.draw(chooser, &asked, &mut proposer, &mut judge)
            }
            Proposals::Settled(model, imagined) => {
                let mut judge = Opinion::of_settled(model, classes);
                let mut proposer = proposer_of(model, *imagined);
                self.chooser.draw(chooser, &asked, &mut *proposer, &mut judge)
            }
        }
    }
}
