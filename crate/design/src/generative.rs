//! The generative network of strokes: from a growth and a context to the rows of all strokes.
//!
//! As in Lukes' article two layers of 10 and 15 ELUs stand between, and the context is what the network itself found
//! to tell motifs apart. Differently, each stroke has outputs of its own, so that strokes that follow each other do
//! not run into one another; straight ways lead past the layers; outputs are what motifs' rows differ in (at most
//! twice as many numbers as there are motifs), so that it learns in no time; and after training the last layer is
//! solved exactly, so that every motif is found again.

use limner_core::random;

use crate::linear::{eigen, inverse};
use crate::network::{Adam, Network, Pass, add_scaled, dot};
use crate::numbers::{float, fraction, narrow};
use crate::rows::Rows;
use crate::{Error, Options};

/// Sizes of the layers behind growth and context.
pub(crate) const HIDDEN: [usize; 3] = [3, 10, 15];
/// Straight ways: one, both of the context, and with a bud growth and its products with them.
const STRAIGHT: usize = 6;
const FEATURES: usize = STRAIGHT + HIDDEN[2];
/// The weight of the context's own target, where principal components would have it: the article's mask, 0.05².
const MASK: f32 = 0.0025;
/// What a motif's way through the layers counts for beside the straight one when the last layer is solved.
const BENT: f64 = 0.0025;
/// The least squared error that is solved for, of numbers about 1.
const EXACT: f64 = 1e-7;
const RATE: f32 = 4e-3;
/// The weight of bends, and how far from each other the points are that show one.
const BENDS: f32 = 0.3;
const BEND_STEP: f32 = 0.3;
const BENDS_A_STEP: u32 = 4;
/// Contexts nearer than this are moved apart.
const APART: f32 = 0.35;

/// What the motifs' rows differ in, and the network that says it for any context.
#[derive(Clone, Debug)]
pub(crate) struct Generative {
    /// By motif.
    pub codes: Vec<[f32; 2]>,
    pub hidden: Network,
    /// By sample, which is a motif in bloom or as a bud: how its rows differ from the mean.
    differences: Vec<Vec<f32>>,
    mean: Vec<f32>,
    /// By sample: the numbers that the network gives for it.
    scores: Vec<Vec<f32>>,
    /// By number: the share of each sample's difference.
    shares: Vec<Vec<f32>>,
    /// By number: the last layer.
    heads: Vec<Vec<f32>>,
    /// Where principal components would have the contexts.
    targets: Vec<[f32; 2]>,
    has_bud: bool,
    adam: Adam,
}

impl Generative {
    pub(crate) fn new(rows: &Rows, options: Options) -> Self {
        let mut samples: Vec<&Vec<f32>> = rows.bloom.iter().collect();
        samples.extend(&rows.bud);
        let count = float(samples.len());
        let mut mean = vec![0.0; samples[0].len()];
        for sample in &samples {
            add_scaled(&mut mean, sample, 1.0 / count);
        }
        let differences: Vec<Vec<f32>> =
            samples.iter().map(|s| s.iter().zip(&mean).map(|(a, b)| a - b).collect()).collect();
        let (scores, shares) = principal(&compared(rows, &samples));
        let motifs = rows.bloom.len();
        let targets = contexts(&scores[..motifs]);
        let hidden = Network::new(&HIDDEN, random::at(options.seed, 1)).active();
        let outputs = shares.len();
        let weights = hidden.weights().len() + outputs * FEATURES + 2 * motifs;
        Self {
            codes: targets.clone(),
            hidden,
            differences,
            mean,
            scores,
            heads: vec![vec![0.0; FEATURES]; outputs],
            shares,
            targets,
            has_bud: !rows.bud.is_empty(),
            adam: Adam::new(weights),
        }
    }

    /// The network with what it has learned before; its last layer is solved.
    pub(crate) fn restored(
        rows: &Rows,
        options: Options,
        codes: Vec<[f32; 2]>,
        weights: Vec<f32>,
    ) -> Result<Self, Error> {
        let new = Self::new(rows, options);
        if codes.len() != new.codes.len() {
            return Err(Error::Damaged("there is another number of contexts than of motifs"));
        }
        for code in codes.iter().flatten() {
            Error::check("a context", f64::from(*code), -100.0, 100.0)?;
        }
        let hidden = new.hidden.clone().with_weights(weights)?;
        let mut restored = Self { codes, hidden, ..new };
        restored.solve();
        Ok(restored)
    }

    /// Growth, context and the straight ways of them, with what the layers make of them.
    fn features(&self, growth: f32, code: [f32; 2], pass: &mut Pass) -> Vec<f32> {
        let [x, y] = code;
        let growth = if self.has_bud { growth } else { 1.0 };
        self.hidden.forward(&[growth, x, y], pass);
        let grown = if self.has_bud { [growth, growth * x, growth * y] } else { [0.0; 3] };
        let mut features = vec![1.0, x, y, grown[0], grown[1], grown[2]];
        features.extend(pass.output());
        features
    }

    /// The rows of all slots, one after the other.
    pub(crate) fn rows(&self, growth: f32, code: [f32; 2]) -> Vec<f32> {
        let features = self.features(growth, code, &mut Pass::default());
        let mut rows = self.mean.clone();
        let mut share = vec![0.0; self.differences.len()];
        for (head, shares) in self.heads.iter().zip(&self.shares) {
            add_scaled(&mut share, shares, dot(head, &features));
        }
        for (difference, share) in self.differences.iter().zip(share) {
            add_scaled(&mut rows, difference, share);
        }
        rows
    }

    /// Growth, motif and wanted numbers of a sample.
    fn sample(&self, sample: usize) -> (f32, usize) {
        let motifs = self.codes.len();
        if sample < motifs { (1.0, sample) } else { (0.0, sample - motifs) }
    }

    /// One step of training: all samples, and some bends.
    pub(crate) fn step(&mut self, step: u32, options: Options) {
        let mut weights = self.flat();
        let gradient = self.gradient(step, options);
        self.adam.step(&mut weights, &gradient, RATE);
        self.unflatten(&weights);
    }

    /// All that is trained, one after the other: layers, heads, contexts.
    fn flat(&self) -> Vec<f32> {
        let mut flat = self.hidden.weights().to_vec();
        flat.extend(self.heads.iter().flatten());
        flat.extend(self.codes.iter().flatten());
        flat
    }

    fn unflatten(&mut self, flat: &[f32]) {
        let (hidden, rest) = flat.split_at(self.hidden.weights().len());
        let (heads, codes) = rest.split_at(self.heads.len() * FEATURES);
        self.hidden.weights_mut().copy_from_slice(hidden);
        for (head, flat) in self.heads.iter_mut().zip(heads.chunks_exact(FEATURES)) {
            head.copy_from_slice(flat);
        }
        for (code, flat) in self.codes.iter_mut().zip(codes.as_chunks::<2>().0) {
            *code = *flat;
        }
    }

    /// The loss of a step, of which [`Generative::gradient`] is the slope.
    #[cfg(test)]
    fn loss(&self, step: u32, options: Options) -> f32 {
        let score = |growth, code| -> Vec<f32> {
            let features = self.features(growth, code, &mut Pass::default());
            self.heads.iter().map(|head| dot(head, &features)).collect()
        };
        let mut loss = 0.0;
        for (sample, wanted) in self.scores.iter().enumerate() {
            let (growth, motif) = self.sample(sample);
            let got = score(growth, self.codes[motif]);
            loss += got.iter().zip(wanted).map(|(a, b)| (a - b).powi(2)).sum::<f32>();
        }
        for (code, target) in self.codes.iter().zip(&self.targets) {
            loss += MASK * (0..2).map(|i| (code[i] - target[i]).powi(2)).sum::<f32>();
        }
        for bend in 0..if options.smooth { BENDS_A_STEP } else { 0 } {
            let (growth, three) = self.bend(step, bend, options);
            let three = three.map(|code| score(growth, code));
            let bent = (0..self.heads.len()).map(|i| three[0][i] - 2.0 * three[1][i] + three[2][i]);
            loss += BENDS * bent.map(|b| b * b).sum::<f32>();
        }
        loss
    }

    fn gradient(&self, step: u32, options: Options) -> Vec<f32> {
        let mut gradient = vec![0.0; self.flat().len()];
        let codes_at = gradient.len() - 2 * self.codes.len();
        let mut pass = Pass::default();
        for (sample, wanted) in self.scores.iter().enumerate() {
            let (growth, motif) = self.sample(sample);
            let features = self.features(growth, self.codes[motif], &mut pass);
            let by: Vec<f32> = self
                .heads
                .iter()
                .zip(wanted)
                .map(|(head, wanted)| 2.0 * (dot(head, &features) - wanted))
                .collect();
            let by_code = self.back(growth, &features, &pass, &by, &mut gradient);
            add_scaled(&mut gradient[codes_at + 2 * motif..][..2], &by_code, 1.0);
        }
        for (m, (code, target)) in self.codes.iter().zip(&self.targets).enumerate() {
            for i in 0..2 {
                gradient[codes_at + 2 * m + i] += 2.0 * MASK * (code[i] - target[i]);
            }
            if self.codes.len() == 2 {
                // Two motifs differ in one thing.
                gradient[codes_at + 2 * m + 1] = 0.0;
            }
        }
        for bend in 0..if options.smooth { BENDS_A_STEP } else { 0 } {
            let (growth, three) = self.bend(step, bend, options);
            let mut passes = [Pass::default(), Pass::default(), Pass::default()];
            let features = [0, 1, 2].map(|i| self.features(growth, three[i], &mut passes[i]));
            let by: Vec<f32> = self
                .heads
                .iter()
                .map(|head| {
                    let [a, b, c] = [0, 1, 2].map(|i| dot(head, &features[i]));
                    2.0 * BENDS * (a - 2.0 * b + c)
                })
                .collect();
            for (i, times) in [1.0, -2.0, 1.0].into_iter().enumerate() {
                let by: Vec<f32> = by.iter().map(|by| by * times).collect();
                // Where the bends are is not trained.
                self.back(growth, &features[i], &passes[i], &by, &mut gradient);
            }
        }
        gradient
    }

    /// Adds to the gradient what comes back from the outputs; returns what comes back to the context.
    fn back(
        &self,
        growth: f32,
        features: &[f32],
        pass: &Pass,
        by: &[f32],
        gradient: &mut [f32],
    ) -> [f32; 2] {
        let hidden = self.hidden.weights().len();
        let mut by_features = vec![0.0; FEATURES];
        for (i, (head, by)) in self.heads.iter().zip(by).enumerate() {
            add_scaled(&mut gradient[hidden + i * FEATURES..][..FEATURES], features, *by);
            add_scaled(&mut by_features, head, *by);
        }
        let of_hidden = &mut gradient[..hidden];
        let by_input = self.hidden.backward(pass, &by_features[STRAIGHT..], of_hidden);
        let grown = if self.has_bud { growth } else { 0.0 };
        [0, 1].map(|i| by_input[1 + i] + by_features[1 + i] + grown * by_features[4 + i])
    }

    /// A growth and three contexts in a line, somewhere in what can be asked for.
    fn bend(&self, step: u32, bend: u32, options: Options) -> (f32, [[f32; 2]; 3]) {
        let at = |i| {
            fraction(random::at(random::at(options.seed, 2), (step * BENDS_A_STEP + bend) * 4 + i))
        };
        let code = [3.6 * at(0) - 1.8, 3.6 * at(1) - 1.8];
        let (sin, cos) = (at(2) * std::f32::consts::TAU).sin_cos();
        let off =
            |times: f32| [code[0] + times * cos * BEND_STEP, code[1] + times * sin * BEND_STEP];
        (at(3), [off(1.0), code, off(-1.0)])
    }

    /// Solves the last layer: the least weights that give every sample its numbers.
    pub(crate) fn solve(&mut self) {
        let n = self.scores.len();
        let features: Vec<Vec<f64>> = (0..n)
            .map(|sample| {
                let (growth, motif) = self.sample(sample);
                let features = self.features(growth, self.codes[motif], &mut Pass::default());
                features.into_iter().map(f64::from).collect()
            })
            .collect();
        let prior = |i: usize| if i < STRAIGHT { 1.0 } else { BENT };
        let mut kernel = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..n {
                let both = features[i].iter().zip(&features[j]).enumerate();
                kernel[i * n + j] = both.map(|(k, (a, b))| prior(k) * a * b).sum();
            }
            kernel[i * n + i] += EXACT;
        }
        let Some(inverse) = inverse(&kernel, n) else { return };
        for (output, head) in self.heads.iter_mut().enumerate() {
            let weight = |i: usize| -> f64 {
                (0..n).map(|j| inverse[i * n + j] * f64::from(self.scores[j][output])).sum()
            };
            let weights: Vec<f64> = (0..n).map(weight).collect();
            for (k, head) in head.iter_mut().enumerate() {
                let sum: f64 = (0..n).map(|i| features[i][k] * weights[i]).sum();
                *head = narrow(prior(k) * sum);
            }
        }
    }
}

/// What samples differ in from their mean, as rows are compared.
fn compared(rows: &Rows, samples: &[&Vec<f32>]) -> Vec<Vec<f32>> {
    let mut compared: Vec<Vec<f32>> = samples.iter().map(|sample| rows.compared(sample)).collect();
    let mut mean = vec![0.0; compared[0].len()];
    for sample in &compared {
        add_scaled(&mut mean, sample, 1.0 / float(samples.len()));
    }
    for sample in &mut compared {
        add_scaled(sample, &mean, -1.0);
    }
    compared
}

/// Principal components of samples, without those that are nothing: by sample its numbers (about 1), and by number the shares
/// that the samples' differences have in it.
fn principal(differences: &[Vec<f32>]) -> (Vec<Vec<f32>>, Vec<Vec<f32>>) {
    let n = differences.len();
    let mut gram = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let both = differences[i].iter().zip(&differences[j]);
            let product: f64 = both.map(|(a, b)| f64::from(a * b)).sum();
            (gram[i * n + j], gram[j * n + i]) = (product, product);
        }
    }
    let total: f64 =
        (0..n).map(|i| gram[i * n + i]).sum::<f64>() / f64::from(u32::try_from(n).unwrap_or(1));
    let scale = total.max(1e-12).sqrt();
    let found = eigen(gram, n);
    let kept: Vec<_> =
        found.into_iter().filter(|(value, _)| *value > 1e-9 * total.max(1e-12)).collect();
    let score =
        |i: usize| kept.iter().map(|(value, v)| narrow(v[i] * value.sqrt() / scale)).collect();
    let share =
        |(value, v): &(f64, Vec<f64>)| v.iter().map(|x| narrow(x * scale / value.sqrt())).collect();
    ((0..n).map(score).collect(), kept.iter().map(share).collect())
}

/// The first two principal components of the motifs in bloom, moved apart where they coincide; the first motif is on
/// the left.
fn contexts(scores: &[Vec<f32>]) -> Vec<[f32; 2]> {
    let number = |score: &Vec<f32>, i: usize| score.get(i).copied().unwrap_or(0.0);
    let mut codes: Vec<[f32; 2]> = scores.iter().map(|s| [number(s, 0), number(s, 1)]).collect();
    if codes[0][0] > 0.0 {
        for code in &mut codes {
            code[0] = -code[0];
        }
    }
    if codes.len() == 2 {
        // Two motifs differ in one thing.
        for code in &mut codes {
            code[1] = 0.0;
        }
        if codes[1][0] - codes[0][0] < APART {
            codes = vec![[-APART, 0.0], [APART, 0.0]];
        }
        return codes;
    }
    for round in 0..100_u32 {
        let mut moved = false;
        for a in 0..codes.len() {
            for b in 0..a {
                let [x, y] = [0, 1].map(|i| codes[a][i] - codes[b][i]);
                let apart = x.hypot(y);
                if apart < APART {
                    moved = true;
                    let away = if apart > 1e-3 {
                        [x / apart, y / apart]
                    } else {
                        let turn = 2.4 * float(a + b) + narrow(f64::from(round));
                        [turn.cos(), turn.sin()]
                    };
                    for (i, away) in away.into_iter().enumerate() {
                        codes[a][i] += 0.3 * (APART - apart + 0.01) * away;
                        codes[b][i] -= 0.3 * (APART - apart + 0.01) * away;
                    }
                }
            }
        }
        if !moved {
            break;
        }
    }
    codes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(has_bud: bool) -> Generative {
        let sample = |seed: u32| -> Vec<f32> {
            (0..4).map(|i| fraction(random::at(seed, i)) - 0.5).collect()
        };
        let outputs = 4;
        let hidden = Network::new(&HIDDEN, 3).active();
        let weights = hidden.weights().len() + outputs * FEATURES + 6;
        let samples = if has_bud { 6 } else { 3 };
        Generative {
            codes: vec![[-0.8, 0.3], [0.2, -0.5], [0.9, 0.7]],
            targets: vec![[-1.0, 0.1], [0.3, -0.6], [0.7, 0.5]],
            differences: (0..samples).map(sample).collect(),
            mean: vec![0.0; 4],
            scores: (0..samples).map(sample).collect(),
            shares: vec![vec![0.1; 3]; outputs],
            heads: (0..4)
                .map(|h| (0..21).map(|i| fraction(random::at(h + 9, i)) - 0.5).collect())
                .collect(),
            hidden,
            has_bud,
            adam: Adam::new(weights),
        }
    }

    #[test]
    fn gradients_are_what_small_changes_make() {
        let options = Options::default();
        for has_bud in [false, true] {
            let mut network = some(has_bud);
            let gradient = network.gradient(3, options);
            let flat = network.flat();
            let step = 5e-3;
            for i in (0..flat.len()).step_by(3).chain(flat.len() - 6..flat.len()) {
                let [above, below] = [step, -step].map(|step| {
                    let mut moved = flat.clone();
                    moved[i] += step;
                    network.unflatten(&moved);
                    network.loss(3, options)
                });
                let slope = (above - below) / (2.0 * step);
                assert!(
                    (slope - gradient[i]).abs() < 2e-2 * (1.0 + slope.abs()),
                    "{i}: {slope}, {}",
                    gradient[i]
                );
            }
        }
    }

    #[test]
    fn what_is_solved_gives_every_sample_its_numbers() {
        for has_bud in [false, true] {
            let mut network = some(has_bud);
            network.solve();
            for (sample, wanted) in network.scores.iter().enumerate() {
                let (growth, motif) = network.sample(sample);
                let features = network.features(growth, network.codes[motif], &mut Pass::default());
                for (head, wanted) in network.heads.iter().zip(wanted) {
                    assert!((dot(head, &features) - wanted).abs() < 1e-3);
                }
            }
        }
    }
}
