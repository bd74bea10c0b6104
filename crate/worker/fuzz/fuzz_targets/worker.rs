//! See `limner_worker_fuzz::worker`.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run --fuzz-dir crate/worker/fuzz worker`

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| limner_worker_fuzz::worker(bytes));
