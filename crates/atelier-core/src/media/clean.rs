//! Takes places out of files, without decoding a picture, and proves it.
//!
//! A [`CleanFile`] is the only thing that may be kept or sent. Only this
//! module makes one: [`clean`] from a person's file, [`attest`] from what our
//! own encoders wrote. Neither hands anything on that the second reader
//! (`proof`) has not found free of places. Who needs no receipt takes what
//! [`clean_unsealed`] makes: the same proof, without the hashes.

#![warn(clippy::indexing_slicing)]

mod carriers;
mod file;
mod gif;
mod iptc;
mod isobmff;
mod jpeg;
mod ledger;
mod pdf;
mod photoshop;
mod png;
mod proof;
mod reveal;
mod tiff;
mod tiff_block;
mod webp;
mod words;
mod xml;
mod xmp;

use self::carriers::Carriers;
use super::guard::guarded;
use super::inspect::{InspectError, Inspection, inspect, inspect_front};
use crate::domain::content_hash::ContentHash;
use crate::domain::media_type::MediaType;
use crate::domain::receipt::{Policy, RemovedKind, Warning};

pub use file::{CleanFile, Unsealed};
pub use reveal::Place;

/// Why a file stays where it is.
///
/// Each reason is final for these bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CleanError {
    /// The file cannot be taken in at all.
    #[error(transparent)]
    Inspect(#[from] InspectError),
    /// The file contradicts itself where it matters.
    #[error("This file could not be cleaned: {0}. It stays here.")]
    Broken(&'static str),
    /// Something was left that should not be.
    #[error("This file could not be proved clean: {0}. It stays here.")]
    NotProved(&'static str),
    /// The cleaner itself failed; the file is refused to be on the safe side.
    #[error("This file could not be read through. It stays here.")]
    GaveUp,
}

impl CleanError {
    /// Returns the stable name that scripts may depend on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Inspect(reason) => reason.code(),
            Self::Broken(_) => "damaged",
            Self::NotProved(_) => "not_proved_clean",
            Self::GaveUp => "unreadable",
        }
    }

    /// Returns the reason as a sentence about the file of this name.
    #[must_use]
    pub fn told_of(&self, name: &str) -> String {
        match self {
            Self::Inspect(reason) => reason.told_of(name),
            other => other.to_string().replacen("This file", name, 1),
        }
    }
}

/// A file whose structure cannot be followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Broken(pub(super) &'static str);

/// Takes the places out of a file and proves that they are gone.
///
/// The picture's compressed bytes stay as they are. Metadata that cannot be
/// proved clean goes as a whole, and the receipt warns of it.
///
/// # Errors
/// When the file cannot be taken in, cleaned or proved; nothing is passed on
/// half cleaned.
pub fn clean(bytes: &[u8], policy: Policy) -> Result<CleanFile, CleanError> {
    Ok(clean_unsealed(bytes, policy)?.sealed_beside(bytes))
}

/// Cleans and proves as [`clean`] does, and leaves the hashes of the receipt to
/// whoever needs them: they take longer than all the rest.
///
/// # Errors
/// As [`clean`].
pub fn clean_unsealed(bytes: &[u8], policy: Policy) -> Result<Unsealed, CleanError> {
    // A panic in a parser is a refusal: nothing it touched is used again.
    guarded(|| clean_and_prove(bytes, policy)).unwrap_or(Err(CleanError::GaveUp))
}

fn clean_and_prove(bytes: &[u8], policy: Policy) -> Result<Unsealed, CleanError> {
    let before = inspect(bytes)?;
    let first = rewrite(bytes, before.media_type, Carriers::new(policy))?;
    match prove(bytes, before, first, policy) {
        Err(CleanError::NotProved(_)) if policy == Policy::Location => {
            let mut least = rewrite(bytes, before.media_type, Carriers::new(Policy::Everything))?;
            least.1.ledger.warnings.insert(Warning::MetadataGivenUp);
            prove(bytes, before, least, policy)
        }
        other => other,
    }
}

/// Rewrites a file by the rules of its format.
fn rewrite(
    bytes: &[u8],
    media_type: MediaType,
    mut carriers: Carriers,
) -> Result<(Vec<u8>, Carriers), CleanError> {
    let cleaned = match media_type {
        MediaType::Jpeg => jpeg::clean(bytes, &mut carriers),
        MediaType::Png => png::clean(bytes, &mut carriers),
        MediaType::Webp => webp::clean(bytes, &mut carriers),
        MediaType::Gif => gif::clean(bytes, &mut carriers),
        MediaType::Heic | MediaType::Avif => isobmff::clean(bytes, &mut carriers),
        MediaType::Pdf => pdf::clean(bytes, &mut carriers),
        MediaType::Tiff => tiff::clean(bytes, &mut carriers),
    };
    cleaned
        .map(|bytes| (bytes, carriers))
        .map_err(|Broken(how)| CleanError::Broken(how))
}

/// Has the second reader look at the result.
fn prove(
    before: &[u8],
    inspected: Inspection,
    (after, carriers): (Vec<u8>, Carriers),
    policy: Policy,
) -> Result<Unsealed, CleanError> {
    let picture = proof::prove(before, &after, inspected.media_type)
        .map_err(|proof::Doubt(what)| CleanError::NotProved(what))?;
    // Its picture is the one that was inspected before, to the bit.
    let inspection = inspect_front(&after)?;
    if inspection.size != inspected.size || inspection.animated != inspected.animated {
        return Err(CleanError::NotProved("its picture changed"));
    }
    if inspected.orientation != 1 && inspection.orientation != inspected.orientation {
        return Err(CleanError::NotProved("its orientation was lost"));
    }
    let changed = before != after;
    Ok(Unsealed::new(after, inspection, picture, policy).found(changed, carriers.ledger))
}

/// Takes over what one of our own encoders wrote.
///
/// # Errors
/// When the second reader finds any metadata in it but a colour profile.
pub fn attest(encoded: Vec<u8>, media_type: MediaType) -> Result<CleanFile, CleanError> {
    guarded(|| attest_encoded(encoded, media_type)).unwrap_or(Err(CleanError::GaveUp))
}

fn attest_encoded(encoded: Vec<u8>, media_type: MediaType) -> Result<CleanFile, CleanError> {
    let inspection = inspect(&encoded)?;
    if inspection.media_type != media_type {
        return Err(CleanError::Broken("it is not what its encoder promised"));
    }
    let picture = proof::attest(&encoded, media_type)
        .map_err(|proof::Doubt(what)| CleanError::NotProved(what))?;
    let hash = ContentHash::of(&encoded);
    Ok(Unsealed::new(encoded, inspection, picture, Policy::Everything).sealed(hash))
}

/// What a look at a file says before anything is done with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Survey {
    /// Whether files of this kind can be cleaned.
    pub cleanable: bool,
    /// What a cleaning would take out, places first.
    pub found: Vec<RemovedKind>,
}

impl Survey {
    /// Tells whether the file says where it was taken.
    #[must_use]
    pub fn has_place(&self) -> bool {
        self.found.iter().any(|kind| kind.is_place())
    }

    /// Returns the headings under which an import counts this file.
    #[must_use]
    pub fn headings(&self) -> Vec<&'static str> {
        let has = |wanted: fn(&RemovedKind) -> bool| self.found.iter().any(wanted);
        let mut headings = Vec::new();
        if has(|kind| matches!(kind, RemovedKind::GpsPosition | RemovedKind::MapReference)) {
            headings.push("GPS position");
        }
        if has(|kind| {
            kind.is_place() && !matches!(kind, RemovedKind::GpsPosition | RemovedKind::MapReference)
        }) {
            headings.push("City or street");
        }
        if has(|kind| *kind == RemovedKind::Video) {
            headings.push("Video behind the picture");
        }
        headings
    }
}

/// Looks at a file as a cleaning would, without proving or keeping anything.
#[must_use]
pub fn survey(bytes: &[u8]) -> Survey {
    guarded(|| look(bytes)).unwrap_or_default()
}

fn look(bytes: &[u8]) -> Survey {
    let Ok(inspection) = inspect(bytes) else {
        return Survey::default();
    };
    let carriers = Carriers::new(Policy::Location);
    let Ok((_, carriers)) = rewrite(bytes, inspection.media_type, carriers) else {
        return Survey::default();
    };
    let mut found: Vec<RemovedKind> = carriers.ledger.removed.iter().map(|r| r.kind).collect();
    found.sort_unstable();
    found.dedup();
    Survey {
        cleanable: true,
        found,
    }
}

/// Reads out the places that a file names, for the screen of the person who
/// asks and for nothing else. What it does not find may still be there.
#[must_use]
pub fn places(bytes: &[u8]) -> Vec<Place> {
    guarded(|| reveal::places(bytes)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
