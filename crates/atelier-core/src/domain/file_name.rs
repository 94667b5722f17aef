//! File names that are safe in every store, address and file system.

use serde::Serialize;

use super::content_hash::ContentHash;
use super::media_type::MediaType;

/// The longest file name, extension included, in bytes (all are ASCII).
pub const MAX_LEN: usize = 100;

/// A file name of ASCII letters, digits, `-`, `_` and one extension: lower
/// case, never empty, no path in it, at most [`MAX_LEN`] long.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(transparent)]
pub struct FileName(String);

impl FileName {
    /// Makes a safe name from whatever a file was called. The extension is that
    /// of the content, whatever the old one said.
    #[must_use]
    pub fn from_original(original: &str, media_type: MediaType) -> Self {
        let last = original.rsplit(['/', '\\']).next().unwrap_or_default();
        let stem = match last.rsplit_once('.') {
            Some((stem, _)) if !stem.is_empty() => stem,
            _ => last.trim_start_matches('.'),
        };
        Self::from_stem(&slug(stem), media_type.extension())
    }

    /// Returns the same name with the first digits of a hash before its
    /// extension, for when the plain name is taken.
    #[must_use]
    pub fn with_hash(&self, hash: &ContentHash) -> Self {
        let (stem, extension) = self.split();
        let suffix = hash.short();
        let room = MAX_LEN - extension.len() - suffix.len() - 2;
        let stem = stem.get(..room).unwrap_or(stem);
        Self(format!("{stem}_{suffix}.{extension}"))
    }

    /// Returns the name without its extension.
    #[must_use]
    pub fn stem(&self) -> &str {
        self.split().0
    }

    /// Returns the whole name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn split(&self) -> (&str, &str) {
        self.0.rsplit_once('.').unwrap_or((&self.0, "bin"))
    }

    fn from_stem(stem: &str, extension: &str) -> Self {
        let stem = if stem.is_empty() { "picture" } else { stem };
        let room = MAX_LEN - extension.len() - 1;
        let stem = stem
            .get(..room)
            .unwrap_or(stem)
            .trim_end_matches(['-', '_']);
        Self(format!("{stem}.{extension}"))
    }
}

impl std::fmt::Display for FileName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Folds a text to lower-case ASCII letters, digits, `-` and `_`.
///
/// Latin letters lose their marks; everything else becomes one `-`.
pub(crate) fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let folded = fold(c);
        if folded.is_empty() {
            if !out.is_empty() && !out.ends_with('-') {
                out.push('-');
            }
        } else {
            out.push_str(folded.as_str());
        }
    }
    out.trim_matches('-').to_owned()
}

/// One character folded to ASCII, or nothing.
fn fold(c: char) -> String {
    let lower = c.to_lowercase().next().unwrap_or(c);
    let text = match lower {
        'a'..='z' | '0'..='9' | '_' => return lower.to_string(),
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ä' | 'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => "e",
        'ì' | 'í' | 'î' | 'ï' | 'ī' => "i",
        'ł' | 'ľ' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' | 'ō' => "o",
        'ö' | 'œ' => "oe",
        'ř' => "r",
        'ś' | 'š' | 'ş' => "s",
        'ß' => "ss",
        'ť' | 'ţ' => "t",
        'ù' | 'ú' | 'û' | 'ū' | 'ů' => "u",
        'ü' => "ue",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => "",
    };
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(original: &str) -> String {
        FileName::from_original(original, MediaType::Jpeg)
            .as_str()
            .to_owned()
    }

    #[test]
    fn a_name_is_lower_case_ascii_with_the_extension_of_its_content() {
        assert_eq!(named("Küche Nord (2).PNG"), "kueche-nord-2.jpg");
        assert_eq!(named("IMG_2250.JPEG"), "img_2250.jpg");
    }

    #[test]
    fn no_path_survives() {
        assert_eq!(named("../../etc/passwd"), "passwd.jpg");
        assert_eq!(named("C:\\Photos\\a.jpg"), "a.jpg");
        assert_eq!(named(".."), "picture.jpg");
    }

    #[test]
    fn a_name_is_never_empty_and_never_longer_than_a_hundred() {
        assert_eq!(named("写真.jpg"), "picture.jpg");
        assert_eq!(named(""), "picture.jpg");
        let long = FileName::from_original(&"x".repeat(300), MediaType::Jpeg);
        assert_eq!(long.as_str().len(), MAX_LEN);
        assert_eq!(
            long.with_hash(&ContentHash::of(b"a")).as_str().len(),
            MAX_LEN
        );
    }

    #[test]
    fn a_hidden_file_keeps_its_name() {
        assert_eq!(named(".hidden"), "hidden.jpg");
    }
}
