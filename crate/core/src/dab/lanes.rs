//! A dab's coverage of many pixels at once, for the CPU's raster: what [`Falloff::row`] says of each,
//! in loops over 16-bit numbers that compilers turn into SIMD of eight lanes and more.
//!
//! Rows are rounded out to whole lanes, so that no loop has a remainder; where the dab does not reach
//! it covers nothing, and laying that changes nothing. Bare x86-64 (SSE2) has no 32-bit product, but
//! both halves of a 16-bit one, and eight of those at a time.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "a dab is cut at its tile, and coverage is 0..=2¹⁵: all fits 32 bits, as in the shader"
)]

use super::{Falloff, SLOPE_BITS};
use crate::Rect;
use crate::canvas::TILE;
use crate::fixed::{ONE, ONE_U16};

/// Pixels of a row that are computed at once: eight of 16 bits fill a SIMD register everywhere.
const LANES: i32 = 8;
/// Rows that are computed together: their coverage stays in the first level of caches.
const BAND: usize = 16;

/// How the two lines of a falloff meet: only the outer one counts, the lower one, the higher one.
const HARD: u8 = 0;
const FIRM: u8 = 1;
const SOFT: u8 = 2;

/// Memory for the coverage of a few rows.
pub(crate) struct Band {
    /// First and last column of each row, and the one after it.
    spans: [[u8; 2]; BAND],
    /// Row after row.
    coverage: [u16; BAND * TILE],
}

impl Default for Band {
    fn default() -> Self {
        Self { spans: [[0; 2]; BAND], coverage: [0; BAND * TILE] }
    }
}

/// A fraction as [`mul_twice`] takes it: twice it, but at most 2¹⁶ - 1.
#[inline(always)]
pub(crate) const fn twice(fraction: u16) -> u16 {
    fraction.saturating_add(fraction)
}

/// [`mul_q15`] of `a` and the fraction that [`twice`] doubled: exactly, one as well, since
/// `a (2¹⁶ - 1) + 2¹⁵` has the same upper half as `a 2¹⁶` for all `a ≤ 2¹⁵`.
#[inline(always)]
pub(crate) const fn mul_twice(a: u16, doubled: u16) -> u16 {
    high(a, doubled) + (a.wrapping_mul(doubled) >> 15)
}

/// The upper half of a product.
#[inline(always)]
const fn high(a: u16, b: u16) -> u16 {
    ((a as u32 * b as u32) >> 16) as u16
}

/// `area`, its columns rounded out to whole lanes from `origin` on.
pub(crate) fn in_lanes(area: Rect, origin: i32) -> Rect {
    let x0 = origin + (area.x0 - origin) / LANES * LANES;
    let x1 = origin + (area.x1 - origin + LANES - 1) / LANES * LANES;
    Rect { x0, x1, ..area }
}

/// The numbers of a [`Falloff`] in 16 bits.
#[derive(Clone, Copy)]
struct Narrow {
    shifted_radius_squared: u16,
    inverse: u16,
    inner: Line,
    outer: Line,
}

/// A line that rises from 0 and ends at one.
#[derive(Clone, Copy)]
struct Line {
    whole: u16,
    /// In units of 2⁻¹⁶.
    part: u16,
    end: u16,
}

impl Line {
    /// `None` for the one slope that is too steep.
    fn new(slope: u32, end: u32) -> Option<Self> {
        let (whole, part) = (slope >> SLOPE_BITS, slope << (16 - SLOPE_BITS) & 0xffff);
        (whole < ONE).then_some(Self { whole: whole as u16, part: part as u16, end: end as u16 })
    }

    /// `min((min(x, end) · slope) >> SLOPE_BITS, ONE)`. Before the last step it is below 2: at the end
    /// it is at most one and one more step of the slope.
    #[inline(always)]
    fn at(&self, x: u16) -> u16 {
        let x = x.min(self.end);
        x.wrapping_mul(self.whole).wrapping_add(high(x, self.part)).min(ONE_U16)
    }
}

impl Falloff {
    /// Hands `each` the coverage of the dab within `area`: a row's `y`, a column counted from `origin`
    /// on, and the coverage from there on, 0 for what lies outside. Of `area`, what lies a tile's width
    /// or more from `origin` is left out.
    #[inline(always)]
    pub(crate) fn cover(
        &self,
        area: Rect,
        origin: i32,
        grain_scale: u32,
        band: &mut Band,
        mut each: impl FnMut(i32, usize, &[u16]),
    ) {
        let narrow = self.narrow();
        let asked = area.intersection(Rect { x1: origin + TILE as i32, ..area });
        let area = asked.intersection(self.bounds());
        // A disc covers nothing outside its bounds by itself; an oval may, by a length's rounding.
        let lanes = in_lanes(area, origin);
        let overhangs = !self.round || lanes.x0 < asked.x0 || lanes.x1 > asked.x1;
        for y0 in (area.y0..area.y1).step_by(BAND) {
            let rows = Rect { y0, y1: area.y1.min(y0 + BAND as i32), ..area };
            let len = self.spans(rows, origin, &mut band.spans);
            self.fill(rows, origin, grain_scale, narrow.as_ref(), band, len);
            if overhangs {
                self.clear_outside(rows, origin, &band.spans, &mut band.coverage[..len]);
            }
            let mut start = 0;
            for (y, [first, end]) in (y0..rows.y1).zip(band.spans) {
                let end_of_row = start + usize::from(end - first);
                each(y, first.into(), &band.coverage[start..end_of_row]);
                start = end_of_row;
            }
        }
    }

    /// Where each row begins and ends, and how many pixels they have in all. Of a disc, lanes that lie
    /// outside are left out: those of whose pixels not even the nearest is within the radius.
    fn spans(&self, rows: Rect, origin: i32, spans: &mut [[u8; 2]; BAND]) -> usize {
        let whole = in_lanes(rows, origin);
        let [first, end] = [whole.x0, whole.x1].map(|x| ((x - origin) / LANES) as usize);
        if !self.round {
            spans[..rows.height()].fill([first, end].map(columns));
            return whole.area();
        }
        let pitch = self.scale.pitch();
        let center = pitch / 2;
        let mut limits = [0; TILE / LANES as usize];
        for (lane, limit) in (first as i32..).zip(&mut limits[first..end]) {
            let left = (origin + lane * LANES) * pitch + center - self.x;
            let right = left + (LANES - 1) * pitch;
            let nearest = left.max(-right).max(0);
            *limit = self.radius_squared as i32 - nearest * nearest;
        }
        let mut len = 0;
        for (y, span) in (rows.y0..rows.y1).zip(spans) {
            let dy = y * pitch + center - self.y;
            let reaches = |limit: &i32| dy * dy < *limit;
            let lanes = &limits[first..end];
            let from = lanes.iter().position(reaches).unwrap_or(0);
            let to = lanes.iter().rposition(reaches).map_or(0, |last| last + 1);
            *span = [first + from, first + to].map(columns);
            len += usize::from(span[1] - span[0]);
        }
        len
    }

    fn narrow(&self) -> Option<Narrow> {
        Some(Narrow {
            shifted_radius_squared: self.shifted_radius_squared.try_into().ok()?,
            // Fails for the smallest dabs: less than 2.4 px in radius.
            inverse: self.inverse.try_into().ok()?,
            inner: Line::new(self.inner_slope, self.inner_end)?,
            outer: Line::new(self.outer_slope, self.outer_end)?,
        })
    }

    fn fill(
        &self,
        rows: Rect,
        origin: i32,
        grain_scale: u32,
        narrow: Option<&Narrow>,
        band: &mut Band,
        len: usize,
    ) {
        let Band { spans, coverage } = band;
        let coverage = &mut coverage[..len];
        let Some(narrow) = narrow else {
            self.each_row(rows, origin, spans, coverage, |x, y, row| {
                self.row(x, y, grain_scale, row);
            });
            return;
        };
        if self.round {
            self.each_row(rows, origin, spans, coverage, |x, y, row| self.distances(x, y, row));
        } else {
            self.each_row(rows, origin, spans, coverage, |x, y, row| {
                self.oval_distances(x, y, row);
            });
        }
        let plain = self.softness | self.grain == 0;
        let opacity = twice(if plain { self.opacity as u16 } else { ONE_U16 });
        match (self.firm, self.inner_slope == 0) {
            (true, true) => narrow.profile::<HARD>(opacity, coverage),
            (true, false) => narrow.profile::<FIRM>(opacity, coverage),
            (false, _) => narrow.profile::<SOFT>(opacity, coverage),
        }
        if plain {
            return;
        }
        self.soften(coverage);
        if self.grain > 0 {
            self.each_row(rows, origin, spans, coverage, |x, y, row| {
                self.roughen(x, y, grain_scale, row);
            });
        }
        let opacity = twice(self.opacity as u16);
        for slot in coverage {
            *slot = mul_twice(*slot, opacity);
        }
    }

    #[inline(always)]
    fn each_row(
        &self,
        rows: Rect,
        origin: i32,
        spans: &[[u8; 2]; BAND],
        coverage: &mut [u16],
        mut visit: impl FnMut(i32, i32, &mut [u16]),
    ) {
        let mut rest = coverage;
        for (y, [first, end]) in (rows.y0..rows.y1).zip(spans) {
            let (row, after) = rest.split_at_mut(usize::from(end - first));
            visit(origin + i32::from(*first), y, row);
            rest = after;
        }
    }

    /// Squared distances, shifted; 2¹⁶ - 1 for all that are larger. Offsets fit 16 bits (see
    /// [`super`]), those of the lanes before and after a row too.
    #[inline(always)]
    fn distances(&self, x0: i32, y: i32, row: &mut [u16]) {
        let pitch = self.scale.pitch();
        let center = pitch / 2;
        let dy = y * pitch + center - self.y;
        let dx0 = (x0 * pitch + center - self.x) as i16;
        let (dy_squared, shift) = (dy * dy, self.shift & 31);
        for (i, slot) in (0..TILE as i16).zip(row) {
            let dx = i32::from(dx0.wrapping_add(i * pitch as i16));
            *slot = saturated((dx * dx + dy_squared) >> shift);
        }
    }

    #[inline(always)]
    fn oval_distances(&self, x0: i32, y: i32, row: &mut [u16]) {
        let shift = self.shift & 31;
        let point = self.oval_point(x0, y);
        for (i, slot) in (0..TILE as i32).zip(row) {
            let [along, across] = point(i);
            let squared = (along * along) as u32 + (across * across) as u32;
            *slot = saturated((squared >> shift) as i32);
        }
    }

    /// Takes back what lanes cover before and after the columns that are meant.
    fn clear_outside(
        &self,
        rows: Rect,
        origin: i32,
        spans: &[[u8; 2]; BAND],
        coverage: &mut [u16],
    ) {
        self.each_row(rows, origin, spans, coverage, |x, _, row| {
            let inside = |edge: i32| (edge - x).clamp(0, row.len() as i32) as usize;
            let (first, end) = (inside(rows.x0), inside(rows.x1));
            row[..first].fill(0);
            row[end..].fill(0);
        });
    }
}

/// Columns up to a lane.
fn columns(lane: usize) -> u8 {
    (lane * LANES as usize) as u8
}

/// At most 2¹⁶ - 1, by way of the signed saturation that SSE2 has an instruction for.
#[inline(always)]
fn saturated(value: i32) -> u16 {
    const HALF: i32 = 1 << 15;
    (value - HALF).clamp(-HALF, HALF - 1) as u16 ^ HALF as u16
}

impl Narrow {
    /// Turns distances into coverage: `Falloff::mask`.
    #[inline(always)]
    fn profile<const PROFILE: u8>(&self, opacity_twice: u16, slots: &mut [u16]) {
        let Self { shifted_radius_squared, inverse, inner, outer } = *self;
        for slot in slots {
            let rr = high((*slot).min(shifted_radius_squared), inverse);
            let outer = outer.at(ONE_U16.wrapping_sub(rr));
            let mask = match PROFILE {
                HARD => outer,
                FIRM => ONE_U16.wrapping_sub(inner.at(rr)).min(outer),
                _ => ONE_U16.wrapping_sub(inner.at(rr)).max(outer),
            };
            *slot = mul_twice(mask, opacity_twice);
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "numbers of a test are within their types"
)]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::brush::{MAX_RADIUS, ROUND_ASPECT};
    use crate::dab::{Dab, Shape};
    use crate::fixed::{mul_q15, sin_cos};
    use crate::{Point, random};

    #[test]
    fn products_are_those_of_32_bits() {
        for a in 0..=ONE_U16 {
            for b in [0, 1, 2, 77, 16_383, 16_384, 16_385, 32_767, ONE_U16] {
                for (a, b) in [(a, b), (b, a)] {
                    let expected = mul_q15(a.into(), b.into());
                    assert_eq!(u32::from(mul_twice(a, twice(b))), expected, "{a} {b}");
                }
            }
        }
    }

    #[test]
    fn coverage_is_that_of_rows() {
        let mut band = Band::default();
        for i in 0..6000 {
            let number = |what: u32, limit: u32| random::at(i, what) % limit;
            let fraction =
                |what: u32| [0, ONE, number(what, ONE + 1)][number(what + 50, 3) as usize];
            let (sin, cos) = sin_cos(number(0, 1 << 16) as u16);
            // An axis along a way of a few units is up to √2 long.
            let stretch = |v: i32| if i % 6 < 2 { v * 23_170 / 16_384 } else { v };
            let radii = [3 * 64, 20 * 64, 120 * 64, MAX_RADIUS as u32];
            let shape = Shape {
                radius: number(1, radii[i as usize % 4]) as i32,
                aspect: if i % 8 < 5 { ROUND_ASPECT } else { 256 + number(2, 4864) as u16 },
                axis: [cos, sin].map(stretch),
                hardness: fraction(3) as u16,
                softness: if i % 3 == 0 { fraction(4) as u16 } else { 0 },
            };
            let reach = shape.radius as u32 * 2 + 64 * 64;
            let center = Point::new(number(5, reach) as i32, number(6, reach) as i32);
            let dab = Dab::new(center, &shape, fraction(7) as u16, ONE_U16);
            let grain = if i % 5 == 0 { fraction(8) as u16 } else { 0 };
            let knee = if i % 7 == 0 { fraction(9) as u16 } else { dab.knee };
            let level = if i % 7 == 1 { fraction(10) as u16 } else { dab.level };
            let falloff = Falloff::new(&Dab { grain, knee, level, ..dab });
            let (x, y) = (number(11, reach >> 6) as i32, number(12, reach >> 6) as i32);
            let area = Rect::new(x, y, x + 1 + number(13, 64) as i32, y + 40);
            let mut found = [[0; TILE]; 40];
            falloff.cover(area, x, 0, &mut band, |row, column, coverage| {
                found[(row - y) as usize][column..column + coverage.len()]
                    .copy_from_slice(coverage);
            });
            let touched = area.intersection(falloff.bounds());
            for (row, found) in (y..).zip(&found) {
                for (column, found) in (area.x0..).zip(found) {
                    let mut expected = [0];
                    if !touched.intersection(Rect::new(column, row, column + 1, row + 1)).is_empty()
                    {
                        falloff.row(column, row, 0, &mut expected);
                    }
                    assert_eq!(*found, expected[0], "{shape:?} at {column}, {row}");
                }
            }
        }
    }
}
