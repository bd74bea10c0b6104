//! The partner's rehearsal room: what it sees, what it can do, and what that is worth.
//!
//! An [`Environment`](batch::Environment) is a batch of canvases with a target each, in Gymnasium's
//! words. Steps and gains are computed on the integer raster of `core`; the [`soft`] raster with its
//! hand-written gradient says in which direction a stroke would become better. Networks are not
//! known here.

pub mod action;
pub mod batch;
pub mod color;
pub mod fit;
mod lanes;
pub mod observation;
pub mod palette;
pub mod picture;
pub mod random;
pub mod scene;
pub mod scenes;
pub mod score;
pub mod sheet;
pub mod soft;
pub mod stack;
pub mod window;

pub use action::{Action, COLOR, GEOMETRY, RAW};
pub use observation::{CHANNELS, OBSERVATION_LEN};
pub use picture::Picture;
pub use random::Random;
pub use scene::{Gain, Scene};
pub use score::{Score, Scorer, View};
pub use sheet::{Ground, Sheet};

pub use soft::{Profile, SoftGradient, SoftMask, SoftStroke};
pub use stack::{Layer, LayerGradient, Stack};
pub use window::{WINDOW, Window};
