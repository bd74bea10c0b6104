//! The class `Taste`: the words that tastes are told in, and tastes as files.

use limner_protocol::codes::{said, word};
use limner_studio::taste_file;
use wasm_bindgen::prelude::*;

use super::partner::owned;
use crate::values::js_error;

/// What is known of tastes in general; that of the person is the partner's.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Taste;

#[wasm_bindgen]
impl Taste {
    /// The codes of the qualities that can be wanted, two for each.
    pub fn words() -> Vec<String> {
        owned(word::ALL)
    }

    /// The codes of what can be said of strokes.
    pub fn sayings() -> Vec<String> {
        owned(said::ALL)
    }

    /// A taste as a file of this name, with what was practised of it.
    #[wasm_bindgen(js_name = toFile)]
    pub fn to_file(name: &str, taste: &[u8], practised: &[u8]) -> Vec<u8> {
        taste_file::encode(name, taste, practised)
    }

    /// The name of the taste in a file. Throws where it is none.
    #[wasm_bindgen(js_name = nameIn)]
    pub fn name_in(file: &[u8]) -> Result<String, JsValue> {
        Ok(opened(file)?.0)
    }

    /// The taste in a file, as `tasteState` gave it. Throws where it is none.
    #[wasm_bindgen(js_name = stateIn)]
    pub fn state_in(file: &[u8]) -> Result<Vec<u8>, JsValue> {
        Ok(opened(file)?.1)
    }

    /// What was practised of the taste in a file, as `practised` gave it; nothing where it has none. Throws where it is
    /// none.
    #[wasm_bindgen(js_name = practisedIn)]
    pub fn practised_in(file: &[u8]) -> Result<Vec<u8>, JsValue> {
        Ok(opened(file)?.2)
    }
}

#[inline(never)]
fn opened(file: &[u8]) -> Result<taste_file::Named, JsValue> {
    taste_file::decode(file).map_err(|trouble| js_error(&trouble))
}
