//! The paper's texture: heights made by code, the same on every canvas.
//!
//! Value noise in three octaves with some fibres, then brought to an even distribution: of all
//! pixels, every height is met equally often. The pattern repeats after [`SIDE`] pixels.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the paper's height is a byte, and its lattice wraps"
)]

use std::sync::OnceLock;

use crate::fixed::ONE;
use crate::{Scale, random};

/// Width and height of the pattern, in pixels.
pub const SIDE: usize = 256;
/// The seed that the pattern follows from.
const SEED: u32 = 0x9a9e_4175;

/// The heights, row by row: 0 is the deepest valley, 2¹⁵ - 1 the highest peak.
#[must_use]
pub fn heights() -> &'static [u16; SIDE * SIDE] {
    static HEIGHTS: OnceLock<Box<[u16; SIDE * SIDE]>> = OnceLock::new();
    HEIGHTS.get_or_init(make)
}

/// The height of the paper at a pixel, of the pattern drawn at 2^`scale` times its size.
#[inline(always)]
#[must_use]
pub fn height(heights: &[u16; SIDE * SIDE], x: i32, y: i32, scale: u32) -> u32 {
    let wrap = |v: i32| (v >> scale) as usize % SIDE;
    heights[wrap(y) * SIDE + wrap(x)].into()
}

/// The height of the paper at a finer pixel: between the centres of the painting's pixels it changes evenly.
#[inline(always)]
#[must_use]
pub fn height_at(
    scale: Scale,
    heights: &[u16; SIDE * SIDE],
    x: i32,
    y: i32,
    grain_scale: u32,
) -> u32 {
    if scale == Scale::ONE {
        return height(heights, x, y, grain_scale);
    }
    // In units of half a fine pixel from the centre of the painting's first pixel.
    let whole = 2 * i32::from(scale.times());
    let place = |v: i32| 2 * v + 1 - whole / 2;
    let (u, v) = (place(x), place(y));
    let (i, j) = (u.div_euclid(whole), v.div_euclid(whole));
    let (u, v) = (u.rem_euclid(whole) as u32, v.rem_euclid(whole) as u32);
    let corner = |i: i32, j: i32| height(heights, i, j, grain_scale);
    let side = whole as u32;
    let across = |j: i32| corner(i, j) * (side - u) + corner(i + 1, j) * u;
    (across(j) * (side - v) + across(j + 1) * v + side * side / 2) / (side * side)
}

/// What is left of `coverage` where paint of this `grain` meets paper of this `height`.
///
/// Paper higher than the grain's threshold is covered, lower paper ever less, none a quarter below it.
/// Where the brush presses less (towards the edge of a dab) the threshold is up to half as high again.
#[inline(always)]
#[must_use]
pub const fn catch(coverage: u32, grain: u32, height: u32) -> u32 {
    let threshold = grain + (crate::fixed::mul_q15(grain, ONE - coverage) >> 1);
    let above = (ONE + 4 * height).saturating_sub(4 * threshold);
    crate::fixed::mul_q15(coverage, if above > ONE { ONE } else { above })
}

fn make() -> Box<[u16; SIDE * SIDE]> {
    let mut keyed: Vec<(u32, u32)> = (0..(SIDE * SIDE) as u32)
        .map(|at| {
            let (x, y) = (at % SIDE as u32, at / SIDE as u32);
            let tooth = noise(x, y, 1, 1, 1) * 4 + noise(x, y, 2, 2, 2) * 3 + noise(x, y, 3, 3, 3);
            let fibres = noise(x, y, 3, 1, 4) + noise(x, y, 1, 3, 5);
            let speck = random::at(SEED, at) >> 15;
            (tooth + fibres + speck, at)
        })
        .collect();
    // Sorted by the lower half of their keys' twenty bits, then by the upper one; places stay in order. The
    // standard library's sort is ten times as much code.
    for shift in [0, 10] {
        let digit = |key: u32| (key >> shift) as usize % 1024;
        let mut ends = [0_usize; 1025];
        for (key, _) in &keyed {
            ends[digit(*key) + 1] += 1;
        }
        for i in 0..1024 {
            ends[i + 1] += ends[i];
        }
        let mut sorted = vec![(0, 0); keyed.len()];
        for (key, at) in keyed {
            sorted[ends[digit(key)]] = (key, at);
            ends[digit(key)] += 1;
        }
        keyed = sorted;
    }
    let mut heights = vec![0; SIDE * SIDE];
    for (rank, (_, at)) in keyed.into_iter().enumerate() {
        heights[at as usize] = (rank * ONE as usize / (SIDE * SIDE)) as u16;
    }
    heights.into_boxed_slice().try_into().expect("as many heights as pixels")
}

/// Smooth noise 0..2¹⁶ with cells of 2^`a` × 2^`b` pixels.
fn noise(x: u32, y: u32, a: u32, b: u32, octave: u32) -> u32 {
    let side = SIDE as u32;
    let corner = |i: u32, j: u32| {
        let (i, j) = (i % (side >> a), j % (side >> b));
        random::at(SEED ^ octave << 24, j * side + i) >> 16
    };
    let (i, j) = (x >> a, y >> b);
    let (u, v) = (x & ((1 << a) - 1), y & ((1 << b) - 1));
    let across = |j: u32| (corner(i, j) * ((1 << a) - u) + corner(i + 1, j) * u) >> a;
    (across(j) * ((1 << b) - v) + across(j + 1) * v) >> b
}

#[expect(clippy::cast_possible_wrap, reason = "numbers of a test are within their types")]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_height_is_met_as_often_as_any_other() {
        let mut counts = [0; 16];
        for height in heights() {
            counts[usize::from(*height) / 2048] += 1;
        }
        assert_eq!(counts, [SIDE * SIDE / 16; 16]);
    }

    #[test]
    fn the_threshold_is_the_share_that_stays_bare() {
        let heights = heights();
        for grain in [0, ONE / 4, ONE / 2, ONE] {
            let covered = heights.iter().filter(|h| catch(ONE, grain, u32::from(**h)) == ONE);
            let share = covered.count() as i64 * i64::from(ONE) / heights.len() as i64;
            assert!((share - i64::from(ONE - grain)).abs() < 100, "{share} for {grain}");
        }
        assert_eq!(catch(ONE / 2, 0, 0), ONE / 2);
    }
}
