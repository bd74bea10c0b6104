//! The code map of ARCHITECTURE.md names what exists: its modules, files, types and functions.

use std::collections::BTreeSet;
use std::path::Path;

use super::{ROOMS, dependencies_and_features, files, read};
use crate::config::repository_root;

/// What a name of the code map may be, of one folder.
struct Folder {
    /// Paths below the folder, with and without `src/` and their endings.
    paths: BTreeSet<String>,
    /// The names of the folder's modules, files and folders alone.
    modules: BTreeSet<String>,
    /// Cargo features, if the folder is a crate's.
    features: BTreeSet<String>,
    source: String,
}

impl Folder {
    fn new(name: &str) -> Self {
        let root = repository_root();
        let folder = root.join(name);
        let mut found = Vec::new();
        for extension in ["rs", "js", "css", "wgsl", "html", "limner"] {
            files(&folder, extension, &mut found);
        }
        let (mut paths, mut modules, mut source) =
            (BTreeSet::new(), BTreeSet::new(), String::new());
        for path in &found {
            for part in path.ancestors().take_while(|part| **part != *folder) {
                let relative = part.strip_prefix(&folder).expect("it was found there");
                let module = relative.strip_prefix("src").unwrap_or(relative).with_extension("");
                for path in [relative, &module, part.strip_prefix(&root).expect("it lies here")] {
                    paths.insert(path.to_string_lossy().into_owned());
                }
                modules.extend(part.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
            }
            if path.extension().is_some_and(|extension| extension == "rs") {
                source += &read(path);
            }
        }
        let manifest = folder.join("Cargo.toml");
        let features = if manifest.is_file() {
            dependencies_and_features(&manifest).1
        } else {
            BTreeSet::new()
        };
        Self { paths, modules, features, source }
    }

    fn defines(&self, kinds: &[&str], name: &str) -> bool {
        kinds.iter().any(|kind| {
            self.source.match_indices(&format!("{kind} {name}")).any(|(at, found)| {
                let after = self.source[at + found.len()..].chars().next();
                !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
            })
        })
    }

    fn has_type(&self, name: &str) -> bool {
        self.defines(&["struct", "enum", "trait", "type"], name)
    }
}

/// What keeps a name from being true, if anything does. A name is a path (with `/` or an ending), a function
/// (`name()`), a type (`Name`), something of another crate (`room::name`), or else a module, a crate or a
/// feature. What has another form, a command or an option, is not looked at.
fn fault(folder: &Folder, name: &str) -> Option<String> {
    let is_word = |word: &str| {
        !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let fine = if let Some((room, item)) = name.split_once("::") {
        if !ROOMS.iter().any(|(known, _)| *known == room) {
            // A type's own, or a module's: the first of the two is what the folder must have.
            return fault(folder, room);
        }
        let other = Folder::new(&format!("crate/{room}"));
        let item = item.split("::").next().unwrap_or_default();
        other.modules.contains(item) || other.has_type(item)
    } else if let Some(function) = name.strip_suffix("()") {
        folder.defines(&["fn"], function)
    } else if name.contains(['/', '.'])
        && name.chars().all(|c| is_word(&c.to_string()) || "/.-".contains(c))
    {
        folder.paths.contains(name) || repository_root().join(name).exists()
    } else if is_word(name) && name.starts_with(|c: char| c.is_ascii_uppercase()) {
        folder.has_type(name)
    } else if is_word(name) {
        folder.modules.contains(name)
            || folder.features.contains(name)
            || ROOMS.iter().any(|(room, _)| *room == name)
    } else {
        true
    };
    (!fine).then(|| format!("there is no `{name}`"))
}

/// The folder that a part of the code map is about, from its heading.
fn folder_of(part: &str) -> Option<&str> {
    let name = part.lines().next()?.split('`').nth(1)?;
    Path::new(&repository_root().join(name)).is_dir().then_some(name)
}

#[test]
fn the_code_map_names_what_exists() {
    let text = read(&repository_root().join("ARCHITECTURE.md"));
    let map = text.split_once("\n## Code map\n").expect("it has a code map").1;
    let map = map.split_once("\n## ").expect("something follows it").0;
    let (mut folders, mut names) = (BTreeSet::new(), 0);
    for part in map.split("\n### ").skip(1) {
        let name = folder_of(part).unwrap_or_else(|| panic!("not a folder: {part}"));
        folders.insert(name);
        let folder = Folder::new(name);
        let (_, body) = part.split_once('\n').unwrap_or_default();
        // Whether guards exist is looked at elsewhere.
        for paragraph in body.split("\n\n").filter(|p| !p.contains(super::GUARD)) {
            for named in paragraph.split('`').skip(1).step_by(2) {
                names += 1;
                let fault = fault(&folder, named);
                assert_eq!(fault, None, "in {name}'s part of the code map: {paragraph}");
            }
        }
    }
    for (room, _) in ROOMS {
        assert!(
            folders.contains(&*format!("crate/{room}")),
            "the code map leaves crate/{room} out"
        );
    }
    assert!(names > 100, "only {names} names were found: has the map's form changed?");
}

#[test]
fn what_was_renamed_is_found() {
    let env = Folder::new("crate/env");
    for name in ["score", "layered_raster", "canvas_from_window()", "examples/steps.rs", "Scene"] {
        assert_eq!(fault(&env, name), None);
    }
    for name in ["lanes", "sheet", "fit", "canvas_of()", "examples/none.rs", "Sheet", "core::Sheet"]
    {
        assert!(fault(&env, name).is_some(), "{name} is taken for something");
    }
}
