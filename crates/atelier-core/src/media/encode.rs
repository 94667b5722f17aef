//! Encode: from pixels in sRGB, or for AVIF in Display P3, to a file's bytes.
//!
//! Every encoder runs on one thread with fixed settings, so the same pixels
//! give the same bytes on every run. Nothing but the picture is written: no
//! metadata, and no profile, because sRGB needs none.

mod avif;
mod content;
mod jpeg;
mod ladder;
mod png;
mod webp;
mod yuv;

pub use ladder::{Ladder, loss};

use super::colour::Gamut;
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
    encode_in(Gamut::Srgb, pixels, format, quality, effort)
}

/// Encodes a picture in the colours of a gamut. AVIF alone says which they are;
/// for the others a picture is brought to sRGB.
///
/// # Errors
/// Says which encoder failed and why.
pub fn encode_in(
    gamut: Gamut,
    pixels: &Pixels,
    format: VariantFormat,
    quality: u8,
    effort: Effort,
) -> Result<Vec<u8>, EncodeError> {
    if gamut != Gamut::Srgb && format != VariantFormat::Avif {
        let srgb = gamut.to_srgb(pixels.clone());
        return encode(&srgb, format, quality, effort);
    }
    let quality = quality.clamp(1, 100);
    check_size(pixels, format)?;
    let encoded = match format {
        VariantFormat::Jpeg => jpeg::encode(pixels, quality, effort),
        VariantFormat::Png => png::encode(pixels, effort),
        VariantFormat::Webp => webp::encode(pixels, quality, effort),
        VariantFormat::Avif => avif::encode(pixels, gamut, quality, effort),
    };
    encoded.map_err(|reason| EncodeError::Failed { format, reason })
}

fn check_size(pixels: &Pixels, format: VariantFormat) -> Result<(), EncodeError> {
    let (width, height) = (pixels.width(), pixels.height());
    if width.max(height) > longest_side(format) {
        return Err(EncodeError::TooLarge {
            format,
            width,
            height,
        });
    }
    Ok(())
}

/// Encodes a picture for this machine's own screen: quickly, without losing
/// anything, in a format that every browser shows (PNG).
///
/// # Errors
/// Says why the encoder failed.
pub fn lossless(pixels: &Pixels) -> Result<Vec<u8>, EncodeError> {
    png::quick(pixels).map_err(|reason| EncodeError::Failed {
        format: VariantFormat::Png,
        reason,
    })
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
