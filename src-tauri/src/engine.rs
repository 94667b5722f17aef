//! The tasks that run beside the window: variants, sending, watched folders,
//! and telling the page what goes on, at most four times a second.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use atelier_core::domain::asset::Place as CorePlace;
use atelier_core::domain::queue_policy::QueuePolicy;
use atelier_core::import::intake::Entry;
use atelier_core::import::report::ImportEvent;
use atelier_core::import::{Request, Words, watch as watch_folder};
use atelier_core::progress::Cancel;
use atelier_core::sync::{SyncEvent, Until};
use atelier_core::variants::VariantEvent;
use atelier_core::workspace::{ConnectError, Workspace};
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Manager as _};
use tauri_specta::Event as _;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;
use uuid::Uuid;

use crate::activity::Live;
use crate::commands;
use crate::desk::Desk;
use crate::presence::Presence;
use atelier_core::domain::asset::Board;

/// Time between two words to the page.
const TELL_EVERY: Duration = Duration::from_millis(250);
/// Time between two words that rows changed: a board of ten thousand pictures is
/// read anew for each.
const TELL_ROWS_EVERY: Duration = Duration::from_secs(1);
/// Time until a lazy queue looks whether this machine is idle by now.
const LOOK_FOR_IDLENESS: Duration = Duration::from_secs(15);
/// Time until a backend that did not answer is asked again.
const ASK_AGAIN: Duration = Duration::from_secs(15);

/// Rows changed: of one place, or anywhere for none.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type, tauri_specta::Event)]
pub struct CatalogueChanged {
    /// Where.
    pub place: Option<Board>,
}

/// Starts the tasks. They end with the desk.
pub fn start(app: &AppHandle) {
    let Ok(workspace) = app.state::<Desk>().workspace() else {
        return;
    };
    let tasks: [fn(AppHandle, Workspace) -> JoinHandle<()>; 4] = [
        |app, workspace| spawn(make_variants(app, workspace)),
        |app, workspace| spawn(send(app, workspace)),
        |app, workspace| spawn(watch_folders(app, workspace)),
        |app, _| spawn(tell(app)),
    ];
    for task in tasks {
        tauri::async_runtime::spawn(task_of(app.clone(), workspace.clone(), task));
    }
}

async fn task_of(
    app: AppHandle,
    workspace: Workspace,
    task: fn(AppHandle, Workspace) -> JoinHandle<()>,
) {
    if let Err(error) = task(app, workspace).await
        && error.is_panic()
    {
        tracing::error!(%error, "a task of the window broke off");
    }
}

fn spawn(task: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    tokio::spawn(task)
}

/// Makes variants whenever some have their turn.
async fn make_variants(app: AppHandle, workspace: Workspace) {
    let (stop, live, presence) = {
        let desk = app.state::<Desk>();
        (
            desk.stop.clone(),
            Arc::clone(&desk.live),
            Arc::clone(&desk.presence),
        )
    };
    let around = || presence.circumstances(live.is_importing());
    let mut seen = None;
    while !stop.is_cancelled() {
        let heard = |event: VariantEvent| live.hear_variants(&event);
        let made = workspace.make_variants_while(&around, &heard, &stop).await;
        if let Err(error) = made {
            tracing::error!(%error, "variants cannot be made");
        }
        live.variants_rest();
        // Then what the grid shows, ahead of whoever scrolls there.
        match workspace.make_screen_pictures(seen, &stop).await {
            Ok(last) => seen = last,
            Err(error) => tracing::warn!(%error, "screen pictures are not made ahead"),
        }
        // Nobody says that nobody is there.
        let lazy = workspace.queue_policy().await.ok() == Some(QueuePolicy::Lazy);
        tokio::select! {
            () = stop.cancelled() => return,
            () = workspace.wake().variants.notified() => {}
            () = tokio::time::sleep(LOOK_FOR_IDLENESS), if lazy => {}
        }
    }
}

/// Sends what waits while a backend is set and the person did not pause it.
async fn send(app: AppHandle, workspace: Workspace) {
    let (stop, live, presence, mut settings) = {
        let desk = app.state::<Desk>();
        (
            desk.stop.clone(),
            Arc::clone(&desk.live),
            Arc::clone(&desk.presence),
            desk.hear_settings(),
        )
    };
    while !stop.is_cancelled() {
        settings.mark_unchanged();
        let again = if workspace.sending_paused().await.unwrap_or_default() {
            live.sync_rests(None);
            None
        } else {
            let again = send_until_told(&workspace, &live, &presence, &mut settings, &stop).await;
            presence.set_sending(false);
            again
        };
        tokio::select! {
            () = stop.cancelled() => return,
            told = settings.changed() => if told.is_err() { return },
            () = tokio::time::sleep(again.unwrap_or_default()), if again.is_some() => {}
        }
    }
}

/// Sends until the settings change. Returns when to try again if it did not
/// come to sending.
async fn send_until_told(
    workspace: &Workspace,
    live: &Live,
    presence: &Presence,
    settings: &mut watch::Receiver<()>,
    stop: &Cancel,
) -> Option<Duration> {
    let remote = match workspace.connect().await {
        Ok(remote) => remote,
        Err(ConnectError::NotSet) => {
            live.sync_rests(None);
            return None;
        }
        Err(error) => {
            live.sync_rests(Some(error.to_string()));
            return Some(ASK_AGAIN);
        }
    };
    live.sync_rests(None);
    // What was put off goes up too, so now it has its turn.
    presence.set_sending(true);
    workspace.wake().variants.notify_one();
    let round = stop.child_token();
    let heard = |event: SyncEvent| live.hear_sync(event);
    let sending = workspace.push(&remote, Until::Cancelled, &heard, &round);
    let mut sending = std::pin::pin!(sending);
    let (sent, told) = tokio::select! {
        sent = &mut sending => (sent, false),
        _ = settings.changed() => {
            round.cancel();
            // A file on its way comes to a safe point first.
            (sending.await, true)
        }
    };
    live.sync_rests(None);
    match sent {
        Ok(_) if told => Some(Duration::ZERO),
        Ok(_) => None,
        Err(error) => {
            tracing::error!(%error, "sending stopped");
            Some(ASK_AGAIN)
        }
    }
}

/// Keeps one watcher a watched folder.
async fn watch_folders(app: AppHandle, workspace: Workspace) {
    let (stop, live, mut settings) = {
        let desk = app.state::<Desk>();
        (
            desk.stop.clone(),
            Arc::clone(&desk.live),
            desk.hear_settings(),
        )
    };
    let mut watching: HashMap<String, Cancel> = HashMap::new();
    loop {
        let folders = workspace
            .catalogue()
            .watched_folders()
            .await
            .unwrap_or_default();
        watching.retain(|id, cancel| {
            let kept = folders.iter().any(|folder| folder.id.to_string() == *id);
            if !kept {
                cancel.cancel();
            }
            kept
        });
        for folder in folders {
            let id = folder.id.to_string();
            watching.entry(id).or_insert_with(|| {
                let cancel = stop.child_token();
                let (workspace, cancelled) = (workspace.clone(), cancel.clone());
                let live = Arc::clone(&live);
                tokio::spawn(import_from(
                    workspace,
                    live,
                    folder.path,
                    folder.place,
                    cancelled,
                ));
                cancel
            });
        }
        tokio::select! {
            () = stop.cancelled() => return,
            told = settings.changed() => if told.is_err() { return },
        }
    }
}

/// Imports what comes to rest in a folder.
async fn import_from(
    workspace: Workspace,
    live: Arc<Live>,
    folder: PathBuf,
    place: CorePlace,
    cancel: Cancel,
) {
    let (sender, mut found) = mpsc::channel::<Vec<Entry>>(4);
    let title = format!("Import from {}", folder.display());
    let watching = tokio::spawn(watch_folder::watch(folder, sender, cancel.clone()));
    while let Some(entries) = found.recv().await {
        let Ok(request) = request(&workspace, place).await else {
            continue;
        };
        let import = Uuid::now_v7();
        let heard = |event: ImportEvent| live.hear_import(import, &title, &event);
        if let Err(error) = workspace.import(&request, entries, &heard, &cancel).await {
            tracing::warn!(%error, "files of a watched folder were not imported");
        }
        live.import_rests(import);
    }
    if let Ok(Err(error)) = watching.await {
        tracing::warn!(%error, "a folder is not watched");
    }
}

/// An import with the workspace's own settings.
pub async fn request(
    workspace: &Workspace,
    place: CorePlace,
) -> Result<Request, atelier_core::workspace::WorkspaceError> {
    Ok(Request {
        place,
        policy: workspace.policy().await?,
        fit: false,
        also_elsewhere: false,
        presets: workspace.presets().await?,
        words: Words::default(),
    })
}

/// Tells the page what goes on, when something does.
async fn tell(app: AppHandle) {
    let (stop, live) = {
        let desk = app.state::<Desk>();
        (desk.stop.clone(), Arc::clone(&desk.live))
    };
    let mut rows_told = Instant::now();
    let mut rows_changed = false;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = live.changed.notified() => rows_changed = true,
            () = tokio::time::sleep_until(rows_told + TELL_ROWS_EVERY), if rows_changed => {}
        }
        live.forget_old();
        let began = Instant::now();
        if let Ok(activity) = commands::activity::look(&app.state::<Desk>()).await {
            // A page that is not there yet asks when it comes.
            let _ = activity.emit(&app);
        }
        if rows_changed && rows_told.elapsed() >= TELL_ROWS_EVERY {
            // The same: nobody is there to be told.
            let _ = CatalogueChanged { place: None }.emit(&app);
            rows_told = Instant::now();
            rows_changed = false;
        }
        // Counting a long queue must not become the work itself.
        tokio::time::sleep(TELL_EVERY.max(began.elapsed() * 4)).await;
    }
}
