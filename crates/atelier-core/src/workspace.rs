//! A workspace: one folder with a catalogue and a library, and the verbs over
//! them. The window and the command line both begin here.

mod backend;
pub mod check;
mod comparisons;
mod error;
mod housekeeping;
pub mod lock;
mod looks;
mod loupe;
mod pictures;
mod presets;
mod remote;
mod screens;
mod tags;
#[cfg(test)]
mod testing;
mod variants;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::{Notify, Semaphore};

use crate::catalogue::{Catalogue, UndoOutcome};
use crate::clock;
use crate::config::{Presets, Setting, WorkspaceName};
use crate::domain::content_hash::ContentHash;
use crate::domain::ids::BatchId;
use crate::domain::preset::Preset;
use crate::domain::receipt::Policy;
use crate::import::intake::Entry;
use crate::import::report::ImportEvent;
use crate::import::{self, Plan, Report, Request};
use crate::library::{Library, LibraryError};
use crate::progress::{Cancel, Listener};
use crate::sync::{Sync, SyncEvent, SyncReport, Until};
use crate::variants::{Budget, Wanted};

pub use backend::{BackendAddress, BackendSet, BadBackend, SetBackendError};
pub use error::WorkspaceError;
pub use loupe::{LoupePicture, Measured, UnderLoupe};
pub use presets::{CostEstimate, CostQuestion, PresetCost};
pub use remote::{ConnectError, Remote};

use lock::Lock;

/// Content hashes read at once.
const PAGE: u32 = 5_000;
/// The file that says who has a workspace open.
const LOCK_FILE: &str = "atelier.lock";

/// An open workspace. Cheap to clone; the last clone lets go of it.
#[derive(Debug, Clone)]
pub struct Workspace {
    dir: PathBuf,
    catalogue: Catalogue,
    library: Library,
    /// Woken when variants are to be made or changes to be sent.
    wake: Arc<Wake>,
    wanted: Arc<Wanted>,
    /// The memory of everybody who decodes pictures.
    budget: Budget,
    /// Whose turn it is at the loupe: large pictures are worked on one at a time.
    loupe: Arc<Semaphore>,
    lock: Arc<Lock>,
}

/// Who is woken when there is work.
#[derive(Debug, Default)]
pub struct Wake {
    /// Something was put into the outbox.
    pub sync: Notify,
    /// A variant is to be made.
    pub variants: Notify,
}

impl Workspace {
    /// Makes a workspace in a folder, or opens the one that is there.
    ///
    /// # Errors
    /// See [`WorkspaceError`].
    pub async fn init(dir: &Path, program: &str) -> Result<Self, WorkspaceError> {
        std::fs::create_dir_all(dir).map_err(|e| WorkspaceError::folder(dir, e))?;
        Self::open_in(dir, program).await
    }

    /// Opens the workspace in a folder.
    ///
    /// # Errors
    /// See [`WorkspaceError`]. Nothing is changed when it fails.
    pub async fn open(dir: &Path, program: &str) -> Result<Self, WorkspaceError> {
        if !dir.join(crate::catalogue::FILE_NAME).exists() {
            return Err(WorkspaceError::NotAWorkspace(dir.to_owned()));
        }
        Self::open_in(dir, program).await
    }

    async fn open_in(dir: &Path, program: &str) -> Result<Self, WorkspaceError> {
        let dir = dir
            .canonicalize()
            .map_err(|e| WorkspaceError::folder(dir, e))?;
        let lock =
            Lock::take(&dir.join(LOCK_FILE), program).map_err(|e| WorkspaceError::lock(&dir, e))?;
        let catalogue = Catalogue::open(&dir).await?;
        let library = Library::open(&dir.join("library"))?;
        let workspace = Self {
            dir,
            catalogue,
            library,
            wake: Arc::default(),
            wanted: Arc::default(),
            budget: Budget::default(),
            loupe: Arc::new(Semaphore::new(1)),
            lock: Arc::new(lock),
        };
        workspace.tidy().await?;
        Ok(workspace)
    }

    /// Puts right what a kill left behind: claims nobody works on any more,
    /// half-written files, and files that were kept but never recorded. What has
    /// had its time goes as well.
    async fn tidy(&self) -> Result<(), WorkspaceError> {
        self.catalogue.release_claims().await?;
        self.library.sweep_temporary()?;
        self.keep_house(clock::now()).await?;
        if self.lock.was_unclean() {
            let removed = self.remove_strays().await?;
            tracing::info!(
                removed,
                "the last run ended in the middle; files without a row were removed"
            );
        }
        Ok(())
    }

    /// Removes library files that no row uses. Returns how many.
    ///
    /// # Errors
    /// When the catalogue or library cannot be read.
    pub async fn remove_strays(&self) -> Result<usize, WorkspaceError> {
        let mut removed = 0;
        for hash in self.strays().await? {
            removed += usize::from(self.library.remove(&hash)?);
        }
        Ok(removed)
    }

    /// Lists library files that no row uses.
    ///
    /// # Errors
    /// When the catalogue or library cannot be read.
    pub async fn strays(&self) -> Result<Vec<ContentHash>, WorkspaceError> {
        let mut used = HashSet::new();
        let mut after = None;
        loop {
            let page = self.catalogue.content_hashes(after.as_ref(), PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.clone());
            used.extend(page);
        }
        let library = self.library.clone();
        let stray = move || -> Result<Vec<ContentHash>, LibraryError> {
            let files = library.files().map(|kept| kept.map(|kept| kept.hash));
            files
                .filter(|hash| hash.as_ref().map_or(true, |hash| !used.contains(hash)))
                .collect()
        };
        let found = tokio::task::spawn_blocking(stray).await;
        Ok(found.map_err(|e| WorkspaceError::Broken(e.to_string()))??)
    }

    /// Closes the catalogue, so that the next start finds it whole, and lets go of
    /// the workspace. Clones of it cannot be used any more.
    pub async fn close(self) {
        self.catalogue.clone().close().await;
    }

    /// Returns its folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Returns its rows.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Returns its files.
    #[must_use]
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// Returns who is to be woken when there is work.
    #[must_use]
    pub fn wake(&self) -> &Wake {
        &self.wake
    }

    /// Returns what somebody looks at and what waits for its variants.
    #[must_use]
    pub fn wanted(&self) -> &Wanted {
        &self.wanted
    }

    /// Returns a setting, or none while it was never set.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn setting<S: Setting>(&self) -> Result<Option<S>, WorkspaceError> {
        Ok(self.catalogue.get_setting(S::KEY).await?)
    }

    /// Sets a setting.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn set<S: Setting + Send + std::marker::Sync>(
        &self,
        value: &S,
    ) -> Result<(), WorkspaceError> {
        Ok(self.catalogue.set_setting(S::KEY, value).await?)
    }

    /// Forgets a setting.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn unset<S: Setting>(&self) -> Result<(), WorkspaceError> {
        Ok(self.catalogue.clear_setting(S::KEY).await?)
    }

    /// Returns its name: as set, or that of its folder.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn name(&self) -> Result<String, WorkspaceError> {
        let set = self.setting::<WorkspaceName>().await?.map(|name| name.0);
        let folder = || {
            self.dir
                .file_name()
                .unwrap_or(self.dir.as_os_str())
                .to_string_lossy()
                .into_owned()
        };
        Ok(set.unwrap_or_else(folder))
    }

    /// Returns how much imports clean out of files.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn policy(&self) -> Result<Policy, WorkspaceError> {
        Ok(self.setting::<Policy>().await?.unwrap_or_default())
    }

    /// Returns the presets that imports ask for.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn presets(&self) -> Result<Vec<Preset>, WorkspaceError> {
        Ok(self
            .setting::<Presets>()
            .await?
            .map_or_else(Preset::defaults, |presets| presets.0))
    }

    /// Says what an import would do.
    ///
    /// # Errors
    /// When the place is gone or the catalogue cannot be read.
    pub async fn plan_import(
        &self,
        request: &Request,
        entries: Vec<Entry>,
        listener: &dyn Listener<ImportEvent>,
        cancel: &Cancel,
    ) -> Result<Plan, WorkspaceError> {
        Ok(import::plan::plan(&self.catalogue, request, entries, listener, cancel).await?)
    }

    /// Imports files.
    ///
    /// # Errors
    /// When the place is gone, or the catalogue or library cannot be written.
    pub async fn import(
        &self,
        request: &Request,
        entries: Vec<Entry>,
        listener: &dyn Listener<ImportEvent>,
        cancel: &Cancel,
    ) -> Result<Report, WorkspaceError> {
        let report = import::run::run(
            &self.catalogue,
            &self.library,
            request,
            entries,
            listener,
            cancel,
        )
        .await
        .inspect_err(|_| self.lock.broke_off())?;
        self.wake.variants.notify_one();
        self.wake.sync.notify_one();
        Ok(report)
    }

    /// Takes back what an import brought and what was not sent yet.
    ///
    /// # Errors
    /// When the catalogue or library cannot be written.
    pub async fn undo_import(&self, batch: BatchId) -> Result<UndoOutcome, WorkspaceError> {
        let outcome = self.catalogue.undo_batch(batch, clock::now()).await?;
        self.drop_files(&outcome.freed)?;
        Ok(outcome)
    }

    /// Sends what waits to a connected backend and store.
    ///
    /// # Errors
    /// When this machine's own catalogue or library fails.
    pub async fn push(
        &self,
        remote: &Remote,
        until: Until,
        listener: &dyn Listener<SyncEvent>,
        cancel: &Cancel,
    ) -> Result<SyncReport, WorkspaceError> {
        let sync = Sync {
            catalogue: &self.catalogue,
            library: &self.library,
            backend: &remote.backend,
            store: remote.store.as_ref(),
            listener,
            cancel,
            wake: &self.wake.sync,
        };
        let report = sync.push(until).await?;
        self.keep_house(clock::now()).await?;
        Ok(report)
    }
}
