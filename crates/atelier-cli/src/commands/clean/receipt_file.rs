//! The receipt as it lies beside a clean file.

use std::path::Path;

use serde::Serialize;

use atelier_core::domain::content_hash::{ContentHash, PictureHash};
use atelier_core::domain::receipt::Policy;
use atelier_core::import::Refusal;
use atelier_core::media::clean::CleanFile;

use super::outcome::words_of;

#[derive(Debug, Serialize)]
struct ReceiptFile<'a> {
    file: String,
    policy: Policy,
    tool: &'a str,
    had_place: bool,
    removed: Vec<&'static str>,
    kept: Vec<&'static str>,
    warnings: Vec<&'static str>,
    sha256_before: &'a ContentHash,
    sha256_after: &'a ContentHash,
    payload_blake3: &'a PictureHash,
}

/// Writes the receipt of a file as JSON. It names kinds of places, never one.
pub(super) fn written(file: &CleanFile, path: &Path) -> Result<Vec<u8>, Refusal> {
    let receipt = file.receipt();
    let written = ReceiptFile {
        file: path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        policy: receipt.policy,
        tool: &receipt.tool,
        had_place: receipt.had_place,
        removed: receipt.removed_words(),
        kept: receipt.kept_words(),
        warnings: words_of(&receipt.warnings),
        sha256_before: &receipt.sha256_before,
        sha256_after: &receipt.sha256_after,
        payload_blake3: file.picture_hash(),
    };
    let mut text = serde_json::to_vec_pretty(&written).map_err(|error| {
        Refusal::new(
            "not_written",
            format!("has a receipt that could not be written: {error}."),
        )
    })?;
    text.push(b'\n');
    Ok(text)
}
