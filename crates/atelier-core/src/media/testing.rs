//! Pictures for the tests of this room, made on the spot.
#![allow(unsafe_code)] // libavif's decoder has no safe binding; tests look at what was encoded.

use libavif_sys as avif;

use super::encode::encode;
use super::pixels::{Channels, Pixels};
use crate::domain::preset::Effort;
use crate::domain::variant::VariantFormat;

/// Nobody calls the work off.
pub(super) fn never() -> bool {
    false
}

/// A picture with soft light, edges and a little grain. Its left is reddish
/// and its top is dark, so that turning it shows.
pub(super) fn photo(width: u32, height: u32) -> Pixels {
    let mut bytes = Vec::with_capacity(width as usize * height as usize * 3);
    let mut grain = 0x2545_F491_u32;
    for y in 0..height {
        for x in 0..width {
            grain ^= grain << 13;
            grain ^= grain >> 17;
            grain ^= grain << 5;
            let (right, down) = (x * 200 / width, y * 200 / height);
            let edge = if (x * 8 / width + y * 6 / height).is_multiple_of(2) {
                24
            } else {
                0
            };
            let light = down * 2 / 3 + edge + grain % 8;
            bytes.extend([200 - right, 90, right].map(|c| (light + c / 3).min(255) as u8));
        }
    }
    Pixels::new(width, height, Channels::Rgb, bytes).unwrap()
}

/// The same picture, see-through in its right half.
pub(super) fn cut_out(width: u32, height: u32) -> Pixels {
    let opaque = photo(width, height).map(Channels::Rgba, |[r, g, b]: [u8; 3]| [r, g, b, 255]);
    let mut bytes = opaque.bytes().to_vec();
    for (at, pixel) in bytes.as_chunks_mut::<4>().0.iter_mut().enumerate() {
        if at as u32 % width >= width / 2 {
            pixel[3] = 0;
        }
    }
    Pixels::new(width, height, Channels::Rgba, bytes).unwrap()
}

pub(super) fn jpeg(pixels: &Pixels) -> Vec<u8> {
    encode(pixels, VariantFormat::Jpeg, 90, Effort::Fast).unwrap()
}

pub(super) fn png(pixels: &Pixels) -> Vec<u8> {
    encode(pixels, VariantFormat::Png, 100, Effort::Fast).unwrap()
}

/// Puts a segment right behind the beginning of a JPEG.
pub(super) fn with_segment(jpeg: &[u8], marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xFF, marker], &length, body, &jpeg[2..]].concat()
}

/// Says in EXIF how a JPEG is turned.
pub(super) fn turned(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let exif = [
        &b"Exif\0\0MM\0\x2A\0\0\0\x08\0\x01"[..],
        &[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0],
        &[0; 4],
    ];
    with_segment(jpeg, 0xE1, &exif.concat())
}

/// Puts a colour profile into a JPEG.
pub(super) fn profiled(jpeg: &[u8], profile: &[u8]) -> Vec<u8> {
    with_segment(jpeg, 0xE2, &[b"ICC_PROFILE\0\x01\x01", profile].concat())
}

/// Returns how far two pictures of one size are apart, in steps of 255.
pub(super) fn difference(a: &Pixels, b: &Pixels) -> f64 {
    assert_eq!(
        (a.width(), a.height(), a.channels()),
        (b.width(), b.height(), b.channels())
    );
    let apart = a
        .bytes()
        .iter()
        .zip(b.bytes())
        .map(|(a, b)| u64::from(a.abs_diff(*b)));
    apart.sum::<u64>() as f64 / a.bytes().len() as f64
}

/// Returns the mean colour of a part of a picture, given in hundredths.
pub(super) fn colour_at(pixels: &Pixels, (x, y): (u32, u32)) -> [u8; 3] {
    let (x, y) = (x * pixels.width() / 100, y * pixels.height() / 100);
    let at = (y * pixels.width() + x) as usize * pixels.channels().count();
    pixels.bytes()[at..at + 3].try_into().unwrap()
}

/// Returns the primaries and the curve that an AVIF names, in H.273.
pub(super) fn code_points(file: &[u8]) -> (u16, u16) {
    // SAFETY: the library fills what it created, which is freed once.
    unsafe {
        let decoder = avif::avifDecoderCreate();
        let image = avif::avifImageCreateEmpty();
        let result = avif::avifDecoderReadMemory(decoder, image, file.as_ptr(), file.len());
        assert_eq!(result, avif::AVIF_RESULT_OK);
        let primaries = (*image).colorPrimaries as u16;
        let transfer = (*image).transferCharacteristics as u16;
        avif::avifImageDestroy(image);
        avif::avifDecoderDestroy(decoder);
        (primaries, transfer)
    }
}

/// Decodes an AVIF to RGBA and tells its depth.
pub(super) fn decode_avif(file: &[u8]) -> (Pixels, u32) {
    // SAFETY: the library fills what it created; the RGB buffer is ours, of
    // the size that the decoded picture asks for, and outlives the call.
    unsafe {
        let decoder = avif::avifDecoderCreate();
        let image = avif::avifImageCreateEmpty();
        let result = avif::avifDecoderReadMemory(decoder, image, file.as_ptr(), file.len());
        assert_eq!(result, avif::AVIF_RESULT_OK);
        let (width, height, depth) = ((*image).width, (*image).height, (*image).depth);
        let mut bytes = vec![0; width as usize * height as usize * 4];
        let mut rgb = avif::avifRGBImage::default();
        avif::avifRGBImageSetDefaults(&raw mut rgb, image);
        rgb.depth = 8;
        rgb.format = avif::AVIF_RGB_FORMAT_RGBA;
        rgb.pixels = bytes.as_mut_ptr();
        rgb.rowBytes = width * 4;
        assert_eq!(
            avif::avifImageYUVToRGB(image, &raw mut rgb),
            avif::AVIF_RESULT_OK
        );
        avif::avifImageDestroy(image);
        avif::avifDecoderDestroy(decoder);
        (
            Pixels::new(width, height, Channels::Rgba, bytes).unwrap(),
            depth,
        )
    }
}
