//! Renovation sessions and their rooms.

use serde::{Deserialize, Serialize};

use super::ids::{RoomId, SessionId};
use crate::clock::UnixMillis;

/// A client's renovation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Its identity.
    pub id: SessionId,
    /// Its name for people, such as “Lindqvist apartment”.
    pub title: String,
    /// When it was made.
    pub created_at: UnixMillis,
    /// When it last changed.
    pub updated_at: UnixMillis,
}

/// A room of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Room {
    /// Its identity.
    pub id: RoomId,
    /// The session that it belongs to.
    pub session_id: SessionId,
    /// Its name for people, such as “Kitchen”.
    pub name: String,
    /// What kind of room it is, such as `kitchen`; free text of the platform.
    pub room_type: Option<String>,
    /// When it was made.
    pub created_at: UnixMillis,
    /// When it last changed.
    pub updated_at: UnixMillis,
}
