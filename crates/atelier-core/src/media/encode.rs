//! Encode: from pixels in sRGB to a file's bytes.
//!
//! Every encoder runs on one thread with fixed settings, so the same pixels
//! give the same bytes on every run. Nothing but the picture is written: no
//! metadata, and no profile, because sRGB needs none.

mod avif;
mod jpeg;
mod png;
mod webp;
mod yuv;

use super::decode::{Scale, Source};
use super::pixels::Pixels;
use crate::domain::media_type::MediaType;
use crate::domain::preset::Effort;
use crate::domain::variant::VariantFormat;

/// Why a picture cannot be encoded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// Choose a smaller size or another format.
    #[error("{width} × {height} pixels are more than a {format} file can hold")]
    TooLarge {
        /// The format that was asked for.
        format: VariantFormat,
        /// The width asked for.
        width: u32,
        /// The height asked for.
        height: u32,
    },
    /// Try again when memory is free; otherwise the encoder has a fault.
    #[error("the {format} encoder failed: {reason}")]
    Failed {
        /// The format that was asked for.
        format: VariantFormat,
        /// What the encoder said.
        reason: String,
    },
}

/// Encodes a picture whose samples are sRGB (RGB or RGBA).
///
/// # Errors
/// Says which encoder failed and why.
pub fn encode(
    pixels: &Pixels,
    format: VariantFormat,
    quality: u8,
    effort: Effort,
) -> Result<Vec<u8>, EncodeError> {
    let quality = quality.clamp(1, 100);
    let (width, height) = (pixels.width(), pixels.height());
    if width.max(height) > longest_side(format) {
        return Err(EncodeError::TooLarge {
            format,
            width,
            height,
        });
    }
    let encoded = match format {
        VariantFormat::Jpeg => jpeg::encode(pixels, quality, effort),
        VariantFormat::Png => png::encode(pixels, effort),
        VariantFormat::Webp => webp::encode(pixels, quality, effort),
        VariantFormat::Avif => avif::encode(pixels, quality, effort),
    };
    encoded.map_err(|reason| EncodeError::Failed { format, reason })
}

/// Decodes what [`encode`] wrote. None when it cannot be decoded.
#[must_use]
pub fn look_at(file: &[u8], format: VariantFormat) -> Option<Pixels> {
    let media_type = match format {
        VariantFormat::Avif => return avif::decode(file),
        VariantFormat::Jpeg => MediaType::Jpeg,
        VariantFormat::Png => MediaType::Png,
        VariantFormat::Webp => MediaType::Webp,
    };
    let source = Source::open(file, media_type).ok()?;
    source.decode(Scale::Full).ok()
}

/// What a format and an effort make of most photos, where a search for a
/// quality begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Typical {
    /// A quality, and the score that half of all photos reach with it.
    pub at: (f64, f64),
    /// The score that one step of quality gains there.
    pub slope: f64,
}

impl Typical {
    /// Returns the quality at which half of all photos reach a score.
    #[must_use]
    pub fn quality_for(self, score: f64) -> f64 {
        self.at.0 + (score - self.at.1) / self.slope
    }
}

/// Returns what was measured for a format (`docs/variants.md`).
#[must_use]
pub fn typical(format: VariantFormat, effort: Effort) -> Typical {
    let (at, slope) = match (format, effort) {
        (VariantFormat::Avif, Effort::Fast) => ((68.0, 70.0), 0.75),
        (VariantFormat::Avif, _) => ((67.0, 70.0), 0.75),
        (VariantFormat::Webp, _) => ((76.0, 70.0), 0.75),
        (VariantFormat::Jpeg, _) => ((75.0, 70.0), 0.75),
        (VariantFormat::Png, _) => ((100.0, 100.0), 1.0),
    };
    Typical { at, slope }
}

/// Tells whether two qualities are one to a format's encoder.
#[must_use]
pub fn is_same(format: VariantFormat, a: u8, b: u8) -> bool {
    match format {
        VariantFormat::Avif => avif::level(a) == avif::level(b),
        VariantFormat::Png => true,
        VariantFormat::Webp | VariantFormat::Jpeg => a == b,
    }
}

/// Returns the longest side that a format can hold.
#[must_use]
pub fn longest_side(format: VariantFormat) -> u32 {
    match format {
        VariantFormat::Jpeg => 65_500,
        VariantFormat::Webp => 16_383,
        VariantFormat::Avif => 65_536,
        VariantFormat::Png => i32::MAX as u32,
    }
}

/// Returns the most memory that encoding so many pixels takes, in bytes, as
/// measured: the encoder's planes, its search and what it takes for any picture.
#[must_use]
pub fn memory(format: VariantFormat, pixels: u64) -> u64 {
    match format {
        VariantFormat::Jpeg => pixels * 6,
        VariantFormat::Png => pixels * 10,
        VariantFormat::Webp => pixels * 12,
        VariantFormat::Avif => (48 << 20) + pixels * 32,
    }
}

#[cfg(test)]
mod tests;
