//! Tiles on which strokes are drawn again because one in the middle is another than before: a part at a
//! time, while the canvas stays as it was.

use crate::arrangement::Order;
use crate::canvas::TileSet;
use crate::drawing::{StrokeDrawing, picked_by};
use crate::replay::{Reached, Replay};
use crate::walk::{Walk, Walked};
use crate::work::OF_ENTRY;
use crate::{Brush, Canvas, Rect};

/// Times that strokes that smudge are asked whether they lie on tiles that changed; then all are taken to.
const MOST_ROUNDS: usize = 16;

/// The tiles that follow from changed strokes, as far as they are drawn again: those that a stroke changed
/// or changes, and where another smudges on them, or takes up paint there, also those of that one. On them
/// go the newest snapshot without the lowest of the changed strokes, and all above it. Snapshots with it are
/// mended on the way.
#[derive(Clone, Debug)]
pub(crate) struct Patch {
    /// The lowest stroke that is another than before.
    place: usize,
    /// Whether the patch is wanted even of most of the canvas.
    all: bool,
    tiles: TileSet,
    /// Changed strokes of which it is not known where they reach now, and how far the last one is walked.
    unknown: Vec<usize>,
    walking: Option<(Walk, Reached)>,
    /// The canvas that is drawn on, and its next stroke.
    scratch: Option<(Canvas, usize)>,
    drawing: Option<StrokeDrawing>,
}

/// How far a patch has come.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Patched {
    /// The patch is drawn; these pixels may have changed.
    Whole(Rect),
    /// The patch would be most of the canvas, which is to be drawn from this place on instead.
    Most(usize),
    /// The budget is spent; the patch can go on.
    Paused,
}

impl Patch {
    /// A patch of what follows from the stroke at `place`, and from those of the patch that was under way; nothing
    /// of it is drawn yet.
    pub(crate) fn of(replay: &Replay, place: usize, all: bool, before: Option<&Self>) -> Self {
        let none = || (place, TileSet::none_of(&replay.canvas), Vec::new());
        let (lowest, mut tiles, mut unknown) = before.map_or_else(none, |before| {
            (before.place.min(place), before.tiles.clone(), before.unknown.clone())
        });
        tiles.add(replay.reached[place].changed);
        unknown.retain(|other| *other != place);
        unknown.push(place);
        let (walking, scratch, drawing) = (None, None, None);
        Self { place: lowest, all, tiles, unknown, walking, scratch, drawing }
    }

    /// The lowest stroke that is another than before.
    pub(crate) fn place(&self) -> usize {
        self.place
    }

    /// The canvas that is drawn on, once that has begun.
    pub(crate) fn canvas(&self) -> Option<&Canvas> {
        self.scratch.as_ref().map(|(canvas, _)| canvas)
    }

    /// Goes on for about `budget` of work, from which it takes what it does, at the strokes that are on the
    /// canvas of `replay`.
    pub(crate) fn advance(
        &mut self,
        replay: &mut Replay,
        order: &Order,
        brushes: &[Brush],
        budget: &mut u64,
    ) -> Patched {
        if !self.find_out(replay, order, brushes, budget) {
            return Patched::Paused;
        }
        let (mut canvas, mut next) = match self.scratch.take() {
            Some(scratch) => scratch,
            None => {
                let (start, canvas) = replay.nearest(self.place);
                self.spread(&replay.reached[start..], order, brushes, start);
                if !self.all && self.tiles.is_most() {
                    return Patched::Most(self.place);
                }
                (canvas, start)
            }
        };
        while next < replay.drawn() {
            if *budget == 0 || !self.draw(replay, order, brushes, &mut canvas, next, budget) {
                self.scratch = Some((canvas, next));
                return Patched::Paused;
            }
            next += 1;
            if next > self.place
                && let Some(snapshot) = replay.snapshots.at(next)
            {
                snapshot.share(&canvas, &self.tiles);
            }
        }
        replay.canvas.share(&canvas, &self.tiles);
        Patched::Whole(self.tiles.area())
    }

    /// Finds out where changed strokes reach now; says whether all of it is known.
    fn find_out(
        &mut self,
        replay: &mut Replay,
        order: &Order,
        brushes: &[Brush],
        budget: &mut u64,
    ) -> bool {
        let canvas = replay.canvas.bounds();
        while let Some(&place) = self.unknown.last() {
            if *budget == 0 {
                return false;
            }
            let mut now = Reached::NOTHING;
            *budget = budget.saturating_sub(OF_ENTRY);
            if let Some((stroke, brush, at)) = order.to_draw(brushes, place) {
                let begin = || (Walk::of(stroke, brush, at.seed), Reached::NOTHING);
                let (walk, reached) = self.walking.get_or_insert_with(begin);
                let (before, smudges) = (walk.work(), brush.smudges());
                let walked = walk.advance(stroke, *budget, |dab| {
                    reached.changed = reached.changed.union(dab.bounds().intersection(canvas));
                    if smudges {
                        reached.picked = reached.picked.union(picked_by(&dab));
                    }
                    true
                });
                *budget = budget.saturating_sub(walk.work() - before);
                if walked != Walked::ToTheEnd {
                    return false;
                }
                now = *reached;
            }
            self.walking = None;
            self.unknown.pop();
            self.tiles.add(now.changed);
            replay.reached[place] = now;
        }
        true
    }

    /// Adds the tiles of strokes that smudge where there are some already, and of those that follow from
    /// them. `reached` is that of the strokes from `start` on.
    fn spread(&mut self, reached: &[Reached], order: &Order, brushes: &[Brush], start: usize) {
        let smudges = |index| order.to_draw(brushes, index).is_some_and(|(_, b, _)| b.smudges());
        let smudging = (start..).zip(reached).filter(|(index, _)| smudges(*index));
        let smudging: Vec<Rect> = smudging.map(|(_, r)| r.changed.union(r.picked)).collect();
        for round in 1..=MOST_ROUNDS {
            let mut grows = false;
            for area in &smudging {
                let follows = round == MOST_ROUNDS || self.tiles.meets(*area);
                grows |= follows && self.tiles.add(*area);
            }
            if !grows {
                break;
            }
        }
    }

    /// Draws on at the stroke of an index; says whether it is whole.
    fn draw(
        &mut self,
        replay: &Replay,
        order: &Order,
        brushes: &[Brush],
        canvas: &mut Canvas,
        index: usize,
        budget: &mut u64,
    ) -> bool {
        let to_draw = order.to_draw(brushes, index);
        let Some((stroke, brush, place)) =
            to_draw.filter(|_| self.tiles.meets(replay.reached[index].changed))
        else {
            *budget = budget.saturating_sub(OF_ENTRY);
            return true;
        };
        let tiles = &self.tiles;
        let drawing = self
            .drawing
            .get_or_insert_with(|| StrokeDrawing::within(stroke, brush, place, tiles.area()));
        let whole = drawing.go_on_at(stroke, canvas, budget, Some(tiles));
        if whole {
            self.drawing = None;
        }
        whole
    }
}
