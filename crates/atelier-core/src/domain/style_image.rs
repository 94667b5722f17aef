//! Pictures of a style.

use serde::{Deserialize, Serialize};

use super::asset::FileFacts;
use super::ids::{BatchId, StyleId, StyleImageId};
use super::storage_path::StoragePath;
use crate::clock::UnixMillis;

/// One picture of a style's board, as the catalogue knows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct StyleImage {
    /// Its identity.
    pub id: StyleImageId,
    /// Its style.
    pub style_id: StyleId,
    /// Where its file lies in the store.
    pub storage_path: StoragePath,
    /// The name that its file had on the person's machine.
    pub original_filename: String,
    /// Its clean file.
    pub file: FileFacts,
    /// Words under the picture.
    pub caption: Option<String>,
    /// Words in its place, for those who cannot see it.
    pub alt_text: Option<String>,
    /// The kind of room that it shows.
    pub room_type: Option<String>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// Its place on the board, from 0.
    pub display_order: i32,
    /// The page that it came from.
    pub source_url: Option<String>,
    /// The import that brought it.
    pub batch_id: Option<BatchId>,
    /// When it was imported.
    pub created_at: UnixMillis,
    /// When it last changed.
    pub updated_at: UnixMillis,
    /// When it went to the trash, if it did.
    pub trashed_at: Option<UnixMillis>,
}
