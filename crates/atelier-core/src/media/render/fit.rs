//! Fit: a picture that is too large a file, made to fit a limit.

use std::borrow::Cow;

use super::{Cancelled, Colours, Note, RenderError, VariantError, go_on, media_type};
use crate::domain::media_type::MediaType;
use crate::domain::preset::Effort;
use crate::domain::variant::VariantFormat;
use crate::media::clean::{self, CleanFile};
use crate::media::decode::{Scale, Source};
use crate::media::pixels::{Channels, Pixels};
use crate::media::{encode, resize};

/// The best quality tried: above it files grow and pictures do not improve.
const BEST: u8 = 95;

/// The least quality at which the size in pixels is kept.
const DECENT: u8 = 70;

/// How often a picture is made smaller before giving up. Each time aims at the
/// limit, so the second nearly always lands.
const ATTEMPTS: usize = 8;

/// A picture that was made to fit.
#[derive(Debug)]
pub struct Fitted {
    /// Its file, proved to carry no place.
    pub clean: CleanFile,
    /// Its width in pixels, as shown.
    pub width: u32,
    /// Its height in pixels, as shown.
    pub height: u32,
    /// How it is encoded: JPEG, or WebP if it is see-through.
    pub format: VariantFormat,
    /// The quality that fitted.
    pub quality: u8,
    /// What was odd about the picture.
    pub notes: Vec<Note>,
}

/// Encodes a picture again, at the best quality that fits in `max_bytes`.
///
/// Its size in pixels is kept if a decent quality fits; otherwise it is scaled
/// down until one does. It is turned and brought to sRGB, so it needs neither
/// orientation nor profile.
///
/// # Errors
/// Refuses a picture that cannot be decoded and a limit that nothing fits in.
pub fn fit(
    file: &[u8],
    media_type: MediaType,
    max_bytes: u64,
    cancelled: Cancelled<'_>,
) -> Result<Fitted, RenderError> {
    let source = Source::open(file, media_type)?;
    go_on(cancelled)?;
    let decoded = source.decode(Scale::Full)?;
    let colours = Colours::of(&source, decoded.channels());
    let full = colours.show(decoded);
    let format = match full.channels() {
        Channels::Rgba => VariantFormat::Webp,
        _ => VariantFormat::Jpeg,
    };

    let longest = f64::from(full.width().max(full.height()));
    let mut scale = (f64::from(encode::longest_side(format)) / longest).min(1.0);
    for _ in 0..ATTEMPTS {
        let picture = scaled(&full, scale)?;
        let search = Search {
            picture: &picture,
            format,
            max_bytes,
            cancelled,
        };
        match search.best()? {
            Found::Fits { file, quality } => {
                return fitted(file, &picture, format, quality, colours.notes);
            }
            Found::TooLarge { least } => {
                scale *= (max_bytes as f64 / least as f64).sqrt() * 0.95;
            }
        }
    }
    Err(RenderError::LimitTooSmall { max_bytes })
}

fn scaled(full: &Pixels, scale: f64) -> Result<Cow<'_, Pixels>, VariantError> {
    if scale >= 1.0 {
        return Ok(Cow::Borrowed(full));
    }
    let side = |full: u32| ((f64::from(full) * scale) as u32).max(1);
    let size @ (width, height) = (side(full.width()), side(full.height()));
    resize::middle(
        full,
        (f64::from(full.width()), f64::from(full.height())),
        size,
    )
    .map(Cow::Owned)
    .ok_or(VariantError::Resize { width, height })
}

fn fitted(
    file: Vec<u8>,
    picture: &Pixels,
    format: VariantFormat,
    quality: u8,
    notes: Vec<Note>,
) -> Result<Fitted, RenderError> {
    let clean = clean::attest(file, media_type(format)).map_err(VariantError::from)?;
    let (width, height) = (picture.width(), picture.height());
    Ok(Fitted {
        clean,
        width,
        height,
        format,
        quality,
        notes,
    })
}

/// The search for the best quality of one size.
struct Search<'a> {
    picture: &'a Pixels,
    format: VariantFormat,
    max_bytes: u64,
    cancelled: Cancelled<'a>,
}

enum Found {
    Fits { file: Vec<u8>, quality: u8 },
    TooLarge { least: u64 },
}

impl Search<'_> {
    fn best(&self) -> Result<Found, RenderError> {
        let file = self.encode(BEST)?;
        if self.fits(&file) {
            return Ok(Found::Fits {
                file,
                quality: BEST,
            });
        }
        let mut best = (self.encode(DECENT)?, DECENT);
        if !self.fits(&best.0) {
            return Ok(Found::TooLarge {
                least: best.0.len() as u64,
            });
        }
        let mut too_good = BEST;
        while too_good - best.1 > 1 {
            let quality = best.1 + (too_good - best.1) / 2;
            let file = self.encode(quality)?;
            if self.fits(&file) {
                best = (file, quality);
            } else {
                too_good = quality;
            }
        }
        Ok(Found::Fits {
            file: best.0,
            quality: best.1,
        })
    }

    fn encode(&self, quality: u8) -> Result<Vec<u8>, RenderError> {
        go_on(self.cancelled)?;
        let encoded = encode::encode(self.picture, self.format, quality, Effort::Fast);
        Ok(encoded.map_err(VariantError::from)?)
    }

    fn fits(&self, file: &[u8]) -> bool {
        file.len() as u64 <= self.max_bytes
    }
}
