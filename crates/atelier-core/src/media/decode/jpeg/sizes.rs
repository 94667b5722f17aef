//! One reading of a JPEG, and its picture at several sizes: `sizes.c`.
#![allow(unsafe_code)] // libjpeg-turbo is a C library, and only in C its decoders can be joined.

use std::ffi::{c_int, c_uint};

use turbojpeg_sys as _; // links the library

use super::{finish, room};
use crate::media::decode::{Scale, Source};
use crate::media::pixels::Pixels;

/// Where the lines of one size go.
#[repr(C)]
struct Size {
    divisor: c_uint,
    width: usize,
    height: usize,
    pixels: *mut u8,
}

unsafe extern "C" {
    fn atelier_jpeg_at_sizes(
        file: *const u8,
        length: usize,
        channels: c_int,
        sizes: *const Size,
        count: c_int,
    ) -> c_int;
}

/// Decodes a picture at several scales, the largest first, as [`super::decode`]
/// would at each.
///
/// Returns the memory that it was given if anything is odd about the picture, or if
/// its scans have to be read to the last before any of it is known.
pub(in crate::media::decode) fn decode_at(
    source: &Source<'_>,
    scales: &[Scale],
    memory: Vec<u8>,
) -> Result<Vec<Pixels>, Vec<u8>> {
    let channels = source.header.channels.count();
    let size_at = |scale| {
        let (width, height) = source.size_at(scale);
        (width as usize, height as usize)
    };
    let mut memory = Some(memory);
    let rooms = scales.iter().map(|scale| {
        let (width, height) = size_at(*scale);
        room(memory.take().unwrap_or_default(), width * height * channels)
    });
    let mut rooms: Vec<Vec<u8>> = rooms.collect();
    let sizes = scales.iter().zip(&mut rooms).map(|(scale, samples)| {
        let (width, height) = size_at(*scale);
        Size {
            divisor: scale.divisor(),
            width,
            height,
            pixels: samples.as_mut_ptr(),
        }
    });
    let sizes: Vec<Size> = sizes.collect();
    // SAFETY: the file is valid for its length, `sizes` for theirs, and each has room
    // for as many samples as it says, which are held against the library's own size
    // before it writes.
    let made = unsafe {
        atelier_jpeg_at_sizes(
            source.file.as_ptr(),
            source.file.len(),
            channels as c_int,
            sizes.as_ptr(),
            sizes.len() as c_int,
        )
    };
    if made != 1 {
        return Err(rooms.into_iter().next().unwrap_or_default());
    }
    let decoded = scales.iter().zip(rooms);
    let decoded = decoded.map(|(scale, samples)| finish(source, *scale, samples));
    decoded.collect::<Result<_, _>>().map_err(|_| Vec::new())
}
