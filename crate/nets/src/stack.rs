//! A network: layers, one after the other.

use std::ops::Range;

use crate::activation::Activation;
use crate::convolution::Convolution;
use crate::dense::Dense;

/// Where parameters lie in their list, and how they begin.
#[derive(Clone, Debug, Default)]
pub struct Slots {
    len: usize,
    /// Stretches that begin with random numbers, and the deviation of those; the rest begins with zeros.
    random: Vec<(Range<usize>, f32)>,
}

impl Slots {
    /// Room for so many parameters that begin with random numbers of this standard deviation.
    pub fn take(&mut self, count: usize, deviation: f32) -> Range<usize> {
        let range = self.len..self.len + count;
        self.len += count;
        if deviation > 0.0 {
            self.random.push((range.clone(), deviation));
        }
        range
    }

    /// How many parameters there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Parameters to begin with; `normal` draws numbers of mean 0 and deviation 1.
    pub fn initial(&self, mut normal: impl FnMut() -> f32) -> Vec<f32> {
        let mut values = vec![0.0; self.len];
        for (range, deviation) in &self.random {
            values[range.clone()].iter_mut().for_each(|v| *v = deviation * normal());
        }
        values
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Dense(Dense),
    Convolution(Convolution),
}

/// Layers, one after the other. Their parameters are in a list that is handed to every call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stack {
    inputs: usize,
    layers: Vec<(Kind, Activation)>,
}

/// What a forward pass leaves for the gradient: the inputs, and what came out of each layer.
#[derive(Clone, Debug, Default)]
pub struct Tape {
    values: Vec<Vec<f32>>,
    /// Gradients on their way back.
    scratch: [Vec<f32>; 2],
}

impl Stack {
    /// A network without layers, which so many numbers go into.
    #[must_use]
    pub const fn new(inputs: usize) -> Self {
        Self { inputs, layers: Vec::new() }
    }

    /// Adds a dense layer.
    #[must_use]
    pub fn dense(self, slots: &mut Slots, outputs: usize, activation: Activation) -> Self {
        self.dense_by(slots, outputs, activation, 1.0)
    }

    /// Adds a dense layer whose weights begin so many times as large as usual.
    #[must_use]
    pub fn dense_by(
        mut self,
        slots: &mut Slots,
        outputs: usize,
        activation: Activation,
        scale: f32,
    ) -> Self {
        let inputs = self.outputs();
        let deviation = scale * activation.gain() / (inputs as f32).sqrt();
        let weights = slots.take(inputs * outputs, deviation);
        let bias = slots.take(outputs, 0.0);
        let dense = Dense { weights, bias, inputs, outputs };
        self.layers.push((Kind::Dense(dense), activation));
        self
    }

    /// Adds a convolution of `kernel` × `kernel` with a stride over a square picture of `channels_in` channels.
    ///
    /// # Panics
    ///
    /// Where what comes out of the layer before is no square picture of so many channels.
    #[must_use]
    pub fn convolution(
        mut self,
        slots: &mut Slots,
        [channels_in, channels_out]: [usize; 2],
        [kernel, stride, padding]: [usize; 3],
        activation: Activation,
    ) -> Self {
        let side_in = (self.outputs() / channels_in).isqrt();
        assert_eq!(side_in * side_in * channels_in, self.outputs(), "a square picture goes in");
        assert!(stride > 0 && padding < kernel && kernel <= side_in + 2 * padding, "a kernel fits");
        let side_out = (side_in + 2 * padding - kernel) / stride + 1;
        let seen = kernel * kernel * channels_in;
        let weights = slots.take(seen * channels_out, activation.gain() / (seen as f32).sqrt());
        let bias = slots.take(channels_out, 0.0);
        let convolution = Convolution {
            weights,
            bias,
            side_in,
            channels_in,
            side_out,
            channels_out,
            kernel,
            stride,
            padding,
        };
        self.layers.push((Kind::Convolution(convolution), activation));
        self
    }

    /// Numbers that go in for one of a batch.
    #[must_use]
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// Numbers that come out for one of a batch.
    #[must_use]
    pub fn outputs(&self) -> usize {
        match self.layers.last() {
            None => self.inputs,
            Some((Kind::Dense(dense), _)) => dense.outputs,
            Some((Kind::Convolution(convolution), _)) => convolution.outputs(),
        }
    }

    /// What comes out for a batch. The tape keeps what the gradient needs.
    ///
    /// # Panics
    ///
    /// Where the inputs are not whole batches, or parameters are missing.
    pub fn forward<'a>(&self, parameters: &[f32], inputs: &[f32], tape: &'a mut Tape) -> &'a [f32] {
        assert!(inputs.len().is_multiple_of(self.inputs), "whole batches go in");
        tape.values.resize_with(self.layers.len() + 1, Vec::new);
        tape.values[0].clear();
        tape.values[0].extend_from_slice(inputs);
        for (i, (kind, activation)) in self.layers.iter().enumerate() {
            let (before, after) = tape.values.split_at_mut(i + 1);
            let (from, to) = (&before[i], &mut after[0]);
            match kind {
                Kind::Dense(layer) => layer.forward(parameters, from, to),
                Kind::Convolution(layer) => layer.forward(parameters, from, to),
            }
            activation.apply(to);
        }
        &tape.values[self.layers.len()]
    }

    /// The gradient of what the last [`Stack::forward`] with this tape came to, from its derivative with respect to
    /// each output: added to `gradient`, and written to `d_inputs`, where they are wanted.
    ///
    /// # Panics
    ///
    /// Where the tape is of another network or batch.
    pub fn backward(
        &self,
        parameters: &[f32],
        tape: &mut Tape,
        d_outputs: &[f32],
        mut gradient: Option<&mut [f32]>,
        mut d_inputs: Option<&mut Vec<f32>>,
    ) {
        let Tape { values, scratch: [d, below] } = tape;
        assert_eq!(values.len(), self.layers.len() + 1, "a tape of this network");
        assert_eq!(values[self.layers.len()].len(), d_outputs.len(), "a tape of this batch");
        d.clear();
        d.extend_from_slice(d_outputs);
        for (i, (kind, activation)) in self.layers.iter().enumerate().rev() {
            activation.pull_back(&values[i + 1], d);
            let wants_more = i > 0 || d_inputs.is_some();
            let to = wants_more.then_some(&mut *below);
            let gradient = gradient.as_deref_mut();
            match kind {
                Kind::Dense(layer) => layer.backward(parameters, &values[i], d, gradient, to),
                Kind::Convolution(layer) => layer.backward(parameters, &values[i], d, gradient, to),
            }
            if wants_more {
                std::mem::swap(d, below);
            }
        }
        if let Some(d_inputs) = &mut d_inputs {
            d_inputs.clear();
            d_inputs.extend_from_slice(d);
        }
    }
}

impl Tape {
    /// What came out of the last layer.
    #[must_use]
    pub fn outputs(&self) -> &[f32] {
        self.values.last().map_or(&[], Vec::as_slice)
    }
}
