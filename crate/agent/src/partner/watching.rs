//! Learning from what the person paints: what their strokes are like, and how the policy might have painted them.
//!
//! Whoever paints shows what they like without being asked. The features of their strokes are compared with those of
//! the partner's; where the two differ clearly, that is a small preference of its own beside what was judged, and less
//! of one the more was judged. The strokes themselves, with what was to be seen before them, are rehearsed to.
//! None of it happens where [`Settings::watches`](super::Settings::watches) is off.

#![expect(clippy::cast_possible_truncation, reason = "a level of a scene is small")]

use limner_core::fixed::{ONE, UNITS_PER_PX};
use limner_core::{Author, Op, Path, Stroke};
use limner_env::action::{raw_from_soft, soft_in_window, soft_on_canvas};
use limner_env::{Action, OBSERVATION_LEN, Scene, SoftStroke, WINDOW, Window};

use super::Partner;
use crate::planner::look_of;
use crate::rehearse::Demonstration;
use crate::taste::{Belief, Feature, Features, Preference, StrokeStatistics, Taste, Term, Word};

/// What may be learned from a person's strokes: what they chose, not where they were or what it came to.
const LEARNED: [Feature; 9] = [
    Feature::Warmth,
    Feature::Tint,
    Feature::Chroma,
    Feature::Lightness,
    Feature::Length,
    Feature::Width,
    Feature::Curvature,
    Feature::Opacity,
    Feature::Upright,
];
/// Only what differs most is learned: with another brush in hand, everything does a little.
const MOST_LEARNED: usize = 5;
/// A difference counts that is so many of its standard errors: with nine looked at, one by chance is rare.
const CLEAR: f32 = 3.0;
/// The partner's strokes count as if so many ordinary ones had been among them.
const ORDINARY: f32 = 8.0;
/// How many strokes of the person's count half of what many do.
const HALF: f32 = 8.0;
/// How many judgements leave half of what watching taught.
const HALF_JUDGED: f32 = 10.0;
/// How long the preference that watching taught is at most: as that of a few answers.
const LONGEST: f32 = 0.5;
/// What weighs less than this is not spoken of.
const FAINT: f32 = 0.1;
/// Steps of rehearsal that a stroke of the person's is worth.
const STEPS_A_STROKE: u32 = 3;
/// The part of a window's side that a stroke may take up in it.
const FITS: f32 = 0.8;

/// What the strokes of both are like.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Both {
    person: StrokeStatistics,
    partner: StrokeStatistics,
}

impl Both {
    /// How many strokes of the person's there were.
    pub(super) fn strokes(&self) -> u32 {
        self.person.strokes
    }

    /// What the person's are like.
    pub(super) fn of_person(&self) -> StrokeStatistics {
        self.person
    }

    /// Goes on with what the person's were like in an earlier session.
    pub(super) fn set_of_person(&mut self, shown: StrokeStatistics) {
        self.person = shown;
    }

    /// Takes note of a stroke of the person's.
    pub(super) fn add_of_person(&mut self, features: &Features) {
        self.person.add(features);
    }

    /// Takes note of a stroke of the partner's.
    pub(super) fn add_of_partner(&mut self, features: &Features) {
        self.partner.add(features);
    }

    /// Forgets what the person's are like.
    pub(super) fn forget(&mut self) {
        self.person = StrokeStatistics::default();
    }

    /// What is clearly different in the person's strokes, how much it weighs beside a taste, and by how many
    /// standard errors it differs.
    fn weights(&self, taste: &Taste) -> Vec<(Feature, f32, f32)> {
        let count = self.person.strokes as f32;
        if count < 2.0 {
            return Vec::new();
        }
        let part = count / (count + HALF) / (1.0 + taste.judged() as f32 / HALF_JUDGED);
        // What the person said themself goes before what they show.
        let said = taste.beliefs();
        let is_free = |f: &Feature| !said.iter().any(|b| b.is_pinned && b.word.feature() == *f);
        let difference = |feature: Feature| {
            let [own, own_variance] = self.person.mean_and_variance(feature, 0.0);
            let [its, its_variance] = self.partner.mean_and_variance(feature, ORDINARY);
            let its_count = self.partner.strokes as f32 + ORDINARY;
            let error = (own_variance / count + its_variance / its_count).sqrt();
            let clear = (own - its).abs() / error;
            let difference = (own - its) / its_variance.sqrt().max(0.3);
            (clear >= CLEAR && difference.is_finite()).then_some((feature, difference, clear))
        };
        let mut weights: Vec<_> =
            LEARNED.into_iter().filter(is_free).filter_map(difference).collect();
        weights.sort_by(|(_, a, _), (_, b, _)| b.abs().total_cmp(&a.abs()));
        weights.truncate(MOST_LEARNED);
        weights.iter_mut().for_each(|(_, v, _)| *v = part * v.clamp(-1.0, 1.0));
        let length = weights.iter().map(|(_, w, _)| w * w).sum::<f32>().sqrt();
        if length > LONGEST {
            weights.iter_mut().for_each(|(_, weight, _)| *weight *= LONGEST / length);
        }
        weights
    }

    /// What the person seems to prefer by what they paint, beside a taste.
    pub(super) fn preference(&self, taste: &Taste) -> Preference {
        let mut preference = Preference::default();
        for (feature, weight, _) in self.weights(taste) {
            preference.add(Term::Main(feature), weight);
        }
        preference
    }

    /// What watching taught, in words, the most important first.
    pub(super) fn beliefs(&self, taste: &Taste) -> Vec<Belief> {
        let mut weights = self.weights(taste);
        weights.retain(|(_, weight, _)| weight.abs() >= FAINT);
        let belief = |(feature, weight, clear): (Feature, f32, f32)| Belief {
            word: Word::of(feature, weight > 0.0),
            strength: if weight.abs() > 0.45 { 2 } else { 1 },
            certainty: if clear > 2.0 * CLEAR { 95 } else { 80 },
            is_pinned: false,
        };
        weights.into_iter().map(belief).collect()
    }
}

/// Has a partner learn from a stroke of the person's that is on the log, while its scene still shows what was there
/// before.
pub(super) fn watch(partner: &mut Partner, stroke: &Stroke) {
    let scene = partner.replica.editable.scene_mut();
    if !scene.brush(stroke.brush).is_some_and(|brush| brush.lays_paint()) {
        return;
    }
    let (_, _, look) = look_of(scene, stroke);
    partner.belief.shown.add_of_person(&look);
    if let Some(demonstration) = demonstration(scene, stroke) {
        partner.network.show(demonstration, STEPS_A_STROKE);
    }
    partner.prefer();
}

/// Whether an operation is a stroke that the person adds.
pub(super) fn is_shown(op: &Op) -> bool {
    matches!(op, Op::Add(stroke) if stroke.author == Author::Person)
}

/// A stroke as the policy would put it out for the window that it lies in, and what is seen there before it.
fn demonstration(scene: &Scene, stroke: &Stroke) -> Option<Demonstration> {
    let soft = soft(stroke)?;
    let [start, control, end] = soft.points;
    let middle = [0, 1].map(|i| 0.25 * start[i] + 0.5 * control[i] + 0.25 * end[i]);
    let reach = |p: [f32; 2]| (p[0] - middle[0]).abs().max((p[1] - middle[1]).abs());
    let extent = 2.0 * (soft.points.map(reach).into_iter().fold(0.0, f32::max) + soft.radii[0]);
    let fits = |level: &usize| extent <= FITS * WINDOW as f32 * (1u32 << level) as f32;
    let level = (0..scene.levels()).find(fits)?;
    let window: Window = scene.window_around(level as u8, middle[0], middle[1]);
    let mut action: Action = Default::default();
    let geometry = raw_from_soft(&soft_in_window(window, &soft));
    action[..geometry.len()].copy_from_slice(&geometry);
    let mut observation = vec![0.0; OBSERVATION_LEN];
    scene.observe(window, &mut observation);
    let header = scene.header();
    let size = [header.width, header.height].map(f32::from);
    action.iter().all(|v| v.is_finite()).then_some(Demonstration {
        window,
        size,
        observation,
        action,
    })
}

/// The Bézier curve that begins, is in the middle of its way, and ends where a stroke does, in canvas pixels.
fn soft(stroke: &Stroke) -> Option<SoftStroke> {
    match &stroke.path {
        Path::Bezier { .. } => soft_on_canvas(stroke),
        Path::Samples { radius, samples } => {
            let px = |v: i32| v as f32 / UNITS_PER_PX as f32;
            let opacity = f32::from(stroke.opacity) / ONE as f32;
            let points: Vec<[f32; 2]> =
                samples.iter().map(|s| [px(s.point.x), px(s.point.y)]).collect();
            let (start, end) = (*points.first()?, *points.last()?);
            let step = |p: &[[f32; 2]]| (p[1][0] - p[0][0]).hypot(p[1][1] - p[0][1]);
            let half = 0.5 * points.windows(2).map(step).sum::<f32>();
            let mut gone = 0.0;
            let middle = points.windows(2).find(|p| {
                gone += step(p);
                gone >= half
            });
            let middle = middle.map_or(start, |p| p[1]);
            let control = [0, 1].map(|i| 2.0 * middle[i] - 0.5 * (start[i] + end[i]));
            Some(SoftStroke { points: [start, control, end], radii: [px(*radius); 2], opacity })
        }
    }
}
