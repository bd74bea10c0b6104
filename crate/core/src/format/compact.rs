//! Version 2 of the format: see [`super`] for what it is.

use super::model::Modelled;
use super::{COMPACT, MAGIC, PREFIX, Reader, Writer, checksum};
use crate::codec::ENDS_EARLY;
use crate::{Author, Entry, Error, Header, Log, Op, Rgb8};

/// Things that a painting takes along at most.
pub const MAX_COMPANIONS: usize = 16;
/// Longest companion, in bytes.
pub const MAX_COMPANION: usize = 8 << 20;
/// To read a bit, in units of [`crate::work`].
const OF_BIT: u64 = 200;
/// Entries that are made room for before any of them is read.
const ROOM: usize = 4096;

/// What is read over.
const NOTHING: Op = Op::Hide { stroke: 0, by: Author::Person };

/// Something that a painting takes along beside its log: what it is and its bytes, of which the log's format
/// knows nothing. Who opens the painting leaves alone what they don't know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Companion {
    /// The companion's kind, in the vocabulary of who wrote it.
    pub kind: u8,
    /// At most [`MAX_COMPANION`].
    pub bytes: Vec<u8>,
}

/// Encodes a log with what it takes along as version 2: about a third of what version 1 takes. Of companions, more
/// than [`MAX_COMPANIONS`] or longer ones than [`MAX_COMPANION`] are left out.
///
/// ```
/// use limner_core::{Header, Log, Rgb8, format};
///
/// let log = Log::new(Header::new(64, 48, Rgb8::new(250, 246, 238), 1)).unwrap();
/// let bytes = format::encode_compact(&log, &[]);
/// assert!(bytes.len() < 24);
/// assert_eq!(format::decode(&bytes), Ok(log));
/// ```
#[must_use]
pub fn encode_compact(log: &Log, companions: &[Companion]) -> Vec<u8> {
    let mut body = Writer::new();
    let companions = companions.iter().filter(|c| c.bytes.len() <= MAX_COMPANION);
    let companions: Vec<_> = companions.take(MAX_COMPANIONS).collect();
    body.count(companions.len());
    for companion in companions {
        body.u8(companion.kind);
        body.bytes(&companion.bytes);
    }
    let mut body = body.into_bytes();
    let mut modelled = Modelled::writing();
    let mut written = modelled.header(&mut log.header().clone(), log.revision()).map(|_| ());
    for entry in log.entries() {
        let mut entry = entry.clone();
        let mut part = || modelled.entry(&mut entry, log.brushes().len());
        while written.is_ok() {
            match part() {
                Ok(true) => break,
                Ok(false) => {}
                Err(error) => written = Err(error),
            }
        }
    }
    debug_assert_eq!(written, Ok(()), "a log can be written");
    body.extend(modelled.coder.into_bytes());
    let mut bytes = Vec::with_capacity(PREFIX + body.len());
    bytes.extend_from_slice(&MAGIC);
    bytes.push(COMPACT);
    bytes.extend_from_slice(&checksum(&body).to_le_bytes());
    bytes.extend(body);
    bytes
}

/// A log on its way out of version 2.
#[derive(Debug)]
pub(super) struct Unfolding {
    modelled: Modelled,
    log: Option<Box<Log>>,
    /// The next entry, as far as it is read.
    begun: Option<Box<Entry>>,
    entries: u32,
}

impl Unfolding {
    /// The log of a body whose checksum fits, none of it read but its header; and what it takes along.
    pub(super) fn of(body: &[u8]) -> Result<(Self, Vec<Companion>), Error> {
        let mut reader = Reader::new(body);
        // Two bytes each: its kind and its length.
        let count = reader.count("the number of companions", MAX_COMPANIONS, 2)?;
        let mut companions = Vec::with_capacity(count);
        for _ in 0..count {
            let kind = reader.u8()?;
            let bytes = reader.bytes("a companion's length", MAX_COMPANION)?.to_vec();
            companions.push(Companion { kind, bytes });
        }
        let rest = body.len() - reader.remaining();
        let mut modelled = Modelled::reading(body[rest..].to_vec());
        let mut header =
            Header { width: 0, height: 0, paper: Rgb8::default(), seed: 0, brushes: Vec::new() };
        let entries = modelled.header(&mut header, 0)?;
        let mut log = Log::new(header)?;
        log.reserve((entries as usize).min(ROOM));
        Ok((Self { modelled, log: Some(Box::new(log)), begun: None, entries }, companions))
    }

    /// Reads on for about `budget` of work; returns the log once, when it is whole.
    pub(super) fn advance(&mut self, budget: &mut u64) -> Result<Option<Log>, Error> {
        let Some(log) = &mut self.log else { return Err(Error::Damaged(ENDS_EARLY)) };
        while *budget > 0 && log.revision() < self.entries {
            let nothing = || Box::new(Entry { dt_ms: 0, op: NOTHING });
            let mut entry = self.begun.take().unwrap_or_else(nothing);
            if self.modelled.entry(&mut entry, log.brushes().len())? {
                log.push(entry.dt_ms, entry.op)?;
            } else {
                self.begun = Some(entry);
            }
            *budget = budget.saturating_sub(self.modelled.coder.take_work() * OF_BIT);
        }
        if log.revision() < self.entries {
            return Ok(None);
        }
        self.modelled.coder.finish()?;
        Ok(self.log.take().map(|log| *log))
    }

    /// How far reading has come, in parts of a hundred.
    pub(super) fn percent(&self) -> u32 {
        let read = self.log.as_ref().map_or(self.entries, |log| log.revision());
        u32::try_from(u64::from(read) * 100 / u64::from(self.entries.max(1))).unwrap_or(100)
    }
}
