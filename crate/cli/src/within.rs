//! Files of a bounded length.

use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, ensure};

/// Reads a file of at most so many bytes; of a longer one no more is read.
pub(crate) fn read_within(path: &Path, most: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(most as u64 + 1).read_to_end(&mut bytes))
        .with_context(|| format!("cannot read {}", path.display()))?;
    ensure!(bytes.len() <= most, "{} is longer than {most} bytes", path.display());
    Ok(bytes)
}
