//! A reward of many parts, each of which stays visible: what a critic thinks, what strokes cost, how unlike earlier
//! drawings one is, how much there is to see in it, how it feels.

use limner_core::Stroke;

/// Cells of a side of what is compared with earlier drawings.
const CELLS: usize = 8;
/// Drawings that are remembered.
const REMEMBERED: usize = 512;

/// How much each part counts beside the critic's opinion, which counts once.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Weights {
    /// How unlike earlier drawings one is.
    pub novelty: f32,
    /// How much there is to see in it.
    pub complexity: f32,
    /// How pleasant its strokes look, below 0 how unpleasant.
    pub pleasant: f32,
    /// How excited its strokes look, below 0 how calm.
    pub excited: f32,
}

/// How pleasant and how excited a stroke on a sheet of this side looks: whoever trains says by what.
pub type Feeling = fn(&Stroke, u16) -> [f32; 2];

/// What drawings earned on average, by parts, each as it counts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Parts {
    /// The critic's opinion.
    pub adversarial: f32,
    /// What strokes cost: 0 or less.
    pub economy: f32,
    /// How unlike earlier drawings they are.
    pub novelty: f32,
    /// How much there is to see in them.
    pub complexity: f32,
    /// How their strokes feel.
    pub emotion: f32,
}

/// The last drawings, coarsely.
#[derive(Clone, Debug, Default)]
pub struct Archive {
    drawings: Vec<[f32; CELLS * CELLS]>,
    oldest: usize,
}

fn coarse(picture: &[f32], side: usize) -> [f32; CELLS * CELLS] {
    let mut cells = [0.0; CELLS * CELLS];
    let share = (CELLS * CELLS) as f32 / picture.len().max(1) as f32;
    for (i, v) in picture.iter().enumerate() {
        cells[i / side * CELLS / side * CELLS + i % side * CELLS / side] += share * v;
    }
    cells
}

impl Archive {
    /// How far a drawing is from the nearest that is remembered: the root of the mean squared difference of its cells,
    /// 0..=1. Nothing is new where nothing is remembered.
    #[must_use]
    pub fn novelty(&self, picture: &[f32], side: usize) -> f32 {
        let cells = coarse(picture, side);
        let far = self.drawings.iter().map(|other| {
            let off = cells.iter().zip(other).map(|(a, b)| (a - b) * (a - b));
            off.sum::<f32>() / cells.len() as f32
        });
        let nearest = far.fold(f32::INFINITY, f32::min);
        if nearest.is_finite() { nearest.sqrt() } else { 0.0 }
    }

    /// Remembers drawings, and forgets the oldest.
    pub fn remember(&mut self, pictures: &[f32], side: usize) {
        for picture in pictures.chunks_exact(side * side) {
            let cells = coarse(picture, side);
            if self.drawings.len() < REMEMBERED {
                self.drawings.push(cells);
            } else {
                self.drawings[self.oldest] = cells;
                self.oldest = (self.oldest + 1) % REMEMBERED;
            }
        }
    }
}

/// How much there is to see in a drawing: how much neighbouring pixels differ, in parts of a checkerboard's.
#[must_use]
pub fn complexity(picture: &[f32], side: usize) -> f32 {
    let mut sum = 0.0;
    for (i, v) in picture.iter().enumerate() {
        let right = (i % side + 1 < side).then(|| picture[i + 1]);
        let below = picture.get(i + side).copied();
        sum += [right, below].into_iter().flatten().map(|other| (v - other).abs()).sum::<f32>();
    }
    sum / (2 * side * (side - 1)).max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_drawn_before_is_not_new_and_lines_are_more_than_a_blot() {
        let stripes = |every: usize| -> Vec<f32> {
            (0..1024).map(|i| if i / 32 % every < every / 2 { 1.0 } else { 0.0 }).collect()
        };
        let mut archive = Archive::default();
        assert_eq!(archive.novelty(&stripes(16), 32), 0.0);
        archive.remember(&stripes(16), 32);
        assert!(archive.novelty(&stripes(16), 32) < 1e-6);
        let new = archive.novelty(&stripes(32), 32);
        assert!((0.3..=1.0).contains(&new), "{new}");
        // What is long ago is forgotten.
        (0..REMEMBERED).for_each(|_| archive.remember(&stripes(32), 32));
        assert!(archive.novelty(&stripes(16), 32) > 0.3);
        let checkers: Vec<f32> = (0..1024).map(|i| ((i / 32 + i % 32) % 2) as f32).collect();
        assert!((complexity(&checkers, 32) - 1.0).abs() < 1e-6);
        assert!(complexity(&stripes(4), 32) > complexity(&stripes(16), 32));
        assert_eq!(complexity(&[1.0; 1024], 32), 0.0);
    }
}
