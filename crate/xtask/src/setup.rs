//! What a fresh machine may lack besides a toolchain: room on the disk, a browser to test in, a
//! Vulkan driver to draw with.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::programs::{apt_install, which};
use crate::steps;

/// A build from nothing fills about half of this; below it a build fails half-way with a message
/// of the linker's that says nothing about disks.
const ROOM_MIB: u64 = 4_000;
/// What the profiles of a few browsers at a time need, with the films and pages that they save.
const TEMPORARY_MIB: u64 = 4_000;

/// Where Vulkan's loader looks for descriptions of drivers.
const VULKAN_DRIVERS: [&str; 3] =
    ["/usr/share/vulkan/icd.d", "/usr/local/share/vulkan/icd.d", "/etc/vulkan/icd.d"];
/// The loader, and Mesa's drivers: lavapipe among them, which draws on the CPU where there is no
/// graphics card.
const VULKAN_PACKAGES: [&str; 2] = ["libvulkan1", "mesa-vulkan-drivers"];

/// A browser and the program that drives it, of the same version.
pub(crate) struct Browser {
    pub chrome: PathBuf,
    pub driver: PathBuf,
}

/// The other browser that pages are tested in, and the program that drives it.
pub(crate) struct Firefox {
    pub firefox: PathBuf,
    pub driver: PathBuf,
}

/// Refuses to start a build that the disk has no room for; a folder with earlier outputs in it
/// needs less.
pub(crate) fn check_disk(target_dir: &Path) -> Result<()> {
    fs::create_dir_all(target_dir)
        .with_context(|| format!("could not make {}", target_dir.display()))?;
    let Some(free_mib) = free_mib(target_dir) else { return Ok(()) };
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

/// Free room where a folder is; `None` where the system doesn't tell.
fn free_mib(folder: &Path) -> Option<u64> {
    parse_df(&steps::capture(Command::new("df").arg("-Pk").arg(folder)).ok()?)
}

/// Where what is temporary lies while browsers are tested: in memory where there is room, as each browser makes some
/// hundred files that nobody needs a minute later. On a disk that is an eighth of the processor's time.
pub(crate) fn temporary() -> PathBuf {
    let in_memory = Path::new("/dev/shm");
    let has_room = free_mib(in_memory) >= Some(TEMPORARY_MIB);
    if has_room { in_memory.to_owned() } else { std::env::temp_dir() }
}

/// Chromium and its driver: those named by `CHROME` and `CHROMEDRIVER`, those on the PATH, or the
/// distribution's packages.
pub(crate) fn browser() -> Result<Browser> {
    if let Some(found) = installed_browser()? {
        return Ok(found);
    }
    let asked = apt_install(&["chromium", "chromium-driver"]);
    if let (Ok(()), Some(found)) = (&asked, installed_browser()?) {
        return Ok(found);
    }
    let why =
        asked.err().map_or_else(|| "it did not help".to_owned(), |error| format!("{error:#}"));
    bail!(
        "the browser tests need Chromium and its driver ({why}): install both, or say where they \
         are: CHROME=/path/to/chromium CHROMEDRIVER=/path/to/chromedriver cargo xtask test"
    )
}

/// Firefox and its driver: those named by `FIREFOX` and `GECKODRIVER`, those on the PATH, or the distribution's package
/// for the browser. The driver is packed by few: `.ci/run` installs it.
pub(crate) fn firefox() -> Result<Firefox> {
    let driver = program("GECKODRIVER", &["geckodriver"])?
        .context("its driver is not installed: cargo install geckodriver --locked")?;
    let installed = || program("FIREFOX", &["firefox-esr", "firefox"]);
    let firefox = match installed()? {
        Some(found) => found,
        None => {
            apt_install(&["firefox-esr"])?;
            installed()?.context("the package left no firefox-esr on the PATH")?
        }
    };
    Ok(Firefox { firefox, driver })
}

/// Sees that there is a Vulkan driver, be it one in software: the description of one that is there, or
/// that the distribution's packages brought. Without it the renderer's shaders are checked and nothing
/// is drawn with them.
pub(crate) fn vulkan() -> Result<PathBuf> {
    if let Some(driver) = vulkan_driver(&VULKAN_DRIVERS) {
        return Ok(driver);
    }
    eprintln!("  no Vulkan driver is installed: Mesa's draw in software too");
    apt_install(&VULKAN_PACKAGES)?;
    let folders = VULKAN_DRIVERS.join(", ");
    vulkan_driver(&VULKAN_DRIVERS)
        .with_context(|| format!("the packages left no driver in {folders}"))
}

/// The description of a driver in one of these folders; rather that of lavapipe, which needs no
/// hardware.
fn vulkan_driver(folders: &[impl AsRef<Path>]) -> Option<PathBuf> {
    let files = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
    let descriptions = files.map(|file| file.path()).filter(|file| {
        file.extension().is_some_and(|extension| extension == "json") && file.is_file()
    });
    let hardware = |file: &PathBuf| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        !name.starts_with("lvp_icd")
    };
    descriptions.min_by_key(|file| (hardware(file), file.clone()))
}

/// The browser and the driver that are there: named by `CHROME` and `CHROMEDRIVER`, or on the PATH.
pub(crate) fn installed_browser() -> Result<Option<Browser>> {
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
    fn a_driver_is_a_description_and_one_in_software_comes_first() {
        let folder = std::env::temp_dir().join(format!("limner-vulkan-{}", std::process::id()));
        let folders = [Path::new("/no/such/folder"), &folder];
        fs::create_dir_all(&folder).expect("a folder of our own");
        assert_eq!(vulkan_driver(&folders), None);
        for (name, found) in [
            ("README.txt", None),
            ("intel_icd.x86_64.json", Some("intel_icd.x86_64.json")),
            ("lvp_icd.x86_64.json", Some("lvp_icd.x86_64.json")),
            ("nvidia_icd.json", Some("lvp_icd.x86_64.json")),
        ] {
            fs::write(folder.join(name), "{}").expect("a file in a folder of our own");
            assert_eq!(vulkan_driver(&folders), found.map(|name| folder.join(name)));
        }
        fs::remove_dir_all(&folder).expect("it is still there");
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
