//! Addresses as a person writes them: without a password, without keys.

use std::path::PathBuf;

use url::Url;

use atelier_core::store::StoreUrl;

use crate::error::CliError;

/// Checks the address of a database.
pub(super) fn check_database(text: &str) -> Result<(), CliError> {
    let bad = || CliError::NotADatabase(without_secret(text));
    let url = Url::parse(text).map_err(|_| bad())?;
    if url.cannot_be_a_base() || !matches!(url.scheme(), "postgres" | "postgresql") {
        return Err(bad());
    }
    let in_query = url
        .query_pairs()
        .any(|(name, _)| name.to_lowercase().contains("password"));
    if url.password().is_some() || in_query {
        return Err(CliError::DatabaseHoldsSecret);
    }
    Ok(())
}

/// Checks the address of a store.
pub(super) fn check_store(text: &str) -> Result<StoreUrl, CliError> {
    Ok(text.parse()?)
}

/// Makes the folder of a store that is one. Returns it if it was not there.
pub(super) fn make_folder(store: &StoreUrl) -> Result<Option<PathBuf>, CliError> {
    let StoreUrl::Folder(folder) = store else {
        return Ok(None);
    };
    if folder.is_dir() {
        return Ok(None);
    }
    std::fs::create_dir_all(folder).map_err(|source| CliError::StoreFolder {
        folder: folder.clone(),
        source,
    })?;
    Ok(Some(folder.clone()))
}

/// Leaves out what may be a password, so that no message repeats it.
fn without_secret(text: &str) -> String {
    match text.rsplit_once('@') {
        Some((_, host)) => format!("…@{host}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_an_address_is_refused_and_never_repeated() {
        for text in [
            "postgres://me:secret@db.example.org/platform",
            "postgres://me@db.example.org/platform?password=secret",
            "mysql://me:secret@db.example.org/platform",
            "postgres:me:secret@db",
        ] {
            let error = check_database(text).expect_err(text);
            assert!(!error.message().contains("secret"), "{}", error.message());
        }
    }

    #[test]
    fn an_address_without_a_password_is_taken() {
        for text in [
            "postgres://me@db.example.org:5433/platform",
            "postgresql://me@127.0.0.1/platform",
        ] {
            assert!(check_database(text).is_ok(), "{text}");
        }
    }
}
