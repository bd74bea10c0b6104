//! Canvases as they were after so many strokes, so that undo need not begin at the first stroke.
//!
//! There is one after every stroke, which shares all tiles but those that the stroke changed; with age
//! they are thinned out, four to a doubling of it and later one. What they hold of their own is bounded,
//! so that a painting of many strokes takes no more memory than one of some.

/// What snapshots may hold of tiles that no younger one has.
pub const MAX_BYTES: usize = 48 << 20;
/// How many of the youngest snapshots are kept whatever they hold.
const ALWAYS_KEPT: usize = 2;

/// A canvas that shares what did not change with those before.
pub trait Shares {
    /// Bytes that it holds and `younger` does not share.
    fn bytes_not_in(&self, younger: &Self) -> usize;
}

/// Snapshots, oldest first.
#[derive(Clone, Debug)]
pub struct Snapshots<T> {
    kept: Vec<(usize, T)>,
    max_bytes: usize,
    always_kept: usize,
}

impl<T> Default for Snapshots<T> {
    fn default() -> Self {
        Self { kept: Vec::new(), max_bytes: MAX_BYTES, always_kept: ALWAYS_KEPT }
    }
}

impl<T: Shares> Snapshots<T> {
    /// Holds no more than so much from now on, the youngest alone whatever it holds.
    pub fn bound(&mut self, max_bytes: usize) {
        (self.max_bytes, self.always_kept) = (max_bytes, 1);
        self.hold_bounds();
    }

    /// Forgets those that hold more than the first `strokes`.
    pub fn forget_after(&mut self, strokes: usize) {
        self.kept.retain(|(held, _)| *held <= strokes);
    }

    /// The newest that holds no more than the first `strokes`, with the number that it holds.
    #[must_use]
    pub fn before(&self, strokes: usize) -> Option<(usize, &T)> {
        let snapshot = self.kept.iter().rev().find(|(held, _)| *held <= strokes);
        snapshot.map(|(held, snapshot)| (*held, snapshot))
    }

    /// The one with just so many strokes, to be mended.
    pub fn at(&mut self, strokes: usize) -> Option<&mut T> {
        let at = self.kept.binary_search_by_key(&strokes, |(held, _)| *held).ok()?;
        Some(&mut self.kept[at].1)
    }

    /// Bytes that the snapshots hold and `now`, what comes after the youngest, does not share.
    #[must_use]
    pub fn bytes_not_in(&self, now: &T) -> usize {
        let younger = self.kept.iter().skip(1).map(|(_, younger)| younger).chain([now]);
        self.kept.iter().zip(younger).map(|((_, kept), younger)| kept.bytes_not_in(younger)).sum()
    }

    /// Takes a snapshot of the canvas with so many strokes, and keeps of the older ones those at ever
    /// wider distances. One that would be dropped by the time that there are `newest` is not taken.
    pub fn offer(&mut self, strokes: usize, newest: usize, take: impl FnOnce() -> T) {
        let is_due =
            outlasts(strokes, newest) && self.kept.last().is_none_or(|(last, _)| *last < strokes);
        if !is_due {
            return;
        }
        self.kept.push((strokes, take()));
        self.kept.retain(|(strokes, _)| outlasts(*strokes, newest));
        self.hold_bounds();
    }

    fn hold_bounds(&mut self) {
        let (mut held, mut count) = (0, 0);
        let mut younger: Option<&T> = None;
        for (_, snapshot) in self.kept.iter().rev() {
            held += younger.map_or(0, |younger| snapshot.bytes_not_in(younger));
            if held > self.max_bytes && count >= self.always_kept {
                break;
            }
            (count, younger) = (count + 1, Some(snapshot));
        }
        self.kept.drain(..self.kept.len() - count);
    }
}

/// Whether the snapshot of so many strokes is kept while the newest is that of `newest`: of those 2ᵏ to
/// 2ᵏ⁺¹ strokes old four while they are young and share most of their tiles, then two, then one. What is
/// dropped once is never wanted again.
fn outlasts(strokes: usize, newest: usize) -> bool {
    let age = newest.saturating_sub(strokes).max(1).ilog2();
    let stride = match age {
        0..6 => age.saturating_sub(2),
        6..8 => age - 1,
        _ => age,
    };
    strokes.is_multiple_of(1 << stride)
}

#[expect(clippy::cast_possible_truncation, reason = "numbers of a test are within their types")]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Author, Brush, Canvas, Coverage, Path, Place, Point, Rgb8, Stroke, Surface};

    #[test]
    fn one_lies_near_below_every_stroke_and_what_is_dropped_stays_dropped() {
        for newest in (1..300).chain(2990..3000_usize) {
            let kept: Vec<_> = (1..=newest).filter(|at| outlasts(*at, newest)).collect();
            assert!(kept.len() <= 4 * newest.ilog2() as usize + 2, "{} of {newest}", kept.len());
            assert!(kept.iter().all(|at| *at == newest || outlasts(*at, newest - 1)));
            // What is taken back of a stroke is drawn from at most four times as far below.
            for back in 1..=newest / 4 {
                let found = kept.iter().any(|at| (back..=4 * back).contains(&(newest - at)));
                assert!(found, "{back} back from {newest}");
            }
        }
    }

    /// Snapshots of a canvas after so many times the stroke.
    fn of(count: usize, path: &Path) -> Snapshots<Canvas> {
        let stroke = Stroke {
            author: Author::Person,
            brush: 0,
            color: Rgb8::new(9, 99, 199),
            opacity: 9000,
            coverage: Coverage::BuildUp,
            path: path.clone(),
        };
        let mut canvas = Canvas::new(1024, 1024).unwrap();
        let mut snapshots = Snapshots::default();
        for i in 1..=count {
            canvas.draw(&stroke, &Brush::PLAIN, Place::new(1, i as u32, i as u32));
            snapshots.offer(i, i, || canvas.clone());
            let held: usize =
                snapshots.kept.windows(2).map(|pair| pair[0].1.bytes_not_in(&pair[1].1)).sum();
            assert!(held <= MAX_BYTES, "{held} bytes after {i} strokes");
        }
        snapshots
    }

    #[test]
    fn what_they_hold_is_bounded() {
        let at = |x: i32, y: i32| Point::from_px(x, y);
        // Each changes every tile.
        let points = [at(0, 0), at(512, 512), at(1023, 1023)];
        let large = of(80, &Path::Bezier { points, radii: [31_000; 2] });
        assert!(large.kept.len() >= ALWAYS_KEPT);
        // Small strokes share all else: far more fit.
        let small = of(200, &Path::Bezier { points: [at(70, 70); 3], radii: [200; 2] });
        assert!(small.kept.len() >= 10, "{}", small.kept.len());
        assert_eq!(small.kept.last().map(|(strokes, _)| *strokes), Some(200));
    }
}
