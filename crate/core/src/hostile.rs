//! Logs that ask for far more than they look, for the tests of every crate: a link opens by itself, so
//! that whatever it can ask for is an attack. All are well-formed.

use crate::brush::{Follow, Input, MAX_RADIUS, Modulation, Setting};
use crate::fixed::{ONE, ONE_U16, UNITS_PER_PX};
use crate::stroke::{MAX_COORDINATE, MAX_SAMPLES};
use crate::{
    Author, Brush, Coverage, Header, Judgement, Log, Op, Path, Point, Rgb8, Sample, Stroke,
    Verdict, random,
};

const PAPER: Rgb8 = Rgb8::new(246, 240, 228);
const BLUE: Rgb8 = Rgb8::new(40, 90, 160);

/// One stroke of one hair that never touches the paper, back and forth `turns` times over all that
/// coordinates reach: 92,000 steps a turn and not one dab.
#[must_use]
pub fn dry_hair(turns: usize) -> Log {
    let brush = Brush { spacing: 8, radius: 16, hairs: 1, dryness: ONE_U16, ..Brush::PLAIN };
    let never_down = |seed: &u32| {
        let dry = random::at(random::stroke_seed(*seed, 0) ^ 0x4a17, 3);
        ONE / 2 + (dry >> 17) >= ONE
    };
    let seed = (0..1000).find(never_down).expect("half of all seeds are such");
    let far = Point::new(MAX_COORDINATE, MAX_COORDINATE);
    let near = Point::new(-MAX_COORDINATE, -MAX_COORDINATE);
    let way = (0..turns.min(MAX_SAMPLES)).map(|i| if i % 2 == 0 { near } else { far });
    log(seed, brush, [Op::Add(samples(way, 16, brush.coverage))])
}

/// Strokes whose every pixel is the dearest there is: pigment and wet paint, dab over dab, in soft and
/// grained ovals, some 6,400 of 40,000 pixels a stroke.
#[must_use]
pub fn mixed(strokes: usize) -> Log {
    let brush = Brush {
        coverage: Coverage::BuildUp,
        radius: 6400,
        spacing: 0,
        base_spacing: 8,
        pigment: ONE_U16,
        wetness: ONE_U16,
        softness: ONE_U16,
        grain: ONE_U16 / 2,
        aspect: 257,
        hardness: ONE_U16 / 4,
        ..Brush::PLAIN
    };
    let way = (0..37).map(|i| Point::from_px(if i % 2 == 0 { 40 } else { 600 }, 240));
    let stroke = Stroke { opacity: 300, ..samples(way, 6400, brush.coverage) };
    log(1, brush, (0..strokes).map(|_| Op::Add(stroke.clone())))
}

/// Strokes of the dearest pixels, each somewhat below what one may ask for: so many times more than a second.
#[must_use]
pub fn slow(strokes: usize) -> Log {
    let mut log = mixed(0);
    let way = [Point::from_px(40, 240), Point::from_px(600, 240)];
    let stroke = Stroke { opacity: 300, ..samples(way.into_iter(), 6400, Coverage::BuildUp) };
    for _ in 0..strokes {
        log.push(0, Op::Add(stroke.clone())).expect("it is in range");
    }
    log
}

/// A hundred strokes over the whole canvas, the lowest of which is hidden and shown again at once, so
/// many times; then, later, two dots.
#[must_use]
pub fn toggles(times: usize) -> Log {
    let middle = |x| Point::from_px(x, 240);
    let full = curve([middle(0), middle(320), middle(640)], MAX_RADIUS, 200);
    let toggled = (0..times).flat_map(|_| {
        let by = Author::Person;
        [Op::Hide { stroke: 0, by }, Op::Show { stroke: 0, by }]
    });
    let mut log = log(1, Brush::PLAIN, (0..100).map(|_| Op::Add(full.clone())).chain(toggled));
    for _ in 0..2 {
        log.push(400, Op::Add(curve([middle(320); 3], 640, ONE_U16))).expect("it is in range");
    }
    log
}

/// One stroke of the partner's, amended `times` times at once.
#[must_use]
pub fn amends(times: usize) -> Log {
    let dot =
        Stroke { author: Author::Partner, ..curve([Point::from_px(320, 240); 3], 640, ONE_U16) };
    let amend = (0..times).map(|_| Op::Amend { stroke: 0, with: dot.clone() });
    log(1, Brush::PLAIN, [Op::Add(dot.clone())].into_iter().chain(amend))
}

/// A large thin oval after a move of 1/64 px each way, whose axis is longer than one.
#[must_use]
pub fn ghost() -> Log {
    let brush = Brush {
        coverage: Coverage::BuildUp,
        radius: MAX_RADIUS,
        follow: Follow::Path,
        aspect: 5120,
        spacing: 2048,
        ..Brush::PLAIN
    };
    let at = 512 * UNITS_PER_PX;
    let way = [Point::new(at, at), Point::new(at + 1, at + 1)];
    let header = Header { brushes: vec![brush], ..Header::new(1024, 1024, PAPER, 1) };
    let mut log = Log::new(header).expect("the header is valid");
    log.push(0, Op::Add(samples(way.into_iter(), MAX_RADIUS, brush.coverage))).expect("in range");
    log
}

/// Strokes of one place each with as many samples as a stroke may have: a byte of file each, and much
/// memory. Ends where no more are taken.
#[must_use]
pub fn crowded(strokes: usize) -> Log {
    let way = (0..MAX_SAMPLES).map(|_| Point::from_px(320, 240));
    let stroke = samples(way, 640, Coverage::Wash);
    let mut log = log(1, Brush::PLAIN, []);
    for _ in 0..strokes {
        if log.push(0, Op::Add(stroke.clone())).is_err() {
            break;
        }
    }
    log
}

/// One stroke, judged `times` times with as many names of it as a judgement may have.
#[must_use]
pub fn judged(times: usize) -> Log {
    let dot = curve([Point::from_px(320, 240); 3], 640, ONE_U16);
    let judgement = Judgement {
        verdict: Verdict::Yes,
        strokes: vec![0; crate::log::MAX_JUDGED],
        proposals: Vec::new(),
        revision: 0,
        target: 0,
        weights: 0,
    };
    let judge = (0..times).map(|_| Op::Judge(Box::new(judgement.clone())));
    log(1, Brush::PLAIN, [Op::Add(dot)].into_iter().chain(judge))
}

/// A judgement with as many proposals as one may have, each with as many samples as a stroke may have: a
/// single entry of some 4 MiB.
#[must_use]
pub fn rejected(judgements: usize) -> Log {
    let way = (0..MAX_SAMPLES).map(|_| Point::from_px(320, 240));
    let stroke = samples(way, 640, Coverage::Wash);
    let judgement = Judgement {
        verdict: Verdict::No,
        strokes: Vec::new(),
        proposals: vec![stroke; crate::log::MAX_JUDGED],
        revision: 0,
        target: 0,
        weights: 0,
    };
    log(1, Brush::PLAIN, (0..judgements).map(|_| Op::Judge(Box::new(judgement.clone()))))
}

/// Dots all over the canvas, every other of them the partner's: little work, and many to count.
#[must_use]
pub fn many(strokes: usize) -> Log {
    let dots = (0..strokes).map(|i| {
        let at = i32::try_from(i).unwrap_or(i32::MAX);
        let author = if i % 2 == 0 { Author::Person } else { Author::Partner };
        let point = Point::from_px(at % 16 * 40, at % 12 * 40);
        Op::Add(Stroke { author, ..curve([point; 3], 64, ONE_U16) })
    });
    log(1, Brush::PLAIN, dots)
}

/// 64 hairs as broad as the brush, two dabs a pixel, of wet pigment, 256 times as broad as it says.
#[must_use]
pub fn brush() -> Brush {
    let widened =
        Modulation { setting: Setting::Radius, input: Input::Pressure, factors: [u16::MAX; 5] };
    Brush {
        coverage: Coverage::BuildUp,
        radius: 16,
        spacing: 0,
        base_spacing: 8,
        dabs_per_second: 500,
        hairs: 64,
        hair_radius: 256,
        pigment: ONE_U16,
        wetness: ONE_U16,
        grain: ONE_U16 / 2,
        softness: ONE_U16,
        modulations: [widened; 8],
        ..Brush::PLAIN
    }
}

/// One dot, in a painting that has [`brush`] where the partner looks for its own.
#[must_use]
pub fn brushed() -> Log {
    let brushes = vec![Brush::PLAIN, brush()];
    let header = Header { brushes, ..Header::new(640, 480, PAPER, 1) };
    let mut log = Log::new(header).expect("the header is valid");
    log.push(0, Op::Add(curve([Point::from_px(320, 240); 3], 640, ONE_U16))).expect("in range");
    log
}

/// Every kind with its name, at a size that a test bears to hold, not to draw.
#[must_use]
pub fn all() -> Vec<(&'static str, Log)> {
    vec![
        ("dry_hair", dry_hair(MAX_SAMPLES)),
        ("mixed", mixed(16)),
        ("toggles", toggles(95_000)),
        ("amends", amends(199_000)),
        ("ghost", ghost()),
        ("crowded", crowded(400)),
        ("judged", judged(100_000)),
        ("rejected", rejected(3)),
        ("many", many(99_000)),
        ("brushed", brushed()),
    ]
}

/// A log of 640 × 480 whose header has one brush, all operations at once.
fn log(seed: u32, brush: Brush, ops: impl IntoIterator<Item = Op>) -> Log {
    let header = Header { brushes: vec![brush], ..Header::new(640, 480, PAPER, seed) };
    let mut log = Log::new(header).expect("the header is valid");
    for op in ops {
        log.push(0, op).expect("the operation is valid");
    }
    log
}

fn samples(way: impl Iterator<Item = Point>, radius: i32, coverage: Coverage) -> Stroke {
    let sample = |point| Sample { point, pressure: ONE_U16, ..Sample::default() };
    Stroke {
        author: Author::Person,
        brush: 0,
        color: BLUE,
        opacity: ONE_U16,
        coverage,
        path: Path::Samples { radius, samples: way.map(sample).collect() },
    }
}

fn curve(points: [Point; 3], radius: i32, opacity: u16) -> Stroke {
    Stroke {
        author: Author::Person,
        brush: 0,
        color: BLUE,
        opacity,
        coverage: Coverage::Wash,
        path: Path::Bezier { points, radii: [radius; 2] },
    }
}
