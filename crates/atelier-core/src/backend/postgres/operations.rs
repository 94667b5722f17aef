//! `atelier.operations`: which steps were applied, and what was answered.

use std::collections::HashSet;

use sqlx::Row as _;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::ask;
use super::push::{Exceptions, Task};
use crate::backend::{Push, Pushed};

/// Claims the operations that were never applied and returns them. A twin on
/// another connection waits here until this transaction ends.
pub(super) async fn claim(
    conn: &mut PgConnection,
    first: &Push,
    tasks: &[Task<'_>],
) -> Result<HashSet<Uuid>, sqlx::Error> {
    let ops: Vec<Uuid> = tasks.iter().map(|task| task.push.op_id.0).collect();
    let rows: Vec<Uuid> = tasks.iter().map(Task::id).collect();
    // One order for everybody, so that two batches never wait for each other.
    ask(
        "insert into atelier.operations (op_id, kind, table_name, row_id)
         select t.op_id, $3, $4, t.row_id from unnest($1::uuid[], $2::uuid[]) as t (op_id, row_id)
          order by t.op_id
         on conflict do nothing returning op_id",
    )
    .bind(ops)
    .bind(rows)
    .bind(first.step.as_str())
    .bind(first.table.as_str())
    .fetch_all(conn)
    .await?
    .iter()
    .map(|row| row.try_get("op_id"))
    .collect()
}

/// Answers operations that were applied before, as they were answered then.
pub(super) async fn repeat(
    conn: &mut PgConnection,
    first: &Push,
    tasks: &[&Task<'_>],
) -> Result<Vec<(Uuid, Pushed)>, sqlx::Error> {
    if tasks.is_empty() {
        return Ok(Vec::new());
    }
    let ops: Vec<Uuid> = tasks.iter().map(|task| task.push.op_id.0).collect();
    ask("select op_id, existing_id from atelier.operations where op_id = any($1) and kind = $2")
        .bind(ops)
        .bind(first.step.as_str())
        .fetch_all(conn)
        .await?
        .iter()
        .map(|row| {
            let answer = match row.try_get("existing_id")? {
                Some(existing) => Pushed::Adopted { existing },
                None => Pushed::Done,
            };
            Ok((row.try_get("op_id")?, answer))
        })
        .collect()
}

/// Records what was answered. A refusal is not recorded: what stood in the way
/// may be mended, and then the same push shall succeed.
pub(super) async fn record(
    conn: &mut PgConnection,
    first: &Push,
    tasks: &[&Task<'_>],
    exceptions: &Exceptions,
) -> Result<(), sqlx::Error> {
    let kind = first.step.as_str();
    let mut refused = Vec::new();
    for task in tasks {
        match exceptions.get(&task.id()) {
            Some(Pushed::Refused { .. }) => refused.push(task.push.op_id.0),
            Some(Pushed::Adopted { existing }) => {
                ask(
                    "update atelier.operations set existing_id = $3 where op_id = $1 and kind = $2",
                )
                .bind(task.push.op_id.0)
                .bind(kind)
                .bind(existing)
                .execute(&mut *conn)
                .await?;
            }
            Some(Pushed::Done) | None => {}
        }
    }
    if !refused.is_empty() {
        ask("delete from atelier.operations where op_id = any($1) and kind = $2")
            .bind(refused)
            .bind(kind)
            .execute(conn)
            .await?;
    }
    Ok(())
}
