//! `atelier room`: the rooms of sessions.

use clap::{Args, Subcommand};
use serde::Serialize;

use atelier_core::catalogue::Catalogue;
use atelier_core::clock;
use atelier_core::domain::ids::{RoomId, SessionId};
use atelier_core::domain::session::Room;

use super::Here;
use crate::error::{CliError, Exit};
use crate::output::{Answer, Page, safe};
use crate::words;

const EXAMPLES: &str = "\
Examples:
  atelier room add --session \"Lindqvist apartment\" --name Kitchen --room-type kitchen
  atelier room list";

/// Rooms of sessions.
#[derive(Debug, Subcommand)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub(crate) enum RoomCommand {
    /// Make a room in a session
    Add(AddArgs),
    /// List the rooms, by session
    List(ListArgs),
}

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct AddArgs {
    /// Its session: an id, or the exact title
    #[arg(long, value_name = "SESSION")]
    session: String,
    /// Its name for people
    #[arg(long, value_parser = super::some_words)]
    name: String,
    /// What kind of room it is, such as kitchen
    #[arg(long, value_name = "TYPE")]
    room_type: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ListArgs {
    /// Only the rooms of this session: an id, or the exact title
    #[arg(long, value_name = "SESSION")]
    session: Option<String>,
}

#[derive(Debug, Serialize)]
struct Added {
    id: RoomId,
    session_id: SessionId,
    name: String,
    room_type: Option<String>,
}

impl Answer for Added {
    fn tell(&self, page: &mut Page) {
        page.line(format!("Made the room {} ({}).", safe(&self.name), self.id));
        page.line(format!(
            "Next: `atelier import room {} --as photo PATH…`.",
            self.id
        ));
    }

    fn is_account(&self) -> bool {
        true
    }
}

#[derive(Debug, Serialize)]
struct Listed {
    rooms: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    id: RoomId,
    session_id: SessionId,
    session: String,
    name: String,
    room_type: Option<String>,
    pictures: u32,
}

impl Answer for Listed {
    fn tell(&self, page: &mut Page) {
        if self.rooms.is_empty() {
            page.line(
                "No room yet. Make one with `atelier room add --session SESSION --name NAME`.",
            );
            return;
        }
        let rows: Vec<_> = self
            .rooms
            .iter()
            .map(|row| {
                let kind = row.room_type.as_deref().map(safe).unwrap_or_default();
                let pictures = words::count(row.pictures.into());
                vec![
                    row.id.to_string(),
                    safe(&row.session),
                    safe(&row.name),
                    kind,
                    pictures,
                ]
            })
            .collect();
        page.table(&["id", "session", "name", "type", "files"], &rows);
    }
}

pub(crate) async fn run(command: RoomCommand, here: &Here) -> Result<Exit, CliError> {
    match command {
        RoomCommand::Add(args) => add(args, here).await,
        RoomCommand::List(args) => list(args, here).await,
    }
}

async fn add(args: AddArgs, here: &Here) -> Result<Exit, CliError> {
    let workspace = here.open().await?;
    let added = add_to(workspace.catalogue(), args).await;
    workspace.close().await;
    let room = added?;
    Ok(here.console.answer(&Added {
        id: room.id,
        session_id: room.session_id,
        name: room.name,
        room_type: room.room_type,
    }))
}

async fn add_to(catalogue: &Catalogue, args: AddArgs) -> Result<Room, CliError> {
    let session = catalogue.find_session(&args.session).await?;
    let now = clock::now();
    let room = Room {
        id: RoomId::new(),
        session_id: session.id,
        name: args.name,
        room_type: args.room_type,
        created_at: now,
        updated_at: now,
    };
    catalogue.add_room(&room).await?;
    Ok(room)
}

async fn list(args: ListArgs, here: &Here) -> Result<Exit, CliError> {
    let catalogue = here.look().await?;
    let only = match &args.session {
        Some(asked) => Some(catalogue.find_session(asked).await?.id),
        None => None,
    };
    let mut rooms = Vec::new();
    for session in catalogue.places().await?.sessions {
        if only.is_some_and(|only| only != session.id) {
            continue;
        }
        let title = session.title;
        rooms.extend(session.rooms.into_iter().map(|room| Row {
            id: room.id,
            session_id: room.session_id,
            session: title.clone(),
            name: room.name,
            room_type: room.room_type,
            pictures: room.pictures,
        }));
    }
    Ok(here.console.answer(&Listed { rooms }))
}
