//! What can be wrong with motifs and with the bytes of a space.

/// Everything that is refused here, with the offending value and its limit.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// A number outside its range.
    #[error("{what} is {value}, outside {low}..={high}")]
    OutOfRange {
        /// The number's name.
        what: &'static str,
        /// The value that it has.
        value: f64,
        /// Smallest allowed.
        low: f64,
        /// Largest allowed.
        high: f64,
    },
    /// A number that is none.
    #[error("{0} is not a number")]
    NotANumber(&'static str),
    /// A motif that covers no ground: nothing can be told of its form.
    #[error("the motif is a single point")]
    Point,
    /// The bytes are not those of a design space or of motifs.
    #[error("this is not a design space")]
    NotASpace,
    /// The bytes were written by a later version.
    #[error("version {found} of the design space is newer than {newest}, the newest known here")]
    FutureVersion {
        /// The version that the bytes name.
        found: u8,
        /// The newest that this build reads.
        newest: u8,
    },
    /// The bytes end too early, go on too long, or say what cannot be.
    #[error("the design space is damaged: {0}")]
    Damaged(&'static str),
    /// Strokes that a painting does not hold.
    #[error(transparent)]
    Painting(#[from] limner_core::Error),
}

impl Error {
    /// Checks that a number lies within its range.
    pub(crate) fn check(what: &'static str, value: f64, low: f64, high: f64) -> Result<(), Self> {
        if !value.is_finite() {
            Err(Self::NotANumber(what))
        } else if (low..=high).contains(&value) {
            Ok(())
        } else {
            Err(Self::OutOfRange { what, value, low, high })
        }
    }
}
