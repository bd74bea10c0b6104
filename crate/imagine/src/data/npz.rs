//! Stroke-3 files: `.npz` archives as sketch-rnn's are, of drawings as offsets and whether the pen is lifted after each.
//!
//! NumPy packs such lists as a Python pickle. No pickle is run here: its codes are stepped over, a shape of two numbers is
//! remembered, and the bytes that have its size are the drawing. The strokes become a picture at once: an agent sees no
//! others.

use crate::data::DataError;
use crate::data::zip::Archive;
use crate::dataset::{Dataset, MAX_DRAWINGS};

/// Most bytes that a part may unpack to.
const MAX_PART: usize = 64 << 20;
/// Most points of a drawing.
const MAX_POINTS: usize = 4_096;
/// How much of the side is left bare around a drawing, and half the width of its lines, in parts of the side.
const MARGIN: f32 = 0.1;
const RADIUS: f32 = 0.03;

/// The drawings of a part (`train`, `valid`, `test`) of an archive, as pictures of one class.
pub fn read_npz(bytes: &[u8], part: &str, side: usize) -> Result<Dataset, DataError> {
    let archive = Archive::open(bytes)?;
    let name = format!("{part}.npy");
    let index = archive.names().find(|(_, found)| *found == name).map(|(index, _)| index);
    let index = index.ok_or_else(|| DataError::Broken(format!("there is no {name} in it")))?;
    let array = archive.read(index, MAX_PART)?;
    if !array.starts_with(b"\x93NUMPY\x01") || array.len() < 10 {
        return Err(DataError::Kind("NumPy"));
    }
    let head = 10 + usize::from(u16::from_le_bytes([array[8], array[9]]));
    let pickle = array.get(head..).ok_or(DataError::Kind("NumPy"))?;
    let mut set = Dataset { side, names: vec!["drawing".into()], ..Dataset::default() };
    for drawing in sequences(pickle)? {
        rasterise(&drawing, side, &mut set.pixels);
        set.labels.push(0);
    }
    if set.is_empty() { Err(DataError::Empty) } else { Ok(set) }
}

/// Offsets and lifted pens of each drawing in a pickle.
fn sequences(pickle: &[u8]) -> Result<Vec<Vec<[i16; 3]>>, DataError> {
    let broken = || DataError::Broken("what it holds is no list of drawings".into());
    let mut rest = pickle;
    let take = |rest: &mut &[u8], len: usize| -> Result<Vec<u8>, DataError> {
        let (taken, left) = rest.split_at_checked(len).ok_or_else(broken)?;
        *rest = left;
        Ok(taken.to_vec())
    };
    let number = |bytes: &[u8]| bytes.iter().rev().fold(0, |n, b| n << 8 | usize::from(*b));
    let mut found = Vec::new();
    let (mut numbers, mut points) = ([0; 2], 0);
    loop {
        let code = take(&mut rest, 1)?[0];
        match code {
            b'.' => return Ok(found),
            // Numbers of one, two and four bytes.
            b'K' | b'M' | b'J' => {
                let len = match code {
                    b'K' => 1,
                    b'M' => 2,
                    _ => 4,
                };
                numbers = [numbers[1], number(&take(&mut rest, len)?)];
            }
            // A pair: it may be a drawing's shape.
            0x86 => points = if numbers[1] == 3 { numbers[0] } else { 0 },
            // Bytes and texts, with lengths of one and four bytes.
            b'U' | b'C' | 0x8c | b'T' | b'B' | b'X' => {
                let len = if matches!(code, b'U' | b'C' | 0x8c) { 1 } else { 4 };
                let len = number(&take(&mut rest, len)?);
                let bytes = take(&mut rest, len)?;
                if points > 0 && points <= MAX_POINTS && len == points * 6 {
                    let value = |pair: &[u8]| i16::from_le_bytes([pair[0], pair[1]]);
                    let point = |row: &[u8; 6]| [0, 2, 4].map(|at| value(&row[at..at + 2]));
                    found.push(bytes.as_chunks::<6>().0.iter().map(point).collect());
                    points = 0;
                    if found.len() > MAX_DRAWINGS {
                        let (found, limit) = (found.len() as u64, MAX_DRAWINGS as u64);
                        return Err(DataError::TooMany { what: "drawings", found, limit });
                    }
                }
            }
            // Names of two lines.
            b'c' => {
                for _ in 0..2 {
                    let end = rest.iter().position(|b| *b == b'\n').ok_or_else(broken)?;
                    take(&mut rest, end + 1)?;
                }
            }
            0x80 | b'q' | b'h' => drop(take(&mut rest, 1)?),
            b'r' | b'j' => drop(take(&mut rest, 4)?),
            0x95 => drop(take(&mut rest, 8)?),
            // What only moves things about.
            b'(' | b')' | b'N' | b']' | b'a' | b'e' | b't' | b'R' | b'b' | 0x85 | 0x87 | 0x88
            | 0x89 | 0x93 | 0x94 => {}
            _ => return Err(broken()),
        }
    }
}

/// Appends a drawing's picture, as large as it fits.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0..=1 becomes a byte")]
fn rasterise(offsets: &[[i16; 3]], side: usize, to: &mut Vec<u8>) {
    let mut at = [0.0f32; 2];
    let mut lines = Vec::new();
    let mut lifted = true;
    let (mut low, mut high) = ([f32::MAX; 2], [f32::MIN; 2]);
    for [dx, dy, lift] in offsets {
        let next = [at[0] + f32::from(*dx), at[1] + f32::from(*dy)];
        lines.push(if lifted { [next, next] } else { [at, next] });
        for axis in 0..2 {
            low[axis] = low[axis].min(next[axis]);
            high[axis] = high[axis].max(next[axis]);
        }
        (at, lifted) = (next, *lift != 0);
    }
    let size = (high[0] - low[0]).max(high[1] - low[1]).max(1.0);
    let scale = side as f32 * (1.0 - 2.0 * MARGIN) / size;
    let place =
        |p: [f32; 2]| [0, 1].map(|a| side as f32 / 2.0 + scale * (p[a] - 0.5 * (low[a] + high[a])));
    let lines: Vec<[[f32; 2]; 2]> = lines.into_iter().map(|line| line.map(place)).collect();
    let radius = RADIUS * side as f32;
    for y in 0..side {
        for x in 0..side {
            let pixel = [x as f32 + 0.5, y as f32 + 0.5];
            let nearest = lines.iter().map(|line| apart(pixel, *line)).fold(f32::MAX, f32::min);
            to.push((255.0 * (radius + 0.5 - nearest).clamp(0.0, 1.0)) as u8);
        }
    }
}

/// How far a point is from a line.
fn apart(point: [f32; 2], [from, to]: [[f32; 2]; 2]) -> f32 {
    let along = [to[0] - from[0], to[1] - from[1]];
    let off = [point[0] - from[0], point[1] - from[1]];
    let square = along[0] * along[0] + along[1] * along[1];
    let t = if square > 0.0 { (off[0] * along[0] + off[1] * along[1]) / square } else { 0.0 };
    let t = t.clamp(0.0, 1.0);
    (off[0] - t * along[0]).hypot(off[1] - t * along[1])
}
