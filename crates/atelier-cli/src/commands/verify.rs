//! `atelier verify`: proves every file of the library against the catalogue.

use clap::Args;
use serde::Serialize;
use tokio::task::JoinSet;

use atelier_core::catalogue::Catalogue;
use atelier_core::domain::content_hash::ContentHash;
use atelier_core::domain::storage_path::StoragePath;
use atelier_core::library::LibraryError;
use atelier_core::progress::Cancel;
use atelier_core::workspace::Workspace;

use super::Here;
use crate::error::{CliError, Exit};
use crate::output::{Answer, Ink, Page};
use crate::progress::{FileEvent, Progress};
use crate::stop;
use crate::words::{self, many};

const EXAMPLES: &str = "\
Examples:
  atelier verify
  atelier verify --repair
  atelier verify --json";

/// How many hashes are read from the catalogue at once.
const PAGE: u32 = 1_000;

/// Proves every file of the library against the catalogue.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct VerifyArgs {
    /// Remove files that no row has
    #[arg(long)]
    repair: bool,
}

#[derive(Debug, Default, Serialize)]
struct Verified {
    checked: usize,
    bytes: u64,
    missing: Vec<Bad>,
    damaged: Vec<Bad>,
    /// Files that no row has.
    strays: Vec<ContentHash>,
    removed_strays: usize,
    stopped: usize,
}

/// A file that is not as its rows say.
#[derive(Debug, Serialize)]
struct Bad {
    content_hash: ContentHash,
    /// What the rows that have it call it.
    storage_paths: Vec<StoragePath>,
    reason: String,
}

pub(crate) async fn run(args: VerifyArgs, here: &Here) -> Result<Exit, CliError> {
    let workspace = here.open().await?;
    let verified = verify(&workspace, args.repair, here).await;
    workspace.close().await;
    Ok(here.console.answer(&verified?))
}

async fn verify(workspace: &Workspace, repair: bool, here: &Here) -> Result<Verified, CliError> {
    let cancel = stop::on_signal(&here.console);
    let wanted = wanted(workspace.catalogue()).await?;
    let mut verified = check_all(workspace, &wanted, here, &cancel).await?;
    verified.strays = workspace.strays().await?;
    if repair && !cancel.is_cancelled() {
        verified.removed_strays = workspace.remove_strays().await?;
    }
    Ok(verified)
}

/// Lists every file that a row has.
async fn wanted(catalogue: &Catalogue) -> Result<Vec<ContentHash>, CliError> {
    let mut wanted: Vec<ContentHash> = Vec::new();
    loop {
        let page = catalogue.content_hashes(wanted.last(), PAGE).await?;
        if page.is_empty() {
            return Ok(wanted);
        }
        wanted.extend(page);
    }
}

/// Reads and hashes every file, one a core.
async fn check_all(
    workspace: &Workspace,
    wanted: &[ContentHash],
    here: &Here,
    cancel: &Cancel,
) -> Result<Verified, CliError> {
    let workers = std::thread::available_parallelism().map_or(2, std::num::NonZeroUsize::get);
    let progress = Progress::new(&here.console, "Verifying");
    let (mut verified, mut running, mut left) =
        (Verified::default(), JoinSet::new(), wanted.iter());
    let mut done = 0;
    loop {
        while running.len() < workers && !cancel.is_cancelled() {
            let Some(hash) = left.next().cloned() else {
                break;
            };
            let library = workspace.library().clone();
            running.spawn_blocking(move || {
                let checked = library.check(&hash);
                (hash, checked)
            });
        }
        let Some(checked) = running.join_next().await else {
            break;
        };
        let (hash, checked) = checked.map_err(|error| CliError::Broken(error.to_string()))?;
        done += 1;
        let (path, total) = (hash.to_string(), wanted.len());
        progress.tell(&FileEvent::Done { path, done, total });
        verified.take(workspace.catalogue(), hash, checked).await?;
    }
    verified.stopped = left.len();
    Ok(verified)
}

impl Verified {
    async fn take(
        &mut self,
        catalogue: &Catalogue,
        hash: ContentHash,
        checked: Result<u64, LibraryError>,
    ) -> Result<(), CliError> {
        self.checked += 1;
        let error = match checked {
            Ok(bytes) => {
                self.bytes += bytes;
                return Ok(());
            }
            Err(error) => error,
        };
        let storage_paths = catalogue.paths_of(&hash).await?;
        let list = if matches!(error, LibraryError::Missing { .. }) {
            &mut self.missing
        } else {
            &mut self.damaged
        };
        list.push(Bad {
            content_hash: hash,
            storage_paths,
            reason: error.to_string(),
        });
        Ok(())
    }
}

impl Answer for Verified {
    fn tell(&self, page: &mut Page) {
        let bad = self.missing.len() + self.damaged.len();
        let files = many(self.checked, "file", "files");
        if bad == 0 {
            let good = format!(
                "{files} proved, {}. Each is what its rows say.",
                words::bytes(self.bytes)
            );
            page.line(page.ink(Ink::Good, &good));
        } else {
            page.line(page.ink(
                Ink::Bad,
                &format!("{bad} of {files} not as their rows say:"),
            ));
        }
        for file in self.missing.iter().chain(&self.damaged) {
            page.line(format!("  {}", file.reason));
            for path in &file.storage_paths {
                page.line(format!("    {path}"));
            }
        }
        if !self.strays.is_empty() {
            let strays = many(self.strays.len(), "file belongs", "files belong");
            let became = if self.removed_strays > 0 {
                "They were removed."
            } else {
                "They take room and harm nothing; --repair removes them."
            };
            page.line(format!("{strays} to no row. {became}"));
        }
        if self.stopped > 0 {
            page.line(format!(
                "Stopped: {} left out.",
                many(self.stopped, "file was", "files were")
            ));
        }
    }

    fn exit(&self) -> Exit {
        let whole = self.missing.is_empty() && self.damaged.is_empty() && self.stopped == 0;
        Exit::all_done(whole && self.removed_strays == self.strays.len())
    }
}
