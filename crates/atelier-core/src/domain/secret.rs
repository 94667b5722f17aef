//! Values that must not be shown: passwords and keys.

use zeroize::Zeroize;

/// A text that never appears in a log, an error or a debug print.
///
/// It has no `Display` and no `Serialize`, and its memory is wiped when it goes.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Shows the text, to hand it to whoever asks for the password.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// The keys of an S3 store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessKeys {
    /// The name of the key; it may be shown.
    pub key_id: String,
    /// What proves the key.
    pub secret: Secret,
    /// A token, where the key is only lent for a time.
    pub session: Option<Secret>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_printed() {
        let keys = AccessKeys {
            key_id: "me".into(),
            secret: Secret::new("hunter2"),
            session: Some(Secret::new("hunter3")),
        };

        let shown = format!("{keys:?}");

        assert!(shown.contains("me") && !shown.contains("hunter"), "{shown}");
        assert_eq!(keys.secret.reveal(), "hunter2");
    }
}
