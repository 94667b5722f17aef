//! Addresses of stores, as settings and the command line write them.
//!
//! An address never holds a secret: keys come from the environment or the
//! keychain of this computer.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// The address of a store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum StoreUrl {
    /// A folder: `file:///srv/pictures`.
    Folder(PathBuf),
    /// An S3 store: `s3://bucket?endpoint=…&region=…&public=…&path_style=…`.
    S3(S3Place),
}

/// Where an S3 store is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct S3Place {
    /// The bucket for files of sessions.
    pub bucket: String,
    /// The bucket for pictures of styles, if it is another.
    pub public: Option<String>,
    /// The server, if it is not Amazon's.
    pub endpoint: Option<Url>,
    /// The region; `auto` for Cloudflare R2.
    pub region: String,
    /// Whether the bucket goes into the path of a request, not into its host.
    pub path_style: bool,
    /// How long an answer may take, apart from what has to be sent first.
    pub patience: Duration,
}

/// How long an answer may take unless the address says otherwise.
const PATIENCE: Duration = Duration::from_secs(60);

/// A text that is no address of a store, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotAStoreUrl {
    /// It does not begin as a store's address does.
    #[error("“{0}” is no address of a store. Write file:///folder or s3://bucket?endpoint=…")]
    Unknown(String),
    /// It holds a name or a password.
    #[error(
        "An address does not hold keys. Set ATELIER_S3_ACCESS_KEY_ID and ATELIER_S3_SECRET_ACCESS_KEY, or enter them in Settings."
    )]
    HoldsSecret,
    /// The kind of store is not built yet.
    #[error(
        "Supabase comes later. Until then a folder (file:///…) or an S3 store (s3://…) can be used."
    )]
    ComesLater,
    /// The folder is not written from the root on.
    #[error("A folder is written from the root on, with three slashes: file:///folder.")]
    NoFolder,
    /// The bucket's name cannot be one.
    #[error("“{0}” is no name of a bucket.")]
    Bucket(String),
    /// A part of the address means nothing.
    #[error(
        "“{0}” is not known in a store's address. Known: endpoint, region, public, path_style, timeout in seconds."
    )]
    Parameter(String),
    /// The server's address is no address.
    #[error("“{0}” is no address of a server. Write https://host.")]
    Endpoint(String),
    /// The server is far and the connection would be open to all.
    #[error(
        "“{0}” is not encrypted. Write https://; http:// is for servers on this computer only."
    )]
    NotEncrypted(String),
}

impl std::str::FromStr for StoreUrl {
    type Err = NotAStoreUrl;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || NotAStoreUrl::Unknown(text.to_owned());
        if text.starts_with("supabase+") {
            return Err(NotAStoreUrl::ComesLater);
        }
        if holds_user(text) {
            return Err(NotAStoreUrl::HoldsSecret);
        }
        let url = Url::parse(text).map_err(|_| unknown())?;
        match url.scheme() {
            "file" => folder(&url),
            "s3" => s3(&url).map(Self::S3),
            _ => Err(unknown()),
        }
    }
}

fn folder(url: &Url) -> Result<StoreUrl, NotAStoreUrl> {
    let path = url.to_file_path().map_err(|()| NotAStoreUrl::NoFolder)?;
    let has_more = url.query().is_some() || url.fragment().is_some();
    if has_more || path.parent().is_none() {
        return Err(NotAStoreUrl::NoFolder);
    }
    Ok(StoreUrl::Folder(path))
}

fn s3(url: &Url) -> Result<S3Place, NotAStoreUrl> {
    let host = url.host_str().unwrap_or_default();
    if !matches!(url.path(), "" | "/") || url.port().is_some() || url.fragment().is_some() {
        return Err(NotAStoreUrl::Unknown(url.to_string()));
    }
    let bucket = bucket_name(host)?;
    let (mut public, mut endpoint, mut region, mut path_style) = (None, None, None, None);
    let mut patience = PATIENCE;
    for (name, value) in url.query_pairs() {
        match (&*name, &*value) {
            ("public", value) => public = Some(bucket_name(value)?),
            ("endpoint", value) => endpoint = Some(server(value)?),
            ("region", value) if !value.is_empty() => region = Some(value.to_owned()),
            ("path_style", "true") => path_style = Some(true),
            ("path_style", "false") => path_style = Some(false),
            ("timeout", value) => patience = seconds(value)?,
            (name, _) if holds_secret(name) => return Err(NotAStoreUrl::HoldsSecret),
            (name, _) => return Err(NotAStoreUrl::Parameter(name.to_owned())),
        }
    }
    Ok(S3Place {
        public: public.filter(|public| *public != bucket),
        region: region.unwrap_or_else(|| usual_region(endpoint.as_ref()).to_owned()),
        path_style: path_style.unwrap_or(endpoint.is_some()),
        bucket,
        endpoint,
        patience,
    })
}

fn seconds(text: &str) -> Result<Duration, NotAStoreUrl> {
    match text.parse() {
        Ok(seconds @ 1..=600) => Ok(Duration::from_secs(seconds)),
        _ => Err(NotAStoreUrl::Parameter("timeout".to_owned())),
    }
}

/// Tells whether an address names a user. Asked before anything is parsed, so
/// that no error repeats a password.
fn holds_user(text: &str) -> bool {
    let (_, rest) = text.split_once("://").unwrap_or(("", text));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.contains('@')
}

/// Tells whether a parameter is meant to carry a key.
fn holds_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["key", "secret", "password", "token"]
        .iter()
        .any(|word| name.contains(word))
}

/// The region that a server means when it is told none.
fn usual_region(endpoint: Option<&Url>) -> &'static str {
    let is_r2 = endpoint
        .and_then(Url::host_str)
        .is_some_and(|host| host.ends_with(".r2.cloudflarestorage.com"));
    if is_r2 { "auto" } else { "us-east-1" }
}

fn bucket_name(text: &str) -> Result<String, NotAStoreUrl> {
    let byte_ok = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    let edge_ok = text
        .bytes()
        .next()
        .is_some_and(|b| b.is_ascii_alphanumeric());
    if edge_ok && (3..=63).contains(&text.len()) && text.bytes().all(byte_ok) {
        Ok(text.to_owned())
    } else {
        Err(NotAStoreUrl::Bucket(text.to_owned()))
    }
}

fn server(text: &str) -> Result<Url, NotAStoreUrl> {
    let wrong = || NotAStoreUrl::Endpoint(text.to_owned());
    if holds_user(text) {
        return Err(NotAStoreUrl::HoldsSecret);
    }
    let url = Url::parse(text).map_err(|_| wrong())?;
    if url.query().is_some() || url.fragment().is_some() || !url.has_host() {
        return Err(wrong());
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_here(&url) => Ok(url),
        "http" => Err(NotAStoreUrl::NotEncrypted(text.to_owned())),
        _ => Err(wrong()),
    }
}

/// Tells whether a server is on this computer.
pub(super) fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

impl std::fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Folder(path) => match Url::from_file_path(path) {
                Ok(url) => write!(f, "{url}"),
                Err(()) => write!(f, "file://{}", path.display()),
            },
            Self::S3(place) => write!(f, "{place}"),
        }
    }
}

impl std::fmt::Display for S3Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if let Some(endpoint) = &self.endpoint {
            query.append_pair("endpoint", endpoint.as_str().trim_end_matches('/'));
        }
        query.append_pair("region", &self.region);
        if let Some(public) = &self.public {
            query.append_pair("public", public);
        }
        if self.path_style != self.endpoint.is_some() {
            query.append_pair("path_style", if self.path_style { "true" } else { "false" });
        }
        if self.patience != PATIENCE {
            query.append_pair("timeout", &self.patience.as_secs().to_string());
        }
        write!(f, "s3://{}?{}", self.bucket, query.finish())
    }
}

impl TryFrom<String> for StoreUrl {
    type Error = NotAStoreUrl;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<StoreUrl> for String {
    fn from(url: StoreUrl) -> Self {
        url.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<StoreUrl, NotAStoreUrl> {
        text.parse()
    }

    #[test]
    fn an_address_is_read_back_as_it_was_written() {
        for text in [
            "file:///srv/pictures",
            "file:///srv/my%20pictures",
            "s3://studio?region=eu-central-1",
            "s3://studio?endpoint=http%3A%2F%2F127.0.0.1%3A9000&region=us-east-1&public=showroom",
            "s3://studio?endpoint=https%3A%2F%2Fs3.example.org&region=eu&path_style=false",
            "s3://studio?region=us-east-1&timeout=5",
        ] {
            let url = parse(text).expect(text);
            assert_eq!(url.to_string(), text);
            assert_eq!(parse(&url.to_string()), Ok(url));
        }
    }

    #[test]
    fn what_is_not_said_is_what_is_usual() {
        let Ok(StoreUrl::S3(r2)) =
            parse("s3://studio?endpoint=https://abc.r2.cloudflarestorage.com")
        else {
            panic!("an S3 store");
        };
        let Ok(StoreUrl::S3(aws)) = parse("s3://studio?public=studio") else {
            panic!("an S3 store");
        };

        assert_eq!((r2.region.as_str(), r2.path_style), ("auto", true));
        assert_eq!((aws.region.as_str(), aws.path_style), ("us-east-1", false));
        assert_eq!(aws.public, None);
    }

    #[test]
    fn an_address_never_holds_a_key() {
        for text in [
            "s3://me:hunter2@studio",
            "s3://studio?secret_access_key=hunter2",
            "s3://studio?access_key=me",
            "s3://studio?endpoint=https://me:hunter2@s3.example.org",
            "file://me:hunter2@host/srv",
        ] {
            let refusal = parse(text).expect_err(text);
            assert!(!refusal.to_string().contains("hunter2"), "{refusal}");
            assert!(matches!(refusal, NotAStoreUrl::HoldsSecret), "{text}");
        }
    }

    #[test]
    fn open_connections_are_for_this_computer_only() {
        for here in [
            "http://127.0.0.1:9000",
            "http://[::1]:9000",
            "http://localhost",
        ] {
            assert!(
                parse(&format!("s3://studio?endpoint={here}")).is_ok(),
                "{here}"
            );
        }
        for far in [
            "http://10.0.0.7:9000",
            "http://s3.example.org",
            "http://127.evil.org",
        ] {
            assert!(
                matches!(
                    parse(&format!("s3://studio?endpoint={far}")),
                    Err(NotAStoreUrl::NotEncrypted(_))
                ),
                "{far}"
            );
        }
    }

    #[test]
    fn what_is_no_address_is_refused_with_its_reason() {
        assert_eq!(
            parse("supabase+https://project.example.org"),
            Err(NotAStoreUrl::ComesLater)
        );
        assert_eq!(parse("file:///"), Err(NotAStoreUrl::NoFolder));
        assert_eq!(parse("s3://ab"), Err(NotAStoreUrl::Bucket("ab".into())));
        for text in ["", "pictures", "ftp://host/x", "s3://studio/folder"] {
            assert!(
                matches!(parse(text), Err(NotAStoreUrl::Unknown(_))),
                "{text}"
            );
        }
        for text in [
            "s3://studio?colour=red",
            "s3://studio?path_style=maybe",
            "s3://studio?timeout=0",
        ] {
            assert!(
                matches!(parse(text), Err(NotAStoreUrl::Parameter(_))),
                "{text}"
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_read_is_written_as_it_is_read(
            bucket in "[a-zA-Z0-9@:._-]{0,12}",
            query in "((endpoint|region|public|path_style|timeout|x)=[ -~]{0,20}&?){0,4}",
        ) {
            if let Ok(url) = parse(&format!("s3://{bucket}?{query}")) {
                proptest::prop_assert_eq!(parse(&url.to_string()), Ok(url));
            }
        }
    }
}
