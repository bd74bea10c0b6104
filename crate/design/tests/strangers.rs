//! What strangers send: the fuzz target's corpus, and damaged copies of it.

use std::fs;
use std::path::Path;

use limner_core::random;

#[path = "../fuzz/src/lib.rs"]
mod fuzz;

fn corpus() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/design");
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|file| fs::read(file).unwrap()).collect()
}

#[test]
fn the_corpus_opens() {
    let files = corpus();
    let spaces = files.iter().filter(|bytes| fuzz::design(bytes)).count();
    assert!(spaces >= 3, "{spaces} of {}", files.len());
}

#[test]
fn two_hundred_hostile_variants_are_a_design_or_an_error() {
    let files = corpus();
    let mut opened = 0;
    for n in 0..200_u32 {
        let chance = |i: u32| random::at(n, i) as usize;
        let mut bytes = files[chance(0) % files.len()].clone();
        for i in 0..1 + u32::try_from(chance(1) % 4).unwrap() {
            let at = chance(10 + i) % bytes.len();
            match chance(20 + i) % 5 {
                0 => bytes[at] = u8::try_from(chance(30 + i) % 256).unwrap(),
                // What is most and least of whatever it is.
                1 => bytes[at] = 0xff,
                2 => bytes[at] ^= 0x80,
                // A part twice, as if it had been sewn together; and a part that is missing.
                3 => {
                    let part = bytes[at..].iter().take(40).copied().collect::<Vec<_>>();
                    bytes.splice(at..at, part);
                }
                _ => {
                    let end = (at + chance(40 + i) % 40).min(bytes.len());
                    bytes.drain(at..end);
                }
            }
            if bytes.is_empty() {
                break;
            }
        }
        opened += usize::from(fuzz::design(&bytes));
    }
    assert!(opened >= 20, "{opened} are still a design");
}
