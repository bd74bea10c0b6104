//! Journals: whatever happens to one, what was written before that is the painting.

#![expect(clippy::cast_possible_truncation, reason = "numbers of a test are within their types")]

use limner_core::format::journal::{MAGIC, journal, record};
use limner_core::format::{Decoding, encode, encode_compact};
use limner_core::{Error, Log, Op, arbitrary};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

/// The first `count` entries of a log.
fn beginning(log: &Log, count: usize) -> Log {
    let mut part = Log::new(log.header().clone()).unwrap();
    for entry in &log.entries()[..count] {
        part.push(entry.dt_ms, entry.op.clone()).unwrap();
    }
    part
}

/// What is read of a journal, in parts of so much work, and whether its end was torn.
fn read(bytes: &[u8], budget: u64) -> Result<(Log, bool), Error> {
    let mut decoding = Decoding::of(bytes.to_vec())?;
    loop {
        if let Some(log) = decoding.advance(&mut { budget })? {
            return Ok((log, decoding.is_torn()));
        }
    }
}

/// A log as it may have been kept.
#[derive(Clone, Debug)]
struct Kept {
    log: Log,
    checkpoint: Vec<u8>,
    /// Each record, and how many entries there are with it.
    records: Vec<(Vec<u8>, usize)>,
    first: usize,
}

impl Kept {
    fn bytes(&self) -> Vec<u8> {
        let records: Vec<&[u8]> = self.records.iter().map(|(bytes, _)| &bytes[..]).collect();
        journal(&self.checkpoint, &records.concat())
    }

    /// Entries that are read where the journal is whole as far as the first `len` bytes of its records, and
    /// whether that is amid one.
    fn entries_within(&self, len: usize) -> (usize, bool) {
        let (mut end, mut entries) = (0, self.first);
        for (bytes, with) in &self.records {
            if end + bytes.len() > len {
                return (entries, end < len);
            }
            (end, entries) = (end + bytes.len(), *with);
        }
        (entries, false)
    }

    /// The bytes of all records.
    fn len(&self) -> usize {
        self.records.iter().map(|(bytes, _)| bytes.len()).sum()
    }
}

/// The log split anywhere, with one writer after another.
fn kept() -> impl Strategy<Value = Kept> {
    let cuts = vec((any::<Index>(), 0..3_u32), 1..6);
    (arbitrary::log(), cuts, any::<bool>()).prop_map(|(log, cuts, compact)| {
        let mut cuts: Vec<(usize, u32)> =
            cuts.iter().map(|(at, more)| (at.index(log.entries().len() + 1), *more)).collect();
        cuts.sort_unstable();
        let (first, mut epoch) = cuts[0];
        let part = beginning(&log, first);
        let checkpoint = if compact { encode_compact(&part, &[]) } else { encode(&part) };
        let ends: Vec<(usize, u32)> =
            cuts[1..].iter().copied().chain([(log.entries().len(), 0)]).collect();
        let mut from = first;
        let mut records = Vec::new();
        for (end, more) in ends {
            epoch += more;
            records.push((record(epoch, from as u32, &log.entries()[from..end]), end));
            from = end;
        }
        Kept { log, checkpoint, records, first }
    })
}

proptest! {
    #[test]
    fn what_is_kept_is_read_however_small_the_parts_are(kept in kept()) {
        for budget in [1, 1000, u64::MAX] {
            prop_assert_eq!(read(&kept.bytes(), budget), Ok((kept.log.clone(), false)));
        }
    }

    #[test]
    fn cut_anywhere_it_is_the_painting_as_far_as_its_last_whole_record(
        kept in kept(),
        at in any::<Index>(),
    ) {
        let bytes = kept.bytes();
        let cut = at.index(bytes.len());
        let records_at = bytes.len() - kept.len();
        match cut.checked_sub(records_at) {
            // Without its checkpoint it is nothing.
            None => prop_assert!(read(&bytes[..cut], u64::MAX).is_err()),
            Some(len) => {
                let (entries, amid) = kept.entries_within(len);
                let found = read(&bytes[..cut], u64::MAX).unwrap();
                prop_assert_eq!(found, (beginning(&kept.log, entries), amid));
            }
        }
    }

    #[test]
    fn damaged_anywhere_it_is_the_painting_as_far_as_there(
        kept in kept(),
        at in any::<Index>(),
        change in 1..=255_u8,
        more in vec(any::<u8>(), 0..40),
    ) {
        let mut bytes = kept.bytes();
        let records_at = bytes.len() - kept.len();
        let at = at.index(bytes.len());
        bytes[at] ^= change;
        bytes.extend(more);
        match at.checked_sub(records_at) {
            // A damaged checkpoint is told by itself; a version may have bytes that make no difference.
            None => drop(read(&bytes, u64::MAX)),
            Some(len) => {
                let (entries, _) = kept.entries_within(len);
                let found = read(&bytes, u64::MAX).unwrap();
                prop_assert_eq!(found, (beginning(&kept.log, entries), true));
            }
        }
    }

    #[test]
    fn a_record_that_is_missing_or_comes_twice_ends_it(kept in kept(), at in any::<Index>(), twice: bool) {
        let mut records = kept.records.clone();
        let at = at.index(records.len());
        let before = if at == 0 { kept.first } else { records[at - 1].1 };
        // One that holds nothing makes no difference.
        prop_assume!(records[at].1 > before);
        if twice {
            records.insert(at, records[at].clone());
        } else {
            records.remove(at);
        }
        let entries = if twice { kept.records[at].1 } else { before };
        let torn = twice || records.len() > at;
        let changed = Kept { records, ..kept.clone() };
        let (log, is_torn) = read(&changed.bytes(), u64::MAX).unwrap();
        prop_assert_eq!((log, is_torn), (beginning(&kept.log, entries), torn));
    }

    #[test]
    fn any_bytes_are_a_value_or_an_error(head in vec(any::<u8>(), 0..20), rest in vec(any::<u8>(), 0..200)) {
        drop(read(&[&MAGIC[..], &[1], &head, &rest].concat(), u64::MAX));
        let log = Log::new(arbitrary::header(9, 9)).unwrap();
        let (found, torn) = read(&journal(&encode(&log), &rest), u64::MAX).unwrap();
        prop_assert_eq!((found, torn), (log, !rest.is_empty()));
    }
}

/// A whole record that says something else than is known is not taken for one that was torn, wherever that stands in it:
/// whoever went on from before it would write over it.
#[test]
fn what_a_later_version_wrote_is_refused_and_not_cut_off() {
    let log = Log::new(arbitrary::header(9, 9)).unwrap();
    let brush = Op::Brush(Box::new(log.header().brushes[0]));
    let mut longer = log.clone();
    longer.push(3, brush).unwrap();
    let known = record(1, 0, longer.entries());
    let unknown = [250_u8, 1, 2, 3];
    let alone = [&[1][..], &unknown].concat();
    let behind_one = [&[2][..], &known[17..], &unknown].concat();
    for (entries, sequence, before) in
        [(&alone, 0_u32, &[][..]), (&alone, 1, &known[..]), (&behind_one, 0, &[])]
    {
        let sealed = [&1_u32.to_le_bytes()[..], &sequence.to_le_bytes(), entries].concat();
        let sum = (xxhash_rust::xxh3::xxh3_64(&sealed) as u32).to_le_bytes();
        let newer = [&(entries.len() as u32).to_le_bytes()[..], &sum, &sealed].concat();
        let bytes = journal(&encode(&log), &[before, &newer].concat());
        for budget in [1, u64::MAX] {
            let refused = read(&bytes, budget);
            assert_eq!(refused, Err(Error::FutureVersion { found: 2, newest: 1 }), "{entries:?}");
        }
        // Cut short it is torn, as any.
        let (_, torn) = read(&bytes[..bytes.len() - 1], u64::MAX).unwrap();
        assert!(torn);
    }
}

/// Of two who write at a time the later one stays, whatever the earlier adds.
#[test]
fn an_earlier_writer_adds_nothing_to_a_later_one() {
    let mut log = Log::new(arbitrary::header(9, 9)).unwrap();
    let checkpoint = encode(&log);
    let brush = Op::Brush(Box::new(log.header().brushes[0]));
    log.push(3, brush.clone()).unwrap();
    log.push(5, brush.clone()).unwrap();
    let [first, second] = [0, 1].map(|at| &log.entries()[at..=at]);
    let later = [record(6, 0, first), record(6, 1, second)].concat();
    let stale = [record(6, 0, first), record(5, 1, second)].concat();
    assert_eq!(read(&journal(&checkpoint, &later), u64::MAX), Ok((log.clone(), false)));
    let one = beginning(&log, 1);
    assert_eq!(read(&journal(&checkpoint, &stale), u64::MAX), Ok((one, true)));
}

#[test]
fn what_it_begins_with_is_looked_at() {
    let log = Log::new(arbitrary::header(9, 9)).unwrap();
    let mut bytes = journal(&encode(&log), &[]);
    assert_eq!(read(&bytes, u64::MAX), Ok((log, false)));
    bytes[4] = 2;
    assert_eq!(read(&bytes, u64::MAX), Err(Error::FutureVersion { found: 2, newest: 1 }));
    assert!(matches!(read(&MAGIC, u64::MAX), Err(Error::Damaged(_))));
    // A journal in a journal is none.
    let nested = journal(&journal(b"", b""), &[]);
    assert_eq!(read(&nested, u64::MAX), Err(Error::NotALog));
}
