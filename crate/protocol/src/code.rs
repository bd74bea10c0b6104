//! A code: what the crates say where a person would use a word.

use std::borrow::Cow;

use serde::Serialize;

/// Longest code, in bytes.
pub const MAX_CODE: usize = 32;

/// A short `snake_case` word that the page's text file turns into language.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Code(Cow<'static, str>);

impl Code {
    /// A code of our own; see [`crate::codes`].
    #[must_use]
    pub const fn known(code: &'static str) -> Self {
        Self(Cow::Borrowed(code))
    }

    /// A code from elsewhere: 1 to [`MAX_CODE`] small letters, digits and underscores.
    ///
    /// ```
    /// use limner_protocol::Code;
    ///
    /// assert_eq!(Code::parse("warm").unwrap().as_str(), "warm");
    /// assert!(Code::parse("<b>").is_none());
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=MAX_CODE).contains(&text.len());
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        (fits && text.bytes().all(plain)).then(|| Self(Cow::Owned(text.to_owned())))
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
