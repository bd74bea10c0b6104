//! Numbers as bytes and back, for checkpoints and models: little-endian, with every length checked.

/// Why bytes cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// They begin as no such file does.
    #[error("this is no {0}")]
    Kind(&'static str),
    /// A later version wrote them.
    #[error("it is of version {found}, and only {known} is known")]
    Version {
        /// The version they are of.
        found: u32,
        /// The one that is known.
        known: u32,
    },
    /// They end early, go on too long, or say what cannot be.
    #[error("it is broken: {0}")]
    Broken(&'static str),
    /// A number among the parameters is none.
    #[error("it holds a number that is not finite")]
    NotFinite,
    /// Parameters that are not those of the network.
    #[error(transparent)]
    Weights(#[from] limner_nets::weights::Error),
}

/// Reads numbers one after the other.
#[derive(Debug)]
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    /// What stands behind a file's magic and version; without these it is none of its kind.
    pub(crate) fn opened(
        bytes: &'a [u8],
        magic: &[u8; 4],
        version: u32,
        kind: &'static str,
    ) -> Result<Self, ReadError> {
        let mut reader = Self(bytes);
        if reader.take(4).ok() != Some(magic) {
            return Err(ReadError::Kind(kind));
        }
        let found = reader.u32()?;
        if found != version {
            return Err(ReadError::Version { found, known: version });
        }
        Ok(reader)
    }

    /// A side that drawings may have; anything else is `broken`.
    pub(crate) fn side(&mut self, broken: &'static str) -> Result<u16, ReadError> {
        match self.u32()? {
            32 => Ok(32),
            64 => Ok(64),
            _ => Err(ReadError::Broken(broken)),
        }
    }

    /// A network's parameters, as [`limner_nets::weights`] has them.
    pub(crate) fn weights(&mut self, count: usize) -> Result<Vec<f32>, ReadError> {
        let (values, len) = limner_nets::weights::decode_from(self.0, count)?;
        self.take(len)?;
        Ok(values)
    }

    pub(crate) fn take(&mut self, len: usize) -> Result<&'a [u8], ReadError> {
        let (taken, rest) =
            self.0.split_at_checked(len).ok_or(ReadError::Broken("it ends early"))?;
        self.0 = rest;
        Ok(taken)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, ReadError> {
        Ok(self.take(1)?[0])
    }

    pub(crate) fn u32(&mut self) -> Result<u32, ReadError> {
        let bytes = self.take(4)?;
        Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    pub(crate) fn u64(&mut self) -> Result<u64, ReadError> {
        Ok(u64::from(self.u32()?) | u64::from(self.u32()?) << 32)
    }

    /// So many finite numbers.
    pub(crate) fn numbers(&mut self, count: usize) -> Result<Vec<f32>, ReadError> {
        let len = count.checked_mul(4).ok_or(ReadError::Broken("it announces too much"))?;
        let bytes = self.take(len)?.as_chunks::<4>().0;
        let numbers: Vec<f32> = bytes.iter().map(|b| f32::from_le_bytes(*b)).collect();
        if numbers.iter().all(|v| v.is_finite()) { Ok(numbers) } else { Err(ReadError::NotFinite) }
    }

    /// A short text that is preceded by its length.
    pub(crate) fn text(&mut self) -> Result<String, ReadError> {
        let len = usize::from(self.u8()?);
        let bytes = self.take(len)?.to_vec();
        String::from_utf8(bytes).map_err(|_| ReadError::Broken("a name is no text"))
    }

    pub(crate) fn end(&self) -> Result<(), ReadError> {
        if self.0.is_empty() { Ok(()) } else { Err(ReadError::Broken("it goes on too long")) }
    }
}

/// Appends numbers.
pub(crate) fn put(bytes: &mut Vec<u8>, numbers: &[f32]) {
    numbers.iter().for_each(|v| bytes.extend_from_slice(&v.to_le_bytes()));
}

/// Appends a text of at most 255 bytes, preceded by its length; what is longer is cut.
pub(crate) fn put_text(bytes: &mut Vec<u8>, text: &str) {
    let mut end = text.len().min(255);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    bytes.push(u8::try_from(end).unwrap_or(u8::MAX));
    bytes.extend_from_slice(&text.as_bytes()[..end]);
}
