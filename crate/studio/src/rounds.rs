//! Rounds of what the partner learned: the last ones, what was practised, and how its rehearsal goes.

#![expect(clippy::cast_possible_truncation, reason = "no more rounds are kept than `KEPT`")]

use std::collections::VecDeque;

use limner_protocol::{Rehearsed, Request, Round};

/// Rounds that are kept; the oldest go first.
pub const KEPT: usize = 12;

/// The last rounds, and where among them the partner is.
#[derive(Clone, Debug, Default)]
pub struct Rounds {
    kept: VecDeque<Round>,
    /// The number of the first that is kept, less one.
    before: u32,
    /// The number of the one that was gone to, or of the last.
    at: u32,
    /// Whether the worker is on its way there.
    going: bool,
    practised: Vec<u8>,
    rehearsed: Option<Rehearsed>,
    /// How often something here changed that is worth keeping.
    changes: u32,
}

impl Rounds {
    /// The rounds that are kept, the oldest first, each with its number.
    pub fn numbered(&self) -> impl Iterator<Item = (u32, &Round)> {
        (self.before + 1..).zip(&self.kept)
    }

    /// A round by its number.
    #[must_use]
    pub fn get(&self, number: u32) -> Option<&Round> {
        self.kept.get(number.checked_sub(self.before + 1)? as usize)
    }

    /// The number of the round that was gone to, or of the last that ended; 0 before there is any.
    #[must_use]
    pub fn at(&self) -> u32 {
        self.at
    }

    /// What was practised up to now, as the worker told it.
    #[must_use]
    pub fn practised(&self) -> &[u8] {
        &self.practised
    }

    /// How rehearsal goes, while it is watched.
    #[must_use]
    pub fn rehearsed(&self) -> Option<&Rehearsed> {
        self.rehearsed.as_ref()
    }

    /// How often something changed that is to be kept.
    #[must_use]
    pub fn changes(&self) -> u32 {
        self.changes
    }

    /// Takes over rounds of an earlier session that were kept as bytes, the first of which has this number. From the
    /// first on that can't be read there are none.
    pub(crate) fn restore<'a>(&mut self, first: u32, kept: impl Iterator<Item = &'a [u8]>) {
        self.before = first.saturating_sub(1).min(u32::MAX / 2);
        self.kept = kept.map_while(|bytes| Round::decode(bytes).ok()).take(KEPT).collect();
        self.at = if self.kept.is_empty() { 0 } else { self.before + self.kept.len() as u32 };
    }

    /// What the worker is to be asked for to go to a round, if it is kept.
    pub(crate) fn go_to(&mut self, number: u32) -> Option<Request> {
        let round = self.get(number)?;
        let request =
            Request::GoTo { taste: round.taste.clone(), practised: round.practised.clone() };
        (self.at, self.going) = (number, true);
        Some(request)
    }

    /// Takes in a round that is over.
    pub(crate) fn ended(&mut self, round: Round) {
        self.practised.clone_from(&round.practised);
        if self.kept.len() == KEPT {
            self.kept.pop_front();
            self.before += 1;
        }
        self.kept.push_back(round);
        if !self.going {
            self.at = self.before + self.kept.len() as u32;
        }
        self.changes += 1;
    }

    /// Takes in what was practised, as the worker told it.
    pub(crate) fn practised_more(&mut self, bytes: Vec<u8>) {
        self.going = false;
        self.practised = bytes;
        self.changes += 1;
    }

    /// Notes what the worker is told was practised.
    pub(crate) fn bring(&mut self, bytes: Vec<u8>) {
        self.practised = bytes;
    }

    /// Forgets all rounds: they hold what was believed of the person, too.
    pub(crate) fn forget(&mut self) {
        *self = Self { changes: self.changes + 1, ..Self::default() };
    }

    /// Takes in how rehearsal goes.
    pub(crate) fn rehearsed_on(&mut self, rehearsed: Rehearsed) {
        self.rehearsed = Some(rehearsed);
    }
}
