//! Which programs this machine has, and how the distribution's packages and npm bring others.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail, ensure};

use crate::steps;

/// The first program of that name on the PATH.
pub(crate) fn which(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// The command that puts a package of npm's into `folder`, and takes away any other that was there.
pub(crate) fn npm_install(folder: &Path, package: &str) -> Command {
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--no-save", "--ignore-scripts"]);
    npm.arg("--prefix").arg(folder).arg(package);
    npm
}

/// Installs distribution packages: as root, or in CI where sudo asks for no password. Otherwise
/// the error says what to run.
pub(crate) fn apt_install(packages: &[&str]) -> Result<()> {
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
