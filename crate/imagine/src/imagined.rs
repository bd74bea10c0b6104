//! A drawing that was imagined: its strokes, what the critic thought after each of them, and the way into a painting.

#![expect(
    clippy::cast_possible_truncation,
    reason = "casts of floats saturate, and a NaN becomes 0"
)]

use limner_core::fixed::{ONE, ONE_U16, UNITS_PER_PX};
use limner_core::stroke::MAX_COORDINATE;
use limner_core::{Author, Brush, Header, Log, Op, Path, Point, Rgb8, Sample, Stroke, brush};
use limner_env::Random;
use limner_env::drawing::{Act, Error, soft_from_numbers};

use crate::Model;
use crate::likings::{CANDIDATES, Likings, Looks, Origin};

/// Drawings that are imagined at a time.
pub const MOST_DRAWINGS: usize = 24;
/// Places along a stroke at which its radius is said.
pub const KNOTS: usize = 17;
/// Places of a stroke that are to be on the sheet, or it is not counted.
const FEWEST_ON: usize = 4;
/// Side of the sheet in which strokes are worked out before they are parts of it.
const SHEET: u16 = 64;
/// Time between two samples of a placed stroke, as a steady hand has it.
const DT_MS: u16 = 8;
/// Least pressure of a sample: a thinner one would not be seen.
const LEAST_PRESSURE: f32 = 0.05;

/// Where a stroke is and how thick: x, y and radius.
pub type Knot = [f32; 3];

/// A drawing of a model's.
#[derive(Clone, Debug, PartialEq)]
pub struct Imagined {
    /// The class that was asked for, or that chance chose.
    pub class: u16,
    /// Its strokes, in parts of the sheet's side.
    pub strokes: Vec<Vec<Knot>>,
    /// What the critic thinks of the bare sheet, and after each stroke.
    pub scores: Vec<f32>,
}

/// Where a drawing goes in a painting, and with what.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placing {
    /// Width and height of the painting in px.
    pub canvas: [u16; 2],
    /// The middle of the drawing, in px.
    pub middle: [f32; 2],
    /// The longer side of the box around the drawing, in px.
    pub size: f32,
    /// The brush of its strokes.
    pub brush: Brush,
    /// The colour of its strokes.
    pub color: Rgb8,
}

/// The strokes of a program that lie on the sheet, each with what draws it by itself, in parts of the sheet's side; a pen
/// that is not lifted goes on where the last one ended. What only reaches in from beside the sheet is no part of a
/// drawing: there it would be a blot.
fn seen(program: &[Act]) -> Vec<(Act, Vec<Knot>)> {
    let mut pen = None;
    let side = f32::from(SHEET);
    let mut all = Vec::with_capacity(program.len());
    for act in program.iter().take_while(|act| !act.stop) {
        let start = if act.lift { None } else { pen };
        let soft = soft_from_numbers(&act.numbers, SHEET, start);
        let [a, b, c] = soft.points;
        let knot = |i: usize| {
            let t = i as f32 / (KNOTS - 1) as f32;
            let along =
                |i: usize| (1.0 - t) * (1.0 - t) * a[i] + 2.0 * t * (1.0 - t) * b[i] + t * t * c[i];
            let radius = soft.radii[0] + t * (soft.radii[1] - soft.radii[0]);
            [along(0), along(1), radius].map(|v| v / side)
        };
        let knots: Vec<Knot> = (0..KNOTS).map(knot).collect();
        let is_on = |knot: &&Knot| knot[..2].iter().all(|v| (0.0..1.0).contains(v));
        if act.is_laid() && knots.iter().filter(is_on).count() >= FEWEST_ON {
            all.push((*act, knots));
        }
        pen = Some(c);
    }
    all
}

impl Model {
    /// Imagines drawings of a class, or of any; what the critic thinks is asked after each stroke, with the sheet by
    /// itself, so that drawings of a class are comparable.
    pub fn imagine_watched(
        &self,
        count: usize,
        class: Option<u16>,
        random: &mut Random,
    ) -> Result<Vec<Imagined>, Error> {
        let drawings = self.imagine_liked(&Likings::default(), count, class, random)?;
        Ok(drawings.into_iter().map(|(drawing, ..)| drawing).collect())
    }

    /// The same, chosen among many by what somebody likes; each with what it came from and how it looks.
    pub(crate) fn imagine_liked(
        &self,
        likings: &Likings,
        count: usize,
        class: Option<u16>,
        random: &mut Random,
    ) -> Result<Vec<(Imagined, Origin, Looks)>, Error> {
        let count = count.min(MOST_DRAWINGS);
        let classes = u16::try_from(self.classes.len()).unwrap_or(u16::MAX);
        let class = class.filter(|class| *class < classes);
        let many = if likings.is_empty() { count } else { count * CANDIDATES };
        let origins: Vec<Origin> =
            (0..many).map(|_| likings.origin(class, classes.max(1), random)).collect();
        let noise: Vec<f32> = origins.iter().flat_map(|origin| origin.noise.clone()).collect();
        let asked: Vec<u16> = origins.iter().map(|origin| origin.class).collect();
        let programs = self.imagine_from(&noise, &asked);
        let drawings = self.draw(&programs, 0)?;
        let side = usize::from(self.side);
        let looks: Vec<Looks> =
            drawings.sheets().pictures().map(|picture| Looks::of(picture, side)).collect();
        let chosen =
            if likings.is_empty() { (0..count).collect() } else { likings.choose(&looks, count) };
        let watched = |index: usize| {
            let drawing = self.watched(&programs[index], asked[index])?;
            Ok((drawing, origins[index].clone(), looks[index].clone()))
        };
        chosen.into_iter().map(watched).collect()
    }

    fn watched(&self, program: &[Act], class: u16) -> Result<Imagined, Error> {
        let (program, strokes): (Vec<Act>, Vec<Vec<Knot>>) = seen(program).into_iter().unzip();
        let begun: Vec<Vec<Act>> = (0..=program.len()).map(|n| program[..n].to_vec()).collect();
        let drawings = self.draw(&begun, 0)?;
        let pictures = drawings.sheets().pictures();
        let scores = pictures.flat_map(|picture| self.scores(picture, &[class])).collect();
        Ok(Imagined { class, strokes, scores })
    }
}

impl Imagined {
    /// The box around the drawing, in parts of the sheet: its least and its greatest corner. `None` where nothing is
    /// drawn.
    #[must_use]
    pub fn bounds(&self) -> Option<[[f32; 2]; 2]> {
        let (mut low, mut high) = ([f32::INFINITY; 2], [f32::NEG_INFINITY; 2]);
        for knot in self.strokes.iter().flatten() {
            low = [0, 1].map(|axis: usize| low[axis].min(knot[axis] - knot[2]));
            high = [0, 1].map(|axis: usize| high[axis].max(knot[axis] + knot[2]));
        }
        (low[0] <= high[0] && low[1] <= high[1]).then_some([low, high])
    }

    /// The drawing as a painting of that size, of ordinary strokes of the person's: thickness is the pressure under a
    /// radius, as a hand has it. Strokes that lie wholly beside it are left away.
    pub fn painting(&self, placing: &Placing) -> Result<Log, limner_core::Error> {
        let [width, height] = placing.canvas;
        let mut header = Header::new(width, height, Rgb8::new(255, 255, 255), 0);
        header.brushes = vec![placing.brush];
        let mut log = Log::new(header)?;
        let Some([low, high]) = self.bounds() else { return Ok(log) };
        let longer = (high[0] - low[0]).max(high[1] - low[1]);
        let scale = placing.size.clamp(1.0, f32::from(u16::MAX)) / longer.max(1e-3);
        let middle = [0, 1].map(|axis| f32::midpoint(low[axis], high[axis]));
        let place = |knot: &Knot| {
            let [x, y] = [0, 1].map(|i| placing.middle[i] + (knot[i] - middle[i]) * scale);
            [x, y, knot[2] * scale]
        };
        for knots in &self.strokes {
            let stroke = stroke_of(&knots.iter().map(place).collect::<Vec<_>>(), placing);
            if touches(&stroke, placing.canvas) {
                log.push(0, Op::Add(stroke))?;
            }
        }
        Ok(log)
    }
}

fn units(px: f32) -> i32 {
    (px * UNITS_PER_PX as f32).round() as i32
}

fn stroke_of(knots: &[Knot], placing: &Placing) -> Stroke {
    let thickest = knots.iter().map(|knot| units(knot[2])).max().unwrap_or_default();
    let radius = thickest.clamp(brush::MIN_RADIUS, brush::MAX_RADIUS);
    let sample = |(i, knot): (usize, &Knot)| {
        let part = (knot[2] * UNITS_PER_PX as f32 / radius as f32).clamp(LEAST_PRESSURE, 1.0);
        let pressure = u16::try_from((part * ONE as f32).round() as i32).unwrap_or(ONE_U16);
        let [x, y] = [knot[0], knot[1]].map(|v| units(v).clamp(-MAX_COORDINATE, MAX_COORDINATE));
        let dt_ms = if i == 0 { 0 } else { DT_MS };
        Sample { point: Point::new(x, y), pressure: pressure.min(ONE_U16), tilt: [0; 2], dt_ms }
    };
    Stroke {
        author: Author::Person,
        brush: 0,
        color: placing.color,
        opacity: ONE_U16,
        coverage: placing.brush.coverage,
        path: Path::Samples { radius, samples: knots.iter().enumerate().map(sample).collect() },
    }
}

/// Whether anything of a stroke lies on a canvas of this size.
fn touches(stroke: &Stroke, canvas: [u16; 2]) -> bool {
    let [width, height] = canvas.map(|side| i32::from(side) * UNITS_PER_PX);
    let Path::Samples { radius, samples } = &stroke.path else { return false };
    samples.iter().any(|sample| {
        (-radius..width + radius).contains(&sample.point.x)
            && (-radius..height + radius).contains(&sample.point.y)
    })
}
