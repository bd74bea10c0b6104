//! The opening petal of Lukes' article: seven moments, seven rows along the petal, seven points across, three numbers a
//! point.
//!
//! The article prints the numbers of one petal at one moment, and names neither where the others are nor how its second
//! template differs. The two templates here are built from that petal's form: one lies down broad and flat, the other
//! stays narrow and rolls its tip back. Both begin as the same closed bud.

use crate::numbers::float;

/// Moments, rows along the petal, numbers of a row.
pub const SHAPE: [usize; 3] = [7, 7, 21];
/// Points across a row, each with x (outwards), y (across) and z (upwards).
pub const ACROSS: usize = 7;

/// A petal at all its moments.
#[derive(Clone, Debug, PartialEq)]
pub struct Petal {
    /// By moment and row: 21 numbers, which are offsets from where the petal grows, in lengths of the petal.
    pub rows: Vec<Vec<[f32; 21]>>,
}

/// The two ways in which the bud opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Broad and flat.
    Broad,
    /// Narrow, with its tip rolled back.
    Rolled,
}

impl Petal {
    /// A petal that opens in one of two ways.
    #[must_use]
    pub fn new(opening: Opening) -> Self {
        let moment = |m: usize| -> Vec<[f32; 21]> {
            (0..SHAPE[1]).map(|row| of_row(opening, float(m) / 6.0, float(row) / 6.0)).collect()
        };
        Self { rows: (0..SHAPE[0]).map(moment).collect() }
    }
}

/// A row at a part of the petal's length, at a moment from 0 to 1.
fn of_row(opening: Opening, moment: f32, along: f32) -> [f32; 21] {
    let (lies, rolls, width) = match opening {
        Opening::Broad => (1.25, 0.2, 0.30 + 0.16 * moment),
        Opening::Rolled => (0.55, 2.3, 0.30 - 0.12 * moment),
    };
    // The middle line leans outwards from the start and bends on its way; a bud leans a little inwards.
    let lean =
        |part: f32| 0.1 - 0.25 * part + moment * (lies * (0.4 + 0.6 * part) + rolls * part * part);
    const STEPS: usize = 24;
    let (mut x, mut z) = (0.04, 0.0);
    for step in 0..STEPS {
        let part = along * (float(step) + 0.5) / float(STEPS);
        x += lean(part).sin() * along / float(STEPS);
        z += lean(part).cos() * along / float(STEPS);
    }
    let half = width * ((0.1 + 0.86 * along) * std::f32::consts::PI).sin().max(0.02).powf(0.8);
    // Across, the bud is rolled up and the open petal nearly flat.
    let roll = 1.5 - 1.15 * moment;
    let (out, up) = (lean(along).cos(), -lean(along).sin());
    let mut row = [0.0; 21];
    for point in 0..ACROSS {
        let turn = (float(point) / 3.0 - 1.0) * roll;
        let (across, inwards) = (half * turn.sin() / roll, half * (1.0 - turn.cos()) / roll);
        row[3 * point] = x - inwards * out;
        row[3 * point + 1] = across;
        row[3 * point + 2] = z - inwards * up;
    }
    row
}
