//! Rows of whatever a decoder yields, as RGB bytes over a paper.

#![expect(clippy::cast_possible_truncation, reason = "a mix of two bytes is a byte")]

use image::ColorType;

/// Writes one row as RGB. `row` holds whole pixels of `color`, 16-bit ones in native byte order;
/// transparency shows `paper`. False if `color` is no kind that PNG, JPEG, WebP or GIF hold.
pub(crate) fn to_rgb8(row: &[u8], color: ColorType, paper: [u8; 3], rgb: &mut [[u8; 3]]) -> bool {
    match color {
        ColorType::L8 => each::<1>(row, rgb, |[v]| [v, v, v]),
        ColorType::La8 => each::<2>(row, rgb, |[v, a]| over([v, v, v], a, paper)),
        ColorType::Rgb8 => each::<3>(row, rgb, |p| p),
        ColorType::Rgba8 => each::<4>(row, rgb, |[r, g, b, a]| over([r, g, b], a, paper)),
        ColorType::L16 => each::<2>(row, rgb, |[v0, v1]| [high(v0, v1); 3]),
        ColorType::La16 => {
            each::<4>(row, rgb, |[v0, v1, a0, a1]| over([high(v0, v1); 3], high(a0, a1), paper));
        }
        ColorType::Rgb16 => {
            each::<6>(row, rgb, |p| [high(p[0], p[1]), high(p[2], p[3]), high(p[4], p[5])])
        }
        ColorType::Rgba16 => each::<8>(row, rgb, |p| {
            let color = [high(p[0], p[1]), high(p[2], p[3]), high(p[4], p[5])];
            over(color, high(p[6], p[7]), paper)
        }),
        _ => return false,
    }
    true
}

fn each<const BYTES: usize>(
    row: &[u8],
    rgb: &mut [[u8; 3]],
    pixel: impl Fn([u8; BYTES]) -> [u8; 3],
) {
    for (to, from) in rgb.iter_mut().zip(row.as_chunks::<BYTES>().0) {
        *to = pixel(*from);
    }
}

/// 16 bits rounded to 8: v · 255 / 65535.
fn high(first: u8, second: u8) -> u8 {
    ((u32::from(u16::from_ne_bytes([first, second])) * 255 + 32_767) / 65_535) as u8
}

/// Mixed as browsers do: in sRGB-encoded values.
fn over(color: [u8; 3], alpha: u8, paper: [u8; 3]) -> [u8; 3] {
    let a = u32::from(alpha);
    let mix = |c: u8, p: u8| ((u32::from(c) * a + u32::from(p) * (255 - a) + 127) / 255) as u8;
    [0, 1, 2].map(|i| mix(color[i], paper[i]))
}
