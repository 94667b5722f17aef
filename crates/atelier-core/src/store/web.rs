//! One picture from a page of the web, by its own address.
//!
//! An address may come from anywhere, so: https only, no address inside this
//! machine or its network (checked after the name is resolved, and again for
//! each redirect), a bounded size, a bounded time. What it is, the import tells
//! by the content.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use url::{Host, Url};

use crate::domain::limits::MAX_READ_BYTES;

/// The longest that a picture may take to arrive.
const PATIENCE: Duration = Duration::from_secs(60);
/// Redirects that are followed.
const REDIRECTS: usize = 5;
/// The most bytes of a picture from the web.
const MAX_BYTES: u64 = if MAX_READ_BYTES < 64 << 20 {
    MAX_READ_BYTES
} else {
    64 << 20
};

/// A picture that was fetched.
#[derive(Debug, Clone)]
pub struct WebPicture {
    /// The last part of its address, to name it by.
    pub name: String,
    /// Where it was found in the end.
    pub url: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Why a picture was not fetched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WebError {
    /// The text is no address.
    #[error("“{0}” is no address of a picture.")]
    NotAnAddress(String),
    /// The address is not encrypted.
    #[error("{0} is not encrypted. Only addresses that begin with https:// are fetched.")]
    NotEncrypted(String),
    /// The address lies inside this machine or its network.
    #[error(
        "{0} lies inside this computer or its network, so it is not fetched. Save the picture to a folder and add it from there."
    )]
    NotPublic(String),
    /// The server answers with something else than the picture.
    #[error(
        "{host} answers “{status}”. Open the picture in the browser, save it, and add the file."
    )]
    Answer {
        /// The server.
        host: String,
        /// Its answer.
        status: String,
    },
    /// A page, not a picture.
    #[error("{0} is a page, not a picture. Drag the picture itself, or copy its own address.")]
    Page(String),
    /// More bytes than are taken.
    #[error("The picture at {0} is larger than 64 MB, so it was not fetched.")]
    TooLarge(String),
    /// The network is away, or the server.
    #[error(
        "{host} cannot be reached: {source}. Nothing was added; try again when the network is back."
    )]
    Unreachable {
        /// The server.
        host: String,
        /// What went wrong.
        source: reqwest::Error,
    },
}

/// Fetches the picture at an address.
///
/// # Errors
/// See [`WebError`]; nothing is kept.
pub async fn fetch(address: &str) -> Result<WebPicture, WebError> {
    fetch_with(address, &client(Arc::new(PublicOnly))).await
}

fn client<R: Resolve + 'static>(resolver: Arc<R>) -> Result<reqwest::Client, reqwest::Error> {
    builder(resolver).build()
}

/// All that a client of ours keeps to, whoever it trusts.
fn builder<R: Resolve + 'static>(resolver: Arc<R>) -> reqwest::ClientBuilder {
    crate::net::install_tls();
    reqwest::Client::builder()
        .https_only(true)
        .dns_resolver(resolver)
        .connect_timeout(Duration::from_secs(10))
        .timeout(PATIENCE)
        .user_agent(concat!("Atelier/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::custom(|attempt| {
            if attempt.previous().len() > REDIRECTS {
                attempt.error("it leads on and on")
            } else if check(attempt.url()).is_err() {
                attempt.error("it leads to an address that is not fetched")
            } else {
                attempt.follow()
            }
        }))
}

async fn fetch_with(
    address: &str,
    client: &Result<reqwest::Client, reqwest::Error>,
) -> Result<WebPicture, WebError> {
    let url = Url::parse(address.trim()).map_err(|_| WebError::NotAnAddress(address.to_owned()))?;
    check(&url)?;
    let host = url.host_str().unwrap_or_default().to_owned();
    let unreachable = |source: reqwest::Error| WebError::Unreachable {
        host: host.clone(),
        source: source.without_url(),
    };
    let client = client
        .as_ref()
        .map_err(|_| WebError::NotAnAddress(address.to_owned()))?;
    let answer = client.get(url).send().await.map_err(unreachable)?;
    if !answer.status().is_success() {
        return Err(WebError::Answer {
            host: host.clone(),
            status: answer.status().to_string(),
        });
    }
    let kind = answer
        .headers()
        .get(reqwest::header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let url = answer.url().clone();
    if kind.is_some_and(|kind| kind.starts_with("text/")) {
        return Err(WebError::Page(url.to_string()));
    }
    if answer
        .content_length()
        .is_some_and(|bytes| bytes > MAX_BYTES)
    {
        return Err(WebError::TooLarge(url.to_string()));
    }
    let mut bytes = Vec::new();
    let mut body = answer.bytes_stream();
    while let Some(part) = body.next().await {
        bytes.extend_from_slice(&part.map_err(unreachable)?);
        if bytes.len() as u64 > MAX_BYTES {
            return Err(WebError::TooLarge(url.to_string()));
        }
    }
    Ok(WebPicture {
        name: name_of(&url),
        url: url.to_string(),
        bytes,
    })
}

/// Refuses an address that is not encrypted, holds a password or names an
/// address inside this machine or its network.
fn check(url: &Url) -> Result<(), WebError> {
    if url.scheme() != "https" {
        return Err(WebError::NotEncrypted(url.to_string()));
    }
    let public = match url.host() {
        Some(Host::Ipv4(address)) => is_public(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => is_public(IpAddr::V6(address)),
        Some(Host::Domain(name)) => name != "localhost" && !name.ends_with(".localhost"),
        None => false,
    };
    if public && url.username().is_empty() && url.password().is_none() {
        Ok(())
    } else {
        Err(WebError::NotPublic(url.to_string()))
    }
}

/// Resolves names to public addresses only, so that no name leads inside.
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err("the name leads to no public address".into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Returns whether an address is reached over the public internet: none of the
/// special-purpose ranges of RFC 6890.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(mapped) => is_public_v4(mapped),
            None => is_public_v6(address),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let protocol = a == 192 && b == 0 && (c == 0 || c == 2);
    let benchmark = a == 198 && (b == 18 || b == 19);
    let reserved = a == 0 || a >= 240;
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || shared
        || protocol
        || benchmark
        || reserved)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    // Only 2000::/3 is given out (RFC 4291); of it, 6to4, Teredo and the
    // documentation range lead elsewhere.
    let [first, second, ..] = address.segments();
    (first & 0xe000) == 0x2000
        && first != 0x2002
        && !(first == 0x2001 && (second < 0x0200 || second == 0x0db8))
}

/// The last part of an address's path, without what follows it.
fn name_of(url: &Url) -> String {
    let last = url
        .path_segments()
        .and_then(|mut parts| parts.next_back())
        .unwrap_or_default();
    if last.is_empty() {
        url.host_str().unwrap_or("picture").to_owned()
    } else {
        last.to_owned()
    }
}

#[cfg(test)]
mod served;
#[cfg(test)]
mod tests {
    use super::*;

    async fn refused(address: &str) -> WebError {
        fetch(address).await.expect_err("refused")
    }

    #[tokio::test]
    async fn only_encrypted_public_addresses_are_fetched() {
        assert!(matches!(
            refused("http://example.com/a.jpg").await,
            WebError::NotEncrypted(_)
        ));
        assert!(matches!(
            refused("ftp://example.com/a.jpg").await,
            WebError::NotEncrypted(_)
        ));
        assert!(matches!(
            refused("not an address").await,
            WebError::NotAnAddress(_)
        ));
        for inside in [
            "https://127.0.0.1/a.jpg",
            "https://localhost/a.jpg",
            "https://10.0.0.1/a.jpg",
            "https://192.168.1.1/a.jpg",
            "https://169.254.169.254/latest/meta-data",
            "https://[::1]/a.jpg",
            "https://[::ffff:127.0.0.1]/a.jpg",
            "https://[fd00::1]/a.jpg",
            "https://2130706433/a.jpg",
            "https://me:secret@example.com/a.jpg",
        ] {
            assert!(
                matches!(refused(inside).await, WebError::NotPublic(_)),
                "{inside}"
            );
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_followed() {
        let name: Name = "localhost".parse().expect("a name");

        assert!(PublicOnly.resolve(name).await.is_err());
    }

    #[test]
    fn public_addresses_are_told_from_the_special_ones() {
        for public in ["93.184.216.34", "1.1.1.1", "2606:4700::1111"] {
            assert!(is_public(public.parse().expect("an address")), "{public}");
        }
        for special in [
            "100.64.0.1",
            "0.0.0.0",
            "198.18.0.1",
            "255.255.255.255",
            "fe80::1",
            "2002:7f00:1::",
            "::",
        ] {
            assert!(
                !is_public(special.parse().expect("an address")),
                "{special}"
            );
        }
    }

    #[test]
    fn a_picture_is_named_by_its_address() {
        let name = |text: &str| name_of(&Url::parse(text).expect("an address"));

        assert_eq!(
            name("https://example.com/pin/kitchen.jpg?w=1200"),
            "kitchen.jpg"
        );
        assert_eq!(name("https://example.com/"), "example.com");
    }
}
