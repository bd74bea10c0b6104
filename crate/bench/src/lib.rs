//! What is measured, for this crate's program and for tests that measure the same in a browser.

pub mod long;
pub mod timing;
pub mod workload;
