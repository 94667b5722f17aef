//! Sending one file: looking first, then in one piece or in parts.

use object_store::aws::AmazonS3;
use object_store::path::Path as Key;
use object_store::{
    Attribute, Attributes, ObjectMeta, ObjectStore, PutMode, PutOptions, PutPayload,
};

use super::answer::meaning;
use super::{PART, S3Store};
use crate::domain::storage_path::{Bucket, StoragePath};
use crate::progress::Listener;
use crate::store::local::{prove, read_part};
use crate::store::{
    OutgoingFile, Put, SignInProblem, Store, StoreError, Unreached, UploadLog, UploadState,
    Verified,
};

/// One file on its way to one place.
pub(super) struct Sending<'a> {
    pub(super) store: &'a S3Store,
    pub(super) client: &'a AmazonS3,
    pub(super) key: Key,
    pub(super) path: &'a StoragePath,
    pub(super) file: &'a OutgoingFile,
    pub(super) log: &'a dyn UploadLog,
    pub(super) heard: &'a dyn Listener<u64>,
}

impl Sending<'_> {
    /// Sends the file, unless something lies there.
    pub(super) async fn put(&self) -> Result<Put, StoreError> {
        let begun = self.log.load(self.path).await.map_err(StoreError::Log)?;
        // A key that may write but not look learns at the writing what is there.
        let found = match self.store.look(self.path).await {
            Err(StoreError::SignInNeeded(SignInProblem::NotAllowed)) => None,
            other => other?,
        };
        if let Some(found) = found {
            self.drop_upload(begun).await?;
            return self.settle(&found).await;
        }
        let begun = match begun {
            Some(state) if state.is_of(self.file) => Some(state),
            other => {
                self.drop_upload(other).await?;
                None
            }
        };
        // Only what is proved to be the picture that was cleaned goes out.
        prove(self.file, PART).await?;
        if self.file.bytes > PART {
            self.in_parts(begun).await?;
            return Ok(Put::Stored);
        }
        match self.in_one_piece().await {
            Err(StoreError::Occupied { .. }) => match self.store.look(self.path).await? {
                Some(found) => self.settle(&found).await,
                None => Err(StoreError::unreachable(Unreached::Busy)),
            },
            other => other.map(|()| Put::Stored),
        }
    }

    /// Sends the file in one request.
    async fn in_one_piece(&self) -> Result<(), StoreError> {
        let bytes = read_part(self.file, 0, self.file.bytes).await?;
        let options = PutOptions {
            mode: PutMode::Create,
            attributes: self.attributes(),
            ..PutOptions::default()
        };
        self.client
            .put_opts(&self.key, PutPayload::from_bytes(bytes), options)
            .await
            .map_err(|error| self.meaning(&error))?;
        self.heard.hear(self.file.bytes);
        Ok(())
    }

    /// Tells the same file from another.
    async fn settle(&self, found: &ObjectMeta) -> Result<Put, StoreError> {
        match self.store.compare(self.path, self.file, found).await? {
            Verified::Same(_) => {
                self.heard.hear(self.file.bytes);
                Ok(Put::AlreadyThere)
            }
            _ => Err(StoreError::occupied(self.path)),
        }
    }

    /// Takes back an upload that is no longer wanted.
    async fn drop_upload(&self, begun: Option<UploadState>) -> Result<(), StoreError> {
        let Some(state) = begun else {
            return Ok(());
        };
        match self.store.abort_upload(self.path, &state).await {
            // Completed uploads are not ours any more to some stores.
            Ok(()) | Err(StoreError::SignInNeeded(_)) => self.forget().await,
            Err(other) => Err(other),
        }
    }

    /// What the store tells those who ask for the file.
    pub(super) fn attributes(&self) -> Attributes {
        let content_type = self.file.media_type.content_type();
        Attributes::from_iter([
            (Attribute::ContentType, content_type),
            (Attribute::CacheControl, cache_rule(self.path.bucket())),
        ])
    }

    pub(super) fn meaning(&self, error: &object_store::Error) -> StoreError {
        meaning(error, Some(self.path))
    }
}

/// How long others may keep a copy. A public path never changes its content:
/// a picture that is replaced gets a new one.
fn cache_rule(bucket: Bucket) -> &'static str {
    match bucket {
        Bucket::Private => "private, max-age=3600",
        Bucket::Public => "public, max-age=31536000, immutable",
    }
}
