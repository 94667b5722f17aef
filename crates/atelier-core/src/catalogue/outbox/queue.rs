//! The outbox as the sync meets it: what is due, and what became of it.

use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, SqliteConnection};
use uuid::Uuid;

use super::{merge, read};
use crate::catalogue::read::{Read, list, rows};
use crate::catalogue::{Catalogue, CatalogueError, base, room_assets};
use crate::clock::UnixMillis;
use crate::domain::change::{Change, ChangeKind, Stage, SyncTable};
use crate::domain::ids::{OperationId, RoomAssetId};

/// Which parked changes shall be tried again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unpark {
    /// One.
    Op(OperationId),
    /// All that failed for the same cause.
    Code(String),
    /// All.
    All,
}

/// What can be tried now: nothing that waits, and nothing that stands behind an
/// earlier change of its row, the creation of its parent, or (a deletion) what
/// is still under way below it. The variants of a picture go together, once all
/// of them are dealt with: the backend takes a picture for complete when it has
/// all variants that it was told of.
pub(in crate::catalogue) const DUE: &str = "
    select o.* from outbox o
     where o.parked = 0 and o.not_before <= ?1
       and not exists (select 1 from outbox e where e.row_id = o.row_id and e.seq < o.seq)
       and not exists (select 1 from outbox p where p.row_id = o.parent_id and p.kind = 'create')
       and not exists (select 1 from outbox p
                        where p.row_id = o.second_parent_id and p.kind = 'create')
       and (o.kind <> 'delete' or not exists (
             select 1 from outbox c where c.parent_id = o.row_id and c.seq < o.seq))
       and (o.kind <> 'create' or o.stage <> 'queued' or not exists (
             select 1 from style_image_variants v join style_images a on a.id = v.parent_style_image_id
              where v.parent_style_image_id = o.parent_id
                and o.table_name = 'style_image_variants' and a.trashed_at is null
                and v.processing_status <> 'ready' and v.processing_status <> 'failed'))
       and (o.kind <> 'create' or o.stage <> 'queued' or not exists (
             select 1 from asset_variants v join room_assets a on a.id = v.parent_asset_id
              where v.parent_asset_id = o.parent_id
                and o.table_name = 'asset_variants' and a.trashed_at is null
                and v.processing_status <> 'ready' and v.processing_status <> 'failed'))
     order by o.seq limit ?2";

impl Catalogue {
    /// Takes the changes that can be tried now, in the order in which they were
    /// made. From here on their patches stay as they are: later edits become
    /// changes of their own.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn due_changes(
        &self,
        now: UnixMillis,
        limit: u32,
    ) -> Result<Vec<Change>, CatalogueError> {
        let mut tx = self.write().await?;
        let found = sqlx::query(DUE)
            .bind(now.0)
            .bind(limit)
            .fetch_all(&mut *tx)
            .await?;
        let changes: Vec<Change> = found.iter().map(read).collect::<Result<_, _>>()?;
        let mut fresh: Vec<OperationId> = Vec::new();
        for (row, change) in found.iter().zip(&changes) {
            if row.value::<i64>("taken")? == 0 {
                fresh.push(change.op_id);
            }
        }
        if !fresh.is_empty() {
            sqlx::query(
                "update outbox set taken = 1 where op_id in (select value from json_each(?1))",
            )
            .bind(list(fresh))
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        Ok(changes)
    }

    /// Records that a change has come a stage further. Returns whether it is
    /// still wanted: false means that it was taken back, and the caller stops.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn advance(&self, op: OperationId, stage: Stage) -> Result<bool, CatalogueError> {
        Ok(!self.advance_all(&[op], stage).await?.is_empty())
    }

    /// Records that changes have come a stage further, in one write. Returns
    /// those that are still wanted.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn advance_all(
        &self,
        ops: &[OperationId],
        stage: Stage,
    ) -> Result<Vec<OperationId>, CatalogueError> {
        let mut tx = self.write().await?;
        let mut wanted = Vec::new();
        for &op in ops {
            let advanced = sqlx::query(
                "update outbox set stage = ?2, attempts = 0, not_before = 0, error_code = null,
                        last_error = null
                  where op_id = ?1",
            )
            .bind(op.to_string())
            .bind(stage.as_str())
            .execute(&mut *tx)
            .await?;
            if advanced.rows_affected() > 0 {
                wanted.push(op);
            }
        }
        tx.commit().await?;
        Ok(wanted)
    }

    /// Records that the backend and the store have all of a change. It leaves
    /// the outbox; a room asset becomes `uploaded`, and `ready` with its last
    /// variant. Repeating it does nothing.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn complete(&self, op: OperationId, at: UnixMillis) -> Result<(), CatalogueError> {
        self.complete_all(&[op], at).await
    }

    /// Completes changes in one write.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn complete_all(
        &self,
        ops: &[OperationId],
        at: UnixMillis,
    ) -> Result<(), CatalogueError> {
        let mut tx = self.write().await?;
        for &op in ops {
            complete(&mut tx, op, at).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Puts a change off: it failed for a cause that goes away by itself.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn defer(
        &self,
        op: OperationId,
        code: &str,
        words: &str,
        not_before: UnixMillis,
    ) -> Result<(), CatalogueError> {
        let mut tx = self.write().await?;
        sqlx::query(
            "update outbox set attempts = attempts + 1, error_code = ?2, last_error = ?3,
                    not_before = ?4
              where op_id = ?1",
        )
        .bind(op.to_string())
        .bind(code)
        .bind(words)
        .bind(not_before.0)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Sets a change aside: it failed for a cause that a person must see to.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn park(
        &self,
        op: OperationId,
        code: &str,
        words: &str,
    ) -> Result<(), CatalogueError> {
        let mut tx = self.write().await?;
        sqlx::query(
            "update outbox set parked = 1, attempts = attempts + 1, error_code = ?2, last_error = ?3
              where op_id = ?1",
        )
        .bind(op.to_string())
        .bind(code)
        .bind(words)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Lets failed and put-off changes be tried again now. Returns how many.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn unpark(&self, which: &Unpark) -> Result<usize, CatalogueError> {
        let (op, code) = match which {
            Unpark::Op(op) => (Some(op.to_string()), None),
            Unpark::Code(code) => (None, Some(code.as_str())),
            Unpark::All => (None, None),
        };
        let mut tx = self.write().await?;
        let again = sqlx::query(
            "update outbox set parked = 0, attempts = 0, not_before = 0, error_code = null,
                    last_error = null
              where error_code is not null
                and (?1 is null or op_id = ?1) and (?2 is null or error_code = ?2)",
        )
        .bind(op)
        .bind(code)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(rows(again.rows_affected()))
    }
}

async fn complete(
    tx: &mut SqliteConnection,
    op: OperationId,
    at: UnixMillis,
) -> Result<(), CatalogueError> {
    let Some(row) = sqlx::query("delete from outbox where op_id = ?1 returning *")
        .bind(op.to_string())
        .fetch_optional(&mut *tx)
        .await?
    else {
        return Ok(());
    };
    let parent = row.opt_uuid("parent_id")?;
    let change = read(&row)?;
    match change.kind {
        ChangeKind::Delete => deleted(tx, &change).await,
        ChangeKind::Create => created(tx, &change, parent, at).await,
        ChangeKind::Edit => settled(tx, &change, &change.patch, at).await,
    }
}

/// A row of the backend came into being.
async fn created(
    tx: &mut SqliteConnection,
    change: &Change,
    parent: Option<Uuid>,
    at: UnixMillis,
) -> Result<(), CatalogueError> {
    if change.table != SyncTable::RoomAssets {
        settled(tx, change, &change.patch, at).await?;
        if let (SyncTable::AssetVariants, Some(asset)) = (change.table, parent) {
            room_assets::ready_when_complete(tx, RoomAssetId(asset), at).await?;
        }
        return Ok(());
    }
    let uploaded = merge(&change.patch, &json!({ "status": "uploaded" }).to_string())?;
    settled(tx, change, &uploaded, at).await?;
    sqlx::query("update room_assets set status = 'uploaded' where id = ?1")
        .bind(change.row_id.to_string())
        .execute(&mut *tx)
        .await?;
    room_assets::ready_when_complete(tx, RoomAssetId(change.row_id), at).await
}

/// The backend has a row as a change left it.
async fn settled(
    tx: &mut SqliteConnection,
    change: &Change,
    patch: &str,
    at: UnixMillis,
) -> Result<(), CatalogueError> {
    base::lay_over(tx, change.table, change.row_id, patch).await?;
    set_synced(tx, change.table, change.row_id, Some(at)).await
}

/// A row of the backend is gone, with the variants below it.
async fn deleted(tx: &mut SqliteConnection, change: &Change) -> Result<(), CatalogueError> {
    base::forget(tx, change.table, change.row_id).await?;
    set_synced(tx, change.table, change.row_id, None).await?;
    let variants = match change.table {
        SyncTable::StyleImages => SyncTable::StyleImageVariants,
        SyncTable::RoomAssets => SyncTable::AssetVariants,
        _ => return Ok(()),
    };
    let patch: Value = serde_json::from_str(&change.patch)?;
    let below = patch.get("variants").and_then(Value::as_array);
    for id in below.into_iter().flatten().filter_map(Value::as_str) {
        if let Ok(id) = id.parse() {
            base::forget(tx, variants, id).await?;
            set_synced(tx, variants, id, None).await?;
        }
    }
    Ok(())
}

async fn set_synced(
    tx: &mut SqliteConnection,
    table: SyncTable,
    row: Uuid,
    at: Option<UnixMillis>,
) -> Result<(), CatalogueError> {
    // The only text put in is the name of a table out of an enumeration.
    let sql = format!("update {table} set synced_at = ?2 where id = ?1");
    sqlx::query(AssertSqlSafe(sql))
        .bind(row.to_string())
        .bind(at.map(|at| at.0))
        .execute(tx)
        .await?;
    Ok(())
}
