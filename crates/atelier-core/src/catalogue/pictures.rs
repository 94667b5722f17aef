//! What the grid and the inspector show. A board of ten thousand pictures is
//! one question.

use serde::Serialize;
use sqlx::AssertSqlSafe;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

use super::read::Read;
use super::{Catalogue, CatalogueError, assets, variants};
use crate::clock::UnixMillis;
use crate::domain::asset::{Asset, AssetId, Board};
use crate::domain::ids::{RoomId, StyleId};
use crate::domain::media_type::MediaType;
use crate::domain::receipt::Receipt;
use crate::domain::room_asset::AssetType;
use crate::domain::storage_path::StoragePath;
use crate::domain::variant::Variant;

/// How far a picture, its variants and its words have come on their way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum SyncState {
    /// Something of it waits to go up.
    Waiting,
    /// Something of it is going up.
    GoingUp,
    /// All of it is there.
    Synced,
    /// Something of it failed and waits for a person.
    Failed,
}

/// How far the variants of a picture have come, all taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum VariantsState {
    /// Some are still to be made.
    Making,
    /// All are made.
    Ready,
    /// One could not be made.
    Failed,
}

/// One picture as the grid needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureRow {
    /// Its identity.
    pub id: AssetId,
    /// The name that the person's own file had.
    pub name: String,
    /// Where it lies in the store.
    pub storage_path: StoragePath,
    /// What it is; pictures of styles are photos.
    pub asset_type: AssetType,
    /// What its file is.
    pub media_type: MediaType,
    /// Its width as shown; of a PDF that of its first page.
    pub width: Option<u32>,
    /// Its height as shown; of a PDF that of its first page.
    pub height: Option<u32>,
    /// The size of its file.
    pub bytes: u64,
    /// Its place on the board, from 1.
    pub position: u32,
    /// Words under the picture.
    pub caption: Option<String>,
    /// Words in its place.
    pub alt_text: Option<String>,
    /// The kind of room that it shows.
    pub room_type: Option<String>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// Its blurred stand-in.
    pub thumbhash: Option<Vec<u8>>,
    /// How far it has come.
    pub sync: SyncState,
    /// How far its variants have come.
    pub variants: VariantsState,
    /// Whether a place was taken out of it.
    pub cleaned: bool,
    /// When it came in.
    pub imported_at: UnixMillis,
}

/// Everything the inspector shows of one picture.
#[derive(Debug, Clone, PartialEq)]
pub struct PictureDetail {
    /// As the grid shows it.
    pub picture: PictureRow,
    /// All that is known of it.
    pub asset: Asset,
    /// The name of its board: “Coastal”, “Lindqvist apartment, Kitchen”.
    pub place_name: String,
    /// When the backend last took it.
    pub synced_at: Option<UnixMillis>,
    /// What cleaning did to it.
    pub receipt: Option<Receipt>,
    /// Its variants.
    pub variants: Vec<Variant>,
    /// Why it did not go up, in words.
    pub failure: Option<String>,
}

/// Which pictures of a board are meant. What is absent does not narrow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PictureFilter {
    /// Only files of a room that are this.
    pub asset_type: Option<AssetType>,
    /// Only pictures that show this kind of room.
    pub room_type: Option<String>,
    /// Only pictures whose name, caption, alt text or tags hold these words.
    pub words: Option<String>,
}

impl PictureFilter {
    fn keeps(&self, picture: &PictureRow) -> bool {
        let holds = |words: &String| {
            let words = words.to_lowercase();
            let texts = [
                Some(picture.name.as_str()),
                Some(picture.storage_path.file_name()),
                picture.caption.as_deref(),
                picture.alt_text.as_deref(),
            ];
            texts
                .into_iter()
                .flatten()
                .chain(picture.tags.iter().map(String::as_str))
                .any(|text| text.to_lowercase().contains(&words))
        };
        self.asset_type
            .is_none_or(|kind| kind == picture.asset_type)
            && (self.room_type.is_none() || self.room_type == picture.room_type)
            && self.words.as_ref().is_none_or(holds)
    }
}

impl Catalogue {
    /// Lists a board in its order.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn pictures(
        &self,
        board: Board,
        filter: &PictureFilter,
    ) -> Result<Vec<PictureRow>, CatalogueError> {
        let (kind, id) = match board {
            Board::Style(id) => (Kind::StyleImage, id.0),
            Board::Room(id) => (Kind::RoomAsset, id.0),
        };
        let mut pictures = Vec::new();
        for (index, row) in sqlx::query(select(kind, ON_BOARD))
            .bind(id.to_string())
            .fetch_all(&self.reader)
            .await?
            .iter()
            .enumerate()
        {
            let position = u32::try_from(index + 1).unwrap_or(u32::MAX);
            let picture = read(kind, row, position)?;
            if filter.keeps(&picture) {
                pictures.push(picture);
            }
        }
        Ok(pictures)
    }

    /// Lists what lies in the trash, the last first.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn trashed_pictures(&self) -> Result<Vec<PictureRow>, CatalogueError> {
        let tail = "where a.trashed_at is not null order by a.trashed_at desc, a.id desc";
        let mut pictures = Vec::new();
        for kind in [Kind::StyleImage, Kind::RoomAsset] {
            for row in &sqlx::query(select(kind, tail))
                .fetch_all(&self.reader)
                .await?
            {
                pictures.push(read(kind, row, 0)?);
            }
        }
        Ok(pictures)
    }

    /// Finds pictures of all boards whose name, caption, alt text or tags hold
    /// some words, and says where each lies.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn find_pictures(
        &self,
        words: &str,
        limit: u32,
    ) -> Result<Vec<(PictureRow, Board)>, CatalogueError> {
        let tails = [
            (
                Kind::StyleImage,
                "where a.trashed_at is null
                   and instr(lower(a.filename || ' ' || a.storage_path || ' ' || coalesce(a.caption, '')
                                   || ' ' || coalesce(a.alt_text, '') || ' ' || a.tags), lower(?1)) > 0
                 order by a.id desc limit ?2",
            ),
            (
                Kind::RoomAsset,
                "where a.trashed_at is null
                   and instr(lower(a.original_filename || ' ' || a.storage_path || ' '
                                   || coalesce(a.caption, '') || ' ' || coalesce(a.alt_text, '')), lower(?1)) > 0
                 order by a.id desc limit ?2",
            ),
        ];
        let mut found = Vec::new();
        for (kind, tail) in tails {
            let rows = sqlx::query(select(kind, tail))
                .bind(words)
                .bind(limit)
                .fetch_all(&self.reader)
                .await?;
            for row in &rows {
                let board = board_of(kind, row)?;
                let position = self.position(row.text("id")?, board).await?;
                found.push((read(kind, row, position)?, board));
            }
        }
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(found)
    }

    /// Returns everything that is known of a picture.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn picture(&self, id: Uuid) -> Result<Option<PictureDetail>, CatalogueError> {
        let Some(id) = self.asset_id(id).await? else {
            return Ok(None);
        };
        let kind = match id {
            AssetId::StyleImage(_) => Kind::StyleImage,
            AssetId::RoomAsset(_) => Kind::RoomAsset,
        };
        let row = sqlx::query(select(kind, "where a.id = ?1"))
            .bind(id.to_string())
            .fetch_optional(&self.reader)
            .await?;
        let mut connection = self.reader.acquire().await?;
        let asset = assets::get(&mut connection, id).await?;
        let variants = variants::of_asset(&mut connection, id).await?;
        drop(connection);
        let (Some(row), Some(asset)) = (row, asset) else {
            return Ok(None);
        };
        let board = board_of(kind, &row)?;
        let position = self.position(id.to_string(), board).await?;
        Ok(Some(PictureDetail {
            picture: read(kind, &row, position)?,
            asset,
            place_name: self.board_name(board).await?.unwrap_or_default(),
            synced_at: row.opt_millis("synced_at")?,
            receipt: self.receipt(id).await?,
            variants,
            failure: self.failure_of(id).await?,
        }))
    }

    /// Returns the name of a board for people: “Coastal”, or “Lindqvist
    /// apartment, Kitchen”.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn board_name(&self, board: Board) -> Result<Option<String>, CatalogueError> {
        let (sql, id) = match board {
            Board::Style(id) => ("select name from styles where id = ?1", id.0),
            Board::Room(id) => (
                "select s.title || ', ' || r.name from renovation_rooms r
                   join renovation_sessions s on s.id = r.session_id where r.id = ?1",
                id.0,
            ),
        };
        Ok(sqlx::query_scalar(sql)
            .bind(id.to_string())
            .fetch_optional(&self.reader)
            .await?)
    }

    /// Counts how many lie before a picture, and itself.
    async fn position(&self, id: String, board: Board) -> Result<u32, CatalogueError> {
        let (sql, board) = match board {
            Board::Style(board) => (
                "select count(*) from style_images b, style_images a
                  where a.id = ?1 and b.style_id = ?2 and b.trashed_at is null
                    and (b.display_order, b.id) <= (a.display_order, a.id)",
                board.0,
            ),
            Board::Room(board) => (
                "select count(*) from room_assets b, room_assets a
                  where a.id = ?1 and b.room_id = ?2 and b.trashed_at is null
                    and (b.display_order, b.id) <= (a.display_order, a.id)",
                board.0,
            ),
        };
        Ok(sqlx::query_scalar(sql)
            .bind(id)
            .bind(board.to_string())
            .fetch_one(&self.reader)
            .await?)
    }

    async fn failure_of(&self, id: AssetId) -> Result<Option<String>, CatalogueError> {
        let words: Option<Option<String>> = sqlx::query_scalar(
            "select last_error from outbox
              where parked = 1 and (row_id = ?1 or parent_id = ?1) order by seq limit 1",
        )
        .bind(id.to_string())
        .fetch_optional(&self.reader)
        .await?;
        Ok(words.flatten())
    }
}

#[derive(Clone, Copy)]
pub(super) enum Kind {
    StyleImage,
    RoomAsset,
}

/// The pictures of one board, by the index that has them in their order.
pub(super) const ON_BOARD: &str =
    "where a.{board} = ?1 and a.trashed_at is null order by a.display_order, a.id";

/// What a tile needs. `going` and `going_below` are the most urgent state of
/// the picture's own changes and of those below it: 3 waits for a person, 2
/// moves, 1 waits. `made` is the worst state of its variants that are not
/// ready: 2 failed, 1 to be made.
const TILE: &str = "
    select a.id, a.{board} as board, a.storage_path, {own}, a.content_type, a.width, a.height,
           a.file_size, a.caption, a.alt_text, a.thumbhash, a.created_at, a.synced_at,
           coalesce(r.had_place, 0) as cleaned,
           (select max(case when o.parked = 1 then 3 when o.stage <> 'queued' then 2 else 1 end)
              from outbox o where o.row_id = a.id) as going,
           (select max(case when o.parked = 1 then 3 when o.stage <> 'queued' then 2 else 1 end)
              from outbox o where o.parent_id = a.id) as going_below,
           (select max(case v.processing_status when 'failed' then 2 else 1 end)
              from {variants} v
             where v.{parent} = a.id and v.processing_status <> 'ready') as made
      from {assets} a
      left join receipts r on r.asset_id = a.id
     {tail}";

/// Writes the names of a kind of asset into the question. Nothing that came
/// from outside is ever put into its text.
pub(super) fn select(kind: Kind, tail: &'static str) -> AssertSqlSafe<String> {
    let (assets, board, own, variants, parent) = match kind {
        Kind::StyleImage => (
            "style_images",
            "style_id",
            "a.filename as name, 'photo' as asset_type, a.room_type, a.tags",
            "style_image_variants",
            "parent_style_image_id",
        ),
        Kind::RoomAsset => (
            "room_assets",
            "room_id",
            "a.original_filename as name, a.asset_type, null as room_type, '[]' as tags",
            "asset_variants",
            "parent_asset_id",
        ),
    };
    AssertSqlSafe(
        TILE.replace("{tail}", tail)
            .replace("{assets}", assets)
            .replace("{board}", board)
            .replace("{own}", own)
            .replace("{variants}", variants)
            .replace("{parent}", parent),
    )
}

fn board_of(kind: Kind, row: &SqliteRow) -> Result<Board, CatalogueError> {
    let id = row.uuid("board")?;
    Ok(match kind {
        Kind::StyleImage => Board::Style(StyleId(id)),
        Kind::RoomAsset => Board::Room(RoomId(id)),
    })
}

fn read(kind: Kind, row: &SqliteRow, position: u32) -> Result<PictureRow, CatalogueError> {
    let id = match kind {
        Kind::StyleImage => assets::id_of("style_image", row.uuid("id")?),
        Kind::RoomAsset => assets::id_of("room_asset", row.uuid("id")?),
    };
    let going: Option<i64> = row.value("going")?;
    let going = going.max(row.value("going_below")?);
    let synced: Option<i64> = row.value("synced_at")?;
    let made: Option<i64> = row.value("made")?;
    Ok(PictureRow {
        id,
        name: row.text("name")?,
        storage_path: row.word("storage_path")?,
        asset_type: row.word("asset_type")?,
        media_type: row.media_type("content_type")?,
        width: row.value("width")?,
        height: row.value("height")?,
        bytes: row.count("file_size")?,
        position,
        caption: row.opt_text("caption")?,
        alt_text: row.opt_text("alt_text")?,
        room_type: row.opt_text("room_type")?,
        tags: row.json("tags")?,
        thumbhash: row.value("thumbhash")?,
        sync: match (going, synced) {
            (Some(3..), _) => SyncState::Failed,
            (Some(2), _) => SyncState::GoingUp,
            (None, Some(_)) => SyncState::Synced,
            _ => SyncState::Waiting,
        },
        variants: match made {
            Some(2..) => VariantsState::Failed,
            Some(1) => VariantsState::Making,
            _ => VariantsState::Ready,
        },
        cleaned: row.value("cleaned")?,
        imported_at: row.millis("created_at")?,
    })
}
