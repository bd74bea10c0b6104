//! Learners: one algorithm a file, and what they share.

pub mod adam;
pub mod composite;
pub mod layer;
#[cfg(not(target_arch = "wasm32"))]
pub mod checkpoint;
#[cfg(not(target_arch = "wasm32"))]
pub mod gradient;
#[cfg(not(target_arch = "wasm32"))]
pub mod material;
#[cfg(not(target_arch = "wasm32"))]
pub mod rehearsal;
#[cfg(not(target_arch = "wasm32"))]
pub mod sweep;
