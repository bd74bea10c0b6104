//! The golden paintings, which every backend must draw to the bit.

use std::path::Path;

use limner_core::{Painting, format};

use crate::adapter::gpu;
use crate::equality::{assert_same, drawn};

#[test]
fn saved_paintings_open_as_the_same_pixels() {
    let Some(gpu) = gpu() else { return };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden");
    let list = std::fs::read_to_string(folder.join("hashes.txt")).expect("the list is there");
    let cases: Vec<_> = list.lines().filter_map(|line| line.split_once(' ')).collect();
    assert!(cases.len() >= 30, "only {} cases", cases.len());
    for (hash, name) in cases {
        let bytes = std::fs::read(folder.join(name).with_extension("limner"));
        let log = format::decode(&bytes.expect("the case is there")).expect("the file is whole");
        let painting = Painting::from_log(&log).expect("the painting is drawable");
        let drawn = drawn(&gpu, &painting);
        if format!("{:016x}", drawn.hash()) != hash {
            // Says where, unless the CPU draws other pixels than it used to as well.
            eprintln!("{name} has other pixels");
            assert_same(painting.canvas(), &drawn);
            panic!("{name} is drawn as the CPU draws it, and not as it was saved");
        }
    }
}
