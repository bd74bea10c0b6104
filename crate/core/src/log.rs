//! The log: the ordered operations that a painting is.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "lengths and limits are below 2³²: `MAX_ENTRIES`, `MAX_LOG_SAMPLES`"
)]

use crate::canvas::MAX_SIDE;
use crate::format::{self, MAX_INFLATED};
use crate::{Author, Brush, Error, Rgb8, Stroke};

/// Brushes of a painting.
pub const MAX_BRUSHES: usize = 250;
/// Operations in a log.
pub const MAX_ENTRIES: usize = 200_000;
/// Samples of all strokes of a log together, of amendments and judged proposals too: 64 MiB of memory.
pub const MAX_LOG_SAMPLES: usize = 4 << 20;
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

/// One operation.
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
    Judge(Judgement),
    /// Adds a brush to the end of the table, for the strokes that follow.
    Brush(Brush),
}

/// An operation and when it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Milliseconds since the entry before.
    pub dt_ms: u32,
    /// What happened.
    pub op: Op,
}

/// The ordered operations of a painting. Its revision is their number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    header: Header,
    entries: Vec<Entry>,
    /// The header's and those added since.
    brushes: Vec<Brush>,
    /// What the log takes as bytes before deflate, so that it never outgrows its own format.
    len_bytes: usize,
    samples: usize,
}

impl Log {
    /// An empty log.
    pub fn new(header: Header) -> Result<Self, Error> {
        header.validate()?;
        let len_bytes = format::header_len(&header);
        let brushes = header.brushes.clone();
        Ok(Self { header, entries: Vec::new(), brushes, len_bytes, samples: 0 })
    }

    /// What the painting begins with.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The brushes that strokes refer to by index: the header's, then those added since.
    #[must_use]
    pub fn brushes(&self) -> &[Brush] {
        &self.brushes
    }

    /// The operations in order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The length of the brush table, which a byte counts: see [`MAX_BRUSHES`].
    #[must_use]
    pub fn brush_count(&self) -> u8 {
        u8::try_from(self.brushes.len()).unwrap_or(u8::MAX)
    }

    /// Number of operations so far.
    #[must_use]
    pub fn revision(&self) -> u32 {
        self.entries.len() as u32
    }

    /// Appends an operation after checking it. The id of an added stroke is the returned index.
    pub fn push(&mut self, dt_ms: u32, op: Op) -> Result<u32, Error> {
        let entry = Entry { dt_ms, op };
        let len = format::entry_len(&entry);
        self.push_of_len(entry, len)
    }

    /// Makes room for so many entries more, so that they are not moved while they come.
    pub(crate) fn reserve(&mut self, entries: usize) {
        self.entries.reserve_exact(entries);
    }

    /// As [`Log::push`], of an entry that takes `len` bytes.
    pub(crate) fn push_of_len(&mut self, entry: Entry, len: usize) -> Result<u32, Error> {
        if self.entries.len() >= MAX_ENTRIES {
            return Err(Error::TooLarge {
                what: "the number of operations",
                limit: MAX_ENTRIES as u64,
            });
        }
        match &entry.op {
            Op::Add(stroke) => stroke.validate(self.brushes.len())?,
            Op::Hide { stroke, .. } | Op::Show { stroke, .. } => self.check_stroke(*stroke)?,
            Op::Amend { stroke, with } => {
                self.check_stroke(*stroke)?;
                with.validate(self.brushes.len())?;
            }
            Op::Judge(judgement) => {
                let count = judgement.strokes.len().max(judgement.proposals.len());
                if count > MAX_JUDGED {
                    let limit = MAX_JUDGED as u64;
                    return Err(Error::TooLarge { what: "the number of judged strokes", limit });
                }
                judgement.strokes.iter().try_for_each(|id| self.check_stroke(*id))?;
                let brushes = self.brushes.len();
                judgement.proposals.iter().try_for_each(|s| s.validate(brushes))?;
            }
            Op::Brush(brush) => {
                brush.validate()?;
                if self.brushes.len() >= MAX_BRUSHES {
                    let limit = MAX_BRUSHES as u64;
                    return Err(Error::TooLarge { what: "the number of brushes", limit });
                }
            }
        }
        let samples = self.samples + samples_of(&entry.op);
        if samples > MAX_LOG_SAMPLES {
            let limit = MAX_LOG_SAMPLES as u64;
            return Err(Error::TooLarge { what: "the number of samples", limit });
        }
        let len_bytes = self.len_bytes + len;
        if len_bytes > MAX_INFLATED {
            let limit = MAX_INFLATED as u64;
            return Err(Error::TooLarge { what: "the painting's length in bytes", limit });
        }
        (self.len_bytes, self.samples) = (len_bytes, samples);
        if let Op::Brush(brush) = &entry.op {
            self.brushes.push(*brush);
        }
        self.entries.push(entry);
        Ok(self.entries.len() as u32 - 1)
    }

    /// Takes the last operation back; for one that turned out not to be drawable.
    pub(crate) fn pop(&mut self) {
        if let Some(entry) = self.entries.pop() {
            self.len_bytes -= format::entry_len(&entry);
            self.samples -= samples_of(&entry.op);
            if let Op::Brush(_) = entry.op {
                self.brushes.pop();
            }
        }
    }

    /// The stroke with this id as it was added; amendments come later in the log.
    #[must_use]
    pub fn stroke(&self, id: u32) -> Option<&Stroke> {
        match self.entries.get(id as usize) {
            Some(Entry { op: Op::Add(stroke), .. }) => Some(stroke),
            _ => None,
        }
    }

    fn check_stroke(&self, id: u32) -> Result<(), Error> {
        if self.stroke(id).is_some() { Ok(()) } else { Err(Error::NoSuchStroke(id)) }
    }
}

/// Samples of the strokes that an operation brings.
fn samples_of(op: &Op) -> usize {
    match op {
        Op::Add(stroke) | Op::Amend { with: stroke, .. } => stroke.samples(),
        Op::Judge(judgement) => judgement.proposals.iter().map(Stroke::samples).sum(),
        Op::Hide { .. } | Op::Show { .. } | Op::Brush(_) => 0,
    }
}
