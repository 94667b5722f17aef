//! Styles: the platform's catalogue has them under slugs that are in use, in
//! paths and in addresses. A slug is never given twice.

use std::collections::HashMap;

use sqlx::Row as _;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::ask;
use super::push::{Exceptions, Task};
use crate::backend::Pushed;

/// Finds the styles that the platform has under another id. Their rows stay as
/// the platform has them: its name and description are older than ours.
pub(super) async fn adopt(
    conn: &mut PgConnection,
    tasks: &[&Task<'_>],
) -> Result<Exceptions, sqlx::Error> {
    let wanted: HashMap<&str, Uuid> = tasks
        .iter()
        .filter_map(|task| Some((task.values.text("slug")?, task.id())))
        .collect();
    if wanted.is_empty() {
        return Ok(Exceptions::new());
    }
    let slugs: Vec<&str> = wanted.keys().copied().collect();
    let ids: Vec<Uuid> = wanted.values().copied().collect();
    let rows = ask(
        "select slug::text as slug, id from public.styles where slug = any($1) and id <> all($2)",
    )
    .bind(slugs)
    .bind(ids)
    .fetch_all(conn)
    .await?;
    let mut exceptions = Exceptions::new();
    for row in rows {
        let existing = row.try_get("id")?;
        if let Some(ours) = wanted.get(row.try_get::<&str, _>("slug")?) {
            exceptions.insert(*ours, Pushed::Adopted { existing });
        }
    }
    Ok(exceptions)
}
