//! `atelier.uploads`: files that were announced, and whether they came.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use sqlx::postgres::PgConnection;
use sqlx::types::Json;
use sqlx::{AssertSqlSafe, Row as _};
use uuid::Uuid;

use super::push::{Exceptions, Task, refused};
use super::{ask, fault, tables};
use crate::backend::{BackendError, PushStep, Refusal, StaleRequest};
use crate::domain::change::SyncTable;

/// Records announced files and returns the rows whose very file is confirmed
/// already: what is there stays there.
pub(super) async fn announce(
    conn: &mut PgConnection,
    table: SyncTable,
    tasks: &[&Task<'_>],
    except: &Exceptions,
) -> Result<HashSet<Uuid>, sqlx::Error> {
    let claims: Vec<_> = tasks
        .iter()
        .filter(|task| !except.contains_key(&task.id()))
        .filter_map(|task| match &task.push.step {
            PushStep::Request(claim) => Some(serde_json::json!({
                "row_id": task.id(), "path": claim.path, "bytes": claim.bytes, "sha256": claim.sha256,
            })),
            _ => None,
        })
        .collect();
    ask("insert into atelier.uploads as u (row_id, table_name, storage_path, bytes, sha256)
         select c.row_id, $2, c.path, c.bytes, c.sha256
           from jsonb_to_recordset($1) as c (row_id uuid, path text, bytes bigint, sha256 text)
         on conflict (row_id) do update
            set table_name = excluded.table_name, storage_path = excluded.storage_path,
                bytes = excluded.bytes, sha256 = excluded.sha256, requested_at = now(), swept_at = null,
                confirmed_at = case when (u.storage_path, u.bytes, u.sha256)
                  = (excluded.storage_path, excluded.bytes, excluded.sha256) then u.confirmed_at end
         returning u.row_id, u.confirmed_at is not null as settled")
        .bind(Json(claims))
        .bind(table.as_str())
        .fetch_all(conn)
        .await?
        .iter()
        .filter_map(|row| match row.try_get("settled") {
            Ok(true) => Some(row.try_get("row_id")),
            Ok(false) => None,
            Err(error) => Some(Err(error)),
        })
        .collect()
}

/// An announced file.
pub(super) struct Announced {
    pub(super) path: String,
    pub(super) bytes: i64,
}

/// Looks up the announced files of rows that are to be confirmed, and which of
/// them cannot be.
pub(super) async fn announced(
    conn: &mut PgConnection,
    tasks: &[&Task<'_>],
) -> Result<(HashMap<Uuid, Announced>, Exceptions), sqlx::Error> {
    let ids: Vec<Uuid> = tasks.iter().map(|task| task.id()).collect();
    // The lock is the platform's order: the sweep takes the same rows.
    let rows = ask("select u.row_id, u.storage_path, u.bytes,
                exists (select from atelier.deletions d
                         where d.row_id = u.row_id and d.removed_at is null) as going
           from atelier.uploads u where u.row_id = any($1) and u.swept_at is null
          order by u.row_id for update of u")
    .bind(&ids)
    .fetch_all(&mut *conn)
    .await?;
    let mut files = HashMap::new();
    let mut exceptions = Exceptions::new();
    for row in rows {
        let id: Uuid = row.try_get("row_id")?;
        if row.try_get("going")? {
            exceptions.insert(
                id,
                refused(Refusal::BeingDeleted, "the row is being deleted".to_owned()),
            );
        }
        let path = row.try_get("storage_path")?;
        let bytes = row.try_get("bytes")?;
        files.insert(id, Announced { path, bytes });
    }
    let unknown: Vec<Uuid> = ids
        .into_iter()
        .filter(|id| !files.contains_key(id))
        .collect();
    if !unknown.is_empty() {
        // Else the repetition of the request would be answered from memory.
        ask("delete from atelier.operations where row_id = any($1) and kind = 'request'")
            .bind(&unknown)
            .execute(conn)
            .await?;
    }
    let words = "the file was never announced, or so long ago that it was swept";
    exceptions.extend(
        unknown
            .into_iter()
            .map(|id| (id, refused(Refusal::NoRequest, words.to_owned()))),
    );
    Ok((files, exceptions))
}

/// Records that the files of these rows are there.
pub(super) async fn settle(conn: &mut PgConnection, ids: &[Uuid]) -> Result<(), sqlx::Error> {
    ask("update atelier.uploads set confirmed_at = coalesce(confirmed_at, now()) where row_id = any($1)")
        .bind(ids)
        .execute(conn)
        .await
        .map(drop)
}

/// Takes stale announcements out of the running and returns them.
pub(super) async fn sweep(
    conn: &mut PgConnection,
    older_than: Duration,
) -> Result<Vec<StaleRequest>, BackendError> {
    let rows = ask(
        "with swept as (
           update atelier.uploads u set swept_at = coalesce(u.swept_at, now())
            where u.confirmed_at is null and u.requested_at <= now() - make_interval(secs => $1)
              and not exists (select from atelier.deletions d
                               where d.row_id = u.row_id and d.removed_at is null)
            returning u.table_name, u.row_id, u.storage_path, u.requested_at
         ), forgotten as (
           delete from atelier.operations o using swept s where o.row_id = s.row_id and o.kind = 'request'
         )
         select * from swept order by requested_at, row_id",
    )
    .bind(older_than.as_secs_f64())
    .fetch_all(conn)
    .await
    .map_err(fault::whole)?;
    rows.iter()
        .map(|row| {
            let path: String = row.try_get("storage_path")?;
            Ok(StaleRequest {
                table: tables::named(row.try_get("table_name")?)?,
                row_id: row.try_get("row_id")?,
                path: tables::path(path)?,
            })
        })
        .collect::<Result<_, sqlx::Error>>()
        .map_err(fault::whole)
}

/// Removes what a swept announcement left.
pub(super) async fn forget(
    conn: &mut PgConnection,
    stale: &StaleRequest,
) -> Result<(), BackendError> {
    let gone = ask("delete from atelier.uploads where row_id = $1 and swept_at is not null")
        .bind(stale.row_id)
        .execute(&mut *conn)
        .await
        .map_err(fault::whole)?;
    let pending = match stale.table {
        SyncTable::RoomAssets => "status = 'pending'",
        SyncTable::AssetVariants | SyncTable::StyleImageVariants => "processing_status = 'pending'",
        _ => return Ok(()),
    };
    if gone.rows_affected() == 0 {
        return Ok(());
    }
    ask(AssertSqlSafe(format!(
        "delete from public.{} where id = $1 and {pending}",
        stale.table
    )))
    .bind(stale.row_id)
    .execute(conn)
    .await
    .map(drop)
    .map_err(fault::whole)
}
