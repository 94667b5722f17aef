//! Styles, sessions and rooms.

use atelier_core::catalogue::{Places, RoomPlace, SessionPlace, StylePlace};
use atelier_core::clock;
use atelier_core::domain::ids::{RoomId, SessionId, StyleId};
use atelier_core::domain::session::{Room, Session};
use atelier_core::domain::style::{Style, StyleSlug};
use tauri::{AppHandle, State};
use tauri_specta::Event as _;

use crate::desk::Desk;
use crate::engine::{self, CatalogueChanged};
use crate::error::CommandError;

/// Lists everything that the navigation shows. Asked again after the workspace
/// could not be opened, it tries to open it.
#[tauri::command]
#[specta::specta]
pub async fn list_places(app: AppHandle, desk: State<'_, Desk>) -> Result<Places, CommandError> {
    if desk.open_again().await {
        engine::start(&app);
        // The other screens failed too, and have nothing else to hear from.
        CatalogueChanged { place: None }.emit(&app).ok();
    }
    Ok(desk.workspace()?.catalogue().places().await?)
}

/// Makes a style; its slug comes from its name.
#[tauri::command]
#[specta::specta]
pub async fn create_style(desk: State<'_, Desk>, name: String) -> Result<StylePlace, CommandError> {
    let name = named(&name)?;
    let slug = StyleSlug::from_name(&name).ok_or_else(|| {
        CommandError::new(
            "no_slug",
            format!("“{name}” has no letter a to z in it, and a style's address needs one."),
        )
    })?;
    let at = clock::now();
    let style = Style {
        id: StyleId::new(),
        slug,
        name,
        created_at: at,
        updated_at: at,
    };
    let workspace = desk.workspace()?;
    workspace.catalogue().add_style(&style).await?;
    workspace.wake().sync.notify_one();
    Ok(StylePlace {
        id: style.id,
        slug: style.slug,
        name: style.name,
        pictures: 0,
        cover_id: None,
    })
}

/// Makes a session.
#[tauri::command]
#[specta::specta]
pub async fn create_session(
    desk: State<'_, Desk>,
    title: String,
) -> Result<SessionPlace, CommandError> {
    let at = clock::now();
    let session = Session {
        id: SessionId::new(),
        title: named(&title)?,
        created_at: at,
        updated_at: at,
    };
    let workspace = desk.workspace()?;
    workspace.catalogue().add_session(&session).await?;
    workspace.wake().sync.notify_one();
    Ok(SessionPlace {
        id: session.id,
        title: session.title,
        cover_id: None,
        rooms: Vec::new(),
    })
}

/// Makes a room of a session.
#[tauri::command]
#[specta::specta]
pub async fn create_room(
    desk: State<'_, Desk>,
    session_id: SessionId,
    name: String,
    room_type: Option<String>,
) -> Result<RoomPlace, CommandError> {
    let at = clock::now();
    let room = Room {
        id: RoomId::new(),
        session_id,
        name: named(&name)?,
        room_type,
        created_at: at,
        updated_at: at,
    };
    let workspace = desk.workspace()?;
    workspace.catalogue().add_room(&room).await?;
    workspace.wake().sync.notify_one();
    Ok(RoomPlace {
        id: room.id,
        session_id: room.session_id,
        name: room.name,
        room_type: room.room_type,
        pictures: 0,
        cover_id: None,
    })
}

/// A name with something in it.
fn named(text: &str) -> Result<String, CommandError> {
    let name = text.trim();
    if name.is_empty() {
        return Err(CommandError::new("no_name", "It needs a name."));
    }
    Ok(name.to_owned())
}
