//! The class `Opening`: a painting on its way to a `Page`, while the page stays awake.

use limner_studio::{opening, share};
use wasm_bindgen::prelude::*;

use crate::page::{Page, session_id};
use crate::parts::{PART, in_parts};
use crate::values::js_error;

/// A painting that is being opened. It is dropped (`free()`) where the person has enough of it.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Opening {
    opening: opening::Opening,
}

#[wasm_bindgen]
impl Opening {
    /// The painting of a file or of a journal, none of it opened yet. Throws where it is none.
    #[wasm_bindgen(js_name = ofFile)]
    pub fn of_file(bytes: Vec<u8>) -> Result<Opening, JsValue> {
        let opening = opening::Opening::of_file(bytes).map_err(|e| js_error(&e))?;
        Ok(Self { opening })
    }

    /// Whether a picture's file holds a painting as well.
    #[wasm_bindgen(js_name = isInPicture)]
    pub fn is_in_picture(bytes: &[u8]) -> bool {
        share::in_picture(bytes).is_some()
    }

    /// The painting of a link's part after the `#`, none of it opened yet. Throws where it is none.
    #[wasm_bindgen(js_name = ofLink)]
    pub fn of_link(text: &str) -> Result<Opening, JsValue> {
        let opening = opening::Opening::of_link(text).map_err(|e| js_error(&e))?;
        Ok(Self { opening })
    }

    /// The painting as a file, before anything of it is opened.
    pub fn file(&self) -> Vec<u8> {
        self.opening.file().to_vec()
    }

    /// Goes on for about so many ms; says whether the painting is open. Throws where it can't be opened.
    pub fn work(&mut self, budget_ms: f64) -> Result<bool, JsValue> {
        let opened = in_parts(budget_ms, || match self.opening.advance(PART) {
            Ok(false) => None,
            ended => Some(ended),
        });
        opened.unwrap_or(Ok(false)).map_err(|e| js_error(&e))
    }

    /// How far opening has come, in parts of a hundred.
    pub fn percent(&self) -> u32 {
        self.opening.percent()
    }

    /// Whether it was kept in a journal whose last record was not written completely; known once it is open.
    #[wasm_bindgen(js_name = isTorn)]
    pub fn is_torn(&self) -> bool {
        self.opening.is_torn()
    }

    /// The page that goes on with the painting, once it is open; nothing before.
    pub fn finish(self) -> Option<Page> {
        self.opening.finish(session_id()).map(Page::of)
    }
}
