//! A painting as a file, as a link and in a picture, and what it takes along.
//!
//! What leaves is version 2 of [`limner_core::format`]; a link is base64url of it, and pictures and pages hold it as
//! [`limner_core::format::carrier`] says. What comes in may be of any of these, and of any version.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use limner_core::format::carrier::in_page;
pub use limner_core::format::carrier::in_picture;
use limner_core::format::{self, Decoding, MAX_BYTES};
use limner_core::{Author, Error, Log, Painting};
use limner_protocol::codes::trouble;
use limner_protocol::{MAX_TASTE, Trouble};

use crate::travelling::{MAX_DESIGN, PaintingSettings, Travelling, is_design};
use crate::{Session, abridged, taste_file};

/// Beginnings of a damaged link that are tried.
const MOST_TRIED: usize = 32;
/// A link with more letters came from no chat.
const LONGEST_TRIED: usize = 1 << 20;

/// What the person wants to leave of a painting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The history; see [`Sharing::history`].
    pub history: bool,
    /// The longest side of the partner's picture itself, as the worker packed it; the number of one of the
    /// gallery goes along in any case.
    pub picture: Option<u16>,
    /// The partner's settings.
    pub settings: bool,
    /// The taste.
    pub taste: bool,
}

impl Default for Wanted {
    /// What is seen, how the partner is set, and nothing that is a person's own.
    fn default() -> Self {
        Self { history: false, picture: None, settings: true, taste: false }
    }
}

/// What is to leave of a painting.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sharing {
    /// The strokes as they came, with all that was changed, taken back and judged, and when; otherwise what is
    /// seen alone.
    pub history: bool,
    /// What goes along.
    pub along: Travelling,
}

impl Sharing {
    /// What is wanted of a session's painting.
    #[must_use]
    pub fn of(session: &Session, wanted: Wanted) -> Self {
        let partner = session.partner();
        let gallery = partner.target().and_then(|target| target.gallery);
        let picture = wanted.picture.filter(|_| gallery.is_none());
        let picture = picture.and_then(|side| partner.packed_target(side)).map(<[u8]>::to_vec);
        let settings = PaintingSettings::of(partner.settings(), partner.turns.turn());
        let taste = &partner.learned().taste;
        let taste = (wanted.taste && !taste.is_empty()).then(|| taste_file::encode("", taste, &[]));
        let settings = wanted.settings.then_some(settings);
        let design = is_design(&session.design).then(|| session.design.clone());
        let has_none = partner.target().is_none() && !partner.target_is_pending();
        let needs_no_picture = has_none
            && !partner.lack.is_lacking()
            && session.document().visible(Author::Partner) > 0;
        let along = Travelling { gallery, picture, settings, taste, design, needs_no_picture };
        Self { history: wanted.history, along }
    }
}

/// The log as a file that is saved again and again: version 1, the whole of it.
#[must_use]
pub fn file(log: &Log) -> Vec<u8> {
    format::encode(log)
}

/// The painting as it is to leave.
#[must_use]
pub fn packed(painting: &Painting, sharing: &Sharing) -> Vec<u8> {
    let companions = sharing.along.companions();
    let encode = |log: &Log| format::encode_compact(log, &companions);
    if sharing.history {
        return encode(painting.log());
    }
    // What was painted is short enough to be written again.
    abridged::log_of(painting).map_or_else(|_| encode(painting.log()), |log| encode(&log))
}

/// A session's painting as it is to leave.
#[must_use]
pub fn packed_of(session: &Session, wanted: Wanted) -> Vec<u8> {
    packed(session.document().painting(), &Sharing::of(session, wanted))
}

/// Packed bytes as the part of a link after the `#`: base64url, without padding.
#[must_use]
pub fn link_of(packed: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(packed)
}

/// The log of a file of any kind that holds a painting, and what it takes along.
pub fn log_from_file(bytes: &[u8]) -> Result<(Log, Travelling), Trouble> {
    let whole = format::decode_all(&held(bytes.to_vec())?);
    let (log, companions) = whole.map_err(|error| Trouble::of_given(&error))?;
    Ok((log, Travelling::of(&companions)))
}

/// The log of a link, see [`bytes_of_link`], and what it takes along.
pub fn log_from_link(text: &str) -> Result<(Log, Travelling), Trouble> {
    log_from_file(&bytes_of_link(text)?)
}

/// The painting's own bytes in a file of any kind that holds one: in a picture, in a page, or by themselves.
pub(crate) fn held(bytes: Vec<u8>) -> Result<Vec<u8>, Trouble> {
    if let Some(held) = in_picture(&bytes) {
        return Ok(held.to_vec());
    }
    let Some(text) = in_page(&bytes) else { return Ok(bytes) };
    // A program wrote it, and no chat had it in its hands.
    let damaged = Error::Damaged("the page's painting has letters that no painting has");
    URL_SAFE_NO_PAD.decode(text).map_err(|_| Trouble::of_given(&damaged))
}

/// The file in a link, or in its part after the `#`. Forgiven is what chats, mail programs and writers of prose do
/// to links: lines broken and quoted, spaces put in, `#` and others written as `%23`, brackets and full stops
/// around them, words behind.
pub fn bytes_of_link(text: &str) -> Result<Vec<u8>, Trouble> {
    if text.len() > 2 * MAX_BYTES {
        let limit = MAX_BYTES as u64;
        return Err(Trouble::of_given(&Error::TooLarge { what: "the link", limit }));
    }
    let text = text.trim();
    let text = match (text.rfind('#'), text.rfind("%23")) {
        (Some(at), _) => &text[at + 1..],
        (None, Some(at)) => &text[at + 3..],
        (None, None) => text,
    };
    let words: Vec<Vec<u8>> = text.split_ascii_whitespace().map(letters_of).collect();
    let whole = words.concat();
    if whole.is_empty() {
        return Err(Trouble::new(trouble::LINK_EMPTY));
    }
    let read = |text: &[u8]| URL_SAFE_NO_PAD.decode(text).ok();
    // What stands behind it may have letters of its own: the longest beginning that is whole is meant.
    let mut end = whole.len();
    let ends = words.iter().rev().flat_map(|word| {
        let at = end;
        end -= word.len();
        // A mark of emphasis is a letter of links, too.
        [at, at.saturating_sub(1), at.saturating_sub(2)]
    });
    let is_whole = |bytes: &Vec<u8>| Decoding::of(bytes.clone()).is_ok();
    let most = if whole.len() > LONGEST_TRIED { 1 } else { MOST_TRIED };
    let tried = ends.take(most).filter_map(|end| read(&whole[..end]));
    let found = tried.into_iter().find(is_whole).or_else(|| read(&whole));
    found.ok_or_else(|| Trouble::new(trouble::LINK_DAMAGED))
}

/// The letters of a link in a word of it: what was escaped is itself again, and what no link has is left out.
fn letters_of(word: &str) -> Vec<u8> {
    let mut letters = Vec::with_capacity(word.len());
    let mut bytes = word.as_bytes().iter();
    while let Some(byte) = bytes.next() {
        match *byte {
            b'%' => {
                let rest = bytes.as_slice().get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
                let escaped = rest.and_then(|hex| u8::from_str_radix(hex, 16).ok());
                if let Some(escaped) = escaped {
                    bytes.nth(1);
                    letters.extend(letter(escaped));
                }
            }
            byte => letters.extend(letter(byte)),
        }
    }
    letters
}

fn letter(byte: u8) -> Option<u8> {
    match byte {
        b'+' => Some(b'-'),
        b'/' => Some(b'_'),
        b'-' | b'_' => Some(byte),
        byte => byte.is_ascii_alphanumeric().then_some(byte),
    }
}

const _: () = assert!(MAX_TASTE < format::MAX_COMPANION, "a taste fits a companion");
const _: () = assert!(MAX_DESIGN < format::MAX_COMPANION, "a design fits a companion");

#[cfg(test)]
mod tests {
    use super::*;
    use limner_core::{Header, Rgb8, arbitrary};
    use proptest::prelude::*;

    fn code(text: &str) -> String {
        bytes_of_link(text).unwrap_err().code.as_str().to_owned()
    }

    /// What happens to links on their way: each is the same painting afterwards.
    #[test]
    fn damaged_links_are_repaired() {
        let header = Header::new(64, 48, Rgb8::new(1, 2, 3), 5);
        let mut log = Log::new(header).unwrap();
        for i in 0..40_i32 {
            let stroke = limner_core::Stroke {
                author: limner_core::Author::Partner,
                brush: 1,
                color: Rgb8::new(9, 8, 7),
                opacity: 30_000,
                coverage: limner_core::Coverage::Wash,
                path: limner_core::Path::Bezier {
                    points: [(); 3].map(|()| limner_core::Point::new(i * 97, i * 31)),
                    radii: [300 + i, 200],
                },
            };
            log.push(9, limner_core::Op::Add(stroke)).unwrap();
        }
        for bytes in [format::encode_compact(&log, &[]), format::encode(&log)] {
            let text = link_of(&bytes);
            let address = "https://paint.example/limner/";
            let lines: Vec<&str> =
                text.as_bytes().chunks(76).map(|l| std::str::from_utf8(l).unwrap()).collect();
            let prose = bytes[4] == format::COMPACT;
            let mut cases = vec![
                text.clone(),
                format!("#{text}"),
                format!("{address}#{text}"),
                format!("{address}%23{text}"),
                format!("%23{text}"),
                lines.join("\r\n"),
                lines.join("=\r\n"),
                lines.join("\r\n> "),
                lines.join("\r\n\t"),
                lines.join(" "),
                format!("{text})."),
                format!("<{address}#{text}>"),
                format!("({address}#{text})."),
                format!("\"{address}#{text}\","),
                format!("{text}=="),
                text.replace('-', "%2D").replace('_', "%5f"),
                text.replace('-', "+").replace('_', "/"),
                format!("\u{feff}{text}\u{200b}"),
            ];
            if prose {
                // Version 1 has no sum over what is sent: what follows can't be told from it.
                cases.extend([
                    format!("{address}#{text} look at this"),
                    format!("{}\r\n\r\nSent from my phone", lines.join("\r\n")),
                    format!("_{address}#{text}_"),
                    format!("**{address}#{text}**"),
                ]);
            }
            for case in cases {
                assert_eq!(bytes_of_link(&case).as_ref(), Ok(&bytes), "{case:?}");
            }
        }
        assert_eq!(code(" \r\n"), "link_empty");
        assert_eq!(code("#"), "link_empty");
        assert_eq!(code("TElNTgE#T"), "link_damaged");
        // One that is cut says so when it is opened.
        let text = link_of(&format::encode_compact(&log, &[]));
        let cut = log_from_link(&text[..text.len() / 8 * 4]).unwrap_err();
        assert_eq!(cut.code.as_str(), "painting_damaged");
    }

    proptest! {
        #[test]
        fn any_text_is_bytes_or_an_error(text in "\\PC{0,60}") {
            let _ = bytes_of_link(&text);
        }

        #[test]
        fn what_leaves_is_what_arrives(log in arbitrary::small_log(3_000), history: bool) {
            let painting = Painting::from_log(&log).unwrap();
            let along = Travelling { gallery: Some(3), ..Travelling::default() };
            let sharing = Sharing { history, along: along.clone() };
            let text = link_of(&packed(&painting, &sharing));
            let (arrived, took) = log_from_link(&text).unwrap();
            prop_assert_eq!(took, along);
            prop_assert!(!history || arrived == log);
            let again = Painting::from_log(&arrived).unwrap();
            prop_assert_eq!(again.canvas().hash(), painting.canvas().hash());
        }
    }
}
