//! A backend and a store that a workspace is connected to.

use std::sync::Arc;

use crate::backend::{BackendError, Postgres};
use crate::config::BackendConfig;
use crate::domain::secret::{AccessKeys, Secret};
use crate::secrets::{Secrets, SecretsError};
use crate::store::{self, NotAStoreUrl, Store, StoreError, StoreUrl};

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
        let keys = match &url {
            StoreUrl::S3(_) => no_keychain_is_none(secrets.store_keys().await)?,
            StoreUrl::Folder(_) => None::<AccessKeys>,
        };
        let store = store::open(&url, keys)?;
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
        let config = self
            .setting::<BackendConfig>()
            .await?
            .ok_or(ConnectError::NotSet)?;
        Remote::connect(&config, &self.secrets()).await
    }
}
