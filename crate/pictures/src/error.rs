//! Why a file can't be used as a picture.

use limner_protocol::codes::trouble;

/// What is wrong with a file that should have been a picture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// Neither PNG, JPEG, WebP nor GIF.
    #[error("this is no picture of a known kind (PNG, JPEG, WebP or GIF)")]
    NotAPicture,
    /// The header asks for more pixels than are decoded.
    #[error(
        "the picture is {width} × {height} = {:.1} megapixels; at most {:.0} can be taken",
        f64::from(*width) * f64::from(*height) / 1e6,
        *limit as f64 / 1e6
    )]
    TooLarge {
        /// Columns of the file.
        width: u32,
        /// Rows of the file.
        height: u32,
        /// Most pixels that are taken.
        limit: u64,
    },
    /// Cut short or broken.
    #[error("the picture is damaged: {reason}")]
    Damaged {
        /// What the decoder said, in English.
        reason: String,
    },
    /// No columns or no rows.
    #[error("the picture has no pixels")]
    Empty,
    /// The file itself is too long.
    #[error("the file has {bytes} bytes; at most {limit} are read")]
    TooManyBytes {
        /// Length of the file.
        bytes: u64,
        /// Most bytes that are read.
        limit: u64,
    },
}

impl PictureError {
    /// The code by which the page finds the words, one of [`limner_protocol::codes::trouble`].
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAPicture => trouble::NOT_A_PICTURE,
            Self::TooLarge { .. } => trouble::PICTURE_TOO_LARGE,
            Self::Damaged { .. } => trouble::PICTURE_DAMAGED,
            Self::Empty => trouble::PICTURE_EMPTY,
            Self::TooManyBytes { .. } => trouble::PICTURE_FILE_TOO_LARGE,
        }
    }

    pub(super) fn damaged(reason: impl ToString) -> Self {
        Self::Damaged { reason: reason.to_string() }
    }
}

impl From<&PictureError> for limner_protocol::Trouble {
    fn from(error: &PictureError) -> Self {
        let number = |v: u64| i64::try_from(v).unwrap_or(i64::MAX);
        let trouble = Self::new(error.code());
        match error {
            PictureError::NotAPicture | PictureError::Empty => trouble,
            PictureError::TooLarge { width, height, limit } => trouble
                .with("width", i64::from(*width))
                .with("height", i64::from(*height))
                .with("limit", number(*limit)),
            PictureError::Damaged { reason } => trouble.with("reason", reason.as_str()),
            PictureError::TooManyBytes { bytes, limit } => {
                trouble.with("bytes", number(*bytes)).with("limit", number(*limit))
            }
        }
    }
}
