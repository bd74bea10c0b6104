//! What a set of drawings is worth beside real ones, as a judge sees both.

use crate::judge::{FEATURES, Opinions};

/// Neighbours by which the reach of a drawing is known, see [`precision_and_recall`].
const NEIGHBOURS: usize = 3;
/// Drawings in a part of which a distance is estimated by itself.
const PART: usize = 250;
/// How sure a judge is of what is legible.
const LEGIBLE: f32 = 0.9;

/// One row of the table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measures {
    /// Kernel distance to the real ones, times 1000.
    pub kid: f32,
    /// The standard error of that.
    pub kid_error: f32,
    /// The part that the judge names with more than 0.9 confidence.
    pub legible: f32,
    /// The part that lies among real ones.
    pub precision: f32,
    /// The part of real ones that lies among these.
    pub recall: f32,
    /// Entropy of the classes that the judge names, in parts of the largest there is.
    pub entropy: f32,
    /// The part that is named as it was asked for; none where nothing was asked for.
    pub as_asked: Option<f32>,
    /// That part of the class where it is smallest.
    pub worst_class: Option<f32>,
    /// How far drawings of a class lie apart, in parts of how far real ones of it do.
    pub diversity: f32,
}

/// Measures drawings beside real ones; `asked` is what each should be of, where something was asked for.
#[must_use]
pub fn measure(
    drawn: &Opinions,
    asked: Option<&[u16]>,
    real: &Opinions,
    classes: usize,
) -> Measures {
    // A real one's features are as long as their number's root, on average, whichever judge sees them.
    let squares: f32 = real.features.iter().map(|v| v * v).sum::<f32>();
    let scale = 1.0 / (squares / real.features.len().max(1) as f32).sqrt().max(1e-9);
    let scaled = |features: &[f32]| -> Vec<f32> { features.iter().map(|v| v * scale).collect() };
    let features = [scaled(&drawn.features), scaled(&real.features)];
    let (kid, kid_error) = kernel_distance(&features[0], &features[1]);
    let (precision, recall) = precision_and_recall(&features[0], &features[1]);
    let count = drawn.classes.len().max(1) as f32;
    let legible = drawn.confidences.iter().filter(|c| **c > LEGIBLE).count() as f32 / count;
    let (as_asked, worst_class) = match asked {
        None => (None, None),
        Some(asked) => {
            let part = |class: Option<u16>| {
                let of = asked.iter().zip(&drawn.classes);
                let of = of.filter(|(asked, _)| class.is_none_or(|class| class == **asked));
                let (mut right, mut all) = (0.0, 0.0);
                of.for_each(|(a, b)| {
                    (right, all) = (right + f32::from(u8::from(a == b)), all + 1.0)
                });
                if all > 0.0 { right / all } else { 1.0 }
            };
            let last = asked.iter().max().copied().unwrap_or(0);
            let worst = (0..=last).map(|class| part(Some(class))).fold(1.0, f32::min);
            (Some(part(None)), Some(worst))
        }
    };
    Measures {
        kid: 1000.0 * kid,
        kid_error: 1000.0 * kid_error,
        legible,
        precision,
        recall,
        entropy: entropy(&drawn.classes, classes),
        as_asked,
        worst_class,
        diversity: spread(drawn) / spread(real).max(1e-9),
    }
}

/// The squared maximum mean discrepancy under the kernel (x·y/d + 1)³ (Bińkowski and others, "Demystifying MMD
/// GANs", 2018), without bias: its mean over parts of the drawings, and the standard error of that.
#[must_use]
pub fn kernel_distance(drawn: &[f32], real: &[f32]) -> (f32, f32) {
    let kernel = |a: &[f32], b: &[f32]| f64::from(dot(a, b) / FEATURES as f32 + 1.0).powi(3);
    let within = |rows: &[f32]| {
        let rows: Vec<&[f32]> = rows.chunks_exact(FEATURES).collect();
        let mut sum = 0.0;
        for (i, a) in rows.iter().enumerate() {
            sum += rows[..i].iter().map(|b| 2.0 * kernel(a, b)).sum::<f64>();
        }
        sum / (rows.len() * (rows.len() - 1)).max(1) as f64
    };
    let between = |a: &[f32], b: &[f32]| {
        let (a, b) = (a.chunks_exact(FEATURES), b.chunks_exact(FEATURES));
        let count = (a.len() * b.len()).max(1) as f64;
        a.map(|a| b.clone().map(|b| kernel(a, b)).sum::<f64>()).sum::<f64>() / count
    };
    let part = PART * FEATURES;
    let whole = |rows: &[f32]| rows.len() / part > 0;
    let estimates: Vec<f64> = if whole(drawn) && whole(real) {
        let pairs = drawn.chunks_exact(part).zip(real.chunks_exact(part));
        pairs.map(|(a, b)| within(a) + within(b) - 2.0 * between(a, b)).collect()
    } else {
        vec![within(drawn) + within(real) - 2.0 * between(drawn, real)]
    };
    let count = estimates.len() as f64;
    let mean = estimates.iter().sum::<f64>() / count;
    let variance =
        estimates.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (count - 1.0).max(1.0);
    #[expect(clippy::cast_possible_truncation, reason = "a measure is rounded to be shown")]
    let rounded = (mean as f32, (variance / count).sqrt() as f32);
    rounded
}

/// The part of drawings that lie as near to a real one as its third neighbour, and the part of real ones that lie as
/// near to a drawing as its (Kynkäänniemi and others, 2019).
#[must_use]
pub fn precision_and_recall(drawn: &[f32], real: &[f32]) -> (f32, f32) {
    let (drawn, real) = (Cloud::new(drawn), Cloud::new(real));
    (drawn.part_within(&real), real.part_within(&drawn))
}

/// Points, and how far each one's third neighbour is, squared.
struct Cloud<'a> {
    points: Vec<(&'a [f32], f32)>,
    reach: Vec<f32>,
}

impl<'a> Cloud<'a> {
    fn new(rows: &'a [f32]) -> Self {
        let points: Vec<(&[f32], f32)> =
            rows.chunks_exact(FEATURES).map(|row| (row, dot(row, row))).collect();
        let reach = points.iter().map(|a| {
            let mut nearest = [f32::MAX; NEIGHBOURS + 1];
            for b in &points {
                let far = apart(a, b);
                if far < nearest[NEIGHBOURS] {
                    nearest[NEIGHBOURS] = far;
                    nearest.sort_by(f32::total_cmp);
                }
            }
            // The nearest of all is the point itself.
            nearest[NEIGHBOURS]
        });
        let reach = reach.collect();
        Self { points, reach }
    }

    /// The part of the points that lie within reach of one of another cloud's.
    fn part_within(&self, other: &Self) -> f32 {
        let within = |a: &(&[f32], f32)| {
            other.points.iter().zip(&other.reach).any(|(b, reach)| apart(a, b) <= *reach)
        };
        self.points.iter().filter(|a| within(a)).count() as f32 / self.points.len().max(1) as f32
    }
}

/// The squared distance of two points, of which the squared lengths are known.
fn apart((a, aa): &(&[f32], f32), (b, bb): &(&[f32], f32)) -> f32 {
    (aa + bb - 2.0 * dot(a, b)).max(0.0)
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0; 16];
    for (a, b) in a.as_chunks::<16>().0.iter().zip(b.as_chunks::<16>().0) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    sums.iter().sum()
}

/// The entropy of classes, in parts of that of equally many of each.
#[must_use]
pub fn entropy(named: &[u16], classes: usize) -> f32 {
    if classes < 2 || named.is_empty() {
        return 1.0;
    }
    let mut counts = vec![0.0f32; classes];
    for class in named {
        if let Some(count) = counts.get_mut(usize::from(*class)) {
            *count += 1.0 / named.len() as f32;
        }
    }
    let sum: f32 = counts.iter().filter(|p| **p > 0.0).map(|p| -p * p.ln()).sum();
    sum / (classes as f32).ln()
}

/// How far drawings that are named alike lie apart on average.
fn spread(opinions: &Opinions) -> f32 {
    let rows: Vec<&[f32]> = opinions.features.chunks_exact(FEATURES).collect();
    let (mut sum, mut pairs) = (0.0f64, 0.0f64);
    for (i, a) in rows.iter().enumerate() {
        // The next few of the same class: enough to average over.
        let same = (i + 1..rows.len()).filter(|j| opinions.classes[*j] == opinions.classes[i]);
        for j in same.take(8) {
            let far: f32 = a.iter().zip(rows[j]).map(|(a, b)| (a - b) * (a - b)).sum();
            (sum, pairs) = (sum + f64::from(far.sqrt()), pairs + 1.0);
        }
    }
    #[expect(clippy::cast_possible_truncation, reason = "a measure is rounded to be shown")]
    let mean = (sum / pairs.max(1.0)) as f32;
    mean
}
