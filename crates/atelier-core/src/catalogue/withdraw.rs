//! Taking assets back: off the outbox, out of the backend, out of the
//! catalogue; and sending them again.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::SqliteConnection;

use super::outbox::NewChange;
use super::read::Read;
use super::{Catalogue, CatalogueError, asset_comparisons, assets, base, outbox, variants};
use crate::clock::UnixMillis;
use crate::domain::asset::{Asset, AssetId, Board};
use crate::domain::change::ChangeKind;
use crate::domain::content_hash::ContentHash;
use crate::domain::variant::VariantState;

/// What deleting assets for good came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Deleted {
    /// How many are to be deleted in the backend and the store as well.
    pub sent: usize,
    /// How many were never sent and are simply gone.
    pub vanished: usize,
    /// The files that no row has any more; the library can drop them.
    pub freed: Vec<ContentHash>,
}

impl Catalogue {
    /// Deletes assets for good: their rows here at once, and in the backend
    /// and the store whatever may have been sent.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn enqueue_delete(
        &self,
        assets: &[AssetId],
        at: UnixMillis,
    ) -> Result<Deleted, CatalogueError> {
        let mut tx = self.write().await?;
        let mut outcome = Deleted::default();
        let mut hashes = Vec::new();
        for &id in assets {
            if withdraw(&mut tx, id, at).await? {
                outcome.sent += 1;
            } else {
                outcome.vanished += 1;
            }
            hashes.extend(forget(&mut tx, id).await?);
        }
        outcome.freed = freed(&mut tx, hashes).await?;
        tx.commit().await?;
        Ok(outcome)
    }

    /// Empties the trash of what went into it before a moment, the oldest first
    /// and at most so much. It left the backend and the store when it went there.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn empty_trash(
        &self,
        before: UnixMillis,
        most: u32,
    ) -> Result<Deleted, CatalogueError> {
        let rows = sqlx::query(
            "select 'style_image' as kind, id, trashed_at from style_images where trashed_at < ?1
             union all
             select 'room_asset', id, trashed_at from room_assets where trashed_at < ?1
             order by trashed_at, id limit ?2",
        )
        .bind(before.0)
        .bind(most)
        .fetch_all(&self.reader)
        .await?;
        let mut tx = self.write().await?;
        let mut outcome = Deleted::default();
        let mut hashes = Vec::new();
        for row in &rows {
            let id = assets::id_of(row.value("kind")?, row.uuid("id")?);
            hashes.extend(forget(&mut tx, id).await?);
            outcome.vanished += 1;
        }
        outcome.freed = freed(&mut tx, hashes).await?;
        tx.commit().await?;
        Ok(outcome)
    }
}

/// Takes the changes of an asset and its variants off the outbox. Where
/// anything may have reached the backend, a deletion takes their place; it
/// waits for what is just under way. Returns whether one did.
pub(super) async fn withdraw(
    tx: &mut SqliteConnection,
    id: AssetId,
    at: UnixMillis,
) -> Result<bool, CatalogueError> {
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
    let earlier = queued_deletions(tx, id).await?;
    for sql in [
        "delete from outbox where row_id = ?1 and (stage = 'queued' or parked = 1)",
        "delete from outbox where parent_id = ?1 and (stage = 'queued' or parked = 1)",
        "delete from outbox where second_parent_id = ?1 and (stage = 'queued' or parked = 1)",
    ] {
        sqlx::query(sql).bind(&row).execute(&mut *tx).await?;
    }
    if may_be_there {
        let patch = deletion(tx, id, earlier).await?;
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
    Ok(may_be_there)
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
        "delete from looks where asset_id = ?1",
        "delete from tag_lists where asset_id = ?1",
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

/// What goes with an asset: its files in the store, the original's first, and
/// the variants whose rows go with it.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Deletion {
    paths: Vec<String>,
    variants: Vec<String>,
}

impl Deletion {
    fn add(&mut self, other: Self) {
        for path in other.paths {
            if !self.paths.contains(&path) {
                self.paths.push(path);
            }
        }
        for variant in other.variants {
            if !self.variants.contains(&variant) {
                self.variants.push(variant);
            }
        }
    }
}

/// Reads what deletions that were not begun would have removed, so that a new
/// one in their place removes it as well.
async fn queued_deletions(
    tx: &mut SqliteConnection,
    id: AssetId,
) -> Result<Deletion, CatalogueError> {
    let mut all = Deletion::default();
    let rows = sqlx::query("select patch from outbox where row_id = ?1 and kind = 'delete'")
        .bind(id.to_string())
        .fetch_all(&mut *tx)
        .await?;
    for row in &rows {
        all.add(row.json("patch")?);
    }
    Ok(all)
}

/// Names everything that goes with an asset as it is now, and `earlier` too.
async fn deletion(
    tx: &mut SqliteConnection,
    id: AssetId,
    earlier: Deletion,
) -> Result<String, CatalogueError> {
    let mut all = Deletion::default();
    if let Some(asset) = assets::get(tx, id).await? {
        all.paths.push(asset.storage_path().to_string());
    }
    let rows = sqlx::query("select id, storage_path from variants where parent_id = ?1")
        .bind(id.to_string())
        .fetch_all(&mut *tx)
        .await?;
    for row in &rows {
        all.paths.push(row.text("storage_path")?);
        all.variants.push(row.text("id")?);
    }
    all.add(earlier);
    Ok(serde_json::to_string(&all)?)
}

/// Sends an asset again after it was withdrawn, with its variants and pairs.
/// What the backend still has is only told what differs.
pub(super) async fn resend(
    tx: &mut SqliteConnection,
    id: AssetId,
    at: UnixMillis,
) -> Result<(), CatalogueError> {
    let deleting: bool = sqlx::query_scalar(
        "select exists (select 1 from outbox where row_id = ?1 and kind = 'delete')",
    )
    .bind(id.to_string())
    .fetch_one(&mut *tx)
    .await?;
    let Some(asset) = assets::get(tx, id).await? else {
        return Err(CatalogueError::missing("the picture"));
    };
    let base = match deleting {
        true => None,
        false => base::get(tx, assets::table(id), id.uuid()).await?,
    };
    match base {
        Some(base) => tell_difference(tx, &asset, &base, at).await?,
        None => create_again(tx, &asset, at).await?,
    }
    for variant in variants::of_asset(tx, id).await? {
        let table = variants::table(id);
        let there = base::get(tx, table, variant.id.0).await?.is_some();
        if matches!(variant.state, VariantState::Ready(_)) && (deleting || !there) {
            variants::send(tx, &variant, at).await?;
        }
    }
    if let AssetId::RoomAsset(id) = id {
        asset_comparisons::resend(tx, id, deleting, at).await?;
    }
    Ok(())
}

/// Takes back a deletion that nobody has begun to carry out.
pub(super) async fn cancel_deletion(
    tx: &mut SqliteConnection,
    id: AssetId,
) -> Result<(), CatalogueError> {
    sqlx::query(
        "delete from outbox
          where row_id = ?1 and kind = 'delete' and stage = 'queued' and taken = 0",
    )
    .bind(id.to_string())
    .execute(tx)
    .await?;
    Ok(())
}

async fn create_again(
    tx: &mut SqliteConnection,
    asset: &Asset,
    at: UnixMillis,
) -> Result<(), CatalogueError> {
    let id = asset.id();
    sqlx::query("update room_assets set status = 'pending' where id = ?1")
        .bind(id.to_string())
        .execute(&mut *tx)
        .await?;
    let Some(patch) = assets::patch(tx, id).await? else {
        return Ok(());
    };
    let parent = match asset.board() {
        Board::Style(style) => style.0,
        Board::Room(room) => room.0,
    };
    outbox::create(tx, assets::table(id), id.uuid(), Some(parent), &patch, at).await
}

async fn tell_difference(
    tx: &mut SqliteConnection,
    asset: &Asset,
    base: &str,
    at: UnixMillis,
) -> Result<(), CatalogueError> {
    let id = asset.id();
    let Some(mut patch) = assets::patch(tx, id).await? else {
        return Ok(());
    };
    if let Asset::RoomAsset(asset) = asset {
        patch = outbox::merge(&patch, &json!({ "status": asset.status }).to_string())?;
    }
    if let Some(difference) = outbox::difference(base, &patch)? {
        outbox::edit(tx, assets::table(id), id.uuid(), &difference, at).await?;
    }
    Ok(())
}
