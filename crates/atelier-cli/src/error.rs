//! How a command ends, and why one could not begin.

use std::error::Error as _;
use std::path::PathBuf;
use std::process::ExitCode;

use atelier_core::backend::BackendError;
use atelier_core::catalogue::{CatalogueError, NotNamed};
use atelier_core::domain::ids::{BatchId, RoomId, SessionId};
use atelier_core::domain::preset::PresetError;
use atelier_core::domain::style::StyleSlug;
use atelier_core::import::ImportError;
use atelier_core::import::watch::WatchError;
use atelier_core::library::LibraryError;
use atelier_core::store::{NotAStoreUrl, StoreError};
use atelier_core::sync::SyncError;
use atelier_core::variants::VariantsError;
use atelier_core::workspace::{BadBackend, ConnectError, SetBackendError, WorkspaceError};

/// How a command ended: its exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All done.
    Done,
    /// Some items failed, were refused or were left; each is listed.
    SomeLeft,
    /// Wrong usage, or nothing could start.
    NothingStarted,
}

impl Exit {
    /// Returns `Done` when all is done.
    pub(crate) fn all_done(all: bool) -> Self {
        if all { Self::Done } else { Self::SomeLeft }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Done => Self::SUCCESS,
            Exit::SomeLeft => Self::from(1),
            Exit::NothingStarted => Self::from(2),
        }
    }
}

/// Why a command could not begin, or broke off.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    #[error(transparent)]
    Connect(#[from] ConnectError),
    #[error(transparent)]
    Watch(#[from] WatchError),
    #[error("There is no style “{slug}”. {}", offer("style", known))]
    NoSuchStyle { slug: StyleSlug, known: Vec<String> },
    #[error("There is no session “{asked}”. {}", offer("session", known))]
    NoSuchSession { asked: String, known: Vec<String> },
    #[error("“{asked}” is the title of {} sessions. Name one by its id: {}.", ids.len(), list(ids))]
    AmbiguousSession { asked: String, ids: Vec<SessionId> },
    #[error("There is no room “{asked}”. {}", offer("room", known))]
    NoSuchRoom { asked: String, known: Vec<String> },
    #[error("“{asked}” is the name of {} rooms. Write “Session title/{asked}”, or one of their ids: {}.", ids.len(), list(ids))]
    AmbiguousRoom { asked: String, ids: Vec<RoomId> },
    #[error("There is no import to take back in this workspace.")]
    NothingToUndo,
    #[error("There is no import {0} in this workspace.")]
    NoSuchBatch(BatchId),
    #[error("--style names the style that renders were made in, so it goes with --as render only.")]
    StyleOfNoRender,
    #[error(
        "Pulling what others changed comes with a later version. Plain `atelier sync` sends what waits here."
    )]
    PullComesLater,
    #[error(transparent)]
    BadBackend(#[from] BadBackend),
    #[error(transparent)]
    SetBackend(#[from] SetBackendError),
    #[error("The output folder {} cannot be used: {source}.", folder.display())]
    Out {
        folder: PathBuf,
        source: std::io::Error,
    },
    #[error(transparent)]
    Preset(#[from] PresetError),
    #[error("A part of the work broke off: {0}. What was done before is kept.")]
    Broken(String),
    #[error("The program could not start its workers: {0}.")]
    Runtime(std::io::Error),
}

/// Says what there is instead.
fn offer(noun: &str, known: &[String]) -> String {
    match known {
        [] => format!("There is none yet; make one with `atelier {noun} add`."),
        known if known.len() <= 8 => format!("There are: {}.", known.join(", ")),
        _ => format!("List them with `atelier {noun} list`."),
    }
}

fn list<T: ToString>(ids: &[T]) -> String {
    ids.iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}

impl From<NotNamed> for CliError {
    fn from(error: NotNamed) -> Self {
        match error {
            NotNamed::NoStyle { slug, known } => Self::NoSuchStyle { slug, known },
            NotNamed::NoSession { asked, known } => Self::NoSuchSession { asked, known },
            NotNamed::SeveralSessions { asked, ids } => Self::AmbiguousSession { asked, ids },
            NotNamed::NoRoom { asked, known } => Self::NoSuchRoom { asked, known },
            NotNamed::SeveralRooms { asked, ids } => Self::AmbiguousRoom { asked, ids },
            NotNamed::Catalogue(error) => error.into(),
            other => Self::Broken(other.to_string()),
        }
    }
}

impl From<CatalogueError> for CliError {
    fn from(error: CatalogueError) -> Self {
        Self::Workspace(error.into())
    }
}

impl From<LibraryError> for CliError {
    fn from(error: LibraryError) -> Self {
        Self::Workspace(error.into())
    }
}

impl From<BackendError> for CliError {
    fn from(error: BackendError) -> Self {
        Self::Connect(error.into())
    }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        Self::Connect(error.into())
    }
}

impl CliError {
    /// Returns a word for programs, stable over releases.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Workspace(error) => of_workspace(error),
            Self::Connect(error) => of_connect(error),
            Self::Watch(_) => "no_such_folder",
            Self::NoSuchStyle { .. } => "no_such_style",
            Self::NoSuchSession { .. } => "no_such_session",
            Self::AmbiguousSession { .. } => "ambiguous_session",
            Self::NoSuchRoom { .. } => "no_such_room",
            Self::AmbiguousRoom { .. } => "ambiguous_room",
            Self::NothingToUndo | Self::NoSuchBatch(_) => "no_such_import",
            Self::StyleOfNoRender | Self::Preset(_) => "usage",
            Self::PullComesLater => "comes_later",
            Self::BadBackend(
                BadBackend::DatabaseHoldsSecret | BadBackend::Store(NotAStoreUrl::HoldsSecret),
            ) => "holds_secret",
            Self::BadBackend(_) => "bad_address",
            Self::SetBackend(SetBackendError::Workspace(error)) => of_workspace(error),
            Self::Out { .. } | Self::SetBackend(_) => "folder_unusable",
            Self::Broken(_) | Self::Runtime(_) => "broken",
        }
    }

    /// Returns what to tell people: a sentence, with what lies under it when the
    /// sentence does not say it.
    pub(crate) fn message(&self) -> String {
        let mut text = self.to_string();
        let mut cause = self.source();
        while let Some(under) = cause {
            let words = under.to_string();
            if !text.contains(&words) {
                text = format!("{}: {words}", text.trim_end_matches('.'));
            }
            cause = under.source();
        }
        sentence(&text)
    }
}

/// Makes a sentence of words: a capital, a full stop.
pub(crate) fn sentence(text: &str) -> String {
    let text = text.trim_end();
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>())
        .unwrap_or_default();
    let stop = if text.ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    format!("{first}{}{stop}", letters.as_str())
}

fn of_workspace(error: &WorkspaceError) -> &'static str {
    match error {
        WorkspaceError::NotAWorkspace(_) => "not_a_workspace",
        WorkspaceError::Held(_) => "workspace_held",
        WorkspaceError::ReadOnly { .. } => "workspace_read_only",
        WorkspaceError::DiskFull(_) => "disk_full",
        WorkspaceError::Folder { .. } => "folder_unusable",
        WorkspaceError::Catalogue(error)
        | WorkspaceError::Import(ImportError::Catalogue(error))
        | WorkspaceError::Variants(VariantsError::Catalogue(error))
        | WorkspaceError::Sync(SyncError::Catalogue(error)) => of_catalogue(error),
        WorkspaceError::Library(error)
        | WorkspaceError::Import(ImportError::Library(error))
        | WorkspaceError::Variants(VariantsError::Library(error))
        | WorkspaceError::Sync(SyncError::Library(error)) => error.code(),
        WorkspaceError::Import(ImportError::NoSuchPlace) => "no_such_place",
        _ => "broken",
    }
}

fn of_catalogue(error: &CatalogueError) -> &'static str {
    match error {
        CatalogueError::Newer { .. } => "catalogue_newer",
        CatalogueError::Older { .. } => "catalogue_older",
        CatalogueError::Damaged { .. } => "catalogue_damaged",
        CatalogueError::ReadOnly { .. } => "workspace_read_only",
        CatalogueError::DiskFull => "disk_full",
        CatalogueError::Busy => "catalogue_busy",
        CatalogueError::Taken { .. } => "taken",
        CatalogueError::Missing { .. } => "missing",
        CatalogueError::Refused(_) => "refused",
        _ => "catalogue_broken",
    }
}

fn of_connect(error: &ConnectError) -> &'static str {
    match error {
        ConnectError::NotSet => "no_backend",
        ConnectError::StoreUrl(_) => "bad_address",
        ConnectError::Backend(error) => error.code(),
        ConnectError::Store(error) => error.code(),
        ConnectError::Workspace(error) => of_workspace(error),
        ConnectError::Secret(_) => "secret_unavailable",
        _ => "broken",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_a_sentence() {
        assert_eq!(sentence("the disk is full"), "The disk is full.");
        assert_eq!(sentence("Close it there."), "Close it there.");
    }

    #[test]
    fn who_asks_for_something_unknown_is_told_what_there_is() {
        let error = CliError::NoSuchStyle {
            slug: "costal".parse().expect("a slug"),
            known: vec!["coastal".to_owned()],
        };

        assert_eq!(
            error.message(),
            "There is no style “costal”. There are: coastal."
        );
        assert_eq!(error.code(), "no_such_style");
    }
}
