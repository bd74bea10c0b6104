//! What the person points at, with a pointer or step by step with keys, and what they say of it.

use limner_core::{Stroke, Verdict};
use limner_protocol::About;

use super::Session;
use crate::pointed::{self, Found, Pointed};

/// A session's strokes, painted and planned, to be pointed at one by one.
#[derive(Debug)]
pub struct Pointing<'a> {
    session: &'a mut Session,
}

impl<'a> Pointing<'a> {
    pub(super) fn of(session: &'a mut Session) -> Self {
        Self { session }
    }

    /// Points at the uppermost of the partner's strokes at a point of the canvas, or so near to it; false, and at
    /// nothing, where there is none.
    pub fn at(&mut self, at: [f32; 2], near: f32) -> bool {
        let found = pointed::stroke_at(self.session.document.painting(), at, near);
        self.point(found.map(Pointed::Painted))
    }

    /// Points at the stroke at a place among those that are planned; false, and at nothing, where there is none.
    pub fn at_next(&mut self, place: usize) -> bool {
        let planned = self.session.partner.queue().iter().nth(place);
        let planned = planned.map(|planned| Pointed::Planned(planned.stroke.clone()));
        self.point(planned)
    }

    /// Points at the stroke that comes so many after what is pointed at, as [`pointed::step`] has it, where so many of
    /// those that are planned are seen. False where there is nothing to be pointed at.
    pub fn step(&mut self, by: i32, planned: usize) -> bool {
        let Session { document, partner, .. } = &*self.session;
        let from = partner.pointed.as_ref();
        let to = pointed::step(from, by, document.painting(), partner.queue(), planned);
        self.point(to)
    }

    /// Points at nothing.
    pub fn let_go(&mut self) {
        self.session.partner.pointed = None;
    }

    /// Judges what is pointed at, and that alone: after a yes to what is planned it stays planned, and what it
    /// supposes, after a no all that is planned is planned anew. False where nothing is pointed at that can be judged.
    pub fn judge(&mut self, yes: bool) -> bool {
        self.say(if yes { Verdict::Yes } else { Verdict::No })
    }

    /// Takes back what is pointed at, which counts as a weak no: it is hidden, or planned no more. False where there is
    /// nothing to be taken back.
    pub fn take_back(&mut self) -> bool {
        match self.found() {
            Some(Found::Painted(id)) => take_back(self.session, id),
            Some(Found::Next(_)) => self.say(Verdict::WeakNo),
            Some(Found::Gone) | None => false,
        }
    }

    /// Has the partner say why it chose what is pointed at; false where it is gone.
    pub fn ask_why(&mut self) -> bool {
        let about = match (self.found(), &self.session.partner.pointed) {
            (Some(Found::Painted(id)), _) => About::Painted(id),
            (Some(Found::Next(_)), Some(Pointed::Planned(stroke))) => {
                let brushes = self.session.document.painting().log().brush_count();
                About::Proposed { brushes, stroke: stroke.clone() }
            }
            _ => return false,
        };
        self.session.partner_mut().ask_why(about);
        true
    }

    fn point(&mut self, at: Option<Pointed>) -> bool {
        let is_there = at.is_some();
        self.session.partner.pointed = at;
        is_there
    }

    fn found(&self) -> Option<Found> {
        let Session { document, partner, .. } = &*self.session;
        Some(partner.pointed.as_ref()?.found(document.painting(), partner.queue()))
    }

    fn say(&mut self, verdict: Verdict) -> bool {
        let planned = match &self.session.partner.pointed {
            Some(Pointed::Planned(stroke)) => Some(stroke.clone()),
            _ => None,
        };
        match (self.found(), planned) {
            (Some(Found::Painted(id)), _) => self.write(verdict, vec![id], Vec::new()),
            (Some(Found::Next(place)), Some(stroke)) => {
                let is_written = self.write(verdict, Vec::new(), vec![stroke]);
                if is_written && verdict == Verdict::Yes {
                    let revision = self.session.document.revision();
                    self.session.partner.queue.keep(place, revision);
                }
                is_written
            }
            // The person saw it, and may say what they think of it.
            (Some(Found::Gone), Some(stroke)) => self.write(verdict, Vec::new(), vec![stroke]),
            _ => false,
        }
    }

    fn write(&mut self, verdict: Verdict, strokes: Vec<u32>, proposals: Vec<Stroke>) -> bool {
        self.session.partner_mut().write_judgement(verdict, strokes, proposals)
    }
}

/// Takes back a stroke of the partner's, which counts as a weak no; false where none of this id is seen.
pub(super) fn take_back(session: &mut Session, id: u32) -> bool {
    session.finish_stroke();
    let is_hidden = session.change(|document| document.take_back(id));
    if is_hidden {
        session.partner_mut().write_judgement(Verdict::WeakNo, vec![id], Vec::new());
    }
    is_hidden
}
