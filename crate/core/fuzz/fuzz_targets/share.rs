//! See `limner_core_fuzz::share`.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run --fuzz-dir crate/core/fuzz share`

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| limner_core_fuzz::share(bytes));
