//! What a policy practised for one person, as bytes: to be kept over a reload, sent, and undone.
//!
//! | bytes | what |
//! |---|---|
//! | 4 | `LIMP` |
//! | 1 | version: 1 |
//! | 8 | XXH3-64 over the inflated body |
//! | 4 | length of the inflated body |
//! | rest | the body, deflated |
//!
//! The body, in little-endian numbers:
//!
//! | bytes | what |
//! |---|---|
//! | 8 | hash of the weights that practised |
//! | 4 | steps away from those |
//! | 4 | judgements that were practised on |
//! | 4, then 8 each feature | strokes of the person's that were learned from; sums of their features and of the squares, f32 |
//! | 1 | 1 where the policy was moved, then: |
//! | 4 each column, 1 each number | by how much each number of [`CONDITIONING`] was moved: a scale for each column, then bytes, as in [`crate::weights`] |
//!
//! What was moved is a tenth of the network, and a byte holds it to within 1/254 of its column's largest: a hundred
//! kilobytes. For a policy with other weights it means nothing, and is refused.

use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use xxhash_rust::xxh3::xxh3_64;

use crate::Error;
use crate::policy::{BACKBONE, CONDITIONING, PARAMETERS};
use crate::reader::Reader;
use crate::taste::{FEATURES, StrokeStatistics};
use crate::weights::{put_matrix, read_matrix};

const MAGIC: [u8; 4] = *b"LIMP";
const VERSION: u8 = 1;
/// How many numbers may be moved.
pub const MOVED: usize = PARAMETERS - BACKBONE;
/// The longest body: numbers, scales, and what comes before them.
const MAX_BODY: usize = MOVED + 4 * (CONDITIONING[0].2 + CONDITIONING[1].2) + 21 + 8 * FEATURES;
/// The longest file: deflate can't shrink noise, nor grow it by more than a few bytes a block.
pub const MAX_BYTES: usize = 17 + MAX_BODY + MAX_BODY / 100 + 64;

/// What a policy practised.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Practised {
    /// Hash of the weights that practised.
    pub weights: u64,
    /// Steps away from those.
    pub steps: u32,
    /// Judgements that were practised on: no more is owed for them.
    pub judged: u32,
    /// What the person's own strokes are like.
    pub shown: StrokeStatistics,
    /// By how much each number that learns was moved; none where nothing was.
    pub moved: Vec<f32>,
}

impl Practised {
    /// What was practised, as bytes. Refuses what is not finite, and another number of numbers than can be moved.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let mut body = Vec::with_capacity(MAX_BODY);
        body.extend(self.weights.to_le_bytes());
        body.extend(self.steps.to_le_bytes());
        body.extend(self.judged.to_le_bytes());
        body.extend(self.shown.strokes.to_le_bytes());
        let shown = self.shown.sums.iter().chain(&self.shown.squares);
        body.extend(shown.flat_map(|v| v.to_le_bytes()));
        body.push(u8::from(!self.moved.is_empty()));
        if !self.moved.is_empty() {
            if self.moved.len() != MOVED {
                let found = self.moved.len();
                return Err(Error::ParameterCount { expected: MOVED, found });
            }
            let mut rest = &self.moved[..];
            for (_, inputs, outputs) in CONDITIONING {
                let (numbers, after) = rest.split_at(inputs * outputs);
                put_matrix(&mut body, numbers, outputs).map_err(|at| Error::NotFinite { at })?;
                rest = after;
            }
        }
        let mut bytes = Vec::new();
        bytes.extend(MAGIC);
        bytes.push(VERSION);
        bytes.extend(xxh3_64(&body).to_le_bytes());
        let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
        bytes.extend(length.to_le_bytes());
        bytes.extend(compress_to_vec(&body, 6));
        Ok(bytes)
    }

    /// What bytes hold, where it was practised with these weights.
    pub fn from_bytes(bytes: &[u8], weights: u64) -> Result<Self, Error> {
        if bytes.len() > MAX_BYTES {
            let what = "what was practised";
            return Err(Error::TooLarge { what, found: bytes.len(), limit: MAX_BYTES });
        }
        let mut header = Reader(bytes);
        if header.take(4).map_err(|_| Error::NotPractised)? != MAGIC {
            return Err(Error::NotPractised);
        }
        let version = header.u8()?;
        if version != VERSION {
            return Err(Error::Version { found: version.into(), known: VERSION.into() });
        }
        let (stated, length) = (header.u64()?, header.u32()? as usize);
        if length > MAX_BODY {
            let what = "what was practised";
            return Err(Error::TooLarge { what, found: length, limit: MAX_BODY });
        }
        let body = decompress_to_vec_with_limit(header.0, length);
        let body = body.ok().filter(|body| body.len() == length);
        let body = body.ok_or(Error::Damaged("it does not inflate to the length it states"))?;
        let found = xxh3_64(&body);
        if stated != found {
            return Err(Error::Hash { stated, found });
        }
        let practised = read(&body)?;
        if practised.weights != weights {
            return Err(Error::OtherWeights { found: practised.weights, expected: weights });
        }
        Ok(practised)
    }
}

fn read(body: &[u8]) -> Result<Practised, Error> {
    let mut reader = Reader(body);
    let (weights, steps, judged) = (reader.u64()?, reader.u32()?, reader.u32()?);
    let strokes = reader.u32()?;
    let numbers = reader.numbers(2 * FEATURES)?;
    let (mut sums, mut squares) = ([0.0; FEATURES], [0.0; FEATURES]);
    sums.copy_from_slice(&numbers[..FEATURES]);
    squares.copy_from_slice(&numbers[FEATURES..]);
    let mut moved = Vec::new();
    match reader.u8()? {
        0 => {}
        1 => {
            moved.reserve_exact(MOVED);
            for (_, inputs, outputs) in CONDITIONING {
                read_matrix(&mut reader, inputs * outputs, outputs, &mut moved)?;
            }
        }
        _ => return Err(Error::Damaged("a truth is neither 0 nor 1")),
    }
    if !reader.0.is_empty() {
        return Err(Error::Damaged("there are bytes after the last number"));
    }
    if let Some(at) = numbers.iter().chain(&moved).position(|v| !v.is_finite()) {
        return Err(Error::NotFinite { at });
    }
    Ok(Practised {
        weights,
        steps,
        judged,
        shown: StrokeStatistics { strokes, sums, squares },
        moved,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use limner_env::Random;
    use proptest::prelude::*;

    fn practised() -> Practised {
        let mut random = Random::new(3);
        let moved = (0..MOVED).map(|_| 0.05 * random.normal()).collect();
        let shown =
            StrokeStatistics { strokes: 7, sums: [1.5; FEATURES], squares: [2.25; FEATURES] };
        Practised { weights: 99, steps: 24, judged: 2, shown, moved }
    }

    /// The same bytes around another body.
    fn sealed(body: &[u8]) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.push(VERSION);
        bytes.extend(xxh3_64(body).to_le_bytes());
        bytes.extend(u32::try_from(body.len()).unwrap().to_le_bytes());
        bytes.extend(compress_to_vec(body, 1));
        bytes
    }

    #[test]
    fn it_comes_back_nearly_as_it_went_and_the_second_time_to_the_bit() {
        let before = practised();
        let bytes = before.to_bytes().unwrap();
        println!("{} bytes", bytes.len());
        assert!(bytes.len() < 125_000 && bytes.len() <= MAX_BYTES);
        let after = Practised::from_bytes(&bytes, 99).unwrap();
        assert_eq!((after.steps, after.judged, after.shown), (24, 2, before.shown));
        let pairs = || before.moved.iter().zip(&after.moved);
        assert!(pairs().all(|(a, b)| (a - b).abs() < 0.25 / 250.0));
        let again = Practised::from_bytes(&after.to_bytes().unwrap(), 99).unwrap();
        assert_eq!(again, after);
        let nothing = Practised { weights: 5, judged: 3, ..Practised::default() };
        let bytes = nothing.to_bytes().unwrap();
        assert!(bytes.len() < 120);
        assert_eq!(Practised::from_bytes(&bytes, 5).unwrap(), nothing);
    }

    #[test]
    fn what_is_not_practised_by_these_weights_is_refused() {
        let bytes = practised().to_bytes().unwrap();
        let refused = |bytes: &[u8]| Practised::from_bytes(bytes, 99).unwrap_err();
        let other = Practised::from_bytes(&bytes, 98).unwrap_err();
        assert!(matches!(other, Error::OtherWeights { found: 99, expected: 98 }));
        assert!(matches!(refused(b"LIMT"), Error::NotPractised));
        let mut future = bytes.clone();
        future[4] = 2;
        assert!(matches!(refused(&future), Error::Version { found: 2, known: 1 }));
        for cut in (0..bytes.len()).step_by(997) {
            refused(&bytes[..cut]);
        }
        for at in (0..bytes.len()).step_by(499) {
            let mut changed = bytes.clone();
            changed[at] ^= 0x10;
            let _ = Practised::from_bytes(&changed, 99);
        }
        let body = decompress_to_vec_with_limit(&bytes[17..], MAX_BODY).unwrap();
        assert!(Practised::from_bytes(&sealed(&body), 99).is_ok());
        // A scale, and a sum, that is no number.
        for at in [20, 21 + 8 * FEATURES] {
            let mut broken = body.clone();
            broken[at..at + 4].copy_from_slice(&f32::NAN.to_le_bytes());
            assert!(matches!(refused(&sealed(&broken)), Error::NotFinite { .. }), "{at}");
        }
        let mut long = body.clone();
        long.push(0);
        assert!(matches!(refused(&sealed(&long)), Error::TooLarge { .. } | Error::Damaged(_)));
        refused(&sealed(&body[..body.len() - 1]));
        let short = Practised { moved: vec![0.0; 3], ..practised() };
        assert!(matches!(short.to_bytes(), Err(Error::ParameterCount { .. })));
        let endless = Practised { moved: vec![f32::INFINITY; MOVED], ..practised() };
        assert!(matches!(endless.to_bytes(), Err(Error::NotFinite { .. })));
    }

    proptest! {
        #[test]
        fn any_bytes_are_practised_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = Practised::from_bytes(&bytes, 0);
            let _ = Practised::from_bytes(&sealed(&bytes), 0);
        }
    }
}
