//! The class `Page`: a painting session behind JavaScript's types.
//!
//! Positions are canvas px, pressure is 0..=1, tilt is in degrees, times are those of
//! `performance.now()`, colours are numbers 0xRRGGBB. Nothing here throws but what says so; what is
//! thrown is an `Error` whose message is JSON: `{ code, detail }` (see `limner_protocol::codes`).

use js_sys::{Float32Array, Uint8Array};
use limner_core::brush::presets;
use limner_core::{Rect, Rgb8, format};
use limner_pictures::gallery;
use limner_protocol::codes::trouble;
use limner_protocol::{TargetChoice, Trouble};
use limner_studio::authors::Shown;
use limner_studio::colors::{self, Colors};
use limner_studio::limits::LIMITS;
use limner_studio::live::Drawn;
use limner_studio::pointer::{Device, PressureSense, Report};
use limner_studio::settings::{self, PartnerBrush};
use limner_studio::stabiliser::Kind;
use limner_studio::tools::{Grip, Tool};
use limner_studio::turns::{self, Pace, Turn};
use limner_studio::{BrushStatus, PartnerSettings, Session, Status, paper, preview};
use wasm_bindgen::Clamped;
use wasm_bindgen::prelude::*;

use crate::browser::now_ms;
use crate::values::{js_error, js_picture, js_rgba, js_value};

/// After this time a frame paints no further stroke, in ms; the budget is 4, and one takes about one.
const FRAME_MS: f64 = 2.5;

/// A painting session.
#[wasm_bindgen]
pub struct Page {
    session: Session,
    sense: PressureSense,
}

impl Page {
    fn of(session: Session) -> Self {
        Self { session, sense: PressureSense::default() }
    }

    /// Changes one of the partner's settings, or several.
    fn set(&mut self, change: impl FnOnce(&mut PartnerSettings)) {
        let mut settings = *self.session.partner().settings();
        change(&mut settings);
        self.session.partner_mut().set_settings(settings);
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

    /// Goes on with a painting from a file. Throws where it is none.
    pub fn open(bytes: &[u8]) -> Result<Page, JsValue> {
        let session = Session::open(session_id(), bytes);
        session.map(Self::of).map_err(|e| js_error(&e))
    }

    /// Goes on with a painting from a link's part after the `#`. Throws where it is none.
    #[wasm_bindgen(js_name = openLink)]
    pub fn open_link(text: &str) -> Result<Page, JsValue> {
        let session = Session::open_link(session_id(), text);
        session.map(Self::of).map_err(|e| js_error(&e))
    }

    /// Columns.
    #[wasm_bindgen(getter)]
    pub fn width(&self) -> u16 {
        self.session.shown().width()
    }

    /// Rows.
    #[wasm_bindgen(getter)]
    pub fn height(&self) -> u16 {
        self.session.shown().height()
    }

    /// The paper's colour.
    #[wasm_bindgen(getter)]
    pub fn paper(&self) -> u32 {
        number(self.session.document().paper())
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

    /// What of a picture of this size the partner would paint on this canvas: left, top, width and height in
    /// the picture's pixels.
    #[wasm_bindgen(js_name = cropOf)]
    pub fn crop_of(&self, width: u32, height: u32) -> Vec<f64> {
        let canvas = [self.width(), self.height()].map(u32::from);
        limner_pictures::cover_crop([width.max(1), height.max(1)], canvas).to_vec()
    }

    /// Areas whose pixels may have changed since the last call, `x, y, w, h` each; none overlaps
    /// another.
    #[wasm_bindgen(js_name = takeDirty)]
    pub fn take_dirty(&mut self) -> Vec<u32> {
        let areas = self.session.view_mut().take_dirty().into_iter();
        areas
            .flat_map(|area| [area.x0, area.y0, area.x1 - area.x0, area.y1 - area.y0])
            .map(|v| v.max(0) as u32)
            .collect()
    }

    /// The opaque pixels of a rectangle, cut at the canvas.
    pub fn rgba(&self, x: u32, y: u32, w: u32, h: u32) -> Clamped<Vec<u8>> {
        let canvas = self.session.shown();
        let px = |v: u32| v.min(1 << 16) as i32;
        let area = Rect::new(px(x), px(y), px(x) + px(w), px(y) + px(h));
        let area = area.intersection(canvas.bounds());
        let mut rgba = vec![0; area.area() * 4];
        self.session.seen().write_rgba8(area, &mut rgba);
        Clamped(rgba)
    }

    /// Whose strokes are seen: "both", "mine", "partner" or "faded" (both, the partner's faintly). Only
    /// a way of looking, until the person paints. Throws at any other.
    #[wasm_bindgen(js_name = setShown)]
    pub fn set_shown(&mut self, who: &str) -> Result<(), JsValue> {
        self.session.view_mut().show(Shown::from_code(who).ok_or_else(|| unknown("authors"))?);
        Ok(())
    }

    /// The fingerprint of the painting as it is now: 16 hexadecimal digits.
    pub fn hash(&mut self) -> String {
        self.session.catch_up();
        format!("{:016x}", self.session.document().painting().canvas().hash())
    }

    /// Says that the page draws the painting by itself ("elsewhere", see `entriesFrom` and `liveStroke`)
    /// or that it takes its pixels from here. Throws at any other.
    #[wasm_bindgen(js_name = setDrawn)]
    pub fn set_drawn(&mut self, place: &str) -> Result<(), JsValue> {
        let drawn = match place {
            "here" => Drawn::Here,
            "elsewhere" => Drawn::Elsewhere,
            _ => return Err(unknown("place")),
        };
        self.session.view_mut().set_drawn(drawn);
        Ok(())
    }

    /// Whether what is to be seen is the painting as it is now, of both.
    #[wasm_bindgen(js_name = showsThePresent)]
    pub fn shows_the_present(&self) -> bool {
        self.session.view().is_present()
    }

    /// The log's entries from a revision on.
    #[wasm_bindgen(js_name = entriesFrom)]
    pub fn entries_from(&self, revision: usize) -> Vec<u8> {
        let entries = self.session.document().painting().log().entries();
        format::encode_entries(entries.get(revision..).unwrap_or_default())
    }

    /// The person's stroke in progress, if there is one.
    #[wasm_bindgen(js_name = liveStroke)]
    pub fn live_stroke(&self) -> Option<Vec<u8>> {
        let (stroke, brush, place) = self.session.hand().live_stroke()?;
        Some(format::encode_stroke(&stroke, &brush, place))
    }

    /// Where it may go next, from reports that are guesses, as `pointerMove` takes them.
    pub fn guess(&self, reports: &[f64]) -> Option<Vec<u8>> {
        let mut sense = self.sense;
        let stroke = self.session.hand().guess(&reports_of(reports, &mut sense))?;
        let (_, brush, place) = self.session.hand().live_stroke()?;
        Some(format::encode_stroke(&stroke, &brush, place))
    }

    /// Number of log entries.
    pub fn revision(&self) -> u32 {
        self.session.document().revision()
    }

    /// One byte for every stroke: bit 0 by the partner, 1 visible, 2 liked, 3 disliked.
    pub fn strokes(&self) -> Vec<u8> {
        self.session.document().stroke_marks()
    }

    /// The log entry that added each stroke, in the order of `strokes()`.
    #[wasm_bindgen(js_name = strokeEntries)]
    pub fn stroke_entries(&self) -> Vec<u32> {
        self.session.document().painting().strokes().iter().map(|placed| placed.id).collect()
    }

    /// For every log entry, milliseconds since the one before.
    #[wasm_bindgen(js_name = entryTimes)]
    pub fn entry_times(&self) -> Vec<u32> {
        self.session.document().painting().log().entries().iter().map(|e| e.dt_ms).collect()
    }

    /// Shows the painting as it was at a revision; below 0, as it is now.
    pub fn scrub(&mut self, revision: f64) {
        // The cast saturates; what is no number is 0.
        self.session.view_mut().scrub((revision >= 0.0).then_some(revision as u32));
    }

    /// The revision that is shown, -1 for now.
    pub fn scrubbed(&self) -> f64 {
        self.session.view().revision().map_or(-1.0, f64::from)
    }

    /// Goes on from the moment that is shown; says whether one was.
    #[wasm_bindgen(js_name = branchHere)]
    pub fn branch_here(&mut self) -> bool {
        self.session.view_mut().branch()
    }

    /// The painting as the part of a link after the `#`.
    pub fn link(&self) -> String {
        self.session.link()
    }

    /// The painting as a file.
    pub fn file(&self) -> Vec<u8> {
        self.session.file()
    }

    /// The painting as a PNG. May throw.
    pub fn png(&mut self) -> Result<Vec<u8>, JsValue> {
        self.session.png().map_err(|e| js_error(&e))
    }
}

/// The person's hand.
#[wasm_bindgen]
impl Page {
    /// Says what goes down next, by the event's `pointerType`; where nothing was said, its pressure is
    /// taken as it is.
    #[wasm_bindgen(js_name = setDevice)]
    pub fn set_device(&mut self, pointer_type: &str) {
        self.sense.begin(Device::from_pointer_type(pointer_type));
    }

    /// The pointer goes down; says whether that began something.
    #[wasm_bindgen(js_name = pointerDown)]
    pub fn pointer_down(
        &mut self,
        x: f64,
        y: f64,
        pressure: f64,
        tilt_x: f64,
        tilt_y: f64,
        time_ms: f64,
    ) -> bool {
        let pressure = self.sense.felt(pressure);
        self.session.pointer().down(Report { x, y, pressure, tilt_x, tilt_y, time_ms })
    }

    /// The pointer moves: six numbers a report, in the order of `pointerDown`.
    #[wasm_bindgen(js_name = pointerMove)]
    pub fn pointer_move(&mut self, reports: &[f64]) {
        let reports = reports_of(reports, &mut self.sense);
        self.session.pointer().moves(&reports);
    }

    /// The pointer goes up.
    #[wasm_bindgen(js_name = pointerUp)]
    pub fn pointer_up(&mut self, time_ms: f64) {
        self.session.pointer().up(time_ms);
    }

    /// The stroke in progress never was; says whether there was one.
    #[wasm_bindgen(js_name = pointerCancel)]
    pub fn pointer_cancel(&mut self) -> bool {
        self.session.pointer().cancel()
    }

    /// Whether a stroke of the person's is in progress.
    pub fn painting(&self) -> bool {
        self.session.hand().is_painting()
    }

    /// Takes a tool: "brush", "eraser" or "eyedropper". Throws at any other.
    #[wasm_bindgen(js_name = setTool)]
    pub fn set_tool(&mut self, name: &str) -> Result<(), JsValue> {
        self.session.hand_mut().tools.tool =
            Tool::from_code(name).ok_or_else(|| unknown("tool"))?;
        Ok(())
    }

    /// Sets how the brush in hand is held: radius in px, opacity and hardness 0..=1, what the pressure
    /// moves. It is remembered for each brush, and for the eraser.
    #[wasm_bindgen(js_name = setBrush)]
    pub fn set_brush(
        &mut self,
        radius_px: f64,
        opacity: f64,
        hardness: f64,
        pressure_to_radius: bool,
        pressure_to_opacity: bool,
    ) {
        let tools = &mut self.session.hand_mut().tools;
        tools.set_brush(radius_px, opacity, hardness);
        tools.set_grip(Grip { pressure_to_radius, pressure_to_opacity, ..tools.grip() });
    }

    /// Keys of the brushes that there are: codes, then `own:` and a name for each of the person's own.
    pub fn presets(&self) -> Vec<String> {
        self.session.hand().tools.keys()
    }

    /// Takes a brush by its key. Throws where there is none.
    #[wasm_bindgen(js_name = setPreset)]
    pub fn set_preset(&mut self, key: &str) -> Result<(), JsValue> {
        if self.session.hand_mut().tools.choose(key) { Ok(()) } else { Err(unknown("brush")) }
    }

    /// The brush in hand and how it is held: see `limner_studio::BrushStatus`.
    #[wasm_bindgen(js_name = brushState)]
    pub fn brush_state(&self) -> JsValue {
        js_value(&BrushStatus::of(&self.session.hand().tools))
    }

    /// How the line is steadied from the next stroke on: "none", "smooth" (over a length of the way) or
    /// "lazy" (on a string of a length), in canvas px. Throws at any other.
    #[wasm_bindgen(js_name = setStabiliser)]
    pub fn set_stabiliser(&mut self, kind: &str, length_px: f64) -> Result<(), JsValue> {
        let kind = Kind::from_code(kind, length_px).ok_or_else(|| unknown("stabiliser"))?;
        self.session.hand_mut().stabiliser = kind;
        Ok(())
    }

    /// The brush in hand as a file, held as it is.
    #[wasm_bindgen(js_name = exportBrush)]
    pub fn export_brush(&self, name: &str) -> Vec<u8> {
        self.session.hand().tools.export(name)
    }

    /// Takes the brush of a file as one of the person's own, and into the hand; returns its key.
    /// Throws where it is none.
    #[wasm_bindgen(js_name = importBrush)]
    pub fn import_brush(&mut self, bytes: &[u8]) -> Result<String, JsValue> {
        self.session.hand_mut().tools.import(bytes).map_err(|e| js_error(&e))
    }

    /// Removes one of the person's own brushes; says whether there was one.
    #[wasm_bindgen(js_name = removeBrush)]
    pub fn remove_brush(&mut self, key: &str) -> bool {
        self.session.hand_mut().tools.remove(key)
    }

    /// A stroke of a brush, `{ width, height, rgba }`: how it looks. Throws where there is none.
    #[wasm_bindgen(js_name = presetPreview)]
    pub fn preset_preview(
        &self,
        key: &str,
        width: u16,
        height: u16,
        rgb: u32,
    ) -> Result<JsValue, JsValue> {
        let brush = self.session.hand().tools.by_key(key).ok_or_else(|| unknown("brush"))?;
        let preview = preview::draw(brush, width, height, rgb8(rgb));
        let preview = preview.map_err(|e| js_error(&Trouble::of_given(&e)))?;
        Ok(js_rgba(preview.width, preview.height, &preview.rgba))
    }

    /// The brushes of the person's own and how each is held, to be kept over a reload.
    #[wasm_bindgen(js_name = toolState)]
    pub fn tool_state(&self) -> Vec<u8> {
        self.session.hand().tools.state()
    }

    /// Brings what was kept. Throws where it can't be read; then nothing has changed.
    #[wasm_bindgen(js_name = setToolState)]
    pub fn set_tool_state(&mut self, bytes: &[u8]) -> Result<(), JsValue> {
        self.session.hand_mut().tools.set_state(bytes).map_err(|e| js_error(&e))
    }

    /// Sets the paint.
    #[wasm_bindgen(js_name = setColor)]
    pub fn set_color(&mut self, rgb: u32) {
        self.session.hand_mut().tools.color = rgb8(rgb);
    }

    /// The paint.
    pub fn color(&self) -> u32 {
        number(self.session.hand().tools.color)
    }

    /// The colour seen at a position, if it is on the canvas.
    pub fn pick(&mut self, x: f64, y: f64) -> Option<u32> {
        self.session.color_at(x, y).map(number)
    }

    /// Takes the person's last step back; says whether there was one.
    pub fn undo(&mut self) -> bool {
        self.session.undo()
    }

    /// Takes it again.
    pub fn redo(&mut self) -> bool {
        self.session.redo()
    }

    /// Takes the partner's last stroke back, which it counts as a weak no.
    #[wasm_bindgen(js_name = undoPartner)]
    pub fn undo_partner(&mut self) -> bool {
        self.session.undo_partner()
    }

    /// Hides every stroke of both, as one step.
    pub fn clear(&mut self) -> bool {
        self.session.clear()
    }
}

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
        self.session.tick(now, || now_ms() - began_ms < FRAME_MS);
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

    /// Stops it at once.
    pub fn pause(&mut self) {
        self.session.partner_mut().pause();
    }

    /// Lets it paint one stroke.
    pub fn step(&mut self) {
        self.session.partner_mut().step();
    }

    /// The paces to choose from, in strokes a second; 0 for as many as there are.
    pub fn paces() -> Vec<f64> {
        turns::PACES.to_vec()
    }

    /// Sets its strokes a second as the person chose them, 0 for as many as there are.
    #[wasm_bindgen(js_name = setPace)]
    pub fn set_pace(&mut self, strokes_per_second: f64) {
        self.set(|settings| settings.pace = Pace::Chosen(strokes_per_second));
    }

    /// Lets it have its own pace: easy to join, and quicker when nobody does.
    #[wasm_bindgen(js_name = setOwnPace)]
    pub fn set_own_pace(&mut self) {
        self.set(|settings| settings.pace = Pace::Own);
    }

    /// Which colours its strokes may have: "all", "mine" (those of the person's), or a number, 2 to 16, of
    /// those that come nearest to the picture's. Throws at any other.
    #[wasm_bindgen(js_name = setColors)]
    pub fn set_colors(&mut self, code: &str) -> Result<(), JsValue> {
        let colors = Colors::from_code(code).ok_or_else(|| unknown("colours"))?;
        self.set(|settings| settings.colors = colors);
        Ok(())
    }

    /// Whether it is to paint near where the person works.
    #[wasm_bindgen(js_name = setFollow)]
    pub fn set_follow(&mut self, on: bool) {
        self.set(|settings| settings.follows = on);
    }

    /// What a stroke must bring, in parts of a million of a plain sheet's error; 0 for whatever helps.
    #[wasm_bindgen(js_name = setPrice)]
    pub fn set_price(&mut self, price: u32) {
        self.set(|settings| settings.price = price);
    }

    /// Whether it goes over its last strokes from time to time.
    #[wasm_bindgen(js_name = setPolish)]
    pub fn set_polish(&mut self, on: bool) {
        self.set(|settings| settings.polishes = on);
    }

    /// It is to paint a picture of the gallery.
    #[wasm_bindgen(js_name = chooseGallery)]
    pub fn choose_gallery(&mut self, index: u8) {
        self.session.partner_mut().choose_target(TargetChoice::Gallery(index));
    }

    /// It is to paint the picture in a file.
    #[wasm_bindgen(js_name = chooseFile)]
    pub fn choose_file(&mut self, bytes: Vec<u8>) {
        self.session.partner_mut().choose_target(TargetChoice::File(bytes));
    }

    /// It is to paint freely.
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

    /// Keys of the brushes that it can paint with: those that lay paint and do not smudge.
    #[wasm_bindgen(js_name = partnerBrushes)]
    pub fn partner_brushes() -> Vec<String> {
        let fit = presets::ALL.iter().filter(|p| PartnerBrush::new(&p.brush).is_some());
        fit.map(|preset| preset.name.to_owned()).collect()
    }

    /// It is to paint with the brush of a key, or with its own (""), from when it paints next. Throws
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

    /// Says yes or no to what it did last; returns the number of strokes that this was about.
    pub fn judge(&mut self, yes: bool) -> usize {
        self.session.partner_mut().judge(yes)
    }

    /// It is to forget what it learned from the person.
    pub fn forget(&mut self) {
        self.session.partner_mut().forget();
    }

    /// Its weights go back to those shipped.
    #[wasm_bindgen(js_name = revertPolicy)]
    pub fn revert_policy(&mut self) {
        self.session.partner_mut().revert_policy();
    }

    /// How things stand: see `limner_studio::Status`.
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

    /// The picture it paints, `{ width, height, rgba }`, if there is one.
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

    /// Their codes.
    #[wasm_bindgen(js_name = galleryNames)]
    pub fn gallery_names() -> Vec<String> {
        gallery::NAMES.map(str::to_owned).to_vec()
    }

    /// Asks for a picture of the gallery in small.
    #[wasm_bindgen(js_name = requestThumbnail)]
    pub fn request_thumbnail(&mut self, index: u8, width: u16, height: u16) {
        self.session.partner_mut().request_thumbnail(index, width, height);
    }

    /// It, `{ width, height, rgba }`, once it is there.
    pub fn thumbnail(&self, index: u8) -> JsValue {
        self.session.partner().thumbnail(index).map_or(JsValue::UNDEFINED, |pixels| {
            js_picture(pixels.width, pixels.height, &pixels.rgb)
        })
    }

    /// What it has learned from the person, to be kept over a reload.
    #[wasm_bindgen(js_name = tasteState)]
    pub fn taste_state(&self) -> Vec<u8> {
        self.session.partner().learned().taste.clone()
    }

    /// Brings what it learned before.
    #[wasm_bindgen(js_name = setTasteState)]
    pub fn set_taste_state(&mut self, bytes: Vec<u8>) {
        self.session.partner_mut().set_taste(bytes);
    }
}

/// Reports of six numbers each.
fn reports_of(numbers: &[f64], sense: &mut PressureSense) -> Vec<Report> {
    let report = |&[x, y, pressure, tilt_x, tilt_y, time_ms]: &[f64; 6]| Report {
        x,
        y,
        pressure: sense.felt(pressure),
        tilt_x,
        tilt_y,
        time_ms,
    };
    numbers.as_chunks().0.iter().map(report).collect()
}

/// Tells this session's messages from those of a painting that was open before.
fn session_id() -> u32 {
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
