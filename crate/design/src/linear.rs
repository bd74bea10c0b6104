//! The little linear algebra that a few motifs need: matrices of at most a dozen rows, in double precision.

/// Eigenvalues of a symmetric matrix of `n` rows, the greatest first, each with its vector of length 1: Jacobi's
/// rotations. A vector's greatest number is above zero, so that there is one answer.
pub(crate) fn eigen(mut a: Vec<f64>, n: usize) -> Vec<(f64, Vec<f64>)> {
    let mut vectors: Vec<f64> =
        (0..n * n).map(|i| if i / n == i % n { 1.0 } else { 0.0 }).collect();
    for _ in 0..60 {
        let off: f64 = (0..n * n).filter(|i| i / n != i % n).map(|i| a[i] * a[i]).sum();
        if off < 1e-24 {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                if a[p * n + q].abs() < 1e-300 {
                    continue;
                }
                let theta = (a[q * n + q] - a[p * n + p]) / (2.0 * a[p * n + q]);
                let t = theta.signum() / (theta.abs() + theta.hypot(1.0));
                let t = if theta == 0.0 { 1.0 } else { t };
                let cos = 1.0 / t.hypot(1.0);
                let sin = t * cos;
                for k in 0..n {
                    let (x, y) = (a[k * n + p], a[k * n + q]);
                    (a[k * n + p], a[k * n + q]) = (cos * x - sin * y, sin * x + cos * y);
                }
                for k in 0..n {
                    let (x, y) = (a[p * n + k], a[q * n + k]);
                    (a[p * n + k], a[q * n + k]) = (cos * x - sin * y, sin * x + cos * y);
                    let (x, y) = (vectors[k * n + p], vectors[k * n + q]);
                    (vectors[k * n + p], vectors[k * n + q]) =
                        (cos * x - sin * y, sin * x + cos * y);
                }
            }
        }
    }
    let mut found: Vec<(f64, Vec<f64>)> = (0..n)
        .map(|j| {
            let column: Vec<f64> = (0..n).map(|k| vectors[k * n + j]).collect();
            let great = column
                .iter()
                .copied()
                .fold(0.0, |a: f64, b| if b.abs() > a.abs() + 1e-9 { b } else { a });
            (a[j * n + j], column.into_iter().map(|x| if great < 0.0 { -x } else { x }).collect())
        })
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found
}

/// The inverse of a symmetric matrix whose eigenvalues are above zero, as its Cholesky factor has it; nothing where it is
/// not such a matrix.
pub(crate) fn inverse(a: &[f64], n: usize) -> Option<Vec<f64>> {
    let mut lower = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let sum: f64 = (0..j).map(|k| lower[i * n + k] * lower[j * n + k]).sum();
            let rest = a[i * n + j] - sum;
            lower[i * n + j] = if i == j {
                if rest.is_nan() || rest <= 0.0 {
                    return None;
                }
                rest.sqrt()
            } else {
                rest / lower[j * n + j]
            };
        }
    }
    let mut inverse = vec![0.0; n * n];
    for column in 0..n {
        let mut x = vec![0.0; n];
        for i in 0..n {
            let sum: f64 = (0..i).map(|k| lower[i * n + k] * x[k]).sum();
            x[i] = (f64::from(u8::from(i == column)) - sum) / lower[i * n + i];
        }
        for i in (0..n).rev() {
            let sum: f64 = (i + 1..n).map(|k| lower[k * n + i] * x[k]).sum();
            x[i] = (x[i] - sum) / lower[i * n + i];
        }
        for i in 0..n {
            inverse[i * n + column] = x[i];
        }
    }
    Some(inverse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_is_its_eigenvectors_and_its_inverse_undoes_it() {
        let n = 5;
        let number = |i: usize| {
            f64::from(limner_core::random::at(3, u32::try_from(i).unwrap_or(0)) % 1000) / 500.0
                - 1.0
        };
        let mut a = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..n {
                a[i * n + j] = (0..n).map(|k| number(i * n + k) * number(j * n + k)).sum();
            }
            a[i * n + i] += 0.1;
        }
        let found = eigen(a.clone(), n);
        for i in 0..n {
            for j in 0..n {
                let sum: f64 = found.iter().map(|(value, v)| value * v[i] * v[j]).sum();
                assert!((sum - a[i * n + j]).abs() < 1e-9);
            }
        }
        assert!(found.windows(2).all(|pair| pair[0].0 >= pair[1].0));
        let back = inverse(&a, n).unwrap();
        for i in 0..n {
            for j in 0..n {
                let sum: f64 = (0..n).map(|k| a[i * n + k] * back[k * n + j]).sum();
                assert!((sum - f64::from(u8::from(i == j))).abs() < 1e-8);
            }
        }
        assert_eq!(inverse(&[1.0, 2.0, 2.0, 1.0], 2), None);
    }
}
