//! Every kind of brush in a few sizes, each a stroke over paint: what `limner_core::work` is measured on, natively
//! and in WebAssembly.

use limner_core::brush::{Follow, Input, MAX_RADIUS, Modulation, Setting, presets};
use limner_core::fixed::{ONE_U16, UNITS_PER_PX};
use limner_core::{
    Author, Brush, Canvas, Coverage, Path, Place, Point, Rgb8, Sample, Stroke, Surface, work,
};

/// Width and height of the canvas.
pub const SIDE: u16 = 1024;
/// Radii that are measured, in px.
pub const RADII_PX: [i32; 4] = [1, 8, 60, 300];
/// The place in the painting at which all are drawn.
const PLACE: Place = Place::new(1, 7, 7);

/// Every kind of brush with its name: those that come with the program, and others each of which is dear in a way of
/// its own.
pub fn brushes() -> impl Iterator<Item = (&'static str, Brush)> {
    presets::ALL.iter().map(|preset| (preset.name, preset.brush)).chain(extremes())
}

/// A stroke of a kind, and the paint that it is drawn over.
#[derive(Debug)]
pub struct ChargedStroke {
    brush: Brush,
    stroke: Stroke,
    ground: Canvas,
}

impl ChargedStroke {
    /// A zigzag from side to side, as long as makes some thousand dabs of the brush, over a few broad wet lines.
    #[must_use]
    pub fn of(brush: Brush, radius_px: i32) -> Self {
        let mut ground = Canvas::new(SIDE, SIDE).expect("the size is valid");
        let wet = Brush { wetness: ONE_U16, ..Brush::PLAIN };
        for y in [0, 300, 600, 900] {
            let mut stroke = line(&[Point::from_px(0, y), Point::from_px(1023, y)], MAX_RADIUS);
            stroke.color = Rgb8::new(230, 190, 40);
            ground.draw(&stroke, &wet, Place::new(1, 0, 0));
        }
        let corners = match radius_px {
            0..4 => 12,
            4..30 => 40,
            30..150 => 20,
            _ => 8,
        };
        let corner = |i: i32| Point::from_px(if i % 2 == 0 { 60 } else { 960 }, 100 + 20 * i);
        let way: Vec<_> = (0..corners).map(corner).collect();
        let radius = (radius_px * UNITS_PER_PX).min(MAX_RADIUS);
        let stroke = Stroke { coverage: brush.coverage, ..line(&way, radius) };
        Self { brush, stroke, ground }
    }

    /// The kind of this place in the table: brush after brush, each with its sizes. `None` behind the last.
    #[must_use]
    pub fn at(place: usize) -> Option<Self> {
        let (_, brush) = brushes().nth(place / RADII_PX.len())?;
        Some(Self::of(brush, RADII_PX[place % RADII_PX.len()]))
    }

    /// The canvas before the stroke.
    #[must_use]
    pub fn ground(&self) -> Canvas {
        self.ground.clone()
    }

    /// Draws the stroke on a canvas.
    pub fn draw(&self, canvas: &mut Canvas) {
        canvas.draw(&self.stroke, &self.brush, PLACE);
    }

    /// What the stroke is charged.
    #[must_use]
    pub fn charge(&self) -> u64 {
        work::of_stroke(&self.stroke, &self.brush, PLACE.seed, self.ground.bounds(), u64::MAX)
    }
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
