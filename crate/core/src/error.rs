//! What can be wrong with a log, a stroke or a size.

use crate::work::MAX_OF_STROKE;

/// Everything that `core` refuses, with the offending value and its limit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A number outside its range.
    #[error("{what} is {value}, outside {low}..={high}")]
    OutOfRange {
        /// The number's name.
        what: &'static str,
        /// The value that it has.
        value: i64,
        /// Smallest allowed.
        low: i64,
        /// Largest allowed.
        high: i64,
    },
    /// The bytes do not begin as a Limner painting does.
    #[error("this is not a Limner painting")]
    NotALog,
    /// The bytes were written by a later version.
    #[error("format version {found} is newer than {newest}, the newest known here")]
    FutureVersion {
        /// The version that the bytes name.
        found: u8,
        /// The newest that this build reads.
        newest: u8,
    },
    /// The bytes end too early, go on too long or do not inflate.
    #[error("the painting is damaged: {0}")]
    Damaged(&'static str),
    /// More than a limit allows.
    #[error("too large: {what} is over the limit of {limit}")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// How much is allowed.
        limit: u64,
    },
    /// An operation on a stroke that the log does not hold.
    #[error("there is no stroke {0} in this painting")]
    NoSuchStroke(u32),
}

/// What is too large where one stroke asks for too much, and where all do together.
const ONE_STROKE: &str = "one stroke's dabs";
const ALL_STROKES: &str = "the strokes' dabs";

impl Error {
    /// The error of a stroke that asks for more than one may.
    #[must_use]
    pub fn of_one_stroke() -> Self {
        Self::TooLarge { what: ONE_STROKE, limit: MAX_OF_STROKE }
    }

    /// A stroke asks for more than what is left of `limit` for all.
    #[must_use]
    pub(crate) fn of_all_strokes(limit: u64) -> Self {
        Self::TooLarge { what: ALL_STROKES, limit }
    }

    /// Whether one stroke asks for more than a stroke may, so that parts of it may be taken.
    #[must_use]
    pub fn is_of_one_stroke(&self) -> bool {
        matches!(self, Self::TooLarge { what: ONE_STROKE, .. })
    }
}
