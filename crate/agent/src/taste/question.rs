//! Which strokes to show somebody, so that their choice teaches most.
//!
//! What a choice teaches is how much less is unknown of the weights after it, on the mean over the answers that
//! may come (the expected information gain: MacKay 1992, "Information-based objective functions for active data
//! selection"; in Houlsby et al. 2011, "Bayesian active learning for classification and preference learning",
//! by the form that needs predictions alone). It is largest where likely tastes would choose differently, each
//! surely. The options are to be alike in everything else, how near they bring the painting to its picture
//! above all: a person chooses by whatever differs.

use limner_env::Random;

use super::features::Features;
use super::fit::{LAPSES, dot};
use super::{MAX_OPTIONS, Taste};

/// Tastes that are imagined.
const IMAGINED: usize = 48;
/// More candidates than this are not looked at.
const MAX_CANDIDATES: usize = 64;
/// A choice that teaches less than this, in nats, is not worth a person's time.
pub const WORTHWHILE: f32 = 0.02;

/// What to ask.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The options' places among the candidates.
    pub options: Vec<usize>,
    /// What the answer is expected to teach, in nats.
    pub teaches: f32,
}

/// The question of so many options, two to [`MAX_OPTIONS`], whose answer teaches most; they are among the first 64
/// candidates. `None` where there are too few of these.
#[must_use]
pub fn most_telling(
    taste: &Taste,
    candidates: &[Features],
    count: usize,
    random: &mut Random,
) -> Option<Question> {
    let count = count.clamp(2, MAX_OPTIONS);
    let candidates = &candidates[..candidates.len().min(MAX_CANDIDATES)];
    if candidates.len() < count {
        return None;
    }
    let rows: Vec<_> = candidates.iter().map(|f| taste.inputs(f)).collect();
    let tastes: Vec<Vec<f64>> = (0..IMAGINED)
        .map(|_| {
            let weights = taste.posterior.drawn(random);
            rows.iter().map(|row| dot(row, &weights)).collect()
        })
        .collect();
    let mut options = Vec::with_capacity(count);
    let mut teaches = f64::NEG_INFINITY;
    for a in 0..candidates.len() {
        for b in a + 1..candidates.len() {
            let gain = information(&tastes, &[a, b]);
            if gain > teaches {
                (options, teaches) = (vec![a, b], gain);
            }
        }
    }
    while options.len() < count {
        teaches = f64::NEG_INFINITY;
        let mut best = None;
        for c in (0..candidates.len()).filter(|c| !options.contains(c)) {
            let more: Vec<usize> = options.iter().copied().chain([c]).collect();
            let gain = information(&tastes, &more);
            if gain > teaches {
                (best, teaches) = (Some(c), gain);
            }
        }
        options.push(best?);
    }
    Some(Question { options, teaches: teaches as f32 })
}

/// What a choice among these teaches: the entropy of the answer, less what of it is left where the taste is
/// known.
fn information(tastes: &[Vec<f64>], options: &[usize]) -> f64 {
    let count = options.len();
    let mut mean = [0.0; MAX_OPTIONS];
    let mut known = 0.0;
    for utilities in tastes {
        let greatest = options.iter().map(|i| utilities[*i]).fold(f64::NEG_INFINITY, f64::max);
        let mut likely = [0.0; MAX_OPTIONS];
        for (likely, i) in likely.iter_mut().zip(options) {
            *likely = (utilities[*i] - greatest).exp();
        }
        let sum: f64 = likely[..count].iter().sum();
        for (mean, likely) in mean[..count].iter_mut().zip(&likely) {
            let p = LAPSES / count as f64 + (1.0 - LAPSES) * likely / sum;
            *mean += p;
            known -= p * p.ln();
        }
    }
    let tastes = tastes.len() as f64;
    let unknown: f64 = mean[..count].iter().map(|sum| sum / tastes).map(|p| -p * p.ln()).sum();
    unknown - known / tastes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taste::{FEATURES, Feature};
    use limner_core::Verdict;

    fn candidates(random: &mut Random, count: usize) -> Vec<Features> {
        (0..count).map(|_| std::array::from_fn(|_| random.normal().clamp(-2.5, 2.5))).collect()
    }

    #[test]
    fn options_differ_and_the_order_of_candidates_does_not_matter_much() {
        let mut random = Random::new(3);
        let all = candidates(&mut random, 40);
        for count in 2..=MAX_OPTIONS {
            let question =
                most_telling(&Taste::default(), &all, count, &mut Random::new(1)).unwrap();
            let mut options = question.options.clone();
            options.sort_unstable();
            options.dedup();
            assert_eq!(options.len(), count);
            assert!(question.teaches > WORTHWHILE && question.teaches < (count as f32).ln());
        }
        assert_eq!(most_telling(&Taste::default(), &all[..1], 2, &mut random), None);
        assert!(
            most_telling(&Taste::default(), &candidates(&mut random, 200), 2, &mut random)
                .is_some_and(|q| q.options.iter().all(|i| *i < MAX_CANDIDATES))
        );
    }

    #[test]
    fn what_is_the_same_teaches_nothing() {
        let same = vec![[0.7; FEATURES]; 6];
        let question = most_telling(&Taste::default(), &same, 2, &mut Random::new(1)).unwrap();
        assert!(question.teaches.abs() < 1e-6);
    }

    #[test]
    fn chosen_questions_teach_faster_than_any() {
        // Of two who want long strokes, one is asked what teaches most, the other whatever comes.
        let wants = |features: &Features| features[Feature::Length as usize];
        let (mut asked, mut any) = (0.0, 0.0);
        for seed in 0..12 {
            let mut random = Random::new(100 + seed);
            let right = |taste: &Taste| {
                let mut random = Random::new(7);
                let pairs = (0..400).map(|_| candidates(&mut random, 2));
                let same = pairs.filter(|p| {
                    (wants(&p[0]) > wants(&p[1])) == (taste.score(&p[0]) > taste.score(&p[1]))
                });
                same.count() as f32 / 400.0
            };
            for (chosen, sum) in [(true, &mut asked), (false, &mut any)] {
                let mut taste = Taste::default();
                for _ in 0..8 {
                    let all = candidates(&mut random, 24);
                    let places = match chosen {
                        true => most_telling(&taste, &all, 2, &mut random).unwrap().options,
                        false => vec![0, 1],
                    };
                    let options: Vec<Features> = places.iter().map(|i| all[*i]).collect();
                    let best = usize::from(wants(&options[1]) > wants(&options[0]));
                    taste.choose(&options, Some(best));
                }
                *sum += right(&taste) / 12.0;
            }
        }
        println!(
            "8 pairs: {asked:.2} of unseen pairs right where chosen to teach, {any:.2} of any"
        );
        assert!(asked > any + 0.03, "{asked} against {any}");
    }

    #[test]
    fn what_is_known_is_not_worth_asking() {
        let mut taste = Taste::default();
        let mut random = Random::new(2);
        let mut stroke = |warmth: f32| {
            let mut features: Features = std::array::from_fn(|_| 0.3 * random.normal());
            features[Feature::Warmth as usize] = warmth;
            features
        };
        let pair = [stroke(2.0), stroke(-2.0)];
        let before = most_telling(&taste, &pair, 2, &mut Random::new(1)).unwrap().teaches;
        for i in 0..30 {
            let verdict = if i % 2 == 0 { Verdict::Yes } else { Verdict::No };
            taste.judge(&[stroke(if i % 2 == 0 { 2.0 } else { -2.0 })], verdict);
        }
        let after = most_telling(&taste, &pair, 2, &mut Random::new(1)).unwrap().teaches;
        assert!(after < 0.75 * before, "{before} became {after}");
    }
}
