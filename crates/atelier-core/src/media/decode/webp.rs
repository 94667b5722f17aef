//! WebP through libwebp; of an animation the first frame on its canvas.
#![allow(unsafe_code)] // libwebp is a C library and has no safe binding of its decoder.

use std::mem::MaybeUninit;
use std::ptr::NonNull;

use libwebp_sys as sys;

use super::{DecodeError, Detail, Header, Scale, Source};
use crate::media::colour::Space;
use crate::media::pixels::{Channels, Pixels};

pub(super) fn header(file: &[u8]) -> Result<Header, DecodeError> {
    let features = features(file)?;
    let rgba = features.has_alpha != 0 || features.has_animation != 0;
    Ok(Header {
        channels: if rgba { Channels::Rgba } else { Channels::Rgb },
        progressive: false,
        scalable: false,
        space: chunk(file, *b"ICCP")
            .map_or(Space::Srgb, |profile| Space::Profile(profile.to_vec())),
        beside: 0,
        detail: Detail::None,
    })
}

pub(super) fn decode(source: &Source<'_>) -> Result<Pixels, DecodeError> {
    let (file, channels) = (source.file, source.header.channels);
    if source.is_moving() {
        return first_frame(source);
    }
    let (width, height) = source.stored_size();
    let stride = width as usize * channels.count();
    let mut bytes = vec![0; stride * height as usize];
    let stride = i32::try_from(stride)
        .map_err(|_| DecodeError::UnsupportedFeature("rows longer than two gigabytes"))?;
    let into = match channels {
        Channels::Rgba => sys::WebPDecodeRGBAInto,
        _ => sys::WebPDecodeRGBInto,
    };
    // SAFETY: both buffers are valid for the lengths given, and the library
    // checks that rows × stride fit in the second before it writes.
    let written = unsafe {
        into(
            file.as_ptr(),
            file.len(),
            bytes.as_mut_ptr(),
            bytes.len(),
            stride,
        )
    };
    if written.is_null() {
        return Err(why_not(file));
    }
    super::pixels(source, Scale::Full, channels, bytes)
}

/// An animation decoder that is freed when it goes.
struct Animation(NonNull<sys::WebPAnimDecoder>);

impl Drop for Animation {
    fn drop(&mut self) {
        // SAFETY: the pointer came from WebPAnimDecoderNew and is freed once.
        unsafe { sys::WebPAnimDecoderDelete(self.0.as_ptr()) };
    }
}

fn first_frame(source: &Source<'_>) -> Result<Pixels, DecodeError> {
    let file = source.file;
    let data = sys::WebPData {
        bytes: file.as_ptr(),
        size: file.len(),
    };
    let mut options = MaybeUninit::<sys::WebPAnimDecoderOptions>::uninit();
    // SAFETY: the call fills the options or returns zero; they are read only
    // if it did. `data` and `file` outlive the decoder.
    let decoder = unsafe {
        if sys::WebPAnimDecoderOptionsInit(options.as_mut_ptr()) == 0 {
            return Err(DecodeError::UnsupportedFeature("another version of WebP"));
        }
        let mut options = options.assume_init();
        options.color_mode = sys::WEBP_CSP_MODE::MODE_RGBA;
        options.use_threads = 0;
        sys::WebPAnimDecoderNew(&raw const data, &raw const options)
    };
    let decoder = Animation(NonNull::new(decoder).ok_or(DecodeError::Truncated)?);

    let mut info = sys::WebPAnimInfo::default();
    let (mut canvas, mut timestamp) = (std::ptr::null_mut::<u8>(), 0);
    // SAFETY: the decoder is alive; both calls write only through the pointers given.
    let decoded = unsafe {
        sys::WebPAnimDecoderGetInfo(decoder.0.as_ptr(), &raw mut info) != 0
            && sys::WebPAnimDecoderGetNext(decoder.0.as_ptr(), &raw mut canvas, &raw mut timestamp)
                != 0
    };
    let (width, height) = source.stored_size();
    let agreed = (info.canvas_width, info.canvas_height) == (width, height);
    if !decoded || canvas.is_null() || !agreed {
        return Err(super::damaged("its first frame cannot be decoded"));
    }
    let size = width as usize * height as usize * Channels::Rgba.count();
    // SAFETY: the canvas holds width × height × 4 bytes and lives as long as
    // the decoder; it is copied before the decoder goes.
    let bytes = unsafe { std::slice::from_raw_parts(canvas, size) }.to_vec();
    super::pixels(source, Scale::Full, Channels::Rgba, bytes)
}

fn features(file: &[u8]) -> Result<sys::WebPBitstreamFeatures, DecodeError> {
    let mut features = MaybeUninit::<sys::WebPBitstreamFeatures>::zeroed();
    // SAFETY: the buffer is valid for its length; all-zero is a valid value of
    // this struct of integers, and the call fills it.
    let (status, features) = unsafe {
        let status = sys::WebPGetFeatures(file.as_ptr(), file.len(), features.as_mut_ptr());
        (status, features.assume_init())
    };
    match status {
        sys::VP8StatusCode::VP8_STATUS_OK => Ok(features),
        sys::VP8StatusCode::VP8_STATUS_NOT_ENOUGH_DATA => Err(DecodeError::Truncated),
        _ => Err(super::damaged("its header cannot be read")),
    }
}

/// Tells a file that is cut off from one that is damaged.
fn why_not(file: &[u8]) -> DecodeError {
    let promised = file
        .get(4..8)
        .and_then(|length| length.try_into().ok())
        .map_or(usize::MAX, |length| u32::from_le_bytes(length) as usize);
    if promised.saturating_add(8) > file.len() {
        return DecodeError::Truncated;
    }
    super::damaged("its data cannot be decoded")
}

/// Finds a chunk of the file.
fn chunk(file: &[u8], name: [u8; 4]) -> Option<&[u8]> {
    let mut rest = file.get(12..)?;
    loop {
        let (found, after) = rest.split_first_chunk::<4>()?;
        let (length, after) = after.split_first_chunk::<4>()?;
        let length = u32::from_le_bytes(*length) as usize;
        if *found == name {
            return after.get(..length);
        }
        rest = after.get(length.checked_add(length % 2)?..)?;
    }
}
