//! The class `Export`: a painting on its way to another kind of file, in a worker that does nothing else. And `Video`: a
//! film on its way through the browser's own encoder.

use js_sys::Uint8Array;
use limner_core::work;
use limner_protocol::Trouble;
use limner_protocol::codes::trouble;
use limner_share::film::{self, Kind, Wish};
use limner_share::html::Words;
use limner_share::video::{self, CODECS, Encoding};
use limner_share::{Failed, Template, What};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::parts::{PART, in_parts};
use crate::values::{js_error, js_value};

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

    /// A film of how the painting was made: a GIF, or an animated PNG, which holds the painting. It takes so many seconds,
    /// has at most so many pixels along its longer side, and its last frame stays for so many ms.
    pub fn film(
        packed: Vec<u8>,
        gif: bool,
        seconds: u16,
        side: u16,
        still_ms: u16,
    ) -> Result<Export, JsValue> {
        let kind = if gif { Kind::Gif } else { Kind::Apng };
        Self::of(packed, What::Film(kind, Wish { seconds, side, still_ms, ..Wish::default() }))
    }

    /// Goes on for about so many ms; returns the file once, when it is whole.
    pub fn work(&mut self, budget_ms: f64) -> Result<Option<Vec<u8>>, JsValue> {
        let ended = in_parts(budget_ms, || match self.export.advance(PART) {
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

/// A film for the browser's own encoder, which becomes WebM. All of it throws as `Page` does.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Video {
    video: video::Video,
}

#[wasm_bindgen]
impl Video {
    /// Nothing done yet with a painting as `Page.packed` has it. `codec` is that of one of the ways that `filmLimits` tells;
    /// all else is as `Export.film` has it.
    #[wasm_bindgen(constructor)]
    pub fn new(
        packed: Vec<u8>,
        codec: &str,
        seconds: u16,
        side: u16,
        still_ms: u16,
    ) -> Result<Video, JsValue> {
        let known = CODECS.iter().find(|(_, name)| *name == codec);
        let Some((codec, _)) = known else {
            return Err(js_error(&Trouble::new(trouble::OUT_OF_RANGE).with("what", "codec")));
        };
        let wish = Wish { seconds, side, still_ms, rate: video::RATE };
        let video = video::Video::of(packed, *codec, wish).map_err(|failed| told(&failed))?;
        Ok(Self { video })
    }

    /// Goes on for about so many ms; returns the next picture, when it is there.
    pub fn work(&mut self, budget_ms: f64) -> Result<Option<Shot>, JsValue> {
        let ended = in_parts(budget_ms, || match self.video.advance(PART) {
            Ok(None) if !self.video.is_over() => None,
            ended => Some(ended),
        });
        let shot = ended.unwrap_or(Ok(None)).map_err(|failed| told(&failed))?;
        Ok(shot.map(|shot| Shot { shot }))
    }

    /// What `VideoEncoder.configure` is to be told, once there is a picture; nothing before.
    pub fn encoding(&self) -> JsValue {
        self.video.encoding().map_or(JsValue::UNDEFINED, |one| js_value(&Told::of(one)))
    }

    /// Whether every picture was handed out.
    #[wasm_bindgen(js_name = isOver)]
    pub fn is_over(&self) -> bool {
        self.video.is_over()
    }

    /// Takes what the encoder made of the picture of that moment, in µs.
    pub fn take(&mut self, at_us: f64, key: bool, bytes: Vec<u8>) -> Result<(), JsValue> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "what is none of its own moments is refused, or is another one"
        )]
        let at_ms = (at_us / 1_000.0).round() as u32;
        self.video.take(at_ms, key, bytes).map_err(|failed| told(&failed))
    }

    /// The file, when it is over and the encoder has nothing left.
    pub fn finish(self) -> Result<Vec<u8>, JsValue> {
        self.video.finish().map_err(|failed| told(&failed))
    }

    /// How far it has come, in parts of a hundred.
    pub fn percent(&self) -> u32 {
        self.video.percent()
    }
}

/// A picture for the encoder.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Shot {
    shot: video::Shot,
}

#[wasm_bindgen]
impl Shot {
    /// Its planes (I420), as BT.709 has them in the narrow range; in those of the picture before, where they are given.
    pub fn planes(&self, before: Option<Uint8Array>) -> Uint8Array {
        let planes = &self.shot.planes[..];
        match before {
            Some(before) if before.length() as usize == planes.len() => {
                before.copy_from(planes);
                before
            }
            _ => Uint8Array::from(planes),
        }
    }

    /// When it is shown, in µs.
    #[wasm_bindgen(js_name = atUs)]
    pub fn at_us(&self) -> f64 {
        f64::from(self.shot.at_ms) * 1_000.0
    }

    /// For how long, in µs.
    #[wasm_bindgen(js_name = staysUs)]
    pub fn stays_us(&self) -> f64 {
        f64::from(self.shot.stays_ms) * 1_000.0
    }

    /// Whether it must need no other one.
    #[wasm_bindgen(js_name = isKey)]
    pub fn is_key(&self) -> bool {
        self.shot.is_key
    }
}

/// An encoding as `VideoEncoder` takes it.
#[derive(Serialize)]
struct Told {
    codec: &'static str,
    width: u16,
    height: u16,
    bitrate: u32,
    framerate: u16,
}

impl Told {
    fn of(Encoding { codec, size: [width, height], bitrate, rate }: Encoding) -> Self {
        Self { codec, width, height, bitrate, framerate: rate }
    }
}

/// The least and the most of something, and what is taken where nothing is said.
#[derive(Serialize)]
struct Among {
    least: u16,
    most: u16,
    usual: u16,
}

/// What a film may be like.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Limits {
    seconds: Among,
    side: Among,
    still_ms: Among,
    encodings: Vec<Told>,
}

/// What a film may be like of a painting whose longer side has so many pixels, and ways that `VideoEncoder` may be asked
/// for, the best first, for the largest one.
#[wasm_bindgen(js_name = filmLimits)]
pub fn film_limits(longer: u16) -> JsValue {
    let usual = Wish::default();
    let most = longer.clamp(film::MIN_SIDE, film::MAX_SIDE);
    let encodings = CODECS.map(|(codec, _)| Told::of(Encoding::of(codec, [most & !1; 2])));
    js_value(&Limits {
        seconds: Among { least: 1, most: film::MAX_SECONDS, usual: usual.seconds },
        side: Among { least: film::MIN_SIDE, most, usual: usual.side.min(most) },
        still_ms: Among { least: 0, most: film::MAX_STILL_MS, usual: usual.still_ms },
        encodings: encodings.into(),
    })
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
