//! Adam (Kingma and Ba, 2015), and an average of the parameters it went through.

/// How parameters are moved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdamConfig {
    /// The learning rate.
    pub rate: f32,
    /// What is kept of the mean gradient, and of its mean square, from one step to the next.
    pub betas: [f32; 2],
    /// What is kept of the average of parameters; the share of the newest grows from one down to what is left.
    pub average: f32,
}

impl Default for AdamConfig {
    fn default() -> Self {
        Self { rate: 1e-3, betas: [0.9, 0.999], average: 0.998 }
    }
}

/// The state of an optimiser.
#[derive(Clone, Debug, PartialEq)]
pub struct Adam {
    /// How parameters are moved.
    pub config: AdamConfig,
    /// How many steps were made.
    pub steps: u64,
    /// The mean gradient, its mean square, and the average of the parameters.
    pub means: Vec<f32>,
    /// The mean square of the gradient.
    pub squares: Vec<f32>,
    /// The average of the parameters.
    pub averaged: Vec<f32>,
}

impl Adam {
    /// An optimiser that has not moved these parameters yet.
    #[must_use]
    pub fn new(config: AdamConfig, parameters: &[f32]) -> Self {
        let zeros = vec![0.0; parameters.len()];
        Self {
            config,
            steps: 0,
            means: zeros.clone(),
            squares: zeros,
            averaged: parameters.to_vec(),
        }
    }

    /// Moves the parameters against a gradient. Says whether it did: a gradient that is not finite changes nothing.
    pub fn step(&mut self, parameters: &mut [f32], gradient: &[f32]) -> bool {
        if !gradient.iter().sum::<f32>().is_finite() && gradient.iter().any(|d| !d.is_finite()) {
            return false;
        }
        self.steps += 1;
        let AdamConfig { rate, betas: [b1, b2], average } = self.config;
        #[expect(clippy::cast_precision_loss, reason = "a correction that is one by then")]
        let steps = self.steps as f32;
        let correct = |beta: f32| 1.0 / (1.0 - beta.powf(steps));
        let (first, second) = (rate * correct(b1), correct(b2));
        // An average over what there was so far, until that is longer than the average's own memory.
        let keep = average.min((1.0 + steps) / (10.0 + steps));
        let state = self.means.iter_mut().zip(&mut self.squares).zip(&mut self.averaged);
        for ((p, d), ((mean, square), averaged)) in parameters.iter_mut().zip(gradient).zip(state) {
            *mean = b1 * *mean + (1.0 - b1) * d;
            *square = b2 * *square + (1.0 - b2) * d * d;
            *p -= first * *mean / ((*square * second).sqrt() + 1e-8);
            *averaged = keep * *averaged + (1.0 - keep) * *p;
        }
        true
    }
}
