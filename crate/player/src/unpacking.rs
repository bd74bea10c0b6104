//! What a file carries beside its painting, on its way from as few bytes as it takes (LZMA2) to what it was.

use lzma_rust2::{Action, Lzma2Stream, Status};
use xxhash_rust::xxh3::xxh3_64;

/// What is unpacked has so many bytes at most.
pub const MAX_UNPACKED: usize = 32 << 20;
/// How far back what is packed may look: as far as it is long, at most.
pub const MAX_WINDOW: u32 = 16 << 20;

/// It is nothing that was packed, not all of it, or something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Torn;

/// Packed bytes that become what they were, a part at a time.
pub struct Unpacking {
    stream: Lzma2Stream,
    packed: Vec<u8>,
    read: usize,
    unpacked: Vec<u8>,
    written: usize,
    sum: u64,
}

impl std::fmt::Debug for Unpacking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Unpacking({} of {})", self.written, self.unpacked.len())
    }
}

impl Unpacking {
    /// Nothing done yet with packed bytes that come to `len`, of which the XXH3 is `sum`.
    pub fn of(packed: Vec<u8>, len: usize, sum: u64) -> Result<Self, Torn> {
        if len > MAX_UNPACKED {
            return Err(Torn);
        }
        // What is no longer than that has nothing to look back at beyond it.
        let window = u32::try_from(len).unwrap_or(MAX_WINDOW).clamp(1 << 12, MAX_WINDOW);
        let stream = Lzma2Stream::new(window);
        Ok(Self { stream, packed, read: 0, unpacked: vec![0; len], written: 0, sum })
    }

    /// Unpacks so many bytes more, and says whether that was all.
    pub fn advance(&mut self, most: usize) -> Result<bool, Torn> {
        let end = self.unpacked.len().min(self.written.saturating_add(most));
        // Where all is written the end is still to be read.
        let room = if self.written == self.unpacked.len() {
            &mut []
        } else {
            &mut self.unpacked[self.written..end]
        };
        let came = self.stream.process(&self.packed[self.read..], room, Action::Finish);
        let came = came.map_err(|_| Torn)?;
        self.read += came.bytes_consumed;
        self.written += came.bytes_produced;
        let whole = self.written == self.unpacked.len();
        match came.status {
            Status::StreamEnd if whole && self.read == self.packed.len() => {
                if xxh3_64(&self.unpacked) == self.sum { Ok(true) } else { Err(Torn) }
            }
            Status::Ok if came.bytes_consumed > 0 || came.bytes_produced > 0 => Ok(false),
            _ => Err(Torn),
        }
    }

    /// What is unpacked so far, and nothing behind it.
    #[must_use]
    pub fn unpacked(&self) -> &[u8] {
        &self.unpacked
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use lzma_rust2::{Lzma2Options, Lzma2Writer};
    use proptest::prelude::*;

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut writer = Lzma2Writer::new(Vec::new(), Lzma2Options::with_preset(6));
        writer.write_all(bytes).expect("memory takes it");
        writer.finish().expect("memory takes it")
    }

    fn unpacked(packed: &[u8], len: usize, sum: u64, part: usize) -> Result<Vec<u8>, Torn> {
        let mut unpacking = Unpacking::of(packed.to_vec(), len, sum)?;
        while !unpacking.advance(part)? {}
        Ok(unpacking.unpacked().to_vec())
    }

    #[test]
    fn what_is_torn_or_of_another_length_is_refused() {
        let byte = |i: u32| (i.wrapping_mul(i) >> 7).to_le_bytes()[0];
        let bytes: Vec<u8> = (0..200_000).map(byte).collect();
        let (whole, sum) = (packed(&bytes), xxh3_64(&bytes));
        assert_eq!(unpacked(&whole, bytes.len(), sum, 70_000), Ok(bytes.clone()));
        assert_eq!(unpacked(&whole, bytes.len(), sum ^ 1, 70_000), Err(Torn));
        for len in [0, 1, bytes.len() - 1, bytes.len() + 1, MAX_UNPACKED + 1, usize::MAX] {
            assert_eq!(unpacked(&whole, len, sum, 70_000), Err(Torn), "{len}");
        }
        for end in [0, 1, 7, whole.len() / 2, whole.len() - 1] {
            assert_eq!(unpacked(&whole[..end], bytes.len(), sum, 70_000), Err(Torn), "{end}");
        }
        let more = [&whole[..], b"\0"].concat();
        assert_eq!(unpacked(&more, bytes.len(), sum, 70_000), Err(Torn));
    }

    proptest! {
        #[test]
        fn in_parts_it_is_what_it_was(
            bytes in prop::collection::vec(0_u8..4, 0..5_000),
            part in 1_usize..3_000,
        ) {
            let sum = xxh3_64(&bytes);
            prop_assert_eq!(unpacked(&packed(&bytes), bytes.len(), sum, part), Ok(bytes));
        }

        #[test]
        fn any_bytes_are_unpacked_or_refused(
            bytes in prop::collection::vec(any::<u8>(), 0..300),
            len in 0_usize..5_000,
        ) {
            let _ = unpacked(&bytes, len, 0, 100);
            let _ = unpacked(&[&[1, 0, 200], &bytes[..]].concat(), len, 0, 100);
            let _ = unpacked(&[&[0xe0, 0, 200, 0, 90, 0x5d], &bytes[..]].concat(), len, 0, 100);
        }
    }
}
