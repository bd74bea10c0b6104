//! Weights as a file: what the page fetches and the programs load.
//!
//! Little-endian: magic `LIMW`, version (u32), architecture (u32), hash of the inflated body (XXH3,
//! u64), length of the inflated body (u32), then the body, deflated: the card's length (u32) and text
//! (UTF-8, JSON), number of tensors (u32), and for each its name's length (u8) and text, its number
//! of axes (u8), their lengths (u32), and its numbers. A bias is at half precision. A matrix has for each of
//! its columns, which belong to one output, a scale (f32), then row by row a byte (i8) for each number, which times its
//! column's scale is the number: a byte holds a column to within 1/254 of its largest, which costs the
//! paintings nothing that is measured, and halves the file.
//!
//! A file of the architecture without layers for what is wanted opens as a policy that hears nothing.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "lengths are those of one small network, and its numbers are rounded to a byte each"
)]

use burn::tensor::Device;
use half::f16;
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use xxhash_rust::xxh3::xxh3_64;

use crate::Error;
use crate::policy::{
    ARCHITECTURE, CONDITIONING, LAYERS, PARAMETERS, Policy, UNCONDITIONED, initial_conditioning,
};
use crate::reader::Reader;

const MAGIC: [u8; 4] = *b"LIMW";
const VERSION: u32 = 2;
const HEADER_LEN: usize = 24;
/// The card is a page of text, not a book.
const MAX_CARD: usize = 64 * 1024;
/// Names, shapes, counts and scales take less than this.
const MAX_FRAME: usize = 16 * 1024;
/// The most that a body may inflate to.
const MAX_BODY: usize = 2 * PARAMETERS + MAX_CARD + MAX_FRAME;
/// Deflate can't shrink noise, nor grow it by more than a few bytes a block.
const MAX_FILE: usize = HEADER_LEN + MAX_BODY + MAX_BODY / 100 + 64;

/// What a weight file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// Flat parameters of the policy (see [`LAYERS`]), as the file's bytes hold them.
    pub parameters: Vec<f32>,
    /// What the weights were made from and how good they are, in JSON.
    pub card: String,
    /// The hash that names these weights in a log.
    pub hash: u64,
}

impl Weights {
    /// The network with these weights, on the CPU, without gradients.
    pub fn policy(&self) -> Result<Policy, Error> {
        Policy::from_parameters(&self.parameters, &Device::flex())
    }
}

/// The file of these parameters. Refuses what is not finite or, of a bias, what half precision can't hold, and
/// a card of more than 64 KiB.
pub fn encode(parameters: &[f32], card: &str) -> Result<Vec<u8>, Error> {
    if parameters.len() != PARAMETERS {
        return Err(Error::ParameterCount { expected: PARAMETERS, found: parameters.len() });
    }
    if card.len() > MAX_CARD {
        return Err(Error::TooLarge { what: "the card", found: card.len(), limit: MAX_CARD });
    }
    let mut body = Vec::with_capacity(MAX_BODY);
    body.extend((card.len() as u32).to_le_bytes());
    body.extend(card.as_bytes());
    body.extend((tensors(ARCHITECTURE).count() as u32).to_le_bytes());
    let mut at = 0;
    for (name, shape) in tensors(ARCHITECTURE) {
        body.push(name.len() as u8);
        body.extend(name.as_bytes());
        body.push(shape.len() as u8);
        shape.iter().for_each(|v| body.extend((*v as u32).to_le_bytes()));
        let numbers = &parameters[at..at + shape.iter().product::<usize>()];
        let finite = match shape[..] {
            [_, columns] => put_matrix(&mut body, numbers, columns),
            _ => put_halves(&mut body, numbers),
        };
        if let Err(off) = finite {
            return Err(Error::NotFinite { at: at + off });
        }
        at += numbers.len();
    }
    let mut bytes = Vec::new();
    bytes.extend(MAGIC);
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend(ARCHITECTURE.to_le_bytes());
    bytes.extend(xxh3_64(&body).to_le_bytes());
    bytes.extend((body.len() as u32).to_le_bytes());
    bytes.extend(compress_to_vec(&body, 9));
    Ok(bytes)
}

/// The weights of a file; anything else is refused, without taking more memory than weights take.
pub fn decode(bytes: &[u8]) -> Result<Weights, Error> {
    if bytes.len() > MAX_FILE {
        return Err(Error::TooLarge { what: "the file", found: bytes.len(), limit: MAX_FILE });
    }
    let mut header = Reader(bytes);
    if header.take(4).map_err(|_| Error::NotWeights)? != MAGIC {
        return Err(Error::NotWeights);
    }
    let version = header.u32()?;
    if version != VERSION {
        return Err(Error::Version { found: version, known: VERSION });
    }
    let architecture = header.u32()?;
    if ![ARCHITECTURE, UNCONDITIONED].contains(&architecture) {
        return Err(Error::Architecture { found: architecture, expected: ARCHITECTURE });
    }
    let stated = header.u64()?;
    let length = header.u32()? as usize;
    if length > MAX_BODY {
        return Err(Error::TooLarge { what: "the inflated file", found: length, limit: MAX_BODY });
    }
    let body = decompress_to_vec_with_limit(header.0, length)
        .map_err(|_| Error::Damaged("it does not inflate to the length it states"))?;
    if body.len() != length {
        return Err(Error::Damaged("it does not inflate to the length it states"));
    }
    let found = xxh3_64(&body);
    if stated != found {
        return Err(Error::Hash { stated, found });
    }
    let (parameters, card) = read_body(&body, architecture)?;
    Ok(Weights { parameters, card, hash: found })
}

/// Appends numbers at half precision; the error is the index of one that does not fit.
fn put_halves(body: &mut Vec<u8>, numbers: &[f32]) -> Result<(), usize> {
    for (i, v) in numbers.iter().enumerate() {
        let half = f16::from_f32(*v);
        if !half.is_finite() {
            return Err(i);
        }
        body.extend(half.to_le_bytes());
    }
    Ok(())
}

/// Appends a matrix as scales and bytes; the error is the index of a number that is not finite.
pub(crate) fn put_matrix(body: &mut Vec<u8>, numbers: &[f32], columns: usize) -> Result<(), usize> {
    if let Some(i) = numbers.iter().position(|v| !v.is_finite()) {
        return Err(i);
    }
    let mut scales = vec![0.0f32; columns];
    for row in numbers.chunks_exact(columns) {
        scales.iter_mut().zip(row).for_each(|(scale, v)| *scale = scale.max(v.abs()));
    }
    scales.iter_mut().for_each(|scale| *scale /= 127.0);
    body.extend(scales.iter().flat_map(|scale| scale.to_le_bytes()));
    for row in numbers.chunks_exact(columns) {
        // Zero by zero is not a number, which as a byte is zero.
        body.extend(row.iter().zip(&scales).map(|(v, scale)| (v / scale).round() as i8 as u8));
    }
    Ok(())
}

/// Appends the `count` numbers of a matrix as [`put_matrix`] wrote them.
pub(crate) fn read_matrix(
    reader: &mut Reader<'_>,
    count: usize,
    columns: usize,
    numbers: &mut Vec<f32>,
) -> Result<(), Error> {
    let scales = reader.numbers(columns)?;
    let bytes = reader.take(count)?.iter().zip(scales.iter().cycle());
    numbers.extend(bytes.map(|(byte, scale)| f32::from(*byte as i8) * scale));
    Ok(())
}

fn read_body(body: &[u8], architecture: u32) -> Result<(Vec<f32>, String), Error> {
    let mut reader = Reader(body);
    let length = reader.u32()? as usize;
    let card = std::str::from_utf8(reader.take(length)?)
        .map_err(|_| Error::Damaged("the card is not UTF-8"))?
        .to_owned();
    if reader.u32()? as usize != tensors(architecture).count() {
        return Err(Error::Damaged("another number of tensors"));
    }
    let mut parameters = Vec::with_capacity(PARAMETERS);
    for (index, (name, shape)) in tensors(architecture).enumerate() {
        let length = usize::from(reader.u8()?);
        let found_name = String::from_utf8_lossy(reader.take(length)?).into_owned();
        let axes = usize::from(reader.u8()?);
        let found_shape = (0..axes)
            .map(|_| reader.u32().map(|v| v as usize))
            .collect::<Result<Vec<usize>, Error>>()?;
        if found_name != name || found_shape != shape {
            return Err(Error::Shape {
                index,
                found: format!("{found_name} {found_shape:?}"),
                expected: format!("{name} {shape:?}"),
            });
        }
        let first = parameters.len();
        let count = shape.iter().product::<usize>();
        if let [_, columns] = shape[..] {
            read_matrix(&mut reader, count, columns, &mut parameters)?;
        } else {
            let halves = reader.take(2 * count)?.as_chunks::<2>().0;
            parameters.extend(halves.iter().map(|half| f16::from_le_bytes(*half).to_f32()));
        }
        if let Some(off) = parameters[first..].iter().position(|v| !v.is_finite()) {
            return Err(Error::NotFinite { at: first + off });
        }
    }
    if !reader.0.is_empty() {
        return Err(Error::Damaged("there are bytes after the last tensor"));
    }
    if architecture == UNCONDITIONED {
        parameters.extend(initial_conditioning(0));
    }
    Ok((parameters, card))
}

/// Names and shapes of an architecture's tensors, in the order of the flat parameters.
fn tensors(architecture: u32) -> impl Iterator<Item = (String, Vec<usize>)> {
    let conditioning = if architecture == UNCONDITIONED { &[][..] } else { &CONDITIONING[..] };
    let weight = |(name, inputs, outputs): &(&str, usize, usize)| {
        (format!("{name}.weight"), vec![*inputs, *outputs])
    };
    let backbone = LAYERS
        .iter()
        .flat_map(move |layer| [weight(layer), (format!("{}.bias", layer.0), vec![layer.2])]);
    backbone.chain(conditioning.iter().map(weight))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers of a test are within their types"
)]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{BACKBONE, initial_parameters};
    use proptest::prelude::*;

    fn file() -> Vec<u8> {
        encode(&initial_parameters(5), r#"{"steps":0}"#).unwrap()
    }

    /// A file around a body, whatever that is.
    fn sealed(body: &[u8]) -> Vec<u8> {
        let mut bytes = file()[..12].to_vec();
        bytes.extend(xxh3_64(body).to_le_bytes());
        bytes.extend((body.len() as u32).to_le_bytes());
        bytes.extend(compress_to_vec(body, 1));
        bytes
    }

    /// Bytes of the matrices that read what is wanted, with their names and shapes.
    fn conditioning_len() -> usize {
        let len = |(name, inputs, outputs): &(&str, usize, usize)| {
            name.len() + ".weight".len() + 10 + (4 + inputs) * outputs
        };
        CONDITIONING.iter().map(len).sum()
    }

    fn body() -> Vec<u8> {
        decompress_to_vec_with_limit(&file()[HEADER_LEN..], MAX_BODY).unwrap()
    }

    #[test]
    fn weights_survive_as_bytes() {
        let parameters = initial_parameters(5);
        let bytes = encode(&parameters, "{}").unwrap();
        assert!(bytes.len() < 1_200_000);
        let weights = decode(&bytes).unwrap();
        assert_eq!(weights.card, "{}");
        let mut at = 0;
        for (_, shape) in tensors(ARCHITECTURE) {
            let range = at..at + shape.iter().product::<usize>();
            at = range.end;
            let (found, wanted) = (&weights.parameters[range.clone()], &parameters[range]);
            let columns = shape[shape.len() - 1];
            for column in 0..columns {
                let of =
                    |v: &[f32]| v[column..].iter().step_by(columns).copied().collect::<Vec<f32>>();
                let (found, wanted) = (of(found), of(wanted));
                let largest = wanted.iter().fold(0.0f32, |a, v| a.max(v.abs()));
                let far = |(a, b): (&f32, &f32)| (a - b).abs() > largest / 253.0;
                assert!(!found.iter().zip(&wanted).any(far));
            }
        }
        let again = decode(&encode(&weights.parameters, "{}").unwrap()).unwrap();
        let pairs = again.parameters.iter().zip(&weights.parameters);
        assert!(pairs.clone().all(|(a, b)| (a - b).abs() <= 1e-6 * b.abs()));
    }

    #[test]
    fn weights_without_layers_for_wishes_open_as_a_policy_that_hears_nothing() {
        let parameters = decode(&file()).unwrap().parameters;
        let mut body = body();
        let after = conditioning_len();
        body.truncate(body.len() - after);
        let count = 4 + r#"{"steps":0}"#.len();
        body[count..count + 4]
            .copy_from_slice(&(tensors(UNCONDITIONED).count() as u32).to_le_bytes());
        let mut bytes = sealed(&body);
        bytes[8..12].copy_from_slice(&UNCONDITIONED.to_le_bytes());
        let old = decode(&bytes).unwrap().parameters;
        assert!(old[..BACKBONE] == parameters[..BACKBONE] && old.len() == PARAMETERS);
        let seen = vec![0.3; limner_env::OBSERVATION_LEN];
        let policy = Policy::from_parameters(&old, &Device::flex()).unwrap();
        let [plain, asked] = [[0.0; crate::wish::WISH], [1.0; crate::wish::WISH]]
            .map(|wish| policy.propose(&seen, &[wish]).unwrap());
        assert_eq!(plain, asked);
    }

    #[test]
    fn each_fault_has_its_error() {
        let bytes = file();
        assert!(matches!(decode(b"\x89PNG...."), Err(Error::NotWeights)));
        assert!(matches!(decode(&[]), Err(Error::NotWeights)));
        let with = |at: usize, v: u8| {
            let mut bytes = bytes.clone();
            bytes[at] = v;
            decode(&bytes)
        };
        assert!(matches!(with(4, 9), Err(Error::Version { found: 9, known: 2 })));
        assert!(matches!(with(8, 77), Err(Error::Architecture { found: 77, .. })));
        assert!(matches!(with(12, !bytes[12]), Err(Error::Hash { .. })));
        assert!(matches!(with(23, 255), Err(Error::TooLarge { .. })));
        assert!(matches!(decode(&bytes[..bytes.len() / 2]), Err(Error::Damaged(_))));
        assert!(matches!(decode(&vec![0; MAX_FILE + 1]), Err(Error::TooLarge { .. })));

        let body = body();
        assert!(decode(&sealed(&body)).is_ok());
        let first_name = 4 + 11 + 4;
        let mut other = body.clone();
        other[first_name + 1] = b'E';
        assert!(matches!(decode(&sealed(&other)), Err(Error::Shape { index: 0, .. })));
        let mut infinite = body.clone();
        // The last bias lies before the matrices that have none.
        let after = conditioning_len();
        let end = infinite.len() - after;
        infinite[end - 2..end].copy_from_slice(&f16::INFINITY.to_le_bytes());
        assert!(matches!(
            decode(&sealed(&infinite)),
            Err(Error::NotFinite { at }) if at == BACKBONE - 1
        ));
        let longer = [body.as_slice(), &[0]].concat();
        assert!(matches!(decode(&sealed(&longer)), Err(Error::Damaged(_))));
        assert!(matches!(decode(&sealed(&body[..body.len() - 1])), Err(Error::Damaged(_))));
    }

    #[test]
    fn what_the_file_cannot_hold_is_refused() {
        let mut parameters = initial_parameters(1);
        parameters[9] = f32::NAN;
        assert!(matches!(encode(&parameters, ""), Err(Error::NotFinite { at: 9 })));
        parameters[9] = 0.0;
        let at = BACKBONE - 1;
        parameters[at] = 1e9;
        assert!(
            matches!(encode(&parameters, ""), Err(Error::NotFinite { at: found }) if found == at)
        );
        assert!(matches!(encode(&parameters[1..], ""), Err(Error::ParameterCount { .. })));
    }

    proptest! {
        #[test]
        fn any_bytes_are_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            prop_assert!(decode(&bytes).is_err());
            prop_assert!(decode(&sealed(&bytes)).is_err());
        }

        #[test]
        fn cut_files_are_an_error(share in 0.0..1.0f64) {
            let bytes = file();
            prop_assert!(decode(&bytes[..(bytes.len() as f64 * share) as usize]).is_err());
        }
    }
}
