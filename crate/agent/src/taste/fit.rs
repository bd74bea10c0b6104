//! Logistic and softmax regression with a normal prior, and how well it explains what was said.
//!
//! The posterior is approximated by a normal around its maximum, and so is the evidence (Laplace; Bishop 2006,
//! "Pattern Recognition and Machine Learning", §4.4 and §4.5).

/// A part of all answers is a slip that says nothing (a lapse rate, as psychophysics has it: Wichmann and Hill
/// 2001, "The psychometric function"): one mistake among clear answers turns nothing.
pub(super) const LAPSES: f64 = 0.1;
/// Newton's method converges in three to eight steps.
const MAX_STEPS: usize = 24;
/// Steps shorter than this change nothing that matters.
const SHORT: f64 = 1e-7;

/// Which outcomes somebody had before them, and which of them they chose: rows `from..to` of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    pub from: usize,
    pub to: usize,
    /// Among those rows.
    pub chosen: usize,
    /// How much the choice counts, 0..=1.
    pub weight: f64,
}

/// What was said: each outcome's logit is its row times the weights, and its shift.
#[derive(Clone, Debug, Default)]
pub(super) struct Answers<const N: usize> {
    pub rows: Vec<[f64; N]>,
    pub shifts: Vec<f64>,
    pub choices: Vec<Choice>,
}

/// A posterior.
#[derive(Clone, Debug)]
pub(super) struct Fit<const N: usize> {
    pub mean: [f64; N],
    /// The lower triangle of the Cholesky factor of the inverse of the covariance.
    factor: [[f64; N]; N],
    /// Logarithm of the probability of what was said, whatever the weights.
    pub evidence: f64,
}

impl<const N: usize> Answers<N> {
    /// The answers as a model of fewer weights sees them.
    pub(super) fn restricted<const M: usize>(&self, to: &[usize; M]) -> Answers<M> {
        let rows = self.rows.iter().map(|row| to.map(|i| row[i])).collect();
        Answers { rows, shifts: self.shifts.clone(), choices: self.choices.clone() }
    }

    /// The first so many answers, and those after them.
    pub(super) fn divided(&self, count: usize) -> [Self; 2] {
        let (old, new) = self.choices.split_at(count.min(self.choices.len()));
        let row = new.first().map_or(self.rows.len(), |choice| choice.from);
        let from = |rows: std::ops::Range<usize>, choices: &[Choice]| Self {
            rows: self.rows[rows.clone()].to_vec(),
            shifts: self.shifts[rows.clone()].to_vec(),
            choices: (choices.iter())
                .map(|c| Choice { from: c.from - rows.start, to: c.to - rows.start, ..*c })
                .collect(),
        };
        [from(0..row, old), from(row..self.rows.len(), new)]
    }

    /// The posterior under a prior with these deviations, searched from `start`; `None` where numbers went
    /// astray.
    pub(super) fn fit(&self, deviations: &[f64; N], start: [f64; N]) -> Option<Fit<N>> {
        let precision = deviations.map(|v| v.powi(-2));
        let mut mean = start;
        let mut loss = self.loss(&precision, &mean);
        let (mut slope, mut curvature) = self.derivatives(&precision, &mean);
        let mut factor = cholesky(&curvature)?;
        for _ in 0..MAX_STEPS {
            let step = solve(&factor, &slope);
            // A whole step can overshoot: halve it until it helps.
            let mut share = 1.0;
            let (next, next_loss) = loop {
                let next: [f64; N] = std::array::from_fn(|i| mean[i] - share * step[i]);
                let next_loss = self.loss(&precision, &next);
                if next_loss <= loss || share < 1e-3 {
                    break (next, next_loss);
                }
                share *= 0.5;
            };
            if !next_loss.is_finite() || next_loss > loss {
                break;
            }
            let gained = loss - next_loss;
            (mean, loss) = (next, next_loss);
            (slope, curvature) = self.derivatives(&precision, &mean);
            factor = cholesky(&curvature)?;
            if gained < SHORT || step.iter().all(|v| v.abs() < SHORT) {
                break;
            }
        }
        let breadth: f64 = (0..N).map(|i| factor[i][i].ln() + deviations[i].ln()).sum();
        let fit = Fit { mean, factor, evidence: -loss - breadth };
        let finite = fit.mean.iter().all(|v| v.is_finite()) && fit.evidence.is_finite();
        finite.then_some(fit)
    }

    /// Minus the logarithm of the posterior density, without the prior's constant.
    fn loss(&self, precision: &[f64; N], weights: &[f64; N]) -> f64 {
        let prior: f64 = weights.iter().zip(precision).map(|(w, p)| 0.5 * w * w * p).sum();
        let mut logits = [0.0; MAX_OUTCOMES];
        let said = self.choices.iter().map(|choice| {
            let likely = self.softmax(choice, weights, &mut logits);
            -choice.weight * with_slips(likely, choice.chosen).ln()
        });
        prior + said.sum::<f64>()
    }

    fn softmax<'a>(
        &self,
        choice: &Choice,
        weights: &[f64; N],
        logits: &'a mut [f64; MAX_OUTCOMES],
    ) -> &'a [f64] {
        let range = choice.from..choice.to;
        let logits = &mut logits[..range.len()];
        let mut greatest = f64::NEG_INFINITY;
        for (logit, i) in logits.iter_mut().zip(range) {
            *logit = dot(&self.rows[i], weights) + self.shifts[i];
            greatest = greatest.max(*logit);
        }
        let mut sum = 0.0;
        for logit in logits.iter_mut() {
            *logit = (*logit - greatest).exp();
            sum += *logit;
        }
        logits.iter_mut().for_each(|v| *v /= sum);
        logits
    }

    /// How likely each outcome of a choice is, and how much the choice pulls: the less, the more it looks like a slip.
    fn pull<'a>(
        &self,
        choice: &Choice,
        weights: &[f64; N],
        logits: &'a mut [f64; MAX_OUTCOMES],
    ) -> (&'a [f64], f64) {
        let likely = self.softmax(choice, weights, logits);
        let meant = (1.0 - LAPSES) * likely[choice.chosen];
        (likely, choice.weight * meant / with_slips(likely, choice.chosen))
    }

    /// The gradient of [`Answers::loss`], and its second derivatives as far as they are positive: with the
    /// slips as they are (expectation maximisation), the rest is convex.
    fn derivatives(&self, precision: &[f64; N], weights: &[f64; N]) -> ([f64; N], [[f64; N]; N]) {
        let mut slope: [f64; N] = std::array::from_fn(|i| weights[i] * precision[i]);
        let mut curvature = [[0.0; N]; N];
        let mut logits = [0.0; MAX_OUTCOMES];
        for choice in &self.choices {
            let (likely, scale) = self.pull(choice, weights, &mut logits);
            let rows = &self.rows[choice.from..choice.to];
            let mut mean = [0.0; N];
            for (row, p) in rows.iter().zip(likely) {
                mean.iter_mut().zip(row).for_each(|(mean, v)| *mean += p * v);
            }
            for i in 0..N {
                slope[i] += scale * (mean[i] - rows[choice.chosen][i]);
            }
            if let ([a, b], [one, other]) = (likely, rows) {
                let apart = std::array::from_fn(|i| one[i] - other[i]);
                add_square(&mut curvature, scale * a * b, &apart);
            } else {
                for (row, p) in rows.iter().zip(likely) {
                    let away = std::array::from_fn(|i| row[i] - mean[i]);
                    add_square(&mut curvature, scale * p, &away);
                }
            }
        }
        for i in 0..N {
            curvature[i][i] += precision[i];
        }
        (slope, curvature)
    }

    /// Which way the log-likelihood rises at these weights, and how much it bends, weight by weight.
    pub(super) fn scores(&self, weights: &[f64; N]) -> ([f64; N], [f64; N]) {
        let (mut slope, mut bend) = ([0.0; N], [0.0; N]);
        let mut logits = [0.0; MAX_OUTCOMES];
        for choice in &self.choices {
            let (likely, scale) = self.pull(choice, weights, &mut logits);
            let rows = &self.rows[choice.from..choice.to];
            for i in 0..N {
                let of = rows.iter().zip(likely);
                let (mean, square) = of.fold((0.0, 0.0), |(mean, square), (row, p)| {
                    (mean + p * row[i], square + p * row[i] * row[i])
                });
                slope[i] += scale * (rows[choice.chosen][i] - mean);
                bend[i] += scale * (square - mean * mean).max(0.0);
            }
        }
        (slope, bend)
    }
}

/// How likely it is that this outcome was said, where the outcomes are likely to be meant like this.
pub(super) fn with_slips(likely: &[f64], said: usize) -> f64 {
    LAPSES / likely.len() as f64 + (1.0 - LAPSES) * likely[said]
}

/// Options of a choice, and that they are equally good.
pub(super) const MAX_OUTCOMES: usize = 5;

impl<const N: usize> Fit<N> {
    /// The covariance.
    pub(super) fn covariance(&self) -> [[f64; N]; N] {
        // It is symmetric, so columns may be taken for rows.
        std::array::from_fn(|i| {
            let mut unit = [0.0; N];
            unit[i] = 1.0;
            solve(&self.factor, &unit)
        })
    }
}

/// Adds `scale` v vᵀ to the lower triangle.
fn add_square<const N: usize>(m: &mut [[f64; N]; N], scale: f64, v: &[f64; N]) {
    for i in 0..N {
        let a = scale * v[i];
        for j in 0..=i {
            m[i][j] += a * v[j];
        }
    }
}

pub(super) fn dot<const N: usize>(a: &[f64; N], b: &[f64; N]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The lower triangle L with L Lᵀ = m, of which only the lower triangle is read; `None` unless m is positive
/// definite.
fn cholesky<const N: usize>(m: &[[f64; N]; N]) -> Option<[[f64; N]; N]> {
    let mut l = [[0.0; N]; N];
    for i in 0..N {
        for j in 0..=i {
            let sum = m[i][j] - (0..j).map(|k| l[i][k] * l[j][k]).sum::<f64>();
            if i != j {
                l[i][j] = sum / l[j][j];
            } else if sum > 0.0 && sum.is_finite() {
                l[i][i] = sum.sqrt();
            } else {
                return None;
            }
        }
    }
    Some(l)
}

/// x with L Lᵀ x = b.
fn solve<const N: usize>(l: &[[f64; N]; N], b: &[f64; N]) -> [f64; N] {
    let mut x = *b;
    for i in 0..N {
        x[i] = (x[i] - (0..i).map(|k| l[i][k] * x[k]).sum::<f64>()) / l[i][i];
    }
    for i in (0..N).rev() {
        x[i] = (x[i] - (i + 1..N).map(|k| l[k][i] * x[k]).sum::<f64>()) / l[i][i];
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;
    use limner_env::Random;

    fn answers(count: usize, seed: u32) -> Answers<4> {
        let mut random = Random::new(seed);
        let mut answers = Answers::<4>::default();
        for i in 0..count {
            let outcomes = 2 + i % 4;
            let from = answers.rows.len();
            for _ in 0..outcomes {
                let row = std::array::from_fn(|_| f64::from(random.normal()));
                answers.rows.push(row);
                answers.shifts.push(f64::from(0.3 * random.normal()));
            }
            let rows = &answers.rows[from..];
            let by_first = |a: &usize, b: &usize| rows[*a][0].total_cmp(&rows[*b][0]);
            let chosen = (0..outcomes).max_by(by_first).unwrap();
            answers.choices.push(Choice { from, to: from + outcomes, chosen, weight: 0.9 });
        }
        answers
    }

    #[test]
    fn derivatives_match_differences() {
        let answers = answers(12, 5);
        let precision = [0.5, 1.0, 2.0, 4.0];
        let at = [0.4, -0.3, 0.2, 0.1];
        let (slope, _) = answers.derivatives(&precision, &at);
        for (i, found) in slope.into_iter().enumerate() {
            let (mut up, mut down) = (at, at);
            up[i] += 1e-5;
            down[i] -= 1e-5;
            let difference =
                (answers.loss(&precision, &up) - answers.loss(&precision, &down)) / 2e-5;
            assert!((found - difference).abs() < 1e-6, "{i}: {found} against {difference}");
        }
    }

    #[test]
    fn the_fit_is_where_the_slope_vanishes() {
        let deviations = [1.0; 4];
        for count in [0, 1, 3, 20, 256] {
            let answers = answers(count, count as u32);
            let fit = answers.fit(&deviations, [0.0; 4]).unwrap();
            let (slope, curvature) = answers.derivatives(&[1.0; 4], &fit.mean);
            assert!(slope.iter().all(|v| v.abs() < 1e-3), "{count}: {slope:?}");
            let covariance = fit.covariance();
            let whole = |a: usize, b: usize| curvature[a.max(b)][a.min(b)];
            for (i, j) in (0..4).flat_map(|i| (0..4).map(move |j| (i, j))) {
                let product: f64 = (0..4).map(|k| whole(i, k) * covariance[k][j]).sum();
                let expected = f64::from(u8::from(i == j));
                assert!((product - expected).abs() < 1e-6);
            }
            if count == 0 {
                assert_eq!((fit.mean, fit.evidence), ([0.0; 4], 0.0));
            } else if count > 100 {
                assert!(fit.mean[0] > 1.0 && fit.mean[0] > 4.0 * fit.mean[1].abs());
            }
        }
    }

    #[test]
    fn the_right_weights_explain_more() {
        let answers = answers(20, 8);
        let evidence =
            |i: usize| answers.restricted(&[i]).fit(&[1.5], [0.0]).expect("it is finite").evidence;
        assert!((1..4).all(|other| evidence(0) > evidence(other) + 3.0));
    }
}
