//! How simulated people answer: the teachers of B-Pref (Lee et al. 2021, "B-Pref: benchmarking
//! preference-based reinforcement learning"), for yes and no and for a choice among several.

#![expect(clippy::cast_possible_truncation, reason = "means and deviations of scores are small")]

use limner_env::Random;

/// The part of the answers that are mistakes, where somebody makes them.
const MISTAKES: f32 = 0.1;
/// People who skip or tie do so where what is shown differs less than this, in deviations of what they saw.
const ALIKE: f32 = 0.25;
/// What each stroke counts of the one after it, for people who are short-sighted.
const SHORT_SIGHT: f32 = 0.8;

/// How somebody answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Teacher {
    /// Always as they feel.
    #[default]
    Noiseless,
    /// The more surely the more it matters: one deviation of what they saw is one logit (β = 1).
    Rational,
    /// As they feel, but for one answer in ten, which is the opposite or any.
    Mistaken,
    /// Not at all where it matters little.
    Skipping,
    /// That they are equally good where it matters little.
    Tying,
    /// By what came last.
    Myopic,
}

impl Teacher {
    /// All teachers.
    pub const ALL: [Self; 6] = [
        Self::Noiseless,
        Self::Rational,
        Self::Mistaken,
        Self::Skipping,
        Self::Tying,
        Self::Myopic,
    ];

    /// The word for this way to answer.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Noiseless => "noiseless",
            Self::Rational => "rational",
            Self::Mistaken => "mistaken",
            Self::Skipping => "skipping",
            Self::Tying => "tying",
            Self::Myopic => "myopic",
        }
    }

    /// The teacher of this name, see [`Teacher::name`].
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|teacher| teacher.name() == name)
    }
}

/// What somebody says to a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The best is this one.
    One(usize),
    /// All are equally good.
    Tie,
    /// No answer.
    Skip,
}

/// What somebody has seen so far: mean and deviation of how they liked it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Impression {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Impression {
    /// Takes note of a stroke that they like so much.
    pub fn see(&mut self, score: f32) {
        // Welford 1962, "Note on a method for calculating corrected sums of squares and products".
        let score = f64::from(score);
        self.count += 1.0;
        let away = score - self.mean;
        self.mean += away / self.count;
        self.squares += away * (score - self.mean);
    }

    /// The mean; 0 before anything was seen.
    #[must_use]
    pub fn mean(&self) -> f32 {
        self.mean as f32
    }

    /// The standard deviation; never 0.
    #[must_use]
    pub fn deviation(&self) -> f32 {
        ((self.squares / (self.count - 1.0).max(1.0)).sqrt() as f32).max(1e-3)
    }
}

impl Teacher {
    /// Whether this teacher says yes to strokes that they like so much, in the order in which they were painted:
    /// whether these are better than what they saw. `None` for no answer.
    pub fn likes(self, scores: &[f32], seen: &Impression, random: &mut Random) -> Option<bool> {
        if scores.is_empty() {
            return None;
        }
        let mut weight = 1.0;
        let (mut sum, mut total) = (0.0, 0.0);
        for score in scores.iter().rev() {
            (sum, total) = (sum + weight * score, total + weight);
            weight *= if self == Self::Myopic { SHORT_SIGHT } else { 1.0 };
        }
        // The mean of several varies less than one: it is judged against what means are like.
        let better = (sum / total - seen.mean()) / seen.deviation() * (scores.len() as f32).sqrt();
        let is_liked = better > 0.0;
        Some(match self {
            Self::Noiseless | Self::Myopic => is_liked,
            Self::Rational => random.unit() < 1.0 / (1.0 + (-better).exp()),
            Self::Mistaken => is_liked != (random.unit() < MISTAKES),
            Self::Skipping | Self::Tying if better.abs() < ALIKE => return None,
            Self::Skipping | Self::Tying => is_liked,
        })
    }

    /// What this teacher says to a choice among strokes, or groups of them, that they like so much.
    pub fn chooses(self, scores: &[f32], seen: &Impression, random: &mut Random) -> Answer {
        let by_liking = |a: &usize, b: &usize| scores[*a].total_cmp(&scores[*b]);
        let Some(best) = (0..scores.len()).max_by(by_liking) else { return Answer::Skip };
        let next = scores.iter().enumerate().filter(|(i, _)| *i != best);
        let next = next.map(|(_, score)| *score).fold(f32::NEG_INFINITY, f32::max);
        let is_close = scores[best] - next < ALIKE * seen.deviation();
        match self {
            Self::Skipping if is_close => Answer::Skip,
            Self::Tying if is_close => Answer::Tie,
            Self::Mistaken if random.unit() < MISTAKES => Answer::One(random.below(scores.len())),
            Self::Rational => {
                let weight = |score: &f32| ((score - scores[best]) / seen.deviation()).exp();
                let mut left = random.unit() * scores.iter().map(weight).sum::<f32>();
                let chosen = scores.iter().position(|score| {
                    left -= weight(score);
                    left <= 0.0
                });
                Answer::One(chosen.unwrap_or(best))
            }
            _ => Answer::One(best),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn impression() -> Impression {
        let mut seen = Impression::default();
        [-1.0, 0.0, 1.0, 2.0].into_iter().for_each(|score| seen.see(score));
        seen
    }

    #[test]
    fn an_impression_is_mean_and_deviation() {
        let seen = impression();
        assert!((seen.mean() - 0.5).abs() < 1e-6);
        assert!((seen.deviation() - (5.0f32 / 3.0).sqrt()).abs() < 1e-5);
        assert!(Impression::default().deviation() > 0.0);
    }

    #[test]
    fn each_teacher_errs_as_it_is_said_to() {
        let seen = impression();
        let mut random = Random::new(4);
        let mut yeses = |teacher: Teacher, scores: &[f32]| {
            let answers = (0..2000).filter_map(|_| teacher.likes(scores, &seen, &mut random));
            let answers: Vec<bool> = answers.collect();
            let yeses = answers.iter().filter(|yes| **yes).count();
            (answers.len(), yeses as f32 / answers.len().max(1) as f32)
        };
        assert_eq!(yeses(Teacher::Noiseless, &[0.6, 0.6]), (2000, 1.0));
        assert_eq!(yeses(Teacher::Noiseless, &[0.4, 0.4]), (2000, 0.0));
        let (count, share) = yeses(Teacher::Mistaken, &[3.0]);
        assert!(count == 2000 && (0.87..0.93).contains(&share), "{share}");
        let (_, share) = yeses(Teacher::Rational, &[0.5 + seen.deviation()]);
        assert!((0.7..0.76).contains(&share), "{share} of yeses at one logit");
        assert_eq!(yeses(Teacher::Skipping, &[0.55]).0, 0);
        assert_eq!(yeses(Teacher::Skipping, &[3.0]), (2000, 1.0));
        // Good for long, bad at the end.
        let fading = [2.0, 2.0, 2.0, 2.0, 2.0, -1.4, -1.4, -1.4];
        assert_eq!(yeses(Teacher::Noiseless, &fading).1, 1.0);
        assert_eq!(yeses(Teacher::Myopic, &fading).1, 0.0);
        assert_eq!(Teacher::Noiseless.likes(&[], &seen, &mut Random::new(1)), None);
    }

    #[test]
    fn choices_go_to_the_best_where_there_is_one() {
        let seen = impression();
        let mut random = Random::new(9);
        let mut chooses = |teacher: Teacher, scores: &[f32]| {
            (0..2000).map(|_| teacher.chooses(scores, &seen, &mut random)).collect::<Vec<_>>()
        };
        let count = |answers: &[Answer], answer| answers.iter().filter(|a| **a == answer).count();
        let clear = [0.0, 2.0, -1.0, 0.5];
        for teacher in Teacher::ALL {
            let best = count(&chooses(teacher, &clear), Answer::One(1));
            let expected = match teacher {
                Teacher::Mistaken => 1800..1980,
                Teacher::Rational => 1000..1400,
                _ => 2000..2001,
            };
            assert!(expected.contains(&best), "{teacher:?}: {best}");
        }
        let close = [0.0, 2.0, 1.9, 0.5];
        assert_eq!(count(&chooses(Teacher::Tying, &close), Answer::Tie), 2000);
        assert_eq!(count(&chooses(Teacher::Skipping, &close), Answer::Skip), 2000);
        assert_eq!(chooses(Teacher::Noiseless, &[])[0], Answer::Skip);
    }
}
