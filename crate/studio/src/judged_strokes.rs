//! Which strokes a yes or a no is about.
//!
//! A person clicks a moment after they saw something, so the click is credited to the partner's strokes of the
//! last seconds (as in TAMER: Knox and Stone, 2009), but to those that have been there long enough to be seen, and
//! to no more than can be had in mind at once. A host shows which they are before the click.

#![expect(
    clippy::cast_possible_truncation,
    reason = "an index of the log is below 2³²: `log::MAX_ENTRIES`"
)]

use limner_core::{Author, Log, Op, Painting, Verdict};

use crate::document::Document;
use crate::queue::Outline;

/// Strokes credited at most: a person has no more in mind at once.
pub const MAX_STROKES: usize = 8;
/// Strokes credited however long ago they were painted, where fewer are fresh.
pub const FEW: usize = 4;
/// Strokes are fresh from this age on, in ms: before, a person can't have meant them…
pub const SEEN_MS: u64 = 300;
/// …up to this one.
pub const WINDOW_MS: u64 = 4_000;

/// Ids, ascending, of the partner's visible strokes that a verdict now is about: of those painted since the last
/// verdict the fresh ones, painted between [`SEEN_MS`] and [`WINDOW_MS`] ago, at most [`MAX_STROKES`]; where those
/// are few, the last [`FEW`] that are old enough; where none is, the newest. Where none was painted since the last
/// verdict, the person insists: the same strokes again.
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
    let age_ms = |id: u32| {
        let painted_ms = times_ms.get(id as usize).copied().unwrap_or(0);
        now_ms.saturating_sub(painted_ms)
    };
    let since: Vec<u32> = partners.map(|placed| placed.id).take_while(|id| *id >= since).collect();
    let seen = since.iter().position(|id| age_ms(*id) >= SEEN_MS).unwrap_or(0);
    let fresh = |rank: usize, id: u32| rank < FEW || age_ms(id) <= WINDOW_MS;
    let mut ids: Vec<u32> = (since[seen..].iter().copied().take(MAX_STROKES).enumerate())
        .take_while(|(rank, id)| fresh(*rank, *id))
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

/// What a verdict now is about, as [`judged_strokes`] has it.
#[must_use]
pub fn now(document: &Document) -> Vec<u32> {
    judged_strokes(document.painting(), document.entry_times_ms(), document.elapsed_ms())
}

/// The outlines of what the judgement at a place in the log was about: of its strokes those that are to be seen, and
/// what was only planned.
#[must_use]
pub fn at(document: &Document, entry: u32) -> Vec<Outline> {
    match document.painting().log().entries().get(entry as usize).map(|entry| &entry.op) {
        Some(Op::Judge(judgement)) => {
            let planned = judgement.proposals.iter().filter_map(Outline::of_stroke);
            outlines(document, &judgement.strokes).chain(planned).collect()
        }
        _ => Vec::new(),
    }
}

/// The outlines of those of these strokes that are to be seen.
pub fn outlines<'a>(document: &'a Document, ids: &'a [u32]) -> impl Iterator<Item = Outline> + 'a {
    let painting = document.painting();
    let visible = |id| painting.stroke(id).filter(|placed| placed.visible);
    ids.iter().filter_map(move |id| Outline::of_stroke(&visible(*id)?.stroke))
}

/// The last yes or no in a log that was about strokes, and those.
fn last_verdict(log: &Log) -> Option<(u32, &[u32])> {
    log.entries().iter().enumerate().rev().find_map(|(entry, e)| match &e.op {
        Op::Judge(judgement)
            if judgement.verdict != Verdict::WeakNo && !judgement.strokes.is_empty() =>
        {
            Some((entry as u32, judgement.strokes.as_slice()))
        }
        _ => None,
    })
}
