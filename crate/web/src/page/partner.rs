//! The partner, as methods of `Page`.

use js_sys::{Float32Array, Uint8Array};
use limner_core::brush::presets;
use limner_pictures::gallery;
use limner_protocol::TargetChoice;
use limner_studio::colors::{self, Colors};
use limner_studio::settings::{self, PartnerBrush};
use limner_studio::turns::{self, Pace, Turn};
use limner_studio::{PartnerSettings, Status};
use wasm_bindgen::prelude::*;

use super::{Page, number, unknown};
use crate::browser::now_ms;
use crate::values::{js_picture, js_value};

/// After this time a frame paints no further stroke, in ms; the budget is 4, and one takes about one.
const FRAME_MS: f64 = 2.5;
/// The same where a moment of the past is being drawn.
const PAST_MS: f64 = 9.0;

/// The partner.
#[wasm_bindgen]
impl Page {
    /// Takes a message from the worker in.
    pub fn message(&mut self, bytes: &[u8]) {
        self.session.receive(bytes);
    }

    /// The messages for the worker, in order.
    #[wasm_bindgen(js_name = takeMessages)]
    pub fn take_messages(&mut self) -> Vec<Uint8Array> {
        self.session.take_messages().iter().map(|m| Uint8Array::from(m.as_slice())).collect()
    }

    /// The worker died: the next messages tell a new one everything.
    #[wasm_bindgen(js_name = workerDied)]
    pub fn worker_died(&mut self) {
        self.session.partner_mut().worker_died();
    }

    /// Another worker takes over: the next messages tell it everything.
    #[wasm_bindgen(js_name = workerReplaced)]
    pub fn worker_replaced(&mut self) {
        self.session.partner_mut().worker_replaced();
    }

    /// Once a frame: paints what the partner has due.
    pub fn tick(&mut self, now: f64) {
        let began_ms = now_ms();
        // Nothing else is painted while a moment is looked at that is not drawn yet.
        let budget_ms = if self.session.view().is_behind() { PAST_MS } else { FRAME_MS };
        self.session.tick(now, || now_ms() - began_ms < budget_ms);
    }

    /// Shares the canvas with the partner as the person chose just now, which starts it: "together",
    /// "answers" (the person paints, it answers) or "alone". Throws at any other.
    #[wasm_bindgen(js_name = chooseTurn)]
    pub fn choose_turn(&mut self, name: &str) -> Result<(), JsValue> {
        self.session
            .partner_mut()
            .choose_turn(Turn::from_code(name).ok_or_else(|| unknown("turn"))?);
        Ok(())
    }

    /// Shares the canvas with the partner as was chosen earlier, and starts nothing. Throws as
    /// `chooseTurn` does.
    #[wasm_bindgen(js_name = setTurn)]
    pub fn set_turn(&mut self, name: &str) -> Result<(), JsValue> {
        self.session.partner_mut().set_turn(Turn::from_code(name).ok_or_else(|| unknown("turn"))?);
        Ok(())
    }

    /// Sets with how many strokes the partner answers; cut to what it may be.
    #[wasm_bindgen(js_name = setAnswer)]
    pub fn set_answer(&mut self, strokes: u32) {
        self.set(|settings| settings.answer = strokes);
    }

    /// The fewest and the most strokes of an answer.
    #[wasm_bindgen(js_name = answerLimits)]
    pub fn answer_limits() -> Vec<u32> {
        vec![*turns::ANSWERS.start(), *turns::ANSWERS.end()]
    }

    /// Greets who comes for the first time: the partner begins, or waits to be started where they want
    /// little motion. Says whether it began.
    pub fn welcome(&mut self, reduced_motion: bool) -> bool {
        if !reduced_motion {
            self.session.partner_mut().start();
        }
        !reduced_motion
    }

    /// Starts the partner.
    pub fn start(&mut self) {
        self.session.partner_mut().start();
    }

    /// Stops the partner at once.
    pub fn pause(&mut self) {
        self.session.partner_mut().pause();
    }

    /// Lets the partner paint one stroke.
    pub fn step(&mut self) {
        self.session.partner_mut().step();
    }

    /// The paces to choose from, in strokes a second; 0 for as many as there are.
    pub fn paces() -> Vec<f64> {
        turns::PACES.to_vec()
    }

    /// Sets the partner's strokes a second as the person chose them, 0 for as many as there are.
    #[wasm_bindgen(js_name = setPace)]
    pub fn set_pace(&mut self, strokes_per_second: f64) {
        self.set(|settings| settings.pace = Pace::Chosen(strokes_per_second));
    }

    /// Lets the partner have its own pace: easy to join, and quicker when nobody does.
    #[wasm_bindgen(js_name = setOwnPace)]
    pub fn set_own_pace(&mut self) {
        self.set(|settings| settings.pace = Pace::Own);
    }

    /// Sets the colours of the partner's strokes: "all", "mine" (those of the person's), or a number, 2 to 16, of
    /// those that come nearest to the picture's. Throws at any other.
    #[wasm_bindgen(js_name = setColors)]
    pub fn set_colors(&mut self, code: &str) -> Result<(), JsValue> {
        let colors = Colors::from_code(code).ok_or_else(|| unknown("colours"))?;
        self.set(|settings| settings.colors = colors);
        Ok(())
    }

    /// Sets whether the partner paints near where the person works.
    #[wasm_bindgen(js_name = setFollow)]
    pub fn set_follow(&mut self, on: bool) {
        self.set(|settings| settings.follows = on);
    }

    /// Sets what a stroke must bring, in parts of a million of a plain sheet's error; 0 for whatever helps.
    #[wasm_bindgen(js_name = setPrice)]
    pub fn set_price(&mut self, price: u32) {
        self.set(|settings| settings.price = price);
    }

    /// Sets whether the partner goes over its last strokes from time to time.
    #[wasm_bindgen(js_name = setPolish)]
    pub fn set_polish(&mut self, on: bool) {
        self.set(|settings| settings.polishes = on);
    }

    /// Lets the partner paint a picture of the gallery.
    #[wasm_bindgen(js_name = chooseGallery)]
    pub fn choose_gallery(&mut self, index: u8) {
        self.session.partner_mut().choose_target(TargetChoice::Gallery(index));
    }

    /// Lets the partner paint the picture in a file.
    #[wasm_bindgen(js_name = chooseFile)]
    pub fn choose_file(&mut self, bytes: Vec<u8>) {
        self.session.partner_mut().choose_target(TargetChoice::File(bytes));
    }

    /// Lets the partner paint freely.
    #[wasm_bindgen(js_name = chooseNone)]
    pub fn choose_none(&mut self) {
        self.session.partner_mut().choose_target(TargetChoice::Nothing);
    }

    /// The prices to choose from, as `setPrice` takes them, from few bold strokes to any that helps.
    pub fn prices() -> Vec<u32> {
        settings::PRICES.to_vec()
    }

    /// The numbers of the picture's colours to choose from, as `setColors` takes them.
    #[wasm_bindgen(js_name = colorCounts)]
    pub fn color_counts() -> Vec<u8> {
        colors::COUNTS.to_vec()
    }

    /// The keys of the brushes that the partner can paint with: those that lay paint and do not smudge.
    #[wasm_bindgen(js_name = partnerBrushes)]
    pub fn partner_brushes() -> Vec<String> {
        let fit = presets::ALL.iter().filter(|p| PartnerBrush::new(&p.brush).is_some());
        fit.map(|preset| preset.name.to_owned()).collect()
    }

    /// Lets the partner paint with the brush of a key, or with its own (""), from when it paints next. Throws
    /// where there is none that it can paint with.
    #[wasm_bindgen(js_name = setPartnerBrush)]
    pub fn set_partner_brush(&mut self, key: &str) -> Result<(), JsValue> {
        let brush = match key {
            "" => Some(PartnerBrush::default()),
            key => self.session.hand().tools.by_key(key).and_then(PartnerBrush::new),
        };
        let brush = brush.ok_or_else(|| unknown("brush"))?;
        self.set(|settings| settings.brush = brush);
        Ok(())
    }

    /// Says yes or no to what the partner did last; returns the number of strokes that this was about.
    pub fn judge(&mut self, yes: bool) -> usize {
        self.session.partner_mut().judge(yes)
    }

    /// Lets the partner forget what it learned from the person.
    pub fn forget(&mut self) {
        self.session.partner_mut().forget();
    }

    /// Takes the partner's weights back to those shipped.
    #[wasm_bindgen(js_name = revertPolicy)]
    pub fn revert_policy(&mut self) {
        self.session.partner_mut().revert_policy();
    }

    /// How the painting stands: see `limner_studio::Status`.
    pub fn status(&self) -> JsValue {
        js_value(&Status::of(&self.session))
    }

    /// Puts `status().trouble` aside, because the person has read it: the next one follows.
    #[wasm_bindgen(js_name = clearTrouble)]
    pub fn clear_trouble(&mut self) {
        self.session.troubles_mut().dismiss_first();
    }

    /// Ten numbers a proposal: three points, two radii, gain, colour.
    pub fn proposals(&self) -> Float32Array {
        let mut numbers = Vec::new();
        for outline in self.session.partner().queue().outlines() {
            numbers.extend(outline.points.as_flattened());
            numbers.extend(outline.radii);
            // Below 2²⁴: a float holds it.
            numbers.extend([outline.gain, number(outline.color) as f32]);
        }
        Float32Array::from(numbers.as_slice())
    }

    /// Why each proposal was chosen: codes.
    #[wasm_bindgen(js_name = proposalReasons)]
    pub fn proposal_reasons(&self) -> Vec<String> {
        let queue = self.session.partner().queue();
        queue.iter().map(|proposal| proposal.reason.as_str().to_owned()).collect()
    }

    /// The picture that the partner paints, `{ width, height, rgba }`, if there is one.
    pub fn target(&self) -> JsValue {
        self.session.partner().target().map_or(JsValue::UNDEFINED, |target| {
            js_picture(target.pixels.width, target.pixels.height, &target.pixels.rgb)
        })
    }

    /// How many pictures the gallery has.
    #[wasm_bindgen(js_name = galleryCount)]
    pub fn gallery_count() -> usize {
        gallery::NAMES.len()
    }

    /// The codes of the gallery's pictures.
    #[wasm_bindgen(js_name = galleryNames)]
    pub fn gallery_names() -> Vec<String> {
        gallery::NAMES.map(str::to_owned).to_vec()
    }

    /// Asks for a picture of the gallery in small.
    #[wasm_bindgen(js_name = requestThumbnail)]
    pub fn request_thumbnail(&mut self, index: u8, width: u16, height: u16) {
        self.session.partner_mut().request_thumbnail(index, width, height);
    }

    /// The small picture that was asked for, `{ width, height, rgba }`, once it is there.
    pub fn thumbnail(&self, index: u8) -> JsValue {
        self.session.partner().thumbnail(index).map_or(JsValue::UNDEFINED, |pixels| {
            js_picture(pixels.width, pixels.height, &pixels.rgb)
        })
    }

    /// What the partner has learned from the person, to be kept over a reload.
    #[wasm_bindgen(js_name = tasteState)]
    pub fn taste_state(&self) -> Vec<u8> {
        self.session.partner().learned().taste.clone()
    }

    /// Brings the partner what it learned before, as `tasteState` gave it.
    #[wasm_bindgen(js_name = setTasteState)]
    pub fn set_taste_state(&mut self, bytes: Vec<u8>) {
        self.session.partner_mut().set_taste(bytes);
    }
}

impl Page {
    /// Changes one of the partner's settings, or several.
    fn set(&mut self, change: impl FnOnce(&mut PartnerSettings)) {
        let mut settings = *self.session.partner().settings();
        change(&mut settings);
        self.session.partner_mut().set_settings(settings);
    }
}
