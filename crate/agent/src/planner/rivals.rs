//! What a stroke was chosen over: the search's other candidates in its place.

use limner_core::Stroke;
use limner_env::{Action, Scene, SoftStroke, WINDOW, Window};

use super::candidate::{Candidate, on_canvas};

/// Rivals of a stroke that are remembered.
pub const RIVALS: usize = 4;

/// A stroke that another was chosen over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rival {
    window: Window,
    action: Action,
    /// What the rival was worth, in parts of what was chosen.
    pub worth: f32,
}

impl Rival {
    /// The stroke, in no colour yet.
    #[must_use]
    pub fn stroke(&self, scene: &Scene) -> Stroke {
        scene.partners_stroke(self.window, &super::candidate::soft(&self.action))
    }
}

/// Those of the candidates that lie where the chosen one does and are others, the best first.
pub(super) fn of(chosen: &Candidate, others: impl Iterator<Item = Candidate>) -> Vec<Rival> {
    let stroke = on_canvas(chosen.window, &chosen.action);
    let near = 0.5 * (WINDOW << chosen.window.level) as f32;
    let near = near.max(0.5 * between(stroke.points[0], stroke.points[2]));
    let mut there: Vec<Candidate> = others
        .filter(|other| other.gain > 0.0)
        .filter(|other| {
            let other = on_canvas(other.window, &other.action);
            between(middle(&other), middle(&stroke)) <= near
        })
        .collect();
    there.sort_by(|a, b| b.worth().total_cmp(&a.worth()));
    let mut seen = vec![stroke];
    let mut rivals = Vec::with_capacity(RIVALS);
    for other in there {
        let stroke = on_canvas(other.window, &other.action);
        if rivals.len() < RIVALS && seen.iter().all(|one| !is_alike(one, &stroke)) {
            let worth = other.worth() / chosen.worth().max(f32::MIN_POSITIVE);
            rivals.push(Rival { window: other.window, action: other.action, worth });
            seen.push(stroke);
        }
    }
    rivals
}

/// Whether two strokes look the same: nowhere farther apart than half of how broad they are.
pub(crate) fn is_alike(one: &SoftStroke, other: &SoftStroke) -> bool {
    let radius = |stroke: &SoftStroke| 0.5 * (stroke.radii[0] + stroke.radii[1]);
    let (mine, its) = (radius(one), radius(other));
    let apart = |a: [[f32; 2]; 3], b: [[f32; 2]; 3]| {
        a.into_iter().zip(b).map(|(a, b)| between(a, b)).fold(0.0, f32::max)
    };
    let [first, control, last] = other.points;
    let apart = apart(one.points, other.points).min(apart(one.points, [last, control, first]));
    apart < mine.max(its) && mine.max(its) < 1.5 * mine.min(its)
}

fn middle(stroke: &SoftStroke) -> [f32; 2] {
    let [a, b, c] = stroke.points;
    [0, 1].map(|i| 0.25 * (a[i] + 2.0 * b[i] + c[i]))
}

fn between(a: [f32; 2], b: [f32; 2]) -> f32 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}
