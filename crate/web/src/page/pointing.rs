//! The class `Pointing`: what the person points at, strokes and places.

use js_sys::Float32Array;
use limner_studio::pointed::{self, Found, Pointed};
use limner_studio::queue::Outline;
use wasm_bindgen::prelude::*;

use super::partner::js_outlines;
use super::shared::Shared;

/// A stroke of the partner's that is pointed at, painted or planned, and the places that were.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Pointing {
    session: Shared,
}

impl Pointing {
    pub(super) const fn of(session: Shared) -> Self {
        Self { session }
    }
}

#[wasm_bindgen]
impl Pointing {
    /// Points at the stroke at a place of `proposals()`, or with none there at the uppermost of the partner's strokes at
    /// a point of the canvas, or so near to it. Says whether there is one.
    pub fn at(&self, next: i32, x: f32, y: f32, near: f32) -> bool {
        let mut session = self.session.change();
        let mut pointing = session.partner_mut().pointing();
        match usize::try_from(next) {
            Ok(place) => pointing.at_next(place),
            Err(_) => pointing.at([x, y], near),
        }
    }

    /// Points at the stroke that comes so many after the one that is pointed at: after the last that is painted come the
    /// first so many of `proposals()`. Says whether there is one.
    pub fn step(&self, by: i32, planned: usize) -> bool {
        self.session.change().partner_mut().pointing().step(by, planned)
    }

    /// Points at nothing.
    #[wasm_bindgen(js_name = letGo)]
    pub fn let_go(&self) {
        self.session.change().partner_mut().pointing().let_go();
    }

    /// What is pointed at: from 1 on the place in `proposals()`, from -1 down how many strokes from the last that is
    /// painted on; 0 where it is gone.
    pub fn place(&self) -> i32 {
        let session = self.session.read();
        let (painting, partner) = (session.document().painting(), session.partner());
        let found = partner.pointed.as_ref().map(|p| p.found(painting, partner.queue()));
        let (place, sign) = match found {
            Some(Found::Next(place)) => (Some(place), 1),
            Some(Found::Painted(id)) => {
                (pointed::partners(painting).position(|placed| placed.id == id), -1)
            }
            Some(Found::Gone) | None => (None, 0),
        };
        place.and_then(|place| i32::try_from(place + 1).ok()).map_or(0, |place| sign * place)
    }

    /// What is pointed at, as `proposals()` has it: nothing where it is gone.
    pub fn outline(&self) -> Float32Array {
        let session = self.session.read();
        let (painting, partner) = (session.document().painting(), session.partner());
        let outline = partner.pointed.as_ref().and_then(|pointed| {
            match (pointed.found(painting, partner.queue()), pointed) {
                (Found::Painted(id), _) => pointed::outline(painting, id),
                (Found::Next(_), Pointed::Planned(stroke)) => Outline::of_stroke(stroke),
                _ => None,
            }
        });
        js_outlines(&mut outline.into_iter())
    }

    /// The uppermost of the partner's strokes at a point of the canvas, or so near to it, as `proposals()` has them.
    #[wasm_bindgen(js_name = outlineAt)]
    pub fn outline_at(&self, x: f32, y: f32, near: f32) -> Float32Array {
        let session = self.session.read();
        let painting = session.document().painting();
        let id = pointed::stroke_at(painting, [x, y], near);
        js_outlines(&mut id.and_then(|id| pointed::outline(painting, id)).into_iter())
    }

    /// Says yes or no to what is pointed at; says whether there was something.
    pub fn judge(&self, yes: bool) -> bool {
        self.session.change().partner_mut().pointing().judge(yes)
    }

    /// Takes back what is pointed at; says whether there was something.
    #[wasm_bindgen(js_name = takeBack)]
    pub fn take_back(&self) -> bool {
        self.session.change().partner_mut().pointing().take_back()
    }

    /// Asks why what is pointed at was chosen; says whether there is something.
    #[wasm_bindgen(js_name = askWhy)]
    pub fn ask_why(&self) -> bool {
        self.session.change().partner_mut().pointing().ask_why()
    }

    /// Has the partner paint around a point of the canvas rather than elsewhere, or rather not there.
    #[wasm_bindgen(js_name = addPlace)]
    pub fn add_place(&self, x: f64, y: f64, reach: f64, here: bool) {
        let [x, y, reach] = [x, y, reach].map(|px| px as u16);
        self.session.change().partner_mut().add_place([x, y], reach, here);
    }

    /// Forgets a place of `places()` by its index.
    #[wasm_bindgen(js_name = removePlace)]
    pub fn remove_place(&self, index: usize) {
        self.session.change().partner_mut().remove_place(index);
    }

    /// Four numbers for each place where the partner is to paint or not: column, row, reach, and 1 or 0.
    pub fn places(&self) -> Vec<u16> {
        let session = self.session.read();
        let numbers = session.partner().places.iter();
        numbers.flat_map(|p| [p.area.x, p.area.y, p.area.reach, p.here.into()]).collect()
    }
}
