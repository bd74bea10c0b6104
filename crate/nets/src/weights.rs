//! Parameters as bytes: a name, a version, how many, and each at half precision.

use half::f16;

/// What a file of parameters begins with, and its version.
const MAGIC: &[u8; 4] = b"LNET";
const VERSION: u8 = 1;
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
    #[error("parameters of version {0}, and only {VERSION} is known")]
    Version(u8),
    /// They are those of another network.
    #[error("{found} parameters, where the network has {wanted}")]
    Count {
        /// How many there are.
        found: u64,
        /// How many the network has.
        wanted: usize,
    },
    /// A number among them is none.
    #[error("a parameter is not finite")]
    NotFinite,
}

/// Bytes that a file of so many parameters has.
#[must_use]
pub const fn len(parameters: usize) -> usize {
    HEAD + 2 * parameters
}

/// Parameters as bytes, rounded to half precision.
///
/// # Panics
///
/// Where there are more than 2³² of them.
#[must_use]
pub fn encode(parameters: &[f32]) -> Vec<u8> {
    let count = u32::try_from(parameters.len()).expect("a small network");
    let mut bytes = Vec::with_capacity(len(parameters.len()));
    bytes.extend_from_slice(MAGIC);
    bytes.push(VERSION);
    bytes.extend_from_slice(&count.to_le_bytes());
    for value in parameters {
        bytes.extend_from_slice(&f16::from_f32(value.clamp(-LARGEST, LARGEST)).to_le_bytes());
    }
    bytes
}

/// The parameters of a network that has `wanted` of them; nothing is allocated for any other number.
pub fn decode(bytes: &[u8], wanted: usize) -> Result<Vec<f32>, Error> {
    let (head, rest) = bytes.split_at_checked(HEAD).ok_or(Error::NotWeights)?;
    if !head.starts_with(MAGIC) {
        return Err(Error::NotWeights);
    }
    if head[4] != VERSION {
        return Err(Error::Version(head[4]));
    }
    let said = u64::from(u32::from_le_bytes([head[5], head[6], head[7], head[8]]));
    let found = rest.len() as u64 / 2;
    if said != wanted as u64 || found != said || !rest.len().is_multiple_of(2) {
        return Err(Error::Count {
            found: if said == wanted as u64 { found } else { said },
            wanted,
        });
    }
    let values: Vec<f32> =
        rest.as_chunks::<2>().0.iter().map(|pair| f16::from_le_bytes(*pair).to_f32()).collect();
    if values.iter().all(|v| v.is_finite()) { Ok(values) } else { Err(Error::NotFinite) }
}
