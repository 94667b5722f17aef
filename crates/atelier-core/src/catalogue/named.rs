//! Places as people name them: a style by its slug, a session by its title, a
//! room by its name or as `Session title/Room name`, each also by its id.

use super::{Catalogue, CatalogueError};
use crate::domain::ids::{RoomId, SessionId};
use crate::domain::session::{Room, Session};
use crate::domain::style::{Style, StyleSlug};

/// Why it cannot be told which place a person means.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotNamed {
    /// Name one that there is.
    #[error("there is no style “{slug}”")]
    NoStyle {
        /// What was asked for.
        slug: StyleSlug,
        /// The slugs that there are.
        known: Vec<String>,
    },
    /// Name one that there is.
    #[error("there is no session “{asked}”")]
    NoSession {
        /// What was asked for.
        asked: String,
        /// The titles that there are.
        known: Vec<String>,
    },
    /// Name one by its id.
    #[error("“{asked}” is the title of {} sessions", .ids.len())]
    SeveralSessions {
        /// What was asked for.
        asked: String,
        /// The sessions of this title.
        ids: Vec<SessionId>,
    },
    /// Name one that there is.
    #[error("there is no room “{asked}”")]
    NoRoom {
        /// What was asked for.
        asked: String,
        /// The rooms that there are, with their sessions.
        known: Vec<String>,
    },
    /// Name one by its id, or with its session.
    #[error("“{asked}” is the name of {} rooms", .ids.len())]
    SeveralRooms {
        /// What was asked for.
        asked: String,
        /// The rooms of this name.
        ids: Vec<RoomId>,
    },
    /// The catalogue cannot be read.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
}

impl Catalogue {
    /// Finds the style that a person named.
    ///
    /// # Errors
    /// See [`NotNamed`].
    pub async fn find_style(&self, slug: &StyleSlug) -> Result<Style, NotNamed> {
        if let Some(style) = self.style_by_slug(slug).await? {
            return Ok(style);
        }
        let known = self.styles().await?;
        Err(NotNamed::NoStyle {
            slug: slug.clone(),
            known: known.iter().map(|style| style.slug.to_string()).collect(),
        })
    }

    /// Finds the session that a person named by its id or its exact title.
    ///
    /// # Errors
    /// See [`NotNamed`].
    pub async fn find_session(&self, asked: &str) -> Result<Session, NotNamed> {
        let mut found = self.sessions_named(asked).await?;
        match found.len() {
            0 => Err(NotNamed::NoSession {
                asked: asked.to_owned(),
                known: self
                    .sessions()
                    .await?
                    .into_iter()
                    .map(|session| session.title)
                    .collect(),
            }),
            1 => Ok(found.remove(0)),
            _ => Err(NotNamed::SeveralSessions {
                asked: asked.to_owned(),
                ids: found.iter().map(|session| session.id).collect(),
            }),
        }
    }

    /// Finds the room that a person named: by its id, by its name if no other
    /// room has it, or as `Session title/Room name`.
    ///
    /// # Errors
    /// See [`NotNamed`].
    pub async fn find_room(&self, asked: &str) -> Result<Room, NotNamed> {
        let mut found = self.rooms_named(asked).await?;
        if found.is_empty() {
            found = self.rooms_in_a_session(asked).await?;
        }
        match found.len() {
            0 => Err(NotNamed::NoRoom {
                asked: asked.to_owned(),
                known: self.room_names().await?,
            }),
            1 => Ok(found.remove(0)),
            _ => Err(NotNamed::SeveralRooms {
                asked: asked.to_owned(),
                ids: found.iter().map(|room| room.id).collect(),
            }),
        }
    }

    /// Reads `Session title/Room name` at every stroke, because either may hold one.
    async fn rooms_in_a_session(&self, asked: &str) -> Result<Vec<Room>, CatalogueError> {
        let mut found = Vec::new();
        for (at, stroke) in asked.match_indices('/') {
            let (title, name) = asked.split_at(at);
            let name = name.strip_prefix(stroke).unwrap_or(name);
            for session in self.sessions_named(title).await? {
                let rooms = self.rooms(session.id).await?;
                found.extend(rooms.into_iter().filter(|room| room.name == name));
            }
        }
        Ok(found)
    }

    async fn room_names(&self) -> Result<Vec<String>, CatalogueError> {
        let mut names = Vec::new();
        for session in self.places().await?.sessions {
            let title = session.title;
            names.extend(
                session
                    .rooms
                    .iter()
                    .map(|room| format!("“{title}/{}”", room.name)),
            );
        }
        Ok(names)
    }
}
