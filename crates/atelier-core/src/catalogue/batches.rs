//! The table `batches`: one row an import, so that it can be taken back as a
//! whole.

use sqlx::SqliteConnection;

use super::read::Read;
use super::withdraw::{forget, freed, withdraw};
use super::{Catalogue, CatalogueError, assets};
use crate::clock::UnixMillis;
use crate::domain::asset::{AssetId, Place};
use crate::domain::content_hash::ContentHash;
use crate::domain::ids::BatchId;

/// What taking an import back came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UndoOutcome {
    /// How many files are gone again.
    pub removed: usize,
    /// How many stay, because they were sent already.
    pub stayed: usize,
    /// The files that no row has any more; the library can drop them.
    pub freed: Vec<ContentHash>,
}

impl Catalogue {
    /// Begins an import into a place.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn begin_batch(
        &self,
        place: &Place,
        at: UnixMillis,
    ) -> Result<BatchId, CatalogueError> {
        let batch = BatchId::new();
        let mut tx = self.write().await?;
        sqlx::query("insert into batches (id, place, at) values (?1, ?2, ?3)")
            .bind(batch.to_string())
            .bind(serde_json::to_string(place)?)
            .bind(at.0)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(batch)
    }

    /// Returns the latest import that has a file left to take back.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn latest_batch(&self) -> Result<Option<BatchId>, CatalogueError> {
        sqlx::query(
            "select id from batches b
              where exists (select 1 from style_images where batch_id = b.id)
                 or exists (select 1 from room_assets where batch_id = b.id)
              order by at desc, id desc limit 1",
        )
        .fetch_optional(&self.reader)
        .await?
        .map(|row| row.word("id"))
        .transpose()
    }

    /// Takes an import back. Only files of which nothing was sent go; the rest
    /// stay, and are deleted as any picture is.
    ///
    /// # Errors
    /// [`CatalogueError::Missing`] when there is no such import.
    pub async fn undo_batch(
        &self,
        batch: BatchId,
        at: UnixMillis,
    ) -> Result<UndoOutcome, CatalogueError> {
        let mut tx = self.write().await?;
        let outcome = undo(&mut tx, batch, at).await?;
        tx.commit().await?;
        Ok(outcome)
    }
}

/// Takes an import back within a write.
pub(super) async fn undo(
    tx: &mut SqliteConnection,
    batch: BatchId,
    at: UnixMillis,
) -> Result<UndoOutcome, CatalogueError> {
    let known = sqlx::query("update batches set undone_at = ?2 where id = ?1")
        .bind(batch.to_string())
        .bind(at.0)
        .execute(&mut *tx)
        .await?;
    if known.rows_affected() == 0 {
        return Err(CatalogueError::missing("the import"));
    }
    let mut outcome = UndoOutcome::default();
    let mut hashes = Vec::new();
    for (id, unsent) in files(tx, batch).await? {
        if unsent {
            withdraw(tx, id, at).await?;
            hashes.extend(forget(tx, id).await?);
            outcome.removed += 1;
        } else {
            outcome.stayed += 1;
        }
    }
    outcome.freed = freed(tx, hashes).await?;
    Ok(outcome)
}

/// Lists the files of an import, and whether nothing of each was sent.
async fn files(
    tx: &mut SqliteConnection,
    batch: BatchId,
) -> Result<Vec<(AssetId, bool)>, CatalogueError> {
    sqlx::query(
        "select a.kind, a.id,
                exists (select 1 from outbox o
                         where o.row_id = a.id and o.kind = 'create' and o.stage = 'queued') as unsent
           from (select 'style_image' as kind, id from style_images where batch_id = ?1
                 union all
                 select 'room_asset', id from room_assets where batch_id = ?1) a
          order by a.id",
    )
    .bind(batch.to_string())
    .fetch_all(tx)
    .await?
    .iter()
    .map(|row| {
        let id = assets::id_of(row.value("kind")?, row.uuid("id")?);
        Ok((id, row.value("unsent")?))
    })
    .collect()
}
