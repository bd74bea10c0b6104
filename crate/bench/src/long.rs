//! A long painting, as two paint it: the partner in runs of curves that begin broad and end fine, the
//! person in between with the brushes at hand. The same strokes each time.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "sides, counts and dice of a benchmark are small"
)]

use limner_core::brush::presets::{self, Preset};
use limner_core::fixed::{ONE_U16, UNITS_PER_PX};
use limner_core::{Author, Brush, Header, Log, Op, Path, Point, Rgb8, Sample, Stroke, random};

/// Strokes of both: the partner's first, then the person's.
pub const ROUND: usize = 50;
/// How many strokes of a round are the partner's.
pub const PARTNERS: usize = 45;
/// The seed that all randomness follows from.
const SEED: u32 = 0x10_9a17;
/// The paper.
pub const PAPER: Rgb8 = Rgb8::new(246, 240, 228);
/// What the person paints with, in turn: radius at full pressure in px of a canvas of 1024, and how many
/// reports such a stroke has. Two are wet, one smudges, one takes paint away.
const HELD: [(&str, i32, u32); 8] = [
    ("round", 6, 40),
    ("ink", 4, 60),
    ("round_bristle", 10, 30),
    ("watercolour", 14, 30),
    ("oil", 10, 30),
    ("pencil", 4, 50),
    ("blender", 9, 24),
    ("eraser", 12, 20),
];
/// Index of the first brush of [`HELD`] in the table.
const FIRST_HELD: usize = 3;

/// A long painting on a square canvas.
#[derive(Clone, Copy, Debug)]
pub struct Long {
    /// Width and height, in px.
    pub side: u16,
    /// How many strokes the painting has.
    pub strokes: usize,
}

impl Long {
    /// The painting's header, with every brush that its strokes need.
    #[must_use]
    pub fn header(&self) -> Header {
        let mut header = Header::new(self.side, self.side, PAPER, SEED);
        header.brushes.extend(HELD.map(|(name, ..)| preset(name).brush));
        header
    }

    /// The whole painting as a log, a stroke every 400 ms.
    #[must_use]
    pub fn log(&self) -> Log {
        let mut log = Log::new(self.header()).expect("the header is valid");
        for i in 0..self.strokes {
            log.push(400, Op::Add(self.stroke(i))).expect("the stroke is valid");
        }
        log
    }

    /// The painting's `i`-th stroke.
    #[must_use]
    pub fn stroke(&self, i: usize) -> Stroke {
        let dice = Dice { stroke: i as u32 };
        let [r, g, b, _] = dice.number(0).to_le_bytes();
        let color = Rgb8::new(r, g, b);
        if i % ROUND < PARTNERS {
            return self.partners(i, color, &dice);
        }
        let held = i % HELD.len();
        let (name, radius_px, reports) = HELD[held];
        let brush = preset(name).brush;
        Stroke {
            author: Author::Person,
            brush: (FIRST_HELD + held) as u8,
            color,
            opacity: brush.opacity,
            coverage: brush.coverage,
            path: Path::Samples {
                radius: self.units(radius_px),
                samples: self.samples(reports, &dice).into(),
            },
        }
    }

    /// The preset that a person's stroke is painted with.
    #[must_use]
    pub fn preset_of(stroke: &Stroke) -> &'static Preset {
        preset(HELD[usize::from(stroke.brush) - FIRST_HELD].0)
    }

    /// A stroke of the partner's, from a twelfth of the canvas at the start to a two-hundredth at the end.
    fn partners(&self, i: usize, color: Rgb8, dice: &Dice) -> Stroke {
        let part = i as f64 / self.strokes.max(1) as f64;
        let radius = f64::from(self.side) / (12.0 + 188.0 * part.sqrt());
        let reach = (radius * 5.0) as i32 * UNITS_PER_PX;
        let middle = dice.place(1, self.side);
        let near = |counter| {
            let [x, y] = [0_u32, 1].map(|k| dice.below(counter + k, 2 * reach as u32 + 1) as i32);
            Point::new(middle.x + x - reach, middle.y + y - reach)
        };
        let radii = [3, 4].map(|k| {
            let share = 0.6 + 0.8 * f64::from(dice.below(k, 1000)) / 1000.0;
            ((radius * share) as i32 * UNITS_PER_PX).max(UNITS_PER_PX)
        });
        Stroke {
            author: Author::Partner,
            brush: 1,
            color,
            opacity: ONE_U16 / 2 + dice.below(5, u32::from(ONE_U16) / 2) as u16,
            coverage: Brush::PARTNER.coverage,
            path: Path::Bezier { points: [near(6), middle, near(8)], radii },
        }
    }

    /// A hand's way: a wave around a straight line, with pressure that rises and falls.
    fn samples(&self, count: u32, dice: &Dice) -> Vec<Sample> {
        let (from, to) = (dice.place(1, self.side), dice.place(3, self.side));
        // No hand crosses a large canvas in one go.
        let share = |t: f64, a: i32, b: i32| f64::from(a) + t * 0.25 * f64::from(b - a);
        let wave = f64::from(self.units(10 + dice.below(5, 30) as i32));
        let sample = |i: u32| {
            let t = f64::from(i) / f64::from(count - 1);
            let bend = (t * 9.0).sin() * wave;
            let x = share(t, from.x, to.x) + bend;
            let y = share(t, from.y, to.y) - bend * 0.6;
            let press = (t * std::f64::consts::PI).sin().max(0.05);
            Sample {
                point: Point::new(x as i32, y as i32),
                pressure: (press * f64::from(ONE_U16)) as u16,
                tilt: [20, -10],
                dt_ms: 8,
            }
        };
        (0..count).map(sample).collect()
    }

    /// A length in px of a canvas of 1024, on this one, in 1/64 px.
    fn units(&self, px: i32) -> i32 {
        px * UNITS_PER_PX * i32::from(self.side) / 1024
    }
}

fn preset(name: &str) -> &'static Preset {
    presets::ALL.iter().find(|preset| preset.name == name).expect("it comes with the program")
}

/// Random numbers of one stroke.
struct Dice {
    stroke: u32,
}

impl Dice {
    fn number(&self, counter: u32) -> u32 {
        random::at(SEED ^ self.stroke, counter)
    }

    fn below(&self, counter: u32, limit: u32) -> u32 {
        self.number(counter) % limit
    }

    /// A place somewhere on a square canvas.
    fn place(&self, counter: u32, side: u16) -> Point {
        let limit = u32::from(side) * UNITS_PER_PX as u32;
        Point::new(self.below(counter, limit) as i32, self.below(counter + 1, limit) as i32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_paint_and_every_brush_is_used() {
        let log = Long { side: 64, strokes: 400 }.log();
        let strokes: Vec<_> = log
            .entries()
            .iter()
            .filter_map(|entry| match &entry.op {
                Op::Add(stroke) => Some(stroke),
                _ => None,
            })
            .collect();
        let partners = strokes.iter().filter(|stroke| stroke.author == Author::Partner).count();
        assert_eq!(partners * ROUND, strokes.len() * PARTNERS);
        for brush in FIRST_HELD..FIRST_HELD + HELD.len() {
            assert!(strokes.iter().any(|stroke| usize::from(stroke.brush) == brush), "{brush}");
        }
    }
}
