//! What can go wrong in the worker.

/// An error of this crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Something was asked of a network that there is not.
    #[error("without weights there is no network")]
    NoNetwork,
    /// Something was asked of a WebGPU device that is not in use.
    #[error("the network is not on WebGPU")]
    NotOnWebGpu,
    /// The partner failed.
    #[error(transparent)]
    Agent(#[from] limner_agent::Error),
}

/// Why the replica is not the page's log any more.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Lost {
    /// Something was asked for on another revision.
    #[error("strokes are wanted on revision {wanted}, the replica is at {has}")]
    Revision {
        /// The page's.
        wanted: u32,
        /// The replica's.
        has: u32,
    },
    /// Entries follow on another revision.
    #[error("entries follow on revision {from}, the replica is at {has}")]
    Gap {
        /// The page's.
        from: u32,
        /// The replica's.
        has: u32,
    },
    /// The brush tables have different lengths.
    #[error("the painting has {has} brushes here, {said} at the page")]
    Brushes {
        /// The page's number.
        said: u8,
        /// The replica's number.
        has: usize,
    },
    /// The replica refused an entry.
    #[error("an entry was refused: {0}")]
    Refused(limner_agent::Error),
}
