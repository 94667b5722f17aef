//! Where the database is, and how private the way there is.

use std::net::IpAddr;

use sqlx::postgres::{PgConnectOptions, PgSslMode};
use url::{Host, Url};

use crate::backend::{BackendError, Refusal};

/// A checked address.
#[derive(Debug, Clone)]
pub(super) struct Address {
    /// What sqlx connects by.
    pub(super) options: PgConnectOptions,
    /// Whether every connection is encrypted and the server proves its name.
    pub(super) private: bool,
}

impl Address {
    /// Reads an address. What it says about encryption counts on this machine
    /// only; beyond it there is one answer.
    pub(super) fn parse(text: &str, password: Option<&str>) -> Result<Self, BackendError> {
        let url = Url::parse(text).map_err(|error| refused(error.to_string()))?;
        if !matches!(url.scheme(), "postgres" | "postgresql") {
            return Err(refused("it must begin with postgres://".to_owned()));
        }
        let mut options: PgConnectOptions = text
            .parse()
            .map_err(|error: sqlx::Error| refused(error.to_string()))?;
        // A pooler refuses parameters of the connection that it does not know.
        options = options
            .extra_float_digits(None)
            .application_name("atelier")
            .statement_cache_capacity(0);
        if let Some(password) = password {
            options = options.password(password);
        }
        let private = !stays_here(&url);
        if private {
            options = options.ssl_mode(PgSslMode::VerifyFull);
        }
        Ok(Self { options, private })
    }
}

/// Whether the way ends on this machine. A `host` or `hostaddr` among the
/// parameters overrides the one before the path, so each of them counts.
fn stays_here(url: &Url) -> bool {
    let named = match url.host() {
        Some(Host::Domain(name)) => Some(is_local(name)),
        Some(Host::Ipv4(ip)) => Some(ip.is_loopback()),
        Some(Host::Ipv6(ip)) => Some(ip.is_loopback()),
        None => None,
    };
    let mut hosts: Vec<bool> = named.into_iter().collect();
    for (key, value) in url.query_pairs() {
        if matches!(&*key, "host" | "hostaddr") {
            hosts.push(is_local(&value));
        }
    }
    // Without any host the environment decides, and it may say anything.
    !hosts.is_empty() && hosts.iter().all(|local| *local)
}

fn is_local(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.starts_with('/')
        || host.to_ascii_lowercase().starts_with("%2f")
        || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn refused(why: String) -> BackendError {
    BackendError::Refused {
        code: Refusal::BadAddress,
        words: format!("this is no address of a Postgres database: {why}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        Address::parse(text, None).expect(text)
    }

    #[test]
    fn a_server_beyond_this_machine_must_prove_who_it_is() {
        for text in [
            "postgres://anna@db.example.com/platform",
            "postgres://anna@db.example.com/platform?sslmode=disable",
            "postgres://anna@127.0.0.1/platform?host=db.example.com&sslmode=prefer",
            "postgres://anna@10.0.0.1/platform?sslmode=require",
            "postgres://anna@localhost.example.com/platform",
        ] {
            let address = address(text);
            assert!(address.private, "{text}");
            assert!(
                matches!(address.options.get_ssl_mode(), PgSslMode::VerifyFull),
                "{text}"
            );
        }
    }

    #[test]
    fn this_machine_needs_no_certificate() {
        for text in [
            "postgres://anna@localhost/platform",
            "postgres://anna@127.0.0.1:5433/platform",
            "postgres://anna@[::1]/platform",
            "postgres://anna@localhost/platform?host=/var/run/postgresql",
        ] {
            assert!(!address(text).private, "{text}");
        }
    }

    #[test]
    fn an_address_of_something_else_is_refused_with_words() {
        for text in ["", "db.example.com", "mysql://a@b/c", "https://example.com"] {
            let error = Address::parse(text, None).expect_err(text);
            assert_eq!(error.code(), "bad_address", "{text}");
        }
    }
}
