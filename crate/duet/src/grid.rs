//! The drawing as a coarse grid: where ink lies, and which places it closes in.

use crate::line::{Line, distance};

/// Cells along the longer side.
const CELLS: f32 = 160.0;
/// A place that is closed in has this many cells at least.
const LEAST: usize = 24;

/// A grid over the canvas.
#[derive(Clone, Debug)]
pub struct Grid {
    /// Columns and rows.
    pub size: [usize; 2],
    /// The side of a cell, px.
    pub cell: f32,
    /// Width and height of the canvas, px.
    pub canvas: [f32; 2],
    /// Where the person's lines lie.
    pub ink: Vec<bool>,
    /// Where the partner's lie.
    pub own: Vec<bool>,
}

/// A place that lines close in.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// Which cells of the grid it has.
    pub cells: Vec<bool>,
    /// How many.
    pub count: usize,
    /// The smallest and the largest coordinates, px.
    pub bounds: [[f32; 2]; 2],
    /// The middle of its cells, px.
    pub middle: [f32; 2],
    /// The share of it that the partner painted already.
    pub painted: f32,
}

impl Grid {
    /// The grid of a drawing on a canvas of `canvas` px.
    #[must_use]
    pub fn new(canvas: [f32; 2], lines: &[Line], own: &[Line]) -> Self {
        let cell = (canvas[0].max(canvas[1]) / CELLS).max(1.0);
        let size = canvas.map(|side| (side / cell).ceil().max(1.0) as usize);
        let empty = vec![false; size[0] * size[1]];
        let mut grid = Self { size, cell, canvas, ink: empty.clone(), own: empty };
        let (mut ink, mut painted) = (std::mem::take(&mut grid.ink), std::mem::take(&mut grid.own));
        lines.iter().for_each(|line| grid.stamp(line, &mut ink));
        own.iter().for_each(|line| grid.stamp(line, &mut painted));
        Self { ink, own: painted, ..grid }
    }

    /// The cell in which a point lies; `None` off the canvas.
    #[must_use]
    pub fn index(&self, [x, y]: [f32; 2]) -> Option<usize> {
        if !(x >= 0.0 && y >= 0.0 && x < self.canvas[0] && y < self.canvas[1]) {
            return None;
        }
        let [column, row] = [x, y].map(|v| (v / self.cell) as usize);
        (column < self.size[0] && row < self.size[1]).then_some(row * self.size[0] + column)
    }

    /// The middle of a cell, px.
    #[must_use]
    pub fn at(&self, index: usize) -> [f32; 2] {
        let cell = [index % self.size[0], index / self.size[0]];
        cell.map(|v| (v as f32 + 0.5) * self.cell)
    }

    /// Marks the cells that a line covers.
    pub fn stamp(&self, line: &Line, on: &mut [bool]) {
        let reach = line.radius.max(0.6 * self.cell);
        let mut before = line.points[0];
        for point in &line.points {
            // Discs half a radius apart leave no gap; what leads far off the canvas is not followed so closely.
            let apart = 0.5 * reach.max(self.cell);
            let most = 4 * (self.size[0] + self.size[1]);
            let parts = ((distance(before, *point) / apart).ceil() as usize).clamp(1, most);
            for part in 1..=parts {
                let t = part as f32 / parts as f32;
                let at = [0, 1].map(|i| before[i] + t * (point[i] - before[i]));
                self.stamp_disc(at, reach, on);
            }
            before = *point;
        }
    }

    fn stamp_disc(&self, at: [f32; 2], reach: f32, on: &mut [bool]) {
        let range = |i: usize| {
            let low = ((at[i] - reach) / self.cell).floor().max(0.0) as usize;
            let high = ((at[i] + reach) / self.cell).ceil().max(0.0) as usize;
            low..high.min(self.size[i])
        };
        for row in range(1) {
            for column in range(0) {
                let index = row * self.size[0] + column;
                if distance(self.at(index), at) <= reach {
                    on[index] = true;
                }
            }
        }
    }

    /// The share of a line's points at which `on` is marked, or that lie off the canvas; those nearer than `near` to
    /// one of `but` are left out.
    #[must_use]
    pub fn share(&self, line: &Line, on: &[bool], but: &[[f32; 2]], near: f32) -> f32 {
        let looked = || line.points.iter().filter(|p| but.iter().all(|b| distance(**p, *b) > near));
        let hit = looked().filter(|p| self.index(**p).is_none_or(|index| on[index])).count();
        hit as f32 / looked().count().max(1) as f32
    }

    /// The places that the person's lines close in, the largest first.
    #[must_use]
    pub fn regions(&self) -> Vec<Region> {
        let [columns, rows] = self.size;
        // What can be reached from the edge is not closed in.
        let mut seen = self.ink.clone();
        let edge = (0..self.ink.len()).filter(|i| {
            let (column, row) = (i % columns, i / columns);
            column == 0 || row == 0 || column + 1 == columns || row + 1 == rows
        });
        for index in edge.collect::<Vec<_>>() {
            self.flood(index, &mut seen, |_| ());
        }
        let mut regions = Vec::new();
        for index in 0..seen.len() {
            let mut cells = Vec::new();
            self.flood(index, &mut seen, |cell| cells.push(cell));
            if cells.len() >= LEAST {
                regions.push(self.region(&cells));
            }
        }
        regions.sort_unstable_by_key(|region| std::cmp::Reverse(region.count));
        regions
    }

    fn region(&self, cells: &[usize]) -> Region {
        let mut mask = vec![false; self.ink.len()];
        let (mut low, mut high) = ([f32::MAX; 2], [f32::MIN; 2]);
        let mut sum = [0.0; 2];
        for cell in cells {
            mask[*cell] = true;
            let at = self.at(*cell);
            for i in 0..2 {
                low[i] = low[i].min(at[i] - 0.5 * self.cell);
                high[i] = high[i].max(at[i] + 0.5 * self.cell);
                sum[i] += at[i];
            }
        }
        let painted = cells.iter().filter(|cell| self.own[**cell]).count();
        let count = cells.len();
        Region {
            cells: mask,
            count,
            bounds: [low, high],
            middle: sum.map(|v| v / count as f32),
            painted: painted as f32 / count as f32,
        }
    }

    fn flood(&self, from: usize, seen: &mut [bool], mut visit: impl FnMut(usize)) {
        let [columns, rows] = self.size;
        let mut waiting = vec![from];
        while let Some(index) = waiting.pop() {
            if std::mem::replace(&mut seen[index], true) {
                continue;
            }
            visit(index);
            let (column, row) = (index % columns, index / columns);
            if column > 0 {
                waiting.push(index - 1);
            }
            if column + 1 < columns {
                waiting.push(index + 1);
            }
            if row > 0 {
                waiting.push(index - columns);
            }
            if row + 1 < rows {
                waiting.push(index + columns);
            }
        }
    }
}

impl Region {
    /// Whether a point lies in the region, and everything within `margin` px of it.
    #[must_use]
    pub fn holds(&self, grid: &Grid, at: [f32; 2], margin: f32) -> bool {
        let inside = |at: [f32; 2]| grid.index(at).is_some_and(|index| self.cells[index]);
        let around = [[0.0, 0.0], [1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]];
        around.iter().all(|to| inside([at[0] + margin * to[0], at[1] + margin * to[1]]))
    }
}
