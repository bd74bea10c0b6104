//! IDX files: MNIST's, plain or with gzip.

use crate::data::DataError;
use crate::dataset::{Dataset, MAX_CLASSES, MAX_DRAWINGS};

/// Most bytes that a file may unpack to.
const MAX_BYTES: usize = 256 << 20;
/// Largest side of a picture that is read.
const MAX_SIDE: usize = 256;

/// The drawings of a file of pictures, with a file of labels where there is one, brought to squares of this side.
pub fn read_idx(pictures: &[u8], labels: Option<&[u8]>, side: usize) -> Result<Dataset, DataError> {
    let (sizes, pixels) = unpacked(pictures)?.parts::<3>()?;
    let [count, rows, columns] = sizes;
    if count == 0 || rows == 0 || columns == 0 {
        return Err(DataError::Empty);
    }
    limit("pictures", count, MAX_DRAWINGS)?;
    limit("a picture's rows", rows, MAX_SIDE)?;
    limit("a picture's columns", columns, MAX_SIDE)?;
    let mut set = Dataset { side, ..Dataset::default() };
    set.pixels.reserve_exact(count * side * side);
    for picture in pixels.chunks_exact(rows * columns) {
        place(picture, [columns, rows], side, &mut set.pixels);
    }
    set.labels = match labels {
        None => vec![0; count],
        Some(labels) => {
            let ([found], labels) = unpacked(labels)?.parts::<1>()?;
            if found != count {
                return Err(DataError::Labels { pictures: count, labels: found });
            }
            labels.into_iter().map(u16::from).collect()
        }
    };
    let classes = set.labels.iter().max().map_or(1, |last| usize::from(*last) + 1);
    limit("classes", classes, MAX_CLASSES)?;
    set.names = (0..classes).map(|class| class.to_string()).collect();
    Ok(set)
}

/// Appends a picture in the middle of a square, made smaller where it is larger than that.
pub fn place(picture: &[u8], [columns, rows]: [usize; 2], side: usize, to: &mut Vec<u8>) {
    let longest = columns.max(rows);
    // So many of the picture's pixels become one.
    let step = if longest > side { longest as f32 / side as f32 } else { 1.0 };
    let offset = |size: usize| (side as f32 - size as f32 / step) / 2.0;
    let (left, top) = (offset(columns).floor(), offset(rows).floor());
    for y in 0..side {
        for x in 0..side {
            let (u, v) = ((x as f32 - left) * step, (y as f32 - top) * step);
            to.push(mean(picture, [columns, rows], [u, v], step));
        }
    }
}

/// The mean of the pixels from a place on, over a square of so many; nothing lies outside.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place is cut at the picture"
)]
fn mean(picture: &[u8], [columns, rows]: [usize; 2], [u, v]: [f32; 2], step: f32) -> u8 {
    let cells = |from: f32, size: usize| {
        let (low, high) = (from.max(0.0), (from + step).min(size as f32));
        let cell = move |i: usize| (i, ((i + 1) as f32).min(high) - (i as f32).max(low));
        (low as usize..(high.max(0.0).ceil() as usize).min(size)).map(cell)
    };
    let mut sum = 0.0;
    for (y, tall) in cells(v, rows) {
        for (x, wide) in cells(u, columns) {
            sum += f32::from(picture[y * columns + x]) * tall * wide;
        }
    }
    (sum / (step * step) + 0.5).clamp(0.0, 255.0) as u8
}

fn limit(what: &'static str, found: usize, most: usize) -> Result<(), DataError> {
    if found <= most {
        return Ok(());
    }
    Err(DataError::TooMany { what, found: found as u64, limit: most as u64 })
}

/// A file's bytes, unpacked.
struct Bytes(Vec<u8>);

fn unpacked(bytes: &[u8]) -> Result<Bytes, DataError> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(Bytes(bytes.to_vec()));
    }
    Ok(Bytes(super::gzip::unpack(bytes, MAX_BYTES)?))
}

impl Bytes {
    /// The sizes of an array of bytes with so many, and its numbers.
    fn parts<const SIZES: usize>(self) -> Result<([usize; SIZES], Vec<u8>), DataError> {
        let head = 4 + 4 * SIZES;
        // Two zeros, the kind of numbers (8: bytes), how many sizes.
        let magic = [0, 0, 8, u8::try_from(SIZES).unwrap_or(u8::MAX)];
        if self.0.len() < head || self.0[..4] != magic {
            return Err(DataError::Kind("IDX"));
        }
        let sizes: [usize; SIZES] = std::array::from_fn(|i| {
            let at = 4 + 4 * i;
            let bytes = [self.0[at], self.0[at + 1], self.0[at + 2], self.0[at + 3]];
            u32::from_be_bytes(bytes) as usize
        });
        let wanted = sizes.iter().map(|v| *v as u128).product::<u128>();
        let found = (self.0.len() - head) as u64;
        if u128::from(found) < wanted {
            let wanted = u64::try_from(wanted).unwrap_or(u64::MAX);
            return Err(DataError::Short { found, wanted });
        }
        let mut numbers = self.0;
        numbers.drain(..head);
        // It fits: it is no more than there are.
        numbers.truncate(usize::try_from(wanted).unwrap_or(usize::MAX));
        Ok((sizes, numbers))
    }
}
