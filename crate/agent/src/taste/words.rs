//! What is known of a person's taste, in words: codes here, language in the page.

use super::beliefs::{Pin, strength};
use super::features::{ALL, FEATURES, Feature};
use super::journal::Pull;
use super::model::Posterior;

/// A word is said when it is this sure which way its weight points, of 1: as where the weight is 1.5 standard
/// deviations from zero in every second explanation and does not count in the others…
const CLEAR: f64 = 0.45;
/// …and is said until it is less sure than this: what is shown does not flicker.
const DOUBTED: f64 = 0.2;
/// One click can mean anything.
const MIN_JUDGED: usize = 2;
/// At most so many words.
pub(super) const MAX_WORDS: usize = 5;

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

    /// The word of a code; `None` for one that no word has.
    #[must_use]
    pub fn of_code(code: u8) -> Option<Self> {
        let feature = ALL.get(usize::from(code / 2))?;
        Some(Self::of(*feature, code % 2 == 1))
    }

    /// The feature that the word is about.
    #[must_use]
    pub const fn feature(self) -> Feature {
        ALL[self.code() as usize / 2]
    }

    /// Whether the word is the feature's high end.
    #[must_use]
    pub const fn is_high(self) -> bool {
        self.code() % 2 == 1
    }

    /// The word for the other end of its feature.
    #[must_use]
    pub const fn opposite(self) -> Self {
        Self::of(self.feature(), !self.is_high())
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

/// What a person seems to like and to dislike, in the order in which it became clear. A quality is liked where
/// yeses to it were the evidence, and its opposite disliked where noes were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Liked.
    pub likes: Vec<Word>,
    /// Disliked.
    pub dislikes: Vec<Word>,
}

/// A word that is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub word: Word,
    pub is_liked: bool,
    /// How much the word counts, 1..=[`super::beliefs::MOST`].
    pub strength: u8,
}

impl Shown {
    pub(super) fn feature(self) -> usize {
        self.word.feature() as usize
    }

    /// The end of the feature that is wanted.
    pub(super) fn wanted(self) -> Word {
        if self.is_liked { self.word } else { self.word.opposite() }
    }

    /// How sure the word is, up to 1: below 0 where the other end is.
    pub(super) fn sureness(self, posterior: &Posterior) -> f64 {
        let sureness = posterior.sureness(self.feature());
        if self.wanted().is_high() { sureness } else { -sureness }
    }

    /// How much the wanted end counts in what is preferred.
    fn weight(self, posterior: &Posterior) -> f64 {
        let weight = posterior.direction[self.feature()];
        if self.wanted().is_high() { weight } else { -weight }
    }

    /// Brings the strength to what it is now.
    pub(super) fn measure(&mut self, posterior: &Posterior) {
        self.strength = strength(self.weight(posterior), self.strength);
    }
}

/// The words that are said.
pub(super) fn words(shown: &[Shown]) -> Words {
    let mut words = Words::default();
    for shown in shown {
        if shown.is_liked { &mut words.likes } else { &mut words.dislikes }.push(shown.word);
    }
    words
}

/// Takes words away that are not clear any more, and adds those that have become so. What the person pinned keeps
/// its place.
pub(super) fn revise(shown: &mut Vec<Shown>, pins: &[Pin], posterior: &Posterior, pulls: &[Pull]) {
    let sureness = |i: usize| posterior.sureness(i);
    let is_pinned = |i: usize| pins.iter().any(|pin| pin.word.feature() as usize == i);
    shown.retain(|shown| is_pinned(shown.feature()) || shown.sureness(posterior) > DOUBTED);
    shown.iter_mut().for_each(|shown| shown.measure(posterior));
    if pulls.len() < MIN_JUDGED {
        return;
    }
    let is_new = |i: &usize| sureness(*i).abs() > CLEAR && shown.iter().all(|s| s.feature() != *i);
    let mut new: Vec<usize> = (0..FEATURES).filter(is_new).collect();
    new.sort_by(|a, b| sureness(*b).abs().total_cmp(&sureness(*a).abs()));
    new.retain(|i| !is_pinned(*i));
    new.truncate(MAX_WORDS.saturating_sub(shown.len()));
    // Where almost all is refused, a yes says more than a no.
    let yeses = pulls.iter().filter(|pull| pull.is_yes).count();
    let share = (yeses as f64 + 1.0) / (pulls.len() as f64 + 2.0);
    for i in new {
        let wants_more = sureness(i) > 0.0;
        // How hard the yeses and the noes pull at this weight.
        let [mut for_it, mut against] = [0.0; 2];
        for pull in pulls {
            let by = pull.weight * if wants_more { pull.x[i] } else { -pull.x[i] };
            if pull.is_yes { for_it += (1.0 - share) * by } else { against -= share * by }
        }
        let is_liked = for_it >= against;
        let word = Word::of(ALL[i], wants_more == is_liked);
        let mut new = Shown { word, is_liked, strength: 1 };
        new.measure(posterior);
        shown.push(new);
    }
}

/// Takes a word away that is not clear any more, once it is not pinned any more.
pub(super) fn unpinned(shown: &mut Vec<Shown>, feature: Feature, posterior: &Posterior) {
    let feature = feature as usize;
    shown.retain(|shown| shown.feature() != feature || shown.sureness(posterior) > DOUBTED);
}
