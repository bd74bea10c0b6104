//! See `limner_design_fuzz::design`.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run --fuzz-dir crate/design/fuzz design`

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    limner_design_fuzz::design(bytes);
});
