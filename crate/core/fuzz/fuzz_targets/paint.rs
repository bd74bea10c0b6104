//! See `limner_core_fuzz::paint`.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run --fuzz-dir crate/core/fuzz paint`

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| limner_core_fuzz::paint(bytes));
