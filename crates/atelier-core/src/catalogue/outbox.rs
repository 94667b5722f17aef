//! The outbox: changes on their way to the backend, in the order in which they
//! were made. Writing to it is here; the sync reads it in `queue`.

pub(super) mod files;
pub(super) mod numbers;
pub(super) mod queue;

use serde_json::{Map, Value};
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

use super::CatalogueError;
use super::read::Read;
use crate::clock::UnixMillis;
use crate::domain::change::{Change, ChangeKind, SyncTable};
use crate::domain::ids::OperationId;

/// What a new change says.
pub(super) struct NewChange<'a> {
    pub(super) table: SyncTable,
    pub(super) row_id: Uuid,
    pub(super) kind: ChangeKind,
    /// The rows whose creation it waits for.
    pub(super) parents: [Option<Uuid>; 2],
    pub(super) patch: &'a str,
    pub(super) at: UnixMillis,
}

/// Puts a change at the end of the outbox.
pub(super) async fn push(
    tx: &mut SqliteConnection,
    change: NewChange<'_>,
) -> Result<(), CatalogueError> {
    let [parent, second_parent] = change.parents;
    sqlx::query(
        "insert into outbox (op_id, table_name, row_id, kind, parent_id, second_parent_id, patch,
                             base_version, created_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7,
                 coalesce((select version from base where table_name = ?2 and row_id = ?3), 0), ?8)",
    )
    .bind(OperationId::new().to_string())
    .bind(change.table.as_str())
    .bind(change.row_id.to_string())
    .bind(change.kind.as_str())
    .bind(parent.map(|id| id.to_string()))
    .bind(second_parent.map(|id| id.to_string()))
    .bind(change.patch)
    .bind(change.at.0)
    .execute(tx)
    .await?;
    Ok(())
}

/// Records the creation of a row.
pub(super) async fn create(
    tx: &mut SqliteConnection,
    table: SyncTable,
    row_id: Uuid,
    parent: Option<Uuid>,
    patch: &str,
    at: UnixMillis,
) -> Result<(), CatalogueError> {
    push(
        tx,
        NewChange {
            table,
            row_id,
            kind: ChangeKind::Create,
            parents: [parent, None],
            patch,
            at,
        },
    )
    .await
}

/// Records changed columns of a row: inside its last change while that one was
/// never taken, else as a change of its own.
pub(super) async fn edit(
    tx: &mut SqliteConnection,
    table: SyncTable,
    row_id: Uuid,
    patch: &str,
    at: UnixMillis,
) -> Result<(), CatalogueError> {
    let last = sqlx::query(
        "select seq, kind, patch, taken, stage, attempts from outbox
          where table_name = ?1 and row_id = ?2 order by seq desc limit 1",
    )
    .bind(table.as_str())
    .bind(row_id.to_string())
    .fetch_optional(&mut *tx)
    .await?;
    if let Some(last) = last {
        let untouched = last.value::<i64>("taken")? == 0
            && last.text("stage")? == "queued"
            && last.value::<i64>("attempts")? == 0;
        if untouched && last.word::<ChangeKind>("kind")? != ChangeKind::Delete {
            sqlx::query("update outbox set patch = ?2 where seq = ?1")
                .bind(last.value::<i64>("seq")?)
                .bind(merge(&last.text("patch")?, patch)?)
                .execute(tx)
                .await?;
            return Ok(());
        }
    }
    push(
        tx,
        NewChange {
            table,
            row_id,
            kind: ChangeKind::Edit,
            parents: [None, None],
            patch,
            at,
        },
    )
    .await
}

/// Lays the columns of one JSON object over those of another. A null is a
/// value like any other: it clears.
pub(super) fn merge(below: &str, above: &str) -> Result<String, CatalogueError> {
    let mut merged: Map<String, Value> = serde_json::from_str(below)?;
    let above: Map<String, Value> = serde_json::from_str(above)?;
    merged.extend(above);
    Ok(serde_json::to_string(&merged)?)
}

/// Returns the columns of one JSON object that differ from another's; nothing
/// when none does.
pub(super) fn difference(from: &str, to: &str) -> Result<Option<String>, CatalogueError> {
    let from: Map<String, Value> = serde_json::from_str(from)?;
    let mut to: Map<String, Value> = serde_json::from_str(to)?;
    to.retain(|column, value| from.get(column).unwrap_or(&Value::Null) != value);
    Ok(if to.is_empty() {
        None
    } else {
        Some(serde_json::to_string(&to)?)
    })
}

/// Reads one change.
pub(super) fn read(row: &SqliteRow) -> Result<Change, CatalogueError> {
    Ok(Change {
        op_id: row.word("op_id")?,
        table: row.word("table_name")?,
        row_id: row.uuid("row_id")?,
        kind: row.word("kind")?,
        patch: row.text("patch")?,
        base_version: row.value("base_version")?,
        stage: row.word("stage")?,
        attempts: row.value("attempts")?,
        not_before: row.millis("not_before")?,
        error_code: row.opt_text("error_code")?,
        last_error: row.opt_text("last_error")?,
        parked: row.value("parked")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clearing_a_column_survives_a_merge() {
        let merged = merge(r#"{"caption":"a","tags":["x"]}"#, r#"{"caption":null}"#);

        assert_eq!(
            merged.expect("both are objects"),
            r#"{"caption":null,"tags":["x"]}"#
        );
    }

    #[test]
    fn only_what_differs_is_sent_again() {
        let base = r#"{"caption":"a","tags":["x"]}"#;

        assert_eq!(difference(base, base).expect("reads"), None);
        assert_eq!(
            difference(base, r#"{"caption":"b","tags":["x"]}"#)
                .expect("reads")
                .as_deref(),
            Some(r#"{"caption":"b"}"#)
        );
    }
}
