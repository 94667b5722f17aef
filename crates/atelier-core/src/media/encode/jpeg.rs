//! JPEG through libjpeg-turbo.

use turbojpeg::{Compressor, Image, PixelFormat, Subsamp};

use crate::domain::preset::Effort;
use crate::media::pixels::{Channels, Pixels};

/// From this quality on colours are kept at full resolution: what is asked to
/// be that good is often a drawing with fine coloured lines.
const FULL_COLOUR_FROM: u8 = 93;

pub(super) fn encode(pixels: &Pixels, quality: u8, effort: Effort) -> Result<Vec<u8>, String> {
    let paper;
    let pixels = if pixels.channels() == Channels::Rgba {
        paper = pixels.clone().on_white();
        &paper
    } else {
        pixels
    };
    let (width, height) = (pixels.width() as usize, pixels.height() as usize);
    let image = Image {
        pixels: pixels.bytes(),
        width,
        pitch: width * PixelFormat::RGB.size(),
        height,
        format: PixelFormat::RGB,
    };
    let chroma = if quality >= FULL_COLOUR_FROM {
        Subsamp::None
    } else {
        Subsamp::Sub2x2
    };
    let encode = || {
        let mut jpeg = Compressor::new()?;
        jpeg.set_quality(i32::from(quality))?;
        jpeg.set_subsamp(chroma)?;
        jpeg.set_optimize(true)?;
        jpeg.set_progressive(effort != Effort::Fast)?;
        jpeg.compress_to_vec(image)
    };
    encode().map_err(|error: turbojpeg::Error| error.to_string())
}
