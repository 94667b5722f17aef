//! JPEG through libjpeg-turbo, which can decode at an eighth, a quarter or a
//! half for a fraction of the work.
//!
//! The library fills what is missing with gray and only warns. So warnings that
//! mean damage count as errors here.

mod sizes;

pub(super) use sizes::decode_at;

use std::collections::BTreeMap;

use turbojpeg::{Colorspace, Decompressor, Image, PixelFormat, ScalingFactor};

use super::{DecodeError, Detail, Header, Scale, Source, exif};
use crate::media::colour::Space;
use crate::media::inspect::MAX_SCANS;
use crate::media::pixels::{Channels, Pixels};

const START_OF_SCAN: u8 = 0xDA;

/// Warnings of the library about scans that are odd but whole.
const HARMLESS: [&str; 2] = ["extraneous bytes", "Invalid SOS parameters"];

pub(super) fn header(file: &[u8]) -> Result<Header, DecodeError> {
    let survey = Survey::of(file);
    let read = Decompressor::new()
        .and_then(|mut jpeg| jpeg.read_header(file))
        .map_err(damaged)?;
    let channels = match read.colorspace {
        Colorspace::Gray => Channels::Gray,
        Colorspace::RGB | Colorspace::YCbCr => Channels::Rgb,
        Colorspace::CMYK | Colorspace::YCCK => Channels::Cmyk,
    };
    Ok(Header {
        channels,
        progressive: read.is_progressive,
        scalable: !read.is_lossless,
        space: survey.space(),
        beside: 0,
        detail: if survey.adobe {
            Detail::InvertedInks
        } else {
            Detail::None
        },
    })
}

pub(super) fn decode(
    source: &Source<'_>,
    scale: Scale,
    memory: Vec<u8>,
) -> Result<Pixels, DecodeError> {
    let header = &source.header;
    let factor = match scale {
        Scale::Full => ScalingFactor::ONE,
        _ if !header.scalable => ScalingFactor::ONE,
        Scale::Half => ScalingFactor::ONE_HALF,
        Scale::Quarter => ScalingFactor::ONE_QUARTER,
        Scale::Eighth => ScalingFactor::ONE_EIGHTH,
    };
    let (width, height) = source.size_at(scale);
    let (width, height) = (width as usize, height as usize);
    let format = match header.channels {
        Channels::Gray => PixelFormat::GRAY,
        Channels::Cmyk => PixelFormat::CMYK,
        _ => PixelFormat::RGB,
    };
    let pitch = width * format.size();
    let mut bytes = room(memory, pitch * height);

    let mut jpeg = Decompressor::new().map_err(damaged)?;
    jpeg.set_scan_limit(MAX_SCANS).map_err(damaged)?;
    jpeg.set_scaling_factor(factor).map_err(damaged)?;
    // The library writes as many rows as it finds itself: no more, and no fewer.
    let read = jpeg
        .read_header(source.file)
        .map_err(damaged)?
        .scaled(factor);
    if (read.width, read.height) != (width, height) {
        return Err(DecodeError::Damaged("it has two sizes".to_owned()));
    }
    let image = Image {
        pixels: bytes.as_mut_slice(),
        width,
        pitch,
        height,
        format,
    };
    jpeg.decompress(source.file, image).or_else(forgive)?;
    finish(source, scale, bytes)
}

/// Takes the samples that the library wrote.
fn finish(source: &Source<'_>, scale: Scale, mut bytes: Vec<u8>) -> Result<Pixels, DecodeError> {
    let header = &source.header;
    if matches!(header.detail, Detail::InvertedInks) && header.channels == Channels::Cmyk {
        bytes.iter_mut().for_each(|ink| *ink = 255 - *ink);
    }
    super::pixels(source, scale, header.channels, bytes)
}

/// Makes room for so many samples: in this memory, if it is enough.
fn room(mut memory: Vec<u8>, samples: usize) -> Vec<u8> {
    if memory.capacity() < samples {
        // Freed before there is more.
        drop(memory);
        return vec![0; samples];
    }
    memory.resize(samples, 0);
    memory
}

/// Lets a warning pass that does not mean damage.
fn forgive(error: turbojpeg::Error) -> Result<(), DecodeError> {
    match &error {
        turbojpeg::Error::TurboJpegError(said) if HARMLESS.iter().any(|h| said.contains(h)) => {
            Ok(())
        }
        turbojpeg::Error::TurboJpegError(said) if said.contains("Premature end") => {
            Err(DecodeError::Truncated)
        }
        turbojpeg::Error::TurboJpegError(said) if said.contains("scans") => Err(
            DecodeError::UnsupportedFeature("an unreasonable number of scans"),
        ),
        _ => Err(damaged(error)),
    }
}

fn damaged(error: turbojpeg::Error) -> DecodeError {
    match error {
        turbojpeg::Error::TurboJpegError(said) => DecodeError::Damaged(said),
        other => DecodeError::Damaged(other.to_string()),
    }
}

/// What the markers say beside what inspection reads.
#[derive(Default)]
struct Survey {
    /// An Adobe marker is there: inks are inverted.
    adobe: bool,
    profile_parts: BTreeMap<u8, Vec<u8>>,
    /// The Exif block says Adobe RGB.
    adobe_rgb: bool,
}

impl Survey {
    /// Walks the segments before the first scan.
    fn of(file: &[u8]) -> Self {
        let mut survey = Self::default();
        let mut rest = file.get(2..).unwrap_or_default();
        while let Some((marker, after)) = next_marker(rest) {
            let Some((body, after)) = segment(after).filter(|_| marker != START_OF_SCAN) else {
                break;
            };
            survey.take(marker, body);
            rest = after;
        }
        survey
    }

    fn take(&mut self, marker: u8, body: &[u8]) {
        match marker {
            0xE1 => self.adobe_rgb |= exif::says_adobe_rgb(body),
            0xE2 => {
                if let Some(part) = body.strip_prefix(b"ICC_PROFILE\0")
                    && let Some((&[number, _], data)) = part.split_first_chunk()
                {
                    self.profile_parts
                        .entry(number)
                        .or_insert_with(|| data.to_vec());
                }
            }
            0xEE => self.adobe |= body.starts_with(b"Adobe"),
            _ => {}
        }
    }

    fn space(&self) -> Space {
        let profile: Vec<u8> = self.profile_parts.values().flatten().copied().collect();
        match (profile.is_empty(), self.adobe_rgb) {
            (false, _) => Space::Profile(profile),
            (true, true) => Space::AdobeRgb,
            (true, false) => Space::Srgb,
        }
    }
}

/// Finds the next marker, past the fill bytes that may stand before it.
fn next_marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let filled = bytes.iter().position(|byte| *byte != 0xFF)?;
    let (marker, after) = bytes.get(filled..)?.split_first()?;
    (filled > 0).then_some((*marker, after))
}

fn segment(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, _) = bytes.split_first_chunk::<2>()?;
    let length = usize::from(u16::from_be_bytes(*length));
    let (whole, after) = bytes.split_at_checked(length.max(2))?;
    Some((whole.get(2..)?, after))
}
