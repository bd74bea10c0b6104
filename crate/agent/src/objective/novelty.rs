//! Novelty: strokes count more that are unlike those painted so far.
//!
//! How new a stroke is, is its squared distance from the mean of the strokes so far, in their own standard deviations and
//! on the mean over what it may be new in, r², as r² / (1 + r²): 0 for one that is just as they are on the mean, ½ for an
//! ordinary one, and never 1. The mean follows the strokes, so what was new wears off.

use crate::taste::{Feature, Features, StrokeStatistics};

/// What strokes may be new in: what a hand chooses. Colours are the picture's, and places are where there is error.
const NEW_IN: [Feature; 7] = [
    Feature::Length,
    Feature::Width,
    Feature::Curvature,
    Feature::Opacity,
    Feature::Upright,
    Feature::Rising,
    Feature::Taper,
];
/// The liking that a stroke has for being altogether new, where novelty is wanted as much as it can be.
const MOST: f32 = 4.0;
/// The strokes so far count as if so many ordinary ones, of mean 0 and variance 1, had been among them.
const ORDINARY: f32 = 8.0;
/// How much novelty is wanted, beside what is there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Novelty {
    weight: f32,
    mean: [f32; NEW_IN.len()],
    /// One over the variance.
    precision: [f32; NEW_IN.len()],
}

impl Novelty {
    /// Novelty beside these strokes, wanted so much: 0 to 1; none where it is not wanted.
    pub(crate) fn beside(strokes: &StrokeStatistics, wanted: f32) -> Option<Self> {
        let weight = MOST * wanted.clamp(0.0, 1.0);
        let spreads = NEW_IN.map(|feature| strokes.mean_and_variance(feature, ORDINARY));
        let (mean, precision) =
            (spreads.map(|[mean, _]| mean), spreads.map(|[_, variance]| 1.0 / variance));
        (weight > 0.0).then_some(Self { weight, mean, precision })
    }

    /// What a stroke is liked the more for being new, from 0 on.
    pub(crate) fn liking(&self, features: &Features) -> f32 {
        let distance = self.distance(features);
        self.weight * distance / (1.0 + distance)
    }

    /// Adds the gradient of [`Novelty::liking`] with respect to the features.
    pub(crate) fn add_gradient(&self, features: &Features, by_features: &mut Features) {
        // d/dx r² / (1 + r²) = (dr²/dx) / (1 + r²)².
        let by_distance = self.weight / (1.0 + self.distance(features)).powi(2);
        for (i, of) in NEW_IN.into_iter().enumerate() {
            let away = features[of as usize] - self.mean[i];
            by_features[of as usize] +=
                by_distance * 2.0 * away * self.precision[i] / NEW_IN.len() as f32;
        }
    }

    /// r².
    fn distance(&self, features: &Features) -> f32 {
        let of = NEW_IN.iter().zip(self.mean).zip(self.precision);
        let sum: f32 =
            of.map(|((of, mean), by)| (features[*of as usize] - mean).powi(2) * by).sum();
        sum / NEW_IN.len() as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taste::FEATURES;
    use limner_env::Random;

    fn strokes(random: &mut Random, length: f32) -> Features {
        let mut features: Features = std::array::from_fn(|_| 0.3 * random.normal());
        features[Feature::Length as usize] += length;
        features
    }

    #[test]
    fn what_is_unlike_the_strokes_so_far_is_new_until_there_is_more_of_it() {
        let mut random = Random::new(4);
        let mut so_far = StrokeStatistics::default();
        assert_eq!(Novelty::beside(&so_far, 0.0), None);
        (0..40).for_each(|_| so_far.add(&strokes(&mut random, -1.0)));
        let mut long = strokes(&mut random, 0.0);
        long[Feature::Length as usize] = 1.5;
        let liking = |so_far: &StrokeStatistics, features: &Features| {
            Novelty::beside(so_far, 0.5).map_or(0.0, |novelty| novelty.liking(features))
        };
        let usual = liking(&so_far, &strokes(&mut random, -1.0));
        let new = liking(&so_far, &long);
        assert!(new > usual + 0.5 && new < 2.0, "{new} against {usual}");
        (0..80).for_each(|_| so_far.add(&strokes(&mut random, 1.5)));
        let later = liking(&so_far, &long);
        assert!(later < 0.7 * new, "{later} after {new}");
    }

    #[test]
    fn its_gradient_matches_differences() {
        let mut random = Random::new(5);
        let mut so_far = StrokeStatistics::default();
        (0..20).for_each(|_| so_far.add(&strokes(&mut random, 0.4)));
        let novelty = Novelty::beside(&so_far, 1.0).expect("it is wanted");
        for _ in 0..50 {
            let features: Features = std::array::from_fn(|_| random.normal());
            let mut found = [0.0; FEATURES];
            novelty.add_gradient(&features, &mut found);
            for i in 0..FEATURES {
                let at = |by: f32| {
                    let mut moved = features;
                    moved[i] += by;
                    novelty.liking(&moved)
                };
                let difference = (at(1e-2) - at(-1e-2)) / 2e-2;
                assert!((difference - found[i]).abs() < 2e-3 + 0.01 * found[i].abs(), "{i}");
            }
        }
    }
}
