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

/// The browser's driver: `CHROMEDRIVER`, or `/usr/bin/chromedriver`.
#[must_use]
pub fn chromedriver() -> PathBuf {
    let driver = named("CHROMEDRIVER").unwrap_or_else(|| "/usr/bin/chromedriver".into());
    assert!(
        driver.is_file(),
        "there is no {}: install chromium-driver, or set CHROMEDRIVER to the program",
        driver.display(),
    );
    driver
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
