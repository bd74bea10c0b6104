//! Tests in a browser, with a second try for a few.
//!
//! Such a test waits on several programs at once, and one in some hundreds fails on a busy machine without any fault in
//! the page. Which ones failed stays in the table, marked as failed, so that a race is seen and mended; but where the same
//! tests pass when they run again by themselves, the run goes on. Many failures are no race, and get no second try.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::steps::{self, Steps};

/// Most tests that get a second try.
const FEW: usize = 3;

/// Runs tests as a named step, and those that failed once more, if they are few. `command` makes the command anew, up to
/// and without the `--` before what the tests themselves are told.
pub(crate) fn run(name: &str, steps: &mut Steps, command: impl Fn() -> Command) -> Result<()> {
    run_telling(&mut std::io::stdout(), name, steps, command)
}

fn run_telling(
    out: &mut dyn Write,
    name: &str,
    steps: &mut Steps,
    command: impl Fn() -> Command,
) -> Result<()> {
    let mut failed = Vec::new();
    let Err(first) = steps.time(name, || listen(&mut command(), out, &mut failed)) else {
        return Ok(());
    };
    if failed.is_empty() || failed.len() > FEW {
        return Err(first);
    }
    let mut again = command();
    again.args(["--", "--exact"]).args(&failed);
    let name = format!("{name}, a second try for {}", failed.join(", "));
    steps.time(&name, || listen(&mut again, out, &mut Vec::new()))
}

/// Runs tests, passes on what they print, and collects the names of those that failed.
fn listen(command: &mut Command, out: &mut dyn Write, failed: &mut Vec<String>) -> Result<()> {
    let mut child = match command.stdout(Stdio::piped()).spawn() {
        Ok(child) => child,
        Err(error) => return Err(steps::not_started(command, error)),
    };
    let Some(stdout) = child.stdout.take() else { bail!("the tests have no output") };
    for line in BufReader::new(stdout).lines() {
        let line = line?;
        failed.extend(failed_test(&line).map(str::to_owned));
        writeln!(out, "{line}")?;
    }
    steps::check(command, child.wait()?)
}

/// The test that a line of the test harness's says has failed.
fn failed_test(line: &str) -> Option<&str> {
    line.strip_prefix("test ")?.strip_suffix(" ... FAILED")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A program that stands for the tests. What it is told comes from `$0` on.
    fn shell(script: &str) -> Command {
        let mut shell = Command::new("sh");
        shell.args(["-c", script]);
        shell
    }

    const ONE_FAILS: &str = "[ \"$1\" = --exact ] && exit 0; echo 'test a::b ... FAILED'; exit 101";

    #[test]
    fn a_failed_test_is_known_by_its_line() {
        assert_eq!(failed_test("test keys::redo ... FAILED"), Some("keys::redo"));
        assert_eq!(failed_test("test keys::redo ... ok"), None);
        assert_eq!(failed_test("test result: FAILED. 1 passed; 1 failed"), None);
    }

    #[test]
    fn what_passes_again_passes_and_stays_in_the_table_as_failed() {
        let mut steps = Steps::new();
        run_telling(&mut std::io::sink(), "browser tests", &mut steps, || shell(ONE_FAILS))
            .expect("it passes when asked again");
        let table = steps.table();
        assert_eq!(table.matches("FAILED").count(), 1, "{table}");
        assert!(table.contains("a second try for a::b"), "{table}");
    }

    #[test]
    fn what_fails_twice_many_and_what_fails_without_a_name_fail() {
        for script in [
            "echo 'test a::b ... FAILED'; exit 101",
            "[ \"$1\" = --exact ] && exit; for n in 1 2 3 4; do echo \"test a::$n ... FAILED\"; done; exit 1",
            "exit 101",
        ] {
            let mut steps = Steps::new();
            let result =
                run_telling(&mut std::io::sink(), "browser tests", &mut steps, || shell(script));
            assert!(result.is_err(), "{script}");
        }
    }
}
