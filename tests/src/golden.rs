//! The golden paintings: data with the hashes of their canvases, which every backend must draw to the bit.

use crate::places;

/// A painting that was saved once.
#[derive(Clone, Debug)]
pub struct Golden {
    /// Its name.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// Hash of its canvas, 16 hexadecimal digits.
    pub hash: String,
}

/// All of them.
#[must_use]
pub fn paintings() -> Vec<Golden> {
    let folder = places::data("golden");
    let list = std::fs::read_to_string(folder.join("hashes.txt")).expect("the list is there");
    let lines = list.lines().filter_map(|line| line.split_once(' '));
    lines
        .map(|(hash, name)| {
            let bytes = std::fs::read(folder.join(name).with_extension("limner"));
            let bytes = bytes.unwrap_or_else(|error| panic!("the painting {name}: {error}"));
            Golden { name: name.to_owned(), bytes, hash: hash.to_owned() }
        })
        .collect()
}
