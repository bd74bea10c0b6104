//! One session behind the several classes that a page's script holds.

use std::cell::{Ref, RefCell, RefMut};
use std::rc::Rc;

use limner_studio::Session;

/// A session that `Page`, `Hand`, `View`, `Partner`, `Practice`, `PartnerSettings`, `Beside` and `Pointing` share. None of their
/// methods calls JavaScript that could call another, so no borrow meets a second one.
#[derive(Clone, Debug)]
pub(super) struct Shared(Rc<RefCell<Session>>);

impl Shared {
    pub(super) fn new(session: Session) -> Self {
        Self(Rc::new(RefCell::new(session)))
    }

    // Apart, so that the check is not repeated in a hundred exported functions.
    #[inline(never)]
    pub(super) fn read(&self) -> Ref<'_, Session> {
        self.0.borrow()
    }

    #[inline(never)]
    pub(super) fn change(&self) -> RefMut<'_, Session> {
        self.0.borrow_mut()
    }
}
