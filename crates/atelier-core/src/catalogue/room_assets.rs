//! The table `room_assets`.

use serde_json::{Value, json};
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

use super::read::{Read, integer, rfc3339};
use super::style_images::file_facts;
use super::{CatalogueError, outbox};
use crate::clock::UnixMillis;
use crate::domain::change::SyncTable;
use crate::domain::ids::{BatchId, RoomAssetId, RoomId, SessionId};
use crate::domain::room_asset::{AssetStatus, RoomAsset};

/// Records a file of a room. `metadata` is the JSON object of the platform.
pub(super) async fn insert(
    tx: &mut SqliteConnection,
    asset: &RoomAsset,
    metadata: Option<&str>,
    thumbhash: Option<&[u8]>,
) -> Result<(), CatalogueError> {
    let file = &asset.file;
    sqlx::query(
        "insert into room_assets (id, session_id, room_id, asset_type, storage_path, source, status,
             original_filename, content_type, file_size, display_order, caption, alt_text, metadata,
             created_at, updated_at, width, height, content_hash, source_hash, thumbhash, batch_id,
             trashed_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
             ?19, ?20, ?21, ?22, ?23)",
    )
    .bind(asset.id.to_string())
    .bind(asset.session_id.to_string())
    .bind(asset.room_id.to_string())
    .bind(asset.asset_type.as_str())
    .bind(asset.storage_path.as_str())
    .bind(asset.source.as_str())
    .bind(asset.status.as_str())
    .bind(&asset.original_filename)
    .bind(file.media_type.content_type())
    .bind(integer(file.bytes))
    .bind(asset.display_order)
    .bind(&asset.caption)
    .bind(&asset.alt_text)
    .bind(metadata)
    .bind(asset.created_at.0)
    .bind(asset.updated_at.0)
    .bind(file.width)
    .bind(file.height)
    .bind(file.content_hash.as_str())
    .bind(file.source_hash.as_str())
    .bind(thumbhash)
    .bind(asset.batch_id.map(|id| id.to_string()))
    .bind(asset.trashed_at.map(|at| at.0))
    .execute(tx)
    .await
    .map_err(|error| {
        CatalogueError::from(error).about(|| format!("a file at {}", asset.storage_path))
    })?;
    Ok(())
}

/// Returns a file of a room with the platform's metadata.
pub(super) async fn get(
    connection: &mut SqliteConnection,
    id: RoomAssetId,
) -> Result<Option<(RoomAsset, Option<String>)>, CatalogueError> {
    sqlx::query("select * from room_assets where id = ?1")
        .bind(id.to_string())
        .fetch_optional(connection)
        .await?
        .map(|row| Ok((read(&row)?, row.opt_text("metadata")?)))
        .transpose()
}

pub(super) fn read(row: &SqliteRow) -> Result<RoomAsset, CatalogueError> {
    Ok(RoomAsset {
        id: RoomAssetId(row.uuid("id")?),
        session_id: SessionId(row.uuid("session_id")?),
        room_id: RoomId(row.uuid("room_id")?),
        asset_type: row.word("asset_type")?,
        storage_path: row.word("storage_path")?,
        source: row.word("source")?,
        status: row.word("status")?,
        original_filename: row.text("original_filename")?,
        file: file_facts(row)?,
        display_order: row.value("display_order")?,
        caption: row.opt_text("caption")?,
        alt_text: row.opt_text("alt_text")?,
        batch_id: row.opt_uuid("batch_id")?.map(BatchId),
        created_at: row.millis("created_at")?,
        updated_at: row.millis("updated_at")?,
        trashed_at: row.opt_millis("trashed_at")?,
    })
}

/// Returns the whole row as the backend has it before its file is there. Its
/// table has no columns for the last three; they go into its metadata.
pub(super) fn patch(asset: &RoomAsset, metadata: Option<&str>) -> Result<String, CatalogueError> {
    let file = &asset.file;
    let metadata: Option<Value> = metadata.map(serde_json::from_str).transpose()?;
    let row = json!({
        "id": asset.id,
        "session_id": asset.session_id,
        "room_id": asset.room_id,
        "uploaded_by": null,
        "asset_type": asset.asset_type,
        "storage_path": asset.storage_path,
        "source": asset.source,
        "status": AssetStatus::Pending,
        "original_filename": asset.original_filename,
        "content_type": file.media_type,
        "file_size": file.bytes,
        "display_order": asset.display_order,
        "caption": asset.caption,
        "alt_text": asset.alt_text,
        "metadata": metadata,
        "created_at": rfc3339(asset.created_at),
        "updated_at": rfc3339(asset.updated_at),
        "width": file.width,
        "height": file.height,
        "content_hash": file.content_hash,
    });
    Ok(row.to_string())
}

/// Marks an asset ready, here and on its way to the backend, once its file is
/// there and no variant of it is still to come.
pub(super) async fn ready_when_complete(
    tx: &mut SqliteConnection,
    id: RoomAssetId,
    at: UnixMillis,
) -> Result<(), CatalogueError> {
    let marked = sqlx::query(
        "update room_assets set status = 'ready', updated_at = ?2
          where id = ?1 and status = 'uploaded' and trashed_at is null
            and not exists (select 1 from asset_variants v
                             where v.parent_asset_id = ?1 and v.processing_status <> 'ready')
            and not exists (select 1 from outbox o
                             where (o.parent_id = ?1 and o.table_name = 'asset_variants')
                                or (o.row_id = ?1 and o.kind = 'delete'))",
    )
    .bind(id.to_string())
    .bind(at.0)
    .execute(&mut *tx)
    .await?;
    if marked.rows_affected() == 0 {
        return Ok(());
    }
    let patch = json!({
        "status": AssetStatus::Ready,
        "updated_at": rfc3339(at),
    });
    outbox::edit(tx, SyncTable::RoomAssets, id.0, &patch.to_string(), at).await
}
