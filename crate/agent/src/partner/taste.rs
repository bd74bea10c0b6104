//! The person's taste as the partner keeps it: what is judged, preferred, rehearsed and forgotten.

use limner_core::Rect;

use super::Partner;
use crate::Error;
use crate::objective::Objective;
use crate::taste::{Preference, Taste};

impl Partner {
    /// What is known of the person's taste.
    #[must_use]
    pub fn taste(&self) -> &Taste {
        &self.belief.taste
    }

    /// Prefers this from now on, in place of what its taste believes; with `None` what the taste believes again.
    /// What is planned is void.
    pub fn set_preference(&mut self, preference: Option<Preference>) {
        self.belief.preference = preference;
        self.prefer();
    }

    /// What strokes are searched for.
    #[must_use]
    pub fn objective(&self) -> &Objective {
        self.belief.objective()
    }

    /// Searches for what is preferred now.
    pub(super) fn prefer(&mut self) {
        let is_new = self.belief.update(&self.settings);
        let objective = self.belief.objective();
        // A painting that was just opened is wanted in the picture's own colours.
        if is_new || self.replica.scene().grade() != objective.grade() {
            self.replica.go_back(Rect::EMPTY);
            self.replica.set_grade(objective.grade());
        }
    }

    /// Takes over a taste that was kept; the policy will rehearse to it.
    pub fn set_taste(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.belief.taste = Taste::from_bytes(bytes)?;
        self.belief.end_exploration();
        self.prefer();
        // It is that of another visit, and so is what is painted.
        self.replica.accept_colors();
        self.network.rehearse_all(self.belief.taste.judged());
        self.rounds.begin(&self.network, &self.belief);
        Ok(())
    }

    /// Changes the taste: by what the person does to what is believed of a word ([`Taste::edit`]), or by what they take
    /// back of what they said ([`Taste::take_back`]). What is planned is void where that changes what is searched for.
    pub fn change_taste<R>(&mut self, change: impl FnOnce(&mut Taste) -> R) -> R {
        let changed = change(&mut self.belief.taste);
        self.prefer();
        self.network.owe_rehearsals();
        changed
    }

    /// Mixes another taste, from bytes, into what the one that learns asks for: so much of it, 0 to 1. Its own stays as
    /// it is. With no bytes there is none.
    pub fn mix_taste(&mut self, bytes: &[u8], part: f32) -> Result<(), Error> {
        let read = if bytes.is_empty() { Ok(None) } else { Taste::from_bytes(bytes).map(Some) };
        // Where it is none that can be read, none is mixed in.
        let other = read.as_ref().ok().and_then(Option::as_ref);
        self.belief.other = other.map(|taste| (taste.asked(), part.clamp(0.0, 1.0)));
        self.prefer();
        read.map(|_| ())
    }

    /// Forgets the person's taste, what was mixed into it, what they said of answers, and what the policy learned from it.
    pub fn forget(&mut self) -> Result<(), Error> {
        self.belief.taste.forget();
        self.search.answering.forget();
        self.belief.end_exploration();
        self.belief.other = None;
        self.belief.shown.forget();
        self.network.clear_demonstrations();
        self.prefer();
        self.practice().revert()
    }
}
