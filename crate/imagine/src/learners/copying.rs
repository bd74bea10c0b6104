//! Copying: a drawing is seen, and drawn again, by what its squared error and a critic say of the copy.
//!
//! The critic sees half of the drawing beside half of the copy, cut along a line by chance, and learns to tell such
//! pictures from whole drawings: it can't compare pixels, and knows only whether both halves could be of one drawing
//! (the complement discriminator of Mellor and others, "Unsupervised doodling and painting with improved SPIRAL",
//! 2019). The squared error is taken of the pixels and of their means over larger and larger cells, so that a stroke is
//! drawn to ink that it does not touch yet. Whether a stroke is laid is decided by what it really changes.

use limner_env::drawing::{NUMBERS, numbers_gradient, soft_from_numbers};
use limner_env::ink_raster::is_laid;
use limner_env::soft::{Profile, SoftStroke};
use limner_env::{InkRaster, Random};
use limner_nets::{Adam, AdamConfig};

use crate::augment::Augmentation;
use crate::copier::{Copied, Copier, CopierShape, CopyModel};
use crate::critic::CriticShape;
use crate::dataset::{Dataset, Shuffle};
use crate::learners::adversary::{Adversary, AdversaryConfig, AdversaryMetrics};
use crate::model::critic_shape;

/// Weights of the squared error of means over cells of 2, 4 and 8 pixels a side.
const COARSE: [f32; 3] = [0.5, 0.5, 0.25];

/// How the copier learns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CopyingConfig {
    /// The critic's side.
    pub adversary: AdversaryConfig,
    /// The copier's optimiser.
    pub adam: AdamConfig,
    /// Drawings in an update.
    pub batch: usize,
    /// Weight of the critic's opinion beside the squared error; at 0 there is no critic.
    pub adversarial: f32,
    /// Copies of an update that the critic looks at: it takes ten times as long as copying does.
    pub looked_at: usize,
    /// What each stroke that is laid costs, in pixels that are all wrong.
    pub price: f32,
    /// Updates in which all strokes are laid, and after which the price rises for as many more: strokes that are
    /// nowhere yet are worth nothing.
    pub settling: u64,
    /// How drawings are changed before they are copied.
    pub augmentation: Augmentation,
}

impl Default for CopyingConfig {
    fn default() -> Self {
        Self {
            adversary: AdversaryConfig::default(),
            adam: AdamConfig { rate: 1e-3, betas: [0.9, 0.99], average: 0.999 },
            batch: 64,
            adversarial: 2.0,
            looked_at: 16,
            price: 1.0,
            settling: 1_000,
            augmentation: Augmentation { shift: 0.06, turn: 0.12, scale: 0.12 },
        }
    }
}

/// What an update came to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CopyingMetrics {
    /// The critic's side.
    pub critic: AdversaryMetrics,
    /// What the critic's opinion cost the copier, before its weight.
    pub adversarial: f32,
    /// The mean squared error of the copies, as the soft raster draws them.
    pub error: f32,
    /// Strokes laid on a copy, on average.
    pub strokes: f32,
}

/// A copier and a critic that learn from each other.
#[derive(Clone, Debug)]
pub struct Copying {
    /// How they learn.
    pub config: CopyingConfig,
    /// The critic.
    pub adversary: Adversary,
    /// The copier's network.
    pub copier: Copier,
    /// Its parameters.
    pub parameters: Vec<f32>,
    /// Its optimiser.
    pub adam: Adam,
    /// What follows by chance.
    pub random: Random,
    raster: InkRaster,
    copied: Copied,
    gradient: Vec<f32>,
}

/// Which pixels of a picture are the copy's.
pub(crate) struct Half {
    normal: [f32; 2],
    offset: f32,
}

impl Half {
    pub(crate) fn draw(side: usize, random: &mut Random) -> Self {
        let angle = random.between(0.0, std::f32::consts::TAU);
        // Through the middle, or not far from it.
        let offset = random.between(-0.1, 0.1) * side as f32;
        Self { normal: [angle.cos(), angle.sin()], offset }
    }

    pub(crate) fn holds(&self, side: usize, pixel: usize) -> bool {
        let middle = (side as f32 - 1.0) / 2.0;
        let (x, y) = ((pixel % side) as f32 - middle, (pixel / side) as f32 - middle);
        self.normal[0] * x + self.normal[1] * y > self.offset
    }
}

impl Copying {
    /// A copier and a critic that know nothing yet.
    #[must_use]
    pub fn new(shape: CopierShape, config: CopyingConfig, seed: u32) -> Self {
        let mut random = Random::new(seed);
        let critic = CriticShape { group: 1, ..critic_shape(shape.side, 0) };
        let adversary = Adversary::new(critic, config.adversary, &mut random);
        let copier = Copier::new(shape);
        let parameters = copier.initial(&mut random);
        Self {
            config,
            adversary,
            adam: Adam::new(config.adam, &parameters),
            gradient: vec![0.0; parameters.len()],
            copier,
            parameters,
            random,
            raster: InkRaster::new(shape.side.into(), Profile::default()),
            copied: Copied::default(),
        }
    }

    /// What was learned so far, averaged.
    #[must_use]
    pub fn model(&self, name: &str) -> CopyModel {
        let parameters = self.adam.averaged.clone();
        CopyModel { name: name.to_owned(), copier: self.copier.clone(), parameters }
    }

    /// One update of both, on drawings of a set. `None` where what came out is no number: nothing was learned then.
    ///
    /// # Panics
    ///
    /// Where the set is empty or of another side.
    pub fn learn(&mut self, set: &Dataset, shuffle: &Shuffle) -> Option<CopyingMetrics> {
        let CopierShape { side, strokes: most } = self.copier.shape();
        assert!(!set.is_empty() && set.side == usize::from(side), "drawings of this side");
        let CopyingConfig { batch, adversarial, price, .. } = self.config;
        let (side_px, len) = (set.side, set.side * set.side);
        let indices: Vec<usize> = (0..batch).map(|_| shuffle.any(&mut self.random)).collect();
        let mut targets = Vec::with_capacity(batch * len);
        set.read(indices, &mut targets);
        let mut scratch = Vec::new();
        for target in targets.chunks_exact_mut(len) {
            let change = self.config.augmentation.draw(side_px, &mut self.random);
            change.apply(side_px, target, &mut scratch);
        }
        self.copier.copy(&self.parameters, &targets, &mut self.copied);
        let soft: Vec<SoftStroke> =
            self.copied.strokes.iter().map(|n| soft_from_numbers(n, side, None)).collect();
        let mut pictures = vec![0.0; targets.len()];
        for (picture, strokes) in pictures.chunks_exact_mut(len).zip(soft.chunks_exact(most)) {
            self.raster.draw(strokes, picture);
        }
        let laid = soft.iter().filter(|s| is_laid(s.opacity)).count();
        let mut metrics =
            CopyingMetrics { strokes: laid as f32 / batch as f32, ..CopyingMetrics::default() };
        let mut d_opinion = Vec::new();
        let seen = self.config.looked_at.clamp(1, batch) * len;
        if adversarial > 0.0 {
            (metrics.critic, metrics.adversarial) =
                self.opinion(&targets[..seen], &pictures[..seen], side_px, &mut d_opinion)?;
        }
        let mut d_strokes: Vec<[f32; NUMBERS]> = Vec::with_capacity(soft.len());
        let share = 1.0 / batch as f32;
        let mut d_picture = vec![0.0; len];
        let settled =
            (self.adam.steps as f32 / self.config.settling.max(1) as f32 - 1.0).clamp(0.0, 1.0);
        let pairs = pictures.chunks_exact_mut(len).zip(targets.chunks_exact(len));
        for (i, (picture, target)) in pairs.enumerate() {
            let strokes = &soft[i * most..(i + 1) * most];
            d_picture.fill(0.0);
            metrics.error += share * squared_error(picture, target, side_px, &mut d_picture);
            d_picture.iter_mut().for_each(|d| *d *= share);
            if let Some(d) = d_opinion.get(i * len..(i + 1) * len) {
                d_picture.iter_mut().zip(d).for_each(|(to, d)| *to += adversarial * d);
            }
            // Drawn once more: the raster keeps the last picture alone.
            picture.fill(0.0);
            self.raster.draw(strokes, picture);
            let changes = self.raster.changes(strokes, picture, target);
            for (mut d, change) in
                self.raster.gradient(strokes, &mut d_picture).into_iter().zip(changes)
            {
                d.opacity = if settled > 0.0 { share * (change + settled * price) } else { 0.0 };
                let numbers = &self.copied.strokes[d_strokes.len()];
                d_strokes.push(numbers_gradient(numbers, side, &d));
            }
        }
        self.gradient.fill(0.0);
        self.copier.backward(&self.parameters, &mut self.copied, &d_strokes, &mut self.gradient);
        let fine =
            metrics.error.is_finite() && self.adam.step(&mut self.parameters, &self.gradient);
        fine.then_some(metrics)
    }

    /// What the critic says of drawings beside their copies, after it has learned from them.
    fn opinion(
        &mut self,
        targets: &[f32],
        pictures: &[f32],
        side: usize,
        d_pictures: &mut Vec<f32>,
    ) -> Option<(AdversaryMetrics, f32)> {
        let len = side * side;
        let mut both = targets.to_vec();
        let mut halves = Vec::new();
        for (both, picture) in both.chunks_exact_mut(len).zip(pictures.chunks_exact(len)) {
            let half = Half::draw(side, &mut self.random);
            for (pixel, (to, v)) in both.iter_mut().zip(picture).enumerate() {
                if half.holds(side, pixel) {
                    *to = *v;
                }
            }
            halves.push(half);
        }
        let classes = vec![0; halves.len()];
        let mut real_scores = Vec::new();
        let random = &mut self.random;
        let critic = self.adversary.learn(targets, &both, &classes, &mut real_scores, random)?;
        let loss = self.adversary.opinion(&both, &classes, &real_scores, d_pictures, random);
        for (d, half) in d_pictures.chunks_exact_mut(len).zip(halves) {
            for (pixel, d) in d.iter_mut().enumerate() {
                // What is the drawing's is nobody's fault.
                if !half.holds(side, pixel) {
                    *d = 0.0;
                }
            }
        }
        Some((critic, loss))
    }
}

/// The mean squared error of a picture's pixels; adds the gradient of what is learned by: the sum of squared errors of
/// pixels, and of their means over cells, as if each pixel of a cell were as wrong as its mean.
fn squared_error(picture: &[f32], target: &[f32], side: usize, d: &mut [f32]) -> f32 {
    let mut off: Vec<f32> = picture.iter().zip(target).map(|(a, b)| a - b).collect();
    d.iter_mut().zip(&off).for_each(|(d, off)| *d += 2.0 * off);
    let error = off.iter().map(|off| off * off).sum::<f32>() / off.len() as f32;
    let mut cells = side;
    for (level, weight) in COARSE.into_iter().enumerate() {
        let (finer, shift) = (cells, level + 1);
        cells /= 2;
        let mean = |i: usize| {
            let at = (i / cells * finer + i % cells) * 2;
            0.25 * (off[at] + off[at + 1] + off[at + finer] + off[at + finer + 1])
        };
        off = (0..cells * cells).map(mean).collect();
        for (pixel, d) in d.iter_mut().enumerate() {
            let cell = ((pixel / side) >> shift) * cells + ((pixel % side) >> shift);
            *d += 2.0 * weight * off[cell];
        }
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_errors_gradient_matches_differences() {
        let mut random = Random::new(8);
        let mut numbers = || -> Vec<f32> { (0..256).map(|_| random.unit()).collect() };
        let (mut picture, target) = (numbers(), numbers());
        let whole = |picture: &[f32]| -> f64 {
            let off: Vec<f64> =
                picture.iter().zip(&target).map(|(a, b)| f64::from(a - b)).collect();
            let mut sum: f64 = off.iter().map(|v| v * v).sum();
            for (level, weight) in COARSE.into_iter().enumerate() {
                let cell = 2 << level;
                let cells = 16 / cell;
                for i in 0..cells * cells {
                    let of_cell = (0..cell * cell).map(|j| {
                        off[(i / cells * cell + j / cell) * 16 + i % cells * cell + j % cell]
                    });
                    let area = (cell * cell) as f64;
                    let mean = of_cell.sum::<f64>() / area;
                    sum += f64::from(weight) * area * mean * mean;
                }
            }
            sum
        };
        let mut d = vec![0.0; 256];
        squared_error(&picture, &target, 16, &mut d);
        for pixel in (0..256).step_by(13) {
            let kept = picture[pixel];
            picture[pixel] = kept + 0.01;
            let up = whole(&picture);
            picture[pixel] = kept - 0.01;
            let difference = (up - whole(&picture)) / 0.02;
            picture[pixel] = kept;
            assert!((difference - f64::from(d[pixel])).abs() < 1e-3, "{difference}, {}", d[pixel]);
        }
    }
}
