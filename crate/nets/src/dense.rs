//! A layer in which every output sees every input.

use std::ops::Range;

use crate::matrix::{Matrix, multiply};

/// A dense layer: where its parameters lie, and how many numbers go in and come out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dense {
    pub(crate) weights: Range<usize>,
    pub(crate) bias: Range<usize>,
    pub(crate) inputs: usize,
    pub(crate) outputs: usize,
}

impl Dense {
    pub(crate) fn forward(&self, parameters: &[f32], inputs: &[f32], outputs: &mut Vec<f32>) {
        let batch = inputs.len() / self.inputs;
        let bias = &parameters[self.bias.clone()];
        outputs.clear();
        (0..batch).for_each(|_| outputs.extend_from_slice(bias));
        let weights = Matrix::new(&parameters[self.weights.clone()], self.inputs, self.outputs);
        multiply(Matrix::new(inputs, batch, self.inputs), weights, outputs, true);
    }

    pub(crate) fn backward(
        &self,
        parameters: &[f32],
        inputs: &[f32],
        d_outputs: &[f32],
        gradient: Option<&mut [f32]>,
        d_inputs: Option<&mut Vec<f32>>,
    ) {
        let batch = inputs.len() / self.inputs;
        let d = Matrix::new(d_outputs, batch, self.outputs);
        if let Some(gradient) = gradient {
            add_rows(d_outputs, &mut gradient[self.bias.clone()]);
            let inputs = Matrix::new(inputs, batch, self.inputs).transposed();
            multiply(inputs, d, &mut gradient[self.weights.clone()], true);
        }
        if let Some(d_inputs) = d_inputs {
            d_inputs.resize(batch * self.inputs, 0.0);
            let weights = Matrix::new(&parameters[self.weights.clone()], self.inputs, self.outputs);
            multiply(d, weights.transposed(), d_inputs, false);
        }
    }
}

/// Adds each row to a sum.
pub(crate) fn add_rows(rows: &[f32], sum: &mut [f32]) {
    for row in rows.chunks_exact(sum.len()) {
        sum.iter_mut().zip(row).for_each(|(sum, v)| *sum += v);
    }
}
