//! The one-shot agent: noise and a class go in, all strokes of a drawing come out.

use limner_env::Random;
use limner_env::drawing::{Act, NUMBERS, SHAPE};
use limner_nets::{Activation, Slots, Stack, Tape};

use crate::strokes::{self, act};

/// Numbers of noise.
pub const NOISE: usize = 32;
/// Width of the layers.
const WIDTH: usize = 256;

/// What a generator draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GeneratorShape {
    /// Classes that may be asked for; 0 where there are none.
    pub classes: usize,
    /// Most strokes of a drawing.
    pub strokes: usize,
}

/// A generator's network: three layers of 256, and nine numbers a stroke.
#[derive(Clone, Debug)]
pub struct Generator {
    shape: GeneratorShape,
    slots: Slots,
    net: Stack,
}

/// What drawing a batch leaves for the gradient.
#[derive(Clone, Debug, Default)]
pub struct Drawn {
    tape: Tape,
    inputs: Vec<f32>,
    /// The raw numbers of each drawing's strokes.
    pub strokes: Vec<[f32; NUMBERS]>,
}

impl Generator {
    /// The network for such drawings.
    #[must_use]
    pub fn new(shape: GeneratorShape) -> Self {
        let mut slots = Slots::default();
        let leaky = Activation::LeakyRelu;
        let net = Stack::new(NOISE + shape.classes)
            .dense(&mut slots, WIDTH, leaky)
            .dense(&mut slots, WIDTH, leaky)
            .dense(&mut slots, WIDTH, leaky)
            .dense_by(&mut slots, shape.strokes * SHAPE, Activation::Linear, 0.5);
        Self { shape, slots, net }
    }

    /// What the generator draws.
    #[must_use]
    pub fn shape(&self) -> GeneratorShape {
        self.shape
    }

    /// How many parameters it has.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.slots.len()
    }

    /// Parameters to begin with: strokes lie anywhere, and are laid.
    #[must_use]
    pub fn initial(&self, random: &mut Random) -> Vec<f32> {
        strokes::initial(&self.slots, self.net.outputs(), random)
    }

    /// Draws noise for a batch: normal numbers.
    pub fn noise(count: usize, random: &mut Random) -> Vec<f32> {
        (0..count * NOISE).map(|_| random.normal()).collect()
    }

    /// The strokes of a batch of drawings, from their noise and classes.
    pub fn draw<'a>(
        &self,
        parameters: &[f32],
        noise: &[f32],
        classes: &[u16],
        drawn: &'a mut Drawn,
    ) -> &'a [[f32; NUMBERS]] {
        let Drawn { tape, inputs, strokes } = drawn;
        inputs.clear();
        for (i, noise) in noise.chunks_exact(NOISE).enumerate() {
            inputs.extend_from_slice(noise);
            let class = classes.get(i).copied().map(usize::from);
            inputs
                .extend((0..self.shape.classes).map(|c| if Some(c) == class { 1.0 } else { 0.0 }));
        }
        let outputs = self.net.forward(parameters, inputs, tape);
        strokes::read(outputs, strokes);
        strokes
    }

    /// Adds the gradient of the last [`Generator::draw`], from that with respect to its strokes' numbers.
    pub fn backward(
        &self,
        parameters: &[f32],
        drawn: &mut Drawn,
        d_strokes: &[[f32; NUMBERS]],
        gradient: &mut [f32],
    ) {
        let d = strokes::gradient(d_strokes);
        self.net.backward(parameters, &mut drawn.tape, &d, Some(gradient), None);
    }

    /// The strokes of the last [`Generator::draw`] as programs, one a drawing.
    #[must_use]
    pub fn programs(&self, strokes: &[[f32; NUMBERS]]) -> Vec<Vec<Act>> {
        let programs = strokes.chunks(self.shape.strokes);
        programs.map(|drawing| drawing.iter().copied().map(act).collect()).collect()
    }
}
