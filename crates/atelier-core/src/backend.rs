//! Remote rows: the platform's Postgres.
//!
//! A tool: it says what became of each row and decides nothing. There is no
//! trait, because there is one backend. Absent on purpose: pulling, merging and
//! policies, which come with the ledger of versions.

mod error;
mod postgres;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::change::SyncTable;
use crate::domain::content_hash::ContentHash;
use crate::domain::ids::OperationId;
use crate::domain::storage_path::StoragePath;

pub use error::{BackendError, Cause, Refusal};
pub use postgres::Postgres;

/// One step of one operation, as it is sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Push {
    /// The operation. The backend remembers each of its steps and answers a
    /// repetition without applying it again.
    pub op_id: OperationId,
    /// The table of its row.
    pub table: SyncTable,
    /// Its row.
    pub row_id: Uuid,
    /// What is asked.
    pub step: PushStep,
    /// The columns and their values as a JSON object: the whole row for a
    /// creation, some columns for an edit; a deletion needs none.
    ///
    /// Moments are Unix milliseconds. Columns that only this machine knows are
    /// passed over; the size and hash of a room asset go into its metadata.
    pub patch: String,
}

/// What a push asks for its row.
#[derive(Debug, Clone, PartialEq)]
pub enum PushStep {
    /// The columns of the patch shall have these values. A row without a file
    /// is made if it is not there; a row with a file must be there.
    Row,
    /// A file is coming. A room asset and a variant are pending from now on; a
    /// style image is shown to nobody before it is confirmed, because its table
    /// has no word for waiting.
    Request(FileClaim),
    /// The store holds the file, its size and hash checked. Needs the whole row
    /// of a style image in the patch.
    Confirm {
        /// What the cleaning took out, as JSON.
        receipt: Option<String>,
    },
    /// The row and its files are going. The platform shows it no more; the paths
    /// are kept, with those that the backend knows of itself, until the row is
    /// removed.
    MarkDeleted {
        /// Its files.
        paths: Vec<StoragePath>,
    },
    /// The files are proved gone: the row goes, and only its id is left.
    RemoveRow,
}

impl PushStep {
    /// Returns the word by which the backend remembers it.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Row => "row",
            Self::Request(_) => "request",
            Self::Confirm { .. } => "confirm",
            Self::MarkDeleted { .. } => "mark_deleted",
            Self::RemoveRow => "remove_row",
        }
    }
}

/// The file that a request announces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileClaim {
    /// Where it will lie.
    pub path: StoragePath,
    /// Its size.
    pub bytes: u64,
    /// Its content.
    pub sha256: ContentHash,
}

/// What became of a push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pushed {
    /// It is as it was asked, by this push or by an earlier one.
    Done,
    /// The platform has a style of this slug under another id. Its row was left
    /// as it is; whatever belongs to the style belongs to that id.
    Adopted {
        /// The id that the platform knows.
        existing: Uuid,
    },
    /// Not applied. The same push will not succeed by itself; the rest of its
    /// batch was applied.
    Refused {
        /// What stands in the way.
        code: Refusal,
        /// The same in words.
        words: String,
    },
}

/// What a migration did and found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct MigrationReport {
    /// The newest migration that was applied before; 0 for none.
    #[cfg_attr(feature = "specta", specta(type = f64))]
    pub from: i64,
    /// The newest that is applied now.
    #[cfg_attr(feature = "specta", specta(type = f64))]
    pub to: i64,
    /// What was applied, each by its number and name.
    pub applied: Vec<String>,
    /// The platform's tables that were there already and stay as they are.
    pub adopted: Vec<String>,
    /// Columns of ours that an adopted table has no place for: their values stay
    /// on this machine.
    pub absent_columns: Vec<String>,
    /// Rows that break a constraint. Nothing was changed in them; the constraint
    /// binds new rows and waits for them.
    pub offenders: Vec<Offender>,
}

/// Rows that break one constraint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Offender {
    /// Their table.
    pub table: String,
    /// What they break.
    pub constraint: String,
    /// The first twenty of them.
    pub row_ids: Vec<String>,
    /// How many there are.
    #[cfg_attr(feature = "specta", specta(type = f64))]
    pub count: i64,
}

/// What a look at the backend found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct BackendFacts {
    /// The version of the server, such as `15.14`.
    pub server_version: String,
    /// How long a question and its answer took.
    #[cfg_attr(feature = "specta", specta(type = f64))]
    pub latency_ms: u64,
    /// Whether nobody on the way can read along.
    pub encrypted: bool,
    /// The newest migration that is applied; 0 for none.
    #[cfg_attr(feature = "specta", specta(type = f64))]
    pub migration: i64,
    /// The newest migration that this program knows.
    #[cfg_attr(feature = "specta", specta(type = f64))]
    pub newest_migration: i64,
    /// How far the server's clock is ahead of this machine's, in milliseconds.
    #[cfg_attr(feature = "specta", specta(type = f64))]
    pub clock_ahead_ms: i64,
    /// Who we are there.
    pub role: String,
}

impl BackendFacts {
    /// Returns whether rows can be pushed: everything that this program needs is
    /// there. A newer database will do, because migrations expand first.
    #[must_use]
    pub fn is_migrated(&self) -> bool {
        self.migration >= self.newest_migration
    }
}

/// A file that was announced and never confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaleRequest {
    /// The table of its row.
    pub table: SyncTable,
    /// Its row.
    pub row_id: Uuid,
    /// Where it, or a part of it, may lie.
    pub path: StoragePath,
}

/// A row that is going and not gone yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deletion {
    /// Its table.
    pub table: SyncTable,
    /// Its id.
    pub row_id: Uuid,
    /// The files that go first.
    pub paths: Vec<StoragePath>,
}
