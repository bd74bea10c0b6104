//! The golden paintings, which every backend must draw to the bit.

use std::path::Path;
use std::time::Instant;

use limner_core::{Painting, format};

use crate::adapter::gpu;
use crate::equality::{assert_same, drawn};

/// What a painting may ask of a device that is the CPU in disguise (see [`Painting::work`]): seconds, not minutes.
/// Those that ask for more are drawn where there is hardware.
const SOFTWARE_WORK: u64 = 160_000_000;

#[test]
fn saved_paintings_open_as_the_same_pixels() {
    let Some(gpu) = gpu() else { return };
    let in_software = gpu.is_software();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden");
    let list = std::fs::read_to_string(folder.join("hashes.txt")).expect("the list is there");
    let cases: Vec<_> = list.lines().filter_map(|line| line.split_once(' ')).collect();
    let mut left_out = Vec::new();
    for (hash, name) in &cases {
        let bytes = std::fs::read(folder.join(name).with_extension("limner"));
        let log = format::decode(&bytes.expect("the case is there")).expect("the file is whole");
        let painting = Painting::from_log(&log).expect("the painting is drawable");
        let work = painting.work();
        if in_software && work > SOFTWARE_WORK {
            left_out.push(format!("{name} ({work})"));
            continue;
        }
        let began = Instant::now();
        let drawn = drawn(&gpu, &painting);
        eprintln!("{name}: {:.1} s for {work}", began.elapsed().as_secs_f64());
        if format!("{:016x}", drawn.hash()) != *hash {
            // Says where, unless the CPU draws other pixels than it used to as well.
            eprintln!("{name} has other pixels");
            assert_same(painting.canvas(), &drawn);
            panic!("{name} is drawn as the CPU draws it, and not as it was saved");
        }
    }
    if !left_out.is_empty() {
        eprintln!("too much for a device in software: {}", left_out.join(", "));
    }
    assert!(cases.len() - left_out.len() >= 30, "{} of {}", left_out.len(), cases.len());
}
