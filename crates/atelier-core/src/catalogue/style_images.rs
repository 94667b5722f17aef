//! The table `style_images`.

use serde_json::{Value, json};
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

use super::CatalogueError;
use super::read::{Read, integer, rfc3339};
use crate::domain::asset::FileFacts;
use crate::domain::ids::{BatchId, StyleId, StyleImageId};
use crate::domain::style_image::StyleImage;

/// Records a picture of a style.
pub(super) async fn insert(
    tx: &mut SqliteConnection,
    image: &StyleImage,
    thumbhash: Option<&[u8]>,
) -> Result<(), CatalogueError> {
    let file = &image.file;
    sqlx::query(
        "insert into style_images (id, style_id, storage_path, filename, content_type, file_size,
             width, height, caption, alt_text, room_type, tags, display_order, source_url,
             created_at, updated_at, content_hash, source_hash, thumbhash, batch_id, trashed_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
             ?19, ?20, ?21)",
    )
    .bind(image.id.to_string())
    .bind(image.style_id.to_string())
    .bind(image.storage_path.as_str())
    .bind(&image.original_filename)
    .bind(file.media_type.content_type())
    .bind(integer(file.bytes))
    .bind(file.width)
    .bind(file.height)
    .bind(&image.caption)
    .bind(&image.alt_text)
    .bind(&image.room_type)
    .bind(serde_json::to_string(&image.tags)?)
    .bind(image.display_order)
    .bind(&image.source_url)
    .bind(image.created_at.0)
    .bind(image.updated_at.0)
    .bind(file.content_hash.as_str())
    .bind(file.source_hash.as_str())
    .bind(thumbhash)
    .bind(image.batch_id.map(|id| id.to_string()))
    .bind(image.trashed_at.map(|at| at.0))
    .execute(tx)
    .await
    .map_err(|error| {
        CatalogueError::from(error).about(|| format!("a file at {}", image.storage_path))
    })?;
    Ok(())
}

/// Returns a picture of a style.
pub(super) async fn get(
    connection: &mut SqliteConnection,
    id: StyleImageId,
) -> Result<Option<StyleImage>, CatalogueError> {
    sqlx::query("select * from style_images where id = ?1")
        .bind(id.to_string())
        .fetch_optional(connection)
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

pub(super) fn read(row: &SqliteRow) -> Result<StyleImage, CatalogueError> {
    Ok(StyleImage {
        id: StyleImageId(row.uuid("id")?),
        style_id: StyleId(row.uuid("style_id")?),
        storage_path: row.word("storage_path")?,
        original_filename: row.text("filename")?,
        file: file_facts(row)?,
        caption: row.opt_text("caption")?,
        alt_text: row.opt_text("alt_text")?,
        room_type: row.opt_text("room_type")?,
        tags: row.json("tags")?,
        display_order: row.value("display_order")?,
        source_url: row.opt_text("source_url")?,
        batch_id: row.opt_uuid("batch_id")?.map(BatchId),
        created_at: row.millis("created_at")?,
        updated_at: row.millis("updated_at")?,
        trashed_at: row.opt_millis("trashed_at")?,
    })
}

/// Reads the columns of the clean file, which both kinds of asset have.
pub(super) fn file_facts(row: &SqliteRow) -> Result<FileFacts, CatalogueError> {
    Ok(FileFacts {
        media_type: row.media_type("content_type")?,
        bytes: row.count("file_size")?,
        width: row.value("width")?,
        height: row.value("height")?,
        content_hash: row.word("content_hash")?,
        source_hash: row.word("source_hash")?,
    })
}

/// Returns the whole row as the backend has it.
pub(super) fn patch(image: &StyleImage) -> String {
    let file = &image.file;
    let row: Value = json!({
        "id": image.id,
        "style_id": image.style_id,
        "storage_path": image.storage_path,
        "filename": image.original_filename,
        "content_type": file.media_type,
        "file_size": file.bytes,
        "width": file.width,
        "height": file.height,
        "caption": image.caption,
        "alt_text": image.alt_text,
        "room_type": image.room_type,
        "tags": image.tags,
        "display_order": image.display_order,
        "source_url": image.source_url,
        "created_at": rfc3339(image.created_at),
        "updated_at": rfc3339(image.updated_at),
    });
    row.to_string()
}
