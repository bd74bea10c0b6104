//! A picture as a file that is sent along with a painting: JPEG, with what was decoded anyway.

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};

use crate::Rgb8Picture;

/// JPEG quality of a large picture, and of one that has to fit a link.
const QUALITY: [u8; 2] = [80, 55];
/// A picture with a longer side is large.
const LARGE: u32 = 400;

/// The picture as a JPEG; `None` where it has more pixels than one may have.
#[must_use]
pub fn packed_file(picture: &Rgb8Picture) -> Option<Vec<u8>> {
    let Rgb8Picture { width, height, pixels } = picture;
    let quality = QUALITY[usize::from(*width.max(height) <= LARGE)];
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .write_image(pixels, *width, *height, ExtendedColorType::Rgb8)
        .ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{decode, gallery};

    #[test]
    fn what_is_packed_is_decoded_again() {
        for (side, most) in [(640, 80_000), (224, 9_000)] {
            let picture = gallery::draw(0, side, side * 3 / 4);
            let bytes = packed_file(&picture).unwrap();
            assert!(bytes.len() < most, "{} bytes at {side}", bytes.len());
            let back = decode(&bytes).unwrap();
            assert_eq!((back.width, back.height), (picture.width, picture.height));
            let apart =
                picture.pixels.iter().zip(&back.pixels).map(|(a, b)| u64::from(a.abs_diff(*b)));
            let mean = apart.sum::<u64>() as f64 / picture.pixels.len() as f64;
            assert!(mean < 6.0, "{mean} of 255 apart");
        }
    }
}
