//! Looking at earlier moments of a painting: for the timeline and for replays.
//!
//! Going to a moment only says what it is; it is drawn afterwards, in parts, and nothing is drawn of the
//! moments between. Whatever the present painting, or the moment looked at before, has drawn of the same
//! strokes is where drawing begins.

use std::collections::BTreeMap;

use crate::snapshots::Shares;
use crate::{Canvas, Error, Op, Order, Painting, Placed, Replay};

/// Bytes of snapshots that are kept on the way, beside those of the present painting.
const MAX_BYTES: usize = 16 << 20;

/// A painting at an earlier revision.
#[derive(Clone, Debug)]
pub struct Past {
    revision: u32,
    order: Order,
    replay: Replay,
}

impl Past {
    /// The painting as it is now, from where to look back.
    #[must_use]
    pub fn of(painting: &Painting) -> Self {
        let mut replay = painting.replay().clone();
        replay.bound_snapshots(MAX_BYTES);
        let order = painting.arrangement().order().clone();
        Self { revision: painting.log().revision(), order, replay }
    }

    /// Goes to a revision of `painting`, which must be the one it began with, grown or not. Its pixels
    /// are for [`Past::draw_some`] to draw.
    pub fn go_to(&mut self, painting: &Painting, revision: u32) -> Result<(), Error> {
        let log = painting.log();
        let revision = revision.min(log.revision());
        let shared = if revision < self.revision {
            let mut order = Order::new(log.header().seed);
            for (id, entry) in (0..revision).zip(log.entries()) {
                order.apply(id, &entry.op)?;
            }
            let before = std::mem::replace(&mut self.order, order);
            self.order.shared_with(&before)
        } else {
            self.go_forward(painting, revision)?
        };
        self.revision = revision;
        self.replay.go_back_to(shared);
        let present = painting.arrangement().order();
        self.replay.go_on_from(painting.replay(), self.order.shared_with(present));
        Ok(())
    }

    /// Draws for about `budget` of work at what the moment still lacks. Returns what is left of it.
    pub fn draw_some(&mut self, painting: &Painting, budget: u64) -> u64 {
        let mut left = budget;
        while left > 0 && self.is_behind() {
            self.replay.draw_some(&self.order, painting.log().brushes(), &mut left);
        }
        left
    }

    /// Whether the moment lacks strokes.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.replay.is_behind(&self.order)
    }

    /// Bytes that are kept for this moment, and that `painting` does not share.
    #[must_use]
    pub fn bytes_kept(&self, painting: &Painting) -> usize {
        self.replay.bytes_kept() + self.replay.canvas().bytes_not_in(painting.canvas())
    }

    /// The revision looked at.
    #[must_use]
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// The canvas then, as far as it is drawn.
    #[must_use]
    pub fn canvas(&self) -> &Canvas {
        self.replay.canvas()
    }

    /// The strokes then.
    #[must_use]
    pub fn order(&self) -> &Order {
        &self.order
    }

    /// Does the operations up to a later revision, and returns how many of the first strokes are in the
    /// end what they were.
    fn go_forward(&mut self, painting: &Painting, revision: u32) -> Result<usize, Error> {
        let entries = painting.log().entries();
        let held = self.order.strokes().len();
        // Strokes that operations touch, as they were.
        let mut before: BTreeMap<usize, Placed> = BTreeMap::new();
        for id in self.revision..revision {
            let op = &entries[id as usize].op;
            if let Some(at) = touched_by(op).and_then(|stroke| self.order.index_of(stroke))
                && at < held
            {
                before.entry(at).or_insert_with(|| self.order.strokes()[at].clone());
            }
            self.order.apply(id, op)?;
        }
        let changed = before.iter().find(|(at, was)| self.order.strokes()[**at] != **was);
        Ok(changed.map_or(held, |(at, _)| *at))
    }
}

/// The stroke that an operation changes, if it does not add one.
fn touched_by(op: &Op) -> Option<u32> {
    match op {
        Op::Hide { stroke, .. } | Op::Show { stroke, .. } | Op::Amend { stroke, .. } => {
            Some(*stroke)
        }
        Op::Add(_) | Op::Judge(_) | Op::Brush(_) => None,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers of a test are within their types"
)]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Author, Header, Op, Path, Point, Rgb8, Stroke, hostile, work};

    #[test]
    fn every_moment_is_as_it_was_in_any_order() {
        let mut painting = Painting::new(Header::new(96, 64, Rgb8::new(240, 240, 240), 3)).unwrap();
        for i in 0..900_i32 {
            let at = |k: i32| Point::from_px((i * k) % 96, (i * (k + 4)) % 64);
            let stroke = Stroke {
                author: Author::Partner,
                brush: 1,
                color: Rgb8::new(i as u8, (i / 3) as u8, 90),
                opacity: 20_000,
                coverage: crate::Coverage::Wash,
                path: Path::Bezier { points: [at(3), at(5), at(11)], radii: [128, 256] },
            };
            let op = match i % 7 {
                6 => Op::Hide { stroke: (i - 3) as u32, by: Author::Person },
                5 if i > 20 => Op::Amend { stroke: (i - 12) as u32, with: stroke },
                _ => Op::Add(stroke),
            };
            // An entry may name a stroke that is an operation of another kind: leave it out.
            let _ = painting.push(1, op);
        }
        let mut past = Past::of(&painting);
        for revision in [0, 700, 10, 650, 651, 300, 299, 899, 64, 63, 5000, 20, 21] {
            past.go_to(&painting, revision).unwrap();
            // In parts, and not always to the end.
            let mut parts = revision % 5;
            while past.is_behind() && (parts != 1) {
                past.draw_some(&painting, work::PER_MS / 10);
                parts = parts.saturating_sub(1);
            }
            if !past.is_behind() {
                let revision = revision.min(painting.log().revision());
                let then = painting.canvas_at(revision);
                assert_eq!(past.canvas().hash(), then.hash(), "at {revision}");
            }
        }
        past.go_to(&painting, 400).unwrap();
        while past.is_behind() {
            past.draw_some(&painting, work::PER_MS);
        }
        assert_eq!(past.canvas().hash(), painting.canvas_at(400).hash());
    }

    /// Going over operations that come to nothing draws nothing; and none is drawn of what lies between.
    #[test]
    fn only_what_is_looked_at_is_drawn() {
        let painting = Painting::from_log(&hostile::toggles(2_000)).unwrap();
        let mut past = Past::of(&painting);
        past.go_to(&painting, 100).unwrap();
        while past.is_behind() {
            past.draw_some(&painting, work::PER_MS);
        }
        // The hundred strokes are there: all that is new is the first dot.
        past.go_to(&painting, 4_101).unwrap();
        assert_eq!(past.draw_some(&painting, work::PER_MS).min(1), 1);
        assert!(!past.is_behind());
        assert_eq!(past.canvas().hash(), painting.canvas_at(4_101).hash());
    }
}
