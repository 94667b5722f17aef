//! Decode: from a file's bytes to pixels.
//!
//! [`Source::open`] inspects the file, which refuses what would hurt, and knows
//! all that planning needs; [`Source::decode`] does the work. A file that ends too early or is damaged is refused: half a
//! picture is never passed on.

mod avif;
mod exif;
mod gif;
mod heic;
mod jpeg;
mod pdf;
mod planes;
mod png;
mod tiff;
mod webp;

use super::colour::Space;
use super::inspect::{InspectError, Inspection, inspect};
use super::orientation::Orientation;
use super::pixels::{Channels, Pixels};
use crate::domain::media_type::MediaType;

/// Why a picture cannot be decoded. None of these goes away by trying again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The file should not have come this far: its reason says what to do.
    #[error(transparent)]
    Refused(#[from] InspectError),
    /// Ask for the file again: part of it is missing.
    #[error("the file ends before the picture does")]
    Truncated,
    /// Ask for the file again: its data contradicts itself.
    #[error("the picture is damaged: {0}")]
    Damaged(String),
    /// Ask for the document in a simpler form, or for the page as a picture.
    #[error("the first page cannot be drawn: {0}")]
    Page(&'static str),
    /// Ask for the picture in a plainer form of the same format.
    #[error("the picture uses {0}, which is not supported")]
    UnsupportedFeature(&'static str),
}

/// A picture whose header was read and found bearable.
pub struct Source<'a> {
    file: &'a [u8],
    inspection: Inspection,
    size: (u32, u32),
    header: Header,
}

/// What the header of a file says.
struct Header {
    channels: Channels,
    /// Keeps all coefficients in memory while decoding.
    progressive: bool,
    /// Can be decoded smaller than it is.
    scalable: bool,
    space: Space,
    /// Memory that decoding takes beside the result, in bytes.
    beside: u64,
    detail: Detail,
}

/// What only the decoder of one format needs to know.
enum Detail {
    None,
    /// Inks are stored as the light that they leave.
    InvertedInks,
    /// Pages follow that are not shown.
    MorePages,
}

impl<'a> Source<'a> {
    /// Reads the header of a file.
    ///
    /// # Errors
    /// Refuses what no variant can be made from, before any pixel is decoded.
    pub fn open(file: &'a [u8], media_type: MediaType) -> Result<Self, DecodeError> {
        let read_header = match media_type {
            MediaType::Jpeg => jpeg::header,
            MediaType::Png => png::header,
            MediaType::Webp => webp::header,
            MediaType::Gif => gif::header,
            MediaType::Avif => avif::header,
            MediaType::Heic => heic::header,
            MediaType::Tiff => tiff::header,
            MediaType::Pdf => pdf::header,
        };
        let inspection = inspect(file)?;
        if inspection.media_type != media_type {
            return Err(damaged("it is not what it was said to be"));
        }
        let header = read_header(file)?;
        let size = inspection
            .size
            .ok_or_else(|| damaged("its size is not told"))?;
        Ok(Self {
            file,
            inspection,
            size,
            header,
        })
    }

    /// Returns the size in pixels as stored, before any turning.
    #[must_use]
    pub fn stored_size(&self) -> (u32, u32) {
        self.size
    }

    /// Returns the size in pixels as shown.
    #[must_use]
    pub fn shown_size(&self) -> (u32, u32) {
        self.orientation().turned(self.size)
    }

    /// Returns how the stored rows are turned for showing.
    #[must_use]
    pub fn orientation(&self) -> Orientation {
        Orientation::from_exif(self.inspection.orientation)
    }

    /// Returns what the file says about its colours.
    #[must_use]
    pub fn space(&self) -> &Space {
        &self.header.space
    }

    /// Tells whether the file moves; only its first frame is decoded.
    #[must_use]
    pub fn is_moving(&self) -> bool {
        self.inspection.animated
    }

    /// Tells whether pages follow the first, which alone is decoded.
    #[must_use]
    pub fn has_more_pages(&self) -> bool {
        matches!(self.header.detail, Detail::MorePages)
    }

    /// Returns the most memory that decoding at a scale will hold, in bytes.
    #[must_use]
    pub fn memory_at(&self, scale: Scale) -> u64 {
        let full = u64::from(self.size.0) * u64::from(self.size.1);
        let (width, height) = self.size_at(scale);
        let decoded = u64::from(width) * u64::from(height) * self.header.channels.count() as u64;
        // A progressive picture holds every coefficient, two bytes each.
        let planes = self.header.channels.count() as u64;
        let coefficients = if self.header.progressive {
            full * 2 * planes
        } else {
            0
        };
        // Opacity is multiplied into a copy while resizing.
        let weighted = if self.header.channels == Channels::Rgba {
            decoded
        } else {
            0
        };
        decoded + coefficients + weighted + self.header.beside
    }

    /// Returns the most memory that decoding at each of these scales, the largest
    /// first, will hold at once, in bytes: all of them where they are read together.
    #[must_use]
    pub fn memory_together(&self, scales: &[Scale]) -> u64 {
        let each = scales.iter().map(|scale| self.memory_at(*scale));
        if scales.len() < 2 || !self.is_read_once() {
            return each.max().unwrap_or(0);
        }
        // Of up to eight rows of blocks, sixteen lines high, the coefficients: two
        // bytes each.
        let channels = self.header.channels.count() as u64;
        let on_the_way = u64::from(self.size.0) * 8 * 16 * 2 * channels;
        each.sum::<u64>() + on_the_way
    }

    /// Tells whether one reading serves several sizes.
    fn is_read_once(&self) -> bool {
        self.is_quicker_smaller()
            && self.inspection.media_type == MediaType::Jpeg
            && !self.header.progressive
    }

    /// Returns the stored size after decoding at a scale.
    #[must_use]
    pub fn size_at(&self, scale: Scale) -> (u32, u32) {
        if !self.header.scalable {
            return self.size;
        }
        let divisor = scale.divisor();
        (self.size.0.div_ceil(divisor), self.size.1.div_ceil(divisor))
    }

    /// Decodes the smallest version of the picture that is in the file and that
    /// shows all of it, as stored; none if there is no version apart from the
    /// picture itself.
    #[must_use]
    pub fn decode_thumbnail(&self) -> Option<Pixels> {
        match self.inspection.media_type {
            MediaType::Heic => heic::thumbnail(self),
            _ => None,
        }
    }

    /// Tells whether decoding at a smaller scale takes less time, and not only
    /// less memory.
    #[must_use]
    pub fn is_quicker_smaller(&self) -> bool {
        let quick = matches!(self.inspection.media_type, MediaType::Jpeg | MediaType::Pdf);
        self.header.scalable && quick
    }

    /// Decodes the picture, as stored: not yet turned, in its own colours.
    ///
    /// Formats that cannot be decoded smaller ignore `scale`.
    ///
    /// # Errors
    /// Refuses what is cut off or damaged.
    pub fn decode(&self, scale: Scale) -> Result<Pixels, DecodeError> {
        self.decode_in(Vec::new(), scale)
    }

    /// Decodes the picture like [`Source::decode`], in the memory of an earlier one
    /// where the decoder can use it. All of what was in there is written over.
    ///
    /// # Errors
    /// Refuses what is cut off or damaged.
    pub fn decode_in(&self, memory: Vec<u8>, scale: Scale) -> Result<Pixels, DecodeError> {
        // Freed before others make their own.
        let can_use_it = self.inspection.media_type == MediaType::Jpeg;
        let memory = Some(memory).filter(|_| can_use_it).unwrap_or_default();
        let pixels = match self.inspection.media_type {
            MediaType::Jpeg => jpeg::decode(self, scale, memory)?,
            MediaType::Png => png::decode(self)?,
            MediaType::Webp => webp::decode(self)?,
            MediaType::Gif => gif::decode(self)?,
            MediaType::Avif => avif::decode(self, scale)?,
            MediaType::Heic => heic::decode(self, scale)?,
            MediaType::Tiff => tiff::decode(self)?,
            MediaType::Pdf => pdf::decode(self, scale)?,
        };
        Ok(pixels.without_idle_alpha())
    }

    /// Decodes the picture at the first of these scales, the largest, like
    /// [`Source::decode_in`], and from the same reading at the others too where that
    /// takes less time: then all come, and else the first alone. Each is what
    /// [`Source::decode`] makes.
    ///
    /// # Errors
    /// Refuses what is cut off or damaged.
    pub fn decode_together(
        &self,
        memory: Vec<u8>,
        scales: &[Scale],
    ) -> Result<Vec<Pixels>, DecodeError> {
        let Some(first) = scales.first() else {
            return Ok(Vec::new());
        };
        let memory = if scales.len() > 1 && self.is_read_once() {
            match jpeg::decode_at(self, scales, memory) {
                Ok(all) => return Ok(all),
                // Read for each, it says what is odd about it.
                Err(memory) => memory,
            }
        } else {
            memory
        };
        Ok(vec![self.decode_in(memory, *first)?])
    }
}

/// How much smaller than stored a picture is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scale {
    /// An eighth: the fastest there is.
    Eighth,
    /// A quarter.
    Quarter,
    /// A half.
    Half,
    /// As stored.
    Full,
}

impl Scale {
    /// Every scale, the smallest first.
    pub const ALL: [Self; 4] = [Self::Eighth, Self::Quarter, Self::Half, Self::Full];

    /// Returns what both sides are divided by.
    #[must_use]
    pub fn divisor(self) -> u32 {
        match self {
            Self::Eighth => 8,
            Self::Quarter => 4,
            Self::Half => 2,
            Self::Full => 1,
        }
    }
}

/// Cuts out what is shown of a coded picture: its size, and by how much its
/// middle lies right of and below the middle of what is coded.
fn cut_out(
    source: &Source<'_>,
    scale: Scale,
    coded: Pixels,
    off: (f64, f64),
) -> Result<Pixels, DecodeError> {
    let (width, height) = source.size_at(scale);
    if (coded.width(), coded.height()) == (width, height) {
        return Ok(coded);
    }
    let divisor = f64::from(scale.divisor());
    let corner = |coded: u32, shown: u32, off: f64| {
        let corner = (f64::from(coded) - f64::from(shown)) / 2.0 + off / divisor;
        // The cast takes what is below nought for nought.
        (corner.round() as u32).min(coded.saturating_sub(shown))
    };
    let left = corner(coded.width(), width, off.0);
    let top = corner(coded.height(), height, off.1);
    coded
        .part((left, top), (width, height))
        .ok_or_else(|| damaged("its data has another size than its header"))
}

/// Takes what a decoder wrote, if it has the size that was inspected.
fn pixels(
    source: &Source<'_>,
    scale: Scale,
    channels: Channels,
    bytes: Vec<u8>,
) -> Result<Pixels, DecodeError> {
    let (width, height) = source.size_at(scale);
    Pixels::new(width, height, channels, bytes)
        .ok_or_else(|| damaged("its data has another size than its header"))
}

fn damaged(what: &str) -> DecodeError {
    DecodeError::Damaged(what.to_owned())
}

#[cfg(test)]
mod tests;
