//! The class `Plotter`: a painting as pen paths, what a machine would paint of it, and a photograph of the sheet back, in a
//! worker that does nothing else.

use limner_core::{Rgb8, work};
use limner_plotter::photograph::{Difference, Photograph, Projection, Rectified};
use limner_plotter::plan::Area;
use limner_plotter::preview::png_of;
use limner_plotter::{Form, Plan, Plot, Preview, Setup, Writing};
use limner_protocol::Trouble;
use limner_protocol::codes::trouble;
use wasm_bindgen::prelude::*;

use crate::parts::{PART, in_parts};
use crate::values::{js_error, js_rgba, js_value};

/// Pixels of a preview along its longer side.
const PREVIEW_SIDE: u16 = 1_100;

/// A painting on its way to pen paths, the plan that it became, and a picture made of a photograph. All of it throws as
/// `Page` does.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Plotter {
    plot: Option<Plot>,
    plan: Option<Plan>,
    preview: Option<Preview>,
    painted: bool,
    writing: Option<Writing>,
    /// Columns, rows and interleaved RGB of what a photograph became.
    taken: Option<([u16; 2], Vec<u8>)>,
}

#[wasm_bindgen]
impl Plotter {
    /// Nothing is there yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Plotter {
        Self::default()
    }

    /// The setup of pens that are known by a name, for a painting of a size, as JSON.
    pub fn setup(&self, pens: &str, width: u16, height: u16) -> Result<String, JsValue> {
        let mut setup = Setup::suiting(width, height);
        if !setup.take_pens(pens) {
            return Err(refused(&"there are no such pens"));
        }
        Ok(setup.to_json())
    }

    /// A setup's file with all that it leaves to be what it usually is, as JSON.
    pub fn checked(&self, json: &str) -> Result<String, JsValue> {
        Setup::from_json(json.as_bytes()).map(|setup| setup.to_json()).map_err(|e| refused(&e))
    }

    /// Begins to plan a painting, as `Page.packed` has it, with a setup; what was planned before is gone.
    pub fn begin(&mut self, packed: Vec<u8>, setup: &str) -> Result<(), JsValue> {
        (self.plan, self.preview, self.writing) = (None, None, None);
        let setup = Setup::from_json(setup.as_bytes()).map_err(|e| refused(&e))?;
        self.plot = Some(Plot::within(packed, setup, work::MAX).map_err(|e| failed(&e))?);
        Ok(())
    }

    /// Goes on with the plan and its preview for about so many ms, and says whether both are there.
    pub fn work(&mut self, budget_ms: f64) -> Result<bool, JsValue> {
        let ended = in_parts(budget_ms, || self.part().transpose());
        ended.unwrap_or(Ok(false))
    }

    /// How far it has come, in parts of a hundred.
    pub fn percent(&self) -> u32 {
        match (&self.plot, &self.plan, &self.preview) {
            (Some(plot), ..) => plot.percent() * 8 / 10,
            (_, Some(plan), Some(preview)) => {
                let [painted, all] = preview.painted(plan);
                80 + u32::try_from(painted * 20 / all.max(1)).unwrap_or(20)
            }
            _ => 0,
        }
    }

    /// What the plan takes: `limner_plotter::Report`, or nothing before it is there.
    pub fn report(&self) -> JsValue {
        self.plan.as_ref().map_or(JsValue::NULL, |plan| js_value(&plan.report))
    }

    /// What the machine would paint, or nothing before it is there.
    pub fn preview(&self) -> JsValue {
        let Some(preview) = self.preview.as_ref().filter(|_| self.painted) else {
            return JsValue::NULL;
        };
        let size = preview.size().map(|side| u16::try_from(side).unwrap_or(u16::MAX));
        picture(size, &preview.rgb())
    }

    /// Begins to write the plan as `svg`, `gcode` or `hpgl`.
    pub fn write(&mut self, form: &str) -> Result<(), JsValue> {
        let form = Form::ALL.into_iter().find(|known| known.ending() == form);
        self.writing = Some(Writing::of(form.ok_or_else(|| refused(&"there is no such form"))?));
        Ok(())
    }

    /// Goes on writing for about so many ms; returns the file once, when it is whole.
    pub fn written(&mut self, budget_ms: f64) -> Option<Vec<u8>> {
        let (plan, writing) = (self.plan.as_ref()?, self.writing.as_mut()?);
        in_parts(budget_ms, || writing.advance(plan, PART))
    }

    /// The preview as a PNG.
    pub fn png(&self) -> Result<Vec<u8>, JsValue> {
        let preview = self.preview.as_ref().ok_or_else(|| refused(&"nothing is planned yet"))?;
        preview.png().map_err(|e| failed(&e))
    }

    /// Makes a photograph straight by its four corners (x and y in its pixels, clockwise from the upper left), for a
    /// painting of a size on this paper, and evens out its shade where that is wanted. The corners are those of the sheet of
    /// a setup, or of what was drawn where no setup is given.
    #[expect(clippy::too_many_arguments, reason = "scripts hand over numbers, not structures")]
    pub fn straighten(
        &mut self,
        photograph_width: u32,
        photograph_height: u32,
        rgba: &[u8],
        corners: &[f64],
        setup: &str,
        width: u16,
        height: u16,
        paper: u32,
        even: bool,
    ) -> Result<JsValue, JsValue> {
        let [x0, y0, x1, y1, x2, y2, x3, y3] = *corners else {
            return Err(refused(&"there are four corners"));
        };
        let mut corners = [[x0, y0], [x1, y1], [x2, y2], [x3, y3]];
        let [_, r, g, b] = paper.to_be_bytes();
        let mut paper = Rgb8::new(r, g, b);
        if !setup.is_empty() {
            let setup = Setup::from_json(setup.as_bytes()).map_err(|e| refused(&e))?;
            let area = Area::of(&setup, width, height);
            let part = area.part_of(setup.sheet.size_mm);
            corners = Projection::to(corners).map_err(|e| refused(&e))?.part(part);
            paper = setup.sheet.own_color().unwrap_or(paper);
        }
        let rgb: Vec<u8> =
            rgba.as_chunks::<4>().0.iter().flat_map(|[r, g, b, _]| [*r, *g, *b]).collect();
        let photograph = Photograph::of(photograph_width, photograph_height, &rgb);
        let rectified =
            photograph.and_then(|photograph| Rectified::of(&photograph, corners, [width, height]));
        let rectified = rectified.map_err(|e| refused(&e))?;
        let rgb = if even { rectified.even(paper) } else { rectified.as_seen() };
        let shown = picture([width, height], &rgb);
        self.taken = Some(([width, height], rgb));
        Ok(shown)
    }

    /// Of a hundred parts of the picture that a photograph became so many look different at a glance from what the machine
    /// was to paint; nothing where there is no plan of that size.
    pub fn changed(&self) -> Option<f64> {
        let (plan, preview) = (self.plan.as_ref()?, self.preview.as_ref()?);
        let (size, rgb) = self.taken.as_ref().filter(|(size, _)| *size == plan.size_px)?;
        let Area { left, top, width, height, .. } = plan.area;
        let wanted = preview.part([left, top, width, height], size.map(usize::from));
        Some(Difference::between(rgb, &wanted, size[0]).changed_percent)
    }

    /// The picture that a photograph became, as a PNG.
    pub fn taken(&self) -> Result<Vec<u8>, JsValue> {
        let taken = self.taken.as_ref().ok_or_else(|| refused(&"there is no photograph yet"))?;
        let ([width, height], rgb) = taken;
        png_of((*width).into(), (*height).into(), rgb).map_err(|e| failed(&e))
    }
}

impl Plotter {
    /// A part of the work; something once it has ended.
    fn part(&mut self) -> Result<Option<bool>, JsValue> {
        if let Some(plot) = &mut self.plot {
            let Some(plan) = plot.advance(PART).map_err(|e| failed(&e))? else { return Ok(None) };
            self.plot = None;
            self.preview = Some(Preview::of(&plan, PREVIEW_SIDE));
            self.plan = Some(plan);
            self.painted = false;
        }
        let (Some(plan), Some(preview)) = (&self.plan, &mut self.preview) else {
            return Ok(Some(false));
        };
        self.painted = preview.advance(plan, PART);
        Ok(self.painted.then_some(true))
    }
}

fn picture([width, height]: [u16; 2], rgb: &[u8]) -> JsValue {
    let rgba: Vec<u8> =
        rgb.as_chunks::<3>().0.iter().flat_map(|[r, g, b]| [*r, *g, *b, 255]).collect();
    js_rgba(width, height, &rgba)
}

/// What was given can't be used, and why.
fn refused(why: &impl ToString) -> JsValue {
    let trouble = Trouble::new(trouble::OUT_OF_RANGE).with("what", "plotter");
    js_error(&trouble.with("reason", why.to_string().as_str()))
}

fn failed(failed: &limner_plotter::Failed) -> JsValue {
    match failed {
        limner_plotter::Failed::Painting(error) => js_error(&Trouble::of_given(error)),
        other => refused(other),
    }
}
