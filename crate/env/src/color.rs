//! OKLab, the space in which the partner's colour offsets and the taste's hues are measured.
//! Formulas and matrices: Björn Ottosson, "A perceptual color space for image processing" (2020).

use std::sync::LazyLock;

/// Lightness 0..=1, then green–red (a) and blue–yellow (b), about -0.4..=0.4 each.
pub type Lab = [f32; 3];

/// sRGB-encoded 0..=1 to linear light.
#[must_use]
pub fn linear_from_srgb(v: f32) -> f32 {
    if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
}

/// Linear light to sRGB-encoded; clamps to 0..=1.
#[must_use]
pub fn srgb_from_linear(v: f32) -> f32 {
    let v = v.clamp(0.0, 1.0);
    if v <= 0.003_130_8 { v * 12.92 } else { 1.055 * v.powf(1.0 / 2.4) - 0.055 }
}

/// [`srgb_from_linear`] for many colours, by a table, since WebAssembly computes powers in software: within 2e-5
/// of it.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place in the table, which a value between 0 and 1 has"
)]
pub fn quick_srgb_from_linear(v: f32) -> f32 {
    const STEPS: usize = 4096;
    /// Below this the curve is a line, and a table would miss its bend.
    const BEND: f32 = 0.003_130_8;
    static TABLE: LazyLock<Vec<f32>> =
        LazyLock::new(|| (0..=STEPS).map(|i| srgb_from_linear(i as f32 / STEPS as f32)).collect());
    if v <= BEND + 1.0 / STEPS as f32 {
        return srgb_from_linear(v);
    }
    let at = v.min(1.0) * STEPS as f32;
    let below = (at as usize).min(STEPS - 1);
    let [low, high] = [TABLE[below], TABLE[below + 1]];
    low + (at - below as f32) * (high - low)
}

/// An sRGB-encoded colour (0..=1) in OKLab.
#[must_use]
pub fn lab_from_srgb(rgb: [f32; 3]) -> Lab {
    let [r, g, b] = rgb.map(linear_from_srgb);
    let l = (0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b).cbrt();
    let m = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
    let s = (0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b).cbrt();
    [
        0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
        1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
        0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s,
    ]
}

/// An OKLab colour as sRGB-encoded 0..=1; colours outside are clamped channel by channel.
#[must_use]
pub fn srgb_from_lab(lab: Lab) -> [f32; 3] {
    linear_from_lab(lab).map(srgb_from_linear)
}

/// An OKLab colour in linear light; colours outside the gamut of sRGB lie beyond 0..=1.
#[must_use]
pub fn linear_from_lab(lab: Lab) -> [f32; 3] {
    let [lightness, a, b] = lab;
    let l = (lightness + 0.396_337_78 * a + 0.215_803_76 * b).powi(3);
    let m = (lightness - 0.105_561_346 * a - 0.063_854_17 * b).powi(3);
    let s = (lightness - 0.089_484_18 * a - 1.291_485_5 * b).powi(3);
    [
        4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_94 * s,
        -1.268_438 * l + 2.609_757_4 * m - 0.341_319_38 * s,
        -0.004_196_086_3 * l - 0.703_418_6 * m + 1.707_614_7 * s,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_survive_the_round_trip() {
        for i in 0..512 {
            let rgb = [i % 8, i / 8 % 8, i / 64].map(|v| v as f32 / 7.0);
            let back = srgb_from_lab(lab_from_srgb(rgb));
            for (a, b) in rgb.iter().zip(back) {
                assert!((a - b).abs() < 2e-3, "{rgb:?} became {back:?}");
            }
        }
    }

    #[test]
    fn the_table_is_the_curve() {
        for i in 0..=100_000 {
            let v = i as f32 / 1e5;
            let apart = (quick_srgb_from_linear(v) - srgb_from_linear(v)).abs();
            assert!(apart < 2e-5, "{v}: {apart}");
        }
        // Light beyond the ends is black and white, as in the curve, whose white is a rounding off one.
        assert_eq!([-1.0, 2.0].map(quick_srgb_from_linear), [0.0, srgb_from_linear(1.0)]);
        assert!(srgb_from_linear(1.0) > 1.0 - 1e-6);
    }

    #[test]
    fn white_is_the_lightest_grey() {
        let [l, a, b] = lab_from_srgb([1.0; 3]);
        assert!((l - 1.0).abs() < 1e-3 && a.abs() < 1e-3 && b.abs() < 1e-3);
    }
}
