//! Which pixels a grainy brush reaches, and what a scene looks like on those.
//!
//! The paper's texture is the same under every stroke: where a stroke of charcoal leaves a valley bare, so
//! does the next. A planner that takes the bare specks for error tries to cover them, with ever darker paint
//! on the peaks, until no stroke that it thinks of helps. So with such a brush it looks at the peaks alone:
//! each level of the pyramid is a mean weighted by how far the brush reaches a pixel, and pixels out of its
//! reach look like what lies around them (pull and push, Gortler et al. 1996).

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "an area is cut at the canvas before it is an index"
)]

use limner_core::{Author, Brush, CoverageMask, Path, Place, Point, Rect, Rgb8, Stroke, grain};

use crate::brush_profile::{MAX_WORK, takes};
use crate::error_cells::cells_of;
use crate::picture::{Picture, coarser_parts};

/// Heights of the paper that are told apart.
const HEIGHTS: usize = 64;
/// A brush that reaches more than this of the paper is taken to reach all.
const EVEN: f32 = 0.95;
/// Strokes that the reach is measured with: how many, and how far apart, how long and how broad they
/// are, in pixels.
const STROKES: i32 = 6;
const APART: i32 = 40;
const LENGTH: i32 = 232;
const RADIUS: i32 = 14;

/// What part of the paint each height of the paper takes of a brush, the most being 1; `None` where it takes
/// nearly as much everywhere, or asks for too much.
fn catches(brush: &Brush) -> Option<[f32; HEIGHTS]> {
    if brush.grain == 0 {
        return None;
    }
    let (side, heights) = (grain::SIDE as i32, grain::heights());
    let mut mask = CoverageMask::default();
    let (canvas, mut left_work) = (Rect::new(0, 0, side, side), MAX_WORK);
    let (mut sums, mut counts) = ([0.0f32; HEIGHTS], [0.0f32; HEIGHTS]);
    for k in 0..STROKES {
        let (y, left) = (APART / 2 + k * APART, (side - LENGTH) / 2);
        let [from, middle, to] =
            [0, LENGTH / 2, LENGTH].map(|x| Point::new((left + x) * 64, y * 64));
        let stroke = Stroke {
            author: Author::Partner,
            brush: 0,
            color: Rgb8::default(),
            opacity: brush.opacity,
            coverage: brush.coverage,
            path: Path::Bezier { points: [from, middle, to], radii: [RADIUS * 64; 2] },
        };
        let place = Place::new(1, k as u32, k as u32);
        // A stranger's brush may ask for anything.
        if !takes(&mut left_work, &stroke, brush, place, canvas) {
            return None;
        }
        mask.set_to_stroke(&stroke, brush, place, canvas);
        let inside = Rect::new(left, y - RADIUS / 3, left + LENGTH, y + RADIUS / 3);
        let inside = inside.intersection(mask.bounds());
        for y in inside.y0..inside.y1 {
            for (x, covered) in (inside.x0..).zip(mask.row(y, inside.x0, inside.x1)) {
                let bin = bin(grain::height(heights, x, y, brush.grain_scale.into()));
                sums[bin] += f32::from(*covered);
                counts[bin] += 1.0;
            }
        }
    }
    let mut catches = [0.0; HEIGHTS];
    for (catch, (sum, count)) in catches.iter_mut().zip(sums.into_iter().zip(counts)) {
        *catch = if count > 0.0 { sum / count } else { 0.0 };
    }
    let most = catches.iter().copied().fold(0.0, f32::max);
    if most <= 0.0 {
        return None;
    }
    catches.iter_mut().for_each(|catch| *catch /= most);
    let mean = catches.iter().sum::<f32>() / HEIGHTS as f32;
    (mean < EVEN).then_some(catches)
}

fn bin(height: u32) -> usize {
    ((height as usize * HEIGHTS) >> 15).min(HEIGHTS - 1)
}

/// A scene's pictures as far as a brush reaches.
#[derive(Clone, Debug)]
pub(crate) struct Reach {
    /// How much of the brush's paint a pixel takes, and on coarser levels the pixels below it together: 1
    /// at most.
    weights: Vec<Vec<f32>>,
    pub(crate) target: Vec<Picture>,
    pub(crate) canvas: Vec<Picture>,
    /// The squared error that is seen in each cell of the scene's error map.
    pub(crate) cells: Vec<f32>,
}

impl Reach {
    /// The reach of a brush on a canvas with as many levels; `None` for one that reaches nearly everything. Both
    /// pictures are to be refreshed.
    pub(crate) fn of(brush: &Brush, width: usize, height: usize, levels: usize) -> Option<Self> {
        let catches = catches(brush)?;
        let heights = grain::heights();
        let scale = brush.grain_scale.into();
        let at = |i: usize| grain::height(heights, (i % width) as i32, (i / width) as i32, scale);
        let mut weights: Vec<Vec<f32>> =
            vec![(0..width * height).map(|i| catches[bin(at(i))]).collect()];
        let mut pictures = vec![Picture::uniform(width, height, [0.0; 3])];
        for k in 1..levels {
            let (finer, below) = (&weights[k - 1], &pictures[k - 1]);
            let coarser = below.halved();
            let (columns, rows) = (coarser.width, coarser.height);
            let sum = |i: usize| {
                let pixels = pixels_below([i % columns, i / columns], below.width, below.height);
                pixels.map(|at| finer[at]).iter().sum::<f32>().min(1.0)
            };
            let sums = (0..columns * rows).map(sum).collect();
            weights.push(sums);
            pictures.push(coarser);
        }
        let cells = cells_of(width, height);
        Some(Self { weights, target: pictures.clone(), canvas: pictures, cells })
    }

    /// Has a picture, seen within this reach, follow one that changed in an area.
    fn refresh(weights: &[Vec<f32>], levels: &mut [Picture], whole: &Picture, area: Rect) {
        let (width, height) = (whole.width, whole.height);
        // To the edges of the coarsest level's pixels, so that each level's part lies in the next one's.
        let side = 1i32 << (levels.len() - 1);
        let down = |v: i32| v / side * side;
        let up = |v: i32, most: usize| ((v + side - 1) / side * side).min(most as i32);
        let area = Rect::new(down(area.x0), down(area.y0), up(area.x1, width), up(area.y1, height));
        let first = [area.x0, area.y0, area.x1, area.y1].map(|v| v as usize);
        let parts: Vec<[usize; 4]> =
            std::iter::once(first).chain(coarser_parts(area)).take(levels.len()).collect();
        let [x0, y0, x1, y1] = first;
        for (to, from) in levels[0].planes.iter_mut().zip(&whole.planes) {
            for y in y0..y1 {
                let row = y * width + x0..y * width + x1;
                to[row.clone()].copy_from_slice(&from[row]);
            }
        }
        for k in 1..levels.len() {
            let (finer, coarser) = levels.split_at_mut(k);
            pull(&finer[k - 1], &weights[k - 1], &mut coarser[0], parts[k]);
        }
        for k in (1..levels.len()).rev() {
            let (finer, coarser) = levels.split_at_mut(k);
            push(&coarser[0], &mut finer[k - 1], &weights[k - 1], parts[k - 1]);
        }
    }

    /// Has the canvas as it is seen follow the canvas where it changed.
    pub(crate) fn refresh_canvas(&mut self, canvas: &Picture, area: Rect) {
        Self::refresh(&self.weights, &mut self.canvas, canvas, area);
    }

    /// Has the target as it is seen follow the target where it changed.
    pub(crate) fn refresh_target(&mut self, target: &Picture, area: Rect) {
        Self::refresh(&self.weights, &mut self.target, target, area);
    }
}

/// Indices of the pixels below one of the next coarser level; the last column and row count twice where
/// there is an odd one.
fn pixels_below([x, y]: [usize; 2], width: usize, height: usize) -> [usize; 4] {
    let (a, b) = (2 * x, (2 * x + 1).min(width - 1));
    let (upper, lower) = (2 * y * width, (2 * y + 1).min(height - 1) * width);
    [upper + a, upper + b, lower + a, lower + b]
}

/// Fills a part of a coarser level with weighted means.
fn pull(finer: &Picture, weights: &[f32], coarser: &mut Picture, [x0, y0, x1, y1]: [usize; 4]) {
    /// Where nothing is reached, the plain mean counts.
    const FAINT: f32 = 1e-4;
    for y in y0..y1 {
        for x in x0..x1 {
            let pixels = pixels_below([x, y], finer.width, finer.height);
            let parts = pixels.map(|at| weights[at] + FAINT);
            let whole = parts.iter().sum::<f32>();
            for (to, from) in coarser.planes.iter_mut().zip(&finer.planes) {
                let sum: f32 = pixels.iter().zip(parts).map(|(at, part)| part * from[*at]).sum();
                to[y * coarser.width + x] = sum / whole;
            }
        }
    }
}

/// Has pixels of a finer level's part look like the coarser one, so far as they are out of reach.
fn push(coarser: &Picture, finer: &mut Picture, weights: &[f32], [x0, y0, x1, y1]: [usize; 4]) {
    let (width, half) = (finer.width, coarser.width);
    for y in y0..y1 {
        for (to, from) in finer.planes.iter_mut().zip(&coarser.planes) {
            let from = &from[y / 2 * half..][..half];
            let row = y * width;
            for x in x0..x1 {
                let to = &mut to[row + x];
                *to += (1.0 - weights[row + x]) * (from[x / 2] - *to);
            }
        }
    }
}
