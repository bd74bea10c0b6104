//! Simulated people: each wants something of strokes that a partner has to find out, and answers as one of
//! several [`Teacher`]s.
//!
//! What is learned from them is measured against what they want, which a real person could not say so exactly.

mod teacher;

use limner_core::Stroke;

use crate::taste::{Context, Features, Preference, features, middle};
pub use teacher::{Answer, Impression, Teacher};

/// How a stroke looks to a person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// What the stroke is like.
    pub features: Features,
    /// The stroke's middle, in parts of the canvas's shorter side.
    pub middle: [f32; 2],
}

impl Look {
    /// The look of a stroke of the log where it is, was or will be painted.
    #[must_use]
    pub fn of(stroke: &Stroke, context: &Context) -> Self {
        let side = context.width.min(context.height).max(1.0);
        Self { features: features(stroke, context), middle: middle(stroke).map(|v| v / side) }
    }
}

/// Somebody with a hidden taste.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// What the person is called in tables.
    pub name: String,
    /// What the person wants.
    pub wants: Preference,
}

impl Person {
    /// How much the person likes a stroke.
    #[must_use]
    pub fn score(&self, look: &Look) -> f32 {
        self.wants.score(&look.features) + self.wants.score_of_place(look.middle)
    }
}
