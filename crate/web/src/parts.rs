//! Long work in parts, between which the page has its turn.

use limner_core::work;

use crate::browser::now_ms;

/// Work between two looks at the clock: about a millisecond natively, two or three here.
pub(crate) const PART: u64 = work::PER_MS;

/// Does one part after the other for about so many ms, or until one of them has come to the end.
pub(crate) fn in_parts<T>(budget_ms: f64, mut part: impl FnMut() -> Option<T>) -> Option<T> {
    let began_ms = now_ms();
    loop {
        let ended = part();
        if ended.is_some() || now_ms() - began_ms >= budget_ms {
            return ended;
        }
    }
}
