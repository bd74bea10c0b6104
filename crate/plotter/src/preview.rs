//! What a machine would paint: every path as wide as its pen, in its ink, over what is there. Ink lets through what is
//! below, so that crossings are darker; paint hides it.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places are clamped to the picture before they become numbers of pixels"
)]

use crate::colors::{Light, color_of, laid, light_of};
use crate::plan::Plan;
use crate::plot::Failed;
use crate::travel::Mm;

/// The longest side of a preview, in px.
pub const MAX_PREVIEW_SIDE: u16 = 2048;
/// It is painted so many times as fine, and light is averaged: two lines that share a pixel do not lie over one another.
const FINER: usize = 2;
/// Work that a look at a pixel is worth.
const OF_LOOK: u64 = 60;
/// Longer lines are painted in pieces, so that few pixels are looked at in vain, in px.
const PIECE_PX: f32 = 24.0;

/// A picture of a sheet while it is painted.
#[derive(Clone, Debug)]
pub struct Preview {
    /// In fine pixels, as all below.
    width: usize,
    height: usize,
    /// Pixels of a millimetre.
    of_mm: f32,
    light: Vec<Light>,
    /// How far a pixel is covered by the path that is painted, and which pixels are.
    covered: Vec<f32>,
    touched: Vec<u32>,
    layer: usize,
    path: usize,
}

impl Preview {
    /// A bare sheet, with so many pixels along its longer side.
    #[must_use]
    pub fn of(plan: &Plan, side: u16) -> Self {
        let [across, down] = plan.setup.sheet.size_mm;
        let side = f64::from(side.clamp(16, MAX_PREVIEW_SIDE));
        let of_mm = side / across.max(down);
        let pixels = |mm: f64| ((mm * of_mm).round() as usize).max(1) * FINER;
        let [width, height] = [across, down].map(pixels);
        let of_mm = of_mm * FINER as f64;
        Self {
            width,
            height,
            of_mm: of_mm as f32,
            light: vec![light_of(plan.paper); width * height],
            covered: vec![0.0; width * height],
            touched: Vec::new(),
            layer: 0,
            path: 0,
        }
    }

    /// Columns and rows.
    #[must_use]
    pub fn size(&self) -> [usize; 2] {
        [self.width / FINER, self.height / FINER]
    }

    /// How many paths of how many are painted.
    #[must_use]
    pub fn painted(&self, plan: &Plan) -> [usize; 2] {
        let count = |layers: &[crate::Layer]| layers.iter().map(|layer| layer.paths.len()).sum();
        let before: usize = count(&plan.layers[..self.layer]);
        [before + self.path, count(&plan.layers)]
    }

    /// Paints on for about `budget` of work, and says whether all is painted.
    pub fn advance(&mut self, plan: &Plan, budget: u64) -> bool {
        let mut left = budget;
        while let Some(layer) = plan.layers.get(self.layer) {
            if left == 0 {
                return false;
            }
            let Some(path) = layer.paths.get(self.path) else {
                self.layer += 1;
                self.path = 0;
                continue;
            };
            let pen = &plan.setup.pens[layer.pen];
            let mut looked = 1;
            self.cover(path, pen.width_mm as f32, &mut looked);
            let (ink, cover) = (light_of(pen.rgb()), pen.cover as f32);
            for pixel in self.touched.drain(..) {
                let pixel = pixel as usize;
                let part = std::mem::take(&mut self.covered[pixel]);
                self.light[pixel] = laid(self.light[pixel], ink, cover, part);
            }
            left = left.saturating_sub(looked * OF_LOOK);
            self.path += 1;
        }
        true
    }

    /// All of it at once.
    #[must_use]
    pub fn finish(mut self, plan: &Plan) -> Self {
        while !self.advance(plan, u64::MAX) {}
        self
    }

    /// Where a path of such a width lies: once, also where it crosses itself.
    fn cover(&mut self, path: &[Mm], width_mm: f32, looked: &mut u64) {
        let places: Vec<[f32; 2]> =
            path.iter().map(|place| place.map(|mm| mm * self.of_mm)).collect();
        let wide = width_mm * self.of_mm;
        // What is thinner than a pixel is fainter instead.
        let (r, strength) = (wide.max(1.0) / 2.0, wide.min(1.0));
        if let [only] = places[..] {
            self.capsule(only, only, r, strength, looked);
        }
        for pair in places.windows(2) {
            let ([ax, ay], [bx, by]) = (pair[0], pair[1]);
            let length = ((bx - ax) * (bx - ax) + (by - ay) * (by - ay)).sqrt();
            let pieces = (length / PIECE_PX).ceil().clamp(1.0, 1e5);
            let at = |piece: f32| {
                let t = piece / pieces;
                [ax + (bx - ax) * t, ay + (by - ay) * t]
            };
            for piece in 0..pieces as usize {
                let piece = piece as f32;
                self.capsule(at(piece), at(piece + 1.0), r, strength, looked);
            }
        }
    }

    fn capsule(&mut self, a: [f32; 2], b: [f32; 2], r: f32, strength: f32, looked: &mut u64) {
        let span = |a: f32, b: f32, end: usize| {
            let from = (a.min(b) - r - 1.0).floor().clamp(0.0, end as f32) as usize;
            let to = (a.max(b) + r + 1.0).ceil().clamp(0.0, end as f32) as usize;
            from..to
        };
        let columns = span(a[0], b[0], self.width);
        let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
        let squared = (dx * dx + dy * dy).max(1e-12);
        for y in span(a[1], b[1], self.height) {
            *looked += columns.len() as u64;
            for x in columns.clone() {
                let (px, py) = (x as f32 + 0.5 - a[0], y as f32 + 0.5 - a[1]);
                let t = ((px * dx + py * dy) / squared).clamp(0.0, 1.0);
                let (ox, oy) = (px - t * dx, py - t * dy);
                let part = (r + 0.5 - (ox * ox + oy * oy).sqrt()).clamp(0.0, 1.0) * strength;
                let pixel = y * self.width + x;
                if part > self.covered[pixel] {
                    if self.covered[pixel] == 0.0 {
                        self.touched.push(pixel as u32);
                    }
                    self.covered[pixel] = part;
                }
            }
        }
    }

    /// The picture so far, as interleaved RGB.
    #[must_use]
    pub fn rgb(&self) -> Vec<u8> {
        let [width, height] = self.size();
        let mut rgb = Vec::with_capacity(width * height * 3);
        for at in 0..width * height {
            let (x, y) = (at % width * FINER, at / width * FINER);
            let mut sum = [0.0_f32; 3];
            for part in 0..FINER * FINER {
                let fine = (y + part / FINER) * self.width + x + part % FINER;
                sum.iter_mut().zip(self.light[fine]).for_each(|(sum, light)| *sum += light);
            }
            rgb.extend(color_of(sum.map(|sum| sum / (FINER * FINER) as f32)).channels());
        }
        rgb
    }

    /// The picture's part within an area of the sheet (left, top, width and height in mm), of so many pixels, as
    /// interleaved RGB: each the mean of the light of nine places in it.
    #[must_use]
    pub fn part(
        &self,
        [left, top, across, down]: [f64; 4],
        [width, height]: [usize; 2],
    ) -> Vec<u8> {
        let of_mm = f64::from(self.of_mm);
        let mut rgb = Vec::with_capacity(width * height * 3);
        for y in 0..height {
            for x in 0..width {
                let mut sum = [0.0_f32; 3];
                for part in 0..9_u8 {
                    let within = |at: usize, part: u8| at as f64 + (f64::from(part) + 0.5) / 3.0;
                    let px = (left + within(x, part % 3) * across / width as f64) * of_mm;
                    let py = (top + within(y, part / 3) * down / height as f64) * of_mm;
                    let column = (px.max(0.0) as usize).min(self.width - 1);
                    let row = (py.max(0.0) as usize).min(self.height - 1);
                    let light = self.light[row * self.width + column];
                    sum.iter_mut().zip(light).for_each(|(sum, light)| *sum += light / 9.0);
                }
                rgb.extend(color_of(sum).channels());
            }
        }
        rgb
    }

    /// The picture as a PNG.
    pub fn png(&self) -> Result<Vec<u8>, Failed> {
        let [width, height] = self.size().map(|side| side as u32);
        png_of(width, height, &self.rgb())
    }
}

/// A PNG of interleaved RGB.
pub fn png_of(width: u32, height: u32, rgb: &[u8]) -> Result<Vec<u8>, Failed> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(rgb)?;
    writer.finish()?;
    Ok(bytes)
}
