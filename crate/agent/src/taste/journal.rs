//! What somebody said, as it is kept and as models read it.

use std::collections::VecDeque;

use super::features::{ALL, FEATURES, Features, LIMIT};
use super::fit::{Answers, Choice};
use super::inputs;
use super::model::{INTERCEPT, Vector, WEIGHTS};
use super::preference::{TERMS, Terms};
use super::words::Word;

/// Terms are kept in units of 1 / 2¹¹.
pub(super) const UNIT: f32 = 2048.0;
/// Judgements' weights are kept in units of 1/127.
const WEIGHT_UNIT: f32 = 127.0;
/// A judgement counts half when this many came after it: tastes change.
const AGE_HALF_LIFE: f64 = 40.0;
/// Models read so many of the last judgements: those before count a sixteenth of the last one and less.
const READ: usize = 160;
/// What is farther than this from what strokes are like stands out.
const STRIKING: f64 = 0.5;
/// How readily somebody finds options equally good: the weight of that answer beside the geometric mean of
/// the options' (Davidson 1970, "On extending the Bradley–Terry model to accommodate ties in paired comparison
/// experiments").
const EASE: f64 = 0.3;

/// How much it counts that what is refused is refused, and what lies beside it is not; or the other way round.
const LEFT_ALONE: f64 = 0.5;

/// What was said of a stroke, or of a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Yes,
    No,
    /// This option is the best.
    Best(u8),
    /// The options are equally good.
    Alike,
}

/// Where a judgement was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    /// The painting's seed.
    pub seed: u32,
    /// The judgement's place in the painting's log.
    pub entry: u32,
}

/// One judgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Judged {
    /// The judgement's number among all that were made, ascending.
    pub id: u32,
    pub origin: Option<Origin>,
    /// Whether the person took it back: it is as if it never was, but can be put back.
    pub is_taken_back: bool,
    /// The terms of what was judged: of one stroke, or their mean over several, and the mean over those that were
    /// left alone, if there were any; or those of each of a choice's options.
    pub options: Vec<[i16; TERMS]>,
    pub said: Said,
    /// In 1/127, 1..=127.
    pub weight: u8,
    /// How many strokes a yes or a no is the mean of, 1..=64.
    pub strokes: u8,
    /// Where features were measured from when it was made, in units of 1/2¹¹: it was said of strokes beside those
    /// that were seen until then.
    pub center: [i16; FEATURES],
}

impl Judged {
    /// A judgement that counts so much, 0..=1, of features measured from `center`; `None` where it counts nothing.
    pub(super) fn new(
        options: &[Terms],
        said: Said,
        weight: f32,
        strokes: usize,
        center: &Features,
    ) -> Option<Self> {
        let weight = (weight.clamp(0.0, 1.0) * WEIGHT_UNIT).round() as u8;
        let kept = |terms: &Terms| terms.map(|v| (v * UNIT).round() as i16);
        let strokes = strokes.clamp(1, MAX_STROKES.into()) as u8;
        let options = options.iter().map(kept).collect();
        let judged = Self {
            id: 0,
            origin: None,
            is_taken_back: false,
            options,
            said,
            weight,
            strokes,
            center: kept_center(center),
        };
        (weight > 0).then_some(judged)
    }

    /// Whether the judgement counts in full.
    pub(super) fn is_whole(&self) -> bool {
        f32::from(self.weight) >= WEIGHT_UNIT
    }

    /// What was judged, or how the best option differs from the mean; `None` where options are alike.
    fn pulled(&self) -> Option<Vector> {
        let rows: Vec<Vector> = self.rows().collect();
        match self.said {
            Said::Yes | Said::No => rows.first().copied(),
            Said::Best(best) => Some(std::array::from_fn(|i| {
                let mean = rows.iter().map(|row| row[i]).sum::<f64>() / rows.len() as f64;
                rows[usize::from(best)][i] - mean
            })),
            Said::Alike => None,
        }
    }

    /// What stood out of the judgement: at most so many words, the most striking first.
    pub(super) fn words(&self, most: usize) -> Vec<Word> {
        let x = self.pulled().unwrap_or([0.0; WEIGHTS]);
        let mut striking: Vec<usize> = (0..FEATURES).filter(|i| x[*i].abs() > STRIKING).collect();
        striking.sort_by(|a, b| x[*b].abs().total_cmp(&x[*a].abs()));
        striking.truncate(most);
        striking.into_iter().map(|i| Word::of(ALL[i], x[i] > 0.0)).collect()
    }

    /// The greatest number by which a term is kept.
    pub(super) const GREATEST: u16 = (LIMIT * LIMIT * UNIT) as u16;

    /// Each option as models see it; no intercept.
    ///
    /// The mean of several strokes varies less than one of them, and is judged against what means are like: it
    /// is taken for as much as a stroke that is as odd.
    pub(super) fn rows(&self) -> impl Iterator<Item = Vector> {
        let scale = f64::from(self.strokes).sqrt();
        let center = self.center.map(|v| f32::from(v) / UNIT);
        self.options
            .iter()
            .map(move |kept| inputs(&kept.map(|v| f32::from(v) / UNIT), &center).map(|v| scale * v))
    }
}

/// Where features are measured from, as a judgement keeps it.
pub(super) fn kept_center(center: &Features) -> [i16; FEATURES] {
    center.map(|v| (v * UNIT).round() as i16)
}

/// Strokes of one judgement that are counted, at most.
pub(super) const MAX_STROKES: u8 = 64;

/// The first so many judgements of a journal, without those that were taken back.
pub(super) fn living(journal: &VecDeque<Judged>, first: usize) -> Vec<&Judged> {
    journal.iter().take(first).filter(|judged| !judged.is_taken_back).collect()
}

/// Judgements with each one's weight, by its age too.
fn aged<'a>(living: &[&'a Judged]) -> impl Iterator<Item = (&'a Judged, f64)> {
    let ages = (0..living.len()).rev();
    living.iter().zip(ages).skip(living.len().saturating_sub(READ)).map(|(judged, age)| {
        let young = (-(age as f64) / AGE_HALF_LIFE).exp2();
        (*judged, young * f64::from(f32::from(judged.weight) / WEIGHT_UNIT))
    })
}

/// Judgements as models read them.
pub(super) fn answers(living: &[&Judged]) -> Answers<WEIGHTS> {
    let mut answers = Answers::default();
    for (judged, weight) in aged(living) {
        let rows: Vec<Vector> = judged.rows().collect();
        match judged.said {
            Said::Yes | Said::No => {
                let (mut stroke, chosen) = (rows[0], usize::from(judged.said == Said::No));
                // A yes has the logit of the stroke and the intercept, a no has 0.
                stroke[INTERCEPT] = 1.0;
                add(&mut answers, &[stroke, [0.0; WEIGHTS]], 0.0, chosen, weight);
                if let [judged, left_alone] = rows[..] {
                    add(&mut answers, &[judged, left_alone], 0.0, chosen, LEFT_ALONE * weight);
                }
            }
            Said::Best(_) | Said::Alike => {
                let count = rows.len();
                let mean = |i: usize| rows.iter().map(|row| row[i]).sum::<f64>() / count as f64;
                let alike = [std::array::from_fn(mean)];
                let chosen = if let Said::Best(best) = judged.said { best.into() } else { count };
                add(&mut answers, &[&rows[..], &alike].concat(), EASE.ln(), chosen, weight);
            }
        }
    }
    answers
}

/// Adds a choice among these rows, the last of which has this shift.
fn add(answers: &mut Answers<WEIGHTS>, rows: &[Vector], shift: f64, chosen: usize, weight: f64) {
    let from = answers.rows.len();
    answers.rows.extend(rows);
    answers.shifts.extend(std::iter::repeat_n(0.0, rows.len() - 1).chain([shift]));
    answers.choices.push(Choice { from, to: answers.rows.len(), chosen, weight });
}

/// Which way a judgement pulls, and how hard.
pub(super) struct Pull {
    /// What was judged, or how the best option differs from the mean.
    pub x: Vector,
    pub is_yes: bool,
    pub weight: f64,
}

/// Which way each judgement pulls; options that are alike do not.
pub(super) fn pulls(living: &[&Judged]) -> Vec<Pull> {
    let pull = |(judged, weight): (&Judged, f64)| {
        let x = judged.pulled()?;
        Some(Pull { x, is_yes: judged.said != Said::No, weight })
    };
    aged(living).filter_map(pull).collect()
}
