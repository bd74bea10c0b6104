//! What went wrong, as a code with its parameters.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::Code;
use crate::codes::trouble;

/// Longest text of a parameter, in bytes; longer ones are cut.
pub const MAX_TEXT: usize = 300;

/// A parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// A count, a size, a limit.
    Number(i64),
    /// A text for the curious, in English: what a decoder or a driver said.
    Text(String),
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(cut(text).to_owned())
    }
}

/// As much of a text as a message holds.
pub(crate) fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(MAX_TEXT)]
}

/// Something that went wrong and that the person should read about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{} {detail:?}", code.as_str())]
pub struct Trouble {
    /// The trouble's code: one of [`crate::codes::trouble`].
    pub code: Code,
    /// The trouble's parameters by name.
    pub detail: BTreeMap<Code, Value>,
}

impl Trouble {
    /// A trouble without parameters.
    #[must_use]
    pub const fn new(code: &'static str) -> Self {
        Self { code: Code::known(code), detail: BTreeMap::new() }
    }

    /// The trouble with one parameter more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.detail.insert(Code::known(name), value.into());
        self
    }

    /// What is wrong with bytes, a link or a size that were given.
    #[must_use]
    pub fn of_given(error: &limner_core::Error) -> Self {
        use limner_core::Error;
        match error {
            Error::OutOfRange { what: "canvas width" | "canvas height", value, low, high } => {
                let trouble = Self::new(trouble::CANVAS_SIZE).with("value", *value);
                trouble.with("low", *low).with("high", *high)
            }
            Error::OutOfRange { what, value, low, high } => {
                let trouble = Self::new(trouble::OUT_OF_RANGE).with("what", *what);
                trouble.with("value", *value).with("low", *low).with("high", *high)
            }
            Error::NotALog => Self::new(trouble::NOT_A_PAINTING),
            Error::FutureVersion { found, newest } => Self::new(trouble::PAINTING_FROM_FUTURE)
                .with("found", i64::from(*found))
                .with("newest", i64::from(*newest)),
            Error::Damaged(reason) => Self::new(trouble::PAINTING_DAMAGED).with("reason", *reason),
            Error::TooLarge { what, limit } => Self::new(trouble::PAINTING_TOO_LARGE)
                .with("what", *what)
                .with("limit", i64::try_from(*limit).unwrap_or(i64::MAX)),
            Error::NoSuchStroke(id) => {
                Self::new(trouble::NO_SUCH_STROKE).with("stroke", i64::from(*id))
            }
        }
    }

    /// What is wrong with an operation on the painting being made.
    #[must_use]
    pub fn of_painting(error: &limner_core::Error) -> Self {
        let mut trouble = Self::of_given(error);
        if error.is_of_one_stroke() {
            trouble.code = Code::known(trouble::STROKE_TOO_LARGE);
        } else if trouble.code.as_str() == trouble::PAINTING_TOO_LARGE {
            trouble.code = Code::known(trouble::PAINTING_FULL);
        }
        trouble
    }

    /// What is wrong with a message between page and worker.
    #[must_use]
    pub fn of_message(error: &limner_core::Error) -> Self {
        match error {
            limner_core::Error::FutureVersion { found, newest } => {
                Self::new(trouble::MESSAGE_VERSION)
                    .with("found", i64::from(*found))
                    .with("newest", i64::from(*newest))
            }
            other => Self::new(trouble::MESSAGE_DAMAGED).with("reason", other.to_string().as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_between_letters() {
        let long = "ü".repeat(MAX_TEXT);
        let Value::Text(text) = Value::from(long.as_str()) else { panic!("a text") };
        assert!(text.len() <= MAX_TEXT && long.starts_with(&text));
    }

    #[test]
    fn a_full_painting_is_not_a_bad_file() {
        let error = limner_core::Error::TooLarge { what: "x", limit: 3 };
        assert_eq!(Trouble::of_given(&error).code.as_str(), trouble::PAINTING_TOO_LARGE);
        assert_eq!(Trouble::of_painting(&error).code.as_str(), trouble::PAINTING_FULL);
    }
}
