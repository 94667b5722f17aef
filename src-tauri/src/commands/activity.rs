//! What runs, waits and failed.

use atelier_core::catalogue::{ActivityNumbers, FailedFor, Failure, Rate, Unpark};
use atelier_core::clock::{self, UnixMillis};
use atelier_core::config::BackendConfig;
use atelier_core::workspace::Workspace;
use tauri::State;

use crate::desk::Desk;
use crate::error::CommandError;
use crate::view::activity::{
    Activity, Cause, Flow, MakingRate, Remedy, Today, VariantQueue, WaitingGroup, WaitingKind,
};

const DAY: i64 = 24 * 60 * 60 * 1000;

/// The cause of variants that failed; behind a colon, for which reason.
const VARIANT_FAILED: &str = "variant_failed";

/// Returns what runs, waits and failed.
#[tauri::command]
#[specta::specta]
pub async fn get_activity(desk: State<'_, Desk>) -> Result<Activity, CommandError> {
    look(&desk).await
}

/// Tries again what failed for one cause, or everything for none.
#[tauri::command]
#[specta::specta]
pub async fn retry_failed(desk: State<'_, Desk>, code: Option<String>) -> Result<(), CommandError> {
    let workspace = desk.workspace()?;
    match code.as_deref() {
        Some(VARIANT_FAILED) => {
            workspace.catalogue().retry_failed(None).await?;
        }
        Some(code) => match code.split_once(':') {
            Some((VARIANT_FAILED, reason)) => {
                workspace.catalogue().retry_failed_for(reason).await?;
            }
            _ => {
                let cause = Unpark::Code(code.to_owned());
                workspace.catalogue().unpark(&cause).await?;
            }
        },
        None => {
            workspace.catalogue().retry_failed(None).await?;
            workspace.catalogue().unpark(&Unpark::All).await?;
        }
    }
    workspace.wake().variants.notify_one();
    workspace.wake().sync.notify_one();
    desk.live.changed.notify_one();
    Ok(())
}

/// Stops something that runs, at a safe point.
#[tauri::command]
#[specta::specta]
pub async fn cancel_job(desk: State<'_, Desk>, id: String) -> Result<(), CommandError> {
    match id.split_once(':') {
        Some(("import", plan)) => {
            let plan = plan
                .parse()
                .map_err(|_| CommandError::gone("This import"))?;
            desk.plan(plan)?.cancel.cancel();
            Ok(())
        }
        // A single variant or upload is no work to take back; pausing stops them.
        _ if id == "variants" => {
            desk.workspace()?.pause_variants().await?;
            desk.live.changed.notify_one();
            Ok(())
        }
        _ => set_paused(&desk, true).await,
    }
}

/// Sends and makes nothing more until it is resumed; what is being made is
/// finished.
#[tauri::command]
#[specta::specta]
pub async fn pause_sync(desk: State<'_, Desk>) -> Result<(), CommandError> {
    set_paused(&desk, true).await
}

/// Sends and makes variants again.
#[tauri::command]
#[specta::specta]
pub async fn resume_sync(desk: State<'_, Desk>) -> Result<(), CommandError> {
    set_paused(&desk, false).await
}

/// Returns how the queue of variants stands.
#[tauri::command]
#[specta::specta]
pub async fn get_variant_queue(desk: State<'_, Desk>) -> Result<VariantQueue, CommandError> {
    let workspace = desk.workspace()?;
    let since = clock::now().plus(-DAY);
    let backlog = workspace.catalogue().variant_backlog(since).await?;
    Ok(VariantQueue {
        policy: workspace.queue_policy().await?,
        paused: workspace.variants_paused().await?,
        waiting: backlog.waiting,
        waiting_first: backlog.waiting_first,
        pictures: backlog.pictures,
        seconds_left: desk.live.variants_seconds_left(),
        lately: rate_of(backlog.lately),
        ever: rate_of(backlog.ever),
    })
}

fn rate_of(Rate { made, failed }: Rate) -> MakingRate {
    MakingRate { made, failed }
}

/// Notes that somebody touched the window.
#[tauri::command]
#[specta::specta]
pub fn note_input(desk: State<'_, Desk>) {
    desk.presence.touch();
}

/// Sends what waits now, without waiting for the next look.
#[tauri::command]
#[specta::specta]
pub async fn sync_now(desk: State<'_, Desk>) -> Result<(), CommandError> {
    desk.workspace()?.wake().sync.notify_one();
    desk.settings_changed();
    Ok(())
}

async fn set_paused(desk: &Desk, paused: bool) -> Result<(), CommandError> {
    let workspace = desk.workspace()?;
    if paused {
        workspace.pause().await?;
    } else {
        workspace.resume().await?;
    }
    desk.settings_changed();
    desk.live.changed.notify_one();
    Ok(())
}

/// Puts together what runs, waits and failed.
pub async fn look(desk: &Desk) -> Result<Activity, CommandError> {
    let workspace = desk.workspace()?;
    let now = clock::now();
    let midnight = UnixMillis(now.0 - now.0.rem_euclid(DAY));
    let numbers = workspace.catalogue().activity(midnight).await?;
    let variants = workspace.catalogue().variant_counts().await?;
    let mut causes: Vec<Cause> = workspace
        .catalogue()
        .failures()
        .await?
        .into_iter()
        .filter(|failure| failure.parked > 0)
        .map(cause_of)
        .collect();
    if variants.failed > 0 {
        let failures = workspace.catalogue().variant_failures().await?;
        causes.extend(failures.into_iter().map(variants_cause));
    }
    Ok(Activity {
        state: flow(desk, &workspace, &numbers).await?,
        kept: numbers.kept,
        waiting: numbers.waiting,
        going_up: desk.live.going_up().max(numbers.going_up.min(4)),
        there: numbers.there,
        failed: causes.iter().map(|cause| cause.count).sum(),
        bytes_per_second: desk.live.bytes_per_second(),
        jobs: desk.live.jobs(),
        waiting_by: waiting(&numbers),
        to_make: variants.pending + variants.processing,
        variants_paused: workspace.variants_paused().await?,
        oldest_waiting_at: numbers.oldest_waiting_at.map(|at| at.0 as f64),
        last_sync_at: numbers.last_sync_at.map(|at| at.0 as f64),
        today: Today {
            imported: numbers.imported_today,
            cleaned: numbers.cleaned_today,
        },
        causes,
    })
}

async fn flow(
    desk: &Desk,
    workspace: &Workspace,
    numbers: &ActivityNumbers,
) -> Result<Flow, CommandError> {
    let waits =
        numbers.waiting_by.pictures + numbers.waiting_by.variants + numbers.waiting_by.words;
    Ok(if workspace.setting::<BackendConfig>().await?.is_none() {
        Flow::None
    } else if workspace.sending_paused().await? {
        Flow::Paused
    } else if desk.live.offline().is_some() {
        Flow::Offline
    } else if waits > 0 {
        Flow::Working
    } else {
        Flow::Idle
    })
}

fn waiting(numbers: &ActivityNumbers) -> Vec<WaitingGroup> {
    let counts = &numbers.waiting_by;
    let group = |kind, count, note: Option<&str>| WaitingGroup {
        kind,
        count,
        note: note.map(str::to_owned),
    };
    let groups = [
        group(WaitingKind::Pictures, counts.pictures, None),
        group(
            WaitingKind::Variants,
            counts.variants,
            Some("after their pictures"),
        ),
        group(WaitingKind::Words, counts.words, Some("in the next round")),
    ];
    groups.into_iter().filter(|group| group.count > 0).collect()
}

fn cause_of(failure: Failure) -> Cause {
    let (title, remedy) = match failure.code.as_str() {
        "store_full" => ("The store is full", Remedy::Retry),
        "store_keys_missing" | "store_keys_wrong" | "store_keys_expired" | "store_not_allowed" => {
            ("The store would not let us in", Remedy::OpenSettings)
        }
        "backend_sign_in" | "not_permitted" => {
            ("The database would not let us in", Remedy::OpenSettings)
        }
        "backend_not_migrated" => ("The database is not prepared", Remedy::OpenSettings),
        "clock_wrong" => ("The clock is wrong", Remedy::Retry),
        "file_damaged" => ("A file is damaged on this computer", Remedy::Show),
        _ => ("The platform refused them", Remedy::Retry),
    };
    Cause {
        title: title.to_owned(),
        sentence: failure.words,
        count: failure.parked,
        cover_ids: failure.pictures,
        remedy,
        code: failure.code,
    }
}

fn variants_cause(failed: FailedFor) -> Cause {
    let title = if failed.count == 1 {
        "A variant could not be made"
    } else {
        "Variants could not be made"
    };
    Cause {
        code: format!("{VARIANT_FAILED}:{}", failed.reason),
        title: title.to_owned(),
        sentence: format!(
            "The reason: {}. The originals are safe on this computer.",
            failed.reason
        ),
        count: failed.count,
        cover_ids: failed.pictures,
        remedy: Remedy::Retry,
    }
}
