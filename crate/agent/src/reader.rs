//! Reads little-endian numbers from the bytes of a weight file or a checkpoint.

use crate::Error;

/// The bytes that are still to be read.
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8], Error> {
        if count > self.0.len() {
            return Err(Error::Damaged("it ends too early"));
        }
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        Ok(taken)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, Error> {
        self.take(1).map(|b| b[0])
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Error> {
        self.take(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
    }

    pub(crate) fn u64(&mut self) -> Result<u64, Error> {
        Ok(u64::from(self.u32()?) | u64::from(self.u32()?) << 32)
    }

    /// `count` numbers of 32 bits.
    pub(crate) fn numbers(&mut self, count: usize) -> Result<Vec<f32>, Error> {
        let bytes = self.take(4 * count)?.as_chunks::<4>().0;
        Ok(bytes.iter().map(|b| f32::from_le_bytes(*b)).collect())
    }
}
