//! wasm-opt: smaller and faster wasm where it is found, and a page that works where it is not.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::programs::{npm_install, which};
use crate::steps::{self, Steps};

/// The oldest binaryen that was seen to keep what rustc 1.95 writes working. Version 108, which
/// several distributions still have, confuses the table of references with that of functions: the
/// page then stops with "WebAssembly.Table.set(): Argument 1 is invalid".
const OLDEST: u32 = 120;

/// What npm is asked for where the PATH has none that will do.
const NPM_PACKAGE: &str = "binaryen@132.0.0";

pub(crate) struct Optimiser {
    program: PathBuf,
    pub version: String,
}

/// `WASM_OPT` if it is set, a wasm-opt that npm has fetched before, the one on the PATH, or one
/// that npm fetches now. None is no error: the page works without.
pub(crate) fn find(cache: &Path, steps: &mut Steps) -> Option<Optimiser> {
    let local = cache.join("npm");
    let fetched = local.join("node_modules/.bin/wasm-opt");
    let named = std::env::var_os("WASM_OPT").map(PathBuf::from);
    let places = [named, Some(fetched.clone()), which("wasm-opt")];
    if let Some(found) = places.into_iter().flatten().find_map(probe) {
        return Some(found);
    }
    if which("npm").is_some() {
        let got = steps.run("fetch wasm-opt from npm", &mut npm_install(&local, NPM_PACKAGE));
        if let (Ok(()), Some(found)) = (got, probe(fetched)) {
            return Some(found);
        }
    }
    steps.skip("wasm-opt", &format!("binaryen {OLDEST} or later would make the page smaller"));
    None
}

/// Optimises a module in place. A wasm-opt that fails leaves the module as it was, with a warning.
pub(crate) fn run(optimiser: &Optimiser, wasm: &Path, flags: &[String]) -> Result<()> {
    let before = size(wasm)?;
    let smaller = wasm.with_extension("opt");
    let mut command = Command::new(&optimiser.program);
    command.arg(wasm).args(flags).arg("-o").arg(&smaller);
    if let Err(error) = steps::run(&mut command) {
        eprintln!("  warning: {error:#}; going on without it");
        let _ = fs::remove_file(&smaller);
        return Ok(());
    }
    let after = size(&smaller)?;
    fs::rename(&smaller, wasm).with_context(|| format!("could not replace {}", wasm.display()))?;
    eprintln!("  {}: {} → {} KB", optimiser.version, before / 1000, after / 1000);
    Ok(())
}

fn probe(program: PathBuf) -> Option<Optimiser> {
    let version = steps::capture(Command::new(&program).arg("--version")).ok()?;
    if parse_version(&version)? < OLDEST {
        eprintln!("  {} is too old: {version}, and {OLDEST} is needed", program.display());
        return None;
    }
    Some(Optimiser { program, version })
}

/// `wasm-opt version 108` and `wasm-opt version 132 (version_132-4-gabc)`.
fn parse_version(text: &str) -> Option<u32> {
    text.strip_prefix("wasm-opt version ")?.split_whitespace().next()?.parse().ok()
}

fn size(file: &Path) -> Result<u64> {
    Ok(fs::metadata(file).with_context(|| format!("no {}", file.display()))?.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_wasm_opt() {
        assert_eq!(parse_version("wasm-opt version 108"), Some(108));
        assert_eq!(parse_version("wasm-opt version 132 (version_132-4-gabc)"), Some(132));
        assert_eq!(parse_version("wasm-opt: not found"), None);
    }

    #[test]
    fn a_program_that_is_not_there_is_none() {
        assert!(probe(PathBuf::from("/no/such/wasm-opt")).is_none());
    }
}
