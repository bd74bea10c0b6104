//! People's drawings, as strokes, to take parts from: Omniglot's characters.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, bail};
use limner_core::Rgb8;
use limner_duet::Line;
use limner_duet::drawings::SIDE;
use limner_env::Random;
use limner_imagine::cards::Trace;

use crate::imagine::data::{FIRST_TEST, HELD_OUT, LAST_TRAINING, Strokes, strokes_in, strokes_zip};

/// How wide the sheet is that the strokes were drawn on.
const SHEET: f32 = 105.0;
/// Half the width of a line on the canvas, px: the least and the greatest.
const RADII: [f32; 2] = [2.5, 5.0];
/// Paints that people draw with, one or two in a drawing.
const PAINTS: [[u8; 3]; 5] =
    [[40, 38, 46], [176, 62, 50], [38, 92, 150], [58, 120, 66], [120, 70, 140]];

/// Whose drawing it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// A drawer's who is learned from.
    Training,
    /// A drawer's by whom something is chosen.
    Choosing,
    /// A drawer's of whom nothing was learned, of an alphabet of which something was.
    Test,
    /// Anybody's, of an alphabet of which nothing was learned.
    HeldOut,
}

/// A person's drawing.
#[derive(Clone, Debug)]
pub(super) struct Drawing {
    /// Which character of which alphabet it is.
    pub character: String,
    pub used: Use,
    pub lines: Vec<Line>,
}

/// All drawings of a zip of strokes, or of the one in a folder, in an order of their own.
pub(super) fn read_all(path: &Path) -> Result<Vec<Drawing>> {
    let path = strokes_zip(path)?;
    let strokes = strokes_in(&path, |_, _| true)?.into_iter();
    let found: BTreeMap<(String, u8), Vec<Trace>> = strokes
        .map(|Strokes { alphabet, character, drawer, traces }| {
            ((format!("{alphabet}/{character}"), drawer), traces)
        })
        .collect();
    if found.is_empty() {
        bail!("{} holds no strokes of drawings (ALPHABET/characterNN/ID_NN.txt)", path.display());
    }
    let mut random = Random::new(1);
    let drawing = |((character, drawer), traces): ((String, u8), Vec<Trace>)| {
        let used = match drawer {
            _ if character.split('/').next() == Some(HELD_OUT) => Use::HeldOut,
            ..=LAST_TRAINING => Use::Training,
            FIRST_TEST.. => Use::Test,
            _ => Use::Choosing,
        };
        Drawing { character, used, lines: lines(&traces, &mut random) }
    };
    Ok(found.into_iter().map(drawing).filter(|drawing| !drawing.lines.is_empty()).collect())
}

/// Strokes as lines on the duet's canvas, in a person's paint: a width, and one or two colours.
fn lines(traces: &[Trace], random: &mut Random) -> Vec<Line> {
    let scale = f32::from(SIDE) / SHEET;
    let radius = random.between(RADII[0], RADII[1]);
    let paint = |random: &mut Random| {
        let [r, g, b] = PAINTS[random.below(PAINTS.len())];
        Rgb8::new(r, g, b)
    };
    let first = paint(random);
    let second = if random.unit() < 0.5 { first } else { paint(random) };
    let line = |(nth, trace): (usize, &Trace)| {
        let way: Vec<[f32; 2]> = trace
            .iter()
            .map(|place| place.map(|v| (v * scale).clamp(0.0, f32::from(SIDE))))
            .collect();
        let color = if nth % 2 == 0 { first } else { second };
        Line::along(&way, radius * random.between(0.85, 1.15), color, 0.9)
    };
    traces.iter().enumerate().map(line).collect()
}
