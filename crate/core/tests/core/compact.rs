//! Version 2 of the codec: what is written is read again, and nothing that strangers write does harm.

#![expect(clippy::cast_possible_truncation, reason = "numbers of a test are within their types")]

use limner_core::format::{
    COMPACT, Companion, Decoding, MAGIC, MAX_COMPANION, MAX_COMPANIONS, decode, encode,
    encode_compact,
};
use limner_core::log::{MAX_ENTRIES, MAX_JUDGED};
use limner_core::{Author, Error, Log, Op, hostile};
use proptest::collection::vec;
use proptest::prelude::*;

use limner_core::arbitrary;

use crate::golden;

/// The bytes of a painting of version 2 with this body, its checksum included.
fn sealed(body: &[u8]) -> Vec<u8> {
    let sum = xxhash_rust::xxh3::xxh3_64(body) as u32;
    [&MAGIC[..], &[COMPACT], &sum.to_le_bytes(), body].concat()
}

fn companions() -> impl Strategy<Value = Vec<Companion>> {
    let one = (any::<u8>(), vec(any::<u8>(), 0..60));
    vec(one.prop_map(|(kind, bytes)| Companion { kind, bytes }), 0..=MAX_COMPANIONS)
}

proptest! {
    #[test]
    fn a_log_survives_with_what_it_takes_along(log in arbitrary::log(), along in companions()) {
        let bytes = encode_compact(&log, &along);
        let mut decoding = Decoding::of(bytes).unwrap();
        prop_assert_eq!(decoding.companions(), &along[..]);
        let read = loop {
            // However small the parts are.
            if let Some(log) = decoding.advance(&mut { 1 }).unwrap() {
                break log;
            }
            prop_assert!(decoding.percent() <= 100);
        };
        prop_assert_eq!(read, log);
    }

    #[test]
    fn any_body_is_a_value_or_an_error(body in vec(any::<u8>(), 0..400)) {
        if let Ok(log) = decode(&sealed(&body)) {
            prop_assert_eq!(decode(&encode_compact(&log, &[])), Ok(log));
        }
        let _: Result<Log, _> = decode(&[&MAGIC[..], &[COMPACT], &body].concat());
    }

    #[test]
    fn a_changed_body_is_a_value_or_an_error(
        log in arbitrary::log(),
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut body = encode_compact(&log, &[])[9..].to_vec();
        for (index, value) in changes {
            let at = index.index(body.len());
            body[at] = value;
        }
        if let Ok(log) = decode(&sealed(&body)) {
            prop_assert_eq!(decode(&encode_compact(&log, &[])), Ok(log));
        }
    }

    #[test]
    fn a_changed_byte_is_noticed(log in arbitrary::log(), index: prop::sample::Index, bit in 0..8_u32) {
        let mut bytes = encode_compact(&log, &[]);
        let at = index.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert!(decode(&bytes).is_err());
    }

    #[test]
    fn a_beginning_is_an_error_and_bytes_that_go_on_are_not_passed_over(log in arbitrary::log(), more in 5_usize..9) {
        let bytes = encode_compact(&log, &[]);
        for end in 0..bytes.len() {
            prop_assert!(decode(&bytes[..end]).is_err(), "{} of {} bytes", end, bytes.len());
        }
        // What goes on may be another painting: up to four zeros at the end of a painting are left unsaid, and
        // other bytes in their places are other numbers. It is never the same one with bytes that nobody reads.
        let body = [&bytes[9..], &vec![7; more]].concat();
        prop_assert!(decode(&sealed(&body)) != Ok(log));
    }
}

/// What was written once is read for ever: the golden paintings as version 2, by a hash of its bytes.
#[test]
fn the_saved_paintings_have_these_bytes() {
    let mut all = Vec::new();
    for (name, log) in golden::all() {
        let bytes = encode_compact(&log, &[Companion { kind: 1, bytes: vec![3] }]);
        assert_eq!(decode(&bytes).as_ref(), Ok(&log), "{name}");
        let first = encode(&log).len();
        assert!(bytes.len() <= first + 8, "{name}: {} bytes, {first} as version 1", bytes.len());
        all.extend(bytes);
    }
    let hash = xxhash_rust::xxh3::xxh3_64(&all);
    assert_eq!(format!("{hash:016x}"), GOLDEN, "version 2 writes other bytes than it did");
}

/// Of the bytes that version 2 writes for the golden paintings. It changes with a new golden painting; once the
/// version is published, never for those that there are.
const GOLDEN: &str = "cf0c4ddda65beed0";

#[test]
fn an_empty_painting_has_these_bytes() {
    let log = Log::new(arbitrary::header(640, 480)).unwrap();
    let hex = |bytes: Vec<u8>| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
    assert_eq!(hex(encode_compact(&log, &[])), EMPTY);
}

/// Nothing taken along, 640 × 480, the paper, the seed, the usual brushes, no entries.
const EMPTY: &str = "4c494d4e02bc6a89140025021d5e25c9d26c0000ff";

#[test]
fn hostile_logs_survive_and_are_read_in_parts() {
    for (name, log) in hostile::all() {
        let bytes = encode_compact(&log, &[]);
        assert!(decode(&bytes) == Ok(log), "{name}");
    }
    let log = hostile::rejected(1);
    let mut decoding = Decoding::of(encode_compact(&log, &[])).unwrap();
    let mut parts = 0;
    while decoding.advance(&mut { 1 }).unwrap().is_none() {
        parts += 1;
    }
    assert!(parts > MAX_JUDGED, "{parts} parts");
}

/// A few bytes can't ask for much memory: what the models foresee takes bits all the same.
#[test]
fn few_bytes_are_few_entries() {
    let mut log = Log::new(arbitrary::header(64, 64)).unwrap();
    let stroke = arbitrary_stroke();
    log.push(0, Op::Add(stroke)).unwrap();
    for _ in 1..MAX_ENTRIES {
        log.push(0, Op::Hide { stroke: 0, by: Author::Person }).unwrap();
    }
    let bytes = encode_compact(&log, &[]);
    assert!(bytes.len() > MAX_ENTRIES / 64, "{} bytes", bytes.len());
    assert_eq!(decode(&bytes), Ok(log));
}

fn arbitrary_stroke() -> limner_core::Stroke {
    use limner_core::{Coverage, Path, Point, Rgb8, Stroke};
    Stroke {
        author: Author::Person,
        brush: 0,
        color: Rgb8::new(1, 2, 3),
        opacity: 9,
        coverage: Coverage::Wash,
        path: Path::Bezier { points: [Point::new(5, 7); 3], radii: [64, 99] },
    }
}

#[test]
fn companions_are_bounded() {
    let log = Log::new(arbitrary::header(8, 8)).unwrap();
    let body = encode_compact(&log, &[])[9..].to_vec();
    assert_eq!(body[0], 0);
    let with = |head: &[u8]| decode(&sealed(&[head, &body[1..]].concat()));
    assert_eq!(with(&[0]), Ok(log.clone()));
    assert_eq!(with(&[2, 9, 0, 200, 1, 5]), Ok(log.clone()), "what is not known is left alone");
    let count = [MAX_COMPANIONS as u8 + 1];
    let limit = MAX_COMPANIONS as u64;
    let many = Err(Error::TooLarge { what: "the number of companions", limit });
    assert_eq!(with(&count), many);
    assert!(with(&[1, 0, 0xff, 0xff, 0xff, 0x01]).is_err(), "longer than what there is");
    let long = Companion { kind: 1, bytes: vec![0; MAX_COMPANION + 1] };
    assert_eq!(encode_compact(&log, &[long]), encode_compact(&log, &[]));
}
