//! What a stroke would do to a scene, and how far the scene is from what is wanted: measured on the integer
//! raster, at the painting's size.

use limner_core::fixed::ONE;
use limner_core::{Canvas, Rect, Rgb8, Stroke};

use super::{Level, Scene};
use crate::action::{offset_color, rgb8};
use crate::picture::Picture;

/// What a stroke would do, measured on the integer raster at the painting's size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gain {
    /// By how much the sum of squared differences (three channels, 0..=1) falls.
    pub squared_error: f64,
    /// Mean colour (sRGB-encoded) of the canvas below the stroke, weighted by coverage.
    pub below: [f32; 3],
    /// Pixels covered, weighted by coverage.
    pub area: f32,
    /// What it would do in other colours.
    pub response: Response,
}

/// The squared error that a stroke removes, as a function of its colour k (sRGB-encoded 0..=1): with
/// coverage m, target t and canvas v it is Σ 2 (t-v) m (k-v) - m² (k-v)², quadratic in k.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Response {
    /// Σ m (t - v + m v) for each channel.
    linear: [f64; 3],
    /// Σ m².
    square: f64,
    /// Σ m v (2 (t - v) + m v) over the channels.
    constant: f64,
}

impl Response {
    /// The squared error removed in this colour.
    #[must_use]
    pub fn squared_error(&self, color: Rgb8) -> f64 {
        let mut sum = -self.constant;
        for (k, linear) in
            color.channels().map(|c| f64::from(c) / 255.0).into_iter().zip(self.linear)
        {
            sum += k * (2.0 * linear - k * self.square);
        }
        sum
    }

    /// The colour that removes most, clamped to 0..=1.
    fn best(&self) -> [f32; 3] {
        self.linear.map(|linear| ((linear / self.square) as f32).clamp(0.0, 1.0))
    }
}

impl Scene {
    /// Gives a stroke the colour under which it lowers the error most, moved by an OKLab `offset`, and
    /// says what it would do then. Measured on the integer raster, at the painting's size.
    pub fn solve(&mut self, stroke: &mut Stroke, offset: [f32; 3]) -> Gain {
        self.cover(stroke, self.next_place());
        let mut response = Response::default();
        let mut below = [0.0f64; 3];
        let mut area = 0.0f64;
        self.for_each_covered_row(|masks, target, canvas| {
            response.square += f64::from(masks.iter().map(|m| m * m).sum::<f32>());
            area += f64::from(masks.iter().sum::<f32>());
            for c in 0..3 {
                let (mut linear, mut constant, mut under) = (0.0, 0.0, 0.0);
                for ((m, t), v) in masks.iter().zip(target[c]).zip(canvas[c]) {
                    let (mv, difference) = (m * v, t - v);
                    linear += m * (difference + mv);
                    constant += mv * (2.0 * difference + mv);
                    under += mv;
                }
                response.linear[c] += f64::from(linear);
                response.constant += f64::from(constant);
                below[c] += f64::from(under);
            }
        });
        if response.square < 1e-9 {
            return Gain { squared_error: 0.0, below: [0.0; 3], area: 0.0, response };
        }
        stroke.color = rgb8(offset_color(response.best(), offset));
        let below = below.map(|b| (b / area.max(1e-9)) as f32);
        let squared_error = response.squared_error(stroke.color);
        Gain { squared_error, below, area: area as f32, response }
    }

    /// What a stroke would do in the colour that it has, and what lies below it.
    pub fn look(&mut self, stroke: &Stroke) -> Gain {
        let mut other = stroke.clone();
        let gain = self.solve(&mut other, [0.0; 3]);
        Gain { squared_error: gain.response.squared_error(stroke.color), ..gain }
    }

    /// What part of a stroke lies over the person's paint, 0..=1, weighted by coverage.
    pub fn persons_share(&mut self, stroke: &Stroke) -> f32 {
        if self.person.is_empty() {
            return 0.0;
        }
        self.cover(stroke, self.next_place());
        let person = &self.person[0];
        let (bounds, width) = (self.scratch.bounds(), self.levels[0].canvas.width);
        let (mut over, mut all) = (0.0f32, 0.0f32);
        for y in bounds.y0..bounds.y1 {
            let start = y as usize * width + bounds.x0 as usize;
            let row = self.scratch.row(y, bounds.x0, bounds.x1);
            for (m, person) in row.iter().zip(&person[start..]) {
                all += f32::from(*m);
                over += f32::from(*m) * person;
            }
        }
        if all > 0.0 { over / all } else { 0.0 }
    }

    /// Sum of squared differences to what is wanted, over three channels, 0..=1 each.
    #[must_use]
    pub fn squared_error(&self) -> f64 {
        self.cells.iter().map(|v| f64::from(*v)).sum()
    }

    /// The squared error that the target has to a sheet of its mean colour, so what there is to paint in it
    /// on whatever paper; 0 without a target. What the person painted is no part of it.
    #[must_use]
    pub fn plain_error(&self) -> f64 {
        let Some(target) = &self.original else { return 0.0 };
        let planes = target.planes.iter().zip(target.mean());
        let squares = planes.map(|(plane, mean)| {
            plane.iter().map(|v| f64::from((v - mean) * (v - mean))).sum::<f64>()
        });
        squares.sum()
    }

    /// Peak signal-to-noise ratio to the target in dB over sRGB-encoded values; `None` without one.
    #[must_use]
    pub fn psnr(&self) -> Option<f32> {
        let target = self.original.as_ref()?;
        let error = squared_error(target, &self.levels[0].canvas, self.canvas.bounds());
        Some(psnr(error, target))
    }

    /// The same for another canvas of this size, on the same paper.
    #[must_use]
    pub fn psnr_of(&self, canvas: &Canvas) -> Option<f32> {
        let target = self.original.as_ref()?;
        let here = &self.levels[0].canvas;
        let mut error = squared_error(target, here, self.canvas.bounds());
        // The two have most of their tiles in common.
        let mut planes = [Vec::new(), Vec::new(), Vec::new()];
        for tile in canvas.changed_tiles(&self.canvas) {
            let (width, height) = (tile.width(), tile.height());
            let wanted = target.crop(tile.x0, tile.y0, width, height);
            let mut there = Picture::uniform(width, height, [0.0; 3]);
            let whole = Rect::new(0, 0, width as i32, height as i32);
            canvas.write_planes_q15(tile, self.header.paper, &mut planes);
            there.write_q15(&planes, whole);
            error += squared_error(&wanted, &there, whole) - squared_error(target, here, tile);
        }
        Some(psnr(error, target))
    }

    /// Visits the rows of the scratch mask with coverage as floats, target and canvas beside it.
    fn for_each_covered_row(&self, mut visit: impl FnMut(&[f32], [&[f32]; 3], [&[f32]; 3])) {
        let bounds = self.scratch.bounds();
        let Level { target, canvas } = &self.levels[0];
        let mut masks = vec![0.0f32; bounds.width()];
        for y in bounds.y0..bounds.y1 {
            let row = self.scratch.row(y, bounds.x0, bounds.x1);
            for (m, q15) in masks.iter_mut().zip(row) {
                *m = f32::from(*q15) * (1.0 / ONE as f32);
            }
            let start = y as usize * canvas.width + bounds.x0 as usize;
            let range = start..start + row.len();
            visit(
                &masks,
                target.planes.each_ref().map(|p| &p[range.clone()]),
                canvas.planes.each_ref().map(|p| &p[range.clone()]),
            );
        }
    }
}

/// Sum of squared differences over three channels, in an area of two pictures of one size.
fn squared_error(a: &Picture, b: &Picture, area: Rect) -> f64 {
    let width = a.width;
    let mut sum = 0.0f64;
    for (a, b) in a.planes.iter().zip(&b.planes) {
        for y in area.y0..area.y1 {
            let start = y as usize * width;
            let row = start + area.x0 as usize..start + area.x1 as usize;
            let pixels = a[row.clone()].iter().zip(&b[row]);
            sum += f64::from(pixels.map(|(a, b)| (a - b) * (a - b)).sum::<f32>());
        }
    }
    sum
}

/// In dB, from the sum of squared differences.
fn psnr(squared_error: f64, picture: &Picture) -> f32 {
    let mean = squared_error / (3 * picture.width * picture.height) as f64;
    (-10.0 * mean.max(1e-10).log10()) as f32
}
