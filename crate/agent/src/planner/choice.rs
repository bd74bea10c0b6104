//! What a candidate comes to as a stroke: quantised, in its colour, with its exact gain and its worth.

#![expect(
    clippy::cast_possible_truncation,
    reason = "counts and sides are small, and a cast of a float saturates"
)]

use limner_core::fixed::ONE;
use limner_core::{Path, Rgb8, Stroke};
use limner_duet::Move;
use limner_env::action::soft_from_raw;
use limner_env::{Gain, Scene, Window};

use super::candidate::{Candidate, geometry};
use super::rivals::Rival;
use crate::objective::{Objective, worth};
use crate::taste::{Context, Features, features};

/// A stroke that brings a covered pixel less than this cannot be seen: a step of 8 bits in each of three
/// channels, squared.
const INVISIBLE: f32 = 3.0 / (255.0 * 255.0);

/// A stroke that is not yet on the canvas.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The stroke, quantised and in its colour.
    pub stroke: Stroke,
    /// What the stroke would bring (see [`Scene::solve`]).
    pub gain: Gain,
    /// The squared error that the stroke removes, in parts of what there is.
    pub share: f32,
    /// What the stroke was chosen by: the share, weighed by how much it is liked.
    pub worth: f32,
    /// How the stroke looks to a person.
    pub features: Features,
    /// The window that the stroke was proposed for.
    pub window: Window,
    /// What the stroke was chosen over in its place, the best first, at most [`RIVALS`](super::RIVALS).
    pub rivals: Vec<Rival>,
    /// How the stroke answers the person's, where there is no picture.
    pub motive: Option<Move>,
}

/// What candidates are measured against: the squared error that there is, and what is wanted.
pub(super) struct Chooser<'a> {
    pub(super) error: f64,
    pub(super) objective: &'a Objective,
}

impl Chooser<'_> {
    /// A candidate quantised, in the colour that brings most, of a palette where there is one, and with its exact
    /// gain.
    pub(super) fn measured(
        &self,
        scene: &mut Scene,
        candidate: &Candidate,
        palette: &[Rgb8],
    ) -> Proposal {
        let soft = soft_from_raw(geometry(&candidate.action));
        let mut stroke = scene.partners_stroke(candidate.window, &soft);
        let mut gain = scene.solve(&mut stroke, [0.0; 3]);
        let brings = |color: &Rgb8| gain.response.squared_error(*color);
        if let Some(best) = palette.iter().max_by(|a, b| brings(a).total_cmp(&brings(b))) {
            stroke.color = *best;
            gain.squared_error = brings(best);
        }
        let context = context(scene, &stroke, &gain, self.error);
        let features = features(&stroke, &context);
        let share = (gain.squared_error / self.error) as f32;
        let liking = self.objective.liking(&features, &context);
        let worth = worth(share, liking);
        Proposal {
            stroke,
            gain,
            share,
            worth,
            features,
            window: candidate.window,
            rivals: Vec::new(),
            motive: None,
        }
    }
}

/// The least squared error that a stroke must remove to be seen.
pub(crate) fn least_visible(stroke: &Stroke, gain: &Gain) -> f64 {
    let pixels = gain.area * ONE as f32 / f32::from(stroke.opacity.max(1));
    f64::from(INVISIBLE * pixels)
}

/// What a stroke would bring if it were painted next, what it would be painted into, and how it would look there.
pub(crate) fn look_of(scene: &mut Scene, stroke: &Stroke) -> (Gain, Context, Features) {
    let error = scene.squared_error();
    let gain = scene.look(stroke);
    let around = context(scene, stroke, &gain, error);
    let features = features(stroke, &around);
    (gain, around, features)
}

/// What a stroke is painted into, for the taste.
#[must_use]
pub fn context(scene: &Scene, stroke: &Stroke, gain: &Gain, error: f64) -> Context {
    let header = scene.header();
    Context {
        width: header.width.into(),
        height: header.height.into(),
        below: gain.below,
        gain: if error > 0.0 { (gain.squared_error / error) as f32 } else { 0.0 },
        density: density(scene, stroke),
    }
}

/// Mean opacity of the paint along the middle of a stroke.
fn density(scene: &Scene, stroke: &Stroke) -> f32 {
    const POINTS: i32 = 8;
    let Path::Bezier { points: [a, b, c], .. } = &stroke.path else {
        return 0.0;
    };
    let mut sum = 0.0;
    for i in 0..=POINTS {
        let j = POINTS - i;
        let at = |a: i32, b: i32, c: i32| {
            (j * j * a + 2 * i * j * b + i * i * c) / (POINTS * POINTS * 64)
        };
        if let Some([.., alpha]) = scene.canvas().pixel(at(a.x, b.x, c.x), at(a.y, b.y, c.y)) {
            sum += f32::from(alpha) / ONE as f32;
        }
    }
    sum / (POINTS + 1) as f32
}
