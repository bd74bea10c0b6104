//! All of the page in one piece, which an HTML file takes along so that a painting can be gone on with where it is.
//!
//! `cargo xtask build` makes a *template*, `whole.limw`, of scripts, styles, wasm and weights. It has in this order:
//!
//! | bytes | what |
//! |---|---|
//! | 4, 1 | [`MAGIC`], [`VERSION`] |
//! | 1, 32 each | how many scripts the file's policy is to allow, and their SHA-256 |
//! | 1, 32 each | how many styles, and theirs |
//! | 4, 8 | how many bytes are packed, and their XXH3, little-endian |
//! | … | what is packed, as LZMA2 (`crate/player` unpacks it): 4 bytes for the length of a list, the list as JSON `[[name, bytes], …]`, and the files one behind the other |
//! | 32 | SHA-256 of all before |
//!
//! Nothing of it is read here but what says how long what is. It runs in the file as the page itself would: whoever
//! gives a template gives a program.

use sha2::{Digest, Sha256};

use crate::Failed;

/// What a template begins with.
pub const MAGIC: [u8; 4] = *b"LIMW";
/// The only version that there is.
pub const VERSION: u8 = 1;
/// Bytes of a template at most: written into a file they are a third more.
pub const MAX_TEMPLATE: usize = 6 << 20;
/// Scripts, and styles, that a template may ask a policy to allow.
pub const MAX_ALLOWED: usize = 32;
/// Bytes of a SHA-256.
const HASH: usize = 32;

/// The page in one piece, seen to be whole.
#[derive(Clone, PartialEq, Eq)]
pub struct Template {
    bytes: Vec<u8>,
    scripts: Vec<[u8; HASH]>,
    styles: Vec<[u8; HASH]>,
}

impl std::fmt::Debug for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Template({} bytes)", self.bytes.len())
    }
}

impl Template {
    /// A template's bytes, checked.
    pub fn of(bytes: Vec<u8>) -> Result<Self, Failed> {
        let no = |why| Failed::Template { why };
        let rest = bytes.strip_prefix(&MAGIC).ok_or(no("it is none"))?;
        let (version, rest) = rest.split_first().ok_or(no("it is cut off"))?;
        if *version != VERSION {
            return Err(no("it is of another version of Limner"));
        }
        if bytes.len() > MAX_TEMPLATE {
            return Err(no("it is too long"));
        }
        let cut = || no("it is cut off");
        let (scripts, rest) = hashes(rest).ok_or_else(cut)?;
        let (styles, rest) = hashes(rest).ok_or_else(cut)?;
        let packed = rest.get(12..).and_then(|rest| rest.split_last_chunk::<HASH>());
        let (packed, sum) = packed.ok_or_else(cut)?;
        if packed.is_empty() || scripts.is_empty() {
            return Err(cut());
        }
        if Sha256::digest(&bytes[..bytes.len() - HASH])[..] != sum[..] {
            return Err(no("it is damaged"));
        }
        Ok(Self { bytes, scripts, styles })
    }

    /// As it came.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// SHA-256 of the scripts that run in the file beside its own.
    #[must_use]
    pub fn scripts(&self) -> &[[u8; HASH]] {
        &self.scripts
    }

    /// SHA-256 of the styles that are used in the file beside its own.
    #[must_use]
    pub fn styles(&self) -> &[[u8; HASH]] {
        &self.styles
    }
}

/// A count and so many hashes, and what comes behind them.
fn hashes(bytes: &[u8]) -> Option<(Vec<[u8; HASH]>, &[u8])> {
    let (count, rest) = bytes.split_first()?;
    let count = usize::from(*count);
    let (taken, rest) = rest.split_at_checked(count * HASH)?;
    (count <= MAX_ALLOWED).then(|| (taken.as_chunks::<HASH>().0.to_vec(), rest))
}
