//! What a painting begins with, and the operations that follow.

#![expect(clippy::cast_possible_wrap, reason = "lengths of lists in memory are below 2⁶³")]

use crate::canvas::MAX_SIDE;
use crate::{Author, Brush, Error, Rgb8, Stroke};

/// Brushes of a painting.
pub const MAX_BRUSHES: usize = 250;
/// Operations in a log.
pub const MAX_ENTRIES: usize = 200_000;
/// Strokes named by one judgement, and proposals rejected by it.
pub const MAX_JUDGED: usize = 64;

/// What a painting begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Canvas width in pixels, 1..=4096.
    pub width: u16,
    /// Canvas height in pixels, 1..=4096.
    pub height: u16,
    /// The colour of the opaque paper.
    pub paper: Rgb8,
    /// The seed from which, with a stroke's id, the stroke's own follows.
    pub seed: u32,
    /// The brushes that strokes refer to by index.
    pub brushes: Vec<Brush>,
}

impl Header {
    /// A header with the three brushes that every painting can count on: the person's, the
    /// partner's, the eraser.
    #[must_use]
    pub fn new(width: u16, height: u16, paper: Rgb8, seed: u32) -> Self {
        let brushes = vec![Brush::ROUND, Brush::PARTNER, Brush::ERASER];
        Self { width, height, paper, seed, brushes }
    }

    /// Index of the brush that an author paints with in a header of [`Header::new`].
    #[must_use]
    pub fn brush_of(&self, author: Author) -> u8 {
        match author {
            Author::Person => 0,
            Author::Partner => 1,
        }
    }

    /// Checks sizes and brushes.
    pub fn validate(&self) -> Result<(), Error> {
        for (what, value) in [("canvas width", self.width), ("canvas height", self.height)] {
            if value == 0 || value > MAX_SIDE {
                let (value, high) = (value.into(), MAX_SIDE.into());
                return Err(Error::OutOfRange { what, value, low: 1, high });
            }
        }
        let (value, high) = (self.brushes.len() as i64, MAX_BRUSHES as i64);
        if value == 0 || value > high {
            return Err(Error::OutOfRange { what: "number of brushes", value, low: 1, high });
        }
        self.brushes.iter().try_for_each(Brush::validate)
    }
}

/// What a person said of strokes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// More like this.
    Yes,
    /// Less like this.
    No,
    /// A weak no: painted over or taken back.
    WeakNo,
}

/// A person's verdict, with all that is needed to learn from it again later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// What was said.
    pub verdict: Verdict,
    /// Ids of the strokes judged.
    pub strokes: Vec<u32>,
    /// Proposals judged that never reached the canvas.
    pub proposals: Vec<Stroke>,
    /// Number of log entries that the strokes were planned on.
    pub revision: u32,
    /// Hash of the target picture, 0 for none.
    pub target: u64,
    /// Hash of the policy's weights at the time.
    pub weights: u64,
}

/// One operation. What is large and seldom lies apart: a log has hundreds of thousands of operations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// Adds a stroke on top. Its id is the index of this entry.
    Add(Stroke),
    /// Undo: the stroke is no longer drawn.
    Hide {
        /// The stroke's id.
        stroke: u32,
        /// Who took the stroke back.
        by: Author,
    },
    /// Redo: the stroke is drawn again, in its old place of the order.
    Show {
        /// The stroke's id.
        stroke: u32,
        /// Who brought the stroke back.
        by: Author,
    },
    /// Replaces a stroke in its old place of the order.
    Amend {
        /// The stroke's id.
        stroke: u32,
        /// What the stroke becomes.
        with: Stroke,
    },
    /// Says what the person thinks of strokes.
    Judge(Box<Judgement>),
    /// Adds a brush to the end of the table, for the strokes that follow.
    Brush(Box<Brush>),
}

/// An operation and when it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Milliseconds since the entry before.
    pub dt_ms: u32,
    /// What happened.
    pub op: Op,
}
