//! A painting that came without the picture that its strokes were made from: the partner asks before it paints.

/// Whether a painting lacks the picture that it was made from, and whether the partner was to begin without.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lack {
    /// The painting has its picture, or is to go on without.
    #[default]
    Nothing,
    /// The painting lacks its picture, and the partner has not begun.
    Picture,
    /// The painting lacks its picture, and the partner was to begin: it asks what to paint from.
    Asked,
}

impl Lack {
    /// Whether the painting lacks its picture.
    #[must_use]
    pub fn is_lacking(self) -> bool {
        self != Self::Nothing
    }

    /// Whether the partner asks what to paint from.
    #[must_use]
    pub fn asks(self) -> bool {
        self == Self::Asked
    }

    /// Whether the partner may begin; where the picture is lacking it asks for that from now on.
    pub(crate) fn may_begin(&mut self) -> bool {
        if self.is_lacking() {
            *self = Self::Asked;
        }
        !self.is_lacking()
    }

    /// The answer to what it asks: to add to what is there, or to wait.
    pub(crate) fn answer(&mut self, add: bool) {
        *self = if self.is_lacking() && !add { Self::Picture } else { Self::Nothing };
    }
}
