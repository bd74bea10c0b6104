//! The log: the ordered operations that a painting is.

#![expect(
    clippy::cast_possible_truncation,
    reason = "lengths and limits are below 2³²: `MAX_ENTRIES`, `MAX_LOG_SAMPLES`"
)]

use crate::codec::{self, MAX_INFLATED};
pub use crate::entry::{MAX_BRUSHES, MAX_ENTRIES, MAX_JUDGED};
use crate::{Brush, Entry, Error, Header, Op, Stroke};

/// Samples of all strokes of a log together, of amendments and judged proposals too: 64 MiB of memory.
pub const MAX_LOG_SAMPLES: usize = 4 << 20;

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
        let len_bytes = codec::header_len(&header);
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
        let len = codec::entry_len(&entry);
        self.push_of_len(entry, len)
    }

    /// Makes room for so many entries more, so that they are not moved while they come.
    pub(crate) fn reserve(&mut self, entries: usize) {
        self.entries.reserve_exact(entries);
    }

    /// As [`Log::push`], of an entry that takes `len` bytes.
    #[inline(never)]
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
            self.brushes.push(**brush);
        }
        self.entries.push(entry);
        Ok(self.entries.len() as u32 - 1)
    }

    /// Takes the last operation back; for one that turned out not to be drawable.
    pub(crate) fn pop(&mut self) {
        if let Some(entry) = self.entries.pop() {
            self.len_bytes -= codec::entry_len(&entry);
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
