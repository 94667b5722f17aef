//! The judge of the benchmarks: scores what any encoder made of a photo.
//!
//! Reads lines of `PHOTO<TAB>FILE<TAB>cover|within` and writes `FILE<TAB>BYTES<TAB>SCORE`
//! for each. The score is SSIMULACRA2 against the photo itself: decoded at
//! its full size, turned, brought to sRGB and scaled by Lanczos3 in floating
//! point to the size that the file has. All encoders are held against that.
//!
//! `judge reference` reads `PHOTO<TAB>FILE<TAB>WIDTH<TAB>HEIGHT` instead and
//! writes the photo within that box as a PNG, so that encoders can be compared
//! without their resizing.
#![allow(unsafe_code)] // libavif's decoder has no safe binding.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::expect_used)]

use std::io::BufRead as _;
use std::path::Path;

use atelier_core::domain::preset::Fit;
use atelier_core::media::colour::ToScreen;
use atelier_core::media::decode::{Scale, Source};
use atelier_core::media::inspect::inspect;
use atelier_core::media::pixels::{Channels, Pixels};
use fast_image_resize as fir;
use fast_ssim2::{PixelDescriptor, PixelSlice, Ssimulacra2Reference};
use libavif_sys as avif;

fn main() {
    let references = std::env::args().nth(1).as_deref() == Some("reference");
    let mut photo = Photo::default();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("lines of text");
        let fields: Vec<&str> = line.split('\t').collect();
        let outcome = match *fields.as_slice() {
            [from, to, width, height] if references => photo.reference(from, to, width, height),
            [from, made, fit] if !references => photo.judge(from, made, fit == "cover"),
            _ => Err("a line has other fields than it should".to_owned()),
        };
        match outcome {
            Ok(said) => println!("{said}"),
            Err(reason) => {
                eprintln!("judge: {line}: {reason}");
                std::process::exit(1);
            }
        }
    }
}

type Said = Result<String, String>;

/// The photo that was asked for last, and what it looks like at one size.
#[derive(Default)]
struct Photo {
    path: String,
    full: Option<Float>,
    scaled: Option<((u32, u32, bool), Ssimulacra2Reference)>,
}

impl Photo {
    fn open(&mut self, path: &str) -> Result<&Float, String> {
        if self.path != path || self.full.is_none() {
            let shown = shown(Path::new(path))?;
            self.scaled = None;
            path.clone_into(&mut self.path);
            self.full = Some(Float::of(&shown));
        }
        self.full.as_ref().ok_or_else(|| "no photo".to_owned())
    }

    fn judge(&mut self, path: &str, made: &str, cover: bool) -> Said {
        let file = std::fs::read(made).map_err(said)?;
        let seen = decoded(&file)?;
        let wanted = (seen.width(), seen.height(), cover);
        self.open(path)?;
        let reference = match self.scaled.take() {
            Some((size, reference)) if size == wanted => reference,
            _ => {
                let scaled = self
                    .open(path)?
                    .scaled(seen.width(), seen.height(), cover)?;
                Ssimulacra2Reference::new(&slice(&scaled)?).map_err(said)?
            }
        };
        let score = reference.compare(&slice(&seen)?).map_err(said)?;
        self.scaled = Some((wanted, reference));
        Ok(format!("{made}\t{}\t{score:.3}", file.len()))
    }

    fn reference(&mut self, path: &str, to: &str, width: &str, height: &str) -> Said {
        let side = |text: &str| text.parse::<u32>().map_err(said);
        let fit = Fit::within(side(width)?, side(height)?);
        let full = self.open(path)?;
        let (width, height) = fit.target_size(full.width, full.height);
        let scaled = full.scaled(width, height, false)?;
        image::save_buffer(to, scaled.bytes(), width, height, image::ColorType::Rgb8)
            .map_err(said)?;
        Ok(format!("{to}\t{width}\t{height}"))
    }
}

/// A picture in floating point, as its samples are written: not linear light.
struct Float {
    width: u32,
    height: u32,
    samples: Vec<u8>,
}

impl Float {
    fn of(pixels: &Pixels) -> Self {
        let floats = pixels.bytes().iter().map(|sample| f32::from(*sample));
        Self {
            width: pixels.width(),
            height: pixels.height(),
            samples: floats.flat_map(f32::to_ne_bytes).collect(),
        }
    }

    fn scaled(&self, width: u32, height: u32, cover: bool) -> Result<Pixels, String> {
        let kind = fir::PixelType::F32x3;
        let from = fir::images::ImageRef::new(self.width, self.height, &self.samples, kind);
        let from = from.map_err(said)?;
        let mut to = fir::images::Image::new(width, height, kind);
        let mut options = fir::ResizeOptions::new()
            .resize_alg(fir::ResizeAlg::Convolution(fir::FilterType::Lanczos3));
        if cover {
            let (w, h) = Fit::cover(width, height).crop(self.width, self.height);
            let (left, top) = (f64::from(self.width) - w, f64::from(self.height) - h);
            options = options.crop(left / 2.0, top / 2.0, w, h);
        }
        fir::Resizer::new()
            .resize(&from, &mut to, &options)
            .map_err(said)?;
        let (samples, _) = to.buffer().as_chunks::<4>();
        let bytes = samples
            .iter()
            .map(|sample| f32::from_ne_bytes(*sample).round().clamp(0.0, 255.0) as u8);
        let pixels = Pixels::new(width, height, Channels::Rgb, bytes.collect());
        pixels.ok_or_else(|| "an empty size".to_owned())
    }
}

/// Decodes a photo as it is shown: upright, in sRGB.
fn shown(path: &Path) -> Result<Pixels, String> {
    let file = std::fs::read(path).map_err(said)?;
    let media_type = inspect(&file).map_err(said)?.media_type;
    let source = Source::open(&file, media_type).map_err(said)?;
    let pixels = source.decode(Scale::Full).map_err(said)?;
    let to_srgb = ToScreen::find(pixels.channels(), source.space());
    Ok(to_srgb.apply(source.orientation().apply(pixels)).on_white())
}

/// Decodes what an encoder made.
fn decoded(file: &[u8]) -> Result<Pixels, String> {
    if file.get(4..12) == Some(b"ftypavif") {
        return decoded_avif(file);
    }
    let decoded = image::load_from_memory(file).map_err(said)?.to_rgb8();
    let (width, height) = decoded.dimensions();
    let pixels = Pixels::new(width, height, Channels::Rgb, decoded.into_raw());
    pixels.ok_or_else(|| "an empty picture".to_owned())
}

fn decoded_avif(file: &[u8]) -> Result<Pixels, String> {
    // SAFETY: the library fills what it created, and frees it once; the RGB
    // buffer is ours, of the decoded picture's size, and outlives the call.
    unsafe {
        let decoder = avif::avifDecoderCreate();
        let image = avif::avifImageCreateEmpty();
        let mut result = avif::avifDecoderReadMemory(decoder, image, file.as_ptr(), file.len());
        let (width, height) = ((*image).width, (*image).height);
        let mut bytes = vec![0; width as usize * height as usize * 3];
        if result == avif::AVIF_RESULT_OK {
            let mut rgb = avif::avifRGBImage::default();
            avif::avifRGBImageSetDefaults(&raw mut rgb, image);
            rgb.depth = 8;
            rgb.format = avif::AVIF_RGB_FORMAT_RGB;
            rgb.ignoreAlpha = 1;
            rgb.pixels = bytes.as_mut_ptr();
            rgb.rowBytes = width * 3;
            result = avif::avifImageYUVToRGB(image, &raw mut rgb);
        }
        avif::avifImageDestroy(image);
        avif::avifDecoderDestroy(decoder);
        let whole = result == avif::AVIF_RESULT_OK;
        let pixels = Pixels::new(width, height, Channels::Rgb, bytes).filter(|_| whole);
        pixels.ok_or_else(|| format!("libavif says {result}"))
    }
}

fn slice(pixels: &Pixels) -> Result<PixelSlice<'_>, String> {
    let (width, height) = (pixels.width(), pixels.height());
    let row = width as usize * 3;
    PixelSlice::new(
        pixels.bytes(),
        width,
        height,
        row,
        PixelDescriptor::RGB8_SRGB,
    )
    .map_err(said)
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}
