//! Pictures as ink: how much each pixel differs from the paper, which is what lies around the edge.

use limner_pictures::Rgb8Picture;

/// How much of a picture's edge is looked at to know the paper: all of it.
fn paper_is_dark(grey: &[u8], [width, height]: [usize; 2]) -> bool {
    let edge = (0..grey.len()).filter(|i| {
        let (x, y) = (i % width, i / width);
        x == 0 || y == 0 || x + 1 == width || y + 1 == height
    });
    let (sum, count) = edge.fold((0u64, 0u64), |(s, c), i| (s + u64::from(grey[i]), c + 1));
    sum < 128 * count
}

/// How much ink there is at each pixel, 0..=255, and how large the picture is. What is on dark paper is light.
#[must_use]
pub fn rgb_ink(picture: &Rgb8Picture) -> (Vec<u8>, [usize; 2]) {
    let size = [picture.width as usize, picture.height as usize];
    let grey = picture.pixels.as_chunks::<3>().0.iter().map(|rgb| {
        let [r, g, b] = rgb.map(u32::from);
        // Rec. 601, in parts of 256.
        u8::try_from((77 * r + 150 * g + 29 * b) >> 8).unwrap_or(u8::MAX)
    });
    let mut grey: Vec<u8> = grey.collect();
    if !grey.is_empty() && !paper_is_dark(&grey, size) {
        grey.iter_mut().for_each(|v| *v = 255 - *v);
    }
    (grey, size)
}

/// Whether a picture is light on dark.
#[must_use]
pub fn is_light_on_dark(picture: &Rgb8Picture) -> bool {
    let size = [picture.width as usize, picture.height as usize];
    let grey: Vec<u8> = picture.pixels.as_chunks::<3>().0.iter().map(|rgb| rgb[1]).collect();
    !grey.is_empty() && paper_is_dark(&grey, size)
}
