//! What the person wants of their partner.

use limner_core::{Judgement, Stroke, Verdict};

use super::{Pointing, Session};
use crate::habits::Habits;
use crate::settings::PartnerSettings;
use crate::turns::Turn;
use crate::{beside, judged_strokes};
use limner_protocol::{
    About, Answer, FocusArea, Kept, MAX_PLACES, Repainted, Request, TargetChoice, WantedPlace,
    codes,
};

/// A session's partner, to be told what the person wants.
#[derive(Debug)]
pub struct PartnerMut<'a> {
    session: &'a mut Session,
}

impl<'a> PartnerMut<'a> {
    pub(super) fn of(session: &'a mut Session) -> Self {
        Self { session }
    }

    /// Starts the partner. Where it lacks the picture that the painting was made from, it asks first.
    pub fn start(&mut self) {
        if self.session.partner.lack.may_begin() {
            self.session.partner.turns.start();
        }
    }

    /// Answers the partner's question what to paint from: it adds to what is there, or goes on waiting. It begins
    /// by itself with a picture that is chosen.
    pub fn go_without_picture(&mut self, add: bool) {
        self.session.partner.lack.answer(add);
        if add {
            self.start();
        }
    }

    /// Stops the partner at once. Its proposals stay to be looked at.
    pub fn pause(&mut self) {
        let held = self.session.is_held();
        let (partner, document) = (&mut self.session.partner, &self.session.document);
        partner.turns.pause();
        partner.halt();
        partner.keep_up(document.painting(), document.now_ms(), held);
    }

    /// Lets the partner paint one stroke.
    pub fn step(&mut self) {
        if self.session.partner.lack.may_begin() {
            self.session.partner.turns.step();
        }
    }

    /// Shares the canvas with the partner in another way, as the person chose just now: it starts.
    pub fn choose_turn(&mut self, turn: Turn) {
        self.set_turn(turn);
        self.start();
    }

    /// Shares the canvas with the partner in another way; whether it is started stays as it was.
    pub fn set_turn(&mut self, turn: Turn) {
        let partner = &mut self.session.partner;
        partner.turns.set_turn(turn);
        if !partner.turns.wants_to_paint() {
            partner.halt();
        }
    }

    /// Sets how the partner paints, all of it in one; see [`crate::partner::RemotePartner::settings`] for how it
    /// is set now.
    pub fn set_settings(&mut self, settings: PartnerSettings) {
        self.session.partner.set_settings(settings, self.session.document.painting());
    }

    /// Chooses what the partner paints.
    pub fn choose_target(&mut self, choice: TargetChoice) {
        let trouble = self.session.partner.choose(choice).err();
        self.session.troubles.extend(trouble);
    }

    /// Asks for a picture of the gallery in small.
    pub fn request_thumbnail(&mut self, index: u8, width: u16, height: u16) {
        self.session.partner.request_thumbnail(index, width, height);
    }

    /// Asks for the picture that the partner paints from as a file, so long at most on its longest side.
    pub fn pack_target(&mut self, side: u16) {
        self.session.partner.pack_target(side);
    }

    /// Judges, yes or no, what the partner did last (see [`crate::judged_strokes`]); where it has not
    /// painted yet, what it proposes. Returns the number of strokes that this was about.
    pub fn judge(&mut self, yes: bool) -> usize {
        let strokes = judged_strokes::now(&self.session.document);
        let proposals: Vec<Stroke> = if strokes.is_empty() {
            let queue = self.session.partner.queue();
            queue.iter().map(|proposal| proposal.stroke.clone()).collect()
        } else {
            Vec::new()
        };
        let count = strokes.len() + proposals.len();
        let verdict = if yes { Verdict::Yes } else { Verdict::No };
        if count > 0 && self.write_judgement(verdict, strokes, proposals) { count } else { 0 }
    }

    /// What the person points at, to be judged, taken back or asked about.
    #[must_use]
    pub fn pointing(self) -> Pointing<'a> {
        Pointing::of(self.session)
    }

    /// Has the partner paint around a point of the canvas rather than elsewhere, or rather not there.
    pub fn add_place(&mut self, [x, y]: [u16; 2], reach: u16, here: bool) {
        let painting = self.session.document.painting();
        let (width, height) = (painting.canvas().width(), painting.canvas().height());
        let reach = reach.clamp(1, width.max(height));
        let area = FocusArea { x: x.min(width), y: y.min(height), reach };
        let places = &mut self.session.partner.places;
        places.push(WantedPlace { area, here });
        places.drain(..places.len().saturating_sub(MAX_PLACES));
        self.session.partner.tell_settings(painting);
    }

    /// Forgets a place by its index; without one it does nothing.
    pub fn remove_place(&mut self, index: usize) {
        if index < self.session.partner.places.len() {
            self.session.partner.places.remove(index);
            self.session.partner.tell_settings(self.session.document.painting());
        }
    }

    /// Has the partner say why it chose a stroke: see [`crate::beside::Beside::why`].
    pub fn ask_why(&mut self, about: About) {
        let request = self.session.partner.beside.ask_why(about);
        self.ask_beside(Some(request));
    }

    /// Shows where the partner would paint next, or not.
    pub fn set_heat(&mut self, on: bool) {
        self.session.partner.beside.set_heat(on);
    }

    /// Has a patch painted anew; the partner waits until the person has chosen.
    pub fn repaint(&mut self, x: f32, y: f32, reach: f32) {
        self.end_repaint(Kept::Neither);
        let bounds = self.session.document.painting().canvas().bounds();
        self.session.partner.beside.repaint(beside::area(x, y, reach, bounds));
        self.ask_beside(None);
    }

    /// Keeps the patch that was painted anew, or what was there before; one undo takes the new one back. Says whether the
    /// painting changed.
    pub fn end_repaint(&mut self, kept: Kept) -> bool {
        let ended = self.session.partner.beside.end_repaint(kept);
        let Some((request, came)) = ended else { return false };
        let is_judged = matches!(request, Request::EndRepaint { kept: Kept::Old | Kept::New, .. });
        let came = came.filter(|_| kept == Kept::New);
        let changed = came.is_some_and(|Repainted { old, new, .. }| {
            self.session.change(|document| document.repaint(old, new))
        });
        self.ask_beside(Some(request));
        if is_judged {
            self.session.partner.colors_may_move();
            self.session.partner.look_again();
        }
        changed
    }

    fn ask_beside(&mut self, request: Option<Request>) {
        let document = &self.session.document;
        self.session.partner.ask_beside(request, document.painting(), document.now_ms());
    }

    /// Has the partner ask which of a few strokes the person likes best.
    pub fn ask(&mut self) {
        let (held, document) = (self.session.is_held(), &self.session.document);
        self.session.partner.ask(true, document.painting(), document.now_ms(), held);
    }

    /// Answers the question that is open; without one it does nothing.
    pub fn answer(&mut self, answer: Answer) {
        self.session.partner.answer(answer, self.session.document.now_ms());
    }

    /// Brings the partner what it learned in an earlier session.
    pub fn set_taste(&mut self, bytes: Vec<u8>) {
        self.teach(Request::Taste(bytes));
    }

    /// Brings the partner what it practised in an earlier session, after the taste that it belongs to; with no bytes it
    /// is as it was shipped.
    pub fn set_practised(&mut self, bytes: Vec<u8>) {
        self.teach(Request::Practised(bytes));
    }

    /// Brings rounds of an earlier session, the first of which has this number.
    pub fn restore_rounds<'b>(&mut self, first: u32, kept: impl Iterator<Item = &'b [u8]>) {
        self.session.partner.rounds.restore(first, kept);
    }

    /// Takes the partner to a round by its number: its taste, and what it had practised. What there is now becomes a
    /// round first. Without one of this number it does nothing.
    pub fn go_to_round(&mut self, number: u32) {
        if let Some(request) = self.session.partner.rounds.go_to(number) {
            self.teach(request);
        }
    }

    /// Has the partner tell how its rehearsal goes, or not.
    pub fn watch_rehearsal(&mut self, on: bool) {
        self.session.partner.watch_rehearsal(on);
    }

    /// Changes what is believed to be wanted of a word's quality, by the codes of the word and the edit
    /// ([`limner_protocol::codes::edit`]). False where one is not known.
    pub fn edit_belief(&mut self, word: &str, edit: &str) -> bool {
        let (Some(word), Some(edit)) =
            (place(codes::word::ALL, word), place(codes::edit::ALL, edit))
        else {
            return false;
        };
        self.teach(Request::Edit { word, edit });
        true
    }

    /// Mixes another taste into the partner's, so many percent of it; an empty one is none. The partner's own goes on
    /// to learn.
    pub fn mix_taste(&mut self, taste: Vec<u8>, percent: u8) {
        self.teach(Request::Mix { taste, percent: percent.min(100) });
    }

    /// Takes back what was said, by its number, or puts it back.
    pub fn take_back(&mut self, id: u32, is_taken_back: bool) {
        self.teach(Request::TakeBack { id, is_taken_back });
    }

    /// Lets the partner forget all that the person said, and what it learned from them and of them.
    pub fn forget(&mut self) {
        self.teach(Request::Forget);
        let Session { partner, document, .. } = &mut *self.session;
        partner.places.clear();
        partner.asking.habits = Habits::default();
        partner.tell_settings(document.painting());
    }

    /// Takes the partner's weights back to those shipped.
    pub fn revert_policy(&mut self) {
        self.teach(Request::RevertPolicy);
    }

    /// Notes that the worker died and a new one is there, which is to be told everything.
    pub fn worker_died(&mut self) {
        let trouble = self.session.partner.worker_died();
        self.session.troubles.push(trouble);
    }

    /// Notes that another worker takes over from the one there was, and is to be told everything.
    pub fn worker_replaced(&mut self) {
        self.session.partner.begin_again();
    }

    fn teach(&mut self, request: Request) {
        let trouble = self.session.partner.teach(request).err();
        self.session.troubles.extend(trouble);
    }

    /// Puts a judgement on the log; false where it does not fit.
    pub(super) fn write_judgement(
        &mut self,
        verdict: Verdict,
        strokes: Vec<u32>,
        proposals: Vec<Stroke>,
    ) -> bool {
        let session = &mut *self.session;
        let partner = &session.partner;
        let judgement = Judgement {
            verdict,
            strokes,
            proposals,
            revision: partner.planned_on().min(session.document.revision()),
            target: partner.target().map_or(0, |target| target.id),
            weights: partner.weights().unwrap_or(0),
        };
        let yes = judgement.verdict == Verdict::Yes;
        let done = session.document.judge(judgement);
        session.partner.asking.habits.judged(yes);
        session.partner.colors_may_move();
        session.note(done).is_some()
    }
}

/// The place of a code in a list, as messages have it.
fn place(list: &[&str], code: &str) -> Option<u8> {
    u8::try_from(list.iter().position(|known| *known == code)?).ok()
}
