//! The table `history`: steps that can be taken back and done again.
//!
//! Each step keeps the act that undoes it. Carrying that act out gives the act
//! that does the step again, so undo and redo are one thing.

use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

use super::edits::{Act, apply};
use super::read::{Read, rows};
use super::{Catalogue, CatalogueError};
use crate::clock::UnixMillis;
use crate::domain::content_hash::ContentHash;
use crate::domain::ids::{BatchId, HistoryId};

/// One step of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct HistoryStep {
    /// Its identity.
    pub id: HistoryId,
    /// What was done: “5 pictures moved to Trash”.
    pub sentence: String,
}

/// What taking a step back, or doing it again, came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reverted {
    /// The step.
    pub step: HistoryStep,
    /// How many files of an import stay, because they were sent already.
    pub stayed: usize,
    /// The files that no row has any more; the library can drop them.
    pub freed: Vec<ContentHash>,
}

impl Catalogue {
    /// Ends an import: says what came of it and makes it a step of the history.
    /// An import that brought nothing is none.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn finish_batch(
        &self,
        batch: BatchId,
        sentence: &str,
        at: UnixMillis,
    ) -> Result<Option<HistoryStep>, CatalogueError> {
        let mut tx = self.write().await?;
        sqlx::query("update batches set sentence = ?2 where id = ?1")
            .bind(batch.to_string())
            .bind(sentence)
            .execute(&mut *tx)
            .await?;
        let brought: bool = sqlx::query_scalar(
            "select exists (select 1 from style_images where batch_id = ?1)
                 or exists (select 1 from room_assets where batch_id = ?1)",
        )
        .bind(batch.to_string())
        .fetch_one(&mut *tx)
        .await?;
        let step = match brought {
            true => Some(record(&mut tx, sentence, &Act::TakeBackImport { batch }, at).await?),
            false => None,
        };
        tx.commit().await?;
        Ok(step)
    }

    /// Lists the steps that can be taken back, the newest first.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn history(&self, limit: u32) -> Result<Vec<HistoryStep>, CatalogueError> {
        sqlx::query("select * from history where state = 'done' order by seq desc limit ?1")
            .bind(limit)
            .fetch_all(&self.reader)
            .await?
            .iter()
            .map(read)
            .collect()
    }

    /// Takes the newest step back, or the one named. None when there is none.
    ///
    /// # Errors
    /// When the catalogue cannot be written; the step stays then.
    pub async fn undo(
        &self,
        step: Option<HistoryId>,
        at: UnixMillis,
    ) -> Result<Option<Reverted>, CatalogueError> {
        let mut tx = self.write().await?;
        let found = sqlx::query(
            "select * from history where state = 'done' and (?1 is null or id = ?1)
              order by seq desc limit 1",
        )
        .bind(step.map(|id| id.to_string()))
        .fetch_optional(&mut *tx)
        .await?;
        let reverted = turn(&mut tx, found, "undone", at).await?;
        tx.commit().await?;
        Ok(reverted)
    }

    /// Does the step again that was taken back last. None when there is none.
    ///
    /// # Errors
    /// When the catalogue cannot be written; the step stays then.
    pub async fn redo(&self, at: UnixMillis) -> Result<Option<Reverted>, CatalogueError> {
        let mut tx = self.write().await?;
        let found =
            sqlx::query("select * from history where state = 'undone' order by seq limit 1")
                .fetch_optional(&mut *tx)
                .await?;
        let reverted = turn(&mut tx, found, "done", at).await?;
        tx.commit().await?;
        Ok(reverted)
    }

    /// Forgets the steps older than a moment. Returns how many.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn prune_history(&self, before: UnixMillis) -> Result<usize, CatalogueError> {
        let mut tx = self.write().await?;
        let gone = sqlx::query("delete from history where at < ?1")
            .bind(before.0)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(rows(gone.rows_affected()))
    }
}

/// Records a step. What was taken back before can no longer be done again.
pub(super) async fn record(
    tx: &mut SqliteConnection,
    sentence: &str,
    inverse: &Act,
    at: UnixMillis,
) -> Result<HistoryStep, CatalogueError> {
    sqlx::query("delete from history where state = 'undone'")
        .execute(&mut *tx)
        .await?;
    let id = HistoryId::new();
    sqlx::query("insert into history (id, at, sentence, inverse) values (?1, ?2, ?3, ?4)")
        .bind(id.to_string())
        .bind(at.0)
        .bind(sentence)
        .bind(serde_json::to_string(inverse)?)
        .execute(tx)
        .await?;
    Ok(HistoryStep {
        id,
        sentence: sentence.to_owned(),
    })
}

/// Carries out the act of a step and turns the step over.
async fn turn(
    tx: &mut SqliteConnection,
    found: Option<SqliteRow>,
    state: &str,
    at: UnixMillis,
) -> Result<Option<Reverted>, CatalogueError> {
    let Some(row) = found else {
        return Ok(None);
    };
    let step = read(&row)?;
    let act: Act = row.json("inverse")?;
    let done = apply(tx, &act, at).await?;
    match done.inverse {
        Some(inverse) => {
            sqlx::query("update history set state = ?2, inverse = ?3 where id = ?1")
                .bind(step.id.to_string())
                .bind(state)
                .bind(serde_json::to_string(&inverse)?)
                .execute(tx)
                .await?;
        }
        // An import that was taken back left no rows to bring back.
        None => {
            sqlx::query("delete from history where id = ?1")
                .bind(step.id.to_string())
                .execute(tx)
                .await?;
        }
    }
    Ok(Some(Reverted {
        step,
        stayed: done.stayed,
        freed: done.freed,
    }))
}

fn read(row: &SqliteRow) -> Result<HistoryStep, CatalogueError> {
    Ok(HistoryStep {
        id: HistoryId(row.uuid("id")?),
        sentence: row.text("sentence")?,
    })
}
