//! The table `tag_lists`: the names of what a file's metadata held, and what of
//! it stayed. It never leaves this computer.

use sqlx::SqliteConnection;

use super::read::Read;
use super::{Catalogue, CatalogueError};
use crate::domain::asset::AssetId;
use crate::domain::tag::TagLine;

/// Records the list of an asset.
pub(super) async fn insert(
    tx: &mut SqliteConnection,
    asset: AssetId,
    tags: &[TagLine],
) -> Result<(), CatalogueError> {
    sqlx::query("insert into tag_lists (asset_id, tags) values (?1, ?2)")
        .bind(asset.to_string())
        .bind(serde_json::to_string(tags)?)
        .execute(tx)
        .await?;
    Ok(())
}

impl Catalogue {
    /// Returns the list of an asset. None for one that came in before lists were
    /// kept.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn tag_list(&self, asset: AssetId) -> Result<Option<Vec<TagLine>>, CatalogueError> {
        sqlx::query("select tags from tag_lists where asset_id = ?1")
            .bind(asset.to_string())
            .fetch_optional(&self.reader)
            .await?
            .map(|row| row.json("tags"))
            .transpose()
    }
}
