//! One round: what is due is taken once and moved one step at least.

use crate::clock;
use crate::domain::change::{Change, Step};

use super::{Offline, Sync, SyncError, SyncEvent, SyncReport};

/// Changes taken in one round.
const ROUND: u32 = 256;

/// What a round came to.
#[derive(Debug, Default)]
pub(super) struct Round {
    /// Steps that were done.
    pub(super) moved: u64,
    /// Whether nothing was due.
    pub(super) idle: bool,
    /// Set when the backend or the store could not be reached at all.
    pub(super) unreachable: Option<Offline>,
}

impl Sync<'_> {
    /// Takes what is due and does the next step of each: rows together, then
    /// files, several at once.
    pub(super) async fn round(&self, report: &mut SyncReport) -> Result<Round, SyncError> {
        let due = self.catalogue.due_changes(clock::now(), ROUND).await?;
        let mut round = Round::default();
        if due.is_empty() {
            round.idle = true;
            return Ok(round);
        }
        let counts = self.catalogue.outbox_counts(clock::now()).await?;
        self.listener.hear(SyncEvent::Round {
            waiting: counts.waiting,
        });
        let (files, rows): (Vec<Change>, Vec<Change>) = due
            .into_iter()
            .partition(|c| matches!(c.next_step(), Step::SendFile | Step::RemoveFiles));
        self.push_rows(&rows, &mut round, report).await?;
        if round.unreachable.is_none() {
            self.move_files(files, &mut round, report).await?;
        }
        Ok(round)
    }
}
