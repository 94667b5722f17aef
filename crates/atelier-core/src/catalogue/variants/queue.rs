//! Pending variants as a durable queue: claimed, made, failed, tried again.

use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{of_asset, of_kind, read, send};
use crate::catalogue::read::{Read, integer, rows};
use crate::catalogue::{Catalogue, CatalogueError, Tx, assets};
use crate::domain::asset::AssetId;
use crate::domain::content_hash::ContentHash;
use crate::domain::ids::VariantId;
use crate::domain::media_type::MediaType;
use crate::domain::storage_path::StoragePath;
use crate::domain::variant::{Outcome, Variant, VariantFile, VariantType};

/// All that is to be made from one original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariantJob {
    /// The asset.
    pub asset: AssetId,
    /// Its file in the library.
    pub content_hash: ContentHash,
    /// What that file is.
    pub media_type: MediaType,
    /// Its width as shown; of a PDF that of its first page.
    pub width: Option<u32>,
    /// Its height as shown; of a PDF that of its first page.
    pub height: Option<u32>,
    /// Where the original lies in the store.
    pub storage_path: StoragePath,
    /// What is to be made of it.
    pub variants: Vec<Variant>,
}

/// A variant that was made.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    /// Which.
    pub id: VariantId,
    /// Its file.
    pub file: VariantFile,
    /// Its true width in pixels.
    pub width: u32,
    /// Its true height in pixels.
    pub height: u32,
    /// Where it will lie in the store.
    pub storage_path: StoragePath,
    /// How its making turned out.
    pub outcome: Outcome,
}

impl Catalogue {
    /// Puts back what was being made when the program last stopped. Returns how
    /// many variants.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn release_claims(&self) -> Result<usize, CatalogueError> {
        let mut tx = self.write().await?;
        let mut released = 0;
        for sql in [
            "update style_image_variants set processing_status = 'pending'
              where processing_status = 'processing'",
            "update asset_variants set processing_status = 'pending'
              where processing_status = 'processing'",
        ] {
            released += sqlx::query(sql).execute(&mut *tx).await?.rows_affected();
        }
        tx.commit().await?;
        Ok(rows(released))
    }

    /// Claims all pending variants of one asset: of the first of `prefer` that
    /// has any (what is on screen), else of the newest. No two callers get the
    /// same.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn claim_variants(
        &self,
        prefer: &[AssetId],
    ) -> Result<Option<VariantJob>, CatalogueError> {
        let mut tx = self.write().await?;
        let next = match first_pending(&mut tx, prefer, Which::All).await? {
            Some(asset) => Some(asset),
            None => newest(&mut tx, NEWEST_PENDING).await?,
        };
        take(tx, next, Which::All).await
    }

    /// Claims all pending variants of the first of these assets that has any.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn claim_variants_of(
        &self,
        assets: &[AssetId],
    ) -> Result<Option<VariantJob>, CatalogueError> {
        if assets.is_empty() {
            return Ok(None);
        }
        let mut tx = self.write().await?;
        let next = first_pending(&mut tx, assets, Which::All).await?;
        take(tx, next, Which::All).await
    }

    /// Claims the pending thumbnail of one asset: of the first of `prefer` that
    /// has one, else of the newest.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn claim_thumbnails(
        &self,
        prefer: &[AssetId],
    ) -> Result<Option<VariantJob>, CatalogueError> {
        let mut tx = self.write().await?;
        let next = match first_pending(&mut tx, prefer, Which::Thumbnails).await? {
            Some(asset) => Some(asset),
            None => newest(&mut tx, NEWEST_THUMBNAIL).await?,
        };
        take(tx, next, Which::Thumbnails).await
    }

    /// Returns whether an asset has variants that wait to be made.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn has_pending_variants(&self, asset: AssetId) -> Result<bool, CatalogueError> {
        Ok(sqlx::query_scalar(of_kind(
            asset,
            "select exists (select 1 from {variants}
                             where {parent} = ?1 and processing_status = 'pending')",
        ))
        .bind(asset.to_string())
        .fetch_one(&self.reader)
        .await?)
    }

    /// Counts the thumbnails that wait, and whatever is being made.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn thumbnails_waiting(&self) -> Result<u64, CatalogueError> {
        sqlx::query(
            "select (select count(*) from style_image_variants
                      where (processing_status = 'pending' and variant_type = 'thumbnail')
                         or processing_status = 'processing')
                  + (select count(*) from asset_variants
                      where (processing_status = 'pending' and variant_type = 'thumbnail')
                         or processing_status = 'processing') as n",
        )
        .fetch_one(&self.reader)
        .await?
        .count("n")
    }

    /// Records that variants are made, and their way to the backend. Returns
    /// how many of them are still wanted.
    ///
    /// # Errors
    /// [`CatalogueError::Taken`] when another file has a path.
    pub async fn variants_ready(&self, made: &[Made]) -> Result<usize, CatalogueError> {
        let mut tx = self.write().await?;
        let mut wanted = 0;
        for variant in made {
            if ready(&mut tx, variant).await? {
                wanted += 1;
            }
        }
        tx.commit().await?;
        Ok(wanted)
    }
}

/// Which variants of an asset are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    All,
    Thumbnails,
}

impl Which {
    /// The type that they have; none for all types.
    fn variant_type(self) -> Option<&'static str> {
        (self == Self::Thumbnails).then_some(VariantType::Thumbnail.as_str())
    }
}

/// The newest asset with something to make, trashed ones left out.
pub(in crate::catalogue) const NEWEST_PENDING: &str = "
    select kind, id from (
      select * from (
        select 'style_image' as kind, v.parent_style_image_id as id from style_image_variants v
         where v.processing_status = 'pending'
           and exists (select 1 from style_images a
                        where a.id = v.parent_style_image_id and a.trashed_at is null)
         order by v.parent_style_image_id desc limit 1)
      union all
      select * from (
        select 'room_asset', v.parent_asset_id from asset_variants v
         where v.processing_status = 'pending'
           and exists (select 1 from room_assets a
                        where a.id = v.parent_asset_id and a.trashed_at is null)
         order by v.parent_asset_id desc limit 1))
     order by id desc limit 1";

/// The newest asset whose thumbnail is to be made, trashed ones left out.
pub(in crate::catalogue) const NEWEST_THUMBNAIL: &str = "
    select kind, id from (
      select * from (
        select 'style_image' as kind, v.parent_style_image_id as id from style_image_variants v
         where v.processing_status = 'pending' and v.variant_type = 'thumbnail'
           and exists (select 1 from style_images a
                        where a.id = v.parent_style_image_id and a.trashed_at is null)
         order by v.parent_style_image_id desc limit 1)
      union all
      select * from (
        select 'room_asset', v.parent_asset_id from asset_variants v
         where v.processing_status = 'pending' and v.variant_type = 'thumbnail'
           and exists (select 1 from room_assets a
                        where a.id = v.parent_asset_id and a.trashed_at is null)
         order by v.parent_asset_id desc limit 1))
     order by id desc limit 1";

/// Returns the first of some assets that has something to make.
async fn first_pending(
    tx: &mut SqliteConnection,
    of: &[AssetId],
    which: Which,
) -> Result<Option<AssetId>, CatalogueError> {
    for &asset in of {
        let pending: bool = sqlx::query_scalar(of_kind(
            asset,
            "select exists (select 1 from {variants}
                             where {parent} = ?1 and processing_status = 'pending'
                               and (?2 is null or variant_type = ?2))",
        ))
        .bind(asset.to_string())
        .bind(which.variant_type())
        .fetch_one(&mut *tx)
        .await?;
        if pending {
            return Ok(Some(asset));
        }
    }
    Ok(None)
}

async fn newest(
    tx: &mut SqliteConnection,
    sql: &'static str,
) -> Result<Option<AssetId>, CatalogueError> {
    sqlx::query(sql)
        .fetch_optional(tx)
        .await?
        .map(|row| Ok(assets::id_of(row.value("kind")?, row.uuid("id")?)))
        .transpose()
}

/// Claims what is pending of an asset, if there is one.
async fn take(
    mut tx: Tx,
    asset: Option<AssetId>,
    which: Which,
) -> Result<Option<VariantJob>, CatalogueError> {
    let Some(asset) = asset else {
        return Ok(None);
    };
    let variants = claim(&mut tx, asset, which).await?;
    let Some(original) = assets::get(&mut tx, asset).await? else {
        return Ok(None);
    };
    tx.commit().await?;
    let file = original.file();
    Ok(Some(VariantJob {
        asset,
        content_hash: file.content_hash.clone(),
        media_type: file.media_type,
        width: file.width,
        height: file.height,
        storage_path: original.storage_path().clone(),
        variants,
    }))
}

async fn claim(
    tx: &mut SqliteConnection,
    asset: AssetId,
    which: Which,
) -> Result<Vec<Variant>, CatalogueError> {
    let claimed: Vec<String> = sqlx::query_scalar(of_kind(
        asset,
        "update {variants} set processing_status = 'processing'
          where {parent} = ?1 and processing_status = 'pending'
            and (?2 is null or variant_type = ?2) returning id",
    ))
    .bind(asset.to_string())
    .bind(which.variant_type())
    .fetch_all(&mut *tx)
    .await?;
    let mut variants = of_asset(tx, asset).await?;
    variants.retain(|variant| claimed.contains(&variant.id.to_string()));
    Ok(variants)
}

async fn ready(tx: &mut SqliteConnection, made: &Made) -> Result<bool, CatalogueError> {
    let Some(parent) = parent_of(tx, made.id).await? else {
        return Ok(false);
    };
    sqlx::query(of_kind(
        parent,
        "update {variants} set processing_status = 'ready', processing_error = null,
                width = ?2, height = ?3, storage_path = ?4, content_hash = ?5, file_size = ?6,
                processed_at = ?7, quality = ?8,
                processing_config = json_set(processing_config, '$.result', json(?9))
          where id = ?1",
    ))
    .bind(made.id.to_string())
    .bind(made.width)
    .bind(made.height)
    .bind(made.storage_path.as_str())
    .bind(made.file.content_hash.as_str())
    .bind(integer(made.file.bytes))
    .bind(made.file.processed_at.0)
    .bind(made.outcome.quality)
    .bind(serde_json::to_string(&made.outcome)?)
    .execute(&mut *tx)
    .await
    .map_err(|error| {
        CatalogueError::from(error).about(|| format!("a file at {}", made.storage_path))
    })?;
    let row = sqlx::query("select * from variants where id = ?1")
        .bind(made.id.to_string())
        .fetch_one(&mut *tx)
        .await?;
    send(tx, &read(&row)?, made.file.processed_at).await?;
    Ok(true)
}

/// Returns the asset of a variant that is being made.
async fn parent_of(
    tx: &mut SqliteConnection,
    id: VariantId,
) -> Result<Option<AssetId>, CatalogueError> {
    sqlx::query(
        "select parent_kind, parent_id from variants
          where id = ?1 and processing_status in ('pending', 'processing')",
    )
    .bind(id.to_string())
    .fetch_optional(tx)
    .await?
    .map(|row| {
        let parent: Uuid = row.uuid("parent_id")?;
        Ok(assets::id_of(row.value("parent_kind")?, parent))
    })
    .transpose()
}
