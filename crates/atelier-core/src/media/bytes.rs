//! Numbers out of untrusted bytes. Whoever asks past the end is told `None`.

#![warn(clippy::indexing_slicing)]

/// Which end of a number comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Most significant byte first ("MM").
    Big,
    /// Least significant byte first ("II").
    Little,
}

impl Order {
    /// Reads two bytes as a number.
    pub(crate) fn u16(self, bytes: &[u8], at: usize) -> Option<u16> {
        let pair = array(bytes, at)?;
        Some(match self {
            Self::Big => u16::from_be_bytes(pair),
            Self::Little => u16::from_le_bytes(pair),
        })
    }

    /// Reads four bytes as a number.
    pub(crate) fn u32(self, bytes: &[u8], at: usize) -> Option<u32> {
        let four = array(bytes, at)?;
        Some(match self {
            Self::Big => u32::from_be_bytes(four),
            Self::Little => u32::from_le_bytes(four),
        })
    }

    /// Reads eight bytes as a number.
    pub(crate) fn u64(self, bytes: &[u8], at: usize) -> Option<u64> {
        let eight = array(bytes, at)?;
        Some(match self {
            Self::Big => u64::from_be_bytes(eight),
            Self::Little => u64::from_le_bytes(eight),
        })
    }

    /// Writes two bytes.
    pub(crate) fn put_u16(self, value: u16) -> [u8; 2] {
        match self {
            Self::Big => value.to_be_bytes(),
            Self::Little => value.to_le_bytes(),
        }
    }

    /// Writes four bytes.
    pub(crate) fn put_u32(self, value: u32) -> [u8; 4] {
        match self {
            Self::Big => value.to_be_bytes(),
            Self::Little => value.to_le_bytes(),
        }
    }
}

/// Copies `N` bytes from `at` on, if there are as many.
pub(crate) fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

/// Returns `len` bytes from `at` on, if there are as many.
pub(crate) fn slice(bytes: &[u8], at: usize, len: usize) -> Option<&[u8]> {
    bytes.get(at..at.checked_add(len)?)
}

/// Finds the first place where `needle` occurs.
pub(crate) fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, needle)
}
