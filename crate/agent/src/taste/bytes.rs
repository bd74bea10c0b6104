//! The taste as bytes, to be kept over a reload. All numbers are little-endian.
//!
//! | bytes | what |
//! |---|---|
//! | 4 | `LIMT` |
//! | 1 | version: 2 |
//! | 4 | judgements learned from so far |
//! | 4 | strokes seen, f32 |
//! | 72 | their mean features, f32 |
//! | 72 | where features are measured from, f32 |
//! | 2 | judgements kept: 0..=256 |
//! | 37 each | 18 features in 1/8192 as i16; weight in 1/127, plus 128 for a yes |
//!
//! Version 1 had the first 15 features; the others are 0 in what was judged by it.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts are bounded by what is remembered"
)]

use std::collections::VecDeque;

use super::features::{FEATURES, Features, LIMIT};
use super::{Judged, MAX_JUDGEMENTS, SEEN_MEMORY, Seen, Taste, UNIT};
use crate::Error;

const MAGIC: [u8; 4] = *b"LIMT";
const VERSION: u8 = 2;
/// The version before, and how many features it had.
const OLD_VERSION: u8 = 1;
const OLD_FEATURES: usize = 15;
const HEAD: usize = 4 + 1 + 4 + 4 + 2 * 4 * FEATURES + 2;
const ENTRY: usize = 2 * FEATURES + 1;
const YES: u8 = 128;

impl Taste {
    /// The taste as at most 9631 bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEAD + ENTRY * self.journal.len());
        bytes.extend(MAGIC);
        bytes.push(VERSION);
        bytes.extend(self.judged.to_le_bytes());
        bytes.extend(self.seen.count.to_le_bytes());
        for v in self.seen.mean.iter().chain(&self.center) {
            bytes.extend(v.to_le_bytes());
        }
        bytes.extend((self.journal.len() as u16).to_le_bytes());
        for judged in &self.journal {
            for v in judged.features {
                bytes.extend(v.to_le_bytes());
            }
            bytes.push(judged.weight + if judged.yes { YES } else { 0 });
        }
        bytes
    }

    /// Reads [`Taste::to_bytes`]; scores are the same to the bit. Any other bytes are an error.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let mut rest = bytes.strip_prefix(&MAGIC).ok_or(Error::NotTaste)?;
        let [version] = take(&mut rest)?;
        let known = match version {
            VERSION => FEATURES,
            OLD_VERSION => OLD_FEATURES,
            _ => return Err(Error::Version { found: version.into(), known: VERSION.into() }),
        };
        let judged = u32::from_le_bytes(take(&mut rest)?);
        let count = f32::from_le_bytes(take(&mut rest)?);
        if !(0.0..=SEEN_MEMORY).contains(&count) {
            return Err(Error::Damaged("its number of strokes seen is out of range"));
        }
        let mean = read_features(&mut rest, known)?;
        let center = read_features(&mut rest, known)?;
        let kept = usize::from(u16::from_le_bytes(take(&mut rest)?));
        if kept > MAX_JUDGEMENTS {
            return Err(Error::Damaged("it has too many judgements"));
        }
        let mut journal = VecDeque::with_capacity(kept);
        for _ in 0..kept {
            let mut features = [0; FEATURES];
            for v in &mut features[..known] {
                *v = i16::from_le_bytes(take(&mut rest)?);
                if v.unsigned_abs() > (LIMIT * UNIT) as u16 {
                    return Err(Error::Damaged("a feature is out of range"));
                }
            }
            let [said] = take(&mut rest)?;
            let (yes, weight) = (said >= YES, said % YES);
            if weight == 0 {
                return Err(Error::Damaged("a judgement has no weight"));
            }
            journal.push_back(Judged { features, yes, weight });
        }
        if !rest.is_empty() {
            return Err(Error::Damaged("it goes on after its end"));
        }
        let mut taste =
            Self { journal, judged, seen: Seen { count, mean }, center, ..Self::default() };
        taste.fit();
        Ok(taste)
    }
}

/// So many features; those after them are 0.
fn read_features(rest: &mut &[u8], known: usize) -> Result<Features, Error> {
    let mut features = [0.0; FEATURES];
    for v in &mut features[..known] {
        *v = f32::from_le_bytes(take(rest)?);
        if !v.is_finite() || v.abs() > LIMIT {
            return Err(Error::Damaged("a mean feature is out of range"));
        }
    }
    Ok(features)
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], Error> {
    let (taken, after) = rest.split_first_chunk().ok_or(Error::Damaged("it ends too early"))?;
    *rest = after;
    Ok(*taken)
}
