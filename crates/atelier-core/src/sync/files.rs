//! The steps of a round that concern files: sending and removing, several at
//! once, each checked before it counts.

use async_trait::async_trait;
use futures::StreamExt as _;

use crate::catalogue::Catalogue;
use crate::clock;
use crate::domain::change::{Change, Stage, Step};
use crate::domain::ids::OperationId;
use crate::domain::media_type::MediaType;
use crate::domain::storage_path::StoragePath;
use crate::store::{OutgoingFile, StoreError, UploadLog, UploadLogError, UploadState, Verified};

use super::round::Round;
use super::{Offline, Sync, SyncError, SyncEvent, SyncReport, backoff, chance};

/// Files on their way at once.
const AT_ONCE: usize = 4;
/// Failures in a row, with no success between, that count as being offline.
const OFFLINE_AFTER: u32 = 4;

/// What became of a file.
enum Outcome {
    /// The store holds it, or holds it no longer.
    Settled { bytes: u64, removed: u64 },
    /// Another file lies at its path: it gets another.
    Occupied(Box<OutgoingFile>, StoragePath),
    /// It did not work.
    Failed(StoreError),
}

impl Sync<'_> {
    /// Sends and removes files, several at once.
    pub(super) async fn move_files(
        &self,
        changes: Vec<Change>,
        round: &mut Round,
        report: &mut SyncReport,
    ) -> Result<(), SyncError> {
        let mut moves = futures::stream::iter(changes)
            .take_while(|_| futures::future::ready(!self.cancel.is_cancelled()))
            .map(|change| async move {
                let outcome = self.move_file(&change).await;
                (change, outcome)
            })
            .buffer_unordered(AT_ONCE)
            // What has ended meanwhile is recorded in one write.
            .ready_chunks(AT_ONCE);
        let mut failures_in_a_row = 0;
        while let Some(ended) = moves.next().await {
            let mut settled = Vec::with_capacity(ended.len());
            for (change, outcome) in ended {
                match outcome? {
                    Outcome::Settled { bytes, removed } => {
                        failures_in_a_row = 0;
                        report.bytes += bytes;
                        report.removed += removed;
                        report.files += u64::from(change.next_step() == Step::SendFile);
                        settled.push(change.op_id);
                    }
                    Outcome::Occupied(file, path) => {
                        let path = path.with_hash(&file.content_hash);
                        self.catalogue.rename_path(change.op_id, &path).await?;
                        round.moved += 1;
                    }
                    Outcome::Failed(StoreError::Stopped) => {}
                    // No change is at fault, so none is put off.
                    Outcome::Failed(error) if error.is_away() => {
                        round.unreachable = Some(Offline {
                            words: error.to_string(),
                        });
                    }
                    Outcome::Failed(error) => {
                        failures_in_a_row += u32::from(error.passes_by_itself());
                        self.note_failure(&change, &error).await?;
                        if failures_in_a_row >= OFFLINE_AFTER {
                            round.unreachable = Some(Offline {
                                words: error.to_string(),
                            });
                        }
                    }
                }
            }
            round.moved += settled.len() as u64;
            self.catalogue
                .advance_all(&settled, Stage::FileSettled)
                .await?;
            if round.unreachable.is_some() {
                break;
            }
        }
        Ok(())
    }

    async fn move_file(&self, change: &Change) -> Result<Outcome, SyncError> {
        match change.next_step() {
            Step::RemoveFiles => self.remove_files(change).await,
            _ => self.send_file(change).await,
        }
    }

    /// Sends a file, then asks the store what it holds.
    async fn send_file(&self, change: &Change) -> Result<Outcome, SyncError> {
        let Some(going) = self.catalogue.file_of(change).await? else {
            // Its row went away meanwhile; there is nothing to send.
            return Ok(Outcome::Settled {
                bytes: 0,
                removed: 0,
            });
        };
        let Some(media_type) = MediaType::from_content_type(&going.content_type) else {
            let reason = format!("{} is no type of file that is sent", going.content_type);
            return Ok(Outcome::Failed(StoreError::Refused { reason }));
        };
        let path = going.path;
        let file = OutgoingFile {
            local: self.library.path(&going.content_hash),
            bytes: going.bytes,
            content_hash: going.content_hash,
            media_type,
        };
        let log = Log {
            catalogue: self.catalogue,
            op: change.op_id,
        };
        let heard = |sent: u64| {
            self.listener.hear(SyncEvent::Sending {
                path: path.to_string(),
                sent,
                total: file.bytes,
            });
        };
        match self
            .store
            .put(&path, &file, &log, &heard, self.cancel)
            .await
        {
            Ok(_) => {}
            Err(StoreError::Occupied { .. }) => return Ok(Outcome::Occupied(Box::new(file), path)),
            Err(error) => return Ok(Outcome::Failed(error)),
        }
        Ok(match self.store.verify(&path, &file).await {
            Ok(Verified::Same(_)) => {
                self.listener.hear(SyncEvent::Sent {
                    path: path.to_string(),
                    bytes: file.bytes,
                });
                Outcome::Settled {
                    bytes: file.bytes,
                    removed: 0,
                }
            }
            Ok(Verified::Missing) => Outcome::Failed(StoreError::NotFound { path }),
            Ok(Verified::Different { .. }) => Outcome::Occupied(Box::new(file), path),
            Err(error) => Outcome::Failed(error),
        })
    }

    /// Removes the files of a deletion and proves them gone.
    async fn remove_files(&self, change: &Change) -> Result<Outcome, SyncError> {
        let paths = change.deleted_paths();
        if let Some(state) = self.catalogue.upload_state(change.op_id).await?
            && let (Some(path), Ok(state)) =
                (paths.first(), serde_json::from_str::<UploadState>(&state))
            && let Err(error) = self.store.abort_upload(path, &state).await
        {
            return Ok(Outcome::Failed(error));
        }
        for (_, outcome) in self.store.delete_many(&paths).await {
            if let Err(error) = outcome {
                return Ok(Outcome::Failed(error));
            }
        }
        for path in &paths {
            match self.store.head(path).await {
                Err(StoreError::NotFound { .. }) => {}
                Err(error) => return Ok(Outcome::Failed(error)),
                Ok(_) => {
                    let reason = format!("{path} is still there after it was removed");
                    return Ok(Outcome::Failed(StoreError::Refused { reason }));
                }
            }
        }
        Ok(Outcome::Settled {
            bytes: 0,
            removed: paths.len() as u64,
        })
    }

    /// Tries a change again later, or sets it aside for a person.
    async fn note_failure(&self, change: &Change, error: &StoreError) -> Result<(), SyncError> {
        let words = error.to_string();
        // A file that was just sent and is not there yet may only be slow to show.
        let passes = error.passes_by_itself()
            || (matches!(error, StoreError::NotFound { .. }) && change.attempts < 5);
        if passes {
            let wait = backoff::delay(change.attempts + 1, chance(), error.retry_after());
            let at = clock::now().plus(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX));
            self.catalogue
                .defer(change.op_id, error.code(), &words, at)
                .await?;
            self.listener.hear(SyncEvent::Deferred { words });
        } else {
            self.catalogue
                .park(change.op_id, error.code(), &words)
                .await?;
            self.listener.hear(SyncEvent::SetAside { words });
        }
        Ok(())
    }
}

/// Keeps the state of a long upload beside its change.
struct Log<'a> {
    catalogue: &'a Catalogue,
    op: OperationId,
}

#[async_trait]
impl UploadLog for Log<'_> {
    async fn load(&self, _path: &StoragePath) -> Result<Option<UploadState>, UploadLogError> {
        let state = self.catalogue.upload_state(self.op).await?;
        // A state that an older version wrote is of no use; the upload begins again.
        Ok(state.and_then(|text| serde_json::from_str(&text).ok()))
    }

    async fn save(&self, _path: &StoragePath, state: &UploadState) -> Result<(), UploadLogError> {
        self.catalogue
            .put_upload_state(self.op, &serde_json::to_string(state)?)
            .await?;
        Ok(())
    }

    async fn clear(&self, _path: &StoragePath) -> Result<(), UploadLogError> {
        self.catalogue.clear_upload_state(self.op).await?;
        Ok(())
    }
}
