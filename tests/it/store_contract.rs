//! What every store promises, and what S3 promises on a bad line.
//!
//! `keeps_its_promises` is the one examination that each adapter passes. An S3
//! server of another make is examined too when `ATELIER_TEST_S3_URL` names it
//! (its keys in `ATELIER_S3_ACCESS_KEY_ID` and `ATELIER_S3_SECRET_ACCESS_KEY`).

mod bad_line;
mod promises;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use atelier_core::domain::content_hash::ContentHash;
use atelier_core::domain::media_type::MediaType;
use atelier_core::domain::secret::AccessKeys;
use atelier_core::domain::storage_path::{Bucket, StoragePath};
use atelier_core::net;
use atelier_core::progress::{Cancel, Silence};
use atelier_core::secrets::Secrets;
use atelier_core::store::{
    self, OutgoingFile, Put, S3Place, Store, StoreError, StoreUrl, UploadLog, UploadLogError,
    UploadState,
};
use futures::future::BoxFuture;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path as Key;
use object_store::{ObjectStoreExt, PutPayload};

use crate::support::s3::{S3Server, keys, url_at};
use promises::keeps_its_promises;

/// A store under examination, and a way to change what it holds behind its
/// back, as somebody else would.
struct Candidate {
    store: Arc<dyn Store>,
    overwrite: Box<dyn Fn(StoragePath, Vec<u8>) -> BoxFuture<'static, ()> + Send + Sync>,
}

#[tokio::test]
async fn a_folder_keeps_its_promises() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("store");
    let url: StoreUrl = format!("file://{}", root.display())
        .parse()
        .expect("an address");

    keeps_its_promises(&Candidate {
        store: store::open(&url, None).expect("a store"),
        overwrite: Box::new(move |path, bytes| {
            std::fs::write(root.join(path.as_str()), bytes).expect("overwrites it");
            Box::pin(async {})
        }),
    })
    .await;
}

#[tokio::test]
async fn an_s3_store_keeps_its_promises() {
    let server = S3Server::start().await;

    keeps_its_promises(&s3_candidate(&server.url(), keys())).await;

    assert_eq!(server.unfinished_parts(), 0);
    if let Ok(url) = std::env::var("ATELIER_TEST_S3_URL") {
        let secrets = Secrets::of("test-of-atelier");
        let keys = secrets.store_keys().await.expect("reads them");
        keeps_its_promises(&s3_candidate(&url, keys.expect("keys"))).await;
    }
}

fn s3_candidate(url: &str, keys: AccessKeys) -> Candidate {
    let url: StoreUrl = url.parse().expect("an address");
    let StoreUrl::S3(place) = &url else {
        panic!("{url} is no S3 store");
    };
    let place = place.clone();
    let other_keys = keys.clone();
    Candidate {
        store: store::open(&url, Some(keys)).expect("a store"),
        overwrite: Box::new(move |path, bytes| {
            let client = somebody_else(&place, path.bucket(), &other_keys);
            Box::pin(async move {
                let key = Key::parse(path.as_str()).expect("a key");
                let payload = PutPayload::from(bytes);
                client.put(&key, payload).await.expect("overwrites it");
            })
        }),
    }
}

/// Another client of the same server, such as the platform's own.
fn somebody_else(place: &S3Place, bucket: Bucket, keys: &AccessKeys) -> AmazonS3 {
    net::install_tls();
    let public = place.public.as_ref().unwrap_or(&place.bucket);
    AmazonS3Builder::new()
        .with_bucket_name(match bucket {
            Bucket::Private => &place.bucket,
            Bucket::Public => public,
        })
        .with_region(&place.region)
        .with_endpoint(place.endpoint.as_ref().expect("a server").as_str())
        .with_allow_http(true)
        .with_access_key_id(&keys.key_id)
        .with_secret_access_key(keys.secret.reveal())
        .build()
        .expect("a client")
}

/// Opens the store of the test server, as seen from some port.
fn open_at(address: SocketAddr) -> Arc<dyn Store> {
    open_with_patience(address, 60)
}

/// The same, with so many seconds of patience.
fn open_with_patience(address: SocketAddr, seconds: u32) -> Arc<dyn Store> {
    let url: StoreUrl = url_at(address, seconds).parse().expect("an address");
    store::open(&url, Some(keys())).expect("a store")
}

fn path(text: &str) -> StoragePath {
    text.parse().expect("a path")
}

/// Makes bytes that look like nothing, the same for the same seed (xorshift).
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

/// Puts bytes into a file that can be sent.
fn outgoing(folder: &Path, bytes: &[u8]) -> OutgoingFile {
    let content_hash = ContentHash::of(bytes);
    let local = folder.join(content_hash.as_str());
    std::fs::write(&local, bytes).expect("a local file");
    OutgoingFile {
        local,
        bytes: bytes.len() as u64,
        content_hash,
        media_type: MediaType::Jpeg,
    }
}

/// Sends a file without listening.
async fn send(
    store: &dyn Store,
    path: &StoragePath,
    file: &OutgoingFile,
    log: &Notes,
) -> Result<Put, StoreError> {
    store.put(path, file, log, &Silence, &Cancel::new()).await
}

/// Remembers unfinished uploads as long as the test lasts.
#[derive(Debug, Default)]
struct Notes(Mutex<HashMap<StoragePath, UploadState>>);

impl Notes {
    fn of(&self, path: &StoragePath) -> Option<UploadState> {
        self.0.lock().expect("the notes").get(path).cloned()
    }
}

#[async_trait]
impl UploadLog for Notes {
    async fn load(&self, path: &StoragePath) -> Result<Option<UploadState>, UploadLogError> {
        Ok(self.of(path))
    }

    async fn save(&self, path: &StoragePath, state: &UploadState) -> Result<(), UploadLogError> {
        let mut notes = self.0.lock().expect("the notes");
        notes.insert(path.clone(), state.clone());
        Ok(())
    }

    async fn clear(&self, path: &StoragePath) -> Result<(), UploadLogError> {
        self.0.lock().expect("the notes").remove(path);
        Ok(())
    }
}
