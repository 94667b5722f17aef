//! `atelier sync`: sends what waits to the backend and the store.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clap::Args;
use serde::Serialize;

use atelier_core::catalogue::Failure;
use atelier_core::progress::Cancel;
use atelier_core::sync::{Offline, SyncEvent, SyncReport, Until};
use atelier_core::workspace::{ConnectError, Workspace};

use super::Here;
use crate::error::{CliError, Exit, sentence};
use crate::output::{Answer, Console, Ink, Page, safe};
use crate::progress::Progress;
use crate::stop;
use crate::words::{self, count, many};

const EXAMPLES: &str = "\
Examples:
  atelier sync
  atelier sync --patience 5 --json
  atelier sync --watch

Whatever cannot go now stays here and goes with the next sync; nothing is sent twice.";

/// Sends what waits to the backend and the store.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct SyncArgs {
    /// Go on sending whatever comes until stopped
    #[arg(long)]
    watch: bool,
    /// Send and do not pull, as plain sync does in this version
    #[arg(long, conflicts_with = "pull_only")]
    push_only: bool,
    /// Pull and do not send; comes with a later version
    #[arg(long, conflicts_with = "watch")]
    pull_only: bool,
    /// How long to go on while nothing arrives
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 30,
        conflicts_with = "watch"
    )]
    patience: u64,
}

/// What a sync did and left.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Sent {
    changes: u64,
    files: u64,
    bytes: u64,
    removed: u64,
    waiting: u64,
    failed: Vec<Cause>,
    offline: Option<String>,
}

/// Why changes were set aside, one a cause.
#[derive(Debug, Serialize)]
struct Cause {
    code: String,
    reason: String,
    count: u32,
}

impl From<Failure> for Cause {
    fn from(failure: Failure) -> Self {
        Self {
            code: failure.code,
            reason: failure.words,
            count: failure.count,
        }
    }
}

impl From<SyncReport> for Sent {
    fn from(report: SyncReport) -> Self {
        Self {
            changes: report.changes,
            files: report.files,
            bytes: report.bytes,
            removed: report.removed,
            waiting: report.waiting.into(),
            failed: report.failed.into_iter().map(Cause::from).collect(),
            offline: report.offline.map(|offline: Offline| offline.words),
        }
    }
}

pub(crate) async fn run(args: SyncArgs, here: &Here) -> Result<Exit, CliError> {
    if args.pull_only {
        return Err(CliError::PullComesLater);
    }
    let workspace = here.open().await?;
    let cancel = stop::on_signal(&here.console);
    let until = if args.watch {
        Until::Cancelled
    } else {
        Until::Done {
            patience: Duration::from_secs(args.patience),
        }
    };
    let sent = send(&workspace, until, &here.console, &cancel).await;
    workspace.close().await;
    Ok(here.console.answer(&sent?))
}

/// Connects and sends. A network that is away is no error.
pub(crate) async fn send(
    workspace: &Workspace,
    until: Until,
    console: &Console,
    cancel: &Cancel,
) -> Result<Sent, CliError> {
    let progress = Progress::new(console, "Sending");
    let told = AtomicBool::new(false);
    let heard = |event: SyncEvent| {
        let is_first =
            matches!(event, SyncEvent::Offline { .. }) && !told.swap(true, Ordering::Relaxed);
        if is_first {
            console.note("No network. Everything is saved here and goes up by itself later.");
        }
        progress.tell(&event);
    };
    match workspace.sync(until, &heard, cancel).await {
        Ok(report) => Ok(report.into()),
        Err(ConnectError::Workspace(error)) => Err((*error).into()),
        Err(error) => Err(error.into()),
    }
}

impl Sent {
    /// Returns whether something wants to be said of it.
    pub(crate) fn is_news(&self) -> bool {
        self.changes > 0 || self.exit() != Exit::Done
    }
}

impl Answer for Sent {
    fn tell(&self, page: &mut Page) {
        let number = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        if self.changes > 0 {
            let files = many(number(self.files), "file", "files");
            let sent = format!(
                "{} sent: {files}, {}.",
                many(number(self.changes), "change", "changes"),
                words::bytes(self.bytes)
            );
            page.line(page.ink(Ink::Good, &sent));
            if self.removed > 0 {
                page.line(format!(
                    "{} from the store.",
                    many(number(self.removed), "file removed", "files removed")
                ));
            }
        } else if self.exit() == Exit::Done {
            page.line("Everything is sent already.");
        }
        if let Some(offline) = &self.offline {
            page.line(page.ink(Ink::Waiting, &sentence(&safe(offline))));
        }
        if self.waiting > 0 {
            let wait = if self.waiting == 1 {
                "change waits"
            } else {
                "changes wait"
            };
            page.line(format!(
                "{} {wait}. Everything is saved here and goes up with the next `atelier sync`.",
                count(self.waiting)
            ));
        }
        if !self.failed.is_empty() {
            page.gap();
            page.line(page.ink(Ink::Bad, "Set aside until you help:"));
            for cause in &self.failed {
                let changes = many(cause.count as usize, "change", "changes");
                page.line(format!("  {changes}: {}", sentence(&safe(&cause.reason))));
            }
        }
    }

    fn exit(&self) -> Exit {
        Exit::all_done(self.waiting == 0 && self.failed.is_empty() && self.offline.is_none())
    }

    fn is_account(&self) -> bool {
        true
    }
}
