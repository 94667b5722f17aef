//! A store that is a folder: of this machine, of a drive, of a network.
//!
//! A file appears under its path whole or not at all. No link inside the
//! folder is followed, so nothing outside it is read, written or removed.
//! Content types and cache rules have no place in a folder and are left out.

mod mark;
mod tree;

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use super::local::{blocking, local_file, steps};
use super::{
    OutgoingFile, Proof, Put, Store, StoreError, StoredFile, Unreached, UploadLog, UploadState,
    Verified,
};
use crate::clock::UnixMillis;
use crate::domain::content_hash::ContentHash;
use crate::domain::ids::StoreId;
use crate::domain::storage_path::{Bucket, StoragePath};
use crate::progress::{Cancel, Listener};
use tree::Tree;

/// Listings are handed over this many files ahead of the reader.
const AHEAD: usize = 64;

/// A folder that holds the store's files.
#[derive(Debug, Clone)]
pub struct FolderStore {
    tree: Tree,
}

impl FolderStore {
    /// Names the folder. It is not touched yet: its drive may come later.
    #[must_use]
    pub fn new(root: PathBuf) -> Self {
        Self {
            tree: Tree::new(root),
        }
    }

    /// Insists on the mark of this store: the folder is used only while it lies
    /// in it, and never made anew.
    #[must_use]
    pub fn known_as(self, store: StoreId) -> Self {
        Self {
            tree: self.tree.known_as(store),
        }
    }

    /// Makes the folder a store, with the mark by which it is known later, or
    /// takes it as the store that it is.
    ///
    /// # Errors
    /// When the folder cannot be made or written.
    pub async fn set_up(&self) -> Result<StoreId, StoreError> {
        let tree = self.tree.clone();
        blocking(move || tree.set_up()).await
    }

    /// Runs work on the folder where it may wait for the disk.
    async fn on<T: Send + 'static>(
        &self,
        path: &StoragePath,
        work: impl FnOnce(&Tree, &StoragePath) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (tree, path) = (self.tree.clone(), path.clone());
        blocking(move || work(&tree, &path)).await
    }
}

#[async_trait]
impl Store for FolderStore {
    async fn put(
        &self,
        path: &StoragePath,
        file: &OutgoingFile,
        _log: &dyn UploadLog,
        heard: &dyn Listener<u64>,
        cancel: &Cancel,
    ) -> Result<Put, StoreError> {
        let (arrived, mut arriving) = mpsc::unbounded_channel();
        let (file, cancel) = (file.clone(), cancel.clone());
        let work = self.on(path, move |tree, path| {
            put(tree, path, &file, &arrived, &cancel)
        });
        tokio::pin!(work);
        loop {
            tokio::select! {
                biased;
                Some(bytes) = arriving.recv() => heard.hear(bytes),
                outcome = &mut work => return outcome,
            }
        }
    }

    async fn verify(
        &self,
        path: &StoragePath,
        file: &OutgoingFile,
    ) -> Result<Verified, StoreError> {
        let file = file.clone();
        self.on(path, move |tree, path| match compare(tree, path, &file)? {
            None => Ok(Verified::Missing),
            Some(Compared::Same) => Ok(Verified::Same(Proof::ReadBack)),
            Some(Compared::Different { bytes }) => Ok(Verified::Different { bytes }),
        })
        .await
    }

    async fn head(&self, path: &StoragePath) -> Result<StoredFile, StoreError> {
        self.on(path, |tree, path| {
            let at = tree.find(path)?;
            let facts = fs::metadata(&at).map_err(|cause| tree.failed(cause, path))?;
            Ok(stored(path.clone(), &facts))
        })
        .await
    }

    async fn get(&self, path: &StoragePath, at_most: u64) -> Result<Bytes, StoreError> {
        self.on(path, move |tree, path| {
            let failed = |cause| tree.failed(cause, path);
            let file = File::open(tree.find(path)?).map_err(failed)?;
            let mut bytes = Vec::new();
            file.take(at_most.saturating_add(1))
                .read_to_end(&mut bytes)
                .map_err(failed)?;
            if bytes.len() as u64 > at_most {
                return Err(StoreError::refused(format!(
                    "{path} is longer than the {at_most} bytes expected"
                )));
            }
            Ok(bytes.into())
        })
        .await
    }

    async fn delete(&self, path: &StoragePath) -> Result<(), StoreError> {
        self.on(path, Tree::remove).await
    }

    fn list(&self, folder: &str) -> BoxStream<'_, Result<StoredFile, StoreError>> {
        let (found, finding) = mpsc::channel(AHEAD);
        let (tree, folder) = (self.tree.clone(), folder.to_owned());
        // When nobody reads on, sending fails and the walk ends by itself.
        drop(tokio::task::spawn_blocking(move || {
            tree.walk(&folder, |file| found.blocking_send(file).is_ok());
        }));
        Box::pin(futures::stream::unfold(finding, |mut finding| async move {
            finding.recv().await.map(|file| (file, finding))
        }))
    }

    async fn abort_upload(
        &self,
        _path: &StoragePath,
        _state: &UploadState,
    ) -> Result<(), StoreError> {
        // A folder takes a file in one go: there is never an upload to abort.
        Ok(())
    }

    fn place(&self, _bucket: Bucket) -> String {
        self.tree.root().display().to_string()
    }
}

/// What lies under a path, held against a file.
enum Compared {
    Same,
    Different { bytes: u64 },
}

/// Copies a file to its place, unless something lies there.
fn put(
    tree: &Tree,
    path: &StoragePath,
    file: &OutgoingFile,
    arrived: &mpsc::UnboundedSender<u64>,
    cancel: &Cancel,
) -> Result<Put, StoreError> {
    tree.ready()?;
    let settle = |found| match found {
        Compared::Same => Ok(Put::AlreadyThere),
        Compared::Different { .. } => Err(StoreError::occupied(path)),
    };
    if let Some(found) = compare(tree, path, file)? {
        return settle(found);
    }
    let unfinished = copy(tree, path, file, arrived, cancel)?;
    if tree.place(path, unfinished)? {
        return Ok(Put::Stored);
    }
    // Somebody else was quicker.
    match compare(tree, path, file)? {
        Some(found) => settle(found),
        None => Err(StoreError::unreachable(Unreached::Busy)),
    }
}

/// Copies a file beside its place and proves what was copied.
fn copy(
    tree: &Tree,
    path: &StoragePath,
    file: &OutgoingFile,
    arrived: &mpsc::UnboundedSender<u64>,
    cancel: &Cancel,
) -> Result<tempfile::NamedTempFile, StoreError> {
    let source = File::open(&file.local).map_err(|_| local_file(file))?;
    let mut unfinished = tree.unfinished()?;
    let mut digest = Sha256::new();
    let mut copied = 0;
    // Reading and writing fail for different reasons: the disk here, or there.
    let mut stopped = None;
    let read = steps(source, |part| {
        digest.update(part);
        copied += part.len() as u64;
        stopped = if cancel.is_cancelled() {
            Some(StoreError::Stopped)
        } else {
            let written = unfinished.write_all(part);
            written.err().map(|cause| tree.failed(cause, path))
        };
        if stopped.is_some() {
            return Err(ErrorKind::Other.into());
        }
        // Nobody is left to hear when the caller has gone.
        let _ = arrived.send(copied);
        Ok(())
    });
    if let Some(stopped) = stopped {
        return Err(stopped);
    }
    let whole = read.is_ok() && copied == file.bytes;
    if whole && ContentHash::from_digest(&digest.finalize()) == file.content_hash {
        Ok(unfinished)
    } else {
        Err(local_file(file))
    }
}

/// Holds what lies under a path against a file; none if nothing lies there.
fn compare(
    tree: &Tree,
    path: &StoragePath,
    file: &OutgoingFile,
) -> Result<Option<Compared>, StoreError> {
    let at = match tree.find(path) {
        Ok(at) => at,
        Err(StoreError::NotFound { .. }) => return Ok(None),
        Err(other) => return Err(other),
    };
    let failed = |cause| tree.failed(cause, path);
    let bytes = fs::metadata(&at).map_err(failed)?.len();
    if bytes == file.bytes && hash(&at).map_err(failed)? == file.content_hash {
        Ok(Some(Compared::Same))
    } else {
        Ok(Some(Compared::Different { bytes }))
    }
}

/// Hashes a file of the folder.
fn hash(at: &Path) -> std::io::Result<ContentHash> {
    let mut digest = Sha256::new();
    steps(File::open(at)?, |part| {
        digest.update(part);
        Ok(())
    })?;
    Ok(ContentHash::from_digest(&digest.finalize()))
}

/// Puts the facts of a file together.
fn stored(path: StoragePath, facts: &fs::Metadata) -> StoredFile {
    let since = facts
        .modified()
        .ok()
        .and_then(|at| at.duration_since(UNIX_EPOCH).ok())
        .unwrap_or_default();
    StoredFile {
        path,
        bytes: facts.len(),
        modified: UnixMillis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX)),
        tag: None,
    }
}

#[cfg(test)]
mod tests;
