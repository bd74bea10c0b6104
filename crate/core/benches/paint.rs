//! How fast a painting is drawn, undone and saved.
//!
//! `dabs/*` counts dabs a second along a long curve across 512 × 512 pixels; `painting/*` works on a
//! thousand strokes like a partner's.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "sides and counts of a benchmark are small"
)]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use limner_core::fixed::{ONE_U16, UNITS_PER_PX};
use limner_core::surface::dabs_within;
use limner_core::{
    Author, Brush, Canvas, Coverage, Header, Ink, Log, Op, Painting, Path, Place, Point, Rgb8,
    Stroke, Surface, format, random,
};

const SIDE: u16 = 512;
const STROKES: u32 = 1000;

fn dabs(c: &mut Criterion) {
    let mut group = c.benchmark_group("dabs");
    for coverage in [Coverage::Wash, Coverage::BuildUp] {
        for (edge, hardness) in [("hard", ONE_U16), ("soft", ONE_U16 / 4)] {
            for radius_px in [4, 16, 64] {
                let brush = Brush { hardness, ..Brush::PARTNER };
                let stroke = Stroke {
                    author: Author::Person,
                    brush: 0,
                    color: Rgb8::new(180, 90, 40),
                    opacity: ONE_U16 / 2,
                    coverage,
                    path: Path::Bezier {
                        points: [(80, 400), (256, -100), (430, 420)]
                            .map(|(x, y)| Point::from_px(x, y)),
                        radii: [radius_px * UNITS_PER_PX; 2],
                    },
                };
                let mut canvas = Canvas::new(SIDE, SIDE).expect("the size is in range");
                let dabs = dabs_within(&stroke, &brush, Place::default(), canvas.bounds());
                let ink = Ink::new(&stroke, &brush, 0);
                group.throughput(Throughput::Elements(dabs.len() as u64));
                let name = format!("{coverage:?} {edge} {radius_px} px");
                group.bench_function(name, |b| b.iter(|| canvas.lay(&ink, black_box(&dabs))));
            }
        }
    }
}

fn painting(c: &mut Criterion) {
    let log = partner_log();
    let bytes = format::encode(&log);
    let full = Painting::from_log(&log).expect("the strokes are in range");
    let mut group = c.benchmark_group("painting");
    group.sample_size(20);
    group.bench_function("replay 1000 strokes", |b| b.iter(|| Painting::from_log(black_box(&log))));
    group.bench_function("undo and redo the last of 1000", |b| {
        let mut painting = full.clone();
        let (stroke, by) = (STROKES - 1, Author::Person);
        b.iter(|| {
            painting.push(1, Op::Hide { stroke, by }).expect("the stroke exists");
            painting.push(1, Op::Show { stroke, by }).expect("the stroke exists");
            if painting.log().revision() > STROKES + 10_000 {
                painting = full.clone();
            }
        });
    });
    group.bench_function("undo the middle of 1000", |b| {
        let hide = Op::Hide { stroke: STROKES / 2, by: Author::Person };
        b.iter_batched_ref(|| full.clone(), |p| p.push(1, hide.clone()), BatchSize::LargeInput);
    });
    group.bench_function("the canvas 10 strokes ago", |b| {
        b.iter(|| full.canvas_at(black_box(STROKES - 10)));
    });
    group.bench_function("hash", |b| b.iter(|| full.canvas().hash()));
    group.bench_function("encode", |b| b.iter(|| format::encode(black_box(&log))));
    group.bench_function("decode", |b| b.iter(|| format::decode(black_box(&bytes))));
    group.finish();
}

/// Strokes as a partner lays them: large ones first, short curves, opaque to half clear.
fn partner_log() -> Log {
    let mut log = Log::new(Header::new(SIDE, SIDE, Rgb8::new(250, 246, 238), 1))
        .expect("the header is in range");
    for i in 0..STROKES {
        let mut counter = 0;
        let mut below = |limit: u32| {
            counter += 1;
            (random::at(i, counter) % limit) as i32
        };
        let size = 160 * UNITS_PER_PX / (1 + i as i32 / 50);
        let side = u32::from(SIDE) * UNITS_PER_PX as u32;
        let (x, y) = (below(side), below(side));
        let mut near = |x: i32, y: i32| {
            let span = 2 * size as u32;
            Point::new(x + below(span) - size, y + below(span) - size)
        };
        let control = near(x, y);
        let end = near(control.x, control.y);
        let mut radius = || 64 + size / 8 + below(size as u32 / 8 + 1);
        let radii = [radius(), radius()];
        let stroke = Stroke {
            author: Author::Partner,
            brush: 1,
            color: Rgb8::new(below(256) as u8, below(256) as u8, below(256) as u8),
            opacity: ONE_U16 / 2 + below(1 << 14) as u16,
            coverage: Coverage::Wash,
            path: Path::Bezier { points: [Point::new(x, y), control, end], radii },
        };
        log.push(16, Op::Add(stroke)).expect("the stroke is in range");
    }
    log
}

criterion_group!(benches, dabs, painting);
criterion_main!(benches);
