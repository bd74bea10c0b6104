//! Test programs, two at a time. Cargo runs them one after the other, and while one is at its last long test most cores
//! rest: that was a third of the time of all unit tests on two cores.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Mutex, PoisonError};

use anyhow::{Result, ensure};
use serde::Deserialize;

use crate::steps;

/// Programs that run at the same time.
const TOGETHER: usize = 2;

/// A program of tests that cargo has made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TestProgram {
    /// Its file.
    program: PathBuf,
    /// The folder of its package, in which cargo runs it.
    package: PathBuf,
    /// The source file that it begins with.
    source: PathBuf,
}

/// What cargo says of something that it has made, as far as it matters here.
#[derive(Deserialize)]
struct Made {
    executable: Option<PathBuf>,
    manifest_path: PathBuf,
    profile: MadeFor,
    target: MadeFrom,
}

#[derive(Deserialize)]
struct MadeFor {
    test: bool,
}

#[derive(Deserialize)]
struct MadeFrom {
    src_path: PathBuf,
}

/// Compiles what `command`, a `cargo test`, would run; what the compiler has to say goes where ours goes.
pub(crate) fn compile(command: &mut Command) -> Result<Vec<TestProgram>> {
    command.args(["--no-run", "--message-format", "json-render-diagnostics"]);
    command.stderr(Stdio::inherit());
    let Output { status, stdout, .. } =
        command.output().map_err(|error| steps::not_started(command, error))?;
    steps::check(command, status)?;
    let programs = programs(&String::from_utf8_lossy(&stdout));
    ensure!(!programs.is_empty(), "cargo names no test program");
    Ok(programs)
}

/// The test programs in cargo's messages, a line each.
fn programs(messages: &str) -> Vec<TestProgram> {
    let made = messages.lines().filter_map(|line| serde_json::from_str::<Made>(line).ok());
    let tests = made.filter(|made| made.profile.test);
    tests
        .filter_map(|Made { executable, manifest_path, target, .. }| {
            let package = manifest_path.parent()?.to_owned();
            Some(TestProgram { program: executable?, package, source: target.src_path })
        })
        .collect()
}

/// Runs all of them, with these variables beside ours. What each prints is shown when it ends; the error names those that
/// failed.
pub(crate) fn run(programs: &[TestProgram], root: &Path, variables: &[(&str, &str)]) -> Result<()> {
    // From the last: among cargo's first are those whose many tests fill the cores to the end.
    let waiting = Mutex::new(programs.iter().rev());
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..TOGETHER {
            scope.spawn(|| {
                loop {
                    let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
                    let Some(next) = next else { break };
                    let name = next.source.strip_prefix(root).unwrap_or(&next.source).display();
                    let is_good = show(&name.to_string(), next.command(variables).output());
                    if !is_good {
                        let mut failed = failed.lock().unwrap_or_else(PoisonError::into_inner);
                        failed.push(name.to_string());
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    ensure!(failed.is_empty(), "tests failed in {}; what they said is above", failed.join(", "));
    Ok(())
}

/// Shows what a program printed, in one piece; whether it ended well.
fn show(name: &str, ended: std::io::Result<Output>) -> bool {
    let mut out = std::io::stdout().lock();
    let said = match &ended {
        Ok(Output { stdout, stderr, .. }) => {
            format!("{}{}", String::from_utf8_lossy(stdout), String::from_utf8_lossy(stderr))
        }
        Err(error) => format!("could not be started: {error}\n"),
    };
    // Nobody is there to read where this fails.
    let _ = std::io::Write::write_all(&mut out, format!("     Running {name}\n{said}").as_bytes());
    ended.is_ok_and(|ended| ended.status.success())
}

impl TestProgram {
    fn command(&self, variables: &[(&str, &str)]) -> Command {
        let mut command = Command::new(&self.program);
        steps::forget_cargo_run(&mut command);
        command.current_dir(&self.package).env("CARGO_MANIFEST_DIR", &self.package);
        command.envs(variables.iter().copied());
        command
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn made(executable: &str, test: bool) -> String {
        format!(
            r#"{{"reason":"compiler-artifact","manifest_path":"/tmp/Cargo.toml","profile":{{"test":{test}}},"target":{{"src_path":"/tmp{executable}.rs"}},"executable":"{executable}"}}"#
        )
    }

    #[test]
    fn programs_of_tests_are_told_from_all_else_that_cargo_says() {
        let library = r#"{"reason":"compiler-artifact","manifest_path":"/tmp/Cargo.toml","profile":{"test":false},"target":{"src_path":"/tmp/lib.rs"},"executable":null}"#;
        let said = format!(
            "{library}\n{}\n{}\nno JSON\n{{\"reason\":\"build-finished\",\"success\":true}}\n",
            made("/bin/true", true),
            made("/bin/false", false),
        );
        let found = programs(&said);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].program, Path::new("/bin/true"));
        assert_eq!(found[0].package, Path::new("/tmp"));
    }

    #[test]
    fn all_run_and_those_that_fail_are_named() {
        let all = ["/bin/true", "/bin/false", "/bin/true", "/nowhere/at/all"];
        let all: Vec<String> = all.iter().map(|program| made(program, true)).collect();
        let programs = programs(&all.join("\n"));
        let error = run(&programs, Path::new("/tmp"), &[]).expect_err("two of them fail");
        let said = error.to_string();
        assert!(said.contains("bin/false.rs") && said.contains("nowhere/at/all.rs"), "{said}");
        assert!(!said.contains("bin/true.rs"), "{said}");
        run(&programs[..1], Path::new("/tmp"), &[]).expect("it does nothing, and that well");
    }
}
