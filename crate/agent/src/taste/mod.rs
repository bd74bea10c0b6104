//! What a person likes: learned from a yes or a no on the partner's last strokes, from the first one.
//!
//! Strokes are described by interpretable [`Features`] in the [`Context`] that they were painted in.
//! A click is one judgement on the mean of the strokes it is about, and a Bayesian logistic model (see
//! `model`) is fitted to all of them. Features are measured from those of the strokes seen lately, so
//! that "no" to what the partner does now prefers what it does less; the intercept takes what is left
//! and never changes a ranking, so a row of noes does not make everything equally bad.
//!
//! ```
//! use limner_agent::taste::{Context, Taste, features_of_soft};
//! use limner_core::Verdict;
//! use limner_env::SoftStroke;
//!
//! let context = Context { width: 64.0, height: 64.0, below: [0.5; 3], gain: 0.01, density: 0.5 };
//! let stroke =
//!     SoftStroke { points: [[10.0, 10.0], [30.0, 40.0], [50.0, 30.0]], radii: [4.0; 2], opacity: 0.8 };
//! let of = |color| features_of_soft(&stroke, color, &context);
//! let mut taste = Taste::default();
//! let (orange, blue) = (of([0.9, 0.5, 0.2]), of([0.2, 0.4, 0.8]));
//! assert_eq!(taste.score(&orange), 0.0);
//! taste.judge(&[orange], Verdict::No);
//! assert!(taste.score(&blue) > taste.score(&orange));
//! ```

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts and sides are small, and a cast of a float saturates"
)]

mod bytes;
mod features;
mod measure;
mod model;
mod preference;
mod words;

use std::collections::VecDeque;

use limner_core::Verdict;
use limner_env::SoftStroke;
use limner_env::color::{Lab, lab_from_srgb};

pub use features::{ALL, Context, FEATURES, Feature, Features, LIMIT, StrokeGradient};
pub use measure::{WARM, features, features_of_soft, middle, stroke_gradient};
use model::{Posterior, Sample, Vector, WEIGHTS, dot, sigmoid};
pub use preference::{Disc, PRODUCTS, Preference, TABLE, TERMS, Term, Terms, terms};
pub use words::{Word, Words};

/// Judgements that are remembered; older ones are forgotten.
pub const MAX_JUDGEMENTS: usize = 256;
/// A judgement counts half when this many came after it: tastes change.
const AGE_HALF_LIFE: f64 = 64.0;
/// Of the strokes of one click, one counts half of the stroke this many later: a click is meant for
/// what was seen last (Knox and Stone 2009, "Interactively shaping agents via human reinforcement:
/// the TAMER framework", spread credit over the last seconds likewise).
const CREDIT_HALF_LIFE: f32 = 8.0;
/// Features are kept in units of 1 / 2¹³.
const UNIT: f32 = 8192.0;
/// Judgements' weights are kept in units of 1/127.
const WEIGHT_UNIT: f32 = 127.0;
/// The mean of strokes seen follows about so many of the last ones…
const SEEN_MEMORY: f32 = 200.0;
/// …and begins as if so many ordinary ones had been seen.
const SEEN_PRIOR: f32 = 24.0;

/// The features of one judgement as they are kept, and what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Judged {
    features: [i16; FEATURES],
    yes: bool,
    /// In 1/127, 1..=127.
    weight: u8,
}

/// The strokes that the partner painted lately, on the mean.
#[derive(Clone, Debug, PartialEq)]
struct Seen {
    count: f32,
    mean: Features,
}

/// What is known of a person's taste.
#[derive(Clone, Debug, PartialEq)]
pub struct Taste {
    /// Oldest first.
    journal: VecDeque<Judged>,
    judged: u32,
    seen: Seen,
    /// Where features are measured from since the last judgement.
    center: Features,
    posterior: Posterior,
}

impl Default for Taste {
    fn default() -> Self {
        Self {
            journal: VecDeque::new(),
            judged: 0,
            seen: Seen { count: 0.0, mean: [0.0; FEATURES] },
            center: [0.0; FEATURES],
            posterior: Posterior::prior(),
        }
    }
}

impl Taste {
    /// Takes note of a stroke that the partner painted, whether it is judged later or not.
    pub fn see(&mut self, features: &Features) {
        self.seen.count = (self.seen.count + 1.0).min(SEEN_MEMORY);
        for (mean, f) in self.seen.mean.iter_mut().zip(limited(features)) {
            *mean += (f - *mean) / self.seen.count;
        }
    }

    /// Learns from a verdict on strokes, in the order they were painted. However many they are, it is
    /// one judgement. Without strokes it does nothing.
    pub fn judge(&mut self, strokes: &[Features], verdict: Verdict) {
        let mut mean = [0.0; FEATURES];
        let mut total = 0.0;
        for (back, features) in strokes.iter().rev().enumerate() {
            let credit = (-(back as f32) / CREDIT_HALF_LIFE).exp2();
            total += credit;
            for (mean, f) in mean.iter_mut().zip(limited(features)) {
                *mean += credit * f;
            }
        }
        if total > 0.0 {
            let (yes, weight) = match verdict {
                Verdict::Yes => (true, 1.0),
                Verdict::No => (false, 1.0),
                Verdict::WeakNo => (false, 0.5),
            };
            self.learn(&mean.map(|v| v / total), yes, weight);
        }
    }

    /// Learns from one judgement on a stroke; `weight` (0..=1) says how much it counts.
    pub fn learn(&mut self, features: &Features, yes: bool, weight: f32) {
        let weight = (weight.clamp(0.0, 1.0) * WEIGHT_UNIT).round() as u8;
        if weight == 0 {
            return;
        }
        if self.journal.len() >= MAX_JUDGEMENTS {
            self.journal.pop_front();
        }
        let features = limited(features).map(|v| (v * UNIT).round() as i16);
        self.journal.push_back(Judged { features, yes, weight });
        self.judged = self.judged.saturating_add(1);
        self.center = self.seen.center();
        self.fit();
    }

    /// How much this person would like a stroke: the expected logit of a yes over that of an ordinary
    /// stroke, drawn to 0 where little is known (MacKay 1992, "The evidence framework applied to
    /// classification networks"). 0 for every stroke as long as nothing was judged.
    #[must_use]
    pub fn score(&self, features: &Features) -> f32 {
        let (mean, variance) = self.posterior.logit(&self.offset(features));
        (mean * moderation(variance)) as f32
    }

    /// What is believed to be wanted, as a planner and a policy are told it: each weight drawn to 0 the more
    /// the less it is known. Zero as long as nothing was judged.
    #[must_use]
    pub fn preference(&self) -> Preference {
        let mut preference = Preference::default();
        for (i, weight) in preference.weights[..FEATURES].iter_mut().enumerate() {
            let (mean, variance) = (self.posterior.mean[i], self.posterior.covariance[i][i]);
            *weight = (mean * mean * mean / (mean * mean + variance)) as f32;
        }
        preference
    }

    /// The gradient of [`Taste::score`] with respect to the features.
    #[must_use]
    pub fn score_gradient(&self, features: &Features) -> Features {
        let x = self.offset(features);
        let (mean, variance) = self.posterior.logit(&x);
        let factor = moderation(variance);
        // d factor / d variance = -(π/16) factor³ and d variance / dx = 2 Σ x.
        let narrowing = -mean * std::f64::consts::FRAC_PI_8 * factor.powi(3);
        let spread = self.posterior.times(&x);
        std::array::from_fn(|i| (self.posterior.mean[i] * factor + narrowing * spread[i]) as f32)
    }

    /// The score of a stroke in canvas pixels and an sRGB-encoded colour, and its gradient with
    /// respect to geometry, opacity and OKLab colour.
    #[must_use]
    pub fn derivatives(
        &self,
        stroke: &SoftStroke,
        color: [f32; 3],
        context: &Context,
    ) -> (f32, StrokeGradient) {
        let features = features_of_soft(stroke, color, context);
        let d_features = self.score_gradient(&features);
        (self.score(&features), stroke_gradient(stroke, color, context, &d_features))
    }

    /// The OKLab offset that would make an sRGB-encoded colour more welcome, at most `bound` long. It
    /// is short where the evidence is thin or where the colour is already liked, and zero before the
    /// first judgement.
    #[must_use]
    pub fn preferred_color_shift(&self, color: [f32; 3], context: &Context, bound: f32) -> Lab {
        if self.journal.is_empty() {
            return [0.0; 3];
        }
        // Only colour matters: any stroke will do.
        let stroke = SoftStroke { opacity: 1.0, ..SoftStroke::default() };
        let lab = lab_from_srgb(color);
        let measure = measure::Measure::of_bezier(&stroke);
        let x = self.offset(&measure.features(lab, context));
        let mut slope = [0.0f64; 3];
        let mut rows = [[0.0f64; 3]; FEATURES];
        let mut liking = 0.0;
        for feature in COLORFUL {
            let i = feature as usize;
            let mut unit = [0.0; FEATURES];
            unit[i] = 1.0;
            rows[i] = measure.gradient(&stroke, lab, context, &unit).color.map(f64::from);
            liking += self.posterior.mean[i] * x[i];
            for (slope, v) in slope.iter_mut().zip(rows[i]) {
                *slope += self.posterior.mean[i] * v;
            }
        }
        let steepness = slope.iter().map(|v| v * v).sum::<f64>().sqrt();
        if steepness < 1e-9 {
            return [0.0; 3];
        }
        let direction = slope.map(|v| v / steepness);
        let mut along: Vector = [0.0; WEIGHTS];
        for (along, row) in along.iter_mut().zip(rows) {
            *along = (0..3).map(|k| row[k] * direction[k]).sum();
        }
        // How sure it is that this way is up: the slope against its own deviation.
        let variance = dot(&self.posterior.times(&along), &along);
        let sure = steepness / (steepness * steepness + variance).sqrt();
        let needed = (2.0 * (1.0 - sigmoid(liking))).min(1.0);
        direction.map(|v| bound * (v * sure * needed) as f32)
    }

    /// What this person seems to like and dislike, where the evidence is clear.
    #[must_use]
    pub fn words(&self) -> Words {
        words::words(&self.posterior, &self.samples())
    }

    /// Judgements learned from since the last [`Taste::forget`].
    #[must_use]
    pub fn judged(&self) -> u32 {
        self.judged
    }

    /// Forgets everything.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// From where the features are measured to the model's inputs; no intercept.
    fn offset(&self, features: &Features) -> Vector {
        let mut x = [0.0; WEIGHTS];
        for ((x, f), center) in x.iter_mut().zip(limited(features)).zip(self.center) {
            *x = f64::from(f - center);
        }
        x
    }

    fn samples(&self) -> Vec<Sample> {
        let newest = self.journal.len().saturating_sub(1);
        let sample = |(i, judged): (usize, &Judged)| {
            let mut x = self.offset(&judged.features.map(|v| f32::from(v) / UNIT));
            x[FEATURES] = 1.0;
            let age = (-((newest - i) as f64) / AGE_HALF_LIFE).exp2();
            let weight = age * f64::from(f32::from(judged.weight) / WEIGHT_UNIT);
            Sample { x, label: f64::from(u8::from(judged.yes)), weight }
        };
        self.journal.iter().enumerate().map(sample).collect()
    }

    /// Fits the model to the journal; what was known stays where that fails.
    fn fit(&mut self) {
        if self.journal.is_empty() {
            self.posterior = Posterior::prior();
            return;
        }
        match Posterior::fit(&self.samples()) {
            Some(posterior) => self.posterior = posterior,
            None => tracing::warn!("the taste could not be fitted; the judgement is kept"),
        }
    }
}

impl Seen {
    /// Where features are measured from. "Long" is relative to what the partner does; "warm", "green"
    /// or "left" have a meaning of their own, and move half the way.
    fn center(&self) -> Features {
        let share = self.count / (self.count + SEEN_PRIOR);
        std::array::from_fn(|i| {
            let own = ABSOLUTE.contains(&ALL[i]);
            share * self.mean[i] * if own { 0.5 } else { 1.0 }
        })
    }
}

/// Features that depend on a stroke's colour.
const COLORFUL: [Feature; 5] =
    [Feature::Warmth, Feature::Tint, Feature::Chroma, Feature::Lightness, Feature::Contrast];

/// Features whose zero means something whatever the partner does.
const ABSOLUTE: [Feature; 8] = [
    Feature::Warmth,
    Feature::Tint,
    Feature::Chroma,
    Feature::Lightness,
    Feature::Upright,
    Feature::Top,
    Feature::Left,
    Feature::Rising,
];

/// By what a logit of this variance is drawn to zero.
fn moderation(variance: f64) -> f64 {
    1.0 / (1.0 + std::f64::consts::FRAC_PI_8 * variance).sqrt()
}

fn limited(features: &Features) -> Features {
    features.map(|v| if v.is_finite() { v.clamp(-LIMIT, LIMIT) } else { 0.0 })
}
