//! Where the things that are tested lie. Each can be said by a variable; each has a default; and
//! where it is missing the test fails with a word on what to do, because a test that skips proves
//! nothing.

use std::env;
use std::path::{Path, PathBuf};

/// The folder of the built page: `LIMNER_DIST`, or `dist/` in the workspace.
#[must_use]
pub fn dist() -> PathBuf {
    let folder = named("LIMNER_DIST").unwrap_or_else(|| workspace().join("dist"));
    assert!(
        folder.join("index.html").is_file(),
        "there is no built page in {}: run `cargo xtask build`, or set LIMNER_DIST to its folder",
        folder.display(),
    );
    folder
}

/// The native program: `LIMNER_BIN`, or what cargo built beside this test.
#[must_use]
pub fn limner() -> PathBuf {
    let program = named("LIMNER_BIN").unwrap_or_else(|| {
        // The test itself is target/<profile>/deps/outside-….
        let here = env::current_exe().expect("a test knows its own file");
        let profile = here.ancestors().nth(2).expect("target/<profile>/deps/…");
        profile.join("limner").with_extension(env::consts::EXE_EXTENSION)
    });
    assert!(
        program.is_file(),
        "there is no {}: run `cargo build --package limner-cli`, or set LIMNER_BIN to the program",
        program.display(),
    );
    program
}

/// Chromium's driver: `CHROMEDRIVER`, or `/usr/bin/chromedriver`.
#[must_use]
pub fn chromedriver() -> PathBuf {
    driver("CHROMEDRIVER", "/usr/bin/chromedriver", "install chromium-driver")
}

/// Firefox's driver: `GECKODRIVER`, or `/usr/bin/geckodriver`.
#[must_use]
pub fn geckodriver() -> PathBuf {
    driver("GECKODRIVER", "/usr/bin/geckodriver", "`cargo install geckodriver`")
}

fn driver(variable: &str, usual: &str, how: &str) -> PathBuf {
    let driver = named(variable).unwrap_or_else(|| usual.into());
    assert!(
        driver.is_file(),
        "there is no {}: {how}, or set {variable} to the program",
        driver.display(),
    );
    driver
}

/// Firefox: `FIREFOX`, or `/usr/bin/firefox-esr`.
#[must_use]
pub fn firefox() -> PathBuf {
    driver("FIREFOX", "/usr/bin/firefox-esr", "install firefox-esr")
}

/// Whether Firefox can't be had here: `LIMNER_WITHOUT_FIREFOX`, which `cargo xtask test` sets and says so.
#[must_use]
pub fn without_firefox() -> bool {
    env::var_os("LIMNER_WITHOUT_FIREFOX").is_some_and(|value| !value.is_empty())
}

/// The browser, where `CHROME` says which; otherwise its driver finds one.
#[must_use]
pub fn chrome() -> Option<PathBuf> {
    named("CHROME")
}

/// The folder for screenshots, made if need be: `LIMNER_SHOTS`. None are taken where it isn't set.
#[must_use]
pub fn shots() -> Option<PathBuf> {
    let folder = named("LIMNER_SHOTS")?;
    std::fs::create_dir_all(&folder)
        .unwrap_or_else(|error| panic!("cannot make {}: {error}", folder.display()));
    Some(folder)
}

/// A folder of data that lies beside these tests.
#[must_use]
pub fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// A path in a variable; relative ones count from the workspace, as they do where cargo is called.
fn named(variable: &str) -> Option<PathBuf> {
    let value = env::var_os(variable).filter(|value| !value.is_empty())?;
    Some(workspace().join(value))
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the workspace")
}
