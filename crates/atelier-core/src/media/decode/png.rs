//! PNG in all its depths. Sixteen bits become eight: variants have no more.

use std::io::Cursor;

use png::{ColorType, DecodingError, ScaledFloat, Transformations};

use super::{DecodeError, Detail, Header, Scale, Source};
use crate::media::colour::Space;
use crate::media::pixels::{Channels, Pixels};

/// What the decoder may allocate beside the picture: profiles and text.
const LIMITS: png::Limits = png::Limits { bytes: 64 << 20 };

pub(super) fn header(file: &[u8]) -> Result<Header, DecodeError> {
    let reader = open(file)?;
    let info = reader.info();
    let (colour, _) = reader.output_color_type();
    Ok(Header {
        channels: match colour {
            ColorType::Grayscale => Channels::Gray,
            ColorType::GrayscaleAlpha | ColorType::Rgba => Channels::Rgba,
            _ => Channels::Rgb,
        },
        progressive: false,
        scalable: false,
        space: space(info),
        beside: 0,
        detail: Detail::None,
    })
}

/// Reads what the chunks say of the colours, the strongest word first.
fn space(info: &png::Info<'_>) -> Space {
    if let Some(points) = info.coding_independent_code_points {
        return Space::coded(points.color_primaries, points.transfer_function);
    }
    if let Some(profile) = &info.icc_profile {
        return Space::Profile(profile.to_vec());
    }
    if info.srgb.is_some() {
        return Space::Srgb;
    }
    let point = |(x, y): (ScaledFloat, ScaledFloat)| (x.into_value(), y.into_value());
    let primaries = info
        .chrm_chunk
        .map(|all| [all.white, all.red, all.green, all.blue].map(point));
    let gamma = info.gama_chunk.map(ScaledFloat::into_value);
    Space::measured(
        primaries,
        gamma.filter(|gamma| *gamma > 0.0).map(f32::recip),
    )
}

pub(super) fn decode(source: &Source<'_>) -> Result<Pixels, DecodeError> {
    let mut reader = open(source.file)?;
    let size = reader.output_buffer_size();
    let size = size.ok_or_else(|| super::damaged("its size cannot be right"))?;
    let mut bytes = vec![0; size];
    let frame = reader.next_frame(&mut bytes).map_err(damaged)?;
    bytes.truncate(frame.buffer_size());
    let pixels = |channels, bytes| super::pixels(source, Scale::Full, channels, bytes);
    match frame.color_type {
        ColorType::Grayscale => pixels(Channels::Gray, bytes),
        ColorType::Rgb => pixels(Channels::Rgb, bytes),
        ColorType::Rgba => pixels(Channels::Rgba, bytes),
        ColorType::GrayscaleAlpha => {
            let wide = bytes
                .as_chunks::<2>()
                .0
                .iter()
                .flat_map(|&[l, a]| [l, l, l, a])
                .collect();
            pixels(Channels::Rgba, wide)
        }
        ColorType::Indexed => Err(super::damaged("its palette is missing")),
    }
}

fn open(file: &[u8]) -> Result<png::Reader<Cursor<&[u8]>>, DecodeError> {
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(file), LIMITS);
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    decoder.read_info().map_err(damaged)
}

fn damaged(error: DecodingError) -> DecodeError {
    match error {
        DecodingError::IoError(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => {
            DecodeError::Truncated
        }
        DecodingError::LimitsExceeded => {
            DecodeError::UnsupportedFeature("more data beside the picture than is reasonable")
        }
        other => DecodeError::Damaged(other.to_string()),
    }
}
