//! Score: how much of a picture an encoder kept, in SSIMULACRA2.
//!
//! The picture that was given to the encoder is held against what its file
//! shows when decoded, both in sRGB with eight bits (wide colours are brought to
//! it, in both alike), what is see-through on white paper. 100 is no difference, 90 none that one finds side by side, 70
//! good, 50 visibly compressed.

use fast_ssim2::{
    PixelDescriptor, PixelSlice, Ssimulacra2Config, Ssimulacra2Reference, StripConfig,
};

use super::colour::Gamut;
use super::encode;
use super::pixels::{Channels, Pixels};
use crate::domain::variant::VariantFormat;

/// Rows that are compared at a time: all of a screen's picture, and of a larger
/// one as many as keep the memory in bounds.
const ROWS: usize = 512;

/// A picture that others are held against. Preparing it costs as much as one
/// comparison.
pub struct Reference {
    prepared: Ssimulacra2Reference,
    gamut: Gamut,
}

impl Reference {
    /// Prepares a picture in the colours of a gamut. None when it cannot be
    /// compared.
    #[must_use]
    pub fn of(pixels: &Pixels, gamut: Gamut) -> Option<Self> {
        let flat = flat(gamut.to_srgb(pixels.clone()));
        let prepared = Ssimulacra2Reference::new(&view(&flat)?).ok()?;
        Some(Self { prepared, gamut })
    }

    /// Scores what our encoder wrote, to a hundredth: no eye sees less. None when
    /// it cannot be decoded or has another size.
    #[must_use]
    pub fn score(&self, file: &[u8], format: VariantFormat) -> Option<f64> {
        let shown = flat(self.gamut.to_srgb(encode::look_at(file, format)?));
        let strips = StripConfig::new(ROWS);
        let config = Ssimulacra2Config::default().with_strip(strips);
        let compared = self.prepared.compare_with_config(&view(&shown)?, &config);
        compared.ok().map(|score| (score * 100.0).round() / 100.0)
    }
}

/// Returns the most memory that comparing so many pixels takes, in bytes, as
/// measured.
#[must_use]
pub fn memory(pixels: u64) -> u64 {
    pixels * 120
}

fn flat(pixels: Pixels) -> Pixels {
    match pixels.channels() {
        Channels::Gray => pixels.map(Channels::Rgb, |[light]: [u8; 1]| [light; 3]),
        _ => pixels.on_white(),
    }
}

fn view(pixels: &Pixels) -> Option<PixelSlice<'_>> {
    let (width, height) = (pixels.width(), pixels.height());
    let row = width as usize * pixels.channels().count();
    PixelSlice::new(
        pixels.bytes(),
        width,
        height,
        row,
        PixelDescriptor::RGB8_SRGB,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::preset::Effort;
    use crate::media::encode::encode;
    use crate::media::testing::{cut_out, photo};

    #[test]
    fn a_picture_is_its_own_perfect_copy() {
        let picture = photo(160, 120);
        let png = encode(&picture, VariantFormat::Png, 100, Effort::Fast).unwrap();

        let score = Reference::of(&picture, Gamut::Srgb)
            .unwrap()
            .score(&png, VariantFormat::Png);

        assert_eq!(score, Some(100.0));
    }

    #[test]
    fn better_quality_scores_better_in_every_format() {
        let picture = photo(320, 240);
        let reference = Reference::of(&picture, Gamut::Srgb).unwrap();
        for format in [
            VariantFormat::Webp,
            VariantFormat::Avif,
            VariantFormat::Jpeg,
        ] {
            let score = |quality| {
                let file = encode(&picture, format, quality, Effort::Fast).unwrap();
                reference.score(&file, format).unwrap()
            };

            assert!(
                score(40) + 3.0 < score(90),
                "{format}: {} {}",
                score(40),
                score(90)
            );
        }
    }

    #[test]
    fn what_cannot_be_seen_does_not_count() {
        let picture = cut_out(160, 120);
        let webp = encode(&picture, VariantFormat::Webp, 90, Effort::Fast).unwrap();

        let score = Reference::of(&picture, Gamut::Srgb)
            .unwrap()
            .score(&webp, VariantFormat::Webp);

        assert!(score.unwrap() > 70.0, "{score:?}");
    }

    #[test]
    fn another_size_has_no_score() {
        let png = encode(&photo(32, 32), VariantFormat::Png, 100, Effort::Fast).unwrap();

        let score = Reference::of(&photo(32, 33), Gamut::Srgb)
            .unwrap()
            .score(&png, VariantFormat::Png);

        assert_eq!(score, None);
    }
}
