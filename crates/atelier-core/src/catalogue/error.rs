//! What can go wrong with the catalogue, in words that say what became of the
//! data and what to do.

use std::path::PathBuf;

/// Whatever lies under an error of the catalogue.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// The catalogue could not do what was asked of it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogueError {
    /// Install the newer program.
    #[error(
        "this catalogue was written by a newer Atelier (its version is {found}, this program knows {known}); nothing in it was touched: open it with the newer Atelier"
    )]
    Newer {
        /// The version found.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// Open it once for writing.
    #[error(
        "this catalogue was written by an older Atelier (its version is {found}, this program reads {known}) and has to be brought up to date first, which needs writing; nothing in it was touched: allow writing to its folder, or copy the workspace to where you may write, and open it again"
    )]
    Older {
        /// The version found.
        found: i64,
        /// The version that this program reads.
        known: i64,
    },
    /// Go back to a backup.
    #[error(
        "the catalogue {path} is damaged ({reason}); nothing was changed and every picture is still in the library: copy the newest file of the folder “backups” over it and open the workspace again"
    )]
    Damaged {
        /// The file of the catalogue.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
    /// Make the folder writable.
    #[error(
        "the catalogue in {path} cannot be written; what is in it is safe and nothing was changed: allow writing to the folder, or copy the workspace to where you may write"
    )]
    ReadOnly {
        /// The folder or file.
        path: PathBuf,
    },
    /// Make room, then do it again.
    #[error(
        "the disk is full; what was kept before is safe and the last act was not done: free some room, then do it again"
    )]
    DiskFull,
    /// Do it again in a moment.
    #[error(
        "another program is writing the catalogue; nothing was changed: close it there, then do it again"
    )]
    Busy,
    /// Choose another name.
    #[error("{what} exists already; nothing was changed: choose another")]
    Taken {
        /// What exists.
        what: String,
    },
    /// Look again: it went while it was being used.
    #[error("{what} is not there any more; nothing was changed")]
    Missing {
        /// What is gone.
        what: String,
    },
    /// Ask for something else: it can never be done.
    #[error("{0}; nothing was changed")]
    Refused(String),
    /// A row holds what no row can hold.
    #[error("the catalogue holds something unreadable in {column}: {reason}")]
    Unreadable {
        /// The column.
        column: String,
        /// What is wrong with it.
        reason: String,
    },
    /// None of the above.
    #[error("the catalogue could not be used; what was kept before is safe")]
    Broken(#[source] Cause),
}

impl CatalogueError {
    /// Names what a broken uniqueness or a missing parent was about.
    pub(super) fn about(self, what: impl FnOnce() -> String) -> Self {
        match self {
            Self::Taken { .. } => Self::Taken { what: what() },
            Self::Missing { .. } => Self::Missing { what: what() },
            other => other,
        }
    }

    pub(super) fn unreadable(column: &str, reason: impl std::fmt::Display) -> Self {
        Self::Unreadable {
            column: column.to_owned(),
            reason: reason.to_string(),
        }
    }

    pub(super) fn missing(what: impl Into<String>) -> Self {
        Self::Missing { what: what.into() }
    }
}

/// Result codes of SQLite (<https://sqlite.org/rescode.html>).
mod code {
    pub(super) const BUSY: u32 = 5;
    pub(super) const READONLY: u32 = 8;
    pub(super) const CORRUPT: u32 = 11;
    pub(super) const FULL: u32 = 13;
    pub(super) const NOT_A_DATABASE: u32 = 26;
    pub(super) const FOREIGN_KEY: u32 = 787;
    pub(super) const PRIMARY_KEY: u32 = 1555;
    pub(super) const UNIQUE: u32 = 2067;
}

impl From<sqlx::Error> for CatalogueError {
    fn from(error: sqlx::Error) -> Self {
        let Some(extended) = error
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code)
            .and_then(|text| text.parse::<u32>().ok())
        else {
            return match error {
                sqlx::Error::PoolTimedOut => Self::Busy,
                other => Self::Broken(Box::new(other)),
            };
        };
        match (extended, extended & 0xff) {
            (code::FOREIGN_KEY, _) => Self::missing("what this belongs to"),
            (code::PRIMARY_KEY | code::UNIQUE, _) => Self::Taken {
                what: "the same".to_owned(),
            },
            (_, code::BUSY) => Self::Busy,
            (_, code::FULL) => Self::DiskFull,
            (_, code::READONLY) => Self::ReadOnly {
                path: PathBuf::from("this workspace"),
            },
            (_, code::CORRUPT | code::NOT_A_DATABASE) => Self::Damaged {
                path: PathBuf::from(super::FILE_NAME),
                reason: error.to_string(),
            },
            _ => Self::Broken(Box::new(error)),
        }
    }
}

impl From<serde_json::Error> for CatalogueError {
    fn from(error: serde_json::Error) -> Self {
        Self::unreadable("a JSON column", error)
    }
}
