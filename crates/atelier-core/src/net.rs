//! What every connection of this program shares: which TLS it speaks.
//!
//! The HTTP client is built without a cryptography of its own, so that the
//! program carries one implementation and not two. Certificates are judged by
//! the platform's own verifier.

/// Chooses ring for TLS. Call it before the first HTTP client is made; calling
/// it again changes nothing.
pub fn install_tls() {
    // An error means that a provider is there already, which is all we want.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_client_can_be_built_however_often_tls_is_installed() {
        super::install_tls();
        super::install_tls();

        assert!(reqwest::Client::builder().https_only(true).build().is_ok());
    }
}
