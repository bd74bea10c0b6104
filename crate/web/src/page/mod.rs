//! The class `Page`: a painting session behind JavaScript's types, and the classes of its rooms.
//!
//! `Page` is the painting: its log, its history, time and messages. `page.hand()`, `page.view()`, `page.partner()`,
//! `page.practice()`, `page.settings()`, `page.beside()` and `page.partner().pointing()` give the classes `Hand`, `View`,
//! `Partner`, `Practice`, `PartnerSettings`, `Beside` and `Pointing`, which share its session; one of each is enough, and each is
//! freed by itself.
//!
//! Positions are canvas px, pressure is 0..=1, tilt is in degrees, times are those of
//! `performance.now()`, colours are numbers 0xRRGGBB. Nothing here throws but what says so; what is
//! thrown is an `Error` whose message is JSON: `{ code, detail }` (see `limner_protocol::codes`).

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast of JavaScript's number saturates, and what is no number is 0"
)]

mod beside;
mod hand;
mod keeping;
mod partner;
mod partner_settings;
mod pointing;
mod practice;
mod shared;
mod taste;
mod view;

use js_sys::Uint8Array;
use limner_core::{Rgb8, format, moments};
use limner_protocol::Trouble;
use limner_protocol::codes::trouble;
use limner_studio::limits::LIMITS;
use limner_studio::share::{self, Wanted};
use limner_studio::{Session, Status, paper};
use wasm_bindgen::prelude::*;

use self::beside::Beside;
use self::hand::Hand;
use self::partner::Partner;
use self::partner_settings::PartnerSettings;
use self::practice::Practice;
use self::shared::Shared;
use self::view::View;
use crate::browser::now_ms;
use crate::values::{js_error, js_value};

/// After this time a frame paints no further stroke, in ms; the budget is 4, and one takes about one.
const FRAME_MS: f64 = 2.5;
/// After this time a frame draws no more of a moment of the past, in ms.
const PAST_MS: f64 = 9.0;

/// A painting session.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Page {
    session: Shared,
}

impl Page {
    pub(crate) fn of(session: Session) -> Self {
        Self { session: Shared::new(session) }
    }
}

/// The painting.
#[wasm_bindgen]
impl Page {
    /// A new painting. Throws where the size is impossible.
    #[wasm_bindgen(constructor)]
    pub fn new(width: f64, height: f64, paper: u32, seed: u32) -> Result<Page, JsValue> {
        let (width, height) = (side(width)?, side(height)?);
        let session = Session::new(session_id(), width, height, rgb8(paper), seed);
        session.map(Self::of).map_err(|e| js_error(&e))
    }

    /// The canvas's columns.
    #[wasm_bindgen(getter)]
    pub fn width(&self) -> u16 {
        self.session.read().shown().width()
    }

    /// The canvas's rows.
    #[wasm_bindgen(getter)]
    pub fn height(&self) -> u16 {
        self.session.read().shown().height()
    }

    /// The paper's colour.
    #[wasm_bindgen(getter)]
    pub fn paper(&self) -> u32 {
        number(self.session.read().document().paper())
    }

    /// The largest files that are taken in: see `limner_studio::limits::Limits`.
    pub fn limits() -> JsValue {
        js_value(&LIMITS)
    }

    /// The size `[width, height]` of a canvas for a picture of this size, in its proportions.
    #[wasm_bindgen(js_name = paperFor)]
    pub fn paper_for(width: u32, height: u32) -> Vec<u16> {
        paper::suiting(width, height).to_vec()
    }

    /// The fingerprint of the painting as it is now: 16 hexadecimal digits.
    pub fn hash(&self) -> String {
        let mut session = self.session.change();
        session.catch_up();
        format!("{:016x}", session.document().painting().canvas().hash())
    }

    /// The log's entries from a revision on.
    #[wasm_bindgen(js_name = entriesFrom)]
    pub fn entries_from(&self, revision: usize) -> Vec<u8> {
        let session = self.session.read();
        let entries = session.document().painting().log().entries();
        format::encode_entries(entries.get(revision..).unwrap_or_default())
    }

    /// The number of log entries: it changes whenever `file()` would.
    pub fn revision(&self) -> u32 {
        self.session.read().document().revision()
    }

    /// One byte for every stroke: bit 0 by the partner, 1 visible, 2 liked, 3 disliked.
    pub fn strokes(&self) -> Vec<u8> {
        self.session.read().document().stroke_marks()
    }

    /// Two numbers for each stroke, in the order of `strokes()`: the revision at which it is the last, and when
    /// it comes in a replay, in ms.
    pub fn moments(&self) -> Vec<u32> {
        let moments = moments::of(self.session.read().document().painting());
        moments.iter().flat_map(|moment| [moment.revision, moment.due_ms]).collect()
    }

    /// The painting as the part of a link after the `#`; see `packed`.
    pub fn link(&self, history: bool, picture: u16, taste: bool) -> String {
        share::link_of(&self.packed(history, picture, taste))
    }

    /// The painting to be sent, as a file: with its history or what is seen alone; with the partner's picture, if
    /// it is none of the gallery, of this longest side (see `packTarget`; 0 for none); with the taste.
    pub fn packed(&self, history: bool, picture: u16, taste: bool) -> Vec<u8> {
        share::packed_of(&self.session.read(), wanted(history, picture, taste))
    }

    /// Asks for the picture that the partner paints from as a file, with this longest side at most.
    #[wasm_bindgen(js_name = packTarget)]
    pub fn pack_target(&self, side: u16) {
        self.session.change().partner_mut().pack_target(side);
    }

    /// The bytes of that file, once it is there.
    #[wasm_bindgen(js_name = packedTarget)]
    pub fn packed_target(&self, side: u16) -> Option<usize> {
        self.session.read().partner().packed_target(side).map(<[u8]>::len)
    }

    /// Answers the partner where it asks what to paint from: it adds to what is there, or waits.
    #[wasm_bindgen(js_name = goWithoutPicture)]
    pub fn go_without_picture(&self, add: bool) {
        self.session.change().partner_mut().go_without_picture(add);
    }

    /// Sends a design of motifs with the painting, as `Design.encode` has it; no bytes for none.
    #[wasm_bindgen(js_name = sendDesign)]
    pub fn send_design(&self, bytes: Vec<u8>) {
        self.session.change().design = bytes;
    }

    /// What came with the painting, by its kind (see `limner_studio::travelling`), if that did.
    pub fn came(&self, kind: u8) -> Option<Vec<u8>> {
        self.session.read().came.companion(kind)
    }

    /// The painting as a file.
    pub fn file(&self) -> Vec<u8> {
        self.session.read().file()
    }

    /// Takes the person's last step back; says whether there was one.
    pub fn undo(&self) -> bool {
        self.session.change().undo()
    }

    /// Redoes the person's last undone step; says whether there was one.
    pub fn redo(&self) -> bool {
        self.session.change().redo()
    }

    /// Takes the partner's last stroke back, which it counts as a weak no; says whether there was one.
    #[wasm_bindgen(js_name = undoPartner)]
    pub fn undo_partner(&self) -> bool {
        self.session.change().undo_partner()
    }

    /// Hides every stroke of both, as one step; says whether there was any.
    pub fn clear(&self) -> bool {
        self.session.change().clear()
    }

    /// Takes a message from the worker in.
    pub fn message(&self, bytes: &[u8]) {
        self.session.change().receive(bytes);
    }

    /// The messages for the worker, in order.
    #[wasm_bindgen(js_name = takeMessages)]
    pub fn take_messages(&self) -> Vec<Uint8Array> {
        let messages = self.session.change().take_messages();
        messages.iter().map(|message| Uint8Array::from(message.as_slice())).collect()
    }

    /// The worker died: the next messages tell a new one everything.
    #[wasm_bindgen(js_name = workerDied)]
    pub fn worker_died(&self) {
        self.session.change().partner_mut().worker_died();
    }

    /// Another worker takes over: the next messages tell it everything.
    #[wasm_bindgen(js_name = workerReplaced)]
    pub fn worker_replaced(&self) {
        self.session.change().partner_mut().worker_replaced();
    }

    /// Once a frame: paints what the partner has due.
    pub fn tick(&self, now: f64) {
        let began_ms = now_ms();
        // Nothing else is painted while a moment is looked at that is not drawn yet.
        let mut session = self.session.change();
        let budget_ms = if session.view().is_behind() { PAST_MS } else { FRAME_MS };
        session.tick(now, || now_ms() - began_ms < budget_ms);
    }

    /// How the painting stands: see `limner_studio::Status`.
    pub fn status(&self) -> JsValue {
        js_value(&Status::of(&self.session.read()))
    }

    /// Puts `status().trouble` aside, because the person has read it: the next one follows.
    #[wasm_bindgen(js_name = clearTrouble)]
    pub fn clear_trouble(&self) {
        self.session.change().troubles_mut().dismiss_first();
    }

    /// The person's hand on this painting.
    pub fn hand(&self) -> Hand {
        Hand::of(self.session.clone())
    }

    /// The way in which this painting is looked at.
    pub fn view(&self) -> View {
        View::of(self.session.clone())
    }

    /// The partner at this painting.
    pub fn partner(&self) -> Partner {
        Partner::of(self.session.clone())
    }

    /// What the partner does beside this painting.
    pub fn beside(&self) -> Beside {
        Beside::of(self.session.clone())
    }

    /// What the partner practised.
    pub fn practice(&self) -> Practice {
        Practice::of(self.session.clone())
    }

    /// How the partner paints this painting.
    pub fn settings(&self) -> PartnerSettings {
        PartnerSettings::of(self.session.clone())
    }
}

fn wanted(history: bool, picture: u16, taste: bool) -> Wanted {
    Wanted { history, picture: (picture > 0).then_some(picture), taste, ..Wanted::default() }
}

/// Tells this session's messages from those of a painting that was open before.
pub(crate) fn session_id() -> u32 {
    (js_sys::Math::random() * f64::from(u32::MAX)) as u32
}

fn rgb8(number: u32) -> Rgb8 {
    let [_, r, g, b] = number.to_be_bytes();
    Rgb8::new(r, g, b)
}

fn number(color: Rgb8) -> u32 {
    let [r, g, b] = color.channels();
    u32::from_be_bytes([0, r, g, b])
}

/// A side in whole pixels.
fn side(px: f64) -> Result<u16, JsValue> {
    let limit = limner_core::canvas::MAX_SIDE;
    if (1.0..=f64::from(limit)).contains(&px) {
        return Ok(px as u16);
    }
    let trouble = Trouble::new(trouble::CANVAS_SIZE).with("value", px as i64);
    Err(js_error(&trouble.with("low", 1).with("high", i64::from(limit))))
}

fn unknown(what: &str) -> JsValue {
    js_error(&Trouble::new(trouble::OUT_OF_RANGE).with("what", what))
}
