//! What a person likes on the map, learned from which of four drawings they chose.
//!
//! Liking is a smooth landscape over the map: a sum of bells on a grid. Of four that are shown, one is chosen with a
//! chance that grows with e^liking (Plackett and Luce's model of choices); the heights of the bells are the most likely
//! ones under a prior that they are small. Places are kept as parts of the map's bounds, so that a choice takes a few
//! bytes.

use limner_core::random;

use crate::curve::distance;
use crate::numbers::{float, fraction, whole};
use crate::{Error, Space};

/// Drawings among which one is chosen.
pub const SHOWN: usize = 4;
/// Choices that are remembered; of more, the oldest are forgotten.
pub const MAX_CHOICES: usize = 64;
/// A place is kept in so many parts of the map's width and height.
pub const PARTS: u16 = 1000;
/// Bells along a line, and along each side of a plane.
const ON_LINE: usize = 9;
const ON_SIDE: usize = 5;
/// Width of a bell, as a part of the map's.
const WIDTH: f32 = 0.2;
/// The prior's spread of a bell's height.
const HEIGHT: f32 = 1.5;
/// Steps up the likelihood, which has one summit.
const STEPS: u32 = 400;
/// Places of which four are proposed.
const CANDIDATES: u32 = 60;
/// What it is worth that a proposal lies away from the others, and from how far on no more.
const SPREAD: f32 = 1.6;
const FAR: f32 = 0.4;
/// Proposals lie no nearer to each other than this, if there is room.
const NEAR: f32 = 0.07;
/// What trust counts for, of its logarithm.
const TRUST: f32 = 0.8;

/// Which of four places was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The places, across and down, in parts of [`PARTS`] of the map's bounds.
    pub shown: [[u16; 2]; SHOWN],
    /// Which one was chosen.
    pub chosen: u8,
}

/// Choices, and the liking that follows from them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preference {
    choices: Vec<Choice>,
    /// By bell: its height; none while nothing was chosen.
    heights: Vec<f32>,
}

fn bells(is_line: bool) -> Vec<[f32; 2]> {
    let part = |i: usize, of: usize| float(i) / float(of - 1);
    if is_line {
        return (0..ON_LINE).map(|i| [part(i, ON_LINE), 0.5]).collect();
    }
    let all = 0..ON_SIDE * ON_SIDE;
    all.map(|i| [part(i % ON_SIDE, ON_SIDE), part(i / ON_SIDE, ON_SIDE)]).collect()
}

fn features(bells: &[[f32; 2]], part: [f32; 2]) -> Vec<f32> {
    let bell = |at: &[f32; 2]| (-0.5 * (distance(*at, part) / WIDTH).powi(2)).exp();
    bells.iter().map(bell).collect()
}

fn parts_of(kept: [u16; 2]) -> [f32; 2] {
    kept.map(|part| f32::from(part) / f32::from(PARTS))
}

impl Preference {
    /// What follows from choices; of too many the last.
    pub fn new(mut choices: Vec<Choice>, is_line: bool) -> Result<Self, Error> {
        for Choice { shown, chosen } in &choices {
            let fits =
                usize::from(*chosen) < SHOWN && shown.as_flattened().iter().all(|p| *p <= PARTS);
            if !fits {
                return Err(Error::Damaged("a choice names what was not shown"));
            }
        }
        choices.drain(..choices.len().saturating_sub(MAX_CHOICES));
        let heights = heights(&choices, is_line);
        Ok(Self { choices, heights })
    }

    /// What was chosen, the oldest first.
    #[must_use]
    pub fn choices(&self) -> &[Choice] {
        &self.choices
    }

    /// How much a place is liked, of parts of the map; 0 where nothing is known. One that is liked by 1 more is chosen
    /// e times as often.
    #[must_use]
    fn liking(&self, part: [f32; 2], is_line: bool) -> f32 {
        if self.heights.is_empty() {
            return 0.0;
        }
        crate::network::dot(&self.heights, &features(&bells(is_line), part))
    }
}

/// The most likely heights of bells, uphill in even steps that are short enough for any choices.
fn heights(choices: &[Choice], is_line: bool) -> Vec<f32> {
    if choices.is_empty() {
        return Vec::new();
    }
    let bells = bells(is_line);
    let seen: Vec<[Vec<f32>; SHOWN]> = choices
        .iter()
        .map(|choice| choice.shown.map(|kept| features(&bells, parts_of(kept))))
        .collect();
    // No likelihood bends more than by the squared length of its features.
    let bend = seen
        .iter()
        .map(|four| four.iter().map(|f| crate::network::dot(f, f)).fold(0.0, f32::max))
        .sum::<f32>();
    let prior = 1.0 / (HEIGHT * HEIGHT);
    let step = 1.0 / (prior + bend);
    let mut heights = vec![0.0; bells.len()];
    for _ in 0..STEPS {
        let mut uphill: Vec<f32> = heights.iter().map(|height| -prior * height).collect();
        for (choice, four) in choices.iter().zip(&seen) {
            let worth: Vec<f32> =
                four.iter().map(|f| crate::network::dot(&heights, f).exp()).collect();
            let all: f32 = worth.iter().sum();
            for (i, features) in four.iter().enumerate() {
                let was = if usize::from(choice.chosen) == i { 1.0 } else { 0.0 };
                crate::network::add_scaled(&mut uphill, features, was - worth[i] / all);
            }
        }
        crate::network::add_scaled(&mut heights, &uphill, step);
    }
    heights
}

impl Space {
    /// What the person likes on this map.
    #[must_use]
    pub fn preference(&self) -> &Preference {
        &self.preference
    }

    /// How much a place on the map is liked; see [`Preference`].
    #[must_use]
    pub fn liking(&self, at: [f32; 2]) -> f32 {
        self.preference.liking(self.part(at), self.is_line())
    }

    /// Learns that of four places one was chosen; what is none of the four teaches nothing.
    pub fn choose(&mut self, shown: [[f32; 2]; SHOWN], chosen: usize) {
        let Ok(chosen) = u8::try_from(chosen) else { return };
        let kept = |part: f32| u16::try_from(whole(part * f32::from(PARTS))).unwrap_or(0);
        let shown = shown.map(|at| self.part(at).map(kept));
        let mut choices = self.preference.choices.clone();
        choices.push(Choice { shown, chosen });
        if let Ok(preference) = Preference::new(choices, self.is_line()) {
            self.preference = preference;
        }
    }

    /// Four places of the map among which the person may choose: apart from each other, where the space is to be trusted,
    /// and the more towards what they like, the more is known of that.
    #[must_use]
    pub fn propose(&self, seed: u32) -> [[f32; 2]; SHOWN] {
        let candidates: Vec<_> = (0..CANDIDATES)
            .map(|n| {
                let part = [0, 1].map(|i| fraction(random::at(seed, 2 * n + i)));
                let at = self.at_part(part);
                let worth = self.liking(at) + TRUST * self.trust(at).max(1e-3).ln();
                (self.part(at), worth)
            })
            .collect();
        let mut found: Vec<[f32; 2]> = Vec::with_capacity(SHOWN);
        for _ in 0..SHOWN {
            let worth = |(part, worth): &([f32; 2], f32)| {
                let near = found.iter().map(|other| distance(*other, *part));
                let near = near.fold(FAR, f32::min);
                worth + SPREAD * near / FAR - if near < NEAR { 100.0 } else { 0.0 }
            };
            let best = candidates.iter().max_by(|a, b| worth(a).total_cmp(&worth(b)));
            let best = best.map_or([0.5; 2], |(part, _)| *part);
            // From left to right, as they lie on the map.
            found.insert(found.iter().filter(|other| other[0] < best[0]).count(), best);
        }
        [0, 1, 2, 3].map(|i| self.at_part(found[i]))
    }

    /// Places that are drawn as often as they are liked and to be trusted.
    #[must_use]
    pub fn favourites(&self, count: usize, seed: u32) -> Vec<[f32; 2]> {
        let places: Vec<_> = (0..2 * CANDIDATES)
            .map(|n| {
                let at = self.at_part([0, 1].map(|i| fraction(random::at(seed, 2 * n + i))));
                (at, (1.5 * self.liking(at)).exp() * self.trust(at).powi(2))
            })
            .collect();
        let all: f32 = places.iter().map(|(_, worth)| worth).sum();
        let drawn = |n: usize| {
            let number = u32::try_from(n).unwrap_or(0);
            let mut left = all * fraction(random::at(random::at(seed, 77), number));
            let place = places.iter().find(|(_, worth)| {
                left -= worth;
                left <= 0.0
            });
            place.map_or(self.pins()[0], |(at, _)| *at)
        };
        (0..count).map(drawn).collect()
    }

    /// How far across and down the map's bounds a place lies, 0..=1.
    #[must_use]
    pub fn part(&self, at: [f32; 2]) -> [f32; 2] {
        let ([low, high], at) = (self.bounds(), self.within(at));
        [0, 1].map(|i| {
            let side = high[i] - low[i];
            if side > 0.0 { ((at[i] - low[i]) / side).clamp(0.0, 1.0) } else { 0.5 }
        })
    }

    fn at_part(&self, part: [f32; 2]) -> [f32; 2] {
        let [low, high] = self.bounds();
        [0, 1].map(|i| low[i] + (high[i] - low[i]) * part[i])
    }
}
