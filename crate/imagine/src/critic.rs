//! The critic: it learned to tell drawings from real ones, and its opinion is the only reward.

use limner_env::Random;
use limner_nets::{Activation, Deviation, Slots, Stack, Tape};

/// Channels of the first convolution; each further one has twice as many, up to four times.
const CHANNELS: usize = 16;
/// Numbers between features and score.
const HIDDEN: usize = 64;

/// What a critic looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CriticShape {
    /// Side of the pictures, a power of two from 16 on.
    pub side: usize,
    /// Numbers of a pixel.
    pub channels: usize,
    /// Classes it knows; 0 where there are none.
    pub classes: usize,
    /// Pictures that are looked at together, see [`Deviation`]; 1 for each by itself.
    pub group: usize,
}

/// A critic's network: three or four convolutions, how much the pictures of a group differ, two dense layers.
#[derive(Clone, Debug)]
pub struct Critic {
    shape: CriticShape,
    slots: Slots,
    trunk: Stack,
    head: Stack,
}

/// What looking at a batch leaves for the gradient.
#[derive(Clone, Debug, Default)]
pub struct Look {
    trunk: Tape,
    deviation: Deviation,
    longer: Vec<f32>,
    head: Tape,
    classes: Vec<u16>,
    d_head: Vec<f32>,
    d_longer: Vec<f32>,
    d_features: Vec<f32>,
    /// What the critic thinks of each picture.
    pub scores: Vec<f32>,
}

impl Critic {
    /// The network for such pictures.
    #[must_use]
    pub fn new(shape: CriticShape) -> Self {
        let mut slots = Slots::default();
        let mut trunk = Stack::new(shape.side * shape.side * shape.channels);
        let (mut side, mut channels, mut next) = (shape.side, shape.channels, CHANNELS);
        while side > 4 {
            let leaky = Activation::LeakyRelu;
            // The first sees every pixel equally often; for the others that matters less than their time.
            let kernel = if side == shape.side { [4, 2, 1] } else { [3, 2, 1] };
            trunk = trunk.convolution(&mut slots, [channels, next], kernel, leaky);
            (side, channels, next) = (side / 2, next, (next * 2).min(4 * CHANNELS));
        }
        let head = Stack::new(trunk.outputs() + 1)
            .dense(&mut slots, HIDDEN, Activation::LeakyRelu)
            .dense(&mut slots, 1 + shape.classes, Activation::Linear);
        Self { shape, slots, trunk, head }
    }

    /// What the critic looks at.
    #[must_use]
    pub fn shape(&self) -> CriticShape {
        self.shape
    }

    /// How many parameters it has.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.slots.len()
    }

    /// Parameters to begin with.
    #[must_use]
    pub fn initial(&self, random: &mut Random) -> Vec<f32> {
        self.slots.initial(|| random.normal())
    }

    /// What the critic thinks of each picture of a batch, as one of its class. Groups are what follows each other.
    pub fn look<'a>(
        &self,
        parameters: &[f32],
        pictures: &[f32],
        classes: &[u16],
        look: &'a mut Look,
    ) -> &'a [f32] {
        let features = self.trunk.forward(parameters, pictures, &mut look.trunk);
        let batch = features.len() / self.trunk.outputs();
        let group = if batch.is_multiple_of(self.shape.group) { self.shape.group } else { 1 };
        look.deviation.append(features, self.trunk.outputs(), group, &mut look.longer);
        let outputs = self.head.forward(parameters, &look.longer, &mut look.head);
        look.classes.clear();
        look.classes.extend_from_slice(classes);
        look.scores.clear();
        for (i, row) in outputs.chunks_exact(1 + self.shape.classes).enumerate() {
            look.scores.push(row[0] + self.place(&look.classes, i).map_or(0.0, |c| row[c]));
        }
        &look.scores
    }

    /// Where the share of a picture's class is among the head's outputs.
    fn place(&self, classes: &[u16], picture: usize) -> Option<usize> {
        let class = usize::from(*classes.get(picture)?);
        (class < self.shape.classes).then_some(class + 1)
    }

    /// The gradient of the last [`Critic::look`], from the derivative with respect to each score.
    pub fn backward(
        &self,
        parameters: &[f32],
        look: &mut Look,
        d_scores: &[f32],
        mut gradient: Option<&mut [f32]>,
        d_pictures: Option<&mut Vec<f32>>,
    ) {
        let width = 1 + self.shape.classes;
        look.d_head.clear();
        look.d_head.resize(d_scores.len() * width, 0.0);
        for (i, (row, d)) in look.d_head.chunks_exact_mut(width).zip(d_scores).enumerate() {
            row[0] = *d;
            if let Some(class) = self.place(&look.classes, i) {
                row[class] = *d;
            }
        }
        let Look { trunk, deviation, head, d_head, d_longer, d_features, .. } = look;
        self.head.backward(parameters, head, d_head, gradient.as_deref_mut(), Some(d_longer));
        deviation.pull_back(trunk.outputs(), d_longer, d_features);
        self.trunk.backward(parameters, trunk, d_features, gradient, d_pictures);
    }
}
