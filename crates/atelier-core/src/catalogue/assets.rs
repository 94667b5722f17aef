//! Questions about assets of both kinds.

use std::collections::HashSet;

use sqlx::SqliteConnection;
use uuid::Uuid;

use super::read::{Read, list};
use super::{Catalogue, CatalogueError, room_assets, style_images};
use crate::domain::asset::{Asset, AssetId, Board};
use crate::domain::change::SyncTable;
use crate::domain::content_hash::ContentHash;
use crate::domain::ids::{RoomAssetId, StyleImageId};
use crate::domain::media_type::MediaType;
use crate::domain::storage_path::StoragePath;
use crate::domain::variant::VariantType;

/// A file in the library, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFile {
    /// Its name in the library.
    pub content_hash: ContentHash,
    /// Its content type.
    pub content_type: String,
}

/// What a variant is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// The asset.
    pub asset: AssetId,
    /// Its file in the library.
    pub content_hash: ContentHash,
    /// What the file is.
    pub media_type: MediaType,
    /// Its width as shown; of a PDF that of its first page.
    pub width: Option<u32>,
    /// Its height as shown; of a PDF that of its first page.
    pub height: Option<u32>,
    /// Where it lies in the store.
    pub storage_path: StoragePath,
}

impl Catalogue {
    /// Returns an asset with all that is known of it.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn asset(&self, id: AssetId) -> Result<Option<Asset>, CatalogueError> {
        get(&mut *self.reader.acquire().await?, id).await
    }

    /// Returns which kind of asset has an identifier, if any has.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn asset_id(&self, id: Uuid) -> Result<Option<AssetId>, CatalogueError> {
        let ids = ids(&mut *self.reader.acquire().await?, &[id]).await?;
        Ok(ids.first().copied())
    }

    /// Returns which kinds of assets have these identifiers, in their order;
    /// those that are none are left out.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn asset_ids(&self, of: &[Uuid]) -> Result<Vec<AssetId>, CatalogueError> {
        ids(&mut *self.reader.acquire().await?, of).await
    }

    /// Returns which of these paths are taken by a file of any kind.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn taken_paths(
        &self,
        paths: &[StoragePath],
    ) -> Result<HashSet<StoragePath>, CatalogueError> {
        let mut connection = self.reader.acquire().await?;
        let mut taken = HashSet::new();
        for chunk in paths.chunks(500) {
            taken.extend(taken_of(&mut connection, chunk).await?);
        }
        Ok(taken)
    }

    /// Returns the place of the next picture on a board.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn next_order(&self, board: Board) -> Result<i32, CatalogueError> {
        next_order(&mut *self.reader.acquire().await?, board).await
    }

    /// Returns whether any row still has a file of this content.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn is_hash_used(&self, hash: &ContentHash) -> Result<bool, CatalogueError> {
        is_hash_used(&mut *self.reader.acquire().await?, hash).await
    }

    /// Lists what variants are made from, the oldest first, a page at a time:
    /// those after an asset, trashed ones left out.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn originals(
        &self,
        after: Option<AssetId>,
        limit: u32,
    ) -> Result<Vec<Original>, CatalogueError> {
        sqlx::query(
            "select * from (
               select 'style_image' as kind, id, content_hash, content_type, width, height, storage_path
                 from style_images where id > ?1 and trashed_at is null
               union all
               select 'room_asset', id, content_hash, content_type, width, height, storage_path
                 from room_assets where id > ?1 and trashed_at is null)
              order by id limit ?2",
        )
        .bind(after.map(|id| id.to_string()).unwrap_or_default())
        .bind(limit)
        .fetch_all(&self.reader)
        .await?
        .iter()
        .map(original)
        .collect()
    }

    /// Returns what the variants of one asset are made from.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn original(&self, id: AssetId) -> Result<Option<Original>, CatalogueError> {
        Ok(self.asset(id).await?.map(|asset| {
            let file = asset.file();
            Original {
                asset: id,
                content_hash: file.content_hash.clone(),
                media_type: file.media_type,
                width: file.width,
                height: file.height,
                storage_path: asset.storage_path().clone(),
            }
        }))
    }

    /// Returns the file to show of a picture: its original, or a ready variant.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn kept_file(
        &self,
        id: Uuid,
        variant: Option<VariantType>,
    ) -> Result<Option<KeptFile>, CatalogueError> {
        let query = match variant {
            None => sqlx::query(
                "select content_hash, content_type from style_images where id = ?1
                 union all
                 select content_hash, content_type from room_assets where id = ?1",
            ),
            Some(_) => sqlx::query(
                "select content_hash, content_type from variants
                  where parent_id = ?1 and variant_type = ?2 and processing_status = 'ready'",
            ),
        };
        query
            .bind(id.to_string())
            .bind(variant.map(VariantType::as_str))
            .fetch_optional(&self.reader)
            .await?
            .map(|row| {
                Ok(KeptFile {
                    content_hash: row.word("content_hash")?,
                    content_type: row.text("content_type")?,
                })
            })
            .transpose()
    }

    /// Lists the content hashes of every file that a row has, each once, in
    /// their order, a page at a time.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn content_hashes(
        &self,
        after: Option<&ContentHash>,
        limit: u32,
    ) -> Result<Vec<ContentHash>, CatalogueError> {
        sqlx::query(
            "select content_hash from (
               select content_hash from style_images where content_hash > ?1
               union select content_hash from room_assets where content_hash > ?1
               union select content_hash from style_image_variants where content_hash > ?1
               union select content_hash from asset_variants where content_hash > ?1
               union select content_hash from document_artifacts where content_hash > ?1)
              order by content_hash limit ?2",
        )
        .bind(after.map(ContentHash::as_str).unwrap_or_default())
        .bind(limit)
        .fetch_all(&self.reader)
        .await?
        .iter()
        .map(|row| row.word("content_hash"))
        .collect()
    }

    /// Returns the paths in the store of every row that has a file.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn paths_of(&self, hash: &ContentHash) -> Result<Vec<StoragePath>, CatalogueError> {
        sqlx::query(
            "select storage_path from style_images where content_hash = ?1
             union select storage_path from room_assets where content_hash = ?1
             union select storage_path from style_image_variants where content_hash = ?1
             union select storage_path from asset_variants where content_hash = ?1
             union select storage_path from document_artifacts where content_hash = ?1
             order by 1",
        )
        .bind(hash.as_str())
        .fetch_all(&self.reader)
        .await?
        .iter()
        .map(|row| row.word("storage_path"))
        .collect()
    }

    /// Returns how many bytes the files of all rows take, each file once.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn library_bytes(&self) -> Result<u64, CatalogueError> {
        sqlx::query(
            "select coalesce(sum(file_size), 0) as bytes from (
               select content_hash, file_size from style_images
               union select content_hash, file_size from room_assets
               union select content_hash, file_size from variants where content_hash is not null)",
        )
        .fetch_one(&self.reader)
        .await?
        .count("bytes")
    }
}

/// Returns the table of an asset.
pub(super) fn table(id: AssetId) -> SyncTable {
    match id {
        AssetId::StyleImage(_) => SyncTable::StyleImages,
        AssetId::RoomAsset(_) => SyncTable::RoomAssets,
    }
}

/// Reads an asset's identity from its kind and number.
pub(super) fn id_of(kind: &str, id: Uuid) -> AssetId {
    if kind == "style_image" {
        AssetId::StyleImage(StyleImageId(id))
    } else {
        AssetId::RoomAsset(RoomAssetId(id))
    }
}

/// Returns an asset.
pub(super) async fn get(
    connection: &mut SqliteConnection,
    id: AssetId,
) -> Result<Option<Asset>, CatalogueError> {
    Ok(match id {
        AssetId::StyleImage(id) => style_images::get(connection, id)
            .await?
            .map(Asset::StyleImage),
        AssetId::RoomAsset(id) => room_assets::get(connection, id)
            .await?
            .map(|(asset, _)| Asset::RoomAsset(asset)),
    })
}

/// Returns an asset's whole row as the backend has it.
pub(super) async fn patch(
    connection: &mut SqliteConnection,
    id: AssetId,
) -> Result<Option<String>, CatalogueError> {
    match id {
        AssetId::StyleImage(id) => Ok(style_images::get(connection, id)
            .await?
            .as_ref()
            .map(style_images::patch)),
        AssetId::RoomAsset(id) => room_assets::get(connection, id)
            .await?
            .map(|(asset, metadata)| room_assets::patch(&asset, metadata.as_deref()))
            .transpose(),
    }
}

/// Returns the kinds of assets by their identifiers, in the given order.
pub(super) async fn ids(
    connection: &mut SqliteConnection,
    of: &[Uuid],
) -> Result<Vec<AssetId>, CatalogueError> {
    sqlx::query(
        "select j.key, 'style_image' as kind, a.id from json_each(?1) j
           join style_images a on a.id = j.value
         union all
         select j.key, 'room_asset', a.id from json_each(?1) j
           join room_assets a on a.id = j.value
          order by 1",
    )
    .bind(list(of))
    .fetch_all(connection)
    .await?
    .iter()
    .map(|row| Ok(id_of(row.value("kind")?, row.uuid("id")?)))
    .collect()
}

/// Returns which of these paths are taken.
pub(super) async fn taken_of(
    connection: &mut SqliteConnection,
    paths: &[StoragePath],
) -> Result<HashSet<StoragePath>, CatalogueError> {
    sqlx::query(
        "select storage_path from style_images
          where storage_path in (select value from json_each(?1))
         union all
         select storage_path from room_assets
          where storage_path in (select value from json_each(?1))
         union all
         select storage_path from style_image_variants
          where storage_path in (select value from json_each(?1))
         union all
         select storage_path from asset_variants
          where storage_path in (select value from json_each(?1))",
    )
    .bind(list(paths))
    .fetch_all(connection)
    .await?
    .iter()
    .map(|row| row.word("storage_path"))
    .collect()
}

/// Returns the place after the last picture of a board.
pub(super) async fn next_order(
    connection: &mut SqliteConnection,
    board: Board,
) -> Result<i32, CatalogueError> {
    let (sql, id) = match board {
        Board::Style(id) => (
            "select coalesce(max(display_order) + 1, 0) from style_images
              where style_id = ?1 and trashed_at is null",
            id.0,
        ),
        Board::Room(id) => (
            "select coalesce(max(display_order) + 1, 0) from room_assets
              where room_id = ?1 and trashed_at is null",
            id.0,
        ),
    };
    Ok(sqlx::query_scalar(sql)
        .bind(id.to_string())
        .fetch_one(connection)
        .await?)
}

/// Returns whether any row has a file of this content.
pub(super) async fn is_hash_used(
    connection: &mut SqliteConnection,
    hash: &ContentHash,
) -> Result<bool, CatalogueError> {
    Ok(sqlx::query_scalar(
        "select exists (select 1 from style_images where content_hash = ?1)
             or exists (select 1 from room_assets where content_hash = ?1)
             or exists (select 1 from style_image_variants where content_hash = ?1)
             or exists (select 1 from asset_variants where content_hash = ?1)
             or exists (select 1 from document_artifacts where content_hash = ?1)",
    )
    .bind(hash.as_str())
    .fetch_one(connection)
    .await?)
}

pub(super) fn original(row: &sqlx::sqlite::SqliteRow) -> Result<Original, CatalogueError> {
    Ok(Original {
        asset: id_of(row.value("kind")?, row.uuid("id")?),
        content_hash: row.word("content_hash")?,
        media_type: row.media_type("content_type")?,
        width: row.value("width")?,
        height: row.value("height")?,
        storage_path: row.word("storage_path")?,
    })
}
