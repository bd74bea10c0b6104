//! Trying out what is not known yet to be liked: a yes or a no tells most where strokes differ from those before.
//!
//! While somebody judges, the strokes of one group after another lean to what this person may well like or dislike:
//! the sum of some tastes, drawn as likely as each is (posterior sampling: Thompson 1933; Russo et al. 2018, "A
//! tutorial on Thompson sampling"), less what they are on the mean. The sum of several is about many features
//! at once, of which the answers to a few groups tell the right ones, as in group testing; of some such sums it is the
//! one that is most in doubt (uncertainty sampling: Lewis and Gale 1994, "A sequential algorithm for training text
//! classifiers"). Where the taste is sure
//! they are all alike, and nothing is left to be tried. Of colours no other ones are tried, which would be seen as
//! faults: strokes are painted first whose places have them.

use limner_env::Random;

use crate::taste::{Preference, Taste};

/// Strokes that lean the same way: as many as a judgement is about.
const GROUP: u32 = 8;
/// Strokes after a judgement in which things are still tried out, less and less.
const WATCHED: u32 = 16;
/// Tastes that a group's leaning is the sum of.
const DRAWS: u32 = 6;
/// Such sums of which one is tried out: the one of which, for its length, it is known least whether it would please.
/// On three photographs with two seeds each, ten answers steered further than by the first sum that came along: by 0.79
/// and 0.74 deviations, and where more is tried out, at 1.3, by 0.98 and 0.91.
const CANDIDATES: u32 = 12;

/// What is tried out.
#[derive(Debug)]
pub(super) struct Exploration {
    random: Random,
    /// What strokes lean to now.
    leaning: Preference,
    /// Strokes until those that follow lean to something else.
    left: u32,
    /// Strokes until nothing is tried any more.
    watched: u32,
}

impl Default for Exploration {
    fn default() -> Self {
        Self { random: Random::new(3), leaning: Preference::default(), left: 0, watched: 0 }
    }
}

impl Exploration {
    /// What strokes lean to now; nothing while nobody judges.
    pub(super) fn leaning(&self) -> &Preference {
        &self.leaning
    }

    /// Somebody judges by this taste: the next strokes lean to something else.
    pub(super) fn judged(&mut self, taste: &Taste) {
        self.watched = WATCHED;
        self.draw(taste);
    }

    /// A stroke was painted; says whether those that follow lean to something else.
    pub(super) fn painted(&mut self, taste: &Taste) -> bool {
        if self.watched == 0 {
            return false;
        }
        self.watched -= 1;
        self.left -= 1;
        if self.left > 0 && self.watched > 0 {
            return false;
        }
        self.draw(taste);
        true
    }

    /// Ends what is tried.
    pub(super) fn end(&mut self) {
        (self.watched, self.left, self.leaning) = (0, 0, Preference::default());
    }

    fn draw(&mut self, taste: &Taste) {
        self.left = GROUP;
        let candidates: Vec<Preference> = (0..CANDIDATES).map(|_| self.candidate(taste)).collect();
        let doubt = |leaning: &Preference| taste.doubt(leaning) / leaning.norm().powi(2).max(1e-9);
        let most = candidates.into_iter().max_by(|a, b| doubt(a).total_cmp(&doubt(b)));
        let part = self.watched as f32 / WATCHED as f32;
        self.leaning = most.map_or_else(Preference::default, |leaning| leaning.scaled(part));
    }

    /// The sum of some tastes as they may well be, less as many as they are on the mean.
    fn candidate(&mut self, taste: &Taste) -> Preference {
        let share = 1.0 / (DRAWS as f32).sqrt();
        let mut leaning = taste.imagined_on_the_mean().scaled(-share * DRAWS as f32);
        for _ in 0..DRAWS {
            let may_be = taste.imagined(&mut self.random);
            may_be.terms().for_each(|(term, weight)| leaning.add(term, share * weight));
        }
        leaning
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taste::{FEATURES, Feature};

    #[test]
    fn things_are_tried_while_somebody_judges_and_less_the_surer_it_is() {
        let mut taste = Taste::default();
        let mut exploration = Exploration::default();
        assert!(exploration.leaning().is_zero() && !exploration.painted(&taste));
        let mean = |exploration: &mut Exploration, taste: &Taste| {
            let norms = (0..24).map(|_| {
                exploration.judged(taste);
                exploration.leaning().norm()
            });
            norms.sum::<f32>() / 24.0
        };
        let before = mean(&mut exploration, &taste);
        let mut random = Random::new(4);
        for _ in 0..40 {
            let options: Vec<[f32; FEATURES]> =
                (0..4).map(|_| std::array::from_fn(|_| random.normal().clamp(-2.5, 2.5))).collect();
            let length = |i: &usize| options[*i][Feature::Length as usize];
            let best = (0..4).max_by(|a, b| length(a).total_cmp(&length(b)));
            taste.choose(&options, best);
        }
        let after = mean(&mut exploration, &taste);
        assert!((0.6..1.4).contains(&before) && after < 0.5 * before, "{before}, then {after}");

        let mut changes = 0;
        for _ in 0..WATCHED {
            changes += u32::from(exploration.painted(&taste));
        }
        assert!(exploration.leaning().is_zero() && changes == WATCHED / GROUP);
        assert!(!exploration.painted(&taste));
    }
}
