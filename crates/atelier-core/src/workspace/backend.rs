//! Setting the backend and the store: what an address may say, and the folder
//! that a store may need. The same for the window and the command line.

use std::path::PathBuf;

use url::Url;

use super::{Workspace, WorkspaceError};
use crate::config::BackendConfig;
use crate::domain::ids::StoreId;
use crate::store::{FolderStore, NotAStoreUrl, StoreError, StoreUrl};

/// Two addresses that can be set: of a database and of a store, neither with a
/// secret in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackendAddress {
    database: String,
    store: StoreUrl,
    /// The address of the store as it was written.
    store_url: String,
}

/// Why a backend cannot be set. Nothing is changed by any of these.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BadBackend {
    /// Give the password in another way.
    #[error(
        "An address does not hold a password. Write postgres://user@host/database and set ATELIER_DB_PASSWORD in the environment, or enter the password in Settings."
    )]
    DatabaseHoldsSecret,
    /// Write it in another way.
    #[error(
        "“{0}” is no address of a Postgres database. Write postgres://user@host:port/database."
    )]
    NotADatabase(String),
    /// Write it in another way.
    #[error(transparent)]
    Store(#[from] NotAStoreUrl),
}

/// Why a backend was not set.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetBackendError {
    /// The folder of the store cannot be made: choose another.
    #[error("The folder of the store, {}, cannot be used: {source}", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: StoreError,
    },
    /// The workspace fails.
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
}

/// What setting a backend did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackendSet {
    /// What is set now.
    pub config: BackendConfig,
    /// The folder that was made for the store.
    pub created_folder: Option<PathBuf>,
}

impl BackendAddress {
    /// Reads two addresses as a person writes them.
    ///
    /// # Errors
    /// Says what is wrong, and never repeats what may be a secret.
    pub fn parse(database: &str, store: &str) -> Result<Self, BadBackend> {
        check_database(database)?;
        Ok(Self {
            database: database.to_owned(),
            store: store.parse()?,
            store_url: store.to_owned(),
        })
    }

    /// Returns them as a setting that knows nothing of the store's folder yet,
    /// to try them out.
    #[must_use]
    pub fn untried(&self) -> BackendConfig {
        self.config(None)
    }

    fn config(&self, store_id: Option<StoreId>) -> BackendConfig {
        BackendConfig {
            database_url: self.database.clone(),
            store_url: self.store_url.clone(),
            store_id,
        }
    }
}

fn check_database(text: &str) -> Result<(), BadBackend> {
    let bad = || BadBackend::NotADatabase(without_secret(text));
    let url = Url::parse(text).map_err(|_| bad())?;
    if url.cannot_be_a_base() || !matches!(url.scheme(), "postgres" | "postgresql") {
        return Err(bad());
    }
    let in_query = url
        .query_pairs()
        .any(|(name, _)| name.to_lowercase().contains("password"));
    if url.password().is_some() || in_query {
        return Err(BadBackend::DatabaseHoldsSecret);
    }
    Ok(())
}

/// Leaves out what may be a password, so that no message repeats it.
fn without_secret(text: &str) -> String {
    match text.rsplit_once('@') {
        Some((_, host)) => format!("…@{host}"),
        None => text.to_owned(),
    }
}

impl Workspace {
    /// Sets where rows and files go. The folder of a store is made and marked,
    /// so that a disk that is not connected is not taken for an empty store.
    ///
    /// # Errors
    /// When the folder cannot be used, or the catalogue not be written.
    pub async fn set_backend(
        &self,
        address: &BackendAddress,
    ) -> Result<BackendSet, SetBackendError> {
        let (mut created_folder, mut store_id) = (None, None);
        if let StoreUrl::Folder(folder) = &address.store {
            let was_there = folder.is_dir();
            let set_up = FolderStore::new(folder.clone()).set_up().await;
            store_id = Some(set_up.map_err(|source| SetBackendError::Folder {
                folder: folder.clone(),
                source,
            })?);
            created_folder = (!was_there).then(|| folder.clone());
        }
        let config = address.config(store_id);
        self.set(&config).await?;
        Ok(BackendSet {
            config,
            created_folder,
        })
    }

    /// Returns the backend that is set. A folder that was set before folders had
    /// marks is marked when it is first seen.
    pub(super) async fn backend(&self) -> Result<Option<BackendConfig>, WorkspaceError> {
        let Some(mut config) = self.setting::<BackendConfig>().await? else {
            return Ok(None);
        };
        if let (None, Ok(StoreUrl::Folder(folder))) = (config.store_id, config.store_url.parse())
            && folder.is_dir()
            && let Ok(store) = FolderStore::new(folder).set_up().await
        {
            config.store_id = Some(store);
            self.set(&config).await?;
        }
        Ok(Some(config))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORE: &str = "file:///srv/pictures";

    #[test]
    fn a_password_in_an_address_is_refused_and_never_repeated() {
        for text in [
            "postgres://me:secret@db.example.org/platform",
            "postgres://me@db.example.org/platform?password=secret",
            "mysql://me:secret@db.example.org/platform",
            "postgres:me:secret@db",
        ] {
            let error = BackendAddress::parse(text, STORE).expect_err(text);
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }

    #[test]
    fn an_address_without_a_password_is_taken() {
        for text in [
            "postgres://me@db.example.org:5433/platform",
            "postgresql://me@127.0.0.1/platform",
        ] {
            assert!(BackendAddress::parse(text, STORE).is_ok(), "{text}");
        }
    }

    #[tokio::test]
    async fn a_store_whose_disk_went_is_not_made_anew() {
        let dir = tempfile::tempdir().expect("a folder");
        let workspace = Workspace::init(&dir.path().join("w"), "a test")
            .await
            .expect("a workspace");
        let folder = dir.path().join("store");
        let url = format!("file://{}", folder.display());
        let address = BackendAddress::parse("postgres://me@localhost/x", &url).expect("reads");

        let set = workspace.set_backend(&address).await.expect("sets it");
        let again = workspace.set_backend(&address).await.expect("sets it");

        assert_eq!(set.created_folder, Some(folder.clone()));
        assert_eq!(again.created_folder, None);
        assert!(set.config.store_id.is_some());
        assert_eq!(again.config.store_id, set.config.store_id);
    }

    #[tokio::test]
    async fn a_folder_that_was_set_before_marks_is_marked_when_it_is_seen() {
        let dir = tempfile::tempdir().expect("a folder");
        let workspace = Workspace::init(&dir.path().join("w"), "a test")
            .await
            .expect("a workspace");
        let folder = dir.path().join("store");
        std::fs::create_dir(&folder).expect("a folder");
        let url = format!("file://{}", folder.display());
        let address = BackendAddress::parse("postgres://me@localhost/x", &url).expect("reads");
        workspace.set(&address.untried()).await.expect("sets it");

        let seen = workspace.backend().await.expect("reads").expect("is set");

        assert!(seen.store_id.is_some());
        assert_eq!(std::fs::read_dir(&folder).expect("a folder").count(), 1);
    }
}
