//! When the partner goes over its last strokes.
//!
//! Each time that it has painted [`EVERY`] strokes, and once when it stops or rests, its worker is asked to
//! improve the last of them together. What comes back is written as amendments, so a painting's log grows:
//! no stroke is polished before it is painted and at most once, so there are never more amendments than
//! strokes, and from a partner that paints on [`MAX_POLISHED`] to [`EVERY`] strokes at most. What the person
//! says may change the colours in which the picture is wanted: then all of the partner's strokes take those on,
//! whether polishing is turned on or not.

#![expect(
    clippy::cast_possible_truncation,
    reason = "a polish changes `MAX_POLISHED` strokes at most"
)]

use limner_protocol::{MAX_POLISHED, Polished};

/// Strokes that the partner paints between two polishes.
pub const EVERY: u32 = 32;
/// Where the partner stops before, fewer strokes than this are not worth a polish.
pub const LEAST: u32 = 8;

/// The present polish, and when the next is due.
#[derive(Clone, Debug, Default)]
pub struct Polishing {
    is_off: bool,
    /// Strokes painted since the last one.
    painted: u32,
    /// Whether the picture may be wanted in other colours than those in which it is painted.
    colors_may_move: bool,
    /// The revision that one was asked for on and has not come back from.
    asked: Option<u32>,
    came: Option<Polished>,
}

impl Polishing {
    /// Turns polishing on or off.
    pub fn set_on(&mut self, on: bool) {
        self.is_off = !on;
    }

    /// Whether polishing is turned on.
    #[must_use]
    pub fn is_on(&self) -> bool {
        !self.is_off
    }

    /// Notes that the partner painted a stroke.
    pub fn painted(&mut self) {
        self.painted = self.painted.saturating_add(1);
    }

    /// Notes that the worker is another one: what was asked for will not come.
    pub fn begin_again(&mut self) {
        self.asked = None;
    }

    /// The number of strokes to be painted before the next polish.
    #[must_use]
    pub fn left(&self) -> u32 {
        if self.is_off { u32::MAX } else { EVERY.saturating_sub(self.painted) }
    }

    /// Notes that the picture may be wanted in other colours: the partner's strokes take those on at once.
    pub fn colors_may_move(&mut self) {
        self.colors_may_move = true;
    }

    /// Whether colours may have moved since a polish was asked for last.
    #[must_use]
    pub fn is_for_colors(&self) -> bool {
        self.colors_may_move
    }

    /// Whether a polish is due, now that nothing is planned: also before its time where the partner stops.
    #[must_use]
    pub fn is_due(&self, stops: bool) -> bool {
        let enough = if stops { LEAST } else { EVERY };
        self.asked.is_none() && (self.colors_may_move || !self.is_off && self.painted >= enough)
    }

    /// Whether a polish is being made.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.asked.is_some()
    }

    /// Notes that a polish is asked for on a revision; returns how many strokes it may change.
    pub fn ask(&mut self, revision: u32) -> u8 {
        self.asked = Some(revision);
        let reach = if self.is_off { 0 } else { self.painted.min(MAX_POLISHED as u32) as u8 };
        self.painted = 0;
        self.colors_may_move = false;
        reach
    }

    /// Takes a polish in, if it is the one that was asked for.
    pub fn receive(&mut self, polished: Polished) {
        if self.asked == Some(polished.revision) {
            (self.asked, self.came) = (None, Some(polished));
        }
    }

    /// Takes out the polish that came, if one did.
    pub fn take(&mut self) -> Option<Polished> {
        self.came.take()
    }
}
