//! Everything that a constructor refuses, with the value and the limit that it names.

#![expect(clippy::cast_possible_wrap, reason = "numbers of a test are within their types")]

use limner_core::brush::{MAX_RADIUS, MIN_RADIUS};
use limner_core::canvas::MAX_SIDE;
use limner_core::fixed::ONE_U16;
use limner_core::format::MAX_INFLATED;
use limner_core::log::{MAX_BRUSHES, MAX_ENTRIES, MAX_JUDGED};
use limner_core::stroke::{MAX_COORDINATE, MAX_SAMPLES};
use limner_core::{
    Author, Brush, Canvas, Coverage, Error, Header, Judgement, Log, Op, Painting, Path, Point,
    Rgb8, Sample, Stroke, Verdict,
};

use limner_core::arbitrary::header;

fn stroke(path: Path) -> Stroke {
    Stroke {
        author: Author::Person,
        brush: 0,
        color: Rgb8::default(),
        opacity: ONE_U16,
        coverage: Coverage::Wash,
        path,
    }
}

fn dot() -> Stroke {
    stroke(Path::Bezier { points: [Point::from_px(5, 5); 3], radii: [64; 2] })
}

fn with_sample(sample: Sample) -> Stroke {
    stroke(Path::Samples { radius: 64, samples: [sample].into() })
}

/// The name, value and limits of an error that says a number is out of range.
#[track_caller]
fn check<T: std::fmt::Debug>(
    result: Result<T, Error>,
    what: &'static str,
    value: i64,
    (low, high): (i64, i64),
) {
    assert_eq!(result.unwrap_err(), Error::OutOfRange { what, value, low, high });
}

#[test]
fn sizes() {
    for side in [0, MAX_SIDE + 1] {
        let range = (1, MAX_SIDE.into());
        check(Canvas::new(side, 8), "canvas width", side.into(), range);
        check(Canvas::new(8, side), "canvas height", side.into(), range);
        check(Log::new(header(side, 8)), "canvas width", side.into(), range);
        check(Log::new(header(8, side)), "canvas height", side.into(), range);
        check(Painting::new(header(side, 8)), "canvas width", side.into(), range);
    }
    assert!(Canvas::new(MAX_SIDE, 1).is_ok());
}

#[test]
fn brushes() {
    let good = Brush::ROUND;
    assert_eq!(good.validate(), Ok(()));
    let one = i64::from(ONE_U16);
    let radii = (MIN_RADIUS.into(), MAX_RADIUS.into());
    for radius in [MIN_RADIUS - 1, MAX_RADIUS + 1, -1] {
        check(Brush { radius, ..good }.validate(), "brush radius", radius.into(), radii);
    }
    let over = ONE_U16 + 1;
    check(Brush { opacity: over, ..good }.validate(), "brush opacity", one + 1, (0, one));
    check(Brush { hardness: over, ..good }.validate(), "brush hardness", one + 1, (0, one));
    for spacing in [7, 2049] {
        check(Brush { spacing, ..good }.validate(), "brush spacing", spacing.into(), (8, 2048));
    }
    check(Brush { spacing: 0, ..good }.validate(), "brush spacing", 0, (8, 2048));
    assert_eq!(Brush { spacing: 0, dabs_per_second: 9, ..good }.validate(), Ok(()));
    for (brush, what, value, range) in [
        (Brush { grain: over, ..good }, "brush grain", one + 1, (0, one)),
        (Brush { aspect: 255, ..good }, "brush aspect", 255, (256, 5120)),
        (Brush { hairs: 65, ..good }, "brush hairs", 65, (0, 64)),
        (Brush { hair_radius: 7, ..good }, "brush hair radius", 7, (8, 256)),
        (Brush { dabs_per_second: 501, ..good }, "brush dabs per second", 501, (0, 500)),
        (Brush { jitter_place: 2049, ..good }, "brush place jitter", 2049, (0, 2048)),
        (Brush { grain_scale: 5, ..good }, "brush grain scale", 5, (0, 4)),
        (Brush { smudge_radius: 15, ..good }, "brush smudge radius", 15, (16, 1024)),
    ] {
        check(brush.validate(), what, value, range);
        check(Log::new(Header { brushes: vec![brush], ..header(8, 8) }), what, value, range);
    }
    let smudging = Brush { smudge: 1, coverage: Coverage::Wash, ..good };
    assert!(matches!(smudging.validate(), Err(Error::Damaged(_))));
    for count in [0, MAX_BRUSHES + 1] {
        let header = Header { brushes: vec![good; count], ..header(8, 8) };
        check(Log::new(header), "number of brushes", count as i64, (1, MAX_BRUSHES as i64));
    }
}

#[test]
fn strokes() {
    let one = i64::from(ONE_U16);
    let far = MAX_COORDINATE + 1;
    let limits = (-i64::from(MAX_COORDINATE), i64::from(MAX_COORDINATE));
    assert_eq!(dot().validate(1), Ok(()));
    check(Stroke { brush: 3, ..dot() }.validate(3), "brush index", 3, (0, 2));
    check(
        Stroke { opacity: ONE_U16 + 1, ..dot() }.validate(3),
        "stroke opacity",
        one + 1,
        (0, one),
    );
    for (x, y, value) in [(far, 0, far), (0, -far, -far)] {
        for i in 0..3 {
            let mut points = [Point::default(); 3];
            points[i] = Point::new(x, y);
            let bezier = stroke(Path::Bezier { points, radii: [64; 2] });
            check(bezier.validate(3), "coordinate", value.into(), limits);
        }
        let sample = Sample { point: Point::new(x, y), ..Sample::default() };
        check(with_sample(sample).validate(3), "coordinate", value.into(), limits);
    }
    let radii = (MIN_RADIUS.into(), MAX_RADIUS.into());
    for radius in [MIN_RADIUS - 1, MAX_RADIUS + 1] {
        for pair in [[radius, 64], [64, radius]] {
            let bezier = stroke(Path::Bezier { points: [Point::default(); 3], radii: pair });
            check(bezier.validate(3), "stroke radius", radius.into(), radii);
        }
        let samples = stroke(Path::Samples { radius, samples: [Sample::default()].into() });
        check(samples.validate(3), "stroke radius", radius.into(), radii);
    }
    for count in [0, MAX_SAMPLES + 1] {
        let samples =
            stroke(Path::Samples { radius: 64, samples: vec![Sample::default(); count].into() });
        check(samples.validate(3), "number of samples", count as i64, (1, MAX_SAMPLES as i64));
    }
    let pressed = with_sample(Sample { pressure: ONE_U16 + 1, ..Sample::default() });
    check(pressed.validate(3), "pressure", one + 1, (0, one));
    for tilt in [[91, 0], [0, -91]] {
        let value = i64::from(tilt[0]) + i64::from(tilt[1]);
        let tilted = with_sample(Sample { tilt, ..Sample::default() });
        check(tilted.validate(3), "tilt", value, (-90, 90));
    }
}

#[test]
fn operations() {
    let mut painting = Painting::new(header(16, 16)).unwrap();
    let by = Author::Person;
    let judge = |strokes, proposals| {
        let verdict = Verdict::Yes;
        Op::Judge(Box::new(Judgement {
            verdict,
            strokes,
            proposals,
            revision: 0,
            target: 0,
            weights: 0,
        }))
    };
    painting.push(0, judge(vec![], vec![])).unwrap();
    // Entry 0 exists and is no stroke.
    for id in [0, 1, u32::MAX] {
        for op in [
            Op::Hide { stroke: id, by },
            Op::Show { stroke: id, by },
            Op::Amend { stroke: id, with: dot() },
            judge(vec![id], vec![]),
        ] {
            assert_eq!(painting.push(0, op), Err(Error::NoSuchStroke(id)));
        }
    }
    let id = painting.push(0, Op::Add(dot())).unwrap().id;
    let bad = Stroke { brush: 9, ..dot() };
    for op in [
        Op::Add(bad.clone()),
        Op::Amend { stroke: id, with: bad.clone() },
        judge(vec![id], vec![dot(), bad]),
    ] {
        check(painting.push(0, op), "brush index", 9, (0, 2));
    }
    let limit = MAX_JUDGED as u64;
    let too_many = Error::TooLarge { what: "the number of judged strokes", limit };
    let judged = painting.push(0, judge(vec![id; MAX_JUDGED + 1], vec![]));
    assert_eq!(judged, Err(too_many.clone()));
    assert_eq!(painting.push(0, judge(vec![], vec![dot(); MAX_JUDGED + 1])), Err(too_many));
    assert!(painting.push(0, judge(vec![id; MAX_JUDGED], vec![dot(); MAX_JUDGED])).is_ok());
    assert_eq!(painting.log().revision(), 3);
    assert_eq!(
        Painting::from_log(painting.log()).unwrap().canvas().hash(),
        painting.canvas().hash()
    );
}

#[test]
fn a_log_ends_where_its_number_of_operations_does() {
    let mut log = Log::new(header(8, 8)).unwrap();
    let id = log.push(0, Op::Add(dot())).unwrap();
    let hide = Op::Hide { stroke: id, by: Author::Person };
    for _ in 1..MAX_ENTRIES {
        log.push(0, hide.clone()).unwrap();
    }
    let limit = MAX_ENTRIES as u64;
    let full = Error::TooLarge { what: "the number of operations", limit };
    assert_eq!(log.push(0, hide), Err(full));
}

#[test]
fn a_log_never_outgrows_its_own_format() {
    let mut log = Log::new(header(8, 8)).unwrap();
    let jump = |i: usize| if i.is_multiple_of(2) { MAX_COORDINATE } else { -MAX_COORDINATE };
    let samples = (0..MAX_SAMPLES)
        .map(|i| Sample { point: Point::new(jump(i), jump(i)), ..Sample::default() })
        .collect();
    let long = stroke(Path::Samples { radius: 64, samples });
    let refused = loop {
        if let Err(error) = log.push(0, Op::Add(long.clone())) {
            break error;
        }
    };
    let limit = MAX_INFLATED as u64;
    assert_eq!(refused, Error::TooLarge { what: "the painting's length in bytes", limit });
    // The fullest log can still be saved and opened.
    let bytes = limner_core::format::encode(&log);
    assert_eq!(limner_core::format::decode(&bytes).map(|read| read == log), Ok(true));
}
