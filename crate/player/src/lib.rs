//! What a painting in one HTML file is shown by, without a browser: bytes in, pixels of any of its moments out.
//!
//! It is `core` and little else, because all of it stands in every such file. In WebAssembly it is reached by plain
//! functions (`door`), without any glue that would have to travel along. `unpacking` is for files that carry more than
//! a painting.

#[cfg(any(target_arch = "wasm32", test))]
mod door;
mod player;
mod unpacking;

pub use player::{Failed, Player, Progress};
pub use unpacking::{MAX_UNPACKED, MAX_WINDOW, Torn, Unpacking};
