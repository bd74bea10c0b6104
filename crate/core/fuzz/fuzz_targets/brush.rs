//! See `limner_core_fuzz::brush`.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run --fuzz-dir crate/core/fuzz brush`

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| limner_core_fuzz::brush(bytes));
