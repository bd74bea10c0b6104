//! What the person holds: a tool, a brush, how it is held, and a colour.
//!
//! A brush is one of the presets or of the person's own; how it is held (its size, opacity, hardness and
//! what the pressure moves) is remembered for each. The eraser is a brush of its own.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "a cast of a float saturates; what is no number is looked at before"
)]

use std::collections::BTreeMap;

use limner_core::brush::{Input, MAX_RADIUS, MIN_RADIUS, Setting, presets};
use limner_core::fixed::{ONE, ONE_U16, UNITS_PER_PX};
use limner_core::format::{Reader, Writer};
use limner_core::{Brush, Error, Rgb8};
use limner_protocol::codes::{tool, trouble};
use limner_protocol::{Code, Trouble};

use crate::brush_file::{self, read_name};
use crate::brushes::{self, Choice};

/// Brushes of the person's own at most.
pub const MAX_OWN: usize = 64;
/// What the key of a brush of the person's own begins with; no preset's does.
pub const OWN: &str = "own:";
/// Version of the state that is kept between sessions.
const STATE_VERSION: u8 = 1;
/// Brushes whose hold is remembered: all there can be.
const MAX_GRIPS: usize = MAX_OWN + presets::ALL.len();
/// A control that moves in hundredths says the same while it is nearer than this.
const SAME: f64 = 0.0051;

/// A tool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tool {
    /// Lays paint.
    #[default]
    Brush,
    /// Takes paint away.
    Eraser,
}

impl Tool {
    /// The tool of a code of [`limner_protocol::codes::tool`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            tool::BRUSH => Some(Self::Brush),
            tool::ERASER => Some(Self::Eraser),
            _ => None,
        }
    }
}

/// How a brush is held: what a person sets of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grip {
    /// Radius at full pressure, in 1/64 px.
    pub radius: i32,
    /// Opacity at full pressure, 0..=2¹⁵.
    pub opacity: u16,
    /// Hardness of the edge, 0..=2¹⁵.
    pub hardness: u16,
    /// Whether the pressure moves the radius, where the brush knows how.
    pub pressure_to_radius: bool,
    /// Whether the pressure moves the opacity, where the brush knows how.
    pub pressure_to_opacity: bool,
}

impl Grip {
    /// How a brush is held before the person sets anything.
    #[must_use]
    pub fn of(brush: &Brush) -> Self {
        Self {
            radius: brush.radius,
            opacity: brush.opacity,
            hardness: brush.hardness,
            pressure_to_radius: brush.is_driven(Setting::Radius, Input::Pressure),
            pressure_to_opacity: brush.is_driven(Setting::Opacity, Input::Pressure),
        }
    }

    /// The brush when it is held this way. Its radius and opacity are the stroke's, not the brush's.
    #[must_use]
    pub fn held(&self, brush: &Brush) -> Brush {
        let mut held = Brush { hardness: self.hardness, ..*brush };
        for (kept, setting) in [
            (self.pressure_to_radius, Setting::Radius),
            (self.pressure_to_opacity, Setting::Opacity),
        ] {
            if !kept {
                held = held.without(setting, Input::Pressure);
            }
        }
        held
    }
}

/// A brush of the person's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnBrush {
    /// At most [`brush_file::MAX_NAME`] bytes.
    pub name: String,
    /// The brush's settings.
    pub brush: Brush,
}

/// The person's tools as they are set now.
#[derive(Clone, Debug, PartialEq)]
pub struct Tools {
    /// The tool in hand.
    pub tool: Tool,
    /// The colour of the paint.
    pub color: Rgb8,
    key: String,
    brush: Brush,
    grips: BTreeMap<String, Grip>,
    own: Vec<OwnBrush>,
}

impl Default for Tools {
    fn default() -> Self {
        let first = &presets::ALL[0];
        Self {
            tool: Tool::Brush,
            color: Rgb8::new(34, 52, 86),
            key: first.name.to_owned(),
            brush: first.brush,
            grips: BTreeMap::new(),
            own: Vec::new(),
        }
    }
}

/// What a stroke is painted with: all of it but its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The brush and its place in the painting's table.
    pub choice: Choice,
    /// Radius at full pressure, in 1/64 px.
    pub radius: i32,
    /// Opacity at full pressure, 0..=2¹⁵.
    pub opacity: u16,
    /// The paint.
    pub color: Rgb8,
}

impl Tools {
    /// Key of the brush in hand: a preset's name, or [`OWN`] and the name of one of the person's.
    #[must_use]
    pub fn key(&self) -> &str {
        if self.tool == Tool::Eraser { tool::ERASER } else { &self.key }
    }

    /// The brush in hand as it comes, whatever is set.
    #[must_use]
    pub fn brush(&self) -> &Brush {
        if self.tool == Tool::Eraser { &Brush::ERASER } else { &self.brush }
    }

    /// How the brush in hand is held.
    #[must_use]
    pub fn grip(&self) -> Grip {
        self.grips.get(self.key()).copied().unwrap_or_else(|| Grip::of(self.brush()))
    }

    /// Holds the brush in hand another way.
    pub fn set_grip(&mut self, grip: Grip) {
        self.grips.insert(self.key().to_owned(), grip);
    }

    /// The person's own brushes, oldest first.
    #[must_use]
    pub fn own(&self) -> &[OwnBrush] {
        &self.own
    }

    /// Keys of all brushes: the presets', then those of the person's own.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        let presets = presets::ALL.iter().map(|preset| preset.name.to_owned());
        presets.chain(self.own.iter().map(|own| format!("{OWN}{}", own.name))).collect()
    }

    /// The brush of a key.
    #[must_use]
    pub fn by_key(&self, key: &str) -> Option<&Brush> {
        match key.strip_prefix(OWN) {
            Some(name) => self.own.iter().find(|own| own.name == name).map(|own| &own.brush),
            None => presets::by_name(key),
        }
    }

    /// Takes the brush of a key, and the tool that it is for. Says whether there is one.
    pub fn choose(&mut self, key: &str) -> bool {
        let Some(brush) = self.by_key(key).copied() else { return false };
        if key == tool::ERASER {
            self.tool = Tool::Eraser;
        } else {
            (self.tool, self.brush) = (Tool::Brush, brush);
            key.clone_into(&mut self.key);
        }
        true
    }

    /// Sets how the brush in hand is held from what a host's controls say; what is no number leaves
    /// its setting alone, and so does a hundredth that says what is set already.
    pub fn set_brush(&mut self, radius_px: f64, opacity: f64, hardness: f64) {
        let mut grip = self.grip();
        if !radius_px.is_nan() {
            let (low, high) = (f64::from(MIN_RADIUS), f64::from(MAX_RADIUS));
            grip.radius = (radius_px * f64::from(UNITS_PER_PX)).round().clamp(low, high) as i32;
        }
        for (setting, value) in [(&mut grip.opacity, opacity), (&mut grip.hardness, hardness)] {
            let same = (value - f64::from(*setting) / f64::from(ONE)).abs() < SAME;
            if !value.is_nan() && !same {
                *setting = q15_from_unit(value);
            }
        }
        self.set_grip(grip);
    }

    /// What a stroke of the tool in hand is made of, in a painting with the brushes of `table`.
    #[must_use]
    pub fn held(&self, table: &[Brush]) -> Held {
        let grip = self.grip();
        let choice = brushes::choose(table, &grip.held(self.brush()));
        Held { choice, radius: grip.radius, opacity: grip.opacity, color: self.color }
    }

    /// The brush in hand as a file, held as it is now.
    #[must_use]
    pub fn export(&self, name: &str) -> Vec<u8> {
        let grip = self.grip();
        let held = grip.held(self.brush());
        let brush = Brush { radius: grip.radius, opacity: grip.opacity, ..held };
        brush_file::encode(name, &brush)
    }

    /// Takes the brush of a file, which from now on is one of the person's own; returns its key. Another of
    /// the same name stays, and this one has a number after it. The same brush again is the one there is.
    pub fn import(&mut self, bytes: &[u8]) -> Result<String, Trouble> {
        let (name, brush) = brush_file::decode(bytes)?;
        let named = |name: &str| self.own.iter().find(|own| own.name == name);
        let mut names = (1..).map(|number| brush_file::numbered(&name, number));
        let fits = |name: &String| named(name).is_none_or(|own| own.brush == brush);
        // There are fewer brushes than numbers.
        let name = names.find(fits).unwrap_or(name);
        let key = format!("{OWN}{name}");
        if named(&name).is_none() {
            if self.own.len() >= MAX_OWN {
                let full = Trouble::new(trouble::BRUSHES_FULL);
                return Err(full.with("limit", MAX_OWN as i64));
            }
            self.own.push(OwnBrush { name, brush });
            // Of one that was removed.
            self.grips.remove(&key);
        }
        self.choose(&key);
        Ok(key)
    }

    /// Removes a brush of the person's own; says whether there was one. Strokes painted with it stay.
    pub fn remove(&mut self, key: &str) -> bool {
        let Some(name) = key.strip_prefix(OWN) else { return false };
        let before = self.own.len();
        self.own.retain(|own| own.name != name);
        self.grips.remove(key);
        if self.key == key {
            self.choose(presets::ALL[0].name);
        }
        self.own.len() < before
    }

    /// What is to be kept between sessions: the brush in hand, how each is held, and the person's own.
    #[must_use]
    pub fn state(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.u8(STATE_VERSION);
        writer.bytes(self.key.as_bytes());
        writer.count(self.own.len());
        for own in &self.own {
            writer.bytes(own.name.as_bytes());
            writer.brush(&own.brush);
        }
        writer.count(self.grips.len());
        for (key, grip) in &self.grips {
            writer.bytes(key.as_bytes());
            writer.u32(grip.radius.cast_unsigned());
            writer.u32(grip.opacity.into());
            writer.u32(grip.hardness.into());
            writer.u8(u8::from(grip.pressure_to_radius) | u8::from(grip.pressure_to_opacity) << 1);
        }
        writer.into_bytes()
    }

    /// Takes what [`Tools::state`] gave in an earlier session; nothing changes where it can't be read.
    pub fn set_state(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        let (key, own, grips) = Self::read_state(bytes).map_err(|e| damaged(&e))?;
        let tool = self.tool;
        (self.own, self.grips) = (own, grips);
        // A preset that an older or newer version had: the one in hand stays.
        self.choose(&key);
        self.tool = tool;
        Ok(())
    }

    /// Brings together what was changed here and elsewhere since both had the state `base`: brushes that came or
    /// went elsewhere come and go, and brushes are held as here, those apart that are held otherwise elsewhere alone.
    /// Nothing changes where `theirs` can't be read; without a `base` that can be, nothing has gone.
    pub fn reconcile(&mut self, base: &[u8], theirs: &[u8]) -> Result<(), Trouble> {
        let (_, theirs, their_grips) = Self::read_state(theirs).map_err(|e| damaged(&e))?;
        let (_, base, base_grips) = Self::read_state(base).unwrap_or_default();
        let has = |list: &[OwnBrush], own: &OwnBrush| list.iter().any(|it| it.name == own.name);
        let mine = std::mem::replace(&mut self.own, theirs);
        self.own.retain(|own| has(&mine, own) || !has(&base, own));
        for own in mine {
            if !has(&self.own, &own) && !has(&base, &own) && self.own.len() < MAX_OWN {
                self.own.push(own);
            } else if !has(&self.own, &own) {
                self.grips.remove(&format!("{OWN}{}", own.name));
            }
        }
        for (key, grip) in their_grips {
            if self.by_key(&key).is_some() && self.grips.get(&key) == base_grips.get(&key) {
                self.grips.insert(key, grip);
            }
        }
        let tool = self.tool;
        if !self.choose(&self.key.clone()) {
            self.choose(presets::ALL[0].name);
        }
        self.tool = tool;
        Ok(())
    }

    #[expect(clippy::type_complexity, reason = "taken apart where it is called")]
    fn read_state(bytes: &[u8]) -> Result<(String, Vec<OwnBrush>, BTreeMap<String, Grip>), Error> {
        let mut reader = Reader::new(bytes);
        if reader.u8()? != STATE_VERSION {
            return Err(Error::Damaged("the brushes were kept by another version"));
        }
        let key = read_key(&mut reader)?;
        let count = reader.count("the number of brushes", MAX_OWN, 4)?;
        let mut own = Vec::with_capacity(count);
        for _ in 0..count {
            let name = read_name(&mut reader)?;
            let brush = reader.brush()?;
            brush.validate()?;
            own.push(OwnBrush { name, brush });
        }
        let count = reader.count("the number of brushes held", MAX_GRIPS, 5)?;
        let mut grips = BTreeMap::new();
        for _ in 0..count {
            let key = read_key(&mut reader)?;
            let radius = i32::try_from(reader.u32()?).unwrap_or(MAX_RADIUS);
            let radius = radius.clamp(MIN_RADIUS, MAX_RADIUS);
            let [opacity, hardness] = [reader.u32()?, reader.u32()?]
                .map(|v| u16::try_from(v).unwrap_or(ONE_U16).min(ONE_U16));
            let flags = reader.u8()?;
            let [pressure_to_radius, pressure_to_opacity] = [flags & 1 != 0, flags & 2 != 0];
            let grip = Grip { radius, opacity, hardness, pressure_to_radius, pressure_to_opacity };
            grips.insert(key, grip);
        }
        reader.finish()?;
        Ok((key, own, grips))
    }
}

fn damaged(error: &Error) -> Trouble {
    Trouble::new(trouble::BRUSH_DAMAGED).with("reason", error.to_string().as_str())
}

/// A preset's code, or [`OWN`] and a name.
fn read_key(reader: &mut Reader<'_>) -> Result<String, Error> {
    let bytes = reader.bytes("the key's length", OWN.len() + brush_file::MAX_NAME)?;
    let key = std::str::from_utf8(bytes).map_err(|_| Error::Damaged("a key is not UTF-8"))?;
    let fits = match key.strip_prefix(OWN) {
        Some(name) => brush_file::tidy(name) == name,
        None => Code::parse(key).is_some(),
    };
    if fits { Ok(key.to_owned()) } else { Err(Error::Damaged("a key names no brush")) }
}

/// 0..=1 to 0..=2¹⁵, clamped; what is no number is one.
#[must_use]
pub fn q15_from_unit(value: f64) -> u16 {
    if value.is_nan() {
        return ONE_U16;
    }
    (value.clamp(0.0, 1.0) * f64::from(ONE_U16)).round() as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_brush_is_held_as_it_was_last() {
        let mut tools = Tools::default();
        tools.set_brush(33.0, 0.5, 0.25);
        let round = tools.grip();
        assert!(tools.choose("oil"));
        assert_eq!(tools.grip(), Grip::of(&presets::OIL));
        tools.set_brush(7.0, 0.9, 0.75);
        tools.tool = Tool::Eraser;
        assert_eq!(tools.grip(), Grip::of(&Brush::ERASER));
        tools.set_brush(50.0, 1.0, 1.0);
        tools.tool = Tool::Brush;
        assert_eq!((tools.key(), tools.grip().radius), ("oil", 7 * UNITS_PER_PX));
        assert!(tools.choose("round") && !tools.choose("broom"));
        assert_eq!(tools.grip(), round);
        assert!(tools.choose("eraser"));
        assert_eq!((tools.tool, tools.grip().radius), (Tool::Eraser, 50 * UNITS_PER_PX));
    }

    #[test]
    fn hundredths_that_say_the_same_change_no_brush() {
        for preset in presets::ALL {
            let mut tools = Tools::default();
            tools.choose(preset.name);
            let hundredths = |v: u16| (f64::from(v) / f64::from(ONE) * 100.0).round() / 100.0;
            let grip = tools.grip();
            tools.set_brush(9.0, hundredths(grip.opacity), hundredths(grip.hardness));
            assert_eq!(tools.held(&[]).choice.brush, preset.brush, "{}", preset.name);
        }
    }

    #[test]
    fn the_pressure_is_turned_off_and_on_again() {
        for preset in presets::ALL {
            let mut tools = Tools::default();
            tools.choose(preset.name);
            let all = tools.grip();
            tools.set_grip(Grip { pressure_to_radius: false, pressure_to_opacity: false, ..all });
            let brush = tools.held(&[]).choice.brush;
            assert!(!brush.is_driven(Setting::Radius, Input::Pressure));
            assert!(!brush.is_driven(Setting::Opacity, Input::Pressure));
            tools.set_grip(all);
            assert_eq!(tools.held(&[]).choice.brush, preset.brush);
        }
    }

    #[test]
    fn an_exported_brush_comes_back_as_it_was_held() {
        let mut tools = Tools::default();
        tools.choose("charcoal");
        tools.set_brush(21.0, 0.4, 0.3);
        let file = tools.export("  My charcoal ");
        let held = tools.held(&[]);
        let mut others = Tools::default();
        let key = others.import(&file).unwrap();
        assert_eq!((key.as_str(), others.key()), ("own:My charcoal", "own:My charcoal"));
        let theirs = others.held(&[]);
        assert_eq!((theirs.radius, theirs.opacity), (held.radius, held.opacity));
        assert_eq!(
            Brush { radius: 64, opacity: 0, ..theirs.choice.brush },
            Brush { radius: 64, opacity: 0, ..held.choice.brush }
        );
        // Again: it is the same one, held as the person holds it by now.
        others.set_brush(30.0, 0.5, 0.5);
        let held = others.held(&[]);
        assert_eq!(others.import(&file).unwrap(), key);
        assert_eq!((others.own().len(), others.held(&[])), (1, held));
        assert!(others.remove(&key) && !others.remove(&key) && !others.remove("oil"));
        assert_eq!((others.key(), others.own().len()), ("round", 0));
    }

    #[test]
    fn brushes_of_ones_own_are_bounded() {
        let mut tools = Tools::default();
        for i in 0..MAX_OWN {
            tools.import(&brush_file::encode(&format!("{i}"), &presets::INK)).unwrap();
        }
        let more = tools.import(&brush_file::encode("one more", &presets::INK));
        assert_eq!(more.unwrap_err().code.as_str(), "brushes_full");
        let another = tools.import(&brush_file::encode("7", &presets::OIL));
        assert_eq!(another.unwrap_err().code.as_str(), "brushes_full");
        assert!(tools.import(&brush_file::encode("7", &presets::INK)).is_ok(), "it is there");
    }

    #[test]
    fn what_two_have_changed_is_brought_together() {
        let import = |tools: &mut Tools, name: &str| {
            tools.import(&brush_file::encode(name, &presets::OIL)).unwrap();
        };
        let mut before = Tools::default();
        for name in ["kept", "goes here", "goes there"] {
            import(&mut before, name);
        }
        let base = before.state();
        let (mut here, mut there) = (before.clone(), before);
        here.remove("own:goes here");
        there.remove("own:goes there");
        import(&mut there, "comes there");
        there.set_brush(44.0, 1.0, 1.0);
        import(&mut here, "comes here");
        here.set_brush(33.0, 1.0, 1.0);
        here.reconcile(&base, &there.state()).unwrap();
        let mut names: Vec<&str> = here.own().iter().map(|own| own.name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["comes here", "comes there", "kept"]);
        assert_eq!((here.key(), here.grip().radius), ("own:comes here", 33 * UNITS_PER_PX));
        assert!(here.choose("own:comes there"));
        assert_eq!(here.grip().radius, 44 * UNITS_PER_PX);
        // Again: both are the same by now.
        let state = here.state();
        here.reconcile(&state, &state).unwrap();
        assert_eq!(here.state(), state);
        // The brush in hand went elsewhere; and an earlier page kept nothing to compare with.
        let mut there = here.clone();
        there.remove("own:comes there");
        here.reconcile(&state, &there.state()).unwrap();
        assert_eq!((here.key(), here.own().len()), ("round", 2));
        assert!(here.reconcile(&[], &[1, 2]).is_err());
        here.reconcile(&[], &state).unwrap();
        assert_eq!(here.own().len(), 3);
    }

    #[test]
    fn the_state_comes_back_and_nothing_else_does() {
        let mut tools = Tools::default();
        tools.set_brush(33.0, 0.5, 0.25);
        tools.import(&brush_file::encode("Größe", &presets::OIL)).unwrap();
        tools.set_brush(12.0, 0.75, 0.5);
        let state = tools.state();
        let mut again = Tools::default();
        again.set_state(&state).unwrap();
        assert_eq!(again, tools);
        for at in 0..state.len() {
            let mut changed = state.clone();
            changed[at] = changed[at].wrapping_add(1);
            let _ = again.set_state(&changed);
            assert!(Tools::default().set_state(&state[..at]).is_err(), "cut at {at}");
        }
    }
}
