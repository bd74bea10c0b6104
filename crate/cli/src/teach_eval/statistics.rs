//! Means with their 95 % intervals.

/// A mean and how far from it the true one lies in 95 of 100 cases, by Student's t.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Estimate {
    pub(crate) mean: f64,
    /// Half of the interval; `None` for fewer than two values, which say nothing of it.
    pub(crate) half: Option<f64>,
}

impl Estimate {
    /// The estimate from values that do not depend on each other.
    pub(crate) fn of(values: &[f64]) -> Self {
        let mean = mean(values);
        let half = (values.len() > 1).then(|| {
            let freedom = values.len() - 1;
            let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
            let error = (squares / freedom as f64 / values.len() as f64).sqrt();
            quantile(freedom) * error
        });
        Self { mean, half }
    }

    /// Where the interval begins.
    pub(crate) fn low(&self) -> Option<f64> {
        self.half.map(|half| self.mean - half)
    }

    /// Where the interval ends.
    pub(crate) fn high(&self) -> Option<f64> {
        self.half.map(|half| self.mean + half)
    }

    /// The estimate as it stands in a table.
    pub(crate) fn said(&self) -> String {
        let half = self.half.map_or_else(|| "?".to_owned(), |half| format!("{half:.2}"));
        format!("{:+.2} ± {half}", self.mean)
    }
}

/// The mean; 0 of nothing.
pub(crate) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// The variance about the values' own mean.
pub(crate) fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / values.len().max(1) as f64
}

/// Student's t that is exceeded either way in 5 of 100 cases.
fn quantile(freedom: usize) -> f64 {
    const FEW: [f64; 10] = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];
    // Beyond these by its expansion in 1 / freedom (Abramowitz & Stegun 26.7.5), right to three digits.
    let more = || 1.95996 + 2.37227 / freedom as f64 + 2.8225 / (freedom as f64).powi(2);
    FEW.get(freedom.saturating_sub(1)).copied().unwrap_or_else(more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_students() {
        let estimate = Estimate::of(&[1.0, 2.0, 3.0, 4.0]);
        assert_eq!(estimate.mean, 2.5);
        assert!((estimate.half.unwrap() - 3.182 * (5.0f64 / 12.0).sqrt()).abs() < 1e-9);
        assert!((quantile(30) - 2.042).abs() < 2e-3 && (quantile(120) - 1.980).abs() < 2e-3);
        assert_eq!(Estimate::of(&[7.0]), Estimate { mean: 7.0, half: None });
    }
}
