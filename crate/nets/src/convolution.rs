//! A convolution with a stride, as a matrix product over what each of its outputs sees.

use std::ops::Range;

use crate::dense::add_rows;
use crate::matrix::{Matrix, multiply};

/// Numbers of unfolded inputs that are multiplied at once: half a megabyte, which a second-level cache holds.
const UNFOLDED: usize = 1 << 17;

/// A convolution over square pictures: where its parameters lie, and what it sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Convolution {
    pub(crate) weights: Range<usize>,
    pub(crate) bias: Range<usize>,
    /// Sides and channels of what goes in and comes out.
    pub(crate) side_in: usize,
    pub(crate) channels_in: usize,
    pub(crate) side_out: usize,
    pub(crate) channels_out: usize,
    /// Side of what an output sees, how far its neighbour's lies, and how far the first lies outside.
    pub(crate) kernel: usize,
    pub(crate) stride: usize,
    pub(crate) padding: usize,
}

impl Convolution {
    pub(crate) fn inputs(&self) -> usize {
        self.side_in * self.side_in * self.channels_in
    }

    pub(crate) fn outputs(&self) -> usize {
        self.side_out * self.side_out * self.channels_out
    }

    /// Numbers that one output sees.
    pub(crate) fn seen(&self) -> usize {
        self.kernel * self.kernel * self.channels_in
    }

    /// Outputs of one picture, channels aside.
    fn places(&self) -> usize {
        self.side_out * self.side_out
    }

    /// Pictures that are multiplied at once.
    fn at_once(&self) -> usize {
        (UNFOLDED / (self.places() * self.seen())).max(1)
    }

    pub(crate) fn forward(&self, parameters: &[f32], inputs: &[f32], outputs: &mut Vec<f32>) {
        let batch = inputs.len() / self.inputs();
        let bias = &parameters[self.bias.clone()];
        outputs.clear();
        (0..batch * self.places()).for_each(|_| outputs.extend_from_slice(bias));
        let weights =
            Matrix::new(&parameters[self.weights.clone()], self.seen(), self.channels_out);
        let mut unfolded = Vec::new();
        let parts = inputs.chunks(self.at_once() * self.inputs());
        for (inputs, outputs) in parts.zip(outputs.chunks_mut(self.at_once() * self.outputs())) {
            self.unfold(inputs, &mut unfolded);
            let rows = outputs.len() / self.channels_out;
            multiply(Matrix::new(&unfolded, rows, self.seen()), weights, outputs, true);
        }
    }

    pub(crate) fn backward(
        &self,
        parameters: &[f32],
        inputs: &[f32],
        d_outputs: &[f32],
        mut gradient: Option<&mut [f32]>,
        mut d_inputs: Option<&mut Vec<f32>>,
    ) {
        let weights =
            Matrix::new(&parameters[self.weights.clone()], self.seen(), self.channels_out);
        if let Some(gradient) = &mut gradient {
            add_rows(d_outputs, &mut gradient[self.bias.clone()]);
        }
        if let Some(d_inputs) = &mut d_inputs {
            d_inputs.clear();
            d_inputs.resize(inputs.len(), 0.0);
        }
        let mut unfolded = Vec::new();
        let (size_in, size_out) = (self.at_once() * self.inputs(), self.at_once() * self.outputs());
        for (part, d) in d_outputs.chunks(size_out).enumerate() {
            let rows = d.len() / self.channels_out;
            let d = Matrix::new(d, rows, self.channels_out);
            let place = part * size_in..inputs.len().min((part + 1) * size_in);
            if let Some(gradient) = &mut gradient {
                self.unfold(&inputs[place.clone()], &mut unfolded);
                let seen = Matrix::new(&unfolded, rows, self.seen()).transposed();
                multiply(seen, d, &mut gradient[self.weights.clone()], true);
            }
            if let Some(d_inputs) = &mut d_inputs {
                unfolded.resize(rows * self.seen(), 0.0);
                multiply(d, weights.transposed(), &mut unfolded, false);
                self.fold(&unfolded, &mut d_inputs[place]);
            }
        }
    }

    /// The stretches of a picture's row that a row of the kernel sees: for each place and row of the kernel, where
    /// in what is seen, where in the picture, and how many numbers.
    fn stretches(&self) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
        let (side, channels) = (self.side_in, self.channels_in);
        // First cell of the kernel that lies within, and the one after the last.
        let cut = move |place: usize| {
            let first = place * self.stride;
            let low = self.padding.saturating_sub(first);
            let high = (side + self.padding).saturating_sub(first).min(self.kernel);
            (first, low, high)
        };
        (0..self.places()).flat_map(move |place| {
            let (top, first_row, rows) = cut(place / self.side_out);
            let (left, first, columns) = cut(place % self.side_out);
            (first_row..rows).map(move |row| {
                let y = top + row - self.padding;
                let x = left + first - self.padding;
                let seen = place * self.seen() + (row * self.kernel + first) * channels;
                (seen, (y * side + x) * channels, columns.saturating_sub(first) * channels)
            })
        })
    }

    /// What each output sees, row by row; zeros outside of the picture.
    fn unfold(&self, inputs: &[f32], unfolded: &mut Vec<f32>) {
        let pictures = inputs.len() / self.inputs();
        let size = self.places() * self.seen();
        unfolded.clear();
        unfolded.resize(pictures * size, 0.0);
        for (picture, seen) in inputs.chunks(self.inputs()).zip(unfolded.chunks_mut(size)) {
            for (to, from, count) in self.stretches() {
                seen[to..to + count].copy_from_slice(&picture[from..from + count]);
            }
        }
    }

    /// Adds what each output's share is to where it was seen: [`Convolution::unfold`]'s transpose.
    fn fold(&self, unfolded: &[f32], d_inputs: &mut [f32]) {
        let size = self.places() * self.seen();
        for (picture, seen) in d_inputs.chunks_mut(self.inputs()).zip(unfolded.chunks(size)) {
            for (from, to, count) in self.stretches() {
                let pairs = picture[to..to + count].iter_mut().zip(&seen[from..from + count]);
                pairs.for_each(|(sum, v)| *sum += v);
            }
        }
    }
}
