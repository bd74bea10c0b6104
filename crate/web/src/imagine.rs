//! The class `Imagine`: drawings that are imagined, a person's cards, and what is learned from them, in a worker that does
//! nothing else. Lists of numbers go in and out flat.

use limner_core::{Brush, Rgb8, format};
use limner_imagine::easel::{Easel, Source};
use limner_imagine::imagined::{Imagined, Placing};
use limner_imagine::lesson::{Ahead, LessonError};
use limner_protocol::Trouble;
use limner_protocol::codes::trouble;
use limner_studio::brush_file;
use wasm_bindgen::prelude::*;

use crate::browser::now_ms;
use crate::values::js_error;

/// An easel, and the painting that its drawings are placed in. All of it throws as `Page` does.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Imagine {
    easel: Easel,
    size: [u16; 2],
    brush: Brush,
}

#[wasm_bindgen]
impl Imagine {
    /// Nothing is there yet; what follows by chance follows from the seed.
    #[wasm_bindgen(constructor)]
    pub fn new(seed: u32) -> Imagine {
        Self { easel: Easel::new(seed), size: [640, 480], brush: Brush::ROUND }
    }

    /// Paints with a brush, as `Hand.exportBrush` has it, on a canvas of this size.
    #[wasm_bindgen(js_name = paintOn)]
    pub fn paint_on(&mut self, width: u16, height: u16, brush: &[u8]) -> Result<(), JsValue> {
        let (_, brush) = brush_file::decode(brush).map_err(|trouble| js_error(&trouble))?;
        (self.size, self.brush) = ([width, height], brush);
        Ok(())
    }

    /// Takes a model's bytes; says what its classes are called.
    pub fn load(&mut self, bytes: &[u8]) -> Result<Vec<String>, JsValue> {
        self.easel.load(bytes).map_err(|_| refused("imagination"))?;
        Ok(self.easel.classes().to_vec())
    }

    /// Imagines drawings of a class, of any where it is below zero, or of what was learned; says how many there are.
    pub fn imagine(&mut self, count: usize, class: i32, learned: bool) -> Result<usize, JsValue> {
        let drawn = self.easel.imagine(source(learned), count, u16::try_from(class).ok());
        drawn.map(<[_]>::len).map_err(|_| refused("imagination"))
    }

    /// The drawings imagined last. Of each: its class, how many strokes it has, what the critic thinks of the bare sheet
    /// and after each stroke; then for each stroke its number of places, and x, y and radius of each in parts of the sheet.
    pub fn drawings(&self) -> Vec<f32> {
        flat(self.easel.drawings())
    }

    /// One of the drawings imagined last is liked, or is not: others are chosen by it from now on.
    pub fn say(&mut self, index: usize, likes: bool) {
        self.easel.say(index, likes);
    }

    /// How many of the model's drawings are liked and how many not, or of what was learned.
    pub fn said(&self, learned: bool) -> Vec<usize> {
        self.easel.said(source(learned)).to_vec()
    }

    /// Forgets what is liked, and what not.
    #[wasm_bindgen(js_name = forgetSaid)]
    pub fn forget_said(&mut self, learned: bool) {
        self.easel.forget_said(source(learned));
    }

    /// Drawings of what was learned so far, as `drawings` has them, to be looked at only; in place of its class, 1 where the
    /// critic is taken in by a drawing and 0 where it is not.
    pub fn sketch(&mut self, count: usize) -> Result<Vec<f32>, JsValue> {
        let drawn = self.easel.sketch(count).map_err(|_| refused("imagination"))?;
        let marked = drawn
            .into_iter()
            .map(|(drawing, taken_in)| Imagined { class: taken_in.into(), ..drawing });
        Ok(flat(&marked.collect::<Vec<_>>()))
    }

    /// One of the drawings imagined last on the canvas, as a painting's bytes: where its middle lies, how long its longer
    /// side is in px, and its colour as 0xRRGGBB.
    pub fn place(
        &self,
        index: usize,
        x: f32,
        y: f32,
        size: f32,
        color: u32,
    ) -> Result<Vec<u8>, JsValue> {
        let Some(drawing) = self.easel.drawings().get(index) else { return Ok(Vec::new()) };
        let [_, r, g, b] = color.to_be_bytes();
        let (canvas, brush, color) = (self.size, self.brush, Rgb8::new(r, g, b));
        let placing = Placing { canvas, middle: [x, y], size, brush, color };
        let log = drawing.painting(&placing);
        let log = log.map_err(|error| js_error(&Trouble::of_given(&error)))?;
        Ok(format::encode(&log))
    }

    /// Takes everything off the cards.
    pub fn clear(&mut self) {
        self.easel.clear_cards();
    }

    /// Adds a stroke to a card: x, y and radius of each point; the radius says nothing.
    #[wasm_bindgen(js_name = addStroke)]
    pub fn add_stroke(&mut self, card: usize, points: &[f32]) {
        let trace = points.as_chunks::<3>().0.iter().map(|[x, y, _]| [*x, *y]).collect();
        self.easel.add_stroke(card, trace);
    }

    /// Begins a lesson from the cards.
    pub fn begin(&mut self, name: &str) -> Result<(), JsValue> {
        self.easel.begin(name).map_err(|error| {
            refused(match error {
                LessonError::Count(_) | LessonError::Size(_) => "cards",
                LessonError::Alike => "alike",
            })
        })
    }

    /// Goes on with the lesson for about so many ms.
    pub fn work(&mut self, budget_ms: f64) {
        let until = now_ms() + budget_ms;
        self.easel.learn(|| now_ms() >= until);
    }

    /// How the lesson stands: updates made, how many of a hundred cards the critic picks out of pairs, how often it was
    /// taken up again, cards. Empty where there is none.
    pub fn standing(&self) -> Vec<f64> {
        let Some(lesson) = self.easel.lesson() else { return Vec::new() };
        let standing = lesson.standing();
        let told = f64::from((100.0 * standing.told).round());
        let cards = f64::from(count(lesson.cards().len()));
        vec![small(standing.steps), told, f64::from(standing.rolled_back), cards]
    }

    /// Who is ahead in the lesson: `nobody`, `critic`, `even` or `agent`.
    pub fn ahead(&self) -> String {
        let ahead = self.easel.lesson().map_or(Ahead::Nobody, |lesson| lesson.standing().ahead);
        let code = match ahead {
            Ahead::Nobody => "nobody",
            Ahead::Critic => "critic",
            Ahead::Even => "even",
            Ahead::Agent => "agent",
        };
        code.to_owned()
    }

    /// What the lesson sees of one of its cards: how much ink there is at each of 32 × 32 pixels.
    pub fn card(&self, index: usize) -> Vec<u8> {
        let lesson = self.easel.lesson().filter(|lesson| index < lesson.cards().len());
        lesson.map(|lesson| lesson.cards().drawing(index).to_vec()).unwrap_or_default()
    }

    /// The lesson as a file, under a name; empty where there is none.
    pub fn encode(&mut self, name: &str) -> Vec<u8> {
        self.easel.rename(name);
        self.easel.lesson().map(limner_imagine::lesson::Lesson::encode).unwrap_or_default()
    }

    /// Opens a lesson's file; says what it is called.
    pub fn open(&mut self, bytes: &[u8]) -> Result<String, JsValue> {
        self.easel.open(bytes).map_err(|_| refused("lesson"))?;
        Ok(self.easel.lesson().map(|lesson| lesson.name().to_owned()).unwrap_or_default())
    }

    /// Forgets the lesson and its cards.
    pub fn forget(&mut self) {
        self.easel.forget();
    }
}

fn source(learned: bool) -> Source {
    if learned { Source::Lesson } else { Source::Model }
}

fn flat(drawings: &[Imagined]) -> Vec<f32> {
    let mut flat = Vec::new();
    for drawing in drawings {
        flat.extend([f32::from(drawing.class), count(drawing.strokes.len())]);
        flat.extend(&drawing.scores);
        for knots in &drawing.strokes {
            flat.push(count(knots.len()));
            flat.extend(knots.iter().flatten());
        }
    }
    flat
}

/// What was refused, without its numbers: to write floats takes a tenth of all the code that is fetched.
fn refused(what: &'static str) -> JsValue {
    js_error(&Trouble::new(trouble::OUT_OF_RANGE).with("what", what))
}

#[expect(clippy::cast_precision_loss, reason = "counts of strokes and places are small")]
fn count(n: usize) -> f32 {
    n as f32
}

#[expect(clippy::cast_precision_loss, reason = "nobody waits for 2⁵³ updates")]
fn small(n: u64) -> f64 {
    n as f64
}
