//! `atelier.deletions`: rows that go, with the paths that go first, and the ids
//! of those that are gone.

use sqlx::postgres::PgConnection;
use sqlx::types::Json;
use sqlx::{AssertSqlSafe, Row as _};
use uuid::Uuid;

use super::patch::Values;
use super::push::{Exceptions, Task, refused};
use super::rows::{self, Row};
use super::shape::Shape;
use super::{ask, comparisons, fault, tables};
use crate::backend::{BackendError, Deletion, PushStep, Refusal};
use crate::domain::change::SyncTable;

/// Marks rows as going, so that the platform shows them no more than it must.
///
/// A style image and its variants leave the public catalogue at once, because
/// it has no word for going; a room asset is failed; a variant is failed. What
/// has no file stays until it is removed.
pub(super) async fn mark(
    conn: &mut PgConnection,
    shape: &Shape,
    table: SyncTable,
    tasks: &[&Task<'_>],
) -> Result<Exceptions, sqlx::Error> {
    keep_paths(conn, table, tasks).await?;
    let ids: Vec<Uuid> = tasks.iter().map(|task| task.id()).collect();
    let failed = |write: fn(&mut Values)| -> Vec<Row> {
        let mut values = Values::default();
        write(&mut values);
        ids.iter()
            .map(|id| Row {
                id: *id,
                values: values.clone(),
            })
            .collect()
    };
    match table {
        SyncTable::StyleImages => rows::delete(conn, table, &ids).await?,
        SyncTable::RoomAssets => {
            let rows = failed(|values| {
                values.set("status", "failed");
                values.set(
                    "metadata",
                    serde_json::json!({ "failureReason": "deleted" }),
                );
            });
            rows::update(conn, table, shape, &rows).await?;
        }
        SyncTable::AssetVariants | SyncTable::StyleImageVariants => {
            let rows = failed(|values| {
                values.set("processing_status", "failed");
                values.set("processing_error", "deleted");
                values.set("file_size", 0);
            });
            rows::update(conn, table, shape, &rows).await?;
        }
        SyncTable::Styles | SyncTable::Sessions | SyncTable::Rooms | SyncTable::Comparisons => {}
    }
    Ok(Exceptions::new())
}

/// Removes rows whose files are gone. Only their ids stay.
pub(super) async fn remove(
    conn: &mut PgConnection,
    table: SyncTable,
    tasks: &[&Task<'_>],
) -> Result<Exceptions, sqlx::Error> {
    let ids: Vec<Uuid> = tasks.iter().map(|task| task.id()).collect();
    if table == SyncTable::Comparisons {
        comparisons::unlink(conn, &ids).await?;
    }
    rows::delete(conn, table, &ids).await?;
    // A file name may say more than it should, so the records of the files go
    // with them, those of the variants too.
    ask("delete from atelier.uploads u
          where u.row_id = any($1)
             or u.storage_path in (select unnest(storage_paths) from atelier.deletions where row_id = any($1))")
        .bind(&ids)
        .execute(&mut *conn)
        .await?;
    ask("delete from atelier.receipts where row_id = any($1)")
        .bind(&ids)
        .execute(&mut *conn)
        .await?;
    ask(
        "insert into atelier.deletions as d (row_id, table_name, storage_paths, removed_at)
         select unnest($1::uuid[]), $2, '{}', now()
         on conflict (row_id) do update set storage_paths = '{}', removed_at = now()",
    )
    .bind(&ids)
    .bind(table.as_str())
    .execute(conn)
    .await?;
    Ok(Exceptions::new())
}

/// Lets rows that are gone come back under their ids, and refuses those that
/// are still going: their files may be removed at any moment.
pub(super) async fn revive(
    conn: &mut PgConnection,
    ids: &[Uuid],
) -> Result<Exceptions, sqlx::Error> {
    let rows = ask(
        "select row_id, removed_at is null as going from atelier.deletions where row_id = any($1)",
    )
    .bind(ids)
    .fetch_all(&mut *conn)
    .await?;
    let mut going = Exceptions::new();
    let mut gone: Vec<Uuid> = Vec::new();
    for row in rows {
        let id = row.try_get("row_id")?;
        if row.try_get("going")? {
            going.insert(
                id,
                refused(Refusal::BeingDeleted, "the row is being deleted".to_owned()),
            );
        } else {
            gone.push(id);
        }
    }
    if !gone.is_empty() {
        ask("delete from atelier.deletions where row_id = any($1)")
            .bind(gone)
            .execute(conn)
            .await?;
    }
    Ok(going)
}

/// Lists the rows that are going.
pub(super) async fn going(conn: &mut PgConnection) -> Result<Vec<Deletion>, BackendError> {
    let rows = ask(
        "select table_name, row_id, storage_paths from atelier.deletions
          where removed_at is null order by marked_at, row_id",
    )
    .fetch_all(conn)
    .await
    .map_err(fault::whole)?;
    rows.iter()
        .map(|row| {
            let paths: Vec<String> = row.try_get("storage_paths")?;
            Ok(Deletion {
                table: tables::named(row.try_get("table_name")?)?,
                row_id: row.try_get("row_id")?,
                paths: paths
                    .into_iter()
                    .map(tables::path)
                    .collect::<Result<_, _>>()?,
            })
        })
        .collect::<Result<_, sqlx::Error>>()
        .map_err(fault::whole)
}

/// Keeps the paths that the caller knows together with those that the database
/// knows, before any row of them goes.
async fn keep_paths(
    conn: &mut PgConnection,
    table: SyncTable,
    tasks: &[&Task<'_>],
) -> Result<(), sqlx::Error> {
    let asked: Vec<_> = tasks
        .iter()
        .map(|task| match &task.push.step {
            PushStep::MarkDeleted { paths } => {
                serde_json::json!({ "row_id": task.id(), "paths": paths })
            }
            _ => serde_json::json!({ "row_id": task.id(), "paths": [] }),
        })
        .collect();
    let known = known_paths(table);
    ask(AssertSqlSafe(format!(
        "with asked as (
           select * from jsonb_to_recordset($1) as a (row_id uuid, paths text[])
         ), known (row_id, path) as (
           {known}
           union all select u.row_id, u.storage_path from atelier.uploads u join asked on asked.row_id = u.row_id
           union all select a.row_id, unnest(a.paths) from asked a
         )
         insert into atelier.deletions as d (row_id, table_name, storage_paths)
         select a.row_id, $2, array(select distinct k.path from known k where k.row_id = a.row_id order by 1)
           from asked a
         on conflict (row_id) do update
            set table_name = excluded.table_name, marked_at = now(), removed_at = null,
                storage_paths = array(select distinct unnest(d.storage_paths || excluded.storage_paths) order by 1)"
    )))
    .bind(Json(asked))
    .bind(table.as_str())
    .execute(conn)
    .await
    .map(drop)
}

/// Returns the files that go with a row of this table.
fn known_paths(table: SyncTable) -> &'static str {
    match table {
        SyncTable::StyleImages => {
            "select i.id, i.storage_path from public.style_images i join asked on row_id = i.id
             union all select v.parent_style_image_id, v.storage_path
               from public.style_image_variants v join asked on row_id = v.parent_style_image_id"
        }
        SyncTable::RoomAssets => {
            "select i.id, i.storage_path from public.room_assets i join asked on row_id = i.id
             union all select v.parent_asset_id, v.storage_path
               from public.asset_variants v join asked on row_id = v.parent_asset_id"
        }
        SyncTable::StyleImageVariants => {
            "select v.id, v.storage_path from public.style_image_variants v join asked on row_id = v.id"
        }
        SyncTable::AssetVariants => {
            "select v.id, v.storage_path from public.asset_variants v join asked on row_id = v.id"
        }
        SyncTable::Styles => {
            "select i.style_id, i.storage_path from public.style_images i join asked on row_id = i.style_id
             union all select i.style_id, v.storage_path from public.style_image_variants v
               join public.style_images i on i.id = v.parent_style_image_id join asked on row_id = i.style_id"
        }
        SyncTable::Sessions => {
            "select i.session_id, i.storage_path from public.room_assets i join asked on row_id = i.session_id
             union all select i.session_id, v.storage_path from public.asset_variants v
               join public.room_assets i on i.id = v.parent_asset_id join asked on row_id = i.session_id
             union all select d.session_id, d.storage_path
               from public.document_artifacts d join asked on row_id = d.session_id"
        }
        SyncTable::Rooms => {
            "select i.room_id, i.storage_path from public.room_assets i join asked on row_id = i.room_id
             union all select i.room_id, v.storage_path from public.asset_variants v
               join public.room_assets i on i.id = v.parent_asset_id join asked on row_id = i.room_id
             union all select d.room_id, d.storage_path
               from public.document_artifacts d join asked on row_id = d.room_id"
        }
        SyncTable::Comparisons => "select null::uuid, null::text where false",
    }
}
