//! Drawings as a person makes them, for tests and to show what a partner adds: a house, a face, waves, a flower, a row
//! of signs, and an abstract beginning. The hand trembles a little.

use std::f32::consts::TAU;

use limner_core::fixed::{ONE, UNITS_PER_PX};
use limner_core::{Author, Coverage, Error, Header, Log, Op, Path, Point, Rgb8, Sample, Stroke};
use limner_env::Random;

/// The side of each drawing's canvas, px.
pub const SIDE: u16 = 360;

/// Something to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Walls, a roof, a door and a window.
    House,
    /// An outline with one eye, a nose and a mouth.
    Face,
    /// Two waves that end half-way.
    Waves,
    /// A blossom, a stem and one leaf.
    Flower,
    /// Three like signs in a row.
    Pattern,
    /// A long curve and two dots.
    Abstract,
}

/// All subjects.
pub const ALL: [Subject; 6] = [
    Subject::House,
    Subject::Face,
    Subject::Waves,
    Subject::Flower,
    Subject::Pattern,
    Subject::Abstract,
];

impl Subject {
    /// The subject's name, for files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::House => "house",
            Self::Face => "face",
            Self::Waves => "waves",
            Self::Flower => "flower",
            Self::Pattern => "pattern",
            Self::Abstract => "abstract",
        }
    }

    /// The subject as a painting of the person's strokes alone.
    pub fn log(self, seed: u32) -> Result<Log, Error> {
        let mut log = Log::new(Header::new(SIDE, SIDE, Rgb8::new(250, 247, 240), seed))?;
        let mut random = Random::new(seed);
        for (way, color, radius) in self.ways() {
            let stroke = by_hand(&way, color, radius, &mut random);
            log.push(if log.revision() == 0 { 0 } else { 400 }, Op::Add(stroke))?;
        }
        Ok(log)
    }

    fn ways(self) -> Vec<(Vec<[f32; 2]>, Rgb8, f32)> {
        let (ink, red, blue, green) = (
            Rgb8::new(40, 38, 46),
            Rgb8::new(176, 62, 50),
            Rgb8::new(38, 92, 150),
            Rgb8::new(58, 120, 66),
        );
        match self {
            Self::House => vec![
                (
                    joined(&[
                        [90.0, 180.0],
                        [90.0, 310.0],
                        [270.0, 310.0],
                        [270.0, 180.0],
                        [90.0, 180.0],
                    ]),
                    ink,
                    3.0,
                ),
                (joined(&[[70.0, 182.0], [180.0, 80.0], [290.0, 182.0], [70.0, 182.0]]), red, 3.0),
                (
                    joined(&[[205.0, 310.0], [205.0, 240.0], [245.0, 240.0], [245.0, 310.0]]),
                    ink,
                    2.5,
                ),
                (
                    joined(&[
                        [115.0, 215.0],
                        [160.0, 215.0],
                        [160.0, 255.0],
                        [115.0, 255.0],
                        [115.0, 215.0],
                    ]),
                    blue,
                    2.5,
                ),
            ],
            Self::Face => vec![
                (ring([180.0, 180.0], [105.0, 125.0], 0.0, TAU), ink, 3.0),
                (ring([138.0, 150.0], [20.0, 11.0], 0.0, TAU), blue, 2.5),
                (ring([138.0, 140.0], [30.0, 22.0], 3.5, 5.9), ink, 2.5),
                (joined(&[[180.0, 165.0], [172.0, 205.0], [186.0, 208.0]]), ink, 2.5),
                (ring([180.0, 225.0], [42.0, 26.0], 0.4, 2.74), red, 3.0),
            ],
            Self::Waves => vec![
                (wave([20.0, 140.0], 200.0, 55.0, 16.0), blue, 3.0),
                (wave([35.0, 195.0], 210.0, 55.0, 16.0), blue, 3.0),
            ],
            Self::Flower => vec![
                (ring([180.0, 105.0], [18.0, 18.0], 0.0, TAU), Rgb8::new(214, 160, 40), 3.0),
                (petal([180.0, 105.0], -1.57), red, 3.0),
                (petal([180.0, 105.0], -0.31), red, 3.0),
                (petal([180.0, 105.0], 0.94), red, 3.0),
                (joined(&[[180.0, 170.0], [181.0, 240.0], [180.0, 330.0]]), green, 3.5),
                (leaf([181.0, 265.0]), green, 3.0),
            ],
            Self::Pattern => (0..3u8)
                .map(|i| {
                    let x = 60.0 + 62.0 * f32::from(i);
                    let color = if i % 2 == 0 { red } else { blue };
                    (
                        joined(&[
                            [x - 18.0, 200.0],
                            [x, 160.0],
                            [x + 18.0, 200.0],
                            [x, 214.0],
                            [x - 18.0, 200.0],
                        ]),
                        color,
                        3.0,
                    )
                })
                .collect(),
            Self::Abstract => vec![
                (arc_to([60.0, 280.0], [150.0, 60.0], [270.0, 150.0]), ink, 6.0),
                (ring([250.0, 230.0], [26.0, 26.0], 0.0, TAU), red, 4.0),
                (joined(&[[100.0, 100.0], [116.0, 108.0]]), blue, 7.0),
            ],
        }
    }
}

fn joined(corners: &[[f32; 2]]) -> Vec<[f32; 2]> {
    let between = |pair: &[[f32; 2]]| -> Vec<[f32; 2]> {
        let ends = [pair[0], pair[1]];
        (0..20u8)
            .map(|i| [0, 1].map(|k| ends[0][k] + f32::from(i) / 20.0 * (ends[1][k] - ends[0][k])))
            .collect()
    };
    let mut way: Vec<[f32; 2]> = corners.windows(2).flat_map(between).collect();
    way.extend(corners.last());
    way
}

fn ring(at: [f32; 2], radii: [f32; 2], from: f32, to: f32) -> Vec<[f32; 2]> {
    let angle = |i: u8| from + f32::from(i) / 48.0 * (to - from);
    (0..=48)
        .map(|i| [at[0] + radii[0] * angle(i).cos(), at[1] + radii[1] * angle(i).sin()])
        .collect()
}

fn wave(from: [f32; 2], width: f32, length: f32, height: f32) -> Vec<[f32; 2]> {
    let x = |i: u8| f32::from(i) / 90.0 * width;
    (0..=90).map(|i| [from[0] + x(i), from[1] - height * (TAU * x(i) / length).sin()]).collect()
}

fn petal(at: [f32; 2], angle: f32) -> Vec<[f32; 2]> {
    let (cos, sin) = (angle.cos(), angle.sin());
    let place = |i: u8| {
        let t = f32::from(i) / 40.0 * TAU;
        let (u, v) = (46.0 - 24.0 * t.cos(), 15.0 * t.sin());
        [at[0] + u * cos - v * sin, at[1] + u * sin + v * cos]
    };
    (0..=40).map(place).collect()
}

fn leaf([x, y]: [f32; 2]) -> Vec<[f32; 2]> {
    let mut way = arc_to([x, y], [x + 26.0, y - 44.0], [x + 70.0, y - 34.0]);
    way.extend(arc_to([x + 70.0, y - 34.0], [x + 46.0, y + 6.0], [x, y]));
    way
}

fn arc_to(from: [f32; 2], control: [f32; 2], to: [f32; 2]) -> Vec<[f32; 2]> {
    (0..=40u8).map(|i| crate::line::on_curve([from, control, to], f32::from(i) / 40.0)).collect()
}

fn by_hand(way: &[[f32; 2]], color: Rgb8, radius: f32, random: &mut Random) -> Stroke {
    let fixed = |px: f32| (px * UNITS_PER_PX as f32).round() as i32;
    let mut sway = [0.0; 2];
    let sample = |[x, y]: &[f32; 2]| {
        sway = sway.map(|v: f32| 0.85 * v + 0.25 * random.normal());
        let pressure = ONE - ONE / 8;
        Sample {
            point: Point { x: fixed(x + sway[0]), y: fixed(y + sway[1]) },
            pressure: pressure as u16,
            tilt: [0; 2],
            dt_ms: 12,
        }
    };
    let samples: Vec<Sample> = way.iter().map(sample).collect();
    let path = Path::Samples { radius: fixed(radius), samples: samples.into() };
    let opacity = (ONE - ONE / 10) as u16;
    Stroke { author: Author::Person, brush: 0, color, opacity, coverage: Coverage::Wash, path }
}
