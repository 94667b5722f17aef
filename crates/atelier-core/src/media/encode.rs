//! Encode: from pixels in sRGB, or for AVIF in Display P3, to a file's bytes.
//!
//! Every encoder runs on one thread with fixed settings, so the same pixels
//! give the same bytes on every run. Nothing but the picture is written: no
//! metadata, and no profile, because sRGB needs none.

mod avif;
mod jpeg;
mod png;
mod webp;
mod yuv;

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
        VariantFormat::Avif => avif::encode(pixels, gamut, quality, effort),
    };
    encoded.map_err(|reason| EncodeError::Failed { format, reason })
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

/// What a format and an effort make of most photos, where a search for a
/// quality begins: points of a quality and the score that half of all photos
/// have with it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Typical(&'static [(f64, f64)]);

impl Typical {
    /// Returns the quality at which half of all photos have a score.
    #[must_use]
    pub fn quality_for(self, score: f64) -> f64 {
        let (at, slope) = self.near(score);
        at.0 + (score - at.1) / slope
    }

    /// Returns the score that one step of quality gains where a score is had.
    #[must_use]
    pub fn slope(self, score: f64) -> f64 {
        self.near(score).1
    }

    /// Returns the point below a score, or the first, and the slope from there.
    fn near(self, score: f64) -> ((f64, f64), f64) {
        let mut found = ((100.0, 100.0), 1.0);
        for pair in self.0.windows(2) {
            if let [from, to] = pair {
                found = (*from, (to.1 - from.1) / (to.0 - from.0));
                if score < to.1 {
                    break;
                }
            }
        }
        found
    }
}

/// Returns what was measured for a format (`docs/variants.md`).
#[must_use]
pub fn typical(format: VariantFormat, effort: Effort) -> Typical {
    Typical(match (format, effort) {
        (VariantFormat::Avif, Effort::Fast) => &[
            (45.0, 54.0),
            (57.0, 66.5),
            (68.0, 74.0),
            (79.0, 80.5),
            (88.0, 85.5),
        ],
        (VariantFormat::Avif, _) => &[
            (45.0, 55.0),
            (57.0, 67.5),
            (68.0, 74.5),
            (79.0, 80.0),
            (88.0, 84.0),
        ],
        (VariantFormat::Webp, _) => &[
            (60.0, 64.5),
            (70.0, 68.5),
            (78.0, 73.0),
            (85.0, 79.5),
            (91.0, 85.0),
        ],
        (VariantFormat::Jpeg, _) => &[(50.0, 58.0), (75.0, 70.0), (85.0, 77.0), (93.0, 85.0)],
        (VariantFormat::Png, _) => &[],
    })
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
