//! Small networks of dense layers with ELU between them, their gradients, and Adam.

use limner_core::random;

use crate::Error;
use crate::numbers::{float, fraction};

/// Dense layers: an ELU behind each but the last, and behind that one where [`Network::active`] says so.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    sizes: Vec<usize>,
    /// By layer: the rows of its matrix, one an output, then its biases.
    weights: Vec<f32>,
    active: bool,
}

/// What each layer gave, the input first: kept for the way back.
#[derive(Clone, Debug, Default)]
pub struct Pass {
    layers: Vec<Vec<f32>>,
}

impl Pass {
    /// The last layer's numbers.
    #[must_use]
    pub fn output(&self) -> &[f32] {
        self.layers.last().map_or(&[], Vec::as_slice)
    }

    /// The numbers of the layer before the last.
    pub(crate) fn before_last(&self) -> &[f32] {
        self.layers.iter().rev().nth(1).map_or(&[], Vec::as_slice)
    }
}

impl Network {
    /// A network with layers of these sizes, the input's first, as a seed has it: weights evenly within ±√(6 / (in + out))
    /// (Glorot and Bengio 2010), biases at zero.
    #[must_use]
    pub fn new(sizes: &[usize], seed: u32) -> Self {
        let mut weights = Vec::with_capacity(count(sizes));
        let mut counter = 0;
        for pair in sizes.windows(2) {
            let bound = (6.0 / float(pair[0] + pair[1])).sqrt();
            for _ in 0..pair[0] * pair[1] {
                weights.push((2.0 * fraction(random::at(seed, counter)) - 1.0) * bound);
                counter += 1;
            }
            weights.resize(weights.len() + pair[1], 0.0);
        }
        Self { sizes: sizes.to_vec(), weights, active: false }
    }

    /// The network with an ELU behind the last layer, too.
    #[must_use]
    pub fn active(self) -> Self {
        Self { active: true, ..self }
    }

    /// The network with other weights; they are numbers of modest size.
    pub fn with_weights(self, weights: Vec<f32>) -> Result<Self, Error> {
        if weights.len() != self.weights.len() {
            return Err(Error::Damaged("a network has another number of weights"));
        }
        for weight in &weights {
            Error::check("a weight", f64::from(*weight), -1e4, 1e4)?;
        }
        Ok(Self { weights, ..self })
    }

    /// Weights and biases, layer by layer.
    #[must_use]
    pub fn weights(&self) -> &[f32] {
        &self.weights
    }

    /// The same, to be changed.
    pub fn weights_mut(&mut self) -> &mut [f32] {
        &mut self.weights
    }

    /// The layers' sizes, the input's first.
    #[must_use]
    pub fn sizes(&self) -> &[usize] {
        &self.sizes
    }

    /// What the network makes of `input`.
    #[must_use]
    pub fn output(&self, input: &[f32]) -> Vec<f32> {
        let mut pass = Pass::default();
        self.forward(input, &mut pass);
        pass.layers.pop().unwrap_or_default()
    }

    /// Runs the network forwards.
    pub fn forward(&self, input: &[f32], pass: &mut Pass) {
        pass.layers.resize(self.sizes.len(), Vec::new());
        pass.layers[0].clear();
        pass.layers[0].extend_from_slice(input);
        let mut at = 0;
        for (layer, pair) in self.sizes.windows(2).enumerate() {
            let (matrix, rest) = self.weights[at..].split_at(pair[0] * pair[1]);
            at += pair[0] * pair[1] + pair[1];
            let activates = self.active || layer + 2 < self.sizes.len();
            let (before, after) = pass.layers.split_at_mut(layer + 1);
            let (input, output) = (&before[layer], &mut after[0]);
            output.clear();
            for (row, bias) in matrix.chunks_exact(pair[0]).zip(rest) {
                let sum = bias + dot(row, input);
                output.push(if activates { elu(sum) } else { sum });
            }
        }
    }

    /// Adds to `gradient` what the loss changes by with each weight, where it changes by `by_output` with the outputs of
    /// `pass`; returns what it changes by with the inputs.
    pub fn backward(&self, pass: &Pass, by_output: &[f32], gradient: &mut [f32]) -> Vec<f32> {
        let mut by = by_output.to_vec();
        let mut end = self.weights.len();
        for layer in (0..self.sizes.len() - 1).rev() {
            let (inputs, outputs) = (self.sizes[layer], self.sizes[layer + 1]);
            if self.active || layer + 2 < self.sizes.len() {
                for (by, output) in by.iter_mut().zip(&pass.layers[layer + 1]) {
                    // ELU's slope, told by what it gave: 1 above zero, eˣ = ELU(x) + 1 below.
                    *by *= if *output > 0.0 { 1.0 } else { output + 1.0 };
                }
            }
            let begin = end - inputs * outputs - outputs;
            let matrix = &self.weights[begin..begin + inputs * outputs];
            let (of_matrix, of_biases) = gradient[begin..end].split_at_mut(inputs * outputs);
            let mut by_input = vec![0.0; inputs];
            let rows = matrix.chunks_exact(inputs).zip(of_matrix.chunks_exact_mut(inputs));
            for ((row, of_row), (by, of_bias)) in rows.zip(by.iter().zip(of_biases)) {
                *of_bias += by;
                add_scaled(of_row, &pass.layers[layer], *by);
                add_scaled(&mut by_input, row, *by);
            }
            (by, end) = (by_input, begin);
        }
        by
    }
}

/// Weights and biases of layers of these sizes.
pub(crate) fn count(sizes: &[usize]) -> usize {
    sizes.windows(2).map(|pair| (pair[0] + 1) * pair[1]).sum()
}

fn elu(x: f32) -> f32 {
    if x > 0.0 { x } else { x.exp_m1() }
}

/// The product of two vectors, in four sums that a compiler keeps side by side.
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0; 4];
    let (a, a_rest) = a.as_chunks::<4>();
    let (b, b_rest) = b.as_chunks::<4>();
    for (a, b) in a.iter().zip(b) {
        for i in 0..4 {
            sums[i] += a[i] * b[i];
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    sums[0] + sums[1] + (sums[2] + sums[3]) + rest
}

/// Adds so many times `b` to `a`.
pub(crate) fn add_scaled(a: &mut [f32], b: &[f32], times: f32) {
    for (a, b) in a.iter_mut().zip(b) {
        *a += b * times;
    }
}

/// Adam (Kingma and Ba 2015), with its usual settings but for the rate.
#[derive(Clone, Debug)]
pub struct Adam {
    mean: Vec<f32>,
    square: Vec<f32>,
    step: i32,
}

impl Adam {
    /// An optimiser of so many weights.
    #[must_use]
    pub fn new(weights: usize) -> Self {
        Self { mean: vec![0.0; weights], square: vec![0.0; weights], step: 0 }
    }

    /// Moves the weights down their gradient. A gradient that holds what is no number moves nothing.
    pub fn step(&mut self, weights: &mut [f32], gradient: &[f32], rate: f32) {
        const MEAN: f32 = 0.9;
        const SQUARE: f32 = 0.999;
        if !gradient.iter().all(|by| by.is_finite()) {
            return;
        }
        self.step = self.step.saturating_add(1);
        let (of_mean, of_square) = (1.0 - MEAN.powi(self.step), 1.0 - SQUARE.powi(self.step));
        let moments = self.mean.iter_mut().zip(&mut self.square);
        for ((weight, by), (mean, square)) in weights.iter_mut().zip(gradient).zip(moments) {
            *mean = MEAN * *mean + (1.0 - MEAN) * by;
            *square = SQUARE * *square + (1.0 - SQUARE) * by * by;
            *weight -= rate * (*mean / of_mean) / ((*square / of_square).sqrt() + 1e-8);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Squared error of a network to a target.
    fn loss(network: &Network, input: &[f32], target: &[f32]) -> f32 {
        network.output(input).iter().zip(target).map(|(a, b)| (a - b) * (a - b)).sum()
    }

    #[test]
    fn gradients_are_what_small_changes_make() {
        for active in [false, true] {
            let mut network = Network::new(&[3, 10, 15, 21], 5);
            network.active = active;
            let input = [0.4, -0.7, 0.2];
            let target: Vec<f32> = (0..21).map(|i| (float(i) * 0.7).sin()).collect();
            let mut pass = Pass::default();
            network.forward(&input, &mut pass);
            let by: Vec<f32> =
                pass.output().iter().zip(&target).map(|(a, b)| 2.0 * (a - b)).collect();
            let mut gradient = vec![0.0; network.weights.len()];
            let by_input = network.backward(&pass, &by, &mut gradient);
            let step = 1e-2;
            for i in (0..network.weights.len()).step_by(7) {
                let at = network.weights[i];
                let [above, below] = [step, -step].map(|step| {
                    network.weights[i] = at + step;
                    loss(&network, &input, &target)
                });
                network.weights[i] = at;
                let slope = (above - below) / (2.0 * step);
                assert!(
                    (slope - gradient[i]).abs() < 2e-2 * (1.0 + slope.abs()),
                    "{i}: {slope} {}",
                    gradient[i]
                );
            }
            for i in 0..3 {
                let [above, below] = [step, -step].map(|step| {
                    let mut input = input;
                    input[i] += step;
                    loss(&network, &input, &target)
                });
                let slope = (above - below) / (2.0 * step);
                assert!((slope - by_input[i]).abs() < 2e-2 * (1.0 + slope.abs()));
            }
        }
    }

    #[test]
    fn adam_finds_what_fits() {
        let mut network = Network::new(&[1, 8, 1], 1);
        let mut adam = Adam::new(network.weights.len());
        let error = |network: &Network| -> f32 {
            (0..20).map(|i| loss(network, &[float(i) / 20.0], &[(float(i) / 4.0).sin()])).sum()
        };
        let before = error(&network);
        let mut pass = Pass::default();
        for _ in 0..2000 {
            let mut gradient = vec![0.0; network.weights.len()];
            for i in 0..20 {
                network.forward(&[float(i) / 20.0], &mut pass);
                let by = 2.0 * (pass.output()[0] - (float(i) / 4.0).sin());
                network.backward(&pass, &[by], &mut gradient);
            }
            adam.step(&mut network.weights, &gradient, 5e-3);
        }
        assert!(error(&network) < before / 40.0, "{} of {before}", error(&network));
        let same = network.clone();
        adam.step(&mut network.weights, &vec![f32::NAN; same.weights.len()], 1.0);
        assert_eq!(network, same);
    }
}
