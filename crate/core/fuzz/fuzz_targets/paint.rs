//! A stranger's operations: whatever they are, they are refused or painted within bounds, and painted
//! the same when the log is drawn as a whole.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run --fuzz-dir crate/core/fuzz paint`

#![no_main]

use libfuzzer_sys::fuzz_target;
use limner_core::{Header, Painting, Rgb8, format};

fuzz_target!(|bytes: &[u8]| {
    let _ = format::decode(bytes);
    let header = Header::new(96, 70, Rgb8::new(250, 246, 238), 7);
    let Ok(entries) = format::decode_entries(bytes, header.brushes.len()) else { return };
    let Ok(mut painting) = Painting::new(header) else { return };
    for entry in entries.into_iter().take(24) {
        let _ = painting.push(entry.dt_ms, entry.op);
    }
    let again = format::decode(&format::encode(painting.log())).expect("what was pushed is sound");
    let whole = Painting::from_log(&again).expect("what was painted can be painted again");
    assert_eq!(whole.canvas().hash(), painting.canvas().hash());
});
