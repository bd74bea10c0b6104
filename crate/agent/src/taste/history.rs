//! What was judged, as a list that a person can go through: each judgement can be taken back and put back.
//!
//! What is taken back is as if it had never been said: the models are fitted again without it. Words that are shown
//! depend on the order in which all became clear, and where features are measured from on when it was said last. So
//! for the last judgements both are kept as they were before each, and gone through again from there.

use super::Taste;
use super::features::Features;
use super::journal::{Judged, Origin, Said};
use super::words::{Shown, Word};

/// How many of the last judgements are gone through again.
pub(super) const RECENT: usize = 16;
/// Words for what stood out in a judgement.
pub const STRIKING_WORDS: usize = 3;

/// What was before one of the last judgements, and what it changed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Recent {
    /// Where features were measured from when it was made.
    pub center: Features,
    /// The words that were shown before.
    pub before: Vec<Shown>,
}

/// What a person said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Saying {
    /// No.
    No,
    /// Yes.
    Yes,
    /// The stroke was taken back or painted over.
    Undone,
    /// The stroke was the best of several.
    Chosen,
    /// Several were equally good.
    Alike,
}

/// A judgement, as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The judgement's number.
    pub id: u32,
    /// What was said.
    pub said: Saying,
    /// What stood out in what it was said of, at most [`STRIKING_WORDS`].
    pub words: Vec<Word>,
    /// Whether the judgement was taken back.
    pub is_taken_back: bool,
    /// Where the judgement was made, if that is known.
    pub origin: Option<Origin>,
}

impl Taste {
    /// The last judgements, the newest first; those that were taken back, too.
    pub fn judgements(&self) -> impl Iterator<Item = Judgement> {
        self.journal.iter().rev().map(|judged| Judgement {
            id: judged.id,
            said: saying(judged),
            words: judged.words(STRIKING_WORDS),
            is_taken_back: judged.is_taken_back,
            origin: judged.origin,
        })
    }

    /// Says where the last judgement was made, if it is not known yet.
    pub fn made_at(&mut self, origin: Origin) {
        if let Some(last) = self.journal.back_mut() {
            last.origin.get_or_insert(origin);
        }
    }

    /// Takes the judgement of a number back, or puts it back. False where there is none, or where it is so already.
    pub fn take_back(&mut self, id: u32, is_taken_back: bool) -> bool {
        let Some(at) = self.journal.iter().position(|judged| judged.id == id) else { return false };
        if self.journal[at].is_taken_back == is_taken_back {
            return false;
        }
        self.journal[at].is_taken_back = is_taken_back;
        self.judged = match is_taken_back {
            true => self.judged.saturating_sub(1),
            false => self.judged.saturating_add(1),
        };
        self.go_through_again(at);
        true
    }

    /// Learns again from the judgement at a place in the journal on, as if those taken back had never been made.
    fn go_through_again(&mut self, at: usize) {
        let older = self.journal.len() - self.recent.len();
        let Some(first) = at.checked_sub(older) else {
            return self.fit(self.journal.len());
        };
        let counts = |i: usize| !self.journal[older + i].is_taken_back;
        let before = (0..first).rev().find(|i| counts(*i));
        self.center = before.map_or(self.center_before, |i| self.recent[i].center);
        self.shown.clone_from(&self.recent[first].before);
        // Also where nothing is left to learn from again.
        let mut is_fitted = false;
        for i in first..self.recent.len() {
            self.recent[i].before.clone_from(&self.shown);
            if !self.journal[older + i].is_taken_back {
                self.center = self.recent[i].center;
                self.fit(older + i + 1);
                is_fitted = true;
            }
        }
        if !is_fitted {
            let shown = self.shown.clone();
            self.fit(self.journal.len());
            self.shown = shown;
        }
    }

    /// Notes what was before a judgement that is about to be learned from.
    pub(super) fn begin_recent(&mut self) {
        if self.recent.len() >= RECENT {
            let older = self.journal.len() - self.recent.len();
            if let Some(oldest) = self.recent.pop_front()
                && !self.journal[older].is_taken_back
            {
                self.center_before = oldest.center;
            }
        }
        self.recent.push_back(Recent { center: self.seen.center(), before: self.shown.clone() });
    }
}

fn saying(judged: &Judged) -> Saying {
    match judged.said {
        Said::Yes => Saying::Yes,
        Said::No if judged.is_whole() => Saying::No,
        Said::No => Saying::Undone,
        Said::Best(_) => Saying::Chosen,
        Said::Alike => Saying::Alike,
    }
}
