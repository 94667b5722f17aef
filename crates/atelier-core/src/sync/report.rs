//! What a sync did, and the facts it tells while it runs.

use serde::Serialize;

use crate::catalogue::Failure;

/// The result of a sync.
#[derive(Debug, Clone, Default)]
pub struct SyncReport {
    /// Changes that arrived, each counted once.
    pub changes: u64,
    /// Files that were sent and checked.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Files that were removed from the store.
    pub removed: u64,
    /// Files that were announced, by anybody, and never came: forgotten.
    pub swept: u64,
    /// Changes that wait still, with no failure of their own.
    pub waiting: u32,
    /// What was set aside until a person helps, one line a cause.
    pub failed: Vec<Failure>,
    /// Set while the backend or the store cannot be reached.
    pub offline: Option<Offline>,
}

impl SyncReport {
    /// Returns whether everything arrived.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.waiting == 0 && self.failed.is_empty()
    }
}

/// Why nothing can be sent just now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Offline {
    /// What cannot be reached, in words.
    pub words: String,
}

/// A fact of a running sync.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum SyncEvent {
    /// A round begins.
    Round {
        /// Changes that wait.
        waiting: u32,
    },
    /// Bytes of a file went up.
    Sending {
        /// The path in the store.
        path: String,
        /// Bytes so far.
        sent: u64,
        /// Bytes in all.
        total: u64,
    },
    /// A file is in the store, size and hash checked.
    Sent {
        /// The path in the store.
        path: String,
        /// Its bytes.
        bytes: u64,
    },
    /// A change arrived whole.
    Arrived {
        /// The table of its row.
        table: &'static str,
        /// Its row.
        id: String,
    },
    /// A change is tried again later.
    Deferred {
        /// Why, in words.
        words: String,
    },
    /// A change waits for a person.
    SetAside {
        /// Why, in words.
        words: String,
    },
    /// Nothing can be sent just now. Everything is saved and goes up by itself.
    #[serde(rename_all = "camelCase")]
    Offline {
        /// What cannot be reached.
        words: String,
        /// Milliseconds until the next try.
        retry_in: u64,
    },
    /// It can be sent again.
    Online,
}
