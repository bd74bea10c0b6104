//! `cargo xtask bench`: what Limner's own tables say, and whatever `cargo bench` knows.

use std::ffi::OsStr;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::assets::{self, Parts};
use crate::config::{Config, Profile};
use crate::programs::which;
use crate::steps::{Steps, cargo, run};
use crate::{setup, toolchain};

/// `bench paint` is the table of the brush's speed, `bench long` what long paintings take, `bench work` what every
/// kind of brush takes beside what it is charged, `bench link` how long links are and what makes them short costs,
/// `bench geometrize` the painter beside Geometrize, `bench partner` its pace in the page, `bench soak` a long sitting in
/// the page; anything else goes to `cargo bench`.
pub(crate) fn bench(root: &Path, arguments: &[String]) -> Result<()> {
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
        Some(("work", rest)) => work(root, rest),
        Some(("link", rest)) => {
            if rest.is_empty() {
                bail!("say which pictures: cargo xtask bench link FOLDER… [--every K]");
            }
            let mut command = cargo(root);
            command.args(["run", "--release", "-p", "limner-cli", "--", "links"]);
            run(command.args(rest))
        }
        Some(("geometrize", rest)) => geometrize(root, rest),
        Some(("partner", [])) => example(root, "partner_speed", &chromium()?, &[]),
        Some(("soak", [])) => example(root, "soak", &chromium()?, &[]),
        Some(("soak", [strokes])) => {
            example(root, "soak", &chromium()?, &[("SOAK_STROKES", Path::new(strokes))])
        }
        _ => {
            let mut command = cargo(root);
            command.args(["bench", "--workspace", "--exclude", "limner-tests", "--benches"]);
            run(command.args(arguments))
        }
    }
}

/// The browser that the page is measured in.
fn chromium() -> Result<setup::Browser> {
    setup::installed_browser()?.context(
        "Chromium and its driver are not installed (or say where they are: CHROME=… CHROMEDRIVER=…)",
    )
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
    example(root, "page_speed", &browser, &[])
}

/// Runs a measurement of `tests/examples` in the page as it is published.
fn example(
    root: &Path,
    name: &str,
    browser: &setup::Browser,
    variables: &[(&str, &Path)],
) -> Result<()> {
    let dist = root.join("dist");
    assets::build(&Config::read(root)?, Profile::Release, Parts::All, &dist, &mut Steps::new())?;
    let mut command = cargo(root);
    command.args(["run", "--release", "-p", "limner-tests", "--example", name]);
    command.envs(variables.iter().copied()).env("LIMNER_DIST", &dist);
    run(command.env("CHROME", &browser.chrome).env("CHROMEDRIVER", &browser.driver))
}

/// What every kind of brush takes beside its charge: natively, and in WebAssembly where Node is there to run it.
fn work(root: &Path, arguments: &[String]) -> Result<()> {
    let mut command = cargo(root);
    command.args(["run", "--release", "-p", "limner-bench", "--", "work"]).args(arguments);
    if let Some(times) = work_in_wasm(root)? {
        command.arg("--wasm").arg(times);
    }
    run(&mut command)
}

/// The file of what every kind of brush takes in WebAssembly, compiled as the page half is and run by Node, whose
/// engine is Chromium's.
fn work_in_wasm(root: &Path) -> Result<Option<PathBuf>> {
    let Some(node) = which("node") else {
        eprintln!("Node.js is not installed, so only what runs natively is measured");
        return Ok(None);
    };
    let (config, mut steps) = (Config::read(root)?, Steps::new());
    let toolchain = toolchain::set_up(&config, &mut steps)?;
    let profile = &config.profile(Profile::Release).cargo_profile;
    let mut compile = toolchain.cargo("rustc");
    compile.args(["-p", "limner-bench", "--lib", "--no-default-features"]);
    compile.args(["--crate-type", "cdylib", "--profile", profile]);
    steps.run("compile the kinds of brush for WebAssembly", &mut compile)?;
    let module = toolchain.artefacts(profile).join("limner_bench.wasm");
    let times = config.target_dir().join("xtask").join("work-in-wasm.txt");
    let file = File::create(&times).with_context(|| format!("cannot write {}", times.display()))?;
    let mut measure = Command::new(node);
    measure.arg(root.join("crate/bench/work.mjs")).arg(module).arg(WASM_ROUNDS).stdout(file);
    steps.run("draw every kind of brush in WebAssembly", &mut measure)?;
    Ok(Some(times))
}

/// Measurements of each kind of brush in WebAssembly at least, of which the mean counts.
const WASM_ROUNDS: &str = "3";

fn long(root: &Path, arguments: &[impl AsRef<OsStr>]) -> Result<()> {
    let mut command = cargo(root);
    command.args(["run", "--release", "-p", "limner-bench", "--", "long"]);
    run(command.args(arguments))
}

/// The JavaScript packages that the painter is set beside, and what reads their pictures.
const GEOMETRIZE: &str = "geometrizejs@0.0.19";
const PNG: &str = "pngjs@7.0.0";

/// The painter beside Geometrize on a folder of pictures: natively against Node, and both in the page.
fn geometrize(root: &Path, folders: &[String]) -> Result<()> {
    if folders.is_empty() {
        bail!("say which pictures: cargo xtask bench geometrize FOLDER… [--every K]");
    }
    let place = root.join("target/geometrize");
    let targets = place.join("targets");
    std::fs::create_dir_all(&targets)
        .with_context(|| format!("cannot make {}", targets.display()))?;
    if !place.join("node_modules/geometrizejs").is_dir() {
        eprintln!("fetching {GEOMETRIZE} and {PNG} from npm into {}", place.display());
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-save", "--no-audit", "--no-fund", "--prefix"]).arg(&place);
        run(npm.args([GEOMETRIZE, PNG])).context(
            "Geometrize could not be fetched: install Node.js with npm (on Debian: apt-get install \
             nodejs npm), and see that its registry can be reached",
        )?;
        std::fs::write(place.join("package.json"), "{}")
            .with_context(|| format!("cannot write into {}", place.display()))?;
    }
    let eval = |arguments: &[&OsStr]| {
        let mut command = cargo(root);
        command.args(["run", "--release", "-p", "limner-cli", "--", "eval"]).args(folders);
        run(command.args(arguments))
    };
    eval(&["--targets".as_ref(), targets.as_ref()])?;
    eprintln!("Geometrize draws natively, in Node; it takes some seconds a picture");
    let mut node = Command::new("node");
    node.arg(root.join("crate/bench/geometrize/run.mjs")).arg(&targets);
    node.arg(targets.join("names.json")).arg("50,200").current_dir(&place);
    let table = node.stderr(Stdio::inherit()).output().context("Node could not be started")?;
    if !table.status.success() {
        bail!("Geometrize failed in Node ({})", table.status);
    }
    let csv = place.join("geometrize.csv");
    std::fs::write(&csv, table.stdout)
        .with_context(|| format!("cannot write {}", csv.display()))?;
    eval(&["--painter".as_ref(), "quick,planner".as_ref(), "--peer".as_ref(), csv.as_ref()])?;

    let Some(browser) = setup::installed_browser()? else {
        println!("\nIn the page: not measured, for Chromium and its driver are not installed.");
        return Ok(());
    };
    let engine = place.join("node_modules/geometrizejs/dist/src/geometrize.js");
    example(root, "geometrize", &browser, &[("TARGETS", &targets), ("GEOMETRIZE", &engine)])
}

fn has_libmypaint() -> bool {
    let mut command = Command::new("pkg-config");
    command.args(["--exists", "libmypaint"]).status().is_ok_and(|status| status.success())
}
