//! What the person's pointer does to a session.

use limner_protocol::Trouble;

use super::Session;
use crate::authors::Shown;
use crate::effects::Effects;
use crate::group::Group;
use crate::live::Drawn;
use crate::pointer::Report;

/// The person's pointer over a session, for as long as an event takes.
#[derive(Debug)]
pub struct Pointer<'a> {
    session: &'a mut Session,
}

impl<'a> Pointer<'a> {
    pub(super) fn of(session: &'a mut Session) -> Self {
        Self { session }
    }

    /// The pointer goes down. Says whether that began a stroke: none begins while the past is looked
    /// at, or at no position.
    pub fn down(&mut self, report: Report) -> bool {
        let session = &mut *self.session;
        session.document.advance(report.time_ms);
        let Some(report) = report.sane() else { return false };
        if session.view.revision().is_some() {
            return false;
        }
        // A second pointer that goes down without the first going up: what was drawn stays.
        session.finish_stroke();
        // Who paints sees what there is to paint on.
        session.view_mut().show(Shown::Both);
        if session.view.drawn() == Drawn::Here {
            session.catch_up_while(|| true);
        }
        let effects = session.hand.begin(report, session.view.drawn(), &mut session.document);
        session.apply(effects);
        true
    }

    /// The pointer moved through several places since the last time: they are drawn at once. Without a
    /// stroke in progress nothing happens.
    pub fn moves(&mut self, reports: &[Report]) {
        let effects = self.session.hand.extend(reports, &mut self.session.document);
        self.session.apply(effects);
    }

    /// The pointer goes up: the stroke becomes part of the painting.
    pub fn up(&mut self, time_ms: f64) {
        self.session.document.advance(time_ms);
        self.session.finish_stroke();
    }

    /// Takes the stroke in progress off the canvas, as if it never was; false if there was none.
    pub fn cancel(&mut self) -> bool {
        let changed = self.session.hand.cancel(&self.session.document);
        if let Some(changed) = changed {
            self.session.touch(changed);
        }
        changed.is_some()
    }

    /// Paints the strokes of a painting of the same size, as strokes of the person's and as one step; returns how many.
    /// Their brushes come along as far as there is room for them, the paper does not. Fails without painting any where
    /// the bytes are no such painting, or hold more than strokes, or more than 4096 of them.
    pub fn paint_group(&mut self, bytes: &[u8]) -> Result<usize, Trouble> {
        let session = &mut *self.session;
        session.finish_stroke();
        let group = Group::read(bytes, session.document.painting().log())?;
        let count = group.strokes.len();
        if count > 0 {
            session.view_mut().show(Shown::Both);
            session.change(|document| document.paint_group(group).map(Some));
            session.apply(Effects { painted: true, ..Effects::default() });
        }
        Ok(count)
    }
}
