//! A painting as a file and as a link.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use limner_core::format::{self, MAX_BYTES};
use limner_core::{Error, Log};
use limner_protocol::Trouble;
use limner_protocol::codes::trouble;

/// The log as a file.
#[must_use]
pub fn file(log: &Log) -> Vec<u8> {
    format::encode(log)
}

/// The log as the part of a link after the `#`: base64url of [`file`], without padding.
#[must_use]
pub fn link(log: &Log) -> String {
    URL_SAFE_NO_PAD.encode(file(log))
}

/// The log of a file.
pub fn log_from_file(bytes: &[u8]) -> Result<Log, Trouble> {
    format::decode(bytes).map_err(|e| Trouble::of_given(&e))
}

/// The log of a link's part after the `#`, see [`bytes_of_link`].
pub fn log_from_link(text: &str) -> Result<Log, Trouble> {
    log_from_file(&bytes_of_link(text)?)
}

/// The file in a link's part after the `#`; the `#`, white space that mail programs put in, and
/// padding are forgiven.
pub fn bytes_of_link(text: &str) -> Result<Vec<u8>, Trouble> {
    let text = text.trim();
    let text = text.strip_prefix('#').unwrap_or(text);
    if text.is_empty() {
        return Err(Trouble::new(trouble::LINK_EMPTY));
    }
    if text.len() > 2 * MAX_BYTES {
        let limit = MAX_BYTES as u64;
        return Err(Trouble::of_given(&Error::TooLarge { what: "the link", limit }));
    }
    let kept: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace() && *b != b'=').collect();
    URL_SAFE_NO_PAD.decode(kept).map_err(|_| Trouble::new(trouble::LINK_DAMAGED))
}
