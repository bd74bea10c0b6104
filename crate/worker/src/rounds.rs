//! Rounds of learning and what was practised in them: brought, told, and gone back to.

#![expect(
    clippy::cast_possible_truncation,
    reason = "figures are rounded to thousandths: a cast of a float saturates"
)]

use limner_agent::partner::{self, Partner};
use limner_agent::practice::{SIDE, Sheet};
use limner_protocol::codes::trouble;
use limner_protocol::{Pixels, Rehearsed, Reply, Round};

use crate::Worker;

/// Between two reports of how rehearsal goes, in ms: a few a second can be looked at.
const TOLD_MS: f64 = 240.0;
/// The pace of rehearsal is that of about so many ms.
const PACE_MS: f64 = 2_000.0;
/// The greatest figure that is told.
const MOST: f32 = 10_000.0;

/// What was told of rehearsal, and what is to be gone to.
#[derive(Debug, Default)]
pub(crate) struct Practice {
    /// The taste, and what was practised of it.
    going: Option<(Vec<u8>, Vec<u8>)>,
    /// Steps that were practised when that was told last.
    kept: u32,
    /// When rehearsal was told of last, and after how many steps.
    told: Option<(f64, u32)>,
    /// Since when so many steps were taken, for the pace.
    since: Option<(f64, u32)>,
}

impl Practice {
    /// Whether something is to be gone to before anything else is done.
    pub(crate) fn is_going(&self) -> bool {
        self.going.is_some()
    }

    /// Goes to a taste and what was practised of it, next.
    pub(crate) fn go_to(&mut self, taste: Vec<u8>, practised: Vec<u8>) {
        self.going = Some((taste, practised));
    }

    /// How rehearsal goes, where that is due; `is_shown` says that somebody looks at its sheets.
    pub(crate) fn figures(
        &mut self,
        partner: &Partner,
        now_ms: f64,
        is_shown: bool,
    ) -> Option<Reply> {
        let steps = partner.network().steps();
        let (told_ms, told_steps) = self.told.unwrap_or((f64::NEG_INFINITY, 0));
        if !is_shown || steps == told_steps || now_ms - told_ms < TOLD_MS {
            return None;
        }
        let (last, sheet) = partner.network().rehearsed()?;
        // After a rest the pace is another.
        let (mut since, mut before) = self.since.unwrap_or((now_ms - TOLD_MS, told_steps));
        if now_ms - told_ms > PACE_MS || steps < before {
            (since, before) = (now_ms - TOLD_MS, steps.saturating_sub(1));
        }
        let rate = f64::from(steps - before) / (now_ms - since).max(1.0) * 1_000.0;
        let passed = now_ms - since > PACE_MS;
        self.since = Some(if passed { (now_ms, steps) } else { (since, before) });
        self.told = Some((now_ms, steps));
        Some(Reply::Rehearsed(Rehearsed {
            steps,
            rate_milli: milli(rate as f32),
            worth_milli: milli(last.worth),
            likeness_milli: milli(last.likeness),
            liking_milli: milli(last.liking),
            distance_milli: milli(last.distance),
            sheet: Some(seen(sheet)),
        }))
    }
}

impl Worker {
    /// Brings what was practised in an earlier session.
    pub(crate) fn set_practised(&mut self, bytes: &[u8]) {
        self.chain = None;
        if self.partner.network().parameters().is_none() {
            return;
        }
        if let Err(error) = self.partner.practice().bring(bytes) {
            self.fail(trouble::PRACTISED_UNUSABLE, &error);
            // What can't be used is not to be brought again.
            self.tell_practised();
        }
        self.practice.kept = self.partner.network().steps();
        self.report_learned();
    }

    /// Tells what was practised up to now.
    pub(crate) fn tell_practised(&mut self) {
        match self.partner.practice().practised() {
            Ok(practised) => self.reply(&Reply::Practised(practised)),
            Err(error) => self.fail(trouble::PARTNER_FAILED, &error),
        }
        self.practice.kept = self.partner.network().steps();
    }

    /// Tells of the round that is over, if one is, and what was practised once there is nothing left to practise.
    pub(crate) fn tell_rounds(&mut self) {
        if let Some(round) = self.partner.practice().take_round() {
            self.practice.kept = self.partner.network().steps();
            self.reply(&Reply::Round(told(round)));
        }
        let is_new = self.partner.network().steps() != self.practice.kept;
        if is_new && !self.partner.network().owes() {
            self.tell_practised();
        }
    }

    /// Goes where it was asked to go, if it was; what there was before is a round of its own. Says whether it did.
    pub(crate) async fn go_where_asked(&mut self) -> bool {
        if !self.practice.is_going() {
            return false;
        }
        match self.partner.practice().end_round_in_parts().await {
            Ok(true) => {
                self.tell_rounds();
                return true;
            }
            Ok(false) => {}
            Err(error) => tracing::warn!("a round has no end: {error}"),
        }
        let Some((taste, practised)) = self.practice.going.take() else { return false };
        self.chain = None;
        if let Err(error) = self.partner.practice().go_to(&taste, &practised) {
            self.fail(trouble::PRACTISED_UNUSABLE, &error);
        }
        self.tell_practised();
        self.report_learned();
        true
    }
}

fn told(round: partner::Round) -> Round {
    let [before, now] = round.pictures.map(pixels);
    Round {
        judged: round.judged,
        shown: round.shown,
        steps: round.steps,
        worth_milli: round.worth.map(milli),
        distance_milli: milli(round.distance),
        pictures: [before, now],
        taste: round.taste,
        practised: round.practised,
    }
}

fn seen(sheet: &Sheet) -> Pixels {
    pixels(sheet.to_rgb8())
}

fn pixels(rgb: Vec<u8>) -> Pixels {
    Pixels { width: SIDE as u16, height: SIDE as u16, rgb }
}

fn milli(figure: f32) -> i32 {
    let figure = if figure.is_finite() { figure.clamp(-MOST, MOST) } else { 0.0 };
    (figure * 1_000.0).round() as i32
}

#[cfg(test)]
mod tests {
    use super::milli;
    use limner_agent::practised::MAX_BYTES;
    use limner_protocol::MAX_PRACTISED;

    #[test]
    fn what_is_practised_fits_a_message_and_figures_are_numbers() {
        const { assert!(MAX_BYTES <= MAX_PRACTISED) };
        assert_eq!([0.25, f32::NAN, f32::INFINITY, 1e9].map(milli), [250, 0, 0, 10_000_000]);
    }
}
