//! What every kind of brush takes beside what it is charged (`limner_core::work`).

use std::sync::OnceLock;
use std::time::Instant;

use limner_core::brush::{Follow, Input, MAX_RADIUS, Modulation, Setting, presets};
use limner_core::fixed::{ONE_U16, UNITS_PER_PX};
use limner_core::work::{self, PER_MS};
use limner_core::{
    Author, Brush, Canvas, Coverage, Path, Place, Point, Rgb8, Sample, Stroke, Surface,
};

/// Width and height of the canvas.
const SIDE: u16 = 1024;
/// Radii that are measured, in px.
const RADII_PX: [i32; 4] = [1, 8, 60, 300];
/// Strokes as long as this many ms or more are measured once.
const LONG_MS: f64 = 300.0;

/// Prints for every brush and size what a stroke takes in percent of what it is charged: drawn, and
/// counted only, which opening a painting does first.
pub(crate) fn report(rounds: usize) -> anyhow::Result<()> {
    println!(
        "taken, in % of the charge (counted only in brackets), on {SIDE} × {SIDE}, one thread"
    );
    print!("{:<22}", "radius in px");
    RADII_PX.iter().for_each(|radius| print!("{radius:>18}"));
    println!();
    let presets = presets::ALL.iter().map(|preset| (preset.name, preset.brush));
    for (name, brush) in presets.chain(extremes()) {
        brush.validate()?;
        print!("{name:<22}");
        for radius_px in RADII_PX {
            let radius = (radius_px * UNITS_PER_PX).min(MAX_RADIUS);
            let (drawn, counted, ms) = measure(&brush, radius, rounds);
            print!("{drawn:>5.0} ({counted:>3.0}) {ms:>5.1}ms");
        }
        println!();
    }
    Ok(())
}

/// A stroke of the brush over paint: what drawing and counting it take, in percent of its charge.
fn measure(brush: &Brush, radius: i32, rounds: usize) -> (f64, f64, f64) {
    let mut ground = Canvas::new(SIDE, SIDE).expect("the size is valid");
    let wet = Brush { wetness: ONE_U16, ..Brush::PLAIN };
    for y in [0, 300, 600, 900] {
        let mut stroke = line(&[Point::from_px(0, y), Point::from_px(1023, y)], MAX_RADIUS);
        stroke.color = Rgb8::new(230, 190, 40);
        ground.draw(&stroke, &wet, Place::new(1, 0, 0));
    }
    // A zigzag from side to side, as long as makes some thousand dabs of the brush.
    let corners = match radius / UNITS_PER_PX {
        0..4 => 12,
        4..30 => 40,
        30..150 => 20,
        _ => 8,
    };
    let corner = |i: i32| Point::from_px(if i % 2 == 0 { 60 } else { 960 }, 100 + 20 * i);
    let way: Vec<_> = (0..corners).map(corner).collect();
    let stroke = Stroke { coverage: brush.coverage, ..line(&way, radius) };
    let place = Place::new(1, 7, 7);
    let charged = work::of_stroke(&stroke, brush, place.seed, ground.bounds(), u64::MAX);
    let charged_ms = charged as f64 / PER_MS as f64;
    // The quickest of them: what else the machine does only ever adds.
    let (mut drawn_ms, mut counted_ms) = (f64::MAX, f64::MAX);
    for _ in 0..rounds {
        let mut canvas = ground.clone();
        let began_ms = used_ms();
        canvas.draw(&stroke, brush, place);
        drawn_ms = drawn_ms.min(used_ms() - began_ms);
        let began_ms = used_ms();
        let again = work::of_stroke(&stroke, brush, place.seed, ground.bounds(), u64::MAX);
        assert_eq!(again, charged);
        counted_ms = counted_ms.min(used_ms() - began_ms);
        if drawn_ms > LONG_MS {
            break;
        }
    }
    (100.0 * drawn_ms / charged_ms, 100.0 * counted_ms / charged_ms, drawn_ms)
}

/// Time of the processor's that this thread has used, where the system says so: a busy machine is no
/// slower by it. Else what has passed.
fn used_ms() -> f64 {
    static BEGAN: OnceLock<Instant> = OnceLock::new();
    let used = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let used_ns = used.as_deref().and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    let passed = || BEGAN.get_or_init(Instant::now).elapsed().as_secs_f64() * 1e3;
    used_ns.map_or_else(passed, |ns| ns / 1e6)
}

/// A mouse's line, half pressed, through these points.
fn line(way: &[Point], radius: i32) -> Stroke {
    let sample =
        |point: &Point| Sample { point: *point, pressure: ONE_U16, tilt: [20, 30], dt_ms: 40 };
    Stroke {
        author: Author::Person,
        brush: 0,
        color: Rgb8::new(30, 60, 160),
        opacity: ONE_U16 / 2,
        coverage: Coverage::Wash,
        path: Path::Samples { radius, samples: way.iter().map(sample).collect() },
    }
}

/// Brushes each of which is dear in a way of its own.
fn extremes() -> impl Iterator<Item = (&'static str, Brush)> {
    let plain = Brush::PLAIN;
    let build_up = Brush { coverage: Coverage::BuildUp, ..plain };
    let driven: [Modulation; 8] = std::array::from_fn(|i| {
        let setting = Setting::ALL[2 * i];
        Modulation {
            setting,
            input: Input::ALL[i % 5],
            factors: [ONE_U16, 30_000, 33_000, 31_000, ONE_U16],
        }
    });
    let mixed = Brush { pigment: ONE_U16, wetness: ONE_U16, ..build_up };
    let all = Brush { softness: ONE_U16, grain: ONE_U16 / 2, aspect: 257, ..mixed };
    [
        ("plain wash", plain),
        ("plain build-up", build_up),
        ("dense", Brush { spacing: 8, ..build_up }),
        ("soft", Brush { softness: ONE_U16, ..plain }),
        ("grain", Brush { grain: ONE_U16 / 2, ..plain }),
        ("soft grain build-up", Brush { grain: ONE_U16 / 2, softness: ONE_U16, ..build_up }),
        ("oval", Brush { aspect: 700, follow: Follow::Path, ..plain }),
        ("rim", Brush { rim: ONE_U16, ..plain }),
        ("wet wash", Brush { wetness: ONE_U16, ..plain }),
        ("pigment wash", Brush { pigment: ONE_U16, ..plain }),
        ("wet", Brush { wetness: ONE_U16, ..build_up }),
        ("pigment", Brush { pigment: ONE_U16, ..build_up }),
        ("wet pigment", mixed),
        ("all at once", all),
        ("smudge", Brush { smudge: ONE_U16, ..build_up }),
        ("smudge pigment", Brush { smudge: 20_000, ..mixed }),
        ("hairs", Brush { hairs: 64, hair_radius: 8, ..plain }),
        ("dry hairs", Brush { hairs: 64, hair_radius: 8, dryness: ONE_U16, ..build_up }),
        ("fat hairs", Brush { hairs: 9, hair_radius: 256, ..build_up }),
        ("driven", Brush { modulations: driven, ..build_up }),
        ("linear", Brush { linearity: ONE_U16, flow: 9_000, ..build_up }),
        (
            "jitter",
            Brush {
                jitter_place: 700,
                jitter_radius: 20_000,
                jitter_angle: 9_000,
                aspect: 600,
                ..build_up
            },
        ),
        ("by time", Brush { spacing: 0, dabs_per_second: 500, ..build_up }),
        ("far apart", Brush { spacing: 2048, ..plain }),
    ]
    .into_iter()
}
