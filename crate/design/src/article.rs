//! The three networks of Guy Lukes' article "Using Machine Learning to Augment Artistic Creativity" (2019), to the letter
//! of its sizes, activations, losses and mask.
//!
//! - A **template network** [2, 10, 15, 21] learns an artist's example: from time and row to the 21 numbers there.
//! - The **relational network** [21, 15, 10, 3] goes back: from 21 numbers of either example to time, row, and one number
//!   more, the context, which nobody prescribes but for a target under a mask: 0.05 on both sides of the squared error, so
//!   that it counts 0.0025.
//! - The **generative network** [3, 10, 15, 21] goes forth from time, row and context; its error comes back through the
//!   context, which so becomes what tells the examples apart, where they differ.
//!
//! Hidden layers are ELUs, errors are squared, every layer has its offsets (biases). What the article leaves open is said
//! at each constant.

use crate::network::{Adam, Network, Pass};
use crate::numbers::float;
use crate::petal::{Petal, SHAPE};

/// The article's mask, on both sides of the squared error.
pub const MASK: f32 = 0.05;
/// The context's own target for each template; the article has it emerge, and gives none. What is far apart need only be
/// told apart.
const TARGETS: [f32; 2] = [-1.0, 1.0];
/// Steps and rates of Adam; the article says that it trained until the error was small.
const TEMPLATE_STEPS: u32 = 4000;
const STEPS: u32 = 6000;

/// The networks, trained on two petals.
#[derive(Clone, Debug)]
pub struct Article {
    /// One a petal.
    pub templates: [Network; 2],
    /// From 21 numbers to time, row, context.
    pub relational: Network,
    /// From time, row, context to 21 numbers.
    pub generative: Network,
}

/// Time and row as fractions, with the row of numbers there.
type Row = ([f32; 2], Vec<f32>);

fn map_of(petal: &Petal) -> Vec<Row> {
    let mut found = Vec::with_capacity(SHAPE[0] * SHAPE[1]);
    for (moment, rows) in petal.rows.iter().enumerate() {
        for (row, numbers) in rows.iter().enumerate() {
            found.push(([float(moment) / 6.0, float(row) / 6.0], numbers.to_vec()));
        }
    }
    found
}

/// A rate that falls to a twentieth along half a wave.
fn rate(step: u32, steps: u32) -> f32 {
    let part = float(step as usize) / float(steps as usize);
    5e-3 * (0.05 + 0.95 * (0.5 + 0.5 * (part * std::f32::consts::PI).cos()))
}

fn template(rows: &[Row], seed: u32) -> Network {
    let mut network = Network::new(&[2, 10, 15, 21], seed);
    let mut adam = Adam::new(network.weights().len());
    let mut pass = Pass::default();
    for step in 0..TEMPLATE_STEPS {
        let mut gradient = vec![0.0; network.weights().len()];
        for (map, numbers) in rows {
            network.forward(map, &mut pass);
            let share = 2.0 / float(rows.len());
            let by: Vec<f32> =
                pass.output().iter().zip(numbers).map(|(a, b)| share * (a - b)).collect();
            network.backward(&pass, &by, &mut gradient);
        }
        adam.step(network.weights_mut(), &gradient, rate(step, TEMPLATE_STEPS));
    }
    network
}

impl Article {
    /// Trains all three kinds of network on two petals. What the relational and the generative network see are the template
    /// networks' rows, not the artist's.
    #[must_use]
    pub fn new(petals: [&Petal; 2], seed: u32) -> Self {
        let maps = petals.map(map_of);
        let templates = [0, 1]
            .map(|i| template(&maps[i], limner_core::random::at(seed, 10 + u32::from(i == 1))));
        let rows: Vec<(Row, f32)> = [0, 1]
            .into_iter()
            .flat_map(|i| {
                let own = |(map, _): &Row| ((*map, templates[i].output(map)), TARGETS[i]);
                maps[i].iter().map(own).collect::<Vec<_>>()
            })
            .collect();
        let mut relational = Network::new(&[21, 15, 10, 3], limner_core::random::at(seed, 12));
        let mut generative = Network::new(&[3, 10, 15, 21], limner_core::random::at(seed, 13));
        let mut adams = [&relational, &generative].map(|n| Adam::new(n.weights().len()));
        let (mut forth, mut back) = (Pass::default(), Pass::default());
        let share = 2.0 / float(rows.len());
        for step in 0..STEPS {
            let mut of_relational = vec![0.0; relational.weights().len()];
            let mut of_generative = vec![0.0; generative.weights().len()];
            for ((map, numbers), target) in &rows {
                relational.forward(numbers, &mut back);
                let [time, row, context] = [0, 1, 2].map(|i| back.output()[i]);
                generative.forward(&[map[0], map[1], context], &mut forth);
                let by: Vec<f32> =
                    forth.output().iter().zip(numbers).map(|(a, b)| share * (a - b)).collect();
                let by_input = generative.backward(&forth, &by, &mut of_generative);
                let own = share * MASK * MASK * (context - target);
                let by = [share * (time - map[0]), share * (row - map[1]), own + by_input[2]];
                relational.backward(&back, &by, &mut of_relational);
            }
            adams[0].step(relational.weights_mut(), &of_relational, rate(step, STEPS));
            adams[1].step(generative.weights_mut(), &of_generative, rate(step, STEPS));
        }
        Self { templates, relational, generative }
    }

    /// A template network's row at a time and a row, as fractions.
    #[must_use]
    pub fn template_row(&self, template: usize, map: [f32; 2]) -> Vec<f32> {
        self.templates[template].output(&map)
    }

    /// Time, row and context that the relational network tells of a template's row.
    #[must_use]
    pub fn relation(&self, template: usize, map: [f32; 2]) -> [f32; 3] {
        let output = self.relational.output(&self.template_row(template, map));
        [0, 1, 2].map(|i| output[i])
    }

    /// The generative network's row at a time, a row, and at `mix` between the contexts that either template has there: 0
    /// is the first's, 1 the second's, and what lies outside is beyond them.
    #[must_use]
    pub fn row(&self, map: [f32; 2], mix: f32) -> Vec<f32> {
        let [a, b] = [0, 1].map(|template| self.relation(template, map)[2]);
        self.generative.output(&[map[0], map[1], a + (b - a) * mix])
    }

    /// Time and row on a grid, as fractions.
    pub fn grid() -> impl Iterator<Item = [f32; 2]> {
        (0..SHAPE[0] * SHAPE[1]).map(|i| [float(i / SHAPE[1]) / 6.0, float(i % SHAPE[1]) / 6.0])
    }

    /// Root mean squared errors: of the template networks, of the map that the relational network tells, of the generative
    /// network, and of that with every context at the mean of all.
    #[must_use]
    pub fn errors(&self, petals: [&Petal; 2]) -> [f32; 4] {
        let mut sums = [0.0_f32; 4];
        let all = || (0..2).flat_map(|i| Self::grid().map(move |map| (i, map)));
        let count = float(2 * SHAPE[0] * SHAPE[1]);
        let mean = all().map(|(i, map)| self.relation(i, map)[2]).sum::<f32>() / count;
        let squares = |a: &[f32], b: &[f32]| -> f32 {
            a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f32>() / float(b.len())
        };
        for (i, petal) in petals.into_iter().enumerate() {
            for (map, numbers) in map_of(petal) {
                let own = self.template_row(i, map);
                let relation = self.relation(i, map);
                sums[0] += squares(&own, &numbers);
                sums[1] += squares(&relation[..2], &map);
                sums[2] += squares(&self.generative.output(&[map[0], map[1], relation[2]]), &own);
                sums[3] += squares(&self.generative.output(&[map[0], map[1], mean]), &own);
            }
        }
        sums.map(|sum| (sum / count).sqrt())
    }
}
