//! What an S3 store answers when it is no success, and what to do about it.

use std::error::Error;
use std::time::Duration;

use object_store::HeaderMap;
use object_store::client::{HttpError, HttpErrorKind};
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;
use reqwest::StatusCode;

use crate::domain::storage_path::StoragePath;
use crate::store::{SignInProblem, StoreError, Unreached};

/// An answer that is no success.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{status} {code} {message}")]
pub(super) struct Answer {
    status: u16,
    code: String,
    message: String,
    retry_after: Option<Duration>,
    region: Option<String>,
}

impl Answer {
    /// Reads an answer; none if it is a success.
    ///
    /// A success whose body says otherwise is none: the store began to answer
    /// before it was done.
    pub(super) fn read(status: &StatusCode, headers: &HeaderMap, body: &[u8]) -> Option<Self> {
        let (code, message) = error_in(body).unwrap_or_default();
        if status.is_success() && code.is_empty() {
            return None;
        }
        let text = |name: &str| headers.get(name)?.to_str().ok().map(str::to_owned);
        Some(Self {
            status: status.as_u16(),
            code,
            message,
            retry_after: text("retry-after")
                .and_then(|seconds| seconds.parse().ok())
                .map(Duration::from_secs),
            region: text("x-amz-bucket-region"),
        })
    }

    /// Tells whether the store said nothing but a number, as it does to a HEAD.
    fn is_bare(&self) -> bool {
        self.code.is_empty()
    }

    /// Says what the caller can do.
    fn meaning(&self, path: Option<&StoragePath>) -> StoreError {
        let sign_in = StoreError::SignInNeeded;
        match self.code.as_str() {
            "InvalidAccessKeyId" | "SignatureDoesNotMatch" | "InvalidSecurity" | "NotSignedUp" => {
                return sign_in(SignInProblem::WrongKeys);
            }
            "ExpiredToken" | "TokenRefreshRequired" | "InvalidToken" => {
                return sign_in(SignInProblem::Expired);
            }
            "RequestTimeTooSkewed" | "RequestExpired" => {
                return sign_in(SignInProblem::ClockWrong);
            }
            "SlowDown"
            | "Throttling"
            | "ThrottlingException"
            | "RequestLimitExceeded"
            | "TooManyRequests"
            | "OperationAborted"
            | "ConditionalRequestConflict" => {
                return self.later(Unreached::Busy);
            }
            "RequestTimeout" => return self.later(Unreached::TimedOut),
            "QuotaExceeded"
            | "XMinioStorageFull"
            | "XMinioAdminBucketQuotaExceeded"
            | "InsufficientStorage" => return StoreError::Full,
            "NoSuchBucket" => return StoreError::refused("there is no bucket of this name"),
            "EntityTooLarge" => return StoreError::refused("the file is longer than it takes"),
            "NoSuchUpload" | "NoSuchKey" => {}
            "InternalError" => return self.later(Unreached::Faulty),
            _ => {}
        }
        match (self.status, path) {
            (401 | 403, _) => sign_in(SignInProblem::NotAllowed),
            (404, Some(path)) => StoreError::not_found(path),
            (412, Some(path)) => StoreError::occupied(path),
            (301 | 307 | 308 | 400, _) if self.region.is_some() => StoreError::refused(format!(
                "the bucket is in the region {}",
                self.region.as_deref().unwrap_or_default()
            )),
            (408, _) => self.later(Unreached::TimedOut),
            (429, _) => self.later(Unreached::Busy),
            (507, _) => StoreError::Full,
            (501, _) => StoreError::refused(self.reason()),
            (500.., _) => self.later(Unreached::Faulty),
            _ => StoreError::refused(self.reason()),
        }
    }

    fn later(&self, why: Unreached) -> StoreError {
        StoreError::Unreachable {
            why,
            retry_after: self.retry_after,
        }
    }

    fn reason(&self) -> String {
        match (self.message.trim_end_matches('.'), self.code.as_str()) {
            ("", "") => format!("it answered {}", self.status),
            ("", code) => code.to_owned(),
            (message, _) => message.to_owned(),
        }
    }
}

/// Says what an error of the S3 library means for a path.
pub(super) fn meaning(error: &object_store::Error, path: Option<&StoragePath>) -> StoreError {
    if let Some(answer) = find::<Answer>(error) {
        return answer.meaning(path);
    }
    if let Some(why) = find::<rustls::Error>(error) {
        return StoreError::refused(format!("its certificate cannot be trusted ({why})"));
    }
    if let Some(http) = find::<HttpError>(error) {
        return StoreError::unreachable(transport(http));
    }
    match (error, path) {
        (object_store::Error::NotFound { .. }, Some(path)) => StoreError::not_found(path),
        _ => StoreError::refused(error.to_string()),
    }
}

/// Tells whether the store refused without a word why.
pub(super) fn is_bare_refusal(error: &object_store::Error) -> bool {
    find::<Answer>(error).is_some_and(|answer| answer.is_bare() && answer.status != 404)
}

/// Says what became of a connection.
pub(super) fn transport(error: &HttpError) -> Unreached {
    match error.kind() {
        HttpErrorKind::Connect => Unreached::NoConnection,
        HttpErrorKind::Timeout => Unreached::TimedOut,
        _ => Unreached::Broken,
    }
}

/// Looks for the cause of one kind in a chain of causes.
fn find<'e, T: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        // An I/O error hides the cause that it wraps.
        let wrapped = error
            .downcast_ref::<std::io::Error>()
            .and_then(|io| io.get_ref());
        next = match wrapped {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        };
    }
    None
}

/// Reads the code and the message out of `<Error>…</Error>`.
fn error_in(body: &[u8]) -> Option<(String, String)> {
    let text = std::str::from_utf8(body).ok()?;
    let mut reader = quick_xml::Reader::from_str(text);
    let (mut code, mut message) = (String::new(), String::new());
    let mut inside: Vec<String> = Vec::new();
    loop {
        let words = match reader.read_event().ok()? {
            Event::Eof => break,
            Event::Start(tag) => {
                inside.push(tag.local_name().as_ref().to_owned());
                continue;
            }
            Event::End(_) => {
                inside.pop();
                continue;
            }
            Event::Text(words) => words.into_inner(),
            Event::GeneralRef(name) => resolve_predefined_entity(&name).unwrap_or_default().into(),
            _ => continue,
        };
        match inside.join("/").as_str() {
            "Error/Code" => code.push_str(&words),
            "Error/Message" => message.push_str(&words),
            _ => {}
        }
    }
    (!code.is_empty()).then_some((code, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path() -> StoragePath {
        "styles/coastal/a.jpg".parse().expect("a path")
    }

    fn said(status: u16, code: &str) -> StoreError {
        let body = format!(
            "<?xml version=\"1.0\"?>\n<Error><Code>{code}</Code><Message>No &lt;x&gt; here.</Message></Error>"
        );
        let body = if code.is_empty() { "" } else { &body };
        let status = StatusCode::from_u16(status).expect("a status");
        let mut headers = HeaderMap::new();
        headers.insert("retry-after", "7".parse().expect("a value"));
        let answer = Answer::read(&status, &headers, body.as_bytes()).expect("no success");
        answer.meaning(Some(&path()))
    }

    #[test]
    fn an_answer_says_what_the_caller_can_do() {
        for (status, code, meaning) in [
            (403, "InvalidAccessKeyId", "store_keys_wrong"),
            (403, "SignatureDoesNotMatch", "store_keys_wrong"),
            (400, "ExpiredToken", "store_keys_expired"),
            (403, "RequestTimeTooSkewed", "clock_wrong"),
            (403, "AccessDenied", "store_not_allowed"),
            (403, "", "store_not_allowed"),
            (401, "", "store_not_allowed"),
            (404, "NoSuchKey", "not_in_store"),
            (404, "", "not_in_store"),
            (404, "NoSuchBucket", "store_refused"),
            (412, "PreconditionFailed", "path_occupied"),
            (409, "OperationAborted", "store_unreachable"),
            (429, "", "store_unreachable"),
            (500, "InternalError", "store_unreachable"),
            (200, "InternalError", "store_unreachable"),
            (502, "", "store_unreachable"),
            (503, "SlowDown", "store_unreachable"),
            (501, "NotImplemented", "store_refused"),
            (507, "XMinioStorageFull", "store_full"),
            (413, "EntityTooLarge", "store_refused"),
            (400, "InvalidRequest", "store_refused"),
        ] {
            assert_eq!(said(status, code).code(), meaning, "{status} {code}");
        }
    }

    #[test]
    fn a_store_that_asks_for_patience_is_heard() {
        let busy = said(503, "SlowDown");

        assert_eq!(busy.retry_after(), Some(Duration::from_secs(7)));
        assert!(busy.passes_by_itself());
        assert!(!said(403, "AccessDenied").passes_by_itself());
    }

    #[test]
    fn a_refusal_repeats_the_stores_own_words_once() {
        assert_eq!(
            said(400, "InvalidRequest").to_string(),
            "The store refused: No <x> here."
        );
    }

    #[test]
    fn a_success_is_no_answer_of_this_kind() {
        let done = b"<CompleteMultipartUploadResult><ETag>x</ETag></CompleteMultipartUploadResult>";

        for body in [&b""[..], done, b"<<<", b"\xff\xfe"] {
            assert_eq!(Answer::read(&StatusCode::OK, &HeaderMap::new(), body), None);
        }
    }
}
