//! The files that changes carry, and where their uploads stand.

use serde_json::json;
use sqlx::SqliteConnection;

use super::merge;
use crate::catalogue::read::Read;
use crate::catalogue::{Catalogue, CatalogueError, assets, variants};
use crate::domain::asset::AssetId;
use crate::domain::change::{Change, ChangeKind, Stage, SyncTable};
use crate::domain::content_hash::ContentHash;
use crate::domain::ids::{OperationId, VariantId};
use crate::domain::storage_path::StoragePath;
use uuid::Uuid;

/// A file that is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingFile {
    /// Where it will lie in the store.
    pub path: StoragePath,
    /// Its name in the library, and the hash that the store must confirm.
    pub content_hash: ContentHash,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its content type.
    pub content_type: String,
}

impl Catalogue {
    /// Returns the file that a change carries; none for edits, deletions and
    /// rows without files.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn file_of(&self, change: &Change) -> Result<Option<OutgoingFile>, CatalogueError> {
        if change.kind != ChangeKind::Create {
            return Ok(None);
        }
        let sql = match change.table {
            SyncTable::StyleImages => {
                "select storage_path, content_hash, file_size, content_type
                   from style_images where id = ?1"
            }
            SyncTable::RoomAssets => {
                "select storage_path, content_hash, file_size, content_type
                   from room_assets where id = ?1"
            }
            SyncTable::StyleImageVariants | SyncTable::AssetVariants => {
                "select storage_path, content_hash, file_size, content_type
                   from variants where id = ?1 and processing_status = 'ready'"
            }
            SyncTable::Styles | SyncTable::Sessions | SyncTable::Rooms | SyncTable::Comparisons => {
                return Ok(None);
            }
        };
        sqlx::query(sql)
            .bind(change.row_id.to_string())
            .fetch_optional(&self.reader)
            .await?
            .map(|row| {
                Ok(OutgoingFile {
                    path: row.word("storage_path")?,
                    content_hash: row.word("content_hash")?,
                    bytes: row.count("file_size")?,
                    content_type: row.text("content_type")?,
                })
            })
            .transpose()
    }

    /// Gives the file of a change another path, because another file lies at
    /// the old one in the store. The variants of an asset follow it. The change
    /// begins again, since the backend must hear of the new path first. Returns
    /// whether it is still wanted.
    ///
    /// # Errors
    /// [`CatalogueError::Taken`] when the new path is taken here.
    pub async fn rename_path(
        &self,
        op: OperationId,
        path: &StoragePath,
    ) -> Result<bool, CatalogueError> {
        let mut tx = self.write().await?;
        let Some(row) = sqlx::query(
            "update outbox set stage = ?2 where op_id = ?1 and kind = 'create'
             returning table_name, row_id",
        )
        .bind(op.to_string())
        .bind(Stage::Queued.as_str())
        .fetch_optional(&mut *tx)
        .await?
        else {
            return Ok(false);
        };
        let id = row.uuid("row_id")?;
        match row.word("table_name")? {
            SyncTable::StyleImages => {
                rename_asset(&mut tx, assets::id_of("style_image", id), path).await?;
            }
            SyncTable::RoomAssets => {
                rename_asset(&mut tx, assets::id_of("room_asset", id), path).await?;
            }
            SyncTable::StyleImageVariants | SyncTable::AssetVariants => {
                rename_variant(&mut tx, VariantId(id), path).await?;
            }
            SyncTable::Styles | SyncTable::Sessions | SyncTable::Rooms | SyncTable::Comparisons => {
                return Err(CatalogueError::Refused("this row has no file".to_owned()));
            }
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Returns where an upload in parts stands, as its store wrote it.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn upload_state(&self, op: OperationId) -> Result<Option<String>, CatalogueError> {
        Ok(
            sqlx::query_scalar("select state from uploads where op_id = ?1")
                .bind(op.to_string())
                .fetch_optional(&self.reader)
                .await?,
        )
    }

    /// Keeps where an upload in parts stands, as JSON.
    ///
    /// # Errors
    /// [`CatalogueError::Missing`] when the change was taken back.
    pub async fn put_upload_state(
        &self,
        op: OperationId,
        state: &str,
    ) -> Result<(), CatalogueError> {
        let mut tx = self.write().await?;
        sqlx::query(
            "insert into uploads (op_id, state) values (?1, ?2)
             on conflict (op_id) do update set state = excluded.state",
        )
        .bind(op.to_string())
        .bind(state)
        .execute(&mut *tx)
        .await
        .map_err(|error| CatalogueError::from(error).about(|| "the change".to_owned()))?;
        tx.commit().await?;
        Ok(())
    }

    /// Forgets an upload in parts.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn clear_upload_state(&self, op: OperationId) -> Result<(), CatalogueError> {
        let mut tx = self.write().await?;
        sqlx::query("delete from uploads where op_id = ?1")
            .bind(op.to_string())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Gives an asset another path, and its variants those beside it.
pub(in crate::catalogue) async fn rename_asset(
    tx: &mut SqliteConnection,
    id: AssetId,
    path: &StoragePath,
) -> Result<(), CatalogueError> {
    let sql = match id {
        AssetId::StyleImage(_) => "update style_images set storage_path = ?2 where id = ?1",
        AssetId::RoomAsset(_) => "update room_assets set storage_path = ?2 where id = ?1",
    };
    rename(tx, sql, id.uuid(), path).await?;
    let original = assets::get(tx, id).await?;
    for variant in variants::of_asset(tx, id).await? {
        let suffix = variant.variant_type.suffix();
        let mut beside = path.variant(suffix, variant.width, variant.height, variant.format);
        let taken = assets::taken_of(tx, std::slice::from_ref(&beside)).await?;
        if let (false, Some(original)) = (taken.is_empty(), &original) {
            beside = beside.with_hash(&original.file().content_hash);
        }
        rename_variant(tx, variant.id, &beside).await?;
    }
    Ok(())
}

async fn rename_variant(
    tx: &mut SqliteConnection,
    id: VariantId,
    path: &StoragePath,
) -> Result<(), CatalogueError> {
    for sql in [
        "update style_image_variants set storage_path = ?2 where id = ?1",
        "update asset_variants set storage_path = ?2 where id = ?1",
    ] {
        rename(tx, sql, id.0, path).await?;
    }
    Ok(())
}

/// Writes a path into a row and into the creation that carries it.
async fn rename(
    tx: &mut SqliteConnection,
    sql: &'static str,
    id: Uuid,
    path: &StoragePath,
) -> Result<(), CatalogueError> {
    sqlx::query(sql)
        .bind(id.to_string())
        .bind(path.as_str())
        .execute(&mut *tx)
        .await
        .map_err(|error| CatalogueError::from(error).about(|| format!("a file at {path}")))?;
    let creations =
        sqlx::query("select seq, patch from outbox where row_id = ?1 and kind = 'create'")
            .bind(id.to_string())
            .fetch_all(&mut *tx)
            .await?;
    for row in &creations {
        let patch = merge(
            &row.text("patch")?,
            &json!({ "storage_path": path }).to_string(),
        )?;
        sqlx::query("update outbox set patch = ?2 where seq = ?1")
            .bind(row.value::<i64>("seq")?)
            .bind(patch)
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}
