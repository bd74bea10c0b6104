//! Four numbers at once: what the soft raster's loops are made of. SSE on x86, simd128 in wasm.

use wide::f32x4;

/// Numbers that are computed together.
pub(crate) const LANES: usize = 4;
/// The numbers that are computed together: [`LANES`] of them.
pub(crate) type Lanes = f32x4;

/// A number in all lanes.
#[inline(always)]
pub(crate) fn splat(v: f32) -> Lanes {
    Lanes::new([v; LANES])
}

/// The numbers from `at` on; zeros past the end.
#[inline(always)]
pub(crate) fn load(from: &[f32], at: usize) -> Lanes {
    match from.get(at..at + LANES) {
        Some(four) => Lanes::new([four[0], four[1], four[2], four[3]]),
        None => Lanes::new(std::array::from_fn(|i| from.get(at + i).copied().unwrap_or(0.0))),
    }
}

/// Writes the numbers from `at` on; what lies past the end is left out.
#[inline(always)]
pub(crate) fn store(to: &mut [f32], at: usize, v: Lanes) {
    let v = v.to_array();
    match to.get_mut(at..at + LANES) {
        Some(four) => four.copy_from_slice(&v),
        None => to.iter_mut().skip(at).zip(v).for_each(|(to, v)| *to = v),
    }
}

/// The lanes' own numbers: 0, 1, 2, 3.
#[inline(always)]
pub(crate) fn count() -> Lanes {
    Lanes::new([0.0, 1.0, 2.0, 3.0])
}

/// The sum of the lanes, in an order of its own.
#[inline(always)]
pub(crate) fn sum(v: Lanes) -> f32 {
    let [a, b, c, d] = v.to_array();
    (a + c) + (b + d)
}

/// Ones in the first so many lanes, to keep what lies within a row.
#[inline(always)]
pub(crate) fn within(lanes: usize) -> Lanes {
    count().simd_lt(splat(lanes as f32))
}
