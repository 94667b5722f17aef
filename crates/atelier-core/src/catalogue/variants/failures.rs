//! Variants that could not be made, and letting them be tried again.

use crate::catalogue::read::{list, rows};
use crate::catalogue::{Catalogue, CatalogueError};
use crate::clock::UnixMillis;
use crate::domain::asset::AssetId;
use crate::domain::ids::VariantId;

impl Catalogue {
    /// Records that a variant could not be made, and why. The original is as
    /// it was.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn variant_failed(
        &self,
        id: &VariantId,
        reason: &str,
        at: UnixMillis,
    ) -> Result<(), CatalogueError> {
        let mut tx = self.write().await?;
        for sql in [
            "update style_image_variants
                set processing_status = 'failed', processing_error = ?2, processed_at = ?3
              where id = ?1",
            "update asset_variants
                set processing_status = 'failed', processing_error = ?2, processed_at = ?3
              where id = ?1",
        ] {
            sqlx::query(sql)
                .bind(id.to_string())
                .bind(reason)
                .bind(at.0)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Lets failed variants be made again: those of some assets, or all.
    /// Returns how many.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn retry_failed(&self, of: Option<&[AssetId]>) -> Result<usize, CatalogueError> {
        let mut tx = self.write().await?;
        let mut again = 0;
        for sql in [
            "update style_image_variants set processing_status = 'pending', processing_error = null
              where processing_status = 'failed'
                and (?1 is null or parent_style_image_id in (select value from json_each(?1)))",
            "update asset_variants set processing_status = 'pending', processing_error = null
              where processing_status = 'failed'
                and (?1 is null or parent_asset_id in (select value from json_each(?1)))",
        ] {
            again += sqlx::query(sql)
                .bind(of.map(list))
                .execute(&mut *tx)
                .await?
                .rows_affected();
        }
        tx.commit().await?;
        Ok(rows(again))
    }

    /// Lets the variants be made again that failed for one reason. Returns how
    /// many.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn retry_failed_for(&self, reason: &str) -> Result<usize, CatalogueError> {
        let mut tx = self.write().await?;
        let mut again = 0;
        for sql in [
            "update style_image_variants set processing_status = 'pending', processing_error = null
              where processing_status = 'failed' and processing_error = ?1",
            "update asset_variants set processing_status = 'pending', processing_error = null
              where processing_status = 'failed' and processing_error = ?1",
        ] {
            again += sqlx::query(sql)
                .bind(reason)
                .execute(&mut *tx)
                .await?
                .rows_affected();
        }
        tx.commit().await?;
        Ok(rows(again))
    }
}
