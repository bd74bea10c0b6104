//! Adam over flat parameters (Kingma and Ba 2015, "Adam: a method for stochastic optimization").
//!
//! The optimiser's state is plain numbers here, so that a checkpoint restores it to the bit and the
//! distance that learning has gone can be measured and bounded.

#![expect(
    clippy::cast_possible_truncation,
    reason = "a step count has fewer bits than matter to its power"
)]

/// The optimiser's settings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdamConfig {
    /// Decay of the mean of gradients.
    pub beta1: f32,
    /// Decay of the mean of the gradients' squares.
    pub beta2: f32,
    /// What is added to a divisor, to keep the division finite.
    pub epsilon: f32,
}

impl Default for AdamConfig {
    /// The paper's, with a shorter memory for squares: the loss's scale changes as the policy's own
    /// canvases improve.
    fn default() -> Self {
        Self { beta1: 0.9, beta2: 0.99, epsilon: 1e-8 }
    }
}

/// Running means of gradients and of their squares.
#[derive(Clone, Debug, PartialEq)]
pub struct Adam {
    /// The optimiser's settings.
    pub config: AdamConfig,
    /// Updates so far.
    pub steps: u64,
    /// Mean of gradients.
    pub mean: Vec<f32>,
    /// Mean of squared gradients.
    pub square: Vec<f32>,
}

impl Adam {
    /// An optimiser of so many parameters, at rest.
    #[must_use]
    pub fn new(config: AdamConfig, parameters: usize) -> Self {
        Self { config, steps: 0, mean: vec![0.0; parameters], square: vec![0.0; parameters] }
    }

    /// Moves `parameters` against `gradient` at this rate.
    ///
    /// # Panics
    /// Where the lengths differ.
    pub fn update(&mut self, parameters: &mut [f32], gradient: &[f32], rate: f32) {
        assert!(parameters.len() == self.mean.len() && gradient.len() == self.mean.len());
        let AdamConfig { beta1, beta2, epsilon } = self.config;
        self.steps += 1;
        let exponent = self.steps.min(1_000_000) as i32;
        let correct1 = 1.0 / (1.0 - beta1.powi(exponent));
        let correct2 = 1.0 / (1.0 - beta2.powi(exponent));
        let state = self.mean.iter_mut().zip(&mut self.square);
        for ((parameter, gradient), (mean, square)) in
            parameters.iter_mut().zip(gradient).zip(state)
        {
            *mean = beta1 * *mean + (1.0 - beta1) * gradient;
            *square = beta2 * *square + (1.0 - beta2) * gradient * gradient;
            *parameter -= rate * (*mean * correct1) / ((*square * correct2).sqrt() + epsilon);
        }
    }
}

/// Scales a gradient so that its Euclidean norm is at most `limit`; returns the norm it had
/// (Pascanu et al. 2013, "On the difficulty of training recurrent neural networks").
pub fn clip_norm(gradient: &mut [f32], limit: f32) -> f32 {
    let norm = gradient.iter().map(|v| f64::from(*v).powi(2)).sum::<f64>().sqrt() as f32;
    if norm > limit {
        let scale = limit / norm;
        gradient.iter_mut().for_each(|v| *v *= scale);
    }
    norm
}

/// The learning rate: up in a straight line over the first `warm_up` steps, then down along half a
/// cosine over the whole run (Loshchilov and Hutter 2017, "SGDR"). `progress` is the share of the run
/// that is done, 0..=1.
#[must_use]
pub fn rate(high: f32, low: f32, warm_up: u64, step: u64, progress: f32) -> f32 {
    let cosine = 0.5 * (1.0 + (std::f32::consts::PI * progress.clamp(0.0, 1.0)).cos());
    let warm = ((step + 1) as f32 / warm_up.max(1) as f32).min(1.0);
    warm * (low + (high - low) * cosine)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_minimum_of_a_bowl() {
        let goal = [0.5, -2.0, 3.0];
        let mut at = [0.0; 3];
        let mut adam = Adam::new(AdamConfig::default(), 3);
        for _ in 0..2000 {
            let gradient: Vec<f32> = at.iter().zip(goal).map(|(a, g)| 2.0 * (a - g)).collect();
            adam.update(&mut at, &gradient, 0.01);
        }
        assert!(at.iter().zip(goal).all(|(a, g)| (a - g).abs() < 1e-2), "{at:?}");
    }

    #[test]
    fn clipping_keeps_the_direction() {
        let mut gradient = [3.0, 4.0];
        assert_eq!(clip_norm(&mut gradient, 1.0), 5.0);
        assert!((gradient[0] - 0.6).abs() < 1e-6 && (gradient[1] - 0.8).abs() < 1e-6);
        assert_eq!(clip_norm(&mut gradient, 2.0), 1.0);
        assert!((gradient[0] - 0.6).abs() < 1e-6);
    }

    #[test]
    fn the_rate_rises_then_falls() {
        let at = |step, progress| rate(1e-3, 1e-4, 100, step, progress);
        assert!(at(0, 0.0) < at(50, 0.001) && at(50, 0.001) < at(99, 0.002));
        assert!(at(5000, 0.3) > at(9000, 0.6));
        assert!((at(20_000, 1.0) - 1e-4).abs() < 1e-9);
    }
}
