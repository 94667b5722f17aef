//! WebP through libwebp.
#![allow(unsafe_code)] // libwebp is a C library and has no safe binding of its encoder.

use libwebp_sys as sys;

use super::content::Content;
use super::yuv::{self, Texture};
use crate::domain::preset::Effort;
use crate::media::pixels::{Channels, Pixels};

/// A picture that is freed when it goes.
struct Picture(sys::WebPPicture);

impl Drop for Picture {
    fn drop(&mut self) {
        // SAFETY: the struct was initialised by the library and is freed once.
        unsafe { sys::WebPPictureFree(&raw mut self.0) };
    }
}

/// A growing buffer of the library that is freed when it goes.
struct Writer(sys::WebPMemoryWriter);

impl Drop for Writer {
    fn drop(&mut self) {
        // SAFETY: the struct was initialised by the library and is freed once.
        unsafe { sys::WebPMemoryWriterClear(&raw mut self.0) };
    }
}

/// Pixels up to which a picture is small: a thumbnail, of which many are made at
/// once and each has few bytes.
const SMALL: u64 = 250_000;

/// How libwebp works on a picture, whatever its quality.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Manner {
    /// From 0, the quickest, to 6.
    method: i32,
    /// How strongly the edges of blocks are smoothed, to 100.
    filter: i32,
    /// How far libwebp's own quality lies below the nominal one: it scores there
    /// what libwebp's default settings score at the nominal one, in fewer bytes; or,
    /// for the quickest, two points less, which is still ten more than thumbnails of
    /// others, that are scaled worse.
    below: f32,
    /// What the picture's light is like.
    pub(super) texture: Texture,
}

impl Manner {
    /// Decides for a picture.
    pub(super) fn of(pixels: &Pixels, effort: Effort) -> Self {
        let small = u64::from(pixels.width()) * u64::from(pixels.height()) <= SMALL;
        Self::told(yuv::texture(pixels), small, effort)
    }

    fn told(texture: Texture, small: bool, effort: Effort) -> Self {
        let (method, filter, below) = match (effort, small) {
            (Effort::Fast, true) => (2, 60, 4.0),
            (_, true) => (6, 30, 0.3),
            // Where there is next to no detail, blocks cut by rules of thumb are as good as
            // those that were tried out, and what the filter smooths was none.
            (Effort::Fast, false) if Content::of(texture) == Content::Smooth => (2, 60, 6.5),
            (Effort::Fast, false) => (5, 30, 1.0),
            (_, false) => (6, 30, 1.0),
        };
        Self {
            method,
            filter,
            below,
            texture,
        }
    }

    /// Returns libwebp's own quality for a nominal one: less and less below it
    /// towards the best, where little is left to lose, and towards the worst,
    /// below which libwebp knows nothing.
    fn asked(self, quality: f32) -> f32 {
        let room = quality.min(100.0 - quality);
        quality - self.below * (room / 25.0).clamp(0.0, 1.0)
    }
}

/// How strongly libwebp gives smooth blocks more: by its own default, and for the
/// steps between two qualities, whose scores lie somewhere about theirs.
const SHADES: [i32; STRIDE as usize] = [50, 55, 45];

/// Steps from one half quality to the next.
pub(super) const STRIDE: u16 = 3;

/// How many steps of quality there are. The first is 1, the worst.
pub(super) const STEPS: u16 = 1 + STRIDE * 198;

/// Returns the nominal quality of a step, or of the one below it that has one.
pub(super) fn nominal(step: u16) -> f32 {
    f32::midpoint(f32::from((step.clamp(1, STEPS) - 1) / STRIDE + 1), 1.0)
}

/// Encodes a picture at a nominal quality, 1 to 100.
pub(super) fn encode(pixels: &Pixels, quality: u8, effort: Effort) -> Result<Vec<u8>, String> {
    let manner = Manner::of(pixels, effort);
    write(pixels, config(f32::from(quality), manner, SHADES[0])?)
}

/// Encodes a picture at a step of quality, from 1 up to [`STEPS`].
pub(super) fn encode_step(pixels: &Pixels, step: u16, manner: Manner) -> Result<Vec<u8>, String> {
    let shade = SHADES[usize::from((step.clamp(1, STEPS) - 1) % STRIDE)];
    write(pixels, config(nominal(step), manner, shade)?)
}

fn write(pixels: &Pixels, config: sys::WebPConfig) -> Result<Vec<u8>, String> {
    let mut picture = import(pixels)?;
    let mut writer = Writer(sys::WebPMemoryWriter {
        mem: std::ptr::null_mut(),
        size: 0,
        max_size: 0,
        pad: [0],
    });
    picture.0.writer = Some(sys::WebPMemoryWrite);
    picture.0.custom_ptr = (&raw mut writer.0).cast();
    // SAFETY: picture, config and writer are initialised and alive through the
    // call; the callback is the library's own and takes this writer.
    let encoded = unsafe { sys::WebPEncode(&raw const config, &raw mut picture.0) };
    if encoded == 0 || writer.0.mem.is_null() {
        return Err(format!("{:?}", picture.0.error_code));
    }
    // SAFETY: the library wrote `size` bytes at `mem`; they are copied before
    // the writer frees them.
    Ok(unsafe { std::slice::from_raw_parts(writer.0.mem, writer.0.size) }.to_vec())
}

fn config(quality: f32, manner: Manner, shade: i32) -> Result<sys::WebPConfig, String> {
    let mut config = sys::WebPConfig::new().map_err(|()| "wrong library version".to_owned())?;
    config.quality = manner.asked(quality);
    config.method = manner.method;
    config.sns_strength = shade;
    config.filter_strength = manner.filter;
    // What is smoothed by the filter's own default is detail that a score misses.
    config.filter_sharpness = 7;
    config.thread_level = 0;
    // SAFETY: the config is initialised; the call only reads it.
    let valid = unsafe { sys::WebPValidateConfig(&raw const config) };
    if valid == 0 {
        Err("settings out of range".to_owned())
    } else {
        Ok(config)
    }
}

fn import(pixels: &Pixels) -> Result<Picture, String> {
    let too_large = |_| "too large".to_owned();
    let picture = sys::WebPPicture::new().map_err(|()| "wrong library version".to_owned())?;
    let mut picture = Picture(picture);
    picture.0.width = i32::try_from(pixels.width()).map_err(too_large)?;
    picture.0.height = i32::try_from(pixels.height()).map_err(too_large)?;
    let row = pixels.width() as usize * pixels.channels().count();
    let row = i32::try_from(row).map_err(too_large)?;
    let import = match pixels.channels() {
        Channels::Rgba => sys::WebPPictureImportRGBA,
        _ => sys::WebPPictureImportRGB,
    };
    // SAFETY: `Pixels` holds exactly height rows of `row` bytes, which the
    // call only reads; it allocates the planes that `Picture` frees.
    let imported = unsafe { import(&raw mut picture.0, pixels.bytes().as_ptr(), row) };
    if imported == 0 {
        Err(format!("{:?}", picture.0.error_code))
    } else {
        Ok(picture)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A rendered room.
    const SMOOTH: Texture = Texture {
        detail: 1.0,
        light: 150.0,
        flat: 0.4,
        fineness: 0.65,
    };

    /// A photo of much the same.
    const PHOTO: Texture = Texture {
        detail: 3.0,
        flat: 0.02,
        ..SMOOTH
    };

    #[test]
    fn every_step_of_every_manner_is_a_quality_of_libwebp() {
        for effort in Effort::ALL {
            for manner in [(PHOTO, false), (SMOOTH, false), (PHOTO, true)]
                .map(|(texture, small)| Manner::told(texture, small, effort))
            {
                let asked: Vec<f32> = (1..=STEPS)
                    .step_by(STRIDE.into())
                    .map(|step| manner.asked(nominal(step)))
                    .collect();

                assert!(asked.is_sorted_by(|a, b| a < b), "{manner:?}: {asked:?}");
                assert!(
                    asked
                        .first()
                        .is_some_and(|worst| (0.0..2.0).contains(worst))
                );
                assert!(asked.last().is_some_and(|best| *best == 100.0));
            }
        }
    }

    #[test]
    fn only_what_is_smooth_or_small_is_cut_by_rules_of_thumb() {
        let method = |texture, small, effort| Manner::told(texture, small, effort).method;

        assert_eq!(method(SMOOTH, false, Effort::Fast), 2);
        assert_eq!(method(PHOTO, true, Effort::Fast), 2);
        assert_eq!(method(PHOTO, false, Effort::Fast), 5);
        assert_eq!(method(SMOOTH, false, Effort::Small), 6);
    }

    #[test]
    fn a_thumbnail_is_small_and_a_web_version_is_not() {
        let method = |width: u32, height: u32| {
            let samples = (0..width * height * 3).map(|at| (at * 7 % 251) as u8);
            let picture = Pixels::new(width, height, Channels::Rgb, samples.collect());
            Manner::of(&picture.unwrap(), Effort::Fast).method
        };

        assert_eq!(method(300, 200), 2);
        assert_eq!(method(1200, 800), 5);
    }

    #[test]
    fn a_large_picture_has_a_worst_quality() {
        let size = 1000 * 300 * 3;
        let bytes = (0..size).map(|at| (at * 7 % 251) as u8).collect();
        let picture = Pixels::new(1000, 300, Channels::Rgb, bytes).unwrap();
        for effort in [Effort::Fast, Effort::Small] {
            let manner = Manner::of(&picture, effort);
            let [worst, next] =
                [1, 1 + STRIDE].map(|step| encode_step(&picture, step, manner).unwrap());

            assert!(worst.len() <= next.len());
        }
    }
}
