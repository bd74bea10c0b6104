//! Readers of data files. What they read is a stranger's: every count and size is bounded before anything is
//! allocated, and what is wrong is said with what was found.

mod gzip;
mod idx;
mod npz;
mod omniglot;
mod picture;
mod zip;

pub use idx::{place, read_idx};
pub use npz::read_npz;
pub use omniglot::{Omniglot, traces_of};
pub use picture::{is_light_on_dark, rgb_ink};
pub use zip::Archive;

/// Why a file's bytes are no drawings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DataError {
    /// The file is not of the kind that its name or its place says.
    #[error("this is no {0} file")]
    Kind(&'static str),
    /// It ends before what it announces.
    #[error("the file ends early: {found} bytes, where {wanted} were announced")]
    Short {
        /// Bytes there are.
        found: u64,
        /// Bytes that were announced.
        wanted: u64,
    },
    /// More is announced than is read.
    #[error("{what}: {found}, and at most {limit} are read")]
    TooMany {
        /// What there are too many of.
        what: &'static str,
        /// How many there are.
        found: u64,
        /// How many are read at most.
        limit: u64,
    },
    /// Pictures and labels do not belong together.
    #[error("{pictures} pictures and {labels} labels: they are not of one set")]
    Labels {
        /// How many pictures there are.
        pictures: usize,
        /// How many labels there are.
        labels: usize,
    },
    /// There is nothing in it.
    #[error("there are no drawings in it")]
    Empty,
    /// What is packed is broken.
    #[error("what is packed in the file is broken")]
    Packed,
    /// A part of the file means nothing.
    #[error("{0}")]
    Broken(String),
}
