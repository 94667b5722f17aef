//! PNG, for pictures that must not lose anything.

use png::{BitDepth, ColorType, Compression, Encoder, EncodingError};

use crate::domain::preset::Effort;
use crate::media::pixels::{Channels, Pixels};

pub(super) fn encode(pixels: &Pixels, effort: Effort) -> Result<Vec<u8>, String> {
    let compression = match effort {
        Effort::Fast => Compression::Balanced,
        Effort::Small | Effort::Smallest => Compression::High,
    };
    written(pixels, compression)
}

/// For a file that is looked at once and thrown away.
pub(super) fn quick(pixels: &Pixels) -> Result<Vec<u8>, String> {
    written(pixels, Compression::Fast)
}

fn written(pixels: &Pixels, compression: Compression) -> Result<Vec<u8>, String> {
    let mut file = Vec::new();
    write(pixels, compression, &mut file).map_err(|error| error.to_string())?;
    Ok(file)
}

fn write(
    pixels: &Pixels,
    compression: Compression,
    file: &mut Vec<u8>,
) -> Result<(), EncodingError> {
    let mut encoder = Encoder::new(file, pixels.width(), pixels.height());
    encoder.set_depth(BitDepth::Eight);
    encoder.set_color(match pixels.channels() {
        Channels::Rgba => ColorType::Rgba,
        _ => ColorType::Rgb,
    });
    encoder.set_compression(compression);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels.bytes())?;
    writer.finish()
}
