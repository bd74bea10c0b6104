//! What strokes are searched for: the picture, and what a person prefers, as one number with its gradient.
//!
//! A stroke's **worth** is the squared error that it removes times e^liking. The liking is what a
//! [`Preference`] gives to the stroke's features, times a strength: a stroke that is liked one more counts 2.7
//! times as much. Proposing, choosing, refining and polishing climb it alike, so none undoes what another won.
//!
//! Where novelty is wanted, a stroke is liked the more the less it is like those painted so far (`novelty`).
//!
//! What is preferred of colour is no part of the liking: a stroke that is cooler than its place in the picture
//! would only be a fault. It becomes a [`Grade`], in whose colours the picture is wanted.

mod grading;
mod novelty;

use limner_env::window::canvas_from_window;
use limner_env::{Grade, SoftStroke, WINDOW, Window};

use crate::taste::{
    ASIDE, AXIS, Context, Disc, FEATURES, Feature, Features, OUTSIDE, Preference, StrokeGradient,
    Term, features_of_soft, stroke_gradient,
};

pub use grading::ColorStatistics;
pub(crate) use novelty::Novelty;

use crate::wish::{self, WISH, Wish};

/// The liking of a stroke is within this of 0: nothing outweighs a picture altogether.
pub(crate) const MOST_LIKING: f32 = 4.0;
/// Places in a row and a column at which it is looked for the one that is liked best.
const PLACES: usize = 9;

/// What strokes are searched for.
#[derive(Clone, Debug, PartialEq)]
pub struct Objective {
    /// What is preferred of all but colour, times the strength.
    liked: Preference,
    /// What is liked the more for being unlike the strokes so far.
    novelty: Option<Novelty>,
    is_plain: bool,
    grade: Grade,
    /// The liking of the place that is liked best.
    best_place: f32,
    needs: Needs,
}

/// Which of a stroke's surroundings matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Needs {
    /// The colour that lies below it.
    pub(crate) below: bool,
    /// How much was painted there.
    pub(crate) density: bool,
}

impl Default for Objective {
    /// The picture alone.
    fn default() -> Self {
        Self::new(&Preference::default(), 0.0, &ColorStatistics::default())
    }
}

impl Objective {
    /// What is preferred, so strongly, before a picture with these colours. At a strength of 1 a preference of 1
    /// is seen at once; 0 is the picture alone.
    #[must_use]
    pub fn new(preference: &Preference, strength: f32, colors: &ColorStatistics) -> Self {
        let mut liked = preference.scaled(strength);
        for (term, weight) in preference.terms() {
            if term.is_of_color() {
                liked.add(term, -strength * weight);
            }
        }
        Self::of(eased(&liked), grading::grade(preference, strength, colors))
    }

    /// The objective where strokes are liked better that have more of this. Of colours, too: the picture stays as it is
    /// wanted, and places come first that have them.
    #[must_use]
    pub fn leaning_to(&self, leaning: &Preference) -> Self {
        Self::of(self.liked.plus(&eased(leaning)), self.grade)
    }

    fn of(liked: Preference, grade: Grade) -> Self {
        let mut needs = Needs::default();
        for (term, _) in liked.terms() {
            let has = |feature| match term {
                Term::Main(one) => one == feature,
                Term::Product(one, other) => one == feature || other == feature,
            };
            needs.below |= has(Feature::Contrast);
            needs.density |= has(Feature::Density);
        }
        let mut objective =
            Self { is_plain: liked.is_zero(), liked, novelty: None, grade, best_place: 0.0, needs };
        objective.best_place = objective.find_best_place();
        objective
    }

    /// The objective where these places are sought or avoided as well, however strongly preference counts.
    #[must_use]
    pub fn with_places(self, places: &[Disc]) -> Self {
        if places.is_empty() {
            return self;
        }
        let mut liked = self.liked;
        liked.discs.extend_from_slice(places);
        Self::of(liked, self.grade)
    }

    /// The same, where strokes are liked better that are new; without novelty just the same.
    #[must_use]
    pub(crate) fn with_novelty(self, novelty: Option<Novelty>) -> Self {
        let is_plain = self.liked.is_zero() && novelty.is_none();
        Self { novelty, is_plain, ..self }
    }

    /// What of a stroke's liking it has for being new.
    pub(crate) fn liking_of_novelty(&self, features: &Features) -> f32 {
        self.novelty.map_or(0.0, |novelty| novelty.liking(features))
    }

    /// The colours in which the picture is wanted.
    #[must_use]
    pub fn grade(&self) -> Grade {
        self.grade
    }

    /// Whether nothing is preferred but colours: then worth is the gain alone.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.is_plain
    }

    /// Whether nothing is preferred, not even colours.
    #[must_use]
    pub fn wants_nothing(&self) -> bool {
        self.is_plain && self.grade.is_identity()
    }

    pub(crate) fn needs(&self) -> Needs {
        self.needs
    }

    /// How much a stroke with these features is liked, 0 for one that is neither liked nor disliked: at most
    /// [`MOST_LIKING`] either way.
    #[must_use]
    pub fn liking(&self, features: &Features, context: &Context) -> f32 {
        if self.is_plain {
            return 0.0;
        }
        let place = self.liked.score_of_place(middle(features, context));
        let liking = self.liked.score(features) + place;
        let liking = match &self.novelty {
            Some(novelty) => liking + novelty.liking(features),
            None => liking,
        };
        liking.clamp(-MOST_LIKING, MOST_LIKING)
    }

    /// The gradient of [`Objective::liking`] with respect to the geometry, opacity and OKLab colour of a stroke in
    /// canvas pixels and in an sRGB-encoded colour.
    #[must_use]
    pub fn liking_gradient(
        &self,
        stroke: &SoftStroke,
        color: [f32; 3],
        context: &Context,
    ) -> StrokeGradient {
        self.liking_with_gradient(stroke, color, context).1
    }

    /// [`Objective::liking`] of a stroke as in [`Objective::liking_gradient`], and its gradient.
    pub(crate) fn liking_with_gradient(
        &self,
        stroke: &SoftStroke,
        color: [f32; 3],
        context: &Context,
    ) -> (f32, StrokeGradient) {
        let features = features_of_soft(stroke, color, context);
        let liking = self.liking(&features, context);
        if self.is_plain || liking.abs() >= MOST_LIKING {
            return (liking, StrokeGradient::default());
        }
        let mut by_features = self.liked.gradient(&features);
        if let Some(novelty) = &self.novelty {
            novelty.add_gradient(&features, &mut by_features);
        }
        if !self.liked.discs.is_empty() {
            let [x, y] = self.liked.gradient_of_place(middle(&features, context));
            let [across, down] = sides(context);
            by_features[Feature::Left as usize] -= 0.5 * across * x;
            by_features[Feature::Top as usize] -= 0.5 * down * y;
        }
        (liking, stroke_gradient(stroke, color, context, &by_features))
    }

    /// How much strokes are wanted around a point in canvas pixels for where it is, up to 1.
    #[must_use]
    pub fn wanted_at(&self, point: [f32; 2], size: [f32; 2]) -> f32 {
        if self.is_plain {
            return 1.0;
        }
        (self.liking_of_place(point, size) - self.best_place).min(0.0).exp()
    }

    /// What is wanted of the strokes of a window on a canvas of this size, in pixels: for what lies far from its
    /// middle, nearly.
    #[must_use]
    pub fn wish(&self, window: Window, size: [f32; 2]) -> Wish {
        let mut wished = [0.0; WISH];
        if self.is_plain {
            return wished;
        }
        let scale = (1u32 << window.level) as f32;
        let side = WINDOW as f32 * scale;
        // Lengths and widths of a wish are measured in the window's side.
        let octaves = (side / size[0].min(size[1]).max(1.0)).log2() / 2.0;
        let middle = canvas_from_window(window, [0.5 * WINDOW as f32; 2]);
        // What features are for a stroke that is ordinary in the window, with its middle at a point.
        let usual = |point| {
            let mut usual = features_of_place(point, size);
            usual[Feature::Length as usize] = octaves;
            usual[Feature::Width as usize] = octaves;
            usual
        };
        let here = usual(middle);
        for (term, weight) in self.liked.terms() {
            match term {
                Term::Main(one) if !is_of_place(one) => wish::add(&mut wished, one, weight),
                Term::Main(_) => {}
                Term::Product(one, other) => {
                    for (one, other) in [(one, other), (other, one)] {
                        if !is_of_place(one) {
                            wish::add(&mut wished, one, weight * here[other as usize]);
                        }
                    }
                }
            }
        }
        let reach = 0.25 * side;
        for (axis, feature) in [Feature::Left, Feature::Top].into_iter().enumerate() {
            let at = |by: f32| {
                let mut point = middle;
                point[axis] += by;
                self.liking_at(point, size, &usual(point))
            };
            // The feature falls by 1 over half of the window.
            let slope = (at(-reach) - at(reach)) / (2.0 * reach);
            wish::add(&mut wished, feature, 0.5 * side * slope);
        }
        wished
    }

    /// The part of an ordinary stroke's liking that it has for its place.
    fn liking_of_place(&self, point: [f32; 2], size: [f32; 2]) -> f32 {
        self.liking_at(point, size, &features_of_place(point, size))
    }

    /// The liking of a stroke with these features and its middle at this point.
    fn liking_at(&self, point: [f32; 2], size: [f32; 2], features: &Features) -> f32 {
        let side = size[0].min(size[1]).max(1.0);
        self.liked.score(features) + self.liked.score_of_place(point.map(|v| v / side))
    }

    fn find_best_place(&self) -> f32 {
        let at = |i: usize| i as f32 / (PLACES - 1) as f32;
        let places = (0..PLACES * PLACES).map(|i| [at(i % PLACES), at(i / PLACES)]);
        places.map(|place| self.liking_of_place(place, [1.0; 2])).fold(f32::NEG_INFINITY, f32::max)
    }
}

/// The preference where what strokes take to easily counts less.
fn eased(preference: &Preference) -> Preference {
    let mut eased = preference.clone();
    for (term, weight) in preference.terms() {
        eased.add(term, (effort(term) - 1.0) * weight);
    }
    eased
}

/// What a weight of a term counts, so that one weight is seen about as much in any: strokes that curve, taper or
/// cover differently cost the picture little, and a tenth of the weight does to them what a whole one does to length.
/// Told of it at 0.15, strokes moved by 3.0, 3.6 and 2.1 deviations, and by 0.4 in length.
fn effort(term: Term) -> f32 {
    let of = |feature| match feature {
        Feature::Taper => 0.3,
        Feature::Curvature => 0.5,
        Feature::Opacity => 0.5,
        _ => 1.0f32,
    };
    match term {
        Term::Main(feature) => of(feature),
        Term::Product(one, other) => (of(one) * of(other)).sqrt(),
    }
}

/// The features of an ordinary stroke whose middle lies at a point, in canvas pixels.
fn features_of_place(point: [f32; 2], [width, height]: [f32; 2]) -> Features {
    let top = 1.0 - 2.0 * point[1] / height.max(1.0);
    let left = 1.0 - 2.0 * point[0] / width.max(1.0);
    let mut features = [0.0; FEATURES];
    features[Feature::Top as usize] = top;
    features[Feature::Left as usize] = left;
    features[Feature::Outside as usize] = (top.hypot(left) - OUTSIDE[0]) / OUTSIDE[1];
    features[Feature::Aside as usize] = (left.hypot(AXIS.sqrt()) - ASIDE[0]) / ASIDE[1];
    features
}

/// Whether a feature is about nothing but where a stroke lies.
fn is_of_place(feature: Feature) -> bool {
    matches!(feature, Feature::Top | Feature::Left | Feature::Outside | Feature::Aside)
}

/// The worth of a stroke that gains this and is liked so much; harm is greater for what is liked less.
pub(crate) fn worth(gain: f32, liking: f32) -> f32 {
    if gain > 0.0 { gain * liking.exp() } else { gain * (-liking).exp() }
}

/// The middle of a stroke in parts of the canvas's shorter side, from the features that say where it lies.
fn middle(features: &Features, context: &Context) -> [f32; 2] {
    let [across, down] = sides(context);
    let (left, top) = (features[Feature::Left as usize], features[Feature::Top as usize]);
    [0.5 * across * (1.0 - left), 0.5 * down * (1.0 - top)]
}

/// Width and height of the canvas in parts of its shorter side.
fn sides(context: &Context) -> [f32; 2] {
    let side = context.width.min(context.height).max(1.0);
    [context.width / side, context.height / side]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taste::Disc;
    use crate::taste::StrokeStatistics;
    use limner_env::Random;

    #[test]
    fn gradients_match_differences() {
        let mut random = Random::new(8);
        let mut checked = 0;
        for _ in 0..100 {
            let mut preference = Preference::default();
            for feature in [Feature::Length, Feature::Width, Feature::Upright, Feature::Left] {
                preference.add(Term::Main(feature), 0.5 * random.normal());
            }
            preference.add(Term::Product(Feature::Width, Feature::Opacity), random.normal());
            let at = [random.unit(), random.unit()];
            preference.discs.push(Disc { at, radius: 0.3, weight: random.normal() });
            let objective = Objective::new(&preference, 1.0, &ColorStatistics::default());
            let mut point = || [random.between(20.0, 300.0), random.between(20.0, 220.0)];
            let stroke =
                SoftStroke { points: [point(), point(), point()], radii: [6.0, 9.0], opacity: 0.6 };
            let context =
                Context { width: 320.0, height: 240.0, below: [0.4; 3], gain: 0.01, density: 0.3 };
            let color = [0.4, 0.5, 0.6];
            let liking = |stroke: &SoftStroke| {
                f64::from(objective.liking(&features_of_soft(stroke, color, &context), &context))
            };
            if liking(&stroke).abs() > 3.5 {
                continue;
            }
            let found = objective.liking_gradient(&stroke, color, &context).shape;
            for k in 0..3 {
                for axis in 0..2 {
                    let (mut up, mut down) = (stroke, stroke);
                    up.points[k][axis] += 0.5;
                    down.points[k][axis] -= 0.5;
                    let difference = liking(&up) - liking(&down);
                    let off = (difference - f64::from(found.points[k][axis])).abs();
                    assert!(off < 0.03 * difference.abs() + 2e-4, "{difference}: {found:?}");
                    checked += 1;
                }
            }
            let (mut up, mut down) = (stroke, stroke);
            up.radii[0] += 0.1;
            down.radii[0] -= 0.1;
            let difference = (liking(&up) - liking(&down)) / 0.2;
            assert!(
                (difference - f64::from(found.radii[0])).abs() < 0.03 * difference.abs() + 2e-4
            );
        }
        assert!(checked > 300);
    }

    #[test]
    fn what_is_new_is_climbed_as_steeply_as_its_gradient_says() {
        let mut random = Random::new(11);
        let objective =
            Objective::default().with_novelty(Novelty::beside(&StrokeStatistics::default(), 1.0));
        let context =
            Context { width: 320.0, height: 240.0, below: [0.4; 3], gain: 0.01, density: 0.3 };
        let color = [0.4, 0.5, 0.6];
        let (mut right, mut all) = (0, 0);
        for _ in 0..100 {
            let mut point = || [random.between(20.0, 300.0), random.between(20.0, 220.0)];
            let stroke =
                SoftStroke { points: [point(), point(), point()], radii: [6.0, 9.0], opacity: 0.6 };
            let found = objective.liking_gradient(&stroke, color, &context).shape;
            let norm = found.points.as_flattened().iter().map(|v| v * v).sum::<f32>().sqrt();
            let at = |by: f32| {
                let mut moved = stroke;
                for (point, along) in moved.points.iter_mut().zip(found.points) {
                    point.iter_mut().zip(along).for_each(|(v, along)| *v += by * along / norm);
                }
                objective.liking(&features_of_soft(&moved, color, &context), &context)
            };
            let difference = (at(0.2) - at(-0.2)) / 0.4;
            all += 1;
            // A feature that is at its limit has a corner.
            right += usize::from((difference - norm).abs() < 0.05 * norm + 1e-4);
        }
        assert!(right > 90, "{right} of {all}");
    }

    #[test]
    fn liking_is_bounded_and_places_are_wanted_up_to_one() {
        let mut random = Random::new(9);
        for _ in 0..50 {
            let mut preference = Preference::new(std::array::from_fn(|_| 5.0 * random.normal()));
            preference.discs.push(Disc { at: [0.3, 0.6], radius: 0.2, weight: -9.0 });
            let objective = Objective::new(&preference, 1.5, &ColorStatistics::default());
            let features: Features = std::array::from_fn(|_| 3.0 * random.normal());
            let context =
                Context { width: 64.0, height: 96.0, below: [0.5; 3], gain: 0.1, density: 1.0 };
            assert!(objective.liking(&features, &context).abs() <= MOST_LIKING);
            let place = [random.between(0.0, 64.0), random.between(0.0, 96.0)];
            assert!((0.0..=1.0).contains(&objective.wanted_at(place, [64.0, 96.0])));
            let grade = objective.grade().color([0.2, 0.5, 0.8], [0.4, -0.9]);
            assert!(grade.iter().all(|v| (0.0..=1.0).contains(v)));
        }
    }
}
