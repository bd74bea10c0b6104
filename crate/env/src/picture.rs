//! Pictures as three planes of sRGB-encoded floats, and their box-filtered reductions.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "an area is cut at the picture before it is an index, and a channel is rounded to its range"
)]

use limner_core::Rect;
use limner_core::fixed::ONE;

/// Red, green and blue planes, row by row, 0..=1, sRGB-encoded as the canvas is.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `width · height` values each.
    pub planes: [Vec<f32>; 3],
}

impl Picture {
    /// A picture of one colour everywhere.
    #[must_use]
    pub fn uniform(width: usize, height: usize, color: [f32; 3]) -> Self {
        Self { width, height, planes: color.map(|c| vec![c; width * height]) }
    }

    /// A picture from interleaved RGB bytes. `None` unless there are exactly `3 · width · height`, at least one pixel.
    #[must_use]
    pub fn from_rgb8(width: usize, height: usize, rgb: &[u8]) -> Option<Self> {
        let pixels = width.checked_mul(height)?;
        if pixels == 0 || rgb.len() != pixels.checked_mul(3)? {
            return None;
        }
        let plane =
            |c: usize| rgb.iter().skip(c).step_by(3).map(|v| f32::from(*v) / 255.0).collect();
        Some(Self { width, height, planes: [plane(0), plane(1), plane(2)] })
    }

    /// Overwrites `area` with planes of its size, in units of 2⁻¹⁵.
    pub(crate) fn write_q15(&mut self, planes: &[Vec<u16>; 3], area: Rect) {
        for (to, from) in self.planes.iter_mut().zip(planes) {
            for (j, row) in from.chunks_exact(area.width()).enumerate() {
                let start = (area.y0 as usize + j) * self.width + area.x0 as usize;
                for (to, from) in to[start..start + row.len()].iter_mut().zip(row) {
                    *to = f32::from(*from) * (1.0 / ONE as f32);
                }
            }
        }
    }

    /// To interleaved RGB bytes, rounded and clamped.
    #[must_use]
    pub fn to_rgb8(&self) -> Vec<u8> {
        let byte = |v: f32| (v.clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
        let [r, g, b] = &self.planes;
        r.iter().zip(g).zip(b).flat_map(|((r, g), b)| [byte(*r), byte(*g), byte(*b)]).collect()
    }

    /// The mean colour.
    #[must_use]
    pub fn mean(&self) -> [f32; 3] {
        let mean =
            |p: &Vec<f32>| p.iter().map(|v| f64::from(*v)).sum::<f64>() / p.len().max(1) as f64;
        [0, 1, 2].map(|c| mean(&self.planes[c]) as f32)
    }

    /// Half the size by 2 × 2 boxes; an odd last row or column counts twice.
    #[must_use]
    pub fn halved(&self) -> Self {
        let (width, height) = (self.width.div_ceil(2), self.height.div_ceil(2));
        let mut half = Self::uniform(width, height, [0.0; 3]);
        for (to, from) in half.planes.iter_mut().zip(&self.planes) {
            halve(from, self.width, self.height, to, [0, 0, width, height]);
        }
        half
    }

    /// The picture at another size: each new pixel is the mean of the area it covers.
    #[must_use]
    pub fn resized_to(&self, width: usize, height: usize) -> Self {
        let mut out = Self::uniform(width, height, [0.0; 3]);
        let columns = spans(self.width, width);
        let rows = spans(self.height, height);
        let mut narrow = vec![0.0; width * self.height];
        for (to, from) in out.planes.iter_mut().zip(&self.planes) {
            for y in 0..self.height {
                let row = &from[y * self.width..][..self.width];
                for (x, span) in columns.iter().enumerate() {
                    narrow[y * width + x] = span.mean(|i| row[i]);
                }
            }
            for (y, span) in rows.iter().enumerate() {
                for x in 0..width {
                    to[y * width + x] = span.mean(|i| narrow[i * width + x]);
                }
            }
        }
        out
    }

    /// The rectangle from (`x`, `y`); parts beyond the picture repeat its edge.
    #[must_use]
    pub fn crop(&self, x: i32, y: i32, width: usize, height: usize) -> Self {
        let mut out = Self::uniform(width, height, [0.0; 3]);
        for (to, from) in out.planes.iter_mut().zip(&self.planes) {
            crop_plane(from, self.width, self.height, x, y, width, height, to);
        }
        out
    }

    /// The largest square around the centre.
    #[must_use]
    pub fn center_square(&self) -> Self {
        let side = self.width.min(self.height);
        let (x, y) = ((self.width - side) / 2, (self.height - side) / 2);
        self.crop(x as i32, y as i32, side, side)
    }

    /// The largest part of the aspect `width : height` around the centre, at that size.
    #[must_use]
    pub fn covering(&self, width: usize, height: usize) -> Self {
        let (w, h) = if self.width * height > self.height * width {
            ((self.height * width / height).max(1), self.height)
        } else {
            (self.width, (self.width * height / width).max(1))
        };
        let (x, y) = ((self.width - w) / 2, (self.height - h) / 2);
        self.crop(x as i32, y as i32, w, h).resized_to(width, height)
    }
}

/// Copies a rectangle of a plane; parts beyond its edge repeat the edge.
#[expect(clippy::too_many_arguments, reason = "two sizes, one corner, two planes")]
pub(crate) fn crop_plane(
    from: &[f32],
    from_width: usize,
    from_height: usize,
    x: i32,
    y: i32,
    width: usize,
    height: usize,
    to: &mut [f32],
) {
    let clamp = |v: i32, size: usize| v.clamp(0, size as i32 - 1) as usize;
    let inside = x >= 0 && x as usize + width <= from_width;
    for j in 0..height {
        let row = &from[clamp(y + j as i32, from_height) * from_width..][..from_width];
        let out = &mut to[j * width..][..width];
        if inside {
            out.copy_from_slice(&row[x as usize..x as usize + width]);
        } else {
            for (i, out) in out.iter_mut().enumerate() {
                *out = row[clamp(x + i as i32, from_width)];
            }
        }
    }
}

/// Has each level follow the one before it, of twice its size, where that changed in `area` of the first.
pub(crate) fn refresh_coarser<L>(
    levels: &mut [L],
    area: Rect,
    picture: impl Fn(&mut L) -> &mut Picture,
) {
    for (k, part) in (1..levels.len()).zip(coarser_parts(area)) {
        let (finer, coarser) = levels.split_at_mut(k);
        let (finer, coarser) = (picture(&mut finer[k - 1]), picture(&mut coarser[0]));
        for (from, to) in finer.planes.iter().zip(&mut coarser.planes) {
            halve(from, finer.width, finer.height, to, part);
        }
    }
}

/// What an area of the first level is on each coarser one: `[x0, y0, x1, y1]`, for [`halve`].
pub(crate) fn coarser_parts(area: Rect) -> impl Iterator<Item = [usize; 4]> {
    let whole = [area.x0, area.y0, area.x1, area.y1].map(|v| v as usize);
    let halved = |[x0, y0, x1, y1]: [usize; 4]| [x0 / 2, y0 / 2, x1.div_ceil(2), y1.div_ceil(2)];
    std::iter::successors(Some(halved(whole)), move |part| Some(halved(*part)))
}

/// Fills the rectangle `[x0, y0, x1, y1]` of a plane half as large with the means of 2 × 2 boxes.
pub(crate) fn halve(from: &[f32], width: usize, height: usize, to: &mut [f32], area: [usize; 4]) {
    let half_width = width.div_ceil(2);
    let [x0, y0, x1, y1] = area;
    for y in y0..y1 {
        let upper = &from[2 * y * width..][..width];
        let lower = &from[(2 * y + 1).min(height - 1) * width..][..width];
        let out = &mut to[y * half_width..][..half_width];
        for (x, out) in out.iter_mut().enumerate().take(x1).skip(x0) {
            let (a, b) = (2 * x, (2 * x + 1).min(width - 1));
            *out = 0.25 * (upper[a] + upper[b] + lower[a] + lower[b]);
        }
    }
}

/// The source pixels that one target pixel covers: whole ones, and parts of the first and last.
struct Span {
    first: usize,
    weights: Vec<f32>,
}

impl Span {
    fn mean(&self, value: impl Fn(usize) -> f32) -> f32 {
        self.weights.iter().enumerate().map(|(i, w)| w * value(self.first + i)).sum()
    }
}

fn spans(from: usize, to: usize) -> Vec<Span> {
    let scale = from as f64 / to as f64;
    (0..to)
        .map(|i| {
            let (start, end) = (i as f64 * scale, (i + 1) as f64 * scale);
            let first = (start.floor() as usize).min(from - 1);
            let last = (end.ceil() as usize).clamp(first + 1, from);
            let weights = (first..last)
                .map(|j| (((j + 1) as f64).min(end) - (j as f64).max(start)).max(0.0) / scale)
                .map(|w| w as f32)
                .collect();
            Span { first, weights }
        })
        .collect()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers of a test are within their types"
)]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn area_means_keep_the_mean_and_the_constant() {
        let ramp: Vec<u8> = (0..7 * 5 * 3).map(|i| (i * 2) as u8).collect();
        let picture = Picture::from_rgb8(7, 5, &ramp).unwrap();
        for (w, h) in [(3, 2), (7, 5), (14, 10), (1, 1)] {
            let resized = picture.resized_to(w, h);
            for c in 0..3 {
                assert!((resized.mean()[c] - picture.mean()[c]).abs() < 1e-4);
            }
        }
        let flat = Picture::uniform(6, 9, [0.25, 0.5, 0.75]).resized_to(4, 4);
        assert!(flat.planes[1].iter().all(|v| (v - 0.5).abs() < 1e-6));
    }

    #[test]
    fn halving_repeats_an_odd_edge() {
        let picture = Picture::from_rgb8(3, 1, &[0, 0, 0, 255, 255, 255, 51, 51, 51]).unwrap();
        let half = picture.halved();
        assert_eq!((half.width, half.height), (2, 1));
        assert!((half.planes[0][0] - 0.5).abs() < 1e-6);
        assert!((half.planes[0][1] - 0.2).abs() < 1e-6);
    }

    #[test]
    fn bytes_survive() {
        let bytes: Vec<u8> = (0..=254).collect();
        assert_eq!(Picture::from_rgb8(17, 5, &bytes).unwrap().to_rgb8(), bytes);
        assert!(Picture::from_rgb8(0, 5, &[]).is_none());
        assert!(Picture::from_rgb8(2, 2, &[0; 11]).is_none());
    }
}
