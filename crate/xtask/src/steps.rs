//! Long jobs, one after the other: each says what it is before it starts and how long it took
//! after; the first that fails ends the run.

use std::io::ErrorKind;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};

/// What has been done so far, for the table at the end.
pub(crate) struct Steps {
    rows: Vec<Row>,
    started: Instant,
}

struct Row {
    name: String,
    duration: Duration,
    outcome: Outcome,
}

enum Outcome {
    Done,
    Failed,
    Skipped,
}

impl Steps {
    pub(crate) fn new() -> Steps {
        Steps { rows: Vec::new(), started: Instant::now() }
    }

    /// Does `work` as a named step.
    pub(crate) fn time<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        eprintln!("▸ {name} …");
        let started = Instant::now();
        let result = work();
        let duration = started.elapsed();
        let outcome = if result.is_ok() { Outcome::Done } else { Outcome::Failed };
        let mark = if result.is_ok() { "✓" } else { "✗" };
        eprintln!("{mark} {name}: {}", seconds(duration));
        self.rows.push(Row { name: name.to_owned(), duration, outcome });
        result
    }

    /// Runs a command as a named step; its output goes where ours goes.
    pub(crate) fn run(&mut self, name: &str, command: &mut Command) -> Result<()> {
        self.time(name, || run(command))
    }

    /// Notes that a step was left out, so that the table does not hide it.
    pub(crate) fn skip(&mut self, name: &str, why: &str) {
        eprintln!("– {name}: {why}");
        let name = format!("{name} ({why})");
        self.rows.push(Row { name, duration: Duration::ZERO, outcome: Outcome::Skipped });
    }

    pub(crate) fn table(&self) -> String {
        let total = Row {
            name: "total".to_owned(),
            duration: self.started.elapsed(),
            outcome: Outcome::Done,
        };
        let width = self.rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0).max(5);
        let mut table = String::new();
        for row in self.rows.iter().chain([&total]) {
            let (duration, note) = match row.outcome {
                Outcome::Done => (seconds(row.duration), ""),
                Outcome::Failed => (seconds(row.duration), "  FAILED"),
                Outcome::Skipped => ("skipped".to_owned(), ""),
            };
            table += &format!("{:<width$}  {duration:>9}{note}\n", row.name);
        }
        table
    }
}

/// Runs a command to its end, with its output going where ours goes.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().map_err(|error| not_started(command, error))?;
    check(command, status)
}

/// Runs a command and takes what it prints.
pub(crate) fn capture(command: &mut Command) -> Result<String> {
    let Output { status, stdout, stderr } =
        command.output().map_err(|error| not_started(command, error))?;
    if !status.success() {
        bail!("`{}` failed: {}", shown(command), String::from_utf8_lossy(&stderr).trim());
    }
    Ok(String::from_utf8_lossy(&stdout).trim().to_owned())
}

/// Runs a command that may hang where there is no network; false if it failed or took too long.
pub(crate) fn succeeds_within(command: &mut Command, limit: Duration) -> bool {
    let Ok(mut child) = command.spawn() else { return false };
    match wait_at_most(&mut child, limit) {
        Some(status) => status.success(),
        None => {
            // Already gone is as good as killed.
            let _ = child.kill();
            let _ = child.wait();
            false
        }
    }
}

/// cargo, as this program was started by it, without what cargo told this program about itself:
/// build scripts would take it for news and run again.
pub(crate) fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    forget_cargo_run(&mut command);
    command.current_dir(root);
    command
}

/// Removes the variables that `cargo run` sets for the program it runs.
pub(crate) fn forget_cargo_run(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let Some(text) = name.to_str() else { continue };
        let own = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_PRIMARY_", "CARGO_CRATE_"];
        if own.iter().any(|prefix| text.starts_with(prefix)) {
            command.env_remove(&name);
        }
    }
}

/// The native program, built for speed.
pub(crate) fn limner(root: &Path, subcommand: &str, arguments: &[String]) -> Result<()> {
    let mut command = cargo(root);
    command.args(["run", "--release", "-p", "limner-cli", "--manifest-path"]);
    command.arg(root.join("Cargo.toml"));
    if subcommand == "train" && arguments.iter().any(|argument| argument.ends_with("wgpu")) {
        // It takes some minutes more to compile.
        command.args(["--features", "wgpu"]);
    }
    command.args(["--", subcommand]).args(arguments);
    // Paths on the command line are relative to where the person stands.
    command.current_dir(std::env::current_dir()?);
    run(&mut command)
}

pub(crate) fn seconds(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{} min {:02} s", duration.as_secs() / 60, duration.as_secs() % 60)
    }
}

fn wait_at_most(child: &mut Child, limit: Duration) -> Option<ExitStatus> {
    let started = Instant::now();
    while started.elapsed() < limit {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    None
}

/// An error that names the command, where it ended badly.
pub(crate) fn check(command: &Command, status: ExitStatus) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    Err(anyhow!("`{}` failed ({status}); what it said is above", shown(command)))
}

/// Why a command could not be started, and whether its program is missing.
pub(crate) fn not_started(command: &Command, error: std::io::Error) -> anyhow::Error {
    let program = command.get_program().to_string_lossy().into_owned();
    let missing = error.kind() == ErrorKind::NotFound;
    let context = if missing {
        format!("`{program}` is not installed, or not on the PATH")
    } else {
        format!("could not start `{program}`")
    };
    Err::<(), _>(error).context(context).expect_err("an error was given")
}

fn shown(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        text += " ";
        text += &argument.to_string_lossy();
    }
    text
}
