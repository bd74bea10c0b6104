//! How the partner paints, as the person wants it.

use limner_core::Brush;
use limner_protocol::Mood;

use crate::colors::Colors;
use crate::turns::{ANSWER, Pace};

/// Prices to choose from, as [`PartnerSettings::price`] has them. At the first some hundred bold strokes make
/// the picture; each further one is about half as many strokes more; the last takes any that helps.
pub const PRICES: [u32; 8] = [450, 250, 140, 75, 40, 20, 10, 0];

/// The partner's settings: one value, set as a whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PartnerSettings {
    /// How fast the partner paints.
    pub pace: Pace,
    /// The number of strokes with which the partner answers.
    pub answer: u32,
    /// The colours that the partner's strokes may have.
    pub colors: Colors,
    /// Whether the partner paints near where the person works.
    pub follows: bool,
    /// Whether the partner goes over its last strokes from time to time.
    pub polishes: bool,
    /// What a stroke must bring, in parts of a million of what a sheet of the picture's mean colour lacks; 0
    /// for whatever helps.
    pub price: u32,
    /// The brush that the partner paints with.
    pub brush: PartnerBrush,
    /// How much what the person likes weighs, in percent of what it usually does, at most
    /// [`limner_protocol::MAX_TASTE_WEIGHT`].
    pub taste_weight: u8,
    /// Whether the partner asks by itself, now and then, which of a few strokes the person likes best.
    pub asks: bool,
    /// What strokes are to feel like.
    pub mood: Mood,
    /// How much strokes are wanted that are unlike those before them, in percent, at most 100.
    pub novelty: u8,
    /// Whether the partner learns from the strokes that the person paints.
    pub watches: bool,
}

impl Default for PartnerSettings {
    /// As fast as it can, every colour, anywhere, with polish, whatever helps, its own brush, with questions.
    fn default() -> Self {
        Self {
            pace: Pace::Chosen(0.0),
            answer: ANSWER,
            colors: Colors::All,
            follows: false,
            polishes: true,
            price: 0,
            brush: PartnerBrush::default(),
            taste_weight: 100,
            asks: true,
            mood: Mood::default(),
            novelty: 0,
            watches: false,
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
        let fit = brush.lays_paint() && brush.validate().is_ok();
        fit.then_some(Self(*brush))
    }

    /// The brush as it is.
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
