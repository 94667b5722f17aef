//! Changes on their way to the backend: what the outbox holds, and which step
//! is next. Pure, so that every order of events can be tested.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::ids::OperationId;
use super::storage_path::StoragePath;
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
        /// The row shall be there, and its file if it has one.
        Create = "create",
        /// Some columns of a row that is there shall have new values.
        Edit = "edit",
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
    /// The columns and their values as a JSON object: the whole row of a
    /// creation, the changed columns of an edit, `{"paths": [...]}` of a
    /// deletion. Fixed before the first send, so that a repetition is the same
    /// to the byte.
    pub patch: String,
    /// The version of the backend's row that the change was made on; 0 for none.
    pub base_version: i64,
    /// How far it has come.
    pub stage: Stage,
    /// How often it was tried in vain since it last got a step further.
    pub attempts: u32,
    /// Not to be tried before.
    pub not_before: UnixMillis,
    /// The stable code of the last failure; one line a cause is shown by it.
    pub error_code: Option<String>,
    /// Why it failed last, in words.
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

    /// Returns the paths that a deletion removes: the original's first.
    #[must_use]
    pub fn deleted_paths(&self) -> Vec<StoragePath> {
        serde_json::from_str::<Deletion>(&self.patch)
            .map(|deletion| deletion.paths)
            .unwrap_or_default()
    }

    /// Decides the next step. No clock, no network.
    ///
    /// A row is asked for before its file travels, and confirmed after it: no
    /// reader of the backend ever meets a row whose file is missing and which
    /// does not say so. Deleting goes the other way round.
    #[must_use]
    pub fn next_step(&self) -> Step {
        match (self.kind, self.stage) {
            (ChangeKind::Create, Stage::Queued) if self.table.has_file() => Step::Request,
            (ChangeKind::Create, Stage::Requested) => Step::SendFile,
            (ChangeKind::Create, Stage::FileSettled) => Step::Confirm,
            (ChangeKind::Create | ChangeKind::Edit, _) => Step::SendRow,
            (ChangeKind::Delete, Stage::Queued) => Step::MarkDeleted,
            (ChangeKind::Delete, Stage::Requested) => Step::RemoveFiles,
            (ChangeKind::Delete, Stage::FileSettled) => Step::RemoveRow,
        }
    }
}

/// The patch of a deletion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deletion {
    /// The files that go with the row: the original's first.
    pub paths: Vec<StoragePath>,
}

/// What is done next for a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Send a row that has no file, or the changed columns of any row.
    SendRow,
    /// Tell the backend that a file is coming.
    Request,
    /// Send the file and check what the store holds.
    SendFile,
    /// Tell the backend that the file is there.
    Confirm,
    /// Mark the row as going.
    MarkDeleted,
    /// Remove its files and prove them gone.
    RemoveFiles,
    /// Remove the row.
    RemoveRow,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn change(table: SyncTable, kind: ChangeKind, stage: Stage) -> Change {
        Change {
            op_id: OperationId::new(),
            table,
            row_id: Uuid::nil(),
            kind,
            patch: "{}".to_owned(),
            base_version: 0,
            stage,
            attempts: 0,
            not_before: UnixMillis(0),
            error_code: None,
            last_error: None,
            parked: false,
        }
    }

    #[test]
    fn a_new_picture_is_requested_then_sent_then_confirmed() {
        let step = |stage| change(SyncTable::StyleImages, ChangeKind::Create, stage).next_step();

        assert_eq!(step(Stage::Queued), Step::Request);
        assert_eq!(step(Stage::Requested), Step::SendFile);
        assert_eq!(step(Stage::FileSettled), Step::Confirm);
    }

    #[test]
    fn a_caption_and_a_style_are_rows_alone() {
        assert_eq!(
            change(SyncTable::StyleImages, ChangeKind::Edit, Stage::Queued).next_step(),
            Step::SendRow
        );
        assert_eq!(
            change(SyncTable::Styles, ChangeKind::Create, Stage::Queued).next_step(),
            Step::SendRow
        );
    }

    #[test]
    fn a_deletion_marks_then_removes_files_then_the_row() {
        let step = |stage| change(SyncTable::RoomAssets, ChangeKind::Delete, stage).next_step();

        assert_eq!(step(Stage::Queued), Step::MarkDeleted);
        assert_eq!(step(Stage::Requested), Step::RemoveFiles);
        assert_eq!(step(Stage::FileSettled), Step::RemoveRow);
    }

    #[test]
    fn a_parked_change_waits_for_a_person() {
        let mut parked = change(SyncTable::Styles, ChangeKind::Edit, Stage::Queued);
        parked.parked = true;

        assert!(!parked.is_due(UnixMillis(i64::MAX)));
    }
}
