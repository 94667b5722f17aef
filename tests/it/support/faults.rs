//! A proxy that spoils a share of the requests, the same ones every time.
//!
//! Which request is spoilt, and how, is decided by its number and a seed, or
//! by a plan of the test. Requests are kept, so that a test can count them.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

/// How a request is spoilt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The answer is 500; the server never hears of it.
    Error,
    /// The answer is 429 with a second to wait; the server never hears of it.
    Busy,
    /// The connection ends before the server hears of it.
    ResetBefore,
    /// The server does the work, then the connection ends without an answer.
    ResetAfter,
    /// The server does the work, and no answer ever comes.
    Silence,
}

impl Fault {
    /// Every way to spoil a request.
    pub(crate) const ALL: [Self; 5] = [
        Self::Error,
        Self::Busy,
        Self::ResetBefore,
        Self::ResetAfter,
        Self::Silence,
    ];
}

/// A request that came by.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// Its number, from nought on.
    pub(crate) number: usize,
    /// GET, PUT and so on.
    pub(crate) method: String,
    /// The path and what follows it.
    pub(crate) target: String,
    /// How it was spoilt.
    pub(crate) fault: Option<Fault>,
}

impl Seen {
    /// Tells whether it sends a part of a long file.
    pub(crate) fn is_part(&self) -> bool {
        self.method == "PUT" && self.target.contains("partNumber=")
    }

    /// Tells whether it begins a long upload.
    pub(crate) fn begins_upload(&self) -> bool {
        self.method == "POST" && self.target.contains("uploads")
    }

    /// Tells whether it ends a long upload.
    pub(crate) fn ends_upload(&self) -> bool {
        self.method == "POST" && !self.begins_upload()
    }
}

type Plan = Box<dyn FnMut(&Seen) -> Option<Fault> + Send>;

/// What the proxy and the test share.
struct Shared {
    plan: Mutex<Plan>,
    seen: Mutex<Vec<Seen>>,
    numbers: AtomicUsize,
}

/// A proxy before an HTTP server.
pub(crate) struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    serving: JoinHandle<()>,
}

/// Spoils this percentage of requests, in all ways alike. The share and the
/// ways depend on the seed alone.
pub(crate) fn share(
    percent: u32,
    seed: u64,
) -> impl FnMut(&Seen) -> Option<Fault> + Send + 'static {
    move |seen| {
        let mut chance = StdRng::seed_from_u64(seed ^ ((seen.number as u64) << 20));
        let spoilt = chance.random_range(0..100) < percent;
        spoilt.then(|| Fault::ALL[chance.random_range(0..Fault::ALL.len())])
    }
}

/// Spoils nothing.
pub(crate) fn none(_seen: &Seen) -> Option<Fault> {
    None
}

impl Proxy {
    /// Starts a proxy before a server.
    pub(crate) async fn start(
        server: SocketAddr,
        plan: impl FnMut(&Seen) -> Option<Fault> + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            plan: Mutex::new(Box::new(plan)),
            seen: Mutex::default(),
            numbers: AtomicUsize::new(0),
        });
        let serving = tokio::spawn(serve(listener, server, Arc::clone(&shared)));
        Self {
            address,
            shared,
            serving,
        }
    }

    /// Returns where the proxy listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Goes over to another plan.
    pub(crate) fn plan(&self, plan: impl FnMut(&Seen) -> Option<Fault> + Send + 'static) {
        *lock(&self.shared.plan) = Box::new(plan);
    }

    /// Returns what came by since the last call.
    pub(crate) fn take_seen(&self) -> Vec<Seen> {
        std::mem::take(&mut *lock(&self.shared.seen))
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(listener: TcpListener, server: SocketAddr, shared: Arc<Shared>) {
    let client: Client<HttpConnector, Full<Bytes>> =
        Client::builder(TokioExecutor::new()).build_http();
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((socket, _)) = accepted else { continue };
                let (client, shared) = (client.clone(), Arc::clone(&shared));
                connections.spawn(async move {
                    let service = service_fn(move |request| {
                        pass(request, server, client.clone(), Arc::clone(&shared))
                    });
                    // A broken connection is what this is for.
                    let _ = http1::Builder::new()
                        .serve_connection(TokioIo::new(socket), service)
                        .await;
                });
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

/// The connection ends here.
#[derive(Debug, thiserror::Error)]
#[error("the connection was ended on purpose")]
struct Ended;

async fn pass(
    request: Request<Incoming>,
    server: SocketAddr,
    client: Client<HttpConnector, Full<Bytes>>,
    shared: Arc<Shared>,
) -> Result<Response<Full<Bytes>>, Ended> {
    let fault = shared.meet(&request);
    match fault {
        Some(Fault::ResetBefore) => return Err(Ended),
        Some(Fault::Error) => return refuse(request, StatusCode::INTERNAL_SERVER_ERROR).await,
        Some(Fault::Busy) => return refuse(request, StatusCode::TOO_MANY_REQUESTS).await,
        Some(Fault::ResetAfter | Fault::Silence) | None => {}
    }
    let (mut parts, body) = request.into_parts();
    let body = body.collect().await.map_err(|_| Ended)?.to_bytes();
    let target = parts
        .uri
        .path_and_query()
        .map_or("/", |target| target.as_str());
    parts.uri = format!("http://{server}{target}")
        .parse()
        .map_err(|_| Ended)?;
    let request = Request::from_parts(parts, Full::new(body));
    let response = client.request(request).await.map_err(|_| Ended)?;
    let (parts, body) = response.into_parts();
    let body = body.collect().await.map_err(|_| Ended)?.to_bytes();
    match fault {
        Some(Fault::ResetAfter) => Err(Ended),
        Some(Fault::Silence) => {
            tokio::time::sleep(Duration::from_secs(600)).await;
            Err(Ended)
        }
        _ => Ok(Response::from_parts(parts, Full::new(body))),
    }
}

/// Reads what was sent, as a server does, and answers with a number alone.
async fn refuse(
    request: Request<Incoming>,
    status: StatusCode,
) -> Result<Response<Full<Bytes>>, Ended> {
    let body = request.into_body().collect().await;
    body.map_err(|_| Ended)?;
    let mut response = Response::new(Full::new(Bytes::new()));
    *response.status_mut() = status;
    if status == StatusCode::TOO_MANY_REQUESTS {
        let second = hyper::header::HeaderValue::from_static("1");
        response
            .headers_mut()
            .insert(hyper::header::RETRY_AFTER, second);
    }
    Ok(response)
}

impl Shared {
    /// Notes a request and decides what becomes of it.
    fn meet(&self, request: &Request<Incoming>) -> Option<Fault> {
        let mut seen = lock(&self.seen);
        let target = request.uri().path_and_query();
        let mut this = Seen {
            number: self.numbers.fetch_add(1, Ordering::Relaxed),
            method: request.method().to_string(),
            target: target.map_or_else(String::new, ToString::to_string),
            fault: None,
        };
        this.fault = (lock(&self.plan))(&this);
        seen.push(this.clone());
        this.fault
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
