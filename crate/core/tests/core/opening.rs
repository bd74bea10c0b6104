//! Paintings that are opened in parts: the same pixels, no part dearer than asked for, and a clear end
//! for what asks too much.

use limner_core::hostile;
use limner_core::log::MAX_LOG_SAMPLES;
use limner_core::work::{self, PER_MS};
use limner_core::{Error, Log, Opening, Painting, arbitrary, format};
use proptest::prelude::*;

/// What a part may take above its budget: a few dabs on one tile, a batch that smudges, one step's hairs.
const OVER: u64 = 8 * PER_MS;

/// Opens a log in parts of `budget`, and returns the painting with the number of parts.
fn opened(log: &Log, budget: u64) -> Result<(Painting, u64), Error> {
    let mut opening = Opening::of(log.clone())?;
    let (mut parts, mut percent) = (1, 0);
    while !opening.advance(budget)? {
        assert!((percent..=100).contains(&opening.percent()), "{}", opening.percent());
        percent = opening.percent();
        parts += 1;
    }
    assert_eq!(opening.percent(), 100);
    Ok((opening.finish()?, parts))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_painting_opened_in_parts_is_the_same(
        log in arbitrary::small_log(100_000), budget in 1..PER_MS / 4,
    ) {
        let whole = Painting::from_log(&log).unwrap();
        let (parts, _) = opened(&log, budget).unwrap();
        prop_assert_eq!(parts.canvas().hash(), whole.canvas().hash());
        prop_assert_eq!(parts.work(), whole.work());
        prop_assert_eq!(parts.log(), whole.log());
        prop_assert_eq!(parts.strokes(), whole.strokes());
    }

    /// What is pushed while strokes wait, in the middle of one, is drawn as if nothing had waited.
    #[test]
    fn what_changes_in_the_middle_of_a_stroke_is_drawn_anew(
        log in arbitrary::small_log(100_000), budgets in prop::collection::vec(1..PER_MS / 10, 16),
    ) {
        let mut painting = Painting::new(log.header().clone()).unwrap();
        painting.set_eager(false);
        for (entry, budget) in log.entries().iter().zip(budgets) {
            painting.push(entry.dt_ms, entry.op.clone()).unwrap();
            painting.draw_some(budget);
        }
        painting.catch_up(|| true);
        let whole = Painting::from_log(&log).unwrap();
        prop_assert_eq!(painting.canvas().hash(), whole.canvas().hash());
    }
}

#[test]
fn saved_paintings_open_in_parts_as_the_same_pixels() {
    for (name, log) in crate::golden::all() {
        let (painting, parts) = opened(&log, PER_MS / 5).unwrap();
        let whole = Painting::from_log(&log).unwrap();
        assert_eq!(painting.canvas().hash(), whole.canvas().hash(), "{name}");
        assert!(parts >= painting.work() / (PER_MS / 5 + OVER), "{name}: {parts} parts");
    }
}

#[test]
fn bytes_are_read_in_parts() {
    for (name, log) in [("amends", hostile::amends(20_000)), ("judged", hostile::judged(2_000))] {
        let bytes = format::encode(&log);
        let mut decoding = format::Decoding::of(bytes).unwrap();
        let (mut parts, mut percent) = (0, 0);
        let again = loop {
            let mut budget = PER_MS;
            if let Some(log) = decoding.advance(&mut budget).unwrap() {
                break log;
            }
            assert!((percent..=100).contains(&decoding.percent()), "{name}: {percent}");
            (parts, percent) = (parts + 1, decoding.percent());
        };
        assert_eq!(again, log, "{name}");
        assert!(parts > 5, "{name}: {parts} parts");
    }
}

/// What is added meanwhile is left out, and the bytes are those of one go.
#[test]
fn bytes_are_written_in_parts() {
    let kinds = [
        ("amends", hostile::amends(20_000)),
        ("judged", hostile::judged(2_000)),
        ("crowded", hostile::crowded(20)),
        ("ghost", hostile::ghost()),
    ];
    for (name, mut log) in kinds {
        let whole = format::encode(&log);
        let began = log.clone();
        let mut encoding = format::Encoding::of(&log);
        assert_eq!(encoding.entries(), log.entries().len());
        let mut parts = 0;
        let bytes = loop {
            let mut budget = PER_MS / 2;
            if let Some(bytes) = encoding.advance(&log, &mut budget) {
                break bytes;
            }
            let last = log.entries().last().unwrap().clone();
            if parts < 3 {
                log.push(1, last.op).unwrap();
            }
            parts += 1;
        };
        assert!(bytes == whole, "{name}: {} bytes in parts, {} at once", bytes.len(), whole.len());
        assert_eq!(format::decode(&bytes), Ok(began), "{name}");
        assert!(parts > 10 || name == "ghost", "{name}: {parts} parts");
    }
}

/// A dear stroke is cut into parts, whatever it is dear by.
#[test]
fn no_part_of_a_stroke_is_much_dearer_than_its_budget() {
    for log in [hostile::dry_hair(40), hostile::toggles(100), hostile::ghost()] {
        let (painting, parts) = opened(&log, PER_MS).unwrap();
        let least = painting.work() / 8 / PER_MS;
        assert!(parts >= least, "{parts} parts for {} ms", painting.work() / PER_MS);
    }
}

#[test]
fn what_asks_too_much_is_refused_before_it_is_drawn() {
    let too_much = |what| Err(Error::TooLarge { what, limit: work::MAX_OF_STROKE });
    for log in [hostile::dry_hair(20_000), hostile::mixed(1)] {
        let refused = opened(&log, 50 * PER_MS).map(|(painting, _)| painting.work());
        assert_eq!(refused, too_much("one stroke's dabs"));
    }
    // Counting stops where it is clear: not after all of 1.85 thousand million steps.
    let mut opening = Opening::of(hostile::dry_hair(20_000)).unwrap();
    let most = work::MAX_OF_STROKE / PER_MS + 2;
    let parts = (0..most).find(|_| opening.advance(PER_MS).is_err());
    assert!(parts.is_some(), "still counting after {most} ms of work");
    // A caller may bear less.
    let mut opening = Opening::within(hostile::toggles(10), 10 * PER_MS).unwrap();
    let refused = loop {
        match opening.advance(PER_MS) {
            Ok(true) => panic!("ten milliseconds are too few"),
            Ok(false) => {}
            Err(error) => break error,
        }
    };
    assert!(matches!(refused, Error::TooLarge { what: "the strokes' dabs", .. }), "{refused}");
}

/// What may be asked for is drawn, however long it takes, and in parts.
#[test]
fn what_is_slow_but_allowed_goes_on_part_by_part() {
    let mut opening = Opening::of(hostile::slow(20)).unwrap();
    let mut parts = 0;
    while opening.percent() < 11 {
        assert!(!opening.advance(20 * PER_MS).unwrap());
        parts += 1;
    }
    assert!((20..400).contains(&parts), "{parts} parts for a stroke of a second");
}

#[test]
fn samples_of_a_log_are_bounded_together() {
    let log = hostile::crowded(400);
    let samples: usize = log
        .entries()
        .iter()
        .map(|entry| match &entry.op {
            limner_core::Op::Add(stroke) => stroke.samples(),
            _ => 0,
        })
        .sum();
    assert!(samples <= MAX_LOG_SAMPLES && samples > MAX_LOG_SAMPLES - 20_000, "{samples}");
    let last = log.entries().last().unwrap().clone();
    let mut longer = log.clone();
    let limit = MAX_LOG_SAMPLES as u64;
    let refused = Err(Error::TooLarge { what: "the number of samples", limit });
    assert_eq!(longer.push(0, last.op), refused);
    // Nor are more read from bytes; and what is taken back makes room again.
    assert_eq!(format::decode(&format::encode(&log)).map(|log| log.revision()), Ok(log.revision()));
}
