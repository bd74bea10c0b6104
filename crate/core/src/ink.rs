//! What the dabs of one stroke lay, and how it meets what is there: one pixel at a time.
//!
//! Per stroke and pixel, in this order, all products rounded as [`mul_q15`] does:
//!
//! 1. Each dab's coverage (see [`crate::dab`]). In a *wash* it raises the stroke's coverage towards
//!    itself, by the dab's flow; in *build-up* every dab is laid by itself.
//! 2. A wash's coverage is toned ([`Ink::tone`]): the rim darker than the middle.
//! 3. Over wet paint, the source takes some of it up.
//! 4. The source is laid: `source · coverage + paint · (1 - coverage)`, premultiplied.
//! 5. Where both are opaque enough to mix, pigment shifts the mixture ([`crate::pigment`]).

#![expect(
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "rim and clock are of 16 bits"
)]

use crate::brush::Brush;
use crate::fixed::{ONE, mix_q15, mul_q15};
use crate::pigment::{Paint, Tables};
use crate::{Coverage, Rgb8, Stroke};

/// Paint of full wetness dries over this many strokes.
pub const DRYING_STROKES: u32 = 64;
/// What a still wet pixel adds to a source of full wetness: half of it.
pub const TAKEN_UP_BITS: u32 = 1;
/// Strokes from which on paint no longer dries: places are kept in 16 bits.
const LAST_CLOCK: u32 = u16::MAX as u32 - DRYING_STROKES;

/// The constants of one stroke. Fractions are in units of 2⁻¹⁵.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ink {
    /// Premultiplied red, green, blue and alpha; all zero for an eraser.
    pub source: [u32; 4],
    /// How dabs add up.
    pub coverage: Coverage,
    /// Opacity of the stroke: what the tone is relative to.
    pub opacity: u32,
    /// How much darker the rim is.
    pub rim: u32,
    /// How wet the ink is laid, and how much of what is wet it takes up.
    pub wetness: u32,
    /// How far the ink mixes as pigment.
    pub pigment: u32,
    /// The paper's pattern is drawn at 2 to the power of this times its size.
    pub grain_scale: u32,
    /// Whether dabs pick up what is on the canvas.
    pub smudges: bool,
    /// The stroke's place among all strokes, by which paint dries.
    pub clock: u32,
}

/// The pixel of a canvas that can be wet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pixel {
    /// Premultiplied red, green, blue, alpha.
    pub paint: [u32; 4],
    /// The clock at which it will be dry.
    pub dry_at: u32,
}

/// A source that is laid many times, prepared for it.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    paint: [u32; 4],
    pigment: Paint,
}

impl Ink {
    /// The ink of a stroke that is the `clock`-th of its painting.
    #[must_use]
    pub fn new(stroke: &Stroke, brush: &Brush, clock: u32) -> Self {
        let [r, g, b] = stroke.color.q15();
        Self {
            source: if brush.eraser { [0; 4] } else { [r, g, b, ONE] },
            coverage: stroke.coverage,
            opacity: stroke.opacity.into(),
            rim: brush.rim.into(),
            wetness: brush.wetness.into(),
            pigment: brush.pigment.into(),
            grain_scale: brush.grain_scale.into(),
            smudges: brush.smudges() && stroke.coverage == Coverage::BuildUp,
            clock: clock.min(LAST_CLOCK),
        }
    }

    /// The ink of a brush that does nothing but lay a colour.
    #[must_use]
    pub fn plain(color: Rgb8, coverage: Coverage) -> Self {
        let [r, g, b] = color.q15();
        Self {
            source: [r, g, b, ONE],
            coverage,
            opacity: ONE,
            rim: 0,
            wetness: 0,
            pigment: 0,
            grain_scale: 0,
            smudges: false,
            clock: 0,
        }
    }

    /// Whether channels can be laid one by one: no pixel needs to know more of itself.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.wetness == 0 && self.pigment == 0
    }

    /// The coverage of a wash as it is laid: what reaches two fifths of the opacity is laid in full,
    /// and from there on ever less, down to the opacity less the rim.
    #[inline]
    #[must_use]
    pub fn tone(&self, coverage: u32) -> u32 {
        if self.rim == 0 || coverage == 0 {
            return coverage;
        }
        let part = (coverage * ONE / self.opacity.max(1)).min(ONE);
        let full = (part * 5 / 2).min(ONE);
        let middle = (part.saturating_sub(2 * ONE / 5) * 5 / 3).min(ONE);
        let toned = mix_q15(part, full, self.rim).saturating_sub(mul_q15(middle, self.rim));
        mul_q15(toned, self.opacity)
    }

    /// A source for [`Ink::lay`], from premultiplied paint.
    #[must_use]
    pub fn source_of(&self, paint: [u32; 4], tables: &Tables) -> Source {
        let pigment =
            if self.pigment > 0 { tables.paint(straight(paint)) } else { Paint::default() };
        Source { paint, pigment }
    }

    /// Lays a source over a pixel.
    #[must_use]
    pub fn lay(&self, pixel: Pixel, source: &Source, coverage: u32, tables: &Tables) -> Pixel {
        if coverage == 0 {
            return pixel;
        }
        let mut source = *source;
        let mut dry_at = pixel.dry_at;
        if self.wetness > 0 {
            let wet = pixel.dry_at.saturating_sub(self.clock).min(DRYING_STROKES);
            let taken = mul_q15(wet * (ONE / DRYING_STROKES), self.wetness) >> TAKEN_UP_BITS;
            if taken > 0 {
                let mixed =
                    std::array::from_fn(|i| mix_q15(source.paint[i], pixel.paint[i], taken));
                source = self.source_of(mixed, tables);
            }
            let laid = mul_q15(mul_q15(self.wetness, coverage), DRYING_STROKES);
            dry_at = dry_at.max(self.clock + laid);
        }
        let mut paint: [u32; 4] =
            std::array::from_fn(|i| mix_q15(pixel.paint[i], source.paint[i], coverage));
        let over = mul_q15(source.paint[3], coverage);
        let under = mul_q15(pixel.paint[3], ONE - coverage);
        if self.pigment > 0 && over > 0 && under > 0 {
            let t = over * ONE / (over + under);
            let below = tables.paint(straight(pixel.paint));
            let shift = below.shift(&source.pigment, t, tables);
            let strength = mul_q15(paint[3], self.pigment) as i32;
            for (channel, shift) in shift.into_iter().enumerate() {
                let shifted = paint[channel] as i32 + ((shift * strength + (1 << 14)) >> 15);
                paint[channel] = shifted.clamp(0, paint[3] as i32) as u32;
            }
        }
        Pixel { paint, dry_at }
    }
}

/// Colour without alpha; black where there is none.
fn straight([r, g, b, a]: [u32; 4]) -> [u32; 3] {
    [r, g, b].map(|c| (c * ONE + a / 2).checked_div(a).map_or(0, |c| c.min(ONE)))
}

/// Raises a wash's `coverage` towards that of one more dab.
#[inline(always)]
#[must_use]
pub const fn raise(coverage: u32, dab: u32, flow: u32) -> u32 {
    if dab > coverage { coverage + mul_q15(dab - coverage, flow) } else { coverage }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rim_is_darker_than_the_middle_and_the_edge_stays_smooth() {
        let ink =
            Ink { rim: ONE / 2, opacity: ONE / 2, ..Ink::plain(Rgb8::default(), Coverage::Wash) };
        let [edge, rim, middle] = [ONE / 100, ONE / 5, ONE / 2].map(|c| ink.tone(c));
        assert!(edge < rim && rim > middle, "{edge} {rim} {middle}");
        let mut last = 0;
        for coverage in 0..=ONE / 2 {
            let toned = ink.tone(coverage);
            assert!(toned.abs_diff(last) <= 8, "a step of {} at {coverage}", toned.abs_diff(last));
            last = toned;
        }
    }

    #[test]
    fn wet_paint_is_taken_up_and_dry_paint_is_not() {
        let tables = Tables::get();
        let ink =
            Ink { wetness: ONE, clock: 10, ..Ink::plain(Rgb8::new(255, 255, 0), Coverage::Wash) };
        let source = ink.source_of(ink.source, tables);
        let blue = [0, 0, ONE, ONE];
        let laid = |dry_at| ink.lay(Pixel { paint: blue, dry_at }, &source, ONE, tables);
        assert_eq!(laid(10).paint, [ONE, ONE, 0, ONE]);
        assert_eq!(laid(10 + DRYING_STROKES).paint, [ONE / 2, ONE / 2, ONE / 2, ONE]);
        assert_eq!(laid(0).dry_at, 10 + DRYING_STROKES);
    }

    #[test]
    fn paint_never_exceeds_its_alpha() {
        let tables = Tables::get();
        let ink = Ink {
            pigment: ONE,
            wetness: ONE,
            ..Ink::plain(Rgb8::new(250, 220, 30), Coverage::Wash)
        };
        let source = ink.source_of(ink.source, tables);
        for alpha in [1, 77, 5000, ONE] {
            for coverage in [1, 300, ONE / 3, ONE] {
                let paint = [0, alpha / 2, alpha, alpha];
                let after = ink.lay(Pixel { paint, dry_at: 40 }, &source, coverage, tables);
                let [r, g, b, a] = after.paint;
                assert!(r <= a && g <= a && b <= a && a <= ONE, "{after:?}");
            }
        }
    }
}
