//! How a stroke would look that is not on the log, drawn by the engine as any other, and in parts: its brush may
//! be a stranger's. A brush is seen in a letter on a small canvas, a stroke of the partner's where it would be
//! painted.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "a preview is at most `MAX_SIDE` wide and high"
)]

use limner_core::canvas::TILE;
use limner_core::drawing::StrokeDrawing;
use limner_core::fixed::{ONE, ONE_U16, UNITS_PER_PX, sin_cos};
use limner_core::{
    Author, Brush, Canvas, Error, Painting, Path, Place, Point, Rect, Rgb8, Sample, Stroke,
    Surface, work,
};

/// Longest side of a preview, in pixels.
pub const MAX_SIDE: u16 = 1024;
/// Longest side of the picture of a stroke on a painting, in pixels.
const OPTION_SIDE: usize = 320;
/// The paper that a preview is painted on: that of most paintings.
pub const PAPER: Rgb8 = Rgb8::new(0xf6, 0xf0, 0xe4);
/// What a brush finds that takes paint away, or moves it.
const GROUND: [Rgb8; 3] =
    [Rgb8::new(0xd9, 0x6b, 0x3f), Rgb8::new(0x2f, 0x6f, 0x86), Rgb8::new(0xe0, 0xb6, 0x4f)];
/// What drawing a preview may take: a brush that asks for more shows as much of its stroke as that.
/// The dearest preset, oil at twice the picker's size, is charged 210 ms, and takes less.
const MAX_WORK: u64 = 250 * work::PER_MS;
/// Samples of the stroke.
const SAMPLES: u32 = 64;
/// From each sample to the next, in ms: a calm hand.
const DT_MS: u16 = 20;
/// Heights at which a brush is shown at its own size.
const NATURAL_PX: i32 = 44;
const SEED: u32 = 0x5eed;

/// A picture of a stroke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
    /// Rows of opaque RGBA.
    pub rgba: Vec<u8>,
}

/// A preview that is being drawn.
#[derive(Debug)]
pub struct Previewing {
    canvas: Canvas,
    /// What of the canvas is seen.
    area: Rect,
    /// Pixels that the longer side of its picture has at most.
    most: usize,
    paper: Rgb8,
    stroke: Stroke,
    drawing: StrokeDrawing,
    /// The work that the preview may still take.
    left: u64,
}

impl Previewing {
    /// An S that is pressed ever harder to its middle and ever less from there, of which nothing is drawn yet. Sides
    /// are clamped to 8..=[`MAX_SIDE`].
    pub fn of(brush: &Brush, width: u16, height: u16, color: Rgb8) -> Result<Self, Error> {
        let (width, height) = (width.clamp(8, MAX_SIDE), height.clamp(8, MAX_SIDE));
        let mut canvas = Canvas::new(width, height)?;
        if brush.eraser || brush.smudges() {
            lay_ground(&mut canvas);
        }
        let stroke = letter(brush, width.into(), height.into(), color);
        let drawing = StrokeDrawing::of(&stroke, brush, Place::new(SEED, 1, GROUND.len() as u32));
        let area = canvas.bounds();
        let (most, paper) = (MAX_SIDE.into(), PAPER);
        Ok(Self { canvas, area, most, paper, stroke, drawing, left: MAX_WORK })
    }

    /// A part of a painting as it would be with one stroke more, of which nothing is drawn yet. `None` where the
    /// painting has no such brush or the canvas no such part.
    #[must_use]
    pub fn on(painting: &Painting, stroke: &Stroke, area: Rect) -> Option<Self> {
        let (canvas, log) = (painting.canvas().clone(), painting.log());
        let brush = log.brushes().get(usize::from(stroke.brush))?;
        let area = area.intersection(canvas.bounds());
        let tile = TILE as i32;
        let up = |v: i32| (v + tile - 1) / tile * tile;
        let (x, y) = (area.x0 / tile * tile, area.y0 / tile * tile);
        let tiles = Rect::new(x, y, up(area.x1), up(area.y1));
        let drawing = StrokeDrawing::within(stroke, brush, painting.next_place(), tiles);
        let (stroke, paper, left) = (stroke.clone(), log.header().paper, MAX_WORK);
        let preview = Self { canvas, area, most: OPTION_SIDE, paper, stroke, drawing, left };
        (!area.is_empty()).then_some(preview)
    }

    /// Goes on for about `budget` of work; says whether all of it is drawn that will be.
    pub fn advance(&mut self, budget: u64) -> bool {
        let before = budget.min(self.left);
        let mut left = before;
        let is_done = self.drawing.advance(&self.stroke, &mut self.canvas, &mut left);
        self.left -= before - left.min(before);
        is_done || self.left == 0
    }

    /// What of the canvas its picture shows.
    #[must_use]
    pub fn area(&self) -> Rect {
        self.area
    }

    /// The picture as far as it is drawn; one that is larger than a preview may be is shown in small.
    #[must_use]
    pub fn picture(&self) -> Preview {
        let Rect { x0, y0, .. } = self.area;
        let [columns, rows] = [self.area.width(), self.area.height()];
        let by = columns.max(rows).div_ceil(self.most);
        let [width, height] = [columns / by, rows / by];
        let mut rgba = Vec::with_capacity(width * height * 4);
        let mut strip = vec![0; width * by * by * 4];
        for y in 0..height {
            let top = y0 + (y * by) as i32;
            let area = Rect::new(x0, top, x0 + (width * by) as i32, top + by as i32);
            self.canvas.write_rgba8(area, self.paper, &mut strip);
            for at in 0..width * 4 {
                let first = at / 4 * by * 4 + at % 4;
                let sum = |row: usize| -> usize {
                    let from = row * width * by * 4 + first;
                    (0..by).map(|column| usize::from(strip[from + column * 4])).sum()
                };
                rgba.push(((0..by).map(sum).sum::<usize>() / (by * by)) as u8);
            }
        }
        Preview { width: width as u16, height: height as u16, rgba }
    }
}

/// All of a preview at once.
pub fn draw(brush: &Brush, width: u16, height: u16, color: Rgb8) -> Result<Preview, Error> {
    let mut previewing = Previewing::of(brush, width, height, color)?;
    while !previewing.advance(MAX_WORK) {}
    Ok(previewing.picture())
}

fn letter(brush: &Brush, width: i32, height: i32, color: Rgb8) -> Stroke {
    let radius = (brush.radius * height / NATURAL_PX).min(height * UNITS_PER_PX * 2 / 7);
    let margin = radius.max(height * UNITS_PER_PX / 8) + 2 * UNITS_PER_PX;
    let (inner_x, inner_y) =
        (width * UNITS_PER_PX - 2 * margin, height * UNITS_PER_PX / 2 - margin);
    let sample = |i: u32| {
        let (turn_sin, _) = sin_cos((i * 0xffff / (SAMPLES - 1)) as u16);
        let (half_sin, _) = sin_cos((i * 0x7fff / (SAMPLES - 1)) as u16);
        let x = margin + (i64::from(inner_x.max(0)) * i64::from(i) / i64::from(SAMPLES - 1)) as i32;
        let y = height * UNITS_PER_PX / 2 - ((inner_y.max(0) * (turn_sin >> 4)) >> 10);
        let pressure = (half_sin.max(0) as u32 * 2).clamp(ONE / 16, ONE) as u16;
        Sample { point: Point::new(x, y), pressure, tilt: [0, 0], dt_ms: DT_MS }
    };
    Stroke {
        author: Author::Person,
        brush: 0,
        color,
        opacity: brush.opacity,
        coverage: brush.coverage,
        path: Path::Samples { radius: radius.max(16), samples: (0..SAMPLES).map(sample).collect() },
    }
}

/// Upright bands of paint.
fn lay_ground(canvas: &mut Canvas) {
    let (width, height) = (i32::from(canvas.width()), i32::from(canvas.height()));
    let brush = Brush { hardness: ONE_U16, ..Brush::PLAIN };
    let band = width / (2 * GROUND.len() as i32);
    for (i, color) in (0..).zip(GROUND) {
        let x = (2 * i + 1) * band;
        let at = |y: i32| Point::from_px(x, y);
        let radius = (band * UNITS_PER_PX * 7 / 10).clamp(16, 200 * UNITS_PER_PX);
        let stroke = Stroke {
            author: Author::Person,
            brush: 0,
            color,
            opacity: ONE_U16,
            coverage: brush.coverage,
            path: Path::Bezier { points: [at(0), at(height / 2), at(height)], radii: [radius; 2] },
        };
        canvas.draw(&stroke, &brush, Place::new(SEED, 0, i as u32));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use limner_core::brush::presets;

    #[test]
    fn every_preset_leaves_a_trace_of_its_own() {
        let ink = Rgb8::new(38, 50, 74);
        let mut seen = Vec::new();
        for preset in presets::ALL {
            let preview = draw(&preset.brush, 132, 44, ink).unwrap();
            // Against the same ground with a stroke of nothing.
            let nothing = Brush { opacity: 0, ..preset.brush };
            let untouched = draw(&nothing, 132, 44, ink).unwrap();
            assert_ne!(preview, untouched, "{} leaves nothing", preset.name);
            assert!(!seen.contains(&preview), "{} looks as another", preset.name);
            seen.push(preview);
        }
    }

    /// Of the brushes that come with the program nothing is cut off, at any size the page asks for.
    #[test]
    fn every_preset_is_drawn_whole() {
        for (width, height) in [(132, 44), (264, 88)] {
            for preset in presets::ALL {
                let brush = preset.brush;
                let stroke = letter(&brush, width, height, PAPER);
                let canvas = limner_core::Rect::new(0, 0, width, height);
                let asked = work::of_stroke(&stroke, &brush, SEED, canvas, u64::MAX);
                assert!(asked < MAX_WORK, "{}: {} ms", preset.name, asked / work::PER_MS);
            }
        }
    }

    #[test]
    fn a_brush_that_asks_too_much_shows_part_of_its_stroke() {
        let bomb = limner_core::hostile::brush();
        bomb.validate().unwrap();
        for (width, height) in [(132, 44), (MAX_SIDE, MAX_SIDE)] {
            let stroke = letter(&bomb, width.into(), height.into(), PAPER);
            let mut canvas = Canvas::new(width, height).unwrap();
            let (mut left, mut parts) = (MAX_WORK, 0);
            let mut drawing = StrokeDrawing::of(&stroke, &bomb, Place::new(SEED, 1, 3));
            assert!(!drawing.advance(&stroke, &mut canvas, &mut left), "it asks for too little");
            assert_eq!(left, 0);
            // It ends where its work does, give or take a dab on a tile.
            while parts < 3 && !drawing.advance(&stroke, &mut canvas, &mut { work::PER_MS }) {
                parts += 1;
            }
            assert_eq!(parts, 3);
            draw(&bomb, width, height, PAPER).unwrap();
        }
    }

    #[test]
    fn a_preview_in_parts_is_the_preview() {
        let ink = Rgb8::new(38, 50, 74);
        for brush in [presets::OIL, presets::INK, limner_core::hostile::brush()] {
            let mut previewing = Previewing::of(&brush, 264, 88, ink).unwrap();
            let mut parts = 1;
            while !previewing.advance(work::PER_MS) {
                parts += 1;
            }
            assert!(parts as u64 <= MAX_WORK / work::PER_MS + 1, "{parts} parts");
            // One that is cut off ends where its work does, give or take a dab.
            let is_cut = brush == limner_core::hostile::brush();
            assert!(is_cut || previewing.picture() == draw(&brush, 264, 88, ink).unwrap());
        }
    }

    #[test]
    fn sizes_are_clamped() {
        for (width, height) in [(0, 0), (u16::MAX, 1), (1, u16::MAX)] {
            let preview = draw(&presets::INK, width, height, Rgb8::default()).unwrap();
            let [w, h] = [preview.width, preview.height].map(usize::from);
            assert_eq!(preview.rgba.len(), w * h * 4);
            assert!(preview.width <= MAX_SIDE && preview.height <= MAX_SIDE);
        }
    }
}
