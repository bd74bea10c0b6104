//! The class `Partner`: the page's side of the conversation with the partner.

use js_sys::{Float32Array, Uint32Array};
use limner_pictures::gallery;
use limner_protocol::{Answer, TargetChoice};
use limner_studio::preview::Previewing;
use limner_studio::queue::Outline;
use limner_studio::turns::Turn;
use limner_studio::{asking, judged_strokes};
use wasm_bindgen::prelude::*;

use super::hand::StrokePreview;
use super::pointing::Pointing;
use super::shared::Shared;
use super::{number, unknown};
use crate::values::js_picture;

/// The partner: whose turn it is, what it paints from, what it would paint next, and what it has learned.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Partner {
    session: Shared,
}

impl Partner {
    pub(super) const fn of(session: Shared) -> Self {
        Self { session }
    }
}

#[wasm_bindgen]
impl Partner {
    /// Shares the canvas with the partner as the person chose just now, which starts it: "together",
    /// "answers" (the person paints, it answers) or "alone". Throws at any other.
    #[wasm_bindgen(js_name = chooseTurn)]
    pub fn choose_turn(&self, name: &str) -> Result<(), JsValue> {
        let turn = Turn::from_code(name).ok_or_else(|| unknown("turn"))?;
        self.session.change().partner_mut().choose_turn(turn);
        Ok(())
    }

    /// Shares the canvas with the partner as was chosen earlier, and starts nothing. Throws as
    /// `chooseTurn` does.
    #[wasm_bindgen(js_name = setTurn)]
    pub fn set_turn(&self, name: &str) -> Result<(), JsValue> {
        let turn = Turn::from_code(name).ok_or_else(|| unknown("turn"))?;
        self.session.change().partner_mut().set_turn(turn);
        Ok(())
    }

    /// Greets who comes for the first time: the partner begins, or waits to be started where they want
    /// little motion. Says whether it began.
    pub fn welcome(&self, reduced_motion: bool) -> bool {
        if !reduced_motion {
            self.session.change().partner_mut().start();
        }
        !reduced_motion
    }

    /// Starts the partner.
    pub fn start(&self) {
        self.session.change().partner_mut().start();
    }

    /// Stops the partner at once.
    pub fn pause(&self) {
        self.session.change().partner_mut().pause();
    }

    /// Lets the partner paint one stroke.
    pub fn step(&self) {
        self.session.change().partner_mut().step();
    }

    /// Lets the partner paint a picture of the gallery.
    #[wasm_bindgen(js_name = chooseGallery)]
    pub fn choose_gallery(&self, index: u8) {
        self.session.change().partner_mut().choose_target(TargetChoice::Gallery(index));
    }

    /// Lets the partner paint the picture in a file.
    #[wasm_bindgen(js_name = chooseFile)]
    pub fn choose_file(&self, bytes: Vec<u8>) {
        self.session.change().partner_mut().choose_target(TargetChoice::File(bytes));
    }

    /// Lets the partner paint freely.
    #[wasm_bindgen(js_name = chooseNone)]
    pub fn choose_none(&self) {
        self.session.change().partner_mut().choose_target(TargetChoice::Nothing);
    }

    /// Says yes or no to what the partner did last; returns the number of strokes that this was about.
    pub fn judge(&self, yes: bool) -> usize {
        self.session.change().partner_mut().judge(yes)
    }

    /// Changes what is believed to be wanted of a word's quality: "ask" for it, "more", "less", the "other" way,
    /// "off", or "let_go" of what was said. Throws at any other.
    #[wasm_bindgen(js_name = editBelief)]
    pub fn edit_belief(&self, word: &str, edit: &str) -> Result<(), JsValue> {
        let known = self.session.change().partner_mut().edit_belief(word, edit);
        if known { Ok(()) } else { Err(unknown("belief")) }
    }

    /// What the person said of strokes, the last first. Five numbers each: its own number, what was said (a place in
    /// `sayings()`), 1 where it was taken back, its place in the painting's log plus 1 or 0 where it was made in
    /// another, and what stood out: three bytes, the first the lowest, each a place in `words()` or 255.
    pub fn judgements(&self) -> Uint32Array {
        let session = self.session.read();
        let mut numbers = Vec::new();
        for said in &session.partner().learned().said {
            let [a, b, c] = said.words;
            let words = u32::from_le_bytes([a, b, c, 0]);
            let entry = said.entry.map_or(0, |entry| entry.saturating_add(1));
            numbers.extend([said.id, said.said.into(), said.is_taken_back.into(), entry, words]);
        }
        Uint32Array::from(numbers.as_slice())
    }

    /// What the judgement at a place in the log was about, as far as it is still to be seen or was only planned, as
    /// `proposals()` has it.
    #[wasm_bindgen(js_name = judgedAt)]
    pub fn judged_at(&self, entry: u32) -> Float32Array {
        let judged = judged_strokes::at(self.session.read().document(), entry);
        js_outlines(&mut judged.into_iter())
    }

    /// Takes back what was said, by its number, or puts it back.
    #[wasm_bindgen(js_name = takeBack)]
    pub fn take_back(&self, id: u32, back: bool) {
        self.session.change().partner_mut().take_back(id, back);
    }

    /// What the person points at of its strokes.
    pub fn pointing(&self) -> Pointing {
        Pointing::of(self.session.clone())
    }

    /// Has the partner ask which of a few strokes the person likes best.
    pub fn ask(&self) {
        self.session.change().partner_mut().ask();
    }

    /// Answers the open question: from 1 on the best of its strokes, 0 where all are equally good.
    pub fn answer(&self, best: u8) {
        let answer = best.checked_sub(1).map_or(Answer::Alike, Answer::Best);
        self.session.change().partner_mut().answer(answer);
    }

    /// Leaves the open question unanswered.
    #[wasm_bindgen(js_name = skipQuestion)]
    pub fn skip_question(&self) {
        self.session.change().partner_mut().answer(Answer::Skip);
    }

    /// The strokes of the open question, as `proposals()` has them.
    pub fn options(&self) -> Float32Array {
        let session = self.session.read();
        let question = session.partner().asking.open();
        let options = question.into_iter().flat_map(|question| &question.options);
        js_outlines(&mut options.filter_map(Outline::of_stroke))
    }

    /// A stroke of the open question as it would be painted now, with what lies around it.
    pub fn option(&self, index: usize) -> Option<StrokePreview> {
        let session = self.session.read();
        let painting = session.document().painting();
        let options = &session.partner().asking.open()?.options;
        let areas = asking::patches(options, painting.canvas().bounds());
        Previewing::on(painting, options.get(index)?, *areas.get(index)?).map(StrokePreview)
    }

    /// Lets the partner forget what it learned from the person.
    pub fn forget(&self) {
        self.session.change().partner_mut().forget();
    }

    /// Takes the partner's weights back to those shipped.
    #[wasm_bindgen(js_name = revertPolicy)]
    pub fn revert_policy(&self) {
        self.session.change().partner_mut().revert_policy();
    }

    /// Ten numbers a proposal: three points, two radii, gain, colour.
    pub fn proposals(&self) -> Float32Array {
        js_outlines(&mut self.session.read().partner().queue().outlines())
    }

    /// The strokes that a yes or a no now would be about, as `proposals()` has them.
    pub fn judged(&self) -> Float32Array {
        let session = self.session.read();
        let document = session.document();
        js_outlines(&mut judged_strokes::outlines(document, &judged_strokes::now(document)))
    }

    /// Why each proposal was chosen: codes.
    #[wasm_bindgen(js_name = proposalReasons)]
    pub fn proposal_reasons(&self) -> Vec<String> {
        let session = self.session.read();
        let queue = session.partner().queue();
        queue.iter().map(|proposal| proposal.reason.as_str().to_owned()).collect()
    }

    /// The picture that the partner paints, `{ width, height, rgba }`, if there is one.
    pub fn target(&self) -> JsValue {
        self.session.read().partner().target().map_or(JsValue::UNDEFINED, |target| {
            js_picture(target.pixels.width, target.pixels.height, &target.pixels.rgb)
        })
    }

    /// What of a picture of this size the partner would paint on this canvas: left, top, width and height in
    /// the picture's pixels.
    #[wasm_bindgen(js_name = cropOf)]
    pub fn crop_of(&self, width: u32, height: u32) -> Vec<f64> {
        let session = self.session.read();
        let canvas = [session.shown().width(), session.shown().height()].map(u32::from);
        limner_pictures::cover_crop([width.max(1), height.max(1)], canvas).to_vec()
    }

    /// The codes of the gallery's pictures.
    #[wasm_bindgen(js_name = galleryNames)]
    pub fn gallery_names() -> Vec<String> {
        owned(&gallery::NAMES)
    }

    /// Asks for a picture of the gallery in small.
    #[wasm_bindgen(js_name = requestThumbnail)]
    pub fn request_thumbnail(&self, index: u8, width: u16, height: u16) {
        self.session.change().partner_mut().request_thumbnail(index, width, height);
    }

    /// The small picture that was asked for, `{ width, height, rgba }`, once it is there.
    pub fn thumbnail(&self, index: u8) -> JsValue {
        self.session.read().partner().thumbnail(index).map_or(JsValue::UNDEFINED, |pixels| {
            js_picture(pixels.width, pixels.height, &pixels.rgb)
        })
    }

    /// What the partner has learned from the person, to be kept over a reload.
    #[wasm_bindgen(js_name = tasteState)]
    pub fn taste_state(&self) -> Vec<u8> {
        self.session.read().partner().learned().taste.clone()
    }

    /// Mixes another taste, as `tasteState` gave it, into the partner's: so many percent of it. An empty one is none.
    #[wasm_bindgen(js_name = mixTaste)]
    pub fn mix_taste(&self, bytes: Vec<u8>, percent: u8) {
        self.session.change().partner_mut().mix_taste(bytes, percent);
    }

    /// Brings the partner what it learned before, as `tasteState` gave it.
    #[wasm_bindgen(js_name = setTasteState)]
    pub fn set_taste_state(&self, bytes: Vec<u8>) {
        self.session.change().partner_mut().set_taste(bytes);
    }
}

#[inline(never)]
pub(super) fn owned(codes: &[&str]) -> Vec<String> {
    codes.iter().map(|code| (*code).to_owned()).collect()
}

pub(super) fn js_outlines(outlines: &mut dyn Iterator<Item = Outline>) -> Float32Array {
    let mut numbers = Vec::new();
    for outline in outlines {
        numbers.extend(outline.points.as_flattened());
        numbers.extend(outline.radii);
        // Below 2²⁴: a float holds it.
        numbers.extend([outline.gain, number(outline.color) as f32]);
    }
    Float32Array::from(numbers.as_slice())
}
