//! The limits that docs/SAFETY.md names for what comes in from outside are there.

use super::{read, rust_files};
use crate::config::repository_root;

/// The names of constants that the rows of a table speak of.
fn named(text: &str) -> Vec<&str> {
    let rows = text.lines().filter(|line| line.starts_with('|'));
    rows.flat_map(|row| row.split('`')).filter(|word| is_limit(word)).collect()
}

fn is_limit(word: &str) -> bool {
    word.starts_with("MAX") || word.starts_with("MOST_")
}

#[test]
fn the_limits_that_the_threat_model_names_are_in_the_code() {
    let model = read(&repository_root().join("docs/SAFETY.md"));
    let names = named(&model);
    assert!(names.len() > 20, "the table is gone: {names:?}");
    let code: String = rust_files("crate").iter().map(|file| read(file)).collect();
    for name in names {
        let there = code.contains(&format!("pub const {name}: "));
        assert!(there, "docs/SAFETY.md speaks of {name}, and no public constant is called so");
    }
}
