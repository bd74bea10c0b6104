//! What is wanted of strokes, as numbers: a weight for each feature and for some products of two, and
//! places to be sought or avoided.
//!
//! A [`Preference`] is what a planner and a policy are told. A [`Taste`](super::Taste) gives what it
//! believes ([`Taste::preference`](super::Taste::preference)); whoever knows better says so.
//!
//! ```
//! use limner_agent::taste::{FEATURES, Feature, Preference, Term};
//!
//! let mut preference = Preference::default();
//! preference.add(Term::Main(Feature::Warmth), -1.0);
//! preference.add(Term::Product(Feature::Warmth, Feature::Top), 0.5);
//! let mut features = [0.0; FEATURES];
//! (features[Feature::Warmth as usize], features[Feature::Top as usize]) = (2.0, 1.0);
//! assert_eq!(preference.score(&features), -1.0);
//! assert_eq!(preference.gradient(&features)[Feature::Warmth as usize], -0.5);
//! ```

use super::features::{ALL, FEATURES, Feature, Features};

/// How many products of two features a taste learns of.
pub const PRODUCTS: usize = 17;
/// How many weights a taste learns.
pub const TERMS: usize = FEATURES + PRODUCTS;

/// A number for each of [`TABLE`], in its order.
pub type Terms = [f32; TERMS];

/// What a weight is a weight of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Term {
    /// A feature by itself.
    Main(Feature),
    /// The product of two: warm above and cool below is `warmth × top`.
    Product(Feature, Feature),
}

/// The products that a taste learns of: colour by place, colour by colour, form by form, form by place.
const PAIRS: [(Feature, Feature); PRODUCTS] = [
    (Feature::Warmth, Feature::Top),
    (Feature::Warmth, Feature::Left),
    (Feature::Warmth, Feature::Outside),
    (Feature::Tint, Feature::Top),
    (Feature::Chroma, Feature::Top),
    (Feature::Chroma, Feature::Outside),
    (Feature::Lightness, Feature::Top),
    (Feature::Lightness, Feature::Outside),
    (Feature::Warmth, Feature::Lightness),
    (Feature::Length, Feature::Width),
    (Feature::Width, Feature::Opacity),
    (Feature::Length, Feature::Curvature),
    (Feature::Length, Feature::Upright),
    (Feature::Width, Feature::Lightness),
    (Feature::Width, Feature::Outside),
    (Feature::Width, Feature::Top),
    (Feature::Top, Feature::Left),
];

/// Every term that a taste learns of: all features in their order, then the products.
pub const TABLE: [Term; TERMS] = {
    let mut table = [Term::Main(Feature::Warmth); TERMS];
    let mut i = 0;
    while i < TERMS {
        table[i] = if i < FEATURES {
            Term::Main(ALL[i])
        } else {
            let (one, other) = PAIRS[i - FEATURES];
            Term::Product(one, other)
        };
        i += 1;
    }
    table
};

impl Term {
    /// The term's place in [`TABLE`], whichever of a product's two comes first; `None` for a product that no taste
    /// learns of.
    #[must_use]
    pub fn index(self) -> Option<usize> {
        match self {
            Self::Main(feature) => Some(feature as usize),
            Self::Product(a, b) => {
                let pair = PAIRS.iter().position(|pair| *pair == (a, b) || *pair == (b, a));
                pair.map(|place| FEATURES + place)
            }
        }
    }

    /// Whether the term is about a stroke's colour, by itself or by where it lies or how light it is: what grading the
    /// picture can bring about.
    #[must_use]
    pub fn is_of_color(self) -> bool {
        use Feature::{Chroma, Left, Lightness, Outside, Tint, Top, Warmth};
        let is_color = |feature| matches!(feature, Warmth | Tint | Chroma | Lightness);
        let is_place = |feature| matches!(feature, Top | Left | Outside | Lightness);
        match self {
            Self::Main(feature) => is_color(feature),
            Self::Product(one, other) => {
                (is_color(one) && is_place(other)) || (is_color(other) && is_place(one))
            }
        }
    }

    /// The term's value for a stroke with these features.
    #[must_use]
    pub fn value(self, features: &Features) -> f32 {
        match self {
            Self::Main(feature) => features[feature as usize],
            Self::Product(a, b) => features[a as usize] * features[b as usize],
        }
    }

    /// Adds the derivative of `weight` times its value to a gradient.
    pub fn add_gradient(self, weight: f32, features: &Features, gradient: &mut Features) {
        match self {
            Self::Main(feature) => gradient[feature as usize] += weight,
            Self::Product(a, b) => {
                gradient[a as usize] += weight * features[b as usize];
                gradient[b as usize] += weight * features[a as usize];
            }
        }
    }
}

/// The value of every term of [`TABLE`] for a stroke with these features.
#[must_use]
pub fn terms(features: &Features) -> Terms {
    TABLE.map(|term| term.value(features))
}

/// A round place with a soft edge, where the middles of strokes are wanted or not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Disc {
    /// The disc's middle, in parts of the canvas's shorter side from the upper left corner.
    pub at: [f32; 2],
    /// The disc's radius, in parts of the shorter side.
    pub radius: f32,
    /// What a stroke in the middle of it counts; less than 0 where none are wanted.
    pub weight: f32,
}

/// How wide a disc's edge is, in parts of its radius.
const EDGE: f32 = 0.2;
/// Discs have at least this radius, in parts of the shorter side.
const LEAST_RADIUS: f32 = 0.01;

impl Disc {
    /// What the disc gives to a stroke whose middle is here, in parts of the shorter side: the weight deep
    /// inside, half of it on the edge, nothing far away.
    #[must_use]
    pub fn score(&self, middle: [f32; 2]) -> f32 {
        self.weight * self.inside(middle).0
    }

    /// The derivative of [`Disc::score`] with respect to the middle.
    #[must_use]
    pub fn gradient(&self, middle: [f32; 2]) -> [f32; 2] {
        let (inside, away, distance) = self.inside(middle);
        let edge = EDGE * self.radius.max(LEAST_RADIUS);
        let slope = -self.weight * inside * (1.0 - inside) / (edge * distance);
        away.map(|v| slope * v)
    }

    /// How far inside a place is, 0..=1, the way from the disc's middle to it, and its length.
    fn inside(&self, middle: [f32; 2]) -> (f32, [f32; 2], f32) {
        let away = [middle[0] - self.at[0], middle[1] - self.at[1]];
        // Rounded, so that the score is smooth in the very middle.
        let distance = (away[0] * away[0] + away[1] * away[1] + 1e-6).sqrt();
        let radius = self.radius.max(LEAST_RADIUS);
        (1.0 / (1.0 + ((distance - radius) / (EDGE * radius)).exp()), away, distance)
    }
}

/// What is wanted of strokes.
#[derive(Clone, Debug, PartialEq)]
pub struct Preference {
    /// The weight of each term of [`TABLE`].
    pub weights: Terms,
    /// Products of two features that no taste learns of, with their weights: of people who say themselves
    /// what they want.
    pub rare: Vec<(Feature, Feature, f32)>,
    /// Places where strokes are wanted or not.
    pub discs: Vec<Disc>,
}

impl Default for Preference {
    /// Nothing is wanted.
    fn default() -> Self {
        Self::new([0.0; TERMS])
    }
}

impl Preference {
    /// A preference with these weights and nothing else.
    #[must_use]
    pub const fn new(weights: Terms) -> Self {
        Self { weights, rare: Vec::new(), discs: Vec::new() }
    }

    /// Adds to the weight of a term.
    pub fn add(&mut self, term: Term, weight: f32) {
        match (term.index(), term) {
            (Some(place), _) => self.weights[place] += weight,
            (None, Term::Product(a, b)) => self.rare.push((a, b, weight)),
            (None, Term::Main(_)) => {}
        }
    }

    /// How much a stroke with these features is wanted, places apart: 0 where nothing is.
    #[must_use]
    pub fn score(&self, features: &Features) -> f32 {
        self.terms().map(|(term, weight)| weight * term.value(features)).sum()
    }

    /// The derivative of [`Preference::score`] with respect to the features.
    #[must_use]
    pub fn gradient(&self, features: &Features) -> Features {
        let mut gradient = [0.0; FEATURES];
        for (term, weight) in self.terms() {
            term.add_gradient(weight, features, &mut gradient);
        }
        gradient
    }

    /// How much a stroke is wanted for where its middle lies, in parts of the canvas's shorter side.
    #[must_use]
    pub fn score_of_place(&self, middle: [f32; 2]) -> f32 {
        self.discs.iter().map(|disc| disc.score(middle)).sum()
    }

    /// The derivative of [`Preference::score_of_place`] with respect to the middle.
    #[must_use]
    pub fn gradient_of_place(&self, middle: [f32; 2]) -> [f32; 2] {
        self.discs.iter().fold([0.0; 2], |[x, y], disc| {
            let [dx, dy] = disc.gradient(middle);
            [x + dx, y + dy]
        })
    }

    /// Whether nothing is wanted.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.terms().all(|(_, weight)| weight == 0.0)
            && self.discs.iter().all(|disc| disc.weight == 0.0)
    }

    /// The preference, so many times as much.
    #[must_use]
    pub fn scaled(&self, by: f32) -> Self {
        Self {
            weights: self.weights.map(|weight| by * weight),
            rare: self.rare.iter().map(|(a, b, weight)| (*a, *b, by * weight)).collect(),
            discs: self.discs.iter().map(|d| Disc { weight: by * d.weight, ..*d }).collect(),
        }
    }

    /// Both preferences together.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let weights = std::array::from_fn(|i| self.weights[i] + other.weights[i]);
        let rare = self.rare.iter().chain(&other.rare).copied().collect();
        let discs = self.discs.iter().chain(&other.discs).copied().collect();
        Self { weights, rare, discs }
    }

    /// How much is preferred: the root of the sum of the squares of all weights.
    #[must_use]
    pub fn norm(&self) -> f32 {
        let terms = self.terms().map(|(_, weight)| weight);
        terms.chain(self.discs.iter().map(|disc| disc.weight)).map(|v| v * v).sum::<f32>().sqrt()
    }

    /// The terms that count, each with its weight.
    pub fn terms(&self) -> impl Iterator<Item = (Term, f32)> {
        let known = TABLE.into_iter().zip(self.weights).filter(|(_, weight)| *weight != 0.0);
        known.chain(self.rare.iter().map(|(a, b, weight)| (Term::Product(*a, *b), *weight)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use limner_env::Random;

    fn random_preference(random: &mut Random) -> Preference {
        let mut preference = Preference::new(std::array::from_fn(|_| random.normal()));
        preference.add(Term::Product(Feature::Opacity, Feature::Left), random.normal());
        preference.add(Term::Product(Feature::Length, Feature::Length), random.normal());
        for _ in 0..2 {
            preference.discs.push(Disc {
                at: [random.unit(), random.unit()],
                radius: random.between(0.05, 0.4),
                weight: random.normal(),
            });
        }
        preference
    }

    #[test]
    fn gradients_match_differences() {
        let mut random = Random::new(2);
        for _ in 0..50 {
            let preference = random_preference(&mut random);
            let features: Features = std::array::from_fn(|_| random.normal());
            let gradient = preference.gradient(&features);
            for (i, found) in gradient.into_iter().enumerate() {
                let (mut up, mut down) = (features, features);
                up[i] += 0.01;
                down[i] -= 0.01;
                let difference = (preference.score(&up) - preference.score(&down)) / 0.02;
                assert!((found - difference).abs() < 5e-3, "{i}: {found} against {difference}");
            }
            let middle = [random.unit(), random.unit()];
            let gradient = preference.gradient_of_place(middle);
            for (axis, found) in gradient.into_iter().enumerate() {
                let (mut up, mut down) = (middle, middle);
                up[axis] += 1e-3;
                down[axis] -= 1e-3;
                let score = |at| preference.score_of_place(at);
                let difference = (score(up) - score(down)) / 2e-3;
                let off = (found - difference).abs();
                assert!(off < 0.02 + 0.03 * difference.abs(), "{found} against {difference}");
            }
        }
    }

    #[test]
    fn every_term_knows_its_place() {
        for (i, term) in TABLE.into_iter().enumerate() {
            assert_eq!(term.index(), Some(i));
            if let Term::Product(a, b) = term {
                assert_eq!(Term::Product(b, a).index(), Some(i));
            }
        }
        let twice = Term::Product(Feature::Length, Feature::Length);
        assert_eq!(twice.index(), None);
        let mut preference = Preference::default();
        preference.add(twice, 2.0);
        let mut features = [0.0; FEATURES];
        features[Feature::Length as usize] = 3.0;
        assert_eq!(preference.score(&features), 18.0);
        assert_eq!(preference.gradient(&features)[Feature::Length as usize], 12.0);
    }

    #[test]
    fn nothing_is_zero_and_twice_is_twice() {
        let mut random = Random::new(7);
        assert!(Preference::default().is_zero());
        let preference = random_preference(&mut random);
        assert!(!preference.is_zero() && preference.scaled(0.0).is_zero());
        let features: Features = std::array::from_fn(|_| random.normal());
        let (once, twice) = (preference.score(&features), preference.scaled(2.0).score(&features));
        assert!((2.0 * once - twice).abs() < 1e-4);
        assert!((preference.scaled(2.0).norm() - 2.0 * preference.norm()).abs() < 1e-4);
        let mut place = Preference::default();
        place.discs.push(Disc { at: [0.5; 2], radius: 0.2, weight: -1.0 });
        assert!(!place.is_zero());
        assert!(place.score_of_place([0.5; 2]) < -0.98 && place.score_of_place([0.0; 2]) > -0.01);
    }

    #[test]
    fn every_feature_has_a_name_of_its_own() {
        for feature in ALL {
            assert_eq!(Feature::named(feature.name()), Some(feature));
        }
        assert_eq!(Feature::named("Warmth"), None);
    }
}
