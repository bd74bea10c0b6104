//! Canvases as they were after so many strokes, so that undo need not begin at the first stroke.
//!
//! They share what did not change with the canvas, and are thinned out with age: there are about
//! log₂(strokes) · 4 of them.

/// One is taken after this many strokes.
const EVERY: usize = 32;
/// What they may take if they share nothing; of the largest canvases there are two.
const MAX_BYTES: usize = 256 << 20;

/// Snapshots of type `T`, oldest first.
#[derive(Clone, Debug)]
pub struct Snapshots<T> {
    kept: Vec<(usize, T)>,
    most: usize,
}

impl<T> Snapshots<T> {
    /// None yet, of canvases with this many pixels of 8 bytes.
    #[must_use]
    pub fn of_pixels(pixels: usize) -> Self {
        Self { kept: Vec::new(), most: (MAX_BYTES / (pixels * 8).max(1)).max(2) }
    }

    /// Forgets those that hold more than the first `strokes`, and returns the newest that remains with
    /// the number of strokes that it holds.
    pub fn back_to(&mut self, strokes: usize) -> Option<(usize, &T)> {
        self.kept.retain(|(held, _)| *held <= strokes);
        self.kept.last().map(|(held, snapshot)| (*held, snapshot))
    }

    /// The newest that holds no more than the first `strokes`.
    #[must_use]
    pub fn before(&self, strokes: usize) -> Option<(usize, &T)> {
        let snapshot = self.kept.iter().rev().find(|(held, _)| *held <= strokes);
        snapshot.map(|(held, snapshot)| (*held, snapshot))
    }

    /// Takes one after every 32nd stroke, and keeps of the older ones those at ever wider distances.
    pub fn offer(&mut self, strokes: usize, take: impl FnOnce() -> T) {
        if !strokes.is_multiple_of(EVERY) || self.kept.last().is_some_and(|s| s.0 >= strokes) {
            return;
        }
        self.kept.push((strokes, take()));
        let newest = strokes / EVERY;
        self.kept.retain(|(strokes, _)| {
            let index = strokes / EVERY;
            let age = newest - index;
            // Among those about 2ᵏ old, keep every 2ᵏ⁻² th.
            let stride = (age.max(1).ilog2()).saturating_sub(2);
            index.is_multiple_of(1 << stride)
        });
        let too_many = self.kept.len().saturating_sub(self.most);
        self.kept.drain(..too_many);
    }
}
