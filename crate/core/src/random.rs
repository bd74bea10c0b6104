//! Counter-based random numbers: a number is a pure function of a seed and a counter, so that dab 17
//! of a stroke has the same jitter on every backend and in every order of drawing.

/// Mixes 32 bits into 32 well-distributed bits (Chris Wellons' `lowbias32`, bias 0.17).
#[must_use]
pub const fn mix(mut x: u32) -> u32 {
    x ^= x >> 16;
    x = x.wrapping_mul(0x7feb_352d);
    x ^= x >> 15;
    x = x.wrapping_mul(0x846c_a68b);
    x ^ (x >> 16)
}

/// The random number at `counter` in the stream of `seed`.
#[must_use]
pub const fn at(seed: u32, counter: u32) -> u32 {
    mix(seed ^ mix(counter.wrapping_add(0x9e37_79b9)))
}

/// The seed of a stroke: a hash of the document's seed and the stroke's id.
#[must_use]
pub const fn stroke_seed(document_seed: u32, stroke: u32) -> u32 {
    at(document_seed, stroke)
}
