//! The brushes that come with the program.
//!
//! Each is only a [`Brush`]: whoever wants another one starts from the nearest and turns its settings.

#![expect(clippy::cast_possible_truncation, reason = "a hundredth of 2¹⁵ fits")]

use super::{Brush, Follow, Input, Modulation, Setting};
use crate::Coverage;
use crate::fixed::{ONE, ONE_U16, UNITS_PER_PX};

/// A brush with its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// A code: lower-case ASCII letters and underscores.
    pub name: &'static str,
    /// The preset's settings.
    pub brush: Brush,
}

/// All presets, the ones that painters reach for first in front.
pub const ALL: [Preset; 14] = [
    Preset { name: "round", brush: Brush::ROUND },
    Preset { name: "pencil", brush: PENCIL },
    Preset { name: "ink", brush: INK },
    Preset { name: "marker", brush: MARKER },
    Preset { name: "round_bristle", brush: ROUND_BRISTLE },
    Preset { name: "flat_bristle", brush: FLAT_BRISTLE },
    Preset { name: "oil", brush: OIL },
    Preset { name: "gouache", brush: GOUACHE },
    Preset { name: "watercolour", brush: WATERCOLOUR },
    Preset { name: "charcoal", brush: CHARCOAL },
    Preset { name: "airbrush", brush: AIRBRUSH },
    Preset { name: "palette_knife", brush: PALETTE_KNIFE },
    Preset { name: "blender", brush: BLENDER },
    Preset { name: "eraser", brush: Brush::ERASER },
];

/// The preset of a name.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Brush> {
    ALL.iter().find(|preset| preset.name == name).map(|preset| &preset.brush)
}

const fn percent(value: u32) -> u16 {
    (value * ONE / 100) as u16
}

const fn px(value: i32) -> i32 {
    value * UNITS_PER_PX
}

/// A modulation from one percentage at input 0 to another at input 1.
const fn drive(setting: Setting, input: Input, low: u32, high: u32) -> Modulation {
    Modulation::straight(setting, input, percent(low), percent(high))
}

/// Five percentages, at inputs 0, ¼, ½, ¾ and 1.
const fn curve(setting: Setting, input: Input, percentages: [u32; 5]) -> Modulation {
    let [a, b, c, d, e] = percentages;
    let factors = [percent(a), percent(b), percent(c), percent(d), percent(e)];
    Modulation { setting, input, factors }
}

/// Graphite: thin, grainy, darker the harder it is pressed; broad when it lies on its side.
pub const PENCIL: Brush = Brush {
    radius: px(2),
    opacity: percent(85),
    hardness: percent(60),
    spacing: 40,
    jitter_place: 24,
    grain: percent(42),
    linearity: percent(90),
    coverage: Coverage::BuildUp,
    modulations: Modulation::list(&[
        curve(Setting::Opacity, Input::Pressure, [12, 40, 65, 85, 100]),
        drive(Setting::Radius, Input::Pressure, 70, 115),
        drive(Setting::Grain, Input::Pressure, 130, 70),
        curve(Setting::Radius, Input::Tilt, [100, 100, 140, 190, 199]),
        drive(Setting::Opacity, Input::Tilt, 100, 55),
    ]),
    ..Brush::PLAIN
};

/// A pen: solid, sharp, as broad as it is pressed, thinner where it is fast.
pub const INK: Brush = Brush {
    radius: px(5),
    hardness: ONE_U16,
    spacing: 20,
    modulations: Modulation::list(&[
        curve(Setting::Radius, Input::Pressure, [8, 35, 65, 90, 110]),
        drive(Setting::Radius, Input::Speed, 110, 65),
    ]),
    ..Brush::PLAIN
};

/// A felt tip with a chisel edge: even, see-through, darker where strokes cross.
pub const MARKER: Brush = Brush {
    radius: px(12),
    opacity: percent(60),
    hardness: percent(96),
    spacing: 16,
    aspect: 700,
    angle: 8192,
    rim: percent(12),
    modulations: Modulation::list(&[drive(Setting::Opacity, Input::Pressure, 75, 100)]),
    ..Brush::PLAIN
};

/// Soft hair in a round ferrule: streaks that close up when it is pressed.
pub const ROUND_BRISTLE: Brush = Brush {
    radius: px(14),
    hardness: percent(70),
    spacing: 90,
    hairs: 48,
    hair_radius: 38,
    dryness: percent(14),
    jitter_radius: percent(12),
    pigment: percent(60),
    grain: percent(9),
    modulations: Modulation::list(&[
        curve(Setting::Radius, Input::Pressure, [35, 60, 80, 100, 115]),
        drive(Setting::Opacity, Input::Pressure, 45, 100),
        drive(Setting::Dryness, Input::Pressure, 190, 60),
        drive(Setting::Dryness, Input::Progress, 50, 190),
    ]),
    ..Brush::PLAIN
};

/// Stiff hair in a flat ferrule, across the way: broad streaked bands.
pub const FLAT_BRISTLE: Brush = Brush {
    radius: px(18),
    hardness: percent(80),
    spacing: 80,
    aspect: 1400,
    angle: 16_384,
    follow: Follow::Path,
    hairs: 44,
    hair_radius: 26,
    dryness: percent(20),
    pigment: percent(60),
    grain: percent(10),
    modulations: Modulation::list(&[
        drive(Setting::Opacity, Input::Pressure, 55, 100),
        drive(Setting::Dryness, Input::Pressure, 199, 60),
        drive(Setting::Dryness, Input::Progress, 40, 199),
    ]),
    ..Brush::PLAIN
};

/// Thick and slow to dry: drags what lies below into the stroke, and mixes as pigment.
pub const OIL: Brush = Brush {
    radius: px(14),
    hardness: percent(75),
    spacing: 45,
    aspect: 520,
    angle: 16_384,
    follow: Follow::Path,
    hairs: 26,
    hair_radius: 44,
    smudge: percent(45),
    smudge_length: percent(80),
    smudge_radius: 300,
    wetness: percent(60),
    pigment: ONE_U16,
    coverage: Coverage::BuildUp,
    opacity: percent(90),
    flow: percent(75),
    modulations: Modulation::list(&[
        curve(Setting::Radius, Input::Pressure, [55, 75, 90, 100, 110]),
        drive(Setting::Flow, Input::Pressure, 45, 110),
        drive(Setting::Smudge, Input::Progress, 40, 190),
    ]),
    ..Brush::PLAIN
};

/// Opaque and matt: covers evenly, with a slightly rough edge.
pub const GOUACHE: Brush = Brush {
    radius: px(12),
    opacity: percent(96),
    hardness: percent(88),
    spacing: 24,
    jitter_place: 14,
    jitter_radius: percent(8),
    grain: percent(8),
    pigment: percent(50),
    modulations: Modulation::list(&[
        curve(Setting::Radius, Input::Pressure, [40, 65, 85, 100, 110]),
        drive(Setting::Grain, Input::Pressure, 190, 60),
    ]),
    ..Brush::PLAIN
};

/// Thin and wet: see-through, darker along its rim, runs into what has not dried.
pub const WATERCOLOUR: Brush = Brush {
    radius: px(20),
    opacity: percent(62),
    hardness: percent(50),
    softness: percent(60),
    spacing: 24,
    jitter_radius: percent(10),
    jitter_place: 10,
    wetness: ONE_U16,
    rim: percent(62),
    pigment: ONE_U16,
    modulations: Modulation::list(&[
        curve(Setting::Radius, Input::Pressure, [40, 65, 85, 105, 125]),
        drive(Setting::Opacity, Input::Pressure, 60, 110),
    ]),
    ..Brush::PLAIN
};

/// A crumbling stick: only the peaks of the paper take it, unless it is pressed.
pub const CHARCOAL: Brush = Brush {
    radius: px(11),
    opacity: percent(85),
    hardness: percent(70),
    spacing: 30,
    aspect: 420,
    angle: 6000,
    jitter_place: 40,
    jitter_angle: 5000,
    jitter_radius: percent(25),
    grain: percent(55),
    linearity: percent(85),
    coverage: Coverage::BuildUp,
    modulations: Modulation::list(&[
        curve(Setting::Opacity, Input::Pressure, [10, 35, 60, 85, 110]),
        drive(Setting::Grain, Input::Pressure, 130, 75),
        drive(Setting::Radius, Input::Tilt, 100, 190),
    ]),
    ..Brush::PLAIN
};

/// A mist that goes on while it is held.
pub const AIRBRUSH: Brush = Brush {
    radius: px(32),
    opacity: percent(70),
    hardness: percent(20),
    softness: percent(80),
    spacing: 50,
    dabs_per_second: 30,
    flow: percent(55),
    linearity: percent(70),
    coverage: Coverage::BuildUp,
    modulations: Modulation::list(&[drive(Setting::Opacity, Input::Pressure, 5, 150)]),
    ..Brush::PLAIN
};

/// A flat blade: lays thick paint at first, then drags what is there.
pub const PALETTE_KNIFE: Brush = Brush {
    radius: px(22),
    hardness: percent(92),
    spacing: 14,
    aspect: 1500,
    angle: 16_384,
    follow: Follow::Path,
    smudge: percent(70),
    smudge_length: percent(88),
    smudge_radius: 200,
    pigment: percent(80),
    grain: percent(10),
    coverage: Coverage::BuildUp,
    opacity: percent(95),
    modulations: Modulation::list(&[
        drive(Setting::Smudge, Input::Progress, 45, 140),
        drive(Setting::Opacity, Input::Pressure, 40, 105),
        drive(Setting::Aspect, Input::Pressure, 160, 70),
    ]),
    ..Brush::PLAIN
};

/// A finger: lays nothing of its own.
pub const BLENDER: Brush = Brush {
    radius: px(18),
    hardness: percent(35),
    softness: percent(50),
    spacing: 30,
    smudge: ONE_U16,
    smudge_length: percent(70),
    smudge_radius: 256,
    pigment: percent(40),
    coverage: Coverage::BuildUp,
    opacity: percent(80),
    modulations: Modulation::list(&[
        drive(Setting::Opacity, Input::Pressure, 20, 110),
        drive(Setting::Radius, Input::Pressure, 70, 110),
    ]),
    ..Brush::PLAIN
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_in_range_and_has_a_name_of_its_own() {
        for (i, preset) in ALL.iter().enumerate() {
            assert_eq!(preset.brush.validate(), Ok(()), "{}", preset.name);
            assert!(ALL[..i].iter().all(|other| other.name != preset.name));
            assert_eq!(by_name(preset.name), Some(&preset.brush));
        }
    }
}
