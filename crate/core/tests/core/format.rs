//! The codec: what is written is read again, and nothing that strangers write does harm.

#![expect(clippy::cast_possible_truncation, reason = "numbers of a test are within their types")]

use limner_core::format::{
    Decoding, MAGIC, MAX_INFLATED, Reader, VERSION, Writer, decode, decode_entries, encode,
    encode_entries,
};
use limner_core::log::MAX_JUDGED;
use limner_core::{Author, Coverage, Error, Log, Op, Path, Point, Rgb8, Stroke, hostile};
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec;
use proptest::collection::vec;
use proptest::prelude::*;

use limner_core::arbitrary::{self, Range};

/// The bytes of a painting with this body, its checksum included.
fn wrapped(body: &[u8]) -> Vec<u8> {
    let sum = xxhash_rust::xxh3::xxh3_64(body) as u32;
    [&MAGIC[..], &[VERSION], &sum.to_le_bytes(), &compress_to_vec(body, 1)].concat()
}

/// The body of a painting's bytes.
fn body_of(bytes: &[u8]) -> Vec<u8> {
    decompress_to_vec(&bytes[9..]).expect("encode deflates")
}

/// Decodes, and where that succeeds the bytes must be the only ones for their log.
fn check_body(body: &[u8]) {
    if let Ok(log) = decode(&wrapped(body)) {
        assert_eq!(body_of(&encode(&log)), body);
    }
}

proptest! {
    #[test]
    fn a_log_survives(log in arbitrary::log()) {
        prop_assert_eq!(decode(&encode(&log)), Ok(log));
    }

    #[test]
    fn entries_survive(log in arbitrary::log()) {
        let bytes = encode_entries(log.entries());
        let brushes = log.header().brushes.len();
        prop_assert_eq!(decode_entries(&bytes, brushes), Ok(log.entries().to_vec()));
        for end in 0..bytes.len().min(400) {
            prop_assert!(decode_entries(&bytes[..end], brushes).is_err());
        }
    }

    #[test]
    fn numbers_survive(a: u32, b: i32, c: u64, d: u8, e in vec(any::<u8>(), 0..50)) {
        let mut writer = Writer::new();
        writer.u32(a);
        writer.i32(b);
        writer.u64(c);
        writer.u8(d);
        writer.bytes(&e);
        let bytes = writer.into_bytes();
        let mut reader = Reader::new(&bytes);
        prop_assert_eq!(reader.u32(), Ok(a));
        prop_assert_eq!(reader.i32(), Ok(b));
        prop_assert_eq!(reader.u64(), Ok(c));
        prop_assert_eq!(reader.u8(), Ok(d));
        prop_assert_eq!(reader.bytes("bytes", 50), Ok(&e[..]));
        prop_assert_eq!(reader.finish(), Ok(()));
    }

    #[test]
    fn any_bytes_are_a_value_or_an_error(bytes in vec(any::<u8>(), 0..300)) {
        let _ = decode(&bytes);
        let _ = decode_entries(&bytes, 3);
        let _ = decode(&[&MAGIC[..], &[VERSION], &bytes].concat());
        check_body(&bytes);
    }

    #[test]
    fn any_entries_after_a_header_are_a_value_or_an_error(
        // Small bytes are kinds, counts and ids more often than random ones are.
        tail in vec(prop_oneof![3 => 0_u8..16, 1 => any::<u8>()], 0..200),
    ) {
        let mut body = Writer::new();
        body.header(&arbitrary::header(64, 64));
        let body = [body.into_bytes(), tail].concat();
        check_body(&body);
    }

    #[test]
    fn a_changed_body_is_a_value_or_an_error(
        log in arbitrary::log(),
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut body = body_of(&encode(&log));
        for (index, value) in changes {
            let at = index.index(body.len());
            body[at] = value;
        }
        check_body(&body);
    }

    #[test]
    fn a_changed_byte_is_noticed(
        log in arbitrary::log(), index: prop::sample::Index, bit in 0..8_u32,
    ) {
        let mut bytes = encode(&log);
        let at = index.index(bytes.len());
        bytes[at] ^= 1 << bit;
        // The last byte of raw deflate has unused bits, so some changes change nothing.
        let decoded = decode(&bytes);
        prop_assert!(decoded.is_err() || decoded == Ok(log));
    }

    #[test]
    fn a_beginning_is_an_error(log in arbitrary::log()) {
        let bytes = encode(&log);
        for end in 0..bytes.len() {
            prop_assert!(decode(&bytes[..end]).is_err(), "{end} of {} bytes", bytes.len());
        }
    }

    #[test]
    fn a_body_that_is_cut_or_goes_on_is_an_error(log in arbitrary::log(), more in 1_usize..4) {
        let body = body_of(&encode(&log));
        for end in (0..body.len()).rev().take(200) {
            prop_assert!(decode(&wrapped(&body[..end])).is_err());
        }
        prop_assert!(decode(&wrapped(&[body, vec![0; more]].concat())).is_err());
    }
}

#[test]
fn a_partners_stroke_takes_few_bytes() {
    let at = |x, y| Point::new(x, y);
    let stroke = Stroke {
        author: Author::Partner,
        brush: 1,
        color: Rgb8::new(200, 120, 40),
        opacity: 27_000,
        coverage: Coverage::Wash,
        path: Path::Bezier {
            points: [at(26_000, 18_000), at(27_500, 20_100), at(31_000, 19_000)],
            radii: [900, 500],
        },
    };
    let mut log = Log::new(arbitrary::header(640, 480)).unwrap();
    log.push(16, Op::Add(stroke)).unwrap();
    let bytes = encode_entries(log.entries()).len() - 1;
    assert!(bytes <= 26, "{bytes} bytes");
}

#[test]
fn every_way_to_be_no_painting_has_its_error() {
    let good = encode(&Log::new(arbitrary::header(8, 8)).unwrap());
    let with = |at: usize, value: u8| {
        let mut bytes = good.clone();
        bytes[at] = value;
        decode(&bytes)
    };
    assert_eq!(decode(b""), Err(Error::NotALog));
    assert_eq!(decode(b"LIM"), Err(Error::NotALog));
    assert_eq!(with(0, b'X'), Err(Error::NotALog));
    assert_eq!(with(4, 0), Err(Error::NotALog));
    assert_eq!(with(4, 3), Err(Error::FutureVersion { found: 3, newest: 2 }));
    assert_eq!(with(5, !good[5]), Err(Error::Damaged("its checksum does not fit")));
    assert_eq!(decode(&good[..4]), Err(Error::Damaged("it ends too early")));
    assert_eq!(decode(&good[..8]), Err(Error::Damaged("it ends too early")));
    // Block type 3 does not exist.
    assert_eq!(with(9, 0b111), Err(Error::Damaged("it does not inflate")));
}

#[test]
fn a_bomb_is_refused_before_it_is_inflated() {
    let bomb = wrapped(&vec![0; MAX_INFLATED + 1]);
    assert!(bomb.len() < 1 << 20);
    let limit = MAX_INFLATED as u64;
    assert_eq!(decode(&bomb), Err(Error::TooLarge { what: "the inflated painting", limit }));
}

/// However many samples one entry has, no part of reading it is long.
#[test]
fn a_judgement_is_read_in_parts() {
    let log = hostile::rejected(1);
    let file = encode(&log);
    let mut decoding = Decoding::of(file.clone()).unwrap();
    let mut parts = 0;
    let read = loop {
        parts += 1;
        if let Some(log) = decoding.advance(&mut { 1 }).unwrap() {
            break log;
        }
    };
    // As many as it has proposals, beside those of inflating its bytes.
    assert!(parts > MAX_JUDGED + body_of(&file).len() / (1 << 16), "{parts} parts");
    assert_eq!(read, log);
}

#[test]
fn too_many_bytes_are_refused_unread() {
    let limit = limner_core::format::MAX_BYTES;
    let mut bytes = vec![0; limit + 1];
    bytes[..4].copy_from_slice(&MAGIC);
    bytes[4] = VERSION;
    let what = "the painting's size in bytes";
    assert_eq!(decode(&bytes), Err(Error::TooLarge { what, limit: limit as u64 }));
}

#[test]
fn numbers_that_are_no_numbers_are_refused() {
    let long = Error::Damaged("a number is longer than it need be");
    let large = Error::Damaged("a number is over 32 bits");
    let read = |bytes: &[u8]| Reader::new(bytes).u32();
    assert_eq!(read(&[0xff, 0xff, 0xff, 0xff, 0x0f]), Ok(u32::MAX));
    assert_eq!(read(&[0x80, 0x00]), Err(long));
    assert_eq!(read(&[0xff, 0xff, 0xff, 0xff, 0x1f]), Err(large.clone()));
    assert_eq!(read(&[0x80, 0x80, 0x80, 0x80, 0x80, 0x01]), Err(large));
    assert_eq!(read(&[0x80]), Err(Error::Damaged("it ends too early")));
    assert_eq!(Reader::new(&[0; 7]).u64(), Err(Error::Damaged("it ends too early")));
}

#[test]
fn counts_are_compared_with_limits_and_with_what_is_left() {
    let count = |bytes: &[u8], max, each| Reader::new(bytes).count("things", max, each);
    assert_eq!(count(&[2, 0, 0, 0, 0], 2, 2), Ok(2));
    assert_eq!(count(&[3, 0, 0, 0], 2, 1), Err(Error::TooLarge { what: "things", limit: 2 }));
    assert_eq!(count(&[2, 0, 0, 0], 2, 2), Err(Error::Damaged("it ends too early")));
    let bytes = |bytes: &[u8]| Reader::new(bytes).bytes("a name", 3).map(<[u8]>::to_vec);
    assert_eq!(bytes(&[2, 7, 8, 9]), Ok(vec![7, 8]));
    assert_eq!(bytes(&[4, 7, 8, 9]), Err(Error::TooLarge { what: "a name", limit: 3 }));
    assert_eq!(bytes(&[3, 7, 8]), Err(Error::Damaged("it ends too early")));
}

#[test]
fn damage_inside_a_body_is_named() {
    let stroke = |bytes: &[u8]| Reader::new(bytes).stroke(3).unwrap_err();
    // Opacity is 2¹⁵ less the number, here 2¹⁵ + 1.
    let below_zero = [0, 1, 2, 3, 0x81, 0x80, 0x02, 0, 0, 0, 0, 0, 0, 64, 0];
    assert_eq!(stroke(&below_zero), Error::Damaged("an opacity is below zero"));
    // One sample can't have a pressure that varies; and there is no flag 4.
    for flags in [1, 4] {
        let samples = [4, 1, 2, 3, 0, 64, flags, 1, 0, 0, 0, 0];
        assert_eq!(stroke(&samples), Error::Damaged("the flags of a path do not fit its samples"));
    }
    let no_samples = [4, 1, 2, 3, 0, 64, 0, 0];
    assert!(matches!(stroke(&no_samples), Error::OutOfRange { what: "number of samples", .. }));
    let brush_3 = [3 << 3, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 64, 0];
    assert!(matches!(stroke(&brush_3), Error::OutOfRange { what: "brush index", value: 3, .. }));
    let unknown = Reader::new(&[10, 0, 0]).entry(3);
    assert_eq!(unknown, Err(Error::Damaged("an operation is of an unknown kind")));
    let trailing = decode_entries(&[0, 0], 3);
    assert_eq!(trailing, Err(Error::Damaged("it goes on after its end")));
}

#[test]
fn an_id_that_is_no_stroke_is_refused() {
    let mut body = Writer::new();
    body.header(&arbitrary::header(8, 8));
    body.u32(1);
    let hide = [1, 0, 0];
    let body = [&body.into_bytes()[..], &hide].concat();
    assert_eq!(decode(&wrapped(&body)), Err(Error::NoSuchStroke(0)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn strokes_on_a_page_take_few_bytes_after_deflate(
        strokes in vec(arbitrary::stroke(Range { samples: 1, ..Range::around(600) }), 40),
    ) {
        let mut log = Log::new(arbitrary::header(640, 480)).unwrap();
        for stroke in strokes {
            log.push(16, Op::Add(stroke)).unwrap();
        }
        // Random numbers don't deflate: what is measured is that the layout wastes nothing.
        prop_assert!(encode(&log).len() <= 100 + 40 * 28);
    }
}
