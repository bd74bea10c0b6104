//! The class `Page`: a painting session behind JavaScript's types.
//!
//! Positions are canvas px, pressure is 0..=1, tilt is in degrees, times are those of
//! `performance.now()`, colours are numbers 0xRRGGBB. Nothing here throws but what says so; what is
//! thrown is an `Error` whose message is JSON: `{ code, detail }` (see `limner_protocol::codes`).

mod hand;
mod partner;

use limner_core::{Rect, Rgb8, format};
use limner_protocol::Trouble;
use limner_protocol::codes::trouble;
use limner_studio::authors::Shown;
use limner_studio::limits::LIMITS;
use limner_studio::live::Drawn;
use limner_studio::pointer::PressureSense;
use limner_studio::{Session, paper};
use wasm_bindgen::Clamped;
use wasm_bindgen::prelude::*;

use crate::values::{js_error, js_value};

/// A painting session.
#[wasm_bindgen]
pub struct Page {
    session: Session,
    sense: PressureSense,
}

impl Page {
    pub(crate) fn of(session: Session) -> Self {
        Self { session, sense: PressureSense::default() }
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

    /// The painting of a file, to be gone on with, opened at once; `Opening` does it in parts. Throws where it
    /// is none.
    pub fn open(bytes: &[u8]) -> Result<Page, JsValue> {
        let session = Session::open(session_id(), bytes);
        session.map(Self::of).map_err(|e| js_error(&e))
    }

    /// The canvas's columns.
    #[wasm_bindgen(getter)]
    pub fn width(&self) -> u16 {
        self.session.shown().width()
    }

    /// The canvas's rows.
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

    /// The number of log entries: it changes whenever `file()` would.
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
