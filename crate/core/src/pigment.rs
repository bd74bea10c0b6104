//! Mixing colours as pigments mix: yellow and blue give green.
//!
//! A colour is taken for a reflectance in seven bands of the spectrum, and a mixture for their
//! weighted geometric mean, as libmypaint's pigment mode does it with ten: its reflectances of the
//! three primaries (by Scott Burns' method, <http://scottburns.us/reflectance-curves-from-srgb-10/>)
//! hardly differ between the first two of the ten and between the last three. All in integers, with
//! tables made by [`crate::fixed::log2`] and [`crate::fixed::exp2`].
//!
//! Going through the bands and back does not give quite the same colour, so only the *difference*
//! between the geometric and the arithmetic mean is used, see [`Paint::shift`]: a colour mixed with
//! itself stays as it is, however often.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "bands and channels are 0..=2¹⁵, and a table's index is within it"
)]

use std::sync::OnceLock;

use crate::fixed::{OCTAVE, ONE, exp2, log2, mix_q15, mul_q15};

/// Bands of the spectrum.
pub const BANDS: usize = 7;
/// The reflectance of each primary in each band, in units of 2⁻¹⁵. A colour's is their sum, at most one.
pub const REFLECTANCE: [[u32; BANDS]; 3] = [
    [314, 369, 495, 813, 2740, 32_043, 32_768],
    [116, 398, 24_519, 32_768, 28_367, 1228, 744],
    [17_803, 18_858, 8480, 1367, 415, 245, 221],
];
/// What each band adds to linear red, green and blue, in units of 2⁻¹⁵.
pub const RESPONSE: [[i32; BANDS]; 3] = [
    [2501, 734, -7158, -8418, 14_609, 25_307, 7085],
    [-3068, -1720, 6771, 18_758, 10_416, -693, -712],
    [31_947, 25_283, 3710, -1811, -1580, -424, -55],
];
/// Reflectances are at least this, so that black can be mixed away again.
pub const MIN_REFLECTANCE: u32 = 33;
/// Binary digits of the fractions of a logarithm.
pub const LOG_BITS: u32 = 11;
/// Steps of the decoding curve: every 32nd fraction, and one.
pub const DECODE: usize = 1025;
/// Steps of the encoding curve: every 8th fraction, and one.
pub const ENCODE: usize = 4097;
/// Mantissas of the logarithm.
pub const LOG: usize = 512;
/// Fractions of the power of two.
pub const EXP: usize = 1 << LOG_BITS;

/// The curves, as tables; a backend that has no use for this module's functions takes these.
#[derive(Clone, Debug)]
pub struct Tables {
    /// sRGB to linear light at every 32nd fraction.
    pub decode: [u16; DECODE],
    /// Linear light to sRGB at every 8th fraction.
    pub encode: [u16; ENCODE],
    /// Minus the logarithm of 1 + i/512 in units of 2⁻¹¹, as a positive number.
    pub log: [u16; LOG],
    /// 2 to the power of -i/2048, in units of 2⁻¹⁵.
    pub exp: [u16; EXP],
}

/// A colour, ready to be mixed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paint {
    /// Minus the binary logarithm of the reflectance in each band, in units of 2⁻¹¹.
    logs: [u32; BANDS],
    /// What becomes of the colour when it goes through the bands and back.
    back: [u32; 3],
}

impl Tables {
    /// The tables; made at first use.
    #[must_use]
    pub fn get() -> &'static Self {
        static TABLES: OnceLock<Box<Tables>> = OnceLock::new();
        TABLES.get_or_init(|| {
            let q15 = |i: usize, steps: usize| (i as u32 * ONE) / (steps as u32 - 1);
            Box::new(Self {
                decode: std::array::from_fn(|i| decode_exactly(q15(i, DECODE)) as u16),
                encode: std::array::from_fn(|i| encode_exactly(q15(i, ENCODE)) as u16),
                log: std::array::from_fn(|i| {
                    // The middle of what shares this mantissa.
                    let fraction = ONE + ((2 * i as u32 + 1) << 5);
                    (log2(fraction) >> (16 - LOG_BITS)) as u16
                }),
                exp: std::array::from_fn(|i| exp2(-((i as i32) << (16 - LOG_BITS))) as u16),
            })
        })
    }

    /// sRGB to linear light, both 0..=2¹⁵.
    #[inline]
    #[must_use]
    pub fn decode(&self, value: u32) -> u32 {
        let (i, part) = ((value >> 5) as usize, value & 31);
        let next = u32::from(self.decode[(i + 1).min(DECODE - 1)]);
        (u32::from(self.decode[i]) * (32 - part) + next * part + 16) >> 5
    }

    /// Linear light to sRGB, both 0..=2¹⁵.
    #[inline]
    #[must_use]
    pub fn encode(&self, value: u32) -> u32 {
        let (i, part) = ((value >> 3) as usize, value & 7);
        let next = u32::from(self.encode[(i + 1).min(ENCODE - 1)]);
        (u32::from(self.encode[i]) * (8 - part) + next * part + 4) >> 3
    }

    /// Minus the binary logarithm of a fraction 1..=2¹⁵, in units of 2⁻¹¹.
    #[inline]
    #[must_use]
    pub fn log(&self, fraction: u32) -> u32 {
        let whole = 31 - fraction.leading_zeros();
        let mantissa = ((fraction << (15 - whole)) - ONE) >> 6;
        ((15 - whole) << LOG_BITS).saturating_sub(u32::from(self.log[mantissa as usize]))
    }

    /// 2 to the power of minus `log` (in units of 2⁻¹¹), in units of 2⁻¹⁵.
    #[inline]
    #[must_use]
    pub fn exp(&self, log: u32) -> u32 {
        let whole = (log >> LOG_BITS).min(16);
        (u32::from(self.exp[log as usize % EXP]) + ((1 << whole) >> 1)) >> whole
    }

    /// Prepares a straight sRGB colour, each channel 0..=2¹⁵.
    #[must_use]
    pub fn paint(&self, color: [u32; 3]) -> Paint {
        let linear = color.map(|c| self.decode(c));
        let logs = std::array::from_fn(|band| {
            let sum: u32 = (0..3).map(|i| REFLECTANCE[i][band] * linear[i]).sum();
            self.log(((sum + (1 << 14)) >> 15).clamp(MIN_REFLECTANCE, ONE))
        });
        Paint { logs, back: self.color(logs) }
    }

    fn color(&self, logs: [u32; BANDS]) -> [u32; 3] {
        let reflectance = logs.map(|log| self.exp(log) as i32);
        RESPONSE.map(|response| {
            let sum: i32 = (0..BANDS).map(|band| response[band] * reflectance[band]).sum();
            self.encode(((sum + (1 << 14)) >> 15).clamp(0, ONE as i32) as u32)
        })
    }
}

impl Paint {
    /// What to add to the plain mixture of two colours, `over` with weight `t` (0..=2¹⁵), to have it as
    /// pigments would mix.
    #[must_use]
    pub fn shift(&self, over: &Self, t: u32, tables: &Tables) -> [i32; 3] {
        let logs = std::array::from_fn(|band| mix_q15(self.logs[band], over.logs[band], t));
        let mixed = tables.color(logs);
        std::array::from_fn(|i| mixed[i] as i32 - mix_q15(self.back[i], over.back[i], t) as i32)
    }
}

/// IEC 61966-2-1: ((v + 0.055) / 1.055)^2.4, or v / 12.92 in the dark.
fn decode_exactly(value: u32) -> u32 {
    if value <= 1325 {
        return (value * 100 + 646) / 1292;
    }
    let base = (value * 1000 + 55 * ONE + 527) / 1055;
    exp2((i64::from(log2(base)) * 12 / 5) as i32)
}

/// 1.055 l^(1/2.4) - 0.055, or 12.92 l in the dark.
fn encode_exactly(linear: u32) -> u32 {
    if linear <= 102 {
        return (linear * 1292 + 50) / 100;
    }
    let root = exp2((i64::from(log2(linear)) * 5 / 12) as i32);
    ((root * 1055 + 500) / 1000).saturating_sub(mul_q15(55 * ONE / 1000, ONE)).min(ONE)
}

const _: () = assert!(OCTAVE == 1 << 16, "tables shift logarithms by 16 less their own digits");

#[expect(
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "numbers of a test are within their types"
)]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rgb8;
    use crate::color::u8_from_q15;

    fn mixed(a: Rgb8, b: Rgb8) -> [u8; 3] {
        let tables = Tables::get();
        let shift = tables.paint(a.q15()).shift(&tables.paint(b.q15()), ONE / 2, tables);
        std::array::from_fn(|i| {
            let plain = mix_q15(a.q15()[i], b.q15()[i], ONE / 2) as i32;
            u8_from_q15((plain + shift[i]).clamp(0, ONE as i32) as u32)
        })
    }

    #[test]
    fn yellow_and_blue_give_green() {
        let [r, g, b] = mixed(Rgb8::new(250, 220, 30), Rgb8::new(20, 60, 200));
        assert!(g > r + 40 && g > b + 15, "{r} {g} {b}");
    }

    #[test]
    fn a_colour_mixed_with_itself_is_itself() {
        for color in [Rgb8::new(0, 0, 0), Rgb8::new(255, 255, 255), Rgb8::new(12, 200, 99)] {
            assert_eq!(mixed(color, color), color.channels());
        }
    }

    #[test]
    fn the_curves_are_those_of_srgb() {
        let tables = Tables::get();
        for value in 0..=ONE {
            let v = f64::from(value) / 32_768.0;
            let linear =
                if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) } * 32_768.0;
            let found = tables.decode(value);
            assert!((f64::from(found) - linear).abs() < 4.0, "{value}: {found} for {linear}");
            let back = tables.encode(found);
            assert!(back.abs_diff(value) <= 48, "{value} came back as {back}");
        }
        for log in 0..(15 << LOG_BITS) {
            let fraction = tables.exp(log);
            if fraction > 100 {
                assert!(tables.log(fraction).abs_diff(log) < 24, "{log}");
            }
        }
    }
}
