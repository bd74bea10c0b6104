//! A log with its canvas, kept together: push an operation and the pixels follow.
//!
//! They follow at once, or, where another draws the painting for the eye, later: see
//! [`Painting::set_eager`].

use crate::arrangement::{Arrangement, Placed};
use crate::canvas::TileSet;
use crate::dab::Dab;
use crate::fixed::UNITS_PER_PX;
use crate::snapshots::Snapshots;
use crate::walk::{self, work};
use crate::{Author, Canvas, Error, Header, Log, Op, Place, Rect, Surface};

/// What all strokes of a painting together may ask of the raster (see [`crate::walk::work`]):
/// a stranger's link can't freeze the page.
pub const MAX_WORK: u64 = 1 << 35;
/// What one stroke may ask of it.
pub const MAX_STROKE_WORK: u64 = 1 << 31;

/// What [`Painting::push`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// Index of the entry: the id of the stroke where one was added.
    pub id: u32,
    /// The pixels that changed, at most.
    pub changed: Rect,
}

/// A painting: a log and the canvas that follows from it.
#[derive(Clone, Debug)]
pub struct Painting {
    arrangement: Arrangement,
    canvas: Canvas,
    /// The canvas holds this many of the first strokes.
    drawn: usize,
    /// Of each of these, the pixels that it may have changed.
    changed: Vec<Rect>,
    eager: bool,
    snapshots: Snapshots<Canvas>,
    work: u64,
}

impl Painting {
    /// An empty painting.
    pub fn new(header: Header) -> Result<Self, Error> {
        let canvas = Canvas::new(header.width, header.height)?;
        Ok(Self {
            arrangement: Arrangement::new(header)?,
            snapshots: Snapshots::default(),
            canvas,
            drawn: 0,
            changed: Vec::new(),
            eager: true,
            work: 0,
        })
    }

    /// Draws a whole log. Fails where its strokes ask for more than [`MAX_WORK`], before drawing them.
    pub fn from_log(log: &Log) -> Result<Self, Error> {
        let mut painting = Self::new(log.header().clone())?;
        for entry in log.entries() {
            painting.arrange(entry.dt_ms, entry.op.clone())?;
        }
        painting.catch_up(|| true);
        Ok(painting)
    }

    /// The log and the order of its strokes.
    #[must_use]
    pub fn arrangement(&self) -> &Arrangement {
        &self.arrangement
    }

    /// The operations.
    #[must_use]
    pub fn log(&self) -> &Log {
        self.arrangement.log()
    }

    /// The pixels: of all strokes, unless [`Painting::is_behind`].
    #[must_use]
    pub fn canvas(&self) -> &Canvas {
        &self.canvas
    }

    /// Every stroke that was ever added, from bottom to top.
    #[must_use]
    pub fn strokes(&self) -> &[Placed] {
        self.arrangement.strokes()
    }

    /// The stroke with this id.
    #[must_use]
    pub fn stroke(&self, id: u32) -> Option<&Placed> {
        self.arrangement.stroke(id)
    }

    /// What all of its strokes and their amendments asked of the raster, see [`crate::walk::work`].
    #[must_use]
    pub fn work(&self) -> u64 {
        self.work
    }

    /// The last visible stroke by `author`, if any.
    #[must_use]
    pub fn last_visible(&self, author: Author) -> Option<u32> {
        self.arrangement.last_visible(author)
    }

    /// Where a stroke stands among the others.
    #[must_use]
    pub fn place_of(&self, id: u32) -> Option<Place> {
        self.arrangement.place_of(id)
    }

    /// Where a stroke stands that would be added now.
    #[must_use]
    pub fn next_place(&self) -> Place {
        self.arrangement.next_place()
    }

    /// Checks an operation, appends it `dt_ms` after the one before, and draws what follows from it.
    pub fn push(&mut self, dt_ms: u32, op: Op) -> Result<Pushed, Error> {
        let (id, from) = self.arrange(dt_ms, op)?;
        Ok(Pushed { id, changed: self.follow(from, true) })
    }

    /// Appends operations as [`Painting::push`] does, all of them or none, the first `dt_ms` after the
    /// one before and the others with it. Returns the pixels that changed, at most.
    pub fn push_all(&mut self, dt_ms: u32, ops: Vec<Op>) -> Result<Rect, Error> {
        if let Ok([op]) = <&[Op; 1]>::try_from(&ops[..]) {
            return Ok(self.push(dt_ms, op.clone())?.changed);
        }
        let (arrangement, work) = (self.arrangement.clone(), self.work);
        let mut first: Option<usize> = None;
        for (i, op) in ops.into_iter().enumerate() {
            match self.arrange(if i == 0 { dt_ms } else { 0 }, op) {
                Ok((_, from)) => first = first.into_iter().chain(from).min(),
                Err(error) => {
                    (self.arrangement, self.work) = (arrangement, work);
                    return Err(error);
                }
            }
        }
        Ok(self.follow(first, false))
    }

    /// Whether pixels follow at once. Where they do not, operations are cheap and
    /// [`Painting::catch_up`] draws; what changed is not known then.
    pub fn set_eager(&mut self, eager: bool) {
        self.eager = eager;
        if eager {
            self.catch_up(|| true);
        }
    }

    /// Whether strokes wait to be drawn.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.drawn < self.strokes().len()
    }

    /// Draws the strokes that wait, one by one while `go_on` says so.
    pub fn catch_up(&mut self, mut go_on: impl FnMut() -> bool) {
        while self.is_behind() && go_on() {
            self.draw_next();
        }
    }

    /// The canvas as it was after the first `revision` operations. Draws only what comes after the
    /// newest snapshot that this past shares.
    #[must_use]
    pub fn canvas_at(&self, revision: u32) -> Canvas {
        let past = Arrangement::of(self.log(), revision)
            .expect("these operations were accepted once and are again");
        let shared = past.strokes().iter().zip(self.strokes());
        let shared = shared.take_while(|(then, now)| then == now).count();
        if shared == past.strokes().len() && shared == self.drawn {
            return self.canvas.clone();
        }
        self.drawn_from_nearest(&past, shared, past.strokes().len())
    }

    /// The canvas without the stroke of this id and all above it. Draws what comes after the nearest
    /// snapshot.
    #[must_use]
    pub fn canvas_below(&self, id: u32) -> Option<Canvas> {
        let place = self.arrangement.index_of(id)?;
        Some(self.drawn_from_nearest(&self.arrangement, place, place))
    }

    /// The canvas with the first `end` strokes of an arrangement that shares the first `shared` with this
    /// painting.
    fn drawn_from_nearest(&self, arrangement: &Arrangement, shared: usize, end: usize) -> Canvas {
        let (start, mut canvas) = self.nearest(shared);
        for index in start..end {
            draw(arrangement, index, &mut canvas);
        }
        canvas
    }

    /// The newest snapshot that holds no more than the first `strokes`, or the empty canvas, with the
    /// number of strokes that it holds.
    fn nearest(&self, strokes: usize) -> (usize, Canvas) {
        self.snapshots.before(strokes).map_or_else(
            || {
                let (width, height) = (self.canvas.width(), self.canvas.height());
                let empty = Canvas::new(width, height);
                (0, empty.expect("the size was checked when the painting was made"))
            },
            |(held, canvas)| (held, canvas.clone()),
        )
    }

    /// Charges for an operation and changes the order of strokes, but no pixels.
    fn arrange(&mut self, dt_ms: u32, op: Op) -> Result<(u32, Option<usize>), Error> {
        let (work, bounds) = (&mut self.work, self.canvas.bounds());
        self.arrangement.push(dt_ms, op, |log, id| {
            *work += charge(log, id, bounds, MAX_WORK - *work)?;
            Ok(())
        })
    }

    /// Draws the strokes from a place on again, if any, and returns the pixels that changed. `is_one`
    /// where only the stroke at that place is another than before.
    fn follow(&mut self, from: Option<usize>, is_one: bool) -> Rect {
        let Some(place) = from else { return Rect::EMPTY };
        if place + 1 == self.strokes().len() && place == self.drawn && self.eager {
            return self.draw_next();
        }
        let before = self.eager.then(|| self.canvas.clone());
        if place < self.drawn {
            if is_one && let Some(changed) = self.patch(place) {
                return changed;
            }
            self.go_back_to(place);
        }
        let Some(before) = before else { return Rect::EMPTY };
        self.catch_up(|| true);
        self.canvas.changed_since(&before)
    }

    /// Draws only the tiles again that follow from the stroke at `place`, which is another than before:
    /// those that it changed or changes, and where a stroke smudges on them, or takes up paint there,
    /// also those of that one. On them go the newest snapshot without the stroke and all above it.
    /// Snapshots with it are mended on the way. `None` where that would be most of the canvas and can be
    /// done later.
    fn patch(&mut self, place: usize) -> Option<Rect> {
        let (start, mut scratch) = self.nearest(place);
        let now = self.extent(place);
        let mut tiles = TileSet::none_of(&self.canvas);
        let before = std::mem::replace(&mut self.changed[place], now);
        tiles.add(before.union(now));
        // What strokes that smudge take from and lay on.
        let smudging: Vec<Rect> = (start..self.drawn)
            .filter(|index| self.smudges(*index))
            .map(|index| self.changed[index].union(self.picked(index)))
            .collect();
        let mut grows = true;
        while grows {
            grows = false;
            for area in &smudging {
                grows |= tiles.meets(*area) && tiles.add(*area);
            }
        }
        if !self.eager && tiles.is_most() {
            return None;
        }
        for index in start..self.drawn {
            let to_draw = self.arrangement.to_draw(index);
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

    /// Whether a stroke is visible and takes up paint.
    fn smudges(&self, index: usize) -> bool {
        self.arrangement.to_draw(index).is_some_and(|(_, brush, _)| brush.smudges())
    }

    /// The pixels that the dabs of a stroke touch; none where it is not visible.
    fn extent(&self, index: usize) -> Rect {
        let mut extent = Rect::EMPTY;
        self.for_each_dab(index, |dab| extent = extent.union(dab.bounds()));
        extent.intersection(self.canvas.bounds())
    }

    /// The pixels from which a stroke that smudges picks paint up, and some more.
    fn picked(&self, index: usize) -> Rect {
        let mut picked = Rect::EMPTY;
        self.for_each_dab(index, |dab| {
            let (x, y) = (dab.x / UNITS_PER_PX, dab.y / UNITS_PER_PX);
            let reach = i32::from(dab.pick_radius) / UNITS_PER_PX + 2;
            picked = picked.union(Rect::new(x - reach, y - reach, x + reach, y + reach));
        });
        picked
    }

    fn for_each_dab(&self, index: usize, mut visit: impl FnMut(Dab)) {
        let Some((stroke, brush, place)) = self.arrangement.to_draw(index) else { return };
        walk::for_each_dab(stroke, brush, place.seed, |dab| {
            visit(dab);
            true
        });
    }

    /// Goes back to the newest snapshot that holds no more than the first `strokes`.
    fn go_back_to(&mut self, strokes: usize) {
        self.snapshots.forget_after(strokes);
        (self.drawn, self.canvas) = self.nearest(strokes);
        self.changed.truncate(self.drawn);
    }

    fn draw_next(&mut self) -> Rect {
        let changed = draw(&self.arrangement, self.drawn, &mut self.canvas);
        self.changed.push(changed);
        self.drawn += 1;
        let newest = self.strokes().len();
        self.snapshots.offer(self.drawn, newest, || self.canvas.clone());
        changed
    }
}

/// Draws the stroke at an index, if it is to be seen, and returns the pixels that may have changed.
fn draw(arrangement: &Arrangement, index: usize, canvas: &mut Canvas) -> Rect {
    let to_draw = arrangement.to_draw(index);
    to_draw.map_or(Rect::EMPTY, |(stroke, brush, place)| canvas.draw(stroke, brush, place))
}

/// What the newest operation, `id`, asks of the raster. Fails where that is more than one stroke, or
/// `left`, allows.
fn charge(log: &Log, id: u32, canvas: Rect, left: u64) -> Result<u64, Error> {
    let (id, stroke) = match &log.entries()[id as usize].op {
        Op::Add(stroke) => (id, stroke),
        Op::Amend { stroke, with } => (*stroke, with),
        _ => return Ok(0),
    };
    let brush = (log.brushes().get(usize::from(stroke.brush)))
        .ok_or(Error::Damaged("a stroke names a brush that is not there"))?;
    let limit = left.min(MAX_STROKE_WORK);
    let seed = Place::new(log.header().seed, id, 0).seed;
    let asked = work(stroke, brush, seed, canvas, limit);
    if asked > limit {
        let what = if limit == MAX_STROKE_WORK || asked == u64::MAX {
            "one stroke's dabs"
        } else {
            "the strokes' dabs"
        };
        return Err(Error::TooLarge { what, limit });
    }
    Ok(asked)
}
