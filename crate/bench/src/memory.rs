//! How fast memory moves: what no raster can beat.

use std::hint::black_box;

use limner_bench::timing::medians;

/// Bytes that lie outside every cache.
const FAR_BYTES: usize = 256 << 20;
/// Bytes that fit the second level of caches and not the first.
const NEAR_BYTES: usize = 192 << 10;
/// Passes over the near bytes in one measurement.
const NEAR_PASSES: usize = 1_000;

/// Bytes read and written a second, each number in its place as a raster does it, on one thread.
pub(crate) struct Bandwidth {
    /// Through main memory.
    pub far: f64,
    /// Within the second level of caches.
    pub near: f64,
}

impl Bandwidth {
    /// Measures the bandwidth; takes a quarter of a gigabyte for a moment.
    pub(crate) fn measure(rounds: usize) -> Self {
        let far = streaming(FAR_BYTES, 1, rounds);
        let near = streaming(NEAR_BYTES, NEAR_PASSES, rounds);
        Self { far, near }
    }
}

fn streaming(bytes: usize, passes: usize, rounds: usize) -> f64 {
    let mut words = vec![1_u64; bytes / 8];
    let mut pass = || {
        for _ in 0..passes {
            for word in black_box(&mut words[..]) {
                *word = !*word;
            }
        }
    };
    let [seconds] = medians(rounds, [&mut pass]);
    (2 * bytes * passes) as f64 / seconds
}
