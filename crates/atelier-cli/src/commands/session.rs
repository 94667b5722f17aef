//! `atelier session`: the renovations of clients.

use clap::{Args, Subcommand};
use serde::Serialize;

use atelier_core::clock;
use atelier_core::domain::ids::SessionId;
use atelier_core::domain::session::Session;

use super::Here;
use crate::error::{CliError, Exit};
use crate::output::{Answer, Page, safe};

const EXAMPLES: &str = "\
Examples:
  atelier session add --title \"Lindqvist apartment\"
  atelier session list";

/// Sessions: the renovations of clients.
#[derive(Debug, Subcommand)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub(crate) enum SessionCommand {
    /// Make a session
    Add(AddArgs),
    /// List the sessions, the newest first
    List(ListArgs),
}

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct AddArgs {
    /// Its name for people
    #[arg(long, value_parser = super::some_words)]
    title: String,
}

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ListArgs {}

#[derive(Debug, Serialize)]
struct Added {
    id: SessionId,
    title: String,
}

impl Answer for Added {
    fn tell(&self, page: &mut Page) {
        page.line(format!(
            "Made the session {} ({}).",
            safe(&self.title),
            self.id
        ));
        page.line(format!(
            "Next: `atelier room add --session {} --name Kitchen`.",
            self.id
        ));
    }

    fn is_account(&self) -> bool {
        true
    }
}

#[derive(Debug, Serialize)]
struct Listed {
    sessions: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    id: SessionId,
    title: String,
    rooms: usize,
}

impl Answer for Listed {
    fn tell(&self, page: &mut Page) {
        if self.sessions.is_empty() {
            page.line("No session yet. Make one with `atelier session add --title TITLE`.");
            return;
        }
        let rows: Vec<_> = self
            .sessions
            .iter()
            .map(|row| vec![row.id.to_string(), safe(&row.title), row.rooms.to_string()])
            .collect();
        page.table(&["id", "title", "rooms"], &rows);
    }
}

pub(crate) async fn run(command: SessionCommand, here: &Here) -> Result<Exit, CliError> {
    match command {
        SessionCommand::Add(args) => add(args, here).await,
        SessionCommand::List(_) => list(here).await,
    }
}

async fn add(args: AddArgs, here: &Here) -> Result<Exit, CliError> {
    let workspace = here.open().await?;
    let now = clock::now();
    let session = Session {
        id: SessionId::new(),
        title: args.title,
        created_at: now,
        updated_at: now,
    };
    let added = workspace.catalogue().add_session(&session).await;
    workspace.close().await;
    added?;
    Ok(here.console.answer(&Added {
        id: session.id,
        title: session.title,
    }))
}

async fn list(here: &Here) -> Result<Exit, CliError> {
    let places = here.look().await?.places().await?;
    let row = |session: atelier_core::catalogue::SessionPlace| Row {
        id: session.id,
        title: session.title,
        rooms: session.rooms.len(),
    };
    Ok(here.console.answer(&Listed {
        sessions: places.sessions.into_iter().map(row).collect(),
    }))
}
