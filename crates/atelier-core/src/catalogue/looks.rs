//! The tables `looks` and `told_apart`: what pictures look like, and which of
//! those that look alike are two all the same.

use sqlx::sqlite::SqliteRow;

use super::assets::id_of;
use super::read::Read;
use super::{Catalogue, CatalogueError, Original};
use crate::clock::UnixMillis;
use crate::domain::asset::AssetId;
use crate::domain::content_hash::ContentHash;
use crate::domain::look::{Likeness, Look};

/// A picture that others may look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likely {
    /// Which.
    pub asset: AssetId,
    /// What it is compared by.
    pub likeness: Likeness,
    /// SHA-256 of the bytes that came.
    pub source_hash: ContentHash,
}

impl Catalogue {
    /// Keeps what a picture looks like.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn set_look(&self, asset: AssetId, look: &Look) -> Result<(), CatalogueError> {
        let mut tx = self.write().await?;
        sqlx::query(
            "insert into looks (asset_id, likeness, palette) values (?1, ?2, ?3)
                on conflict (asset_id) do update
               set likeness = excluded.likeness, palette = excluded.palette",
        )
        .bind(asset.to_string())
        .bind(look.likeness.map(|likeness| likeness.0.cast_signed()))
        .bind(serde_json::to_string(&look.palette)?)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Returns what a picture looks like; none while nobody has looked.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn look(&self, asset: AssetId) -> Result<Option<Look>, CatalogueError> {
        sqlx::query("select likeness, palette from looks where asset_id = ?1")
            .bind(asset.to_string())
            .fetch_optional(&self.reader)
            .await?
            .map(|row| {
                Ok(Look {
                    likeness: likeness(&row)?,
                    palette: row.json("palette")?,
                })
            })
            .transpose()
    }

    /// Lists every picture that another may look like, those in the trash left
    /// out.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn likely(&self) -> Result<Vec<Likely>, CatalogueError> {
        let rows = sqlx::query(
            "select 'style_image' as kind, a.id, a.source_hash, l.likeness
               from looks l join style_images a on a.id = l.asset_id
              where l.likeness is not null and a.trashed_at is null
             union all
             select 'room_asset', a.id, a.source_hash, l.likeness
               from looks l join room_assets a on a.id = l.asset_id
              where l.likeness is not null and a.trashed_at is null",
        )
        .fetch_all(&self.reader)
        .await?;
        let mut likely = Vec::with_capacity(rows.len());
        for row in &rows {
            if let Some(likeness) = likeness(row)? {
                likely.push(Likely {
                    asset: id_of(row.value("kind")?, row.uuid("id")?),
                    likeness,
                    source_hash: row.word("source_hash")?,
                });
            }
        }
        Ok(likely)
    }

    /// Lists the newest pictures with what they are compared by, as far as that
    /// is known; those in the trash and those that show nothing are left out.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn newest_looks(
        &self,
        limit: u32,
    ) -> Result<Vec<(AssetId, Option<Likeness>)>, CatalogueError> {
        sqlx::query(
            "select p.kind, p.id, l.likeness from (
               select * from (select 'style_image' as kind, id from style_images
                               where trashed_at is null and width is not null
                               order by id desc limit ?1)
               union all
               select * from (select 'room_asset', id from room_assets
                               where trashed_at is null and width is not null
                               order by id desc limit ?1)) p
               left join looks l on l.asset_id = p.id
              order by p.id desc limit ?1",
        )
        .bind(limit)
        .fetch_all(&self.reader)
        .await?
        .iter()
        .map(|row| Ok((id_of(row.value("kind")?, row.uuid("id")?), likeness(row)?)))
        .collect()
    }

    /// Lists the newest pictures that nobody has looked at and whose thumbnail
    /// is dealt with: making the others, which may be put off, looks as well.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn not_looked_at(&self, limit: u32) -> Result<Vec<Original>, CatalogueError> {
        sqlx::query(
            "select * from (
               select 'style_image' as kind, id, content_hash, content_type, width, height, storage_path
                 from style_images a
                where trashed_at is null and width is not null
                  and not exists (select 1 from looks where asset_id = a.id)
                  and not exists (select 1 from style_image_variants
                                   where parent_style_image_id = a.id
                                     and (processing_status = 'processing' or variant_type = 'thumbnail')
                                     and processing_status in ('pending', 'processing'))
               union all
               select 'room_asset', id, content_hash, content_type, width, height, storage_path
                 from room_assets a
                where trashed_at is null and width is not null
                  and not exists (select 1 from looks where asset_id = a.id)
                  and not exists (select 1 from asset_variants
                                   where parent_asset_id = a.id
                                     and (processing_status = 'processing' or variant_type = 'thumbnail')
                                     and processing_status in ('pending', 'processing')))
              order by id desc limit ?1",
        )
        .bind(limit)
        .fetch_all(&self.reader)
        .await?
        .iter()
        .map(super::assets::original)
        .collect()
    }

    /// Remembers that two pictures that look alike are two.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn tell_apart(
        &self,
        one: &ContentHash,
        other: &ContentHash,
        at: UnixMillis,
    ) -> Result<(), CatalogueError> {
        if one == other {
            return Ok(());
        }
        let (first, second) = in_order(one, other);
        let mut tx = self.write().await?;
        sqlx::query(
            "insert or ignore into told_apart (one_hash, other_hash, at) values (?1, ?2, ?3)",
        )
        .bind(first.as_str())
        .bind(second.as_str())
        .bind(at.0)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Forgets that two pictures are two: they may look alike again.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn forget_apart(
        &self,
        one: &ContentHash,
        other: &ContentHash,
    ) -> Result<(), CatalogueError> {
        let (first, second) = in_order(one, other);
        let mut tx = self.write().await?;
        sqlx::query("delete from told_apart where one_hash = ?1 and other_hash = ?2")
            .bind(first.as_str())
            .bind(second.as_str())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Tells whether a person said that two pictures are two.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn are_told_apart(
        &self,
        one: &ContentHash,
        other: &ContentHash,
    ) -> Result<bool, CatalogueError> {
        let (first, second) = in_order(one, other);
        Ok(sqlx::query_scalar(
            "select exists (select 1 from told_apart where one_hash = ?1 and other_hash = ?2)",
        )
        .bind(first.as_str())
        .bind(second.as_str())
        .fetch_one(&self.reader)
        .await?)
    }
}

fn likeness(row: &SqliteRow) -> Result<Option<Likeness>, CatalogueError> {
    let bits: Option<i64> = row.value("likeness")?;
    Ok(bits.map(|bits| Likeness(bits.cast_unsigned())))
}

fn in_order<'a>(
    one: &'a ContentHash,
    other: &'a ContentHash,
) -> (&'a ContentHash, &'a ContentHash) {
    if one.as_str() < other.as_str() {
        (one, other)
    } else {
        (other, one)
    }
}
