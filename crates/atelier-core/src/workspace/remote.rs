//! A backend and a store that a workspace is connected to.

use std::sync::Arc;

use tokio::time::Instant;

use crate::backend::{BackendError, Postgres};
use crate::clock;
use crate::config::BackendConfig;
use crate::domain::secret::Secret;
use crate::progress::{Cancel, Listener};
use crate::secrets::{Secrets, SecretsError};
use crate::store::{self, FolderStore, NotAStoreUrl, Store, StoreError, StoreUrl};
use crate::sync::{Offline, SyncEvent, SyncReport, Until, backoff};

use super::{Workspace, WorkspaceError};

/// Where rows and files go.
#[derive(Debug, Clone)]
pub struct Remote {
    /// The rows.
    pub backend: Postgres,
    /// The files.
    pub store: Arc<dyn Store>,
}

/// Why a workspace is not connected.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// No backend is set: set one, or go on without.
    #[error(
        "no backend is set, so everything stays on this computer. Set one with `atelier backend set` or in Settings"
    )]
    NotSet,
    /// The address of the store means nothing.
    #[error(transparent)]
    StoreUrl(#[from] NotAStoreUrl),
    /// A key or a password cannot be had.
    #[error(transparent)]
    Secret(#[from] SecretsError),
    /// The database cannot be used.
    #[error(transparent)]
    Backend(#[from] BackendError),
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The workspace itself fails.
    #[error(transparent)]
    Workspace(#[from] Box<WorkspaceError>),
}

impl From<WorkspaceError> for ConnectError {
    fn from(error: WorkspaceError) -> Self {
        Self::Workspace(Box::new(error))
    }
}

impl Remote {
    /// Connects to a backend and a store.
    ///
    /// The store is not reached yet; the database is.
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect(config: &BackendConfig, secrets: &Secrets) -> Result<Self, ConnectError> {
        let url: StoreUrl = config.store_url.parse()?;
        let store: Arc<dyn Store> = match (&url, config.store_id) {
            (StoreUrl::Folder(folder), Some(store)) => {
                Arc::new(FolderStore::new(folder.clone()).known_as(store))
            }
            (StoreUrl::Folder(_), None) => store::open(&url, None)?,
            (StoreUrl::S3(_), _) => {
                let keys = no_keychain_is_none(secrets.store_keys().await)?;
                store::open(&url, keys)?
            }
        };
        let password: Option<Secret> = no_keychain_is_none(secrets.database_password().await)?;
        let backend =
            Postgres::connect(&config.database_url, password.as_ref().map(Secret::reveal)).await?;
        Ok(Self { backend, store })
    }
}

/// A machine without a keychain has no secret in it. What then fails for want
/// of one says so better than the keychain can.
fn no_keychain_is_none<T>(
    found: Result<Option<T>, SecretsError>,
) -> Result<Option<T>, SecretsError> {
    match found {
        Err(SecretsError::NoKeychain { .. }) => Ok(None),
        found => found,
    }
}

impl Workspace {
    /// Returns where its secrets are kept.
    #[must_use]
    pub fn secrets(&self) -> Secrets {
        Secrets::of(self.dir().to_string_lossy())
    }

    /// Connects to the backend and the store that it is set to.
    ///
    /// # Errors
    /// [`ConnectError::NotSet`] when none is set; else why it does not connect.
    pub async fn connect(&self) -> Result<Remote, ConnectError> {
        let config = self.backend().await?.ok_or(ConnectError::NotSet)?;
        Remote::connect(&config, &self.secrets()).await
    }

    /// Connects and sends what waits, trying to connect for as long as the sync
    /// is to go on. A network that is away is no error: the report says so.
    ///
    /// # Errors
    /// When something else stands between, or this machine's own catalogue or
    /// library fails.
    pub async fn sync(
        &self,
        until: Until,
        listener: &dyn Listener<SyncEvent>,
        cancel: &Cancel,
    ) -> Result<SyncReport, ConnectError> {
        let remote = match self.connect_patiently(until, listener, cancel).await {
            Ok(remote) => remote,
            Err(ConnectError::Backend(error)) if error.is_unreachable() => {
                return Ok(self.unsent(error.to_string()).await?);
            }
            Err(error) => return Err(error),
        };
        // What a lazy queue put off is needed now, and goes up with the rest.
        let made = self.make_what_a_sync_needs(cancel).await;
        let report = match made {
            Ok(()) => self.push(&remote, until, listener, cancel).await,
            Err(error) => Err(error),
        };
        remote.backend.close().await;
        Ok(report?)
    }

    async fn connect_patiently(
        &self,
        until: Until,
        listener: &dyn Listener<SyncEvent>,
        cancel: &Cancel,
    ) -> Result<Remote, ConnectError> {
        let began = Instant::now();
        let mut attempts = 0;
        loop {
            let error = match self.connect().await {
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
            listener.hear(SyncEvent::Offline {
                words: error.to_string(),
                retry_in: wait.as_millis().try_into().unwrap_or(u64::MAX),
            });
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = cancel.cancelled() => return Err(error.into()),
            }
        }
    }

    /// What a sync that never connected comes to.
    async fn unsent(&self, words: String) -> Result<SyncReport, WorkspaceError> {
        let counts = self.catalogue().outbox_counts(clock::now()).await?;
        let mut failed = self.catalogue().failures().await?;
        failed.retain(|failure| failure.parked > 0);
        Ok(SyncReport {
            waiting: counts.waiting,
            failed,
            offline: Some(Offline { words }),
            ..SyncReport::default()
        })
    }
}
