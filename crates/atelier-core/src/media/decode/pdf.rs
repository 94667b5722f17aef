//! PDF: the first page, drawn on white.
//!
//! The page is taken out of its document by our own reader, which bounds what
//! everything unpacks to (`plain`). What its drawing will take is then measured
//! without drawing (`meter`), because the library that draws cannot be
//! stopped. Only then is it drawn, in as many strips as its memory asks for.

mod draw;
mod measure;
mod meter;
mod pictures;
mod plain;
mod points;

use self::plain::Plain;
use super::{DecodeError, Detail, Header, Scale, Source};
use crate::media::clean::Broken;
use crate::media::colour::Space;
use crate::media::guard::guarded;
use crate::media::pdf::{self, page};
use crate::media::pixels::{Channels, Pixels};

/// The most memory that drawing takes beside the file, in bytes.
const BESIDE: u64 = 128 << 20;

pub(super) fn header(file: &[u8]) -> Result<Header, DecodeError> {
    let document = pdf::open(file)?;
    let page = page::first(&document)?;
    Ok(Header {
        channels: Channels::Rgb,
        progressive: false,
        scalable: true,
        space: Space::Srgb,
        beside: BESIDE + file.len() as u64,
        detail: if page.has_more {
            Detail::MorePages
        } else {
            Detail::None
        },
    })
}

pub(super) fn decode(source: &Source<'_>, scale: Scale) -> Result<Pixels, DecodeError> {
    let size = source.size_at(scale);
    let plain = Plain::of(source.file)?;
    // The library believes much of a file; a lie is no crash here. What costs
    // too much ends the measuring in the same way.
    let drawn = guarded(|| draw::draw(plain, size));
    let rows = drawn.unwrap_or_else(|end| Err(measure::reason(&*end)))?;
    super::pixels(source, scale, Channels::Rgb, rows)
}

impl From<Broken> for DecodeError {
    fn from(Broken(why): Broken) -> Self {
        Self::Page(why)
    }
}
