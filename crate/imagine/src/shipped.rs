//! The weights that are shipped; `weights/CARD.md` says what they were trained on, how long, and what they are worth.

use crate::Model;

/// Drawings of digits, by class.
const DIGITS: &[u8] = include_bytes!("../weights/digits.limg");

/// The shipped model of a kind; `None` where there is none.
#[must_use]
pub fn model(kind: &str) -> Option<Model> {
    let bytes = match kind {
        "digits" => DIGITS,
        _ => return None,
    };
    Model::decode(bytes).ok()
}
