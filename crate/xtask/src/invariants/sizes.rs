//! No file grows without a word on why, and no type beyond a bound.

use std::collections::BTreeMap;

use super::{files, read, rust_files};
use crate::config::repository_root;

/// Lines that a file may have without a word at its top on why it is longer.
const LINES: usize = 600;

/// What a longer file says in its module documentation, before the reason.
const LONG: &str = "Long because";

/// So many functions are too many for all inherent `impl`s of a type together.
const FUNCTIONS: usize = 40;

/// The name of the type whose inherent `impl` this line opens, if it does.
fn inherent(header: &str) -> Option<String> {
    let mut rest = header.strip_prefix("impl")?;
    if rest.starts_with('<') {
        let mut depth = 0;
        let end = rest.char_indices().find(|(_, c)| {
            depth += i32::from(*c == '<') - i32::from(*c == '>');
            depth == 0
        });
        rest = &rest[end?.0 + 1..];
    }
    let name = rest.split('{').next()?.trim();
    if name.split_whitespace().any(|word| word == "for") {
        return None;
    }
    let name = name.split(['<', ' ']).next()?;
    Some(name.rsplit("::").next()?.to_owned())
}

/// Whether this line begins a function of an `impl`, as rustfmt sets it.
fn is_function(line: &str) -> bool {
    let Some(line) = line.strip_prefix("    ").filter(|line| !line.starts_with(' ')) else {
        return false;
    };
    // `pub(crate) fn`: what stands in the brackets is no argument.
    let line =
        line.strip_prefix("pub(").map_or(line, |rest| rest.split_once(") ").map_or("", |(_, l)| l));
    let words = line.strip_prefix("pub ").unwrap_or(line).split_whitespace();
    let mut words = words.skip_while(|word| ["const", "async", "unsafe"].contains(word));
    words.next() == Some("fn")
}

/// Adds the functions of each type's inherent `impl`s in a file, its tests among them.
fn count(text: &str, functions: &mut BTreeMap<String, usize>) {
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if !line.starts_with("impl") {
            continue;
        }
        let mut header = line.to_owned();
        while !header.contains('{') {
            let Some(line) = lines.next() else { return };
            header = format!("{header} {}", line.trim());
        }
        if header.trim_end().ends_with('}') {
            continue;
        }
        let body = lines.by_ref().take_while(|line| *line != "}");
        let found = body.filter(|line| is_function(line)).count();
        if let Some(name) = inherent(&header) {
            *functions.entry(name).or_default() += found;
        }
    }
}

#[test]
fn long_files_say_why() {
    let mut paths = rust_files("crate");
    paths.extend(rust_files("tests"));
    files(&repository_root().join("www"), "js", &mut paths);
    for path in paths {
        let text = read(&path);
        let lines = text.lines().count();
        let says =
            text.lines().take_while(|line| line.starts_with("//!")).any(|l| l.contains(LONG));
        assert!(
            lines <= LINES || says,
            "{} has {lines} lines: split it, or say \"{LONG} …\" at its top",
            path.display()
        );
    }
}

#[test]
fn no_type_is_large() {
    let mut counted = 0;
    for (room, _) in super::ROOMS {
        let mut functions = BTreeMap::new();
        for path in rust_files(&format!("crate/{room}/src")) {
            count(&read(&path), &mut functions);
        }
        for (name, found) in functions {
            counted += found;
            assert!(
                found < FUNCTIONS,
                "{room}'s {name} has {found} functions: it is more than one thing"
            );
        }
    }
    assert!(counted > 1000, "only {counted} functions were found: has their form changed?");
}

#[test]
fn functions_are_counted_for_their_types() {
    let text = "impl<T: Into<u8>> a::Wide<T>\nwhere\n    T: Copy,\n{\n    fn one() {}\n\n    pub(crate) const fn two() {\n        \
                fn inner() {}\n    }\n    // fn no()\n}\n\nimpl Clone for Wide {\n    fn clone() {}\n}\n\nimpl Wide {}\nimpl Wide {\n    pub async fn three(f: fn(u8)) {\n    }\n    const F: fn() = g;\n}\n";
    let mut functions = BTreeMap::new();
    count(text, &mut functions);
    assert_eq!(functions, BTreeMap::from([("Wide".to_owned(), 3)]));
}
