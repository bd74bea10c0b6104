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
use crate::{setup, wasm};

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Formatting and lints, native and wasm
    Lint,
    /// Unit and property tests
    Unit,
    /// Build the page and test it in a browser
    Browser,
    /// The network natively on a graphics device; only when asked for, as it takes long to compile
    Device,
}

/// Runs all parts, or one, and prints what took how long, also when something failed.
pub fn run(root: &Path, only: Option<Part>) -> Result<()> {
    let mut steps = Steps::new();
    let result = run_parts(root, only, &mut steps);
    eprintln!("\n{}", steps.table());
    result
}

fn run_parts(root: &Path, only: Option<Part>, steps: &mut Steps) -> Result<()> {
    let wanted = |part| only.is_none_or(|only| only == part);
    let config = Config::read(root)?;
    setup::check_disk(&config.target_dir())?;
    if wanted(Part::Lint) {
        lint(&config, steps)?;
    }
    if wanted(Part::Unit) {
        unit(root, steps)?;
    }
    if wanted(Part::Browser) {
        browser(&config, steps)?;
    }
    if only == Some(Part::Device) {
        device(root, steps)?;
    }
    Ok(())
}

/// The tests within the crates. The renderer draws on a device where there is a Vulkan driver, or one
/// can be had; then a device that draws nothing, or other pixels than the CPU, is a failure.
fn unit(root: &Path, steps: &mut Steps) -> Result<()> {
    let mut test = steps::cargo(root);
    test.args(["test", "--workspace", "--exclude", "limner-tests"]).args(locked());
    test.args(["--features", "limner-core/parallel"]);
    match setup::vulkan() {
        Ok(driver) => {
            eprintln!("  the renderer is tested on a device: {} is there", driver.display());
            test.env("LIMNER_GPU", "required");
        }
        Err(error) => steps.skip("the renderer on a device", &format!("{error:#}")),
    }
    steps.run("unit and property tests", &mut test)
}

/// The network on a device beside flex. In a browser it is tested with all else.
fn device(root: &Path, steps: &mut Steps) -> Result<()> {
    let driver = setup::vulkan().context("no device to test on")?;
    eprintln!("  on the device of {}", driver.display());
    let mut test = steps::cargo(root);
    test.args(["test", "--package", "limner-agent", "--features", "wgpu", "--test", "wgpu"]);
    steps.run("the network on a device", test.args(locked()))
}

fn lint(config: &Config, steps: &mut Steps) -> Result<()> {
    let root = &config.root;
    steps
        .run("formatting", steps::cargo(root).args(["fmt", "--all", "--check"]))
        .context("`cargo fmt --all` puts it right")?;
    if which("typos").is_some() {
        steps.run("spelling", Command::new("typos").current_dir(root))?;
    } else {
        steps.skip("spelling", "typos is not installed");
    }
    if which("cargo-deny").is_some() {
        steps.run("licences and advisories", steps::cargo(root).args(["deny", "check"]))?;
    } else {
        steps.skip("licences and advisories", "cargo-deny is not installed");
    }
    let mut clippy = steps::cargo(root);
    clippy.args(["clippy", "--workspace", "--all-targets"]).args(locked());
    steps.run("clippy, native", clippy.args(["--", "-D", "warnings"]))?;

    let toolchain = toolchain::set_up(config, steps)?;
    let clippy = has_clippy(&toolchain);
    for (name, artefact) in &config.artefact {
        // The profile that is built later, so that build scripts and macros are compiled once.
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
    let dist = root.join("dist");
    assets::build(config, Profile::Release, Parts::All, &dist, steps)?;
    let mut build = steps::cargo(root);
    build.args(["build", "--package", "limner-cli"]).args(locked());
    steps.run("build the native program", &mut build)?;
    let limner = target_dir(root)
        .join("debug")
        .join("limner")
        .with_extension(std::env::consts::EXE_EXTENSION);
    ensure!(limner.is_file(), "cargo left no {}", limner.display());

    let mut test = steps::cargo(root);
    test.args(["test", "--package", "limner-tests"]).args(locked());
    test.env("LIMNER_DIST", &dist)
        .env("LIMNER_BIN", &limner)
        .env("CHROME", &browser.chrome)
        .env("CHROMEDRIVER", &browser.driver);
    steps.run("browser tests", &mut test)
}

/// In CI a build that would change Cargo.lock is a mistake.
fn locked() -> Option<&'static str> {
    std::env::var_os("CI").map(|_| "--locked")
}
