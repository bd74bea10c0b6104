//! A scene: the canvas, what is wanted of it, and both at every scale.

use limner_core::fixed::ONE;
use limner_core::{
    Author, Brush, Canvas, Coverage, CoverageMask, Error, Header, Painting, Place, Rect, Rgb8,
    Stroke, Surface,
};

use crate::action::{srgb, stroke_from_soft};
use crate::fit::Profiles;
use crate::observation::{self, PLANE};
use crate::picture::{Picture, coarser_parts, crop_plane, halve, refresh_coarser};
use crate::random::Random;
use crate::reach::Reach;
use crate::score::View;
use crate::soft::SoftStroke;
use crate::window::{WINDOW, Window};

mod gain;

pub use gain::{Gain, Response};

/// Side of a cell of the error map, in canvas pixels.
pub(crate) const CELL: usize = 8;

/// One pyramid level: both pictures at 1/2^level of the canvas's size.
#[derive(Clone, Debug)]
struct Level {
    target: Picture,
    canvas: Picture,
}

/// Index of the brush that the partner paints with in a table, unless it is given another: the one where
/// [`Header::new`] puts its own, if that is there and lays paint; else its own anywhere; else the first
/// that lays paint.
#[must_use]
pub fn partners_brush_in(header: &Header, table: &[Brush]) -> Option<u8> {
    let usual = header.brush_of(Author::Partner);
    if table.get(usize::from(usual)).is_some_and(Brush::lays_paint) {
        return Some(usual);
    }
    let own = table.iter().position(|brush| *brush == Brush::PARTNER);
    // A table is never longer than `MAX_BRUSHES`, which a byte counts.
    own.or_else(|| table.iter().position(Brush::lays_paint)).map(|index| index as u8)
}

/// A canvas with a target, at every scale.
#[derive(Clone)]
pub struct Scene {
    header: Header,
    /// The painting's brushes, and which of them the partner paints with.
    brushes: Vec<Brush>,
    partners_brush: u8,
    profiles: Profiles,
    /// What the next stroke's id will be, and how many there are before it.
    next: (u32, u32),
    canvas: Canvas,
    original: Option<Picture>,
    levels: Vec<Level>,
    /// Where the person painted, 0..=1, on every level; empty where nowhere.
    person: Vec<Vec<f32>>,
    cells: Vec<f32>,
    cell_columns: usize,
    /// What the planner sees, where the partner's brush leaves the paper's valleys bare.
    reach: Option<Reach>,
    scratch: CoverageMask,
    planes: [Vec<u16>; 3],
}

impl Scene {
    /// An empty canvas of the header's size before `target`, which is cropped and scaled to cover it.
    /// Without a target nothing is wanted but what is there.
    pub fn new(header: Header, target: Option<&Picture>) -> Result<Self, Error> {
        header.validate()?;
        let canvas = Canvas::new(header.width, header.height)?;
        let (width, height) = (usize::from(header.width), usize::from(header.height));
        let cell_columns = width.div_ceil(CELL);
        let mut scene = Self {
            cells: vec![0.0; cell_columns * height.div_ceil(CELL)],
            cell_columns,
            reach: None,
            original: None,
            levels: Vec::new(),
            person: Vec::new(),
            scratch: CoverageMask::default(),
            planes: [Vec::new(), Vec::new(), Vec::new()],
            brushes: header.brushes.clone(),
            partners_brush: 0,
            profiles: Profiles::default(),
            next: (0, 0),
            header,
            canvas,
        };
        let paper = srgb(scene.header.paper);
        let blank = Picture::uniform(width, height, paper);
        let mut level = Level { target: blank.clone(), canvas: blank };
        loop {
            let done = level.canvas.width.min(level.canvas.height) <= WINDOW;
            let next = Level { target: level.target.halved(), canvas: level.canvas.halved() };
            scene.levels.push(level);
            if done {
                break;
            }
            level = next;
        }
        scene.choose_partners_brush();
        scene.set_target(target);
        Ok(scene)
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
        self.levels[0].target =
            self.original.clone().unwrap_or_else(|| self.levels[0].canvas.clone());
        for k in 1..self.levels.len() {
            self.levels[k].target = self.levels[k - 1].target.halved();
        }
        let whole = self.canvas.bounds();
        if let Some(reach) = &mut self.reach {
            reach.refresh_target(&self.levels[0].target, whole);
        }
        self.refresh(&[whole]);
    }

    /// What the target was before anything of the person's was accepted.
    #[must_use]
    pub fn target(&self) -> Option<&Picture> {
        self.original.as_ref()
    }

    /// Whether there is a target.
    #[must_use]
    pub fn has_target(&self) -> bool {
        self.original.is_some()
    }

    /// The painting's header.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
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

    /// Number of pyramid levels; on the last one the shorter side has at most 32 pixels.
    #[must_use]
    pub fn levels(&self) -> usize {
        self.levels.len()
    }

    /// Both pictures at a level, as far as the partner's brush reaches: with one that leaves the paper's valleys
    /// bare, what is seen of either is what lies on the peaks.
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

    /// What the planner and the policy see of the target and of the canvas.
    fn seen(&self, level: u8) -> [&Picture; 2] {
        let index = usize::from(level);
        let Level { target, canvas } = &self.levels[index];
        self.reach
            .as_ref()
            .map_or([target, canvas], |reach| [&reach.target[index], &reach.canvas[index]])
    }

    /// Paints a stroke on the scene's own canvas.
    pub fn paint(&mut self, stroke: &Stroke) -> Rect {
        let place = self.next_place();
        let changed = self.canvas.draw(stroke, &self.brushes[usize::from(stroke.brush)], place);
        self.next = (self.next.0 + 1, self.next.1 + 1);
        self.refresh(&[changed]);
        changed
    }

    /// Takes over the pixels of `area` from a painting of the same size, its brushes, and where its
    /// next stroke will stand.
    pub fn follow(&mut self, painting: &Painting, area: Rect) {
        self.brushes = painting.log().brushes().to_vec();
        if !self.can_paint() {
            self.choose_partners_brush();
        }
        self.next = (painting.log().revision(), painting.strokes().len() as u32);
        self.show(painting.canvas().clone(), area);
    }

    /// Puts `base` in the canvas's place, with strokes over it. Where the next one will stand stays.
    pub fn repaint(&mut self, base: &Canvas, strokes: &[(Stroke, Place)]) {
        let mut canvas = base.clone();
        for (stroke, place) in strokes {
            self.draw_on(&mut canvas, stroke, *place);
        }
        self.show(canvas, self.canvas.bounds());
    }

    /// Puts a canvas in the present one's place, which differs in `area` at most; tiles that the two share
    /// cost nothing.
    fn show(&mut self, canvas: Canvas, area: Rect) {
        let before = std::mem::replace(&mut self.canvas, canvas);
        let tiles = self.canvas.changed_tiles(&before);
        let changed: Vec<Rect> = tiles.map(|tile| tile.intersection(area)).collect();
        self.refresh(&changed);
    }

    /// As [`Scene::repaint`], where that brings the canvas nearer to what is wanted; says whether it does.
    /// Otherwise everything stays as it was.
    pub fn repaint_if_better(&mut self, base: &Canvas, strokes: &[(Stroke, Place)]) -> bool {
        let error = self.squared_error();
        let before = self.canvas.clone();
        self.repaint(base, strokes);
        let is_better = self.squared_error() < error;
        if !is_better {
            self.repaint(&before, &[]);
        }
        is_better
    }

    /// A stroke of the partner's, with its brush, in a colour to be solved. `stroke` is in window pixels.
    #[must_use]
    pub fn partners_stroke(&self, window: Window, stroke: &SoftStroke) -> Stroke {
        let plain = stroke_from_soft(window, stroke, self.partners_brush, Rgb8::default());
        Stroke { coverage: self.partners_coverage(), ..plain }
    }

    /// Draws a stroke on a canvas of this size with the brush that it names.
    pub fn draw_on(&self, canvas: &mut Canvas, stroke: &Stroke, place: Place) -> Rect {
        canvas.draw(stroke, &self.brushes[usize::from(stroke.brush)], place)
    }

    /// What a canvas of this size looks like on the scene's paper.
    #[must_use]
    pub fn picture_of(&self, canvas: &Canvas) -> Picture {
        let mut planes = [Vec::new(), Vec::new(), Vec::new()];
        canvas.write_planes_q15(canvas.bounds(), self.header.paper, &mut planes);
        let mut picture = Picture::uniform(canvas.width().into(), canvas.height().into(), [0.0; 3]);
        picture.write_q15(&planes, canvas.bounds());
        picture
    }

    /// Index of the brush that the partner paints with.
    #[must_use]
    pub fn partners_brush(&self) -> u8 {
        self.partners_brush
    }

    /// Whether the partner can paint here: a stranger's table may hold no brush that lays paint.
    #[must_use]
    pub fn can_paint(&self) -> bool {
        self.brushes[usize::from(self.partners_brush)].lays_paint()
    }

    /// Gives the partner the brush that it finds in the table; where none lays paint, it can't paint.
    fn choose_partners_brush(&mut self) {
        let index = partners_brush_in(&self.header, &self.brushes).unwrap_or(0);
        self.set_partners_brush(index);
    }

    /// Gives the partner another brush of the table; says whether there is one.
    pub fn set_partners_brush(&mut self, index: u8) -> bool {
        let Some(brush) = self.brushes.get(usize::from(index)) else { return false };
        self.partners_brush = index;
        let brush = *brush;
        self.profiles = Profiles::of(&brush);
        self.look_with(&brush);
        true
    }

    /// From now on what is seen is what this brush reaches.
    pub(crate) fn look_with(&mut self, brush: &Brush) {
        let Level { target, canvas } = &self.levels[0];
        self.reach = Reach::of(brush, canvas.width, canvas.height, self.levels.len());
        let whole = self.canvas.bounds();
        if let Some(reach) = &mut self.reach {
            reach.refresh_target(target, whole);
            reach.refresh_canvas(canvas, whole);
        }
        self.refresh_cells(whole);
    }

    /// How the dabs of the partner's brush add up.
    #[must_use]
    pub fn partners_coverage(&self) -> Coverage {
        self.brushes[usize::from(self.partners_brush)].coverage
    }

    /// How the soft raster draws with the partner's brush.
    #[must_use]
    pub fn profiles(&self) -> &Profiles {
        &self.profiles
    }

    /// A brush of the table.
    #[must_use]
    pub fn brush(&self, index: u8) -> Option<&Brush> {
        self.brushes.get(usize::from(index))
    }

    /// Where the next stroke will stand.
    #[must_use]
    pub fn next_place(&self) -> Place {
        Place::new(self.header.seed, self.next.0, self.next.1)
    }

    /// What a stroke covers.
    fn cover(&mut self, stroke: &Stroke, place: Place) {
        let canvas = self.canvas.bounds();
        let brush = &self.brushes[usize::from(stroke.brush)];
        self.scratch.set_to_stroke(stroke, brush, place, canvas);
    }

    /// From now on, where this stroke of the person's lies, what the canvas shows is what is wanted:
    /// the partner neither paints it over nor is drawn to it. The canvas must show the stroke, which
    /// stands at `place`.
    pub fn accept(&mut self, stroke: &Stroke, place: Place) {
        self.cover(stroke, place);
        let bounds = self.scratch.bounds();
        self.mark_as_persons(bounds);
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

    /// Notes the coverage in `scratch` as the person's, on every level.
    fn mark_as_persons(&mut self, bounds: Rect) {
        let size = |level: &Level| [level.canvas.width, level.canvas.height];
        let sizes: Vec<[usize; 2]> = self.levels.iter().map(size).collect();
        if self.person.is_empty() {
            self.person = sizes.iter().map(|[width, height]| vec![0.0; width * height]).collect();
        }
        for y in bounds.y0..bounds.y1 {
            let start = y as usize * sizes[0][0] + bounds.x0 as usize;
            let row = self.scratch.row(y, bounds.x0, bounds.x1);
            for (to, m) in self.person[0][start..].iter_mut().zip(row) {
                *to = to.max(f32::from(*m) / ONE as f32);
            }
        }
        for (k, part) in (1..sizes.len()).zip(coarser_parts(bounds)) {
            let (finer, coarser) = self.person.split_at_mut(k);
            let [width, height] = sizes[k - 1];
            halve(&finer[k - 1], width, height, &mut coarser[0], part);
        }
    }

    /// Wants the original target again everywhere, and knows of no paint of the person's.
    pub fn forget_accepted(&mut self) {
        self.person.clear();
        if let Some(original) = self.original.take() {
            self.set_target(Some(&original));
        }
    }

    /// Fills `out` with the observation of a window (see [`crate::observation`]); beyond the edge the
    /// picture's last pixels repeat.
    pub fn observe(&self, window: Window, out: &mut [f32]) {
        let [target, canvas] = self.seen(window.level);
        let mut crops = vec![0.0; 7 * PLANE];
        let (planes, _) = crops.as_chunks_mut::<PLANE>();
        let (width, height) = (canvas.width, canvas.height);
        for c in 0..3 {
            for (k, picture) in [target, canvas].into_iter().enumerate() {
                let (from, to) = (&picture.planes[c], &mut planes[3 * k + c]);
                crop_plane(from, width, height, window.x, window.y, WINDOW, WINDOW, to);
            }
        }
        let person = self.person.get(usize::from(window.level));
        if let Some(plane) = person {
            crop_plane(plane, width, height, window.x, window.y, WINDOW, WINDOW, &mut planes[6]);
        }
        let person = person.map(|_| &planes[6][..]);
        let target = [&planes[0][..], &planes[1][..], &planes[2][..]];
        let canvas = [&planes[3][..], &planes[4][..], &planes[5][..]];
        observation::write(target, canvas, person, window.level, out);
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
        let (x, y) = (index % self.cell_columns, index / self.cell_columns);
        [x, y].map(|v| (v * CELL) as f32 + CELL as f32 * random.unit())
    }

    /// Brings every level and the error map up to date with the canvas's pixels of some areas.
    fn refresh(&mut self, areas: &[Rect]) {
        let areas = areas.iter().filter(|area| !area.is_empty());
        if areas.clone().next().is_none() {
            return;
        }
        for area in areas.clone() {
            self.canvas.write_planes_q15(*area, self.header.paper, &mut self.planes);
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

/// Brings the sums of squared differences in cells of [`CELL`] × [`CELL`] pixels up to date in an area.
pub(crate) fn sum_cells(target: &Picture, canvas: &Picture, area: Rect, cells: &mut [f32]) {
    let (width, height) = (canvas.width, canvas.height);
    let columns = width.div_ceil(CELL);
    for row in area.y0 as usize / CELL..(area.y1 as usize).div_ceil(CELL) {
        for column in area.x0 as usize / CELL..(area.x1 as usize).div_ceil(CELL) {
            let (x0, x1) = (column * CELL, ((column + 1) * CELL).min(width));
            let mut sum = 0.0;
            for y in row * CELL..((row + 1) * CELL).min(height) {
                for (t, v) in target.planes.iter().zip(&canvas.planes) {
                    let (t, v) =
                        (&t[y * width + x0..y * width + x1], &v[y * width + x0..y * width + x1]);
                    sum += t.iter().zip(v).map(|(t, v)| (t - v) * (t - v)).sum::<f32>();
                }
            }
            cells[row * columns + column] = sum;
        }
    }
}
