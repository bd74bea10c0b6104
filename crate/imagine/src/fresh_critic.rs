//! How surely somebody new tells drawings from real ones: a critic that was no part of the game is trained from some of
//! both, and asked about others.

use crate::dataset::Dataset;
use crate::judge::Classifier;

/// Parts of the real ones: each is asked about by a critic that learned from the others.
const PARTS: usize = 4;
/// Channels of its first convolution.
const CHANNELS: usize = 12;
/// Drawings of either kind among which each of its updates chooses.
const CHOICE: usize = 128;
/// Updates in which it sees each of them about once.
const ROUND: usize = 4;

/// The part of cases that a critic trained afresh decides rightly, half of them real and half of them drawn: a half is
/// guessing. It learns in so many updates, and never saw what it is asked about.
///
/// # Panics
///
/// Where there are fewer than four of either.
#[must_use]
pub fn told_apart(
    real: &[Vec<u8>],
    drawn: &[Vec<u8>],
    side: usize,
    updates: usize,
    seed: u32,
) -> f32 {
    assert!(real.len() >= PARTS && drawn.len() >= PARTS, "some to learn from and some to ask");
    let mut right = [0.0; 2];
    let mut asked = [0.0; 2];
    for part in 0..PARTS {
        let split = |all: &[Vec<u8>], asks: bool| -> Vec<Vec<u8>> {
            let chosen = all.iter().enumerate().filter(|(i, _)| (i % PARTS == part) == asks);
            chosen.map(|(_, one)| one.clone()).collect()
        };
        // As many of either, however few there are.
        let repeated = |few: Vec<Vec<u8>>| -> Vec<Vec<u8>> {
            few.iter().cycle().take(CHOICE).cloned().collect()
        };
        let [real_ones, drawn_ones] = [real, drawn].map(|all| repeated(split(all, false)));
        let set = labelled(&[real_ones, drawn_ones], side);
        let turn = u32::try_from(part).unwrap_or_default();
        let critic =
            Classifier::trained(&set, CHANNELS, updates.div_ceil(ROUND), seed ^ turn, |_, _| true);
        for (class, all) in [real, drawn].into_iter().enumerate() {
            let others = split(all, true);
            let mut kinds = [Vec::new(), Vec::new()];
            kinds[class] = others;
            let others = labelled(&kinds, side);
            right[class] += critic.accuracy(&others) * others.len() as f32;
            asked[class] += others.len() as f32;
        }
    }
    f32::midpoint(right[0] / asked[0], right[1] / asked[1])
}

/// Both kinds as one set: real ones are class 0, drawn ones class 1.
fn labelled(kinds: &[Vec<Vec<u8>>; 2], side: usize) -> Dataset {
    let labels = kinds.iter().zip(0..).flat_map(|(kind, label)| vec![label; kind.len()]);
    Dataset {
        side,
        pixels: kinds.iter().flatten().flatten().copied().collect(),
        labels: labels.collect(),
        names: vec!["real".to_owned(), "drawn".to_owned()],
    }
}
