//! The session: everything that happens to a painting while a page, or any other host, shows it.
//!
//! The host hands events in (the pointer, buttons, the worker's messages, the time once a frame) and
//! takes effects out: which pixels changed, what to say to the worker, how things stand. Times are
//! milliseconds on any clock that does not run backwards.
//!
//! A session holds the painting, time and messages. What the person holds is in its [`Hand`], what is
//! seen in its [`View`], the other painter in its [`RemotePartner`]. Each is read by itself; what an event
//! does to it, and through it to the rest, goes through [`Pointer`], [`ViewMut`], [`PartnerMut`] and [`Pointing`].

mod partner;
mod pointer;
mod pointing;
mod view;

use limner_core::{Author, Canvas, Error, Header, Rect, Rgb8, Sample};
use limner_protocol::{Reply, Trouble};

use crate::document::Document;
use crate::effects::Effects;
use crate::hand::Hand;
use crate::lack::Lack;
use crate::partner::RemotePartner;
use crate::share;
use crate::share::Wanted;
use crate::travelling::Travelling;
use crate::troubles::Troubles;
use crate::view::{Seen, View};

pub use partner::PartnerMut;
pub use pointer::Pointer;
pub use pointing::Pointing;
pub use view::ViewMut;

/// Strokes that the partner paints in one frame at most, however fast they are.
const MAX_STROKES_A_FRAME: usize = 16;

/// One painting session.
#[derive(Clone, Debug)]
pub struct Session {
    id: u32,
    document: Document,
    hand: Hand,
    view: View,
    partner: RemotePartner,
    troubles: Troubles,
    /// What came with the painting: nothing of it is taken over by itself.
    pub came: Travelling,
    /// A design of motifs that the person sends with this painting; empty for none.
    pub design: Vec<u8>,
}

impl Session {
    /// A new painting. `id` tells this session's messages from those of others; `seed` is the
    /// painting's.
    pub fn new(id: u32, width: u16, height: u16, paper: Rgb8, seed: u32) -> Result<Self, Trouble> {
        let header = Header::new(width, height, paper, seed);
        let alone = Travelling::default();
        Document::new(header).map(|d| Self::of(id, d, alone)).map_err(|e| Trouble::of_given(&e))
    }

    /// A session that goes on with a painting from a file. The partner waits to be started.
    pub fn open(id: u32, bytes: &[u8]) -> Result<Self, Trouble> {
        let (log, came) = share::log_from_file(bytes)?;
        Document::open(&log).map(|d| Self::of(id, d, came)).map_err(|e| Trouble::of_given(&e))
    }

    /// A session that goes on with a painting from a link. The partner waits to be started.
    pub fn open_link(id: u32, text: &str) -> Result<Self, Trouble> {
        Self::open(id, &share::bytes_of_link(text)?)
    }

    /// A session of a painting, and of what came with it.
    pub(crate) fn of(id: u32, document: Document, came: Travelling) -> Self {
        let lacks = document.visible(Author::Partner) > 0 && !came.has_picture();
        let mut partner = RemotePartner::default();
        partner.lack = if lacks { Lack::Picture } else { Lack::Nothing };
        Self {
            id,
            document,
            hand: Hand::default(),
            view: View::default(),
            partner,
            troubles: Troubles::default(),
            came,
            design: Vec::new(),
        }
    }

    // Its rooms.

    /// The painting and its history.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The person's hand: tools, stabiliser, the stroke in progress.
    #[must_use]
    pub fn hand(&self) -> &Hand {
        &self.hand
    }

    /// The person's hand, to be given other tools.
    pub fn hand_mut(&mut self) -> &mut Hand {
        &mut self.hand
    }

    /// Where the events of the person's pointer go.
    pub fn pointer(&mut self) -> Pointer<'_> {
        Pointer::of(self)
    }

    /// The way in which the painting is looked at.
    #[must_use]
    pub fn view(&self) -> &View {
        &self.view
    }

    /// The way in which the painting is looked at, to be changed, and what is new to the screen.
    pub fn view_mut(&mut self) -> ViewMut<'_> {
        ViewMut::of(self)
    }

    /// The partner as far as it is known here.
    #[must_use]
    pub fn partner(&self) -> &RemotePartner {
        &self.partner
    }

    /// Where the person's wishes of the partner go.
    pub fn partner_mut(&mut self) -> PartnerMut<'_> {
        PartnerMut::of(self)
    }

    /// What went wrong and was not read yet.
    #[must_use]
    pub fn troubles(&self) -> &Troubles {
        &self.troubles
    }

    /// What went wrong, to be put aside once it is read.
    pub fn troubles_mut(&mut self) -> &mut Troubles {
        &mut self.troubles
    }

    // The painting.

    /// Takes back the person's last step, or the stroke in progress; false if there is neither.
    pub fn undo(&mut self) -> bool {
        self.partner.turns.person_took_back();
        self.pointer().cancel() || self.change(Document::undo)
    }

    /// Redoes the person's last undone step; false if there is none or a stroke is in progress.
    pub fn redo(&mut self) -> bool {
        !self.hand.is_painting() && self.change(Document::redo)
    }

    /// Whether [`Session::undo`] would do something.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        self.hand.is_painting() || self.document.history().last_done().is_some()
    }

    /// Takes the partner's last visible stroke back, which counts as a weak no; false if there is none.
    pub fn undo_partner(&mut self) -> bool {
        let last = self.document.painting().last_visible(Author::Partner);
        last.is_some_and(|id| pointing::take_back(self, id))
    }

    /// Hides every stroke of both, as one step; false if none is drawn. A partner that is painting is paused: what it
    /// would paint now would lie over all of it once it is shown again.
    pub fn clear(&mut self) -> bool {
        self.pointer().cancel();
        let is_cleared = self.change(Document::clear);
        if is_cleared && self.partner.turns.running() && self.partner.turns.wants_to_paint() {
            self.partner_mut().pause();
        }
        is_cleared
    }

    /// What is seen now: the moment that is looked at, or the present with the stroke in progress; of
    /// both authors or of one.
    #[must_use]
    pub fn seen(&self) -> Seen<'_> {
        self.view.seen(self.present(), self.document.paper())
    }

    /// The canvas of [`Session::seen`].
    #[must_use]
    pub fn shown(&self) -> &Canvas {
        self.seen().canvas()
    }

    /// The colour that is seen at a pixel, once what waits to be drawn is drawn; `None` off the canvas.
    pub fn color_at(&mut self, x: f64, y: f64) -> Option<Rgb8> {
        self.catch_up();
        self.seen().color_at(x, y)
    }

    /// Draws here whatever waits to be drawn.
    pub fn catch_up(&mut self) {
        self.catch_up_while(|| true);
        let changed = self.view.draw_past(self.document.painting(), || true);
        self.touch(changed);
        self.view.draw_alone(self.document.painting(), || true);
    }

    /// Bytes that are kept beside the canvas that is seen: to go back to, to look at, and what pointers
    /// reported.
    #[must_use]
    pub fn bytes_kept(&self) -> usize {
        let painting = self.document.painting();
        let strokes = painting.strokes().iter();
        let samples: usize = strokes.map(|placed| placed.stroke.samples()).sum();
        let reported = samples * size_of::<Sample>();
        painting.replay().bytes_kept() + self.view.bytes_kept(painting) + reported
    }

    /// The log as a file, the whole of it.
    #[must_use]
    pub fn file(&self) -> Vec<u8> {
        share::file(self.document.painting().log())
    }

    /// What is seen of the painting as the part of a link after the `#`.
    #[must_use]
    pub fn link(&self) -> String {
        share::link_of(&share::packed_of(self, Wanted::default()))
    }

    // Messages.

    /// Takes in what the worker says. What belongs to another session is left out.
    pub fn receive(&mut self, bytes: &[u8]) {
        match Reply::decode(bytes) {
            Ok((session, reply)) if session == self.id => {
                let now_ms = self.document.now_ms();
                let trouble = self.partner.receive(reply, now_ms);
                self.troubles.extend(trouble);
                self.lay_polished();
                // Not on the next frame: until then the worker would stand idle.
                self.partner.keep_up(self.document.painting(), now_ms, self.is_held());
            }
            Ok(_) => {}
            Err(error) => self.troubles.push(Trouble::of_message(&error)),
        }
    }

    /// What the worker is to be told, in order.
    pub fn take_messages(&mut self) -> Vec<Vec<u8>> {
        self.partner.take_messages(self.id, self.document.painting())
    }

    // Time.

    /// Whether the partner's strokes wait: for the person's pointer, for the timeline, or for what they keep of a patch.
    #[must_use]
    pub fn is_held(&self) -> bool {
        let compares = self.partner.beside.patch().is_some();
        self.hand.is_painting() || self.view.revision().is_some() || compares
    }

    /// Once a frame: paints the partner's strokes that are due, while `has_time` says that there is
    /// time, and sees that more are planned.
    pub fn tick(&mut self, now_ms: f64, mut has_time: impl FnMut() -> bool) {
        self.document.advance(now_ms);
        let now_ms = self.document.now_ms();
        let held = self.is_held();
        let effects = self.hand.hold(now_ms, &mut self.document);
        self.apply(effects);
        self.partner.turns.tick(now_ms);
        if !held {
            let taken = self.partner.take_brush(&mut self.document);
            self.note(taken);
            self.partner.tell_settings(self.document.painting());
        }
        self.partner.keep_up(self.document.painting(), now_ms, held);
        self.partner.ask(false, self.document.painting(), now_ms, held);
        self.partner.ask_beside(None, self.document.painting(), now_ms);
        let mut painted = 0;
        while !held && painted < MAX_STROKES_A_FRAME && self.partner.turns.is_due() {
            if painted > 0 && !has_time() {
                break;
            }
            let Some(stroke) = self.partner.next_stroke() else { break };
            match self.document.paint(stroke) {
                Ok(changed) => self.touch(changed),
                Err(error) => {
                    self.troubles.push(Trouble::of_painting(&error));
                    self.partner_mut().pause();
                    self.partner.look_again();
                }
            }
            self.partner.turns.painted();
            painted += 1;
        }
        self.partner.keep_up(self.document.painting(), now_ms, held);
        if !self.hand.is_painting() && self.view.revision().is_none() {
            self.catch_up_while(&mut has_time);
            self.view.draw_alone(self.document.painting(), has_time);
        } else {
            let changed = self.view.draw_past(self.document.painting(), has_time);
            self.touch(changed);
        }
    }

    // Within.

    /// The canvas as it is now, with the stroke in progress.
    fn present(&self) -> &Canvas {
        self.hand.canvas().unwrap_or(self.document.painting().canvas())
    }

    fn apply(&mut self, effects: Effects) {
        self.touch(effects.changed);
        if effects.painted {
            self.partner.turns.person_painted();
            self.partner.asking.person_painted(self.document.now_ms());
        }
        self.troubles.extend(effects.troubles);
    }

    fn touch(&mut self, changed: Rect) {
        self.view.touch(changed, self.document.painting());
    }

    /// Draws what waits of the painting, a part at a time while `advance` says so.
    fn catch_up_while(&mut self, advance: impl FnMut() -> bool) {
        self.document.painting_mut().catch_up(advance);
        let changed = self.view.release(self.document.painting());
        self.touch(changed);
    }

    /// Notes an operation that the painting refused.
    fn note<T>(&mut self, done: Result<T, Error>) -> Option<T> {
        done.map_err(|error| self.troubles.push(Trouble::of_painting(&error))).ok()
    }

    fn finish_stroke(&mut self) {
        let effects = self.hand.finish(&mut self.document);
        self.apply(effects);
    }

    /// Changes the document as it is now; says whether that did something.
    fn change(&mut self, how: impl FnOnce(&mut Document) -> Result<Option<Rect>, Error>) -> bool {
        self.view_mut().leave_past();
        let before = self.document.painting().canvas().clone();
        let done = how(&mut self.document);
        self.view.hold(before, self.document.painting());
        let Some(changed) = self.note(done) else { return false };
        self.touch(changed.unwrap_or(Rect::EMPTY));
        self.view.draw_some_alone(self.document.painting());
        if changed.is_some() {
            let (held, document) = (self.is_held(), &self.document);
            if self.partner.asking.withdraw() {
                self.partner.ask(true, document.painting(), document.now_ms(), held);
            }
            self.partner.beside.forget_gone(document.painting());
        }
        changed.is_some()
    }

    /// Has the partner's strokes as it improved them, all at once, if nothing came in between.
    fn lay_polished(&mut self) {
        let Some(polished) = self.partner.take_polished() else { return };
        if polished.revision != self.document.revision() || self.is_held() {
            return self.partner.colors_may_move();
        }
        if polished.amendments.is_empty() {
            return;
        }
        let before = self.document.painting().canvas().clone();
        let done = self.document.polish(polished.amendments);
        self.view.hold(before, self.document.painting());
        if let Some(changed) = self.note(done) {
            self.touch(changed);
            self.partner.queue.stand_on(self.document.revision());
        }
    }
}
