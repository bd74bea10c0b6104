//! The brushes that come with the program.

use super::Brush;

/// A brush with its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// A code: lower-case ASCII letters.
    pub name: &'static str,
    /// Its settings.
    pub brush: Brush,
}
