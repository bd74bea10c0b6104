//! Gzip, with a limit on what it may unpack to.

use miniz_oxide::inflate::decompress_to_vec_with_limit;

use crate::data::DataError;

/// Bytes before what is packed, where nothing else is announced, and after it.
const HEAD: usize = 10;
const TAIL: usize = 8;
/// What the flags announce: a checksum of the head, something extra, a name, a comment.
const FLAGS: [u8; 4] = [2, 4, 8, 16];

/// What a gzip file holds: at most so many bytes.
pub(crate) fn unpack(bytes: &[u8], limit: usize) -> Result<Vec<u8>, DataError> {
    let broken = DataError::Packed;
    if bytes.len() < HEAD + TAIL || bytes[2] != 8 {
        return Err(broken);
    }
    let [checksum, extra, name, comment] = FLAGS.map(|flag| bytes[3] & flag != 0);
    let mut at = HEAD;
    if extra {
        let len = bytes.get(at..at + 2).ok_or(DataError::Packed)?;
        at += 2 + usize::from(u16::from_le_bytes([len[0], len[1]]));
    }
    for _ in 0..usize::from(name) + usize::from(comment) {
        let rest = bytes.get(at..).ok_or(DataError::Packed)?;
        at += rest.iter().position(|b| *b == 0).ok_or(DataError::Packed)? + 1;
    }
    at += if checksum { 2 } else { 0 };
    let packed = bytes.get(at..bytes.len() - TAIL).ok_or(broken)?;
    let unpacked = decompress_to_vec_with_limit(packed, limit).map_err(|_| DataError::Packed)?;
    // The last four bytes are the length, which tells a file that was cut.
    let len = bytes[bytes.len() - 4..].try_into().map(u32::from_le_bytes).unwrap_or_default();
    if unpacked.len() as u64 & 0xffff_ffff != u64::from(len) {
        return Err(DataError::Packed);
    }
    Ok(unpacked)
}
