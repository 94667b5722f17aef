//! Looks at one file: reads it once, hashes it, tells what it is, cleans it.
//! Blocking, bytes in and facts out; it knows neither catalogue nor library.

use std::fs::File;
use std::io::Read as _;
use std::sync::Arc;

use crate::domain::content_hash::ContentHash;
use crate::domain::limits::{MAX_READ_BYTES, max_bytes};
use crate::domain::media_type::MediaType;
use crate::domain::receipt::{Policy, Receipt};
use crate::media::clean::{self, CleanFile};
use crate::media::inspect;
use crate::media::render;

use super::intake::Source;
use super::refusal::Refusal;

/// The bytes of a file and their hash.
pub(crate) struct Raw {
    pub(crate) bytes: Arc<[u8]>,
    pub(crate) hash: ContentHash,
}

/// A file that may be kept.
pub(crate) struct Prepared {
    pub(crate) file: CleanFile,
    pub(crate) receipt: Receipt,
    pub(crate) media_type: MediaType,
    /// Its width and height as shown; none for what has no pixels.
    pub(crate) size: Option<(u32, u32)>,
    /// Set when the file was re-encoded to fit the limit.
    pub(crate) fitted: Option<Fitted>,
    /// Something that was set right and is said.
    pub(crate) note: Option<String>,
}

/// How a file was made to fit the limit. Kept with the row.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Fitted {
    /// Its size before.
    pub(crate) from_bytes: u64,
    /// The quality that it was re-encoded at.
    pub(crate) quality: u8,
}

/// Reads a source once and hashes what was read.
pub(crate) fn read(source: &Source) -> Result<Raw, Refusal> {
    let bytes: Arc<[u8]> = match source {
        Source::Memory { bytes, .. } => Arc::clone(bytes),
        Source::Path(path) => {
            let file = File::open(path).map_err(|e| Refusal::from_io(&e))?;
            let facts = file.metadata().map_err(|e| Refusal::from_io(&e))?;
            if !facts.is_file() {
                return Err(Refusal::not_a_file());
            }
            if facts.len() > MAX_READ_BYTES {
                return Err(Refusal::too_large(MAX_READ_BYTES, false));
            }
            let mut bytes = Vec::with_capacity(usize::try_from(facts.len()).unwrap_or(0));
            // One byte past the limit, for a file that grows as it is read.
            file.take(MAX_READ_BYTES + 1)
                .read_to_end(&mut bytes)
                .map_err(|e| Refusal::from_io(&e))?;
            bytes.into()
        }
    };
    if bytes.is_empty() {
        return Err(Refusal::new(
            "empty",
            "is empty: it has no bytes at all. Copy it from the camera again.",
        ));
    }
    let hash = ContentHash::of(&bytes);
    Ok(Raw { bytes, hash })
}

/// Tells what a file is, makes it fit if asked, cleans it and proves it clean.
///
/// # Errors
/// Says why the file cannot be kept. `too_large` is the one that `fit` mends.
pub(crate) fn prepare(
    name: &str,
    raw: &Raw,
    policy: Policy,
    fit: bool,
) -> Result<Prepared, Refusal> {
    let inspection = inspect::inspect(&raw.bytes)
        .map_err(|e| Refusal::told(e.code(), name, &e.told_of(name)))?;
    let note = extension_note(name, inspection.media_type);
    let size = raw.bytes.len() as u64;
    let limit = max_bytes(inspection.media_type);
    if size <= limit {
        let file = clean(name, raw, policy)?;
        return Ok(Prepared {
            receipt: file.receipt().clone(),
            media_type: inspection.media_type,
            size: inspection.displayed_size(),
            file,
            fitted: None,
            note,
        });
    }
    let can_fit = matches!(
        inspection.media_type,
        MediaType::Jpeg | MediaType::Png | MediaType::Webp
    );
    if !fit || !can_fit {
        return Err(Refusal::too_large(limit, can_fit));
    }
    // Cleaned first: its receipt says what the re-encoding leaves behind.
    let original = clean(name, raw, policy)?;
    let smaller = render::fit(&raw.bytes, inspection.media_type, limit, &|| false)
        .map_err(|e| Refusal::new("cannot_fit", format!("cannot be made to fit: {e}.")))?;
    let receipt = Receipt {
        sha256_after: smaller.clean.content_hash().clone(),
        reencoded: true,
        kept: Vec::new(),
        ..original.receipt().clone()
    };
    Ok(Prepared {
        receipt,
        media_type: smaller.clean.media_type(),
        size: Some((smaller.width, smaller.height)),
        file: smaller.clean,
        fitted: Some(Fitted {
            from_bytes: size,
            quality: smaller.quality,
        }),
        note,
    })
}

fn clean(name: &str, raw: &Raw, policy: Policy) -> Result<CleanFile, Refusal> {
    clean::clean_unsealed(&raw.bytes, policy)
        .map(|file| file.sealed(raw.hash.clone()))
        .map_err(|e| Refusal::told(e.code(), name, &e.told_of(name)))
}

/// Says that a file's extension is not that of its content.
fn extension_note(name: &str, found: MediaType) -> Option<String> {
    let (_, extension) = name.rsplit_once('.')?;
    let claimed = MediaType::from_extension(&extension.to_lowercase());
    if claimed == Some(found) || claimed.is_none() {
        return None;
    }
    Some(format!(
        "is named .{extension} and is {}; it is kept as .{}",
        found.words(),
        found.extension()
    ))
}
