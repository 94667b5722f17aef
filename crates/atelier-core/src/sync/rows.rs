//! The steps of a round that concern rows: many a round trip, each with its own
//! outcome.

use crate::backend::{BackendError, FileClaim, Push, PushStep, Pushed, Refusal};
use crate::clock;
use crate::domain::asset::AssetId;
use crate::domain::change::{Change, Stage, Step, SyncTable};
use crate::domain::ids::{RoomAssetId, StyleId, StyleImageId};

use super::round::Round;
use super::{Offline, Sync, SyncError, SyncEvent, SyncReport, backoff, chance};

/// How often a row waits for another that has not arrived yet, before a person
/// is asked.
const PATIENCE_FOR_PARENTS: u32 = 8;

impl Sync<'_> {
    /// Pushes the row steps of a round in one batch.
    pub(super) async fn push_rows(
        &self,
        changes: &[Change],
        round: &mut Round,
        report: &mut SyncReport,
    ) -> Result<(), SyncError> {
        // Changes of one table and step go up as a handful of statements. No
        // change of a round depends on another, so their order is free.
        let mut changes: Vec<&Change> = changes.iter().collect();
        changes.sort_by_key(|change| (change.table, change.next_step()));
        let mut sent = Vec::with_capacity(changes.len());
        let mut pushes = Vec::with_capacity(changes.len());
        for change in changes {
            if let Some(push) = self.push_of(change).await? {
                sent.push(change);
                pushes.push(push);
            }
        }
        if pushes.is_empty() {
            return Ok(());
        }
        match self.backend.push(&pushes).await {
            Ok(answers) => {
                let answers = sent.into_iter().zip(answers);
                self.take_answers(answers, round, report).await?;
            }
            Err(error @ BackendError::Unreachable(_)) => {
                round.unreachable = Some(Offline {
                    words: error.to_string(),
                });
            }
            // The whole backend refuses us: no change is at fault, so none is
            // set aside one by one.
            Err(error) => {
                for change in sent {
                    self.catalogue
                        .park(change.op_id, error.code(), &error.to_string())
                        .await?;
                }
                self.listener.hear(SyncEvent::SetAside {
                    words: error.to_string(),
                });
            }
        }
        Ok(())
    }

    /// Writes a change as the backend takes it. None when its file went away
    /// before it was ever asked for.
    async fn push_of(&self, change: &Change) -> Result<Option<Push>, SyncError> {
        let step = match change.next_step() {
            Step::Request => {
                let Some(file) = self.catalogue.file_of(change).await? else {
                    self.catalogue.complete(change.op_id, clock::now()).await?;
                    return Ok(None);
                };
                PushStep::Request(FileClaim {
                    path: file.path,
                    bytes: file.bytes,
                    sha256: file.content_hash,
                })
            }
            Step::Confirm => PushStep::Confirm {
                receipt: self.receipt_of(change).await?,
            },
            Step::MarkDeleted => PushStep::MarkDeleted {
                paths: change.deleted_paths(),
            },
            Step::RemoveRow => PushStep::RemoveRow,
            Step::SendRow | Step::SendFile | Step::RemoveFiles => PushStep::Row,
        };
        Ok(Some(Push {
            op_id: change.op_id,
            table: change.table,
            row_id: change.row_id,
            step,
            patch: change.patch.clone(),
        }))
    }

    /// The receipt of the file that a change brought, as JSON; variants have none.
    async fn receipt_of(&self, change: &Change) -> Result<Option<String>, SyncError> {
        let asset = match change.table {
            SyncTable::StyleImages => AssetId::StyleImage(StyleImageId(change.row_id)),
            SyncTable::RoomAssets => AssetId::RoomAsset(RoomAssetId(change.row_id)),
            _ => return Ok(None),
        };
        let receipt = self.catalogue.receipt(asset).await?;
        Ok(receipt.and_then(|receipt| serde_json::to_string(&receipt).ok()))
    }

    /// Records what became of a batch; all that went well in one write.
    async fn take_answers(
        &self,
        answers: impl Iterator<Item = (&Change, Pushed)>,
        round: &mut Round,
        report: &mut SyncReport,
    ) -> Result<(), SyncError> {
        let (mut requested, mut arrived) = (Vec::new(), Vec::new());
        for (change, answer) in answers {
            match answer {
                Pushed::Done if matches!(change.next_step(), Step::Request | Step::MarkDeleted) => {
                    requested.push(change.op_id);
                }
                Pushed::Done => arrived.push(change),
                Pushed::Adopted { existing } => {
                    self.catalogue
                        .adopt_style(StyleId(change.row_id), StyleId(existing))
                        .await?;
                    round.moved += 1;
                    report.changes += 1;
                }
                Pushed::Refused { code, words } => self.refused(change, code, words, round).await?,
            }
        }
        round.moved += (requested.len() + arrived.len()) as u64;
        report.changes += arrived.len() as u64;
        self.catalogue
            .advance_all(&requested, Stage::Requested)
            .await?;
        let ops: Vec<_> = arrived.iter().map(|change| change.op_id).collect();
        self.catalogue.complete_all(&ops, clock::now()).await?;
        for change in arrived {
            let (table, id) = (change.table.as_str(), change.row_id.to_string());
            self.listener.hear(SyncEvent::Arrived { table, id });
        }
        Ok(())
    }

    async fn refused(
        &self,
        change: &Change,
        code: Refusal,
        words: String,
        round: &mut Round,
    ) -> Result<(), SyncError> {
        match code {
            // Its request was swept while this machine was away: ask again.
            Refusal::NoRequest if change.stage == Stage::FileSettled => {
                self.catalogue.advance(change.op_id, Stage::Queued).await?;
                round.moved += 1;
            }
            Refusal::ParentMissing | Refusal::InUse if change.attempts < PATIENCE_FOR_PARENTS => {
                let wait = backoff::delay(change.attempts + 1, chance(), None);
                let at = clock::now().plus(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX));
                self.catalogue
                    .defer(change.op_id, code.as_str(), &words, at)
                    .await?;
                self.listener.hear(SyncEvent::Deferred { words });
            }
            _ => {
                self.catalogue
                    .park(change.op_id, code.as_str(), &words)
                    .await?;
                self.listener.hear(SyncEvent::SetAside { words });
            }
        }
        Ok(())
    }
}
