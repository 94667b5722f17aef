//! The catalogue: every row that this machine knows, in one SQLite file beside
//! the library.
//!
//! One table, one file. What belongs together is written together: a row and
//! its change on the way to the backend go into one transaction, or neither
//! does. Who calls here never meets SQL, JSON values or nullable columns that
//! stand for states. Files are not kept here (`library`), and nothing here
//! knows a network.

use std::path::PathBuf;

use sqlx::Sqlite;
use sqlx::sqlite::SqlitePool;

mod activity;
mod adopt;
mod asset_comparisons;
mod assets;
mod base;
mod batches;
mod edits;
mod error;
mod history;
mod import;
mod looks;
mod named;
mod open;
mod outbox;
mod pictures;
mod places;
mod read;
mod receipts;
mod renovation_rooms;
mod renovation_sessions;
mod reorder;
mod room_assets;
mod settings;
mod style_images;
mod styles;
mod tag_lists;
mod variants;
mod watched_folders;
mod withdraw;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use activity::{ActivityNumbers, StatusCounts, WaitingCounts};
pub use assets::{KeptFile, Original};
pub use batches::UndoOutcome;
pub use edits::PicturePatch;
pub use error::{CatalogueError, Cause};
pub use history::{HistoryStep, Reverted};
pub use import::{Known, NewAsset};
pub use looks::Likely;
pub use named::NotNamed;
pub use outbox::files::OutgoingFile;
pub use outbox::numbers::{Failure, OutboxCounts};
pub use outbox::queue::Unpark;
pub use pictures::{PictureDetail, PictureFilter, PictureRow, SyncState, VariantsState};
pub use places::{Places, RoomPlace, SessionPlace, StylePlace};
pub use variants::backlog::{Backlog, FailedFor, MeanBytes, Rate};
pub use variants::queue::{Made, VariantJob};
pub use variants::regenerate::WouldRegenerate;
pub use variants::{Regenerated, VariantCounts, VariantFilter};
pub use watched_folders::WatchedFolder;
pub use withdraw::Deleted;

/// The file of the catalogue in a workspace folder.
pub const FILE_NAME: &str = "catalogue.db";

/// A workspace's rows. Cheap to clone; clones share the file.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// The one connection that writes, so that no writer waits for itself.
    writer: SqlitePool,
    reader: SqlitePool,
    path: PathBuf,
}

/// A write that happens as a whole or not at all.
type Tx = sqlx::Transaction<'static, Sqlite>;

impl Catalogue {
    /// Begins a write. It takes the lock at once, so that what it reads is
    /// still true when it writes.
    async fn write(&self) -> Result<Tx, CatalogueError> {
        Ok(self.writer.begin_with("begin immediate").await?)
    }
}
