//! What a person likes: learned from a yes or a no on the partner's last strokes, from the first one.
//!
//! Strokes are described by interpretable [`Features`] in the [`Context`] that they were painted in.
//! A click is one judgement on the mean of the strokes it is about, a choice among several is one too, and
//! Bayesian logistic models (see `model`) are fitted to all of them. Features are measured from those of the
//! strokes seen lately, so that "no" to what the partner does now prefers what it does less; the intercept
//! takes what is left and never changes a ranking, so a row of noes does not make everything equally bad.
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

mod beliefs;
mod bytes;
mod features;
mod fit;
mod history;
mod journal;
mod measure;
mod model;
mod mood;
mod preference;
pub mod question;
mod statistics;
mod words;

use std::collections::VecDeque;

use limner_core::Verdict;
use limner_env::Random;

use beliefs::Pin;
pub use beliefs::{Belief, Edit, MOST};
pub use features::{ALL, Context, FEATURES, Feature, Features, LIMIT, StrokeGradient};
use fit::dot;
use history::Recent;
pub use history::{Judgement, STRIKING_WORDS, Saying};
pub use journal::Origin;
use journal::{Judged, Said};
pub(crate) use measure::{ASIDE, AXIS, LIGHTNESS_UNIT, OUTSIDE, WARM, tint, warmth};
pub use measure::{features, features_of_soft, middle, stroke_gradient};
use model::{Posterior, Vector, WEIGHTS};
pub use mood::Mood;
pub use preference::{Disc, PRODUCTS, Preference, TABLE, TERMS, Term, Terms, terms};
pub use statistics::StrokeStatistics;
use words::Shown;
pub use words::{Word, Words};

/// Judgements that are remembered; older ones are forgotten.
pub const MAX_JUDGEMENTS: usize = 256;
/// The most strokes, or groups of them, that somebody may choose among.
pub const MAX_OPTIONS: usize = 4;
/// Of the strokes of one click, one counts half of the stroke this many later: a click is meant more for
/// what was seen last (Knox and Stone 2009, "Interactively shaping agents via human reinforcement:
/// the TAMER framework", spread credit over the last seconds likewise).
const CREDIT_HALF_LIFE: f32 = 24.0;
/// The mean of strokes seen follows about so many of the last ones…
const SEEN_MEMORY: f32 = 200.0;
/// …and begins as if so many ordinary ones had been seen.
const SEEN_PRIOR: f32 = 8.0;

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
    /// The words in which the taste is told.
    shown: Vec<Shown>,
    /// What the person said of it themself, a feature at most once.
    pins: Vec<Pin>,
    /// What was before each of the last judgements of the journal, and where features were measured from before
    /// all of these.
    recent: VecDeque<Recent>,
    center_before: Features,
}

impl Default for Taste {
    fn default() -> Self {
        Self {
            journal: VecDeque::new(),
            judged: 0,
            seen: Seen { count: 0.0, mean: [0.0; FEATURES] },
            center: [0.0; FEATURES],
            posterior: Posterior::prior().clone(),
            shown: Vec::new(),
            pins: Vec::new(),
            recent: VecDeque::new(),
            center_before: [0.0; FEATURES],
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
        self.judge_beside(strokes, &[], verdict);
    }

    /// Learns from a verdict on strokes as [`Taste::judge`] does, and from that others, seen as well, were left alone:
    /// somebody who only ever says no prefers those.
    pub fn judge_beside(
        &mut self,
        strokes: &[Features],
        left_alone: &[Features],
        verdict: Verdict,
    ) {
        if strokes.is_empty() {
            return;
        }
        let credit = |back: usize| (-(back as f32) / CREDIT_HALF_LIFE).exp2();
        let (total, squares) = (0..strokes.len())
            .map(credit)
            .fold((0.0f32, 0.0f32), |(sum, squares), c| (sum + c, squares + c * c));
        let (said, weight) = match verdict {
            Verdict::Yes => (Said::Yes, 1.0),
            Verdict::No => (Said::No, 1.0),
            Verdict::WeakNo => (Said::No, 0.5),
        };
        let mut options = vec![mean_terms(strokes, credit)];
        if !left_alone.is_empty() {
            options.push(mean_terms(left_alone, |_| 1.0));
        }
        // As many strokes of the same credit would vary as little.
        let count = (total * total / squares).round() as usize;
        self.remember(&options, said, weight, count);
    }

    /// Learns from one judgement on a stroke; `weight` (0..=1) says how much it counts.
    pub fn learn(&mut self, features: &Features, yes: bool, weight: f32) {
        let said = if yes { Said::Yes } else { Said::No };
        self.remember(&[terms(&limited(features))], said, weight, 1);
    }

    /// Learns from a choice among two to [`MAX_OPTIONS`] strokes: which was the best, or `None` where they were
    /// equally good. Any other number of them is no choice.
    pub fn choose(&mut self, options: &[Features], best: Option<usize>) {
        let is_choice = (2..=MAX_OPTIONS).contains(&options.len());
        if is_choice && best.is_none_or(|best| best < options.len()) {
            let said = best.map_or(Said::Alike, |best| Said::Best(best as u8));
            let options: Vec<Terms> = options.iter().map(|f| terms(&limited(f))).collect();
            self.remember(&options, said, 1.0, 1);
        }
    }

    fn remember(&mut self, options: &[Terms], said: Said, weight: f32, strokes: usize) {
        let center = self.seen.center();
        let Some(mut judged) = Judged::new(options, said, weight, strokes, &center) else { return };
        judged.id = self.journal.back().map_or(1, |last| last.id.saturating_add(1));
        self.begin_recent();
        if self.journal.len() >= MAX_JUDGEMENTS {
            self.journal.pop_front();
        }
        self.journal.push_back(judged);
        self.judged = self.judged.saturating_add(1);
        self.center = center;
        self.fit(self.journal.len());
    }

    /// How much this person would like a stroke: by [`Taste::preference`], over a stroke as they were seen lately.
    /// 0 for every stroke as long as nothing was judged or asked for.
    #[must_use]
    pub fn score(&self, features: &Features) -> f32 {
        dot(&self.direction(), &self.inputs(features)) as f32
    }

    /// How likely it is that this person likes the first of two strokes better (the mean logit drawn to 0 where
    /// little is known: MacKay 1992, "The evidence framework applied to classification networks").
    #[must_use]
    pub fn prefers(&self, one: &Features, other: &Features) -> f32 {
        let (one, other) = (self.inputs(one), self.inputs(other));
        let (mean, variance) = self.posterior.logit(&std::array::from_fn(|i| one[i] - other[i]));
        (1.0 / (1.0 + (-mean * moderation(variance)).exp())) as f32
    }

    /// What is believed to be wanted, as a planner and a policy are told it: along the mean direction of the weights, the
    /// longer the surer that is. 1 long for what is more than likely, 0 where little was judged or by chance. What the
    /// person said themself stands in place of what is believed, and may make it longer.
    #[must_use]
    pub fn preference(&self) -> Preference {
        self.raw(&self.direction())
    }

    /// What a painter is asked for: [`Taste::preference`], but of colours not before it is surer. A picture in other
    /// colours costs the painting at once what it gives, where a form does not.
    #[must_use]
    pub fn asked(&self) -> Preference {
        self.raw(&self.with_pins(self.believed(of_color)))
    }

    /// What is believed to be wanted, as far as it is acted upon, with what is pinned in its place.
    fn direction(&self) -> Vector {
        self.with_pins(self.believed(of_form))
    }

    /// What answers tell, each term times what a belief of its length is multiplied by: this for colours.
    fn believed(&self, of_color: fn(f64) -> f64) -> Vector {
        let direction = &self.posterior.direction;
        let length = dot(direction, direction).sqrt();
        let (form, color) = (of_form(length), of_color(length));
        let part = |i: usize| match TABLE.get(i) {
            Some(term) if term.is_of_color() => color,
            _ => form,
        };
        std::array::from_fn(|i| part(i) * direction[i])
    }

    fn with_pins(&self, mut direction: Vector) -> Vector {
        beliefs::pinned(&mut direction, &self.pins, &self.center);
        direction
    }

    /// What may well be wanted: a preference 1 long, drawn as likely as it is; 0 long where that is nothing.
    #[must_use]
    pub fn imagined(&self, random: &mut Random) -> Preference {
        let drawn = self.posterior.drawn(random);
        let norm = drawn[..TERMS].iter().map(|v| v * v).sum::<f64>().sqrt();
        self.raw(&drawn.map(|v| v / norm.max(1e-9)))
    }

    /// The mean of what [`Taste::imagined`] draws.
    #[must_use]
    pub fn imagined_on_the_mean(&self) -> Preference {
        self.raw(&self.posterior.direction)
    }

    /// How little is known of whether strokes would please that lean so: the variance of the logit.
    #[must_use]
    pub fn doubt(&self, leaning: &Preference) -> f32 {
        let mut x = [0.0; WEIGHTS];
        for (term, weight) in leaning.terms() {
            if let Some(i) = term.index() {
                x[i] += f64::from(weight);
            }
        }
        self.posterior.logit(&x).1 as f32
    }

    /// Weights of features as they are, from those of features as they are measured from the middle.
    fn raw(&self, weights: &Vector) -> Preference {
        let mut preference = Preference::default();
        for (term, weight) in TABLE.into_iter().zip(weights) {
            let weight = *weight as f32;
            preference.add(term, weight);
            if let Term::Product(a, b) = term {
                preference.add(Term::Main(a), -weight * self.center[b as usize]);
                preference.add(Term::Main(b), -weight * self.center[a as usize]);
            }
        }
        preference
    }

    /// What this person seems to like and dislike, where the evidence is clear.
    #[must_use]
    pub fn words(&self) -> Words {
        words::words(&self.shown)
    }

    /// What is wanted, word by word: what the evidence is clear about, and what the person said themself.
    #[must_use]
    pub fn beliefs(&self) -> Vec<Belief> {
        beliefs::beliefs(&self.shown, &self.pins, &self.posterior)
    }

    /// Does what the person does to what is believed of a word. It counts at once, and until it is let go.
    pub fn edit(&mut self, word: Word, edit: Edit) {
        beliefs::edit(&mut self.shown, &mut self.pins, &self.posterior, word, edit);
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

    /// A stroke as models see it; no intercept.
    fn inputs(&self, features: &Features) -> Vector {
        inputs(&terms(&limited(features)), &self.center)
    }

    /// Fits the models to the first so many judgements of the journal; what was known stays where that fails.
    fn fit(&mut self, first: usize) {
        let living = journal::living(&self.journal, first);
        if living.is_empty() {
            self.posterior = Posterior::prior().clone();
            self.shown.clear();
            return;
        }
        match Posterior::fit(&journal::answers(&living)) {
            Some(posterior) => {
                self.posterior = posterior;
                let pulls = journal::pulls(&living);
                words::revise(&mut self.shown, &self.pins, &self.posterior, &pulls);
            }
            None => tracing::warn!("the taste could not be fitted; the judgement is kept"),
        }
    }
}

/// The models' inputs for terms, or their means, measured from the middle; no intercept. The mean of
/// (a - ā)(b - b̄) follows from those of a, b and a b.
fn inputs(raw: &Terms, center: &Features) -> Vector {
    let mut x = [0.0; WEIGHTS];
    for ((x, term), value) in x.iter_mut().zip(TABLE).zip(raw) {
        *x = f64::from(match term {
            Term::Main(feature) => value - center[feature as usize],
            Term::Product(a, b) => {
                let (a, b) = (a as usize, b as usize);
                value - center[a] * raw[b] - center[b] * raw[a] + center[a] * center[b]
            }
        });
    }
    x
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

/// By what a belief of this length is multiplied to be acted upon. Of 78 lessons of ten answers on three photographs,
/// each replayed with its answers in twelve other orders, those that are meant leave one 0.45 long at the median, which
/// mostly points the right way; the others one of 0.17, and in nine of ten none above 0.36. Acting upon those would cost
/// the painting, for nothing. So all that is wanted is done, as for a belief 1 long, once it is more than chance; and a
/// little before, for some noes that are meant leave no longer one.
fn of_form(length: f64) -> f64 {
    acted_upon(length, 0.3, 0.5, 0.2)
}

/// As [`of_form`], where it is about a quality of colour. A grade changes the whole picture, and costs it ten times what a
/// form does: all of it waits for a belief that one in twenty have by chance. But somebody who only ever says no to warm
/// strokes sees cooler ones before.
fn of_color(length: f64) -> f64 {
    acted_upon(length, 0.38, 0.63, 0.25)
}

/// By what a belief is multiplied of which nothing is done as long as it may be by `chance`, all once it is `sure`, and
/// never less than the `least` part.
fn acted_upon(length: f64, chance: f64, sure: f64, least: f64) -> f64 {
    (smooth((length - chance) / (sure - chance)) / length.max(chance)).max(least)
}

/// A step from 0 to 1 without a kink.
fn smooth(part: f64) -> f64 {
    let part = part.clamp(0.0, 1.0);
    part * part * (3.0 - 2.0 * part)
}

/// The mean terms of strokes, of which each counts so much by how many came after it.
fn mean_terms(strokes: &[Features], credit: impl Fn(usize) -> f32) -> Terms {
    let (mut mean, mut total) = ([0.0; TERMS], 0.0);
    for (back, features) in strokes.iter().rev().enumerate() {
        let credit = credit(back);
        total += credit;
        let terms = terms(&limited(features));
        mean.iter_mut().zip(terms).for_each(|(mean, v)| *mean += credit * v);
    }
    mean.map(|v| v / total)
}

/// By what a logit of this variance is drawn to zero.
fn moderation(variance: f64) -> f64 {
    1.0 / (1.0 + std::f64::consts::FRAC_PI_8 * variance).sqrt()
}

fn limited(features: &Features) -> Features {
    features.map(|v| if v.is_finite() { v.clamp(-LIMIT, LIMIT) } else { 0.0 })
}
