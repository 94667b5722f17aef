//! Making variants again after their presets changed, and only those.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde_json::{Value, json};
use sqlx::SqliteConnection;

use super::{Regenerated, insert, of_asset, of_kind, table};
use crate::catalogue::outbox::NewChange;
use crate::catalogue::withdraw::freed;
use crate::catalogue::{Catalogue, CatalogueError, assets, outbox};
use crate::clock::UnixMillis;
use crate::domain::asset::AssetId;
use crate::domain::change::ChangeKind;
use crate::domain::content_hash::ContentHash;
use crate::domain::variant::{Variant, VariantState};

impl Catalogue {
    /// Lets variants be made as `wanted` says. One that is so already is kept;
    /// one made by another preset goes, here and in the store, and a new row
    /// takes its place. Assets and purposes not named in `wanted` stay as they
    /// are.
    ///
    /// # Errors
    /// [`CatalogueError::Missing`] when an asset is gone.
    pub async fn regenerate(
        &self,
        wanted: &[Variant],
        at: UnixMillis,
    ) -> Result<Regenerated, CatalogueError> {
        let mut tx = self.write().await?;
        let mut outcome = Regenerated::default();
        let mut hashes = Vec::new();
        let mut present: HashMap<AssetId, Vec<Variant>> = HashMap::new();
        for variant in wanted {
            let of_parent = match present.entry(variant.parent) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(unknown) => unknown.insert(of_asset(&mut tx, variant.parent).await?),
            };
            let old: Vec<Variant> = of_parent
                .iter()
                .filter(|old| old.variant_type == variant.variant_type)
                .cloned()
                .collect();
            if let [old] = old.as_slice()
                && same_preset(old, variant)
                && !matches!(old.state, VariantState::Failed { .. })
            {
                outcome.kept += 1;
                continue;
            }
            for old in &old {
                hashes.extend(replace(&mut tx, old, at).await?);
            }
            insert_free(&mut tx, variant, &old).await?;
            outcome.pending += 1;
        }
        outcome.freed = freed(&mut tx, hashes).await?;
        tx.commit().await?;
        Ok(outcome)
    }
}

/// Compares presets as JSON, so that the order of keys does not count. How the
/// making turned out is no part of the preset.
fn same_preset(a: &Variant, b: &Variant) -> bool {
    let read = |text: &str| {
        let mut config = serde_json::from_str::<Value>(text).ok()?;
        if let Some(config) = config.as_object_mut() {
            config.remove("result");
        }
        Some(config)
    };
    read(&a.processing_config) == read(&b.processing_config)
}

/// Removes a variant, here and on its way; returns the hash of its file.
async fn replace(
    tx: &mut SqliteConnection,
    old: &Variant,
    at: UnixMillis,
) -> Result<Option<ContentHash>, CatalogueError> {
    let table = table(old.parent);
    let may_be_there: bool = sqlx::query_scalar(
        "select exists (select 1 from base where table_name = ?2 and row_id = ?1)
             or exists (select 1 from outbox
                         where row_id = ?1 and (taken = 1 or stage <> 'queued'))",
    )
    .bind(old.id.to_string())
    .bind(table.as_str())
    .fetch_one(&mut *tx)
    .await?;
    sqlx::query("delete from outbox where row_id = ?1 and (stage = 'queued' or parked = 1)")
        .bind(old.id.to_string())
        .execute(&mut *tx)
        .await?;
    if may_be_there {
        let patch = json!({ "paths": [old.storage_path] }).to_string();
        let change = NewChange {
            table,
            row_id: old.id.0,
            kind: ChangeKind::Delete,
            // It stands by itself: deleting the asset later must not drop it,
            // since only this change knows the path.
            parents: [None, None],
            patch: &patch,
            at,
        };
        outbox::push(tx, change).await?;
    }
    sqlx::query(of_kind(old.parent, "delete from {variants} where id = ?1"))
        .bind(old.id.to_string())
        .execute(tx)
        .await?;
    Ok(match &old.state {
        VariantState::Ready(file) => Some(file.content_hash.clone()),
        _ => None,
    })
}

/// Records a variant beside what it replaces. A path that may have been sent
/// is never used for other bytes: caches hold the old ones.
async fn insert_free(
    tx: &mut SqliteConnection,
    wanted: &Variant,
    old: &[Variant],
) -> Result<(), CatalogueError> {
    let path = &wanted.storage_path;
    let replaced = old
        .iter()
        .any(|old| &old.storage_path == path && matches!(old.state, VariantState::Ready(_)));
    let taken = assets::taken_of(tx, std::slice::from_ref(path)).await?;
    if !replaced && taken.is_empty() {
        return insert(tx, wanted).await;
    }
    let marked = path.with_hash(&ContentHash::of(wanted.processing_config.as_bytes()));
    let elsewhere = Variant {
        storage_path: marked,
        ..wanted.clone()
    };
    insert(tx, &elsewhere).await
}
