//! The ladder: the steps of quality that one picture has in a format, for
//! whoever looks for a score. They are finer than qualities, and where to begin
//! is read off the picture.

use std::borrow::Cow;

use super::avif::{self, Manner, Search};
use super::yuv::Chroma;
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
    pub fn steps(&self) -> u8 {
        match self.coder {
            Coder::Avif(_) => avif::STEPS,
            Coder::Webp => 199,
            Coder::Jpeg => 100,
            Coder::Png => 1,
        }
    }

    /// Returns the step at which such pictures have a score.
    #[must_use]
    pub fn guess(&self, score: f64) -> f64 {
        let quality = self.typical().quality_for(score);
        match self.coder {
            Coder::Avif(manner) => avif::position(quality) + harder(manner),
            // Elsewhere detail and light did not help clearly.
            _ => quality * self.steps_a_quality() - (self.steps_a_quality() - 1.0),
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
    pub fn quality(&self, step: u8) -> u8 {
        match self.coder {
            Coder::Avif(manner) => avif::quality_of(step, manner),
            Coder::Webp => step.div_ceil(2),
            Coder::Jpeg | Coder::Png => step,
        }
        .clamp(1, 100)
    }

    /// Encodes the picture at a step.
    ///
    /// # Errors
    /// Says which encoder failed and why.
    pub fn encode(&self, step: u8) -> Result<Vec<u8>, EncodeError> {
        let format = self.coder.format();
        check_size(&self.pixels, format)?;
        let (pixels, effort) = (&self.pixels, self.effort);
        let encoded = match self.coder {
            Coder::Avif(manner) => avif::encode_step(pixels, self.gamut, step, manner),
            Coder::Webp => webp::encode(pixels, f32::midpoint(f32::from(step), 1.0), effort),
            Coder::Jpeg => jpeg::encode(pixels, step.clamp(1, 100), effort),
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
            Coder::Webp => 2.0,
            Coder::Jpeg | Coder::Png => 1.0,
        }
    }
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
    let detail = (manner.detail.clamp(0.3, 60.0) / TYPICAL_DETAIL).ln();
    let darkness = (TYPICAL_LIGHT / manner.light.clamp(32.0, 255.0)).ln();
    match (manner.chroma, manner.search) {
        (Chroma::Whole, _) => 11.0 * darkness,
        (Chroma::Quarter, Search::Quick) => 10.8 * detail + 10.2 * darkness,
        (Chroma::Quarter, _) => 12.0 * detail + 7.5 * darkness,
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
            (80.0, 81.0),
            (88.0, 85.5),
        ],
        (Chroma::Quarter, Search::Thorough) => &[
            (43.6, 54.0),
            (52.5, 64.0),
            (59.1, 70.0),
            (67.1, 75.0),
            (76.6, 80.0),
            (88.7, 84.0),
        ],
        (Chroma::Quarter, Search::Exhaustive) => &[
            (40.1, 54.0),
            (49.9, 64.0),
            (56.3, 70.0),
            (64.0, 75.0),
            (72.3, 80.0),
            (84.2, 84.0),
        ],
        (Chroma::Whole, Search::Quick | Search::Thorough) => &[
            (39.0, 54.0),
            (47.2, 64.0),
            (53.3, 70.0),
            (60.3, 75.0),
            (69.5, 80.0),
            (80.0, 85.0),
        ],
        (Chroma::Whole, Search::Exhaustive) => &[
            (37.7, 54.0),
            (45.6, 64.0),
            (51.1, 70.0),
            (58.9, 75.0),
            (67.1, 80.0),
            (77.5, 85.0),
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
            let steps = (1..=5).map(|sixth| ladder.steps() / 6 * sixth);

            let sizes: Vec<usize> = steps
                .map(|step| ladder.encode(step).expect("encodes").len())
                .collect();

            assert!(sizes.is_sorted_by(|a, b| a < b), "{format}: {sizes:?}");
        }
    }

    #[test]
    fn the_half_step_of_avif_is_another_file_than_its_neighbours() {
        let picture = photo(320, 240);
        let ladder = ladder(&picture, VariantFormat::Avif, Effort::Fast);
        for whole in [61, 75, 89] {
            let file = |step| ladder.encode(step).expect("encodes");
            let (at, half, next) = (file(whole), file(whole + 1), file(whole + 2));

            assert!(at != half && half != next && at != next, "{whole}");
        }
    }

    #[test]
    fn a_step_that_is_a_preset_s_quality_is_its_file() {
        let picture = photo(160, 120);
        for format in LOSSY {
            let ladder = ladder(&picture, format, Effort::Fast);
            let step = if format == VariantFormat::Jpeg {
                80
            } else {
                81
            };

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
                assert!(ladder.slope(70.0) > 0.005, "{format}");
            }
        }
    }

    #[test]
    fn fine_detail_and_darkness_need_more() {
        let picture = photo(64, 48);
        for effort in Effort::ALL {
            let manner = Manner::of(&picture, effort, false);
            let needs = |detail, light| {
                harder(Manner {
                    detail,
                    light,
                    ..manner
                })
            };

            assert!(needs(TYPICAL_DETAIL, TYPICAL_LIGHT).abs() < 1e-9);
            assert!(needs(9.0, TYPICAL_LIGHT) > 10.0);
            assert!(needs(TYPICAL_DETAIL, 40.0) > 8.0);
            assert!(needs(0.0, 0.0).is_finite());
        }
    }
}
