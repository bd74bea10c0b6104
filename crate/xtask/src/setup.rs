//! What a fresh machine may lack besides a toolchain: room on the disk, a browser to test in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::steps;
use crate::toolchain::which;

/// A build from nothing fills about half of this; below it a build fails half-way with a message
/// of the linker's that says nothing about disks.
const ROOM_MIB: u64 = 4_000;

/// A browser and the program that drives it, of the same version.
pub struct Browser {
    pub chrome: PathBuf,
    pub driver: PathBuf,
}

/// Refuses to start a build that the disk has no room for; a folder with earlier outputs in it
/// needs less.
pub fn check_disk(target_dir: &Path) -> Result<()> {
    fs::create_dir_all(target_dir)
        .with_context(|| format!("could not make {}", target_dir.display()))?;
    let Ok(text) = steps::capture(Command::new("df").arg("-Pk").arg(target_dir)) else {
        return Ok(());
    };
    let Some(free_mib) = parse_df(&text) else { return Ok(()) };
    let warm = target_dir.join("xtask").is_dir();
    let needed_mib = if warm { ROOM_MIB / 4 } else { ROOM_MIB };
    ensure!(
        free_mib >= needed_mib,
        "{free_mib} MiB are free for {}, and a build needs about {needed_mib}: make room, or set \
         CARGO_TARGET_DIR to a folder on a larger disk",
        target_dir.display()
    );
    Ok(())
}

/// Chromium and its driver: those named by `CHROME` and `CHROMEDRIVER`, those on the PATH, or the
/// distribution's packages.
pub fn browser() -> Result<Browser> {
    if let Some(found) = find_browser()? {
        return Ok(found);
    }
    let asked = apt_install(&["chromium", "chromium-driver"]);
    if let (Ok(()), Some(found)) = (&asked, find_browser()?) {
        return Ok(found);
    }
    let why =
        asked.err().map_or_else(|| "it did not help".to_owned(), |error| format!("{error:#}"));
    bail!(
        "the browser tests need Chromium and its driver ({why}): install both, or say where they \
         are: CHROME=/path/to/chromium CHROMEDRIVER=/path/to/chromedriver cargo xtask test"
    )
}

/// Installs distribution packages: as root, or in CI where sudo asks for no password. Otherwise
/// the error says what to run.
pub fn apt_install(packages: &[&str]) -> Result<()> {
    let wanted = packages.join(" ");
    ensure!(which("apt-get").is_some(), "there is no apt-get to install {wanted}");
    let root = steps::capture(Command::new("id").arg("-u")).is_ok_and(|id| id == "0");
    let sudo = !root
        && std::env::var_os("CI").is_some()
        && steps::capture(Command::new("sudo").args(["-n", "true"])).is_ok();
    if !root && !sudo {
        bail!("not root, so please run: sudo apt-get install {wanted}");
    }
    let apt = |arguments: &[&str]| {
        let mut command = Command::new(if sudo { "sudo" } else { "apt-get" });
        if sudo {
            command.args(["-n", "apt-get"]);
        }
        command.env("DEBIAN_FRONTEND", "noninteractive").args(["-q", "-y"]).args(arguments);
        steps::run(&mut command)
    };
    eprintln!("  apt-get install {wanted}");
    let mut install = vec!["install", "--no-install-recommends"];
    install.extend(packages);
    // The package lists of a fresh machine are empty or old, but fetching them takes a while.
    apt(&install).or_else(|_| {
        eprintln!("  once more, with fresh package lists");
        apt(&["update"])?;
        apt(&install)
    })
}

fn find_browser() -> Result<Option<Browser>> {
    let chrome = program(
        "CHROME",
        &["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"],
    )?;
    let driver = program("CHROMEDRIVER", &["chromedriver"])?;
    Ok(chrome.zip(driver).map(|(chrome, driver)| Browser { chrome, driver }))
}

/// The program that a variable names, which then must exist, or the first of `names` on the PATH.
fn program(variable: &str, names: &[&str]) -> Result<Option<PathBuf>> {
    match std::env::var_os(variable).filter(|value| !value.is_empty()) {
        Some(value) => {
            let path = PathBuf::from(value);
            ensure!(path.is_file(), "{variable} is {}: there is no such file", path.display());
            Ok(Some(path))
        }
        None => Ok(names.iter().find_map(|name| which(name))),
    }
}

/// Free space in MiB, from what `df -Pk` prints.
fn parse_df(text: &str) -> Option<u64> {
    let free_kib: u64 = text.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()?;
    Some(free_kib / 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_space_is_the_fourth_column() {
        let text = "Filesystem 1024-blocks Used Available Capacity Mounted on\n\
                    /dev/vda 263994292 15000000 80740352 16% /";
        assert_eq!(parse_df(text), Some(78848));
        assert_eq!(parse_df("df: no such file"), None);
    }

    #[test]
    fn a_program_is_looked_for_under_each_of_its_names() {
        let shell = program("LIMNER_NO_SUCH_VARIABLE", &["no-such-shell", "sh"]).expect("no error");
        assert!(shell.is_some_and(|path| path.ends_with("sh")));
        assert!(program("LIMNER_NO_SUCH_VARIABLE", &["no-such"]).expect("no error").is_none());
        // PATH is a variable that is set and names no file.
        assert!(program("PATH", &["sh"]).is_err());
    }
}
