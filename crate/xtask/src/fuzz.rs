//! The fuzz targets, each for a short while: where cargo-fuzz is installed, what strangers send is tried
//! with inputs that nobody thought of.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::programs::which;
use crate::steps::{self, Steps};

/// Of the fuzz targets, from the repository's root.
const FOLDER: &str = "crate/core/fuzz";
/// Each target runs for so long, and one input for so long at most.
const SECONDS: u32 = 30;
const MOST_SECONDS: u32 = 120;

/// Builds the targets and runs each, beginning with the committed corpora, which stay as they are.
pub(crate) fn run(root: &Path, target_dir: &Path, steps: &mut Steps) -> Result<()> {
    if which("cargo-fuzz").is_none() {
        steps.skip("fuzz targets", "cargo-fuzz is not installed");
        return Ok(());
    }
    let fuzz = |subcommand: &str| {
        let mut command = steps::cargo(root);
        // Coverage is counted by flags that rustc keeps for nightly.
        command.env("RUSTC_BOOTSTRAP", "1").env("CARGO_TARGET_DIR", target_dir.join("fuzz"));
        command.args(["fuzz", subcommand, "--fuzz-dir", FOLDER, "--sanitizer", "none"]);
        command
    };
    steps.run("compile the fuzz targets", &mut fuzz("build"))?;
    for target in targets(root)? {
        // What is found goes here first.
        let found = target_dir.join("fuzz").join("corpus").join(&target);
        fs::create_dir_all(&found)
            .with_context(|| format!("could not make {}", found.display()))?;
        let corpus = root.join(FOLDER).join("corpus").join(&target);
        let mut command: Command = fuzz("run");
        command.arg(&target).arg(&found).arg(&corpus).arg("--");
        command.arg(format!("-max_total_time={SECONDS}"));
        command.arg(format!("-timeout={MOST_SECONDS}"));
        command.args(["-verbosity=0", "-print_final_stats=1"]);
        steps.run(&format!("fuzz {target}"), &mut command)?;
    }
    Ok(())
}

/// Names of the targets: of their files.
fn targets(root: &Path) -> Result<Vec<String>> {
    let folder = root.join(FOLDER).join("fuzz_targets");
    let files = fs::read_dir(&folder).with_context(|| format!("no {}", folder.display()))?;
    let stems = files.flatten().filter_map(|file| {
        Some(file.path().file_stem()?.to_str()?.to_owned()).filter(|name| !name.starts_with('.'))
    });
    let mut names: Vec<String> = stems.collect();
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::repository_root;

    #[test]
    fn every_target_has_a_corpus() {
        let root = repository_root();
        let targets = targets(&root).unwrap();
        assert!(targets.len() >= 4, "{targets:?}");
        for target in targets {
            let corpus = root.join(FOLDER).join("corpus").join(&target);
            assert!(
                fs::read_dir(&corpus).is_ok_and(|mut files| files.next().is_some()),
                "{target}"
            );
        }
    }
}
