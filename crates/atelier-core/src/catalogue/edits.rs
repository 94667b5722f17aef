//! What people do to pictures: words, order, trash, another style. Each act is
//! one write of rows, their changes and a step of the history, and each knows
//! the act that undoes it.

pub(super) mod columns;

use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;
use uuid::Uuid;

use self::columns::{Columns, columns, present, set};
use super::outbox::files::rename_asset;
use super::withdraw::{cancel_deletion, resend, withdraw};
use super::{Catalogue, CatalogueError, HistoryStep, assets, batches, history};
use crate::clock::UnixMillis;
use crate::domain::asset::{Asset, AssetId, Board};
use crate::domain::content_hash::ContentHash;
use crate::domain::file_name::FileName;
use crate::domain::ids::{BatchId, StyleId, StyleImageId};
use crate::domain::storage_path::StoragePath;
use crate::domain::style::StyleSlug;
use crate::domain::style_image::StyleImage;

/// What changes on pictures. Absent stays; `Some(None)` clears.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", default)]
pub struct PicturePatch {
    /// Words under the picture.
    #[serde(deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "specta", specta(optional, type = Option<String>))]
    pub caption: Option<Option<String>>,
    /// Words in its place.
    #[serde(deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "specta", specta(optional, type = Option<String>))]
    pub alt_text: Option<Option<String>>,
    /// The kind of room that it shows.
    #[serde(deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "specta", specta(optional, type = Option<String>))]
    pub room_type: Option<Option<String>>,
    /// The page that it came from.
    #[serde(deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "specta", specta(optional, type = Option<String>))]
    pub source_url: Option<Option<String>>,
    /// Words to find it by, added to those it has.
    #[cfg_attr(feature = "specta", specta(optional))]
    pub add_tags: Vec<String>,
    /// Words it shall no longer be found by.
    #[cfg_attr(feature = "specta", specta(optional))]
    pub remove_tags: Vec<String>,
}

/// Something that can be done to pictures and undone.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub(super) enum Act {
    /// Sets columns of rows.
    Set { rows: Vec<(AssetId, Columns)> },
    /// Moves pictures to the trash.
    Trash { pictures: Vec<AssetId> },
    /// Takes pictures out of the trash.
    Restore { pictures: Vec<AssetId> },
    /// Lays pictures on boards of styles.
    Lay { moves: Vec<Move> },
    /// Takes an import back.
    TakeBackImport { batch: BatchId },
}

/// Where a picture of a style lies, or shall lie.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Move {
    picture: StyleImageId,
    style: StyleId,
    order: i32,
}

/// What an act came to.
#[derive(Debug, Default)]
pub(super) struct Done {
    /// What undoes it; none when nothing can.
    pub(super) inverse: Option<Act>,
    pub(super) stayed: usize,
    pub(super) freed: Vec<ContentHash>,
}

impl Catalogue {
    /// Changes words of pictures. The step takes all of it back.
    ///
    /// # Errors
    /// [`CatalogueError::Missing`] when a picture is gone,
    /// [`CatalogueError::Refused`] when it has no such words.
    pub async fn patch_pictures(
        &self,
        ids: &[Uuid],
        patch: &PicturePatch,
        sentence: &str,
        at: UnixMillis,
    ) -> Result<HistoryStep, CatalogueError> {
        let mut tx = self.write().await?;
        let mut rows = Vec::new();
        for id in all(&mut tx, ids).await? {
            let asset = there(&mut tx, id).await?;
            rows.push((id, columns(patch, &asset)?));
        }
        step(tx, Act::Set { rows }, sentence, at).await
    }

    /// Moves pictures to the trash: they leave the backend and the store, and
    /// stay here for a while.
    ///
    /// # Errors
    /// [`CatalogueError::Missing`] when a picture is gone.
    pub async fn trash_pictures(
        &self,
        ids: &[Uuid],
        sentence: &str,
        at: UnixMillis,
    ) -> Result<HistoryStep, CatalogueError> {
        let mut tx = self.write().await?;
        let pictures = all(&mut tx, ids).await?;
        step(tx, Act::Trash { pictures }, sentence, at).await
    }

    /// Takes pictures out of the trash and sends them again.
    ///
    /// # Errors
    /// [`CatalogueError::Missing`] when a picture is gone.
    pub async fn restore_pictures(
        &self,
        ids: &[Uuid],
        sentence: &str,
        at: UnixMillis,
    ) -> Result<HistoryStep, CatalogueError> {
        let mut tx = self.write().await?;
        let pictures = all(&mut tx, ids).await?;
        step(tx, Act::Restore { pictures }, sentence, at).await
    }

    /// Lays pictures of styles at the end of another style's board, in the
    /// order given. Their paths name their style, so they are sent anew.
    ///
    /// # Errors
    /// [`CatalogueError::Refused`] for files of rooms,
    /// [`CatalogueError::Missing`] when the style or a picture is gone.
    pub async fn move_to_style(
        &self,
        ids: &[Uuid],
        style: StyleId,
        sentence: &str,
        at: UnixMillis,
    ) -> Result<HistoryStep, CatalogueError> {
        let mut tx = self.write().await?;
        let mut order = assets::next_order(&mut tx, Board::Style(style)).await?;
        let mut moves = Vec::new();
        for id in all(&mut tx, ids).await? {
            let AssetId::StyleImage(picture) = id else {
                return Err(CatalogueError::Refused(
                    "files of a room stay in their room".to_owned(),
                ));
            };
            moves.push(Move {
                picture,
                style,
                order,
            });
            order = order.saturating_add(1);
        }
        step(tx, Act::Lay { moves }, sentence, at).await
    }
}

/// Does an act and records it.
pub(super) async fn step(
    mut tx: super::Tx,
    act: Act,
    sentence: &str,
    at: UnixMillis,
) -> Result<HistoryStep, CatalogueError> {
    let done = apply(&mut tx, &act, at).await?;
    let inverse = done
        .inverse
        .ok_or_else(|| CatalogueError::Refused("this cannot be taken back".to_owned()))?;
    let step = history::record(&mut tx, sentence, &inverse, at).await?;
    tx.commit().await?;
    Ok(step)
}

/// Does an act.
pub(super) async fn apply(
    tx: &mut SqliteConnection,
    act: &Act,
    at: UnixMillis,
) -> Result<Done, CatalogueError> {
    let inverse = match act {
        Act::Set { rows } => Act::Set {
            rows: set(tx, rows, at).await?,
        },
        Act::Trash { pictures } => {
            for &id in pictures {
                mark(tx, id, Some(at)).await?;
                withdraw(tx, id, at).await?;
            }
            Act::Restore {
                pictures: pictures.clone(),
            }
        }
        Act::Restore { pictures } => {
            for &id in pictures {
                mark(tx, id, None).await?;
                cancel_deletion(tx, id).await?;
                resend(tx, id, at).await?;
            }
            Act::Trash {
                pictures: pictures.clone(),
            }
        }
        Act::Lay { moves } => Act::Lay {
            moves: lay(tx, moves, at).await?,
        },
        Act::TakeBackImport { batch } => {
            let outcome = batches::undo(tx, *batch, at).await?;
            return Ok(Done {
                inverse: None,
                stayed: outcome.stayed,
                freed: outcome.freed,
            });
        }
    };
    Ok(Done {
        inverse: Some(inverse),
        ..Done::default()
    })
}

/// Puts a picture into the trash or takes it out.
async fn mark(
    tx: &mut SqliteConnection,
    id: AssetId,
    trashed: Option<UnixMillis>,
) -> Result<(), CatalogueError> {
    let sql = match id {
        AssetId::StyleImage(_) => "update style_images set trashed_at = ?2 where id = ?1",
        AssetId::RoomAsset(_) => "update room_assets set trashed_at = ?2 where id = ?1",
    };
    let marked = sqlx::query(sql)
        .bind(id.to_string())
        .bind(trashed.map(|at| at.0))
        .execute(tx)
        .await?;
    if marked.rows_affected() == 0 {
        return Err(CatalogueError::missing("the picture"));
    }
    Ok(())
}

/// Lays pictures on boards and returns where they lay.
async fn lay(
    tx: &mut SqliteConnection,
    moves: &[Move],
    at: UnixMillis,
) -> Result<Vec<Move>, CatalogueError> {
    let mut back = Vec::new();
    for to in moves {
        let id = AssetId::StyleImage(to.picture);
        let Asset::StyleImage(image) = there(tx, id).await? else {
            return Err(CatalogueError::missing("the picture"));
        };
        if image.style_id == to.style {
            continue;
        }
        let slug: Option<String> = sqlx::query_scalar("select slug from styles where id = ?1")
            .bind(to.style.to_string())
            .fetch_optional(&mut *tx)
            .await?;
        let slug: StyleSlug = slug
            .ok_or_else(|| CatalogueError::missing("the style"))?
            .parse()
            .map_err(|error| CatalogueError::unreadable("slug", error))?;
        withdraw(tx, id, at).await?;
        let path = free_path(tx, &image, &slug).await?;
        rename_asset(tx, id, &path).await?;
        sqlx::query(
            "update style_images set style_id = ?2, display_order = ?3, updated_at = ?4
              where id = ?1",
        )
        .bind(id.to_string())
        .bind(to.style.to_string())
        .bind(to.order)
        .bind(at.0)
        .execute(&mut *tx)
        .await?;
        resend(tx, id, at).await?;
        back.push(Move {
            picture: image.id,
            style: image.style_id,
            order: image.display_order,
        });
    }
    Ok(back)
}

/// Names a picture's file under another style.
async fn free_path(
    tx: &mut SqliteConnection,
    image: &StyleImage,
    slug: &StyleSlug,
) -> Result<StoragePath, CatalogueError> {
    let file = &image.file;
    let name = FileName::from_original(image.storage_path.file_name(), file.media_type);
    let plain = StoragePath::style_image(slug, &name);
    let taken = assets::taken_of(tx, std::slice::from_ref(&plain)).await?;
    Ok(if taken.is_empty() {
        plain
    } else {
        StoragePath::style_image(slug, &name.with_hash(&file.content_hash))
    })
}

/// Finds all of the pictures, or says that one is gone.
pub(super) async fn all(
    tx: &mut SqliteConnection,
    ids: &[Uuid],
) -> Result<Vec<AssetId>, CatalogueError> {
    let found = assets::ids(tx, ids).await?;
    if found.len() == ids.len() {
        Ok(found)
    } else {
        Err(CatalogueError::missing("one of the pictures"))
    }
}

async fn there(tx: &mut SqliteConnection, id: AssetId) -> Result<Asset, CatalogueError> {
    assets::get(tx, id)
        .await?
        .ok_or_else(|| CatalogueError::missing("the picture"))
}
