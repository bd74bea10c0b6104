//! What follows a layer's sums: computed in place, and its derivative from the result alone.

/// The slope of a leaky ReLU below zero.
const LEAK: f32 = 0.2;

/// The function that a layer's sums go through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// Nothing changes.
    Linear,
    /// A fifth of what is negative.
    LeakyRelu,
    /// eˣ - 1 of what is negative.
    Elu,
    /// The hyperbolic tangent.
    Tanh,
    /// 1 / (1 + e⁻ˣ).
    Sigmoid,
}

impl Activation {
    /// Applies the function to each of the values.
    pub fn apply(self, values: &mut [f32]) {
        match self {
            Self::Linear => {}
            Self::LeakyRelu => values.iter_mut().for_each(|v| *v = v.max(LEAK * *v)),
            Self::Elu => {
                values.iter_mut().filter(|v| **v < 0.0).for_each(|v| *v = v.exp_m1());
            }
            Self::Tanh => values.iter_mut().for_each(|v| *v = v.tanh()),
            Self::Sigmoid => values.iter_mut().for_each(|v| *v = 1.0 / (1.0 + (-*v).exp())),
        }
    }

    /// Makes a gradient with respect to results one with respect to what they came from.
    pub fn pull_back(self, results: &[f32], gradient: &mut [f32]) {
        let pairs = gradient.iter_mut().zip(results);
        match self {
            Self::Linear => {}
            Self::LeakyRelu => pairs.for_each(|(d, y)| *d *= if *y > 0.0 { 1.0 } else { LEAK }),
            Self::Elu => pairs.for_each(|(d, y)| *d *= if *y > 0.0 { 1.0 } else { y + 1.0 }),
            Self::Tanh => pairs.for_each(|(d, y)| *d *= 1.0 - y * y),
            Self::Sigmoid => pairs.for_each(|(d, y)| *d *= y * (1.0 - y)),
        }
    }

    /// By how much larger the initial weights before it are, so that what comes out varies as what went in.
    pub(crate) fn gain(self) -> f32 {
        match self {
            Self::LeakyRelu | Self::Elu => (2.0 / (1.0 + LEAK * LEAK)).sqrt(),
            Self::Linear | Self::Tanh | Self::Sigmoid => 1.0,
        }
    }
}
