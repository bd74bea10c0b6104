//! Structural similarity (Wang et al. 2004) of two pictures' luma, as most tools give it: Gaussian windows of
//! deviation 1.5 over 11 pixels, K₁ = 0.01, K₂ = 0.03, mean over all pixels; beyond the edge it repeats.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "a place lies within the picture"
)]

/// Half the window.
const REACH: i32 = 5;

/// The mean structural similarity of two interleaved RGB pictures of this size.
pub(crate) fn ssim_rgb8(a: &[u8], b: &[u8], width: usize, height: usize) -> f64 {
    let luma = |rgb: &[u8]| -> Vec<f64> {
        let weighted = |p: &[u8; 3]| {
            0.299 * f64::from(p[0]) + 0.587 * f64::from(p[1]) + 0.114 * f64::from(p[2])
        };
        rgb.as_chunks::<3>().0.iter().map(weighted).collect()
    };
    ssim_of_planes(&luma(a), &luma(b), width, height)
}

/// The mean structural similarity of two planes of numbers from 0 to 255.
pub(crate) fn ssim_of_planes(a: &[f64], b: &[f64], width: usize, height: usize) -> f64 {
    let product =
        |a: &[f64], b: &[f64]| -> Vec<f64> { a.iter().zip(b).map(|(a, b)| a * b).collect() };
    let mean = |plane: &[f64]| blurred(plane, width, height);
    let (ma, mb) = (mean(a), mean(b));
    let (aa, bb, ab) = (mean(&product(a, a)), mean(&product(b, b)), mean(&product(a, b)));
    let (c1, c2) = ((0.01f64 * 255.0).powi(2), (0.03f64 * 255.0).powi(2));
    let sum: f64 = (0..a.len())
        .map(|i| {
            let (va, vb, both) =
                (aa[i] - ma[i] * ma[i], bb[i] - mb[i] * mb[i], ab[i] - ma[i] * mb[i]);
            (2.0 * ma[i] * mb[i] + c1) * (2.0 * both + c2)
                / ((ma[i] * ma[i] + mb[i] * mb[i] + c1) * (va + vb + c2))
        })
        .sum();
    sum / a.len().max(1) as f64
}

fn blurred(plane: &[f64], width: usize, height: usize) -> Vec<f64> {
    let weights: Vec<f64> =
        (-REACH..=REACH).map(|d| (-f64::from(d * d) / (2.0 * 1.5 * 1.5)).exp()).collect();
    let total: f64 = weights.iter().sum();
    let along = |plane: &[f64], step: usize, length: usize, at: usize, place: usize| -> f64 {
        let start = at - place * step;
        let mut sum = 0.0;
        for (weight, d) in weights.iter().zip(-REACH..) {
            let place = (place as i32 + d).clamp(0, length as i32 - 1) as usize;
            sum += weight * plane[start + place * step];
        }
        sum / total
    };
    let rows: Vec<f64> = (0..plane.len()).map(|i| along(plane, 1, width, i, i % width)).collect();
    (0..plane.len()).map(|i| along(&rows, width, height, i, i / width)).collect()
}

#[expect(clippy::cast_sign_loss, reason = "numbers of a test are within their types")]
#[cfg(test)]
mod tests {
    use super::ssim_rgb8;

    #[test]
    fn the_same_is_one_and_noise_is_less() {
        let a: Vec<u8> = (0..3 * 16 * 12).map(|i| (i * 37 % 251) as u8).collect();
        let b: Vec<u8> = a.iter().map(|v| 255 - v).collect();
        assert!((ssim_rgb8(&a, &a, 16, 12) - 1.0).abs() < 1e-9);
        assert!(ssim_rgb8(&a, &b, 16, 12) < 0.1);
    }
}
