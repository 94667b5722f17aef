//! What the cleaner hands on: a file that was proved clean, first without and
//! then with its receipt.

use std::ops::Range;

use super::ledger::Ledger;
use super::proof::Picture;
use crate::domain::content_hash::{ContentHash, PictureHash};
use crate::domain::media_type::MediaType;
use crate::domain::receipt::{self, Kept, PayloadHash, Policy, Receipt, Removed, Warning};
use crate::media::inspect::Inspection;

/// The program and version that a receipt names.
const TOOL: &str = concat!("atelier ", env!("CARGO_PKG_VERSION"));

/// A file that may be kept and sent: it carries no place.
///
/// Only [`clean`](super::clean()) and [`attest`](super::attest) make one, so
/// whoever holds it need not ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CleanFile {
    bytes: Vec<u8>,
    inspection: Inspection,
    content_hash: ContentHash,
    picture_hash: PictureHash,
    receipt: Receipt,
}

impl CleanFile {
    /// Returns the bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Gives the bytes away.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Returns what the file is.
    #[must_use]
    pub fn media_type(&self) -> MediaType {
        self.inspection.media_type
    }

    /// Returns what its headers say.
    #[must_use]
    pub fn inspection(&self) -> Inspection {
        self.inspection
    }

    /// Returns the name of the content.
    #[must_use]
    pub fn content_hash(&self) -> &ContentHash {
        &self.content_hash
    }

    /// Returns the fingerprint of the compressed picture.
    #[must_use]
    pub fn picture_hash(&self) -> &PictureHash {
        &self.picture_hash
    }

    /// Returns what the cleaning did.
    #[must_use]
    pub fn receipt(&self) -> &Receipt {
        &self.receipt
    }
}

/// A file that was proved clean and has no receipt yet.
///
/// The library and the outbox do not take it: seal it first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsealed {
    bytes: Vec<u8>,
    inspection: Inspection,
    picture: Picture,
    policy: Policy,
    changed: bool,
    removed: Vec<Removed>,
    kept: Vec<Kept>,
    warnings: Vec<Warning>,
}

impl Unsealed {
    /// Wraps what was proved and lost nothing.
    pub(super) fn new(
        bytes: Vec<u8>,
        inspection: Inspection,
        picture: Picture,
        policy: Policy,
    ) -> Self {
        Self {
            bytes,
            inspection,
            picture,
            policy,
            changed: false,
            removed: Vec::new(),
            kept: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// Writes down what the cleaning found.
    pub(super) fn found(self, changed: bool, ledger: Ledger) -> Self {
        Self {
            changed,
            removed: ledger.removed.into_iter().collect(),
            kept: ledger.kept.into_iter().collect(),
            warnings: ledger.warnings.into_iter().collect(),
            ..self
        }
    }

    /// Returns the bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Tells whether the clean file differs from the one that came.
    #[must_use]
    pub fn changed(&self) -> bool {
        self.changed
    }

    /// Tells whether the file said where it was taken.
    #[must_use]
    pub fn had_place(&self) -> bool {
        self.removed.iter().any(|removed| removed.kind.is_place())
    }

    /// Returns what was taken out in short words, each once, places first.
    #[must_use]
    pub fn removed_words(&self) -> Vec<&'static str> {
        receipt::removed_words(&self.removed)
    }

    /// Returns what stayed in short words.
    #[must_use]
    pub fn kept_words(&self) -> Vec<&'static str> {
        self.kept.iter().map(|kept| kept.words()).collect()
    }

    /// Returns what a person should look at.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Writes the receipt; `before` is the hash of the file as it came.
    #[must_use]
    pub fn sealed(self, before: ContentHash) -> CleanFile {
        let after = if self.changed {
            ContentHash::of(&self.bytes)
        } else {
            before.clone()
        };
        self.sealed_by(before, after)
    }

    /// Writes the receipt; `came` is the file as it came, which nobody has hashed.
    #[must_use]
    pub fn sealed_beside(self, came: &[u8]) -> CleanFile {
        if !self.changed {
            return self.sealed(ContentHash::of(came));
        }
        let [before, after] = ContentHash::of_both(came, &self.bytes);
        self.sealed_by(before, after)
    }

    fn sealed_by(self, before: ContentHash, after: ContentHash) -> CleanFile {
        let had_place = self.had_place();
        let piece = |at: &Range<usize>| self.bytes.get(at.clone()).unwrap_or_default();
        let picture_hash = match &self.picture {
            Picture::Lies(pieces) => PictureHash::of(pieces.iter().map(piece)),
            Picture::Shown(digest) => PictureHash::of([digest.as_slice()]),
        };
        let receipt = Receipt {
            policy: self.policy,
            tool: TOOL.to_owned(),
            sha256_before: before,
            sha256_after: after.clone(),
            payload: PayloadHash::Blake3(picture_hash.clone()),
            had_place,
            reencoded: false,
            removed: self.removed,
            kept: self.kept,
            warnings: self.warnings,
        };
        CleanFile {
            bytes: self.bytes,
            inspection: self.inspection,
            content_hash: after,
            picture_hash,
            receipt,
        }
    }
}
