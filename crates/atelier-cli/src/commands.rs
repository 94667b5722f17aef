//! The commands, one file each, and what most of them begin with: an open
//! workspace, and a place in it that a person named.

pub(crate) mod backend;
pub(crate) mod clean;
pub(crate) mod conflicts;
pub(crate) mod convert;
pub(crate) mod doctor;
pub(crate) mod import;
pub(crate) mod init;
pub(crate) mod room;
pub(crate) mod session;
pub(crate) mod status;
pub(crate) mod style;
pub(crate) mod sync;
pub(crate) mod variants;
pub(crate) mod verify;
pub(crate) mod watch;

use std::path::PathBuf;

use atelier_core::catalogue::{self, Catalogue, CatalogueError};
use atelier_core::workspace::{Workspace, WorkspaceError};

use crate::args::{Cli, Command};
use crate::error::{CliError, Exit};
use crate::output::Console;

/// The name by which other programs are told who holds a workspace.
const PROGRAM: &str = "atelier";

/// Where a command works and speaks.
#[derive(Debug)]
pub(crate) struct Here {
    pub(crate) console: Console,
    pub(crate) folder: PathBuf,
}

impl Here {
    /// Opens the workspace, which no other program then can.
    pub(crate) async fn open(&self) -> Result<Workspace, CliError> {
        Ok(Workspace::open(&self.folder, PROGRAM).await?)
    }

    /// Opens the catalogue to look at it, also while another program works in
    /// the workspace. One of an older version is brought up to date first.
    pub(crate) async fn look(&self) -> Result<Catalogue, CliError> {
        if !self.folder.join(catalogue::FILE_NAME).exists() {
            return Err(WorkspaceError::NotAWorkspace(self.folder.clone()).into());
        }
        match Catalogue::open_read_only(&self.folder).await {
            Err(older @ CatalogueError::Older { .. }) => {
                match Workspace::open(&self.folder, PROGRAM).await {
                    Ok(workspace) => workspace.close().await,
                    Err(WorkspaceError::ReadOnly { .. }) => return Err(older.into()),
                    Err(error) => return Err(error.into()),
                }
                Ok(Catalogue::open_read_only(&self.folder).await?)
            }
            opened => Ok(opened?),
        }
    }
}

/// Does what a command line asks.
pub(crate) async fn run(cli: Cli, console: &Console) -> Result<Exit, CliError> {
    let here = Here {
        console: *console,
        folder: cli.global.workspace.unwrap_or_else(|| PathBuf::from(".")),
    };
    match cli.command {
        Command::Init(args) => init::run(args, &here).await,
        Command::Style(command) => style::run(command, &here).await,
        Command::Session(command) => session::run(command, &here).await,
        Command::Room(command) => room::run(command, &here).await,
        Command::Import(command) => import::run(command, &here).await,
        Command::Watch(args) => watch::run(args, &here).await,
        Command::Clean(args) => clean::run(args, console).await,
        Command::Convert(args) => convert::run(args, console).await,
        Command::Variants(command) => variants::run(command, &here).await,
        Command::Backend(command) => backend::run(command, &here).await,
        Command::Sync(args) => sync::run(args, &here).await,
        Command::Conflicts(command) => conflicts::run(command, &here).await,
        Command::Status(args) => status::run(args, &here).await,
        Command::Verify(args) => verify::run(args, &here).await,
        Command::Doctor(args) => doctor::run(args, &here).await,
    }
}

/// Reads a name for people, which has a letter at least.
pub(crate) fn some_words(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        Err("it needs a letter at least")
    } else {
        Ok(text.to_owned())
    }
}
