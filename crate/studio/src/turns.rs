//! Whose turn it is, when the partner's next stroke is due, and how fast it goes.
//!
//! - *Together*: both paint at once.
//! - *Answers*: the person paints; once their pointer has been up for a moment, the partner answers with
//!   so many strokes, and then it is the person's turn again. A stroke during the answer ends it and gets
//!   an answer of its own.
//! - *Alone*: the partner paints by itself. Where the person paints, it steps aside and pauses.
//!
//! Nobody is ever kept from painting. The turn says who may paint; started or paused says whether the
//! partner does. A single step asks for neither.
//!
//! As long as the person has not chosen a pace, the partner has one of its own: slow enough to be
//! joined, and quicker after a while in which nobody does.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast of a float saturates"
)]

use limner_protocol::codes::{control, turn};

/// Strokes that an answer may have.
pub const ANSWERS: std::ops::RangeInclusive<u32> = 1..=50;
/// Strokes that an answer has until the person says otherwise.
pub const ANSWER: u32 = 5;
/// For so long the person's pointer is up before their stroke is answered, in ms: who hatches lifts the
/// pointer for less.
const ANSWER_AFTER_MS: f64 = 800.0;
/// Paces to choose from in strokes a second, 0 for as many as there are.
pub const PACES: [f64; 8] = [1.0, 2.0, 4.0, 10.0, 20.0, 40.0, 80.0, 0.0];
/// The partner's own pace, after it has painted for so many ms without the person painting.
const OWN_PACES: [(f64, f64); 3] = [(0.0, 4.0), (20_000.0, 10.0), (30_000.0, 20.0)];
/// Single strokes that can be asked for ahead.
const MOST_STEPS: u32 = 20;
/// Of a longer gap between two frames only this much counts, in ms: a page that was hidden doesn't
/// catch up in one go.
const MAX_GAP_MS: f64 = 100.0;
/// Fastest pace that is told from none, in strokes a second.
const MAX_PACE: f64 = 1000.0;
/// Proposals that are planned to be shown where none is due.
const LOOK_AHEAD: u32 = 4;

/// How the person and the partner share the canvas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Turn {
    /// Person and partner paint at once.
    #[default]
    Together,
    /// The person paints, and the partner answers with some strokes.
    Answers,
    /// The partner paints alone.
    Alone,
}

impl Turn {
    /// The turn of a code of [`limner_protocol::codes::turn`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            turn::TOGETHER => Some(Self::Together),
            turn::ANSWERS => Some(Self::Answers),
            turn::ALONE => Some(Self::Alone),
            _ => None,
        }
    }

    /// The turn's code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Together => turn::TOGETHER,
            Self::Answers => turn::ANSWERS,
            Self::Alone => turn::ALONE,
        }
    }
}

/// How fast the partner paints.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pace {
    /// As many strokes a second as the person chose, 0 for as many as there are.
    Chosen(f64),
    /// The partner's own: easy to join, quicker when nobody does.
    Own,
}

/// When the partner may paint.
#[derive(Clone, Debug)]
pub struct Turns {
    turn: Turn,
    /// Strokes of an answer.
    answer: u32,
    /// Strokes left of the answer that is being painted.
    left: u32,
    /// How long the partner has waited since the person's last stroke, where it is to be answered.
    waited_ms: Option<f64>,
    running: bool,
    was_started: bool,
    steps: u32,
    pace: Pace,
    /// How long the partner has painted since the person did.
    unjoined_ms: f64,
    /// Strokes that the pace allows by now and that were not painted yet.
    due_strokes: f64,
    ticked_ms: Option<f64>,
}

impl Default for Turns {
    fn default() -> Self {
        Self {
            turn: Turn::default(),
            answer: ANSWER,
            left: 0,
            waited_ms: None,
            running: false,
            was_started: false,
            steps: 0,
            pace: Pace::Chosen(0.0),
            unjoined_ms: 0.0,
            due_strokes: 0.0,
            ticked_ms: None,
        }
    }
}

impl Turns {
    /// How the person and the partner share the canvas.
    #[must_use]
    pub fn turn(&self) -> Turn {
        self.turn
    }

    /// Shares the canvas in another way; an answer that was owed is not.
    pub fn set_turn(&mut self, turn: Turn) {
        if self.turn != turn {
            self.turn = turn;
            (self.left, self.waited_ms) = (0, None);
        }
    }

    /// Strokes of an answer.
    #[must_use]
    pub fn answer(&self) -> u32 {
        self.answer
    }

    /// Sets how many strokes an answer has, from the next one on.
    pub fn set_answer(&mut self, strokes: u32) {
        self.answer = strokes.clamp(*ANSWERS.start(), *ANSWERS.end());
    }

    /// Strokes left of the answer that is being painted, if one is.
    #[must_use]
    pub fn answer_left(&self) -> Option<u32> {
        (self.left > 0).then_some(self.left)
    }

    /// Whether the partner is started.
    #[must_use]
    pub fn running(&self) -> bool {
        self.running
    }

    /// Whether the partner ever was started or stepped.
    #[must_use]
    pub fn was_started(&self) -> bool {
        self.was_started
    }

    /// Whether the partner may think of strokes to show while it does not paint: once it was started
    /// or a single stroke was asked for.
    #[must_use]
    pub fn may_look_ahead(&self) -> bool {
        self.was_started && !self.wants_to_paint()
    }

    /// What starting or pausing would do now: one of [`limner_protocol::codes::control`].
    #[must_use]
    pub fn control(&self) -> &'static str {
        let idle = self.left == 0 && self.waited_ms.is_none();
        match (self.turn, self.running) {
            (Turn::Answers, false) => control::LET_ANSWER,
            (Turn::Answers, true) if idle => control::STOP_ANSWERING,
            (_, false) => control::START,
            (_, true) => control::PAUSE,
        }
    }

    /// Strokes a second just now, 0 for as many as there are.
    #[must_use]
    pub fn pace(&self) -> f64 {
        match self.pace {
            Pace::Chosen(pace) => pace,
            Pace::Own => {
                let reached = |(after_ms, _): &&(f64, f64)| self.unjoined_ms >= *after_ms;
                OWN_PACES.iter().rev().find(reached).map_or(OWN_PACES[0].1, |(_, pace)| *pace)
            }
        }
    }

    /// Whether the pace is the partner's own.
    #[must_use]
    pub fn has_own_pace(&self) -> bool {
        self.pace == Pace::Own
    }

    /// Sets the pace; nonsense is taken for no limit.
    pub fn set_pace(&mut self, pace: Pace) {
        self.pace = match pace {
            Pace::Own => Pace::Own,
            Pace::Chosen(pace) if pace.is_finite() && pace > 0.0 => {
                Pace::Chosen(pace.min(MAX_PACE))
            }
            Pace::Chosen(_) => Pace::Chosen(0.0),
        };
    }

    /// Starts the partner.
    pub fn start(&mut self) {
        (self.running, self.was_started) = (true, true);
        // The first stroke need not wait.
        self.due_strokes = 1.0;
    }

    /// Stops the partner, at once.
    pub fn pause(&mut self) {
        (self.running, self.steps) = (false, 0);
    }

    /// Asks for one stroke, whoever's turn it is and started or not.
    pub fn step(&mut self) {
        self.steps = self.steps.saturating_add(1).min(MOST_STEPS);
        self.was_started = true;
    }

    /// The person painted a stroke: it is answered, or the partner steps aside.
    pub fn person_painted(&mut self) {
        self.unjoined_ms = 0.0;
        match self.turn {
            Turn::Together => {}
            Turn::Answers => (self.left, self.waited_ms) = (0, Some(0.0)),
            Turn::Alone => self.pause(),
        }
    }

    /// The person took something back: it needs no answer any more.
    pub fn person_took_back(&mut self) {
        self.waited_ms = None;
    }

    /// Moves the partner's clock on to `now_ms`.
    pub fn tick(&mut self, now_ms: f64) {
        let gap_ms = now_ms - self.ticked_ms.replace(now_ms).unwrap_or(now_ms);
        let gap_ms = gap_ms.clamp(0.0, MAX_GAP_MS);
        if self.running {
            self.wait_for_the_person(gap_ms);
        }
        let pace = self.pace();
        self.due_strokes += gap_ms * pace / 1000.0;
        // What could not be painted in time is not caught up on.
        self.due_strokes = self.due_strokes.min(1.0 + MAX_GAP_MS * pace / 1000.0);
    }

    /// Begins the answer that is owed, once the person has lifted their pointer for long enough, and
    /// notes for how long nobody has joined.
    fn wait_for_the_person(&mut self, gap_ms: f64) {
        if let Some(waited_ms) = &mut self.waited_ms {
            *waited_ms += gap_ms;
            if *waited_ms >= ANSWER_AFTER_MS {
                (self.left, self.waited_ms) = (self.answer, None);
                self.due_strokes = 1.0;
            }
        }
        if self.wants_to_paint() {
            self.unjoined_ms += gap_ms;
        }
    }

    /// Whether the partner is to paint at all as things stand.
    #[must_use]
    pub fn wants_to_paint(&self) -> bool {
        self.steps > 0 || (self.running && (self.turn != Turn::Answers || self.left > 0))
    }

    /// Whether the partner's next stroke is due.
    #[must_use]
    pub fn is_due(&self) -> bool {
        let paced = self.pace() == 0.0 || self.due_strokes >= 1.0;
        self.steps > 0 || (self.wants_to_paint() && paced)
    }

    /// The partner painted a stroke.
    pub fn painted(&mut self) {
        if self.steps > 0 {
            self.steps -= 1;
            return;
        }
        self.due_strokes = (self.due_strokes - 1.0).max(0.0);
        self.left = self.left.saturating_sub(1);
    }

    /// The partner found nothing worth painting: that is all of its answer.
    pub fn found_nothing(&mut self) {
        self.left = 0;
    }

    /// How many strokes to plan at once, at most `most`.
    #[must_use]
    pub fn wanted(&self, most: u32) -> u32 {
        if !self.wants_to_paint() {
            return LOOK_AHEAD.min(most);
        }
        // About a second's worth; the partner sends them as they come.
        let pace = self.pace();
        let by_pace = if pace == 0.0 { most } else { pace.ceil() as u32 + 1 };
        let count = by_pace.clamp(LOOK_AHEAD, most);
        if self.left > 0 { count.min(self.left) } else { count }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers of a test are within their types"
)]
#[cfg(test)]
mod tests {
    use super::*;

    /// Strokes painted in `ms` of frames at 60 Hz, where there is always one ready.
    fn painted_in(turns: &mut Turns, from_ms: f64, ms: f64) -> u32 {
        let mut painted = 0;
        for frame in 0..(ms * 60.0 / 1000.0) as u32 {
            turns.tick(from_ms + f64::from(frame) * 1000.0 / 60.0);
            while turns.is_due() && painted < 10_000 {
                turns.painted();
                painted += 1;
                if turns.pace() == 0.0 {
                    break;
                }
            }
        }
        painted
    }

    #[test]
    fn the_pace_is_kept_also_above_the_frame_rate() {
        for pace in [1.0, 7.0, 60.0, 200.0] {
            let mut turns = Turns::default();
            turns.set_pace(Pace::Chosen(pace));
            turns.start();
            let painted = f64::from(painted_in(&mut turns, 0.0, 10_000.0));
            assert!((painted - 10.0 * pace).abs() <= 1.0 + pace * 0.03, "{painted} at {pace}");
        }
    }

    #[test]
    fn a_hidden_page_does_not_catch_up() {
        let mut turns = Turns::default();
        turns.set_pace(Pace::Chosen(20.0));
        turns.start();
        turns.tick(0.0);
        turns.tick(1e7);
        let mut burst = 0;
        while turns.is_due() {
            turns.painted();
            burst += 1;
        }
        assert!(burst <= 3, "{burst}");
    }

    #[test]
    fn it_answers_a_stroke_with_as_many_as_it_is_told_and_waits_again() {
        let mut turns = Turns::default();
        turns.set_turn(Turn::Answers);
        turns.set_answer(7);
        turns.start();
        assert_eq!(painted_in(&mut turns, 0.0, 5_000.0), 0, "nothing to answer yet");
        turns.person_painted();
        assert_eq!(painted_in(&mut turns, 5_000.0, 0.9 * ANSWER_AFTER_MS), 0, "too soon");
        assert_eq!(painted_in(&mut turns, 6_000.0, 60_000.0), 7);
        assert_eq!((turns.running(), turns.answer_left()), (true, None));
        // Again and again.
        turns.person_painted();
        assert_eq!(painted_in(&mut turns, 66_000.0, 5_000.0), 7);
        // A stroke that was taken back is not answered; a step is one stroke whoever's turn it is.
        turns.person_painted();
        turns.person_took_back();
        assert_eq!(painted_in(&mut turns, 71_000.0, 5_000.0), 0);
        turns.step();
        assert_eq!(painted_in(&mut turns, 76_000.0, 5_000.0), 1);
    }

    #[test]
    fn a_stroke_during_the_answer_ends_it_and_is_answered_itself() {
        let mut turns = Turns::default();
        turns.set_turn(Turn::Answers);
        turns.set_pace(Pace::Chosen(10.0));
        turns.start();
        turns.person_painted();
        let first = painted_in(&mut turns, 0.0, ANSWER_AFTER_MS + 200.0);
        assert!((1..ANSWER).contains(&first), "{first}");
        turns.person_painted();
        assert_eq!(turns.answer_left(), None);
        assert_eq!(painted_in(&mut turns, 1_000.0, 5_000.0), ANSWER);
        // What was painted while it was paused is answered once it is started.
        turns.pause();
        turns.person_painted();
        assert_eq!(painted_in(&mut turns, 6_000.0, 5_000.0), 0);
        turns.start();
        assert_eq!(painted_in(&mut turns, 11_000.0, 5_000.0), ANSWER);
    }

    #[test]
    fn alone_it_steps_aside_when_the_person_paints() {
        let mut turns = Turns::default();
        turns.set_turn(Turn::Alone);
        turns.set_pace(Pace::Chosen(20.0));
        turns.start();
        assert!(painted_in(&mut turns, 0.0, 5_000.0) > 90, "it goes on and on");
        turns.person_painted();
        assert!(!turns.running());
        assert_eq!(painted_in(&mut turns, 5_000.0, 5_000.0), 0);
        turns.start();
        assert!(painted_in(&mut turns, 10_000.0, 5_000.0) > 90);
    }

    #[test]
    fn the_button_says_what_it_does() {
        let mut turns = Turns::default();
        for turn in [Turn::Together, Turn::Alone] {
            turns.set_turn(turn);
            turns.pause();
            assert_eq!(turns.control(), control::START);
            turns.start();
            assert_eq!(turns.control(), control::PAUSE);
        }
        turns.set_turn(Turn::Answers);
        assert_eq!(turns.control(), control::STOP_ANSWERING);
        turns.person_painted();
        assert_eq!(turns.control(), control::PAUSE);
        painted_in(&mut turns, 0.0, 5_000.0);
        assert_eq!(turns.control(), control::STOP_ANSWERING);
        turns.pause();
        assert_eq!(turns.control(), control::LET_ANSWER);
        for code in turn::ALL {
            assert_eq!(Turn::from_code(code).map(Turn::code), Some(*code));
        }
    }

    #[test]
    fn its_own_pace_is_easy_to_join_and_quickens_when_nobody_does() {
        let mut turns = Turns::default();
        turns.set_pace(Pace::Own);
        turns.start();
        let second = |turns: &mut Turns, at: u32| painted_in(turns, f64::from(at) * 1000.0, 1000.0);
        let paces: Vec<u32> = (0..40).map(|at| second(&mut turns, at)).collect();
        assert!(paces[1..20].iter().all(|strokes| (3..=5).contains(strokes)), "{paces:?}");
        assert!(paces[21..30].iter().all(|strokes| (9..=11).contains(strokes)), "{paces:?}");
        assert!(paces[31..].iter().all(|strokes| (19..=21).contains(strokes)), "{paces:?}");
        assert!(turns.has_own_pace() && PACES.contains(&turns.pace()));
        // Somebody joins, or chooses.
        turns.person_painted();
        assert_eq!(turns.pace(), 4.0);
        turns.set_pace(Pace::Chosen(2.0));
        painted_in(&mut turns, 40_000.0, 60_000.0);
        assert_eq!((turns.pace(), turns.has_own_pace()), (2.0, false));
    }

    #[test]
    fn a_paused_partner_does_not_quicken() {
        let mut turns = Turns::default();
        turns.set_pace(Pace::Own);
        turns.step();
        turns.start();
        turns.pause();
        painted_in(&mut turns, 0.0, 60_000.0);
        assert_eq!(turns.pace(), 4.0);
    }

    #[test]
    fn an_answer_has_a_number_of_strokes_that_can_be_waited_for() {
        let mut turns = Turns::default();
        for (asked, taken) in [(0, 1), (1, 1), (50, 50), (51, 50), (u32::MAX, 50)] {
            turns.set_answer(asked);
            assert_eq!(turns.answer(), taken);
        }
    }

    #[test]
    fn nonsense_is_no_pace() {
        let mut turns = Turns::default();
        for pace in [f64::NAN, f64::INFINITY, -3.0] {
            turns.set_pace(Pace::Chosen(pace));
            assert_eq!(turns.pace(), 0.0);
        }
    }
}
