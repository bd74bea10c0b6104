//! How the partner paints, as the person wants it.

use limner_core::Brush;

use crate::colors::Colors;
use crate::turns::{ANSWER, Pace};

/// The partner's settings: one value, set as a whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PartnerSettings {
    /// How fast it paints.
    pub pace: Pace,
    /// With how many strokes it answers.
    pub answer: u32,
    /// Which colours its strokes may have.
    pub colors: Colors,
    /// Whether it paints near where the person works.
    pub follows: bool,
    /// Whether it goes over its last strokes from time to time.
    pub polishes: bool,
    /// What a stroke must bring, in parts of a million of what the empty paper lacks; 0 for whatever
    /// helps.
    pub price: u32,
    /// What it paints with.
    pub brush: PartnerBrush,
}

impl Default for PartnerSettings {
    /// As fast as it can, every colour, anywhere, with polish, whatever helps, its own brush.
    fn default() -> Self {
        Self {
            pace: Pace::Chosen(0.0),
            answer: ANSWER,
            colors: Colors::All,
            follows: false,
            polishes: true,
            price: 0,
            brush: PartnerBrush::default(),
        }
    }
}

/// A brush that the partner can paint with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartnerBrush(Brush);

impl PartnerBrush {
    /// A brush for the partner: one that lays paint and does not smudge, which is the person's. `None` for
    /// any other.
    #[must_use]
    pub fn new(brush: &Brush) -> Option<Self> {
        let fit = !brush.smudges() && !brush.eraser && brush.validate().is_ok();
        fit.then_some(Self(*brush))
    }

    /// The brush itself.
    #[must_use]
    pub fn get(&self) -> &Brush {
        &self.0
    }
}

impl Default for PartnerBrush {
    /// The brush that the partner comes with.
    fn default() -> Self {
        Self(Brush::PARTNER)
    }
}
