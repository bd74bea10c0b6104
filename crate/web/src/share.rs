//! The class `Export`: a painting on its way to another kind of file, in a worker that does nothing else.

use limner_core::work;
use limner_protocol::Trouble;
use limner_protocol::codes::trouble;
use limner_share::film::{Kind, Wish};
use limner_share::html::Words;
use limner_share::{Failed, Template, What};
use wasm_bindgen::prelude::*;

use crate::parts::{PART, in_parts};
use crate::values::js_error;

/// A painting that becomes another kind of file. All of it throws as `Page` does.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Export {
    export: limner_share::Export,
}

#[wasm_bindgen]
impl Export {
    /// A PNG of so many pixels along one of the painting's: 1, 2 or 4. `packed` is the painting as `Page.packed` has
    /// it, which the picture holds.
    pub fn picture(packed: Vec<u8>, scale: u32) -> Result<Export, JsValue> {
        Self::of(packed, What::Picture { scale })
    }

    /// One HTML file that plays the painting, and leads to `address`, if that is given. With `partner`, the template
    /// that lies beside the page, the file becomes the page where it is.
    pub fn page(
        packed: Vec<u8>,
        title: String,
        address: Option<String>,
        partner: Option<Vec<u8>>,
    ) -> Result<Export, JsValue> {
        let words = Words { title, address };
        let what = match partner.map(Template::of).transpose().map_err(|failed| told(&failed))? {
            Some(partner) => What::PageWithPartner(words, partner),
            None => What::Page(words),
        };
        Self::of(packed, what)
    }

    /// An SVG of the painting's strokes.
    pub fn shapes(packed: Vec<u8>) -> Result<Export, JsValue> {
        Self::of(packed, What::Shapes)
    }

    /// A film of how the painting was made: a GIF, or an animated PNG, which holds the painting.
    pub fn film(packed: Vec<u8>, gif: bool, seconds: u16) -> Result<Export, JsValue> {
        let kind = if gif { Kind::Gif } else { Kind::Apng };
        Self::of(packed, What::Film(kind, Wish { seconds, ..Wish::default() }))
    }

    /// Goes on for about so many ms; returns the file once, when it is whole.
    pub fn work(&mut self, budget_ms: f64) -> Result<Option<Vec<u8>>, JsValue> {
        let ended = in_parts(budget_ms, || match self.export.go_on(PART) {
            Ok(None) => None,
            ended => Some(ended),
        });
        ended.unwrap_or(Ok(None)).map_err(|failed| told(&failed))
    }

    /// How far it has come, in parts of a hundred.
    pub fn percent(&self) -> u32 {
        self.export.percent()
    }
}

impl Export {
    fn of(packed: Vec<u8>, what: What) -> Result<Export, JsValue> {
        let export = limner_share::Export::within(packed, what, work::MAX);
        Ok(Self { export: export.map_err(|failed| told(&failed))? })
    }
}

fn told(failed: &Failed) -> JsValue {
    js_error(&match failed {
        Failed::Painting(error) => Trouble::of_given(error),
        Failed::TooLarge { scale, .. } => {
            let limit = i64::from(limner_core::canvas::MAX_SIDE);
            let trouble = Trouble::new(trouble::EXPORT_TOO_LARGE).with("limit", limit);
            trouble.with("scale", i64::from(*scale))
        }
        Failed::Address => Trouble::new(trouble::OUT_OF_RANGE).with("what", "address"),
        other => Trouble::new(trouble::PNG_FAILED).with("reason", other.to_string().as_str()),
    })
}
