//! Remote files: one promise, several stores.
//!
//! A store takes a file under its path and never overwrites another, says what
//! it holds and proves it, gives it back, and forgets it. Every call may be
//! repeated: what is there already is a success, and so is what is gone
//! already. No call waits and tries again by itself; when to do that is for
//! the verb that holds the store. What the store promises is written down as a
//! test, `tests/it/store_contract.rs`, and every adapter passes it.

mod check;
mod error;
mod folder;
mod local;
mod s3;
mod upload;
mod url;
pub mod web;

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use futures::stream::{BoxStream, StreamExt};

pub use self::url::{NotAStoreUrl, S3Place, StoreUrl};
pub use check::{BucketCheck, StoreCheck};
pub use error::{SignInProblem, StoreError, Unreached};
pub use folder::FolderStore;
pub use s3::S3Store;
pub use upload::{Unlogged, UploadLog, UploadLogError, UploadState};

use crate::clock::UnixMillis;
use crate::domain::content_hash::ContentHash;
use crate::domain::media_type::MediaType;
use crate::domain::secret::AccessKeys;
use crate::domain::storage_path::{Bucket, StoragePath};
use crate::progress::{Cancel, Listener};

/// How many files are removed at the same time.
const REMOVED_AT_ONCE: usize = 8;

/// A file of this machine on its way to a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingFile {
    /// Where it lies on this machine.
    pub local: PathBuf,
    /// How long it is.
    pub bytes: u64,
    /// The SHA-256 of its content.
    pub content_hash: ContentHash,
    /// What it is.
    pub media_type: MediaType,
}

/// How a file came to be in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// It was sent.
    Stored,
    /// The same file was there already.
    AlreadyThere,
}

/// What the store holds, held against what it should hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verified {
    /// The same content, proved.
    Same(Proof),
    /// Nothing lies under the path.
    Missing,
    /// Another content, of this length.
    Different {
        /// How long the file in the store is.
        bytes: u64,
    },
}

/// How a content was proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// The store's own checksum is that of the local file.
    Tag,
    /// The file was read back and hashed.
    ReadBack,
}

/// A file that a store holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// Where it lies.
    pub path: StoragePath,
    /// How long it is.
    pub bytes: u64,
    /// When it was put there, by the store's clock.
    pub modified: UnixMillis,
    /// The store's own mark of its content, where it has one.
    pub tag: Option<String>,
}

/// A place for files, far or near.
#[async_trait]
pub trait Store: Send + Sync + std::fmt::Debug {
    /// Sends a file, going on where an earlier attempt stopped.
    ///
    /// `heard` is told how many bytes of the file have arrived; the number
    /// never falls. After a cancel, what was sent stays with the store and in
    /// the log, and the next call goes on from there.
    async fn put(
        &self,
        path: &StoragePath,
        file: &OutgoingFile,
        log: &dyn UploadLog,
        heard: &dyn Listener<u64>,
        cancel: &Cancel,
    ) -> Result<Put, StoreError>;

    /// Proves what lies under a path by its size and content. The local file
    /// may be gone: then the stored one is read back.
    async fn verify(&self, path: &StoragePath, file: &OutgoingFile)
    -> Result<Verified, StoreError>;

    /// Returns what lies under a path.
    async fn head(&self, path: &StoragePath) -> Result<StoredFile, StoreError>;

    /// Reads a whole file, refusing one longer than `at_most` bytes.
    async fn get(&self, path: &StoragePath, at_most: u64) -> Result<bytes::Bytes, StoreError>;

    /// Removes a file. One that is not there is removed already.
    async fn delete(&self, path: &StoragePath) -> Result<(), StoreError>;

    /// Removes files, several at a time, with an outcome for each.
    async fn delete_many(
        &self,
        paths: &[StoragePath],
    ) -> Vec<(StoragePath, Result<(), StoreError>)> {
        futures::stream::iter(paths.iter().cloned())
            .map(|path| async move {
                let outcome = self.delete(&path).await;
                (path, outcome)
            })
            .buffered(REMOVED_AT_ONCE)
            .collect()
            .await
    }

    /// Goes through the files in a folder, such as `styles/coastal`, and in the
    /// folders below it; through all files if the name is empty. In no
    /// particular order. What is no [`StoragePath`] is passed over.
    fn list(&self, folder: &str) -> BoxStream<'_, Result<StoredFile, StoreError>>;

    /// Takes back an unfinished upload, so that no parts stay behind. One that
    /// is gone is taken back already.
    async fn abort_upload(&self, path: &StoragePath, state: &UploadState)
    -> Result<(), StoreError>;

    /// Returns the name of the place that a bucket is.
    fn place(&self, bucket: Bucket) -> String;

    /// Writes a small file to each bucket, reads it back, compares, removes it.
    async fn check(&self) -> Result<StoreCheck, StoreError> {
        check::check(self).await
    }
}

/// Makes the store of an address. Nothing is reached yet: see [`Store::check`].
pub fn open(url: &StoreUrl, keys: Option<AccessKeys>) -> Result<Arc<dyn Store>, StoreError> {
    match url {
        StoreUrl::Folder(root) => Ok(Arc::new(FolderStore::new(root.clone()))),
        StoreUrl::S3(place) => {
            let keys = keys.ok_or(StoreError::SignInNeeded(SignInProblem::NoKeys))?;
            Ok(Arc::new(S3Store::new(place, keys)?))
        }
    }
}
