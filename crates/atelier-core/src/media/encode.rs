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

use super::pixels::Pixels;
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
