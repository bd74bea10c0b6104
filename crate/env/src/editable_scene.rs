//! A scene whose last strokes are still free: they are known, and any may be changed, so long as what
//! follows it is drawn again.
//!
//! Changing the last strokes needs the canvas below them at every scale. A few such grounds are kept and
//! moved on stroke by stroke, so that it costs what the strokes cost and not what the canvas does.

use limner_core::{Canvas, Place, Rect, Rgb8, Stroke};

use crate::picture::{Picture, refresh_coarser};
use crate::scene::Scene;
use crate::score::View;

/// Grounds that are kept.
const GROUNDS: usize = 3;

/// A canvas at every scale.
#[derive(Clone, Debug)]
pub struct Ground {
    canvas: Canvas,
    paper: Rgb8,
    levels: Vec<Picture>,
}

impl Ground {
    /// A canvas of the scene's size as the scene would show it.
    #[must_use]
    pub fn new(scene: &Scene, canvas: Canvas) -> Self {
        let mut levels = vec![scene.picture_of(&canvas)];
        while levels.len() < scene.levels() {
            levels.push(levels[levels.len() - 1].halved());
        }
        Self { canvas, paper: scene.header().paper, levels }
    }

    /// The canvas.
    #[must_use]
    pub fn canvas(&self) -> &Canvas {
        &self.canvas
    }

    /// Shows another canvas of the same size: what the two have in common costs nothing.
    pub fn set_canvas(&mut self, canvas: Canvas) {
        let before = std::mem::replace(&mut self.canvas, canvas);
        let changed: Vec<Rect> = self.canvas.changed_tiles(&before).collect();
        changed.into_iter().for_each(|tile| self.refresh(tile));
    }

    /// What the scene wants over what is here, at a level.
    #[must_use]
    pub fn view<'a>(&'a self, scene: &'a Scene, level: u8) -> View<'a> {
        let canvas = self.levels[usize::from(level)].planes.each_ref().map(Vec::as_slice);
        View { canvas, ..scene.whole_view(level) }
    }

    fn lay(&mut self, scene: &Scene, stroke: &Stroke, place: Place) {
        let area = scene.draw_on(&mut self.canvas, stroke, place);
        self.refresh(area);
    }

    fn refresh(&mut self, area: Rect) {
        if area.is_empty() {
            return;
        }
        let mut planes = [Vec::new(), Vec::new(), Vec::new()];
        self.canvas.write_planes_q15(area, self.paper, &mut planes);
        self.levels[0].write_q15(&planes, area);
        refresh_coarser(&mut self.levels, area, |level| level);
    }
}

/// A scene with its free strokes.
#[derive(Debug)]
pub struct EditableScene {
    scene: Scene,
    /// The free strokes, from bottom to top.
    strokes: Vec<(Stroke, Place)>,
    /// What lies below all free strokes, from the first one on.
    below: Canvas,
    /// What lies below the free stroke of this index, ascending; the first is `below`, once it is asked for.
    grounds: Vec<(usize, Ground)>,
    /// Whether the grounds are those of the free strokes.
    is_current: bool,
}

impl EditableScene {
    /// An editable scene whose strokes will be laid over what the scene shows now.
    #[must_use]
    pub fn new(scene: Scene) -> Self {
        let below = scene.canvas().clone();
        Self { scene, strokes: Vec::new(), below, grounds: Vec::new(), is_current: false }
    }

    /// The scene as it is after all strokes.
    #[must_use]
    pub fn scene(&self) -> &Scene {
        &self.scene
    }

    /// The scene, to measure what further strokes would do. Whoever changes its canvas calls
    /// [`EditableScene::fix`].
    pub fn scene_mut(&mut self) -> &mut Scene {
        &mut self.scene
    }

    /// The free strokes, from bottom to top.
    #[must_use]
    pub fn strokes(&self) -> &[(Stroke, Place)] {
        &self.strokes
    }

    /// Lays a stroke over all others, which is free; returns what it may have changed.
    pub fn add(&mut self, stroke: Stroke) -> Rect {
        if self.strokes.is_empty() {
            self.below = self.scene.canvas().clone();
            self.is_current = false;
        }
        let place = self.scene.next_place();
        let changed = self.scene.paint(&stroke);
        self.strokes.push((stroke, place));
        changed
    }

    /// No stroke is free any more: those that follow lie over what the scene shows now.
    pub fn fix(&mut self) {
        self.strokes.clear();
        self.is_current = false;
    }

    /// A ground that shows this canvas, with the scene. No stroke is free any more.
    pub fn ground_of(&mut self, canvas: Canvas) -> (&mut Scene, &Ground) {
        self.fix();
        self.begin_grounds(canvas);
        (&mut self.scene, &self.grounds[0].1)
    }

    /// Has one ground, below all free strokes, that shows this canvas.
    fn begin_grounds(&mut self, canvas: Canvas) {
        self.grounds.truncate(1);
        match self.grounds.first_mut() {
            Some((_, ground)) => ground.set_canvas(canvas),
            None => self.grounds.push((0, Ground::new(&self.scene, canvas))),
        }
    }

    /// What lies below the free stroke of index `from`, with the scene and the strokes from there on.
    pub fn open(&mut self, from: usize) -> (&Scene, &Ground, &[(Stroke, Place)]) {
        if !self.is_current {
            self.begin_grounds(self.below.clone());
            self.is_current = true;
        }
        let known = self.grounds.iter().rposition(|(at, _)| *at <= from).unwrap_or(0);
        let at = self.grounds[known].0;
        let mut index = known;
        if at < from && (known == 0 || self.grounds.len() < GROUNDS) {
            let copy = self.grounds[known].clone();
            index = known + 1;
            self.grounds.insert(index, copy);
            if self.grounds.len() > GROUNDS {
                self.grounds.pop();
            }
        }
        let (start, ground) = &mut self.grounds[index];
        for (stroke, place) in &self.strokes[*start..from] {
            ground.lay(&self.scene, stroke, *place);
        }
        *start = from;
        (&self.scene, ground, &self.strokes[from..])
    }

    /// Has other strokes in the place of the free ones from index `from` on where that brings the canvas
    /// nearer to what is wanted, by the integer raster, or leaves it farther away by less than `allowance` in
    /// squared error; says whether it does.
    pub fn replace_if_better(&mut self, from: usize, with: Vec<Stroke>, allowance: f64) -> bool {
        let places = self.strokes[from..].iter().map(|(_, place)| *place);
        let with: Vec<(Stroke, Place)> = with.into_iter().zip(places).collect();
        let ground = self.open(from).1.canvas().clone();
        if !self.scene.repaint_if_better(&ground, &with, allowance) {
            return false;
        }
        self.strokes.truncate(from);
        self.strokes.extend(with);
        self.grounds.retain(|(at, _)| *at <= from);
        true
    }
}
