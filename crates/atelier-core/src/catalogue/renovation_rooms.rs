//! The table `renovation_rooms`.

use serde_json::json;
use sqlx::sqlite::SqliteRow;

use super::read::{Read, rfc3339};
use super::{Catalogue, CatalogueError, outbox};
use crate::domain::change::SyncTable;
use crate::domain::ids::{RoomId, SessionId};
use crate::domain::session::Room;

impl Catalogue {
    /// Records a room and its way to the backend.
    ///
    /// # Errors
    /// [`CatalogueError::Missing`] when its session is gone.
    pub async fn add_room(&self, room: &Room) -> Result<(), CatalogueError> {
        let mut tx = self.write().await?;
        sqlx::query(
            "insert into renovation_rooms (id, session_id, name, room_type, created_at, updated_at)
             values (?1, ?2, ?3, ?4, ?5, ?6)",
        )
        .bind(room.id.to_string())
        .bind(room.session_id.to_string())
        .bind(&room.name)
        .bind(&room.room_type)
        .bind(room.created_at.0)
        .bind(room.updated_at.0)
        .execute(&mut *tx)
        .await
        .map_err(|error| CatalogueError::from(error).about(|| "the session".to_owned()))?;
        let parent = Some(room.session_id.0);
        let patch = patch(room);
        outbox::create(
            &mut tx,
            SyncTable::Rooms,
            room.id.0,
            parent,
            &patch,
            room.created_at,
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Lists the rooms of a session in the order in which they were made.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn rooms(&self, session: SessionId) -> Result<Vec<Room>, CatalogueError> {
        sqlx::query("select * from renovation_rooms where session_id = ?1 order by created_at, id")
            .bind(session.to_string())
            .fetch_all(&self.reader)
            .await?
            .iter()
            .map(read)
            .collect()
    }

    /// Returns a room.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn room(&self, id: RoomId) -> Result<Option<Room>, CatalogueError> {
        sqlx::query("select * from renovation_rooms where id = ?1")
            .bind(id.to_string())
            .fetch_optional(&self.reader)
            .await?
            .as_ref()
            .map(read)
            .transpose()
    }

    /// Lists the rooms that a person can mean by a text: the one with this
    /// identifier, else all with exactly this name.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn rooms_named(&self, text: &str) -> Result<Vec<Room>, CatalogueError> {
        if let Ok(id) = text.parse()
            && let Some(room) = self.room(id).await?
        {
            return Ok(vec![room]);
        }
        sqlx::query("select * from renovation_rooms where name = ?1 order by created_at, id")
            .bind(text)
            .fetch_all(&self.reader)
            .await?
            .iter()
            .map(read)
            .collect()
    }
}

fn patch(room: &Room) -> String {
    json!({
        "id": room.id,
        "session_id": room.session_id,
        "name": room.name,
        "room_type": room.room_type,
        "created_at": rfc3339(room.created_at),
        "updated_at": rfc3339(room.updated_at),
    })
    .to_string()
}

fn read(row: &SqliteRow) -> Result<Room, CatalogueError> {
    Ok(Room {
        id: RoomId(row.uuid("id")?),
        session_id: SessionId(row.uuid("session_id")?),
        name: row.text("name")?,
        room_type: row.opt_text("room_type")?,
        created_at: row.millis("created_at")?,
        updated_at: row.millis("updated_at")?,
    })
}
