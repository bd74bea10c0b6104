//! Which strokes a yes or a no is about.
//!
//! A person clicks a moment after they saw something, so the click is credited to all of the
//! partner's strokes of the last seconds (as in TAMER: Knox and Stone, 2009); where it paints slowly
//! or has stopped, to its last few.

#![expect(
    clippy::cast_possible_truncation,
    reason = "an index of the log is below 2³²: `log::MAX_ENTRIES`"
)]

use limner_core::{Author, Log, Op, Painting, Verdict};

/// Strokes that are credited however long ago they were painted.
pub const STROKES: usize = 8;
/// Strokes painted no longer ago than this are credited too, in ms.
pub const WINDOW_MS: u64 = 3_000;
/// Strokes credited at most: beyond them a person can't have had each in mind.
pub const MAX_STROKES: usize = 32;

/// Ids, ascending, of the partner's visible strokes that a verdict now is about: of those painted
/// since the last verdict the last [`STROKES`] or all of the last [`WINDOW_MS`], at most
/// [`MAX_STROKES`]. Where none was painted since, the person insists: the same strokes again.
///
/// `times_ms` has for each entry of the log when it came, on the clock of `now_ms`.
#[must_use]
pub fn judged_strokes(painting: &Painting, times_ms: &[u64], now_ms: u64) -> Vec<u32> {
    let last = last_verdict(painting.log());
    let since = last.map_or(0, |(entry, _)| entry);
    let partners = painting
        .strokes()
        .iter()
        .rev()
        .filter(|placed| placed.visible && placed.stroke.author == Author::Partner);
    let recent = |id: u32| {
        let painted_ms = times_ms.get(id as usize).copied().unwrap_or(0);
        now_ms.saturating_sub(painted_ms) <= WINDOW_MS
    };
    let mut ids: Vec<u32> = partners
        .map(|placed| placed.id)
        .take_while(|id| *id >= since)
        .enumerate()
        .take_while(|(rank, id)| *rank < STROKES || (*rank < MAX_STROKES && recent(*id)))
        .map(|(_, id)| id)
        .collect();
    ids.reverse();
    if ids.is_empty()
        && let Some((_, strokes)) = last
    {
        let visible = |id: &u32| painting.stroke(*id).is_some_and(|placed| placed.visible);
        ids.extend(strokes.iter().filter(|id| visible(id)));
    }
    ids
}

/// The last yes or no in a log and the strokes that it was about.
fn last_verdict(log: &Log) -> Option<(u32, &[u32])> {
    log.entries().iter().enumerate().rev().find_map(|(entry, e)| match &e.op {
        Op::Judge(judgement) if judgement.verdict != Verdict::WeakNo => {
            Some((entry as u32, judgement.strokes.as_slice()))
        }
        _ => None,
    })
}
