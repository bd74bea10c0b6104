//! Where a painting's bytes lie in files of other kinds: in a chunk of a PNG, and in a page that shows it.
//!
//! Nothing of these files is read but what says where something begins and ends; what is found is hostile until it
//! is decoded.

/// The chunk of a PNG that holds the painting: ancillary, private, and not to be copied by programs that change
/// the picture, which would then show another painting than it holds (PNG 1.2, section 3.3).
pub const CHUNK: [u8; 4] = *b"liMN";
/// What stands before a painting's text in a page of one file, and what stands behind it. Between them is the
/// painting as in a link: base64url.
pub const PAGE_BEGIN: &str = "<script type=\"application/x-limner\" id=\"painting\">";
/// See [`PAGE_BEGIN`].
pub const PAGE_END: &str = "</script>";
/// A page says within so many bytes where the painting is.
pub const PAGE_HEAD: usize = 16 << 10;
/// What a PNG begins with.
const PNG: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

/// The painting that a PNG's bytes hold beside the picture, if they do. Nothing of the picture is decoded.
#[must_use]
pub fn in_picture(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = bytes.strip_prefix(&PNG)?;
    loop {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (kind, after) = after.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let data = after.get(..length)?;
        if *kind == CHUNK {
            return Some(data);
        }
        // Its checksum.
        rest = after.get(length..)?.get(4..)?;
    }
}

/// The text of the painting that a page holds, if it does.
#[must_use]
pub fn in_page(bytes: &[u8]) -> Option<&str> {
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'<') {
        return None;
    }
    let head = &bytes[..bytes.len().min(PAGE_HEAD)];
    let mark = PAGE_BEGIN.as_bytes();
    let at = head.windows(mark.len()).position(|window| window == mark)? + mark.len();
    let rest = &bytes[at..];
    let end = rest.iter().position(|byte| *byte == PAGE_END.as_bytes()[0])?;
    std::str::from_utf8(&rest[..end]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_page_holds_what_stands_between_the_marks() {
        let page = |before: usize| {
            format!("\n<!doctype html>{}{PAGE_BEGIN}TElN{PAGE_END}<p>", " ".repeat(before))
        };
        assert_eq!(in_page(page(0).as_bytes()), Some("TElN"));
        assert_eq!(in_page(page(PAGE_HEAD).as_bytes()), None);
        assert_eq!(in_page(format!("{PAGE_BEGIN}TElN").as_bytes()), None);
        assert_eq!(in_page(format!("a{}", page(0)).as_bytes()), None);
    }

    proptest! {
        #[test]
        fn any_file_holds_a_painting_or_none(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let _ = in_picture(&bytes);
            let _ = in_picture(&[&PNG[..], &bytes].concat());
            let _ = in_page(&bytes);
            let _ = in_page(&[PAGE_BEGIN.as_bytes(), &bytes].concat());
        }
    }
}
