//! AVIF through libavif and libaom.
//!
//! libavif leaves quantisation matrices off; with them files are about a fifth
//! smaller at equal quality. `docs/variants.md` has what was tried.
#![allow(unsafe_code)] // libavif is a C library and has no safe binding with these options.

mod manner;

use std::ffi::{CStr, CString};
use std::ptr::NonNull;

use libavif_sys as sys;

pub(super) use manner::{Manner, Search};

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
    depth: u32,
    speed: i32,
    quality: i32,
    chroma: Chroma,
    /// Which quantisation matrix; a flatter one for better quality.
    matrix: &'static CStr,
    sharpness: &'static CStr,
}

impl Settings {
    fn of(at: At, manner: Manner) -> Self {
        let Manner { search, chroma, .. } = manner;
        let [matrix, next] = match (chroma, search, at.quality) {
            (Chroma::Quarter, Search::Quick, 0..=70) => [c"2", c"3"],
            (Chroma::Quarter, Search::Quick, 71..=80) => [c"3", c"4"],
            (Chroma::Quarter, _, 0..=84) => [c"4", c"5"],
            (Chroma::Quarter, _, _) => [c"5", c"6"],
            (Chroma::Whole, _, 0..=51) => [c"6", c"7"],
            (Chroma::Whole, _, 52..=56) => [c"7", c"8"],
            (Chroma::Whole, _, _) => [c"8", c"9"],
        };
        let sharpness = match chroma {
            Chroma::Quarter => c"7",
            Chroma::Whole => c"0",
        };
        Self {
            depth: search.depth(),
            speed: search.speed(),
            quality: i32::from(at.quality),
            chroma,
            matrix: if at.flatter { next } else { matrix },
            sharpness,
        }
    }

    fn options(&self) -> [(&'static CStr, &'static CStr); 5] {
        [
            (c"color:enable-qm", c"1"),
            (c"color:qm-min", self.matrix),
            (c"color:qm-max", self.matrix),
            (c"color:sharpness", self.sharpness),
            (c"color:dist-metric", c"qm-psnr"),
        ]
    }
}

/// What libavif is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct At {
    /// In its own numbers, 1 to 100.
    quality: u8,
    /// One matrix flatter than usual.
    flatter: bool,
}

/// How many steps of quality there are: two for each of libavif's quantisers but
/// the worst, and one for the best.
pub(super) const STEPS: u8 = 125;

/// How many steps one of libavif's own qualities is worth.
pub(super) const STEPS_A_QUALITY: f64 = 1.26;

/// Returns the position among the steps of one of libavif's own qualities.
pub(super) fn position(quality: f64) -> f64 {
    f64::from(STEPS) - STEPS_A_QUALITY * (100.0 - quality)
}

/// Returns the best of libavif's own qualities with the quantiser of a step. An
/// even step is the half one above it.
fn of_step(step: u8) -> At {
    let step = step.clamp(1, STEPS);
    // libavif's quantiser is (63 x + 50) / 100 for a quality of 100 - x.
    let quantiser = u32::from(STEPS - step).div_ceil(2);
    let distance = (quantiser * 100).saturating_sub(50).div_ceil(63);
    At {
        quality: u8::try_from(100 - distance.min(99)).unwrap_or(1),
        flatter: step.is_multiple_of(2),
    }
}

/// Returns the nominal quality that comes nearest to a step.
pub(super) fn quality_of(step: u8, manner: Manner) -> u8 {
    let wanted = of_step(step).quality;
    let near = (1..=100).min_by_key(|quality| manner.asked(*quality).abs_diff(wanted));
    near.unwrap_or(100)
}

/// Encodes a picture at a nominal quality.
pub(super) fn encode(
    pixels: &Pixels,
    gamut: Gamut,
    quality: u8,
    effort: Effort,
) -> Result<Vec<u8>, String> {
    let manner = Manner::at(pixels, effort, quality);
    let at = At {
        quality: manner.asked(quality),
        flatter: false,
    };
    write(pixels, gamut, &Settings::of(at, manner))
}

/// Encodes a picture at a step of quality, from 1 up to [`STEPS`].
pub(super) fn encode_step(
    pixels: &Pixels,
    gamut: Gamut,
    step: u8,
    manner: Manner,
) -> Result<Vec<u8>, String> {
    write(pixels, gamut, &Settings::of(of_step(step), manner))
}

fn write(pixels: &Pixels, gamut: Gamut, settings: &Settings) -> Result<Vec<u8>, String> {
    let planes = yuv::planes(pixels, settings.depth, settings.chroma);
    let image = image(&planes, pixels, gamut, settings)?;
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
fn image(
    planes: &Planes,
    pixels: &Pixels,
    gamut: Gamut,
    settings: &Settings,
) -> Result<Image, String> {
    let format = match settings.chroma {
        Chroma::Whole => sys::AVIF_PIXEL_FORMAT_YUV444,
        Chroma::Quarter => sys::AVIF_PIXEL_FORMAT_YUV420,
    };
    // SAFETY: a plain constructor; null is checked.
    let image =
        unsafe { sys::avifImageCreate(pixels.width(), pixels.height(), settings.depth, format) };
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
    fields.speed = settings.speed;
    fields.quality = settings.quality;
    fields.qualityAlpha = ALPHA_QUALITY;
    for (key, value) in settings.options() {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::testing::photo;

    #[test]
    fn the_quality_of_a_step_asks_for_its_quantiser_or_the_one_beside_it() {
        let picture = photo(64, 48);
        for effort in Effort::ALL {
            let manner = Manner::of(&picture, effort, false);
            for step in 1..=STEPS {
                let asked = manner.asked(quality_of(step, manner));

                assert!(
                    asked.abs_diff(of_step(step).quality) <= 1,
                    "{step}: {asked}"
                );
            }
        }
    }
}
