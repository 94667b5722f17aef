//! Style images: the public catalogue shows every row, so a row is there only
//! while its file is.

use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::push::{Exceptions, Task};
use super::rows::{self, Row};
use super::shape::Shape;
use super::{deletions, receipts, uploads};
use crate::domain::change::SyncTable;

const TABLE: SyncTable = SyncTable::StyleImages;

/// Announces files. The rows wait for their confirmation.
pub(super) async fn request(
    conn: &mut PgConnection,
    tasks: &[&Task<'_>],
) -> Result<Exceptions, sqlx::Error> {
    let ids: Vec<Uuid> = tasks.iter().map(|task| task.id()).collect();
    let going = deletions::revive(conn, &ids).await?;
    uploads::announce(conn, TABLE, tasks, &going).await?;
    Ok(going)
}

/// Shows pictures whose files are there.
pub(super) async fn confirm(
    conn: &mut PgConnection,
    shape: &Shape,
    tasks: &[&Task<'_>],
) -> Result<Exceptions, sqlx::Error> {
    let (files, exceptions) = uploads::announced(conn, tasks).await?;
    let mut new = Vec::new();
    for task in tasks
        .iter()
        .filter(|task| !exceptions.contains_key(&task.id()))
    {
        let mut values = task.values.clone();
        if let Some(file) = files.get(&task.id()) {
            values.set("storage_path", &file.path);
            values.set("file_size", file.bytes);
        }
        new.push(Row {
            id: task.id(),
            values,
        });
    }
    rows::upsert(conn, TABLE, shape, &new).await?;
    let ids: Vec<Uuid> = new.iter().map(|row| row.id).collect();
    uploads::settle(conn, &ids).await?;
    receipts::keep(conn, TABLE, tasks, &exceptions).await?;
    Ok(exceptions)
}
