//! Styles: named moods that curators collect pictures for.

use serde::{Deserialize, Serialize};

use super::file_name::slug;
use super::ids::StyleId;
use crate::clock::UnixMillis;

/// The name of a style in paths and addresses: lower-case ASCII letters,
/// digits and `-`, 1 to 60 long.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(try_from = "String", into = "String")]
pub struct StyleSlug(String);

impl StyleSlug {
    /// Makes a slug from a style's name, if any letter or digit is left.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let text = slug(name).replace('_', "-");
        let text = text.get(..60).unwrap_or(&text).trim_matches('-').to_owned();
        text.try_into().ok()
    }

    /// Returns the slug's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for StyleSlug {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text that cannot name a style in a path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” cannot name a style: use 1 to 60 lower-case letters, digits and hyphens, such as mid-century"
)]
pub struct NotASlug(String);

impl TryFrom<String> for StyleSlug {
    type Error = NotASlug;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let fits = (1..=60).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-');
        if fits {
            Ok(Self(text))
        } else {
            Err(NotASlug(text))
        }
    }
}

impl From<StyleSlug> for String {
    fn from(slug: StyleSlug) -> Self {
        slug.0
    }
}

impl std::str::FromStr for StyleSlug {
    type Err = NotASlug;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.to_owned().try_into()
    }
}

/// A style of the platform's catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Style {
    /// Its identity.
    pub id: StyleId,
    /// Its name in paths; never changes once pictures are published under it.
    pub slug: StyleSlug,
    /// Its name for people.
    pub name: String,
    /// When it was made.
    pub created_at: UnixMillis,
    /// When it last changed.
    pub updated_at: UnixMillis,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_holds_no_path() {
        for bad in ["", "../x", "Coastal", "a b", "-a", "a-", "é"] {
            assert!(bad.parse::<StyleSlug>().is_err(), "{bad}");
        }
        assert_eq!(
            "mid-century".parse::<StyleSlug>().map(String::from),
            Ok("mid-century".to_owned())
        );
    }

    #[test]
    fn a_name_becomes_a_slug() {
        assert_eq!(
            StyleSlug::from_name("Country Kitchen").map(String::from),
            Some("country-kitchen".to_owned())
        );
        assert_eq!(StyleSlug::from_name("写真"), None);
    }
}
