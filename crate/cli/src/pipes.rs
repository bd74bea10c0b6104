//! Files that may be pipes: `-` is what comes in, or what goes out, and then nothing but data does.

use std::io::{Read, Write};
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::files::{replace, writable};

/// The name of what comes in by a pipe, or goes out by one.
const PIPE: &str = "-";

/// Whether a path stands for a pipe.
pub(crate) fn is_pipe(path: &Path) -> bool {
    path == Path::new(PIPE)
}

/// Reads a file or what comes in, a byte more than `limit` at most: whoever decodes it refuses what is too long.
pub(crate) fn read(path: &Path, limit: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = limit as u64 + 1;
    let read = if is_pipe(path) {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    read.with_context(|| format!("cannot read {}", name(path)))?;
    Ok(bytes)
}

/// Writes to a file, whole or not at all, or to what goes out.
pub(crate) fn put(out: Option<&Path>, bytes: &[u8]) -> Result<()> {
    match out.filter(|out| !is_pipe(out)) {
        Some(out) => replace(out, bytes),
        None => {
            let mut stdout = std::io::stdout().lock();
            stdout
                .write_all(bytes)
                .and_then(|()| stdout.flush())
                .context("cannot write what goes out")
        }
    }
}

/// Fails where what is written would take the place of what is read.
pub(crate) fn not_over(from: &Path, to: &Path) -> Result<()> {
    if is_pipe(to) {
        return Ok(());
    }
    writable(to)?;
    let same = from == to
        || matches!((from.canonicalize(), to.canonicalize()), (Ok(from), Ok(to)) if from == to);
    ensure!(!same, "{} is what is read: name another file to write", to.display());
    Ok(())
}

/// A file by its name, for messages.
pub(crate) fn name(path: &Path) -> String {
    if is_pipe(path) { "what came in".to_owned() } else { path.display().to_string() }
}
