//! The class `Beside`: what the partner does beside the painting when the person asks for it.

use js_sys::Float32Array;
use limner_protocol::Kept;
use limner_studio::beside::why_as_json;
use limner_studio::queue::Outline;
use wasm_bindgen::prelude::*;

use super::partner::js_outlines;
use super::shared::Shared;
use crate::values::js_picture;

/// Why the partner chose a stroke, where it would paint next, and a patch painted anew.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Beside {
    session: Shared,
}

impl Beside {
    pub(super) const fn of(session: Shared) -> Self {
        Self { session }
    }
}

#[wasm_bindgen]
impl Beside {
    /// What was asked last, once it is known, as JSON: `Why` in `www/why.js`.
    pub fn why(&self) -> Option<String> {
        self.session.read().partner().beside.why().map(why_as_json)
    }

    /// What the stroke was chosen over, the likeliest first, as `proposals()` has them; gain is what each was worth in
    /// parts of the one chosen.
    pub fn alternatives(&self) -> Float32Array {
        let session = self.session.read();
        let why = session.partner().beside.why();
        let others = why.into_iter().flat_map(|why| &why.alternatives);
        js_outlines(&mut others.filter_map(|other| {
            let gain = f32::from(other.worth_percent) / 100.0;
            Some(Outline { gain, ..Outline::of_stroke(&other.stroke)? })
        }))
    }

    /// Has `heat()`, or not.
    #[wasm_bindgen(js_name = setHeat)]
    pub fn set_heat(&self, on: bool) {
        self.session.change().partner_mut().set_heat(on);
    }

    /// How likely the partner paints next in each of a row of squares of the canvas, 255 for the likeliest: rows from the
    /// top, and how many there are in a row before all else. Nothing while it is off or not known.
    pub fn heat(&self) -> Vec<u8> {
        let session = self.session.read();
        let heat = session.partner().beside.heat();
        if heat.cells.is_empty() {
            return Vec::new();
        }
        [&[heat.columns], &heat.cells[..]].concat()
    }

    /// Has a patch painted anew: all within a distance of a point of the canvas. The partner waits meanwhile.
    pub fn repaint(&self, x: f32, y: f32, reach: f32) {
        self.session.change().partner_mut().repaint(x, y, reach);
    }

    /// How far the patch is, in percent, where there is one; 101 where nothing of the partner's lies there.
    pub fn patch(&self) -> Option<u8> {
        let session = self.session.read();
        let patch = session.partner().beside.patch()?;
        let is_empty = patch.came().is_some_and(|came| came.pictures.is_none());
        Some(if is_empty { 101 } else { patch.percent() })
    }

    /// The patch as it is, or as it was painted anew: `{ width, height, rgba }`, once it is there.
    #[wasm_bindgen(js_name = patchPicture)]
    pub fn patch_picture(&self, anew: bool) -> JsValue {
        let session = self.session.read();
        let came = session.partner().beside.patch().and_then(|patch| patch.came());
        let pictures = came.and_then(|came| came.pictures.as_ref());
        pictures.map_or(JsValue::UNDEFINED, |pictures| {
            let picture = &pictures[usize::from(anew)];
            js_picture(picture.width, picture.height, &picture.rgb)
        })
    }

    /// Lets go of the patch: the person keeps the old one (1), the new one (2), or does not say (0). Says whether the
    /// painting changed.
    #[wasm_bindgen(js_name = endRepaint)]
    pub fn end_repaint(&self, kept: u8) -> bool {
        let kept = match kept {
            1 => Kept::Old,
            2 => Kept::New,
            _ => Kept::Neither,
        };
        self.session.change().partner_mut().end_repaint(kept)
    }
}
