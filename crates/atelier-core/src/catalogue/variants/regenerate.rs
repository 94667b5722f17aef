//! Making variants again after their presets changed, and only those.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde_json::{Value, json};
use sqlx::SqliteConnection;

use super::{Regenerated, insert, of_asset, of_kind, table};
use crate::catalogue::outbox::NewChange;
use crate::catalogue::read::{Read, list};
use crate::catalogue::withdraw::freed;
use crate::catalogue::{Catalogue, CatalogueError, assets, outbox};
use crate::clock::UnixMillis;
use crate::domain::asset::AssetId;
use crate::domain::change::ChangeKind;
use crate::domain::content_hash::ContentHash;
use crate::domain::preset::Preset;
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

    /// Counts what [`Catalogue::regenerate`] would make if all pictures were
    /// asked to have variants by these presets, one a purpose.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn would_regenerate(
        &self,
        presets: &[Preset],
    ) -> Result<WouldRegenerate, CatalogueError> {
        let known = sqlx::query(
            "select distinct variant_type, json_remove(processing_config, '$.result') as config
               from variants where processing_config is not null",
        )
        .fetch_all(&self.reader)
        .await?;
        let mut fitting = Vec::new();
        for row in &known {
            let (purpose, config) = (row.text("variant_type")?, row.text("config")?);
            let fits = |preset: &&Preset| {
                preset.variant_type.as_str() == purpose && same_config(&config, &preset.to_config())
            };
            if presets.iter().any(|preset| fits(&preset)) {
                fitting.push(json!([purpose, config]));
            }
        }
        let row = sqlx::query(TO_MAKE)
            .bind(list(presets.iter().map(|preset| preset.variant_type)))
            .bind(Value::from(fitting).to_string())
            .fetch_one(&self.reader)
            .await?;
        Ok(WouldRegenerate {
            variants: row.value("variants")?,
            pictures: row.value("pictures")?,
        })
    }
}

/// What a new set of presets would change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct WouldRegenerate {
    /// How many variants would be made, new or again.
    pub variants: u32,
    /// Of how many pictures.
    pub pictures: u32,
}

/// The variants that pictures do not have as they should: purposes in ?1, and in
/// ?2 the pairs of purpose and preset that are as they should be.
const TO_MAKE: &str = "
    with wanted as (select value as purpose from json_each(?1)),
         fitting as (select json_extract(value, '$[0]') as purpose,
                            json_extract(value, '$[1]') as config from json_each(?2)),
         here as (select id from style_images where trashed_at is null and width is not null
                  union all
                  select id from room_assets where trashed_at is null and width is not null),
         made as (select v.parent_id, v.variant_type
                    from variants v
                   where v.processing_status <> 'failed'
                     and exists (select 1 from fitting f
                                  where f.purpose = v.variant_type
                                    and f.config = json_remove(v.processing_config, '$.result'))),
         missing as (select here.id, wanted.purpose from here, wanted
                     except select parent_id, variant_type from made)
    select count(*) as variants, count(distinct id) as pictures from missing";

/// Tells whether both are made by presets that make the same file. How the
/// making turned out is no part of the preset, and neither is its name.
fn same_preset(a: &Variant, b: &Variant) -> bool {
    same_config(&a.processing_config, &b.processing_config)
}

/// Presets of another version are compared as JSON, so that the order of keys
/// does not count.
fn same_config(a: &str, b: &str) -> bool {
    let preset = |text: &str| serde_json::from_str::<Preset>(text).ok();
    if let (Some(a), Some(b)) = (preset(a), preset(b)) {
        return a.fingerprint() == b.fingerprint();
    }
    let read = |text: &str| {
        let mut config = serde_json::from_str::<Value>(text).ok()?;
        if let Some(config) = config.as_object_mut() {
            config.remove("result");
        }
        Some(config)
    };
    read(a) == read(b)
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
