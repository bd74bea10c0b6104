//! The pixels of a painting's strokes, drawn one after the other, and as far back as anyone wants again.

use crate::arrangement::Order;
use crate::canvas::TileSet;
use crate::dab::Dab;
use crate::drawing::Drawing;
use crate::fixed::UNITS_PER_PX;
use crate::snapshots::Snapshots;
use crate::{Brush, Canvas, Error, Rect, Surface, walk};

/// A canvas with the first strokes of an order on it. The order is its owner's, who says what changed in
/// it; `brushes` is the table that the strokes name.
#[derive(Clone, Debug)]
pub struct Replay {
    canvas: Canvas,
    /// The canvas holds this many of the first strokes.
    drawn: usize,
    /// Of each of these, the pixels that it may have changed.
    changed: Vec<Rect>,
    snapshots: Snapshots<Canvas>,
    /// The next stroke and the canvas with it, as far as they have come.
    under_way: Option<(Drawing, Canvas)>,
}

impl Replay {
    /// An empty canvas, on which snapshots are kept as `snapshots` does.
    pub fn new(width: u16, height: u16, snapshots: Snapshots<Canvas>) -> Result<Self, Error> {
        let canvas = Canvas::new(width, height)?;
        Ok(Self { canvas, drawn: 0, changed: Vec::new(), snapshots, under_way: None })
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
        self.snapshots.forget_after(strokes);
        (self.drawn, self.canvas) = self.nearest(strokes);
        self.changed.truncate(self.drawn);
    }

    /// The newest snapshot that holds no more than the first `strokes`, or the empty canvas, with the
    /// number of strokes that it holds.
    #[must_use]
    pub fn nearest(&self, strokes: usize) -> (usize, Canvas) {
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

    /// Goes on from what `other` has of the same size, where that holds more of the first `shared`
    /// strokes, which both orders have, than is drawn here.
    pub fn go_on_from(&mut self, other: &Self, shared: usize) {
        let (held, canvas) = match other.drawn <= shared {
            true => (other.drawn, other.canvas.clone()),
            false => other.nearest(shared),
        };
        if held <= self.drawn || self.drawn > shared {
            return;
        }
        self.changed.extend_from_slice(&other.changed[self.drawn..held]);
        (self.drawn, self.canvas, self.under_way) = (held, canvas, None);
    }

    /// Draws the next stroke whole, of an order that has one more, and returns the pixels that may have
    /// changed.
    pub fn draw_next(&mut self, order: &Order, brushes: &[Brush]) -> Rect {
        if self.under_way.is_some() {
            let mut budget = u64::MAX;
            return self.draw_some(order, brushes, &mut budget);
        }
        let changed = draw(order, brushes, self.drawn, &mut self.canvas);
        self.drew(order, changed);
        changed
    }

    /// Draws on at the next stroke, of an order that has one more, for about `budget` of work, from which
    /// it takes what it does. Returns the pixels that may have changed: none while the stroke is not
    /// whole.
    pub fn draw_some(&mut self, order: &Order, brushes: &[Brush], budget: &mut u64) -> Rect {
        let Some((stroke, brush, place)) = order.to_draw(brushes, self.drawn) else {
            *budget = budget.saturating_sub(crate::work::OF_ENTRY);
            self.drew(order, Rect::EMPTY);
            return Rect::EMPTY;
        };
        let (drawing, canvas) = self
            .under_way
            .get_or_insert_with(|| (Drawing::of(stroke, brush, place), self.canvas.clone()));
        if !drawing.go_on(stroke, canvas, budget) {
            return Rect::EMPTY;
        }
        let changed = drawing.changed();
        if let Some((_, canvas)) = self.under_way.take() {
            self.canvas = canvas;
        }
        self.drew(order, changed);
        changed
    }

    fn drew(&mut self, order: &Order, changed: Rect) {
        self.changed.push(changed);
        self.drawn += 1;
        let newest = order.strokes().len();
        self.snapshots.offer(self.drawn, newest, || self.canvas.clone());
    }

    /// Draws only the tiles again that follow from the stroke at `place`, which is another than before:
    /// those that it changed or changes, and where a stroke smudges on them, or takes up paint there,
    /// also those of that one. On them go the newest snapshot without the stroke and all above it.
    /// Snapshots with it are mended on the way. `None` where that would be most of the canvas and `all`
    /// is not wanted.
    pub fn patch(
        &mut self,
        order: &Order,
        brushes: &[Brush],
        place: usize,
        all: bool,
    ) -> Option<Rect> {
        let (start, mut scratch) = self.nearest(place);
        let now = extent(order, brushes, place, self.canvas.bounds());
        let mut tiles = TileSet::none_of(&self.canvas);
        let before = std::mem::replace(&mut self.changed[place], now);
        tiles.add(before.union(now));
        // What strokes that smudge take from and lay on.
        let smudging: Vec<Rect> = (start..self.drawn)
            .filter(|index| smudges(order, brushes, *index))
            .map(|index| self.changed[index].union(picked(order, brushes, index)))
            .collect();
        let mut grows = true;
        while grows {
            grows = false;
            for area in &smudging {
                grows |= tiles.meets(*area) && tiles.add(*area);
            }
        }
        if !all && tiles.is_most() {
            return None;
        }
        self.under_way = None;
        for index in start..self.drawn {
            let to_draw = order.to_draw(brushes, index);
            if let Some((stroke, brush, place)) = to_draw
                && tiles.meets(self.changed[index])
            {
                match brush.smudges() {
                    true => scratch.draw(stroke, brush, place),
                    false => scratch.draw_on(stroke, brush, place, &tiles),
                };
            }
            if index >= place
                && let Some(snapshot) = self.snapshots.at(index + 1)
            {
                snapshot.share(&scratch, &tiles);
            }
        }
        self.canvas.share(&scratch, &tiles);
        Some(tiles.area())
    }
}

/// Draws the stroke at an index, if it is to be seen, and returns the pixels that may have changed.
pub(crate) fn draw(order: &Order, brushes: &[Brush], index: usize, canvas: &mut Canvas) -> Rect {
    let to_draw = order.to_draw(brushes, index);
    to_draw.map_or(Rect::EMPTY, |(stroke, brush, place)| canvas.draw(stroke, brush, place))
}

/// Whether a stroke is visible and takes up paint.
fn smudges(order: &Order, brushes: &[Brush], index: usize) -> bool {
    order.to_draw(brushes, index).is_some_and(|(_, brush, _)| brush.smudges())
}

/// The pixels of a canvas that the dabs of a stroke touch; none where it is not visible.
fn extent(order: &Order, brushes: &[Brush], index: usize, canvas: Rect) -> Rect {
    let mut extent = Rect::EMPTY;
    for_each_dab(order, brushes, index, |dab| extent = extent.union(dab.bounds()));
    extent.intersection(canvas)
}

/// The pixels from which a stroke that smudges picks paint up, and some more.
fn picked(order: &Order, brushes: &[Brush], index: usize) -> Rect {
    let mut picked = Rect::EMPTY;
    for_each_dab(order, brushes, index, |dab| {
        let (x, y) = (dab.x / UNITS_PER_PX, dab.y / UNITS_PER_PX);
        let reach = i32::from(dab.pick_radius) / UNITS_PER_PX + 2;
        picked = picked.union(Rect::new(x - reach, y - reach, x + reach, y + reach));
    });
    picked
}

fn for_each_dab(order: &Order, brushes: &[Brush], index: usize, mut visit: impl FnMut(Dab)) {
    let Some((stroke, brush, place)) = order.to_draw(brushes, index) else { return };
    walk::for_each_dab(stroke, brush, place.seed, |dab| {
        visit(dab);
        true
    });
}
