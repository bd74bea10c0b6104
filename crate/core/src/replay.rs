//! The pixels of a painting's strokes, drawn one after the other, and as far back as anyone wants again.

use crate::arrangement::Order;
use crate::drawing::StrokeDrawing;
use crate::patch::{Patch, Patched};
use crate::snapshots::{Shares, Snapshots};
use crate::work::OF_ENTRY;
use crate::{Brush, Canvas, Error, Rect, Surface};

/// A canvas with the first strokes of an order on it. The order is its owner's, who says what changed in
/// it; `brushes` is the table that the strokes name.
#[derive(Clone, Debug)]
pub struct Replay {
    pub(crate) canvas: Canvas,
    /// The canvas holds this many of the first strokes.
    drawn: usize,
    /// Where each of the strokes that are drawn reached.
    pub(crate) reached: Vec<Reached>,
    pub(crate) snapshots: Snapshots<Canvas>,
    /// The next stroke and the canvas with it, as far as they have come.
    under_way: Option<(StrokeDrawing, Canvas)>,
    /// What is drawn again of those on the canvas.
    patch: Option<Box<Patch>>,
}

/// The pixels that a stroke may have changed, and those that it may have taken paint up from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reached {
    pub(crate) changed: Rect,
    pub(crate) picked: Rect,
}

impl Reached {
    pub(crate) const NOTHING: Self = Self { changed: Rect::EMPTY, picked: Rect::EMPTY };
}

impl Replay {
    /// An empty canvas, on which snapshots are kept as `snapshots` does.
    pub fn new(width: u16, height: u16, snapshots: Snapshots<Canvas>) -> Result<Self, Error> {
        let canvas = Canvas::new(width, height)?;
        let reached = Vec::new();
        Ok(Self { canvas, drawn: 0, reached, snapshots, under_way: None, patch: None })
    }

    /// The pixels of the strokes that are drawn.
    #[must_use]
    pub fn canvas(&self) -> &Canvas {
        &self.canvas
    }

    /// How many of the first strokes are drawn.
    #[must_use]
    pub fn drawn(&self) -> usize {
        self.drawn
    }

    /// Whether the replay lacks strokes of an order, or has some that are not drawn again yet.
    #[must_use]
    pub fn is_behind(&self, order: &Order) -> bool {
        self.patch.is_some() || self.drawn < order.strokes().len()
    }

    /// Whether strokes on the canvas are being drawn again.
    pub(crate) fn is_patching(&self) -> bool {
        self.patch.is_some()
    }

    /// Takes notice that the stroke at `place` of the order is another than before.
    pub fn note(&mut self, place: usize) {
        if place <= self.drawn {
            self.under_way = None;
        }
    }

    /// Goes back to the newest snapshot that holds no more than the first `strokes`, if there are more
    /// on the canvas.
    pub fn go_back_to(&mut self, strokes: usize) {
        self.note(strokes);
        if strokes >= self.drawn {
            return;
        }
        // What was to be drawn again is drawn anew.
        let patched = self.patch.take();
        let strokes = patched.map_or(strokes, |patch| strokes.min(patch.place()));
        self.snapshots.forget_after(strokes);
        (self.drawn, self.canvas) = self.nearest(strokes);
        self.reached.truncate(self.drawn);
    }

    /// The newest snapshot that holds no more than the first `strokes`, or the empty canvas, with the
    /// number of strokes that it holds.
    #[must_use]
    pub fn nearest(&self, strokes: usize) -> (usize, Canvas) {
        // Snapshots of what is being drawn again are none yet.
        let strokes = self.patch.as_ref().map_or(strokes, |patch| strokes.min(patch.place()));
        self.snapshots.before(strokes).map_or_else(
            || {
                let (width, height) = (self.canvas.width(), self.canvas.height());
                let empty = Canvas::new(width, height);
                (0, empty.expect("the size was checked when the painting was made"))
            },
            |(held, canvas)| (held, canvas.clone()),
        )
    }

    /// Holds no more than so many bytes of snapshots from now on.
    pub fn bound_snapshots(&mut self, max_bytes: usize) {
        self.snapshots.bound(max_bytes);
    }

    /// Bytes that are kept beside the canvas, to go back to and to draw on.
    #[must_use]
    pub fn bytes_kept(&self) -> usize {
        let drawn_on = self.under_way.iter().map(|(_, canvas)| canvas);
        let drawn_on = drawn_on.chain(self.patch.iter().filter_map(|patch| patch.canvas()));
        let own: usize = drawn_on.map(|canvas| canvas.bytes_not_in(&self.canvas)).sum();
        own + self.snapshots.bytes_not_in(&self.canvas) + self.reached.len() * size_of::<Reached>()
    }

    /// Goes on from what `other` has of the same size, where that holds more of the first `shared`
    /// strokes, which both orders have, than is drawn here.
    pub fn go_on_from(&mut self, other: &Self, shared: usize) {
        let (held, canvas) = match other.drawn <= shared && other.patch.is_none() {
            true => (other.drawn, other.canvas.clone()),
            false => other.nearest(shared),
        };
        if held <= self.drawn || self.drawn > shared {
            return;
        }
        self.reached = other.reached[..held].to_vec();
        (self.drawn, self.canvas) = (held, canvas);
        (self.under_way, self.patch) = (None, None);
    }

    /// Draws the next stroke whole, of an order that has one more, and returns the pixels that may have
    /// changed.
    pub fn draw_next(&mut self, order: &Order, brushes: &[Brush]) -> Rect {
        let (before, mut changed) = (self.drawn, Rect::EMPTY);
        while self.drawn == before {
            changed = changed.union(self.draw_some(order, brushes, &mut { u64::MAX }));
        }
        changed
    }

    /// Draws on for about `budget` of work, from which it takes what it does: at what is drawn again below,
    /// or else at the next stroke, of an order that has one more. Returns the pixels that may have changed:
    /// none while that is not whole.
    pub fn draw_some(&mut self, order: &Order, brushes: &[Brush], budget: &mut u64) -> Rect {
        if let Some(mut patch) = self.patch.take() {
            let state = patch.advance(self, order, brushes, budget);
            return match state {
                Patched::Whole(changed) => changed,
                Patched::Most(place) => {
                    self.go_back_to(place);
                    Rect::EMPTY
                }
                Patched::Paused => {
                    self.patch = Some(patch);
                    Rect::EMPTY
                }
            };
        }
        let Some((stroke, brush, place)) = order.to_draw(brushes, self.drawn) else {
            *budget = budget.saturating_sub(OF_ENTRY);
            self.drew(order, Reached::NOTHING);
            return Rect::EMPTY;
        };
        let (drawing, canvas) = self
            .under_way
            .get_or_insert_with(|| (StrokeDrawing::of(stroke, brush, place), self.canvas.clone()));
        if !drawing.advance(stroke, canvas, budget) {
            return Rect::EMPTY;
        }
        let reached = Reached { changed: drawing.changed(), picked: drawing.picked() };
        if let Some((_, canvas)) = self.under_way.take() {
            self.canvas = canvas;
        }
        self.drew(order, reached);
        reached.changed
    }

    fn drew(&mut self, order: &Order, reached: Reached) {
        self.reached.push(reached);
        self.drawn += 1;
        let newest = order.strokes().len();
        self.snapshots.offer(self.drawn, newest, || self.canvas.clone());
    }

    /// Takes notice that the drawn stroke at `place` is another than before. Only the tiles that follow from
    /// it are drawn again, by [`Replay::draw_some`]; until then the canvas stays as it was. Where that would
    /// be most of the canvas and `all` is not wanted, it goes back instead.
    pub fn patch(&mut self, place: usize, all: bool) {
        self.under_way = None;
        let before = self.patch.take();
        self.patch = Some(Box::new(Patch::of(self, place, all, before.as_deref())));
    }
}

/// Draws the stroke at an index, if it is to be seen, and returns the pixels that may have changed.
pub(crate) fn draw(order: &Order, brushes: &[Brush], index: usize, canvas: &mut Canvas) -> Rect {
    let to_draw = order.to_draw(brushes, index);
    to_draw.map_or(Rect::EMPTY, |(stroke, brush, place)| canvas.draw(stroke, brush, place))
}
