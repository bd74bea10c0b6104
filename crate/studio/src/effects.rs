//! What an event left behind: for the screen and for the person to read.

use limner_core::{Error, Rect};

use limner_protocol::Trouble;

/// The effects of one event on a painting: pixels that may have changed, and what went wrong.
#[derive(Clone, Debug, Default)]
pub(crate) struct Effects {
    /// The pixels that may have changed.
    pub(crate) changed: Rect,
    /// Whether a stroke of the person's came to be a part of the painting.
    pub(crate) painted: bool,
    /// What went wrong, in order.
    pub(crate) troubles: Vec<Trouble>,
}

impl Effects {
    /// Adds pixels that may have changed.
    pub(crate) fn touch(&mut self, changed: Rect) {
        self.changed = self.changed.union(changed);
    }

    /// Adds an operation that the painting refused.
    pub(crate) fn refuse(&mut self, error: &Error) {
        self.troubles.push(Trouble::of_painting(error));
    }
}
