//! The verb that sends: changes of the outbox go to the backend's rows and the
//! store's files, every step repeatable.
//!
//! This is the push half. Pulling others' changes and merging come with a later
//! feature; the catalogue already keeps what they need (base rows, conflicts,
//! a cursor).

pub mod backoff;
mod files;
mod report;
mod round;
mod rows;
mod sweep;

use std::time::Duration;

use rand::Rng as _;
use tokio::sync::Notify;

use crate::backend::Postgres;
use crate::catalogue::{Catalogue, CatalogueError, Unpark};
use crate::clock::{self, UnixMillis};
use crate::library::{Library, LibraryError};
use crate::progress::{Cancel, Listener};
use crate::store::{Store, StoreError};

pub use report::{Offline, SyncEvent, SyncReport};

/// How often a watching sync looks without being asked.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// What stops a sync. What is unreachable or refused does not: that is deferred
/// or set aside, with its reason.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SyncError {
    /// The catalogue cannot be read or written.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// The library cannot be read.
    #[error(transparent)]
    Library(#[from] LibraryError),
}

/// How long a sync goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// Until nothing waits, or nothing has moved for this long.
    Done {
        /// How long to try without getting anywhere.
        patience: Duration,
    },
    /// Until it is cancelled.
    Cancelled,
}

/// Everything that a sync holds.
pub struct Sync<'a> {
    /// Where the changes are.
    pub catalogue: &'a Catalogue,
    /// Where the files are.
    pub library: &'a Library,
    /// Where the rows go.
    pub backend: &'a Postgres,
    /// Where the files go.
    pub store: &'a dyn Store,
    /// Hears facts.
    pub listener: &'a dyn Listener<SyncEvent>,
    /// Stops it at a safe point.
    pub cancel: &'a Cancel,
    /// Wakes a watching sync: something was put into the outbox.
    pub wake: &'a Notify,
}

impl Sync<'_> {
    /// Sends what waits.
    ///
    /// # Errors
    /// Only when this machine's own catalogue or library fails. A network that
    /// is away is a state: see [`SyncReport::offline`].
    pub async fn push(&self, until: Until) -> Result<SyncReport, SyncError> {
        for code in StoreError::mended_outside() {
            let set_aside = Unpark::Code(code.to_owned());
            self.catalogue.unpark(&set_aside).await?;
        }
        let mut report = SyncReport::default();
        let mut failures = 0;
        let mut last_move = tokio::time::Instant::now();
        let mut swept: Option<tokio::time::Instant> = None;
        loop {
            let round = self.round(&mut report).await?;
            if self.cancel.is_cancelled() {
                break;
            }
            if round.moved > 0 {
                last_move = tokio::time::Instant::now();
                self.go_online(&mut report);
                failures = 0;
            }
            let wait = match round.unreachable {
                Some(offline) => {
                    failures += 1;
                    let wait = backoff::delay(failures, chance(), None);
                    self.go_offline(&mut report, offline, wait);
                    Some(wait)
                }
                None if round.moved > 0 => Some(Duration::ZERO),
                // Whoever asked nothing does not know whether anybody is there.
                None if round.idle && report.offline.is_some() => {
                    self.until_next(clock::now()).await?
                }
                None => {
                    self.go_online(&mut report);
                    if swept.is_none_or(|at| at.elapsed() >= sweep::SWEEP_EVERY) {
                        swept = Some(tokio::time::Instant::now());
                        self.sweep(&mut report).await;
                    }
                    self.until_next(clock::now()).await?
                }
            };
            match until {
                Until::Done { .. } if wait.is_none() => break,
                Until::Done { patience }
                    if last_move.elapsed() + wait.unwrap_or_default() > patience =>
                {
                    break;
                }
                _ => self.rest(wait.unwrap_or(LOOK_EVERY).min(LOOK_EVERY)).await,
            }
        }
        self.count_what_is_left(&mut report).await?;
        Ok(report)
    }

    /// Returns how long it is until a change that was put off is due; none when
    /// none is. A change that is due and was not taken waits for a person to
    /// help the one before it.
    async fn until_next(&self, now: UnixMillis) -> Result<Option<Duration>, SyncError> {
        let counts = self.catalogue.outbox_counts(now).await?;
        let next = counts.next_not_before;
        Ok(next.map(|at| {
            Duration::from_millis(u64::try_from(at.0.saturating_sub(now.0)).unwrap_or(0))
        }))
    }

    async fn rest(&self, wait: Duration) {
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = self.cancel.cancelled() => {}
            () = self.wake.notified() => {}
        }
    }

    fn go_offline(&self, report: &mut SyncReport, offline: Offline, wait: Duration) {
        if report.offline.as_ref() != Some(&offline) {
            let retry_in = wait.as_millis().try_into().unwrap_or(u64::MAX);
            self.listener.hear(SyncEvent::Offline {
                words: offline.words.clone(),
                retry_in,
            });
            report.offline = Some(offline);
        }
    }

    fn go_online(&self, report: &mut SyncReport) {
        if report.offline.take().is_some() {
            self.listener.hear(SyncEvent::Online);
        }
    }

    async fn count_what_is_left(&self, report: &mut SyncReport) -> Result<(), SyncError> {
        let counts = self.catalogue.outbox_counts(clock::now()).await?;
        report.waiting = counts.waiting;
        report.failed = self.catalogue.failures().await?;
        Ok(())
    }
}

/// A random number in 0..1, for waits.
fn chance() -> f64 {
    rand::rng().random_range(0.0..1.0)
}
