//! Taking assets back: off the outbox, out of the backend, out of the
//! catalogue.

use std::collections::BTreeSet;

use serde_json::json;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::outbox::NewChange;
use super::read::Read;
use super::{CatalogueError, assets, outbox};
use crate::clock::UnixMillis;
use crate::domain::asset::AssetId;
use crate::domain::change::ChangeKind;
use crate::domain::content_hash::ContentHash;

/// Takes the changes of an asset and its variants off the outbox. Where
/// anything may have reached the backend, a deletion takes their place; it
/// waits for what is just under way.
pub(super) async fn withdraw(
    tx: &mut SqliteConnection,
    id: AssetId,
    at: UnixMillis,
) -> Result<(), CatalogueError> {
    let table = assets::table(id);
    let row = id.to_string();
    let may_be_there: bool = sqlx::query_scalar(
        "select exists (select 1 from base where table_name = ?2 and row_id = ?1)
             or exists (select 1 from outbox
                         where row_id = ?1 and (taken = 1 or stage <> 'queued'))",
    )
    .bind(&row)
    .bind(table.as_str())
    .fetch_one(&mut *tx)
    .await?;
    for sql in [
        "delete from outbox where row_id = ?1 and (stage = 'queued' or parked = 1)",
        "delete from outbox where parent_id = ?1 and (stage = 'queued' or parked = 1)",
        "delete from outbox where second_parent_id = ?1 and (stage = 'queued' or parked = 1)",
    ] {
        sqlx::query(sql).bind(&row).execute(&mut *tx).await?;
    }
    if may_be_there {
        let patch = deletion(tx, id).await?;
        let change = NewChange {
            table,
            row_id: id.uuid(),
            kind: ChangeKind::Delete,
            parents: [None, None],
            patch: &patch,
            at,
        };
        outbox::push(tx, change).await?;
    }
    Ok(())
}

/// Removes the rows of an asset from the catalogue and returns the hashes of
/// its files.
pub(super) async fn forget(
    tx: &mut SqliteConnection,
    id: AssetId,
) -> Result<Vec<ContentHash>, CatalogueError> {
    let row = id.to_string();
    let hashes = sqlx::query(
        "select content_hash from style_images where id = ?1
         union select content_hash from room_assets where id = ?1
         union select content_hash from variants
                where parent_id = ?1 and content_hash is not null",
    )
    .bind(&row)
    .fetch_all(&mut *tx)
    .await?
    .iter()
    .map(|row| row.word("content_hash"))
    .collect::<Result<_, CatalogueError>>()?;
    for sql in [
        "delete from receipts where asset_id = ?1",
        "delete from style_images where id = ?1",
        "delete from room_assets where id = ?1",
    ] {
        sqlx::query(sql).bind(&row).execute(&mut *tx).await?;
    }
    Ok(hashes)
}

/// Returns which of these files no row has any more.
pub(super) async fn freed(
    tx: &mut SqliteConnection,
    hashes: Vec<ContentHash>,
) -> Result<Vec<ContentHash>, CatalogueError> {
    let mut freed = Vec::new();
    for hash in BTreeSet::from_iter(hashes) {
        if !assets::is_hash_used(tx, &hash).await? {
            freed.push(hash);
        }
    }
    Ok(freed)
}

/// Names everything that goes with an asset: its files in the store, and the
/// variants whose rows go with it.
async fn deletion(tx: &mut SqliteConnection, id: AssetId) -> Result<String, CatalogueError> {
    let mut paths: Vec<String> = Vec::new();
    if let Some(asset) = assets::get(tx, id).await? {
        paths.push(asset.storage_path().to_string());
    }
    let mut variants: Vec<Uuid> = Vec::new();
    let rows = sqlx::query("select id, storage_path from variants where parent_id = ?1")
        .bind(id.to_string())
        .fetch_all(&mut *tx)
        .await?;
    for row in &rows {
        paths.push(row.text("storage_path")?);
        variants.push(row.uuid("id")?);
    }
    Ok(json!({ "paths": paths, "variants": variants }).to_string())
}
