//! Writes rows of any table, many in one statement.
//!
//! Rows whose patches name the same columns go together, so that a column which
//! is not named keeps its value, or gets the platform's default.

use std::collections::{BTreeMap, HashSet};

use sqlx::postgres::PgConnection;
use sqlx::types::Json;
use sqlx::{AssertSqlSafe, Row as _};
use uuid::Uuid;

use super::ask;
use super::patch::Values;
use super::shape::Shape;
use super::tables::MERGED;
use crate::domain::change::SyncTable;

/// One row to write.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Its id.
    pub(super) id: Uuid,
    /// What is to be in it.
    pub(super) values: Values,
}

/// Writes columns of rows that are there, and returns which were.
pub(super) async fn update(
    conn: &mut PgConnection,
    table: SyncTable,
    shape: &Shape,
    rows: &[Row],
) -> Result<HashSet<Uuid>, sqlx::Error> {
    let mut there = HashSet::new();
    for (columns, rows) in alike(rows.iter().map(|row| (row.id, row.values.clone()))) {
        let mut sets: Vec<String> = columns
            .iter()
            .filter(|column| **column != "created_at")
            .map(|column| set(column, "p"))
            .collect();
        if !columns.contains(&"updated_at") && shape.has(table, "updated_at") {
            sets.push("updated_at = now() at time zone 'utc'".to_owned());
        }
        let sql = if sets.is_empty() {
            format!(
                "select t.id from public.{table} t
                  where t.id in (select (p->>'id')::uuid from jsonb_array_elements($1) p)"
            )
        } else {
            format!(
                "update public.{table} as t set {} from jsonb_populate_recordset(null::public.{table}, $1) as p
                  where t.id = p.id returning t.id",
                sets.join(", ")
            )
        };
        there.extend(ids(conn, sql, rows).await?);
    }
    Ok(there)
}

/// Makes rows; one that somebody else has made meanwhile gets our columns.
pub(super) async fn insert(
    conn: &mut PgConnection,
    table: SyncTable,
    shape: &Shape,
    rows: &[Row],
) -> Result<(), sqlx::Error> {
    let ready = rows
        .iter()
        .map(|row| (row.id, row.values.for_insert(table, shape)));
    for (columns, rows) in alike(ready) {
        let names = columns.join(", ");
        let from: Vec<String> = columns.iter().map(|column| format!("p.{column}")).collect();
        let sets: Vec<String> = columns
            .iter()
            .filter(|column| **column != "created_at")
            .map(|column| set(column, "excluded"))
            .collect();
        let comma = if columns.is_empty() { "" } else { ", " };
        let otherwise = if sets.is_empty() {
            "nothing".to_owned()
        } else {
            format!("update set {}", sets.join(", "))
        };
        let sql = format!(
            "insert into public.{table} as t (id{comma}{names})
             select p.id{comma}{} from jsonb_populate_recordset(null::public.{table}, $1) as p
             on conflict (id) do {otherwise} returning t.id",
            from.join(", ")
        );
        ids(conn, sql, rows).await?;
    }
    Ok(())
}

/// Writes rows, whether they are there or not.
pub(super) async fn upsert(
    conn: &mut PgConnection,
    table: SyncTable,
    shape: &Shape,
    rows: &[Row],
) -> Result<(), sqlx::Error> {
    let there = update(conn, table, shape, rows).await?;
    let missing: Vec<Row> = rows
        .iter()
        .filter(|row| !there.contains(&row.id))
        .cloned()
        .collect();
    insert(conn, table, shape, &missing).await
}

/// Deletes rows.
pub(super) async fn delete(
    conn: &mut PgConnection,
    table: SyncTable,
    ids: &[Uuid],
) -> Result<(), sqlx::Error> {
    ask(AssertSqlSafe(format!(
        "delete from public.{table} where id = any($1)"
    )))
    .bind(ids)
    .execute(conn)
    .await
    .map(drop)
}

type Alike = BTreeMap<Vec<&'static str>, Vec<serde_json::Value>>;

fn alike(rows: impl Iterator<Item = (Uuid, Values)>) -> Alike {
    let mut groups = Alike::new();
    for (id, values) in rows {
        groups
            .entry(values.columns())
            .or_default()
            .push(values.with_id(id));
    }
    groups
}

fn set(column: &str, from: &str) -> String {
    if column == MERGED {
        format!(
            "{MERGED} = coalesce(t.{MERGED}::jsonb, '{{}}') || coalesce({from}.{MERGED}::jsonb, '{{}}')"
        )
    } else {
        format!("{column} = {from}.{column}")
    }
}

async fn ids(
    conn: &mut PgConnection,
    sql: String,
    rows: Vec<serde_json::Value>,
) -> Result<Vec<Uuid>, sqlx::Error> {
    ask(AssertSqlSafe(sql))
        .bind(Json(rows))
        .fetch_all(conn)
        .await?
        .iter()
        .map(|row| row.try_get("id"))
        .collect()
}
