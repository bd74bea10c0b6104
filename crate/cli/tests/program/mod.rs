//! The program, as tests run it.

use std::path::Path;
use std::process::{Command, Output};

/// Runs a subcommand in a folder.
pub(crate) fn limner(subcommand: &str, arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_limner"))
        .arg(subcommand)
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program runs")
}

/// The program did what it was asked.
pub(crate) fn fine(output: &Output) {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
