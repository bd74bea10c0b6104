//! The lattice that a partner's strokes lie on: as fine as their size asks for, and no finer.
//!
//! A stroke that is quantised on it takes fewer bits, and looks as it did: positions are whole steps of a
//! fraction of its radius, radii are [`LEVELS`] to an octave, opacity has [`OPACITIES`] steps and colour 7 bits a channel.
//! Version 2 of the format writes a stroke on the lattice as its steps, and any other as it is.

#![expect(
    clippy::cast_possible_truncation,
    reason = "radii are from 16 to 32,000, and steps of them few"
)]

use crate::brush::{MAX_RADIUS, MIN_RADIUS};
use crate::fixed::ONE;
use crate::stroke::MAX_COORDINATE;
use crate::{Path, Point, Rgb8, Stroke};

/// Radii to an octave.
pub const LEVELS: u32 = 24;
/// 2 to the power of each twenty-fourth, in 1/16: a radius in 1/64 px of the first octave ([`MIN_RADIUS`] is 16).
const OCTAVE: [i32; LEVELS as usize] = [
    256, 264, 271, 279, 287, 296, 304, 313, 323, 332, 342, 352, 362, 373, 384, 395, 406, 418, 431,
    443, 456, 470, 483, 497,
];
/// Steps of opacity from none to full.
pub const OPACITIES: u32 = 64;
/// Parts of a stroke's radius that positions are whole steps of, at least.
const PARTS: i32 = 24;
/// The number of radii.
pub const RADII: u32 = 264;

/// The radius of an index below [`RADII`], in 1/64 px.
#[must_use]
pub const fn radius(index: u32) -> i32 {
    let (octave, level) = (index / LEVELS, index % LEVELS);
    // The first radii are not whole sixteenths: rounded up, so that none is below the least.
    ((OCTAVE[level as usize] << octave) + 8) >> 4
}

/// The index of the radius of the lattice that is nearest to one in 1/64 px, by its logarithm.
#[must_use]
pub fn nearest_radius(radius_units: i32) -> u32 {
    let wanted = i64::from(radius_units.clamp(MIN_RADIUS, MAX_RADIUS));
    // Between two, the one below up to their geometric mean.
    let above = |index: &u32| {
        let (low, high) = (i64::from(radius(*index)), i64::from(radius(*index + 1)));
        wanted * wanted < low * high
    };
    (0..RADII - 1).find(above).unwrap_or(RADII - 1)
}

/// The index of a radius that is on the lattice.
#[must_use]
pub fn radius_index(radius_units: i32) -> Option<u32> {
    let index = nearest_radius(radius_units);
    (radius(index) == radius_units).then_some(index)
}

/// The step of positions of a stroke with these radii: 2 to the power of this, in 1/64 px.
#[must_use]
pub fn shift(radii: [i32; 2]) -> u32 {
    ((radii[0] + radii[1]) / 2 / PARTS).max(1).ilog2()
}

/// A colour of 7 bits a channel: the lowest bit is the highest, so that black and white stay what they are.
#[must_use]
pub fn color(color: Rgb8) -> Rgb8 {
    let [r, g, b] = color.channels().map(|channel| {
        let seven = (u32::from(channel) * 127 + 127) / 255;
        (seven << 1 | seven >> 6) as u8
    });
    Rgb8::new(r, g, b)
}

/// An opacity of the lattice, 0..=2¹⁵; never less than one step of it.
#[must_use]
pub fn opacity(opacity: u16) -> u16 {
    let step = ONE / OPACITIES;
    (((u32::from(opacity) + step / 2) / step).max(1) * step) as u16
}

/// A stroke on the lattice, in the colour that it had: what solves a colour for it rounds that. One of a pointer's
/// samples stays as it is.
#[must_use]
pub fn fitted(stroke: Stroke) -> Stroke {
    let Path::Bezier { points, radii } = stroke.path else { return stroke };
    let radii = radii.map(|r| radius(nearest_radius(r)));
    let shift = shift(radii);
    let whole = |v: i32| {
        let half = (1 << shift) >> 1;
        let limit = MAX_COORDINATE >> shift << shift;
        ((v + half) >> shift << shift).clamp(-limit, limit)
    };
    let points = points.map(|p| Point::new(whole(p.x), whole(p.y)));
    Stroke { opacity: opacity(stroke.opacity), path: Path::Bezier { points, radii }, ..stroke }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "numbers of a test are within their types"
)]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Author, Coverage};

    #[test]
    fn radii_grow_and_are_found_again() {
        let all: Vec<i32> = (0..RADII).map(radius).collect();
        assert_eq!(all[0], MIN_RADIUS);
        // The smallest lie nearer to each other than a unit.
        assert!(all.is_sorted() && all[24..].is_sorted_by(|a, b| a < b), "{all:?}");
        assert!(all.iter().all(|r| (MIN_RADIUS..=MAX_RADIUS).contains(r)), "{all:?}");
        for index in 0..RADII {
            let found = radius_index(radius(index)).expect("it is on the lattice");
            assert_eq!(radius(found), radius(index));
        }
    }

    #[test]
    fn a_stroke_on_the_lattice_stays_there_and_is_near() {
        let mut seed = 1_u32;
        let mut next = |below: u32| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) % below
        };
        for _ in 0..2_000 {
            let point = |a: u32, b: u32| Point::new(a as i32 - 9_000, b as i32 - 9_000);
            let stroke = Stroke {
                author: Author::Partner,
                brush: 1,
                color: Rgb8::new(next(256) as u8, next(256) as u8, next(256) as u8),
                opacity: next(ONE + 1) as u16,
                coverage: Coverage::Wash,
                path: Path::Bezier {
                    points: [(); 3].map(|()| point(next(60_000), next(60_000))),
                    radii: [(); 2].map(|()| MIN_RADIUS + next(9_000) as i32),
                },
            };
            let fit = fitted(stroke.clone());
            assert_eq!(fitted(fit.clone()), fit);
            let (Path::Bezier { points: a, radii: r }, Path::Bezier { points: b, radii: s }) =
                (&stroke.path, &fit.path)
            else {
                panic!("a curve stays one")
            };
            for (a, b) in a.iter().zip(b) {
                let reach = 1 << shift(*s) >> 1;
                assert!((a.x - b.x).abs() <= reach && (a.y - b.y).abs() <= reach, "{a:?} {b:?}");
            }
            for (a, b) in r.iter().zip(s) {
                assert!((a - b).abs() * 40 <= *a + 40, "{a} {b}");
            }
            let near = color(stroke.color).channels();
            let apart = stroke.color.channels().into_iter().zip(near).map(|(a, b)| a.abs_diff(b));
            assert!(apart.max() <= Some(1));
        }
    }

    #[test]
    fn black_and_white_stay() {
        for channel in [0, 255] {
            let all = Rgb8::new(channel, channel, channel);
            assert_eq!(color(all), all);
        }
    }
}
