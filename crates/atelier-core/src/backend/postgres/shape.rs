//! What the platform's tables look like. They are the platform's, and may lack a
//! column of ours or insist on one that has a default.

use std::collections::HashMap;

use sqlx::Row as _;
use sqlx::postgres::PgConnection;

use super::{ask, fault, tables};
use crate::backend::BackendError;
use crate::domain::change::SyncTable;

/// The columns of every synced table, and whether each must have a value.
#[derive(Debug)]
pub(super) struct Shape {
    columns: HashMap<(SyncTable, String), bool>,
}

impl Shape {
    /// Looks the columns up.
    pub(super) async fn look(conn: &mut PgConnection) -> Result<Self, BackendError> {
        let names: Vec<&str> = SyncTable::ALL.iter().map(|table| table.as_str()).collect();
        let rows = ask(
            "select c.relname::text as table_name, a.attname::text as column_name,
                    a.attnotnull as not_null, to_regclass('atelier.epoch') is not null as migrated
               from pg_attribute a
               join pg_class c on c.oid = a.attrelid
              where c.relnamespace = to_regnamespace('public') and c.relname = any($1)
                and a.attnum > 0 and not a.attisdropped",
        )
        .bind(names)
        .fetch_all(conn)
        .await
        .map_err(fault::whole)?;
        let mut columns = HashMap::new();
        let mut migrated = false;
        for row in rows {
            let read = || -> Result<_, sqlx::Error> {
                let table = tables::named(row.try_get("table_name")?)?;
                Ok((
                    (table, row.try_get("column_name")?),
                    row.try_get("not_null")?,
                ))
            };
            let (key, not_null) = read().map_err(fault::whole)?;
            columns.insert(key, not_null);
            migrated = row.try_get("migrated").map_err(fault::whole)?;
        }
        if migrated {
            Ok(Self { columns })
        } else {
            Err(BackendError::NotMigrated)
        }
    }

    /// Returns whether the table has the column.
    pub(super) fn has(&self, table: SyncTable, column: &str) -> bool {
        self.columns.contains_key(&(table, column.to_owned()))
    }

    /// Returns whether the column must have a value.
    pub(super) fn insists(&self, table: SyncTable, column: &str) -> bool {
        self.columns
            .get(&(table, column.to_owned()))
            .copied()
            .unwrap_or(false)
    }

    /// Returns the columns of ours that a table has no place for, as
    /// `table.column`.
    pub(super) fn absent(&self) -> Vec<String> {
        SyncTable::ALL
            .iter()
            .flat_map(|&table| tables::columns(table).iter().map(move |&c| (table, c)))
            .filter(|&(table, column)| !self.has(table, column))
            .map(|(table, column)| format!("{table}.{column}"))
            .collect()
    }
}
