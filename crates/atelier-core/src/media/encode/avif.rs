//! AVIF through libavif and libaom.
//!
//! libavif leaves quantisation matrices off; with them files are about a fifth
//! smaller at equal quality. `docs/variants.md` has what was tried.
#![allow(unsafe_code)] // libavif is a C library and has no safe binding with these options.

mod care;
mod manner;
mod options;
mod rung;

use std::ffi::{CStr, CString};
use std::ptr::NonNull;

use libavif_sys as sys;

pub(super) use care::Care;
pub(super) use manner::{Manner, Search};
pub(super) use rung::{nominal, position, steps, steps_a_quality, stride};

use rung::Rung;

use super::yuv::{self, Chroma, Plane, Planes};
use crate::domain::preset::Effort;
use crate::media::colour::Gamut;
use crate::media::pixels::{Channels, Pixels};

/// Opacity has hard edges and little weight.
const ALPHA_QUALITY: i32 = 90;

struct Image(NonNull<sys::avifImage>);

impl Drop for Image {
    fn drop(&mut self) {
        // SAFETY: the pointer came from avifImageCreate and is freed once.
        unsafe { sys::avifImageDestroy(self.0.as_ptr()) };
    }
}

struct Encoder(NonNull<sys::avifEncoder>);

impl Drop for Encoder {
    fn drop(&mut self) {
        // SAFETY: the pointer came from avifEncoderCreate and is freed once.
        unsafe { sys::avifEncoderDestroy(self.0.as_ptr()) };
    }
}

struct Decoder(NonNull<sys::avifDecoder>);

impl Drop for Decoder {
    fn drop(&mut self) {
        // SAFETY: the pointer came from avifDecoderCreate and is freed once.
        unsafe { sys::avifDecoderDestroy(self.0.as_ptr()) };
    }
}

struct Output(sys::avifRWData);

impl Drop for Output {
    fn drop(&mut self) {
        // SAFETY: the library allocated the data, if any; it is freed once.
        unsafe { sys::avifRWDataFree(&raw mut self.0) };
    }
}

struct Settings {
    manner: Manner,
    /// Of libavif, 1 to 100.
    quality: u8,
    matrix: CString,
}

impl Settings {
    fn of(rung: Rung, manner: Manner) -> Self {
        Self {
            manner,
            quality: rung.quality(),
            matrix: CString::new(rung.matrix.to_string()).unwrap_or_default(),
        }
    }
}

/// Encodes a picture at a nominal quality.
pub(super) fn encode(
    pixels: &Pixels,
    gamut: Gamut,
    quality: u8,
    effort: Effort,
) -> Result<Vec<u8>, String> {
    let manner = Manner::at(pixels, effort, quality);
    let rung = Rung::of_quality(manner.asked(quality), manner);
    write(pixels, gamut, &Settings::of(rung, manner))
}

/// Encodes a picture at a step of quality, from 1 up to [`steps`].
pub(super) fn encode_step(
    pixels: &Pixels,
    gamut: Gamut,
    step: u16,
    manner: Manner,
) -> Result<Vec<u8>, String> {
    write(
        pixels,
        gamut,
        &Settings::of(Rung::of_step(step, manner), manner),
    )
}

fn write(pixels: &Pixels, gamut: Gamut, settings: &Settings) -> Result<Vec<u8>, String> {
    let manner = settings.manner;
    let planes = yuv::planes(pixels, manner.depth(), manner.chroma);
    let image = image(&planes, pixels, gamut, manner)?;
    let encoder = encoder(settings)?;
    let mut output = Output(sys::avifRWData {
        data: std::ptr::null_mut(),
        size: 0,
    });
    // SAFETY: all three are initialised and alive through the call, and so are
    // the planes that the image borrows.
    let result =
        unsafe { sys::avifEncoderWrite(encoder.0.as_ptr(), image.0.as_ptr(), &raw mut output.0) };
    if result != sys::AVIF_RESULT_OK || output.0.data.is_null() {
        return Err(reason(&encoder, result));
    }
    // SAFETY: the library wrote `size` bytes at `data`; they are copied before
    // the output frees them.
    Ok(unsafe { std::slice::from_raw_parts(output.0.data, output.0.size) }.to_vec())
}

/// Describes the planes to the library, which borrows them.
fn image(planes: &Planes, pixels: &Pixels, gamut: Gamut, manner: Manner) -> Result<Image, String> {
    let format = match manner.chroma {
        Chroma::Whole => sys::AVIF_PIXEL_FORMAT_YUV444,
        Chroma::Quarter => sys::AVIF_PIXEL_FORMAT_YUV420,
    };
    // SAFETY: a plain constructor; null is checked.
    let image =
        unsafe { sys::avifImageCreate(pixels.width(), pixels.height(), manner.depth(), format) };
    let mut image = Image(NonNull::new(image).ok_or("out of memory")?);
    // SAFETY: the pointer is valid and nobody else has it.
    let fields = unsafe { image.0.as_mut() };
    fields.yuvRange = sys::AVIF_RANGE_FULL;
    let points = gamut.code_points();
    fields.colorPrimaries = points.primaries.into();
    fields.transferCharacteristics = points.transfer.into();
    fields.matrixCoefficients = sys::AVIF_MATRIX_COEFFICIENTS_BT601 as _;
    // The encoder only reads the planes: the image does not own them.
    fields.imageOwnsYUVPlanes = 0;
    fields.imageOwnsAlphaPlane = 0;
    let borrowed = [&planes.light, &planes.blue, &planes.red];
    for (at, plane) in borrowed.into_iter().enumerate() {
        fields.yuvPlanes[at] = plane.as_ptr().cast_mut();
        fields.yuvRowBytes[at] = row_bytes(plane)?;
    }
    if let Some(opacity) = &planes.opacity {
        fields.alphaPlane = opacity.as_ptr().cast_mut();
        fields.alphaRowBytes = row_bytes(opacity)?;
    }
    Ok(image)
}

fn row_bytes(plane: &Plane) -> Result<u32, String> {
    u32::try_from(plane.row_bytes()).map_err(|_| "too wide".to_owned())
}

fn encoder(settings: &Settings) -> Result<Encoder, String> {
    // SAFETY: a plain constructor; null is checked.
    let encoder = unsafe { sys::avifEncoderCreate() };
    let mut encoder = Encoder(NonNull::new(encoder).ok_or("out of memory")?);
    // SAFETY: the pointer is valid and nobody else has it.
    let fields = unsafe { encoder.0.as_mut() };
    fields.codecChoice = sys::AVIF_CODEC_CHOICE_AOM;
    fields.maxThreads = 1;
    fields.speed = settings.manner.speed();
    fields.quality = settings.quality.into();
    fields.qualityAlpha = ALPHA_QUALITY;
    for (key, value) in options::of(settings.manner, &settings.matrix) {
        // SAFETY: both are C strings that the library copies.
        let result = unsafe {
            sys::avifEncoderSetCodecSpecificOption(encoder.0.as_ptr(), key.as_ptr(), value.as_ptr())
        };
        if result != sys::AVIF_RESULT_OK {
            return Err(reason(&encoder, result));
        }
    }
    Ok(encoder)
}

/// Decodes what [`encode`] wrote, to RGB or RGBA.
pub(super) fn decode(file: &[u8]) -> Option<Pixels> {
    // SAFETY: plain constructors; null is checked, and each is freed once.
    let decoder = Decoder(NonNull::new(unsafe { sys::avifDecoderCreate() })?);
    let image = Image(NonNull::new(unsafe { sys::avifImageCreateEmpty() })?);
    let (reader, read) = (decoder.0.as_ptr(), image.0.as_ptr());
    // SAFETY: both are alive, and the file outlives the call.
    let result = unsafe {
        (*reader).codecChoice = sys::AVIF_CODEC_CHOICE_DAV1D;
        (*reader).maxThreads = 1;
        sys::avifDecoderReadMemory(reader, read, file.as_ptr(), file.len())
    };
    if result != sys::AVIF_RESULT_OK {
        return None;
    }
    // SAFETY: the library has filled the image, which nobody else has.
    let fields = unsafe { image.0.as_ref() };
    let (width, height) = (fields.width, fields.height);
    let (channels, format) = if fields.alphaPlane.is_null() {
        (Channels::Rgb, sys::AVIF_RGB_FORMAT_RGB)
    } else {
        (Channels::Rgba, sys::AVIF_RGB_FORMAT_RGBA)
    };
    let row = width.checked_mul(channels.count() as u32)?;
    let mut bytes = vec![0; row as usize * height as usize];
    let mut rgb = sys::avifRGBImage::default();
    // SAFETY: the buffer holds `height` rows of `row` bytes, as is said to the
    // library, and outlives the call.
    let result = unsafe {
        sys::avifRGBImageSetDefaults(&raw mut rgb, read);
        rgb.depth = 8;
        rgb.format = format;
        rgb.pixels = bytes.as_mut_ptr();
        rgb.rowBytes = row;
        sys::avifImageYUVToRGB(read, &raw mut rgb)
    };
    let pixels = Pixels::new(width, height, channels, bytes);
    pixels.filter(|_| result == sys::AVIF_RESULT_OK)
}

/// Returns what the library says about a failure.
fn reason(encoder: &Encoder, result: sys::avifResult) -> String {
    // SAFETY: the result's text is static, and the diagnosis is a C string
    // inside the encoder, which is alive.
    let (kind, detail) = unsafe {
        let kind = CStr::from_ptr(sys::avifResultToString(result));
        let detail = CStr::from_ptr((*encoder.0.as_ptr()).diag.error.as_ptr());
        (CString::from(kind), CString::from(detail))
    };
    format!("{} {}", kind.to_string_lossy(), detail.to_string_lossy())
        .trim_end()
        .to_owned()
}
