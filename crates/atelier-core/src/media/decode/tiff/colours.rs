//! What the numbers of a TIFF's samples mean.

use super::super::{DecodeError, damaged};
use crate::media::pixels::Channels;

/// The colours of a page.
pub(super) enum Colours {
    Gray,
    GrayAlpha {
        is_multiplied: bool,
    },
    Rgb,
    Rgba {
        is_multiplied: bool,
    },
    Palette(Vec<[u8; 3]>),
    Cmyk,
    /// Luma and two differences, as JPEG has them.
    Luma,
    /// Lightness, and two axes that are signed or begin at 128.
    Lab {
        is_signed: bool,
    },
}

impl Colours {
    /// Returns what the pixels will have.
    pub(super) fn channels(&self) -> Channels {
        match self {
            Self::Gray => Channels::Gray,
            Self::GrayAlpha { .. } | Self::Rgba { .. } => Channels::Rgba,
            Self::Cmyk => Channels::Cmyk,
            Self::Rgb | Self::Palette(_) | Self::Luma | Self::Lab { .. } => Channels::Rgb,
        }
    }

    /// Returns the name under which the library knows such samples: gray or
    /// RGB.
    pub(super) fn alias(&self) -> Option<u16> {
        match self {
            Self::Palette(_) => Some(1),
            Self::Lab { .. } => Some(2),
            _ => None,
        }
    }

    /// Makes pixels of samples; further ones of each pixel are left out.
    pub(super) fn pixels(&self, bytes: &[u8], samples: usize) -> Result<Vec<u8>, DecodeError> {
        let needed = match self {
            Self::Gray | Self::Palette(_) => 1,
            Self::GrayAlpha { .. } => 2,
            Self::Rgb | Self::Luma | Self::Lab { .. } => 3,
            Self::Rgba { .. } | Self::Cmyk => 4,
        };
        if samples < needed {
            return Err(damaged("it has too few samples a pixel"));
        }
        let each = bytes.chunks_exact(samples);
        Ok(each.flat_map(|pixel| self.pixel(pixel)).collect())
    }

    fn pixel(&self, samples: &[u8]) -> impl Iterator<Item = u8> + use<> {
        let pixel: [u8; 4] = match (self, samples) {
            (Self::GrayAlpha { is_multiplied }, [gray, alpha, ..]) => {
                straight([*gray, *gray, *gray, *alpha], *is_multiplied)
            }
            (Self::Rgba { is_multiplied }, [red, green, blue, alpha, ..]) => {
                straight([*red, *green, *blue, *alpha], *is_multiplied)
            }
            (Self::Palette(palette), [number, ..]) => opaque(
                palette
                    .get(usize::from(*number))
                    .copied()
                    .unwrap_or_default(),
            ),
            (Self::Luma, [luma, blue, red, ..]) => opaque(from_luma([*luma, *blue, *red])),
            (Self::Lab { is_signed }, [light, a, b, ..]) => {
                let axis = |value: u8| {
                    let value = if *is_signed { value } else { value ^ 0x80 };
                    f32::from(value.cast_signed())
                };
                opaque(from_lab(f32::from(*light) / 2.55, axis(*a), axis(*b)))
            }
            (_, [one, two, three, four, ..]) => [*one, *two, *three, *four],
            (_, [one, two, three]) => [*one, *two, *three, 255],
            (_, [one, ..]) => [*one, 0, 0, 255],
            _ => [0; 4],
        };
        pixel.into_iter().take(self.channels().count())
    }
}

fn opaque([red, green, blue]: [u8; 3]) -> [u8; 4] {
    [red, green, blue, 255]
}

/// Takes opacity out of colours that were multiplied with it.
fn straight([red, green, blue, alpha]: [u8; 4], is_multiplied: bool) -> [u8; 4] {
    if !is_multiplied || alpha == 0 {
        return [red, green, blue, alpha];
    }
    let divide = |light: u8| {
        let whole = (u32::from(light) * 255 + u32::from(alpha) / 2) / u32::from(alpha);
        whole.min(255) as u8
    };
    [divide(red), divide(green), divide(blue), alpha]
}

fn from_luma(samples: [u8; 3]) -> [u8; 3] {
    let [luma, blue, red] = samples.map(f32::from);
    let (blue, red) = (blue - 128.0, red - 128.0);
    [
        luma + 1.402 * red,
        luma - 0.344_136 * blue - 0.714_136 * red,
        luma + 1.772 * blue,
    ]
    .map(|light| light.round().clamp(0.0, 255.0) as u8)
}

/// Turns Lab under the light of print shops into sRGB.
fn from_lab(light: f32, a: f32, b: f32) -> [u8; 3] {
    let unbent = |t: f32| {
        if t > 6.0 / 29.0 {
            t.powi(3)
        } else {
            (t - 4.0 / 29.0) * 3.0 * (6.0_f32 / 29.0).powi(2)
        }
    };
    let middle = (light + 16.0) / 116.0;
    let x = 0.964_22 * unbent(middle + a / 500.0);
    let y = unbent(middle);
    let z = 0.825_21 * unbent(middle - b / 200.0);
    [
        3.133_856 * x - 1.616_867 * y - 0.490_615 * z,
        -0.978_768 * x + 1.916_142 * y + 0.033_454 * z,
        0.071_945 * x - 0.228_991 * y + 1.405_243 * z,
    ]
    .map(|light| {
        let bent = if light <= 0.003_130_8 {
            light * 12.92
        } else {
            1.055 * light.powf(1.0 / 2.4) - 0.055
        };
        (bent * 255.0).round().clamp(0.0, 255.0) as u8
    })
}
