//! Variants of both kinds: the same columns, two tables.

use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::patch::Values;
use super::push::{Exceptions, Task, refused};
use super::rows::{self, Row};
use super::shape::Shape;
use super::{ask, deletions, uploads};
use crate::backend::{PushStep, Refusal};
use crate::clock;
use crate::domain::change::SyncTable;

/// Announces files: the rows are pending and have no size from now on.
pub(super) async fn request(
    conn: &mut PgConnection,
    shape: &Shape,
    table: SyncTable,
    tasks: &[&Task<'_>],
) -> Result<Exceptions, sqlx::Error> {
    let ids: Vec<Uuid> = tasks.iter().map(|task| task.id()).collect();
    let going = deletions::revive(conn, &ids).await?;
    let settled = uploads::announce(conn, table, tasks, &going).await?;
    let mut rows = Vec::new();
    for task in tasks.iter().filter(|task| !going.contains_key(&task.id())) {
        let mut values = task.values.clone();
        for column in [
            "processing_status",
            "processing_error",
            "processed_at",
            "file_size",
        ] {
            values.drop(column);
        }
        if let PushStep::Request(claim) = &task.push.step {
            values.set("storage_path", &claim.path);
        }
        if !settled.contains(&task.id()) {
            values.set("processing_status", "pending");
            values.set("file_size", 0);
        }
        rows.push(Row {
            id: task.id(),
            values,
        });
    }
    rows::upsert(conn, table, shape, &rows).await?;
    Ok(going)
}

/// Marks variants whose files are there as ready, and the assets all of whose
/// variants are.
pub(super) async fn confirm(
    conn: &mut PgConnection,
    shape: &Shape,
    table: SyncTable,
    tasks: &[&Task<'_>],
) -> Result<Exceptions, sqlx::Error> {
    let (files, mut exceptions) = uploads::announced(conn, tasks).await?;
    let mut rows = Vec::new();
    for task in tasks
        .iter()
        .filter(|task| !exceptions.contains_key(&task.id()))
    {
        let mut values = Values::default();
        if let Some(file) = files.get(&task.id()) {
            values.set("storage_path", &file.path);
            values.set("file_size", file.bytes);
        }
        values.set("processing_status", "ready");
        values.set("processing_error", None::<String>);
        match task.values.text("processed_at") {
            Some(made) => values.set("processed_at", made),
            None => values.moment("processed_at", clock::now()),
        }
        rows.push(Row {
            id: task.id(),
            values,
        });
    }
    let there = rows::update(conn, table, shape, &rows).await?;
    for row in rows.iter().filter(|row| !there.contains(&row.id)) {
        let words = format!("{table} has no such row any more");
        exceptions.insert(row.id, refused(Refusal::RowMissing, words));
    }
    let ids: Vec<Uuid> = there.into_iter().collect();
    uploads::settle(conn, &ids).await?;
    if table == SyncTable::AssetVariants {
        finish(conn, &ids).await?;
    }
    Ok(exceptions)
}

/// Marks assets as ready when the last of their variants is.
async fn finish(conn: &mut PgConnection, variants: &[Uuid]) -> Result<(), sqlx::Error> {
    ask("update public.room_assets a set status = 'ready'
          where a.id in (select parent_asset_id from public.asset_variants where id = any($1))
            and a.status in ('uploaded', 'processing')
            and not exists (select from public.asset_variants v
                             where v.parent_asset_id = a.id and v.processing_status <> 'ready')")
    .bind(variants)
    .execute(conn)
    .await
    .map(drop)
}
