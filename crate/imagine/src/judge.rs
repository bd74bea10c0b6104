//! Judges: small classifiers that are trained from the data, to say what drawings show and how they look. One is
//! trained for choosing, another for reporting, which nothing was chosen by.

use limner_env::Random;
use limner_nets::{Activation, Adam, AdamConfig, Slots, Stack, Tape};

use crate::augment::Augmentation;
use crate::dataset::Dataset;

/// Numbers that a judge sees a drawing as before it names it.
pub const FEATURES: usize = 128;
/// Drawings in an update.
const BATCH: usize = 64;
/// How drawings are changed while it learns.
const AUGMENTATION: Augmentation = Augmentation { shift: 0.06, turn: 0.12, scale: 0.1 };

/// A judge's network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JudgeShape {
    /// Side of the drawings.
    pub side: usize,
    /// Classes it names.
    pub classes: usize,
    /// Channels of the first of its three convolutions; the others have twice and four times as many.
    pub channels: usize,
}

/// A classifier of drawings.
#[derive(Clone, Debug)]
pub struct Classifier {
    shape: JudgeShape,
    trunk: Stack,
    head: Stack,
    parameters: Vec<f32>,
}

/// What a judge says of drawings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Opinions {
    /// How it sees each: [`FEATURES`] numbers.
    pub features: Vec<f32>,
    /// The class it takes each for.
    pub classes: Vec<u16>,
    /// How sure it is, 0..=1.
    pub confidences: Vec<f32>,
}

impl Classifier {
    fn untrained(shape: JudgeShape, random: &mut Random) -> Self {
        let mut slots = Slots::default();
        let leaky = Activation::LeakyRelu;
        let [a, b, c] = [1, 2, 4].map(|times| times * shape.channels);
        let trunk = Stack::new(shape.side * shape.side)
            .convolution(&mut slots, [1, a], [4, 2, 1], leaky)
            .convolution(&mut slots, [a, b], [3, 2, 1], leaky)
            .convolution(&mut slots, [b, c], [3, 2, 1], leaky)
            .dense(&mut slots, FEATURES, leaky);
        let head = Stack::new(FEATURES).dense(&mut slots, shape.classes, Activation::Linear);
        let parameters = slots.initial(|| random.normal());
        Self { shape, trunk, head, parameters }
    }

    /// Learns to name the drawings of a set, each of which it sees so many times. `heard` is told after each time
    /// how many of the last it named wrongly; where it says no, the judge is as far as it came.
    ///
    /// # Panics
    ///
    /// Where the set is empty.
    pub fn trained(
        set: &Dataset,
        channels: usize,
        times: usize,
        seed: u32,
        mut heard: impl FnMut(usize, f32) -> bool,
    ) -> Self {
        assert!(!set.is_empty(), "drawings to learn from");
        let mut random = Random::new(seed);
        let shape = JudgeShape { side: set.side, classes: set.classes(), channels };
        let mut judge = Self::untrained(shape, &mut random);
        let config = AdamConfig { rate: 1e-3, ..AdamConfig::default() };
        let mut adam = Adam::new(config, &judge.parameters);
        let (mut trunk, mut head) = (Tape::default(), Tape::default());
        let mut gradient = vec![0.0; judge.parameters.len()];
        let (mut pictures, mut scratch, mut d_features) = (Vec::new(), Vec::new(), Vec::new());
        let updates = set.len().div_ceil(BATCH);
        for time in 0..times {
            let mut wrong = 0.0;
            for update in 0..updates {
                // The rate falls to a twentieth over the last half.
                let part = (time * updates + update) as f32 / (times * updates) as f32;
                adam.config.rate = config.rate * (2.0 - 2.0 * part).clamp(0.05, 1.0);
                let indices: Vec<usize> = (0..BATCH).map(|_| random.below(set.len())).collect();
                pictures.clear();
                set.read(indices.iter().copied(), &mut pictures);
                for picture in pictures.chunks_exact_mut(set.side * set.side) {
                    let change = AUGMENTATION.draw(set.side, &mut random);
                    change.apply(set.side, picture, &mut scratch);
                }
                let features = judge.trunk.forward(&judge.parameters, &pictures, &mut trunk);
                let outputs = judge.head.forward(&judge.parameters, features, &mut head);
                let mut d = softmax(outputs, shape.classes);
                for (row, index) in d.chunks_exact_mut(shape.classes).zip(&indices) {
                    let label = usize::from(set.labels[*index]);
                    wrong += if largest(row).0 == label { 0.0 } else { 1.0 };
                    row[label] -= 1.0;
                    row.iter_mut().for_each(|d| *d /= BATCH as f32);
                }
                gradient.fill(0.0);
                let to = Some(&mut gradient[..]);
                judge.head.backward(&judge.parameters, &mut head, &d, to, Some(&mut d_features));
                let to = Some(&mut gradient[..]);
                judge.trunk.backward(&judge.parameters, &mut trunk, &d_features, to, None);
                adam.step(&mut judge.parameters, &gradient);
            }
            if !heard(time, wrong / (updates * BATCH) as f32) {
                break;
            }
        }
        judge.parameters = adam.averaged;
        judge
    }

    /// A judge of this shape from its parameters; `None` where there are too few or too many.
    #[must_use]
    pub fn from_parameters(shape: JudgeShape, parameters: Vec<f32>) -> Option<Self> {
        let judge = Self::untrained(shape, &mut Random::new(0));
        (judge.parameters.len() == parameters.len()).then_some(Self { parameters, ..judge })
    }

    /// The judge's network.
    #[must_use]
    pub fn shape(&self) -> JudgeShape {
        self.shape
    }

    /// The judge's parameters.
    #[must_use]
    pub fn parameters(&self) -> &[f32] {
        &self.parameters
    }

    /// What it says of drawings.
    #[must_use]
    pub fn opinions(&self, pictures: &[f32]) -> Opinions {
        let (mut trunk, mut head) = (Tape::default(), Tape::default());
        let mut opinions = Opinions::default();
        // A few at a time: what a pass keeps is many times the pictures.
        for pictures in pictures.chunks(BATCH * self.trunk.inputs()) {
            let features = self.trunk.forward(&self.parameters, pictures, &mut trunk);
            opinions.features.extend_from_slice(features);
            let outputs = self.head.forward(&self.parameters, features, &mut head);
            for row in softmax(outputs, self.shape.classes).chunks_exact(self.shape.classes) {
                let (class, confidence) = largest(row);
                opinions.classes.push(u16::try_from(class).unwrap_or(u16::MAX));
                opinions.confidences.push(confidence);
            }
        }
        opinions
    }

    /// What part of a set's drawings it names as they are called.
    #[must_use]
    pub fn accuracy(&self, set: &Dataset) -> f32 {
        let mut right = 0;
        for first in (0..set.len()).step_by(BATCH) {
            let indices = first..set.len().min(first + BATCH);
            let mut pictures = Vec::new();
            set.read(indices.clone(), &mut pictures);
            let named = self.opinions(&pictures).classes;
            right += named.iter().zip(&set.labels[indices]).filter(|(a, b)| a == b).count();
        }
        right as f32 / set.len().max(1) as f32
    }
}

/// Probabilities of each row.
fn softmax(outputs: &[f32], classes: usize) -> Vec<f32> {
    let mut probabilities = outputs.to_vec();
    for row in probabilities.chunks_exact_mut(classes) {
        let most = row.iter().fold(f32::MIN, |a, b| a.max(*b));
        row.iter_mut().for_each(|v| *v = (*v - most).exp());
        let sum: f32 = row.iter().sum();
        row.iter_mut().for_each(|v| *v /= sum);
    }
    probabilities
}

/// The place of the largest number, and the number.
fn largest(row: &[f32]) -> (usize, f32) {
    let start = (0, f32::MIN);
    row.iter().enumerate().fold(start, |most, (i, v)| if *v > most.1 { (i, *v) } else { most })
}
