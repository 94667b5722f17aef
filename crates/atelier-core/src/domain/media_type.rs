//! The kinds of file that Atelier takes.

use serde::{Deserialize, Serialize};

/// A kind of file, told by its content and never by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum MediaType {
    /// JPEG (ITU-T T.81).
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// PNG, animated or not.
    #[serde(rename = "image/png")]
    Png,
    /// WebP (RFC 9649).
    #[serde(rename = "image/webp")]
    Webp,
    /// GIF 87a and 89a.
    #[serde(rename = "image/gif")]
    Gif,
    /// TIFF 6.0 and BigTIFF.
    #[serde(rename = "image/tiff")]
    Tiff,
    /// HEIC and HEIF.
    #[serde(rename = "image/heic")]
    Heic,
    /// AVIF.
    #[serde(rename = "image/avif")]
    Avif,
    /// PDF.
    #[serde(rename = "application/pdf")]
    Pdf,
}

impl MediaType {
    /// Every kind.
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

    /// Returns the media type as HTTP writes it.
    #[must_use]
    pub fn content_type(self) -> &'static str {
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

    /// Reads a media type as HTTP writes it.
    #[must_use]
    pub fn from_content_type(text: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.content_type() == text)
    }

    /// Returns the usual extension of such files, without a dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
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

    /// Returns whether it is a picture.
    #[must_use]
    pub fn is_image(self) -> bool {
        self != Self::Pdf
    }
}
