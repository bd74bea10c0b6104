//! A partner that is told what somebody wants, instead of learning it.

use limner_core::Rect;

use super::Partner;
use crate::taste::{Preference, Taste};

impl Partner {
    /// Goes on as if it knew for certain that this is wanted. What it had learned of the person is forgotten;
    /// what is planned is void.
    pub fn tell(&mut self, preference: &Preference) {
        self.go_back(Rect::EMPTY);
        self.taste = Taste::told(preference);
        self.rehearsals_due = 0;
    }
}
