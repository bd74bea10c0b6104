//! A canvas beside what is wanted of it, at every scale: what [`Scene`](crate::Scene) is made of, without
//! authors.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "an area is cut at the canvas before it is an index; a scene has few levels"
)]

use limner_core::fixed::ONE;
use limner_core::{Brush, Canvas, CoverageMask, Error, Place, Rect, Rgb8, Stroke, Surface};

use crate::action::{offset_color, rgb8, srgb};
use crate::error_cells::{CELL, cells_of, sum_cells};
use crate::gain::{Gain, Response};
use crate::grade::{Grade, LabPicture};
use crate::picture::{Picture, coarser_parts, crop_plane, halve, refresh_coarser};
use crate::random::Random;
use crate::reach::Reach;
use crate::score::View;
use crate::window::{WINDOW, Window};

/// Both pictures at 1/2^level of the canvas's size.
#[derive(Clone, Debug)]
struct Level {
    target: Picture,
    canvas: Picture,
}

/// A canvas and its target at every scale.
#[derive(Clone, Debug)]
pub struct Pyramid {
    paper: Rgb8,
    canvas: Canvas,
    /// What is to be painted, in the picture's own colours.
    original: Option<Picture>,
    /// The original in OKLab, once it was graded.
    in_lab: Option<LabPicture>,
    grade: Grade,
    /// The original in the grade's colours, where they are others.
    graded: Option<Picture>,
    levels: Vec<Level>,
    cells: Vec<f32>,
    /// What the planner sees, where the brush that it looks with leaves the paper's valleys bare.
    reach: Option<Reach>,
    scratch: CoverageMask,
    planes: [Vec<u16>; 3],
}

impl Pyramid {
    /// An empty canvas of this size before `target`, which is cropped and scaled to cover it. Without a
    /// target nothing is wanted but what is there.
    pub fn new(size: [u16; 2], paper: Rgb8, target: Option<&Picture>) -> Result<Self, Error> {
        let canvas = Canvas::new(size[0], size[1])?;
        let [width, height] = size.map(usize::from);
        let mut pyramid = Self {
            paper,
            canvas,
            original: None,
            in_lab: None,
            grade: Grade::default(),
            graded: None,
            levels: Vec::new(),
            cells: cells_of(width, height),
            reach: None,
            scratch: CoverageMask::default(),
            planes: [Vec::new(), Vec::new(), Vec::new()],
        };
        let blank = Picture::uniform(width, height, srgb(paper));
        let mut level = Level { target: blank.clone(), canvas: blank };
        loop {
            let done = level.canvas.width.min(level.canvas.height) <= WINDOW;
            let next = Level { target: level.target.halved(), canvas: level.canvas.halved() };
            pyramid.levels.push(level);
            if done {
                break;
            }
            level = next;
        }
        pyramid.set_target(target);
        Ok(pyramid)
    }

    /// Replaces what is wanted.
    pub fn set_target(&mut self, target: Option<&Picture>) {
        let (width, height) = (self.levels[0].canvas.width, self.levels[0].canvas.height);
        self.original = target.map(|t| {
            if (t.width, t.height) == (width, height) {
                t.clone()
            } else {
                t.covering(width, height)
            }
        });
        self.in_lab = None;
        self.regrade();
        self.restore_target();
    }

    /// Wants the picture in other colours from now on; what was drawn into the target is gone.
    pub fn set_grade(&mut self, grade: Grade) {
        if self.grade != grade {
            self.grade = grade;
            self.regrade();
            self.restore_target();
        }
    }

    /// The colours that the picture is wanted in.
    #[must_use]
    pub fn grade(&self) -> Grade {
        self.grade
    }

    fn regrade(&mut self) {
        let original = self.original.as_ref().filter(|_| !self.grade.is_identity());
        self.graded = original.map(|original| {
            self.in_lab.get_or_insert_with(|| LabPicture::of(original)).graded(&self.grade)
        });
    }

    /// Wants the picture again, in the grade's colours, without what was drawn into it.
    pub fn restore_target(&mut self) {
        let wanted = self.wanted().unwrap_or(&self.levels[0].canvas).clone();
        self.levels[0].target = wanted;
        for k in 1..self.levels.len() {
            self.levels[k].target = self.levels[k - 1].target.halved();
        }
        let whole = self.canvas.bounds();
        if let Some(reach) = &mut self.reach {
            reach.refresh_target(&self.levels[0].target, whole);
        }
        self.refresh(&[whole]);
    }

    /// What the target was at first, in its own colours.
    #[must_use]
    pub fn target(&self) -> Option<&Picture> {
        self.original.as_ref()
    }

    /// What the target was at first, in the grade's colours.
    #[must_use]
    pub fn wanted(&self) -> Option<&Picture> {
        self.graded.as_ref().or(self.original.as_ref())
    }

    /// The canvas.
    #[must_use]
    pub fn canvas(&self) -> &Canvas {
        &self.canvas
    }

    /// The canvas as floats, at its size.
    #[must_use]
    pub fn canvas_picture(&self) -> &Picture {
        &self.levels[0].canvas
    }

    /// Number of levels; on the last one the shorter side has at most 32 pixels.
    #[must_use]
    pub fn levels(&self) -> usize {
        self.levels.len()
    }

    /// Both pictures at a level, as far as the brush that it is looked at with reaches: where that leaves the
    /// paper's valleys bare, what is seen of either is what lies on the peaks.
    #[must_use]
    pub fn view(&self, level: u8) -> View<'_> {
        let [target, canvas] = self.seen(level);
        view(target, canvas)
    }

    /// Both pictures at a level, whole.
    #[must_use]
    pub fn whole_view(&self, level: u8) -> View<'_> {
        let Level { target, canvas } = &self.levels[usize::from(level)];
        view(target, canvas)
    }

    /// What is seen of the target and of the canvas.
    fn seen(&self, level: u8) -> [&Picture; 2] {
        let index = usize::from(level);
        let Level { target, canvas } = &self.levels[index];
        let seen = self.reach.as_ref().map(|reach| [&reach.target[index], &reach.canvas[index]]);
        seen.unwrap_or([target, canvas])
    }

    /// Looks with this brush from now on: what is seen is what it reaches.
    pub fn look_with(&mut self, brush: &Brush) {
        let Level { target, canvas } = &self.levels[0];
        self.reach = Reach::of(brush, canvas.width, canvas.height, self.levels.len());
        let whole = self.canvas.bounds();
        if let Some(reach) = &mut self.reach {
            reach.refresh_target(target, whole);
            reach.refresh_canvas(canvas, whole);
        }
        self.refresh_cells(whole);
    }

    /// Draws a stroke on the canvas.
    pub fn draw(&mut self, stroke: &Stroke, brush: &Brush, place: Place) -> Rect {
        let changed = self.canvas.draw(stroke, brush, place);
        self.refresh(&[changed]);
        changed
    }

    /// Puts a canvas of the same size in the present one's place, which differs in `area` at most; tiles
    /// that the two share cost nothing.
    pub fn show(&mut self, canvas: Canvas, area: Rect) {
        let before = std::mem::replace(&mut self.canvas, canvas);
        let tiles = self.canvas.changed_tiles(&before);
        let changed: Vec<Rect> = tiles.map(|tile| tile.intersection(area)).collect();
        self.refresh(&changed);
    }

    /// What a stroke covers.
    pub fn cover(&mut self, stroke: &Stroke, brush: &Brush, place: Place) -> &CoverageMask {
        self.scratch.set_to_stroke(stroke, brush, place, self.canvas.bounds());
        &self.scratch
    }

    /// Wants what the canvas shows where the stroke that was covered last lies.
    pub fn accept_covered(&mut self) {
        let bounds = self.scratch.bounds();
        let width = self.levels[0].canvas.width;
        let Level { target, canvas } = &mut self.levels[0];
        for (wanted, there) in target.planes.iter_mut().zip(&canvas.planes) {
            for y in bounds.y0..bounds.y1 {
                let start = y as usize * width + bounds.x0 as usize;
                let row = self.scratch.row(y, bounds.x0, bounds.x1);
                let wanted = &mut wanted[start..start + row.len()];
                for ((wanted, there), m) in wanted.iter_mut().zip(&there[start..]).zip(row) {
                    *wanted += (there - *wanted) * f32::from(*m) / ONE as f32;
                }
            }
        }
        self.refresh_target(bounds);
        self.refresh(&[bounds]);
    }

    /// Wants what a picture of the canvas's size shows, but for where a part of the target stays: how much of it at each
    /// point, 0..=1.
    pub fn want_outside(&mut self, picture: &Picture, stays: &dyn Fn([f32; 2]) -> f32) {
        let target = &mut self.levels[0].target;
        let width = target.width;
        for i in 0..width * target.height {
            let stays = stays([(i % width) as f32 + 0.5, (i / width) as f32 + 0.5]);
            for (wanted, there) in target.planes.iter_mut().zip(&picture.planes) {
                wanted[i] = there[i] + (wanted[i] - there[i]) * stays;
            }
        }
        let whole = self.canvas.bounds();
        self.refresh_target(whole);
        self.refresh(&[whole]);
    }

    /// Raises a plane of every level, each its pixels row by row, to the coverage of the stroke that was
    /// covered last. Planes that are missing begin at 0.
    pub fn mark_covered(&self, planes: &mut Vec<Vec<f32>>) {
        let bounds = self.scratch.bounds();
        let size = |level: &Level| [level.canvas.width, level.canvas.height];
        let sizes: Vec<[usize; 2]> = self.levels.iter().map(size).collect();
        if planes.is_empty() {
            *planes = sizes.iter().map(|[width, height]| vec![0.0; width * height]).collect();
        }
        for y in bounds.y0..bounds.y1 {
            let start = y as usize * sizes[0][0] + bounds.x0 as usize;
            let row = self.scratch.row(y, bounds.x0, bounds.x1);
            for (to, m) in planes[0][start..].iter_mut().zip(row) {
                *to = to.max(f32::from(*m) / ONE as f32);
            }
        }
        for (k, part) in (1..sizes.len()).zip(coarser_parts(bounds)) {
            let (finer, coarser) = planes.split_at_mut(k);
            let [width, height] = sizes[k - 1];
            halve(&finer[k - 1], width, height, &mut coarser[0], part);
        }
    }

    /// What part of the stroke that was covered last lies where a plane of the canvas's size is 1, weighted by
    /// coverage.
    #[must_use]
    pub fn covered_share(&self, plane: &[f32]) -> f32 {
        let (bounds, width) = (self.scratch.bounds(), self.levels[0].canvas.width);
        let (mut over, mut all) = (0.0f32, 0.0f32);
        for y in bounds.y0..bounds.y1 {
            let start = y as usize * width + bounds.x0 as usize;
            let row = self.scratch.row(y, bounds.x0, bounds.x1);
            for (m, there) in row.iter().zip(&plane[start..]) {
                all += f32::from(*m);
                over += f32::from(*m) * there;
            }
        }
        if all > 0.0 { over / all } else { 0.0 }
    }

    /// Copies a window of what is seen of both pictures: three planes of the target and three of the canvas, each
    /// [`WINDOW`]² numbers; beyond the edge the picture's last pixels repeat.
    pub fn crop(&self, window: Window, planes: &mut [[f32; WINDOW * WINDOW]; 6]) {
        let [target, canvas] = self.seen(window.level);
        let (width, height) = (canvas.width, canvas.height);
        for c in 0..3 {
            for (k, picture) in [target, canvas].into_iter().enumerate() {
                let (from, to) = (&picture.planes[c], &mut planes[3 * k + c]);
                crop_plane(from, width, height, window.x, window.y, WINDOW, WINDOW, to);
            }
        }
    }

    /// The window of a level around a canvas pixel, moved inside the picture where it fits.
    #[must_use]
    pub fn window_around(&self, level: u8, x: f32, y: f32) -> Window {
        let picture = &self.levels[usize::from(level)].canvas;
        let scale = (1u32 << level) as f32;
        let place = |center: f32, size: usize| {
            let (size, window) = (size as i32, WINDOW as i32);
            if size <= window {
                (size - window) / 2
            } else {
                ((center / scale) as i32 - window / 2).clamp(0, size - window)
            }
        };
        Window { level, x: place(x, picture.width), y: place(y, picture.height) }
    }

    /// The squared error that is seen in squares of the canvas, in rows, and how many there are in a row and a column:
    /// at most so many. Each is a whole number of [`CELL`]s wide.
    #[must_use]
    pub fn error_map(&self, most: usize) -> ([usize; 2], Vec<f32>) {
        let cells = self.reach.as_ref().map_or(&self.cells, |reach| &reach.cells);
        let Picture { width, height, .. } = self.levels[0].canvas;
        let across = width.div_ceil(CELL);
        let by = across.max(height.div_ceil(CELL)).div_ceil(most.max(1));
        let [columns, rows] = [width, height].map(|side| side.div_ceil(by * CELL));
        let mut map = vec![0.0; columns * rows];
        for (i, error) in cells.iter().enumerate() {
            map[i / across / by * columns + i % across / by] += error;
        }
        ([columns, rows], map)
    }

    /// A canvas pixel drawn at random in proportion to the squared error that is seen around it.
    pub fn sample_error(&self, random: &mut Random) -> [f32; 2] {
        let cells = self.reach.as_ref().map_or(&self.cells, |reach| &reach.cells);
        let total: f32 = cells.iter().sum();
        let mut left = random.unit() * total;
        let mut index = random.below(cells.len());
        if total > 0.0 {
            for (i, cell) in cells.iter().enumerate() {
                left -= cell;
                if left <= 0.0 {
                    index = i;
                    break;
                }
            }
        }
        let columns = self.levels[0].canvas.width.div_ceil(CELL);
        let (x, y) = (index % columns, index / columns);
        [x, y].map(|v| (v * CELL) as f32 + CELL as f32 * random.unit())
    }

    /// Gives a stroke the colour under which it lowers the error most, moved by an OKLab `offset`, and
    /// says what it would do then.
    pub fn solve(
        &mut self,
        stroke: &mut Stroke,
        brush: &Brush,
        place: Place,
        offset: [f32; 3],
    ) -> Gain {
        self.cover(stroke, brush, place);
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

    /// Sum of squared differences to what is wanted, over three channels, 0..=1 each.
    #[must_use]
    pub fn squared_error(&self) -> f64 {
        self.cells.iter().map(|v| f64::from(*v)).sum()
    }

    /// The squared error that the target, as it was at first in the grade's colours, has to a sheet of its mean
    /// colour, so what there is to paint in it on whatever paper; 0 without a target.
    #[must_use]
    pub fn plain_error(&self) -> f64 {
        let Some(target) = self.wanted() else { return 0.0 };
        let planes = target.planes.iter().zip(target.mean());
        let squares = planes.map(|(plane, mean)| {
            plane.iter().map(|v| f64::from((v - mean) * (v - mean))).sum::<f64>()
        });
        squares.sum()
    }

    /// Peak signal-to-noise ratio to the original target in dB over sRGB-encoded values; `None` without one.
    #[must_use]
    pub fn psnr(&self) -> Option<f32> {
        let target = self.original.as_ref()?;
        let error = squared_error(target, &self.levels[0].canvas, self.canvas.bounds());
        Some(psnr(error, target))
    }

    /// The peak signal-to-noise ratio of another canvas of this size, on the same paper.
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
            canvas.write_planes_q15(tile, self.paper, &mut planes);
            there.write_q15(&planes, whole);
            error += squared_error(&wanted, &there, whole) - squared_error(target, here, tile);
        }
        Some(psnr(error, target))
    }

    /// What a canvas of this size looks like on the paper.
    #[must_use]
    pub fn picture_of(&self, canvas: &Canvas) -> Picture {
        let mut planes = [Vec::new(), Vec::new(), Vec::new()];
        canvas.write_planes_q15(canvas.bounds(), self.paper, &mut planes);
        let mut picture = Picture::uniform(canvas.width().into(), canvas.height().into(), [0.0; 3]);
        picture.write_q15(&planes, canvas.bounds());
        picture
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

    /// Brings every level and the error map up to date with the canvas's pixels of some areas.
    fn refresh(&mut self, areas: &[Rect]) {
        let areas = areas.iter().filter(|area| !area.is_empty());
        if areas.clone().next().is_none() {
            return;
        }
        for area in areas.clone() {
            self.canvas.write_planes_q15(*area, self.paper, &mut self.planes);
            self.levels[0].canvas.write_q15(&self.planes, *area);
            refresh_coarser(&mut self.levels, *area, |level| &mut level.canvas);
            if let Some(reach) = &mut self.reach {
                reach.refresh_canvas(&self.levels[0].canvas, *area);
            }
        }
        if self.original.is_none() {
            // Nothing is wanted but what is there.
            for level in &mut self.levels {
                level.target.clone_from(&level.canvas);
            }
            if let Some(reach) = &mut self.reach {
                reach.target.clone_from(&reach.canvas);
            }
        }
        areas.for_each(|area| self.refresh_cells(*area));
    }

    fn refresh_target(&mut self, area: Rect) {
        refresh_coarser(&mut self.levels, area, |level| &mut level.target);
        if let Some(reach) = &mut self.reach {
            reach.refresh_target(&self.levels[0].target, area);
        }
    }

    fn refresh_cells(&mut self, area: Rect) {
        let Level { target, canvas } = &self.levels[0];
        sum_cells(target, canvas, area, &mut self.cells);
        if let Some(Reach { target, canvas, cells, .. }) = &mut self.reach {
            sum_cells(&target[0], &canvas[0], area, cells);
        }
    }
}

/// Two pictures of one size.
fn view<'a>(target: &'a Picture, canvas: &'a Picture) -> View<'a> {
    View {
        width: canvas.width,
        height: canvas.height,
        target: target.planes.each_ref().map(Vec::as_slice),
        canvas: canvas.planes.each_ref().map(Vec::as_slice),
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

/// The PSNR in dB, from the sum of squared differences.
fn psnr(squared_error: f64, picture: &Picture) -> f32 {
    let mean = squared_error / (3 * picture.width * picture.height) as f64;
    (-10.0 * mean.max(1e-10).log10()) as f32
}
