//! The columns that a patch may name, one list a table. Text from anywhere else
//! never becomes part of a statement.

use crate::domain::change::SyncTable;
use crate::domain::storage_path::StoragePath;

/// Returns the columns of a table that we write, but its id.
pub(super) fn columns(table: SyncTable) -> &'static [&'static str] {
    match table {
        SyncTable::Styles => &["slug", "name", "created_at", "updated_at"],
        SyncTable::Sessions => &["title", "created_at", "updated_at"],
        SyncTable::Rooms => &[
            "session_id",
            "name",
            "room_type",
            "created_at",
            "updated_at",
        ],
        SyncTable::StyleImages => &[
            "style_id",
            "storage_path",
            "filename",
            "content_type",
            "file_size",
            "width",
            "height",
            "caption",
            "alt_text",
            "room_type",
            "tags",
            "display_order",
            "source_url",
            "created_at",
            "updated_at",
        ],
        SyncTable::RoomAssets => &[
            "session_id",
            "room_id",
            "uploaded_by",
            "asset_type",
            "storage_path",
            "source",
            "status",
            "original_filename",
            "content_type",
            "file_size",
            "display_order",
            "caption",
            "alt_text",
            "metadata",
            "created_at",
            "updated_at",
        ],
        SyncTable::StyleImageVariants => &[
            "parent_style_image_id",
            "variant_type",
            "format",
            "quality",
            "storage_path",
            "content_type",
            "file_size",
            "width",
            "height",
            "processing_status",
            "processing_error",
            "processed_at",
            "processing_config",
            "created_at",
        ],
        SyncTable::AssetVariants => &[
            "parent_asset_id",
            "variant_type",
            "format",
            "quality",
            "storage_path",
            "content_type",
            "file_size",
            "width",
            "height",
            "processing_status",
            "processing_error",
            "processed_at",
            "processing_config",
            "created_at",
        ],
        SyncTable::Comparisons => &[
            "session_id",
            "room_id",
            "before_asset_id",
            "after_asset_id",
            "comparison_type",
            "annotations",
            "title",
            "description",
            "display_order",
            "created_at",
        ],
    }
}

/// Moments: Unix milliseconds in a patch, a timestamp in the table.
pub(super) const MOMENTS: &[&str] = &["created_at", "updated_at", "processed_at"];

/// Values with a structure. A patch may hold them as JSON or as its text.
pub(super) const STRUCTURED: &[&str] = &["tags", "metadata", "processing_config", "annotations"];

/// The column that is merged key by key, because others write into it too.
pub(super) const MERGED: &str = "metadata";

/// What a catalogue knows of a row and the backend does not.
pub(super) const LOCAL: &[&str] = &[
    "id",
    "content_hash",
    "source_hash",
    "thumbhash",
    "batch_id",
    "trashed_at",
    "synced_at",
];

/// Reads a table's name that we wrote.
pub(super) fn named(name: &str) -> Result<SyncTable, sqlx::Error> {
    name.parse()
        .map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

/// Reads a path that we wrote.
pub(super) fn path(text: String) -> Result<StoragePath, sqlx::Error> {
    text.try_into()
        .map_err(|error| sqlx::Error::Decode(Box::new(error)))
}
