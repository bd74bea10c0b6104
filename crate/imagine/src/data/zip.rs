//! Zip archives: the names in their directory, and what is stored or deflated under one, with limits on both.

use miniz_oxide::inflate::decompress_to_vec_with_limit;

use crate::data::DataError;

/// Most files of an archive.
const MAX_FILES: usize = 200_000;
/// How far from the end the directory's own place is looked for: a comment's longest.
const TAIL: usize = 22 + 65_535;

/// The directory of an archive.
#[derive(Clone, Debug, Default)]
pub struct Archive<'a> {
    bytes: &'a [u8],
    files: Vec<File<'a>>,
}

/// A file of an archive.
#[derive(Clone, Copy, Debug)]
struct File<'a> {
    name: &'a str,
    method: u16,
    packed: usize,
    unpacked: usize,
    at: usize,
}

fn number(bytes: &[u8], at: usize, len: usize) -> Result<usize, DataError> {
    let bytes = bytes.get(at..at + len).ok_or(DataError::Kind("zip"))?;
    Ok(bytes.iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte)))
}

impl<'a> Archive<'a> {
    /// Reads an archive's directory.
    pub fn open(bytes: &'a [u8]) -> Result<Self, DataError> {
        let tail = bytes.len().saturating_sub(TAIL);
        let end = bytes[tail..].windows(4).rposition(|four| four == b"PK\x05\x06");
        let end = tail + end.ok_or(DataError::Kind("zip"))?;
        let count = number(bytes, end + 10, 2)?;
        let mut at = number(bytes, end + 16, 4)?;
        let mut files = Vec::new();
        for _ in 0..count.min(MAX_FILES) {
            if bytes.get(at..at.saturating_add(4)) != Some(b"PK\x01\x02") {
                return Err(DataError::Kind("zip"));
            }
            let lengths = [28, 30, 32].map(|place| number(bytes, at + place, 2));
            let [name, extra, comment] = lengths;
            let (name, extra, comment) = (name?, extra?, comment?);
            let text = bytes.get(at + 46..at + 46 + name).ok_or(DataError::Kind("zip"))?;
            if let Ok(text) = std::str::from_utf8(text) {
                files.push(File {
                    name: text,
                    method: u16::try_from(number(bytes, at + 10, 2)?).unwrap_or(u16::MAX),
                    packed: number(bytes, at + 20, 4)?,
                    unpacked: number(bytes, at + 24, 4)?,
                    at: number(bytes, at + 42, 4)?,
                });
            }
            at += 46 + name + extra + comment;
        }
        Ok(Self { bytes, files })
    }

    /// The files' names, and where each is in the directory.
    pub fn names(&self) -> impl Iterator<Item = (usize, &'a str)> + '_ {
        self.files.iter().enumerate().map(|(index, file)| (index, file.name))
    }

    /// What a file holds: at most so many bytes.
    pub fn read(&self, index: usize, limit: usize) -> Result<Vec<u8>, DataError> {
        let file = self.files.get(index).ok_or(DataError::Kind("zip"))?;
        if file.unpacked > limit {
            let (found, limit) = (file.unpacked as u64, limit as u64);
            return Err(DataError::TooMany { what: "a packed file's bytes", found, limit });
        }
        if self.bytes.get(file.at..file.at.saturating_add(4)) != Some(b"PK\x03\x04") {
            return Err(DataError::Packed);
        }
        let name = number(self.bytes, file.at + 26, 2)?;
        let start = file.at + 30 + name + number(self.bytes, file.at + 28, 2)?;
        let packed = self.bytes.get(start..start.saturating_add(file.packed));
        let packed = packed.ok_or(DataError::Packed)?;
        let unpacked = match file.method {
            0 => packed.to_vec(),
            8 => decompress_to_vec_with_limit(packed, limit).map_err(|_| DataError::Packed)?,
            _ => return Err(DataError::Kind("deflated zip")),
        };
        if unpacked.len() == file.unpacked { Ok(unpacked) } else { Err(DataError::Packed) }
    }
}
