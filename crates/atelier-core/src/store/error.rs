//! What can go wrong with a store, sorted by what the caller can do about it.

use std::path::PathBuf;
use std::time::Duration;

use super::upload::UploadLogError;
use crate::domain::storage_path::StoragePath;

/// Why a store could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Wait and ask again: the same request may succeed later.
    #[error("{why}")]
    Unreachable {
        /// What kept us from it.
        why: Unreached,
        /// How long the store asks us to wait.
        retry_after: Option<Duration>,
    },
    /// Ask the person for keys, rights or the right time.
    #[error("{0}")]
    SignInNeeded(SignInProblem),
    /// Stop sending until there is room.
    #[error("The store is full. The files are safe on this computer; free some room, then retry.")]
    Full,
    /// Nothing lies under the path.
    #[error("{path} is not in the store.")]
    NotFound {
        /// Where nothing lies.
        path: StoragePath,
    },
    /// Choose another path: nothing is overwritten.
    #[error("Another file lies at {path} in the store. It was left as it is.")]
    Occupied {
        /// Where it lies.
        path: StoragePath,
    },
    /// Stop: the same request will never succeed.
    #[error("The store refused: {reason}.")]
    Refused {
        /// Why, in words.
        reason: String,
    },
    /// Import the picture again: the file to send is gone or changed.
    #[error("{} is gone or damaged on this computer, so it was not sent. Import the picture again.", path.display())]
    LocalFile {
        /// Where it should lie.
        path: PathBuf,
    },
    /// The caller cancelled.
    #[error("Stopped. What was sent stays, and the rest follows next time.")]
    Stopped,
    /// Look at the catalogue: how far an upload came could not be noted.
    #[error("How far the upload came could not be noted: {0}")]
    Log(#[source] UploadLogError),
}

/// What kept us from the store.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unreached {
    /// No connection came about.
    #[error("The store cannot be reached. Everything is saved here and goes up by itself later.")]
    NoConnection,
    /// No answer came.
    #[error("The store did not answer in time. It is asked again by itself.")]
    TimedOut,
    /// The connection ended before the answer did.
    #[error("The connection to the store broke. It is tried again by itself.")]
    Broken,
    /// The store asks for patience.
    #[error("The store is busy. It is asked again by itself.")]
    Busy,
    /// The store has a fault of its own.
    #[error("The store has a fault of its own. It is asked again by itself.")]
    Faulty,
    /// The folder is not there.
    #[error("The folder {} is not there. Connect its drive; everything is saved here and goes there by itself.", .0.display())]
    NoFolder(PathBuf),
    /// The folder is there and is not the store.
    #[error("The folder {} is there, but it is not the store that was set up: its mark is missing. Is its disk connected? Everything is saved here and goes there by itself. If the folder was emptied on purpose, set the backend again.", .0.display())]
    NoMark(PathBuf),
}

/// Why the store does not let us in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignInProblem {
    /// No keys are known here.
    #[error("No keys for the store are known here. Enter them in Settings.")]
    NoKeys,
    /// The key or its secret is wrong.
    #[error("The store does not know these keys. Enter them again in Settings.")]
    WrongKeys,
    /// The keys were good once.
    #[error("The keys for the store have run out. Enter new ones in Settings.")]
    Expired,
    /// The clocks differ too much.
    #[error("The clock of this computer differs from the store's. Set it right, then retry.")]
    ClockWrong,
    /// The keys are good, but not for this.
    #[error(
        "The store does not let these keys do this. Whoever runs it can allow reading, writing and removing."
    )]
    NotAllowed,
}

impl StoreError {
    /// Returns a name for programs, stable over releases.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "store_unreachable",
            Self::SignInNeeded(SignInProblem::NoKeys) => "store_keys_missing",
            Self::SignInNeeded(SignInProblem::WrongKeys) => "store_keys_wrong",
            Self::SignInNeeded(SignInProblem::Expired) => "store_keys_expired",
            Self::SignInNeeded(SignInProblem::ClockWrong) => "clock_wrong",
            Self::SignInNeeded(SignInProblem::NotAllowed) => "store_not_allowed",
            Self::Full => "store_full",
            Self::NotFound { .. } => "not_in_store",
            Self::Occupied { .. } => "path_occupied",
            Self::Refused { .. } => "store_refused",
            Self::LocalFile { .. } => "file_damaged",
            Self::Stopped => "stopped",
            Self::Log(_) => "upload_log",
        }
    }

    /// Tells whether the same request may succeed later without anybody's help.
    #[must_use]
    pub const fn passes_by_itself(&self) -> bool {
        matches!(self, Self::Unreachable { .. })
    }

    /// Tells whether the store as a whole is away, whatever was asked of it.
    #[must_use]
    pub const fn is_away(&self) -> bool {
        matches!(
            self,
            Self::Unreachable {
                why: Unreached::NoFolder(_) | Unreached::NoMark(_),
                ..
            }
        )
    }

    /// Lists the codes of what a person mends outside of this program: it is worth
    /// asking again whenever somebody starts a sync.
    #[must_use]
    pub const fn mended_outside() -> [&'static str; 6] {
        [
            Self::Full.code(),
            Self::SignInNeeded(SignInProblem::NoKeys).code(),
            Self::SignInNeeded(SignInProblem::WrongKeys).code(),
            Self::SignInNeeded(SignInProblem::Expired).code(),
            Self::SignInNeeded(SignInProblem::ClockWrong).code(),
            Self::SignInNeeded(SignInProblem::NotAllowed).code(),
        ]
    }

    /// Returns how long the store asks us to wait, if it said so.
    #[must_use]
    pub const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Unreachable { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// An obstacle that names no time.
    pub(super) const fn unreachable(why: Unreached) -> Self {
        Self::Unreachable {
            why,
            retry_after: None,
        }
    }

    /// A refusal with a reason in words, without a full stop.
    pub(super) fn refused(reason: impl Into<String>) -> Self {
        Self::Refused {
            reason: reason.into(),
        }
    }

    /// For `map_err` when a path is not there.
    pub(super) fn not_found(path: &StoragePath) -> Self {
        Self::NotFound { path: path.clone() }
    }

    /// For `map_err` when another file is there.
    pub(super) fn occupied(path: &StoragePath) -> Self {
        Self::Occupied { path: path.clone() }
    }
}
