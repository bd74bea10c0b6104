//! A brush as a file that can be shared (`.limnerbrush`).
//!
//! | bytes | what |
//! |---|---|
//! | 4 | `LIMB` |
//! | 1 | version: 1 |
//! | 4 | little-endian low half of XXH3-64 over the rest |
//! | rest | the name (a length and as many bytes of UTF-8, 1..=[`MAX_NAME`]), the brush as [`limner_core::format`] has it |
//!
//! A file comes from a stranger: its length is bounded before it is read, every setting is checked
//! against its range, and a brush has exactly one file.

use limner_core::format::{Reader, Writer};
use limner_core::{Brush, Error};
use limner_protocol::Trouble;
use limner_protocol::codes::trouble;

use crate::sealed::{damaged, sealed, unsealed};

/// What a brush's file begins with.
pub const MAGIC: [u8; 4] = *b"LIMB";
/// The version that is written, and the newest that is read.
pub const VERSION: u8 = 1;
/// Longest name, in bytes of UTF-8.
pub const MAX_NAME: usize = 32;
/// Longest file: every setting and every modulation at its longest come to less.
pub const MAX_BYTES: usize = 1024;
/// Troubles of a file that is no brush, of one of a later version, and of a damaged one.
const TROUBLES: [&str; 3] =
    [trouble::NOT_A_BRUSH, trouble::BRUSH_FROM_FUTURE, trouble::BRUSH_DAMAGED];

/// A brush's file. What of the name can't stand in a file is left out.
#[must_use]
pub fn encode(name: &str, brush: &Brush) -> Vec<u8> {
    let mut body = Writer::new();
    body.bytes(tidy(name).as_bytes());
    body.brush(brush);
    sealed(MAGIC, VERSION, &body.into_bytes())
}

/// The name and the brush of a file.
pub fn decode(bytes: &[u8]) -> Result<(String, Brush), Trouble> {
    let (_, body) = unsealed(bytes, MAGIC, VERSION, MAX_BYTES, &TROUBLES)?;
    read(body).map_err(|error| damaged(TROUBLES[2], &error.to_string()))
}

/// A name without what is no letter to be shown (nor changes how others are: marks of direction, spaces
/// without a width), cut to [`MAX_NAME`] bytes; never empty.
#[must_use]
pub fn tidy(name: &str) -> String {
    let mut tidy = String::new();
    for letter in name.trim().chars().filter(|c| is_shown(*c)) {
        if tidy.len() + letter.len_utf8() > MAX_NAME {
            break;
        }
        tidy.push(letter);
    }
    let tidy = tidy.trim();
    if tidy.is_empty() { "brush".to_owned() } else { tidy.to_owned() }
}

/// A name with a number after it, within [`MAX_NAME`] bytes; the first of a name is the name alone.
#[must_use]
pub fn numbered(name: &str, number: usize) -> String {
    if number <= 1 {
        return tidy(name);
    }
    let number = format!(" {number}");
    let mut letters = tidy(name);
    while letters.len() + number.len() > MAX_NAME {
        letters.pop();
    }
    letters.truncate(letters.trim_end().len());
    letters + &number
}

/// Whether a letter can be seen by itself. What is left out has no width or no shape of its own (the
/// standard's `Default_Ignorable_Code_Point`, the blanks that pass for letters, and what is private), or
/// turns the direction of others.
fn is_shown(letter: char) -> bool {
    let hidden = matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{e000}'..='\u{f8ff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..);
    !hidden && !letter.is_control()
}

fn read(body: &[u8]) -> Result<(String, Brush), Error> {
    let mut reader = Reader::new(body);
    let name = read_name(&mut reader)?;
    let brush = reader.brush()?;
    brush.validate()?;
    reader.finish()?;
    Ok((name, brush))
}

/// A name as [`tidy`] leaves it, and no other.
pub(crate) fn read_name(reader: &mut Reader<'_>) -> Result<String, Error> {
    let bytes = reader.bytes("the name's length", MAX_NAME)?;
    let name = std::str::from_utf8(bytes).map_err(|_| Error::Damaged("the name is not UTF-8"))?;
    if tidy(name) != name {
        return Err(Error::Damaged("the name has letters that names don't have"));
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sealed::checksum;
    use limner_core::brush::presets;

    #[test]
    fn a_brush_comes_back_as_it_went() {
        for preset in presets::ALL {
            let bytes = encode(preset.name, &preset.brush);
            assert!(bytes.len() <= MAX_BYTES / 4, "{}: {} bytes", preset.name, bytes.len());
            assert_eq!(decode(&bytes), Ok((preset.name.to_owned(), preset.brush)));
        }
    }

    #[test]
    fn names_are_cut_between_letters_and_tidied() {
        assert_eq!(tidy("  Dry\u{0}\n oil "), "Dry oil");
        assert_eq!(tidy("\u{7}"), "brush");
        let long = tidy(&"ü".repeat(40));
        assert_eq!((long.len(), long.chars().count()), (32, 16));
        assert_eq!(tidy(&tidy(" a b ")), "a b");
    }

    #[test]
    fn numbered_names_are_names() {
        assert_eq!([1, 2, 30].map(|n| numbered("Oil", n)), ["Oil", "Oil 2", "Oil 30"]);
        for name in ["ü".repeat(16), format!("{} b", "a".repeat(28)), "油".into()] {
            for number in [1, 2, 64] {
                let name = numbered(&name, number);
                assert!(name.len() <= MAX_NAME && tidy(&name) == name, "{name}");
            }
        }
    }

    /// A name that reads as another, or as none, is no brush's: it would be taken for what it is not.
    #[test]
    fn names_that_mislead_are_refused() {
        for name in
            ["\u{202e}gnp.exe", "\u{200b}", "Oil\u{200b}", "\u{3164}", "a\u{2066}b", "\u{feff}Ink"]
        {
            let mut body = Writer::new();
            body.bytes(name.as_bytes());
            body.brush(&presets::OIL);
            let body = body.into_bytes();
            let mut file = [&MAGIC[..], &[VERSION]].concat();
            file.extend(checksum(&body).to_le_bytes());
            file.extend(body);
            let refused = decode(&file).unwrap_err();
            assert_eq!(refused.code.as_str(), "brush_damaged", "{name:?}");
            assert!(
                decode(&encode(name, &presets::OIL)).is_ok(),
                "{name:?} is tidied when written"
            );
        }
        for name in ["Öl, dünn", "油", "فرشاة", "кисть", "2B ✏"] {
            assert_eq!(tidy(name), name);
        }
    }

    #[test]
    fn what_is_no_brush_says_so() {
        let file = encode("x", &presets::OIL);
        let code = |bytes: &[u8]| decode(bytes).unwrap_err().code.as_str().to_owned();
        assert_eq!(code(b""), "not_a_brush");
        assert_eq!(code(b"LIMN\x01"), "not_a_brush");
        let mut future = file.clone();
        future[4] = 2;
        assert_eq!(code(&future), "brush_from_future");
        for cut in 4..file.len() {
            assert_eq!(code(&file[..cut]), "brush_damaged", "cut at {cut}");
        }
        for at in 5..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 1;
            assert_eq!(code(&changed), "brush_damaged", "changed at {at}");
        }
        let mut long = file.clone();
        long.resize(MAX_BYTES + 1, 0);
        assert_eq!(code(&long), "brush_damaged");
        // A checksum that fits makes no brush of settings out of range.
        let wild = Brush { hairs: 255, ..presets::OIL };
        assert_eq!(code(&encode("x", &wild)), "brush_damaged");
    }
}
