//! The tables `asset_variants` and `style_image_variants`: the same columns
//! under two kinds of parent, and the durable queue of what is to be made.

pub(super) mod backlog;
mod failures;
pub(super) mod queue;
pub(super) mod regenerate;
mod scores;

use serde_json::json;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, SqliteConnection};

use super::read::{Read, integer, list, rfc3339};
use super::{Catalogue, CatalogueError, assets, outbox};
use crate::clock::UnixMillis;
use crate::domain::asset::AssetId;
use crate::domain::change::SyncTable;
use crate::domain::content_hash::ContentHash;
use crate::domain::ids::VariantId;
use crate::domain::variant::{ProcessingStatus, Variant, VariantFile, VariantState};

/// How many variants have come how far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct VariantCounts {
    /// Wait to be made.
    pub pending: u32,
    /// Are being made.
    pub processing: u32,
    /// Are made.
    pub ready: u32,
    /// Could not be made.
    pub failed: u32,
}

/// Which variants are meant. What is absent does not narrow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VariantFilter {
    /// Only those of these assets.
    pub assets: Option<Vec<AssetId>>,
    /// Only those that have come this far.
    pub status: Option<ProcessingStatus>,
}

/// What a new set of presets changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Regenerated {
    /// How many variants wait to be made, new or again.
    pub pending: usize,
    /// How many are as the presets want them.
    pub kept: usize,
    /// The files that no row has any more; the library can drop them.
    pub freed: Vec<ContentHash>,
}

impl Catalogue {
    /// Lists variants, the oldest first, a page at a time.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn list_variants(
        &self,
        filter: &VariantFilter,
        after: Option<VariantId>,
        limit: u32,
    ) -> Result<Vec<Variant>, CatalogueError> {
        sqlx::query(
            "select * from variants
              where (?1 is null or parent_id in (select value from json_each(?1)))
                and (?2 is null or processing_status = ?2)
                and id > ?3
              order by id limit ?4",
        )
        .bind(filter.assets.as_deref().map(list))
        .bind(filter.status.map(ProcessingStatus::as_str))
        .bind(after.map(|id| id.to_string()).unwrap_or_default())
        .bind(limit)
        .fetch_all(&self.reader)
        .await?
        .iter()
        .map(read)
        .collect()
    }

    /// Returns a variant.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn variant(&self, id: VariantId) -> Result<Option<Variant>, CatalogueError> {
        sqlx::query("select * from variants where id = ?1")
            .bind(id.to_string())
            .fetch_optional(&self.reader)
            .await?
            .as_ref()
            .map(read)
            .transpose()
    }

    /// Counts variants by how far they have come.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn variant_counts(&self) -> Result<VariantCounts, CatalogueError> {
        let mut counts = VariantCounts::default();
        let rows = sqlx::query(
            "select processing_status, count(*) as n from style_image_variants group by 1
             union all
             select processing_status, count(*) from asset_variants group by 1",
        )
        .fetch_all(&self.reader)
        .await?;
        for row in &rows {
            let count: u32 = row.value("n")?;
            match row.word("processing_status")? {
                ProcessingStatus::Pending => counts.pending += count,
                ProcessingStatus::Processing => counts.processing += count,
                ProcessingStatus::Ready => counts.ready += count,
                ProcessingStatus::Failed => counts.failed += count,
            }
        }
        Ok(counts)
    }

    /// Keeps the blurred stand-in of an asset.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn set_thumbhash(
        &self,
        asset: AssetId,
        thumbhash: &[u8],
    ) -> Result<(), CatalogueError> {
        let sql = match asset {
            AssetId::StyleImage(_) => "update style_images set thumbhash = ?2 where id = ?1",
            AssetId::RoomAsset(_) => "update room_assets set thumbhash = ?2 where id = ?1",
        };
        let mut tx = self.write().await?;
        sqlx::query(sql)
            .bind(asset.to_string())
            .bind(thumbhash)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

#[cfg(test)]
impl Catalogue {
    /// Makes the rows of documents as they were before pages were drawn.
    pub(crate) async fn forget_pages(&self) -> Result<(), CatalogueError> {
        let mut tx = self.write().await?;
        for sql in [
            "update room_assets set width = null, height = null
              where content_type = 'application/pdf'",
            "delete from asset_variants",
        ] {
            sqlx::query(sql).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

impl Catalogue {
    /// Keeps the size of an asset that had none: a document whose first page
    /// was measured.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn set_size(
        &self,
        asset: AssetId,
        (width, height): (u32, u32),
    ) -> Result<(), CatalogueError> {
        let sql = match asset {
            AssetId::StyleImage(_) => {
                "update style_images set width = ?2, height = ?3 where id = ?1 and width is null"
            }
            AssetId::RoomAsset(_) => {
                "update room_assets set width = ?2, height = ?3 where id = ?1 and width is null"
            }
        };
        let mut tx = self.write().await?;
        sqlx::query(sql)
            .bind(asset.to_string())
            .bind(width)
            .bind(height)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Writes the table and the parent column of an asset's kind into a query.
/// Nothing else is ever put into its text.
pub(super) fn of_kind(parent: AssetId, template: &'static str) -> AssertSqlSafe<String> {
    let (table, column) = match parent {
        AssetId::StyleImage(_) => ("style_image_variants", "parent_style_image_id"),
        AssetId::RoomAsset(_) => ("asset_variants", "parent_asset_id"),
    };
    AssertSqlSafe(
        template
            .replace("{variants}", table)
            .replace("{parent}", column),
    )
}

/// Returns the table of an asset's variants.
pub(super) fn table(parent: AssetId) -> SyncTable {
    match parent {
        AssetId::StyleImage(_) => SyncTable::StyleImageVariants,
        AssetId::RoomAsset(_) => SyncTable::AssetVariants,
    }
}

/// Records a variant.
pub(super) async fn insert(
    tx: &mut SqliteConnection,
    variant: &Variant,
) -> Result<(), CatalogueError> {
    let (file, reason) = match &variant.state {
        VariantState::Ready(file) => (Some(file), None),
        VariantState::Failed { reason } => (None, Some(reason)),
        VariantState::Pending | VariantState::Processing => (None, None),
    };
    let sql = of_kind(
        variant.parent,
        "insert into {variants} (id, {parent}, variant_type, format, quality, storage_path,
             content_type, file_size, width, height, processing_status, processing_error,
             processed_at, processing_config, created_at, content_hash)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    );
    sqlx::query(sql)
        .bind(variant.id.to_string())
        .bind(variant.parent.to_string())
        .bind(variant.variant_type.as_str())
        .bind(variant.format.as_str())
        .bind(variant.quality)
        .bind(variant.storage_path.as_str())
        .bind(variant.format.content_type())
        .bind(file.map_or(0, |file| integer(file.bytes)))
        .bind(variant.width)
        .bind(variant.height)
        .bind(variant.state.status().as_str())
        .bind(reason)
        .bind(file.map(|file| file.processed_at.0))
        .bind(&variant.processing_config)
        .bind(variant.created_at.0)
        .bind(file.map(|file| file.content_hash.as_str()))
        .execute(tx)
        .await
        .map_err(|error| {
            CatalogueError::from(error).about(|| format!("a file at {}", variant.storage_path))
        })?;
    Ok(())
}

/// Lists the variants of an asset.
pub(super) async fn of_asset(
    connection: &mut SqliteConnection,
    asset: AssetId,
) -> Result<Vec<Variant>, CatalogueError> {
    sqlx::query("select * from variants where parent_id = ?1 order by id")
        .bind(asset.to_string())
        .fetch_all(connection)
        .await?
        .iter()
        .map(read)
        .collect()
}

pub(super) fn read(row: &SqliteRow) -> Result<Variant, CatalogueError> {
    let state = match row.word("processing_status")? {
        ProcessingStatus::Pending => VariantState::Pending,
        ProcessingStatus::Processing => VariantState::Processing,
        ProcessingStatus::Ready => VariantState::Ready(VariantFile {
            content_hash: row.word("content_hash")?,
            bytes: row.count("file_size")?,
            processed_at: row.millis("processed_at")?,
        }),
        ProcessingStatus::Failed => VariantState::Failed {
            reason: row.text("processing_error")?,
        },
    };
    Ok(Variant {
        id: VariantId(row.uuid("id")?),
        parent: assets::id_of(row.value("parent_kind")?, row.uuid("parent_id")?),
        variant_type: row.word("variant_type")?,
        format: row.word("format")?,
        quality: row.value("quality")?,
        storage_path: row.word("storage_path")?,
        width: row.value("width")?,
        height: row.value("height")?,
        state,
        processing_config: row.text("processing_config")?,
        created_at: row.millis("created_at")?,
    })
}

/// Returns the whole row of a ready variant as the backend has it.
pub(super) fn patch(variant: &Variant) -> Result<String, CatalogueError> {
    let VariantState::Ready(file) = &variant.state else {
        return Err(CatalogueError::Refused(
            "only a variant that is made can be sent".to_owned(),
        ));
    };
    let config: serde_json::Value = serde_json::from_str(&variant.processing_config)?;
    let parent = match variant.parent {
        AssetId::StyleImage(_) => "parent_style_image_id",
        AssetId::RoomAsset(_) => "parent_asset_id",
    };
    let row = json!({
        "id": variant.id,
        parent: variant.parent.uuid(),
        "variant_type": variant.variant_type,
        "format": variant.format,
        "quality": variant.quality,
        "storage_path": variant.storage_path,
        "content_type": variant.format.content_type(),
        "file_size": file.bytes,
        "width": variant.width,
        "height": variant.height,
        "processing_status": ProcessingStatus::Ready,
        "processed_at": rfc3339(file.processed_at),
        "processing_config": config,
        "created_at": rfc3339(variant.created_at),
    });
    Ok(row.to_string())
}

/// Records the way of a ready variant to the backend.
pub(super) async fn send(
    tx: &mut SqliteConnection,
    variant: &Variant,
    at: UnixMillis,
) -> Result<(), CatalogueError> {
    let patch = patch(variant)?;
    let parent = Some(variant.parent.uuid());
    outbox::create(tx, table(variant.parent), variant.id.0, parent, &patch, at).await
}
