//! A store that speaks S3: Amazon, Cloudflare R2, MinIO and others.
//!
//! A file of up to 8 MiB goes in one request, a longer one in parts. The
//! store is told not to overwrite where it knows how; where it does not, the
//! look before the sending does. Nothing is tried twice here.

mod answer;
mod multipart;
mod sending;
mod wire;

use std::time::Duration;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use futures::stream::{BoxStream, StreamExt};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::multipart::MultipartStore;
use object_store::path::Path as Key;
use object_store::{GetOptions, ObjectMeta, ObjectStore, ObjectStoreExt, RetryConfig};
use sha2::{Digest, Sha256};
use tokio::time::timeout;

use self::answer::{is_bare_refusal, meaning};
use self::sending::Sending;
use super::local::prove;
use super::url::is_here;
use super::{
    OutgoingFile, Proof, Put, S3Place, Store, StoreError, StoredFile, Unreached, UploadLog,
    UploadState, Verified,
};
use crate::clock::UnixMillis;
use crate::domain::content_hash::ContentHash;
use crate::domain::secret::AccessKeys;
use crate::domain::storage_path::{Bucket, StoragePath};
use crate::progress::{Cancel, Listener};

/// How long a part is, and the longest file that goes in one piece. R2 wants
/// all parts but the last of one length; S3 takes 10,000 of them.
const PART: u64 = 8 * 1024 * 1024;

/// How long the next piece of a download may take.
const NEXT_PIECE: Duration = Duration::from_secs(30);

/// Two buckets of one S3 server, or one for both.
#[derive(Debug)]
pub struct S3Store {
    private: AmazonS3,
    public: AmazonS3,
    names: [String; 2],
}

impl S3Store {
    /// Makes the store. Nothing is reached yet.
    pub fn new(place: &S3Place, keys: AccessKeys) -> Result<Self, StoreError> {
        let public = place.public.as_ref().unwrap_or(&place.bucket);
        Ok(Self {
            private: client(place, &place.bucket, &keys)?,
            public: client(place, public, &keys)?,
            names: [place.bucket.clone(), public.clone()],
        })
    }

    fn client(&self, path: &StoragePath) -> &AmazonS3 {
        match path.bucket() {
            Bucket::Private => &self.private,
            Bucket::Public => &self.public,
        }
    }

    /// Returns what lies under a path; none if nothing does.
    async fn look(&self, path: &StoragePath) -> Result<Option<ObjectMeta>, StoreError> {
        let (client, key) = (self.client(path), key(path)?);
        let error = match client.head(&key).await {
            Ok(found) => return Ok(Some(found)),
            Err(error) => error,
        };
        // An answer to HEAD has no body, so the reason is asked for again.
        let error = if is_bare_refusal(&error) {
            let options = GetOptions::new().with_range(Some(0..1));
            match client.get_opts(&key, options).await {
                Ok(found) => return Ok(Some(found.meta)),
                Err(error) => error,
            }
        } else {
            error
        };
        match meaning(&error, Some(path)) {
            StoreError::NotFound { .. } => Ok(None),
            other => Err(other),
        }
    }

    /// Holds what lies under a path against a file.
    async fn compare(
        &self,
        path: &StoragePath,
        file: &OutgoingFile,
        found: &ObjectMeta,
    ) -> Result<Verified, StoreError> {
        let different = Verified::Different { bytes: found.size };
        if found.size != file.bytes {
            return Ok(different);
        }
        // A tag that matches proves the content. One that does not may be
        // made in another way, by encryption for one, and proves nothing.
        if let Some(tag) = &found.e_tag
            && let Ok(tags) = prove(file, PART).await
            && tags.prove(tag)
        {
            return Ok(Verified::Same(Proof::Tag));
        }
        let mut digest = Sha256::new();
        self.read(path, |piece| {
            digest.update(&piece);
            Ok(())
        })
        .await?;
        if ContentHash::from_digest(&digest.finalize()) == file.content_hash {
            Ok(Verified::Same(Proof::ReadBack))
        } else {
            Ok(different)
        }
    }

    /// Reads a file piece by piece.
    async fn read(
        &self,
        path: &StoragePath,
        mut take: impl FnMut(Bytes) -> Result<(), StoreError> + Send,
    ) -> Result<(), StoreError> {
        let said = |error: object_store::Error| meaning(&error, Some(path));
        let found = self.client(path).get(&key(path)?).await.map_err(said)?;
        let mut pieces = found.into_stream();
        loop {
            match timeout(NEXT_PIECE, pieces.next()).await {
                Ok(Some(piece)) => take(piece.map_err(said)?)?,
                Ok(None) => return Ok(()),
                Err(_) => return Err(StoreError::unreachable(Unreached::TimedOut)),
            }
        }
    }
}

#[async_trait]
impl Store for S3Store {
    async fn put(
        &self,
        path: &StoragePath,
        file: &OutgoingFile,
        log: &dyn UploadLog,
        heard: &dyn Listener<u64>,
        cancel: &Cancel,
    ) -> Result<Put, StoreError> {
        let sending = Sending {
            store: self,
            client: self.client(path),
            key: key(path)?,
            path,
            file,
            log,
            heard,
        };
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(StoreError::Stopped),
            outcome = sending.put() => outcome,
        }
    }

    async fn verify(
        &self,
        path: &StoragePath,
        file: &OutgoingFile,
    ) -> Result<Verified, StoreError> {
        match self.look(path).await? {
            None => Ok(Verified::Missing),
            Some(found) => match self.compare(path, file, &found).await {
                Err(StoreError::NotFound { .. }) => Ok(Verified::Missing),
                other => other,
            },
        }
    }

    async fn head(&self, path: &StoragePath) -> Result<StoredFile, StoreError> {
        match self.look(path).await? {
            Some(found) => Ok(stored(path.clone(), found)),
            None => Err(StoreError::not_found(path)),
        }
    }

    async fn get(&self, path: &StoragePath, at_most: u64) -> Result<Bytes, StoreError> {
        let mut bytes = BytesMut::new();
        self.read(path, |piece| {
            if (bytes.len() + piece.len()) as u64 > at_most {
                return Err(StoreError::refused(format!(
                    "{path} is longer than the {at_most} bytes expected"
                )));
            }
            bytes.extend_from_slice(&piece);
            Ok(())
        })
        .await?;
        Ok(bytes.freeze())
    }

    async fn delete(&self, path: &StoragePath) -> Result<(), StoreError> {
        match self.client(path).delete(&key(path)?).await {
            Ok(()) => Ok(()),
            Err(error) => match meaning(&error, Some(path)) {
                StoreError::NotFound { .. } => Ok(()),
                other => Err(other),
            },
        }
    }

    fn list(&self, folder: &str) -> BoxStream<'_, Result<StoredFile, StoreError>> {
        let folder = folder.trim_matches('/');
        let prefix = match Key::parse(folder) {
            Ok(prefix) => (!folder.is_empty()).then_some(prefix),
            Err(_) => return futures::stream::empty().boxed(),
        };
        let is_public = folder == "styles" || folder.starts_with("styles/");
        let one_bucket = self.names[0] == self.names[1];
        let clients = [
            (one_bucket || !is_public).then_some(&self.private),
            (!one_bucket && (is_public || folder.is_empty())).then_some(&self.public),
        ];
        futures::stream::iter(clients.into_iter().flatten())
            .flat_map(move |client| client.list(prefix.as_ref()))
            .filter_map(|found| async {
                match found {
                    Ok(found) => {
                        let path = found.location.to_string().parse().ok()?;
                        Some(Ok(stored(path, found)))
                    }
                    Err(error) => Some(Err(meaning(&error, None))),
                }
            })
            .boxed()
    }

    async fn abort_upload(
        &self,
        path: &StoragePath,
        state: &UploadState,
    ) -> Result<(), StoreError> {
        let client = self.client(path);
        match client.abort_multipart(&key(path)?, &state.upload_id).await {
            Ok(()) => Ok(()),
            Err(error) => match meaning(&error, Some(path)) {
                StoreError::NotFound { .. } => Ok(()),
                other => Err(other),
            },
        }
    }

    fn place(&self, bucket: Bucket) -> String {
        let [private, public] = &self.names;
        match bucket {
            Bucket::Private => private.clone(),
            Bucket::Public => public.clone(),
        }
    }
}

/// Makes the client of one bucket.
fn client(place: &S3Place, bucket: &str, keys: &AccessKeys) -> Result<AmazonS3, StoreError> {
    let here = place.endpoint.as_ref().is_some_and(is_here);
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(bucket)
        .with_region(&place.region)
        .with_access_key_id(&keys.key_id)
        .with_secret_access_key(keys.secret.reveal())
        .with_virtual_hosted_style_request(!place.path_style)
        .with_allow_http(here)
        // Deleting in bulk is not known to every server.
        .with_disable_bulk_delete(true)
        .with_http_connector(wire::Wire {
            is_here: here,
            patience: place.patience,
        })
        .with_retry(RetryConfig {
            max_retries: 0,
            ..RetryConfig::default()
        });
    if let Some(session) = &keys.session {
        builder = builder.with_token(session.reveal());
    }
    if let Some(endpoint) = &place.endpoint {
        builder = builder.with_endpoint(server(endpoint, bucket, place.path_style));
    }
    builder.build().map_err(|error| meaning(&error, None))
}

/// Writes the server's address as the client wants it: with the bucket in the
/// host, if that is where it goes.
fn server(endpoint: &url::Url, bucket: &str, path_style: bool) -> String {
    let mut endpoint = endpoint.clone();
    let host = endpoint.host_str().unwrap_or_default();
    let host = format!("{bucket}.{host}");
    if !path_style && endpoint.set_host(Some(&host)).is_err() {
        // An address in numbers has no names before it: keep the path style.
        return endpoint.join(bucket).map(String::from).unwrap_or_default();
    }
    String::from(endpoint).trim_end_matches('/').to_owned()
}

/// Writes a path as the client wants it, letter for letter.
fn key(path: &StoragePath) -> Result<Key, StoreError> {
    Key::parse(path.as_str()).map_err(|_| StoreError::refused(format!("{path} is no key")))
}

fn stored(path: StoragePath, found: ObjectMeta) -> StoredFile {
    StoredFile {
        path,
        bytes: found.size,
        modified: UnixMillis(found.last_modified.timestamp_millis()),
        tag: found.e_tag,
    }
}
