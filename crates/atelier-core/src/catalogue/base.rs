//! The table `base`: the last row that the backend is known to have. Its
//! version counts the changes that the backend took from here.

use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{CatalogueError, outbox};
use crate::domain::change::SyncTable;

/// Returns the last row that the backend is known to have.
pub(super) async fn get(
    connection: &mut SqliteConnection,
    table: SyncTable,
    row: Uuid,
) -> Result<Option<String>, CatalogueError> {
    Ok(
        sqlx::query_scalar("select row from base where table_name = ?1 and row_id = ?2")
            .bind(table.as_str())
            .bind(row.to_string())
            .fetch_optional(connection)
            .await?,
    )
}

/// Lays the columns of a change over what the backend had.
pub(super) async fn lay_over(
    tx: &mut SqliteConnection,
    table: SyncTable,
    row: Uuid,
    patch: &str,
) -> Result<(), CatalogueError> {
    let below = get(tx, table, row).await?;
    let laid = outbox::merge(below.as_deref().unwrap_or("{}"), patch)?;
    sqlx::query(
        "insert into base (table_name, row_id, version, row) values (?1, ?2, 1, ?3)
         on conflict (table_name, row_id)
         do update set version = version + 1, row = excluded.row",
    )
    .bind(table.as_str())
    .bind(row.to_string())
    .bind(laid)
    .execute(tx)
    .await?;
    Ok(())
}

/// Forgets a row that the backend has no more.
pub(super) async fn forget(
    tx: &mut SqliteConnection,
    table: SyncTable,
    row: Uuid,
) -> Result<(), CatalogueError> {
    sqlx::query("delete from base where table_name = ?1 and row_id = ?2")
        .bind(table.as_str())
        .bind(row.to_string())
        .execute(tx)
        .await?;
    Ok(())
}
