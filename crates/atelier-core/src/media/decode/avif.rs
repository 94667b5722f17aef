//! AVIF through libavif and dav1d: 8, 10 and 12 bits, with opacity, in one
//! piece or as a grid. Of a sequence the first picture.
//!
//! The library is given the sizes that inspection bears, one thread, and the
//! file's own bytes; it turns nothing, and neither does this.
#![allow(unsafe_code)] // libavif is a C library and has no safe binding.

use std::ffi::CStr;
use std::ptr::NonNull;

use libavif_sys as sys;

use super::planes::{self, Canvas, Coding, Colour, Matrix, Plane, Planes, Samples};
use super::{DecodeError, Detail, Header, Scale, Source, damaged};
use crate::media::colour::{CodePoints, Space, ToneDown};
use crate::media::inspect::{MAX_PIXELS, MAX_SIDE};
use crate::media::pixels::{Channels, Pixels};

/// A decoder that is freed when it goes.
struct Decoder<'a> {
    raw: NonNull<sys::avifDecoder>,
    file: std::marker::PhantomData<&'a [u8]>,
}

impl Drop for Decoder<'_> {
    fn drop(&mut self) {
        // SAFETY: the pointer came from avifDecoderCreate and is freed once.
        unsafe { sys::avifDecoderDestroy(self.raw.as_ptr()) };
    }
}

pub(super) fn header(file: &[u8]) -> Result<Header, DecodeError> {
    let decoder = Decoder::open(file)?;
    let image = decoder.image()?;
    let points = code_points(image);
    let channels = match (decoder.has_opacity(), image.yuvFormat) {
        (true, _) => Channels::Rgba,
        (false, sys::AVIF_PIXEL_FORMAT_YUV400) if tone(image).is_none() => Channels::Gray,
        (false, _) => Channels::Rgb,
    };
    let space = match (profile(image), tone(image)) {
        (Some(profile), _) => Space::Profile(profile.to_vec()),
        // Decoding itself brings it down to what a screen shows.
        (None, Some(_)) => Space::Srgb,
        (None, None) => Space::coded(points.0, points.1),
    };
    let halves = match image.yuvFormat {
        sys::AVIF_PIXEL_FORMAT_YUV444 => 6,
        sys::AVIF_PIXEL_FORMAT_YUV422 => 4,
        sys::AVIF_PIXEL_FORMAT_YUV400 => 2,
        _ => 3,
    } + if decoder.has_opacity() { 2 } else { 0 };
    let bytes = if image.depth > 8 { 2 } else { 1 };
    let pixels = u64::from(image.width) * u64::from(image.height);
    Ok(Header {
        channels,
        progressive: false,
        scalable: true,
        space,
        // The planes, and once more while the decoder filters or a grid is put
        // together.
        beside: pixels * halves * bytes,
        detail: Detail::None,
    })
}

pub(super) fn decode(source: &Source<'_>, scale: Scale) -> Result<Pixels, DecodeError> {
    let mut decoder = Decoder::open(source.file)?;
    decoder.first_picture()?;
    let image = decoder.image()?;
    let (shown, shrink) = (source.stored_size(), scale.divisor());
    if image.width < shown.0 || image.height < shown.1 {
        return Err(damaged("its picture has another size than its header"));
    }
    let channels = source.header.channels;
    let width = image.width.div_ceil(shrink);
    let height = image.height.div_ceil(shrink);
    let mut bytes = vec![0; width as usize * height as usize * channels.count()];
    let mut canvas = Canvas {
        bytes: &mut bytes,
        size: (width, height),
        channels: channels.count(),
    };
    let (coding, tone) = (coding(image)?, tone(image));
    let planes = planes_of(image, coding)?;
    planes::write_colours(&planes, shrink, tone.as_ref(), &mut canvas, (0, 0))?;
    if channels == Channels::Rgba {
        let light = plane(image, image.alphaPlane, image.alphaRowBytes, image.height);
        let opacity = Planes {
            light: light.ok_or_else(|| damaged("its opacity is missing"))?,
            colour: None,
            coding: Coding {
                // The library has brought it to full range.
                full_range: true,
                ..coding
            },
            ..planes
        };
        planes::write_opacity(&opacity, shrink, &mut canvas, (0, 0))?;
        if image.alphaPremultiplied != 0 {
            planes::unmultiply(&mut bytes);
        }
    }
    let coded = Pixels::new(width, height, channels, bytes);
    let coded = coded.ok_or_else(|| damaged("it has no pixels"))?;
    super::cut_out(source, scale, coded, off_middle(image))
}

/// Returns by how much the middle of what is shown lies right of and below the
/// middle of what is coded.
fn off_middle(image: &sys::avifImage) -> (f64, f64) {
    if image.transformFlags & sys::AVIF_TRANSFORM_CLAP as sys::avifTransformFlags == 0 {
        return (0.0, 0.0);
    }
    // The library keeps the signed tops of these fractions unsigned.
    let share = |top: u32, bottom: u32| f64::from(top.cast_signed()) / f64::from(bottom.max(1));
    let clap = &image.clap;
    (
        share(clap.horizOffN, clap.horizOffD),
        share(clap.vertOffN, clap.vertOffD),
    )
}

impl<'a> Decoder<'a> {
    /// Reads the boxes of a file.
    fn open(file: &'a [u8]) -> Result<Self, DecodeError> {
        // SAFETY: a plain constructor; null is checked.
        let raw = unsafe { sys::avifDecoderCreate() };
        let raw = NonNull::new(raw)
            .ok_or(DecodeError::UnsupportedFeature("more memory than there is"))?;
        let mut decoder = Self {
            raw,
            file: std::marker::PhantomData,
        };
        // SAFETY: the pointer is valid and nobody else has it.
        let fields = unsafe { decoder.raw.as_mut() };
        fields.codecChoice = sys::AVIF_CODEC_CHOICE_DAV1D;
        fields.maxThreads = 1;
        fields.ignoreExif = 1;
        fields.ignoreXMP = 1;
        fields.imageSizeLimit = MAX_PIXELS as u32;
        fields.imageDimensionLimit = MAX_SIDE;
        // Older writers forget properties that nothing here needs.
        fields.strictFlags = sys::AVIF_STRICT_DISABLED;
        // SAFETY: the decoder is alive, and the file outlives it by its lifetime.
        let result = unsafe {
            match sys::avifDecoderSetIOMemory(decoder.raw.as_ptr(), file.as_ptr(), file.len()) {
                sys::AVIF_RESULT_OK => sys::avifDecoderParse(decoder.raw.as_ptr()),
                failed => failed,
            }
        };
        decoder.check(result)?;
        Ok(decoder)
    }

    fn first_picture(&mut self) -> Result<(), DecodeError> {
        // SAFETY: the decoder is alive and has parsed its file.
        let result = unsafe { sys::avifDecoderNextImage(self.raw.as_ptr()) };
        self.check(result)
    }

    fn image(&self) -> Result<&sys::avifImage, DecodeError> {
        // SAFETY: after parsing the decoder owns an image as long as it lives.
        unsafe { self.raw.as_ref().image.as_ref() }
            .ok_or_else(|| damaged("it has no picture in it"))
    }

    fn has_opacity(&self) -> bool {
        // SAFETY: the decoder is alive.
        unsafe { self.raw.as_ref() }.alphaPresent != 0
    }

    fn check(&self, result: sys::avifResult) -> Result<(), DecodeError> {
        match result {
            sys::AVIF_RESULT_OK => return Ok(()),
            sys::AVIF_RESULT_TRUNCATED_DATA => return Err(DecodeError::Truncated),
            sys::AVIF_RESULT_NOT_IMPLEMENTED | sys::AVIF_RESULT_UNSUPPORTED_DEPTH => {
                return Err(DecodeError::UnsupportedFeature("a rare form of AVIF"));
            }
            _ => {}
        }
        // SAFETY: the result's text is static, and the diagnosis is a C string
        // inside the decoder, which is alive.
        let (kind, detail) = unsafe {
            (
                CStr::from_ptr(sys::avifResultToString(result)),
                CStr::from_ptr(self.raw.as_ref().diag.error.as_ptr()),
            )
        };
        let words = format!("{} {}", kind.to_string_lossy(), detail.to_string_lossy());
        Err(DecodeError::Damaged(words.trim_end().to_owned()))
    }
}

fn code_points(image: &sys::avifImage) -> (u8, u8) {
    let small = |code: u16| u8::try_from(code).unwrap_or(2);
    (
        small(image.colorPrimaries),
        small(image.transferCharacteristics),
    )
}

/// Returns how light above white is brought down, if the picture has any.
fn tone(image: &sys::avifImage) -> Option<ToneDown> {
    let (primaries, transfer) = code_points(image);
    if profile(image).is_some() {
        return None;
    }
    ToneDown::find(CodePoints {
        primaries,
        transfer,
    })
}

fn profile(image: &sys::avifImage) -> Option<&[u8]> {
    if image.icc.data.is_null() || image.icc.size == 0 {
        return None;
    }
    // SAFETY: the library holds `size` bytes at `data` as long as the image.
    Some(unsafe { std::slice::from_raw_parts(image.icc.data, image.icc.size) })
}

fn coding(image: &sys::avifImage) -> Result<Coding, DecodeError> {
    let matrix = Matrix::of_code(image.matrixCoefficients);
    Ok(Coding {
        depth: u8::try_from(image.depth).unwrap_or(8),
        full_range: image.yuvRange == sys::AVIF_RANGE_FULL,
        matrix: matrix.ok_or(DecodeError::UnsupportedFeature("a rare coding of colours"))?,
    })
}

fn planes_of(image: &sys::avifImage, coding: Coding) -> Result<Planes<'_>, DecodeError> {
    let halved = match image.yuvFormat {
        sys::AVIF_PIXEL_FORMAT_YUV420 => (true, true),
        sys::AVIF_PIXEL_FORMAT_YUV422 => (true, false),
        _ => (false, false),
    };
    let chroma_rows = if halved.1 {
        image.height.div_ceil(2)
    } else {
        image.height
    };
    let of = |at: usize, rows: u32| {
        plane(image, image.yuvPlanes[at], image.yuvRowBytes[at], rows)
            .ok_or_else(|| damaged("one of its planes is missing"))
    };
    let colour = match image.yuvFormat {
        sys::AVIF_PIXEL_FORMAT_YUV400 => None,
        _ => Some(Colour {
            blue: of(1, chroma_rows)?,
            red: of(2, chroma_rows)?,
            halved,
        }),
    };
    Ok(Planes {
        size: (image.width, image.height),
        light: of(0, image.height)?,
        colour,
        coding,
    })
}

/// Describes a plane that the library decoded. All rows have the stride's
/// bytes, the last one included.
fn plane(image: &sys::avifImage, data: *const u8, row_bytes: u32, rows: u32) -> Option<Plane<'_>> {
    if data.is_null() {
        return None;
    }
    let bytes = row_bytes as usize * rows as usize;
    // SAFETY: the library holds `rows` rows of `row_bytes` each as long as the
    // image; above 8 bits they are words, aligned as its allocator aligns.
    let (samples, stride) = unsafe {
        if image.depth > 8 {
            let words = data.cast::<u16>();
            (
                Samples::Words(std::slice::from_raw_parts(words, bytes / 2)),
                row_bytes as usize / 2,
            )
        } else {
            (
                Samples::Bytes(std::slice::from_raw_parts(data, bytes)),
                row_bytes as usize,
            )
        }
    };
    Some(Plane { samples, stride })
}
