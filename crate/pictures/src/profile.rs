//! Which colours a file's numbers stand for, where they are not sRGB's: three curves to linear light and a matrix to
//! sRGB's primaries, from an ICC profile of that kind or from PNG's own chunks.
//!
//! Profiles of other kinds (tables, inks, grey) and brightness beyond a screen's (PQ, HLG) are read as sRGB, as before.

use super::scale::LINEAR;

/// Linear light of each byte of a channel.
type Curve = [f32; 256];
/// Linear sRGB of linear red, green and blue, row by row.
type Matrix = [[f64; 3]; 3];

/// Linear sRGB of ICC's XYZ, whose white is D50: sRGB's primaries (IEC 61966-2-1), adapted after Bradford.
const SRGB_FROM_D50: Matrix = [
    [3.133_856_1, -1.616_866_7, -0.490_614_6],
    [-0.978_768_4, 1.916_141_5, 0.033_454_0],
    [0.071_945_3, -0.228_991_4, 1.405_242_7],
];
/// Linear sRGB of Display P3 (SMPTE EG 432-1), which has the same white.
const SRGB_FROM_P3: Matrix = [
    [1.224_940_1, -0.224_940_4, 0.0],
    [-0.042_056_9, 1.042_057_1, 0.0],
    [-0.019_637_6, -0.078_636_1, 1.098_273_5],
];
/// Linear sRGB of ITU-R BT.2020, which has the same white.
const SRGB_FROM_2020: Matrix = [
    [1.660_491_0, -0.587_641_1, -0.072_849_9],
    [-0.124_550_5, 1.132_899_9, -0.008_349_4],
    [-0.018_150_8, -0.100_578_9, 1.118_729_7],
];
const IDENTITY: Matrix = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
/// A profile that differs by less is sRGB, written in other numbers.
const SAME: f64 = 0.004;
/// A gamma so near to 1 / 2.2 means sRGB's curve, as PNG's specification has it.
const SAME_GAMMA: f64 = 0.05;

/// How the numbers of a file become linear sRGB.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    /// To linear light of the file's own primaries.
    pub(crate) curves: [Curve; 3],
    /// From there to sRGB's.
    pub(crate) matrix: [[f32; 3]; 3],
}

impl Profile {
    /// The profile that an ICC file describes by curves and a matrix (ICC.1:2022, 8.3); none where it is of another
    /// kind, damaged, or sRGB's.
    pub(crate) fn of_icc(icc: &[u8]) -> Option<Self> {
        (icc.get(16..20)? == b"RGB " && icc.get(20..24)? == b"XYZ ").then_some(())?;
        let columns = [b"rXYZ", b"gXYZ", b"bXYZ"].map(|name| xyz(tag(icc, name)?));
        let [r, g, b] = [columns[0]?, columns[1]?, columns[2]?];
        let xyz_of = |row: usize| [r[row], g[row], b[row]];
        let matrix = product(SRGB_FROM_D50, [xyz_of(0), xyz_of(1), xyz_of(2)]);
        let curves = [b"rTRC", b"gTRC", b"bTRC"].map(|name| curve(tag(icc, name)?));
        let [r, g, b] = curves;
        Self::unless_srgb([r?, g?, b?], matrix)
    }

    /// The profile that the chunks of a PNG before its pixels name: `cICP` before `gAMA`, which counts only where
    /// nothing else says more.
    pub(crate) fn of_png(file: &[u8]) -> Option<Self> {
        let (mut coded, mut gamma) = (None, None);
        let mut rest = file.get(8..)?;
        while let Some((length, chunk)) = rest.split_first_chunk::<4>() {
            let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
            let (name, data) = (chunk.get(..4)?, chunk.get(4..)?.get(..length)?);
            match (name, data) {
                (b"cICP", &[primaries, transfer, 0, 1]) => coded = Some((primaries, transfer)),
                (b"gAMA", data) => gamma = data.try_into().ok().map(u32::from_be_bytes),
                (b"iCCP" | b"sRGB", _) => gamma = Some(0),
                (b"IDAT", _) => break,
                _ => {}
            }
            // The sum behind it.
            rest = chunk.get(length + 8..)?;
        }
        if let Some((primaries, transfer)) = coded {
            return Self::coded(primaries, transfer);
        }
        let gamma = f64::from(gamma.filter(|gamma| *gamma > 0)?) / 100_000.0;
        if (gamma * 2.2 - 1.0).abs() < SAME_GAMMA {
            return None;
        }
        Self::unless_srgb([curve_of(&|v: f64| v.powf(1.0 / gamma)); 3], IDENTITY)
    }

    /// The profile of code points (ITU-T H.273).
    fn coded(primaries: u8, transfer: u8) -> Option<Self> {
        let matrix = match primaries {
            1 => IDENTITY,
            9 => SRGB_FROM_2020,
            12 => SRGB_FROM_P3,
            _ => return None,
        };
        let curve = match transfer {
            4 => curve_of(&|v: f64| v.powf(2.2)),
            5 => curve_of(&|v: f64| v.powf(2.8)),
            8 => curve_of(&|v: f64| v),
            // What cameras write in the curve of BT.709 is shown in that of screens.
            1 | 6 | 13 | 14 | 15 => *LINEAR,
            _ => return None,
        };
        Self::unless_srgb([curve; 3], matrix)
    }

    fn unless_srgb(curves: [Curve; 3], matrix: Matrix) -> Option<Self> {
        let finite = matrix.iter().flatten().all(|v| v.is_finite())
            && curves.iter().flatten().all(|v| v.is_finite());
        let far = |a: f64, b: f64| (a - b).abs() > SAME;
        let primaries = matrix.iter().flatten().zip(IDENTITY.iter().flatten());
        let light = curves.iter().flat_map(|curve| curve.iter().zip(LINEAR.iter()));
        let differs = primaries.into_iter().any(|(a, b)| far(*a, *b))
            || light.into_iter().any(|(a, b)| far(f64::from(*a), f64::from(*b)));
        #[expect(
            clippy::cast_possible_truncation,
            reason = "seven digits are more than a byte shows"
        )]
        let matrix = matrix.map(|row| row.map(|v| v as f32));
        (finite && differs).then_some(Self { curves, matrix })
    }
}

/// What stands behind a name in the table of an ICC file.
fn tag<'a>(icc: &'a [u8], name: &[u8; 4]) -> Option<&'a [u8]> {
    let count = usize::try_from(u32_at(icc, 128)?).ok()?;
    let table = icc.get(132..)?.as_chunks::<12>().0;
    let entry = table.iter().take(count).find(|entry| entry.starts_with(name))?;
    let (at, length) = (u32_at(entry, 4)?, u32_at(entry, 8)?);
    icc.get(usize::try_from(at).ok()?..)?.get(..usize::try_from(length).ok()?)
}

fn xyz(data: &[u8]) -> Option<[f64; 3]> {
    (data.get(..4)? == b"XYZ ").then_some(())?;
    Some([fixed(data, 8)?, fixed(data, 12)?, fixed(data, 16)?])
}

/// A curve by its samples, by a gamma, or by a formula (ICC.1:2022, 10.6 and 10.18).
fn curve(data: &[u8]) -> Option<Curve> {
    let count = usize::from(u16_at(data, 8)?);
    if data.get(..4)? == b"para" {
        let p = |at: usize| fixed(data, 12 + 4 * at);
        let g = p(0)?;
        // Of Y = (a X + b)^g + e where X ≥ d, and c X + f below.
        let [a, b, c, d, e, f] = match count {
            0 => [1.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            1 => [p(1)?, p(2)?, 0.0, -p(2)? / p(1)?, 0.0, 0.0],
            2 => [p(1)?, p(2)?, 0.0, -p(2)? / p(1)?, p(3)?, p(3)?],
            3 => [p(1)?, p(2)?, p(3)?, p(4)?, 0.0, 0.0],
            4 => [p(1)?, p(2)?, p(3)?, p(4)?, p(5)?, p(6)?],
            _ => return None,
        };
        return Some(curve_of(&|x: f64| {
            if x >= d { (a * x + b).max(0.0).powf(g) + e } else { c * x + f }
        }));
    }
    (data.get(..4)? == b"curv").then_some(())?;
    let count = usize::try_from(u32_at(data, 8)?).ok()?;
    let samples = data.get(12..)?.as_chunks::<2>().0.get(..count)?;
    let at = |i: usize| f64::from(u16::from_be_bytes(samples[i])) / 65_535.0;
    match samples {
        [] => Some(curve_of(&|v: f64| v)),
        [gamma] => {
            let gamma = f64::from(u16::from_be_bytes(*gamma)) / 256.0;
            Some(curve_of(&|v: f64| v.powf(gamma)))
        }
        _ => Some(curve_of(&|v: f64| {
            let place = v * (count - 1) as f64;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a place lies among the samples"
            )]
            let first = (place as usize).min(count - 2);
            let share = place - first as f64;
            at(first) * (1.0 - share) + at(first + 1) * share
        })),
    }
}

fn curve_of(light: &dyn Fn(f64) -> f64) -> Curve {
    #[expect(clippy::cast_possible_truncation, reason = "seven digits are more than a byte shows")]
    std::array::from_fn(|byte| light(byte as f64 / 255.0) as f32)
}

fn product(a: Matrix, b: Matrix) -> Matrix {
    a.map(|row| [0, 1, 2].map(|column| (0..3).map(|k| row[k] * b[k][column]).sum()))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2)?.try_into().ok().map(u16::from_be_bytes)
}

/// A number of 16 bits before the point and 16 behind.
fn fixed(bytes: &[u8], at: usize) -> Option<f64> {
    let raw = i32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?);
    Some(f64::from(raw) / 65_536.0)
}
