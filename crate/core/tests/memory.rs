//! Decoding allocates in proportion to the bytes that are there, whatever they claim. Alone in its
//! program, for it counts every allocation.

#![expect(clippy::cast_possible_truncation, reason = "numbers of a test are within their types")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use limner_core::format::{MAGIC, MAX_INFLATED, VERSION, Writer, decode, decode_entries};
use limner_core::{Error, Header, Rgb8, random};
use miniz_oxide::deflate::compress_to_vec;

/// The system's allocator, counting.
struct Counting;

static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call goes to the system's allocator as it came; only counters are added.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let live = LIVE.fetch_add(layout.size(), Relaxed) + layout.size();
        PEAK.fetch_max(live, Relaxed);
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Relaxed);
        // SAFETY: `pointer` came from `alloc` with this layout.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Most bytes that were allocated at once while `run` ran.
fn peak_of<T>(run: impl FnOnce() -> T) -> (T, usize) {
    let before = LIVE.load(Relaxed);
    PEAK.store(before, Relaxed);
    let value = run();
    (value, PEAK.load(Relaxed) - before)
}

fn wrapped(body: &[u8]) -> Vec<u8> {
    let sum = xxhash_rust::xxh3::xxh3_64(body) as u32;
    [&MAGIC[..], &[VERSION], &sum.to_le_bytes(), &compress_to_vec(body, 1)].concat()
}

/// A header, and a list of as many entries as `count` claims.
fn claiming(count: u32) -> Vec<u8> {
    let mut body = Writer::new();
    body.header(&Header::new(64, 64, Rgb8::new(0, 0, 0), 1));
    body.u32(count);
    body.into_bytes()
}

// One test, so that no other allocates meanwhile.
#[test]
fn memory_follows_the_bytes_and_not_their_claims() {
    // What an inflater needs for itself, and some.
    const FIXED: usize = 256 << 10;

    // A bomb: the buffer grows to the limit, old and new side by side at the last step.
    let bomb = wrapped(&vec![0; 2 * MAX_INFLATED]);
    let (result, peak) = peak_of(|| decode(&bomb));
    assert!(matches!(result, Err(Error::TooLarge { .. })));
    assert!(peak <= 2 * MAX_INFLATED, "{peak} bytes for a bomb");

    // Claims without bytes behind them: entries, samples, judged strokes, proposals, brushes.
    let entries = claiming(200_000);
    let stroke = [0, 0, 4, 1, 2, 3, 0, 64, 0, 0xa0, 0x9c, 0x01, 1, 1, 1];
    let samples = [claiming(1), stroke.to_vec()].concat();
    let judged = [claiming(1), vec![6, 0, 64]].concat();
    let proposals = [claiming(1), vec![6, 0, 0, 64]].concat();
    let brushes = vec![64, 64, 1, 2, 3, 1, 64, 0, 0];
    for body in [entries, samples, judged, proposals, brushes] {
        let bytes = wrapped(&body);
        let (result, peak) = peak_of(|| decode(&bytes));
        assert!(result.is_err());
        assert!(peak <= FIXED, "{peak} bytes for {} bytes that claim more", body.len());
    }

    // Random lists of entries, of bytes that often make some.
    for round in 0..20_000 {
        let length = random::at(round, 0) as usize % 600;
        let bytes: Vec<u8> = (0..length as u32)
            .map(|i| random::at(round, i + 1))
            .map(|r| if r & 0x300 == 0 { r as u8 } else { r as u8 % 10 })
            .collect();
        let (_, peak) = peak_of(|| decode_entries(&bytes, 3));
        assert!(peak <= 64 * bytes.len(), "{peak} bytes for {} bytes", bytes.len());
    }
}
