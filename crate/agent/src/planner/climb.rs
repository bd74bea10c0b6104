//! Candidates on their way up the hand-written gradient of what they gain.

use limner_env::action::raw_gradient;
use limner_env::{Action, GEOMETRY, Scorer};

use super::candidate::{Candidate, Rating, geometry, on_level, pixels, profile};
use crate::search::Refining;

/// Refinement keeps raw numbers within this of zero: beyond, nothing moves any more.
pub const RANGE: f32 = 3.0;

/// Adam (Kingma & Ba 2015) up a gradient over the raw numbers of a stroke's geometry.
#[derive(Clone, Copy, Debug)]
pub struct Ascent {
    rate: f32,
    mean: [f32; GEOMETRY],
    square: [f32; GEOMETRY],
    steps: i32,
}

impl Default for Ascent {
    fn default() -> Self {
        Self::new(Refining::default().rate)
    }
}

impl Ascent {
    /// An ascent whose first step is of this size.
    #[must_use]
    pub fn new(rate: f32) -> Self {
        Self { rate, mean: [0.0; GEOMETRY], square: [0.0; GEOMETRY], steps: 0 }
    }

    /// A step of this part of the first one's size. The gradient must be finite.
    pub fn step(&mut self, action: &mut Action, gradient: &[f32; GEOMETRY], part: f32) {
        const B1: f32 = 0.8;
        const B2: f32 = 0.95;
        self.steps += 1;
        let (c1, c2) = (1.0 - B1.powi(self.steps), 1.0 - B2.powi(self.steps));
        for i in 0..GEOMETRY {
            self.mean[i] = B1 * self.mean[i] + (1.0 - B1) * gradient[i];
            self.square[i] = B2 * self.square[i] + (1.0 - B2) * gradient[i] * gradient[i];
            let slope = (self.mean[i] / c1) / ((self.square[i] / c2).sqrt() + 1e-6);
            action[i] = (action[i] + self.rate * part * slope).clamp(-RANGE, RANGE);
        }
    }
}

/// A candidate on its way up the gradient, so many levels `finer` than its window: one finer puts edges where
/// they belong.
pub(super) struct Climb {
    pub(super) best: Candidate,
    at: Candidate,
    ascent: Ascent,
    finer: u8,
}

impl Climb {
    pub(super) fn new(candidate: Candidate, finer: u8, refining: Refining) -> Self {
        let best = Candidate { gain: f32::NEG_INFINITY, ..candidate };
        let ascent = Ascent::new(refining.rate);
        Self { best, at: candidate, ascent, finer }
    }

    /// Takes one step of this part of the first one's size.
    pub(super) fn step(&mut self, scorer: &mut Scorer, rating: &Rating<'_>, part: f32) {
        let Candidate { window, action, .. } = self.at;
        let scene = rating.scene;
        let (level, zoom, stroke) = on_level(scene, window, &action, self.finer, rating.broad);
        let profile = profile(scene, level, &stroke);
        let (score, mut gradient) = scorer.score_with_gradient(scene.view(level), &stroke, profile);
        let gain = pixels(level) * score.gain;
        gradient.points = gradient.points.map(|p| p.map(|v| v * zoom));
        gradient.radii = gradient.radii.map(|v| v * zoom);
        let mut gradient = raw_gradient(geometry(&action), &gradient);
        if !rating.objective.is_plain() {
            let (liking, liked) = rating.liking_with_gradient(window, &action, score.color, gain);
            self.at.liking = liking;
            // The worth's gradient, in parts of e^liking.
            for (d, liked) in gradient.iter_mut().zip(liked) {
                *d += score.gain.max(0.0) * liked;
            }
        }
        self.keep(gain);
        if gradient.iter().all(|g| g.is_finite()) {
            self.ascent.step(&mut self.at.action, &gradient, part);
            self.at.steps += 1;
        }
    }

    /// The best point that it passed.
    pub(super) fn top(mut self, scorer: &mut Scorer, rating: &Rating<'_>) -> Candidate {
        self.at = rating.rated(scorer, &self.at, self.finer);
        self.keep(self.at.gain);
        Candidate { steps: self.at.steps, ..self.best }
    }

    fn keep(&mut self, gain: f32) {
        let here = Candidate { gain, ..self.at };
        if here.worth() > self.best.worth() {
            self.best = here;
        }
    }
}

/// The size of a step, in parts of the first one's.
pub(super) fn part(step: usize, steps: usize) -> f32 {
    1.0 - 0.75 * step as f32 / steps as f32
}

/// Takes so many steps up the gradient, one level finer than the candidate's window.
pub(super) fn ascend(
    scorer: &mut Scorer,
    rating: &Rating<'_>,
    candidate: &mut Candidate,
    steps: usize,
    refining: Refining,
) {
    let mut climb = Climb::new(*candidate, 1, refining);
    for step in 0..steps {
        climb.step(scorer, rating, part(step, steps));
    }
    *candidate = climb.top(scorer, rating);
}
