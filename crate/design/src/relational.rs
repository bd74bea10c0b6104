//! The relational network of strokes: from a stroke as it is drawn to where it stands: growth, order and context.

use limner_core::random;

use crate::curve::{Knot, resampled};
use crate::linear::inverse;
use crate::network::{Adam, Network, Pass};
use crate::numbers::{float, floor, fraction, narrow};
use crate::space::Grown;

/// 21 numbers of a stroke, as in Lukes' article; more between than there, as a stroke's place in twenty-four is to be
/// told; growth, order and two of context.
pub(crate) const SIZES: [usize; 4] = [21, 40, 24, 4];
/// Points of a stroke as it is looked at.
const POINTS: usize = 7;
/// Strokes that a step learns from.
const BATCH: u32 = 48;
/// What the context counts for beside growth and order.
const CONTEXT: f32 = 0.25;
/// With more strokes than this the order counts for more.
const ROOM: f32 = 4.0;
/// Batches over which the last layer is solved, and what its weights cost.
const SOLVED: u32 = 40;
const SMALL: f64 = 1e-5;

/// What a stroke says of itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Relation {
    /// How far the drawing has grown, 0..=1.
    pub growth: f32,
    /// The stroke's place in the order of drawing, 0..=1.
    pub order: f32,
    /// Where on the map.
    pub context: [f32; 2],
}

/// A stroke as the network sees it: where it begins, six steps from point to point, and the logarithm of the radius at
/// each of the seven points.
fn seen(knots: &[Knot]) -> Vec<f32> {
    let even = resampled(knots, POINTS);
    let mut numbers = vec![2.0 * even[0][0], 2.0 * even[0][1]];
    for pair in even.windows(2) {
        numbers.extend([0, 1].map(|i| 8.0 * (pair[1][i] - pair[0][i])));
    }
    numbers.extend(even.iter().map(|knot| (knot[2].max(1e-4).ln() + 4.0) / 3.0));
    numbers
}

/// What the network says of a stroke.
pub(crate) fn relation(network: &Network, knots: &[Knot]) -> Relation {
    let output = network.output(&seen(knots));
    Relation { growth: output[0], order: output[1], context: [output[2], output[3]] }
}

/// A slot's place in the order of drawing.
pub(crate) fn order_of(slot: usize, slots: usize) -> f32 {
    if slots < 2 { 0.5 } else { float(slot) / float(slots - 1) }
}

/// The network while it is trained.
#[derive(Clone, Debug)]
pub(crate) struct Learning {
    pub network: Network,
    adam: Adam,
    seed: u32,
}

impl Learning {
    pub(crate) fn new(seed: u32) -> Self {
        let network = Network::new(&SIZES, random::at(seed, 3));
        let adam = Adam::new(network.weights().len());
        Self { network, adam, seed: random::at(seed, 4) }
    }

    /// One step: strokes that `grown` gives for a growth and a context, of which there are `slots`. The first half of the
    /// contexts are the motifs' own; the others lie between and beyond, where `cycle` says so.
    pub(crate) fn step(
        &mut self,
        step: u32,
        steps: u32,
        codes: &[[f32; 2]],
        slots: usize,
        cycle: bool,
        grown: impl Fn([f32; 2], f32) -> Vec<Grown>,
    ) {
        let mut gradient = vec![0.0; self.network.weights().len()];
        let mut pass = Pass::default();
        // Of many strokes, each has less room in the order.
        let order = (float(slots) / ROOM).max(1.0).powi(2);
        let weights = [1.0, order, CONTEXT, CONTEXT];
        each_of(random::at(self.seed, step), codes, slots, cycle, grown, |numbers, target| {
            self.network.forward(&numbers, &mut pass);
            let by: Vec<f32> = (0..4)
                .map(|i| 2.0 * weights[i] * (pass.output()[i] - target[i]) / f32::from(48_u8))
                .collect();
            self.network.backward(&pass, &by, &mut gradient);
        });
        // The rate falls to a tenth, along half a wave.
        let part = float(step as usize) / float(steps.max(1) as usize);
        let rate = 3e-4 + 2.7e-3 * (0.5 + 0.5 * (part * std::f32::consts::PI).cos());
        self.adam.step(self.network.weights_mut(), &gradient, rate);
    }

    /// Solves the last layer: the weights with the least squared error over many strokes.
    pub(crate) fn solve(
        &mut self,
        codes: &[[f32; 2]],
        slots: usize,
        cycle: bool,
        grown: impl Fn([f32; 2], f32) -> Vec<Grown>,
    ) {
        const FEATURES: usize = SIZES[2] + 1;
        let (mut squares, mut products) = (vec![0.0; FEATURES * FEATURES], [[0.0; 4]; FEATURES]);
        let (mut pass, mut count) = (Pass::default(), 0.0);
        for batch in 0..SOLVED {
            let seed = random::at(self.seed, u32::MAX - batch);
            each_of(seed, codes, slots, cycle, &grown, |numbers, target| {
                self.network.forward(&numbers, &mut pass);
                let mut features: Vec<f64> =
                    pass.before_last().iter().map(|x| f64::from(*x)).collect();
                features.push(1.0);
                count += 1.0;
                for (i, a) in features.iter().enumerate() {
                    for (j, b) in features.iter().enumerate() {
                        squares[i * FEATURES + j] += a * b;
                    }
                    (0..4).for_each(|k| products[i][k] += a * f64::from(target[k]));
                }
            });
        }
        for i in 0..FEATURES {
            squares[i * FEATURES + i] += SMALL * count;
        }
        let Some(inverse) = inverse(&squares, FEATURES) else { return };
        let at = self.network.weights().len() - 4 * FEATURES;
        let weights = &mut self.network.weights_mut()[at..];
        for (k, i) in (0..4).flat_map(|k| (0..FEATURES).map(move |i| (k, i))) {
            let weight: f64 =
                (0..FEATURES).map(|j| inverse[i * FEATURES + j] * products[j][k]).sum();
            // Rows of the matrix, one an output, then the biases.
            let place =
                if i + 1 < FEATURES { k * (FEATURES - 1) + i } else { 4 * (FEATURES - 1) + k };
            weights[place] = narrow(weight);
        }
    }
}

/// Gives what the network sees of a batch of strokes, and what it is to say of each.
fn each_of(
    seed: u32,
    codes: &[[f32; 2]],
    slots: usize,
    cycle: bool,
    grown: impl Fn([f32; 2], f32) -> Vec<Grown>,
    mut heard: impl FnMut(Vec<f32>, [f32; 4]),
) {
    let mut counter = 0;
    let mut at = || {
        counter += 1;
        fraction(random::at(seed, counter))
    };
    let mut left = BATCH;
    let mut turn = 0;
    while left > 0 && turn < 2 * BATCH {
        turn += 1;
        let code = if cycle && turn % 2 == 0 {
            // A place between and beyond: two motifs, mixed by more than their whole.
            let [a, b] = [at(), at()].map(|x| codes[floor(x * float(codes.len()))]);
            let part = 2.0 * at() - 0.5;
            [0, 1].map(|i| a[i] + (b[i] - a[i]) * part)
        } else {
            codes[floor(at() * float(codes.len()))]
        };
        // A seventh, so that the ends are met as well.
        let growth = (at() * 1.15).min(1.0);
        let all = grown(code, growth);
        let few = all.len().min(8);
        for _ in 0..few.min(left as usize) {
            let one = &all[floor(at() * float(all.len())).min(all.len() - 1)];
            let target = [growth, order_of(one.slot, slots), code[0], code[1]];
            heard(seen(&one.knots), target);
            left -= 1;
        }
    }
}
