//! The class `View`: which moment of a painting is seen, of whom, and which of its pixels are new.

use limner_core::Rect;
use limner_studio::authors::Shown;
use limner_studio::live::Drawn;
use wasm_bindgen::Clamped;
use wasm_bindgen::prelude::*;

use super::shared::Shared;
use super::unknown;

/// The way in which a painting is looked at.
#[wasm_bindgen]
#[derive(Debug)]
pub struct View {
    session: Shared,
}

impl View {
    pub(super) const fn of(session: Shared) -> Self {
        Self { session }
    }
}

#[wasm_bindgen]
impl View {
    /// Areas whose pixels may have changed since the last call, `x, y, w, h` each; none overlaps
    /// another.
    #[wasm_bindgen(js_name = takeDirty)]
    pub fn take_dirty(&self) -> Vec<u32> {
        let areas = self.session.change().view_mut().take_dirty();
        areas
            .into_iter()
            .flat_map(|area| [area.x0, area.y0, area.x1 - area.x0, area.y1 - area.y0])
            .map(|v| u32::try_from(v).unwrap_or(0))
            .collect()
    }

    /// The opaque pixels of a rectangle, cut at the canvas.
    pub fn rgba(&self, x: u32, y: u32, w: u32, h: u32) -> Clamped<Vec<u8>> {
        let session = self.session.read();
        let px = |v: u32| i32::try_from(v).unwrap_or(i32::MAX).min(1 << 16);
        let area = Rect::new(px(x), px(y), px(x) + px(w), px(y) + px(h));
        let area = area.intersection(session.shown().bounds());
        let mut rgba = vec![0; area.area() * 4];
        session.seen().write_rgba8(area, &mut rgba);
        Clamped(rgba)
    }

    /// Whose strokes are seen: "both", "mine", "partner" or "faded" (both, the partner's faintly). Only
    /// a way of looking, until the person paints. Throws at any other.
    #[wasm_bindgen(js_name = setShown)]
    pub fn set_shown(&self, who: &str) -> Result<(), JsValue> {
        self.session
            .change()
            .view_mut()
            .show(Shown::from_code(who).ok_or_else(|| unknown("authors"))?);
        Ok(())
    }

    /// Says that the page draws the painting by itself ("elsewhere", see `Page.entriesFrom` and `Hand.liveStroke`)
    /// or that it takes its pixels from here. Throws at any other.
    #[wasm_bindgen(js_name = setDrawn)]
    pub fn set_drawn(&self, place: &str) -> Result<(), JsValue> {
        let drawn = match place {
            "here" => Drawn::Here,
            "elsewhere" => Drawn::Elsewhere,
            _ => return Err(unknown("place")),
        };
        self.session.change().view_mut().set_drawn(drawn);
        Ok(())
    }

    /// Whether what is to be seen is the painting as it is now, of both.
    #[wasm_bindgen(js_name = showsThePresent)]
    pub fn shows_the_present(&self) -> bool {
        self.session.read().view().is_present()
    }

    /// Shows the painting as it was at a revision; below 0, as it is now.
    pub fn scrub(&self, revision: f64) {
        // The cast saturates; what is no number is 0.
        self.session.change().view_mut().scrub((revision >= 0.0).then_some(revision as u32));
    }

    /// The revision that is shown, -1 for now.
    pub fn scrubbed(&self) -> f64 {
        self.session.read().view().revision().map_or(-1.0, f64::from)
    }

    /// Goes on from the moment that is shown; says whether one was.
    #[wasm_bindgen(js_name = branchHere)]
    pub fn branch_here(&self) -> bool {
        self.session.change().view_mut().branch()
    }
}
