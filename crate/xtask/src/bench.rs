//! `cargo xtask bench`: what Limner's own tables say, and whatever `cargo bench` knows.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::assets;
use crate::config::{Config, Profile};
use crate::setup;
use crate::steps::{Steps, cargo, run};

/// `bench paint` is the table of the brush's speed, `bench long` what long paintings take; anything else
/// goes to `cargo bench`.
pub fn bench(root: &Path, arguments: &[String]) -> Result<()> {
    match arguments.split_first().map(|(name, rest)| (name.as_str(), rest)) {
        Some(("paint", rest)) => {
            paint(root, rest)?;
            in_the_page(root)
        }
        Some(("long", [])) => {
            // One process each: what one has let go would be room for the other.
            long(root, &["--side", "1024", "--strokes", "5000"])?;
            long(root, &["--side", "4096", "--strokes", "1000"])
        }
        Some(("long", rest)) => long(root, rest),
        _ => {
            let mut command = cargo(root);
            command.args(["bench", "--workspace", "--exclude", "limner-tests", "--benches"]);
            run(command.args(arguments))
        }
    }
}

/// Limner's brush beside libmypaint's where that is installed.
fn paint(root: &Path, arguments: &[String]) -> Result<()> {
    let mut command = cargo(root);
    command.args(["run", "--release", "-p", "limner-bench"]);
    if has_libmypaint() {
        command.args(["--features", "libmypaint"]);
        // OpenMP reads it when the program starts; the program holds it to one thread as well.
        command.env("OMP_NUM_THREADS", "1");
    } else {
        eprintln!(
            "libmypaint is not installed, so only Limner's side is measured. \
             On Debian: apt-get install libmypaint-dev pkg-config"
        );
    }
    run(command.args(["--", "paint"]).args(arguments))
}

/// The last rows: the same strokes in the page, as it is published, and natively.
fn in_the_page(root: &Path) -> Result<()> {
    let Some(browser) = setup::installed_browser()? else {
        println!(
            "\nIn the page: not measured, for Chromium and its driver are not installed (or say \
             where they are: CHROME=… CHROMEDRIVER=…)."
        );
        return Ok(());
    };
    let dist = root.join("dist");
    assets::build(&Config::read(root)?, Profile::Release, &dist, &mut Steps::new())?;
    let mut command = cargo(root);
    command.args(["run", "--release", "-p", "limner-tests", "--example", "page_speed"]);
    command.env("LIMNER_DIST", &dist);
    run(command.env("CHROME", &browser.chrome).env("CHROMEDRIVER", &browser.driver))
}

fn long(root: &Path, arguments: &[impl AsRef<OsStr>]) -> Result<()> {
    let mut command = cargo(root);
    command.args(["run", "--release", "-p", "limner-bench", "--", "long"]);
    run(command.args(arguments))
}

fn has_libmypaint() -> bool {
    let mut command = Command::new("pkg-config");
    command.args(["--exists", "libmypaint"]).status().is_ok_and(|status| status.success())
}
