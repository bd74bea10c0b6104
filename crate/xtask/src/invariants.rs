//! Tests of what ARCHITECTURE.md promises of the whole repository and no compiler sees: who may depend on
//! whom, where floats may stand, how large a file or a type may be, that each promise names its guard, and that
//! the code map names what exists.

mod code_map;
mod glue;
mod limits;
mod sizes;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::config::repository_root;

/// Each room with the rooms that it may use outside its own tests.
const ROOMS: [(&str, &[&str]); 20] = [
    ("core", &[]),
    ("protocol", &["core"]),
    ("pictures", &["core", "protocol"]),
    ("env", &["core"]),
    ("nets", &[]),
    ("duet", &["core", "env", "nets"]),
    ("agent", &["core", "duet", "env"]),
    ("imagine", &["core", "env", "nets", "pictures"]),
    ("player", &["core"]),
    ("share", &["core"]),
    ("plotter", &["core", "env", "share"]),
    ("design", &["core"]),
    ("studio", &["core", "pictures", "protocol"]),
    ("worker", &["agent", "core", "env", "pictures", "protocol"]),
    ("render", &["core"]),
    (
        "web",
        &[
            "agent", "core", "design", "env", "imagine", "pictures", "plotter", "protocol",
            "render", "share", "studio", "worker",
        ],
    ),
    (
        "cli",
        &[
            "agent", "core", "design", "duet", "env", "imagine", "nets", "pictures", "plotter",
            "protocol", "render", "share", "studio", "worker",
        ],
    ),
    ("bench", &["core"]),
    ("serve", &[]),
    ("xtask", &["serve"]),
];

/// Libraries that one room alone may name, or two.
const OWNED: [(&str, &[&str]); 5] = [
    ("wasm-bindgen", &["web"]),
    ("js-sys", &["web"]),
    ("web-sys", &["web"]),
    ("burn", &["agent"]),
    ("wgpu", &["render"]),
];

/// How a paragraph of ARCHITECTURE.md begins that promises something, and how it names its guard.
const INVARIANT: &str = "**Architecture Invariant:**";
const GUARD: &str = "Guard:";

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The names of all dependencies in a manifest but those of its tests, and those of its features.
fn dependencies_and_features(manifest: &Path) -> (BTreeSet<String>, BTreeSet<String>) {
    let manifest: toml::Table = read(manifest).parse().expect("valid TOML");
    let targets = manifest.get("target").and_then(toml::Value::as_table);
    let of_targets = targets.into_iter().flat_map(|targets| targets.values());
    let of_targets = of_targets.filter_map(|target| target.get("dependencies"));
    let tables = manifest.get("dependencies").into_iter().chain(of_targets);
    let tables = tables.filter_map(toml::Value::as_table);
    let features = manifest.get("features").and_then(toml::Value::as_table);
    let features = features.into_iter().flat_map(|table| table.keys().cloned()).collect();
    (tables.flat_map(|table| table.keys().cloned()).collect(), features)
}

/// Every file below `folder` with this extension, generated and fetched ones left out.
fn files(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            if !["target", "dist", "node_modules"].contains(&name.as_str())
                && !name.starts_with('.')
            {
                files(&path, extension, found);
            }
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
}

fn rust_files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    files(&repository_root().join(folder), "rs", &mut found);
    found
}

/// The code of a file without its comments and its own tests, which stand last.
fn code(text: &str) -> String {
    let end = text.find("\n#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    let line = |line: &str| line.split("//").next().unwrap_or_default().to_owned();
    text[..end].lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn rooms_use_only_rooms_below_them() {
    let root = repository_root();
    let rooms: BTreeSet<String> = fs::read_dir(root.join("crate"))
        .expect("the crates lie in crate/")
        .flatten()
        .filter(|entry| entry.path().join("Cargo.toml").is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    let known: BTreeSet<String> = ROOMS.iter().map(|(room, _)| (*room).to_owned()).collect();
    assert_eq!(rooms, known, "a room that this table does not know, or knows no more");
    for (room, allowed) in ROOMS {
        let manifest = root.join("crate").join(room).join("Cargo.toml");
        for dependency in dependencies_and_features(&manifest).0 {
            if let Some(used) = dependency.strip_prefix("limner-") {
                assert!(allowed.contains(&used), "crate/{room} may not use limner-{used}");
            }
            for (library, owners) in OWNED {
                let fine = dependency != library || owners.contains(&room);
                assert!(fine, "crate/{room} may not name {library}: only {owners:?} may");
            }
        }
    }
}

/// What the page half is made of, as cargo resolves it: `web` itself may name the agent, for the worker half.
#[test]
fn the_page_half_links_no_network_and_no_planner() {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let linked = |feature: &str| {
        let tree = Command::new(&cargo)
            .current_dir(repository_root())
            .args(["tree", "--locked", "--package", "limner-web", "--no-default-features"])
            .args(["--features", feature, "--edges", "normal", "--prefix", "none"])
            .args(["--format", "{lib}"])
            .output()
            .expect("cargo is there, as it runs this test");
        assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
        let names = String::from_utf8(tree.stdout).expect("names are UTF-8");
        names.split_whitespace().map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let not_there = |names: &BTreeSet<String>| {
        ["burn", "limner_agent", "limner_env", "limner_worker", "wgpu"]
            .map(|name| !names.contains(name))
    };
    assert_eq!(not_there(&linked("page")), [true; 5]);
    // The other half has all but what draws, so that these are the names they have here.
    assert_eq!(not_there(&linked("worker")), [false, false, false, false, true]);
}

#[test]
fn no_floats_and_no_clock_between_the_log_and_the_pixels() {
    for path in rust_files("crate/core/src") {
        // Random strokes for tests are made of whatever proptest has.
        if path.ends_with("arbitrary.rs") {
            continue;
        }
        let code = code(&read(&path));
        for word in ["f32", "f64", "std::time", "Instant", "SystemTime"] {
            let stands = code
                .split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':')
                .any(|token| token == word || (word.contains("::") && token.starts_with(word)));
            assert!(!stands, "{} names {word}", path.display());
        }
    }
}

#[test]
fn in_the_page_half_the_document_alone_writes_the_log() {
    for path in rust_files("crate/studio/src").into_iter().chain(rust_files("crate/web/src")) {
        let code = code(&read(&path));
        let writes = ["painting.push(", "painting.push_all(", "painting_mut().push"]
            .iter()
            .any(|call| code.contains(call));
        let may = path.ends_with("studio/src/document.rs");
        assert!(may || !writes, "{} writes to a log", path.display());
    }
}

#[test]
fn every_invariant_names_a_guard_that_exists() {
    let root = repository_root();
    let text = read(&root.join("ARCHITECTURE.md"));
    let sources: Vec<String> = rust_files("crate")
        .into_iter()
        .chain(rust_files("tests"))
        .map(|path| read(&path))
        .collect();
    let mut count = 0;
    for paragraph in text.split("\n\n").filter(|paragraph| paragraph.starts_with(INVARIANT)) {
        count += 1;
        let (_, guards) =
            paragraph.split_once(GUARD).unwrap_or_else(|| panic!("no {GUARD:?} in: {paragraph}"));
        let named: Vec<&str> = guards.split('`').skip(1).step_by(2).collect();
        assert!(!named.is_empty(), "no guard is named in: {paragraph}");
        for guard in named {
            let function = format!("fn {guard}(");
            let exists = root.join(guard).exists()
                || sources.iter().any(|source| source.contains(&function));
            assert!(exists, "{guard} is neither a file nor a test, in: {paragraph}");
        }
    }
    assert!(count >= 10, "only {count} invariants were found: has their form changed?");
}
