//! Pictures from a server of our own: encrypted, under a name that only these
//! tests resolve, with a certificate that only they trust.

use std::sync::Arc;

use reqwest::Certificate;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::{WebError, WebPicture, builder, fetch_with};

const ROOT: &[u8] = include_bytes!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../tests/fixtures/tls/root.pem"
));
const CERTIFICATE: &[u8] = include_bytes!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../tests/fixtures/tls/pictures.example.pem"
));
const KEY: &[u8] = include_bytes!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../tests/fixtures/tls/pictures.example.key"
));
const PICTURE: &[u8] = b"\xFF\xD8\xFF the bytes of a sofa";

/// Leads every name to this machine.
struct Here;

impl Resolve for Here {
    fn resolve(&self, _: Name) -> Resolving {
        let here: Addrs = Box::new(std::iter::once(([127, 0, 0, 1], 0).into()));
        Box::pin(async move { Ok(here) })
    }
}

/// Serves until the test ends. Returns the port.
async fn serve() -> u16 {
    crate::net::install_tls();
    let chain = vec![CertificateDer::from_pem_slice(CERTIFICATE).expect("a certificate")];
    let key = PrivateKeyDer::from_pem_slice(KEY).expect("a key");
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .expect("they belong together");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let mut asked = vec![0; 4096];
            let len = stream.read(&mut asked).await.unwrap_or(0);
            let asked = String::from_utf8_lossy(&asked[..len]).into_owned();
            let path = asked.split(' ').nth(1).unwrap_or_default();
            let answer = answer(path, port);
            let _ = stream.write_all(&answer).await;
            let _ = stream.shutdown().await;
        }
    });
    port
}

fn answer(path: &str, port: u16) -> Vec<u8> {
    let head = |status: &str, more: &str| {
        format!("HTTP/1.1 {status}\r\nconnection: close\r\n{more}\r\n").into_bytes()
    };
    let to = |address: String| {
        head(
            "302 Found",
            &format!("content-length: 0\r\nlocation: {address}\r\n"),
        )
    };
    match path {
        "/moved" => to(format!(
            "https://pictures.example:{port}/pins/sofa.jpg?w=1200"
        )),
        "/inside" => to("https://127.0.0.1/secret.jpg".to_owned()),
        "/plain" => to("http://pictures.example/pins/sofa.jpg".to_owned()),
        "/page" => head("200 OK", "content-type: text/html\r\ncontent-length: 0\r\n"),
        "/gone" => head("404 Not Found", "content-length: 0\r\n"),
        "/vast" => head(
            "200 OK",
            "content-type: image/jpeg\r\ncontent-length: 9999999999\r\n",
        ),
        _ => {
            let length = format!(
                "content-type: image/jpeg\r\ncontent-length: {}\r\n",
                PICTURE.len()
            );
            [head("200 OK", &length), PICTURE.to_vec()].concat()
        }
    }
}

async fn fetched(port: u16, path: &str) -> Result<WebPicture, WebError> {
    let root = Certificate::from_pem(ROOT).expect("a root");
    let client = builder(Arc::new(Here)).tls_certs_only([root]).build();
    fetch_with(&format!("https://pictures.example:{port}{path}"), &client).await
}

#[tokio::test]
async fn a_picture_is_fetched_with_its_name_and_where_it_was_found_in_the_end() {
    let port = serve().await;

    for path in ["/pins/sofa.jpg?w=1200", "/moved"] {
        let picture = fetched(port, path).await.expect("a picture");

        assert_eq!(picture.bytes, PICTURE);
        assert_eq!(picture.name, "sofa.jpg");
        assert_eq!(
            picture.url,
            format!("https://pictures.example:{port}/pins/sofa.jpg?w=1200")
        );
    }
}

#[tokio::test]
async fn a_server_that_leads_inside_or_gives_no_picture_is_refused() {
    let port = serve().await;

    for path in ["/inside", "/plain"] {
        let refused = fetched(port, path).await.expect_err("leads astray");
        assert!(matches!(refused, WebError::Unreachable { .. }), "{refused}");
    }
    let page = fetched(port, "/page").await.expect_err("a page");
    assert!(matches!(page, WebError::Page(_)), "{page}");
    let gone = fetched(port, "/gone").await.expect_err("gone");
    assert!(matches!(gone, WebError::Answer { .. }), "{gone}");
    let vast = fetched(port, "/vast").await.expect_err("too large");
    assert!(matches!(vast, WebError::TooLarge(_)), "{vast}");
}

#[tokio::test]
async fn a_server_that_nobody_vouches_for_is_not_trusted() {
    let port = serve().await;
    let stranger = builder(Arc::new(Here)).build();

    let refused = fetch_with(&format!("https://pictures.example:{port}/a.jpg"), &stranger).await;

    assert!(matches!(refused, Err(WebError::Unreachable { .. })));
}
