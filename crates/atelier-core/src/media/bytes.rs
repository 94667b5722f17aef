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

/// How many bytes of picture data are looked through at once.
const BLOCK: usize = 4096;

/// Returns how many bytes of a JPEG's scan can be passed over, because no marker
/// begins in them: 0xFF is followed by zero or a restart's number only.
pub(crate) fn without_markers(scan: &[u8]) -> usize {
    let mut at = 0;
    while let (Some(block), Some(next)) = (slice(scan, at, BLOCK), slice(scan, at + 1, BLOCK)) {
        // Without a branch a byte, so that many are compared at once.
        let marks = block.iter().zip(next).fold(0_u8, |found, (mark, code)| {
            found | u8::from((*mark == 0xFF) & (*code != 0) & (*code & 0xF8 != 0xD0))
        });
        if marks != 0 {
            break;
        }
        at += BLOCK;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn picture_data_is_passed_over_up_to_the_block_with_a_marker() {
        let mut scan = [0x11, 0xFF, 0x00, 0xFF, 0xD3].repeat(4 * BLOCK / 5);
        assert_eq!(without_markers(&scan), 3 * BLOCK);

        for (at, code) in [(2 * BLOCK - 1, 0xD9), (BLOCK, 0xFF), (BLOCK + 1, 0x01)] {
            let kept = (scan[at], scan[at + 1]);
            (scan[at], scan[at + 1]) = (0xFF, code);
            assert_eq!(without_markers(&scan), BLOCK, "{at} {code}");
            (scan[at], scan[at + 1]) = kept;
        }
    }
}
