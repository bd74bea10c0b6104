//! Which cargo and rustc build the page, and with which options. Three ways, in this order:
//! a rustc that already has the wasm32 standard library; rustup, asked to fetch it; and Debian's
//! `rustc-web` with its library sources, from which cargo builds the standard library itself.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::config::Config;
use crate::programs::{apt_install, which};
use crate::steps::{self, Steps};

const TARGET: &str = "wasm32-unknown-unknown";

/// The oldest rustc that builds the workspace, as `rust-version` in Cargo.toml has it.
const OLDEST: (u32, u32) = (1, 95);

/// Enough for a slow line; without a network rustup may otherwise retry for minutes.
const RUSTUP_LIMIT: Duration = Duration::from_secs(180);

/// What brings a wasm32-capable toolchain on Debian, linker included.
pub(crate) const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-19"];
/// What lints with that toolchain.
pub(crate) const DEBIAN_LINT_PACKAGES: [&str; 1] = ["rust-web-clippy"];

pub(crate) struct Toolchain {
    /// Which of the ways was taken, for messages.
    pub name: String,
    cargo: OsString,
    environment: Vec<(&'static str, OsString)>,
    /// Whether cargo has to build the standard library from its sources.
    builds_std: bool,
    folder: PathBuf,
    rustflags: String,
    root: PathBuf,
}

impl Toolchain {
    /// `cargo SUBCOMMAND` for wasm32, with everything set that this toolchain needs.
    pub(crate) fn cargo(&self, subcommand: &str) -> Command {
        let mut command = self.bare(subcommand);
        command.args(["--target", TARGET]);
        if self.builds_std {
            command.arg("-Zbuild-std=std,panic_abort");
        }
        if std::env::var_os("CI").is_some() {
            command.arg("--locked");
        }
        command
    }

    /// Asks for the version of this toolchain's clippy, which fails where it has none.
    pub(crate) fn clippy_version(&self) -> Command {
        let mut command = self.bare("clippy");
        command.arg("--version");
        command
    }

    fn bare(&self, subcommand: &str) -> Command {
        let mut command = Command::new(&self.cargo);
        steps::forget_cargo_run(&mut command);
        // Set by a wrapper or a rustup shim, these would bring the other toolchain back in.
        for name in ["RUSTC", "RUSTDOC", "RUSTC_WRAPPER", "CARGO_ENCODED_RUSTFLAGS", "CARGO"] {
            command.env_remove(name);
        }
        if self.builds_std {
            command.env_remove("RUSTUP_TOOLCHAIN").env_remove("LD_LIBRARY_PATH");
        }
        command.current_dir(&self.root).arg(subcommand);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.env("RUSTFLAGS", &self.rustflags).env("CARGO_TARGET_DIR", &self.folder);
        command
    }

    /// Where cargo leaves the artefacts of a profile.
    pub(crate) fn artefacts(&self, cargo_profile: &str) -> PathBuf {
        let folder = if cargo_profile == "dev" { "debug" } else { cargo_profile };
        self.folder.join(TARGET).join(folder)
    }

    pub(crate) fn builds_std(&self) -> bool {
        self.builds_std
    }
}

/// Finds a toolchain, or installs what is missing where that is allowed.
pub(crate) fn set_up(config: &Config, steps: &mut Steps) -> Result<Toolchain> {
    let toolchain = steps.time("find a wasm32 toolchain", || find(config))?;
    eprintln!("  {}", toolchain.name);
    if steps::capture(toolchain.cargo("fetch").arg("--offline")).is_err() {
        steps.run("fetch the crates", &mut toolchain.cargo("fetch")).context(
            "crates are missing here and could not be fetched: this needs a network once (check \
             the connection, or the proxy in ~/.cargo/config.toml), or edit Cargo.lock if it is \
             said to need an update",
        )?;
    }
    Ok(toolchain)
}

fn find(config: &Config) -> Result<Toolchain> {
    if let Some(found) = prebuilt(config) {
        return Ok(found);
    }
    if let Some(found) = debian(config) {
        return Ok(found);
    }
    let mut tried = Vec::new();
    if which("rustup").is_some() {
        eprintln!("  the wasm32 target is missing: rustup target add {TARGET}");
        let mut add = Command::new("rustup");
        if steps::succeeds_within(add.args(["target", "add", TARGET]), RUSTUP_LIMIT)
            && let Some(found) = prebuilt(config)
        {
            return Ok(found);
        }
        tried.push(format!("`rustup target add {TARGET}` failed (no network?)"));
    } else {
        tried.push("there is no rustup".to_owned());
    }
    match apt_install(&DEBIAN_PACKAGES) {
        Ok(()) => {
            if let Some(found) = debian(config) {
                return Ok(found);
            }
            tried.push(format!(
                "Debian's packages do not bring rustc {}.{} with its sources",
                OLDEST.0, OLDEST.1
            ));
        }
        Err(error) => tried.push(format!("{error:#}")),
    }
    bail!(
        "no toolchain for {TARGET}: {}.\n  Either install Rust by rustup (https://rustup.rs) and \
         run `rustup target add {TARGET}`,\n  or, on Debian, run as root: apt-get install {}",
        tried.join("; "),
        DEBIAN_PACKAGES.join(" ")
    )
}

/// The rustc that comes first on the PATH, if it has the target.
fn prebuilt(config: &Config) -> Option<Toolchain> {
    let rustc = which("rustc")?;
    let mut ask = Command::new(&rustc);
    ask.current_dir(&config.root).args(["--print", "sysroot"]);
    let sysroot = PathBuf::from(steps::capture(&mut ask).ok()?);
    let version = new_enough(&rustc, &config.root)?;
    if !sysroot.join("lib/rustlib").join(TARGET).join("lib").is_dir() {
        return None;
    }
    Some(Toolchain {
        name: format!("rustc {version} with the {TARGET} target"),
        cargo: std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
        environment: Vec::new(),
        builds_std: false,
        folder: config.target_dir().join("wasm"),
        rustflags: config.build.rustflags.join(" "),
        root: config.root.clone(),
    })
}

/// The distribution's rustc, which is not the one on the PATH where rustup is installed too.
fn debian(config: &Config) -> Option<Toolchain> {
    let (rustc, cargo) = (Path::new("/usr/bin/rustc"), Path::new("/usr/bin/cargo"));
    if !cargo.is_file() || is_rustup(rustc) {
        return None;
    }
    let version = new_enough(rustc, Path::new("/"))?;
    let sources = Path::new("/usr/lib/rustlib/src/rust/library/std");
    let linker = ["wasm-ld", "wasm-ld-22", "wasm-ld-21", "wasm-ld-20", "wasm-ld-19"]
        .into_iter()
        .find(|name| which(name).is_some())?;
    if !sources.is_dir() {
        return None;
    }
    Some(Toolchain {
        name: format!("the distribution's rustc {version}, building std from its sources"),
        cargo: cargo.into(),
        environment: vec![
            ("RUSTC", rustc.into()),
            ("RUSTDOC", "/usr/bin/rustdoc".into()),
            // -Zbuild-std is not stable yet.
            ("RUSTC_BOOTSTRAP", "1".into()),
            ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker.into()),
            // cargo looks for its subcommands along the PATH: its own clippy must come first.
            ("PATH", prepend_path("/usr/bin")),
        ],
        builds_std: true,
        folder: config.target_dir().join("wasm-std"),
        rustflags: config.build.rustflags.join(" "),
        root: config.root.clone(),
    })
}

/// The version of a rustc that is new enough to build this workspace.
fn new_enough(rustc: &Path, folder: &Path) -> Option<String> {
    let mut ask = Command::new(rustc);
    let text = steps::capture(ask.current_dir(folder).arg("--version")).ok()?;
    let version = parse_version(&text)?;
    if version < OLDEST {
        eprintln!("  {} is too old: {text}; {}.{} is needed", rustc.display(), OLDEST.0, OLDEST.1);
        return None;
    }
    text.split_whitespace().nth(1).map(str::to_owned)
}

fn parse_version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.split_whitespace().nth(1)?.split(['.', '-']);
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

fn is_rustup(rustc: &Path) -> bool {
    std::fs::canonicalize(rustc).is_ok_and(|file| file.ends_with("rustup"))
}

fn prepend_path(folder: &str) -> OsString {
    let mut path = OsString::from(folder);
    if let Some(rest) = std::env::var_os("PATH") {
        path.push(":");
        path.push(rest);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, repository_root};

    #[test]
    fn versions_of_rustc() {
        assert_eq!(parse_version("rustc 1.96.0 (ac68faa20 2026-05-25)"), Some((1, 96)));
        assert_eq!(parse_version("rustc 1.97.0-nightly (abc 2026-05-25)"), Some((1, 97)));
        assert_eq!(parse_version("gcc (Debian 12) 12"), None);
        assert!(parse_version("rustc 1.85.0").is_some_and(|version| version < OLDEST));
    }

    #[test]
    fn the_oldest_rustc_is_the_workspace_s() {
        let text = std::fs::read_to_string(repository_root().join("Cargo.toml")).expect("readable");
        let manifest: toml::Table = text.parse().expect("valid TOML");
        let version = manifest["workspace"]["package"]["rust-version"].as_str();
        assert_eq!(version, Some(format!("{}.{}", OLDEST.0, OLDEST.1).as_str()));
    }

    #[test]
    fn the_distribution_s_toolchain_shuts_rustup_out() {
        let config = Config::read(&repository_root()).expect("valid");
        let toolchain = Toolchain {
            name: String::new(),
            cargo: "cargo".into(),
            environment: vec![("RUSTC", "/usr/bin/rustc".into())],
            builds_std: true,
            folder: "t".into(),
            rustflags: config.build.rustflags.join(" "),
            root: config.root,
        };
        let command = toolchain.cargo("build");
        let variable = |name: &str| {
            command.get_envs().find(|(key, _)| *key == name).map(|(_, value)| value.is_some())
        };
        assert_eq!(variable("RUSTUP_TOOLCHAIN"), Some(false));
        assert_eq!(variable("RUSTC"), Some(true));
        assert_eq!(variable("RUSTFLAGS"), Some(true));
        assert!(command.get_args().any(|argument| argument == "-Zbuild-std=std,panic_abort"));
        assert_eq!(toolchain.artefacts("dev"), Path::new("t").join(TARGET).join("debug"));
    }
}
