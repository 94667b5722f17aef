//! How far a long upload has come, kept so that a restart goes on from there.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::OutgoingFile;
use crate::domain::content_hash::ContentHash;
use crate::domain::storage_path::StoragePath;

/// An upload that has begun and not ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadState {
    /// The store's name for the upload.
    pub upload_id: String,
    /// What is being sent.
    pub content_hash: ContentHash,
    /// How long it is.
    pub bytes: u64,
    /// How long each part is, but the last.
    pub part_bytes: u64,
    /// The store's marks of the parts that arrived, from the first on.
    pub parts: Vec<String>,
}

impl UploadState {
    /// Tells whether this upload is of that file.
    #[must_use]
    pub fn is_of(&self, file: &OutgoingFile) -> bool {
        self.content_hash == file.content_hash && self.bytes == file.bytes && self.part_bytes > 0
    }

    /// Returns how many bytes have arrived.
    #[must_use]
    pub fn arrived(&self) -> u64 {
        (self.part_bytes * self.parts.len() as u64).min(self.bytes)
    }
}

/// What kept a log from its work.
pub type UploadLogError = Box<dyn std::error::Error + Send + Sync>;

/// Remembers unfinished uploads across restarts, one a path.
///
/// Saved means on the disk: a part is sent again only if the log forgot it.
#[async_trait]
pub trait UploadLog: Send + Sync {
    /// Returns the unfinished upload of a path.
    async fn load(&self, path: &StoragePath) -> Result<Option<UploadState>, UploadLogError>;

    /// Remembers an upload, in place of an earlier one.
    async fn save(&self, path: &StoragePath, state: &UploadState) -> Result<(), UploadLogError>;

    /// Forgets an upload.
    async fn clear(&self, path: &StoragePath) -> Result<(), UploadLogError>;
}

/// Remembers nothing: for files so small that they go in one piece.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unlogged;

#[async_trait]
impl UploadLog for Unlogged {
    async fn load(&self, _path: &StoragePath) -> Result<Option<UploadState>, UploadLogError> {
        Ok(None)
    }

    async fn save(&self, _path: &StoragePath, _state: &UploadState) -> Result<(), UploadLogError> {
        Ok(())
    }

    async fn clear(&self, _path: &StoragePath) -> Result<(), UploadLogError> {
        Ok(())
    }
}
