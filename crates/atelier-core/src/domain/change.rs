//! Changes on their way to the backend: what the outbox holds, and which step
//! is next. Pure, so that every order of events can be tested.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::ids::OperationId;
use super::text_enum::text_enum;
use crate::clock::UnixMillis;

text_enum! {
    /// The tables whose rows travel, in the order in which they may: a parent
    /// before its children.
    SyncTable {
        /// Styles.
        Styles = "styles",
        /// Sessions.
        Sessions = "renovation_sessions",
        /// Rooms.
        Rooms = "renovation_rooms",
        /// Pictures of styles.
        StyleImages = "style_images",
        /// Files of rooms.
        RoomAssets = "room_assets",
        /// Variants of style images.
        StyleImageVariants = "style_image_variants",
        /// Variants of room assets.
        AssetVariants = "asset_variants",
        /// Pairs of before and after.
        Comparisons = "asset_comparisons",
    }
}

text_enum! {
    /// What a change asks of the backend.
    ChangeKind {
        /// The row shall be there as the catalogue has it.
        Upsert = "upsert",
        /// The row and its files shall be gone.
        Delete = "delete",
    }
}

text_enum! {
    /// How far a change has come. Every step may be repeated.
    Stage {
        /// Nothing is sent yet.
        Queued = "queued",
        /// The backend knows that the file is coming, or that it goes.
        Requested = "requested",
        /// The store holds the file and has been asked for its size and hash,
        /// or holds it no longer.
        FileSettled = "file_settled",
    }
}

/// One change on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Its identity, the same in every repetition.
    pub op_id: OperationId,
    /// The table of its row.
    pub table: SyncTable,
    /// Its row.
    pub row_id: Uuid,
    /// What it asks.
    pub kind: ChangeKind,
    /// How far it has come.
    pub stage: Stage,
    /// How often it was tried in vain since it last got a step further.
    pub attempts: u32,
    /// Not to be tried before.
    pub not_before: UnixMillis,
    /// Why it failed last.
    pub last_error: Option<String>,
    /// True when only a person can help; it is not tried by itself any more.
    pub parked: bool,
}

impl Change {
    /// Returns whether the change can be tried now.
    #[must_use]
    pub fn is_due(&self, now: UnixMillis) -> bool {
        !self.parked && self.not_before <= now
    }

    /// Returns whether its row has a file in the store.
    #[must_use]
    pub fn has_file(&self) -> bool {
        self.table.has_file()
    }
}

impl SyncTable {
    /// Returns whether rows of this table have a file in the store.
    #[must_use]
    pub fn has_file(self) -> bool {
        matches!(
            self,
            Self::StyleImages | Self::RoomAssets | Self::StyleImageVariants | Self::AssetVariants
        )
    }
}
