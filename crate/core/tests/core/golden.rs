//! Paintings that were saved once and must open as the same pixels for ever.
//!
//! A case is a file `golden/NAME.txt`: the canvas's hash, then the painting's bytes, both in
//! hexadecimal. After a change of the pixels that is meant, `cargo test -p limner-core -- --ignored
//! bless` writes them anew; files of an older format version are never written again.

use std::fmt::Write;
use std::path::PathBuf;

use limner_core::fixed::{ONE_U16, UNITS_PER_PX};
use limner_core::{
    Author, Coverage, Header, Judgement, Log, Op, Painting, Path, Point, Rgb8, Sample, Stroke,
    Verdict, format, random,
};

const NAMES: [&str; 3] = ["partner", "pointer", "undone"];

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/core/golden").join(format!("{name}.txt"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes everything");
        text
    })
}

fn bytes_from(hex: &str) -> Vec<u8> {
    let digits: Vec<u32> = hex.chars().filter_map(|c| c.to_digit(16)).collect();
    digits.chunks(2).map(|pair| (pair[0] * 16 + pair[1]) as u8).collect()
}

#[test]
fn saved_paintings_open_as_the_same_pixels() {
    for name in NAMES {
        let case = std::fs::read_to_string(file(name)).expect("the case is there");
        let (hash, bytes) = case.split_once('\n').expect("two lines");
        let log = format::decode(&bytes_from(bytes)).expect("the file is whole");
        let painting = Painting::from_log(&log).expect("the painting is drawable");
        assert_eq!(format!("{:016x}", painting.canvas().hash()), hash, "the pixels of {name}");
        assert_eq!(log, made(name), "what {name} holds");
    }
}

#[test]
#[ignore = "writes the golden files"]
fn bless() {
    for name in NAMES {
        let log = made(name);
        let hash = Painting::from_log(&log).expect("it is drawable").canvas().hash();
        let case = format!("{hash:016x}\n{}\n", hex(&format::encode(&log)));
        std::fs::write(file(name), case).expect("the folder can be written to");
    }
}

/// The log of a case.
fn made(name: &str) -> Log {
    let mut log = Log::new(Header::new(150, 100, Rgb8::new(240, 236, 220), 42)).expect("in range");
    let mut push = |op| log.push(16, op).expect("the operation is valid");
    match name {
        "partner" => (0..40).for_each(|i| _ = push(Op::Add(curve(i)))),
        "pointer" => (0..12).for_each(|i| _ = push(Op::Add(line(i)))),
        _ => {
            (0..20).for_each(|i| _ = push(Op::Add(if i % 3 == 0 { line(i) } else { curve(i) })));
            push(Op::Hide { stroke: 4, by: Author::Person });
            push(Op::Hide { stroke: 15, by: Author::Partner });
            push(Op::Show { stroke: 4, by: Author::Person });
            push(Op::Amend { stroke: 9, with: curve(77) });
            push(Op::Judge(Judgement {
                verdict: Verdict::WeakNo,
                strokes: vec![19, 3],
                proposals: vec![curve(78)],
                revision: 18,
                target: 0x0123_4567_89ab_cdef,
                weights: u64::MAX,
            }));
        }
    }
    log
}

/// A number below `limit`, another for every stroke and counter.
fn below(stroke: u32, counter: u32, limit: i32) -> i32 {
    (random::at(stroke, counter) % limit as u32) as i32
}

fn point(stroke: u32, counter: u32) -> Point {
    let side = 170 * UNITS_PER_PX;
    Point::new(below(stroke, counter, side) - 640, below(stroke, counter + 1, side) - 640)
}

fn curve(i: u32) -> Stroke {
    Stroke {
        author: Author::Partner,
        brush: 1,
        color: Rgb8::new(below(i, 0, 256) as u8, below(i, 1, 256) as u8, below(i, 2, 256) as u8),
        opacity: ONE_U16 / 4 + below(i, 3, 24_000) as u16,
        coverage: Coverage::Wash,
        path: Path::Bezier {
            points: [point(i, 4), point(i, 6), point(i, 8)],
            radii: [32 + below(i, 10, 1200), 32 + below(i, 11, 1200)],
        },
    }
}

fn line(i: u32) -> Stroke {
    let samples = (0..10).map(|j| Sample {
        point: point(i, 20 + 8 * j),
        pressure: below(i, 22 + 8 * j, i32::from(ONE_U16) + 1) as u16,
        tilt: [below(i, 23 + 8 * j, 181) - 90, below(i, 24 + 8 * j, 181) - 90].map(|t| t as i8),
        dt_ms: below(i, 25 + 8 * j, 40) as u16,
    });
    Stroke {
        author: Author::Person,
        brush: if i % 4 == 3 { 2 } else { 0 },
        coverage: if i.is_multiple_of(2) { Coverage::BuildUp } else { Coverage::Wash },
        path: Path::Samples { radius: 64 + below(i, 12, 900), samples: samples.collect() },
        ..curve(i)
    }
}
