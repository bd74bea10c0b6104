//! The class `Renderer`: a painting drawn and shown with WebGPU.
//!
//! It keeps a log of its own, which the page hands on entry by entry: what it draws can be lost at any
//! moment and nothing is lost with it. What is thrown is an `Error` whose message is JSON:
//! `{ code, detail }`.

use js_sys::Promise;
use limner_core::{Path, Rgb8, Sample, Stroke, format};
use limner_protocol::Trouble;
use limner_protocol::codes::trouble;
use limner_render::{Error, Gpu, GpuPainting, Options, Screen, Trouble as GpuTrouble, View, wgpu};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use web_sys::HtmlCanvasElement;

use crate::browser::now_ms;
use crate::values::js_error;

/// Brushes that may come with entries.
const BRUSHES: usize = limner_core::log::MAX_BRUSHES;

/// A device, a canvas element and what it shows.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Renderer {
    gpu: Gpu,
    screen: Screen,
    painting: Option<GpuPainting>,
    /// What the screen shows, and its size, if that is what is there to be seen.
    shown: Option<(View, [u32; 2])>,
    pace: Pace,
}

/// How many strokes are given to the device at once: as many as it draws in a frame.
#[derive(Debug)]
struct Pace {
    strokes: u32,
    /// When the last ones were given to it, until they are drawn.
    since_ms: Option<f64>,
    /// How long those before took.
    took_ms: f64,
}

impl Pace {
    const FIRST: u32 = 8;
    const MOST: u32 = 1024;
    /// Longer than this is too long, half of it short.
    const FRAME_MS: f64 = 16.0;

    const fn new() -> Self {
        Self { strokes: Self::FIRST, since_ms: None, took_ms: 0.0 }
    }

    /// The device has drawn what it was given, as far as is known now.
    fn note(&mut self, now_ms: f64) {
        let Some(since_ms) = self.since_ms.take() else { return };
        self.took_ms = now_ms - since_ms;
        if self.took_ms > Self::FRAME_MS {
            self.strokes = (self.strokes / 2).max(1);
        } else if self.took_ms < Self::FRAME_MS / 2.0 {
            self.strokes = (self.strokes * 2).min(Self::MOST);
        }
    }
}

#[wasm_bindgen]
impl Renderer {
    /// Gets a device and claims the canvas element for it, once it is there: an element that was given
    /// a context keeps its kind. Throws where there is no device.
    pub async fn start(canvas: HtmlCanvasElement) -> Result<Renderer, JsValue> {
        let options = Options { high_performance: true, software: false };
        let gpu = Gpu::new(&options).await.map_err(|error| thrown(&error))?;
        let target = wgpu::SurfaceTarget::Canvas(canvas);
        let screen = gpu.screen(target).map_err(|error| thrown(&error))?;
        Ok(Self { gpu, screen, painting: None, shown: None, pace: Pace::new() })
    }

    /// Begins with a painting, given as a file. Throws where the device has no room for it.
    pub fn open(&mut self, file: &[u8]) -> Result<(), JsValue> {
        self.painting = None;
        self.shown = None;
        let log = format::decode(file).map_err(|error| thrown(&error.into()))?;
        self.painting = Some(GpuPainting::new(&self.gpu, &log).map_err(|error| thrown(&error))?);
        Ok(())
    }

    /// Number of log entries that it knows.
    pub fn revision(&self) -> u32 {
        self.painting.as_ref().map_or(0, |painting| painting.log().revision())
    }

    /// Takes the log's next entries.
    pub fn append(&mut self, entries: &[u8]) -> Result<(), JsValue> {
        let Some(painting) = &mut self.painting else { return Ok(()) };
        let entries = format::decode_entries(entries, BRUSHES);
        let appended = entries.map_err(Error::from).and_then(|entries| painting.append(entries));
        self.shown = None;
        appended.map_err(|error| thrown(&error))
    }

    /// Draws a stroke in progress, as `Hand.liveStroke` gave it, or none; `ahead` is where it may go
    /// next, as `Hand.guess` gave it.
    pub fn live(&mut self, stroke: Option<Vec<u8>>, ahead: Option<Vec<u8>>) -> Result<(), JsValue> {
        let Some(painting) = &mut self.painting else { return Ok(()) };
        let decode = |bytes: Option<Vec<u8>>| {
            bytes.map(|bytes| format::decode_stroke(&bytes)).transpose().map_err(Error::from)
        };
        let drawn = decode(stroke).and_then(|stroke| {
            let ahead = decode(ahead)?.map_or_else(Vec::new, |(stroke, ..)| samples(stroke));
            painting.draw_live(stroke, &ahead)
        });
        if drawn.map_err(|error| thrown(&error))? {
            self.shown = None;
        }
        Ok(())
    }

    /// Whether what is drawn is the log as far as it is known here, without a stroke in progress.
    #[wasm_bindgen(js_name = isSettled)]
    pub fn is_settled(&self) -> bool {
        self.painting.as_ref().is_some_and(GpuPainting::is_settled)
    }

    /// Draws strokes that wait, for `budget_ms` at most (one in any case) and no more than the device
    /// can draw in about a frame; says whether more wait.
    #[wasm_bindgen(js_name = catchUp)]
    pub fn catch_up(&mut self, budget_ms: f64) -> Result<bool, JsValue> {
        let Some(painting) = &mut self.painting else { return Ok(false) };
        let began_ms = now_ms();
        let mut left = self.pace.strokes;
        let first = left;
        let drew = painting.catch_up(|| {
            let goes_on = left == first || (left > 0 && now_ms() - began_ms < budget_ms);
            left = left.saturating_sub(1);
            goes_on
        });
        if drew.map_err(|error| thrown(&error))? {
            self.shown = None;
            painting.canvas().submit();
            self.gpu.begin_wait();
            self.pace.since_ms = Some(began_ms);
        }
        Ok(painting.is_behind())
    }

    /// Whether the device has not drawn yet what it was given: more would only wait.
    #[wasm_bindgen(js_name = isBusy)]
    pub fn is_busy(&mut self) -> bool {
        let waits = self.gpu.waits();
        if waits == 0 {
            self.pace.note(now_ms());
        }
        waits > u32::from(self.pace.since_ms.is_none())
    }

    /// Milliseconds that one stroke takes, where the device can't draw several in a frame; 0 where it
    /// can, or is not known to be unable yet.
    #[wasm_bindgen(js_name = strokeMs)]
    pub fn stroke_ms(&self) -> f64 {
        if self.pace.strokes == 1 { self.pace.took_ms } else { 0.0 }
    }

    /// Shows the painting with its corner at (`x`, `y`), `zoom` screen pixels to one of its own, turned
    /// by `rotation` (radians, clockwise) about that corner, on a canvas element of `width` × `height`
    /// pixels. Does nothing where that is what is seen already.
    pub fn show(
        &mut self,
        x: f32,
        y: f32,
        zoom: f32,
        rotation: f32,
        width: u32,
        height: u32,
    ) -> Result<(), JsValue> {
        let Some(painting) = &mut self.painting else { return Ok(()) };
        let paper: Rgb8 = painting.log().header().paper;
        let view = View { offset_px: [x, y], zoom, rotation_rad: rotation, paper, surround: None };
        if self.shown == Some((view, [width, height])) {
            return Ok(());
        }
        self.screen.resize(width, height);
        let shown = self.screen.show(painting.canvas(), &view).map_err(|error| thrown(&error))?;
        self.shown = shown.then_some((view, [width, height]));
        Ok(())
    }

    /// What went wrong with the device since it was given, if anything did: `{ code, detail }` as JSON.
    pub fn trouble(&self) -> Option<String> {
        let trouble = trouble_of(&Error::Trouble(self.gpu.trouble()?));
        js_sys::Reflect::get(&js_error(&trouble), &"message".into()).ok()?.as_string()
    }

    /// The fingerprint of all pixels, as `Page.hash` gives it, once they are read back.
    pub fn hash(&mut self) -> Promise {
        let read = self.painting.as_mut().map(|painting| painting.canvas().read());
        future_to_promise(async move {
            let Some(read) = read else { return Ok(JsValue::UNDEFINED) };
            let canvas = read.await.map_err(|error| thrown(&error))?;
            Ok(format!("{:016x}", canvas.hash()).into())
        })
    }

    /// Bytes of graphics memory that the painting takes.
    pub fn bytes(&mut self) -> f64 {
        self.painting.as_mut().map_or(0.0, |painting| painting.canvas().bytes() as f64)
    }

    /// What the adapter calls itself.
    pub fn adapter(&self) -> String {
        self.gpu.info().name.clone()
    }

    /// Destroys the device, as a driver's failure would: for tests of what follows.
    pub fn destroy(&self) {
        self.gpu.destroy();
    }
}

fn samples(stroke: Stroke) -> Vec<Sample> {
    match stroke.path {
        Path::Samples { samples, .. } => samples.to_vec(),
        Path::Bezier { .. } => Vec::new(),
    }
}

fn trouble_of(error: &Error) -> Trouble {
    match error {
        Error::Trouble(GpuTrouble::Lost(reason)) => {
            Trouble::new(trouble::GPU_LOST).with("reason", reason.as_str())
        }
        Error::Trouble(GpuTrouble::OutOfMemory) | Error::TooLarge { .. } => {
            Trouble::new(trouble::GPU_OUT_OF_MEMORY)
        }
        other => Trouble::new(trouble::GPU_REFUSED).with("reason", other.to_string().as_str()),
    }
}

fn thrown(error: &Error) -> JsValue {
    js_error(&trouble_of(error))
}
