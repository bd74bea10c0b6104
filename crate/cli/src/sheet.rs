//! A contact sheet: targets above what the policy made of them.

use std::path::Path;

use anyhow::Context;
use limner_env::Picture;

const GAP: usize = 4;

/// Writes pairs of pictures of one size (target, painting) as a PNG: pairs side by side, the painting
/// below its target.
pub fn write(path: &Path, pairs: &[(Picture, Picture)]) -> anyhow::Result<()> {
    let Some((first, _)) = pairs.first() else { return Ok(()) };
    let (width, height) = (first.width, first.height);
    let sheet_width = pairs.len() * (width + GAP) + GAP;
    let sheet_height = 2 * (height + GAP) + GAP;
    let mut sheet = image::RgbImage::from_pixel(
        sheet_width as u32,
        sheet_height as u32,
        image::Rgb([24, 24, 28]),
    );
    for (column, (target, painting)) in pairs.iter().enumerate() {
        for (row, picture) in [target, painting].into_iter().enumerate() {
            let bytes = image::RgbImage::from_raw(width as u32, height as u32, picture.to_rgb8())
                .context("the pictures of a sheet differ in size")?;
            let x = GAP + column * (width + GAP);
            let y = GAP + row * (height + GAP);
            image::imageops::replace(&mut sheet, &bytes, x as i64, y as i64);
        }
    }
    sheet.save(path).with_context(|| format!("writing {}", path.display()))
}
