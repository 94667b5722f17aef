//! The columns that people change: what a patch makes of them, and what they
//! were before.

use serde::{Deserialize, Deserializer, Serialize};
use sqlx::SqliteConnection;

use super::{PicturePatch, there};
use crate::catalogue::read::rfc3339;
use crate::catalogue::{CatalogueError, assets, outbox};
use crate::clock::UnixMillis;
use crate::domain::asset::{Asset, AssetId};

/// Columns that people change, under the names that both databases know.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::catalogue) struct Columns {
    #[serde(deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub(in crate::catalogue) caption: Option<Option<String>>,
    #[serde(deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub(in crate::catalogue) alt_text: Option<Option<String>>,
    #[serde(deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub(in crate::catalogue) room_type: Option<Option<String>>,
    #[serde(deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub(in crate::catalogue) source_url: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::catalogue) tags: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::catalogue) display_order: Option<i32>,
}

/// Works out the columns that a patch changes on one picture.
pub(super) fn columns(patch: &PicturePatch, asset: &Asset) -> Result<Columns, CatalogueError> {
    let mut columns = Columns {
        caption: patch.caption.clone(),
        alt_text: patch.alt_text.clone(),
        ..Columns::default()
    };
    let tags_change = !patch.add_tags.is_empty() || !patch.remove_tags.is_empty();
    let Asset::StyleImage(image) = asset else {
        if tags_change || patch.room_type.is_some() || patch.source_url.is_some() {
            return Err(CatalogueError::Refused(
                "files of a room have a caption and alt text; tags, room type and source belong \
                 to pictures of styles"
                    .to_owned(),
            ));
        }
        return Ok(columns);
    };
    columns.room_type = patch.room_type.clone();
    columns.source_url = patch.source_url.clone();
    if tags_change {
        let mut tags = image.tags.clone();
        tags.retain(|tag| !patch.remove_tags.contains(tag));
        for tag in &patch.add_tags {
            if !tags.contains(tag) {
                tags.push(tag.clone());
            }
        }
        columns.tags = Some(tags);
    }
    Ok(columns)
}

/// Sets columns and returns those that undo it. Rows that already are so are
/// left alone.
pub(super) async fn set(
    tx: &mut SqliteConnection,
    rows: &[(AssetId, Columns)],
    at: UnixMillis,
) -> Result<Vec<(AssetId, Columns)>, CatalogueError> {
    let mut undo = Vec::new();
    for (id, wanted) in rows {
        let asset = there(tx, *id).await?;
        let (change, before) = changed(wanted, &asset);
        if serde_json::to_string(&change)? == "{}" {
            continue;
        }
        write(tx, &asset, &change, at).await?;
        let stamp = serde_json::json!({ "updated_at": rfc3339(at) }).to_string();
        let patch = outbox::merge(&serde_json::to_string(&change)?, &stamp)?;
        outbox::edit(tx, assets::table(*id), id.uuid(), &patch, at).await?;
        undo.push((*id, before));
    }
    Ok(undo)
}

/// Keeps of the wanted columns those that differ, and returns what they were.
fn changed(wanted: &Columns, asset: &Asset) -> (Columns, Columns) {
    let mut change = Columns::default();
    let mut before = Columns::default();
    let old = current(asset);
    macro_rules! column {
        ($name:ident) => {
            if wanted.$name.is_some() && wanted.$name != old.$name {
                change.$name = wanted.$name.clone();
                before.$name = old.$name;
            }
        };
    }
    column!(caption);
    column!(alt_text);
    column!(room_type);
    column!(source_url);
    column!(tags);
    column!(display_order);
    (change, before)
}

fn current(asset: &Asset) -> Columns {
    match asset {
        Asset::StyleImage(image) => Columns {
            caption: Some(image.caption.clone()),
            alt_text: Some(image.alt_text.clone()),
            room_type: Some(image.room_type.clone()),
            source_url: Some(image.source_url.clone()),
            tags: Some(image.tags.clone()),
            display_order: Some(image.display_order),
        },
        Asset::RoomAsset(asset) => Columns {
            caption: Some(asset.caption.clone()),
            alt_text: Some(asset.alt_text.clone()),
            display_order: Some(asset.display_order),
            ..Columns::default()
        },
    }
}

async fn write(
    tx: &mut SqliteConnection,
    asset: &Asset,
    change: &Columns,
    at: UnixMillis,
) -> Result<(), CatalogueError> {
    let old = current(asset);
    macro_rules! column {
        ($name:ident) => {
            change.$name.clone().or_else(|| old.$name.clone())
        };
    }
    let query = match asset {
        Asset::StyleImage(_) => sqlx::query(
            "update style_images set updated_at = ?2, caption = ?3, alt_text = ?4,
                    display_order = ?5, room_type = ?6, source_url = ?7, tags = ?8
              where id = ?1",
        ),
        Asset::RoomAsset(_) => sqlx::query(
            "update room_assets set updated_at = ?2, caption = ?3, alt_text = ?4,
                    display_order = ?5
              where id = ?1",
        ),
    };
    let query = query
        .bind(asset.id().to_string())
        .bind(at.0)
        .bind(column!(caption).flatten())
        .bind(column!(alt_text).flatten())
        .bind(column!(display_order));
    let query = match asset {
        Asset::StyleImage(_) => query
            .bind(column!(room_type).flatten())
            .bind(column!(source_url).flatten())
            .bind(serde_json::to_string(&column!(tags).unwrap_or_default())?),
        Asset::RoomAsset(_) => query,
    };
    query.execute(tx).await?;
    Ok(())
}

/// Tells a null from nothing: whatever is present is `Some`.
pub(super) fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}
