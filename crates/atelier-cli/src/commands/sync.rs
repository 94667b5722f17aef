//! `atelier sync`: sends what waits to the backend and the store.

use std::time::Duration;

use clap::Args;
use serde::Serialize;

use atelier_core::catalogue::Failure;
use atelier_core::clock;
use atelier_core::progress::Cancel;
use atelier_core::sync::{Offline, SyncReport, Until, backoff};
use atelier_core::workspace::{ConnectError, Remote, Workspace};

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
    let remote = match connect(workspace, until, console, cancel).await {
        Ok(remote) => remote,
        Err(ConnectError::Backend(error)) if error.is_unreachable() => {
            return unsent(workspace, CliError::from(error).message()).await;
        }
        Err(error) => return Err(error.into()),
    };
    let progress = Progress::new(console, "Sending");
    let report = workspace.push(&remote, until, &progress, cancel).await?;
    remote.backend.close().await;
    Ok(report.into())
}

/// Connects, trying for as long as the sync is to go on.
async fn connect(
    workspace: &Workspace,
    until: Until,
    console: &Console,
    cancel: &Cancel,
) -> Result<Remote, ConnectError> {
    let began = tokio::time::Instant::now();
    let mut attempts = 0;
    loop {
        let error = match workspace.connect().await {
            Err(ConnectError::Backend(error)) if error.is_unreachable() => error,
            settled => return settled,
        };
        attempts += 1;
        let wait = backoff::delay(attempts, 1.0, None);
        let goes_on = match until {
            Until::Cancelled => true,
            Until::Done { patience } => began.elapsed() + wait <= patience,
        };
        if !goes_on || cancel.is_cancelled() {
            return Err(error.into());
        }
        if attempts == 1 {
            console.note("No network. Everything is saved here and goes up by itself later.");
        }
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = cancel.cancelled() => return Err(error.into()),
        }
    }
}

async fn unsent(workspace: &Workspace, offline: String) -> Result<Sent, CliError> {
    let counts = workspace.catalogue().outbox_counts(clock::now()).await?;
    let failed = workspace.catalogue().failures().await?;
    Ok(Sent {
        waiting: counts.waiting.into(),
        failed: failed
            .into_iter()
            .filter(|failure| failure.parked > 0)
            .map(Cause::from)
            .collect(),
        offline: Some(offline),
        ..Sent::default()
    })
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
