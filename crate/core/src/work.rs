//! What drawing asks of a machine: a charge for every step along a path, every look at a hair, every dab
//! and every pixel.
//!
//! A unit is a tenth of a nanosecond on the machine that the prices were measured on; `cargo xtask bench
//! work` prints what every kind of brush takes beside what it is charged, natively and in WebAssembly. Prices are
//! those of the dearest pixel of a kind, so that what is drawn takes as long as it was charged, or less.
//!
//! In WebAssembly dear pixels take as long as natively, and cheap ones longer. On a machine that was busy with other
//! work, on which natively no kind that was measured took more than 142 % of its charge, plain, rimmed, wet and
//! smudged dabs of 60 px took 141 to 172 % there and those of 8 px 111 to 158 %; pigment, grain and the presets with
//! hairs 118 % or less (strokes of a millisecond aside, which say little). A millisecond of budget is up to 1.7 there,
//! which a frame bears; and as prices decide what is opened at all, they stay.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "a tile's side is small"
)]

use crate::brush::{Modulation, ROUND_ASPECT, Setting};
use crate::canvas::TILE;
use crate::dab::Dab;
use crate::walk::{Walk, Walked};
use crate::{Brush, Coverage, Rect, Stroke};

/// Work that is done in a millisecond.
pub const PER_MS: u64 = 10_000_000;
/// What one stroke may ask for. The dearest that the partner paints, a broad wet one from corner to corner
/// of the largest canvas, asks for 2.9 seconds; where the person's hand goes on for longer, it goes on as
/// another stroke.
///
/// It can't be lowered: the hand ends a stroke only where it comes to just this limit, so that paintings may hold
/// strokes that ask for all of it, and these must open for ever. What it costs a host is bounded elsewhere: strokes
/// are drawn in parts.
pub const MAX_OF_STROKE: u64 = 4_000 * PER_MS;
/// What all strokes of a painting together may ask for, their amendments included: five minutes, which
/// are drawn in slices and can be stopped.
pub const MAX: u64 = 300_000 * PER_MS;
/// Dabs of one stroke at most: a raster may hold them all at once.
pub const MAX_DABS: u64 = 1 << 18;

/// An entry of a log is looked at.
pub const OF_ENTRY: u64 = 1_000;
/// An entry of a log is counted, placed and told, which no painting is charged for: what a host waits for while
/// it opens one.
pub const OF_TOLD: u64 = 5_000;
/// A corner of a path is read.
const OF_CORNER: u64 = 400;
/// A step along a path, on which nothing drives a setting.
const OF_STEP: u64 = 1_200;
/// Each modulation, on each step.
const OF_MODULATION: u64 = 150;
/// Opacity made independent of overlap, on each step: a logarithm and a power.
const OF_LINEARITY: u64 = 900;
/// A hair is looked at, whether it touches the paper or not.
const OF_HAIR: u64 = 250;
/// A dab is shaped, and sorted into tiles.
const OF_DAB: u64 = 2_000;
/// A row of a dab begins.
const OF_ROW: u64 = 100;
/// Paint is picked up for a dab, and the tiles it lies on are found by themselves.
const OF_PICK: u64 = 9_000;
/// Pixels beside a dab that rows of whole lanes cover as well.
const LANE_PX: u64 = 8;

/// What a brush's strokes are charged, step by step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    step: u64,
    dab: u64,
    /// The price of each pixel of a dab's square.
    pixel: u64,
    /// The price of each pixel that lies on the tiles of a wash, once.
    laid: u64,
}

impl Price {
    /// The prices of a brush whose dabs add up in this way.
    #[must_use]
    pub fn of(brush: &Brush, coverage: Coverage) -> Self {
        let modulations = brush.modulations.iter().filter(|m| **m != Modulation::NONE).count();
        let covered = covered(brush);
        let mixed = mixed(brush);
        let (pixel, laid) = match coverage {
            Coverage::Wash => {
                (covered + 2, 6 + mixed.unwrap_or(6) + if brush.rim > 0 { 50 } else { 0 })
            }
            Coverage::BuildUp => (covered + mixed.unwrap_or(6), 0),
        };
        let linearity = if brush.linearity > 0 { OF_LINEARITY } else { 0 };
        let step = OF_STEP + OF_MODULATION * modulations as u64 + linearity;
        let pick = if brush.smudges() { OF_PICK } else { 0 };
        Self { step: step + OF_HAIR * u64::from(brush.hairs), dab: OF_DAB + pick, pixel, laid }
    }

    /// A corner of the path.
    #[must_use]
    pub const fn of_corner(&self) -> u64 {
        OF_CORNER
    }

    /// A step of the path, with a look at every hair.
    #[must_use]
    pub const fn of_step(&self) -> u64 {
        self.step
    }

    /// A dab that touches these pixels of the canvas.
    #[must_use]
    pub fn of_dab(&self, touched: Rect) -> u64 {
        self.dab + self.of_pixels(touched)
    }

    /// The price of so many dabs, without their pixels.
    #[must_use]
    pub const fn of_dabs(&self, count: usize) -> u64 {
        self.dab * count as u64
    }

    /// The pixels of a dab, or of the part of it that lies on a tile.
    #[must_use]
    pub fn of_pixels(&self, touched: Rect) -> u64 {
        if touched.is_empty() {
            return 0;
        }
        let (width, height) = (touched.width() as u64, touched.height() as u64);
        height * (OF_ROW + (width + LANE_PX) * self.pixel)
    }

    /// Pixels on which a stroke is laid, once each.
    #[must_use]
    pub const fn of_laid(&self, pixels: usize) -> u64 {
        pixels as u64 * self.laid
    }
}

/// The dabs of a stroke on a canvas, counted as they come: their pixels that lie within it, and for a wash
/// the pixels between them.
#[derive(Clone, Debug)]
pub struct Tally {
    price: Price,
    canvas: Rect,
    bounds: Rect,
    /// The tiles that the last dab touches, and pixels of all tiles that were entered so.
    tiles: Rect,
    entered_px: usize,
    of_dabs: u64,
    dabs: u64,
}

impl Tally {
    /// No dabs yet of a brush whose dabs add up in this way.
    #[must_use]
    pub fn of(brush: &Brush, coverage: Coverage, canvas: Rect) -> Self {
        Self {
            price: Price::of(brush, coverage),
            canvas,
            bounds: Rect::EMPTY,
            tiles: Rect::EMPTY,
            entered_px: 0,
            of_dabs: 0,
            dabs: 0,
        }
    }

    /// Counts a dab, and returns the pixels of the canvas that it touches.
    pub fn add(&mut self, dab: &Dab) -> Rect {
        let touched = dab.bounds().intersection(self.canvas);
        self.bounds = self.bounds.union(touched);
        let tiles = tiles_of(touched);
        if tiles != self.tiles {
            self.entered_px += tiles.area() * TILE * TILE;
            self.tiles = tiles;
        }
        self.of_dabs += self.price.of_dab(touched);
        self.dabs += 1;
        touched
    }

    /// The work of the dabs by themselves: no more than [`Tally::total`].
    #[must_use]
    pub fn of_dabs(&self) -> u64 {
        self.of_dabs
    }

    /// How many dabs were counted.
    #[must_use]
    pub fn dabs(&self) -> u64 {
        self.dabs
    }

    /// What the dabs touch of the canvas: the least rectangle around it.
    #[must_use]
    pub fn touched(&self) -> Rect {
        self.bounds
    }

    /// The work of the dabs, and of laying the wash that they make.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.of_dabs + self.price.of_laid(self.entered_px.min(self.bounds.area()))
    }
}

/// What a stroke asks of the raster, counted up a part at a time: every step of its walk, and its dabs.
#[derive(Clone, Debug)]
pub struct Charge {
    walk: Walk,
    tally: Tally,
    ended: bool,
}

impl Charge {
    /// The charge of a stroke on this canvas, of which nothing is counted yet.
    #[must_use]
    pub fn of(stroke: &Stroke, brush: &Brush, seed: u32, canvas: Rect) -> Self {
        Self {
            walk: Walk::of(stroke, brush, seed),
            tally: Tally::of(brush, stroke.coverage, canvas),
            ended: false,
        }
    }

    /// Counts on for about `budget` of work, but not far above `limit`. Says whether the count has
    /// ended: at the end of the stroke, above the limit, or above [`MAX_DABS`].
    pub fn advance(&mut self, stroke: &Stroke, limit: u64, budget: u64) -> bool {
        let Self { walk, tally, .. } = self;
        // A walk alone may be above the limit.
        let budget = budget.min(limit.saturating_sub(walk.work()).saturating_add(1));
        let walked = walk.advance(stroke, budget, |dab| {
            tally.add(&dab);
            tally.of_dabs() <= limit && tally.dabs() <= MAX_DABS
        });
        self.ended = walked != Walked::Paused || self.total() > limit;
        self.ended
    }

    /// What was counted so far.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.walk.work() + self.tally.total()
    }

    /// What walking took so far: the work of counting.
    #[must_use]
    pub fn walked(&self) -> u64 {
        self.walk.work()
    }

    /// Whether there are more dabs than a stroke may have.
    #[must_use]
    pub fn has_too_many_dabs(&self) -> bool {
        self.tally.dabs() > MAX_DABS
    }
}

/// How much a stroke asks of the raster, in these units. Stops counting above `limit`; more than
/// [`MAX_DABS`] dabs are above any.
#[must_use]
pub fn of_stroke(stroke: &Stroke, brush: &Brush, seed: u32, canvas: Rect, limit: u64) -> u64 {
    let mut charge = Charge::of(stroke, brush, seed, canvas);
    while !charge.advance(stroke, limit, u64::MAX) {}
    if charge.has_too_many_dabs() { u64::MAX } else { charge.total() }
}

/// Columns and rows of the tiles that pixels lie on.
fn tiles_of(touched: Rect) -> Rect {
    if touched.is_empty() {
        return Rect::EMPTY;
    }
    let tile = |px: i32| px.div_euclid(TILE as i32);
    let (x1, y1) = (tile(touched.x1 - 1) + 1, tile(touched.y1 - 1) + 1);
    Rect::new(tile(touched.x0), tile(touched.y0), x1, y1)
}

/// A pixel's coverage by one dab.
fn covered(brush: &Brush) -> u64 {
    // What is nothing by itself stays nothing however it is driven; an aspect is never nothing.
    let is_driven = brush.modulations().any(|m| m.setting == Setting::Aspect);
    let oval = brush.hairs == 0 && (brush.aspect != ROUND_ASPECT || is_driven);
    let shape = if oval { 12 } else { 4 };
    let bent = if brush.softness > 0 || brush.grain > 0 { 8 } else { 0 };
    let grained = if brush.grain > 0 { 16 } else { 0 };
    shape + bent + grained
}

/// A pixel of paint that needs to know more of what it is laid on.
fn mixed(brush: &Brush) -> Option<u64> {
    match (brush.pigment > 0, brush.wetness > 0) {
        (false, false) => None,
        (false, true) => Some(140),
        (true, false) => Some(950),
        (true, true) => Some(1_600),
    }
}
