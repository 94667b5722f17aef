//! Tidying the other side at the end of a sync: files that were announced and
//! never confirmed go, and so does what was already sent of them.

use std::time::Duration;

use super::{Sync, SyncReport};

/// How long an announced file may stay away before it counts as never coming.
const STALE: Duration = Duration::from_secs(60 * 60);
/// How often one sync looks for such files.
pub(super) const SWEEP_EVERY: Duration = Duration::from_secs(60 * 60);

impl Sync<'_> {
    /// Sweeps announcements older than an hour, this machine's and others'. Whoever
    /// still wants to send such a file announces it again.
    ///
    /// What cannot be swept now is swept next time: it stays out of the running.
    pub(super) async fn sweep(&self, report: &mut SyncReport) {
        let stale = match self.backend.sweep_requests(STALE).await {
            Ok(stale) => stale,
            Err(error) => {
                tracing::info!(%error, "announced files that never came are swept later");
                return;
            }
        };
        for request in stale {
            if self.cancel.is_cancelled() {
                return;
            }
            // The file goes before its row: no file is left that nothing names.
            if let Err(error) = self.store.delete(&request.path).await {
                tracing::info!(path = %request.path, %error, "an unfinished file is removed later");
                continue;
            }
            match self.backend.forget_request(&request).await {
                Ok(()) => report.swept += 1,
                Err(error) => {
                    tracing::info!(row = %request.row_id, %error, "an announcement is forgotten later");
                }
            }
        }
    }
}
