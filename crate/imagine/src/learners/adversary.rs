//! The critic's side of the game, the same for every learner.
//!
//! The loss is the relativistic pairing one (Jolicoeur-Martineau, 2018; Huang and others, "The GAN is dead; long
//! live the GAN!", 2024): softplus of a drawing's score less that of a real one of its class. Networks without second
//! derivatives are held smooth by a first-order penalty: how much a score changes under a little noise, squared, on
//! real and drawn pictures.

use limner_env::Random;
use limner_env::action::sigmoid;
use limner_nets::{Adam, AdamConfig};

use crate::augment::{Augmentation, Change};
use crate::critic::{Critic, CriticShape, Look};

/// How a critic learns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdversaryConfig {
    /// Its optimiser.
    pub adam: AdamConfig,
    /// Weight of the penalty.
    pub penalty: f32,
    /// Deviation of the penalty's noise.
    pub noise: f32,
    /// How pictures are changed before it sees them.
    pub augmentation: Augmentation,
}

impl Default for AdversaryConfig {
    fn default() -> Self {
        Self {
            adam: AdamConfig { rate: 5e-4, betas: [0.0, 0.99], average: 0.998 },
            penalty: 0.5,
            noise: 0.1,
            augmentation: Augmentation { shift: 0.06, turn: 0.0, scale: 0.0 },
        }
    }
}

/// What an update of the critic came to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AdversaryMetrics {
    /// Its loss; ln 2 where it knows nothing.
    pub loss: f32,
    /// The penalty, before its weight.
    pub penalty: f32,
    /// By how much real ones score higher.
    pub gap: f32,
}

/// A critic that learns.
#[derive(Clone, Debug)]
pub struct Adversary {
    /// How it learns.
    pub config: AdversaryConfig,
    /// Its network.
    pub critic: Critic,
    /// Its parameters.
    pub parameters: Vec<f32>,
    /// Its optimiser.
    pub adam: Adam,
    look: Look,
    gradient: Vec<f32>,
    batch: Vec<f32>,
    classes: Vec<u16>,
    scratch: Vec<f32>,
}

impl Adversary {
    /// A critic that knows nothing yet.
    #[must_use]
    pub fn new(shape: CriticShape, config: AdversaryConfig, random: &mut Random) -> Self {
        let critic = Critic::new(shape);
        let parameters = critic.initial(random);
        Self {
            config,
            adam: Adam::new(config.adam, &parameters),
            gradient: vec![0.0; parameters.len()],
            critic,
            parameters,
            look: Look::default(),
            batch: Vec::new(),
            classes: Vec::new(),
            scratch: Vec::new(),
        }
    }

    /// Learns to tell drawn pictures from real ones, pair by pair of one class. Leaves each real one's score in
    /// `real_scores`. `None` where what came out is no number: nothing was learned then.
    pub fn learn(
        &mut self,
        real: &[f32],
        drawn: &[f32],
        classes: &[u16],
        real_scores: &mut Vec<f32>,
        random: &mut Random,
    ) -> Option<AdversaryMetrics> {
        let count = classes.len();
        let CriticShape { side, .. } = self.critic.shape();
        self.batch.clear();
        self.batch.extend_from_slice(real);
        self.batch.extend_from_slice(drawn);
        for picture in self.batch.chunks_exact_mut(side * side) {
            let change = self.config.augmentation.draw(side, random);
            change.apply(side, picture, &mut self.scratch);
        }
        let len = self.batch.len();
        self.batch.extend_from_within(..);
        let noise = self.config.noise;
        // Up or down by chance: all that the penalty asks of its noise is its variance.
        for pixels in self.batch[len..].chunks_mut(32) {
            let signs = random.bits();
            for (i, pixel) in pixels.iter_mut().enumerate() {
                *pixel += if signs >> i & 1 == 0 { noise } else { -noise };
            }
        }
        self.classes.clear();
        (0..4).for_each(|_| self.classes.extend_from_slice(classes));
        let Self { critic, parameters, look, .. } = self;
        let scores = critic.look(parameters, &self.batch, &self.classes, look);
        let mut d = vec![0.0; 4 * count];
        let mut metrics = AdversaryMetrics::default();
        let share = 1.0 / count as f32;
        for i in 0..count {
            let gap = scores[i] - scores[count + i];
            metrics.loss += share * softplus(-gap);
            metrics.gap += share * gap;
            let pull = share * sigmoid(-gap);
            d[i] -= pull;
            d[count + i] += pull;
        }
        let smooth = self.config.penalty / (noise * noise) * share;
        for i in 0..2 * count {
            let change = scores[2 * count + i] - scores[i];
            metrics.penalty += share * change * change / (noise * noise);
            d[2 * count + i] += 2.0 * smooth * change;
            d[i] -= 2.0 * smooth * change;
        }
        real_scores.clear();
        real_scores.extend_from_slice(&scores[..count]);
        self.gradient.fill(0.0);
        critic.backward(parameters, look, &d, Some(&mut self.gradient), None);
        let fine = metrics.loss.is_finite() && self.adam.step(&mut self.parameters, &self.gradient);
        fine.then_some(metrics)
    }

    /// The generator's loss on drawn pictures beside real ones' scores, and its gradient with respect to each pixel.
    pub fn opinion(
        &mut self,
        drawn: &[f32],
        classes: &[u16],
        real_scores: &[f32],
        d_drawn: &mut Vec<f32>,
        random: &mut Random,
    ) -> f32 {
        let CriticShape { side, .. } = self.critic.shape();
        self.batch.clear();
        self.batch.extend_from_slice(drawn);
        let mut changes: Vec<Change> = Vec::with_capacity(classes.len());
        for picture in self.batch.chunks_exact_mut(side * side) {
            let change = self.config.augmentation.draw(side, random);
            change.apply(side, picture, &mut self.scratch);
            changes.push(change);
        }
        let scores = self.critic.look(&self.parameters, &self.batch, classes, &mut self.look);
        let share = 1.0 / classes.len() as f32;
        let gaps = real_scores.iter().zip(scores).map(|(real, drawn)| real - drawn);
        let gaps: Vec<f32> = gaps.collect();
        let d: Vec<f32> = gaps.iter().map(|gap| -share * sigmoid(*gap)).collect();
        self.critic.backward(&self.parameters, &mut self.look, &d, None, Some(d_drawn));
        for (d, change) in d_drawn.chunks_exact_mut(side * side).zip(changes) {
            change.pull_back(side, d, &mut self.scratch);
        }
        gaps.into_iter().map(softplus).sum::<f32>() * share
    }

    /// What the averaged critic thinks of pictures as they are, each by itself.
    pub fn scores(&mut self, pictures: &[f32], classes: &[u16]) -> Vec<f32> {
        self.critic.look(&self.adam.averaged, pictures, classes, &mut self.look).to_vec()
    }
}

/// ln(1 + eᵛ), without overflow.
fn softplus(v: f32) -> f32 {
    v.max(0.0) + (-v.abs()).exp().ln_1p()
}
