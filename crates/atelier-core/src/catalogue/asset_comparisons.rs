//! The table `asset_comparisons`: pairs of before and after.

use serde_json::json;
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

use super::outbox::NewChange;
use super::read::{Read, rfc3339};
use super::{Catalogue, CatalogueError, base, outbox};
use crate::clock::UnixMillis;
use crate::domain::change::{ChangeKind, SyncTable};
use crate::domain::comparison::Comparison;
use crate::domain::ids::{ComparisonId, RoomAssetId, RoomId, SessionId};

impl Catalogue {
    /// Records a pair of before and after and its way to the backend.
    ///
    /// # Errors
    /// [`CatalogueError::Missing`] when one of the two is gone.
    pub async fn add_comparison(&self, pair: &Comparison) -> Result<(), CatalogueError> {
        let mut tx = self.write().await?;
        sqlx::query(
            "insert into asset_comparisons (id, session_id, room_id, before_asset_id,
                 after_asset_id, comparison_type, title, created_at)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )
        .bind(pair.id.to_string())
        .bind(pair.session_id.to_string())
        .bind(pair.room_id.to_string())
        .bind(pair.before_asset_id.to_string())
        .bind(pair.after_asset_id.to_string())
        .bind(pair.comparison_type.as_str())
        .bind(&pair.title)
        .bind(pair.created_at.0)
        .execute(&mut *tx)
        .await
        .map_err(|error| CatalogueError::from(error).about(|| "one of the two".to_owned()))?;
        send(&mut tx, pair, pair.created_at).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Lists the pairs of a room in the order in which they were made.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn comparisons(&self, room: RoomId) -> Result<Vec<Comparison>, CatalogueError> {
        sqlx::query("select * from asset_comparisons where room_id = ?1 order by created_at, id")
            .bind(room.to_string())
            .fetch_all(&self.reader)
            .await?
            .iter()
            .map(read)
            .collect()
    }
}

/// Sends the pairs of an asset again that the backend does not have.
pub(super) async fn resend(
    tx: &mut SqliteConnection,
    asset: RoomAssetId,
    deleting: bool,
    at: UnixMillis,
) -> Result<(), CatalogueError> {
    let pairs = sqlx::query(
        "select c.* from asset_comparisons c
           join room_assets b on b.id = c.before_asset_id and b.trashed_at is null
           join room_assets a on a.id = c.after_asset_id and a.trashed_at is null
          where c.before_asset_id = ?1 or c.after_asset_id = ?1",
    )
    .bind(asset.to_string())
    .fetch_all(&mut *tx)
    .await?;
    for row in &pairs {
        let pair = read(row)?;
        let there = base::get(tx, SyncTable::Comparisons, pair.id.0).await?;
        if deleting || there.is_none() {
            send(tx, &pair, at).await?;
        }
    }
    Ok(())
}

async fn send(
    tx: &mut SqliteConnection,
    pair: &Comparison,
    at: UnixMillis,
) -> Result<(), CatalogueError> {
    let patch = json!({
        "id": pair.id,
        "session_id": pair.session_id,
        "room_id": pair.room_id,
        "before_asset_id": pair.before_asset_id,
        "after_asset_id": pair.after_asset_id,
        "comparison_type": pair.comparison_type,
        "title": pair.title,
        "created_at": rfc3339(pair.created_at),
    })
    .to_string();
    let change = NewChange {
        table: SyncTable::Comparisons,
        row_id: pair.id.0,
        kind: ChangeKind::Create,
        parents: [Some(pair.before_asset_id.0), Some(pair.after_asset_id.0)],
        patch: &patch,
        at,
    };
    outbox::push(tx, change).await
}

fn read(row: &SqliteRow) -> Result<Comparison, CatalogueError> {
    Ok(Comparison {
        id: ComparisonId(row.uuid("id")?),
        session_id: SessionId(row.uuid("session_id")?),
        room_id: RoomId(row.uuid("room_id")?),
        before_asset_id: RoomAssetId(row.uuid("before_asset_id")?),
        after_asset_id: RoomAssetId(row.uuid("after_asset_id")?),
        comparison_type: row.word("comparison_type")?,
        title: row.opt_text("title")?,
        created_at: row.millis("created_at")?,
    })
}
