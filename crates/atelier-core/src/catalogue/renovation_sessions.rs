//! The table `renovation_sessions`.

use serde_json::json;
use sqlx::sqlite::SqliteRow;

use super::read::{Read, rfc3339};
use super::{Catalogue, CatalogueError, outbox};
use crate::domain::change::SyncTable;
use crate::domain::ids::SessionId;
use crate::domain::session::Session;

impl Catalogue {
    /// Records a session and its way to the backend.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn add_session(&self, session: &Session) -> Result<(), CatalogueError> {
        let mut tx = self.write().await?;
        sqlx::query(
            "insert into renovation_sessions (id, title, created_at, updated_at)
             values (?1, ?2, ?3, ?4)",
        )
        .bind(session.id.to_string())
        .bind(&session.title)
        .bind(session.created_at.0)
        .bind(session.updated_at.0)
        .execute(&mut *tx)
        .await?;
        let patch = patch(session);
        outbox::create(
            &mut tx,
            SyncTable::Sessions,
            session.id.0,
            None,
            &patch,
            session.created_at,
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Lists all sessions, the newest first.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn sessions(&self) -> Result<Vec<Session>, CatalogueError> {
        sqlx::query("select * from renovation_sessions order by created_at desc, id desc")
            .fetch_all(&self.reader)
            .await?
            .iter()
            .map(read)
            .collect()
    }

    /// Returns a session.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn session(&self, id: SessionId) -> Result<Option<Session>, CatalogueError> {
        sqlx::query("select * from renovation_sessions where id = ?1")
            .bind(id.to_string())
            .fetch_optional(&self.reader)
            .await?
            .as_ref()
            .map(read)
            .transpose()
    }

    /// Lists the sessions that a person can mean by a text: the one with this
    /// identifier, else all with exactly this title.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn sessions_named(&self, text: &str) -> Result<Vec<Session>, CatalogueError> {
        if let Ok(id) = text.parse()
            && let Some(session) = self.session(id).await?
        {
            return Ok(vec![session]);
        }
        sqlx::query("select * from renovation_sessions where title = ?1 order by created_at, id")
            .bind(text)
            .fetch_all(&self.reader)
            .await?
            .iter()
            .map(read)
            .collect()
    }
}

fn patch(session: &Session) -> String {
    json!({
        "id": session.id,
        "title": session.title,
        "created_at": rfc3339(session.created_at),
        "updated_at": rfc3339(session.updated_at),
    })
    .to_string()
}

fn read(row: &SqliteRow) -> Result<Session, CatalogueError> {
    Ok(Session {
        id: SessionId(row.uuid("id")?),
        title: row.text("title")?,
        created_at: row.millis("created_at")?,
        updated_at: row.millis("updated_at")?,
    })
}
