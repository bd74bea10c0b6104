//! What is known of how a person works with the partner: the model of the environment that it paints in.
//!
//! It is estimated again with each thing that they do, and used for one thing: who judges often is asked sooner, who
//! takes long to answer later.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers of strokes between two constants"
)]

use limner_protocol::codes::habit;

/// What happened longer ago counts for less: one of so many counts a third.
const MEMORY: f64 = 8.0;
/// A pause longer than this is none between two strokes, in ms.
const PAUSE_MS: f64 = 60_000.0;
/// Judgements before anything is said of them.
const FEW: u32 = 4;
/// Strokes from one question to the next: of somebody who judges always, and of somebody who seldom does.
const SOONEST: f64 = 20.0;
const LATEST: f64 = 30.0;
/// Strokes between two judgements, of somebody who judges often and of somebody who seldom does.
const OFTEN: f64 = 10.0;
const SELDOM: f64 = 40.0;
/// Who takes longer than this to answer, in ms, is asked as late as can be.
const LONG_MS: f64 = 8_000.0;

/// A mean in which what happened lately counts most.
#[derive(Clone, Copy, Debug, Default)]
struct Mean {
    count: u32,
    mean: f64,
}

impl Mean {
    fn add(&mut self, value: f64) {
        self.count = self.count.saturating_add(1);
        self.mean += (value - self.mean) / f64::from(self.count).min(MEMORY);
    }
}

/// How somebody works with the partner.
#[derive(Clone, Copy, Debug, Default)]
pub struct Habits {
    /// Milliseconds from one of their strokes to the next.
    between_strokes: Mean,
    /// Strokes of the partner from one judgement to the next.
    between_judgements: Mean,
    /// Milliseconds from a question to its answer.
    to_answer: Mean,
    /// Of the judgements, the part that is a yes.
    yes: Mean,
    painted_ms: Option<f64>,
    /// Strokes of the partner since the last judgement.
    since: u32,
}

impl Habits {
    pub(crate) fn person_painted(&mut self, now_ms: f64) {
        if let Some(before) = self.painted_ms.replace(now_ms)
            && now_ms - before < PAUSE_MS
        {
            self.between_strokes.add(now_ms - before);
        }
    }

    pub(crate) fn partner_painted(&mut self) {
        self.since = self.since.saturating_add(1);
    }

    pub(crate) fn judged(&mut self, yes: bool) {
        self.between_judgements.add(f64::from(std::mem::take(&mut self.since)));
        self.yes.add(f64::from(u8::from(yes)));
    }

    pub(crate) fn answered(&mut self, after_ms: f64) {
        self.to_answer.add(after_ms);
        self.between_judgements.add(f64::from(std::mem::take(&mut self.since)));
    }

    /// How this person judges: one of [`habit`].
    #[must_use]
    pub fn code(&self) -> &'static str {
        let Mean { count, mean } = self.between_judgements;
        if count < FEW {
            habit::UNKNOWN
        } else if self.to_answer.count > 0 && self.to_answer.mean > LONG_MS {
            habit::SLOWLY
        } else if mean < OFTEN {
            habit::OFTEN
        } else if mean > SELDOM {
            habit::SELDOM
        } else {
            habit::USUAL
        }
    }

    /// Strokes to be painted from one question to the next, where it is `usual` that many otherwise.
    #[must_use]
    pub fn question_after(&self, usual: u32) -> u32 {
        let part = (self.between_judgements.mean - OFTEN) / (SELDOM - OFTEN);
        match self.code() {
            habit::UNKNOWN => usual,
            habit::SLOWLY => LATEST as u32,
            _ => (SOONEST + (LATEST - SOONEST) * part.clamp(0.0, 1.0)) as u32,
        }
    }

    /// Their strokes a minute, the partner's strokes between two judgements, seconds to an answer, and the part of yes
    /// in percent; 0 for what is not known.
    #[must_use]
    pub fn figures(&self) -> [f64; 4] {
        let every = self.between_strokes.mean;
        let a_minute = if every > 0.0 { 60_000.0 / every } else { 0.0 };
        let seconds = self.to_answer.mean / 1_000.0;
        [a_minute, self.between_judgements.mean, seconds, 100.0 * self.yes.mean]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_judges_often_is_asked_sooner_and_who_takes_long_later() {
        let after = |between: u32, answer_ms: Option<f64>| {
            let mut habits = Habits::default();
            assert_eq!((habits.code(), habits.question_after(25)), (habit::UNKNOWN, 25));
            for i in 0..6 {
                (0..between).for_each(|_| habits.partner_painted());
                match answer_ms {
                    Some(ms) => habits.answered(ms),
                    None => habits.judged(i % 3 == 0),
                }
            }
            (habits.code(), habits.question_after(25))
        };
        assert_eq!(after(6, None), (habit::OFTEN, 20));
        assert_eq!(after(25, None), (habit::USUAL, 25));
        assert_eq!(after(200, None), (habit::SELDOM, 30));
        assert_eq!(after(6, Some(20_000.0)), (habit::SLOWLY, 30));
        assert_eq!(after(6, Some(2_000.0)), (habit::OFTEN, 20));
    }

    #[test]
    fn what_happens_lately_counts_most_and_pauses_do_not() {
        let mut habits = Habits::default();
        for stroke in 0..10 {
            habits.person_painted(2_000.0 * f64::from(stroke));
        }
        habits.person_painted(1e9);
        assert!((habits.figures()[0] - 30.0).abs() < 1.0);
        for i in 0..60 {
            habits.judged(i >= 30);
        }
        assert!(habits.figures()[3] > 95.0);
    }
}
