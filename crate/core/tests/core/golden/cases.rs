//! What the golden paintings hold: every brush, sizes, edges, extremes, undo, pointers.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "numbers of a test are within their types"
)]

use limner_core::brush::{Follow, Input, Modulation, Setting, presets};
use limner_core::fixed::{ONE_U16, UNITS_PER_PX};
use limner_core::{
    Author, Brush, Coverage, Header, Judgement, Log, Op, Path, Point, Rgb8, Sample, Stroke,
    Verdict, random,
};

const PAPER: Rgb8 = Rgb8::new(240, 236, 220);

/// Every case with its name.
pub(crate) fn all() -> Vec<(String, Log)> {
    let presets = presets::ALL.iter().map(|p| (format!("brush_{}", p.name), with_brush(p.brush)));
    let sizes = [(1, 1), (64, 64), (65, 63), (300, 7), (4096, 70), (70, 4096)];
    let sizes = sizes.map(|(w, h)| (format!("size_{w}x{h}"), sized(w, h)));
    let named = [
        ("partner", partner()),
        ("pointer", pointer()),
        ("undone", undone()),
        ("brushes_on_the_way", brushes_on_the_way()),
        ("edges", edges()),
        ("huge", huge()),
        ("tiny", tiny()),
        ("faint", faint()),
        ("far_oval", far_oval()),
        ("dense", dense()),
        ("eraser_on_nothing", eraser_on_nothing()),
        ("drying", drying()),
        ("session_mouse", session(0)),
        ("session_pen", session(1)),
        ("session_finger", session(2)),
    ];
    let named = named.map(|(name, log)| (name.to_owned(), log));
    let extremes = extremes().map(|(name, brush)| (format!("extreme_{name}"), with_brush(brush)));
    presets.chain(sizes).chain(named).chain(extremes).collect()
}

fn log(width: u16, height: u16, ops: impl IntoIterator<Item = Op>) -> Log {
    let mut log = Log::new(Header::new(width, height, PAPER, 42)).expect("in range");
    for op in ops {
        log.push(16, op).expect("the operation is valid");
    }
    log
}

/// A few strokes of a brush, over a ground that was laid before.
fn with_brush(brush: Brush) -> Log {
    let ground = (0..5).map(|i| Op::Add(Stroke { opacity: ONE_U16, ..curve(i, 150) }));
    let strokes = (0..7).map(|i| {
        let stroke = if i % 3 == 2 { curve(i + 40, 150) } else { line(i + 40, 150) };
        Op::Add(Stroke { brush: 3, coverage: brush.coverage, ..stroke })
    });
    log(150, 100, ground.chain([Op::Brush(Box::new(brush))]).chain(strokes))
}

fn extremes() -> [(&'static str, Brush); 12] {
    let plain = Brush::PLAIN;
    let build_up = Brush { coverage: Coverage::BuildUp, ..plain };
    let every = [Input::Pressure, Input::Tilt, Input::Speed, Input::Progress, Input::Random];
    let mut all_driven = [Modulation::NONE; 8];
    for (i, slot) in all_driven.iter_mut().enumerate() {
        let setting = Setting::ALL[2 * i];
        *slot =
            Modulation { setting, input: every[i % 5], factors: [u16::MAX, 9, 40_000, 1, 65_000] };
    }
    [
        ("needle", Brush { aspect: 5120, follow: Follow::Path, jitter_angle: 9000, ..plain }),
        ("hairs", Brush { hairs: 64, hair_radius: 8, dryness: ONE_U16, ..plain }),
        ("fat_hairs", Brush { hairs: 9, hair_radius: 256, aspect: 900, ..build_up }),
        ("scatter", Brush { jitter_place: 2048, jitter_radius: ONE_U16, ..build_up }),
        ("grain", Brush { grain: ONE_U16, grain_scale: 4, softness: ONE_U16, ..plain }),
        (
            "smudge",
            Brush { smudge: ONE_U16, smudge_length: ONE_U16, smudge_radius: 1024, ..build_up },
        ),
        ("smear", Brush { smudge: 30_000, smudge_radius: 16, pigment: ONE_U16, ..build_up }),
        ("wet", Brush { wetness: ONE_U16, pigment: ONE_U16, rim: ONE_U16, ..plain }),
        ("wet_layers", Brush { wetness: 20_000, flow: 9000, linearity: ONE_U16, ..build_up }),
        ("mist", Brush { spacing: 0, dabs_per_second: 500, hardness: 0, flow: 2000, ..build_up }),
        (
            "driven",
            Brush { grain: 9000, hairs: 6, hair_radius: 99, modulations: all_driven, ..plain },
        ),
        ("pen_held", Brush { follow: Follow::Pen, aspect: 1200, flow: 12_000, ..plain }),
    ]
}

fn partner() -> Log {
    log(150, 100, (0..40).map(|i| Op::Add(curve(i, 150))))
}

fn pointer() -> Log {
    log(150, 100, (0..12).map(|i| Op::Add(line(i, 150))))
}

fn undone() -> Log {
    let strokes = (0..20).map(|i| Op::Add(if i % 3 == 0 { line(i, 150) } else { curve(i, 150) }));
    let judgement = Judgement {
        verdict: Verdict::WeakNo,
        strokes: vec![19, 3],
        proposals: vec![curve(78, 150)],
        revision: 18,
        target: 0x0123_4567_89ab_cdef,
        weights: u64::MAX,
    };
    let after = [
        Op::Hide { stroke: 4, by: Author::Person },
        Op::Hide { stroke: 15, by: Author::Partner },
        Op::Show { stroke: 4, by: Author::Person },
        Op::Amend { stroke: 9, with: curve(77, 150) },
        Op::Judge(Box::new(judgement)),
    ];
    log(150, 100, strokes.chain(after))
}

/// Brushes that come while the painting is made, and an undo of a stroke below a smudge.
fn brushes_on_the_way() -> Log {
    let mut ops = Vec::new();
    for (i, preset) in presets::ALL.iter().enumerate() {
        ops.push(Op::Brush(Box::new(preset.brush)));
        let stroke = line(i as u32 + 60, 150);
        let coverage = preset.brush.coverage;
        ops.push(Op::Add(Stroke { brush: 3 + i as u8, coverage, ..stroke }));
    }
    ops.push(Op::Hide { stroke: 9, by: Author::Person });
    log(150, 100, ops)
}

fn sized(width: u16, height: u16) -> Log {
    let side = i32::from(width.max(height));
    log(
        width,
        height,
        (0..16).map(|i| Op::Add(if i % 4 == 1 { line(i, side) } else { curve(i, side) })),
    )
}

fn at(points: [(i32, i32); 3], radius_px: i32) -> Stroke {
    let points = points.map(|(x, y)| Point::from_px(x, y));
    let path = Path::Bezier { points, radii: [radius_px * UNITS_PER_PX; 2] };
    Stroke { path, opacity: ONE_U16, ..curve(7, 150) }
}

fn edges() -> Log {
    let around =
        [(-50, -50), (75, -9), (200, -50), (160, 50), (200, 150), (75, 109), (-50, 150), (-9, 50)];
    let strokes = around.into_iter().enumerate().flat_map(|(i, (x, y))| {
        let radius = 3 + 6 * i as i32;
        [at([(x, y), (75, 50), (x, y)], radius), at([(x, y); 3], radius)]
    });
    log(150, 100, strokes.map(Op::Add))
}

fn huge() -> Log {
    let flat = Brush { aspect: 900, angle: 5000, ..Brush::PLAIN };
    let strokes = [
        at([(0, 0), (150, 100), (300, 200)], 500),
        Stroke { brush: 3, ..at([(-300, 0), (150, 100), (300, 500)], 500) },
        Stroke { brush: 2, opacity: 9000, ..at([(10, 190), (150, 100), (300, 10)], 200) },
    ];
    log(300, 200, [Op::Brush(Box::new(flat))].into_iter().chain(strokes.map(Op::Add)))
}

fn tiny() -> Log {
    let strokes = (0..30).map(|i| {
        let path = match curve(i, 150).path {
            Path::Bezier { points, .. } => Path::Bezier { points, radii: [16, 16 + i as i32 * 3] },
            samples @ Path::Samples { .. } => samples,
        };
        Op::Add(Stroke { path, ..curve(i, 150) })
    });
    log(150, 100, strokes)
}

fn faint() -> Log {
    let opacities = [0, 1, 2, 40, 500, ONE_U16 - 1, ONE_U16];
    let strokes = (0..28).map(|i| {
        let coverage = if i % 2 == 0 { Coverage::BuildUp } else { Coverage::Wash };
        Op::Add(Stroke { opacity: opacities[i as usize % 7], coverage, ..curve(i, 150) })
    });
    log(150, 100, strokes)
}

/// Ovals as large as they may be, along ways of a few units, so that their axes are longer than one; the
/// canvas lies in a corner of each one's square, where nothing is covered.
fn far_oval() -> Log {
    let brush = Brush {
        follow: Follow::Path,
        aspect: 5120,
        spacing: 2048,
        coverage: Coverage::BuildUp,
        ..Brush::PLAIN
    };
    let ways = [
        (Point::from_px(-330, -350), (1, 1)),
        (Point::from_px(480, -340), (-1, 1)),
        (Point::from_px(-290, 430), (-2, 2)),
        (Point::from_px(70, 40), (1, -1)),
        (Point::from_px(75, 50), (300, 200)),
    ];
    let strokes = (0..).zip(ways).map(|(i, (from, (dx, dy)))| {
        let to = Point::new(from.x + dx, from.y + dy);
        let sample = |point| Sample { point, pressure: ONE_U16, tilt: [0, 0], dt_ms: 8 };
        Op::Add(Stroke {
            author: Author::Person,
            brush: 3,
            color: Rgb8::new(40 * i, 90, 200 - 30 * i),
            opacity: 12_000,
            coverage: brush.coverage,
            path: Path::Samples {
                radius: 500 * UNITS_PER_PX,
                samples: [from, to].map(sample).into(),
            },
        })
    });
    log(150, 100, [Op::Brush(Box::new(brush))].into_iter().chain(strokes))
}

fn dense() -> Log {
    let brush = Brush { spacing: 8, opacity: ONE_U16, coverage: Coverage::BuildUp, ..Brush::PLAIN };
    let strokes = (0..4).map(|i| {
        Op::Add(Stroke { brush: 3, coverage: Coverage::BuildUp, opacity: 300, ..line(i, 150) })
    });
    log(150, 100, [Op::Brush(Box::new(brush))].into_iter().chain(strokes))
}

fn eraser_on_nothing() -> Log {
    let eraser = |i| Op::Add(Stroke { brush: 2, ..line(i, 150) });
    log(150, 100, [eraser(1), Op::Add(curve(3, 150)), eraser(2)])
}

/// Wet strokes with so many dry ones between them that some have dried.
fn drying() -> Log {
    let wet = Brush { wetness: ONE_U16, ..Brush::PLAIN };
    let strokes = (0..90).map(|i| {
        let brush = if i % 9 == 0 { 3 } else { 1 };
        let stroke = curve(i, 150);
        Op::Add(Stroke {
            brush,
            opacity: stroke.opacity / (1 + u16::from(brush == 1) * 7),
            ..stroke
        })
    });
    log(150, 100, [Op::Brush(Box::new(wet))].into_iter().chain(strokes))
}

/// Strokes as a mouse (0), a pen (1) or a finger (2) reports them: even pressure; pressure and tilt that
/// rise and fall; jitter and uneven times.
fn session(pointer: u32) -> Log {
    let brushes = ["ink", "round_bristle", "watercolour", "pencil"];
    let mut ops: Vec<_> = brushes
        .iter()
        .map(|name| Op::Brush(Box::new(*presets::by_name(name).expect("it is there"))))
        .collect();
    for i in 0..8_u32 {
        let samples = (0..60).map(|j: i32| {
            let noise = |k, of| below(900 + i * 70 + j as u32, pointer * 10 + k, of) - of / 2;
            let shake = if pointer == 2 { noise(0, 90) } else { 0 };
            let x = 640 + j * 130 + shake;
            let y = 700 + i as i32 * 640 + (j - 30) * (j - 30) * (i as i32 - 4) / 2 + shake;
            let rise = (30 - (j - 30).abs()) * 1092;
            let pressure =
                [ONE_U16 / 2, rise as u16, (20_000 + noise(1, 5000)) as u16][pointer as usize];
            let tilt = if pointer == 1 { [j as i8 - 20, 45 - j as i8] } else { [0, 0] };
            let dt_ms = if pointer == 2 { (12 + noise(2, 16)) as u16 } else { 8 };
            Sample { point: Point::new(x, y), pressure, tilt, dt_ms }
        });
        let brush = presets::by_name(brushes[i as usize % 4]).expect("it is there");
        ops.push(Op::Add(Stroke {
            author: Author::Person,
            brush: 3 + i as u8 % 4,
            color: curve(i, 150).color,
            opacity: brush.opacity,
            coverage: brush.coverage,
            path: Path::Samples { radius: brush.radius, samples: samples.collect() },
        }));
    }
    log(150, 100, ops)
}

/// A number below `limit`, another for every stroke and counter.
fn below(stroke: u32, counter: u32, limit: i32) -> i32 {
    (random::at(stroke, counter) % limit as u32) as i32
}

fn point(stroke: u32, counter: u32, side_px: i32) -> Point {
    let side = (side_px + 20) * UNITS_PER_PX;
    Point::new(below(stroke, counter, side) - 640, below(stroke, counter + 1, side) - 640)
}

fn curve(i: u32, side_px: i32) -> Stroke {
    let point = |counter| point(i, counter, side_px);
    Stroke {
        author: Author::Partner,
        brush: 1,
        color: Rgb8::new(below(i, 0, 256) as u8, below(i, 1, 256) as u8, below(i, 2, 256) as u8),
        opacity: ONE_U16 / 4 + below(i, 3, 24_000) as u16,
        coverage: Coverage::Wash,
        path: Path::Bezier {
            points: [point(4), point(6), point(8)],
            radii: [32 + below(i, 10, 1200), 32 + below(i, 11, 1200)],
        },
    }
}

fn line(i: u32, side_px: i32) -> Stroke {
    let samples = (0..10).map(|j| Sample {
        point: point(i, 20 + 8 * j, side_px),
        pressure: below(i, 22 + 8 * j, i32::from(ONE_U16) + 1) as u16,
        tilt: [below(i, 23 + 8 * j, 181) - 90, below(i, 24 + 8 * j, 181) - 90].map(|t| t as i8),
        dt_ms: below(i, 25 + 8 * j, 40) as u16,
    });
    Stroke {
        author: Author::Person,
        brush: if i % 4 == 3 { 2 } else { 0 },
        coverage: if i.is_multiple_of(2) { Coverage::BuildUp } else { Coverage::Wash },
        path: Path::Samples { radius: 64 + below(i, 12, 900), samples: samples.collect() },
        ..curve(i, side_px)
    }
}
