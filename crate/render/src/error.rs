//! What the GPU may refuse.

use crate::Trouble;

/// Why something could not be drawn, with the limit where there is one. Whatever it is, the CPU's
/// raster draws the same pixels.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// There is no WebGPU, or no adapter for what was asked.
    #[error("no graphics adapter: {0}")]
    NoAdapter(String),
    /// The adapter gave no device.
    #[error("no graphics device: {0}")]
    NoDevice(String),
    /// The window or element can't be drawn to.
    #[error("no surface to draw to: {0}")]
    NoSurface(String),
    /// A canvas, or a stroke, needs more than the device takes in one buffer.
    #[error("{what} need {bytes} bytes of graphics memory in one buffer, the device takes {limit}")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// How many bytes are needed.
        bytes: u64,
        /// What there may be.
        limit: u64,
    },
    /// Something went wrong on the device; the canvas may be damaged.
    #[error(transparent)]
    Trouble(#[from] Trouble),
    /// A size that no canvas has.
    #[error(transparent)]
    Size(#[from] limner_core::Error),
}
