//! The way back: a photograph of the sheet becomes a picture of the painting's shape. It is made straight by the four
//! corners of what was drawn, and its shade is evened out by what the bare paper looks like across it.
//!
//! **Straight.** Four corners say which projective map takes the unit square to them (Heckbert 1989, "Fundamentals of
//! texture mapping and image warping"). Each pixel of the picture is the mean light of as many places of the photograph
//! as its area has pixels there.
//!
//! **Even.** The logarithm of the light on the paper is taken to be a smooth surface: a polynomial of the second degree
//! for each channel, fitted to the brightest pixels of each part of the sheet, and of a rim around what was drawn. Parts
//! that are darker than the surface are covered by ink, and count for the less the darker they are. What remains, divided
//! by the surface, is what the ink leaves of the paper's own colour, which is known.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places are clamped to the photograph before they become numbers of pixels"
)]

use limner_core::Rgb8;
use thiserror::Error;

use crate::colors::{Light, apart, color_of, lab_of, light_of, light_of_bytes};

/// Longest side of a photograph, in px.
pub const MAX_PHOTOGRAPH_SIDE: u32 = 16_384;
/// Longest side of the picture that it becomes.
pub const MAX_RECTIFIED_SIDE: u16 = 4_096;
/// Looks along one side of a pixel at most.
const MOST_LOOKS: usize = 6;
/// Parts of the sheet along each side whose paper is looked for.
const PARTS: usize = 24;
/// How far around what was drawn the paper is looked at, as a part of its sides.
const RIM: f64 = 0.025;
/// Of a part's pixels so many are taken to be paper: the brightest.
const PAPER: f64 = 0.12;
/// How much darker than the surface (in logarithms of light) a part may be before it counts for less.
const SHADE: f64 = 0.03;
/// Rounds of fitting: parts that are covered are found out in the first few.
const ROUNDS: usize = 30;
/// Two colours farther apart than this, in OKLab, are seen as different at a glance.
const SEEN: f32 = 0.1;

/// Why a photograph can't be made straight.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
pub enum Refused {
    /// It has no pixels, too many, or not as many as it says.
    #[error(
        "a photograph of {width} × {height} pixels can't be used: 1 to {MAX_PHOTOGRAPH_SIDE} a side can"
    )]
    Size {
        /// Columns.
        width: u32,
        /// Rows.
        height: u32,
    },
    /// The corners are not those of something flat that is seen from its front.
    #[error(
        "the corners must go around the picture clockwise from its upper left one, and enclose some of the photograph"
    )]
    Corners,
    /// The picture would have no pixels, or too many.
    #[error(
        "a picture of {width} × {height} pixels can't be made: 1 to {MAX_RECTIFIED_SIDE} a side can"
    )]
    Rectified {
        /// Columns.
        width: u16,
        /// Rows.
        height: u16,
    },
}

/// A photograph as interleaved RGB.
#[derive(Clone, Copy, Debug)]
pub struct Photograph<'a> {
    width: usize,
    height: usize,
    rgb: &'a [u8],
}

impl<'a> Photograph<'a> {
    /// Pixels of three bytes, row by row.
    pub fn of(width: u32, height: u32, rgb: &'a [u8]) -> Result<Self, Refused> {
        let sides = 1..=MAX_PHOTOGRAPH_SIDE;
        let refused = Refused::Size { width, height };
        if !sides.contains(&width) || !sides.contains(&height) {
            return Err(refused);
        }
        let (width, height) = (width as usize, height as usize);
        if rgb.len() != width * height * 3 {
            return Err(refused);
        }
        Ok(Self { width, height, rgb })
    }

    /// The light at a place, between four pixels; at the edge beyond it.
    fn at(&self, [x, y]: [f64; 2], light: &[f32; 256]) -> Light {
        let along = |v: f64, count: usize| {
            let v = (v - 0.5).clamp(0.0, (count - 1) as f64);
            let first = (v as usize).min(count - 1);
            (first, (first + 1).min(count - 1), (v - first as f64) as f32)
        };
        let (left, right, across) = along(x, self.width);
        let (above, below, down) = along(y, self.height);
        let pixel = |x: usize, y: usize, c: usize| {
            light[usize::from(self.rgb[(y * self.width + x) * 3 + c])]
        };
        std::array::from_fn(|c| {
            let upper = pixel(left, above, c) * (1.0 - across) + pixel(right, above, c) * across;
            let lower = pixel(left, below, c) * (1.0 - across) + pixel(right, below, c) * across;
            upper * (1.0 - down) + lower * down
        })
    }
}

/// A projective map from the unit square to four corners, clockwise from the upper left.
#[derive(Clone, Copy, Debug)]
pub struct Projection([f64; 8]);

impl Projection {
    /// The map to these corners, if they go around clockwise (y goes down) without an inward bend.
    pub fn to(corners: [[f64; 2]; 4]) -> Result<Self, Refused> {
        if !corners.iter().flatten().all(|v| v.is_finite() && v.abs() < 1e6) {
            return Err(Refused::Corners);
        }
        for at in 0..4 {
            let [a, b, c] = [0, 1, 2].map(|i| corners[(at + i) % 4]);
            let turn = (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0]);
            if turn < 1.0 {
                return Err(Refused::Corners);
            }
        }
        let [[x0, y0], [x1, y1], [x2, y2], [x3, y3]] = corners;
        let (dx1, dx2, sx) = (x1 - x2, x3 - x2, x0 - x1 + x2 - x3);
        let (dy1, dy2, sy) = (y1 - y2, y3 - y2, y0 - y1 + y2 - y3);
        let whole = dx1 * dy2 - dx2 * dy1;
        let g = (sx * dy2 - dx2 * sy) / whole;
        let h = (dx1 * sy - sx * dy1) / whole;
        let (a, b) = (x1 - x0 + g * x1, x3 - x0 + h * x3);
        let (d, e) = (y1 - y0 + g * y1, y3 - y0 + h * y3);
        Ok(Self([a, b, x0, d, e, y0, g, h]))
    }

    /// Where a place of the unit square lies; what lies behind the camera is far away.
    #[must_use]
    pub fn of(&self, [u, v]: [f64; 2]) -> [f64; 2] {
        let [a, b, c, d, e, f, g, h] = self.0;
        let far = (g * u + h * v + 1.0).max(1e-6);
        [(a * u + b * v + c) / far, (d * u + e * v + f) / far]
    }

    /// The corners of a part of the unit square: left, top, width and height.
    #[must_use]
    pub fn part(&self, [left, top, width, height]: [f64; 4]) -> [[f64; 2]; 4] {
        let (right, below) = (left + width, top + height);
        [[left, top], [right, top], [right, below], [left, below]].map(|at| self.of(at))
    }
}

/// A picture that was made straight.
#[derive(Clone, Debug)]
pub struct Rectified {
    /// Columns and rows.
    pub size: [u16; 2],
    light: Vec<Light>,
    /// The paper's light across the picture, of each channel.
    surface: [[f64; 6]; 3],
}

impl Rectified {
    /// The part of a photograph within four corners, clockwise from the upper left, at a size.
    pub fn of(
        photograph: &Photograph<'_>,
        corners: [[f64; 2]; 4],
        size: [u16; 2],
    ) -> Result<Self, Refused> {
        let [width, height] = size;
        if !(1..=MAX_RECTIFIED_SIDE).contains(&width) || !(1..=MAX_RECTIFIED_SIDE).contains(&height)
        {
            return Err(Refused::Rectified { width, height });
        }
        let projection = Projection::to(corners)?;
        let [across, down] = [photograph.width, photograph.height].map(|side| side as f64);
        let seen = |[x, y]: [f64; 2]| (0.0..=across).contains(&x) && (0.0..=down).contains(&y);
        if !seen(projection.of([0.5, 0.5])) {
            return Err(Refused::Corners);
        }
        let table = light_of_bytes();
        let looks = looks_of(corners, size);
        let look = |x: f64, y: f64| {
            let place = projection.of([x / f64::from(width), y / f64::from(height)]);
            (photograph.at(place, &table), seen(place))
        };
        let mut light = Vec::with_capacity(usize::from(width) * usize::from(height));
        for y in 0..height {
            for x in 0..width {
                let mut sum = [0.0_f32; 3];
                for part in 0..looks * looks {
                    let within =
                        |at: u16, part: usize| f64::from(at) + (part as f64 + 0.5) / looks as f64;
                    let (here, _) = look(within(x, part % looks), within(y, part / looks));
                    sum.iter_mut().zip(here).for_each(|(sum, v)| *sum += v);
                }
                light.push(sum.map(|sum| sum / (looks * looks) as f32));
            }
        }
        let mut papers = papers_within(&light, size);
        papers.extend(papers_around(&look, size));
        let surface = std::array::from_fn(|channel| fitted(&papers, channel));
        Ok(Self { size, light, surface })
    }

    /// The picture as it was photographed, as interleaved RGB.
    #[must_use]
    pub fn as_seen(&self) -> Vec<u8> {
        self.light.iter().flat_map(|light| color_of(*light).channels()).collect()
    }

    /// The picture on paper of this colour, its shade evened out, as interleaved RGB.
    #[must_use]
    pub fn even(&self, paper: Rgb8) -> Vec<u8> {
        let paper = light_of(paper);
        let [width, height] = self.size;
        let mut rgb = Vec::with_capacity(self.light.len() * 3);
        for (at, light) in self.light.iter().enumerate() {
            let (x, y) = (at % usize::from(width), at / usize::from(width));
            let place = [(x as f64 + 0.5) / f64::from(width), (y as f64 + 0.5) / f64::from(height)];
            let shade = self.paper_at(place);
            let light = std::array::from_fn(|c| (light[c] / shade[c] * paper[c]).clamp(0.0, 1.0));
            rgb.extend(color_of(light).channels());
        }
        rgb
    }

    /// The light of bare paper at a place of the unit square.
    #[must_use]
    pub fn paper_at(&self, place: [f64; 2]) -> Light {
        let terms = terms(place);
        self.surface.map(|surface| {
            let log: f64 = surface.iter().zip(terms).map(|(a, b)| a * b).sum();
            (log.exp() as f32).clamp(1e-3, 4.0)
        })
    }
}

/// How many looks along one side of a pixel are as fine as the photograph.
fn looks_of(corners: [[f64; 2]; 4], [width, height]: [u16; 2]) -> usize {
    let side = |a: usize, b: usize| {
        let [dx, dy] = [0, 1].map(|i| corners[a][i] - corners[b][i]);
        (dx * dx + dy * dy).sqrt()
    };
    let across = side(0, 1).max(side(3, 2)) / f64::from(width);
    let down = side(0, 3).max(side(1, 2)) / f64::from(height);
    (across.max(down).ceil() as usize).clamp(1, MOST_LOOKS)
}

/// A place of the unit square and the light of what seems to be paper there.
type Paper = ([f64; 2], Light);

/// The mean of the brightest of some pixels.
fn brightest(mut pixels: Vec<Light>) -> Option<Light> {
    let sum = |light: &Light| light.iter().sum::<f32>();
    pixels.sort_by(|a, b| sum(b).total_cmp(&sum(a)));
    // The very brightest are noise.
    let skipped = pixels.len() / 50;
    let count = ((pixels.len() as f64 * PAPER) as usize).max(1);
    let some = pixels.get(skipped..(skipped + count).min(pixels.len()))?;
    let mean = |c: usize| some.iter().map(|light| light[c]).sum::<f32>() / some.len() as f32;
    (!some.is_empty()).then(|| std::array::from_fn(mean))
}

fn papers_within(light: &[Light], size: [u16; 2]) -> Vec<Paper> {
    let [width, height] = size.map(usize::from);
    let [columns, rows] = [width, height].map(|side| side.min(PARTS));
    let mut papers = Vec::new();
    for part in 0..columns * rows {
        let (column, row) = (part % columns, part / columns);
        let [left, right] = [column, column + 1].map(|at| at * width / columns);
        let [top, below] = [row, row + 1].map(|at| at * height / rows);
        let pixels = (top..below).flat_map(|y| &light[y * width + left..y * width + right]);
        if let Some(light) = brightest(pixels.copied().collect()) {
            let middle = |a: usize, b: usize, of: usize| (a + b) as f64 / 2.0 / of as f64;
            papers.push(([middle(left, right, width), middle(top, below, height)], light));
        }
    }
    papers
}

/// The paper in a rim around what was drawn, as far as it is on the photograph.
fn papers_around(look: &impl Fn(f64, f64) -> (Light, bool), size: [u16; 2]) -> Vec<Paper> {
    let [width, height] = size.map(f64::from);
    let mut papers = Vec::new();
    for part in 0..PARTS {
        let [from, to] = [part, part + 1].map(|at| at as f64 / PARTS as f64);
        for side in 0..4 {
            let mut pixels = Vec::new();
            let mut middle = [0.0; 2];
            for step in 0..64_u8 {
                let along = from + (to - from) * (f64::from(step % 8) + 0.5) / 8.0;
                let aside = RIM * (0.3 + 0.7 * (f64::from(step / 8) + 0.5) / 8.0);
                let place = match side {
                    0 => [along, -aside],
                    1 => [along, 1.0 + aside],
                    2 => [-aside, along],
                    _ => [1.0 + aside, along],
                };
                let (light, seen) = look(place[0] * width, place[1] * height);
                if seen {
                    pixels.push(light);
                }
                middle = [0, 1].map(|i| middle[i] + place[i] / 64.0);
            }
            if pixels.len() == 64 {
                papers.extend(brightest(pixels).map(|light| (middle, light)));
            }
        }
    }
    papers
}

/// The terms of a polynomial of the second degree.
fn terms([x, y]: [f64; 2]) -> [f64; 6] {
    let (x, y) = (2.0 * x - 1.0, 2.0 * y - 1.0);
    [1.0, x, y, x * x, x * y, y * y]
}

/// The surface of a channel's logarithm that lies on the paper's parts, not on those that are darker.
fn fitted(papers: &[Paper], channel: usize) -> [f64; 6] {
    let logs: Vec<f64> =
        papers.iter().map(|(_, light)| f64::from(light[channel].max(1e-4)).ln()).collect();
    let mut sorted = logs.clone();
    sorted.sort_by(f64::total_cmp);
    // To begin with a flat one, as bright as the brighter parts are.
    let mut surface = [0.0; 6];
    surface[0] = sorted.get(sorted.len() * 4 / 5).copied().unwrap_or(0.0);
    let mut slack = 0.4;
    for _ in 0..ROUNDS {
        let mut sums = [[0.0; 7]; 6];
        for ((place, _), log) in papers.iter().zip(&logs) {
            let terms = terms(*place);
            let on: f64 = surface.iter().zip(terms).map(|(a, b)| a * b).sum();
            let darker = on - log;
            let weight = if darker > slack { (slack / darker).powi(4) } else { 1.0 };
            for row in 0..6 {
                for column in 0..6 {
                    sums[row][column] += weight * terms[row] * terms[column];
                }
                sums[row][6] += weight * terms[row] * log;
            }
        }
        // A flat surface where the parts do not say more.
        let flat = papers.len() as f64 * 1e-3;
        (1..6).for_each(|term| sums[term][term] += flat);
        let Some(next) = solved(sums) else { break };
        surface = next;
        slack = (slack * 0.8).max(SHADE);
    }
    surface
}

/// The solution of six equations (Gauss), if they have one.
fn solved(mut rows: [[f64; 7]; 6]) -> Option<[f64; 6]> {
    for at in 0..6 {
        let pivot = (at..6).max_by(|a, b| rows[*a][at].abs().total_cmp(&rows[*b][at].abs()))?;
        rows.swap(at, pivot);
        let own = rows[at];
        if own[at].abs() < 1e-9 {
            return None;
        }
        for (other, row) in rows.iter_mut().enumerate() {
            if other != at {
                let factor = row[at] / own[at];
                row.iter_mut().zip(own).for_each(|(a, b)| *a -= factor * b);
            }
        }
    }
    let solution = std::array::from_fn(|at| rows[at][6] / rows[at][at]);
    solution.iter().all(|v: &f64| v.is_finite()).then_some(solution)
}

/// How far two pictures of one size are apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Peak signal to noise ratio, in dB.
    pub psnr_db: f64,
    /// Of a hundred parts of the picture so many look different at a glance.
    pub changed_percent: f64,
}

impl Difference {
    /// Of two pictures of as many columns, as interleaved RGB. What is compared by the eye are the means of squares of
    /// four pixels, so that the grain of a photograph and the lines of a pen count for little.
    #[must_use]
    pub fn between(a: &[u8], b: &[u8], columns: u16) -> Self {
        let squares = a.iter().zip(b).map(|(a, b)| f64::from(a.abs_diff(*b)).powi(2));
        let mean = squares.sum::<f64>() / a.len().min(b.len()).max(1) as f64;
        let table = light_of_bytes();
        let width = usize::from(columns.max(1));
        let rows = a.len().min(b.len()) / 3 / width;
        let (mut all, mut changed) = (0_u32, 0_u32);
        for y in (0..rows).step_by(4) {
            for x in (0..width).step_by(4) {
                let lab = |rgb: &[u8]| {
                    let (mut sum, mut count) = ([0.0_f32; 3], 0.0);
                    for y in y..(y + 4).min(rows) {
                        for x in x..(x + 4).min(width) {
                            let at = (y * width + x) * 3;
                            let pixel = &rgb[at..at + 3];
                            sum.iter_mut()
                                .zip(pixel)
                                .for_each(|(s, v)| *s += table[usize::from(*v)]);
                            count += 1.0;
                        }
                    }
                    lab_of(sum.map(|sum| sum / count))
                };
                all += 1;
                changed += u32::from(apart(lab(a), lab(b)) > SEEN * SEEN);
            }
        }
        Self {
            psnr_db: 10.0 * (255.0 * 255.0 / mean.max(1e-9)).log10(),
            changed_percent: 100.0 * f64::from(changed) / f64::from(all.max(1)),
        }
    }
}
