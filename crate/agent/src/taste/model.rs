//! What somebody wants, as far as their answers tell: an average over simple explanations.
//!
//! Ten answers do not tell thirty-five weights, but a taste mostly is about one, two or three things, and ten
//! answers tell which. So every model is fitted that explains the answers by few terms, found by adding to the
//! best ones the term that promises most, beside one of no term at all and one of all of them; each counts
//! by its evidence (Bayesian model averaging: Hoeting et al. 1999, "Bayesian model averaging: a tutorial").
//! Answers that follow from nothing leave most of the weight with the model of no term, and so change little.
//!
//! People change their minds. Beside the models of all answers are those of the last ones alone, to which what
//! was said before is as good as chance: where these explain more, they win at once, however many answers there
//! were before.
//!
//! The answers are few and kept, so all is fitted again after each: no learning rate, and no dependence on
//! their order but for their age.

use std::sync::LazyLock;

use super::features::Feature;
use super::fit::{Answers, Fit, dot};
use super::preference::{TABLE, TERMS, Term};
use limner_env::Random;

/// A weight for each term, then the intercept: how willingly this person says yes at all.
pub(super) const WEIGHTS: usize = TERMS + 1;
/// Where the intercept stands.
pub(super) const INTERCEPT: usize = TERMS;
/// Vectors of one number a weight.
pub(super) type Vector = [f64; WEIGHTS];
/// Symmetric.
pub(super) type Matrix = [[f64; WEIGHTS]; WEIGHTS];

/// The weights' norm is at most this in any model.
const MAX_NORM: f64 = 10.0;
/// How likely it is beforehand that a taste is about nothing, one term, two, three, or all.
const BEFOREHAND: [f64; 5] = [0.2, 0.45, 0.2, 0.05, 0.1];
/// The prior deviation of a weight in a model of few terms: somebody who has a taste has it strongly.
const FEW_DEVIATION: f64 = 3.5;
/// Models of one term that are fitted: those that promise most; and of the best of them so many are gone on
/// with, each by so many more terms.
const ONES: usize = 10;
const BEST_ONES: usize = 2;
const SECONDS: usize = 5;
const BEST_TWOS: usize = 1;
const THIRDS: usize = 4;
/// Models of so many of the last answers alone, and how likely it is beforehand that somebody changed their mind
/// just before these.
const LASTS: [usize; 3] = [6, 12, 24];
const CHANGED: f64 = 0.04;
/// A model that is less likely than this is left out.
const UNLIKELY: f64 = 1e-3;

/// One explanation, and how likely it is.
#[derive(Clone, Debug, PartialEq)]
struct Model {
    /// How likely the model is; while models are found, the logarithm of that and of a constant.
    likely: f64,
    /// The places of the model's weights, the intercept last.
    places: Vec<usize>,
    mean: Vec<f64>,
    covariance: Vec<Vec<f64>>,
}

/// What is known of the weights.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Posterior {
    pub mean: Vector,
    pub covariance: Matrix,
    /// The mean of the weights' direction, a vector of length 1: shorter the less is known, all 0 where nothing
    /// is. The intercept is left out.
    pub direction: Vector,
    models: Vec<Model>,
}

impl Posterior {
    /// What is known before the first answer.
    pub(super) fn prior() -> &'static Self {
        static PRIOR: LazyLock<Posterior> = LazyLock::new(|| {
            let nothing = Answers::<WEIGHTS>::default();
            let models = [fitted(&nothing, []), all(&nothing)].into_iter().flatten();
            let ones = (0..TERMS).filter_map(|i| fitted(&nothing, [i]));
            Posterior::of(models.chain(ones).collect())
        });
        &PRIOR
    }

    /// What is known after these answers; `None` where numbers went astray.
    pub(super) fn fit(answers: &Answers<WEIGHTS>) -> Option<Self> {
        let count = answers.choices.len();
        let mut models = models(answers)?;
        let lasts = LASTS.into_iter().filter(|last| *last < count);
        let changed = CHANGED * lasts.clone().count() as f64;
        models.iter_mut().for_each(|model| model.likely += (1.0 - changed).ln());
        for last in lasts {
            let [old, new] = answers.divided(count - last);
            let by_chance = fitted(&old, [])?.likely - BEFOREHAND[0].ln() + CHANGED.ln();
            let new = self::models(&new)?.into_iter();
            models.extend(new.map(|model| Model { likely: model.likely + by_chance, ..model }));
        }
        let posterior = Self::of(models);
        let numbers = posterior.mean.iter().chain(posterior.covariance.iter().flatten());
        numbers.clone().all(|v| v.is_finite()).then_some(posterior)
    }

    /// The average of models whose likelihoods are logarithms.
    fn of(mut models: Vec<Model>) -> Self {
        let greatest = models.iter().map(|model| model.likely).fold(f64::NEG_INFINITY, f64::max);
        models.iter_mut().for_each(|model| model.likely = (model.likely - greatest).exp());
        let sum: f64 = models.iter().map(|model| model.likely).sum();
        models.retain(|model| model.likely > UNLIKELY * sum);
        let sum: f64 = models.iter().map(|model| model.likely).sum();
        let (mut mean, mut covariance) = ([0.0; WEIGHTS], [[0.0; WEIGHTS]; WEIGHTS]);
        for model in &mut models {
            model.likely /= sum;
            for (a, i) in model.places.iter().enumerate() {
                mean[*i] += model.likely * model.mean[a];
                for (b, j) in model.places.iter().enumerate() {
                    let square = model.covariance[a][b] + model.mean[a] * model.mean[b];
                    covariance[*i][*j] += model.likely * square;
                }
            }
        }
        for i in 0..WEIGHTS {
            for j in 0..WEIGHTS {
                covariance[i][j] -= mean[i] * mean[j];
            }
        }
        let direction = direction(&models);
        Self { mean, covariance, direction, models }
    }

    /// Mean and variance of the logit at `x`.
    pub(super) fn logit(&self, x: &Vector) -> (f64, f64) {
        (dot(&self.mean, x), dot(&self.times(x), x).max(0.0))
    }

    /// The covariance times a vector.
    pub(super) fn times(&self, x: &Vector) -> Vector {
        self.covariance.map(|row| dot(&row, x))
    }

    /// How sure it is which way a weight points: -1 for certainly down, 1 for certainly up, 0 where it may as well
    /// not count.
    pub(super) fn sureness(&self, weight: usize) -> f64 {
        let sure = |model: &Model| {
            let at = model.places.iter().position(|place| *place == weight)?;
            let deviation = model.covariance[at][at].max(1e-18).sqrt();
            // The normal distribution's function, nearly, by a logistic one; from -1 to 1.
            Some(model.likely * (0.851 * model.mean[at] / deviation).tanh())
        };
        self.models.iter().filter_map(sure).sum()
    }

    /// Weights as they may well be.
    pub(super) fn drawn(&self, random: &mut Random) -> Vector {
        let mut left = f64::from(random.unit());
        let model = self.models.iter().find(|model| {
            left -= model.likely;
            left <= 0.0
        });
        let mut weights = [0.0; WEIGHTS];
        let Some(model) = model.or(self.models.last()) else { return weights };
        // By the rows of the covariance's Cholesky factor, made on the way.
        let count = model.places.len();
        let mut factor = vec![vec![0.0; count]; count];
        let normal: Vec<f64> = (0..count).map(|_| f64::from(random.normal())).collect();
        for i in 0..count {
            for j in 0..=i {
                let known: f64 = (0..j).map(|k| factor[i][k] * factor[j][k]).sum();
                let rest = model.covariance[i][j] - known;
                factor[i][j] = match i == j {
                    true => rest.max(0.0).sqrt(),
                    false if factor[j][j] > 0.0 => rest / factor[j][j],
                    false => 0.0,
                };
            }
            let away: f64 = (0..=i).map(|k| factor[i][k] * normal[k]).sum();
            weights[model.places[i]] = model.mean[i] + away;
        }
        weights
    }
}

/// The mean direction of these models' terms.
fn direction(models: &[Model]) -> Vector {
    let mut direction = [0.0; WEIGHTS];
    for model in models {
        let terms = || model.places.iter().enumerate().filter(|(_, i)| **i != INTERCEPT);
        let square: f64 =
            terms().map(|(a, _)| model.mean[a].powi(2) + model.covariance[a][a]).sum();
        if square > 0.0 {
            terms().for_each(|(a, i)| {
                direction[*i] += model.likely * model.mean[a] / square.sqrt();
            });
        }
    }
    direction
}

/// The models of these answers, with the logarithms of their likelihoods.
fn models(answers: &Answers<WEIGHTS>) -> Option<Vec<Model>> {
    let nothing = fitted(answers, [])?;
    let mut ones: Vec<Model> = (promising(answers, &nothing, ONES).into_iter())
        .filter_map(|i| fitted(answers, [i]))
        .collect();
    sort(&mut ones);
    let mut twos = Vec::<Model>::new();
    for one in ones.iter().take(BEST_ONES) {
        for j in promising(answers, one, SECONDS) {
            let [a, b] = [one.places[0].min(j), one.places[0].max(j)];
            if !twos.iter().any(|two| two.places[..2] == [a, b]) {
                twos.extend(fitted(answers, [a, b]));
            }
        }
    }
    sort(&mut twos);
    let mut threes = Vec::<Model>::new();
    for two in twos.iter().take(BEST_TWOS) {
        for k in promising(answers, two, THIRDS) {
            let mut places = [two.places[0], two.places[1], k];
            places.sort_unstable();
            if !threes.iter().any(|three| three.places[..3] == places) {
                threes.extend(fitted(answers, places));
            }
        }
    }
    let mut models = vec![nothing];
    models.extend(all(answers));
    models.extend(ones.into_iter().chain(twos).chain(threes));
    Some(models)
}

/// The most likely first.
fn sort(models: &mut [Model]) {
    models.sort_by(|a, b| b.likely.total_cmp(&a.likely));
}

/// The model of these terms and the intercept.
fn fitted<const TERMS_IN_IT: usize>(
    answers: &Answers<WEIGHTS>,
    terms: [usize; TERMS_IN_IT],
) -> Option<Model> {
    // Arrays of one more are not to be written for any number.
    match terms[..] {
        [] => few(answers, [INTERCEPT]),
        [a] => few(answers, [a, INTERCEPT]),
        [a, b] => few(answers, [a, b, INTERCEPT]),
        [a, b, c] => few(answers, [a, b, c, INTERCEPT]),
        _ => None,
    }
}

fn few<const N: usize>(answers: &Answers<WEIGHTS>, places: [usize; N]) -> Option<Model> {
    let mut deviations = [FEW_DEVIATION; N];
    deviations[N - 1] = prior_deviation(INTERCEPT);
    let fit = answers.restricted(&places).fit(&deviations, [0.0; N])?;
    let shares = places[..N - 1].iter().map(|i| share(*i));
    let beforehand = BEFOREHAND[N - 1] * shares.product::<f64>() / sets(N - 1);
    Some(model(&fit, &places, beforehand))
}

/// The model of all terms, each with a prior of its own.
fn all(answers: &Answers<WEIGHTS>) -> Option<Model> {
    let deviations: Vector = std::array::from_fn(prior_deviation);
    let fit = answers.fit(&deviations, [0.0; WEIGHTS])?;
    Some(model(&fit, &std::array::from_fn(|i| i), BEFOREHAND[4]))
}

fn model<const N: usize>(fit: &Fit<N>, places: &[usize; N], beforehand: f64) -> Model {
    let norm = dot(&fit.mean, &fit.mean).sqrt();
    let scale = if norm > MAX_NORM { MAX_NORM / norm } else { 1.0 };
    Model {
        likely: beforehand.ln() + fit.evidence,
        places: places.to_vec(),
        mean: fit.mean.iter().map(|v| scale * v).collect(),
        covariance: fit.covariance().iter().map(|row| row.to_vec()).collect(),
    }
}

/// The terms that a model lacks and that promise to explain most: by a step of Newton's method in each alone.
fn promising(answers: &Answers<WEIGHTS>, model: &Model, count: usize) -> Vec<usize> {
    let mut weights = [0.0; WEIGHTS];
    model.places.iter().zip(&model.mean).for_each(|(i, v)| weights[*i] = *v);
    let (slope, bend) = answers.scores(&weights);
    let variance = FEW_DEVIATION * FEW_DEVIATION;
    let promise = |i: &usize| {
        let bend = bend[*i].max(0.0);
        0.5 * slope[*i].powi(2) / (bend + 1.0 / variance) - 0.5 * (bend * variance).ln_1p()
            + share(*i).ln()
    };
    let mut terms: Vec<usize> = (0..TERMS).filter(|i| !model.places.contains(i)).collect();
    terms.sort_by(|a, b| promise(b).total_cmp(&promise(a)));
    terms.truncate(count);
    terms
}

/// How likely it is that a taste about one thing is about this term. People judge colour and form before they
/// judge place or circumstances, and of a colour first whether it is warm.
fn share(term: usize) -> f64 {
    static SUM: LazyLock<f64> = LazyLock::new(|| TABLE.into_iter().map(readiness).sum());
    readiness(TABLE[term]) / *SUM
}

fn readiness(term: Term) -> f64 {
    match term {
        Term::Main(Feature::Warmth) => 1.5,
        Term::Main(feature) if LIKELY.contains(&feature) => 1.0,
        Term::Main(_) => 0.6,
        Term::Product(..) => 0.4,
    }
}

/// The sum, over all sets of so many terms, of the products of their shares.
fn sets(count: usize) -> f64 {
    let power = |n: i32| (0..TERMS).map(|i| share(i).powi(n)).sum::<f64>();
    match count {
        2 => (1.0 - power(2)) / 2.0,
        3 => (1.0 - 3.0 * power(2) + 2.0 * power(3)) / 6.0,
        _ => 1.0,
    }
}

/// Features that a taste is likely to be about.
const LIKELY: [Feature; 8] = [
    Feature::Lightness,
    Feature::Length,
    Feature::Width,
    Feature::Tint,
    Feature::Chroma,
    Feature::Curvature,
    Feature::Opacity,
    Feature::Upright,
];

/// The prior's standard deviation in the model of all terms: wide for likely tastes, narrow for circumstances
/// and for products. That of the intercept is wide: somebody who says yes to everything tells nothing.
pub(super) fn prior_deviation(weight: usize) -> f64 {
    match TABLE.get(weight) {
        None => 1.0,
        Some(Term::Main(Feature::Warmth)) => 1.3,
        Some(Term::Main(Feature::Lightness | Feature::Length | Feature::Width)) => 1.0,
        Some(Term::Main(feature)) if LIKELY.contains(feature) => 0.8,
        Some(Term::Main(_)) => 0.4,
        Some(Term::Product(..)) => 0.25,
    }
}

#[cfg(test)]
mod tests {
    use super::super::fit::Choice;
    use super::*;

    /// Yes where one of the terms is positive, or answers that follow from nothing.
    fn answers(count: usize, seed: u32, term: Option<usize>) -> Answers<WEIGHTS> {
        let mut random = Random::new(seed);
        let mut answers = Answers::<WEIGHTS>::default();
        for i in 0..count {
            let mut row: Vector = std::array::from_fn(|_| f64::from(0.8 * random.normal()));
            row[INTERCEPT] = 1.0;
            let is_yes = term.map_or(random.unit() < 0.5, |term| row[term] > 0.0);
            answers.rows.extend([row, [0.0; WEIGHTS]]);
            answers.shifts.extend([0.0; 2]);
            let chosen = usize::from(!is_yes);
            answers.choices.push(Choice { from: 2 * i, to: 2 * i + 2, chosen, weight: 1.0 });
        }
        answers
    }

    #[test]
    fn ten_answers_tell_which_term_it_is() {
        let (mut found, mut length) = (0, 0.0);
        for seed in 0..20 {
            let term = seed as usize % 8;
            let direction = Posterior::fit(&answers(10, seed, Some(term))).unwrap().direction;
            let by_size =
                |a: &usize, b: &usize| direction[*a].abs().total_cmp(&direction[*b].abs());
            found += usize::from((0..TERMS).max_by(by_size) == Some(term) && direction[term] > 0.0);
            length += dot(&direction, &direction).sqrt() / 20.0;
        }
        println!(
            "of 20 tastes {found} are told first by 10 answers; the direction is {length:.2} long"
        );
        assert!(found >= 12 && length > 0.35);
    }

    #[test]
    fn answers_that_follow_from_nothing_change_little() {
        for count in [10, 40] {
            let lengths = (0..20).map(|seed| {
                let direction = Posterior::fit(&answers(count, 50 + seed, None)).unwrap().direction;
                dot(&direction, &direction).sqrt()
            });
            let length = lengths.sum::<f64>() / 20.0;
            println!("{count} answers by chance: the direction is {length:.2} long");
            assert!(length < 0.35, "{count}: {length}");
        }
    }

    #[test]
    fn more_answers_leave_less_open() {
        let few = Posterior::fit(&answers(5, 3, Some(3))).unwrap();
        let many = Posterior::fit(&answers(60, 3, Some(3))).unwrap();
        let length = |posterior: &Posterior| {
            let direction = posterior.direction;
            dot(&direction, &direction).sqrt()
        };
        assert!(length(&many) > length(&few) && length(&many) > 0.85);
        assert!(many.mean[3] > 1.0 && many.covariance[5][5] < few.covariance[5][5]);
    }

    #[test]
    fn draws_have_the_posteriors_mean_and_spread() {
        let posterior = Posterior::fit(&answers(12, 9, Some(4))).unwrap();
        let mut random = Random::new(1);
        let draws: Vec<Vector> = (0..20_000).map(|_| posterior.drawn(&mut random)).collect();
        for i in [0, 4, 20, INTERCEPT] {
            let mean = draws.iter().map(|d| d[i]).sum::<f64>() / draws.len() as f64;
            let square = draws.iter().map(|d| (d[i] - mean).powi(2)).sum::<f64>();
            let variance = square / draws.len() as f64;
            assert!((mean - posterior.mean[i]).abs() < 0.05, "{i}");
            assert!((variance / posterior.covariance[i][i] - 1.0).abs() < 0.1, "{i}");
        }
    }

    #[test]
    fn before_the_first_answer_nothing_is_leant_to() {
        let prior = Posterior::prior();
        assert!(prior.mean.iter().all(|v| *v == 0.0) && prior.direction == [0.0; WEIGHTS]);
        assert!(prior.covariance[0][0] > prior.covariance[TERMS - 1][TERMS - 1]);
        let likely: f64 = prior.models.iter().map(|model| model.likely).sum();
        assert!((likely - 1.0).abs() < 1e-9);
    }
}
