//! What can go wrong with a file kept here, and what to do about it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::domain::content_hash::ContentHash;

/// Why the library could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LibraryError {
    /// Free some room, then do it again.
    #[error("The disk of this workspace is full. Free some room, then try again.")]
    Full,
    /// Make the folder writable, then do it again.
    #[error("The workspace cannot be written to: {} is read-only. Nothing was changed.", path.display())]
    ReadOnly {
        /// What could not be written.
        path: PathBuf,
    },
    /// Import the picture again.
    #[error("The file {} is no longer in the library. Import the picture again.", hash.short())]
    Missing {
        /// Which file.
        hash: ContentHash,
    },
    /// Import the picture again.
    #[error("The file {} in the library is damaged. Import the picture again.", hash.short())]
    Damaged {
        /// Which file.
        hash: ContentHash,
    },
    /// Look at what lies there: it was not put there by Atelier.
    #[error("{} is no file of the library, so it was left alone.", path.display())]
    NotOurs {
        /// Where it lies.
        path: PathBuf,
    },
    /// Look at the disk.
    #[error("{} could not be read or written: {source}.", path.display())]
    Disk {
        /// Where it happened.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl LibraryError {
    /// Returns a name for programs, stable over releases.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Full => "disk_full",
            Self::ReadOnly { .. } => "workspace_read_only",
            Self::Missing { .. } => "file_missing",
            Self::Damaged { .. } => "file_damaged",
            Self::NotOurs { .. } => "file_not_ours",
            Self::Disk { .. } => "disk_failed",
        }
    }

    /// Puts what the system said into words.
    pub(super) fn from_io(source: std::io::Error, path: &Path) -> Self {
        let path = path.to_owned();
        match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full,
            ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => Self::ReadOnly { path },
            _ => Self::Disk { path, source },
        }
    }
}
