//! Variants: smaller or lighter copies of a picture, made on this machine.

use serde::{Deserialize, Serialize};

use super::asset::AssetId;
use super::content_hash::ContentHash;
use super::ids::VariantId;
use super::preset::Preset;
use super::storage_path::StoragePath;
use super::text_enum::text_enum;
use crate::clock::UnixMillis;

text_enum! {
    /// What a variant is for (`check_variant_type`).
    VariantType {
        /// For grids.
        Thumbnail = "thumbnail",
        /// For pages.
        Optimized = "optimized",
        /// For browsers without AVIF.
        Webp = "webp",
        /// For large screens.
        Avif = "avif",
    }
}

text_enum! {
    /// How a variant is encoded (`check_variant_format`).
    VariantFormat {
        /// JPEG.
        Jpeg = "jpeg",
        /// PNG.
        Png = "png",
        /// WebP.
        Webp = "webp",
        /// AVIF.
        Avif = "avif",
    }
}

text_enum! {
    /// How far a variant has come (`check_variant_status`).
    ProcessingStatus {
        /// Waits to be made.
        Pending = "pending",
        /// Is being made.
        Processing = "processing",
        /// Is made.
        Ready = "ready",
        /// Could not be made.
        Failed = "failed",
    }
}

impl VariantType {
    /// Returns the word for it in file names.
    #[must_use]
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Thumbnail => "thumb",
            other => other.as_str(),
        }
    }
}

impl VariantFormat {
    /// Returns the extension of its files, without a dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            other => other.as_str(),
        }
    }

    /// Returns its media type as HTTP writes it.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Avif => "image/avif",
        }
    }
}

/// How far a variant has come. Only a ready one has a file; only a failed one
/// has a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "status", rename_all = "camelCase")]
pub enum VariantState {
    /// Waits to be made.
    Pending,
    /// Is being made.
    Processing,
    /// Is made and lies in the library.
    Ready(VariantFile),
    /// Could not be made.
    Failed {
        /// Why, in words.
        reason: String,
    },
}

impl VariantState {
    /// Returns the word for the state in the database.
    #[must_use]
    pub fn status(&self) -> ProcessingStatus {
        match self {
            Self::Pending => ProcessingStatus::Pending,
            Self::Processing => ProcessingStatus::Processing,
            Self::Ready(_) => ProcessingStatus::Ready,
            Self::Failed { .. } => ProcessingStatus::Failed,
        }
    }
}

/// The file of a ready variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct VariantFile {
    /// SHA-256 of its bytes: its name in the library.
    pub content_hash: ContentHash,
    /// Its size in bytes.
    #[cfg_attr(feature = "specta", specta(type = f64))]
    pub bytes: u64,
    /// When it was made.
    pub processed_at: UnixMillis,
}

/// How the making of a variant turned out. It is kept as `result` beside the
/// preset in `processing_config`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// The quality that the encoder was asked for in the end.
    pub quality: u8,
    /// How it looks, in SSIMULACRA2 against the picture that the encoder was
    /// given; only where that was measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// How often it was encoded to get there.
    pub encodes: u32,
    /// It is a copy of the original, which encoding would have made larger.
    #[serde(default)]
    pub copied: bool,
}

/// One variant, as the catalogue knows it.
///
/// Its size in pixels is decided when the row is made, because it is part of
/// its path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Variant {
    /// Its identity.
    pub id: VariantId,
    /// The picture that it is made from.
    pub parent: AssetId,
    /// What it is for.
    pub variant_type: VariantType,
    /// How it is encoded.
    pub format: VariantFormat,
    /// The quality asked of the encoder, 1 to 100.
    pub quality: u8,
    /// Where its file will lie in the store.
    pub storage_path: StoragePath,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// How far it has come.
    pub state: VariantState,
    /// The preset that it is made by, as JSON, with its [`Outcome`] once it is
    /// made (`processing_config`).
    pub processing_config: String,
    /// When the row was made.
    pub created_at: UnixMillis,
}

impl Variant {
    /// Returns the share of its picture's bytes that it saves, below 0 for one
    /// that is larger than its picture. None until it is made.
    #[must_use]
    pub fn saving(&self, picture_bytes: u64) -> Option<f64> {
        let VariantState::Ready(file) = &self.state else {
            return None;
        };
        (picture_bytes > 0).then(|| 1.0 - file.bytes as f64 / picture_bytes as f64)
    }

    /// Returns the width and height of what it shows of a picture of this size
    /// as shown, in the picture's own pixels.
    #[must_use]
    pub fn part_of(&self, (width, height): (u32, u32)) -> (u32, u32) {
        if width == 0 || height == 0 {
            return (width, height);
        }
        let part = Preset::of_variant(self).fit.crop(width, height);
        (part.0.round() as u32, part.1.round() as u32)
    }

    /// Returns how its making turned out. None before, and for those made
    /// before this was kept.
    #[must_use]
    pub fn outcome(&self) -> Option<Outcome> {
        #[derive(Deserialize)]
        struct Config {
            result: Outcome,
        }
        let config: Config = serde_json::from_str(&self.processing_config).ok()?;
        matches!(self.state, VariantState::Ready(_)).then_some(config.result)
    }
}
