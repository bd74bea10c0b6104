//! Pictures and paintings to test with, made here so that every pixel of them is known.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};

/// Six fields, four of them in strong warm colours and two in quiet cool ones, striped so that there
/// is always more to do in each: a partner without a taste paints mostly warm strokes, and could do
/// otherwise.
#[must_use]
pub fn mostly_warm(width: u32, height: u32) -> RgbImage {
    const STRIPE: u32 = 16;
    RgbImage::from_fn(width, height, |x, y| {
        let strong = ((x + y) / STRIPE).is_multiple_of(2);
        let cool = [(0, 1), (2, 0)].contains(&(3 * x / width, 2 * y / height));
        Rgb(match (cool, strong) {
            (false, true) => [236, 140, 40],
            (false, false) => [170, 60, 20],
            (true, true) => [120, 160, 210],
            (true, false) => [70, 110, 180],
        })
    })
}

/// Plain shapes in strong colours: a sky, a ground, a sun and a dark tree.
#[must_use]
pub fn shapes(width: u32, height: u32) -> RgbImage {
    let (w, h) = (width as f32, height as f32);
    RgbImage::from_fn(width, height, |x, y| {
        let (x, y) = (x as f32 / w, y as f32 / h);
        if (x - 0.72).hypot((y - 0.28) * h / w) < 0.13 {
            return Rgb([250, 205, 60]);
        }
        let trunk = (x - 0.25).abs() < 0.03 && y > 0.45 && y < 0.85;
        if trunk || (x - 0.25).hypot((y - 0.4) * h / w) < 0.15 {
            return Rgb([28, 60, 38]);
        }
        if y > 0.68 { Rgb([150, 92, 48]) } else { Rgb([70, 130, 190]) }
    })
}

/// The bytes of a PNG file.
#[must_use]
pub fn png(picture: &RgbImage) -> Vec<u8> {
    encoded(picture, ImageFormat::Png)
}

/// The bytes of a file of that format.
#[must_use]
pub fn encoded(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture.write_to(&mut Cursor::new(&mut bytes), format).expect("pictures of a test encode");
    bytes
}

/// The pixels of a PNG file.
#[must_use]
pub fn decoded(bytes: &[u8]) -> RgbImage {
    image::load_from_memory_with_format(bytes, ImageFormat::Png)
        .unwrap_or_else(|error| panic!("this is no PNG: {error}"))
        .to_rgb8()
}

/// A PNG that says how large it is, truly checksummed, and ends there.
#[must_use]
pub fn png_header_only(width: u32, height: u32) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend_from_slice(&width.to_be_bytes());
    header.extend_from_slice(&height.to_be_bytes());
    // 8 bits, RGB, and the only methods there are.
    header.extend_from_slice(&[8, 2, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend_from_slice(&13u32.to_be_bytes());
    bytes.extend_from_slice(&header);
    bytes.extend_from_slice(&crc32fast::hash(&header).to_be_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_checksummed_as_encoders_do() {
        let whole = png(&shapes(20, 10));
        assert_eq!(whole[..33], png_header_only(20, 10));
    }

    #[test]
    fn a_third_is_cool() {
        let picture = mostly_warm(330, 240);
        let cool = picture.pixels().filter(|p| p[0] < p[2]).count();
        assert_eq!(cool, 330 * 240 / 3);
    }
}
