//! The ladder: the steps of quality that one picture has in a format, for
//! whoever looks for a score. They are finer than qualities, and where to begin
//! is read off the picture.

use std::borrow::Cow;

use super::avif::{self, Manner, Search};
use super::yuv::{Chroma, Texture};
use super::{EncodeError, check_size, jpeg, png, webp};
use crate::domain::preset::Effort;
use crate::domain::variant::VariantFormat;
use crate::media::colour::Gamut;
use crate::media::pixels::Pixels;

/// A score from which fine loss of colour shows.
const FINE: f64 = 72.0;

/// No loss is less, so that it has a logarithm.
const LEAST_LOSS: f64 = 0.5;

/// The steps of quality of one picture.
pub struct Ladder<'a> {
    pixels: Cow<'a, Pixels>,
    gamut: Gamut,
    effort: Effort,
    coder: Coder,
}

/// What makes a file of the picture. AVIF are made in the same manner at all
/// steps, so that no score between two of them is out of reach.
#[derive(Debug, Clone, Copy)]
enum Coder {
    Avif(Manner),
    Webp,
    Jpeg,
    Png,
}

impl Coder {
    fn format(self) -> VariantFormat {
        match self {
            Self::Avif(_) => VariantFormat::Avif,
            Self::Webp => VariantFormat::Webp,
            Self::Jpeg => VariantFormat::Jpeg,
            Self::Png => VariantFormat::Png,
        }
    }
}

impl<'a> Ladder<'a> {
    /// Prepares the steps of a picture that shall reach a score.
    #[must_use]
    pub fn of(
        (pixels, gamut): (&'a Pixels, Gamut),
        (format, effort): (VariantFormat, Effort),
        score: f64,
    ) -> Self {
        let (pixels, gamut) = match format {
            VariantFormat::Avif => (Cow::Borrowed(pixels), gamut),
            _ if gamut == Gamut::Srgb => (Cow::Borrowed(pixels), gamut),
            _ => (Cow::Owned(gamut.to_srgb(pixels.clone())), Gamut::Srgb),
        };
        let coder = match format {
            VariantFormat::Avif => Coder::Avif(Manner::of(&pixels, effort, score >= FINE)),
            VariantFormat::Webp => Coder::Webp,
            VariantFormat::Jpeg => Coder::Jpeg,
            VariantFormat::Png => Coder::Png,
        };
        Self {
            pixels,
            gamut,
            effort,
            coder,
        }
    }

    /// Returns how many steps there are. The first is 1, the worst.
    #[must_use]
    pub fn steps(&self) -> u16 {
        match self.coder {
            Coder::Avif(_) => avif::STEPS.into(),
            Coder::Webp => webp::STEPS,
            Coder::Jpeg => 100,
            Coder::Png => 1,
        }
    }

    /// Returns how far apart the steps of the format's own qualities lie, from the
    /// first on. Those between, by other settings, score somewhere between, which
    /// step by step is less sure.
    #[must_use]
    pub fn stride(&self) -> u16 {
        match self.coder {
            Coder::Avif(_) => avif::STRIDE.into(),
            Coder::Webp => webp::STRIDE,
            Coder::Jpeg | Coder::Png => 1,
        }
    }

    /// Returns the step at which such pictures have a score.
    #[must_use]
    pub fn guess(&self, score: f64) -> f64 {
        let quality = self.typical().quality_for(score);
        match self.coder {
            Coder::Avif(manner) => avif::position(quality) + harder(manner),
            // Elsewhere detail and light did not help clearly.
            _ => (quality - 1.0) * self.steps_a_quality() + 1.0,
        }
    }

    /// Returns the share of the loss that one step takes away where most photos
    /// have a score, as the logarithm that [`loss`] is in.
    #[must_use]
    pub fn slope(&self, score: f64) -> f64 {
        let gained = self.typical().slope(score) / self.steps_a_quality();
        gained / (100.0 + LEAST_LOSS - score)
    }

    /// Returns the quality that a preset would have to state for a step, or the
    /// nearest to it.
    #[must_use]
    pub fn quality(&self, step: u16) -> u8 {
        match self.coder {
            Coder::Avif(manner) => avif::nominal(narrow(step), manner),
            Coder::Webp => webp::nominal(step).floor() as u8,
            Coder::Jpeg | Coder::Png => narrow(step),
        }
        .clamp(1, 100)
    }

    /// Encodes the picture at a step.
    ///
    /// # Errors
    /// Says which encoder failed and why.
    pub fn encode(&self, step: u16) -> Result<Vec<u8>, EncodeError> {
        let format = self.coder.format();
        check_size(&self.pixels, format)?;
        let (pixels, effort) = (&self.pixels, self.effort);
        let encoded = match self.coder {
            Coder::Avif(manner) => avif::encode_step(pixels, self.gamut, narrow(step), manner),
            Coder::Webp => webp::encode_step(pixels, step, effort),
            Coder::Jpeg => jpeg::encode(pixels, narrow(step).clamp(1, 100), effort),
            Coder::Png => png::encode(pixels, effort),
        };
        encoded.map_err(|reason| EncodeError::Failed { format, reason })
    }

    fn typical(&self) -> Typical {
        typical(self.coder)
    }

    /// Returns how many steps one quality is worth.
    #[must_use]
    pub fn steps_a_quality(&self) -> f64 {
        match self.coder {
            Coder::Avif(_) => avif::STEPS_A_QUALITY,
            Coder::Webp => f64::from(2 * webp::STRIDE),
            Coder::Jpeg | Coder::Png => 1.0,
        }
    }
}

/// Returns a step of a ladder that has no more than a byte's worth of them.
fn narrow(step: u16) -> u8 {
    u8::try_from(step).unwrap_or(u8::MAX)
}

/// Returns the logarithm of what a score lacks. Over the steps it lies nearly on
/// a line, which the score itself does not.
#[must_use]
pub fn loss(score: f64) -> f64 {
    (100.0 + LEAST_LOSS - score).max(LEAST_LOSS).ln()
}

/// Returns how many steps more than the typical photo a picture needs: more for
/// fine detail, and for darkness, in which a score sees more than an encoder.
fn harder(manner: Manner) -> f64 {
    let Texture { detail, light, .. } = manner.texture;
    let detail = (detail.clamp(0.3, 60.0) / TYPICAL_DETAIL).ln();
    let darkness = (TYPICAL_LIGHT / light.clamp(32.0, 255.0)).ln();
    match (manner.chroma, manner.search) {
        (Chroma::Whole, _) => 22.0 * darkness,
        (Chroma::Quarter, Search::Quick) => 21.6 * detail + 20.4 * darkness,
        (Chroma::Quarter, _) if manner.is_smooth() => 12.6 * detail + 6.6 * darkness,
        (Chroma::Quarter, _) => 24.0 * detail + 15.0 * darkness,
    }
}

/// How much the neighbouring pixels of the typical photo differ in light.
const TYPICAL_DETAIL: f64 = 3.0;

/// The mean light of the typical photo.
const TYPICAL_LIGHT: f64 = 128.0;

/// What a format makes of the typical photo: points of a quality
/// (libavif's own for AVIF) and the score that it has with it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Typical(&'static [(f64, f64)]);

impl Typical {
    /// Returns the quality at which the typical photo has a score.
    fn quality_for(self, score: f64) -> f64 {
        let (at, slope) = self.near(score);
        at.0 + (score - at.1) / slope
    }

    /// Returns the score that one quality gains where a score is had.
    fn slope(self, score: f64) -> f64 {
        self.near(score).1
    }

    /// Returns the point below a score, or the first, and the slope from there.
    fn near(self, score: f64) -> ((f64, f64), f64) {
        let mut found = ((100.0, 100.0), 1.0);
        for pair in self.0.windows(2) {
            if let [from, to] = pair {
                found = (*from, (to.1 - from.1) / (to.0 - from.0));
                if score < to.1 {
                    break;
                }
            }
        }
        found
    }
}

/// Returns what was measured for a format (`docs/variants.md`).
fn typical(coder: Coder) -> Typical {
    Typical(match coder {
        Coder::Avif(manner) => typical_avif(manner),
        Coder::Webp => &[
            (60.0, 64.5),
            (70.0, 68.5),
            (78.0, 73.0),
            (85.0, 79.5),
            (91.0, 85.0),
        ],
        Coder::Jpeg => &[(50.0, 58.0), (75.0, 70.0), (85.0, 77.0), (93.0, 85.0)],
        Coder::Png => &[],
    })
}

/// Of AVIF: the medians over 62 pictures, each less what detail and darkness
/// make of it.
fn typical_avif(manner: Manner) -> &'static [(f64, f64)] {
    match (manner.chroma, manner.search) {
        (Chroma::Quarter, Search::Quick) => &[
            (45.0, 54.0),
            (55.5, 64.0),
            (63.6, 70.0),
            (70.7, 75.0),
            (78.5, 81.0),
            (87.3, 85.5),
        ],
        (Chroma::Quarter, Search::Thorough) if manner.is_smooth() => &[
            (41.0, 54.0),
            (49.0, 64.0),
            (54.8, 70.0),
            (60.5, 75.0),
            (69.4, 80.0),
            (79.0, 84.4),
        ],
        (Chroma::Quarter, Search::Thorough) => &[
            (40.4, 54.0),
            (50.7, 64.0),
            (58.7, 70.0),
            (65.3, 75.0),
            (74.0, 80.0),
            (82.0, 84.0),
        ],
        (Chroma::Quarter, _) if manner.is_smooth() => &[
            (33.0, 54.0),
            (41.5, 64.0),
            (47.7, 70.0),
            (53.9, 75.0),
            (61.9, 80.0),
            (72.0, 84.3),
        ],
        (Chroma::Quarter, _) => &[
            (39.4, 54.0),
            (49.4, 64.0),
            (57.7, 70.0),
            (64.4, 75.0),
            (73.5, 80.0),
            (80.5, 84.0),
        ],
        (Chroma::Whole, Search::Quick | Search::Thorough) => &[
            (36.5, 54.0),
            (44.0, 64.0),
            (49.8, 70.0),
            (59.0, 75.0),
            (67.0, 80.0),
            (73.5, 85.0),
        ],
        (Chroma::Whole, _) => &[
            (35.0, 54.0),
            (42.4, 64.0),
            (48.0, 70.0),
            (57.3, 75.0),
            (65.0, 80.0),
            (71.5, 85.0),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::testing::photo;

    const LOSSY: [VariantFormat; 3] = [
        VariantFormat::Jpeg,
        VariantFormat::Webp,
        VariantFormat::Avif,
    ];

    fn ladder(pixels: &Pixels, format: VariantFormat, effort: Effort) -> Ladder<'_> {
        Ladder::of((pixels, Gamut::Srgb), (format, effort), 64.0)
    }

    #[test]
    fn steps_climb_from_the_worst_quality_to_the_best() {
        let picture = photo(64, 48);
        for format in LOSSY {
            let ladder = ladder(&picture, format, Effort::Fast);

            let all: Vec<u8> = (1..=ladder.steps()).map(|at| ladder.quality(at)).collect();

            assert!(all.is_sorted(), "{format}: {all:?}");
            assert_eq!(all.last(), Some(&100), "{format}");
            assert!(all.first().is_some_and(|worst| *worst <= 2), "{format}");
        }
    }

    #[test]
    fn higher_steps_are_larger_files() {
        let picture = photo(320, 240);
        for format in LOSSY {
            let ladder = ladder(&picture, format, Effort::Fast);
            let apart = ladder.steps() / 6 / ladder.stride() * ladder.stride();
            let steps = (0..6).map(|sixth| 1 + apart * sixth);

            let sizes: Vec<usize> = steps
                .map(|step| ladder.encode(step).expect("encodes").len())
                .collect();

            assert!(sizes.is_sorted_by(|a, b| a < b), "{format}: {sizes:?}");
        }
    }

    #[test]
    fn the_steps_between_two_qualities_are_other_files() {
        let picture = photo(320, 240);
        for format in [VariantFormat::Avif, VariantFormat::Webp] {
            let ladder = ladder(&picture, format, Effort::Fast);
            let first = 1 + ladder.stride() * 40;

            let files: Vec<Vec<u8>> = (first..=first + ladder.stride())
                .map(|step| ladder.encode(step).expect("encodes"))
                .collect();

            for (at, file) in files.iter().enumerate() {
                assert!(!files[..at].contains(file), "{format} {at}");
            }
        }
    }

    #[test]
    fn a_step_that_is_a_preset_s_quality_is_its_file() {
        let picture = photo(160, 120);
        for format in LOSSY {
            let ladder = ladder(&picture, format, Effort::Fast);
            let step = 1 + ladder.stride() * 50;

            let made = ladder.encode(step).expect("encodes");

            let quality = ladder.quality(step);
            let stated = super::super::encode(&picture, format, quality, Effort::Fast);
            assert_eq!(stated, Ok(made), "{format} {quality}");
        }
    }

    #[test]
    fn a_better_score_needs_a_higher_step() {
        let picture = photo(160, 120);
        for format in LOSSY {
            for effort in Effort::ALL {
                let ladder = ladder(&picture, format, effort);
                let steps: Vec<f64> = [20.0, 50.0, 64.0, 70.0, 75.0, 82.0, 95.0]
                    .into_iter()
                    .map(|score| ladder.guess(score))
                    .collect();

                assert!(steps.is_sorted(), "{format}: {steps:?}");
                let a_quality = ladder.slope(70.0) * ladder.steps_a_quality();
                assert!(a_quality > 0.01, "{format}: {a_quality}");
            }
        }
    }

    #[test]
    fn fine_detail_and_darkness_need_more() {
        let picture = photo(64, 48);
        for effort in Effort::ALL {
            let manner = Manner::of(&picture, effort, false);
            let needs = |detail, light| {
                let texture = Texture {
                    detail,
                    light,
                    ..manner.texture
                };
                harder(Manner { texture, ..manner })
            };

            assert!(needs(TYPICAL_DETAIL, TYPICAL_LIGHT).abs() < 1e-9);
            assert!(needs(9.0, TYPICAL_LIGHT) > 10.0);
            assert!(needs(TYPICAL_DETAIL, 40.0) > 8.0);
            assert!(needs(0.0, 0.0).is_finite());
        }
    }
}
