//! Passwords and keys: from the environment first, then from the keychain of
//! this computer. Never from an argument, an address or a file of ours.
//!
//! A keychain may be absent (a server has none), locked, or slow because it
//! asks the person. None of this may stop the program, so every call is made
//! on a thread of its own and is given up after a while.

use std::collections::HashMap;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::domain::secret::{AccessKeys, Secret};

/// The name under which a keychain lists what is Atelier's.
const SERVICE: &str = "Atelier";

/// How long a keychain may take. It may be asking the person.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is kept secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretName {
    /// The password of the database.
    DatabasePassword,
    /// The name of the store's key.
    StoreKeyId,
    /// What proves the store's key.
    StoreKeySecret,
    /// The token of a store's key that is lent for a time.
    StoreSession,
}

impl SecretName {
    /// The name in the keychain.
    const fn in_keychain(self) -> &'static str {
        match self {
            Self::DatabasePassword => "database-password",
            Self::StoreKeyId => "store-key-id",
            Self::StoreKeySecret => "store-key-secret",
            Self::StoreSession => "store-session",
        }
    }

    /// The names in the environment; the first that is set counts.
    const fn in_environment(self) -> &'static [&'static str] {
        match self {
            Self::DatabasePassword => &["ATELIER_DATABASE_PASSWORD", "PGPASSWORD"],
            Self::StoreKeyId => &["ATELIER_S3_ACCESS_KEY_ID", "AWS_ACCESS_KEY_ID"],
            Self::StoreKeySecret => &["ATELIER_S3_SECRET_ACCESS_KEY", "AWS_SECRET_ACCESS_KEY"],
            Self::StoreSession => &["ATELIER_S3_SESSION_TOKEN", "AWS_SESSION_TOKEN"],
        }
    }

    const ALL: [Self; 4] = [
        Self::DatabasePassword,
        Self::StoreKeyId,
        Self::StoreKeySecret,
        Self::StoreSession,
    ];
}

/// Why a secret could not be read or kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SecretsError {
    /// Set the environment: there is nothing here to keep a secret in.
    #[error(
        "This computer has no keychain that answers. Set {variable} in the environment instead."
    )]
    NoKeychain {
        /// The variable to set.
        variable: &'static str,
    },
    /// Answer the keychain's question, then try again.
    #[error("The keychain did not answer in time. Unlock it, then try again.")]
    TimedOut,
    /// Look at the keychain.
    #[error("The keychain refused: {reason}.")]
    Refused {
        /// What it said.
        reason: String,
    },
}

impl SecretsError {
    /// Returns a name for programs, stable over releases.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoKeychain { .. } => "no_keychain",
            Self::TimedOut => "keychain_timed_out",
            Self::Refused { .. } => "keychain_refused",
        }
    }
}

/// The secrets of one workspace.
#[derive(Debug, Clone)]
pub struct Secrets {
    workspace: String,
    environment: HashMap<&'static str, Secret>,
}

impl Secrets {
    /// Names the secrets of a workspace, by its id or its folder. The
    /// environment is read now, the keychain when it is asked.
    #[must_use]
    pub fn of(workspace: impl Into<String>) -> Self {
        Self::with(workspace, |name| std::env::var(name).ok())
    }

    /// The same, with another environment.
    pub fn with(
        workspace: impl Into<String>,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let variables = SecretName::ALL
            .iter()
            .flat_map(|name| name.in_environment());
        let set = variables.filter_map(|name| {
            let value = environment(name).filter(|value| !value.is_empty())?;
            Some((*name, Secret::new(value)))
        });
        Self {
            workspace: workspace.into(),
            environment: set.collect(),
        }
    }

    /// The same, with a secret that the person has just given. It goes first.
    #[must_use]
    pub fn given(mut self, name: SecretName, secret: Secret) -> Self {
        if let Some(variable) = name.in_environment().first() {
            self.environment.insert(variable, secret);
        }
        self
    }

    /// Returns the password of the database; none if none was set.
    pub async fn database_password(&self) -> Result<Option<Secret>, SecretsError> {
        self.get(SecretName::DatabasePassword).await
    }

    /// Returns the keys of the store; none unless both halves were set. All
    /// come from one place, so that halves of two keys never meet.
    pub async fn store_keys(&self) -> Result<Option<AccessKeys>, SecretsError> {
        use SecretName::{StoreKeyId, StoreKeySecret, StoreSession};
        for prefix in ["ATELIER_", "AWS_"] {
            let set = |name| self.in_environment(name, prefix);
            if let (Some(key_id), Some(secret)) = (set(StoreKeyId), set(StoreKeySecret)) {
                return Ok(Some(keys(&key_id, secret, set(StoreSession))));
            }
        }
        let Some(key_id) = self.in_keychain(StoreKeyId).await? else {
            return Ok(None);
        };
        let Some(secret) = self.in_keychain(StoreKeySecret).await? else {
            return Ok(None);
        };
        let session = self.in_keychain(StoreSession).await?;
        Ok(Some(keys(&key_id, secret, session)))
    }

    /// Returns a secret; none if it was not set.
    pub async fn get(&self, name: SecretName) -> Result<Option<Secret>, SecretsError> {
        match self.in_environment(name, "") {
            Some(secret) => Ok(Some(secret)),
            None => self.in_keychain(name).await,
        }
    }

    /// Tells whether a secret is set.
    pub async fn has(&self, name: SecretName) -> Result<bool, SecretsError> {
        Ok(self.get(name).await?.is_some())
    }

    /// Keeps a secret in the keychain. One in the environment still goes first.
    pub async fn set(&self, name: SecretName, secret: Secret) -> Result<(), SecretsError> {
        self.ask(name, move |entry| entry.set_password(secret.reveal()))
            .await
            .map(drop)
    }

    /// Removes a secret from the keychain. One that is not there is removed.
    pub async fn remove(&self, name: SecretName) -> Result<(), SecretsError> {
        self.ask(name, |entry| entry.delete_credential())
            .await
            .map(drop)
    }

    fn in_environment(&self, name: SecretName, prefix: &str) -> Option<Secret> {
        let names = name.in_environment().iter();
        names
            .filter(|name| name.starts_with(prefix))
            .find_map(|name| self.environment.get(name).cloned())
    }

    async fn in_keychain(&self, name: SecretName) -> Result<Option<Secret>, SecretsError> {
        self.ask(name, |entry| entry.get_password().map(Secret::new))
            .await
    }

    /// Asks the keychain; none if it holds no such entry.
    async fn ask<T: Send + 'static>(
        &self,
        name: SecretName,
        question: impl FnOnce(&keyring::Entry) -> keyring::Result<T> + Send + 'static,
    ) -> Result<Option<T>, SecretsError> {
        let user = format!("{}/{}", self.workspace, name.in_keychain());
        let (answer, answered) = oneshot::channel();
        // A thread of its own: the runtime would wait for one of its own at
        // the end of the program, and a keychain may never answer.
        let asking = std::thread::Builder::new().name("keychain".into());
        let asked = asking.spawn(move || {
            let said = keyring::Entry::new(SERVICE, &user).and_then(|entry| question(&entry));
            // Nobody is left to hear after the time-out.
            let _ = answer.send(said);
        });
        let variable = name.in_environment().first().copied().unwrap_or_default();
        let no_keychain = SecretsError::NoKeychain { variable };
        if asked.is_err() {
            return Err(no_keychain);
        }
        match timeout(PATIENCE, answered).await {
            Err(_) => Err(SecretsError::TimedOut),
            // The thread ended without an answer.
            Ok(Err(_)) => Err(no_keychain),
            Ok(Ok(Ok(value))) => Ok(Some(value)),
            Ok(Ok(Err(error))) => match error {
                keyring::Error::NoEntry => Ok(None),
                keyring::Error::NoDefaultStore
                | keyring::Error::NoStorageAccess(_)
                | keyring::Error::PlatformFailure(_) => Err(no_keychain),
                other => Err(SecretsError::Refused {
                    reason: other.to_string(),
                }),
            },
        }
    }
}

fn keys(key_id: &Secret, secret: Secret, session: Option<Secret>) -> AccessKeys {
    AccessKeys {
        key_id: key_id.reveal().to_owned(),
        secret,
        session,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &'static [(&str, &str)]) -> Secrets {
        Secrets::with("test-of-atelier", |asked| {
            let found = variables.iter().find(|(name, _)| *name == asked);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[tokio::test]
    async fn our_own_variable_goes_before_the_general_one() {
        let secrets = environment(&[
            ("PGPASSWORD", "general"),
            ("ATELIER_DATABASE_PASSWORD", "ours"),
        ]);

        let password = secrets.database_password().await.expect("reads it");

        assert_eq!(password, Some(Secret::new("ours")));
        assert_eq!(secrets.has(SecretName::DatabasePassword).await, Ok(true));
    }

    #[tokio::test]
    async fn halves_of_two_keys_never_meet() {
        let secrets = environment(&[
            ("ATELIER_S3_ACCESS_KEY_ID", "half"),
            ("AWS_ACCESS_KEY_ID", "whole"),
            ("AWS_SECRET_ACCESS_KEY", "proof"),
            ("AWS_SESSION_TOKEN", "lent"),
        ]);

        let keys = secrets
            .store_keys()
            .await
            .expect("reads them")
            .expect("keys");

        assert_eq!(keys.key_id, "whole");
        assert_eq!(keys.secret.reveal(), "proof");
        assert_eq!(keys.session, Some(Secret::new("lent")));
    }

    #[test]
    fn secrets_are_not_printed() {
        let secrets = environment(&[("PGPASSWORD", "hunter2")]);

        assert!(!format!("{secrets:?}").contains("hunter2"));
    }

    /// A desk has a keychain and a server has none: either way there is an
    /// answer, and soon.
    #[tokio::test]
    async fn a_keychain_answers_or_is_said_to_be_absent() {
        let secrets = environment(&[]);

        let answer = timeout(PATIENCE * 2, secrets.database_password()).await;

        match answer.expect("in time") {
            Ok(found) => assert_eq!(found, None),
            Err(SecretsError::NoKeychain { variable }) => {
                assert_eq!(variable, "ATELIER_DATABASE_PASSWORD");
            }
            Err(other) => assert_eq!(other, SecretsError::TimedOut),
        }
    }
}
