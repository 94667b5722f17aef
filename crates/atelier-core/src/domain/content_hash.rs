//! The name of a file's content, and the fingerprint of a picture in it.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How many bytes SHA-256 takes at a time.
const BLOCK: usize = 64;

/// SHA-256 of a file's bytes (FIPS 180-4), written as 64 lower-case hex digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(try_from = "String", into = "String")]
pub struct ContentHash(String);

impl ContentHash {
    /// Hashes bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self::from_digest(Sha256::digest(bytes).as_slice())
    }

    /// Hashes two runs of bytes side by side, in three quarters of the time: the
    /// steps of one sum wait for each other, but not for those of the other, and
    /// a processor looks about two blocks ahead.
    #[must_use]
    pub fn of_both(one: &[u8], other: &[u8]) -> [Self; 2] {
        let mut sums = [Sha256::new(), Sha256::new()];
        let (blocks, rest) = one.as_chunks::<BLOCK>();
        let (other_blocks, other_rest) = other.as_chunks::<BLOCK>();
        let [sum, other_sum] = &mut sums;
        for (block, other_block) in blocks.iter().zip(other_blocks) {
            sum.update(block);
            other_sum.update(other_block);
        }
        let both = blocks.len().min(other_blocks.len());
        for (sum, blocks, rest) in [(sum, blocks, rest), (other_sum, other_blocks, other_rest)] {
            let left = blocks.get(both..).unwrap_or_default();
            sum.update(left.as_flattened());
            sum.update(rest);
        }
        sums.map(|sum| Self::from_digest(sum.finalize().as_slice()))
    }

    /// Takes a finished SHA-256 digest, for callers that hash as they read.
    #[must_use]
    pub fn from_digest(digest: &[u8]) -> Self {
        Self(hex_of(digest))
    }

    /// Returns the hex digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the first eight digits: enough to tell two files of one name apart.
    #[must_use]
    pub fn short(&self) -> &str {
        self.0.get(..8).unwrap_or(&self.0)
    }
}

impl std::fmt::Display for ContentHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// BLAKE3 of a compressed picture, written as 64 lower-case hex digits.
///
/// It names no file and is looked up nowhere: it only proves that a picture is
/// the same before and after. So it may be the faster hash.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(try_from = "String", into = "String")]
pub struct PictureHash(String);

impl PictureHash {
    /// Hashes a picture that lies in pieces.
    #[must_use]
    pub fn of<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut sum = blake3::Hasher::new();
        for piece in pieces {
            sum.update(piece);
        }
        Self(hex_of(sum.finalize().as_bytes()))
    }

    /// Returns the hex digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PictureHash {
    type Error = NotAHash;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if is_hash(&text) {
            Ok(Self(text))
        } else {
            Err(NotAHash(text))
        }
    }
}

impl From<PictureHash> for String {
    fn from(hash: PictureHash) -> Self {
        hash.0
    }
}

fn hex_of(digest: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut hex = String::with_capacity(2 * digest.len());
    for byte in digest {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

fn is_hash(text: &str) -> bool {
    let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    text.len() == 64 && text.bytes().all(hex)
}

/// A text that is no hash of 32 bytes in hex.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no hash of 32 bytes in hex")]
pub struct NotAHash(String);

impl TryFrom<String> for ContentHash {
    type Error = NotAHash;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if is_hash(&text) {
            Ok(Self(text))
        } else {
            Err(NotAHash(text))
        }
    }
}

impl From<ContentHash> for String {
    fn from(hash: ContentHash) -> Self {
        hash.0
    }
}

impl std::str::FromStr for ContentHash {
    type Err = NotAHash;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.to_owned().try_into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_empty_file_has_the_hash_of_the_standard() {
        assert_eq!(
            ContentHash::of(b"").as_str(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }

    #[test]
    fn two_runs_of_bytes_side_by_side_have_the_hashes_that_each_has_alone() {
        let bytes: Vec<u8> = (0..=255).cycle().take(1000).collect();
        for (one, other) in [(0, 0), (0, 1), (63, 64), (64, 64), (65, 1000), (1000, 127)] {
            let (one, other) = (&bytes[..one], &bytes[1000 - other..]);

            let both = ContentHash::of_both(one, other);

            assert_eq!(both, [ContentHash::of(one), ContentHash::of(other)]);
        }
    }

    #[test]
    fn a_picture_in_pieces_has_the_hash_of_the_whole() {
        let whole = PictureHash::of([b"abc".as_slice()]);

        assert_eq!(PictureHash::of([b"a".as_slice(), b"", b"bc"]), whole);
        assert_eq!(
            whole.as_str(),
            "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85"
        );
    }

    #[test]
    fn a_path_is_no_hash() {
        assert!("../../etc/passwd".parse::<ContentHash>().is_err());
        assert!("E3B0".repeat(16).parse::<ContentHash>().is_err());
    }
}
