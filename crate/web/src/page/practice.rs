//! The class `Practice`: what the partner practised, and the rounds that this went by.

use js_sys::{Array, Uint8Array};
use limner_protocol::{Pixels, Rehearsed};
use wasm_bindgen::prelude::*;

use super::shared::Shared;
use crate::values::js_picture;

/// The partner's practice.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Practice {
    session: Shared,
}

impl Practice {
    pub(super) const fn of(session: Shared) -> Self {
        Self { session }
    }
}

#[wasm_bindgen]
impl Practice {
    /// What the partner practised, to be kept over a reload beside its taste.
    pub fn practised(&self) -> Vec<u8> {
        self.session.read().partner().rounds.practised().to_vec()
    }

    /// Brings what the partner practised before, after its taste; nothing for as it was shipped.
    #[wasm_bindgen(js_name = setPractised)]
    pub fn set_practised(&self, bytes: Vec<u8>) {
        self.session.change().partner_mut().set_practised(bytes);
    }

    /// Has rehearsal told, or not: somebody looks.
    #[wasm_bindgen(js_name = watchRehearsal)]
    pub fn watch_rehearsal(&self, on: bool) {
        self.session.change().partner_mut().watch_rehearsal(on);
    }

    /// How rehearsal goes, once it was told: steps, steps a second, what strokes are worth, the share of the error that
    /// they remove, how much one is liked, and the distance from the shipped policy.
    pub fn rehearsal(&self) -> Vec<f64> {
        let session = self.session.read();
        let told = session.partner().rounds.rehearsed();
        told.map_or_else(Vec::new, |told| {
            let Rehearsed { rate_milli, worth_milli, likeness_milli, .. } = *told;
            let rest = [rate_milli, worth_milli, likeness_milli, told.liking_milli];
            let figures = rest.into_iter().chain([told.distance_milli]);
            std::iter::once(told.steps.into())
                .chain(figures.map(|milli| f64::from(milli) / 1_000.0))
                .collect()
        })
    }

    /// The sheet that is rehearsed on, `{ width, height, rgba }`, once it was told.
    #[wasm_bindgen(js_name = rehearsalSheet)]
    pub fn rehearsal_sheet(&self) -> JsValue {
        let session = self.session.read();
        let told = session.partner().rounds.rehearsed();
        picture(told.and_then(|told| told.sheet.as_ref()))
    }

    /// Eight numbers for each round that is kept: its number, 1 where the partner is there, judgements, strokes shown,
    /// steps, what strokes were worth before and after, and the distance from the shipped policy.
    pub fn rounds(&self) -> Vec<f64> {
        let session = self.session.read();
        let rounds = &session.partner().rounds;
        let mut numbers = Vec::new();
        for (number, round) in rounds.numbered() {
            let is_here = u32::from(number == rounds.at());
            let counts = [number, is_here, round.judged, round.shown, round.steps];
            let [before, now] = round.worth_milli;
            let figures = [before, now, round.distance_milli];
            numbers.extend(counts.map(f64::from));
            numbers.extend(figures.map(|milli| f64::from(milli) / 1_000.0));
        }
        numbers
    }

    /// What the policy would have painted before a round, or after it, `{ width, height, rgba }`.
    #[wasm_bindgen(js_name = roundPicture)]
    pub fn round_picture(&self, number: u32, after: bool) -> JsValue {
        let session = self.session.read();
        let round = session.partner().rounds.get(number);
        picture(round.map(|round| &round.pictures[usize::from(after)]))
    }

    /// Takes the partner to a round by its number; what there is now becomes one, too.
    #[wasm_bindgen(js_name = goToRound)]
    pub fn go_to_round(&self, number: u32) {
        self.session.change().partner_mut().go_to_round(number);
    }

    /// The rounds that are kept, as bytes, to be kept over a reload.
    #[wasm_bindgen(js_name = roundStates)]
    pub fn round_states(&self) -> Vec<Uint8Array> {
        let session = self.session.read();
        let rounds = session.partner().rounds.numbered();
        rounds.map(|(_, round)| Uint8Array::from(round.encode().as_slice())).collect()
    }

    /// Brings rounds as `roundStates` gave them, the first of which has this number.
    #[wasm_bindgen(js_name = setRoundStates)]
    pub fn set_round_states(&self, first: u32, states: Array) {
        let states: Vec<Vec<u8>> =
            states.iter().map(|state| Uint8Array::new(&state).to_vec()).collect();
        let states = states.iter().map(Vec::as_slice);
        self.session.change().partner_mut().restore_rounds(first, states);
    }

    /// What is known of how the person works: strokes a minute, the partner's strokes between two judgements, seconds to
    /// an answer, the part of yes in percent, 0 for what is not known; and the strokes after which a question comes.
    pub fn habits(&self) -> Vec<f64> {
        let session = self.session.read();
        let habits = session.partner().asking.habits();
        let after = habits.question_after(limner_studio::asking::EVERY);
        habits.figures().into_iter().chain([f64::from(after)]).collect()
    }
}

fn picture(pixels: Option<&Pixels>) -> JsValue {
    pixels.map_or(JsValue::UNDEFINED, |p| js_picture(p.width, p.height, &p.rgb))
}
