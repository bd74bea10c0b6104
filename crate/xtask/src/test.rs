//! `cargo xtask test`: what must hold before a change is taken, in the order in which it is
//! quickest to hear that something does not.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use clap::ValueEnum;

use crate::assets::{self, Parts};
use crate::config::{Config, Profile, target_dir};
use crate::programs::{apt_install, which};
use crate::steps::{self, Steps};
use crate::toolchain::{self, Toolchain};
use crate::{fuzz, scripts, second_try, setup, side_by_side, wasm};

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Part {
    /// Formatting and lints, native and wasm
    Lint,
    /// Unit and property tests, and the fuzz targets where cargo-fuzz is installed
    Unit,
    /// Build the page and test it in a browser
    Browser,
    /// The network natively on a graphics device; only when asked for, as it takes long to compile
    Device,
    /// Build the page twice, the second time from nothing, and compare; only when asked for, as it takes long
    Twice,
}

/// How much is tested.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Scope {
    /// All that is asked of a change.
    Everything,
    /// What is quick to hear between edits: no wasm and no browser.
    Fast,
    /// One part alone.
    Only(Part),
}

impl Scope {
    fn has(self, part: Part) -> bool {
        match self {
            Scope::Everything => ![Part::Device, Part::Twice].contains(&part),
            Scope::Fast => [Part::Lint, Part::Unit].contains(&part),
            Scope::Only(only) => part == only,
        }
    }
}

/// Tests what is in scope, and prints what took how long, also when something failed.
pub(crate) fn run(root: &Path, scope: Scope) -> Result<()> {
    let mut steps = Steps::new();
    let result = run_parts(root, scope, &mut steps);
    eprintln!("\n{}", steps.table());
    result
}

fn run_parts(root: &Path, scope: Scope, steps: &mut Steps) -> Result<()> {
    let config = Config::read(root)?;
    setup::check_disk(&config.target_dir())?;
    if scope.has(Part::Lint) {
        lint(root, steps)?;
        if scope != Scope::Fast {
            lint_wasm(&config, steps)?;
        }
    }
    if scope.has(Part::Unit) {
        unit(root, steps)?;
        if scope != Scope::Fast {
            fuzz::run(root, &config.target_dir(), steps)?;
        }
    }
    if scope.has(Part::Browser) {
        browser(&config, steps)?;
    }
    if scope.has(Part::Device) {
        device(root, steps)?;
    }
    if scope.has(Part::Twice) {
        twice(root, config, steps)?;
    }
    Ok(())
}

/// Builds the page once with what was compiled before, and once from nothing and elsewhere: the same files come of it.
fn twice(root: &Path, config: Config, steps: &mut Steps) -> Result<()> {
    let folder = config.target_dir().join("twice");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)
            .with_context(|| format!("could not remove {}", folder.display()))?;
    }
    let dists = ["first", "second"].map(|name| folder.join(name));
    assets::build(&config, Profile::Release, Parts::All, &dists[0], steps)?;
    let elsewhere = Config { outputs: Some(folder.join("outputs")), ..config };
    assets::build(&elsewhere, Profile::Release, Parts::All, &dists[1], steps)?;
    let mut trees = [assets::Tree::new(), assets::Tree::new()];
    for (dist, tree) in dists.iter().zip(&mut trees) {
        assets::read_folder(dist, "", tree)?;
    }
    let [first, second] = trees;
    let other: Vec<&String> = first
        .keys()
        .chain(second.keys())
        .filter(|path| first.get(*path) != second.get(*path))
        .collect();
    ensure!(other.is_empty(), "two builds of {} differ in {other:?}", root.display());
    eprintln!("  {} files are the same, byte for byte", first.len());
    Ok(())
}

/// `cargo test` of the whole workspace but for this program, which was compiled by itself. Unit tests,
/// browser tests and what these run are all asked for in this way: another choice of packages would mean
/// other features of their dependencies, and those compiled once more.
fn workspace_test(root: &Path) -> Command {
    let mut test = steps::cargo(root);
    test.args(["test", "--workspace", "--exclude", "xtask"]).args(locked());
    test.args(["--features", "limner-core/parallel"]);
    test
}

/// The tests within the crates. The renderer draws on a device where there is a Vulkan driver, or one
/// can be had; then a device that draws nothing, or other pixels than the CPU, is a failure.
fn unit(root: &Path, steps: &mut Steps) -> Result<()> {
    let mut own = steps::cargo(root);
    own.args(["test", "--package", "xtask"]).args(locked());
    steps.run("tests of xtask", &mut own)?;
    // Examples are seen by clippy; here they would only be linked.
    let mut compile = workspace_test(root);
    compile.arg("--tests");
    let programs = steps.time("compile the unit tests", || side_by_side::compile(&mut compile))?;
    let mut variables = Vec::new();
    match setup::vulkan() {
        Ok(driver) => {
            eprintln!("  the renderer is tested on a device: {} is there", driver.display());
            variables.push(("LIMNER_GPU", "required"));
        }
        Err(error) => steps.skip("the renderer on a device", &format!("{error:#}")),
    }
    steps.time("unit and property tests", || side_by_side::run(&programs, root, &variables))?;
    steps.run("examples in the documentation", workspace_test(root).arg("--doc"))
}

/// The network on a device beside flex. In a browser it is tested with all else.
fn device(root: &Path, steps: &mut Steps) -> Result<()> {
    let driver = setup::vulkan().context("no device to test on")?;
    eprintln!("  on the device of {}", driver.display());
    let mut test = steps::cargo(root);
    test.args(["test", "--package", "limner-agent", "--features", "wgpu", "--test", "wgpu"]);
    steps.run("the network on a device", test.args(locked()))
}

fn lint(root: &Path, steps: &mut Steps) -> Result<()> {
    steps
        .run("formatting", steps::cargo(root).args(["fmt", "--all", "--check"]))
        .context("`cargo fmt --all` puts it right")?;
    if which("typos").is_some() {
        steps.run("spelling", Command::new("typos").current_dir(root))?;
    } else {
        steps.skip("spelling", "typos is not installed");
    }
    if which("cargo-deny").is_some() {
        // Not advisories: they come from the network, and turn up without any change of ours.
        let what = ["deny", "check", "bans", "licenses", "sources"];
        steps.run("licences and sources of crates", steps::cargo(root).args(what))?;
    } else {
        steps.skip("licences and sources of crates", "cargo-deny is not installed");
    }
    scripts::check_types(root, steps)?;
    // What is tested only when it is asked for by name is no part of all targets.
    for targets in [&["--all-targets"][..], &["--test", "outside"]] {
        let mut clippy = steps::cargo(root);
        clippy.args(["clippy", "--workspace"]).args(targets).args(locked());
        let what = format!("clippy, native: {}", targets.join(" "));
        steps.run(&what, clippy.args(["--", "-D", "warnings"]))?;
    }
    fuzz::check(root, steps)
}

fn lint_wasm(config: &Config, steps: &mut Steps) -> Result<()> {
    let toolchain = toolchain::set_up(config, steps)?;
    let clippy = has_clippy(&toolchain);
    for (name, artefact) in &config.artefact {
        // One profile for all: the standard library, build scripts and macros are compiled once, and the
        // latter serve the build too.
        let profile = &config.profile(Profile::Release).cargo_profile;
        let mut command = toolchain.cargo(if clippy { "clippy" } else { "check" });
        command.args(wasm::package_arguments(config, artefact)).args(["--profile", profile]);
        if clippy {
            command.args(["--", "-D", "warnings"]);
        }
        let kind = if clippy { "clippy" } else { "check (no clippy for this toolchain)" };
        steps.run(&format!("{kind}, wasm: {name}"), &mut command)?;
    }
    Ok(())
}

/// Debian packs clippy apart from rustc: fetched where that may be done, and done without else.
fn has_clippy(toolchain: &Toolchain) -> bool {
    let there = || steps::capture(&mut toolchain.clippy_version()).is_ok();
    there()
        || (toolchain.builds_std()
            && apt_install(&toolchain::DEBIAN_LINT_PACKAGES).is_ok()
            && there())
}

/// Builds the page as it is published and drives it in a browser. The tests are told by variables
/// where everything is.
fn browser(config: &Config, steps: &mut Steps) -> Result<()> {
    let root = &config.root;
    let browser = steps.time("find a browser and its driver", setup::browser)?;
    let firefox = setup::firefox();
    if let Err(error) = &firefox {
        steps.skip("browser tests in Firefox", &format!("{error:#}"));
    }
    let dist = root.join("dist");
    assets::build(config, Profile::Release, Parts::All, &dist, steps)?;
    // The test named `train` is the native program's own: with it cargo makes the program.
    let mut compile = workspace_test(root);
    compile.args(["--no-run", "--test", "train", "--test", "outside"]);
    steps.run("compile the browser tests and the native program", &mut compile)?;
    let limner = target_dir(root)
        .join("debug")
        .join("limner")
        .with_extension(std::env::consts::EXE_EXTENSION);
    ensure!(limner.is_file(), "cargo left no {}", limner.display());

    let temporary = setup::temporary();
    second_try::run("browser tests", steps, || {
        let mut test = workspace_test(root);
        test.args(["--test", "outside"]);
        test.env("LIMNER_DIST", &dist)
            .env("LIMNER_BIN", &limner)
            .env("CHROME", &browser.chrome)
            .env("CHROMEDRIVER", &browser.driver)
            .env("TMPDIR", &temporary)
            // One more than browsers at a time: what drives none runs beside them.
            .env("RUST_TEST_THREADS", "4");
        match &firefox {
            Ok(found) => test.env("FIREFOX", &found.firefox).env("GECKODRIVER", &found.driver),
            Err(_) => test.env("LIMNER_WITHOUT_FIREFOX", "yes"),
        };
        test
    })
}

/// In CI a build that would change Cargo.lock is a mistake.
fn locked() -> Option<&'static str> {
    std::env::var_os("CI").map(|_| "--locked")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_round_has_no_wasm_and_no_browser_and_the_whole_one_all_but_the_device() {
        let parts = [Part::Lint, Part::Unit, Part::Browser, Part::Device];
        assert_eq!(parts.map(|part| Scope::Fast.has(part)), [true, true, false, false]);
        assert_eq!(parts.map(|part| Scope::Everything.has(part)), [true, true, true, false]);
        assert!(Scope::Only(Part::Twice).has(Part::Twice) && !Scope::Everything.has(Part::Twice));
        let only = Scope::Only(Part::Device);
        assert_eq!(parts.map(|part| only.has(part)), [false, false, false, true]);
    }
}
