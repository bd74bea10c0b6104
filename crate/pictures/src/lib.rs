//! Pictures as the partner gets them: decoded from a file of any common kind, or drawn, then brought
//! to size.

#[cfg(feature = "decode")]
mod containers;
#[cfg(feature = "decode")]
mod decode;
#[cfg(feature = "decode")]
mod encode;
#[cfg(feature = "decode")]
mod error;
pub mod gallery;
#[cfg(feature = "decode")]
mod profile;
#[cfg(feature = "decode")]
mod rows;
mod scale;

#[cfg(feature = "decode")]
pub use decode::{
    MAX_FILE_BYTES, MAX_PHOTOGRAPH_SIDE, MAX_PIXELS, MAX_SIDE, decode, decode_over,
    decode_photograph,
};
#[cfg(feature = "decode")]
pub use encode::packed_file;
#[cfg(feature = "decode")]
pub use error::PictureError;

/// Interleaved red, green and blue bytes, sRGB-encoded, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rgb8Picture {
    /// Columns, at least 1.
    pub width: u32,
    /// Rows, at least 1.
    pub height: u32,
    /// `3 · width · height` bytes.
    pub pixels: Vec<u8>,
}

impl Rgb8Picture {
    /// A picture of one colour everywhere. A side of 0 becomes 1.
    #[must_use]
    pub fn uniform(width: u32, height: u32, color: [u8; 3]) -> Self {
        let (width, height) = (width.max(1), height.max(1));
        Self { width, height, pixels: color.repeat(width as usize * height as usize) }
    }

    /// The colour of a pixel; outside, of the nearest one.
    #[must_use]
    pub fn pixel(&self, x: u32, y: u32) -> [u8; 3] {
        let (x, y) = (x.min(self.width - 1), y.min(self.height - 1));
        let at = (y as usize * self.width as usize + x as usize) * 3;
        [self.pixels[at], self.pixels[at + 1], self.pixels[at + 2]]
    }
}

/// The picture at another size, its proportions not kept: each new pixel is the mean of the light
/// of the area that it covers. A side of 0 becomes 1.
#[must_use]
pub fn scaled(picture: &Rgb8Picture, width: u32, height: u32) -> Rgb8Picture {
    scale::reduce(
        picture,
        [0.0, 0.0, f64::from(picture.width), f64::from(picture.height)],
        width,
        height,
    )
}

/// The picture at another size, its proportions kept: it fills the new size, and what sticks out
/// is cut off evenly at both ends.
#[must_use]
pub fn fit_cover(picture: &Rgb8Picture, width: u32, height: u32) -> Rgb8Picture {
    let (width, height) = (width.max(1), height.max(1));
    let crop = cover_crop([picture.width, picture.height], [width, height]);
    scale::reduce(picture, crop, width, height)
}

/// What [`fit_cover`] keeps of a picture of the size `have` at the size `want`: left, top, width and height
/// in the picture's pixels. No side may be 0.
#[must_use]
pub fn cover_crop(have: [u32; 2], want: [u32; 2]) -> [f64; 4] {
    let ([have_w, have_h], [want_w, want_h]) = (have.map(f64::from), want.map(f64::from));
    let scale = (have_w / want_w).min(have_h / want_h);
    let (crop_w, crop_h) = ((want_w * scale).min(have_w), (want_h * scale).min(have_h));
    [(have_w - crop_w) / 2.0, (have_h - crop_h) / 2.0, crop_w, crop_h]
}

/// The largest square in the middle, at the given side.
#[must_use]
pub fn center_square(picture: &Rgb8Picture, side: u32) -> Rgb8Picture {
    fit_cover(picture, side, side)
}

/// The size with the same proportions whose longest side is at most `side`; never larger.
#[must_use]
pub fn fit_inside(width: u32, height: u32, side: u32) -> (u32, u32) {
    let longest = width.max(height).max(1);
    if longest <= side {
        return (width.max(1), height.max(1));
    }
    let to = |v: u32| {
        let rounded =
            (u64::from(v) * u64::from(side) + u64::from(longest) / 2) / u64::from(longest);
        u32::try_from(rounded).unwrap_or(side).max(1)
    };
    (to(width), to(height))
}

#[cfg(all(test, feature = "decode"))]
mod decode_tests;
#[cfg(test)]
mod tests;
