//! AVIF through libavif and libaom.
//!
//! libavif leaves quantisation matrices off; with them files are about a fifth
//! smaller at equal quality. In libaom 3.11 they work with ten bits only at
//! the fastest speed, so the slower ones use eight. Four pixels share a colour
//! unless the picture would lose by it. `docs/variants.md` has what was tried.
#![allow(unsafe_code)] // libavif is a C library and has no safe binding with these options.

use std::ffi::{CStr, CString};
use std::ptr::NonNull;

use libavif_sys as sys;

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

/// Pictures whose neighbouring colours differ by more keep the colour of each
/// pixel. With one for four, no quality brings such a picture to a score of 75.
const MUCH_DETAIL: f64 = 6.5;

/// The same where every loss shows.
const SOME_DETAIL: f64 = 3.5;

/// The nominal quality from which little is forgiven.
const NEARLY_PERFECT: u8 = 85;

/// The nominal quality at which other programs' AVIF is compared, and what
/// libavif is asked for there, by colour: with our matrices and without
/// subsampling the same number would score far better than theirs.
const COMPARED: i32 = 64;

/// Returns what libavif is asked for instead of a nominal quality: nothing less
/// at either end, most at [`COMPARED`].
fn asked(quality: u8, chroma: Chroma) -> u8 {
    let at = match chroma {
        Chroma::Quarter => 62,
        Chroma::Whole => 46,
    };
    let quality = i32::from(quality);
    let asked = if quality <= COMPARED {
        (quality * at + COMPARED / 2) / COMPARED
    } else {
        let (rest, of) = (100 - quality, 100 - COMPARED);
        100 - (rest * (100 - at) + of / 2) / of
    };
    u8::try_from(asked.clamp(1, 100)).unwrap_or(1)
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
    fn of(at: At, effort: Effort, chroma: Chroma) -> Self {
        let (depth, speed) = match (effort, chroma) {
            (Effort::Fast, Chroma::Quarter) => (10, 9),
            // Colour of each pixel is worth another speed: an eighth of the bytes.
            (Effort::Fast, Chroma::Whole) | (Effort::Small, _) => (8, 8),
            (Effort::Smallest, _) => (8, 6),
        };
        let [matrix, next] = match (chroma, at.quality) {
            (Chroma::Quarter, 0..=70) => [c"2", c"3"],
            (Chroma::Quarter, 71..=80) => [c"3", c"4"],
            (Chroma::Quarter, 81..=84) => [c"4", c"5"],
            (Chroma::Quarter, _) => [c"5", c"6"],
            (Chroma::Whole, 0..=51) => [c"6", c"7"],
            (Chroma::Whole, 52..=56) => [c"7", c"8"],
            (Chroma::Whole, _) => [c"8", c"9"],
        };
        let sharpness = match chroma {
            Chroma::Quarter => c"7",
            Chroma::Whole => c"0",
        };
        Self {
            depth,
            speed,
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
pub(super) fn quality_of(step: u8, chroma: Chroma) -> u8 {
    let wanted = of_step(step).quality;
    let near = (1..=100).min_by_key(|quality| asked(*quality, chroma).abs_diff(wanted));
    near.unwrap_or(100)
}

/// Encodes a picture at a nominal quality.
pub(super) fn encode(
    pixels: &Pixels,
    gamut: Gamut,
    quality: u8,
    effort: Effort,
) -> Result<Vec<u8>, String> {
    let chroma = chroma_for(pixels, quality >= NEARLY_PERFECT);
    let at = At {
        quality: asked(quality, chroma),
        flatter: false,
    };
    write(pixels, gamut, &Settings::of(at, effort, chroma))
}

/// Encodes a picture at a step of quality, from 1 up to [`STEPS`].
pub(super) fn encode_step(
    pixels: &Pixels,
    gamut: Gamut,
    step: u8,
    (effort, chroma): (Effort, Chroma),
) -> Result<Vec<u8>, String> {
    write(pixels, gamut, &Settings::of(of_step(step), effort, chroma))
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

/// Tells how much of a picture's colour is worth its bytes, where it shall be
/// nearly perfect or not.
pub(super) fn chroma_for(pixels: &Pixels, nearly_perfect: bool) -> Chroma {
    let bearable = if nearly_perfect {
        SOME_DETAIL
    } else {
        MUCH_DETAIL
    };
    if yuv::colour_detail(pixels) > bearable {
        Chroma::Whole
    } else {
        Chroma::Quarter
    }
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

    #[test]
    fn what_libavif_is_asked_for_climbs_with_the_quality_and_ends_where_it_does() {
        for chroma in [Chroma::Quarter, Chroma::Whole] {
            let all: Vec<u8> = (1..=100).map(|quality| asked(quality, chroma)).collect();

            assert!(all.is_sorted(), "{all:?}");
            assert_eq!((all.first(), all.last()), (Some(&1), Some(&100)));
            assert!((1..=100).all(|quality| asked(quality, chroma) <= quality));
        }
    }

    #[test]
    fn the_quality_of_a_step_asks_for_its_quantiser_or_the_one_beside_it() {
        for chroma in [Chroma::Quarter, Chroma::Whole] {
            for step in 1..=STEPS {
                let asked = asked(quality_of(step, chroma), chroma);

                assert!(
                    asked.abs_diff(of_step(step).quality) <= 1,
                    "{step}: {asked}"
                );
            }
        }
    }
}
