//! The connection to an S3 store: time limits, and answers kept whole.
//!
//! The library above signs and spells requests; here they go out. An answer
//! that is no success becomes an error that keeps its status, its code and how
//! long to wait, because what to do next depends on them.

use std::time::Duration;

use async_trait::async_trait;
use object_store::client::{
    ClientOptions, HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse,
    HttpService,
};
use tokio::time::{error::Elapsed, timeout};

use super::answer::Answer;
use crate::net;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);
/// The slowest line that is waited for, in bytes a second.
const SLOWEST: u64 = 32 * 1024;

/// Makes connections to one server.
#[derive(Debug)]
pub(super) struct Wire {
    /// Whether the server is on this computer, where nobody listens in.
    pub(super) is_here: bool,
    /// How long an answer may take, apart from what has to be sent first.
    pub(super) patience: Duration,
}

impl HttpConnector for Wire {
    fn connect(&self, _options: &ClientOptions) -> object_store::Result<HttpClient> {
        net::install_tls();
        let builder = reqwest::Client::builder()
            .user_agent(concat!("atelier/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT)
            .redirect(reqwest::redirect::Policy::none())
            .https_only(!self.is_here);
        let builder = if self.is_here {
            builder.no_proxy()
        } else {
            builder
        };
        match builder.build() {
            Ok(client) => Ok(HttpClient::new(Line {
                client,
                patience: self.patience,
            })),
            Err(cause) => Err(object_store::Error::Generic {
                store: "S3",
                source: Box::new(cause),
            }),
        }
    }
}

/// Sends requests.
#[derive(Debug)]
struct Line {
    client: reqwest::Client,
    patience: Duration,
}

#[async_trait]
impl HttpService for Line {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let length = request.body().content_length() as u64;
        let limit = self.patience + Duration::from_secs(length / SLOWEST);
        // What is read as it comes is timed by its reader.
        let is_download = request.method() == reqwest::Method::GET;
        let sent = HttpService::call(&self.client, request);
        let response = timeout(limit, sent).await.map_err(late)??;
        if is_download && response.status().is_success() {
            return Ok(response);
        }
        let (parts, body) = response.into_parts();
        let body = timeout(self.patience, body.bytes()).await.map_err(late)??;
        match Answer::read(&parts.status, &parts.headers, &body) {
            Some(answer) => Err(HttpError::new(HttpErrorKind::Unknown, answer)),
            None => Ok(HttpResponse::from_parts(parts, body.into())),
        }
    }
}

fn late(elapsed: Elapsed) -> HttpError {
    HttpError::new(HttpErrorKind::Timeout, elapsed)
}
