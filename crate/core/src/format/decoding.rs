//! A painting's bytes read a part at a time: 32 MiB of body would hold a page up.

#![expect(clippy::cast_possible_truncation, reason = "a part of a hundred")]

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

use super::compact::Unfolding;
use super::journal::{self, Records};
use super::{
    COMPACT, Companion, MAGIC, MAX_BYTES, MAX_INFLATED, PREFIX, Reader, VERSION, checksum,
};
use crate::codec::{Begun, ENDS_EARLY, MIN_ENTRY};
use crate::entry::MAX_ENTRIES;
use crate::{Error, Log};

/// A byte that is inflated, and one that is read, in units of [`crate::work`].
pub(super) const OF_INFLATED: u64 = 60;
pub(super) const OF_READ: u64 = 400;
const CHECKSUM: &str = "its checksum does not fit";
/// The body grows by this much at a time.
const CHUNK: usize = 1 << 16;

/// Bytes on their way to a log.
#[derive(Debug)]
pub struct Decoding {
    bytes: Vec<u8>,
    sum: u32,
    stage: Stage,
    pub(super) companions: Vec<Companion>,
    /// Of a journal, what its checkpoint is once it is read, and what came since.
    checkpoint: Option<Log>,
    records: Records,
}

#[derive(Debug)]
enum Stage {
    Inflating(Box<Inflating>),
    /// The entries of version 2, one after the other.
    Unfolding(Box<Unfolding>),
    /// The body, how many of its bytes are read, the log so far, and how many entries it is to have; and the
    /// next of them with where it begins, as far as it is read.
    Reading {
        body: Vec<u8>,
        read: usize,
        log: Option<Box<Log>>,
        entries: usize,
        begun: Option<Box<(Begun, usize)>>,
    },
}

struct Inflating {
    decompressor: DecompressorOxide,
    /// How many of the bytes are used.
    used: usize,
    body: Vec<u8>,
    /// How many bytes of the body are there.
    filled: usize,
}

impl std::fmt::Debug for Inflating {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Inflating({} bytes from {})", self.filled, self.used)
    }
}

impl Decoding {
    /// Bytes of which nothing is read but what they begin with: a painting's, or a journal's. Fails where they
    /// are neither.
    pub fn of(bytes: Vec<u8>) -> Result<Self, Error> {
        match journal::parts(&bytes)? {
            Some([checkpoint, records]) => {
                let records = Records::of(records.to_vec());
                Ok(Self { records, ..Self::of_painting(checkpoint.to_vec())? })
            }
            None => Self::of_painting(bytes),
        }
    }

    fn of_painting(bytes: Vec<u8>) -> Result<Self, Error> {
        let rest = bytes.strip_prefix(&MAGIC).ok_or(Error::NotALog)?;
        let (&version, rest) = rest.split_first().ok_or(Error::Damaged(ENDS_EARLY))?;
        match version {
            0 => return Err(Error::NotALog),
            VERSION | COMPACT => {}
            found => return Err(Error::FutureVersion { found, newest: COMPACT }),
        }
        if bytes.len() > MAX_BYTES {
            return Err(Error::TooLarge {
                what: "the painting's size in bytes",
                limit: MAX_BYTES as u64,
            });
        }
        let (sum, body) = rest.split_first_chunk::<4>().ok_or(Error::Damaged(ENDS_EARLY))?;
        let sum = u32::from_le_bytes(*sum);
        if version == COMPACT {
            if checksum(body) != sum {
                return Err(Error::Damaged(CHECKSUM));
            }
            let (unfolding, companions) = Unfolding::of(body)?;
            let stage = Stage::Unfolding(Box::new(unfolding));
            return Ok(Self::at(stage, bytes, sum, companions));
        }
        let inflating = Inflating {
            decompressor: DecompressorOxide::new(),
            used: PREFIX,
            body: Vec::new(),
            filled: 0,
        };
        let stage = Stage::Inflating(Box::new(inflating));
        Ok(Self::at(stage, bytes, sum, Vec::new()))
    }

    fn at(stage: Stage, bytes: Vec<u8>, sum: u32, companions: Vec<Companion>) -> Self {
        Self { bytes, sum, stage, companions, checkpoint: None, records: Records::default() }
    }

    /// Reads on for about `budget` of work, from which it takes what it does. Returns the log once, when
    /// it is whole.
    pub fn advance(&mut self, budget: &mut u64) -> Result<Option<Log>, Error> {
        if self.checkpoint.is_none() {
            self.checkpoint = self.read(budget)?;
        }
        let ended = match self.checkpoint.as_mut() {
            Some(log) => self.records.advance(log, budget)?,
            None => false,
        };
        Ok(if ended { self.checkpoint.take() } else { None })
    }

    /// Whether what ends a journal could not be read: a record that was not written completely, as a rule.
    #[must_use]
    pub fn is_torn(&self) -> bool {
        self.records.is_torn()
    }

    fn read(&mut self, budget: &mut u64) -> Result<Option<Log>, Error> {
        while *budget > 0 {
            match &mut self.stage {
                Stage::Inflating(inflating) => {
                    if inflating.advance(&self.bytes, budget)? {
                        let mut body = std::mem::take(&mut inflating.body);
                        body.truncate(inflating.filled);
                        self.bytes = Vec::new();
                        self.stage = begin(body, self.sum)?;
                    }
                }
                Stage::Unfolding(unfolding) => {
                    let log = unfolding.advance(budget)?;
                    if log.is_some() {
                        return Ok(log);
                    }
                }
                Stage::Reading { body, read, log: whole, entries, begun } => {
                    let Some(log) = whole else { return Ok(None) };
                    let mut reader = Reader::new(&body[*read..]);
                    while *budget > 0 && (log.revision() as usize) < *entries {
                        let (before, brushes) = (reader.remaining(), log.brushes().len());
                        let (mut entry, start) = match begun.take() {
                            Some(begun) => *begun,
                            None => (reader.begin_entry(brushes)?, before),
                        };
                        if reader.advance_with(&mut entry, brushes)? {
                            // What is read is written in as many bytes: there is one way to write it.
                            log.push_of_len(entry.entry, start - reader.remaining())?;
                        } else {
                            *begun = Some(Box::new((entry, start)));
                        }
                        let took = (before - reader.remaining()) as u64 * OF_READ;
                        *budget = budget.saturating_sub(took);
                    }
                    *read = body.len() - reader.remaining();
                    if log.revision() as usize == *entries {
                        reader.finish()?;
                        return Ok(whole.take().map(|log| *log));
                    }
                }
            }
        }
        Ok(None)
    }

    /// What the painting takes along.
    #[must_use]
    pub fn companions(&self) -> &[Companion] {
        &self.companions
    }

    /// The bytes, until all of them are inflated.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How far decoding has come, in parts of a hundred.
    #[must_use]
    pub fn percent(&self) -> u32 {
        let part = |done: usize, whole: usize| (done * 50 / whole.max(1)) as u32;
        match &self.stage {
            Stage::Inflating(inflating) => part(inflating.used, self.bytes.len()),
            Stage::Unfolding(unfolding) => unfolding.percent(),
            Stage::Reading { body, read, .. } => 50 + part(*read, body.len()),
        }
    }
}

impl Inflating {
    /// Says whether the body is whole.
    fn advance(&mut self, bytes: &[u8], budget: &mut u64) -> Result<bool, Error> {
        let room = (self.filled + CHUNK).min(MAX_INFLATED);
        self.body.resize(room.max(self.filled), 0);
        let flags = TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
        let deflated = &bytes[self.used..];
        let (status, used, filled) =
            decompress(&mut self.decompressor, deflated, &mut self.body, self.filled, flags);
        (self.used, self.filled) = (self.used + used, self.filled + filled);
        *budget = budget.saturating_sub((filled as u64).max(1) * OF_INFLATED);
        match status {
            TINFLStatus::Done => Ok(true),
            TINFLStatus::HasMoreOutput if self.filled < MAX_INFLATED => Ok(false),
            TINFLStatus::HasMoreOutput => {
                Err(Error::TooLarge { what: "the inflated painting", limit: MAX_INFLATED as u64 })
            }
            TINFLStatus::FailedCannotMakeProgress | TINFLStatus::NeedsMoreInput => {
                Err(Error::Damaged(ENDS_EARLY))
            }
            _ => Err(Error::Damaged("it does not inflate")),
        }
    }
}

/// Reads what stands before the entries of a body that is whole.
fn begin(body: Vec<u8>, sum: u32) -> Result<Stage, Error> {
    if checksum(&body) != sum {
        return Err(Error::Damaged(CHECKSUM));
    }
    let mut reader = Reader::new(&body);
    let mut log = Box::new(Log::new(reader.header()?)?);
    let entries = reader.count("the number of operations", MAX_ENTRIES, MIN_ENTRY)?;
    log.reserve(entries);
    let log = Some(log);
    let read = body.len() - reader.remaining();
    Ok(Stage::Reading { body, read, log, entries, begun: None })
}
