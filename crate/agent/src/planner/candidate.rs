//! Strokes under consideration, and which of them come first.

use std::cmp::Ordering;

use limner_env::action::{raw_gradient, soft_from_raw, soft_from_window};
use limner_env::{Action, GEOMETRY, Profile, Scene, Scorer, SoftGradient, SoftStroke, Window};

use super::focus::Wanted;
use super::surroundings::surroundings;
use crate::objective::{Objective, worth};
use crate::taste::{Context, features_of_soft};

/// A stroke under consideration.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    pub(crate) window: Window,
    pub(crate) action: Action,
    /// Gain on the soft raster, in canvas pixels.
    pub(crate) gain: f32,
    /// How much the candidate is liked.
    pub(crate) liking: f32,
    /// Gradient steps taken so far.
    pub(crate) steps: usize,
    /// Index of the candidate's window among those of its search.
    pub(crate) source: usize,
}

impl Candidate {
    /// How much the candidate is wanted for where it lies.
    pub(super) fn nearness(&self, wanted: &Wanted) -> f32 {
        wanted.focus.map_or(1.0, |_| wanted.at(middle(self.window, &self.action)))
    }

    /// What the candidate gains, weighed by how much it is liked.
    pub(super) fn worth(&self) -> f32 {
        worth(self.gain, self.liking)
    }
}

/// What candidates are rated by.
#[derive(Clone, Copy)]
pub(super) struct Rating<'a> {
    pub(super) scene: &'a Scene,
    pub(super) objective: &'a Objective,
    /// The squared error that there is.
    pub(super) error: f32,
    /// Strokes with a mean radius beyond this, in pixels of a level, are drawn on the next coarser one.
    pub(super) broad: f32,
}

impl Rating<'_> {
    /// The candidate with what it gains on the soft raster, so many levels `finer` than its window, and how
    /// much it is liked.
    pub(super) fn rated(&self, scorer: &mut Scorer, candidate: &Candidate, finer: u8) -> Candidate {
        let Candidate { window, action, .. } = candidate;
        let (level, _, stroke) = on_level(self.scene, *window, action, finer, self.broad);
        let profile = profile(self.scene, level, &stroke);
        let score = scorer.score(self.scene.view(level), &stroke, profile);
        let gain = pixels(level) * score.gain;
        let liking = self.liking(*window, action, score.color, gain);
        Candidate { gain, liking, ..*candidate }
    }

    /// How much a stroke is liked, in this colour, that gains this.
    pub(super) fn liking(
        &self,
        window: Window,
        action: &Action,
        color: [f32; 3],
        gain: f32,
    ) -> f32 {
        if self.objective.is_plain() {
            return 0.0;
        }
        let stroke = on_canvas(window, action);
        let context = self.context(&stroke, gain);
        self.objective.liking(&features_of_soft(&stroke, color, &context), &context)
    }

    /// What a stroke in canvas pixels that gains this is painted into.
    fn context(&self, stroke: &SoftStroke, gain: f32) -> Context {
        surroundings(self.scene, self.objective.needs(), stroke, gain, self.error)
    }

    /// The liking of a stroke in this colour, and its gradient with respect to the raw geometry.
    pub(super) fn liking_with_gradient(
        &self,
        window: Window,
        action: &Action,
        color: [f32; 3],
        gain: f32,
    ) -> (f32, [f32; GEOMETRY]) {
        let stroke = on_canvas(window, action);
        let context = self.context(&stroke, gain);
        let (liking, by) = self.objective.liking_with_gradient(&stroke, color, &context);
        let by = by.shape;
        let scale = (1u32 << window.level) as f32;
        let by = SoftGradient {
            points: by.points.map(|p| p.map(|v| v * scale)),
            radii: by.radii.map(|v| v * scale),
            opacity: by.opacity,
        };
        (liking, raw_gradient(geometry(action), &by))
    }
}

/// The stroke of raw numbers, in window pixels.
pub(super) fn soft(action: &Action) -> SoftStroke {
    soft_from_raw(geometry(action))
}

/// The stroke of raw numbers of a window, in canvas pixels.
pub(super) fn on_canvas(window: Window, action: &Action) -> SoftStroke {
    soft_from_window(window, &soft(action))
}

/// How the soft raster draws a stroke that lies on this level, with the partner's brush.
pub(super) fn profile(scene: &Scene, level: u8, stroke: &SoftStroke) -> Profile {
    let [a, b] = stroke.radii;
    scene.profiles().at(0.5 * (a + b) * (1u32 << level) as f32)
}

/// A stroke drawn on a level `finer` steps below its window's, where there is one, or one above that if its
/// mean radius there is beyond `broad`: that level, the pixels of it along one of the window's, and the
/// stroke in its pixels.
pub(super) fn on_level(
    scene: &Scene,
    window: Window,
    action: &Action,
    finer: u8,
    broad: f32,
) -> (u8, f32, SoftStroke) {
    let mut soft = soft_from_raw(geometry(action));
    let mut level = window.level.saturating_sub(finer);
    let mut zoom = (1u32 << (window.level - level)) as f32;
    let radius = 0.5 * (soft.radii[0] + soft.radii[1]) * zoom;
    if radius > broad && usize::from(level) + 1 < scene.levels() {
        (level, zoom) = (level + 1, 0.5 * zoom);
    }
    for point in &mut soft.points {
        *point = [(point[0] + window.x as f32) * zoom, (point[1] + window.y as f32) * zoom];
    }
    soft.radii = soft.radii.map(|r| r * zoom);
    (level, zoom, soft)
}

pub(super) fn geometry(action: &Action) -> &[f32; GEOMETRY] {
    action.first_chunk().expect("an action begins with its geometry")
}

/// The middle of a stroke, in canvas px.
fn middle(window: Window, action: &Action) -> [f32; 2] {
    let [a, b, c] = soft_from_raw(geometry(action)).points;
    let scale = (1u32 << window.level) as f32;
    let corner = [window.x, window.y];
    [0, 1].map(|i| scale * (corner[i] as f32 + 0.25 * (a[i] + 2.0 * b[i] + c[i])))
}

/// Canvas pixels in a pixel of a level.
pub(super) fn pixels(level: u8) -> f32 {
    (1u32 << (2 * level)) as f32
}

/// Which comes first: what is worth most where it is wanted.
pub(super) fn better(a: &Candidate, b: &Candidate, wanted: &Wanted) -> Ordering {
    let worth = |c: &Candidate| match c.nearness(wanted) {
        near if c.gain > 0.0 => c.worth() * near,
        near => c.worth() / near,
    };
    worth(b).total_cmp(&worth(a))
}

/// The best first.
pub(super) fn sort(candidates: &mut [Candidate], wanted: &Wanted) {
    candidates.sort_by(|a, b| better(a, b, wanted));
}

/// The best, at most twice its share of each window, and two: what lies side by side is refined to the same
/// stroke.
pub(super) fn best(
    mut candidates: Vec<Candidate>,
    count: usize,
    windows: usize,
    wanted: &Wanted,
) -> Vec<Candidate> {
    let most = (2 * count).div_ceil(windows.max(1)).max(2);
    sort(&mut candidates, wanted);
    let mut chosen: Vec<Candidate> = Vec::with_capacity(count);
    for candidate in candidates {
        let beside = chosen.iter().filter(|c| c.source == candidate.source).count();
        if beside < most && chosen.len() < count {
            chosen.push(candidate);
        }
    }
    chosen
}
