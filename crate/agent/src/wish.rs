//! A wish: what is wanted of the strokes of one window, as a policy is told it beside what it sees.
//!
//! It is a [`Preference`](crate::taste::Preference) for the features that a stroke would have if its window were the whole canvas, so that it
//! means the same on every level and on a canvas of any size ([`Objective::wish`](crate::objective::Objective::wish)). Colours are not in it: the
//! picture is graded for them. Nor are products of two features, of which a policy that was trained with them made
//! less than a search makes without its help (4.6 deviations for width × opacity became 3.3); what they come to
//! where a window lies is.

use limner_env::{Random, WINDOW};

use crate::symmetry::Symmetry;
use crate::taste::{Context, Feature};
#[cfg(not(target_arch = "wasm32"))]
use crate::{
    objective::{ColorStatistics, Objective},
    taste::{Preference, Term},
};

/// Numbers of a wish.
pub const WISH: usize = 11;
/// The weights of [`WISHED`], in its order; all 0 where nothing is wanted.
pub type Wish = [f32; WISH];

/// What the numbers of a wish are weights of.
pub const WISHED: [Feature; WISH] = [
    Feature::Length,
    Feature::Width,
    Feature::Curvature,
    Feature::Opacity,
    Feature::Upright,
    Feature::Rising,
    Feature::Taper,
    Feature::Top,
    Feature::Left,
    Feature::Contrast,
    Feature::Density,
];

/// No number of a wish is farther from 0.
const MOST: f32 = 4.0;
/// Random wishes are about so many terms at most, and so long.
const TERMS_AT_RANDOM: usize = 3;
const LENGTHS_AT_RANDOM: [f32; 2] = [0.3, 1.8];

/// The place of a feature in a wish.
fn place(feature: Feature) -> Option<usize> {
    WISHED.iter().position(|wished| *wished == feature)
}

/// Adds a weight to the number of a feature, where a wish has one.
pub(crate) fn add(wish: &mut Wish, feature: Feature, weight: f32) {
    if let Some(place) = place(feature) {
        wish[place] = (wish[place] + weight).clamp(-MOST, MOST);
    }
}

/// The wish in a window that is shown under a symmetry.
#[must_use]
pub fn shown(wish: &Wish, symmetry: Symmetry) -> Wish {
    let mut shown = *wish;
    let at = |feature| place(feature).expect("a wish has this number");
    let (top, left) = (at(Feature::Top), at(Feature::Left));
    let (upright, rising) = (at(Feature::Upright), at(Feature::Rising));
    if symmetry.transpose {
        shown.swap(top, left);
        shown[upright] = -shown[upright];
    }
    for (is_flipped, along) in [(symmetry.flip[0], left), (symmetry.flip[1], top)] {
        if is_flipped {
            shown[along] = -shown[along];
            shown[rising] = -shown[rising];
        }
    }
    shown
}

/// A wish about one to three terms, as strong as a person's may be.
#[must_use]
pub fn random(random: &mut Random) -> Wish {
    let mut wish = [0.0; WISH];
    let terms = if random.unit() < 0.6 { 1 } else { 2 + random.below(TERMS_AT_RANDOM - 1) };
    for _ in 0..terms {
        wish[random.below(WISH)] = random.normal();
    }
    let norm = wish.iter().map(|v| v * v).sum::<f32>().sqrt();
    let [least, most] = LENGTHS_AT_RANDOM;
    let scale = random.between(least, most) / norm.max(1e-3);
    wish.map(|v| (v * scale).clamp(-MOST, MOST))
}

/// The objective of a wish, for strokes in the pixels of a window.
#[cfg(not(target_arch = "wasm32"))]
#[must_use]
pub(crate) fn objective(wish: &Wish) -> Objective {
    let mut preference = Preference::default();
    let weights = WISHED.into_iter().zip(wish);
    weights.for_each(|(feature, weight)| preference.add(Term::Main(feature), *weight));
    Objective::new(&preference, 1.0, &ColorStatistics::default())
}

/// What a stroke is painted into where its window is the whole canvas.
#[must_use]
pub(crate) fn context(below: [f32; 3]) -> Context {
    Context { width: WINDOW as f32, height: WINDOW as f32, below, gain: 0.01, density: 0.5 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taste::features_of_soft;
    use limner_core::{Header, Rgb8};
    use limner_env::action::{soft_from_raw, soft_from_window};
    use limner_env::{Action, GEOMETRY, Scene, SoftStroke};

    fn geometry(random: &mut Random) -> Action {
        std::array::from_fn(|i| if i < GEOMETRY { 0.5 * random.normal() } else { 0.0 })
    }

    fn liking(wish: &Wish, stroke: &SoftStroke) -> f32 {
        let context = context([0.5; 3]);
        objective(wish).liking(&features_of_soft(stroke, [0.2; 3], &context), &context)
    }

    #[test]
    fn a_window_shown_otherwise_is_wished_the_same() {
        let mut random = Random::new(4);
        for _ in 0..200 {
            let wish = super::random(&mut random);
            let mut action = geometry(&mut random);
            let of = |action: &Action| soft_from_raw(action.first_chunk().unwrap());
            let before = liking(&wish, &of(&action));
            for symmetry in Symmetry::ALL {
                let kept = action;
                symmetry.carry(&mut action);
                let after = liking(&shown(&wish, symmetry), &of(&action));
                assert!((before - after).abs() < 2e-3, "{symmetry:?}: {before} not {after}");
                action = kept;
            }
        }
    }

    /// Two strokes of a window differ in how much they are liked by as much as the window's wish says.
    #[test]
    fn a_windows_wish_is_what_is_wanted_of_the_canvas() {
        let mut random = Random::new(7);
        let scene = Scene::new(Header::new(320, 256, Rgb8::new(9, 9, 9), 1), None).unwrap();
        let size = [320.0, 256.0];
        let (mut apart, mut differing) = (0.0f32, 0.0f32);
        for _ in 0..300 {
            let mut preference = Preference::default();
            for _ in 0..2 {
                let term = Term::Main(WISHED[random.below(WISH)]);
                preference.add(term, 0.5 * random.normal());
            }
            preference.add(Term::Product(Feature::Width, Feature::Top), 0.4 * random.normal());
            let objective = Objective::new(&preference, 1.0, &ColorStatistics::default());
            let level = [0, 1, 2][random.below(3)];
            let [x, y] = [0, 1].map(|axis| random.unit() * size[axis]);
            let window = scene.window_around(level, x, y);
            let wish = objective.wish(window, size);
            let likings = [(); 2].map(|()| {
                let stroke = soft_from_raw(geometry(&mut random).first_chunk().unwrap());
                let on_canvas = soft_from_window(window, &stroke);
                let context =
                    Context { width: size[0], height: size[1], ..super::context([0.5; 3]) };
                let features = features_of_soft(&on_canvas, [0.2; 3], &context);
                (objective.liking(&features, &context), liking(&wish, &stroke))
            });
            let [(a, b), (c, d)] = likings;
            apart += ((a - c) - (b - d)).abs();
            differing += (a - c).abs();
        }
        println!("likings differ by {differing}, wishes by {apart} more or less");
        // What a wish can't say is how liking bends over the window: most of it is of place.
        assert!(apart < 0.33 * differing, "{apart} of {differing}");
    }
}
