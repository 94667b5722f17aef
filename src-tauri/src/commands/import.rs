//! Plans of imports, and carrying them out.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use atelier_core::domain::asset::{Board, Place};
use atelier_core::domain::receipt::{Policy, Receipt, RemovedKind};
use atelier_core::domain::room_asset::AssetType;
use atelier_core::import::intake::{self, Entry, Source};
use atelier_core::import::plan::{Item, Verdict as CoreVerdict};
use atelier_core::import::report::ImportEvent as CoreEvent;
use atelier_core::import::{Request, plan::Plan};
use atelier_core::progress::Cancel;
use atelier_core::store::web;
use tauri::State;
use tauri::ipc::Channel;
use uuid::Uuid;

use crate::clipboard::{self, Clip};
use crate::desk::{Desk, OpenPlan};
use crate::error::CommandError;
use crate::view::import::{
    Carrier, From as Given, ImportEvent, ImportPlan, ImportReport, LooksLike, PlanItem,
    PlanRequest, RefusedFile, RunImport, Verdict,
};
use crate::view::pictures::TagRow;
use crate::{dialogs, engine};

/// Asks the person for files. Empty when nothing was chosen.
#[tauri::command]
#[specta::specta]
pub async fn choose_files() -> Vec<String> {
    dialogs::choose_files()
        .await
        .iter()
        .map(|path| shown(path))
        .collect()
}

/// Asks the person for a folder.
#[tauri::command]
#[specta::specta]
pub async fn choose_folder() -> Option<String> {
    dialogs::choose_folder().await.as_deref().map(shown)
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Says what an import would do.
#[tauri::command]
#[specta::specta]
pub async fn plan_import(
    desk: State<'_, Desk>,
    request: PlanRequest,
    events: Channel<ImportEvent>,
) -> Result<ImportPlan, CommandError> {
    let entries = match request.from {
        Given::Paths { paths } => list(paths.into_iter().map(PathBuf::from).collect()).await?,
        Given::Url { url } => vec![fetch(&url).await?],
    };
    plan(
        &desk,
        request.place,
        request.kind,
        None,
        entries,
        Some(events),
    )
    .await
}

/// Plans what lies on the clipboard. None when that is nothing to import.
#[tauri::command]
#[specta::specta]
pub async fn paste(
    desk: State<'_, Desk>,
    place: Board,
    kind: AssetType,
) -> Result<Option<ImportPlan>, CommandError> {
    let clip = blocking(clipboard::read).await?;
    let entries = match clip {
        None => return Ok(None),
        Some(Clip::Files(paths)) => list(paths).await?,
        Some(Clip::Address(url)) => vec![fetch(url.as_str()).await?],
        Some(Clip::Picture(png)) => vec![Entry::of(Source::Memory {
            name: "pasted.png".to_owned(),
            bytes: png.into(),
            source_url: None,
        })],
    };
    plan(&desk, place, kind, None, entries, None)
        .await
        .map(Some)
}

/// Plans the same files as another kind, or by another policy.
#[tauri::command]
#[specta::specta]
pub async fn replan_import(
    desk: State<'_, Desk>,
    plan_id: Uuid,
    kind: AssetType,
    policy: Policy,
) -> Result<ImportPlan, CommandError> {
    let open = desk.plan(plan_id)?;
    let entries = open.plan.entries_without(&[]);
    let planned = plan(&desk, open.place, kind, Some(policy), entries, None).await?;
    desk.forget_plan(plan_id);
    Ok(planned)
}

/// Lists the metadata of one file of a plan, and what would be left of it. What
/// places say is told only if it is asked for, and kept nowhere.
#[tauri::command]
#[specta::specta]
pub async fn plan_tags(
    desk: State<'_, Desk>,
    plan_id: Uuid,
    index: u32,
    places: bool,
) -> Result<Vec<TagRow>, CommandError> {
    let open = desk.plan(plan_id)?;
    let listed = blocking(move || {
        let item = open.plan.items.get(usize::try_from(index).ok()?)?;
        item.tags(open.policy, places)
    });
    listed
        .await?
        .map(|shown| shown.into_iter().map(TagRow::from).collect())
        .ok_or_else(|| CommandError::gone("This file"))
}

/// Remembers that a file of a plan is no copy of the picture that it looks
/// like, or forgets it again.
#[tauri::command]
#[specta::specta]
pub async fn tell_apart(
    desk: State<'_, Desk>,
    plan_id: Uuid,
    index: u32,
    apart: bool,
) -> Result<(), CommandError> {
    let open = desk.plan(plan_id)?;
    let workspace = desk.workspace()?;
    let at = usize::try_from(index).ok();
    let item = at.and_then(|at| open.plan.items.get(at..=at));
    let item = item.ok_or_else(|| CommandError::gone("This file"))?;
    if apart {
        workspace.tell_apart(item).await?;
    } else {
        workspace.forget_apart(item).await?;
    }
    Ok(())
}

/// Carries a plan out.
#[tauri::command]
#[specta::specta]
pub async fn run_import(
    desk: State<'_, Desk>,
    request: RunImport,
    events: Channel<ImportEvent>,
) -> Result<ImportReport, CommandError> {
    let open = desk.plan(request.plan_id)?;
    let workspace = desk.workspace()?;
    let asked = Request {
        fit: request.fit,
        also_elsewhere: request.add_duplicates,
        policy: open.policy,
        ..engine::request(&workspace, place_of(open.place, request.kind)).await?
    };
    let left_out: Vec<usize> = request
        .leave_out
        .iter()
        .filter_map(|index| usize::try_from(*index).ok())
        .collect();
    let entries = open.plan.entries_without(&left_out);
    let live = Arc::clone(&desk.live);
    let title = format!("Import into {}", open.plan.place_name);
    let hear = move |event: CoreEvent| {
        live.hear_import(request.plan_id, &title, &event);
        if let Some(event) = view_of(&event) {
            // A closed window has nobody left to tell.
            let _ = events.send(event);
        }
    };
    let done = workspace.import(&asked, entries, &hear, &open.cancel).await;
    desk.live.import_rests(request.plan_id);
    desk.forget_plan(request.plan_id);
    let report = done?;
    Ok(ImportReport {
        history_id: report.history.map(|step| step.id.to_string()),
        imported: report.imported.iter().map(|file| file.id.uuid()).collect(),
        cleaned: count(report.imported.iter().filter(|file| file.had_place).count()),
        duplicates: count(report.duplicates.len()),
        refused: report
            .refused
            .iter()
            .map(|file| RefusedFile {
                name: name_of(&file.shown),
                reason: file.refusal.reason.clone(),
            })
            .collect(),
        stopped: count(report.stopped),
    })
}

/// Stops an import at a safe point; what came in stays.
#[tauri::command]
#[specta::specta]
pub async fn stop_import(desk: State<'_, Desk>, plan_id: Uuid) -> Result<(), CommandError> {
    desk.plan(plan_id)?.cancel.cancel();
    Ok(())
}

/// Forgets a plan.
#[tauri::command]
#[specta::specta]
pub async fn discard_plan(desk: State<'_, Desk>, plan_id: Uuid) -> Result<(), CommandError> {
    desk.forget_plan(plan_id);
    Ok(())
}

async fn list(paths: Vec<PathBuf>) -> Result<Vec<Entry>, CommandError> {
    blocking(move || intake::list(&paths)).await
}

async fn fetch(url: &str) -> Result<Entry, CommandError> {
    let picture = web::fetch(url)
        .await
        .map_err(|e| CommandError::new("not_fetched", e.to_string()))?;
    Ok(Entry::of(Source::Memory {
        name: picture.name,
        bytes: picture.bytes.into(),
        source_url: Some(picture.url),
    }))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, CommandError> {
    tauri::async_runtime::spawn_blocking(work)
        .await
        .map_err(|e| CommandError::new("failed", format!("A part of the work broke off: {e}.")))
}

async fn plan(
    desk: &Desk,
    place: Board,
    kind: AssetType,
    policy: Option<Policy>,
    entries: Vec<Entry>,
    events: Option<Channel<ImportEvent>>,
) -> Result<ImportPlan, CommandError> {
    let workspace = desk.workspace()?;
    let mut asked = engine::request(&workspace, place_of(place, kind)).await?;
    asked.policy = policy.unwrap_or(asked.policy);
    let hear = move |event: CoreEvent| {
        if let (Some(events), Some(event)) = (&events, view_of(&event)) {
            // A closed window has nobody left to tell.
            let _ = events.send(event);
        }
    };
    let cancel = desk.stop.child_token();
    let planned: Plan = workspace
        .plan_import(&asked, entries, &hear, &cancel)
        .await?;
    let id = Uuid::now_v7();
    let view = ImportPlan {
        id,
        place,
        place_name: planned.place_name.clone(),
        kind,
        policy: asked.policy,
        needs_no_look: planned.needs_no_look(),
        items: planned
            .items
            .iter()
            .enumerate()
            .map(|(index, item)| item_of(id, index, item))
            .collect(),
    };
    desk.keep_plan(
        id,
        OpenPlan {
            place,
            plan: Arc::new(planned),
            policy: asked.policy,
            cancel: Cancel::new(),
        },
    );
    Ok(view)
}

/// Where an import goes: a board, and as what its files count there.
pub fn place_of(board: Board, kind: AssetType) -> Place {
    match board {
        Board::Style(style_id) => Place::Style { style_id },
        Board::Room(room_id) => Place::Room {
            room_id,
            asset_type: kind,
        },
    }
}

fn item_of(plan: Uuid, index: usize, item: &Item) -> PlanItem {
    let readable = !matches!(item.verdict, CoreVerdict::Refused(_));
    PlanItem {
        index: count(index),
        name: item.name.clone(),
        bytes: item.bytes as f64,
        width: item.size.map(|size| size.0),
        height: item.size.map(|size| size.1),
        verdict: match &item.verdict {
            CoreVerdict::New => Verdict::New,
            CoreVerdict::Duplicate {
                of,
                here,
                place_name,
            } => Verdict::Duplicate {
                of_id: of.map(|id| id.uuid()),
                here: *here,
                place_name: place_name.clone(),
            },
            CoreVerdict::TooLarge { limit } => Verdict::TooLarge {
                limit: *limit as f64,
            },
            CoreVerdict::Refused(refusal) => Verdict::Refused {
                code: refusal.code.to_owned(),
                reason: refusal.reason.clone(),
            },
        },
        has_place: item
            .receipt
            .as_ref()
            .is_some_and(|receipt| receipt.had_place),
        carriers: item.receipt.as_ref().map(carriers).unwrap_or_default(),
        preview_id: readable.then(|| format!("{plan}.{index}")),
        note: item.note.clone(),
        warnings: item.receipt.as_ref().map(warnings).unwrap_or_default(),
        looks_like: item.looks_like.as_ref().map(|twin| LooksLike {
            of_id: twin.of.uuid(),
            name: twin.name.clone(),
            place_name: twin.place_name.clone(),
        }),
    }
}

/// What a person should look at in a file's own words.
fn warnings(receipt: &Receipt) -> Vec<String> {
    let words = receipt.warnings.iter().map(|warning| warning.words());
    words.map(str::to_owned).collect()
}

/// What would be taken out of a file, told apart as the plan shows it.
fn carriers(receipt: &Receipt) -> Vec<Carrier> {
    let mut found: Vec<Carrier> = receipt
        .removed
        .iter()
        .map(|removed| match removed.kind {
            RemovedKind::GpsPosition | RemovedKind::MapReference => Carrier::Gps,
            RemovedKind::Street
            | RemovedKind::City
            | RemovedKind::State
            | RemovedKind::Country
            | RemovedKind::Landmark
            | RemovedKind::CreatorAddress => Carrier::Address,
            RemovedKind::Video => Carrier::Video,
            RemovedKind::ContentCredentials => Carrier::Credentials,
            RemovedKind::Thumbnail | RemovedKind::SecondPicture => Carrier::Preview,
            _ => Carrier::Other,
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn view_of(event: &CoreEvent) -> Option<ImportEvent> {
    let (done, total) = event.progress();
    let (done, total) = (count(done), count(total));
    match event {
        CoreEvent::Looked { .. } => Some(ImportEvent::Looked { done, total }),
        CoreEvent::Imported { index, .. } => Some(ImportEvent::Imported {
            index: count(*index),
            done,
            total,
        }),
        CoreEvent::Refused { index, reason, .. } => Some(ImportEvent::Refused {
            index: count(*index),
            reason: reason.clone(),
            done,
            total,
        }),
        CoreEvent::Duplicate { .. } => Some(ImportEvent::Looked { done, total }),
    }
}

fn name_of(shown: &str) -> String {
    shown.rsplit(['/', '\\']).next().unwrap_or(shown).to_owned()
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
