//! What a file really is, told from its first bytes and its headers.
//!
//! Nothing is decoded here: a picture that would hurt to decode is refused by
//! its header. Names play no part; a caller that knows one can have the reason
//! told with it ([`InspectError::told_of`]).

#![warn(clippy::indexing_slicing)]

mod gif;
mod heif;
mod jpeg;
mod jpeg_extent;
mod kind;
mod orientation;
mod pdf;
mod png;
mod tiff;
mod webp;

use std::path::Path;

pub use kind::{Kind, kind_of};

use crate::domain::media_type::MediaType;

/// The most pixels a picture may have.
pub const MAX_PIXELS: u64 = 100_000_000;
/// The most pixels a side of a picture may have.
pub const MAX_SIDE: u32 = 16_384;
/// The most scans a progressive JPEG may have.
pub const MAX_SCANS: u32 = 100;

/// What the headers of a file say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inspection {
    /// What the file is.
    pub media_type: MediaType,
    /// Width and height as stored; of a PDF those of its first page as it is
    /// drawn, turned already, and none if no page can be found.
    pub size: Option<(u32, u32)>,
    /// Exif orientation, 1 to 8; 1 is upright.
    pub orientation: u8,
    /// Whether it has more than one frame.
    pub animated: bool,
}

impl Inspection {
    /// Returns width and height as people see them, orientation applied.
    #[must_use]
    pub fn displayed_size(&self) -> Option<(u32, u32)> {
        let (width, height) = self.size?;
        Some(if self.orientation >= 5 {
            (height, width)
        } else {
            (width, height)
        })
    }
}

/// Why a file cannot be taken in.
///
/// Each reason is final for these bytes: the person has to bring other ones.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("This file {}", .0.predicate())]
pub struct InspectError(pub Reason);

/// What is the matter with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// It has no bytes.
    Empty,
    /// It is something else: "a Word document".
    NotTaken(&'static str),
    /// It is what a camera's sensor saw, before it became a picture.
    CameraRaw,
    /// Nobody can say what it is.
    Unknown,
    /// It ends too soon, after so many hundredths where that can be told.
    CutShort(Option<u8>),
    /// It has more pixels than can be handled.
    TooManyPixels {
        /// Its width.
        width: u32,
        /// Its height.
        height: u32,
    },
    /// It has more scans than can be handled.
    TooManyScans(u32),
    /// Its headers contradict each other.
    Damaged(&'static str),
    /// It is of a variety that screens cannot show: "a JPEG with 12 bits …".
    Unsupported(&'static str),
    /// It opens with a password only.
    PasswordProtected,
}

impl Reason {
    /// Returns the stable name that scripts may depend on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotTaken(_) => "not_a_picture",
            Self::CameraRaw => "camera_raw",
            Self::Unknown => "unknown_type",
            Self::CutShort(_) => "cut_short",
            Self::TooManyPixels { .. } => "too_many_pixels",
            Self::TooManyScans(_) => "too_many_scans",
            Self::Damaged(_) => "damaged",
            Self::Unsupported(_) => "unsupported_variety",
            Self::PasswordProtected => "password_protected",
        }
    }

    /// Returns the sentence without its subject.
    fn predicate(&self) -> String {
        match self {
            Self::Empty => "is empty. Copy it again.".into(),
            Self::NotTaken(what) => {
                format!("is {what}; only pictures and PDF documents can be added.")
            }
            Self::CameraRaw => {
                "is a camera's raw file, not yet a picture. Export it as a TIFF or JPEG and add that."
                    .into()
            }
            Self::Unknown => "is no picture or document that can be recognised.".into(),
            Self::CutShort(Some(percent)) => {
                format!("is cut short: it ends after {percent} %. Copy it from the camera again.")
            }
            Self::CutShort(None) => "is cut short. Copy it from the camera again.".into(),
            Self::TooManyPixels { width, height } => format!(
                "measures {width} x {height} pixels; at most 100 megapixels and 16384 pixels a side \
                 can be taken. Export it smaller."
            ),
            Self::TooManyScans(scans) => format!(
                "has {scans} scans or more, where a picture has at most {MAX_SCANS}. Export it again."
            ),
            Self::Damaged(how) => format!("is damaged: {how}. Copy it from the camera again."),
            Self::Unsupported(what) => format!("is {what}. Export it as an ordinary one."),
            Self::PasswordProtected => {
                "opens with a password only. Save a copy without one and add that.".into()
            }
        }
    }
}

impl InspectError {
    /// Returns the stable name that scripts may depend on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.code()
    }

    /// Returns the reason as a sentence about the file of this name.
    #[must_use]
    pub fn told_of(&self, name: &str) -> String {
        let claims_to_be_taken = Path::new(name)
            .extension()
            .and_then(|extension| extension.to_str())
            .is_some_and(|extension| MediaType::from_extension(extension).is_some());
        match self.0 {
            Reason::NotTaken(what) if claims_to_be_taken => {
                format!("{name} is {what}, whatever its name says.")
            }
            _ => format!("{name} {}", self.0.predicate()),
        }
    }
}

impl From<Reason> for InspectError {
    fn from(reason: Reason) -> Self {
        Self(reason)
    }
}

/// What a header says of a picture, before anyone judged it.
#[derive(Debug, Clone, Copy)]
struct Facts {
    width: u32,
    height: u32,
    orientation: u8,
    animated: bool,
}

impl Facts {
    /// Refuses sizes that would hurt to decode.
    fn within_limits(self) -> Result<Self, Reason> {
        let Self { width, height, .. } = self;
        if width == 0 || height == 0 {
            return Err(Reason::Damaged("it says it has no pixels"));
        }
        let pixels = u64::from(width) * u64::from(height);
        if width > MAX_SIDE || height > MAX_SIDE || pixels > MAX_PIXELS {
            return Err(Reason::TooManyPixels { width, height });
        }
        Ok(self)
    }
}

/// Tells what a file is, or why it cannot be taken in.
///
/// # Errors
/// When the bytes are no picture or document, are cut short, or would hurt to
/// decode.
pub fn inspect(bytes: &[u8]) -> Result<Inspection, InspectError> {
    look(bytes, jpeg::facts)
}

/// Tells what the headers of a file say whose compressed picture is known to be
/// whole: the scans of a JPEG are not followed to their end once more.
///
/// # Errors
/// As [`inspect`].
pub(super) fn inspect_front(bytes: &[u8]) -> Result<Inspection, InspectError> {
    look(bytes, jpeg::front)
}

fn look(
    bytes: &[u8],
    facts_of_jpeg: impl Fn(&[u8]) -> Result<Facts, Reason>,
) -> Result<Inspection, InspectError> {
    if bytes.is_empty() {
        return Err(Reason::Empty.into());
    }
    let media_type = match kind_of(bytes) {
        Some(Kind::Taken(media_type)) => media_type,
        Some(Kind::CameraRaw) => return Err(Reason::CameraRaw.into()),
        Some(Kind::NotTaken(what)) => return Err(Reason::NotTaken(what).into()),
        None => return Err(Reason::Unknown.into()),
    };
    let facts = match media_type {
        MediaType::Jpeg => facts_of_jpeg(bytes)?,
        MediaType::Png => png::facts(bytes)?,
        MediaType::Webp => webp::facts(bytes)?,
        MediaType::Gif => gif::facts(bytes)?,
        MediaType::Tiff => tiff::facts(bytes)?,
        MediaType::Heic | MediaType::Avif => heif::facts(bytes)?,
        MediaType::Pdf => {
            pdf::check(bytes)?;
            return Ok(Inspection {
                media_type,
                size: pdf::size(bytes),
                orientation: 1,
                animated: false,
            });
        }
    };
    let facts = facts.within_limits()?;
    Ok(Inspection {
        media_type,
        size: Some((facts.width, facts.height)),
        orientation: facts.orientation,
        animated: facts.animated,
    })
}

#[cfg(test)]
mod tests;
