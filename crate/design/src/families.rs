//! Families of motifs whose every member is known: what a space is measured against between and beyond the members that
//! it is shown.

use std::f32::consts::{PI, TAU};

use crate::curve::Knot;
use crate::numbers::{float, floor};
use crate::{Motif, Trace};

/// A kind of drawing with one number that changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// One closed outline that grows wide.
    PetalWidth,
    /// A petal that curls to the side.
    PetalCurl,
    /// A petal whose tip becomes sharp.
    PetalTip,
    /// A leaf with three to seven veins a side, of which each comes as the leaf grows broad.
    LeafVeins,
    /// A leaf with five veins that turn outwards.
    LeafTurn,
    /// A wave that grows steep.
    Wave,
    /// A letter A that is drawn broader, with its bar sinking.
    LetterA,
    /// A letter K whose arms turn.
    LetterK,
    /// Three petals on a stem, which turn as they open.
    Whirl,
}

impl Family {
    /// All families.
    pub const ALL: [Self; 9] = [
        Self::PetalWidth,
        Self::PetalCurl,
        Self::PetalTip,
        Self::LeafVeins,
        Self::LeafTurn,
        Self::Wave,
        Self::LetterA,
        Self::LetterK,
        Self::Whirl,
    ];

    /// The family's name, as commands have it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PetalWidth => "petal-width",
            Self::PetalCurl => "petal-curl",
            Self::PetalTip => "petal-tip",
            Self::LeafVeins => "leaf-veins",
            Self::LeafTurn => "leaf-turn",
            Self::Wave => "wave",
            Self::LetterA => "letter-a",
            Self::LetterK => "letter-k",
            Self::Whirl => "whirl",
        }
    }

    /// Whether what changes is mostly a turn of parts.
    #[must_use]
    pub const fn turns(self) -> bool {
        matches!(self, Self::PetalCurl | Self::LeafTurn | Self::LetterK | Self::Whirl)
    }

    /// The strokes of the member at a number, of which 0 and 1 are the ends that are shown; the base is at the origin, and
    /// a member is about 100 px high.
    #[must_use]
    pub fn member(self, at: f32) -> Vec<Trace> {
        let curve = |count: usize, f: &dyn Fn(f32) -> [f32; 2], thick: f32| {
            let knot = |i: usize| -> Knot {
                let part = float(i) / float(count - 1);
                let [x, y] = f(part);
                // A pen that is set down and lifted.
                [100.0 * x, 100.0 * y, thick * (0.55 + 0.45 * (part * PI).sin())]
            };
            Trace::new((0..count).map(knot).collect())
        };
        match self {
            Self::PetalWidth | Self::PetalCurl | Self::PetalTip => {
                let (width, curl, tip) = match self {
                    Self::PetalWidth => (0.12 + 0.3 * at, 0.0, 1.0),
                    Self::PetalCurl => (0.2, -0.5 + 1.3 * at, 1.0),
                    _ => (0.28, 0.0, 0.6 + 1.2 * at),
                };
                let outline = |part: f32| {
                    // Up one side and down the other; the middle line is an arc.
                    let (side, along) =
                        if part < 0.5 { (-1.0, 2.0 * part) } else { (1.0, 2.0 - 2.0 * part) };
                    let out = side * width * (along.powf(tip) * PI).sin();
                    let bend = curl * along;
                    let (sin, cos) = bend.sin_cos();
                    let middle = if curl.abs() < 1e-3 {
                        [0.5 * curl * along * along, -along]
                    } else {
                        [(1.0 - cos) / curl, -sin / curl]
                    };
                    [middle[0] + out * cos, middle[1] + out * sin]
                };
                vec![curve(97, &outline, 2.2)]
            }
            Self::LeafVeins | Self::LeafTurn => {
                let (veins, lean, width) = match self {
                    Self::LeafVeins => (3.0 + 2.0 * at, 0.9, 0.24 + 0.06 * at),
                    _ => (5.0, 0.35 + 0.9 * at, 0.3),
                };
                let mut strokes = vec![curve(33, &|part| [0.0, -part], 2.6)];
                // A vein that is not wholly there is short.
                let count = floor(veins - 1e-4) + 1;
                for vein in 0..count {
                    for side in [-1.0, 1.0] {
                        let there = (veins - float(vein)).clamp(0.0, 1.0);
                        let from = 0.12 + 0.76 * (float(vein) + 0.5) / veins.max(1.0);
                        let long = width * (from * PI).sin().powf(0.7) * there;
                        let vein = move |part: f32| {
                            let turn = lean - 0.25 * part;
                            [
                                side * long * part * turn.sin().abs().max(0.2),
                                -from - long * part * turn.cos(),
                            ]
                        };
                        strokes.push(curve(17, &vein, 1.5));
                    }
                }
                strokes
            }
            Self::Wave => {
                let wave = |part: f32| {
                    let turn = 2.0 * TAU * part;
                    let steep = 0.05 + 0.16 * at;
                    [part - 0.5 - 0.05 * at * (2.0 * turn).sin(), -steep * turn.sin() - 0.2]
                };
                vec![curve(129, &wave, 2.4)]
            }
            Self::LetterA => {
                let (half, bar) = (0.2 + 0.2 * at, 0.55 - 0.25 * at);
                let across = half * (1.0 - bar);
                vec![
                    curve(25, &|part| [-half * (1.0 - part), -part], 2.5),
                    curve(25, &|part| [half * part, part - 1.0], 2.5),
                    curve(17, &|part| [across * (2.0 * part - 1.0), -bar], 2.0),
                ]
            }
            Self::LetterK => {
                let turned = |angle: f32| {
                    let (sin, cos) = angle.sin_cos();
                    move |part: f32| [0.55 * part * cos, -0.5 - 0.55 * part * sin]
                };
                vec![
                    curve(25, &|part| [0.0, -part], 2.5),
                    curve(17, &turned(0.3 + 0.9 * at), 2.2),
                    curve(17, &turned(-0.3 - 0.9 * at), 2.2),
                ]
            }
            Self::Whirl => std::iter::once(curve(17, &|part| [0.0, -0.5 * part], 2.4))
                .chain((0..3_u8).map(|petal| {
                    let turn = f32::from(petal) * TAU / 3.0 + 0.9 * at;
                    let (sin, cos) = turn.sin_cos();
                    let petal = move |part: f32| {
                        let (side, along) =
                            if part < 0.5 { (-1.0, 2.0 * part) } else { (1.0, 2.0 - 2.0 * part) };
                        let (x, y) =
                            (side * (0.07 + 0.03 * at) * (along * PI).sin(), -0.08 - 0.4 * along);
                        [cos * x - sin * y, sin * x + cos * y - 0.5]
                    };
                    curve(65, &petal, 2.0)
                }))
                .collect(),
        }
    }

    /// The member as a motif: its base is where the family has it.
    #[must_use]
    pub fn motif(self, at: f32) -> Option<Motif> {
        Motif::new(self.member(at)).and_then(|motif| motif.with_base([0.0, 0.0])).ok()
    }
}
