//! The paper that suits a picture: the whole of it is painted, and in about as many pixels as a first painting has.

#![expect(clippy::cast_possible_truncation, reason = "no side is longer than `LONGEST_PX`")]

/// Pixels of a common painting, 640 × 480: fine enough to paint on, few enough to be quick.
const AREA_PX: u64 = 640 * 480;

/// The longest side, in pixels: the partner sees no more of any picture ([`limner_protocol::MAX_SIDE`]).
const LONGEST_PX: u64 = limner_protocol::MAX_SIDE as u64;

/// The shortest side, in pixels: of a picture that is longer than this allows, the ends are cut off.
const SHORTEST_PX: u64 = 16;

/// The size of a canvas with the proportions of a picture. What has no pixels counts as a square.
///
/// ```
/// use limner_studio::paper::suiting;
///
/// assert_eq!(suiting(4000, 3000), [640, 480]);
/// assert_eq!(suiting(1920, 1080), [739, 416]);
/// ```
#[must_use]
pub fn suiting(width: u32, height: u32) -> [u16; 2] {
    let (width, height) = (u64::from(width), u64::from(height));
    if width == 0 || height == 0 {
        return suiting(1, 1);
    }
    let long = rounded_root(AREA_PX * width.max(height), width.min(height)).min(LONGEST_PX);
    let short = (long * width.min(height) + width.max(height) / 2) / width.max(height);
    // Neither is longer than `LONGEST_PX`.
    let [long, short] = [long, short.max(SHORTEST_PX)].map(|side| side as u16);
    if width >= height { [long, short] } else { [short, long] }
}

/// The square root of `numerator / denominator`, to the nearest whole number but for the division's remainder.
fn rounded_root(numerator: u64, denominator: u64) -> u64 {
    // √(4 q) is twice √q: its last bit rounds.
    (4 * numerator / denominator).isqrt().div_ceil(2)
}

#[cfg(test)]
mod tests {
    use limner_core::{Header, Log, Rgb8};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn common_pictures_get_paper_of_their_shape() {
        let cases = [
            ([640, 480], [640, 480]),
            ([80, 60], [640, 480]),
            ([3000, 4000], [480, 640]),
            ([1000, 1000], [554, 554]),
            ([0, 7], [554, 554]),
        ];
        for ([width, height], paper) in cases {
            assert_eq!(suiting(width, height), paper, "{width} × {height}");
        }
    }

    #[test]
    fn very_long_pictures_end_where_the_partner_sees_no_more() {
        assert_eq!(suiting(10_000, 1000), [1024, 102]);
        assert_eq!(suiting(1, u32::MAX), [16, 1024]);
    }

    proptest! {
        #[test]
        fn any_picture_gets_paper_that_can_be_had_and_fits(width in 1..=u32::MAX, height in 1..=u32::MAX) {
            let [paper_width, paper_height] = suiting(width, height);
            let header = Header::new(paper_width, paper_height, Rgb8::new(255, 255, 255), 1);
            prop_assert!(Log::new(header).is_ok());
            prop_assert!(u32::from(paper_width) * u32::from(paper_height) <= 310_000);
            let shape = f64::from(width) / f64::from(height);
            if (0.1..10.0).contains(&shape) {
                let paper = f64::from(paper_width) / f64::from(paper_height);
                prop_assert!((paper / shape - 1.0).abs() < 0.01, "{paper} for {shape}");
            }
        }
    }
}
