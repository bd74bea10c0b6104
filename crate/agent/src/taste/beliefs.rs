//! What is believed to be wanted, word by word, and what a person says of it themself.
//!
//! An edit *pins* a feature: from then on it counts in what is preferred as the person said, whatever is believed of
//! it, until they let it go. Answers go on to teach all else, and, unseen, the pinned feature too.

use super::features::Feature;
use super::model::{Posterior, Vector};
use super::preference::{TABLE, Term};
use super::words::{Shown, Word, unpinned};

/// Greatest strength of a belief.
pub const MOST: u8 = 3;
/// What each strength weighs in a preference.
const WEIGHTS: [f32; MOST as usize] = [0.3, 0.6, 1.0];
/// Halfway between them, from one strength to the next…
const HALFWAY: [f64; MOST as usize - 1] = [0.45, 0.8];
/// …and what it takes to be more than that, or less: what is shown does not flicker.
const FLICKER: f64 = 0.05;
/// The strength of what a person asks for by hand.
const ASKED: u8 = 2;

/// A quality of strokes that is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Belief {
    /// Which.
    pub word: Word,
    /// How much the quality counts, 1..=[`MOST`]; 0 where the person said that it does not.
    pub strength: u8,
    /// How sure the strength is, in percent.
    pub certainty: u8,
    /// Whether the person said so themself.
    pub is_pinned: bool,
}

/// What a person does to a belief.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Edit {
    /// The quality is asked for by hand.
    Ask,
    /// The quality shall count more.
    More,
    /// The quality shall count less; where that is nothing, not at all.
    Less,
    /// The opposite of the quality is wanted.
    OtherWay,
    /// The quality does not matter, nor does what it is multiplied with.
    Off,
    /// What is believed of the quality counts again.
    LetGo,
}

/// What a person said of a quality themself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pin {
    pub word: Word,
    /// 0..=[`MOST`].
    pub strength: u8,
}

impl Pin {
    fn of(self, feature: Feature) -> bool {
        self.word.feature() == feature
    }

    /// The weight of the word's feature.
    fn weight(self) -> f64 {
        let weight = usize::from(self.strength).checked_sub(1).map_or(0.0, |i| WEIGHTS[i]);
        f64::from(if self.word.is_high() { weight } else { -weight })
    }
}

/// The strength of a weight that had another one before.
#[expect(clippy::cast_possible_truncation, reason = "there are few strengths")]
pub(super) fn strength(weight: f64, before: u8) -> u8 {
    let passed = |(i, halfway): (usize, &f64)| {
        let was_passed = i + 1 < usize::from(before);
        weight > halfway + if was_passed { -FLICKER } else { FLICKER }
    };
    1 + HALFWAY.iter().enumerate().filter(|at| passed(*at)).count() as u8
}

/// What is wanted, in the order in which it was first said.
pub(super) fn beliefs(shown: &[Shown], pins: &[Pin], posterior: &Posterior) -> Vec<Belief> {
    let said = |pin: &Pin| Belief {
        word: pin.word,
        strength: pin.strength,
        certainty: 100,
        is_pinned: true,
    };
    let pin_of = |feature: Feature| pins.iter().find(|pin| pin.of(feature));
    let mut beliefs: Vec<Belief> = (shown.iter())
        .map(|shown| match pin_of(shown.word.feature()) {
            Some(pin) => said(pin),
            None => Belief {
                word: shown.wanted(),
                strength: shown.strength,
                certainty: percent(shown.sureness(posterior)),
                is_pinned: false,
            },
        })
        .collect();
    let is_shown = |pin: &&Pin| shown.iter().any(|shown| pin.of(shown.word.feature()));
    beliefs.extend(pins.iter().filter(|pin| !is_shown(pin)).map(said));
    beliefs
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a part of 1, and a cast of a float saturates"
)]
fn percent(part: f64) -> u8 {
    (100.0 * part.clamp(0.0, 1.0)).round() as u8
}

/// Does what the person does to the belief of this word.
pub(super) fn edit(
    shown: &mut Vec<Shown>,
    pins: &mut Vec<Pin>,
    posterior: &Posterior,
    word: Word,
    edit: Edit,
) {
    let feature = word.feature();
    let at = pins.iter().position(|pin| pin.of(feature));
    if edit == Edit::LetGo {
        at.map(|at| pins.remove(at));
        return unpinned(shown, feature, posterior);
    }
    // What the word stands for until now: the person may mean the other end of it.
    let known = match at {
        Some(at) => Some((pins[at].word, pins[at].strength)),
        None => (shown.iter().find(|shown| shown.word.feature() == feature))
            .map(|shown| (shown.wanted(), shown.strength)),
    };
    let strength = known.filter(|(known, _)| *known == word).map_or(0, |(_, strength)| strength);
    let (word, strength) = match edit {
        Edit::Ask => (word, strength.max(ASKED)),
        Edit::More => (word, (strength + 1).min(MOST)),
        Edit::Less => (word, strength.saturating_sub(1)),
        Edit::OtherWay => (word.opposite(), strength.max(1)),
        Edit::Off | Edit::LetGo => (word, 0),
    };
    let pin = Pin { word, strength };
    match at {
        Some(at) => pins[at] = pin,
        None => pins.push(pin),
    }
}

/// Puts what is pinned in place of what is believed, in weights of features measured from `center`.
pub(super) fn pinned(direction: &mut Vector, pins: &[Pin], center: &[f32]) {
    for pin in pins.iter().filter(|pin| pin.strength == 0) {
        for (i, term) in TABLE.into_iter().enumerate() {
            let is_about = match term {
                Term::Main(feature) => pin.of(feature),
                Term::Product(one, other) => pin.of(one) || pin.of(other),
            };
            if is_about {
                direction[i] = 0.0;
            }
        }
    }
    for pin in pins.iter().filter(|pin| pin.strength > 0) {
        // Products give their features weights of their own, away from the middle.
        let lent: f64 = (TABLE.into_iter().enumerate())
            .filter_map(|(i, term)| match term {
                Term::Product(one, other) if pin.of(one) => Some((i, other)),
                Term::Product(one, other) if pin.of(other) => Some((i, one)),
                _ => None,
            })
            .map(|(i, other)| direction[i] * f64::from(center[other as usize]))
            .sum();
        direction[pin.word.feature() as usize] = pin.weight() + lent;
    }
}
