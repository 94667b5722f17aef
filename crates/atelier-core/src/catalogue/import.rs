//! What an import asks and writes.

use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

use super::read::{Read, list};
use super::{
    Catalogue, CatalogueError, outbox, receipts, room_assets, style_images, tag_lists, variants,
};
use crate::domain::asset::{Asset, AssetId, Board};
use crate::domain::change::SyncTable;
use crate::domain::content_hash::ContentHash;
use crate::domain::ids::{RoomAssetId, RoomId, StyleId, StyleImageId};
use crate::domain::receipt::Receipt;
use crate::domain::tag::TagLine;
use crate::domain::variant::Variant;

/// A file that is here already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The hash that was asked for.
    pub hash: ContentHash,
    /// The asset that has it.
    pub asset: AssetId,
    /// Where it lies.
    pub board: Board,
    /// The name of that board for people: “Coastal”, “Lindqvist apartment, Kitchen”.
    pub place_name: String,
    /// Whether it lies in the trash.
    pub trashed: bool,
}

/// A file that comes in, with everything that is recorded of it at once.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAsset {
    /// Its row.
    pub asset: Asset,
    /// What cleaning did to it.
    pub receipt: Receipt,
    /// The names of what its metadata held, and what of it stayed.
    pub tags: Vec<TagLine>,
    /// The platform's metadata as a JSON object; only room assets have any.
    pub metadata: Option<String>,
    /// Its blurred stand-in, if it is made already.
    pub thumbhash: Option<Vec<u8>>,
    /// The variants that shall be made of it, pending.
    pub variants: Vec<Variant>,
}

impl Catalogue {
    /// Returns which of these files are here already, by the hash of the bytes
    /// that came or of the bytes that were kept. Never looks at other rows.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn known_by_source_hash(
        &self,
        hashes: &[ContentHash],
    ) -> Result<Vec<Known>, CatalogueError> {
        let mut known = Vec::new();
        for chunk in hashes.chunks(500) {
            let rows = sqlx::query(KNOWN)
                .bind(list(chunk))
                .fetch_all(&self.reader)
                .await?;
            for row in &rows {
                known.push(read_known(row)?);
            }
        }
        Ok(known)
    }

    /// Records files that came in: rows, receipts, pending variants and their
    /// way to the backend, all of them or none.
    ///
    /// # Errors
    /// [`CatalogueError::Taken`] when a path is taken,
    /// [`CatalogueError::Missing`] when their place is gone.
    pub async fn record_import(&self, files: &[NewAsset]) -> Result<(), CatalogueError> {
        let mut tx = self.write().await?;
        for file in files {
            record(&mut tx, file).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// Asks for each hash by index; both columns, both tables.
pub(super) const KNOWN: &str = "
    select j.value as hash, a.id as style_image, null as room_asset, a.style_id as board,
           s.name as place_name, a.trashed_at is not null as trashed
      from json_each(?1) j
      join style_images a on a.source_hash = j.value
      join styles s on s.id = a.style_id
    union
    select j.value, a.id, null, a.style_id, s.name, a.trashed_at is not null
      from json_each(?1) j
      join style_images a on a.content_hash = j.value
      join styles s on s.id = a.style_id
    union
    select j.value, null, a.id, a.room_id, s.title || ', ' || r.name, a.trashed_at is not null
      from json_each(?1) j
      join room_assets a on a.source_hash = j.value
      join renovation_rooms r on r.id = a.room_id
      join renovation_sessions s on s.id = r.session_id
    union
    select j.value, null, a.id, a.room_id, s.title || ', ' || r.name, a.trashed_at is not null
      from json_each(?1) j
      join room_assets a on a.content_hash = j.value
      join renovation_rooms r on r.id = a.room_id
      join renovation_sessions s on s.id = r.session_id";

fn read_known(row: &SqliteRow) -> Result<Known, CatalogueError> {
    let board = row.uuid("board")?;
    let (asset, board) = match row.opt_uuid("style_image")? {
        Some(id) => (
            AssetId::StyleImage(StyleImageId(id)),
            Board::Style(StyleId(board)),
        ),
        None => (
            AssetId::RoomAsset(RoomAssetId(row.uuid("room_asset")?)),
            Board::Room(RoomId(board)),
        ),
    };
    Ok(Known {
        hash: row.word("hash")?,
        asset,
        board,
        place_name: row.text("place_name")?,
        trashed: row.value("trashed")?,
    })
}

async fn record(tx: &mut SqliteConnection, file: &NewAsset) -> Result<(), CatalogueError> {
    let thumbhash = file.thumbhash.as_deref();
    match &file.asset {
        Asset::StyleImage(image) => {
            style_images::insert(tx, image, thumbhash).await?;
            let patch = style_images::patch(image);
            let parent = Some(image.style_id.0);
            let at = image.created_at;
            outbox::create(tx, SyncTable::StyleImages, image.id.0, parent, &patch, at).await?;
        }
        Asset::RoomAsset(asset) => {
            let metadata = file.metadata.as_deref();
            room_assets::insert(tx, asset, metadata, thumbhash).await?;
            let patch = room_assets::patch(asset, metadata)?;
            let parent = Some(asset.room_id.0);
            let at = asset.created_at;
            outbox::create(tx, SyncTable::RoomAssets, asset.id.0, parent, &patch, at).await?;
        }
    }
    receipts::insert(tx, file.asset.id(), &file.receipt).await?;
    tag_lists::insert(tx, file.asset.id(), &file.tags).await?;
    for variant in &file.variants {
        variants::insert(tx, variant).await?;
    }
    Ok(())
}
