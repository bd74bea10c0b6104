//! Whose turn it is, and when the partner's next stroke is due.
//!
//! - *Together*: both paint at once.
//! - *Mine*: the person paints, the partner waits until it is given the turn.
//! - *Yours*: the partner paints [`TURN`] strokes alone and the turn is the person's again. Putting
//!   the pointer down takes it back at once: nobody is ever kept from painting.
//!
//! The turn says who may paint; started or paused says whether the partner does. A single step asks
//! for neither.

use limner_protocol::codes::turn;

/// Strokes in a turn of the partner's.
pub const TURN: u32 = 20;
/// Of a longer gap between two frames only this much counts, in ms: a page that was hidden doesn't
/// catch up in one go.
const MAX_GAP_MS: f64 = 100.0;
/// Fastest pace that is told from none, in strokes a second.
const MAX_PACE: f64 = 1000.0;

/// Whose turn it is, as the person sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Turn {
    /// Both at once.
    #[default]
    Together,
    /// The person's.
    Mine,
    /// The partner's, for so many strokes more.
    Yours(u32),
}

impl Turn {
    /// The turn of a code of [`limner_protocol::codes::turn`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            turn::TOGETHER => Some(Self::Together),
            turn::MINE => Some(Self::Mine),
            turn::YOURS => Some(Self::Yours(TURN)),
            _ => None,
        }
    }

    /// Its code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Together => turn::TOGETHER,
            Self::Mine => turn::MINE,
            Self::Yours(_) => turn::YOURS,
        }
    }
}

/// When the partner may paint.
#[derive(Clone, Debug, Default)]
pub struct Turns {
    /// Whose turn it is.
    pub turn: Turn,
    running: bool,
    was_started: bool,
    steps: u32,
    pace: f64,
    credit: f64,
    ticked_ms: Option<f64>,
}

impl Turns {
    /// Whether the partner is started.
    #[must_use]
    pub fn running(&self) -> bool {
        self.running
    }

    /// Whether it ever was started or stepped.
    #[must_use]
    pub fn was_started(&self) -> bool {
        self.was_started
    }

    /// Whether it may think of strokes to show while it does not paint: once it was started or a
    /// single stroke was asked for.
    #[must_use]
    pub fn may_look_ahead(&self) -> bool {
        self.was_started && !self.running
    }

    /// Strokes a second, 0 for as many as there are.
    #[must_use]
    pub fn pace(&self) -> f64 {
        self.pace
    }

    /// Starts the partner.
    pub fn start(&mut self) {
        (self.running, self.was_started) = (true, true);
        // The first stroke need not wait.
        self.credit = 1.0;
    }

    /// Stops it, at once.
    pub fn pause(&mut self) {
        (self.running, self.steps) = (false, 0);
    }

    /// One stroke, whoever's turn it is and started or not.
    pub fn step(&mut self) {
        self.steps = self.steps.saturating_add(1).min(TURN);
        self.was_started = true;
    }

    /// Sets the pace; nonsense is taken for no limit.
    pub fn set_pace(&mut self, strokes_per_second: f64) {
        let sane = strokes_per_second.is_finite() && strokes_per_second > 0.0;
        self.pace = if sane { strokes_per_second.min(MAX_PACE) } else { 0.0 };
    }

    /// The person puts the pointer down.
    pub fn interrupt(&mut self) {
        if matches!(self.turn, Turn::Yours(_)) {
            self.turn = Turn::Mine;
        }
    }

    /// Moves the partner's clock on to `now_ms`.
    pub fn tick(&mut self, now_ms: f64) {
        let gap_ms = now_ms - self.ticked_ms.replace(now_ms).unwrap_or(now_ms);
        self.credit += gap_ms.clamp(0.0, MAX_GAP_MS) * self.pace / 1000.0;
        // What could not be painted in time is not caught up on.
        self.credit = self.credit.min(1.0 + MAX_GAP_MS * self.pace / 1000.0);
    }

    /// Whether the partner is to paint at all as things stand.
    #[must_use]
    pub fn wants_to_paint(&self) -> bool {
        self.steps > 0 || (self.running && self.turn != Turn::Mine)
    }

    /// Whether its next stroke is due.
    #[must_use]
    pub fn is_due(&self) -> bool {
        let paced = self.pace == 0.0 || self.credit >= 1.0;
        self.steps > 0 || (self.wants_to_paint() && paced)
    }

    /// The partner painted a stroke.
    pub fn painted(&mut self) {
        if self.steps > 0 {
            self.steps -= 1;
            return;
        }
        self.credit = (self.credit - 1.0).max(0.0);
        if let Turn::Yours(left) = &mut self.turn {
            *left -= 1;
            if *left == 0 {
                self.turn = Turn::Mine;
            }
        }
    }

    /// How many strokes to plan at once, at most `most`.
    #[must_use]
    pub fn wanted(&self, most: u32) -> u32 {
        if !self.running && self.steps == 0 {
            return LOOK_AHEAD.min(most);
        }
        // About a second's worth; the partner sends them as they come.
        let by_pace = if self.pace == 0.0 { most } else { self.pace.ceil() as u32 + 1 };
        let count = by_pace.clamp(LOOK_AHEAD, most);
        match self.turn {
            Turn::Yours(left) => count.min(left.max(1)),
            _ => count,
        }
    }
}

/// Proposals that are planned to be shown where none is due.
const LOOK_AHEAD: u32 = 4;

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
            turns.set_pace(pace);
            turns.start();
            let painted = f64::from(painted_in(&mut turns, 0.0, 10_000.0));
            assert!((painted - 10.0 * pace).abs() <= 1.0 + pace * 0.03, "{painted} at {pace}");
        }
    }

    #[test]
    fn a_hidden_page_does_not_catch_up() {
        let mut turns = Turns::default();
        turns.set_pace(20.0);
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
    fn a_turn_ends_by_itself_or_when_the_person_paints() {
        let mut turns = Turns { turn: Turn::Yours(TURN), ..Turns::default() };
        turns.start();
        assert_eq!(painted_in(&mut turns, 0.0, 60_000.0), TURN);
        assert_eq!(turns.turn, Turn::Mine);
        turns.turn = Turn::Yours(TURN);
        turns.interrupt();
        assert_eq!(painted_in(&mut turns, 60_000.0, 1_000.0), 0);
        turns.step();
        assert_eq!(painted_in(&mut turns, 61_000.0, 1_000.0), 1);
    }

    #[test]
    fn nonsense_is_no_pace() {
        let mut turns = Turns::default();
        for pace in [f64::NAN, f64::INFINITY, -3.0] {
            turns.set_pace(pace);
            assert_eq!(turns.pace(), 0.0);
        }
    }
}
