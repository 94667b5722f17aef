//! GIF: the first frame, laid on its canvas.

use std::io::Cursor;

use image::codecs::gif::GifDecoder;
use image::{ImageDecoder, ImageError};

use super::{DecodeError, Detail, Header, Scale, Source};
use crate::media::colour::Space;
use crate::media::pixels::{Channels, Pixels};

pub(super) fn header(file: &[u8]) -> Result<Header, DecodeError> {
    open(file)?;
    Ok(Header {
        channels: Channels::Rgba,
        progressive: false,
        scalable: false,
        space: Space::Srgb,
        beside: 0,
        detail: Detail::None,
    })
}

pub(super) fn decode(source: &Source<'_>) -> Result<Pixels, DecodeError> {
    let decoder = open(source.file)?;
    let (width, height) = source.stored_size();
    if decoder.dimensions() != (width, height) {
        return Err(super::damaged("its screen and its first frame disagree"));
    }
    let mut rgba = vec![0; width as usize * height as usize * Channels::Rgba.count()];
    decoder.read_image(&mut rgba).map_err(damaged)?;
    super::pixels(source, Scale::Full, Channels::Rgba, rgba)
}

fn open(file: &[u8]) -> Result<GifDecoder<Cursor<&[u8]>>, DecodeError> {
    GifDecoder::new(Cursor::new(file)).map_err(damaged)
}

fn damaged(error: ImageError) -> DecodeError {
    match error {
        ImageError::IoError(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => {
            DecodeError::Truncated
        }
        other => DecodeError::Damaged(other.to_string()),
    }
}
