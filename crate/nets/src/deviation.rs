//! Minibatch deviation: how much pictures that are looked at together differ, as one more number of each.
//!
//! A critic that sees it knows drawings that are all alike from drawings that are as different as real ones (Karras
//! and others, "Progressive growing of GANs", 2018). Groups hold pictures of one class: of mixed ones, one drawing a
//! class would do.

/// Added to a variance before its root, so that the gradient of groups that are alike stays finite.
const EPSILON: f32 = 1e-4;

/// The mean standard deviation of features in groups of a batch, and what its gradient needs.
#[derive(Clone, Debug, Default)]
pub struct Deviation {
    group: usize,
    features: usize,
    /// For each group the mean of each feature, and one over its deviation.
    means: Vec<f32>,
    inverses: Vec<f32>,
}

impl Deviation {
    /// Appends to each of a batch's rows of `features` numbers the mean deviation within its group of `group` rows.
    ///
    /// # Panics
    ///
    /// Where the rows are not whole groups.
    pub fn append(&mut self, rows: &[f32], features: usize, group: usize, to: &mut Vec<f32>) {
        assert!(rows.len().is_multiple_of(features * group), "whole groups go in");
        (self.group, self.features) = (group, features);
        self.means.clear();
        self.inverses.clear();
        to.clear();
        for rows in rows.chunks_exact(features * group) {
            let first = self.means.len();
            self.means.resize(first + features, 0.0);
            self.inverses.resize(first + features, 0.0);
            let (means, squares) = (&mut self.means[first..], &mut self.inverses[first..]);
            for row in rows.chunks_exact(features) {
                for ((v, mean), square) in row.iter().zip(&mut *means).zip(&mut *squares) {
                    *mean += v / group as f32;
                    *square += v * v / group as f32;
                }
            }
            let mut sum = 0.0;
            for (mean, square) in means.iter().zip(squares) {
                let deviation = ((*square - mean * mean).max(0.0) + EPSILON).sqrt();
                sum += deviation;
                *square = 1.0 / deviation;
            }
            for row in rows.chunks_exact(features) {
                to.extend_from_slice(row);
                to.push(sum / features as f32);
            }
        }
    }

    /// The gradient with respect to the rows, from that with respect to the longer ones of the last
    /// [`Deviation::append`].
    pub fn pull_back(&self, rows: &[f32], d_longer: &[f32], to: &mut Vec<f32>) {
        let (features, group) = (self.features, self.group);
        to.clear();
        let groups = rows.chunks_exact(features * group);
        let statistics =
            self.means.chunks_exact(features).zip(self.inverses.chunks_exact(features));
        let longer = d_longer.chunks_exact((features + 1) * group);
        for ((rows, (means, inverses)), d) in groups.zip(statistics).zip(longer) {
            let d_mean: f32 = d.chunks_exact(features + 1).map(|row| row[features]).sum();
            // The deviation's derivative by one of its group's numbers is (v - mean) / (count · deviation).
            let share = d_mean / (features * group) as f32;
            for (row, d) in rows.chunks_exact(features).zip(d.chunks_exact(features + 1)) {
                let each = row.iter().zip(means).zip(inverses).zip(d);
                to.extend(each.map(|(((v, mean), inverse), d)| d + share * (v - mean) * inverse));
            }
        }
    }
}
