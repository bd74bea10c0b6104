//! A sheet with every brush, painted by the brush engine.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "sides and counts are those of a sheet, and a cast of a float saturates"
)]

use std::path::PathBuf;

use anyhow::Result;
use limner_core::brush::presets::{ALL, Preset};
use limner_core::fixed::{ONE_U16, UNITS_PER_PX};
use limner_core::{
    Author, Brush, Coverage, Error, Header, Op, Painting, Path, Point, Rgb8, Sample, Stroke,
};

use crate::files::{writable, write_painting};

/// Where the sheet goes.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The picture to write (PNG); its painting is written beside it, as a log
    #[arg(short, long, value_name = "FILE", default_value = "brushes.png")]
    output: PathBuf,
}

impl Args {
    /// Paints the sheet and writes it.
    pub(crate) fn run(&self) -> Result<()> {
        writable(&self.output)?;
        let painting = sheet()?;
        write_painting(&self.output, &painting)?;
        let names: Vec<_> = ALL.iter().map(|preset| preset.name).collect();
        println!("{}: {}", self.output.display(), names.join(", "));
        Ok(())
    }
}

/// Size of a brush's cell, in pixels.
const CELL: [i32; 2] = [420, 190];
/// Cells in a row.
const COLUMNS: usize = 2;
const PAPER: Rgb8 = Rgb8::new(247, 243, 234);
const BLUE: Rgb8 = Rgb8::new(32, 76, 156);
const YELLOW: Rgb8 = Rgb8::new(246, 200, 44);
const RED: Rgb8 = Rgb8::new(186, 48, 40);
const DARK: Rgb8 = Rgb8::new(38, 38, 44);

/// A painting of all brushes: each with a stroke whose pressure rises and falls, quick hatching, and
/// two colours that meet.
pub(crate) fn sheet() -> Result<Painting, Error> {
    let rows = ALL.len().div_ceil(COLUMNS);
    let size = [COLUMNS as i32 * CELL[0], rows as i32 * CELL[1]].map(|v| v as u16);
    let mut painting = Painting::new(Header::new(size[0], size[1], PAPER, 5))?;
    for (i, preset) in ALL.iter().enumerate() {
        let corner = [(i % COLUMNS) as i32 * CELL[0], (i / COLUMNS) as i32 * CELL[1]];
        cell(&mut painting, preset, corner)?;
    }
    Ok(painting)
}

fn cell(painting: &mut Painting, preset: &Preset, [x, y]: [i32; 2]) -> Result<(), Error> {
    let index = painting.log().brush_count();
    painting.push(0, Op::Brush(Box::new(preset.brush)))?;
    let lays = !preset.brush.eraser && preset.name != "blender";
    let at = |px: f64, py: f64| [f64::from(x) + px, f64::from(y) + py];
    let mut draw =
        |brush: (u8, &Brush), color, scale: f64, path: &dyn Fn(f64) -> ([f64; 2], f64)| {
            let stroke = stroke(brush, color, scale, path);
            painting.push(0, Op::Add(stroke)).map(|_| ())
        };
    let own = (index, &preset.brush);
    let round = (0, &Brush::ROUND);
    if !lays || preset.brush.smudges() {
        // Something to work on.
        for (k, color) in [BLUE, YELLOW, RED].into_iter().enumerate() {
            let top = 38.0 + 46.0 * k as f64;
            draw(round, color, 2.2, &|t| (at(40.0 + 340.0 * t, top), 1.0))?;
        }
    }
    let color =
        if preset.name.contains("pencil") || preset.name == "charcoal" { DARK } else { BLUE };
    draw(own, color, 1.0, &|t| {
        let wave = (t * std::f64::consts::TAU).sin();
        (at(28.0 + 210.0 * t, 60.0 - 34.0 * wave), (t * std::f64::consts::PI).sin().powf(0.7))
    })?;
    draw(own, color, 1.0, &|t| {
        let zigzag = (t * 9.0).fract();
        let up = if (t * 9.0) as i32 % 2 == 0 { zigzag } else { 1.0 - zigzag };
        (at(30.0 + 190.0 * t, 168.0 - 54.0 * up), 0.35 + 0.5 * t)
    })?;
    for (k, color) in [YELLOW, BLUE, RED].into_iter().enumerate() {
        let k = k as f64;
        let (from, to) = match k as i32 {
            0 => ([270.0, 40.0], [400.0, 150.0]),
            1 => ([400.0, 40.0], [270.0, 150.0]),
            _ => ([262.0, 98.0], [410.0, 90.0]),
        };
        draw(own, color, 1.0, &|t| {
            let bow = (t * std::f64::consts::PI).sin() * 10.0;
            let mix = |a: f64, b: f64| a + (b - a) * t;
            (at(mix(from[0], to[0]), mix(from[1], to[1]) + bow), 0.75)
        })?;
    }
    Ok(())
}

/// Along `path`, which gives position (px) and pressure (0..=1) at 0..=1; `scale` times as broad as the
/// brush begins.
fn stroke(
    (index, brush): (u8, &Brush),
    color: Rgb8,
    scale: f64,
    path: &dyn Fn(f64) -> ([f64; 2], f64),
) -> Stroke {
    const SAMPLES: usize = 160;
    let sample = |i: usize| {
        let ([x, y], pressure) = path(i as f64 / (SAMPLES - 1) as f64);
        Sample {
            point: Point::new((x * 64.0) as i32, (y * 64.0) as i32),
            pressure: (pressure.clamp(0.0, 1.0) * f64::from(ONE_U16)) as u16,
            tilt: [0, 0],
            dt_ms: 7,
        }
    };
    let radius = (f64::from(brush.radius) * scale) as i32;
    Stroke {
        author: Author::Person,
        brush: index,
        color,
        opacity: brush.opacity,
        coverage: if brush.smudges() { Coverage::BuildUp } else { brush.coverage },
        path: Path::Samples {
            radius: radius.clamp(UNITS_PER_PX / 4, 500 * UNITS_PER_PX),
            samples: (0..SAMPLES).map(sample).collect(),
        },
    }
}
