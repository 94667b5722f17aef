//! Photos, floor plans, renders and documents of a room.

use serde::{Deserialize, Serialize};

use super::asset::FileFacts;
use super::ids::{BatchId, RoomAssetId, RoomId, SessionId};
use super::storage_path::StoragePath;
use super::text_enum::text_enum;
use crate::clock::UnixMillis;

text_enum! {
    /// What a room asset is (`check_asset_type`).
    AssetType {
        /// The room as it is.
        Photo = "photo",
        /// A drawing of its plan.
        Floorplan = "floorplan",
        /// The room as it could be.
        Render = "render",
        /// A PDF or scan that belongs to it.
        Document = "document",
    }
}

text_enum! {
    /// How far an asset has come on the platform (`check_asset_status`).
    AssetStatus {
        /// The row is known; the file is not there yet.
        Pending = "pending",
        /// The file is there, its size and hash checked.
        Uploaded = "uploaded",
        /// Its variants are being made.
        Processing = "processing",
        /// The file and all its variants are there.
        Ready = "ready",
        /// It was given up, with a reason.
        Failed = "failed",
    }
}

text_enum! {
    /// Where an asset came from (`check_asset_source`).
    AssetSource {
        /// A person gave it.
        UserUpload = "user_upload",
        /// It was pinned from a page.
        Pinterest = "pinterest",
        /// A model made it.
        AiGenerated = "ai_generated",
    }
}

impl AssetType {
    /// Returns where an import of this type says it came from.
    #[must_use]
    pub fn default_source(self) -> AssetSource {
        match self {
            Self::Render => AssetSource::AiGenerated,
            Self::Photo | Self::Floorplan | Self::Document => AssetSource::UserUpload,
        }
    }
}

/// One file of a room, as the catalogue knows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RoomAsset {
    /// Its identity.
    pub id: RoomAssetId,
    /// The session of its room.
    pub session_id: SessionId,
    /// Its room.
    pub room_id: RoomId,
    /// What it is.
    pub asset_type: AssetType,
    /// Where its file lies in the store.
    pub storage_path: StoragePath,
    /// Where it came from.
    pub source: AssetSource,
    /// How far it has come on the platform.
    pub status: AssetStatus,
    /// The name that its file had on the person's machine.
    pub original_filename: String,
    /// Its clean file.
    pub file: FileFacts,
    /// Its place among the assets of the room, from 0.
    pub display_order: i32,
    /// Words under the picture.
    pub caption: Option<String>,
    /// Words in its place, for those who cannot see it.
    pub alt_text: Option<String>,
    /// The import that brought it.
    pub batch_id: Option<BatchId>,
    /// When it was imported.
    pub created_at: UnixMillis,
    /// When it last changed.
    pub updated_at: UnixMillis,
    /// When it went to the trash, if it did.
    pub trashed_at: Option<UnixMillis>,
}
