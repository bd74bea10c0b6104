//! What is measured, for this crate's program and for tests that measure the same in a browser.

pub mod charged;
pub mod long;
pub mod timing;
pub mod workload;

#[cfg(target_arch = "wasm32")]
mod wasm;
