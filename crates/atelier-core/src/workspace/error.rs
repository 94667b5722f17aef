//! Why a workspace cannot be opened or used.

use std::io;
use std::path::{Path, PathBuf};

use super::lock::{Holder, LockError};
use crate::catalogue::CatalogueError;
use crate::domain::preset::PresetError;
use crate::import::ImportError;
use crate::library::LibraryError;
use crate::media::render::RenderError;
use crate::sync::SyncError;
use crate::variants::{TrialError, VariantsError};

/// Why a workspace cannot be opened or used. Nothing is lost by any of these.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WorkspaceError {
    /// The folder holds no workspace: make one, or name another folder.
    #[error("{} is no workspace. Make one there with `atelier init`, or name another folder", .0.display())]
    NotAWorkspace(PathBuf),
    /// Another program has it open: close it there.
    #[error("{} has this workspace open. Close it there, then try again", .0.as_ref().map_or_else(|| "Another Atelier".to_owned(), ToString::to_string))]
    Held(Option<Holder>),
    /// The folder may not be written, or its disk is read-only.
    #[error("{} cannot be written: {source}. Nothing was changed; make the folder writable, or choose another", .dir.display())]
    ReadOnly {
        /// The folder.
        dir: PathBuf,
        /// What the file system said.
        source: io::Error,
    },
    /// The disk is full.
    #[error("the disk of {} is full. Nothing was changed; free some room, then try again", .0.display())]
    DiskFull(PathBuf),
    /// The folder cannot be used for another reason.
    #[error("{} cannot be used: {source}", .dir.display())]
    Folder {
        /// The folder.
        dir: PathBuf,
        /// What the file system said.
        source: io::Error,
    },
    /// The catalogue fails.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// The library fails.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// An import cannot go on.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// Variants cannot be made.
    #[error(transparent)]
    Variants(#[from] VariantsError),
    /// No picture can be made by a preset: mend it.
    #[error("{name}: {source}. The presets are as they were")]
    BadPreset {
        /// Which.
        name: String,
        /// What is wrong with it.
        source: PresetError,
    },
    /// A preset cannot be tried out on a picture.
    #[error(transparent)]
    Trial(#[from] TrialError),
    /// The picture is gone: choose another.
    #[error("this picture is not here any more. Choose another")]
    PictureGone,
    /// A sync cannot go on.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// Two pictures make no pair of before and after: choose two of one room.
    #[error("A pair of before and after is two pictures of one room. Nothing was kept")]
    NoPair,
    /// A picture cannot be looked at closely: its reason says why.
    #[error("this picture cannot be looked at: {0}. The file is as it was")]
    Picture(#[from] RenderError),
    /// The variant has another shape than its picture gives it: make it again.
    #[error(
        "the variant cannot be held against its picture: they do not have the same size. Nothing was changed; make the variant again, then measure it"
    )]
    NotMeasured,
    /// A worker died of a fault of ours.
    #[error("a part of the work broke off: {0}. What was done before is kept")]
    Broken(String),
}

impl WorkspaceError {
    pub(super) fn folder(dir: &Path, source: io::Error) -> Self {
        let dir = dir.to_owned();
        match source.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::ReadOnly { dir, source }
            }
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull(dir),
            _ => Self::Folder { dir, source },
        }
    }

    pub(super) fn lock(dir: &Path, error: LockError) -> Self {
        match error {
            LockError::Held(holder) => Self::Held(holder),
            LockError::Io(source) => Self::folder(dir, source),
        }
    }
}
