//! What the shell holds while it runs: the open workspace, the plans that the
//! person is looking at, and what is going on.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use atelier_core::import::Plan;
use atelier_core::progress::Cancel;
use atelier_core::workspace::Workspace;
use tauri::{AppHandle, Manager as _};
use tokio::sync::watch;
use uuid::Uuid;

use crate::activity::Live;
use crate::error::CommandError;
use crate::listings::Listings;
use crate::presence::Presence;
use crate::trials::Trials;
use atelier_core::domain::asset::Board;
use atelier_core::domain::receipt::Policy;

/// A plan that the person is looking at.
#[derive(Clone)]
pub struct OpenPlan {
    /// Where to.
    pub place: Board,
    /// What would become of each file.
    pub plan: Arc<Plan>,
    /// How much would be cleaned out of them.
    pub policy: Policy,
    /// Stops it.
    pub cancel: Cancel,
}

/// What the shell holds while it runs.
pub struct Desk {
    /// Where the workspace lies; none when this computer names no folder.
    dir: Option<PathBuf>,
    workspace: Mutex<Result<Workspace, CommandError>>,
    plans: Mutex<HashMap<Uuid, OpenPlan>>,
    /// What stops the scoring of each variant that is being scored.
    measuring: Mutex<HashMap<Uuid, Cancel>>,
    /// What is going on.
    pub live: Arc<Live>,
    /// Who is there.
    pub presence: Arc<Presence>,
    /// What the page was last told of a board.
    pub listings: Listings,
    /// What presets that are tried out made.
    pub trials: Trials,
    /// Ends every task of the engine.
    pub stop: Cancel,
    /// Tells every task that the backend, the pause or the watched folders changed.
    settings: watch::Sender<()>,
}

impl Desk {
    /// Opens the workspace that `ATELIER_WORKSPACE` names, or the person's own.
    ///
    /// A workspace that cannot be opened is no reason for no window: the window
    /// says why.
    pub fn open(app: &AppHandle) -> Self {
        let dir = std::env::var_os("ATELIER_WORKSPACE")
            .filter(|dir| !dir.is_empty())
            .map(PathBuf::from)
            .or_else(|| {
                app.path()
                    .app_local_data_dir()
                    .ok()
                    .map(|dir| dir.join("workspace"))
            });
        let opened = tauri::async_runtime::block_on(open_in(dir.as_deref()));
        Self {
            dir,
            workspace: Mutex::new(opened),
            plans: Mutex::default(),
            measuring: Mutex::default(),
            live: Arc::default(),
            presence: Arc::default(),
            listings: Listings::default(),
            trials: Trials::default(),
            stop: Cancel::new(),
            settings: watch::Sender::new(()),
        }
    }

    /// Opens the workspace if it could not be opened before: who held it may
    /// have let go. Returns whether it is open only since now.
    pub async fn open_again(&self) -> bool {
        if self.workspace().is_ok() || self.stop.is_cancelled() {
            return false;
        }
        let opened = open_in(self.dir.as_deref()).await;
        let mut now = self
            .workspace
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // Another call may have been quicker; then it is we who hold it.
        if now.is_ok() {
            return false;
        }
        *now = opened;
        now.is_ok()
    }

    /// Returns the open workspace, or why there is none.
    pub fn workspace(&self) -> Result<Workspace, CommandError> {
        self.workspace
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Says that the backend, the pause or the watched folders changed.
    pub fn settings_changed(&self) {
        self.settings.send_replace(());
    }

    /// Returns who hears of changed settings. Each task has its own.
    pub fn hear_settings(&self) -> watch::Receiver<()> {
        self.settings.subscribe()
    }

    /// Keeps a plan while the person looks at it.
    pub fn keep_plan(&self, id: Uuid, plan: OpenPlan) {
        self.plans().insert(id, plan);
    }

    /// Returns a plan.
    pub fn plan(&self, id: Uuid) -> Result<OpenPlan, CommandError> {
        self.plans()
            .get(&id)
            .cloned()
            .ok_or_else(|| CommandError::gone("This plan"))
    }

    /// Forgets a plan and stops what is done for it.
    pub fn forget_plan(&self, id: Uuid) {
        if let Some(plan) = self.plans().remove(&id) {
            plan.cancel.cancel();
        }
    }

    /// Notes that a variant is being scored, and returns what stops it.
    pub fn begin_measuring(&self, variant: Uuid) -> Cancel {
        let cancel = self.stop.child_token();
        let before = self.measuring().insert(variant, cancel.clone());
        if let Some(before) = before {
            before.cancel();
        }
        cancel
    }

    /// Notes that the scoring that this stops has ended. One that was stopped is
    /// forgotten already, and another may have begun.
    pub fn end_measuring(&self, variant: Uuid, cancel: &Cancel) {
        if !cancel.is_cancelled() {
            self.measuring().remove(&variant);
        }
    }

    /// Stops the scoring of a variant.
    pub fn stop_measuring(&self, variant: Uuid) {
        if let Some(cancel) = self.measuring().remove(&variant) {
            cancel.cancel();
        }
    }

    fn measuring(&self) -> std::sync::MutexGuard<'_, HashMap<Uuid, Cancel>> {
        self.measuring
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn plans(&self) -> std::sync::MutexGuard<'_, HashMap<Uuid, OpenPlan>> {
        self.plans.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stops everything and lets go of the workspace.
    pub fn close(&self) {
        self.stop.cancel();
        self.trials.forget_all();
        let closed = CommandError::new("closed", "Atelier is closing.");
        let open = std::mem::replace(
            &mut *self
                .workspace
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
            Err(closed),
        );
        drop(open);
    }
}

async fn open_in(dir: Option<&Path>) -> Result<Workspace, CommandError> {
    let dir = dir.ok_or_else(|| {
        CommandError::new(
            "no_folder",
            "This computer names no folder for the data of programs. Set ATELIER_WORKSPACE to a folder and start again.",
        )
    })?;
    Ok(Workspace::init(dir, crate::PROGRAM).await?)
}
