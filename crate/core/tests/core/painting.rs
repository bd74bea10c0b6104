//! A log and its canvas stay together: through undo, redo, amendments and snapshots.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "numbers of a test are within their types"
)]

use limner_core::brush::presets;
use limner_core::fixed::{ONE_U16, UNITS_PER_PX};
use limner_core::work;
use limner_core::{
    Author, Brush, Coverage, Error, Header, Log, Op, Opening, Painting, Path, Point, Rgb8, Stroke,
    random,
};
use proptest::collection::vec;
use proptest::prelude::*;

use limner_core::arbitrary::{self, Range, operations, step};

const SIDE: u16 = 80;

fn painting() -> Painting {
    Painting::new(arbitrary::header(SIDE, SIDE)).unwrap()
}

/// A small stroke somewhere, another for every number.
fn stroke(number: u32) -> Stroke {
    let place = |counter| random::at(number, counter) as i32 & 0xfff;
    let from = Point::new(place(0), place(1));
    Stroke {
        author: if number.is_multiple_of(3) { Author::Person } else { Author::Partner },
        brush: 1,
        color: Rgb8::new(place(2) as u8, place(3) as u8, place(4) as u8),
        opacity: ONE_U16 / 2,
        coverage: Coverage::Wash,
        path: Path::Bezier {
            points: [from, from, Point::new(place(5), place(6))],
            radii: [200; 2],
        },
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn pushing_one_by_one_is_drawing_the_whole_log(
        start in 0..150_u32,
        steps in vec((0..100_u32, step(Range::around(SIDE), 8)), 1..60),
    ) {
        // Enough strokes beforehand that snapshots are taken, used, dropped and thinned out.
        let mut live = painting();
        let mut ops: Vec<_> = (0..start).map(|i| (16, Op::Add(stroke(i)))).collect();
        let later = operations(steps);
        let shifted = later.into_iter().map(|(dt, op)| (dt, shift_ids(op, start)));
        ops.extend(shifted);
        for (dt_ms, op) in ops {
            let before = live.canvas().clone();
            let pushed = live.push(dt_ms, op).unwrap();
            // What changed is within what was said to have changed.
            let mut patched = live.canvas().clone();
            patched.copy_from(&before, pushed.changed);
            prop_assert_eq!(patched.hash(), before.hash());
        }
        let replayed = Painting::from_log(live.log()).unwrap();
        prop_assert_eq!(replayed.canvas().hash(), live.canvas().hash());
        prop_assert_eq!(replayed.log(), live.log());
    }

    #[test]
    fn one_that_draws_later_ends_with_the_same_pixels(
        start in 0..90_u32,
        steps in vec((0..100_u32, step(Range::around(SIDE), 4)), 1..40),
        drawn in vec(0..9_usize, 40),
        at_once in 1..5_usize,
    ) {
        let mut eager = painting();
        for i in 0..start {
            eager.push(16, Op::Add(stroke(i))).unwrap();
        }
        let mut later = eager.clone();
        later.set_eager(false);
        let ops: Vec<_> =
            operations(steps).into_iter().map(|(_, op)| shift_ids(op, start)).collect();
        for (ops, count) in ops.chunks(at_once).zip(drawn) {
            later.push_all(16, ops.to_vec()).unwrap();
            for (i, op) in ops.iter().enumerate() {
                eager.push(if i == 0 { 16 } else { 0 }, op.clone()).unwrap();
            }
            let mut left = count;
            later.catch_up(|| { left = left.saturating_sub(1); left > 0 });
        }
        prop_assert_eq!(later.log(), eager.log());
        let past = later.log().revision() / 2;
        prop_assert_eq!(later.canvas_at(past).hash(), eager.canvas_at(past).hash());
        later.set_eager(true);
        prop_assert!(!later.is_behind());
        prop_assert_eq!(later.canvas().hash(), eager.canvas().hash());
    }

    #[test]
    fn what_a_stroke_in_the_middle_was_is_mended_where_it_was(
        log in limner_core::arbitrary::small_log(100_000),
        steps in vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..12),
    ) {
        let mut painting = Painting::from_log(&log).unwrap();
        for (which, amended) in steps {
            let strokes = painting.strokes();
            if strokes.is_empty() {
                break;
            }
            let placed = &strokes[which.index(strokes.len())];
            let with = strokes[amended.index(strokes.len())].stroke.clone();
            let (stroke, by) = (placed.id, Author::Person);
            let op = match (placed.visible, with == placed.stroke) {
                (true, true) => Op::Hide { stroke, by },
                (false, _) => Op::Show { stroke, by },
                (true, false) => Op::Amend { stroke, with },
            };
            let before = painting.canvas().clone();
            let changed = painting.push(1, op).unwrap().changed;
            let mut patched = painting.canvas().clone();
            patched.copy_from(&before, changed);
            prop_assert_eq!(patched.hash(), before.hash());
            let replayed = Painting::from_log(painting.log()).unwrap();
            prop_assert_eq!(painting.canvas().hash(), replayed.canvas().hash());
        }
        // Snapshots were mended as well.
        for id in painting.strokes().iter().map(|placed| placed.id).rev().take(5).collect::<Vec<_>>() {
            painting.push(1, Op::Hide { stroke: id, by: Author::Person }).unwrap();
            let replayed = Painting::from_log(painting.log()).unwrap();
            prop_assert_eq!(painting.canvas().hash(), replayed.canvas().hash());
        }
    }

    #[test]
    fn of_several_operations_all_count_or_none(count in 3..70_u32, hidden in 0..70_u32) {
        let mut painting = painting();
        for i in 0..count {
            painting.push(16, Op::Add(stroke(i))).unwrap();
        }
        let (before, hash) = (painting.log().clone(), painting.canvas().hash());
        let hide = |stroke| Op::Hide { stroke, by: Author::Person };
        let ops = vec![hide(0), Op::Add(stroke(9)), hide(count), hide(hidden + count + 2)];
        prop_assert!(painting.push_all(1, ops).is_err());
        prop_assert_eq!(painting.log(), &before);
        prop_assert_eq!(painting.canvas().hash(), hash);
        prop_assert!(painting.stroke(0).unwrap().visible);
        painting.push_all(1, vec![hide(0), hide(1)]).unwrap();
        let replayed = Painting::from_log(painting.log()).unwrap();
        prop_assert_eq!(painting.canvas().hash(), replayed.canvas().hash());
    }

    #[test]
    fn the_past_is_the_drawing_of_the_logs_beginning(
        start in 0..80_u32,
        steps in vec((0..100_u32, step(Range::around(SIDE), 3)), 1..30),
        at: prop::sample::Index,
    ) {
        let mut live = painting();
        for i in 0..start {
            live.push(16, Op::Add(stroke(i))).unwrap();
        }
        for (dt_ms, op) in operations(steps) {
            live.push(dt_ms, shift_ids(op, start)).unwrap();
        }
        let revision = at.index(live.log().revision() as usize + 1);
        let mut beginning = Log::new(live.log().header().clone()).unwrap();
        for entry in &live.log().entries()[..revision] {
            beginning.push(entry.dt_ms, entry.op.clone()).unwrap();
        }
        let expected = Painting::from_log(&beginning).unwrap();
        prop_assert_eq!(live.canvas_at(revision as u32).hash(), expected.canvas().hash());
    }

    #[test]
    fn what_is_hidden_and_shown_is_as_before(count in 1..120_u32, which: prop::sample::Index) {
        let mut painting = painting();
        for i in 0..count {
            painting.push(16, Op::Add(stroke(i))).unwrap();
        }
        let before = painting.canvas().hash();
        let id = which.index(count as usize) as u32;
        painting.push(1, Op::Hide { stroke: id, by: Author::Person }).unwrap();
        prop_assert!(!painting.stroke(id).unwrap().visible);
        let again = painting.push(1, Op::Hide { stroke: id, by: Author::Person }).unwrap();
        prop_assert!(again.changed.is_empty());
        painting.push(1, Op::Show { stroke: id, by: Author::Partner }).unwrap();
        prop_assert_eq!(painting.canvas().hash(), before);
    }
}

/// The operation where `start` strokes come before those that it knows.
fn shift_ids(op: Op, start: u32) -> Op {
    match op {
        Op::Hide { stroke, by } => Op::Hide { stroke: stroke + start, by },
        Op::Show { stroke, by } => Op::Show { stroke: stroke + start, by },
        Op::Amend { stroke, with } => Op::Amend { stroke: stroke + start, with },
        Op::Judge(mut judgement) => {
            judgement.strokes.iter_mut().for_each(|id| *id += start);
            Op::Judge(judgement)
        }
        add => add,
    }
}

#[test]
fn the_last_visible_stroke_of_an_author_is_found() {
    let mut painting = painting();
    assert_eq!(painting.last_visible(Author::Person), None);
    for i in 0..4 {
        painting.push(1, Op::Add(stroke(i))).unwrap();
    }
    assert_eq!(painting.last_visible(Author::Person), Some(3));
    assert_eq!(painting.last_visible(Author::Partner), Some(2));
    painting.push(1, Op::Hide { stroke: 3, by: Author::Person }).unwrap();
    assert_eq!(painting.last_visible(Author::Person), Some(0));
}

#[test]
fn an_amended_stroke_keeps_its_place() {
    let mut amended = painting();
    let mut expected = painting();
    for i in 0..40 {
        amended.push(1, Op::Add(stroke(i))).unwrap();
        expected.push(1, Op::Add(stroke(if i == 20 { 99 } else { i }))).unwrap();
    }
    amended.push(1, Op::Amend { stroke: 20, with: stroke(99) }).unwrap();
    assert_eq!(amended.canvas().hash(), expected.canvas().hash());
}

#[test]
fn a_stroke_that_asks_too_much_is_refused_and_forgotten() {
    let dense = Brush { spacing: 8, ..Brush::PARTNER };
    let header = Header { brushes: vec![dense], ..arbitrary::header(1024, 1024) };
    let mut painting = Painting::new(header.clone()).unwrap();
    let everywhere = Path::Bezier {
        points: [Point::from_px(0, 500), Point::from_px(15_000, 500), Point::from_px(0, 500)],
        radii: [500 * UNITS_PER_PX; 2],
    };
    let broad = Stroke { brush: 0, path: everywhere, ..stroke(0) };
    // Back and forth until one stroke's limit is passed.
    let sample = |x| limner_core::Sample {
        point: Point::from_px(x, 500),
        pressure: ONE_U16,
        ..limner_core::Sample::default()
    };
    let samples = (0..4000).map(|i| sample(if i % 2 == 0 { 0 } else { 1000 })).collect();
    let path = Path::Samples { radius: 500 * UNITS_PER_PX, samples };
    let endless = Stroke { path, ..broad.clone() };
    let empty = painting.canvas().hash();
    let refused = Error::TooLarge { what: "one stroke's dabs", limit: work::MAX_OF_STROKE };
    assert_eq!(painting.push(1, Op::Add(endless.clone())), Err(refused.clone()));
    assert_eq!(painting.log().revision(), 0);
    assert_eq!(painting.canvas().hash(), empty);
    // The same bound holds for a log that was read.
    let mut log = Log::new(header).unwrap();
    log.push(1, Op::Add(endless)).unwrap();
    assert_eq!(Painting::from_log(&log).map(|_| ()), Err(refused));
    // And a painting goes on after a refusal.
    assert!(painting.push(1, Op::Add(broad)).is_ok());
}

/// From corner to corner of the largest canvas by the third, as broad as strokes are, with every brush that
/// the partner may be given.
#[test]
fn the_dearest_strokes_of_the_partners_are_taken() {
    let corner = |x, y| Point::from_px(x * 4096, y * 4096);
    for preset in presets::ALL.iter().filter(|preset| preset.brush.lays_paint()) {
        let header = Header { brushes: vec![preset.brush], ..arbitrary::header(4096, 4096) };
        let mut log = Log::new(header).unwrap();
        let path = Path::Bezier {
            points: [corner(0, 0), corner(1, 0), corner(1, 1)],
            radii: [limner_core::brush::MAX_RADIUS; 2],
        };
        let coverage = preset.brush.coverage;
        log.push(0, Op::Add(Stroke { brush: 0, coverage, path, ..stroke(0) })).unwrap();
        let mut opening = Opening::of(log).unwrap();
        while opening.percent() < 10 {
            assert_eq!(opening.advance(work::PER_MS), Ok(false), "{}", preset.name);
        }
    }
}

#[test]
fn a_million_dabs_in_one_stroke_are_refused_however_small() {
    let brush = Brush { spacing: 8, dabs_per_second: 500, ..Brush::PARTNER };
    let header = Header { brushes: vec![brush], ..arbitrary::header(64, 64) };
    let sample = |i: i32| limner_core::Sample {
        point: Point::from_px(if i % 2 == 0 { -15_000 } else { 15_000 }, 20),
        pressure: ONE_U16,
        dt_ms: u16::MAX,
        ..limner_core::Sample::default()
    };
    let path = Path::Samples { radius: 16, samples: (0..20).map(sample).collect() };
    let mut painting = Painting::new(header).unwrap();
    let refused = painting.push(0, Op::Add(Stroke { brush: 0, path, ..stroke(0) }));
    let limit = work::MAX_OF_STROKE;
    assert_eq!(refused, Err(Error::TooLarge { what: "one stroke's dabs", limit }));
}

#[test]
fn wide_and_thin_strokes_pay_for_the_tiles_that_they_cross() {
    // Small dabs, whose wash crosses the whole canvas: on each tile it has to be cleared and laid.
    let sparse = Brush { spacing: 2048, ..Brush::PARTNER };
    let header = Header { brushes: vec![sparse], ..arbitrary::header(4096, 4096) };
    let path = Path::Bezier {
        points: [Point::from_px(0, 0), Point::from_px(2048, 2048), Point::from_px(4095, 4095)],
        radii: [64; 2],
    };
    let thin = Stroke { brush: 0, path, ..stroke(0) };
    let mut log = Log::new(header).unwrap();
    log.push(1, Op::Add(thin.clone())).unwrap();
    let asked = Painting::from_log(&log).unwrap().work();
    let crossed_px = 64 * 64 * 64;
    assert!((crossed_px * 5..crossed_px * 60).contains(&asked), "{asked}");
    // All strokes together pay as well.
    let header = Header { brushes: vec![Brush::PARTNER], ..arbitrary::header(4096, 4096) };
    let broad = Stroke {
        path: Path::Bezier {
            points: [Point::from_px(2048, 2048); 3],
            radii: [500 * UNITS_PER_PX; 2],
        },
        ..thin
    };
    let mut log = Log::new(header).unwrap();
    for _ in 0..3000 {
        log.push(1, Op::Add(broad.clone())).unwrap();
    }
    let mut opening = Opening::within(log, work::MAX / 200).unwrap();
    let refused = loop {
        if let Err(error) = opening.advance(work::PER_MS) {
            break error;
        }
        assert!(opening.percent() < 11, "it is drawn");
    };
    assert!(matches!(refused, Error::TooLarge { what: "the strokes' dabs", .. }), "{refused}");
}
