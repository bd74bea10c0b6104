//! What is known of a person's taste, in words: codes here, language in the page.

use super::features::{ALL, FEATURES, Feature};
use super::model::{Posterior, Sample, prior_deviation, sigmoid};

/// A word is said when its weight is this many standard deviations from zero: about one chance in
/// eleven for a feature that does not matter…
const CLEAR: f64 = 1.7;
/// …and before there are many judgements, when the prior still fills the deviation, when the weight
/// has moved by this part of the prior's deviation.
const MOVED: f64 = 0.38;
/// One click can mean anything.
const MIN_JUDGED: usize = 2;
/// At most so many words, the clearest first.
const MAX_WORDS: usize = 5;

/// A quality of strokes that a person likes or dislikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
#[expect(missing_docs, reason = "the words say what they mean")]
pub enum Word {
    Cool = 0,
    Warm = 1,
    Magenta = 2,
    Green = 3,
    Muted = 4,
    Vivid = 5,
    Dark = 6,
    Light = 7,
    Short = 8,
    Long = 9,
    Thin = 10,
    Thick = 11,
    Straight = 12,
    Curved = 13,
    Sheer = 14,
    Opaque = 15,
    Level = 16,
    Upright = 17,
    Low = 18,
    High = 19,
    Right = 20,
    Left = 21,
    Central = 22,
    Outer = 23,
    Blending = 24,
    Contrasting = 25,
    Free = 26,
    Faithful = 27,
    OnPaper = 28,
    OverPaint = 29,
    Even = 30,
    Tapered = 31,
    Falling = 32,
    Rising = 33,
    OnAxis = 34,
    Aside = 35,
}

impl Word {
    /// The code in messages, 0..36: two for each feature.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The word of a feature's low or high end.
    #[must_use]
    pub const fn of(feature: Feature, high: bool) -> Self {
        let (low_word, high_word) = match feature {
            Feature::Warmth => (Self::Cool, Self::Warm),
            Feature::Tint => (Self::Magenta, Self::Green),
            Feature::Chroma => (Self::Muted, Self::Vivid),
            Feature::Lightness => (Self::Dark, Self::Light),
            Feature::Length => (Self::Short, Self::Long),
            Feature::Width => (Self::Thin, Self::Thick),
            Feature::Curvature => (Self::Straight, Self::Curved),
            Feature::Opacity => (Self::Sheer, Self::Opaque),
            Feature::Upright => (Self::Level, Self::Upright),
            Feature::Top => (Self::Low, Self::High),
            Feature::Left => (Self::Right, Self::Left),
            Feature::Outside => (Self::Central, Self::Outer),
            Feature::Contrast => (Self::Blending, Self::Contrasting),
            Feature::Gain => (Self::Free, Self::Faithful),
            Feature::Density => (Self::OnPaper, Self::OverPaint),
            Feature::Taper => (Self::Even, Self::Tapered),
            Feature::Rising => (Self::Falling, Self::Rising),
            Feature::Aside => (Self::OnAxis, Self::Aside),
        };
        if high { high_word } else { low_word }
    }
}

/// What a person seems to like and to dislike, the clearest first. A quality is liked where yeses to
/// it were the evidence, and its opposite disliked where noes were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Liked.
    pub likes: Vec<Word>,
    /// Disliked.
    pub dislikes: Vec<Word>,
}

/// The words for which the evidence is clear.
pub(super) fn words(posterior: &Posterior, samples: &[Sample]) -> Words {
    let mut words = Words::default();
    if samples.len() < MIN_JUDGED {
        return words;
    }
    let mut clear: Vec<(usize, f64)> = (0..FEATURES)
        .filter_map(|i| {
            let weight = posterior.mean[i];
            let sureness = weight.abs() / posterior.covariance[i][i].sqrt();
            // Pull of the prior apart: how far the data alone have moved it.
            let prior = prior_deviation(i);
            let narrowed = 1.0 - posterior.covariance[i][i] / (prior * prior);
            let by_data = sureness / narrowed.max(1e-6).sqrt();
            let moved = weight.abs() > MOVED * prior;
            (by_data > CLEAR && moved).then_some((i, by_data))
        })
        .collect();
    clear.sort_by(|a, b| b.1.total_cmp(&a.1));
    for (i, _) in clear.into_iter().take(MAX_WORDS) {
        let high = posterior.mean[i] > 0.0;
        // How hard the yeses and the noes pull at this weight, from a model of the intercept alone.
        let mut pulls = [0.0; 2];
        for sample in samples {
            let error = sample.label - sigmoid(posterior.mean[FEATURES]);
            let pull = sample.weight * error * sample.x[i];
            pulls[usize::from(sample.label > 0.5)] += if high { pull } else { -pull };
        }
        if pulls[1] >= pulls[0] {
            words.likes.push(Word::of(ALL[i], high));
        } else {
            words.dislikes.push(Word::of(ALL[i], !high));
        }
    }
    words
}
