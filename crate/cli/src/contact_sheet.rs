//! A contact sheet: targets above what was made of them.

#![expect(
    clippy::cast_possible_truncation,
    reason = "sides and counts are those of a sheet, and a cast of a float saturates"
)]

use std::path::Path;

use anyhow::Context;

use crate::files::write_png;

const GAP: u32 = 4;

/// Writes columns of pictures of one size, each from top to bottom, side by side as a PNG. Pictures are
/// red, green and blue bytes, row by row.
pub(crate) fn write(path: &Path, size: [u32; 2], columns: &[Vec<Vec<u8>>]) -> anyhow::Result<()> {
    let rows = columns.iter().map(Vec::len).max().unwrap_or(0) as u32;
    if rows == 0 {
        return Ok(());
    }
    let [width, height] = size;
    let mut sheet = image::RgbImage::from_pixel(
        columns.len() as u32 * (width + GAP) + GAP,
        rows * (height + GAP) + GAP,
        image::Rgb([24, 24, 28]),
    );
    for (column, pictures) in columns.iter().enumerate() {
        for (row, rgb) in pictures.iter().enumerate() {
            let picture = image::RgbImage::from_raw(width, height, rgb.clone())
                .context("the pictures of a sheet differ in size")?;
            let x = i64::from(GAP + column as u32 * (width + GAP));
            let y = i64::from(GAP + row as u32 * (height + GAP));
            image::imageops::replace(&mut sheet, &picture, x, y);
        }
    }
    write_png(path, sheet.width(), sheet.height(), &sheet)
}
