//! The moments of a replay: when each stroke comes, and which revision shows it as the last one.

use crate::Painting;

/// A pause between two strokes lasts at most this long in a replay, in ms: who watches is not to wait.
const LONGEST_PAUSE_MS: u32 = 400;

/// A stroke's moment in a replay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The revision at which the stroke is the last that was added.
    pub revision: u32,
    /// Milliseconds from the replay's beginning, at the speed at which the painting was made.
    pub due_ms: u32,
}

/// The moment of every stroke that was ever added, in the order of [`Painting::strokes`].
#[must_use]
pub fn of(painting: &Painting) -> Vec<Moment> {
    let mut entries = (0..).zip(painting.log().entries()).peekable();
    let mut due_ms = 0u32;
    let moment = |id: u32| {
        let mut pause_ms = 0u32;
        while let Some((_, entry)) = entries.next_if(|(at, _)| *at <= id) {
            pause_ms = pause_ms.saturating_add(entry.dt_ms);
        }
        due_ms = due_ms.saturating_add(pause_ms.min(LONGEST_PAUSE_MS));
        Moment { revision: id + 1, due_ms }
    };
    painting.strokes().iter().map(|placed| placed.id).map(moment).collect()
}
