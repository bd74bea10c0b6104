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

/// The file of one of them.
#[must_use]
pub fn file(name: &str) -> Vec<u8> {
    let path = places::data("golden").join(name).with_extension("limner");
    std::fs::read(path).unwrap_or_else(|error| panic!("the painting {name}: {error}"))
}

/// All of them.
#[must_use]
pub fn paintings() -> Vec<Golden> {
    let list = places::data("golden").join("hashes.txt");
    let list = std::fs::read_to_string(list).expect("the list is there");
    let lines = list.lines().filter_map(|line| line.split_once(' '));
    lines
        .map(|(hash, name)| Golden {
            name: name.to_owned(),
            bytes: file(name),
            hash: hash.to_owned(),
        })
        .collect()
}
