//! Pathwise: the gradient of the critic's opinion goes through the soft raster into the strokes, and from them into
//! the network that put them there.
//!
//! What is drawn while learning is the soft raster's; what is shown and measured is always the integer brush's.

use limner_env::drawing::{NUMBERS, numbers_gradient, soft_from_numbers};
use limner_env::soft::{Profile, SoftStroke};
use limner_env::{InkRaster, Random};
use limner_nets::{Adam, AdamConfig};

use crate::critic::CriticShape;
use crate::dataset::{Dataset, Groups, Shuffle};
use crate::generator::{Drawn, Generator, GeneratorShape};
use crate::learners::adversary::{Adversary, AdversaryConfig, AdversaryMetrics};
use crate::model::{GROUP, critic_shape};

/// How the pathwise learner learns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PathwiseConfig {
    /// The critic's side.
    pub adversary: AdversaryConfig,
    /// The generator's optimiser.
    pub adam: AdamConfig,
    /// Drawings in an update.
    pub batch: usize,
    /// Drawings of one class that the critic looks at together.
    pub group: usize,
    /// What each stroke that is laid costs.
    pub price: f32,
}

impl Default for PathwiseConfig {
    fn default() -> Self {
        Self {
            adversary: AdversaryConfig::default(),
            adam: AdamConfig { rate: 5e-4, betas: [0.0, 0.99], average: 0.998 },
            batch: 64,
            group: GROUP,
            price: 0.0,
        }
    }
}

/// What an update came to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PathwiseMetrics {
    /// The critic's side.
    pub critic: AdversaryMetrics,
    /// The generator's loss.
    pub loss: f32,
    /// Strokes laid on a drawing, on average.
    pub strokes: f32,
    /// How much drawings differ at a pixel, in parts of how much real ones do.
    pub variety: f32,
}

/// A generator and a critic that learn from each other.
#[derive(Clone, Debug)]
pub struct Pathwise {
    /// How they learn.
    pub config: PathwiseConfig,
    /// The critic.
    pub adversary: Adversary,
    /// The generator's network.
    pub generator: Generator,
    /// Its parameters.
    pub parameters: Vec<f32>,
    /// Its optimiser.
    pub adam: Adam,
    /// What follows by chance.
    pub random: Random,
    side: u16,
    rasters: Vec<InkRaster>,
    drawn: Drawn,
    gradient: Vec<f32>,
}

impl Pathwise {
    /// A generator and a critic that know nothing yet, for drawings of this side.
    #[must_use]
    pub fn new(side: u16, shape: GeneratorShape, config: PathwiseConfig, seed: u32) -> Self {
        let mut random = Random::new(seed);
        let critic = CriticShape { group: config.group, ..critic_shape(side, shape.classes) };
        let adversary = Adversary::new(critic, config.adversary, &mut random);
        let generator = Generator::new(shape);
        let parameters = generator.initial(&mut random);
        Self {
            config,
            adversary,
            adam: Adam::new(config.adam, &parameters),
            gradient: vec![0.0; parameters.len()],
            generator,
            parameters,
            random,
            side,
            rasters: vec![InkRaster::new(side.into(), Profile::default()); config.batch],
            drawn: Drawn::default(),
        }
    }

    /// Side of the sheets.
    #[must_use]
    pub fn side(&self) -> u16 {
        self.side
    }

    /// One update of both, on drawings of a set. `None` where what came out is no number: nothing was learned then.
    ///
    /// # Panics
    ///
    /// Where the set is empty or of another side.
    pub fn learn(&mut self, set: &Dataset, shuffle: &Shuffle) -> Option<PathwiseMetrics> {
        assert!(!set.is_empty() && set.side == usize::from(self.side), "drawings of this side");
        let has_classes = self.generator.shape().classes > 0;
        let Groups { indices, named: classes } =
            shuffle.groups(self.config.batch, self.config.group, has_classes, &mut self.random);
        let mut real = Vec::new();
        set.read(indices, &mut real);
        let noise = Generator::noise(classes.len(), &mut self.random);
        self.generator.draw(&self.parameters, &noise, &classes, &mut self.drawn);
        let per_drawing = self.generator.shape().strokes;
        let soft: Vec<SoftStroke> =
            self.drawn.strokes.iter().map(|n| soft_from_numbers(n, self.side, None)).collect();
        let len = set.side * set.side;
        let mut pictures = vec![0.0; classes.len() * len];
        let drawings = pictures.chunks_exact_mut(len).zip(soft.chunks_exact(per_drawing));
        for ((picture, strokes), raster) in drawings.zip(&mut self.rasters) {
            raster.draw(strokes, picture);
        }
        let mut metrics = PathwiseMetrics {
            strokes: soft.iter().filter(|s| limner_env::ink_raster::is_laid(s.opacity)).count()
                as f32
                / classes.len() as f32,
            variety: variety(&pictures, len) / variety(&real, len).max(1e-6),
            ..PathwiseMetrics::default()
        };
        let mut real_scores = Vec::new();
        let random = &mut self.random;
        metrics.critic =
            self.adversary.learn(&real, &pictures, &classes, &mut real_scores, random)?;
        let mut d_pictures = Vec::new();
        metrics.loss = self.adversary.opinion(
            &pictures,
            &classes,
            &real_scores,
            &mut d_pictures,
            &mut self.random,
        );
        let mut d_strokes: Vec<[f32; NUMBERS]> = Vec::with_capacity(soft.len());
        let drawings = d_pictures.chunks_exact_mut(len).zip(soft.chunks_exact(per_drawing));
        for ((d_picture, strokes), raster) in drawings.zip(&mut self.rasters) {
            for d in &mut raster.gradient(strokes, d_picture) {
                d.opacity += self.config.price / classes.len() as f32;
                let numbers = &self.drawn.strokes[d_strokes.len()];
                d_strokes.push(numbers_gradient(numbers, self.side, d));
            }
        }
        self.gradient.fill(0.0);
        self.generator.backward(&self.parameters, &mut self.drawn, &d_strokes, &mut self.gradient);
        let fine = metrics.loss.is_finite() && self.adam.step(&mut self.parameters, &self.gradient);
        fine.then_some(metrics)
    }
}

/// How much pictures differ: the mean over pixels of the standard deviation.
fn variety(pictures: &[f32], len: usize) -> f32 {
    let count = (pictures.len() / len).max(1) as f32;
    let mut sum = 0.0;
    for pixel in 0..len {
        let values = pictures.iter().skip(pixel).step_by(len);
        let (total, squares) = values.fold((0.0, 0.0), |(t, s), v| (t + v, s + v * v));
        let mean: f32 = total / count;
        sum += (squares / count - mean * mean).max(0.0).sqrt();
    }
    sum / len as f32
}
