//! Paintings that were saved once and must open as the same pixels for ever, here and on every other
//! backend.
//!
//! A case is a file `tests/golden/NAME.limner` at the top of the repository, and a line of `hashes.txt`
//! there. After a change of the pixels that is meant, `cargo test -p limner-core --test core -- --ignored
//! bless` writes them anew; once a version has been published, its files are never written again.

mod cases;

pub(crate) use cases::all;

use std::collections::BTreeMap;
use std::path::PathBuf;

use limner_core::{Painting, format};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden")
}

/// The hashes by name, as saved.
fn hashes() -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(folder().join("hashes.txt")).expect("the list is there");
    let pairs = text.lines().filter_map(|line| line.split_once(' '));
    pairs.map(|(hash, name)| (name.to_owned(), hash.to_owned())).collect()
}

#[test]
fn saved_paintings_open_as_the_same_pixels() {
    let hashes = hashes();
    assert!(hashes.len() >= 30, "only {} cases", hashes.len());
    for (name, hash) in &hashes {
        let bytes = std::fs::read(folder().join(name).with_extension("limner"));
        let log = format::decode(&bytes.expect("the case is there")).expect("the file is whole");
        let painting = Painting::from_log(&log).expect("the painting is drawable");
        assert_eq!(format!("{:016x}", painting.canvas().hash()), *hash, "the pixels of {name}");
    }
}

#[test]
fn the_saved_paintings_are_the_cases() {
    let saved = hashes();
    let mut names = Vec::new();
    for (name, log) in cases::all() {
        let bytes = std::fs::read(folder().join(&name).with_extension("limner"));
        assert_eq!(
            format::decode(&bytes.expect("the case is there")),
            Ok(log),
            "what {name} holds"
        );
        names.push(name);
    }
    assert!(saved.keys().all(|name| names.contains(name)), "a case is gone");
}

#[cfg(feature = "parallel")]
#[test]
fn all_cores_paint_the_same_pixels_as_one() {
    use limner_core::surface::dabs_within;
    use limner_core::{Canvas, Ink, Place, Surface};
    for (name, log) in cases::all() {
        let header = log.header();
        let mut one = Canvas::new(header.width, header.height).expect("it is in range");
        let mut many = one.clone();
        let painting = Painting::from_log(&log).expect("the painting is drawable");
        for (clock, placed) in painting.strokes().iter().enumerate() {
            let brush = &log.brushes()[usize::from(placed.stroke.brush)];
            let place =
                Place::new(header.seed, placed.id, u32::try_from(clock).expect("few strokes"));
            let dabs = dabs_within(&placed.stroke, brush, place, one.bounds());
            let ink = Ink::new(&placed.stroke, brush, place.clock);
            one.lay(&ink, &dabs);
            many.lay_parallel(&ink, &dabs);
        }
        assert_eq!(one.hash(), many.hash(), "{name}");
    }
}

#[test]
#[ignore = "writes the golden files"]
fn bless() {
    std::fs::create_dir_all(folder()).expect("the folder can be made");
    let mut list = String::new();
    for (name, log) in cases::all() {
        let hash = Painting::from_log(&log).expect("it is drawable").canvas().hash();
        list.push_str(&format!("{hash:016x} {name}\n"));
        let path = folder().join(&name).with_extension("limner");
        std::fs::write(path, format::encode(&log)).expect("the folder can be written to");
    }
    std::fs::write(folder().join("hashes.txt"), list).expect("the folder can be written to");
}
