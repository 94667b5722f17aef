//! `atelier import`: brings files in, and takes an import back.

mod outcome;
mod undo;

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, Subcommand};

use atelier_core::domain::asset::Place;
use atelier_core::domain::receipt::Policy;
use atelier_core::domain::room_asset::AssetType;
use atelier_core::domain::style::StyleSlug;
use atelier_core::import::intake::{self, Entry, Source};
use atelier_core::import::{Refusal, Request, Words};
use atelier_core::progress::Cancel;
use atelier_core::store::web::{self, WebPicture};
use atelier_core::workspace::Workspace;

use super::Here;
use crate::error::{CliError, Exit};
use crate::progress::Progress;
use crate::stop;

pub(crate) use outcome::{Outcome, Refused, tell_refused};

const EXAMPLES: &str = "\
Examples:
  atelier import style coastal ~/Pictures/coastal --dry-run
  atelier import room Kitchen ~/Pictures/kitchen --as photo
  atelier import undo";

const STYLE_EXAMPLES: &str = "\
Examples:
  atelier import style coastal ~/Pictures/coastal --dry-run
  atelier import style coastal 'shots/**/*.jpg' --room-type kitchen --tag blue --tag oak
  atelier import style coastal https://example.org/kitchen.jpg --fit
  atelier import style coastal ~/Pictures --json > report.json

A folder is walked, a glob expanded. A file is read once and never changed: what is
kept is a copy without the place where it was taken.";

const ROOM_EXAMPLES: &str = "\
Examples:
  atelier import room Kitchen ~/Pictures/kitchen --as photo
  atelier import room \"Lindqvist apartment/Kitchen\" plan.png --as floorplan
  atelier import room Kitchen renders/*.png --as render --style coastal

ROOM is a room's id, its name when no other room has it, or Session title/Room name.";

/// Bring files in: cleaned, checked, each once.
#[derive(Debug, Subcommand)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub(crate) enum ImportCommand {
    /// Import pictures to the board of a style
    Style(StyleArgs),
    /// Import photos, floor plans, renders or documents to a room
    Room(RoomArgs),
    /// Take an import back, as far as it was not sent
    Undo(undo::UndoArgs),
}

#[derive(Debug, Args)]
#[command(after_help = STYLE_EXAMPLES)]
pub(crate) struct StyleArgs {
    /// The style's name in paths
    #[arg(value_name = "STYLE")]
    slug: StyleSlug,
    #[command(flatten)]
    files: Files,
    #[command(flatten)]
    how: How,
}

#[derive(Debug, Args)]
#[command(after_help = ROOM_EXAMPLES)]
pub(crate) struct RoomArgs {
    /// The room
    room: String,
    #[command(flatten)]
    files: Files,
    /// As what the files count there
    #[arg(long = "as", value_name = "KIND", value_parser = kind())]
    kind: AssetType,
    /// The style that renders were made in; it names their files
    #[arg(long, value_name = "STYLE")]
    style: Option<StyleSlug>,
    #[command(flatten)]
    how: How,
}

/// What to import, or to look at.
#[derive(Debug, Args)]
struct Files {
    /// Files, folders, globs, or https:// addresses of pictures
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Say what would happen, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Remember that none of them is a copy of the picture that it looks like
    #[arg(long, requires = "dry_run")]
    no_copies: bool,
}

/// How files are imported.
#[derive(Debug, Clone, Args)]
pub(crate) struct How {
    /// Re-encode what is over the limit of its kind at the best quality that fits
    #[arg(long)]
    fit: bool,
    /// Add also what another style or room has already
    #[arg(long)]
    also_here: bool,
    /// What to take out: location (the place) or everything (also camera, author and date)
    #[arg(long, value_parser = policy())]
    policy: Option<Policy>,
    /// The kind of room that the pictures show
    #[arg(long, value_name = "TYPE")]
    room_type: Option<String>,
    /// A word to find them by; may be given several times
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// Words under each picture
    #[arg(long, value_name = "WORDS")]
    caption: Option<String>,
    /// Words in place of each picture, for those who cannot see it
    #[arg(long = "alt", value_name = "WORDS")]
    alt_text: Option<String>,
    /// The page that they came from
    #[arg(long, value_name = "URL", value_parser = page_address)]
    source_url: Option<String>,
}

pub(crate) async fn run(command: ImportCommand, here: &Here) -> Result<Exit, CliError> {
    match command {
        ImportCommand::Style(args) => to_style(args, here).await,
        ImportCommand::Room(args) => to_room(args, here).await,
        ImportCommand::Undo(args) => undo::run(args, here).await,
    }
}

async fn to_style(args: StyleArgs, here: &Here) -> Result<Exit, CliError> {
    let workspace = here.open().await?;
    let outcome = async {
        let style = workspace.catalogue().find_style(&args.slug).await?;
        let request = args
            .how
            .request(&workspace, Place::Style { style_id: style.id }, None)
            .await?;
        bring(&workspace, &request, args.files, here).await
    }
    .await;
    workspace.close().await;
    Ok(here.console.answer(&outcome?))
}

async fn to_room(args: RoomArgs, here: &Here) -> Result<Exit, CliError> {
    let workspace = here.open().await?;
    let outcome = async {
        let room = workspace.catalogue().find_room(&args.room).await?;
        let place = Place::Room {
            room_id: room.id,
            asset_type: args.kind,
        };
        let request = args
            .how
            .request(&workspace, place, render_style(args.kind, args.style)?)
            .await?;
        bring(&workspace, &request, args.files, here).await
    }
    .await;
    workspace.close().await;
    Ok(here.console.answer(&outcome?))
}

async fn bring(
    workspace: &Workspace,
    request: &Request,
    files: Files,
    here: &Here,
) -> Result<Outcome, CliError> {
    let cancel = stop::on_signal(&here.console);
    let entries = entries(files.paths, &cancel).await?;
    if files.dry_run {
        let progress = Progress::new(&here.console, "Looking");
        let total = entries.len();
        let plan = workspace
            .plan_import(request, entries, &progress, &cancel)
            .await?;
        if files.no_copies {
            workspace.tell_apart(&plan.items).await?;
        }
        return Ok(Outcome::of_plan(plan, request, total));
    }
    let place = place_name(workspace, request.place).await?;
    let progress = Progress::new(&here.console, "Importing");
    let report = workspace
        .import(request, entries, &progress, &cancel)
        .await?;
    Ok(Outcome::of_report(report, place))
}

/// Lists what a person gave, in the order given; pictures of the web are fetched.
async fn entries(paths: Vec<PathBuf>, cancel: &Cancel) -> Result<Vec<Entry>, CliError> {
    let mut entries = Vec::new();
    for path in paths {
        if cancel.is_cancelled() {
            break;
        }
        if let Some(address) = path.to_str().filter(|text| is_address(text)) {
            entries.push(fetch(address).await);
            continue;
        }
        let listing = tokio::task::spawn_blocking(move || intake::list(&[path])).await;
        entries.extend(listing.map_err(|error| CliError::Broken(error.to_string()))?);
    }
    Ok(entries)
}

fn is_address(text: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

async fn fetch(address: &str) -> Entry {
    let source = match web::fetch(address).await {
        Ok(WebPicture { name, url, bytes }) => Ok(Source::Memory {
            name,
            bytes: bytes.into(),
            source_url: Some(url),
        }),
        Err(error) => Err(Refusal::new("not_fetched", error.to_string())),
    };
    Entry {
        shown: address.to_owned(),
        source,
    }
}

/// The name that people know a place by.
pub(crate) async fn place_name(workspace: &Workspace, place: Place) -> Result<String, CliError> {
    let catalogue = workspace.catalogue();
    let name = match place {
        Place::Style { style_id } => catalogue.style(style_id).await?.map(|style| style.name),
        Place::Room { room_id, .. } => catalogue.room(room_id).await?.map(|room| room.name),
    };
    Ok(name.unwrap_or_default())
}

/// Only renders are made in a style.
pub(crate) fn render_style(
    kind: AssetType,
    style: Option<StyleSlug>,
) -> Result<Option<StyleSlug>, CliError> {
    if style.is_some() && kind != AssetType::Render {
        return Err(CliError::StyleOfNoRender);
    }
    Ok(style)
}

impl How {
    /// Makes the request of an import to a place.
    pub(crate) async fn request(
        &self,
        workspace: &Workspace,
        place: Place,
        render_style: Option<StyleSlug>,
    ) -> Result<Request, CliError> {
        let policy = match self.policy {
            Some(policy) => policy,
            None => workspace.policy().await?,
        };
        Ok(Request {
            place,
            policy,
            fit: self.fit,
            also_elsewhere: self.also_here,
            presets: workspace.presets().await?,
            words: Words {
                caption: self.caption.clone(),
                alt_text: self.alt_text.clone(),
                room_type: self.room_type.clone(),
                tags: self.tags.clone(),
                source_url: self.source_url.clone(),
                render_style,
            },
        })
    }
}

/// Reads the kind of a room's files.
pub(crate) fn kind() -> impl clap::builder::TypedValueParser<Value = AssetType> {
    let words = AssetType::ALL.iter().map(|kind| kind.as_str());
    PossibleValuesParser::new(words).try_map(|word| word.parse::<AssetType>())
}

/// Reads how much is cleaned out.
pub(crate) fn policy() -> impl clap::builder::TypedValueParser<Value = Policy> {
    PossibleValuesParser::new(["location", "everything"]).try_map(|word| word.parse::<Policy>())
}

/// Reads the address of a page.
fn page_address(text: &str) -> Result<String, String> {
    match url::Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(text.to_owned()),
        _ => Err("write the address of a page, such as https://example.org/kitchens".to_owned()),
    }
}
