//! Bayesian logistic regression: how likely a yes is, and how sure that is.
//!
//! The weights have a normal prior around zero; the posterior is approximated by a normal around its
//! maximum (Laplace; Bishop 2006, "Pattern Recognition and Machine Learning", §4.5). The judgements
//! are few and kept, so it is fitted again from all of them after each: about half a million
//! multiplications, no learning rate, and no dependence on their order but for their age.

#![expect(unreachable_pub, reason = "the module is the taste's own")]

use super::features::{ALL, FEATURES, Feature};

/// A weight for each feature, then the intercept: how willingly this person says yes at all.
pub(super) const WEIGHTS: usize = FEATURES + 1;
/// Vectors of one number a weight.
pub(super) type Vector = [f64; WEIGHTS];
/// Symmetric.
pub(super) type Matrix = [[f64; WEIGHTS]; WEIGHTS];

/// The weights' norm is at most this; the prior alone keeps it below unless hundreds of clicks agree.
const MAX_NORM: f64 = 6.0;
/// Newton's method converges in three to eight steps.
const MAX_STEPS: usize = 24;

/// One judgement as the model reads it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    /// Features, then 1.
    pub x: Vector,
    /// 1 for yes, 0 for no.
    pub label: f64,
    /// How much it counts, 0..=1.
    pub weight: f64,
}

/// What is known of the weights.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Posterior {
    pub mean: Vector,
    pub covariance: Matrix,
}

impl Posterior {
    /// What is known before the first judgement.
    pub fn prior() -> Self {
        let mut covariance = [[0.0; WEIGHTS]; WEIGHTS];
        for (i, row) in covariance.iter_mut().enumerate() {
            row[i] = prior_deviation(i).powi(2);
        }
        Self { mean: [0.0; WEIGHTS], covariance }
    }

    /// The posterior after these judgements; `None` where numbers went astray.
    pub fn fit(samples: &[Sample]) -> Option<Self> {
        let mut mean = [0.0; WEIGHTS];
        let mut loss = objective(samples, &mean);
        let mut factor = cholesky(&curvature(samples, &mean))?;
        for _ in 0..MAX_STEPS {
            let step = solve(&factor, &slope(samples, &mean));
            // The objective is convex, but a whole Newton step can overshoot: halve it until it helps.
            let mut share = 1.0;
            let (next, next_loss) = loop {
                let next: Vector = std::array::from_fn(|i| mean[i] - share * step[i]);
                let next_loss = objective(samples, &next);
                if next_loss <= loss || share < 1e-3 {
                    break (next, next_loss);
                }
                share *= 0.5;
            };
            if !next_loss.is_finite() || next_loss > loss {
                break;
            }
            mean = next;
            loss = next_loss;
            factor = cholesky(&curvature(samples, &mean))?;
            if step.iter().all(|v| v.abs() < 1e-10) {
                break;
            }
        }
        let norm = dot(&mean, &mean).sqrt();
        if norm > MAX_NORM {
            mean.iter_mut().for_each(|v| *v *= MAX_NORM / norm);
        }
        let covariance = inverse(&factor);
        let finite = mean.iter().chain(covariance.iter().flatten()).all(|v| v.is_finite());
        finite.then_some(Self { mean, covariance })
    }

    /// Mean and variance of the logit at `x`.
    pub fn logit(&self, x: &Vector) -> (f64, f64) {
        (dot(&self.mean, x), dot(&self.times(x), x).max(0.0))
    }

    /// The covariance times a vector.
    pub fn times(&self, x: &Vector) -> Vector {
        self.covariance.map(|row| dot(&row, x))
    }
}

/// 1 / (1 + e⁻ᶻ).
pub(super) fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

pub(super) fn dot(a: &Vector, b: &Vector) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The prior's standard deviation. People judge colour and form before they judge place or
/// circumstances, and of a colour first whether it is warm, so these move farther on the same evidence.
pub(super) fn prior_deviation(weight: usize) -> f64 {
    match ALL.get(weight) {
        None => 0.7,
        Some(Feature::Warmth) => 1.3,
        Some(Feature::Lightness | Feature::Length | Feature::Width) => 1.0,
        Some(
            Feature::Tint
            | Feature::Chroma
            | Feature::Curvature
            | Feature::Opacity
            | Feature::Upright,
        ) => 0.8,
        Some(_) => 0.4,
    }
}

/// Minus the logarithm of the posterior density.
fn objective(samples: &[Sample], weights: &Vector) -> f64 {
    let prior: f64 =
        weights.iter().enumerate().map(|(i, w)| 0.5 * (w / prior_deviation(i)).powi(2)).sum();
    let likelihood = samples.iter().map(|s| {
        let z = dot(weights, &s.x);
        // ln(1 + e^z) - label z, without overflow.
        s.weight * (z.max(0.0) + (-z.abs()).exp().ln_1p() - s.label * z)
    });
    prior + likelihood.sum::<f64>()
}

/// The gradient of [`objective`].
fn slope(samples: &[Sample], weights: &Vector) -> Vector {
    let mut slope: Vector = std::array::from_fn(|i| weights[i] / prior_deviation(i).powi(2));
    for sample in samples {
        let error = sample.weight * (sigmoid(dot(weights, &sample.x)) - sample.label);
        for (slope, x) in slope.iter_mut().zip(sample.x) {
            *slope += error * x;
        }
    }
    slope
}

/// The second derivatives of [`objective`].
fn curvature(samples: &[Sample], weights: &Vector) -> Matrix {
    let mut curvature = [[0.0; WEIGHTS]; WEIGHTS];
    for (i, row) in curvature.iter_mut().enumerate() {
        row[i] = prior_deviation(i).powi(-2);
    }
    for sample in samples {
        let p = sigmoid(dot(weights, &sample.x));
        let scale = sample.weight * p * (1.0 - p);
        for (row, a) in curvature.iter_mut().zip(sample.x) {
            for (v, b) in row.iter_mut().zip(sample.x) {
                *v += scale * a * b;
            }
        }
    }
    curvature
}

/// The lower triangle L with L Lᵀ = m; `None` unless m is positive definite.
fn cholesky(m: &Matrix) -> Option<Matrix> {
    let mut l = [[0.0; WEIGHTS]; WEIGHTS];
    for i in 0..WEIGHTS {
        for j in 0..=i {
            let sum = m[i][j] - (0..j).map(|k| l[i][k] * l[j][k]).sum::<f64>();
            if i != j {
                l[i][j] = sum / l[j][j];
            } else if sum > 0.0 && sum.is_finite() {
                l[i][i] = sum.sqrt();
            } else {
                return None;
            }
        }
    }
    Some(l)
}

/// x with L Lᵀ x = b.
fn solve(l: &Matrix, b: &Vector) -> Vector {
    let mut x = *b;
    for i in 0..WEIGHTS {
        x[i] = (x[i] - (0..i).map(|k| l[i][k] * x[k]).sum::<f64>()) / l[i][i];
    }
    for i in (0..WEIGHTS).rev() {
        x[i] = (x[i] - (i + 1..WEIGHTS).map(|k| l[k][i] * x[k]).sum::<f64>()) / l[i][i];
    }
    x
}

/// The inverse of L Lᵀ.
fn inverse(l: &Matrix) -> Matrix {
    // It is symmetric, so columns may be taken for rows.
    std::array::from_fn(|i| {
        let mut unit = [0.0; WEIGHTS];
        unit[i] = 1.0;
        solve(l, &unit)
    })
}

#[expect(clippy::cast_possible_truncation, reason = "numbers of a test are within their types")]
#[cfg(test)]
mod tests {
    use super::*;
    use limner_env::Random;

    fn samples(count: usize, seed: u32) -> Vec<Sample> {
        let mut random = Random::new(seed);
        let mut sample = || {
            let mut x = [1.0; WEIGHTS];
            x[..FEATURES].fill_with(|| f64::from(random.normal()));
            let label = f64::from(random.unit() < sigmoid(2.0 * x[0]) as f32);
            Sample { x, label, weight: 1.0 }
        };
        (0..count).map(|_| sample()).collect()
    }

    #[test]
    fn without_judgements_the_prior_stays() {
        let (fitted, prior) = (Posterior::fit(&[]).unwrap(), Posterior::prior());
        assert_eq!(fitted.mean, prior.mean);
        for (a, b) in fitted.covariance.iter().flatten().zip(prior.covariance.iter().flatten()) {
            assert!((a - b).abs() < 1e-12);
        }
    }

    #[test]
    fn the_fit_is_where_the_slope_vanishes() {
        for count in [1, 3, 20, 256] {
            let samples = samples(count, count as u32);
            let posterior = Posterior::fit(&samples).unwrap();
            let slope = slope(&samples, &posterior.mean);
            assert!(slope.iter().all(|v| v.abs() < 1e-6), "{count}: {slope:?}");
        }
    }

    #[test]
    fn covariance_inverts_the_curvature() {
        let samples = samples(40, 4);
        let posterior = Posterior::fit(&samples).unwrap();
        let curvature = curvature(&samples, &posterior.mean);
        for (i, row) in curvature.iter().enumerate() {
            let unit = posterior.times(row);
            for (j, v) in unit.into_iter().enumerate() {
                let expected = f64::from(u8::from(i == j));
                assert!((v - expected).abs() < 1e-8);
            }
        }
    }

    #[test]
    fn evidence_finds_the_weight_and_narrows_it() {
        let few = Posterior::fit(&samples(10, 8)).unwrap();
        let many = Posterior::fit(&samples(250, 8)).unwrap();
        assert!((many.mean[0] - 2.0).abs() < 0.8, "{}", many.mean[0]);
        assert!(many.mean[1..].iter().all(|v| v.abs() < 0.6), "{:?}", many.mean);
        assert!(many.covariance[0][0] < few.covariance[0][0]);
    }

    #[test]
    fn contradictions_without_end_stay_bounded() {
        let mut x = [3.0; WEIGHTS];
        x[FEATURES] = 1.0;
        let samples = vec![Sample { x, label: 1.0, weight: 1.0 }; 5000];
        let posterior = Posterior::fit(&samples).unwrap();
        assert!(dot(&posterior.mean, &posterior.mean).sqrt() <= MAX_NORM + 1e-9);
    }
}
