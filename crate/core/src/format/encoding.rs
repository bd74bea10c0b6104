//! A log written a part at a time: a long one would hold a page up.

use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, TDEFLStatus, compress, create_comp_flags_from_zip_params,
};
use xxhash_rust::xxh3::Xxh3;

use super::decoding::{OF_INFLATED, OF_READ};
use super::{LEVEL, MAGIC, PREFIX, VERSION, Writer};
use crate::Log;

/// The body is deflated by this much at a time.
const CHUNK: usize = 1 << 14;
/// What deflate's output grows by.
const ROOM: usize = 1 << 14;
/// To write a byte, and to deflate one, in units of [`crate::work`].
const OF_WRITTEN: u64 = OF_READ;
const OF_DEFLATED: u64 = 4 * OF_INFLATED;

/// A log on its way to bytes: what it held when this began, whatever is added to it meanwhile.
#[derive(Debug)]
pub struct Encoding {
    entries: usize,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// The body, and how many of the entries are in it.
    Writing(Writer, usize),
    Deflating(Box<Deflating>),
}

struct Deflating {
    body: Vec<u8>,
    /// How many bytes of the body are deflated.
    used: usize,
    sum: Xxh3,
    compressor: CompressorOxide,
    /// The file, and how many of its bytes are there.
    bytes: Vec<u8>,
    filled: usize,
}

impl std::fmt::Debug for Deflating {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Deflating({} of {} bytes)", self.used, self.body.len())
    }
}

impl Encoding {
    /// A log of which nothing is written yet.
    #[must_use]
    pub fn of(log: &Log) -> Self {
        let mut body = Writer::new();
        body.header(log.header());
        body.u32(log.revision());
        Self { entries: log.entries().len(), stage: Stage::Writing(body, 0) }
    }

    /// How many of the log's entries the bytes will hold.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.entries
    }

    /// Goes on for about `budget` of work, from which it takes what it does; `log` is the one that it began
    /// with, grown or not. Returns the bytes once, when all of them are there.
    pub fn advance(&mut self, log: &Log, budget: &mut u64) -> Option<Vec<u8>> {
        while *budget > 0 {
            match &mut self.stage {
                Stage::Writing(body, written) => {
                    while *budget > 0 && *written < self.entries {
                        let before = body.len();
                        body.entry(&log.entries()[*written]);
                        *written += 1;
                        let took = (body.len() - before) as u64 * OF_WRITTEN;
                        *budget = budget.saturating_sub(took);
                    }
                    if *written == self.entries {
                        let body = std::mem::take(body).into_bytes();
                        self.stage = Stage::Deflating(Box::new(Deflating::of(body)));
                    }
                }
                Stage::Deflating(deflating) => {
                    if deflating.advance(budget) {
                        return Some(std::mem::take(&mut deflating.bytes));
                    }
                }
            }
        }
        None
    }
}

impl Deflating {
    fn of(body: Vec<u8>) -> Self {
        let flags = create_comp_flags_from_zip_params(LEVEL.into(), 0, 0);
        let mut bytes = Vec::with_capacity(PREFIX + body.len() / 2);
        bytes.extend_from_slice(&MAGIC);
        bytes.push(VERSION);
        // For the checksum.
        bytes.extend_from_slice(&[0; 4]);
        let compressor = CompressorOxide::new(flags);
        Self { body, used: 0, sum: Xxh3::new(), compressor, bytes, filled: PREFIX }
    }

    /// Deflates a chunk; says whether it was the last.
    fn advance(&mut self, budget: &mut u64) -> bool {
        let end = (self.used + CHUNK).min(self.body.len());
        let flush = if end == self.body.len() { TDEFLFlush::Finish } else { TDEFLFlush::None };
        self.sum.update(&self.body[self.used..end]);
        *budget = budget.saturating_sub(((end - self.used) as u64).max(1) * OF_DEFLATED);
        loop {
            self.bytes.resize(self.filled + ROOM, 0);
            let input = &self.body[self.used..end];
            let output = &mut self.bytes[self.filled..];
            let (status, used, filled) = compress(&mut self.compressor, input, output, flush);
            (self.used, self.filled) = (self.used + used, self.filled + filled);
            if status == TDEFLStatus::Done {
                self.bytes.truncate(self.filled);
                let sum = self.sum.digest().to_le_bytes();
                self.bytes[PREFIX - 4..PREFIX].copy_from_slice(&sum[..4]);
                return true;
            }
            debug_assert_eq!(status, TDEFLStatus::Okay, "the buffers are sound");
            // With more to come all is taken; with the last chunk there may be more room wanted.
            if flush == TDEFLFlush::None && self.used == end {
                return false;
            }
        }
    }
}
