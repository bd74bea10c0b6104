//! The fuzz targets, each for a short while: where cargo-fuzz is installed, what strangers send is tried
//! with inputs that nobody thought of.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::programs::which;
use crate::steps::{self, Steps};

/// Folders of fuzz targets from the repository's root, each a workspace of its own: what one stands on, another
/// need not compile.
const FOLDERS: [&str; 3] = ["crate/core/fuzz", "crate/design/fuzz", "crate/worker/fuzz"];
/// Each target runs for so long, and one input for so long at most.
const SECONDS: u32 = 30;
const MOST_SECONDS: u32 = 120;

/// Checks that the targets compile, wherever cargo-fuzz is: with the versions of the repository's lock file, which are
/// compiled already.
pub(crate) fn check(root: &Path, steps: &mut Steps) -> Result<()> {
    for folder in FOLDERS {
        let to = root.join(folder).join("Cargo.lock");
        fs::copy(root.join("Cargo.lock"), &to)
            .with_context(|| format!("could not write {}", to.display()))?;
        let mut check = steps::cargo(root);
        check.args(["check", "--bins", "--manifest-path", &format!("{folder}/Cargo.toml")]);
        steps.run(&format!("fuzz targets of {folder}"), &mut check)?;
    }
    Ok(())
}

/// Builds the targets and runs each, beginning with the committed corpora, which stay as they are.
pub(crate) fn run(root: &Path, target_dir: &Path, steps: &mut Steps) -> Result<()> {
    if which("cargo-fuzz").is_none() {
        steps.skip("fuzz targets", "cargo-fuzz is not installed");
        return Ok(());
    }
    for folder in FOLDERS {
        let fuzz = |subcommand: &str| {
            let mut command = steps::cargo(root);
            // Coverage is counted by flags that rustc keeps for nightly.
            command.env("RUSTC_BOOTSTRAP", "1").env("CARGO_TARGET_DIR", target_dir.join("fuzz"));
            command.args(["fuzz", subcommand, "--fuzz-dir", folder, "--sanitizer", "none"]);
            command
        };
        steps.run(&format!("compile {folder}"), &mut fuzz("build"))?;
        for target in targets(root, folder)? {
            // What is found goes here first.
            let found = target_dir.join("fuzz").join("corpus").join(&target);
            fs::create_dir_all(&found)
                .with_context(|| format!("could not make {}", found.display()))?;
            let corpus = root.join(folder).join("corpus").join(&target);
            let mut command: Command = fuzz("run");
            command.arg(&target).arg(&found).arg(&corpus).arg("--");
            command.arg(format!("-max_total_time={SECONDS}"));
            command.arg(format!("-timeout={MOST_SECONDS}"));
            command.args(["-verbosity=0", "-print_final_stats=1"]);
            steps.run(&format!("fuzz {target}"), &mut command)?;
        }
    }
    Ok(())
}

/// Names of a folder's targets: of their files.
fn targets(root: &Path, folder: &str) -> Result<Vec<String>> {
    let folder = root.join(folder).join("fuzz_targets");
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
        let mut count = 0;
        for folder in FOLDERS {
            for target in targets(&root, folder).unwrap() {
                let corpus = root.join(folder).join("corpus").join(&target);
                let has_any = fs::read_dir(&corpus).is_ok_and(|mut files| files.next().is_some());
                assert!(has_any, "{target}");
                count += 1;
            }
        }
        assert!(count >= 5, "{count} targets");
    }

    /// A folder of targets that nothing runs would guard nothing; and the workspace would take it for a member.
    #[test]
    fn every_folder_of_targets_is_run() {
        let root = repository_root();
        let rooms = fs::read_dir(root.join("crate")).unwrap().flatten();
        let with_targets = rooms.filter(|room| room.path().join("fuzz/fuzz_targets").is_dir());
        let mut found: Vec<_> = with_targets
            .map(|room| format!("crate/{}/fuzz", room.file_name().to_string_lossy()))
            .collect();
        found.sort();
        assert_eq!(found, FOLDERS);
        let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
        for folder in FOLDERS {
            assert!(manifest.contains(&format!("\"{folder}\"")), "{folder} is not excluded");
        }
    }
}
