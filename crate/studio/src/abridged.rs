//! A painting without its history: the strokes that are seen, as they are by now, and nothing of how it came to
//! that. The same canvas, to the bit.
//!
//! A stroke's jitter and hairs follow from its id, and how wet the paint below it is from how many strokes came
//! before it. So strokes keep their ids where a brush that is seen draws by chance, with judgements of nothing
//! in the place of what is left out; and where one paints wet, strokes that were taken back stay as hidden dots.

#![expect(clippy::cast_possible_truncation, reason = "a log has fewer than 2³² entries")]

use limner_core::brush::{Input, MIN_RADIUS};
use limner_core::{
    Author, Brush, Entry, Error, Judgement, Log, Op, Painting, Path, Placed, Point, Stroke, Verdict,
};

/// Between two strokes, in ms: so a replay has time for each.
const STEP_MS: u32 = 40;

/// The log of what is seen of a painting.
pub fn log_of(painting: &Painting) -> Result<Log, Error> {
    let log = painting.log();
    let brushes = log.brushes();
    let seen = || painting.strokes().iter().filter(|placed| placed.visible);
    let any = |of: fn(&Brush) -> bool| {
        seen().filter_map(|placed| brushes.get(usize::from(placed.stroke.brush))).any(of)
    };
    let (by_chance, wet) = (any(draws_by_chance), any(|brush| brush.wetness > 0));
    if by_chance || wet { in_place(log, painting.strokes(), wet) } else { packed(log, seen()) }
}

/// Whether a brush's strokes look otherwise under another id.
fn draws_by_chance(brush: &Brush) -> bool {
    let jitter = [brush.jitter_place, brush.jitter_radius, brush.jitter_angle];
    let by_chance = brush.modulations().any(|m| m.input == Input::Random);
    brush.hairs > 0 || by_chance || jitter != [0; 3]
}

/// Strokes one after the other, with the brushes that they have.
fn packed<'a>(log: &Log, seen: impl Iterator<Item = &'a Placed> + Clone) -> Result<Log, Error> {
    let header = log.header();
    let mut short = Log::new(header.clone())?;
    let own = header.brushes.len();
    let mut places: Vec<u8> = (0..own).map(|i| i as u8).collect();
    for (i, brush) in log.brushes().iter().enumerate().skip(own) {
        places.push(short.brush_count());
        if seen.clone().any(|placed| usize::from(placed.stroke.brush) == i) {
            short.push(0, Op::Brush(Box::new(*brush)))?;
        }
    }
    for placed in seen {
        let brush = places.get(usize::from(placed.stroke.brush)).copied();
        let brush = brush.unwrap_or(placed.stroke.brush);
        short.push(STEP_MS, Op::Add(Stroke { brush, ..placed.stroke.clone() }))?;
    }
    Ok(short)
}

/// Each stroke under the id that it has.
fn in_place(log: &Log, strokes: &[Placed], wet: bool) -> Result<Log, Error> {
    let kept = |placed: &&Placed| placed.visible || wet;
    let last_stroke = strokes.iter().rfind(kept).map(|placed| placed.id);
    let is_brush = |entry: &Entry| matches!(entry.op, Op::Brush(_));
    let last_brush = log.entries().iter().rposition(is_brush).map(|id| id as u32);
    let count = last_stroke.max(last_brush).map_or(0, |id| id + 1);
    let mut short = Log::new(log.header().clone())?;
    let mut strokes = strokes.iter().peekable();
    let mut hidden = Vec::new();
    for (entry, id) in log.entries().iter().zip(0..count) {
        let placed = strokes.next_if(|placed| placed.id == id);
        let op = match (&entry.op, placed) {
            (Op::Brush(brush), _) => Op::Brush(brush.clone()),
            (Op::Add(_), Some(placed)) if placed.visible => Op::Add(placed.stroke.clone()),
            (Op::Add(_), Some(_)) if wet => {
                hidden.push(id);
                Op::Add(dot())
            }
            _ => Op::Judge(Box::new(Judgement { revision: id, ..nothing() })),
        };
        short.push(if matches!(op, Op::Add(_)) { STEP_MS } else { 0 }, op)?;
    }
    for (i, stroke) in hidden.into_iter().enumerate() {
        // One step.
        short.push(u32::from(i == 0), Op::Hide { stroke, by: Author::Partner })?;
    }
    Ok(short)
}

fn dot() -> Stroke {
    Stroke {
        author: Author::Partner,
        brush: 0,
        color: limner_core::Rgb8::new(0, 0, 0),
        opacity: 0,
        coverage: limner_core::Coverage::Wash,
        path: Path::Bezier { points: [Point::default(); 3], radii: [MIN_RADIUS; 2] },
    }
}

fn nothing() -> Judgement {
    Judgement {
        verdict: Verdict::Yes,
        strokes: Vec::new(),
        proposals: Vec::new(),
        revision: 0,
        target: 0,
        weights: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use limner_core::arbitrary;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn it_is_the_same_painting_without_what_was_taken_back(log in arbitrary::small_log(4_000)) {
            let painting = Painting::from_log(&log).unwrap();
            let short = log_of(&painting).unwrap();
            let again = Painting::from_log(&short).unwrap();
            prop_assert_eq!(again.canvas().hash(), painting.canvas().hash());
            let shown = |p: &Painting| p.strokes().iter().filter(|p| p.visible).count();
            prop_assert_eq!(shown(&again), shown(&painting));
            for entry in short.entries() {
                match &entry.op {
                    Op::Judge(said) => {
                        prop_assert!(said.strokes.is_empty() && said.proposals.is_empty());
                    }
                    Op::Amend { .. } | Op::Show { .. } => prop_assert!(false, "history is left"),
                    _ => {}
                }
            }
            // Once more changes nothing more.
            prop_assert_eq!(log_of(&again).unwrap(), short);
        }
    }
}
