//! What some strokes are like, kept as sums.

use super::{Feature, Features};

/// No variance of strokes that were seen counts as less.
const LEAST_VARIANCE: f32 = 0.04;

/// What some strokes are like: enough for the mean and the spread of every feature.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StrokeStatistics {
    /// How many strokes.
    pub strokes: u32,
    /// Sums of the strokes' features.
    pub sums: Features,
    /// Sums of the squares.
    pub squares: Features,
}

impl StrokeStatistics {
    /// Takes note of a stroke.
    pub(crate) fn add(&mut self, features: &Features) {
        self.strokes = self.strokes.saturating_add(1);
        for ((sum, square), v) in self.sums.iter_mut().zip(&mut self.squares).zip(features) {
            *sum += v;
            *square += v * v;
        }
    }

    /// The mean of a feature and its variance, where so many ordinary strokes, of mean 0 and variance 1, were among
    /// them. Strokes that are all alike have a little variance, too.
    pub(crate) fn mean_and_variance(&self, feature: Feature, ordinary: f32) -> [f32; 2] {
        let count = self.strokes as f32 + ordinary;
        let mean = self.sums[feature as usize] / count.max(1.0);
        let square = (self.squares[feature as usize] + ordinary) / count.max(1.0);
        [mean, (square - mean * mean).max(LEAST_VARIANCE)]
    }
}
