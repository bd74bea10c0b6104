//! What the policy practised, as something to be kept, brought back and left behind.

use limner_core::Rect;

use super::network::REHEARSALS_A_JUDGEMENT;
use super::{Partner, Round};
use crate::Error;
use crate::practised::Practised;
use crate::taste::{Belief, Taste};

impl Partner {
    /// Whether the policy itself may learn while there is nothing to plan.
    pub fn rehearse(&mut self, on: bool) {
        self.network.rehearse(on);
    }

    /// What the policy practised, and the rounds that this went by.
    pub fn practice(&mut self) -> Practice<'_> {
        Practice(self)
    }
}

/// A partner's practice, to be looked at and changed.
#[derive(Debug)]
pub struct Practice<'a>(pub(super) &'a mut Partner);

impl Practice<'_> {
    /// What the policy practised, as bytes that [`Practice::bring`] takes; empty where there is no policy.
    pub fn practised(&self) -> Result<Vec<u8>, Error> {
        let Partner { network, belief, .. } = &*self.0;
        if network.policy().is_none() {
            return Ok(Vec::new());
        }
        let owed = network.owed().div_ceil(REHEARSALS_A_JUDGEMENT);
        let practised = Practised {
            weights: network.weights_hash(),
            steps: network.steps(),
            judged: belief.taste.judged().saturating_sub(owed),
            shown: belief.shown.of_person(),
            moved: network.moved(),
        };
        practised.to_bytes()
    }

    /// Takes over what was practised in an earlier session, after [`Partner::set_taste`]; with no bytes, nothing: the
    /// policy is the shipped one. What was judged since is still to be rehearsed. Where the bytes can't be used all
    /// stays as it was. What is planned is void.
    pub fn bring(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let practised = self.read(bytes)?;
        self.take_over(practised)
    }

    fn read(&self, bytes: &[u8]) -> Result<Practised, Error> {
        if bytes.is_empty() {
            return Ok(Practised::default());
        }
        Practised::from_bytes(bytes, self.0.network.weights_hash())
    }

    fn take_over(&mut self, practised: Practised) -> Result<(), Error> {
        let partner = &mut *self.0;
        partner.network.resume(&practised.moved, practised.steps)?;
        partner.belief.shown.set_of_person(practised.shown);
        partner.prefer();
        partner.replica.go_back(Rect::EMPTY);
        let judged = partner.belief.taste.judged();
        partner.network.rehearse_all(judged.saturating_sub(practised.judged));
        partner.rounds.begin(&partner.network, &partner.belief);
        Ok(())
    }

    /// Goes back, or forward, to a taste and what was practised of it, as a [`Round`] has them. Where either can't be
    /// used all stays as it was.
    pub fn go_to(&mut self, taste: &[u8], practised: &[u8]) -> Result<(), Error> {
        let (taste, practised) = (Taste::from_bytes(taste)?, self.read(practised)?);
        self.0.belief.taste = taste;
        self.0.belief.end_exploration();
        self.take_over(practised)
    }

    /// Puts the shipped weights back. What is planned is void.
    pub fn revert(&mut self) -> Result<(), Error> {
        let partner = &mut *self.0;
        partner.replica.go_back(Rect::EMPTY);
        partner.network.revert()?;
        partner.rounds.forget();
        partner.rounds.begin(&partner.network, &partner.belief);
        Ok(())
    }

    /// What the person seems to want by what they paint, the most important first; nothing where the partner does not
    /// watch.
    #[must_use]
    pub fn shown_beliefs(&self) -> Vec<Belief> {
        let Partner { belief, settings, .. } = &*self.0;
        if settings.watches { belief.shown.beliefs(&belief.taste) } else { Vec::new() }
    }

    /// The round that is over, once.
    pub fn take_round(&mut self) -> Option<Round> {
        self.0.rounds.take()
    }
}
