//! What changes the way in which a session's painting is looked at.

use limner_core::Rect;

use super::Session;
use crate::authors::Shown;
use crate::live::Drawn;
use limner_protocol::Trouble;

/// A session's view, to be changed.
#[derive(Debug)]
pub struct ViewMut<'a> {
    session: &'a mut Session,
}

impl<'a> ViewMut<'a> {
    pub(super) fn of(session: &'a mut Session) -> Self {
        Self { session }
    }

    /// Shows the strokes of both authors or of one, now and until the person paints or looks at the
    /// past.
    pub fn show(&mut self, authors: Shown) {
        if authors == self.session.view.authors() {
            return;
        }
        if authors != Shown::Both {
            self.session.finish_stroke();
            self.leave_past();
        }
        self.session.view.show(authors, self.session.document.painting());
        self.see_to_pixels();
    }

    /// Shows the painting as it was at a revision, or as it is now. While the past is looked at
    /// nothing is painted.
    pub fn scrub(&mut self, revision: Option<u32>) {
        self.session.finish_stroke();
        if revision.is_some() {
            self.show(Shown::Both);
        }
        let session = &mut *self.session;
        let before = session.shown().clone();
        if let Err(error) = session.view.go_to(revision, session.document.painting()) {
            session.troubles.push(Trouble::of_painting(&error));
        }
        session.touch(session.shown().changed_since(&before));
    }

    /// Goes on from the moment that is looked at: what came later is hidden, as one step. Says
    /// whether a past moment was looked at.
    pub fn branch(&mut self) -> bool {
        let Some(past) = self.session.view.take_past() else { return false };
        let shown = past.canvas().clone();
        self.session.change(|document| document.go_back_to(past.order()));
        self.session.touch(self.session.shown().changed_since(&shown));
        true
    }

    /// Says who draws the painting for the eye from now on: this session, or the host by itself, from
    /// the log and [`crate::hand::Hand::live_stroke`]. Then the session's own pixels follow in the time
    /// that frames leave, and at once where they are asked for. The stroke in progress goes on.
    pub fn set_drawn(&mut self, drawn: Drawn) {
        self.session.view.set_drawn(drawn);
        self.see_to_pixels();
        if drawn == Drawn::Here {
            self.session.hand.draw_here(&self.session.document);
        }
        self.session.touch(self.session.document.painting().canvas().bounds());
    }

    /// Areas whose pixels may have changed since the last call; none overlaps another.
    pub fn take_dirty(&mut self) -> Vec<Rect> {
        let session = &mut *self.session;
        // Not `present()`, which would borrow the view too.
        let present = session.hand.canvas().unwrap_or(session.document.painting().canvas());
        session.view.take_dirty(present, session.document.paper())
    }

    pub(super) fn leave_past(&mut self) {
        if self.session.view.revision().is_some() {
            self.scrub(None);
        }
    }

    /// Lets pixels follow the log at once where they are looked at. Where many wait, those that are there are
    /// seen until all are drawn.
    fn see_to_pixels(&mut self) {
        let Session { view, document, .. } = &mut *self.session;
        let before = document.painting().canvas().clone();
        document.painting_mut().set_eager(view.is_eager());
        view.hold(before, document.painting());
    }
}
