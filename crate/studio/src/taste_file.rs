//! A taste as a file that can be shared (`.limnertaste`).
//!
//! | bytes | what |
//! |---|---|
//! | 4 | `LIMS` |
//! | 1 | version: 2; 1 where nothing was practised |
//! | 4 | little-endian low half of XXH3-64 over the rest |
//! | rest | the name (a length and as many bytes of UTF-8, 1..=[`crate::brush_file::MAX_NAME`]), then the taste as the worker wrote it ([`limner_protocol::Learned::taste`]); in version 2 also what was practised of it ([`limner_protocol::Reply::Practised`]) |
//!
//! A file comes from a stranger: its length is bounded before it is read, and whether the taste in it is one, the worker
//! says when it is used.

use limner_core::Error;
use limner_core::format::{Reader, Writer};
use limner_protocol::codes::trouble;
use limner_protocol::{MAX_PRACTISED, MAX_TASTE, Trouble};

use crate::brush_file::{read_name, tidy};
use crate::sealed::{damaged, sealed, unsealed};

/// What a taste's file begins with.
pub const MAGIC: [u8; 4] = *b"LIMS";
/// The version that is written, and the newest that is read.
pub const VERSION: u8 = 2;
/// Longest file: the longest taste with all that can be practised and the longest name comes to less.
pub const MAX_BYTES: usize = MAX_TASTE + MAX_PRACTISED + 64;
/// Troubles of a file that is no taste, of one of a later version, and of a damaged one.
const TROUBLES: [&str; 3] =
    [trouble::NOT_A_TASTE, trouble::TASTE_FROM_FUTURE, trouble::TASTE_DAMAGED];

/// What a file holds: a taste under a name, and what was practised of it, empty for nothing.
pub type Named = (String, Vec<u8>, Vec<u8>);

/// A taste's file. What of the name can't stand in a file is left out. Where nothing was practised an earlier program
/// can read it, too.
#[must_use]
pub fn encode(name: &str, taste: &[u8], practised: &[u8]) -> Vec<u8> {
    let mut body = Writer::new();
    body.bytes(tidy(name).as_bytes());
    body.bytes(taste);
    if practised.is_empty() {
        return sealed(MAGIC, 1, &body.into_bytes());
    }
    body.bytes(practised);
    sealed(MAGIC, VERSION, &body.into_bytes())
}

/// What a file holds.
pub fn decode(bytes: &[u8]) -> Result<Named, Trouble> {
    let (version, body) = unsealed(bytes, MAGIC, VERSION, MAX_BYTES, &TROUBLES)?;
    read(version, body).map_err(|error| damaged(TROUBLES[2], &error.to_string()))
}

fn read(version: u8, body: &[u8]) -> Result<Named, Error> {
    let mut reader = Reader::new(body);
    let name = read_name(&mut reader)?;
    let taste = reader.bytes("the taste's length", MAX_TASTE)?.to_vec();
    let practised = match version {
        1 => Vec::new(),
        _ => reader.bytes("the length of what was practised", MAX_PRACTISED)?.to_vec(),
    };
    reader.finish()?;
    Ok((name, taste, practised))
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
        let plain = encode("Calm", &[1, 2, 3], &[]);
        assert_eq!(plain[4], 1);
        assert_eq!(decode(&plain), Ok(("Calm".to_owned(), vec![1, 2, 3], Vec::new())));
        let file = encode("Calm", &[1, 2, 3], &[4, 5]);
        assert_eq!(decode(&file), Ok(("Calm".to_owned(), vec![1, 2, 3], vec![4, 5])));
        assert_eq!(code(b"LIMB\x01"), "not_a_taste");
        let mut future = file.clone();
        future[4] = 3;
        assert_eq!(code(&future), "taste_from_future");
        for cut in 4..file.len() {
            assert_eq!(code(&file[..cut]), "taste_damaged", "cut at {cut}");
        }
        for at in 5..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 1;
            assert_eq!(code(&changed), "taste_damaged", "changed at {at}");
        }
        let longest = (vec![7; MAX_TASTE], vec![8; MAX_PRACTISED]);
        assert!(decode(&encode("Calm", &longest.0, &longest.1)).is_ok());
        let long = [
            encode("Calm", &vec![7; MAX_TASTE + 1], &[]),
            encode("Calm", &[7], &vec![8; MAX_PRACTISED + 1]),
        ];
        assert!(long.iter().all(|long| code(long) == "taste_damaged"));
    }

    proptest! {
        #[test]
        fn a_taste_comes_back_as_it_went(
            name in "\\PC{0,40}",
            taste in prop::collection::vec(any::<u8>(), 0..300),
            practised in prop::collection::vec(any::<u8>(), 0..300),
        ) {
            let back = decode(&encode(&name, &taste, &practised)).unwrap();
            prop_assert_eq!(back, (tidy(&name), taste, practised));
        }

        #[test]
        fn any_bytes_are_a_taste_or_an_error(mut bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&bytes);
            let sum = checksum(&bytes).to_le_bytes();
            bytes.splice(0..0, MAGIC.into_iter().chain([1]).chain(sum));
            let _ = decode(&bytes);
            bytes[4] = VERSION;
            let _ = decode(&bytes);
        }
    }
}
