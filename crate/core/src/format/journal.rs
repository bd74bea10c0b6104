//! A painting as it is kept while it is being made: a checkpoint, and a record for whatever came since.
//!
//! | bytes | what |
//! |---|---|
//! | 4 | `LIMJ` |
//! | 1 | version: 1 |
//! | 4 | little-endian length of the checkpoint |
//! | … | the checkpoint: a painting of any version, see [`super`] |
//! | … | records, to the end |
//!
//! A **record** is written at once and never changed:
//!
//! | bytes | what |
//! |---|---|
//! | 4 | little-endian length of the list |
//! | 4 | little-endian low half of XXH3-64 over all that follows |
//! | 4 | little-endian epoch: who goes on with a painting counts one more than whoever had it before |
//! | 4 | little-endian sequence number: how many entries the log has before these |
//! | … | list of entries, as in a painting's body |
//!
//! Where the first record is found that is cut short, damaged, of an earlier epoch than the one before it or out of
//! sequence, the journal ends: what was read until then is the painting. So two who write at a time leave what
//! one of them wrote, never a mixture; and a record that was being written as its writer died is not there.
//!
//! A record that is whole and follows what was read, and that can't be read all the same, is a later version's. Then the
//! journal is not opened: who went on from before it would write over what is there.

#![expect(clippy::cast_possible_truncation, reason = "a record is shorter than `MAX_BYTES`")]

use super::decoding::OF_READ;
use super::{MAX_BYTES, Reader, checksum, encode_entries};
use crate::codec::{Begun, ENDS_EARLY, MIN_ENTRY};
use crate::entry::MAX_ENTRIES;
use crate::{Entry, Error, Log};

/// What a journal's bytes begin with.
pub const MAGIC: [u8; 4] = *b"LIMJ";
/// The version that is written, and the newest that is read.
pub const VERSION: u8 = 1;
/// Magic, version, and the checkpoint's length.
const PREFIX: usize = 9;
/// What a record has before its list.
const HEAD: usize = 16;
/// To sum up a byte, in units of [`crate::work`]: a tenth of what inflating one takes.
const OF_SUMMED: u64 = 6;

/// A record of entries that came after the first `sequence` of a log, written by whoever has this epoch.
#[must_use]
pub fn record(epoch: u32, sequence: u32, entries: &[Entry]) -> Vec<u8> {
    let list = encode_entries(entries);
    let sealed = [&epoch.to_le_bytes()[..], &sequence.to_le_bytes(), &list].concat();
    let length = (list.len() as u32).to_le_bytes();
    [&length[..], &checksum(&sealed).to_le_bytes(), &sealed].concat()
}

/// The journal of a checkpoint and of the records after it.
#[must_use]
pub fn journal(checkpoint: &[u8], records: &[u8]) -> Vec<u8> {
    let length = (checkpoint.len() as u32).to_le_bytes();
    [&MAGIC[..], &[VERSION], &length, checkpoint, records].concat()
}

/// The checkpoint and the records of a journal; `None` where the bytes are none.
pub(super) fn parts(bytes: &[u8]) -> Result<Option<[&[u8]; 2]>, Error> {
    let Some(rest) = bytes.strip_prefix(&MAGIC) else { return Ok(None) };
    match rest.first() {
        Some(&VERSION) => {}
        Some(&found) => return Err(Error::FutureVersion { found, newest: VERSION }),
        None => return Err(Error::Damaged(ENDS_EARLY)),
    }
    // A log's entries are bounded, and so is whatever can be read of them.
    let limit = 2 * MAX_BYTES;
    if bytes.len() > limit {
        return Err(Error::TooLarge { what: "the journal's size in bytes", limit: limit as u64 });
    }
    let (length, _) = rest[1..].split_first_chunk().ok_or(Error::Damaged(ENDS_EARLY))?;
    let length = u32::from_le_bytes(*length) as usize;
    let parts = bytes[PREFIX..].split_at_checked(length);
    let parts = parts.map(|(checkpoint, records)| [checkpoint, records]);
    parts.map(Some).ok_or(Error::Damaged(ENDS_EARLY))
}

/// Records on their way to the log that their checkpoint is.
#[derive(Debug, Default)]
pub(super) struct Records {
    bytes: Vec<u8>,
    at: usize,
    epoch: u32,
    open: Option<Open>,
    /// Whether something follows that can't be read.
    is_torn: bool,
}

/// A record that is being read.
#[derive(Debug)]
struct Open {
    /// Where it ends.
    end: usize,
    /// How many entries are left in it; `None` before that is read.
    entries: Option<usize>,
    /// The next entry as far as it is read, and how long it was until there.
    begun: Option<(Begun, usize)>,
}

impl Records {
    pub(super) fn of(bytes: Vec<u8>) -> Self {
        Self { bytes, ..Self::default() }
    }

    pub(super) fn is_torn(&self) -> bool {
        self.is_torn
    }

    /// Appends to the log for about `budget` of work, from which it takes what it does; says whether the journal
    /// has ended. Refuses what a later version wrote.
    pub(super) fn advance(&mut self, log: &mut Log, budget: &mut u64) -> Result<bool, Error> {
        while *budget > 0 {
            if self.at == self.bytes.len() && self.open.is_none() {
                return Ok(true);
            }
            let Some(open) = self.open.take().or_else(|| self.begin(log, budget)) else {
                self.is_torn = true;
                self.at = self.bytes.len();
                return Ok(true);
            };
            let newer = |_| Error::FutureVersion { found: VERSION + 1, newest: VERSION };
            self.open = self.read(open, log, budget).map_err(newer)?;
        }
        Ok(false)
    }

    /// The next record, where it is whole and follows what was read.
    fn begin(&mut self, log: &Log, budget: &mut u64) -> Option<Open> {
        let rest = &self.bytes[self.at..];
        let (head, list) = rest.split_at_checked(HEAD)?;
        let &[length, sum, epoch, sequence] = head.as_chunks::<4>().0 else { return None };
        let length = u32::from_le_bytes(length) as usize;
        list.get(..length)?;
        let took = HEAD as u64 * OF_READ + length as u64 * OF_SUMMED;
        *budget = budget.saturating_sub(took);
        let epoch = u32::from_le_bytes(epoch);
        let follows = epoch >= self.epoch && u32::from_le_bytes(sequence) == log.revision();
        if !follows || checksum(&rest[8..HEAD + length]) != u32::from_le_bytes(sum) {
            return None;
        }
        let end = self.at + HEAD + length;
        (self.epoch, self.at) = (epoch, self.at + HEAD);
        Some(Open { end, entries: None, begun: None })
    }

    /// Reads on in a record; returns what is left of it, if anything is.
    fn read(
        &mut self,
        mut open: Open,
        log: &mut Log,
        budget: &mut u64,
    ) -> Result<Option<Open>, Error> {
        let mut reader = Reader::new(&self.bytes[self.at..open.end]);
        let whole = reader.remaining();
        let mut left = match open.entries {
            Some(left) => left,
            None => reader.count("the number of operations", MAX_ENTRIES, MIN_ENTRY)?,
        };
        while left > 0 && *budget > 0 {
            let (before, brushes) = (reader.remaining(), log.brushes().len());
            let (mut begun, len) = match open.begun.take() {
                Some(begun) => begun,
                None => (reader.begin_entry(brushes)?, 0),
            };
            let is_whole = reader.advance_with(&mut begun, brushes)?;
            let read = before - reader.remaining();
            *budget = budget.saturating_sub(read as u64 * OF_READ);
            if is_whole {
                log.push_of_len(begun.entry, len + read)?;
                left -= 1;
            } else {
                open.begun = Some((begun, len + read));
            }
        }
        self.at += whole - reader.remaining();
        if left > 0 {
            open.entries = Some(left);
            return Ok(Some(open));
        }
        reader.finish()?;
        Ok(None)
    }
}
