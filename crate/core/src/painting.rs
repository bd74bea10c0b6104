//! A log with its canvas, kept together: push an operation and the pixels follow.
//!
//! They follow at once, or, where another draws the painting for the eye, later: see
//! [`Painting::set_eager`].

use crate::arrangement::{Arrangement, Placed};
use crate::opening::Opening;
use crate::replay::{self, Replay};
use crate::snapshots::Snapshots;
use crate::work::{self, Charge};
use crate::{Author, Canvas, Error, Header, Log, Op, Place, Rect, Stroke};

/// Strokes that wait are drawn in parts of so much work, between two of which a host may stop.
const PART: u64 = 2 * work::PER_MS;

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
    replay: Replay,
    eager: bool,
    /// How much is drawn at once of what follows from a change in the middle.
    most_at_once: u64,
    work: u64,
}

impl Painting {
    /// An empty painting.
    pub fn new(header: Header) -> Result<Self, Error> {
        let replay = Replay::new(header.width, header.height, Snapshots::default())?;
        Ok(Self::with(Arrangement::new(header)?, replay))
    }

    /// Draws a whole log at once; [`Opening`] does it in parts. Fails where its strokes ask for more than
    /// [`work::MAX`], before drawing them.
    pub fn from_log(log: &Log) -> Result<Self, Error> {
        let mut opening = Opening::of(log.clone())?;
        while !opening.advance(u64::MAX)? {}
        opening.finish()
    }

    /// A painting whose log is whole while its strokes are placed, charged and drawn.
    pub(crate) fn to_be_opened(log: Log) -> Result<Self, Error> {
        let (width, height) = (log.header().width, log.header().height);
        let replay = Replay::new(width, height, Snapshots::default())?;
        Ok(Self::with(Arrangement::to_be_placed(log), replay))
    }

    fn with(arrangement: Arrangement, replay: Replay) -> Self {
        Self { arrangement, replay, eager: true, most_at_once: u64::MAX, work: 0 }
    }

    /// Places what the operation `id` of a log that is being opened says, for so much more work.
    pub(crate) fn place(&mut self, id: u32, work: u64) -> Result<(), Error> {
        self.work += work;
        self.arrangement.place(id).map(|_| ())
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
        self.replay.canvas()
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

    /// What all of the painting's strokes and their amendments asked of the raster, see [`crate::work`].
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
        let (revision, work) = (self.log().revision(), self.work);
        let mut first: Option<usize> = None;
        for (i, op) in ops.into_iter().enumerate() {
            match self.arrange(if i == 0 { dt_ms } else { 0 }, op) {
                Ok((_, from)) => first = first.into_iter().chain(from).min(),
                Err(error) => {
                    self.arrangement.go_back_to(revision);
                    self.work = work;
                    return Err(error);
                }
            }
        }
        Ok(self.follow(first, false))
    }

    /// Whether pixels follow at once. Where they do not, operations are cheap and
    /// [`Painting::catch_up`] draws; what changed is not known then. What waits as they begin to follow is drawn
    /// as far as [`Painting::set_most_at_once`] has it.
    pub fn set_eager(&mut self, eager: bool) {
        if eager && !self.eager {
            self.draw_some(self.most_at_once);
        }
        self.eager = eager;
    }

    /// Bounds what is drawn at once, while pixels follow at once, of what waited before, of what follows from a
    /// change in the middle, or of several operations: about so much work, and [`Painting::catch_up`] draws the
    /// rest. A stroke that is added is always drawn.
    pub fn set_most_at_once(&mut self, work: u64) {
        self.most_at_once = work;
    }

    /// Whether strokes wait to be drawn.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.replay.is_behind(self.arrangement.order())
    }

    /// Draws the strokes that wait, a part at a time while `advance` says so.
    pub fn catch_up(&mut self, mut advance: impl FnMut() -> bool) {
        while self.is_behind() && advance() {
            self.draw_some(PART);
        }
    }

    /// Draws for about `budget` of work at the strokes that wait. Returns what is left of it.
    pub fn draw_some(&mut self, budget: u64) -> u64 {
        let mut left = budget;
        while left > 0 && self.is_behind() {
            let brushes = self.arrangement.log().brushes();
            self.replay.draw_some(self.arrangement.order(), brushes, &mut left);
        }
        left
    }

    /// How many of the painting's strokes are drawn.
    #[must_use]
    pub fn drawn(&self) -> usize {
        self.replay.drawn()
    }

    /// The painting's pixels with what it takes to draw earlier ones, for whoever looks back from here.
    #[must_use]
    pub fn replay(&self) -> &Replay {
        &self.replay
    }

    /// The canvas as it was after the first `revision` operations. Draws only what comes after the
    /// newest snapshot that this past shares.
    #[must_use]
    pub fn canvas_at(&self, revision: u32) -> Canvas {
        let past = Arrangement::of(self.log(), revision)
            .expect("these operations were accepted once and are again");
        let shared = past.order().shared_with(self.arrangement.order());
        let is_now = shared == past.strokes().len() && shared == self.drawn();
        if is_now && !self.replay.is_patching() {
            return self.canvas().clone();
        }
        self.drawn_from_nearest(&past, shared, past.strokes().len())
    }

    /// The canvas without the stroke of this id and all above it. Draws what comes after the nearest
    /// snapshot.
    #[must_use]
    pub fn canvas_below(&self, id: u32) -> Option<Canvas> {
        let place = self.arrangement.order().index_of(id)?;
        Some(self.drawn_from_nearest(&self.arrangement, place, place))
    }

    /// The canvas with the first `end` strokes of an arrangement that shares the first `shared` with this
    /// painting.
    fn drawn_from_nearest(&self, arrangement: &Arrangement, shared: usize, end: usize) -> Canvas {
        let (start, mut canvas) = self.replay.nearest(shared);
        let brushes = arrangement.log().brushes();
        for index in start..end {
            replay::draw(arrangement.order(), brushes, index, &mut canvas);
        }
        canvas
    }

    /// Charges for an operation and changes the order of strokes, but no pixels.
    fn arrange(&mut self, dt_ms: u32, op: Op) -> Result<(u32, Option<usize>), Error> {
        let (work, bounds) = (&mut self.work, self.replay.canvas().bounds());
        self.arrangement.push(dt_ms, op, |log, id| {
            let mut charge = Charging::of(log, id, bounds, *work, work::MAX)?;
            while !charge.advance(log, u64::MAX)?.1 {}
            *work += charge.total();
            Ok(())
        })
    }

    /// Draws the strokes from a place on again, if any, and returns the pixels that changed. `is_one`
    /// where only the stroke at that place is another than before.
    fn follow(&mut self, from: Option<usize>, is_one: bool) -> Rect {
        let Some(place) = from else { return Rect::EMPTY };
        let drawn = self.drawn();
        let is_next = place + 1 == self.strokes().len() && place == drawn;
        if is_next && self.eager && !self.replay.is_patching() {
            return self.draw_next();
        }
        let before = self.eager.then(|| self.canvas().clone());
        if place >= drawn {
            self.replay.note(place);
        } else if is_one {
            self.replay.patch(place, self.eager);
        } else {
            self.replay.go_back_to(place);
        }
        let Some(before) = before else { return Rect::EMPTY };
        self.draw_some(self.most_at_once);
        self.canvas().changed_since(&before)
    }

    fn draw_next(&mut self) -> Rect {
        let brushes = self.arrangement.log().brushes();
        self.replay.draw_next(self.arrangement.order(), brushes)
    }
}

/// What the operation `id` of a log asks of the raster, counted a part at a time.
#[derive(Clone, Debug)]
pub(crate) struct Charging {
    id: u32,
    /// The charge of an operation that draws a stroke.
    charge: Option<Charge>,
    limit: u64,
    is_last_of_all: bool,
}

impl Charging {
    /// An operation of which nothing is counted yet. All together may ask for `most`, of which those before asked for
    /// `before`.
    pub(crate) fn of(
        log: &Log,
        id: u32,
        canvas: Rect,
        before: u64,
        most: u64,
    ) -> Result<Self, Error> {
        let left = most.saturating_sub(before);
        let limit = left.min(work::MAX_OF_STROKE);
        let charge = match drawn_by(log, id) {
            None => None,
            Some((stroke_id, stroke)) => {
                let brush = (log.brushes().get(usize::from(stroke.brush)))
                    .ok_or(Error::Damaged("a stroke names a brush that is not there"))?;
                let seed = Place::new(log.header().seed, stroke_id, 0).seed;
                Some(Charge::of(stroke, brush, seed, canvas))
            }
        };
        Ok(Self { id, charge, limit, is_last_of_all: limit < work::MAX_OF_STROKE })
    }

    /// Counts on for about `budget` of work. Returns the work that this took, and whether all is
    /// counted. Fails where the operation asks for more than one stroke, or all together, may.
    pub(crate) fn advance(&mut self, log: &Log, budget: u64) -> Result<(u64, bool), Error> {
        let (Some(charge), Some((_, stroke))) = (&mut self.charge, drawn_by(log, self.id)) else {
            return Ok((work::OF_TOLD, true));
        };
        let before = charge.walked();
        let ended = charge.advance(stroke, self.limit, budget);
        let took = work::OF_TOLD + charge.walked() - before;
        if ended && (charge.has_too_many_dabs() || charge.total() > self.limit) {
            let of_all = self.is_last_of_all && !charge.has_too_many_dabs();
            let of_one = Error::of_one_stroke();
            return Err(if of_all { Error::of_all_strokes(self.limit) } else { of_one });
        }
        Ok((took, ended))
    }

    /// What was counted.
    pub(crate) fn total(&self) -> u64 {
        work::OF_ENTRY + self.charge.as_ref().map_or(0, Charge::total)
    }
}

/// The stroke that an operation draws, with the id that it has.
fn drawn_by(log: &Log, id: u32) -> Option<(u32, &Stroke)> {
    match &log.entries()[id as usize].op {
        Op::Add(stroke) => Some((id, stroke)),
        Op::Amend { stroke, with } => Some((*stroke, with)),
        _ => None,
    }
}
