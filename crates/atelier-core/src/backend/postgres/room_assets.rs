//! Room assets: the platform's own pages read `status`, so a row may be there
//! before its file is.

use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::push::{Exceptions, Task, refused};
use super::rows::{self, Row};
use super::shape::Shape;
use super::{ask, deletions, receipts, uploads};
use crate::backend::{PushStep, Refusal};
use crate::domain::change::SyncTable;

const TABLE: SyncTable = SyncTable::RoomAssets;

/// Announces files: the rows are pending from now on.
pub(super) async fn request(
    conn: &mut PgConnection,
    shape: &Shape,
    tasks: &[&Task<'_>],
) -> Result<Exceptions, sqlx::Error> {
    let ids: Vec<Uuid> = tasks.iter().map(|task| task.id()).collect();
    let going = deletions::revive(conn, &ids).await?;
    let settled = uploads::announce(conn, TABLE, tasks, &going).await?;
    let mut rows = Vec::new();
    for task in tasks.iter().filter(|task| !going.contains_key(&task.id())) {
        let mut values = task.values.clone();
        values.drop("status");
        if let PushStep::Request(claim) = &task.push.step {
            values.set("storage_path", &claim.path);
            values.set("file_size", claim.bytes);
        }
        if !settled.contains(&task.id()) {
            values.set("status", "pending");
        }
        rows.push(Row {
            id: task.id(),
            values,
        });
    }
    rows::upsert(conn, TABLE, shape, &rows).await?;
    Ok(going)
}

/// Marks assets whose files are there as uploaded, or as far as the patch says.
///
/// Nothing else of the patch is written: the request did that, and what the
/// platform has changed since is not to be overwritten.
pub(super) async fn confirm(
    conn: &mut PgConnection,
    shape: &Shape,
    tasks: &[&Task<'_>],
) -> Result<Exceptions, sqlx::Error> {
    let (files, mut exceptions) = uploads::announced(conn, tasks).await?;
    let mut rows = Vec::new();
    for task in tasks
        .iter()
        .filter(|task| !exceptions.contains_key(&task.id()))
    {
        let mut values = task.values.only("status", &["processing", "ready"]);
        if let Some(file) = files.get(&task.id()) {
            values.set("storage_path", &file.path);
            values.set("file_size", file.bytes);
        }
        rows.push(Row {
            id: task.id(),
            values,
        });
    }
    let there = rows::update(conn, TABLE, shape, &rows).await?;
    for row in rows.iter().filter(|row| !there.contains(&row.id)) {
        let words = "the platform has no such asset any more".to_owned();
        exceptions.insert(row.id, refused(Refusal::RowMissing, words));
    }
    let ids: Vec<Uuid> = there.into_iter().collect();
    ask("update public.room_assets set status = 'uploaded'
          where id = any($1) and status in ('pending', 'failed')")
    .bind(&ids)
    .execute(&mut *conn)
    .await?;
    uploads::settle(conn, &ids).await?;
    receipts::keep(conn, TABLE, tasks, &exceptions).await?;
    Ok(exceptions)
}
