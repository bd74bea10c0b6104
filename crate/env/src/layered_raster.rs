//! Several soft strokes, one over the other, as one differentiable picture: what is left of the error
//! after all of them, and its gradient with respect to every number of every stroke.
//!
//! With coverage `m` and colour `k`, a stroke turns a canvas `v` into `v + m (k - v)`. So with `G` the
//! derivative of the error by the canvas after the stroke, that by its colour is `Σ G m`, by its
//! coverage `G (k - v)`, and by the canvas before it `G (1 - m)`: from the last stroke to the first,
//! each is undone over its own rectangle.

use crate::score::View;
use crate::simd::{LANES, Lanes, load, splat, store, sum, within};
use crate::soft::{Profile, SoftMask, SoftStroke};

/// A soft stroke with its colour.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ColoredStroke {
    /// The stroke, in pixels of the view.
    pub stroke: SoftStroke,
    /// The stroke's colour, sRGB-encoded, 0..=1.
    pub color: [f32; 3],
}

/// How the error depends on a [`ColoredStroke`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ColoredStrokeGradient {
    /// The error's derivative with respect to each number.
    pub by: ColoredStroke,
    /// Sum of the squares of what the layer shows of itself in the end: half the second derivative
    /// with respect to its colour.
    pub shown: f32,
    /// By how much the error would grow without the layer.
    pub worth: f32,
}

/// Pixels along a cell's side: where no stroke reaches, nothing is looked at.
const CELL: usize = 16;

/// Draws layers of strokes; holds memory that is reused.
#[derive(Clone, Debug, Default)]
pub struct LayeredRaster {
    masks: Vec<SoftMask>,
    /// What each stroke covers as it was before, over its rectangle, three planes each.
    below: Vec<[Vec<f32>; 3]>,
    canvas: [Vec<f32>; 3],
    /// What of a pixel shows through the strokes above.
    through: Vec<f32>,
    /// Rows and columns (from, to) that hold all that is covered; they don't overlap.
    areas: Vec<[[usize; 2]; 2]>,
}

impl LayeredRaster {
    /// By how much these strokes, laid over the view's canvas in the order given, change the sum of
    /// squared differences to its target: the lower the better.
    pub fn change(
        &mut self,
        view: View<'_>,
        layers: &[ColoredStroke],
        profiles: &[Profile],
    ) -> f32 {
        self.draw(view, layers, profiles);
        let mut change = splat(0.0);
        for c in 0..3 {
            let (target, before, canvas) = (view.target[c], view.canvas[c], &mut self.canvas[c]);
            for_each(&self.areas, view.width, |at, inside| {
                let (t, after) = (load(target, at), load(canvas, at));
                let (a, b) = (after - t, load(before, at) - t);
                change += (a * a - b * b) & inside;
                // From here on the canvas holds the derivative by itself.
                store(canvas, at, inside.bitselect(a + a, after));
            });
        }
        sum(change)
    }

    /// [`LayeredRaster::change`] and its gradient; `gradient` becomes as long as `layers`.
    pub fn change_with_gradient(
        &mut self,
        view: View<'_>,
        layers: &[ColoredStroke],
        profiles: &[Profile],
        gradient: &mut Vec<ColoredStrokeGradient>,
    ) -> f32 {
        let change = self.change(view, layers, profiles);
        self.through.resize(view.width * view.height, 1.0);
        for_each_row(&self.areas, view.width, |row| self.through[row].fill(1.0));
        gradient.clear();
        gradient.resize(layers.len(), ColoredStrokeGradient::default());
        for (i, (layer, profile)) in layers.iter().zip(profiles).enumerate().rev() {
            gradient[i] = self.lift(view.width, i, layer, *profile);
        }
        change
    }

    /// Pixels of the rectangles of the strokes drawn last, together: what a step costs.
    #[must_use]
    pub fn pixels(&self) -> usize {
        self.masks.iter().map(|mask| mask.size[0] * mask.size[1]).sum()
    }

    fn draw(&mut self, view: View<'_>, layers: &[ColoredStroke], profiles: &[Profile]) {
        self.masks.resize_with(layers.len(), SoftMask::default);
        if self.below.len() < layers.len() {
            self.below.resize_with(layers.len(), Default::default);
        }
        for ((mask, layer), profile) in self.masks.iter_mut().zip(layers).zip(profiles) {
            mask.render(&layer.stroke, *profile, view.width, view.height);
        }
        self.place(view.width, view.height);
        for (to, from) in self.canvas.iter_mut().zip(view.canvas) {
            to.resize(from.len(), 0.0);
            for_each_row(&self.areas, view.width, |row| {
                to[row.clone()].copy_from_slice(&from[row]);
            });
        }
        for ((mask, below), layer) in self.masks.iter().zip(&mut self.below).zip(layers) {
            let [columns, rows] = mask.size;
            for plane in below.iter_mut() {
                // What is not written is not read.
                plane.resize((columns * rows).max(plane.len()), 0.0);
            }
            let color = layer.color.map(splat);
            for j in 0..rows {
                let row = (mask.origin[1] + j) * view.width + mask.origin[0];
                for column in mask.span(j).step_by(LANES) {
                    let m = load(&mask.values[j * columns..(j + 1) * columns], column);
                    for c in 0..3 {
                        let v = load(&self.canvas[c], row + column);
                        store(&mut below[c], j * columns + column, v);
                        store(&mut self.canvas[c], row + column, v + m * (color[c] - v));
                    }
                }
            }
        }
    }

    /// Sets the areas to the cells that the masks reach.
    fn place(&mut self, width: usize, height: usize) {
        let (columns, rows) = (width.div_ceil(CELL), height.div_ceil(CELL));
        let mut reached = vec![false; columns * rows];
        for SoftMask { origin, size, .. } in &self.masks {
            if size[0] == 0 {
                continue;
            }
            for row in origin[1] / CELL..(origin[1] + size[1]).div_ceil(CELL) {
                let cells = origin[0] / CELL..(origin[0] + size[0]).div_ceil(CELL);
                reached[row * columns..][cells].fill(true);
            }
        }
        self.areas.clear();
        for (row, cells) in reached.chunks_exact(columns.max(1)).enumerate() {
            let lines = [row * CELL, ((row + 1) * CELL).min(height)];
            let mut column = 0;
            for run in cells.chunk_by(|a, b| a == b) {
                let to = ((column + run.len()) * CELL).min(width);
                if run[0] {
                    self.areas.push([lines, [column * CELL, to]]);
                }
                column += run.len();
            }
        }
    }

    /// Takes a stroke away again from the derivative by the canvas.
    fn lift(
        &mut self,
        width: usize,
        i: usize,
        layer: &ColoredStroke,
        profile: Profile,
    ) -> ColoredStrokeGradient {
        let mask = &self.masks[i];
        let below = &self.below[i];
        let (d, through) = (&mut self.canvas, &mut self.through);
        let [x0, y0] = mask.origin;
        let columns = mask.size[0];
        let mut d_color = [splat(0.0); 3];
        let (mut shown, mut worth) = (splat(0.0), splat(0.0));
        let color = layer.color.map(splat);
        let stroke = mask.gradient_by(&layer.stroke, profile, |j, column, m| {
            let at = (y0 + j) * width + x0 + column;
            let left = splat(1.0) - m;
            let above = load(through, at);
            let show = above * m;
            let mut d_value = splat(0.0);
            for c in 0..3 {
                let by_canvas = load(&d[c], at);
                let step = color[c] - load(&below[c], j * columns + column);
                let change = show * step;
                d_value += by_canvas * step;
                worth += (change * change - by_canvas * m * step) & m.simd_gt(splat(0.0));
                d_color[c] += by_canvas * m;
                store(&mut d[c], at, by_canvas * left);
            }
            shown += show * show;
            store(through, at, above * left);
            d_value
        });
        let by = ColoredStroke { stroke, color: d_color.map(sum) };
        ColoredStrokeGradient { by, shown: sum(shown), worth: sum(worth) }
    }
}

/// Visits the rows of areas.
fn for_each_row(
    areas: &[[[usize; 2]; 2]],
    width: usize,
    mut visit: impl FnMut(std::ops::Range<usize>),
) {
    for [lines, columns] in areas {
        for y in lines[0]..lines[1] {
            visit(y * width + columns[0]..y * width + columns[1]);
        }
    }
}

/// Visits the pixels of areas, with ones in the lanes that lie within.
#[inline(always)]
fn for_each(areas: &[[[usize; 2]; 2]], width: usize, mut visit: impl FnMut(usize, Lanes)) {
    for_each_row(areas, width, |row| {
        for at in row.clone().step_by(LANES) {
            visit(at, within(row.end - at));
        }
    });
}
