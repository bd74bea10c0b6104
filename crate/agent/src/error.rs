//! What can go wrong in the agent.

/// An error of this crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes don't begin as a weight file does.
    #[error("this is not a file of Limner weights")]
    NotWeights,
    /// The bytes don't begin as a training checkpoint does.
    #[error("this is not a Limner training checkpoint")]
    NotCheckpoint,
    /// The bytes don't begin as a record of taste does.
    #[error("this is not a record of a person's taste")]
    NotTaste,
    /// The bytes don't begin as what a policy practised does.
    #[error("this is not what a policy practised")]
    NotPractised,
    /// Something was practised by a policy with other weights.
    #[error("it was practised with weights {found:016x}, these are {expected:016x}")]
    OtherWeights {
        /// The hash of the weights that practised.
        found: u64,
        /// The hash of the weights in use.
        expected: u64,
    },
    /// A later program wrote the file.
    #[error("the file has format version {found}; this program reads up to {known}")]
    Version {
        /// The file's version.
        found: u32,
        /// The latest version that is known here.
        known: u32,
    },
    /// The weights belong to another network.
    #[error("the weights are for architecture {found}, this program has architecture {expected}")]
    Architecture {
        /// The architecture in the file.
        found: u32,
        /// The architecture of this program's network.
        expected: u32,
    },
    /// A tensor has another name or shape than the network's.
    #[error("tensor {index} of the file is {found}, the network has {expected}")]
    Shape {
        /// The tensor's place in the file.
        index: usize,
        /// The tensor's name and shape in the file.
        found: String,
        /// The tensor's name and shape in the network.
        expected: String,
    },
    /// The file ends too early, or goes on after its end.
    #[error("the file is damaged: {0}")]
    Damaged(&'static str),
    /// The bytes don't have the hash that the file states.
    #[error("the file is damaged: its contents have hash {found:016x}, it states {stated:016x}")]
    Hash {
        /// The hash in the file's header.
        stated: u64,
        /// The hash of the file's contents.
        found: u64,
    },
    /// Something is larger than this program accepts.
    #[error("{what} has {found} bytes, at most {limit} are accepted")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// The size that was found.
        found: usize,
        /// The largest size that is accepted.
        limit: usize,
    },
    /// There are wishes for some windows and not for others.
    #[error("there are {found} wishes for {expected} windows")]
    WishCount {
        /// The number of windows.
        expected: usize,
        /// The number of wishes.
        found: usize,
    },
    /// A parameter is infinite or not a number.
    #[error("parameter {at} is not finite")]
    NotFinite {
        /// The parameter's index among the flat ones.
        at: usize,
    },
    /// A list of parameters has the wrong length.
    #[error("the network has {expected} parameters, not {found}")]
    ParameterCount {
        /// The network's number of parameters.
        expected: usize,
        /// The list's length.
        found: usize,
    },
    /// Observations have the wrong length.
    #[error("observations have {found} numbers instead of {expected}")]
    ObservationLength {
        /// The length for the stated number of windows.
        expected: usize,
        /// The length that came.
        found: usize,
    },
    /// A gradient was asked of a network that has none.
    #[error("the network is not on a device with gradients")]
    NoGradient,
    /// Training went astray.
    #[error("the loss or its gradient is no longer finite (step {step})")]
    Diverged {
        /// The update at which it was seen.
        step: u64,
    },
    /// There is no device of the kind that was asked for.
    #[error("no device for the network: {0}")]
    NoDevice(String),
    /// The tensor library refused something.
    #[error("the tensor library failed: {0}")]
    Tensor(String),
    /// The log or its strokes can't be drawn.
    #[error(transparent)]
    Core(#[from] limner_core::Error),
}
