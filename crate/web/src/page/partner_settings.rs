//! The class `PartnerSettings`: how the partner paints, as the person wants it, and what there is to choose from.

use limner_core::brush::presets;
use limner_protocol::Mood;
use limner_protocol::codes::{mood, turn};
use limner_studio::colors::{self, Colors};
use limner_studio::settings::{self, PartnerBrush};
use limner_studio::turns::{self, Pace};
use wasm_bindgen::prelude::*;

use super::partner::owned;
use super::shared::Shared;
use super::unknown;

/// The partner's settings.
#[wasm_bindgen]
#[derive(Debug)]
pub struct PartnerSettings {
    session: Shared,
}

#[wasm_bindgen]
impl PartnerSettings {
    /// How the partner was set where the painting came from: price, colours (0 all, 1 the person's own, or how
    /// many), whether it follows, strokes of an answer, three numbers of the mood, and whose turn it is.
    #[wasm_bindgen(js_name = came)]
    pub fn came(&self) -> Option<Vec<i32>> {
        self.session.read().came.settings.map(|settings| settings.numbers().to_vec())
    }

    /// The codes of the ways to share the canvas, in the order of their numbers.
    pub fn turns() -> Vec<String> {
        owned(turn::ALL)
    }

    /// Sets with how many strokes the partner answers; cut to what it may be.
    #[wasm_bindgen(js_name = setAnswer)]
    pub fn set_answer(&self, strokes: u32) {
        self.set(|settings| settings.answer = strokes);
    }

    /// The fewest and the most strokes of an answer.
    #[wasm_bindgen(js_name = answerLimits)]
    pub fn answer_limits() -> Vec<u32> {
        vec![*turns::ANSWERS.start(), *turns::ANSWERS.end()]
    }

    /// The paces to choose from, in strokes a second; 0 for as many as there are.
    pub fn paces() -> Vec<f64> {
        turns::PACES.to_vec()
    }

    /// Sets the partner's strokes a second as the person chose them, 0 for as many as there are.
    #[wasm_bindgen(js_name = setPace)]
    pub fn set_pace(&self, strokes_per_second: f64) {
        self.set(|settings| settings.pace = Pace::Chosen(strokes_per_second));
    }

    /// Lets the partner have its own pace: easy to join, and quicker when nobody does.
    #[wasm_bindgen(js_name = setOwnPace)]
    pub fn set_own_pace(&self) {
        self.set(|settings| settings.pace = Pace::Own);
    }

    /// Sets the colours of the partner's strokes: "all", "mine" (those of the person's), or a number, 2 to 16, of
    /// those that come nearest to the picture's. Throws at any other.
    #[wasm_bindgen(js_name = setColors)]
    pub fn set_colors(&self, code: &str) -> Result<(), JsValue> {
        let colors = Colors::from_code(code).ok_or_else(|| unknown("colours"))?;
        self.set(|settings| settings.colors = colors);
        Ok(())
    }

    /// Sets whether the partner paints near where the person works.
    #[wasm_bindgen(js_name = setFollow)]
    pub fn set_follow(&self, on: bool) {
        self.set(|settings| settings.follows = on);
    }

    /// Sets what a stroke must bring, in parts of a million of a plain sheet's error; 0 for whatever helps.
    #[wasm_bindgen(js_name = setPrice)]
    pub fn set_price(&self, price: u32) {
        self.set(|settings| settings.price = price);
    }

    /// Sets how much what the person likes weighs, in percent of what it usually does: 0 to 150.
    #[wasm_bindgen(js_name = setTasteWeight)]
    pub fn set_taste_weight(&self, percent: u8) {
        self.set(|settings| settings.taste_weight = percent);
    }

    /// Sets what strokes are to feel like, each from -100 to 100: unpleasant to pleasant, calm to excited, and fine
    /// and gentle to broad and strong.
    #[wasm_bindgen(js_name = setMood)]
    pub fn set_mood(&self, valence: i8, arousal: i8, boldness: i8) {
        self.set(|settings| settings.mood = Mood { valence, arousal, boldness });
    }

    /// The codes of the moods that have a name.
    pub fn moods() -> Vec<String> {
        mood::ALL.iter().map(|(code, _)| (*code).to_owned()).collect()
    }

    /// Where these are: two numbers each, as `setMood` takes them.
    #[wasm_bindgen(js_name = moodPlaces)]
    pub fn mood_places() -> Vec<f64> {
        mood::ALL.iter().flat_map(|(_, place)| place.map(f64::from)).collect()
    }

    /// Sets how much strokes are wanted that are unlike those before them, in percent.
    #[wasm_bindgen(js_name = setNovelty)]
    pub fn set_novelty(&self, percent: u8) {
        self.set(|settings| settings.novelty = percent);
    }

    /// Sets whether the partner goes over its last strokes from time to time.
    #[wasm_bindgen(js_name = setPolish)]
    pub fn set_polish(&self, on: bool) {
        self.set(|settings| settings.polishes = on);
    }

    /// Sets whether the partner asks by itself, now and then, which of a few strokes the person likes best.
    #[wasm_bindgen(js_name = setAsks)]
    pub fn set_asks(&self, on: bool) {
        self.set(|settings| settings.asks = on);
    }

    /// Sets whether the partner learns from the strokes that the person paints.
    #[wasm_bindgen(js_name = setWatches)]
    pub fn set_watches(&self, on: bool) {
        self.set(|settings| settings.watches = on);
    }

    /// The prices to choose from, as `setPrice` takes them, from few bold strokes to any that helps.
    pub fn prices() -> Vec<u32> {
        settings::PRICES.to_vec()
    }

    /// The numbers of the picture's colours to choose from, as `setColors` takes them.
    #[wasm_bindgen(js_name = colorCounts)]
    pub fn color_counts() -> Vec<u8> {
        colors::COUNTS.to_vec()
    }

    /// The keys of the brushes that the partner can paint with: those that lay paint and do not smudge.
    pub fn brushes() -> Vec<String> {
        let fit = presets::ALL.iter().filter(|p| PartnerBrush::new(&p.brush).is_some());
        fit.map(|preset| preset.name.to_owned()).collect()
    }

    /// Lets the partner paint with the brush of a key, or with its own (""), from when it paints next. Throws
    /// where there is none that it can paint with.
    #[wasm_bindgen(js_name = setBrush)]
    pub fn set_brush(&self, key: &str) -> Result<(), JsValue> {
        let brush = match key {
            "" => Some(PartnerBrush::default()),
            key => self.session.read().hand().tools.by_key(key).and_then(PartnerBrush::new),
        };
        let brush = brush.ok_or_else(|| unknown("brush"))?;
        self.set(|settings| settings.brush = brush);
        Ok(())
    }
}

impl PartnerSettings {
    pub(super) const fn of(session: Shared) -> Self {
        Self { session }
    }

    /// Changes one of the partner's settings, or several.
    fn set(&self, change: impl FnOnce(&mut limner_studio::PartnerSettings)) {
        let mut session = self.session.change();
        let mut settings = *session.partner().settings();
        change(&mut settings);
        session.partner_mut().set_settings(settings);
    }
}
