//! The one-shot agent: noise and a class go in, all strokes of a drawing come out.

use limner_env::Random;
use limner_env::drawing::{Act, NUMBERS, SHAPE};
use limner_nets::{Activation, Slots, Stack, Tape};

/// Numbers of noise.
pub const NOISE: usize = 32;
/// Width of the layers.
const WIDTH: usize = 256;
/// How strong strokes want to be at first: all are laid.
const EAGER: f32 = 1.5;

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
        let mut parameters = self.slots.initial(|| random.normal());
        let first = parameters.len() - self.net.outputs();
        for (i, bias) in parameters[first..].iter_mut().enumerate() {
            *bias = if i % SHAPE == SHAPE - 1 { EAGER } else { 0.3 * random.normal() };
        }
        parameters
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
        strokes.clear();
        for stroke in outputs.as_chunks::<SHAPE>().0 {
            let mut numbers = [0.0; NUMBERS];
            numbers[..SHAPE].copy_from_slice(stroke);
            strokes.push(numbers);
        }
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
        let d: Vec<f32> = d_strokes.iter().flat_map(|d| &d[..SHAPE]).copied().collect();
        self.net.backward(parameters, &mut drawn.tape, &d, Some(gradient), None);
    }

    /// The strokes of the last [`Generator::draw`] as programs, one a drawing.
    #[must_use]
    pub fn programs(&self, strokes: &[[f32; NUMBERS]]) -> Vec<Vec<Act>> {
        let act = |numbers: &[f32; NUMBERS]| Act { numbers: *numbers, lift: true, stop: false };
        strokes
            .chunks(self.shape.strokes)
            .map(|drawing| drawing.iter().map(act).collect())
            .collect()
    }
}
