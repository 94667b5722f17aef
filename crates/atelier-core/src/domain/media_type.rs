//! The kinds of file Atelier takes in, and the names each goes by.
//!
//! A file is what its bytes say it is (`media::inspect`); this page only names
//! the answer. SVG, video and office documents are absent on purpose.

use serde::{Deserialize, Serialize};

/// A kind of file that may be kept and sent.
///
/// In rows and in JSON it is written as its content type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum MediaType {
    /// A JPEG picture.
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// A PNG picture, animated ones included.
    #[serde(rename = "image/png")]
    Png,
    /// A WebP picture.
    #[serde(rename = "image/webp")]
    Webp,
    /// A GIF picture.
    #[serde(rename = "image/gif")]
    Gif,
    /// A TIFF picture.
    #[serde(rename = "image/tiff")]
    Tiff,
    /// An HEIC or HEIF picture, as phones make them.
    #[serde(rename = "image/heic")]
    Heic,
    /// An AVIF picture.
    #[serde(rename = "image/avif")]
    Avif,
    /// A PDF document.
    #[serde(rename = "application/pdf")]
    Pdf,
}

impl MediaType {
    /// Every kind, in the order it is listed to people.
    pub const ALL: &'static [Self] = &[
        Self::Jpeg,
        Self::Png,
        Self::Webp,
        Self::Gif,
        Self::Tiff,
        Self::Heic,
        Self::Avif,
        Self::Pdf,
    ];

    /// Returns the content type that stores and rows use.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
            Self::Tiff => "image/tiff",
            Self::Heic => "image/heic",
            Self::Avif => "image/avif",
            Self::Pdf => "application/pdf",
        }
    }

    /// Returns the file name extension, without its dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Gif => "gif",
            Self::Tiff => "tif",
            Self::Heic => "heic",
            Self::Avif => "avif",
            Self::Pdf => "pdf",
        }
    }

    /// Returns the name people know it by, with its article: "a JPEG picture".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Jpeg => "a JPEG picture",
            Self::Png => "a PNG picture",
            Self::Webp => "a WebP picture",
            Self::Gif => "a GIF picture",
            Self::Tiff => "a TIFF picture",
            Self::Heic => "an HEIC picture",
            Self::Avif => "an AVIF picture",
            Self::Pdf => "a PDF document",
        }
    }

    /// Reads a content type, with or without parameters, in any case.
    #[must_use]
    pub fn from_content_type(text: &str) -> Option<Self> {
        let essence = text.split(';').next().unwrap_or_default().trim();
        match essence.to_ascii_lowercase().as_str() {
            "image/jpeg" | "image/jpg" | "image/pjpeg" => Some(Self::Jpeg),
            "image/png" | "image/apng" => Some(Self::Png),
            "image/webp" => Some(Self::Webp),
            "image/gif" => Some(Self::Gif),
            "image/tiff" => Some(Self::Tiff),
            "image/heic" | "image/heif" | "image/heic-sequence" | "image/heif-sequence" => {
                Some(Self::Heic)
            }
            "image/avif" => Some(Self::Avif),
            "application/pdf" => Some(Self::Pdf),
            _ => None,
        }
    }

    /// Reads a file name extension, without its dot, in any case.
    #[must_use]
    pub fn from_extension(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().as_str() {
            "jpg" | "jpeg" | "jpe" | "jfif" => Some(Self::Jpeg),
            "png" | "apng" => Some(Self::Png),
            "webp" => Some(Self::Webp),
            "gif" => Some(Self::Gif),
            "tif" | "tiff" => Some(Self::Tiff),
            "heic" | "heif" | "hif" => Some(Self::Heic),
            "avif" => Some(Self::Avif),
            "pdf" => Some(Self::Pdf),
            _ => None,
        }
    }

    /// Tells a picture from a document.
    #[must_use]
    pub const fn is_image(self) -> bool {
        !matches!(self, Self::Pdf)
    }
}

impl std::fmt::Display for MediaType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.content_type())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_again_by_its_own_names() {
        for &kind in MediaType::ALL {
            assert_eq!(
                MediaType::from_content_type(kind.content_type()),
                Some(kind)
            );
            assert_eq!(MediaType::from_extension(kind.extension()), Some(kind));
            let json = format!("\"{}\"", kind.content_type());
            assert_eq!(
                serde_json::to_string(&kind).ok().as_deref(),
                Some(json.as_str())
            );
        }
    }

    #[test]
    fn other_spellings_mean_the_same() {
        assert_eq!(
            MediaType::from_content_type("IMAGE/JPG; charset=x"),
            Some(MediaType::Jpeg)
        );
        assert_eq!(MediaType::from_extension("JPEG"), Some(MediaType::Jpeg));
        assert_eq!(MediaType::from_extension("svg"), None);
    }
}
