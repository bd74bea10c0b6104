//! Scaling by area, in linear light, one source row at a time.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a row or a column lies within its picture, and a channel is a byte"
)]

use std::sync::LazyLock;

use super::Rgb8Picture;

/// Linear light of a sRGB byte (IEC 61966-2-1).
pub(crate) static LINEAR: LazyLock<[f32; 256]> = LazyLock::new(|| {
    std::array::from_fn(|byte| {
        let v = byte as f32 / 255.0;
        if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    })
});

/// Takes the rows of a picture in order and adds them up to a smaller (or larger) one.
pub(crate) struct Reduction {
    width: usize,
    height: usize,
    /// For each new column: the first source column, then the share of each from there on.
    columns: Vec<(usize, Vec<f32>)>,
    /// Top and height of the source crop, in source rows.
    top: f64,
    rows_per_row: f64,
    /// Sums of light of the new picture.
    sums: Vec<[f32; 3]>,
    reduced_row: Vec<[f32; 3]>,
}

impl Reduction {
    /// From the crop `[left, top, width, height]` of the source, in source pixels and of positive
    /// size, to `width × height`.
    pub(crate) fn new(crop: [f64; 4], width: u32, height: u32) -> Self {
        let (width, height) = (width.max(1) as usize, height.max(1) as usize);
        let [left, top, crop_width, crop_height] = crop;
        let per_column = crop_width / width as f64;
        let columns =
            (0..width).map(|x| shares(left + x as f64 * per_column, per_column)).collect();
        Self {
            width,
            height,
            columns,
            top,
            rows_per_row: crop_height / height as f64,
            sums: vec![[0.0; 3]; width * height],
            reduced_row: vec![[0.0; 3]; width],
        }
    }

    /// Adds source row `y`, of bytes whose linear light these are: [`LINEAR`] thrice for sRGB.
    pub(crate) fn add(&mut self, y: u32, row: &[[u8; 3]], light: [&[f32; 256]; 3]) {
        let Some(last) = row.len().checked_sub(1) else { return };
        let (start, end) = (f64::from(y) - self.top, f64::from(y) + 1.0 - self.top);
        let first_row = (start / self.rows_per_row).floor().max(0.0) as usize;
        let past_row = ((end / self.rows_per_row).ceil().max(0.0) as usize).min(self.height);
        if first_row >= past_row {
            return;
        }
        for (to, (first, shares)) in self.reduced_row.iter_mut().zip(&self.columns) {
            let mut sum = [0.0; 3];
            for (i, share) in shares.iter().enumerate() {
                let pixel = row[(first + i).min(last)];
                for c in 0..3 {
                    sum[c] += share * light[c][usize::from(pixel[c])];
                }
            }
            *to = sum;
        }
        for to_row in first_row..past_row {
            let from = to_row as f64 * self.rows_per_row;
            let share = (end.min(from + self.rows_per_row) - start.max(from)) / self.rows_per_row;
            if share <= 0.0 {
                continue;
            }
            let sums = &mut self.sums[to_row * self.width..][..self.width];
            for (sum, light) in sums.iter_mut().zip(&self.reduced_row) {
                for c in 0..3 {
                    sum[c] += share as f32 * light[c];
                }
            }
        }
    }

    /// The new picture. A matrix brings its light to sRGB's primaries, where they are others; what no screen shows is
    /// brought to its nearest edge.
    pub(crate) fn finish(self, matrix: Option<&[[f32; 3]; 3]>) -> Rgb8Picture {
        let shown = |light: [f32; 3]| match matrix {
            Some(matrix) => {
                matrix.map(|[r, g, b]| (r * light[0] + g * light[1] + b * light[2]).clamp(0.0, 1.0))
            }
            None => light,
        };
        let pixels = self.sums.iter().flat_map(|light| shown(*light).map(encode)).collect();
        Rgb8Picture { width: self.width as u32, height: self.height as u32, pixels }
    }
}

/// A crop of a picture at another size.
pub(crate) fn reduce(
    picture: &Rgb8Picture,
    crop: [f64; 4],
    width: u32,
    height: u32,
) -> Rgb8Picture {
    let mut reduction = Reduction::new(crop, width, height);
    let rows = picture.pixels.as_chunks::<3>().0.chunks(picture.width.max(1) as usize);
    for (y, row) in (0..).zip(rows) {
        reduction.add(y, row, [&LINEAR; 3]);
    }
    reduction.finish(None)
}

/// Which source columns the span covers and in which shares; they add up to 1.
fn shares(start: f64, length: f64) -> (usize, Vec<f32>) {
    let first = start.floor().max(0.0);
    let past = (start + length).ceil().max(first + 1.0);
    let share = |i: f64| ((i + 1.0).min(start + length) - i.max(start)).max(0.0);
    let covered: Vec<f64> = (first as usize..past as usize).map(|i| share(i as f64)).collect();
    let sum = covered.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    (first as usize, covered.iter().map(|v| (v / sum) as f32).collect())
}

/// The nearest sRGB byte of linear light.
fn encode(light: f32) -> u8 {
    // The table is monotonous; between two entries the nearer one in linear light is taken.
    let above = LINEAR.partition_point(|v| *v < light).min(255);
    let below = above.saturating_sub(1);
    let nearer_below = light - LINEAR[below] < LINEAR[above] - light;
    (if nearer_below { below } else { above }) as u8
}
