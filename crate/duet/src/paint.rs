//! Colours beside a person's own.

use limner_core::Rgb8;

/// The colour turned around the wheel by so many degrees, nearer to white (above 0) or to black (below) by a part of
/// the way.
#[must_use]
pub fn beside(color: Rgb8, degrees: f32, lighter: f32) -> Rgb8 {
    let rgb = [color.r, color.g, color.b].map(|v| f32::from(v) / 255.0);
    let (high, low) = (rgb[0].max(rgb[1]).max(rgb[2]), rgb[0].min(rgb[1]).min(rgb[2]));
    let chroma = high - low;
    let hue = if chroma < 1e-4 {
        0.0
    } else if high == rgb[0] {
        ((rgb[1] - rgb[2]) / chroma).rem_euclid(6.0)
    } else if high == rgb[1] {
        (rgb[2] - rgb[0]) / chroma + 2.0
    } else {
        (rgb[0] - rgb[1]) / chroma + 4.0
    };
    let hue = (hue + degrees / 60.0).rem_euclid(6.0);
    let value = |offset: f32| {
        let k = (offset + hue).rem_euclid(6.0);
        let v = high - chroma * k.min(4.0 - k).clamp(0.0, 1.0);
        let to = if lighter > 0.0 { 1.0 } else { 0.0 };
        let v = v + lighter.abs().min(1.0) * (to - v);
        (v * 255.0).round().clamp(0.0, 255.0) as u8
    };
    Rgb8::new(value(5.0), value(3.0), value(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_turn_is_the_same_and_a_third_of_the_wheel_swaps_channels() {
        for color in [Rgb8::new(200, 40, 90), Rgb8::new(7, 7, 7), Rgb8::new(0, 255, 3)] {
            assert_eq!(beside(color, 0.0, 0.0), color);
            assert_eq!(beside(color, 360.0, 0.0), color);
        }
        assert_eq!(beside(Rgb8::new(255, 0, 0), 120.0, 0.0), Rgb8::new(0, 255, 0));
        assert_eq!(beside(Rgb8::new(10, 20, 30), 0.0, 1.0), Rgb8::new(255, 255, 255));
        assert_eq!(beside(Rgb8::new(10, 20, 30), 0.0, -1.0), Rgb8::new(0, 0, 0));
    }
}
