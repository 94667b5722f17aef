//! `atelier.receipts`: what was taken out of the files that came.

use sqlx::postgres::PgConnection;
use sqlx::types::Json;

use super::ask;
use super::push::{Exceptions, Task};
use crate::backend::PushStep;
use crate::domain::change::SyncTable;

/// Keeps the receipts that confirmations brought.
pub(super) async fn keep(
    conn: &mut PgConnection,
    table: SyncTable,
    tasks: &[&Task<'_>],
    except: &Exceptions,
) -> Result<(), sqlx::Error> {
    let brought: Vec<_> = tasks
        .iter()
        .filter(|task| !except.contains_key(&task.id()))
        .filter_map(|task| match &task.push.step {
            PushStep::Confirm {
                receipt: Some(text),
            } => Some(serde_json::json!({ "row_id": task.id(), "receipt": text })),
            _ => None,
        })
        .collect();
    if brought.is_empty() {
        return Ok(());
    }
    ask("insert into atelier.receipts (row_id, table_name, receipt)
         select b.row_id, $2, b.receipt::jsonb
           from jsonb_to_recordset($1) as b (row_id uuid, receipt text)
         on conflict (row_id) do update
            set table_name = excluded.table_name, receipt = excluded.receipt, at = now()")
    .bind(Json(brought))
    .bind(table.as_str())
    .execute(conn)
    .await
    .map(drop)
}
