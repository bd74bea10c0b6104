//! A taste as a file that can be shared (`.limnertaste`).
//!
//! | bytes | what |
//! |---|---|
//! | 4 | `LIMS` |
//! | 1 | version: 1 |
//! | 4 | little-endian low half of XXH3-64 over the rest |
//! | rest | the name (a length and as many bytes of UTF-8, 1..=[`crate::brush_file::MAX_NAME`]), then the taste as the worker wrote it ([`limner_protocol::Learned::taste`]) |
//!
//! A file comes from a stranger: its length is bounded before it is read, and whether the taste in it is one, the worker
//! says when it is used.

use limner_core::Error;
use limner_core::format::{Reader, Writer};
use limner_protocol::codes::trouble;
use limner_protocol::{MAX_TASTE, Trouble};

use crate::brush_file::{read_name, tidy};
use crate::sealed::{damaged, sealed, unsealed};

/// What a taste's file begins with.
pub const MAGIC: [u8; 4] = *b"LIMS";
/// The version that is written, and the newest that is read.
pub const VERSION: u8 = 1;
/// Longest file: the longest taste with the longest name comes to less.
pub const MAX_BYTES: usize = MAX_TASTE + 64;
/// What it is called that a file is no taste, of a later version, or damaged.
const TROUBLES: [&str; 3] =
    [trouble::NOT_A_TASTE, trouble::TASTE_FROM_FUTURE, trouble::TASTE_DAMAGED];

/// A taste's file. What of the name can't stand in a file is left out.
#[must_use]
pub fn encode(name: &str, taste: &[u8]) -> Vec<u8> {
    let mut body = Writer::new();
    body.bytes(tidy(name).as_bytes());
    body.bytes(taste);
    sealed(MAGIC, VERSION, &body.into_bytes())
}

/// The name and the taste of a file.
pub fn decode(bytes: &[u8]) -> Result<(String, Vec<u8>), Trouble> {
    let body = unsealed(bytes, MAGIC, VERSION, MAX_BYTES, &TROUBLES)?;
    read(body).map_err(|error| damaged(TROUBLES[2], &error.to_string()))
}

fn read(body: &[u8]) -> Result<(String, Vec<u8>), Error> {
    let mut reader = Reader::new(body);
    let name = read_name(&mut reader)?;
    let taste = reader.bytes("the taste's length", MAX_TASTE)?.to_vec();
    reader.finish()?;
    Ok((name, taste))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sealed::checksum;
    use proptest::prelude::*;

    fn code(bytes: &[u8]) -> String {
        decode(bytes).unwrap_err().code.as_str().to_owned()
    }

    #[test]
    fn what_is_no_taste_says_so() {
        let file = encode("Calm", &[1, 2, 3]);
        assert_eq!(decode(&file), Ok(("Calm".to_owned(), vec![1, 2, 3])));
        assert_eq!(code(b"LIMB\x01"), "not_a_taste");
        let mut future = file.clone();
        future[4] = 2;
        assert_eq!(code(&future), "taste_from_future");
        for cut in 4..file.len() {
            assert_eq!(code(&file[..cut]), "taste_damaged", "cut at {cut}");
        }
        for at in 5..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 1;
            assert_eq!(code(&changed), "taste_damaged", "changed at {at}");
        }
        let long = encode("Calm", &vec![7; MAX_TASTE + 1]);
        assert_eq!(code(&long), "taste_damaged");
        assert!(decode(&encode("Calm", &vec![7; MAX_TASTE])).is_ok());
    }

    proptest! {
        #[test]
        fn a_taste_comes_back_as_it_went(name in "\\PC{0,40}", taste in prop::collection::vec(any::<u8>(), 0..300)) {
            let (read, back) = decode(&encode(&name, &taste)).unwrap();
            prop_assert_eq!(read, tidy(&name));
            prop_assert_eq!(back, taste);
        }

        #[test]
        fn any_bytes_are_a_taste_or_an_error(mut bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&bytes);
            let sum = checksum(&bytes).to_le_bytes();
            bytes.splice(0..0, MAGIC.into_iter().chain([VERSION]).chain(sum));
            let _ = decode(&bytes);
        }
    }
}
