//! A log with its canvas, kept together: push an operation and the pixels follow.
//!
//! Undo re-makes the canvas from the nearest snapshot. Snapshots share their tiles with the canvas
//! and are thinned out with age, so there are about log₂(strokes) · 4 of them.

use crate::walk::work;
use crate::{Canvas, Error, Header, Log, Op, Place, Rect, Stroke, Surface};

/// What all strokes of a painting together may ask of the raster (see [`crate::walk::work`]):
/// a stranger's link can't freeze the page.
pub const MAX_WORK: u64 = 1 << 35;
/// What one stroke may ask of it.
pub const MAX_STROKE_WORK: u64 = 1 << 31;
/// A snapshot is taken after this many strokes.
const SNAPSHOT_EVERY: usize = 32;
/// What snapshots may take if they share nothing; of the largest canvases there are two.
const MAX_SNAPSHOT_BYTES: usize = 256 << 20;

/// A stroke as the painting has it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Its id: the index of the entry that added it.
    pub id: u32,
    /// As last amended.
    pub stroke: Stroke,
    /// Whether it is drawn.
    pub visible: bool,
}

/// What [`Painting::push`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// Index of the entry: the id of the stroke where one was added.
    pub id: u32,
    /// The pixels that may have changed.
    pub changed: Rect,
}

/// A painting: a log and the canvas that follows from it.
#[derive(Clone, Debug)]
pub struct Painting {
    log: Log,
    canvas: Canvas,
    placed: Vec<Placed>,
    snapshots: Vec<(usize, Canvas)>,
    work: u64,
}

impl Painting {
    /// An empty painting.
    pub fn new(header: Header) -> Result<Self, Error> {
        let canvas = Canvas::new(header.width, header.height)?;
        Ok(Self {
            log: Log::new(header)?,
            canvas,
            placed: Vec::new(),
            snapshots: Vec::new(),
            work: 0,
        })
    }

    /// Draws a whole log. Fails where its strokes ask for more than [`MAX_WORK`], before drawing them.
    pub fn from_log(log: &Log) -> Result<Self, Error> {
        let mut painting = Self::new(log.header().clone())?;
        for (id, entry) in log.entries().iter().enumerate() {
            painting.log.push(entry.dt_ms, entry.op.clone())?;
            painting.apply(id as u32, &entry.op)?;
        }
        painting.redraw_from(0);
        Ok(painting)
    }

    /// The operations.
    #[must_use]
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// The pixels.
    #[must_use]
    pub fn canvas(&self) -> &Canvas {
        &self.canvas
    }

    /// Every stroke that was ever added, from bottom to top.
    #[must_use]
    pub fn strokes(&self) -> &[Placed] {
        &self.placed
    }

    /// The stroke with this id.
    #[must_use]
    pub fn stroke(&self, id: u32) -> Option<&Placed> {
        self.index_of(id).map(|place| &self.placed[place])
    }

    /// Checks an operation, appends it `dt_ms` after the one before, and draws what follows from it.
    pub fn push(&mut self, dt_ms: u32, op: Op) -> Result<Pushed, Error> {
        let is_add = matches!(op, Op::Add(_));
        let id = self.log.push(dt_ms, op)?;
        let op = self.log.entries()[id as usize].op.clone();
        let from = match self.apply(id, &op) {
            Ok(from) => from,
            Err(error) => {
                self.log.pop();
                return Err(error);
            }
        };
        let changed = match from {
            None => Rect::EMPTY,
            Some(place) if is_add => {
                let changed = self.draw(place);
                self.maybe_snapshot(place + 1);
                changed
            }
            Some(place) => {
                let before = self.canvas.clone();
                self.redraw_from(place);
                self.canvas.changed_since(&before)
            }
        };
        Ok(Pushed { id, changed })
    }

    /// The canvas as it was after the first `revision` operations. Draws only what comes after the
    /// newest snapshot that this past shares.
    #[must_use]
    pub fn canvas_at(&self, revision: u32) -> Canvas {
        let mut past = Self::new(self.log.header().clone())
            .expect("the header was checked when the painting was made");
        for (id, entry) in self.log.entries().iter().enumerate().take(revision as usize) {
            // These operations were accepted once and are again.
            let _ = past.log.push(entry.dt_ms, entry.op.clone());
            let _ = past.place(id as u32, &entry.op);
        }
        let shared = past.placed.iter().zip(&self.placed);
        let shared = shared.take_while(|(then, now)| then == now).count();
        if shared == past.placed.len() && shared == self.placed.len() {
            return self.canvas.clone();
        }
        let snapshot = self.snapshots.iter().rev().find(|(strokes, _)| *strokes <= shared);
        past.snapshots.extend(snapshot.cloned());
        past.redraw_from(shared);
        past.canvas
    }

    /// The canvas without the stroke of this id and all above it. Draws what comes after the nearest
    /// snapshot.
    #[must_use]
    pub fn canvas_below(&self, id: u32) -> Option<Canvas> {
        let place = self.index_of(id)?;
        let snapshot = self.snapshots.iter().rev().find(|(strokes, _)| *strokes <= place);
        let (start, mut canvas) = match snapshot {
            Some((strokes, canvas)) => (*strokes, canvas.clone()),
            None => (0, Canvas::new(self.canvas.width(), self.canvas.height()).ok()?),
        };
        for (index, Placed { id, stroke, visible }) in
            self.placed.iter().enumerate().take(place).skip(start)
        {
            if *visible {
                let brush = &self.log.brushes()[usize::from(stroke.brush)];
                canvas.draw(stroke, brush, self.place_at(*id, index));
            }
        }
        Some(canvas)
    }

    /// The last visible stroke by `author`, if any.
    #[must_use]
    pub fn last_visible(&self, author: crate::Author) -> Option<u32> {
        let by_author = |p: &&Placed| p.visible && p.stroke.author == author;
        self.placed.iter().rev().find(by_author).map(|p| p.id)
    }

    /// Charges for an operation and changes the list of strokes, see [`Painting::place`].
    fn apply(&mut self, id: u32, op: &Op) -> Result<Option<usize>, Error> {
        if let Op::Add(stroke) | Op::Amend { with: stroke, .. } = op {
            let id = if let Op::Amend { stroke, .. } = op { *stroke } else { id };
            self.charge(id, stroke)?;
        }
        self.place(id, op)
    }

    /// Changes the list of strokes; returns the first place of the order that must be drawn again.
    fn place(&mut self, id: u32, op: &Op) -> Result<Option<usize>, Error> {
        Ok(match op {
            Op::Add(stroke) => {
                self.placed.push(Placed { id, stroke: stroke.clone(), visible: true });
                Some(self.placed.len() - 1)
            }
            Op::Hide { stroke, .. } => self.set_visible(*stroke, false)?,
            Op::Show { stroke, .. } => self.set_visible(*stroke, true)?,
            Op::Amend { stroke, with } => {
                let place = self.index_of(*stroke).ok_or(Error::NoSuchStroke(*stroke))?;
                self.placed[place].stroke = with.clone();
                self.placed[place].visible.then_some(place)
            }
            Op::Judge(_) | Op::Brush(_) => None,
        })
    }

    fn set_visible(&mut self, id: u32, visible: bool) -> Result<Option<usize>, Error> {
        let place = self.index_of(id).ok_or(Error::NoSuchStroke(id))?;
        let was = std::mem::replace(&mut self.placed[place].visible, visible);
        Ok((was != visible).then_some(place))
    }

    fn index_of(&self, id: u32) -> Option<usize> {
        self.placed.binary_search_by_key(&id, |p| p.id).ok()
    }

    fn charge(&mut self, id: u32, stroke: &Stroke) -> Result<(), Error> {
        let brush = (self.log.brushes().get(usize::from(stroke.brush)))
            .ok_or(Error::Damaged("a stroke names a brush that is not there"))?;
        let left = (MAX_WORK - self.work).min(MAX_STROKE_WORK);
        let seed = self.place_at(id, 0).seed;
        let asked = work(stroke, brush, seed, self.canvas.bounds(), left);
        if asked > left {
            let what = if left == MAX_STROKE_WORK || asked == u64::MAX {
                "one stroke's dabs"
            } else {
                "the strokes' dabs"
            };
            return Err(Error::TooLarge { what, limit: left });
        }
        self.work += asked;
        Ok(())
    }

    fn draw(&mut self, place: usize) -> Rect {
        let Placed { id, stroke, visible: true } = &self.placed[place] else {
            return Rect::EMPTY;
        };
        let brush = &self.log.brushes()[usize::from(stroke.brush)];
        self.canvas.draw(stroke, brush, self.place_at(*id, place))
    }

    /// Draws the strokes from `place` on again, from the nearest snapshot before them.
    fn redraw_from(&mut self, place: usize) {
        self.snapshots.retain(|(strokes, _)| *strokes <= place);
        let start = match self.snapshots.last() {
            Some((strokes, canvas)) => {
                self.canvas = canvas.clone();
                *strokes
            }
            None => {
                self.canvas = Canvas::new(self.canvas.width(), self.canvas.height())
                    .expect("the size was checked when the painting was made");
                0
            }
        };
        for place in start..self.placed.len() {
            self.draw(place);
            self.maybe_snapshot(place + 1);
        }
    }

    /// Keeps a snapshot at every 32nd stroke, and of the older ones those at ever wider distances.
    fn maybe_snapshot(&mut self, strokes: usize) {
        if !strokes.is_multiple_of(SNAPSHOT_EVERY)
            || self.snapshots.last().is_some_and(|s| s.0 >= strokes)
        {
            return;
        }
        self.snapshots.push((strokes, self.canvas.clone()));
        let newest = strokes / SNAPSHOT_EVERY;
        self.snapshots.retain(|(strokes, _)| {
            let index = strokes / SNAPSHOT_EVERY;
            let age = newest - index;
            // Among those about 2ᵏ old, keep every 2ᵏ⁻² th.
            let stride = (age.max(1).ilog2()).saturating_sub(2);
            index.is_multiple_of(1 << stride)
        });
        let full_bytes = self.canvas.bounds().area() * 8;
        let too_many =
            self.snapshots.len().saturating_sub((MAX_SNAPSHOT_BYTES / full_bytes).max(2));
        self.snapshots.drain(..too_many);
    }

    /// Where a stroke stands among the others.
    #[must_use]
    pub fn place_of(&self, id: u32) -> Option<Place> {
        self.index_of(id).map(|index| self.place_at(id, index))
    }

    /// Where a stroke stands that would be added now.
    #[must_use]
    pub fn next_place(&self) -> Place {
        self.place_at(self.log.revision(), self.placed.len())
    }

    fn place_at(&self, id: u32, place: usize) -> Place {
        Place::new(self.log.header().seed, id, place as u32)
    }
}
