//! What went wrong and is still to be read: no trouble takes the place of another.

use std::collections::VecDeque;

use serde::Serialize;

use limner_protocol::Trouble;
use limner_protocol::codes::trouble;

/// Troubles that wait at most: one of each code that there is. Only a worker that makes up codes of its own
/// comes to more, and those are left out.
pub const MAX_TROUBLES: usize = trouble::ALL.len();

/// Troubles that the person has yet to read, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Troubles {
    waiting: VecDeque<WaitingTrouble>,
}

/// A trouble, and how often it came since it was last read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WaitingTrouble {
    /// The trouble as it came last.
    #[serde(flatten)]
    pub trouble: Trouble,
    /// How often the trouble came, from 1 on.
    pub times: u32,
}

impl Troubles {
    /// Adds a trouble behind those that wait; one whose code waits already is counted there.
    pub fn push(&mut self, trouble: Trouble) {
        let is_same = |waiting: &&mut WaitingTrouble| waiting.trouble.code == trouble.code;
        if let Some(same) = self.waiting.iter_mut().find(is_same) {
            same.times = same.times.saturating_add(1);
            same.trouble = trouble;
        } else if self.waiting.len() < MAX_TROUBLES {
            self.waiting.push_back(WaitingTrouble { trouble, times: 1 });
        }
    }

    /// Adds several troubles, in order.
    pub fn extend(&mut self, troubles: impl IntoIterator<Item = Trouble>) {
        troubles.into_iter().for_each(|trouble| self.push(trouble));
    }

    /// The trouble to be read next.
    #[must_use]
    pub fn first(&self) -> Option<&WaitingTrouble> {
        self.waiting.front()
    }

    /// All troubles that wait, oldest first.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &WaitingTrouble> {
        self.waiting.iter()
    }

    /// Puts the first trouble aside, because the person has read it.
    pub fn dismiss_first(&mut self) {
        self.waiting.pop_front();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_read_once_in_order_and_the_same_are_counted() {
        let mut troubles = Troubles::default();
        troubles.push(Trouble::new(trouble::WORKER_DIED).with("times", 1));
        troubles.push(Trouble::new(trouble::PAINTING_FULL));
        troubles.push(Trouble::new(trouble::WORKER_DIED).with("times", 2));
        let latest = Trouble::new(trouble::WORKER_DIED).with("times", 2);
        assert_eq!(troubles.first(), Some(&WaitingTrouble { trouble: latest, times: 2 }));
        troubles.dismiss_first();
        assert_eq!(troubles.first().unwrap().trouble.code.as_str(), trouble::PAINTING_FULL);
        troubles.dismiss_first();
        assert_eq!(troubles.first(), None);
    }

    #[test]
    fn every_known_code_has_room_and_made_up_ones_take_no_more() {
        let mut troubles = Troubles::default();
        troubles.extend(trouble::ALL.iter().map(|code| Trouble::new(code)));
        assert_eq!(troubles.iter().len(), MAX_TROUBLES);
        for i in 0..1000 {
            let mut made_up = Trouble::new(trouble::WORKER_DIED);
            made_up.code = limner_protocol::Code::parse(&format!("made_up_{i}")).unwrap();
            troubles.push(made_up);
        }
        assert_eq!(troubles.iter().len(), MAX_TROUBLES);
    }
}
