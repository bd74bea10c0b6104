//! The class `Hand`: the person's pointer, and the tool, brush and colour that they hold.

use limner_core::format;
use limner_protocol::Trouble;
use limner_studio::BrushStatus;
use limner_studio::pointer::{Device, PressureSense, Report};
use limner_studio::preview::Previewing;
use limner_studio::stabiliser::Kind;
use limner_studio::tools::{Grip, Tool};
use wasm_bindgen::prelude::*;

use super::shared::Shared;
use super::{number, rgb8, unknown};
use crate::parts::{PART, in_parts};
use crate::values::{js_error, js_rgba, js_value};

/// The person's hand: its pointer, and what it holds.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Hand {
    session: Shared,
    sense: PressureSense,
}

impl Hand {
    pub(super) fn of(session: Shared) -> Self {
        Self { session, sense: PressureSense::default() }
    }
}

#[wasm_bindgen]
impl Hand {
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
        self.session.change().pointer().down(Report { x, y, pressure, tilt_x, tilt_y, time_ms })
    }

    /// The pointer moves: six numbers a report, in the order of `pointerDown`.
    #[wasm_bindgen(js_name = pointerMove)]
    pub fn pointer_move(&mut self, reports: &[f64]) {
        let reports = reports_of(reports, &mut self.sense);
        self.session.change().pointer().moves(&reports);
    }

    /// The pointer goes up.
    #[wasm_bindgen(js_name = pointerUp)]
    pub fn pointer_up(&self, time_ms: f64) {
        self.session.change().pointer().up(time_ms);
    }

    /// The stroke in progress never was; says whether there was one.
    #[wasm_bindgen(js_name = pointerCancel)]
    pub fn pointer_cancel(&self) -> bool {
        self.session.change().pointer().cancel()
    }

    /// Paints the strokes of a painting of this one's size, as the person's and as one step of undo; says how many.
    /// Throws, without painting any, where the bytes are no such painting or too many.
    #[wasm_bindgen(js_name = paintGroup)]
    pub fn paint_group(&self, bytes: &[u8]) -> Result<usize, JsValue> {
        self.session.change().pointer().paint_group(bytes).map_err(|e| js_error(&e))
    }

    /// The person's stroke in progress, if there is one.
    #[wasm_bindgen(js_name = liveStroke)]
    pub fn live_stroke(&self) -> Option<Vec<u8>> {
        let session = self.session.read();
        let (stroke, brush, place) = session.hand().live_stroke()?;
        Some(format::encode_stroke(&stroke, &brush, place))
    }

    /// Where the stroke in progress may go next, from reports that are guesses, as `pointerMove` takes them.
    pub fn guess(&self, reports: &[f64]) -> Option<Vec<u8>> {
        let mut sense = self.sense;
        let session = self.session.read();
        let stroke = session.hand().guess(&reports_of(reports, &mut sense))?;
        let (_, brush, place) = session.hand().live_stroke()?;
        Some(format::encode_stroke(&stroke, &brush, place))
    }

    /// Whether a stroke of the person's is in progress.
    pub fn painting(&self) -> bool {
        self.session.read().hand().is_painting()
    }

    /// Takes a tool: "brush" or "eraser". Throws at any other.
    #[wasm_bindgen(js_name = setTool)]
    pub fn set_tool(&self, name: &str) -> Result<(), JsValue> {
        let tool = Tool::from_code(name).ok_or_else(|| unknown("tool"))?;
        self.session.change().hand_mut().tools.tool = tool;
        Ok(())
    }

    /// Sets how the brush in hand is held: radius in px, opacity and hardness 0..=1, what the pressure
    /// moves. It is remembered for each brush, and for the eraser.
    #[wasm_bindgen(js_name = setBrush)]
    pub fn set_brush(
        &self,
        radius_px: f64,
        opacity: f64,
        hardness: f64,
        pressure_to_radius: bool,
        pressure_to_opacity: bool,
    ) {
        let mut session = self.session.change();
        let tools = &mut session.hand_mut().tools;
        tools.set_brush(radius_px, opacity, hardness);
        tools.set_grip(Grip { pressure_to_radius, pressure_to_opacity, ..tools.grip() });
    }

    /// Keys of the brushes that there are: codes, then `own:` and a name for each of the person's own.
    pub fn presets(&self) -> Vec<String> {
        self.session.read().hand().tools.keys()
    }

    /// Takes a brush by its key. Throws where there is none.
    #[wasm_bindgen(js_name = setPreset)]
    pub fn set_preset(&self, key: &str) -> Result<(), JsValue> {
        let chosen = self.session.change().hand_mut().tools.choose(key);
        if chosen { Ok(()) } else { Err(unknown("brush")) }
    }

    /// The brush in hand and how it is held: see `limner_studio::BrushStatus`.
    #[wasm_bindgen(js_name = brushState)]
    pub fn brush_state(&self) -> JsValue {
        js_value(&BrushStatus::of(&self.session.read().hand().tools))
    }

    /// Sets how the line is steadied from the next stroke on: "none", "smooth" (over a length of the way) or
    /// "lazy" (on a string of a length), in canvas px. Throws at any other.
    #[wasm_bindgen(js_name = setStabiliser)]
    pub fn set_stabiliser(&self, kind: &str, length_px: f64) -> Result<(), JsValue> {
        let kind = Kind::from_code(kind, length_px).ok_or_else(|| unknown("stabiliser"))?;
        self.session.change().hand_mut().stabiliser = kind;
        Ok(())
    }

    /// The brush in hand as a file, held as it is.
    #[wasm_bindgen(js_name = exportBrush)]
    pub fn export_brush(&self, name: &str) -> Vec<u8> {
        self.session.read().hand().tools.export(name)
    }

    /// Takes the brush of a file as one of the person's own, and into the hand; returns its key.
    /// Throws where it is none.
    #[wasm_bindgen(js_name = importBrush)]
    pub fn import_brush(&self, bytes: &[u8]) -> Result<String, JsValue> {
        self.session.change().hand_mut().tools.import(bytes).map_err(|e| js_error(&e))
    }

    /// Removes one of the person's own brushes; says whether there was one.
    #[wasm_bindgen(js_name = removeBrush)]
    pub fn remove_brush(&self, key: &str) -> bool {
        self.session.change().hand_mut().tools.remove(key)
    }

    /// A stroke of a brush, to be drawn in parts: how it looks. Throws where there is no such brush.
    pub fn preview(
        &self,
        key: &str,
        width: u16,
        height: u16,
        rgb: u32,
    ) -> Result<StrokePreview, JsValue> {
        let session = self.session.read();
        let brush = session.hand().tools.by_key(key).ok_or_else(|| unknown("brush"))?;
        let preview = Previewing::of(brush, width, height, rgb8(rgb));
        Ok(StrokePreview(preview.map_err(|e| js_error(&Trouble::of_given(&e)))?))
    }

    /// The brushes of the person's own and how each is held, to be kept over a reload.
    #[wasm_bindgen(js_name = toolState)]
    pub fn tool_state(&self) -> Vec<u8> {
        self.session.read().hand().tools.state()
    }

    /// Brings the brushes that were kept, as `toolState` gave them. Throws where it can't be read; then nothing has changed.
    #[wasm_bindgen(js_name = setToolState)]
    pub fn set_tool_state(&self, bytes: &[u8]) -> Result<(), JsValue> {
        self.session.change().hand_mut().tools.set_state(bytes).map_err(|e| js_error(&e))
    }

    /// Brings together the brushes here and those that another page kept, since both had `base`; see
    /// `limner_studio::tools::Tools::reconcile`. Throws where they can't be read; then nothing has changed.
    pub fn reconcile(&self, base: &[u8], theirs: &[u8]) -> Result<(), JsValue> {
        let mut session = self.session.change();
        session.hand_mut().tools.reconcile(base, theirs).map_err(|e| js_error(&e))
    }

    /// Sets the colour of the paint.
    #[wasm_bindgen(js_name = setColor)]
    pub fn set_color(&self, rgb: u32) {
        self.session.change().hand_mut().tools.color = rgb8(rgb);
    }

    /// The colour of the paint.
    pub fn color(&self) -> u32 {
        number(self.session.read().hand().tools.color)
    }

    /// The colour seen at a position, if it is on the canvas: the eyedropper.
    pub fn pick(&self, x: f64, y: f64) -> Option<u32> {
        self.session.change().color_at(x, y).map(number)
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

/// A stroke that is not on the log, as it is drawn.
#[wasm_bindgen]
#[derive(Debug)]
pub struct StrokePreview(pub(super) Previewing);

#[wasm_bindgen]
impl StrokePreview {
    /// Goes on for about so many ms; says whether all of it is drawn.
    pub fn work(&mut self, budget_ms: f64) -> bool {
        in_parts(budget_ms, || self.0.advance(PART).then_some(())).is_some()
    }

    /// Left, top, width and height of what the picture shows of its canvas, in canvas px.
    pub fn area(&self) -> Vec<u16> {
        let area = self.0.area();
        [area.x0, area.y0, area.x1 - area.x0, area.y1 - area.y0].map(|px| px as u16).to_vec()
    }

    /// The picture, `{ width, height, rgba }`, as far as it is drawn.
    pub fn picture(&self) -> JsValue {
        let picture = self.0.picture();
        js_rgba(picture.width, picture.height, &picture.rgba)
    }
}
