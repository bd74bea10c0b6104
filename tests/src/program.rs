//! The native program, at work in a folder of its own.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::places;

/// A folder with files, in which the program is run.
#[derive(Debug)]
pub struct Desk {
    folder: TempDir,
}

impl Desk {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self { folder: TempDir::new().expect("a folder") }
    }

    /// Puts a file there, in folders that are made; returns it for another.
    #[must_use]
    pub fn with(self, name: &str, bytes: &[u8]) -> Self {
        let file = self.path(name);
        std::fs::create_dir_all(file.parent().expect("it lies in the desk")).expect("a folder");
        std::fs::write(file, bytes).expect("a file in a folder of our own");
        self
    }

    /// Where a file lies.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What a file holds.
    #[must_use]
    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The program with these arguments, ready to be run there.
    #[must_use]
    pub fn limner(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(places::limner());
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    fn output(&self, arguments: &[&str]) -> Output {
        let output = self.limner(arguments).output();
        output.unwrap_or_else(|error| panic!("cannot run limner: {error}"))
    }

    /// The program must succeed; what it said on both streams.
    pub fn succeeds(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        let words = [output.stdout, output.stderr].concat();
        let words = String::from_utf8_lossy(&words).into_owned();
        let asked = arguments.join(" ");
        assert!(output.status.success(), "`limner {asked}` failed: {words}");
        assert!(!words.contains("NaN"), "`limner {asked}` counts wrongly: {words}");
        words
    }

    /// The program must fail, say of which file or number it speaks, in one line of its own, and leave the
    /// folder as it was.
    pub fn refuses(&self, arguments: &[&str], names: &str) {
        let before = self.files();
        let output = self.output(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        let asked = arguments.join(" ");
        assert_eq!(
            output.status.code().map(|code| code != 0),
            Some(true),
            "`limner {asked}`: {said}"
        );
        assert!(said.contains(names), "`limner {asked}` does not name {names}: {said}");
        assert!(!said.contains("panicked"), "`limner {asked}` panicked: {said}");
        // The parser of arguments adds how they are used.
        let own = !said.contains("Usage:") && !said.contains("--help");
        let lines: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
        assert!(!own || lines.len() == 1, "`limner {asked}` says it in many lines: {said}");
        assert!(said.starts_with("error: "), "`limner {asked}` says no error: {said}");
        assert_eq!(self.files(), before, "`limner {asked}` left something behind");
    }

    /// Every file and folder there.
    #[must_use]
    pub fn files(&self) -> BTreeSet<PathBuf> {
        fn walk(folder: &Path, found: &mut BTreeSet<PathBuf>) {
            for entry in std::fs::read_dir(folder).expect("a folder of our own") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    walk(&path, found);
                }
                found.insert(path);
            }
        }
        let mut found = BTreeSet::new();
        walk(self.folder.path(), &mut found);
        found
    }
}

impl Default for Desk {
    fn default() -> Self {
        Self::new()
    }
}
