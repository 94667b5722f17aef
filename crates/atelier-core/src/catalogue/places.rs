//! What the navigation shows, in three questions however many places there are.

use serde::Serialize;
use sqlx::sqlite::SqliteRow;

use super::read::Read;
use super::{Catalogue, CatalogueError};
use crate::domain::ids::{RoomId, SessionId, StyleId};
use crate::domain::natural_order::NaturalKey;
use crate::domain::style::StyleSlug;
use uuid::Uuid;

/// Every place, in the order in which people see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Places {
    /// Styles by name.
    pub styles: Vec<StylePlace>,
    /// Sessions, the newest first.
    pub sessions: Vec<SessionPlace>,
}

/// A style as the navigation shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct StylePlace {
    /// Its identity.
    pub id: StyleId,
    /// Its name in paths.
    pub slug: StyleSlug,
    /// Its name for people.
    pub name: String,
    /// How many pictures lie on its board.
    pub pictures: u32,
    /// The picture that stands for it.
    pub cover_id: Option<Uuid>,
}

/// A session as the navigation shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SessionPlace {
    /// Its identity.
    pub id: SessionId,
    /// Its name for people.
    pub title: String,
    /// The picture that stands for it.
    pub cover_id: Option<Uuid>,
    /// Its rooms.
    pub rooms: Vec<RoomPlace>,
}

/// A room as the navigation shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RoomPlace {
    /// Its identity.
    pub id: RoomId,
    /// Its session.
    pub session_id: SessionId,
    /// Its name for people.
    pub name: String,
    /// What kind of room it is.
    pub room_type: Option<String>,
    /// How many pictures and documents lie in it.
    pub pictures: u32,
    /// The picture that stands for it.
    pub cover_id: Option<Uuid>,
}

impl Catalogue {
    /// Lists every place with its number of pictures and its cover.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn places(&self) -> Result<Places, CatalogueError> {
        let mut sessions = self.session_places().await?;
        for room in self.room_places().await? {
            if let Some(session) = sessions.iter_mut().find(|s| s.id == room.session_id) {
                session.cover_id = session.cover_id.or(room.cover_id);
                session.rooms.push(room);
            }
        }
        Ok(Places {
            styles: self.style_places().await?,
            sessions,
        })
    }

    async fn style_places(&self) -> Result<Vec<StylePlace>, CatalogueError> {
        let rows = sqlx::query(
            "select s.id, s.slug, s.name,
                    (select count(*) from style_images i
                      where i.style_id = s.id and i.trashed_at is null) as pictures,
                    (select i.id from style_images i
                      where i.style_id = s.id and i.trashed_at is null
                      order by i.display_order, i.id limit 1) as cover_id
               from styles s",
        )
        .fetch_all(&self.reader)
        .await?;
        let place = |row: &SqliteRow| {
            Ok(StylePlace {
                id: StyleId(row.uuid("id")?),
                slug: row.word("slug")?,
                name: row.text("name")?,
                pictures: row.value("pictures")?,
                cover_id: row.opt_uuid("cover_id")?,
            })
        };
        let mut places: Vec<StylePlace> = rows
            .iter()
            .map(place)
            .collect::<Result<_, CatalogueError>>()?;
        places.sort_by_cached_key(|style| (NaturalKey::of(&style.name), style.slug.clone()));
        Ok(places)
    }

    async fn session_places(&self) -> Result<Vec<SessionPlace>, CatalogueError> {
        Ok(self
            .sessions()
            .await?
            .into_iter()
            .map(|session| SessionPlace {
                id: session.id,
                title: session.title,
                cover_id: None,
                rooms: Vec::new(),
            })
            .collect())
    }

    async fn room_places(&self) -> Result<Vec<RoomPlace>, CatalogueError> {
        sqlx::query(
            "select r.id, r.session_id, r.name, r.room_type,
                    (select count(*) from room_assets a
                      where a.room_id = r.id and a.trashed_at is null) as pictures,
                    (select a.id from room_assets a
                      where a.room_id = r.id and a.trashed_at is null
                        and a.content_type <> 'application/pdf'
                      order by a.display_order, a.id limit 1) as cover_id
               from renovation_rooms r
              order by r.created_at, r.id",
        )
        .fetch_all(&self.reader)
        .await?
        .iter()
        .map(|row| {
            Ok(RoomPlace {
                id: RoomId(row.uuid("id")?),
                session_id: SessionId(row.uuid("session_id")?),
                name: row.text("name")?,
                room_type: row.opt_text("room_type")?,
                pictures: row.value("pictures")?,
                cover_id: row.opt_uuid("cover_id")?,
            })
        })
        .collect()
    }
}
