//! What a painting in one HTML file is shown by, without a browser: bytes in, pixels of any of its moments out.
//!
//! It is `core` and little else, because all of it stands in every such file. In WebAssembly it is reached by plain
//! functions (`door`), without any glue that would have to travel along.

#[cfg(any(target_arch = "wasm32", test))]
mod door;
mod player;

pub use player::{Failed, Player, Progress};
