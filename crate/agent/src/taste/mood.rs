//! A mood and a boldness, as what they ask of colours and strokes.
//!
//! A mood is a point between unpleasant and pleasant (valence) and between calm and excited (arousal), as in Russell
//! 1980, "A circumplex model of affect". What it asks for is a sum: each axis times its weights in this table, which is
//! all there is. Boldness is no mood: it means what its words say.
//!
//! | quality | valence | arousal | boldness | where from |
//! |---|---|---|---|---|
//! | lightness | 0.69 | | | Valdez and Mehrabian 1994, "Effects of color on emotions": pleasure = 0.69 brightness + 0.22 saturation. Of arousal they found -0.31, Wilms and Oberfeld 2018, "Color and emotion: effects of hue, saturation, and brightness", the contrary: so nothing |
//! | chroma | 0.22 | 0.6 | 0.2 | the same: arousal = 0.60 saturation, which Wilms and Oberfeld found too; dominance 0.32 saturation |
//! | warmth | | 0.25 | | Wilms and Oberfeld: arousal rises from blue and green to red |
//! | curvature | 0.2 | -0.25 | | Lundholm 1921, "The affective tone of lines": curves for what is gentle and quiet, angles for what is hard, harsh and cruel; Poffenberger and Barrows 1924, "The feeling value of lines", likewise |
//! | rising | 0.3 | | | the same: what is sad runs down, what is merry up |
//! | upright | | 0.25 | | the same: what lies is quiet |
//! | length | | -0.3 | | the same: slow, long waves for what is quiet, short ones for what is agitated |
//! | width | | | 0.8 | |
//! | contrast | | | 0.4 | |
//! | opacity | | | 0.4 | |
//!
//! Their lines were drawn with a pen, and their colours stood alone: here they are leanings of many strokes, not
//! measurements of anyone's feelings.

use super::beliefs::{Belief, strength};
use super::features::{Feature, Features};
use super::preference::{Preference, Term};
use super::words::Word;

/// Weights of valence, arousal and boldness.
const TABLE: [(Feature, [f32; 3]); 10] = [
    (Feature::Lightness, [0.69, 0.0, 0.0]),
    (Feature::Chroma, [0.22, 0.6, 0.2]),
    (Feature::Warmth, [0.0, 0.25, 0.0]),
    (Feature::Curvature, [0.2, -0.25, 0.0]),
    (Feature::Rising, [0.3, 0.0, 0.0]),
    (Feature::Upright, [0.0, 0.25, 0.0]),
    (Feature::Length, [0.0, -0.3, 0.0]),
    (Feature::Width, [0.0, 0.0, 0.8]),
    (Feature::Contrast, [0.0, 0.0, 0.4]),
    (Feature::Opacity, [0.0, 0.0, 0.4]),
];
/// The farthest end of each axis.
const FARTHEST: i8 = 100;
/// What weighs less than this is not spoken of.
const FAINT: f32 = 0.1;

/// What strokes are to feel like, each in -100..=100; 0 for neither.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mood {
    /// Valence, from unpleasant to pleasant.
    pub valence: i8,
    /// Arousal, from calm to excited.
    pub arousal: i8,
    /// Boldness, from fine and gentle to broad and strong.
    pub boldness: i8,
}

impl Mood {
    /// Whether the mood asks for nothing.
    #[must_use]
    pub fn is_neutral(self) -> bool {
        self == Self::default()
    }

    /// Adds what the mood asks for to a preference.
    pub fn add_to(self, preference: &mut Preference) {
        for (feature, weight) in self.weights() {
            preference.add(Term::Main(feature), weight);
        }
    }

    /// What the mood asks for in words, the most important first.
    #[must_use]
    pub fn beliefs(self) -> Vec<Belief> {
        let mut weights: Vec<_> =
            self.weights().into_iter().filter(|(_, weight)| weight.abs() >= FAINT).collect();
        weights.sort_by(|(_, a), (_, b)| b.abs().total_cmp(&a.abs()));
        let belief = |(feature, weight): (Feature, f32)| Belief {
            word: Word::of(feature, weight > 0.0),
            strength: strength(weight.abs().into(), 1),
            certainty: 100,
            is_pinned: true,
        };
        weights.into_iter().map(belief).collect()
    }

    /// How pleasant, how excited and how bold strokes of these features look, by the table that moods ask by.
    #[must_use]
    pub fn felt(features: &Features) -> [f32; 3] {
        [0, 1, 2].map(|axis: usize| {
            TABLE.iter().map(|(feature, by)| by[axis] * features[*feature as usize]).sum()
        })
    }

    fn weights(self) -> [(Feature, f32); TABLE.len()] {
        let axes = [self.valence, self.arousal, self.boldness]
            .map(|v| f32::from(v.clamp(-FARTHEST, FARTHEST)) / f32::from(FARTHEST));
        TABLE.map(|(feature, by)| (feature, (0..3).map(|i| axes[i] * by[i]).sum()))
    }
}
