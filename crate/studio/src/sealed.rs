//! What small files have in common: what they begin with, a version, and a checksum over the rest.
//!
//! | bytes | what |
//! |---|---|
//! | 4 | what it begins with |
//! | 1 | version |
//! | 4 | little-endian low half of XXH3-64 over the rest |
//! | rest | its body |

use limner_protocol::Trouble;

/// A file with this body.
pub(crate) fn sealed(magic: [u8; 4], version: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(9 + body.len());
    bytes.extend_from_slice(&magic);
    bytes.push(version);
    bytes.extend_from_slice(&checksum(body).to_le_bytes());
    bytes.extend_from_slice(body);
    bytes
}

/// The version and the body of a file that is at most so long, where the version is known. `codes`: it is none, it is of a later version, it is damaged.
#[inline(never)]
pub(crate) fn unsealed<'a>(
    bytes: &'a [u8],
    magic: [u8; 4],
    version: u8,
    longest: usize,
    codes: &[&'static str; 3],
) -> Result<(u8, &'a [u8]), Trouble> {
    let [none, future, broken] = *codes;
    let rest = bytes.strip_prefix(&magic).ok_or_else(|| Trouble::new(none))?;
    let Some((&found, rest)) = rest.split_first() else {
        return Err(damaged(broken, "it ends early"));
    };
    if !(1..=version).contains(&found) {
        let trouble = Trouble::new(future).with("found", i64::from(found));
        return Err(trouble.with("newest", i64::from(version)));
    }
    if bytes.len() > longest {
        return Err(damaged(broken, "it is longer than any"));
    }
    let Some((sum, body)) = rest.split_first_chunk::<4>() else {
        return Err(damaged(broken, "it ends early"));
    };
    if checksum(body) != u32::from_le_bytes(*sum) {
        return Err(damaged(broken, "its checksum does not fit"));
    }
    Ok((found, body))
}

/// A file is damaged, and why.
pub(crate) fn damaged(code: &'static str, reason: &str) -> Trouble {
    Trouble::new(code).with("reason", reason)
}

pub(crate) fn checksum(body: &[u8]) -> u32 {
    (xxhash_rust::xxh3::xxh3_64(body) & 0xffff_ffff) as u32
}
