//! `atelier watch`: imports whatever comes to lie in a folder, makes its variants
//! and sends it, until stopped.

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgGroup, Args};
use serde::Serialize;
use tokio::sync::mpsc;

use atelier_core::config::BackendConfig;
use atelier_core::domain::asset::Place;
use atelier_core::domain::room_asset::AssetType;
use atelier_core::domain::style::StyleSlug;
use atelier_core::import::intake::Entry;
use atelier_core::import::{Request, watch};
use atelier_core::progress::Cancel;
use atelier_core::sync::Until;
use atelier_core::workspace::Workspace;

use super::import::{How, Outcome, kind, place_name};
use super::{Here, sync};
use crate::error::{CliError, Exit};
use crate::output::{Answer, Page, safe};
use crate::progress::Progress;
use crate::stop;
use crate::words::many;

const EXAMPLES: &str = "\
Examples:
  atelier watch ~/Pictures/incoming --style coastal
  atelier watch ~/Pictures/kitchen --room Kitchen --as photo --room-type kitchen

A file counts once its size and time stand still over two looks. What is in the folder
already is imported first. Variants are made at once, and everything is sent if a backend
is set. Ctrl+C stops at a safe point.";

/// How long a sync in between goes on while nothing arrives.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long until what could not be sent is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(60);

/// Imports whatever comes to lie in a folder.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, group(ArgGroup::new("place").required(true).args(["style", "room"])))]
pub(crate) struct WatchArgs {
    /// The folder
    dir: PathBuf,
    /// The style that pictures go to
    #[arg(long, value_name = "STYLE")]
    style: Option<StyleSlug>,
    /// The room that files go to: id, name, or Session title/Room name
    #[arg(long, value_name = "ROOM", requires = "kind")]
    room: Option<String>,
    /// As what the files count in the room
    #[arg(long = "as", value_name = "KIND", value_parser = kind(), conflicts_with = "style")]
    kind: Option<AssetType>,
    #[command(flatten)]
    how: How,
}

/// What came of watching.
#[derive(Debug, Default, Serialize)]
struct Watched {
    imported: usize,
    duplicates: usize,
    refused: usize,
    variants_made: u64,
    variants_failed: usize,
}

impl Answer for Watched {
    fn tell(&self, page: &mut Page) {
        page.line(format!(
            "Stopped. {} imported, {} here already, {} refused; {} made.",
            many(self.imported, "file was", "files were"),
            self.duplicates,
            self.refused,
            many(
                usize::try_from(self.variants_made).unwrap_or(usize::MAX),
                "variant was",
                "variants were"
            ),
        ));
    }

    fn exit(&self) -> Exit {
        Exit::all_done(self.refused == 0 && self.variants_failed == 0)
    }

    fn is_account(&self) -> bool {
        true
    }
}

pub(crate) async fn run(args: WatchArgs, here: &Here) -> Result<Exit, CliError> {
    let workspace = here.open().await?;
    let watched = watch_folder(&workspace, args, here).await;
    workspace.close().await;
    Ok(here.console.answer(&watched?))
}

async fn watch_folder(
    workspace: &Workspace,
    args: WatchArgs,
    here: &Here,
) -> Result<Watched, CliError> {
    let place = place_of(workspace, &args).await?;
    let request = args.how.request(workspace, place, None).await?;
    let name = place_name(workspace, place).await?;
    let cancel = stop::on_signal(&here.console);
    let (sender, mut found) = mpsc::channel(4);
    here.console.note(&format!(
        "Watching {}: what is put there goes to {}. Ctrl-C ends it.",
        safe(&args.dir.to_string_lossy()),
        safe(&name)
    ));
    let watching = tokio::spawn(watch::watch(args.dir, sender, cancel.clone()));
    let mut round = Round {
        workspace,
        request,
        name,
        here,
        cancel,
        watched: Watched::default(),
        unsent: false,
    };
    loop {
        let next = if round.unsent {
            match tokio::time::timeout(TRY_AGAIN, found.recv()).await {
                Ok(next) => next,
                Err(_) => Some(Vec::new()),
            }
        } else {
            found.recv().await
        };
        let Some(entries) = next else { break };
        round.take(entries).await?;
    }
    watching
        .await
        .map_err(|error| CliError::Broken(error.to_string()))??;
    Ok(round.watched)
}

async fn place_of(workspace: &Workspace, args: &WatchArgs) -> Result<Place, CliError> {
    if let Some(slug) = &args.style {
        let style = workspace.catalogue().find_style(slug).await?;
        return Ok(Place::Style { style_id: style.id });
    }
    let asked = args.room.as_deref().unwrap_or_default();
    let room = workspace.catalogue().find_room(asked).await?;
    Ok(Place::Room {
        room_id: room.id,
        asset_type: args.kind.unwrap_or(AssetType::Photo),
    })
}

/// What every group of files goes through.
struct Round<'a> {
    workspace: &'a Workspace,
    request: Request,
    name: String,
    here: &'a Here,
    cancel: Cancel,
    watched: Watched,
    /// Whether something waits to be sent.
    unsent: bool,
}

impl Round<'_> {
    async fn take(&mut self, entries: Vec<Entry>) -> Result<(), CliError> {
        if !entries.is_empty() {
            self.import(entries).await?;
            self.make_variants().await?;
        }
        self.send().await
    }

    async fn import(&mut self, entries: Vec<Entry>) -> Result<(), CliError> {
        let progress = Progress::new(&self.here.console, "Importing");
        let report = self
            .workspace
            .import(&self.request, entries, &progress, &self.cancel)
            .await?;
        drop(progress);
        let outcome = Outcome::of_report(report, self.name.clone());
        let (imported, duplicates, refused) = outcome.counts();
        self.watched.imported += imported;
        self.watched.duplicates += duplicates;
        self.watched.refused += refused;
        if imported + refused > 0 {
            self.here.console.say(|page| outcome.tell(page));
        }
        Ok(())
    }

    async fn make_variants(&mut self) -> Result<(), CliError> {
        let progress = Progress::new(&self.here.console, "Making variants");
        let report = self
            .workspace
            .make_variants(&progress, &self.cancel)
            .await?;
        self.watched.variants_made += report.made;
        self.watched.variants_failed += report.failed.len();
        Ok(())
    }

    async fn send(&mut self) -> Result<(), CliError> {
        if self.workspace.setting::<BackendConfig>().await?.is_none() {
            return Ok(());
        }
        let until = Until::Done { patience: PATIENCE };
        // What keeps us from the backend does not keep files from coming in.
        match sync::send(self.workspace, until, &self.here.console, &self.cancel).await {
            Ok(sent) => {
                self.unsent = sent.exit() != Exit::Done;
                if sent.is_news() {
                    self.here.console.say(|page| sent.tell(page));
                }
            }
            Err(error @ CliError::Connect(_)) => {
                self.unsent = true;
                self.here.console.note(&error.message());
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }
}
