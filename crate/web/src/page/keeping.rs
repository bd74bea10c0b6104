//! The classes `Keeping` and `Filing`: a painting on its way to where it is kept.

use limner_core::format::{Encoding, journal};
use limner_studio::small::small;
use wasm_bindgen::prelude::*;

use super::Page;
use super::shared::Shared;
use crate::parts::{PART, in_parts};
use crate::values::js_picture;

/// What is kept of a painting while it is being made.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Keeping;

#[wasm_bindgen]
impl Keeping {
    /// What came after so many entries, as a record of a journal, by the writer of this epoch: see
    /// `limner_core::format::journal`.
    pub fn record(page: &Page, epoch: u32, from: u32) -> Vec<u8> {
        let session = page.session.read();
        let entries = session.document().painting().log().entries();
        journal::record(epoch, from, entries.get(from as usize..).unwrap_or_default())
    }

    /// The painting as it is now, to become a checkpoint of a journal in parts.
    pub fn filing(page: &Page) -> Filing {
        let encoding = Encoding::of(page.session.read().document().painting().log());
        Filing { session: page.session.clone(), encoding }
    }

    /// A small picture to know the painting by, `{ width, height, rgba }`, no side of it longer than so many pixels.
    pub fn small(page: &Page, side: u16) -> JsValue {
        let session = page.session.read();
        let document = session.document();
        let pixels = small(document.painting().canvas(), document.paper(), side);
        js_picture(pixels.width, pixels.height, &pixels.rgb)
    }
}

/// A painting on its way to a file, whatever is painted meanwhile.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Filing {
    session: Shared,
    encoding: Encoding,
}

#[wasm_bindgen]
impl Filing {
    /// Goes on for about so many ms; returns the file once, when it is whole.
    pub fn work(&mut self, budget_ms: f64) -> Option<Vec<u8>> {
        let session = self.session.read();
        let log = session.document().painting().log();
        in_parts(budget_ms, || self.encoding.advance(log, &mut { PART }))
    }
}
