//! Parameters as bytes: a name, a version, how many, and each at half precision; or a byte each, where a network
//! bears it and bytes are dear.

use half::f16;

/// What a file of parameters begins with, and its versions: at half precision, and a byte each.
const MAGIC: &[u8; 4] = b"LNET";
const HALF: u8 = 1;
const BYTE: u8 = 2;
/// Parameters that share a scale where each is a byte.
const BLOCK: usize = 32;
/// Bytes before the parameters.
const HEAD: usize = 4 + 1 + 4;
/// The largest number that half precision has.
const LARGEST: f32 = 65_504.0;

/// Why bytes are no parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The bytes begin as no parameters do.
    #[error("these bytes are no parameters of a network")]
    NotWeights,
    /// A later version wrote them.
    #[error("parameters of version {0}, and only {HALF} and {BYTE} are known")]
    Version(u8),
    /// They are those of another network.
    #[error("{found} parameters, where the network has {wanted}")]
    Count {
        /// How many there are.
        found: u64,
        /// How many the network has.
        wanted: usize,
    },
    /// They end early.
    #[error("{found} bytes of parameters, where the network's take {wanted}")]
    Short {
        /// Bytes there are.
        found: usize,
        /// Bytes that the network's parameters take.
        wanted: usize,
    },
    /// Something follows them.
    #[error("{0} bytes follow the parameters")]
    TooLong(usize),
    /// A number among them is none.
    #[error("a parameter is not finite")]
    NotFinite,
}

/// Bytes that so many parameters take at half precision.
#[must_use]
pub const fn len(parameters: usize) -> usize {
    HEAD + 2 * parameters
}

/// Bytes that so many parameters take at a byte each.
#[must_use]
pub const fn short_len(parameters: usize) -> usize {
    HEAD + parameters + 2 * parameters.div_ceil(BLOCK)
}

fn head(version: u8, parameters: &[f32]) -> Vec<u8> {
    let count = u32::try_from(parameters.len()).expect("a small network");
    let mut bytes = MAGIC.to_vec();
    bytes.push(version);
    bytes.extend_from_slice(&count.to_le_bytes());
    bytes
}

/// Parameters as bytes, rounded to half precision.
///
/// # Panics
///
/// Where there are more than 2³² of them.
#[must_use]
pub fn encode(parameters: &[f32]) -> Vec<u8> {
    let mut bytes = head(HALF, parameters);
    for value in parameters {
        bytes.extend_from_slice(&f16::from_f32(value.clamp(-LARGEST, LARGEST)).to_le_bytes());
    }
    bytes
}

/// Parameters as a byte each, in parts of 127 of the largest of every 32.
///
/// # Panics
///
/// Where there are more than 2³² of them.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "what is rounded lies within ±127")]
pub fn encode_short(parameters: &[f32]) -> Vec<u8> {
    let mut bytes = head(BYTE, parameters);
    for block in parameters.chunks(BLOCK) {
        let most = block.iter().fold(0.0f32, |most, v| most.max(v.abs())).min(LARGEST);
        // Rounded up, so that the largest stays within.
        let scale = f16::from_f32(most / 127.0 * 1.001);
        bytes.extend_from_slice(&scale.to_le_bytes());
        let inverse = if scale > f16::ZERO { 1.0 / scale.to_f32() } else { 0.0 };
        bytes.extend(block.iter().map(|v| {
            let [byte] = ((v * inverse).round().clamp(-127.0, 127.0) as i8).to_le_bytes();
            byte
        }));
    }
    bytes
}

/// The parameters of a network that has `wanted` of them, and how many bytes they took; nothing is allocated for any
/// other number. What follows them is left to whoever asks.
pub fn decode_from(bytes: &[u8], wanted: usize) -> Result<(Vec<f32>, usize), Error> {
    let (head, rest) = bytes.split_at_checked(HEAD).ok_or(Error::NotWeights)?;
    if !head.starts_with(MAGIC) {
        return Err(Error::NotWeights);
    }
    let size = match head[4] {
        HALF => len(wanted),
        BYTE => short_len(wanted),
        version => return Err(Error::Version(version)),
    };
    let said = u64::from(u32::from_le_bytes([head[5], head[6], head[7], head[8]]));
    if said != wanted as u64 {
        return Err(Error::Count { found: said, wanted });
    }
    let Some(body) = rest.get(..size - HEAD) else {
        return Err(Error::Short { found: bytes.len(), wanted: size });
    };
    let mut values = Vec::with_capacity(wanted);
    if head[4] == HALF {
        values
            .extend(body.as_chunks::<2>().0.iter().map(|pair| f16::from_le_bytes(*pair).to_f32()));
    } else {
        for block in body.chunks(BLOCK + 2) {
            let scale = f16::from_le_bytes([block[0], block[1]]).to_f32();
            values.extend(block[2..].iter().map(|v| f32::from(i8::from_le_bytes([*v])) * scale));
        }
    }
    if values.iter().all(|v| v.is_finite()) { Ok((values, size)) } else { Err(Error::NotFinite) }
}

/// The parameters of bytes that are those of a network of `wanted` and nothing else.
pub fn decode(bytes: &[u8], wanted: usize) -> Result<Vec<f32>, Error> {
    let (values, size) = decode_from(bytes, wanted)?;
    if size == bytes.len() { Ok(values) } else { Err(Error::TooLong(bytes.len() - size)) }
}
