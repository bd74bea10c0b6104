//! Learners: one algorithm a file, and what they share.

pub mod actor_critic;
pub mod adam;
#[cfg(not(target_arch = "wasm32"))]
pub mod checkpoint;
pub mod composite;
pub mod expert;
#[cfg(not(target_arch = "wasm32"))]
pub mod gradient;
pub mod layer;
#[cfg(not(target_arch = "wasm32"))]
pub mod material;
#[cfg(not(target_arch = "wasm32"))]
pub mod progress;
#[cfg(not(target_arch = "wasm32"))]
pub mod replay_buffer;
#[cfg(not(target_arch = "wasm32"))]
pub mod rollout;
pub mod sampled;
#[cfg(not(target_arch = "wasm32"))]
pub mod sweep;
