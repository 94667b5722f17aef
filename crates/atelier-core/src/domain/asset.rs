//! What style images and room assets have in common: a clean file, and a row
//! that it belongs to.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::content_hash::ContentHash;
use super::ids::{RoomAssetId, RoomId, StyleId, StyleImageId};
use super::media_type::MediaType;
use super::room_asset::{AssetType, RoomAsset};
use super::storage_path::StoragePath;
use super::style_image::StyleImage;

/// The clean file of an asset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct FileFacts {
    /// What it is, by its content.
    pub media_type: MediaType,
    /// Its size in bytes.
    #[cfg_attr(feature = "specta", specta(type = f64))]
    pub bytes: u64,
    /// Its width as shown, in pixels; of a PDF that of its first page.
    pub width: Option<u32>,
    /// Its height as shown, in pixels; of a PDF that of its first page.
    pub height: Option<u32>,
    /// SHA-256 of the clean bytes: its name in the library.
    pub content_hash: ContentHash,
    /// SHA-256 of the bytes that the person gave: how a duplicate is known.
    pub source_hash: ContentHash,
}

/// One asset of either kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", content = "id", rename_all = "camelCase")]
pub enum AssetId {
    /// A picture of a style.
    StyleImage(StyleImageId),
    /// A file of a room.
    RoomAsset(RoomAssetId),
}

impl AssetId {
    /// Returns the identifier without its kind.
    #[must_use]
    pub fn uuid(self) -> Uuid {
        match self {
            Self::StyleImage(id) => id.0,
            Self::RoomAsset(id) => id.0,
        }
    }
}

impl std::fmt::Display for AssetId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.uuid().fmt(f)
    }
}

/// The row of an asset of either kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Asset {
    /// A picture of a style.
    StyleImage(StyleImage),
    /// A file of a room.
    RoomAsset(RoomAsset),
}

impl Asset {
    /// Returns its identity.
    #[must_use]
    pub fn id(&self) -> AssetId {
        match self {
            Self::StyleImage(image) => AssetId::StyleImage(image.id),
            Self::RoomAsset(asset) => AssetId::RoomAsset(asset.id),
        }
    }

    /// Returns where its file lies in the store.
    #[must_use]
    pub fn storage_path(&self) -> &StoragePath {
        match self {
            Self::StyleImage(image) => &image.storage_path,
            Self::RoomAsset(asset) => &asset.storage_path,
        }
    }

    /// Returns the name that the person's own file had.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::StyleImage(image) => &image.original_filename,
            Self::RoomAsset(asset) => &asset.original_filename,
        }
    }

    /// Returns its clean file.
    #[must_use]
    pub fn file(&self) -> &FileFacts {
        match self {
            Self::StyleImage(image) => &image.file,
            Self::RoomAsset(asset) => &asset.file,
        }
    }

    /// Returns the board that it lies on.
    #[must_use]
    pub fn board(&self) -> Board {
        match self {
            Self::StyleImage(image) => Board::Style(image.style_id),
            Self::RoomAsset(asset) => Board::Room(asset.room_id),
        }
    }
}

/// Where an import puts its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Place {
    /// The board of a style.
    #[serde(rename_all = "camelCase")]
    Style {
        /// Which.
        style_id: StyleId,
    },
    /// A room.
    #[serde(rename_all = "camelCase")]
    Room {
        /// Which.
        room_id: RoomId,
        /// As what its files count there.
        asset_type: AssetType,
    },
}

/// A board that pictures lie on: that of a style, or that of a room with
/// everything in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", content = "id", rename_all = "camelCase")]
pub enum Board {
    /// The board of a style.
    Style(StyleId),
    /// The board of a room.
    Room(RoomId),
}

impl Place {
    /// Returns the board that its files lie on.
    #[must_use]
    pub fn board(self) -> Board {
        match self {
            Self::Style { style_id } => Board::Style(style_id),
            Self::Room { room_id, .. } => Board::Room(room_id),
        }
    }
}
