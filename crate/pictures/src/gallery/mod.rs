//! A small gallery to paint from, drawn by code: nothing to download, nobody's rights, any size.
//!
//! Each picture is painted as one would by hand: a ground, large shapes, then touches of a brush
//! that follow the forms, so that a painter of strokes finds strokes to paint.
//!
//! ```
//! use limner_pictures::gallery::{GALLERY, draw};
//!
//! let picture = draw(0, 64, 48);
//! assert_eq!((picture.width, picture.height), (64, 48));
//! assert_eq!(GALLERY[0].name, "mountain_lake");
//! ```

mod birch_wood;
mod cherries;
mod easel;
mod fox;
mod koi_pond;
mod light;
mod lighthouse;
mod mountain_lake;
mod night_street;
mod noise;
mod poppy_field;
mod sailing_boat;
mod still_life;

use crate::Rgb8Picture;
use easel::Easel;

/// Longest side that is drawn, in pixels.
pub const MAX_SIDE: u32 = 1024;

/// A picture of the gallery.
#[derive(Clone, Copy, Debug)]
pub struct Scene {
    /// The picture's code, for which the page has a title.
    pub name: &'static str,
    paint: fn(&mut Easel),
}

/// All pictures; the first is what a first visit begins with.
pub const GALLERY: [Scene; 10] = [
    Scene { name: "mountain_lake", paint: mountain_lake::paint },
    Scene { name: "still_life", paint: still_life::paint },
    Scene { name: "lighthouse", paint: lighthouse::paint },
    Scene { name: "fox", paint: fox::paint },
    Scene { name: "poppy_field", paint: poppy_field::paint },
    Scene { name: "night_street", paint: night_street::paint },
    Scene { name: "koi_pond", paint: koi_pond::paint },
    Scene { name: "sailing_boat", paint: sailing_boat::paint },
    Scene { name: "birch_wood", paint: birch_wood::paint },
    Scene { name: "cherries", paint: cherries::paint },
];

/// The codes alone, for a page that draws none of them.
pub const NAMES: [&str; GALLERY.len()] = {
    let mut names = [""; GALLERY.len()];
    let mut i = 0;
    while i < names.len() {
        names[i] = GALLERY[i].name;
        i += 1;
    }
    names
};

/// Draws a picture at a size, each side brought within 1..=[`MAX_SIDE`]. What is composed on a
/// square is cut to the canvas's proportions. An index beyond the gallery starts over.
#[must_use]
pub fn draw(index: usize, width: u32, height: u32) -> Rgb8Picture {
    let mut easel = Easel::new(width.clamp(1, MAX_SIDE), height.clamp(1, MAX_SIDE));
    (GALLERY[index % GALLERY.len()].paint)(&mut easel);
    easel.finish()
}

#[cfg(test)]
mod tests;
