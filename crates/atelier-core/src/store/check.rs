//! Trying a store out: a small file goes there, comes back and is removed.

use std::io::Write;
use std::time::Instant;

use serde::Serialize;
use uuid::Uuid;

use super::{OutgoingFile, Store, StoreError, Unlogged};
use crate::domain::content_hash::ContentHash;
use crate::domain::media_type::MediaType;
use crate::domain::storage_path::{Bucket, StoragePath};
use crate::progress::{Cancel, Silence};

/// What trying a store out has shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StoreCheck {
    /// Where files of sessions go.
    pub private: BucketCheck,
    /// Where pictures of styles go.
    pub public: BucketCheck,
}

/// How long a small file took in one bucket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BucketCheck {
    /// The name of the place.
    pub place: String,
    /// Milliseconds to write it.
    pub write_ms: u32,
    /// Milliseconds to read it back and compare.
    pub read_ms: u32,
    /// Milliseconds to remove it.
    pub remove_ms: u32,
}

/// Tries both buckets.
pub(super) async fn check<S: Store + ?Sized>(store: &S) -> Result<StoreCheck, StoreError> {
    Ok(StoreCheck {
        private: probe(store, Bucket::Private).await?,
        public: probe(store, Bucket::Public).await?,
    })
}

/// Tries one bucket, and leaves nothing there whatever happens.
async fn probe<S: Store + ?Sized>(store: &S, bucket: Bucket) -> Result<BucketCheck, StoreError> {
    let path = StoragePath::probe(bucket, Uuid::new_v4());
    let bytes = Uuid::new_v4().as_bytes().repeat(64);
    let (_local, file) = small_file(&bytes)?;

    let started = Instant::now();
    store
        .put(&path, &file, &Unlogged, &Silence, &Cancel::new())
        .await?;
    let written = Instant::now();
    let read_back = store.get(&path, file.bytes).await;
    let read = Instant::now();
    store.delete(&path).await?;
    let removed = Instant::now();

    if read_back? != bytes {
        return Err(StoreError::refused(
            "a small file came back other than it went",
        ));
    }
    let millis =
        |from, to: Instant| u32::try_from(to.duration_since(from).as_millis()).unwrap_or(u32::MAX);
    Ok(BucketCheck {
        place: store.place(bucket),
        write_ms: millis(started, written),
        read_ms: millis(written, read),
        remove_ms: millis(read, removed),
    })
}

/// Makes the file that goes there and back.
fn small_file(bytes: &[u8]) -> Result<(tempfile::NamedTempFile, OutgoingFile), StoreError> {
    let failed = |_| StoreError::LocalFile {
        path: std::env::temp_dir(),
    };
    let mut local = tempfile::NamedTempFile::new().map_err(failed)?;
    local.write_all(bytes).map_err(failed)?;
    let file = OutgoingFile {
        local: local.path().to_owned(),
        bytes: bytes.len() as u64,
        content_hash: ContentHash::of(bytes),
        media_type: MediaType::Png,
    };
    Ok((local, file))
}
