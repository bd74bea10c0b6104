//! What a session takes in at most, for a host that would rather not read a file in vain.

use limner_core::format;
use serde::Serialize;

use crate::{brush_file, taste_file};

/// The largest files that are taken in, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// The length of a painting's file.
    pub painting_bytes: usize,
    /// The length of a picture's file.
    pub picture_bytes: usize,
    /// The length of a brush's file.
    pub brush_bytes: usize,
    /// The length of a taste's file.
    pub taste_bytes: usize,
    /// Characters of a link that survives most chats, its address included.
    pub chat_characters: usize,
    /// Characters of a link that survives most mail programs.
    pub mail_characters: usize,
    /// The longest side of the partner's picture where it goes along in a link, in pixels.
    pub link_picture_side: u16,
    /// The longest side of the partner's picture where it goes along in a file: as long as what the partner looks at.
    pub file_picture_side: u16,
}

/// The limits that hold.
pub const LIMITS: Limits = Limits {
    painting_bytes: format::MAX_BYTES,
    picture_bytes: limner_protocol::MAX_FILE,
    brush_bytes: brush_file::MAX_BYTES,
    taste_bytes: taste_file::MAX_BYTES,
    chat_characters: 2_000,
    mail_characters: 16_000,
    link_picture_side: 224,
    file_picture_side: limner_protocol::MAX_SIDE,
};
