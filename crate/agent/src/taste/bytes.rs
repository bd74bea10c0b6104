//! The taste as bytes, to be kept over a reload. All numbers are little-endian.
//!
//! | bytes | what |
//! |---|---|
//! | 4 | `LIMT` |
//! | 1 | version: 4 |
//! | 4 | judgements learned from so far |
//! | 4 | strokes seen, f32 |
//! | 72 | their mean features, f32 |
//! | 72 | where features are measured from, f32 |
//! | 1, then 2 each | words that are said: 0..=5; a word's code, plus 128 for one that is liked, and its strength |
//! | 1, then 2 each | what the person said themself: 0..=18; a word's code, and its strength |
//! | 72 | where features were measured from before the last judgements, f32 |
//! | 1, then each | the last judgements: 0..=16; for each where features were measured from then (72, f32), and the words that were said before, as above |
//! | 2 | judgements kept: 0..=256 |
//!
//! A judgement is
//!
//! | bytes | what |
//! |---|---|
//! | 4 | its number, above that of the one before |
//! | 1, then 8 | 1 where it is known where it was made, then a painting's seed and a place in its log; 0 where not |
//! | 36 | where features were measured from when it was made, in 1/2048 as i16 |
//! | 1 | 0 for a no, 1 for a yes, 2 for a choice, 3 and 4 for a no and a yes beside which others were left alone; plus 128 where it was taken back |
//! | 1 | its weight in 1/127 |
//! | 1 of a yes or a no | strokes that it is the mean of: 1..=64 |
//! | 2 of a choice | options: 2..=4; the best of them, 255 where they are alike |
//! | 70 each option, or what was judged, then what was left alone | 18 features and 17 products in 1/2048 as i16 |
//!
//! In version 3 no judgement says where features were measured from. In version 2 words have no strength, judgements no number and no place, and nothing of what the person said
//! themself or took back is kept, nor of what was before the last judgements. In version 1 no word is
//! kept either, there are the first 15 features, and a judgement is these in 1/8192
//! and a byte: its weight, plus 128 for a yes.

#![expect(clippy::cast_possible_truncation, reason = "counts are bounded by what is remembered")]

use std::collections::VecDeque;

use super::beliefs::{MOST, Pin};
use super::features::{FEATURES, Features, LIMIT};
use super::history::{RECENT, Recent};
use super::journal::{Judged, MAX_STROKES, Origin, Said, UNIT, kept_center};
use super::preference::TERMS;
use super::words::{MAX_WORDS, Shown, Word};
use super::{MAX_JUDGEMENTS, MAX_OPTIONS, SEEN_MEMORY, Seen, Taste, terms};
use crate::Error;

const MAGIC: [u8; 4] = *b"LIMT";
const VERSION: u8 = 4;
/// The version before, in which judgements don't say where features were measured from.
const WITHOUT_CENTERS: u8 = 3;
/// The version before that, in which no one said anything themself.
const WITHOUT_PINS: u8 = 2;
/// The first version, and how many features it had.
const OLD_VERSION: u8 = 1;
const OLD_FEATURES: usize = 15;
const NO: u8 = 0;
const YES: u8 = 1;
const CHOICE: u8 = 2;
/// Added to a yes or a no beside which others were left alone.
const BESIDE: u8 = 3;
const ALIKE: u8 = 255;
/// Said by a bit of a byte: a word that is liked, a yes of version 1.
const FLAG: u8 = 128;
/// In version 1: the unit of features, and of how many strokes a judgement mostly was.
const OLD_UNIT: f32 = 8192.0;
const OLD_STROKES: u8 = 8;

impl Taste {
    /// The taste as at most 86,856 bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        bytes.extend(MAGIC);
        bytes.push(VERSION);
        bytes.extend(self.judged.to_le_bytes());
        bytes.extend(self.seen.count.to_le_bytes());
        for v in self.seen.mean.iter().chain(&self.center) {
            bytes.extend(v.to_le_bytes());
        }
        write_shown(&mut bytes, &self.shown);
        bytes.push(self.pins.len() as u8);
        bytes.extend(self.pins.iter().flat_map(|pin| [pin.word.code(), pin.strength]));
        bytes.extend(self.center_before.iter().flat_map(|v| v.to_le_bytes()));
        bytes.push(self.recent.len() as u8);
        for recent in &self.recent {
            bytes.extend(recent.center.iter().flat_map(|v| v.to_le_bytes()));
            write_shown(&mut bytes, &recent.before);
        }
        bytes.extend((self.journal.len() as u16).to_le_bytes());
        for judged in &self.journal {
            bytes.extend(judged.id.to_le_bytes());
            bytes.push(judged.origin.is_some().into());
            if let Some(Origin { seed, entry }) = judged.origin {
                bytes.extend(seed.to_le_bytes());
                bytes.extend(entry.to_le_bytes());
            }
            bytes.extend(judged.center.iter().flat_map(|v| v.to_le_bytes()));
            let count = judged.options.len() as u8;
            let back = if judged.is_taken_back { FLAG } else { 0 };
            let beside = if count > 1 { BESIDE } else { 0 };
            match judged.said {
                Said::No => bytes.extend([NO + beside + back, judged.weight, judged.strokes]),
                Said::Yes => bytes.extend([YES + beside + back, judged.weight, judged.strokes]),
                Said::Best(best) => bytes.extend([CHOICE + back, judged.weight, count, best]),
                Said::Alike => bytes.extend([CHOICE + back, judged.weight, count, ALIKE]),
            }
            bytes.extend(judged.options.iter().flatten().flat_map(|v| v.to_le_bytes()));
        }
        bytes
    }

    /// Reads [`Taste::to_bytes`]; scores are the same to the bit. Any other bytes are an error.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let mut rest = bytes.strip_prefix(&MAGIC).ok_or(Error::NotTaste)?;
        let [version] = take(&mut rest)?;
        let known = match version {
            VERSION | WITHOUT_CENTERS | WITHOUT_PINS => FEATURES,
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
        let is_old = version == OLD_VERSION;
        let shown = if is_old { Vec::new() } else { read_shown(&mut rest, version)? };
        let pins = if version < WITHOUT_CENTERS { Vec::new() } else { read_pins(&mut rest)? };
        let (mut center_before, mut recent) = (center, VecDeque::new());
        if version >= WITHOUT_CENTERS {
            center_before = read_features(&mut rest, known)?;
            recent = read_recent(&mut rest)?;
        }
        let kept = usize::from(u16::from_le_bytes(take(&mut rest)?));
        if kept > MAX_JUDGEMENTS {
            return Err(Error::Damaged("it has too many judgements"));
        }
        if recent.len() > kept {
            return Err(Error::Damaged("it knows more judgements than it has"));
        }
        let mut journal = VecDeque::<Judged>::with_capacity(kept);
        for _ in 0..kept {
            let before = journal.back().map_or(0, |last| last.id);
            let (id, origin) = match version {
                WITHOUT_CENTERS.. => {
                    (u32::from_le_bytes(take(&mut rest)?), read_origin(&mut rest)?)
                }
                _ => (before + 1, None),
            };
            if id <= before {
                return Err(Error::Damaged("judgements are out of order"));
            }
            let center = match version {
                VERSION => read_center(&mut rest)?,
                _ => kept_center(&center),
            };
            let judged = match version {
                OLD_VERSION => read_old_judged(&mut rest, center)?,
                _ => read_judged(&mut rest, version, center)?,
            };
            let judged = Judged { id, origin, ..judged };
            if judged.weight == 0 || judged.weight >= FLAG {
                return Err(Error::Damaged("a judgement's weight is out of range"));
            }
            journal.push_back(judged);
        }
        if !rest.is_empty() {
            return Err(Error::Damaged("it goes on after its end"));
        }
        let mut taste = Self {
            journal,
            judged,
            seen: Seen { count, mean },
            center,
            pins,
            recent,
            center_before,
            ..Self::default()
        };
        taste.fit(kept);
        if !is_old {
            taste.shown = shown;
        }
        if version == WITHOUT_PINS {
            taste.shown.iter_mut().for_each(|shown| shown.measure(&taste.posterior));
        }
        Ok(taste)
    }
}

fn read_recent(rest: &mut &[u8]) -> Result<VecDeque<Recent>, Error> {
    let [count] = take(rest)?;
    if usize::from(count) > RECENT {
        return Err(Error::Damaged("it knows too many of the last judgements"));
    }
    let read = |_| {
        let center = read_features(rest, FEATURES)?;
        Ok(Recent { center, before: read_shown(rest, VERSION)? })
    };
    (0..count).map(read).collect()
}

fn read_origin(rest: &mut &[u8]) -> Result<Option<Origin>, Error> {
    match take(rest)? {
        [0] => Ok(None),
        [1] => {
            let [seed, entry] = [take(rest)?, take(rest)?].map(u32::from_le_bytes);
            Ok(Some(Origin { seed, entry }))
        }
        _ => Err(Error::Damaged("where a judgement was made is not known, and not unknown")),
    }
}

fn read_judged(rest: &mut &[u8], version: u8, center: [i16; FEATURES]) -> Result<Judged, Error> {
    let [kind, weight, count] = take(rest)?;
    let is_taken_back = version >= WITHOUT_CENTERS && kind >= FLAG;
    let kind = if is_taken_back { kind - FLAG } else { kind };
    let (kind, left_alone) = match kind.checked_sub(BESIDE) {
        Some(kind) if version >= WITHOUT_CENTERS && kind != CHOICE => (kind, 1),
        _ => (kind, 0),
    };
    let (said, options, strokes) = match kind {
        NO => (Said::No, 1 + left_alone, count),
        YES => (Said::Yes, 1 + left_alone, count),
        CHOICE => {
            let [best] = take(rest)?;
            if !(2..=MAX_OPTIONS as u8).contains(&count) || (best >= count && best != ALIKE) {
                return Err(Error::Damaged("a choice is among too few or too many"));
            }
            (if best == ALIKE { Said::Alike } else { Said::Best(best) }, count, 1)
        }
        _ => return Err(Error::Damaged("a judgement is of no known kind")),
    };
    if !(1..=MAX_STROKES).contains(&strokes) {
        return Err(Error::Damaged("a judgement is of too few or too many strokes"));
    }
    let options = (0..options).map(|_| read_kept(rest)).collect::<Result<_, _>>()?;
    Ok(Judged { id: 0, origin: None, is_taken_back, options, said, weight, strokes, center })
}

fn read_center(rest: &mut &[u8]) -> Result<[i16; FEATURES], Error> {
    let mut center = [0; FEATURES];
    for v in &mut center {
        *v = i16::from_le_bytes(take(rest)?);
        if f32::from(v.unsigned_abs()) > LIMIT * UNIT {
            return Err(Error::Damaged(
                "where a judgement's features were measured from is out of range",
            ));
        }
    }
    Ok(center)
}

fn read_kept(rest: &mut &[u8]) -> Result<[i16; TERMS], Error> {
    let mut terms = [0; TERMS];
    for v in &mut terms {
        *v = i16::from_le_bytes(take(rest)?);
        if v.unsigned_abs() > Judged::GREATEST {
            return Err(Error::Damaged("a term is out of range"));
        }
    }
    Ok(terms)
}

fn read_old_judged(rest: &mut &[u8], center: [i16; FEATURES]) -> Result<Judged, Error> {
    let mut features = [0.0; FEATURES];
    for v in &mut features[..OLD_FEATURES] {
        *v = f32::from(i16::from_le_bytes(take(rest)?)) / OLD_UNIT;
        if v.abs() > LIMIT {
            return Err(Error::Damaged("a feature is out of range"));
        }
    }
    let [byte] = take(rest)?;
    let said = if byte >= FLAG { Said::Yes } else { Said::No };
    let options = vec![terms(&features).map(|v| (v * UNIT).round() as i16)];
    let (weight, strokes) = (byte % FLAG, OLD_STROKES);
    Ok(Judged { id: 0, origin: None, is_taken_back: false, options, said, weight, strokes, center })
}

fn write_shown(bytes: &mut Vec<u8>, shown: &[Shown]) {
    bytes.push(shown.len() as u8);
    for shown in shown {
        bytes.push(shown.word.code() + if shown.is_liked { FLAG } else { 0 });
        bytes.push(shown.strength);
    }
}

fn read_shown(rest: &mut &[u8], version: u8) -> Result<Vec<Shown>, Error> {
    let [count] = take(rest)?;
    if usize::from(count) > MAX_WORDS {
        return Err(Error::Damaged("it has too many words"));
    }
    let mut shown = Vec::<Shown>::new();
    for _ in 0..count {
        let [byte] = take(rest)?;
        let [strength] = if version == WITHOUT_PINS { [1] } else { take(rest)? };
        let word = read_word(byte % FLAG)?;
        if shown.iter().any(|other| other.word.feature() == word.feature()) {
            return Err(Error::Damaged("a word is said twice"));
        }
        if !(1..=MOST).contains(&strength) {
            return Err(Error::Damaged("a word's strength is out of range"));
        }
        shown.push(Shown { word, is_liked: byte >= FLAG, strength });
    }
    Ok(shown)
}

fn read_pins(rest: &mut &[u8]) -> Result<Vec<Pin>, Error> {
    let [count] = take(rest)?;
    let mut pins = Vec::<Pin>::new();
    for _ in 0..count {
        let [code, strength] = take(rest)?;
        let word = read_word(code)?;
        if strength > MOST || pins.iter().any(|other| other.word.feature() == word.feature()) {
            return Err(Error::Damaged("what the person said is out of range, or said twice"));
        }
        pins.push(Pin { word, strength });
    }
    Ok(pins)
}

fn read_word(code: u8) -> Result<Word, Error> {
    Word::of_code(code).ok_or(Error::Damaged("a word is not known"))
}

/// Reads so many features; those after them are 0.
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
