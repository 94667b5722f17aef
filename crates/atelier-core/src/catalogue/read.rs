//! Reading rows into nouns. What does not parse is told with its column, never
//! guessed.

use std::fmt::Display;
use std::str::FromStr;

use serde::de::DeserializeOwned;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

use super::CatalogueError;
use crate::clock::UnixMillis;
use crate::domain::media_type::MediaType;

/// What the tables ask of a row.
pub(super) trait Read {
    /// Reads whatever SQLite itself knows.
    fn value<'r, T>(&'r self, column: &str) -> Result<T, CatalogueError>
    where
        T: sqlx::Decode<'r, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite>;

    /// Reads a text.
    fn text(&self, column: &str) -> Result<String, CatalogueError> {
        self.value(column)
    }

    /// Reads a text that may be absent.
    fn opt_text(&self, column: &str) -> Result<Option<String>, CatalogueError> {
        self.value(column)
    }

    /// Reads an identifier.
    fn uuid(&self, column: &str) -> Result<Uuid, CatalogueError> {
        self.word(column)
    }

    /// Reads an identifier that may be absent.
    fn opt_uuid(&self, column: &str) -> Result<Option<Uuid>, CatalogueError> {
        self.opt_word(column)
    }

    /// Reads a text that has a parser: a word of a list, a path, a hash.
    fn word<T>(&self, column: &str) -> Result<T, CatalogueError>
    where
        T: FromStr,
        T::Err: Display,
    {
        let text: &str = self.value(column)?;
        text.parse()
            .map_err(|error: T::Err| CatalogueError::unreadable(column, error))
    }

    /// Reads such a text that may be absent.
    fn opt_word<T>(&self, column: &str) -> Result<Option<T>, CatalogueError>
    where
        T: FromStr,
        T::Err: Display,
    {
        let text: Option<&str> = self.value(column)?;
        text.map(str::parse)
            .transpose()
            .map_err(|error: T::Err| CatalogueError::unreadable(column, error))
    }

    /// Reads a column of JSON.
    fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T, CatalogueError> {
        let text: &str = self.value(column)?;
        serde_json::from_str(text).map_err(|error| CatalogueError::unreadable(column, error))
    }

    /// Reads a moment.
    fn millis(&self, column: &str) -> Result<UnixMillis, CatalogueError> {
        self.value(column).map(UnixMillis)
    }

    /// Reads a moment that may be absent.
    fn opt_millis(&self, column: &str) -> Result<Option<UnixMillis>, CatalogueError> {
        let millis: Option<i64> = self.value(column)?;
        Ok(millis.map(UnixMillis))
    }

    /// Reads a count or a size.
    fn count(&self, column: &str) -> Result<u64, CatalogueError> {
        let number: i64 = self.value(column)?;
        u64::try_from(number).map_err(|error| CatalogueError::unreadable(column, error))
    }

    /// Reads a media type by its content type.
    fn media_type(&self, column: &str) -> Result<MediaType, CatalogueError> {
        let text: &str = self.value(column)?;
        MediaType::from_content_type(text)
            .ok_or_else(|| CatalogueError::unreadable(column, format_args!("no kind is “{text}”")))
    }
}

impl Read for SqliteRow {
    fn value<'r, T>(&'r self, column: &str) -> Result<T, CatalogueError>
    where
        T: sqlx::Decode<'r, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite>,
    {
        self.try_get(column)
            .map_err(|error| CatalogueError::unreadable(column, error))
    }
}

/// Writes a list as the JSON array that `json_each` unfolds, so that a list of
/// any length is one parameter.
pub(super) fn list<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    let texts: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    serde_json::to_string(&texts).unwrap_or_else(|_| "[]".to_owned())
}

/// Fits a size into SQLite's integer.
pub(super) fn integer(size: u64) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

/// Fits a number of rows into what people count with.
pub(super) fn rows(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

/// Writes a moment as the backend reads it (RFC 3339, UTC).
pub(super) fn rfc3339(at: UnixMillis) -> String {
    at.to_datetime()
        .format(&time::format_description::well_known::Rfc3339)
        .unwrap_or_else(|_| "1970-01-01T00:00:00Z".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_for_postgres() {
        assert_eq!(
            rfc3339(UnixMillis(1_700_000_000_123)),
            "2023-11-14T22:13:20.123Z"
        );
    }

    #[test]
    fn a_list_is_one_parameter() {
        assert_eq!(list(["a", "b\"c"]), r#"["a","b\"c"]"#);
    }
}
