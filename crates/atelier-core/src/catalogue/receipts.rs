//! The table `receipts`: what a cleaning did to the file of an asset.

use sqlx::SqliteConnection;

use super::read::Read;
use super::{Catalogue, CatalogueError};
use crate::domain::asset::AssetId;
use crate::domain::receipt::Receipt;

/// Records the receipt of an asset.
pub(super) async fn insert(
    tx: &mut SqliteConnection,
    asset: AssetId,
    receipt: &Receipt,
) -> Result<(), CatalogueError> {
    sqlx::query("insert into receipts (asset_id, receipt, had_place) values (?1, ?2, ?3)")
        .bind(asset.to_string())
        .bind(serde_json::to_string(receipt)?)
        .bind(receipt.had_place)
        .execute(tx)
        .await?;
    Ok(())
}

impl Catalogue {
    /// Returns the receipt of an asset.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn receipt(&self, asset: AssetId) -> Result<Option<Receipt>, CatalogueError> {
        sqlx::query("select receipt from receipts where asset_id = ?1")
            .bind(asset.to_string())
            .fetch_optional(&self.reader)
            .await?
            .map(|row| row.json("receipt"))
            .transpose()
    }
}
