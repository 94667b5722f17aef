//! A real S3 server on this computer, which can be stopped and started again.
//!
//! It checks signatures and keeps objects as files in a folder of its own.
//! What it does otherwise than Amazon's, and tests have to know:
//! - it cannot list unfinished uploads, so they are counted in its folder;
//! - an upload id that it does not know is answered with AccessDenied, not
//!   with NoSuchUpload;
//! - it lists objects without their tags;
//! - it keeps facts about an object in a file named after the key, so keys are
//!   bound to about 160 characters, and to about 130 in several parts;
//! - a HEAD for an object in a bucket that is not there is a plain 404.

use std::net::SocketAddr;
use std::path::Path;

use atelier_core::domain::secret::{AccessKeys, Secret};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

/// The bucket for files of sessions. Short: see above.
pub(crate) const PRIVATE: &str = "prv";
/// The bucket for pictures of styles.
pub(crate) const PUBLIC: &str = "pub";
/// The name of the only key.
pub(crate) const KEY_ID: &str = "studio";
/// What proves it.
pub(crate) const SECRET: &str = "studio-secret";

/// The keys of the server.
pub(crate) fn keys() -> AccessKeys {
    AccessKeys {
        key_id: KEY_ID.into(),
        secret: Secret::new(SECRET),
        session: None,
    }
}

/// An S3 server with two buckets.
pub(crate) struct S3Server {
    folder: tempfile::TempDir,
    address: SocketAddr,
    serving: Option<JoinHandle<()>>,
}

impl S3Server {
    /// Starts a server on a free port, with empty buckets.
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the buckets");
        for bucket in [PRIVATE, PUBLIC] {
            std::fs::create_dir(folder.path().join(bucket)).expect("a bucket");
        }
        let mut server = Self {
            folder,
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            serving: None,
        };
        server.start_again().await;
        server
    }

    /// Stops at once: connections break, what was not answered is not answered.
    pub(crate) async fn stop(&mut self) {
        if let Some(serving) = self.serving.take() {
            serving.abort();
            // It ends by being aborted.
            let _ = serving.await;
        }
    }

    /// Starts again on the same port with the same objects.
    pub(crate) async fn start_again(&mut self) {
        self.stop().await;
        let files = s3s_fs::FileSystem::new(self.folder.path()).expect("an S3 server");
        let mut builder = S3ServiceBuilder::new(files);
        builder.set_auth(SimpleAuth::from_single(KEY_ID, SECRET));
        let listener = TcpListener::bind(self.address).await.expect("the port");
        self.address = listener.local_addr().expect("an address");
        self.serving = Some(tokio::spawn(serve(listener, builder.build())));
    }

    /// Returns where the server listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the address of the store.
    pub(crate) fn url(&self) -> String {
        url_at(self.address, 60)
    }

    /// Counts what unfinished uploads have left.
    pub(crate) fn unfinished_parts(&self) -> usize {
        count_unfinished(self.folder.path())
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        if let Some(serving) = self.serving.take() {
            serving.abort();
        }
    }
}

/// Returns the address of the store as it is seen from some port, such as that
/// of a proxy, and how many seconds an answer may take.
pub(crate) fn url_at(address: SocketAddr, seconds: u32) -> String {
    let server = format!("endpoint=http://{address}&region=us-east-1");
    format!("s3://{PRIVATE}?{server}&public={PUBLIC}&timeout={seconds}")
}

async fn serve(listener: TcpListener, service: S3Service) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((socket, _)) = accepted else { continue };
                let service = service.clone();
                connections.spawn(async move {
                    // A client that goes away is no concern of the server.
                    let _ = http1::Builder::new()
                        .serve_connection(TokioIo::new(socket), service)
                        .await;
                });
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

fn count_unfinished(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).expect("the server's folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    names
        .filter(|name| name.to_string_lossy().starts_with(".upload"))
        .count()
}
