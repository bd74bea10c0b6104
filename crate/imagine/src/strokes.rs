//! Strokes as networks that draw give them, so many numbers each; and strokes by chance, beside which they are measured.

use limner_env::Random;
use limner_env::drawing::{Act, NUMBERS, SHAPE};
use limner_nets::Slots;

/// How strong strokes want to be at first: all are laid.
const EAGER: f32 = 1.5;

/// A stroke of these numbers: the pen is lifted before it, and the drawing is not over.
#[must_use]
pub fn act(numbers: [f32; NUMBERS]) -> Act {
    Act { numbers, lift: true, stop: false }
}

/// Parameters of a network with so many outputs to begin with: strokes lie anywhere, and are laid.
pub(crate) fn initial(slots: &Slots, outputs: usize, random: &mut Random) -> Vec<f32> {
    let mut parameters = slots.initial(|| random.normal());
    let first = parameters.len() - outputs;
    for (i, bias) in parameters[first..].iter_mut().enumerate() {
        *bias = if i % SHAPE == SHAPE - 1 { EAGER } else { 0.3 * random.normal() };
    }
    parameters
}

/// The strokes that a batch's outputs are.
pub(crate) fn read(outputs: &[f32], strokes: &mut Vec<[f32; NUMBERS]>) {
    strokes.clear();
    for stroke in outputs.as_chunks::<SHAPE>().0 {
        let mut numbers = [0.0; NUMBERS];
        numbers[..SHAPE].copy_from_slice(stroke);
        strokes.push(numbers);
    }
}

/// The gradient with respect to the outputs, from that with respect to the strokes' numbers.
pub(crate) fn gradient(d_strokes: &[[f32; NUMBERS]]) -> Vec<f32> {
    d_strokes.iter().flat_map(|d| &d[..SHAPE]).copied().collect()
}

/// A stroke by chance that is laid.
pub fn by_chance(random: &mut Random) -> Act {
    let mut numbers: [f32; NUMBERS] = std::array::from_fn(|_| random.normal());
    numbers[SHAPE - 1] = 1.0;
    act(numbers)
}

/// So many drawings of so many strokes by chance: what any agent has to beat.
pub fn scribbles(count: usize, strokes: usize, random: &mut Random) -> Vec<Vec<Act>> {
    (0..count).map(|_| (0..strokes).map(|_| by_chance(random)).collect()).collect()
}
