//! The ladder: the steps of quality that one picture has in a format, for
//! whoever looks for a score. They are finer than qualities, and where to begin
//! is read off the picture.

use std::borrow::Cow;

use super::avif::{self, Care, Manner, Search};
use super::content::Content;
use super::yuv::{Chroma, Texture};
use super::{EncodeError, check_size, jpeg, png, webp};
use crate::domain::preset::Effort;
use crate::domain::variant::VariantFormat;
use crate::media::colour::Gamut;
use crate::media::pixels::Pixels;

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
    Webp(webp::Manner),
    Jpeg,
    Png,
}

impl Coder {
    fn format(self) -> VariantFormat {
        match self {
            Self::Avif(_) => VariantFormat::Avif,
            Self::Webp(_) => VariantFormat::Webp,
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
            VariantFormat::Avif => Coder::Avif(Manner::of(&pixels, effort, Care::of_score(score))),
            VariantFormat::Webp => Coder::Webp(webp::Manner::of(&pixels, effort)),
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
            Coder::Avif(manner) => avif::steps(manner),
            Coder::Webp(_) => webp::STEPS,
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
            Coder::Avif(manner) => avif::stride(manner),
            Coder::Webp(_) => webp::STRIDE,
            Coder::Jpeg | Coder::Png => 1,
        }
    }

    /// Returns the step at which such pictures have a score.
    #[must_use]
    pub fn guess(&self, score: f64) -> f64 {
        let typical = self.typical();
        match self.coder {
            Coder::Avif(manner) => {
                avif::position(typical.quality_for(score) + harder(manner), manner)
            }
            Coder::Webp(manner) => {
                self.step_of(typical.quality_for(score + lacking_as_webp(manner.texture)))
            }
            // Elsewhere neither detail nor light was found to help.
            Coder::Jpeg | Coder::Png => self.step_of(typical.quality_for(score)),
        }
    }

    /// Returns the step of a quality, where the two climb together.
    fn step_of(&self, quality: f64) -> f64 {
        (quality - 1.0) * self.steps_a_quality() + 1.0
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
            Coder::Avif(manner) => avif::nominal(step, manner),
            Coder::Webp(_) => webp::nominal(step).floor() as u8,
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
            Coder::Avif(manner) => avif::encode_step(pixels, self.gamut, step, manner),
            Coder::Webp(manner) => webp::encode_step(pixels, step, manner),
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
            Coder::Avif(manner) => avif::steps_a_quality(manner),
            Coder::Webp(_) => f64::from(2 * webp::STRIDE),
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

/// Returns how much more of libavif's quality than the typical picture one needs: more
/// where it is sharp or has grain, and for darkness, in which a score sees more than an
/// encoder.
fn harder(manner: Manner) -> f64 {
    let (fine, darkness) = unlike_typical(manner.texture);
    let detail = (manner.texture.detail.clamp(0.3, 60.0) / SMOOTH_DETAIL).ln();
    match (manner.chroma, manner.search) {
        (Chroma::Whole, _) => 8.7 * darkness,
        (_, Search::Quick) => 27.4 * fine + 5.3 * darkness,
        (_, Search::Utmost) if manner.is_smooth() => 14.1 * fine + 4.1 * darkness + 5.7 * detail,
        (_, Search::Utmost) => 29.3 * fine + 5.8 * darkness,
        _ if manner.is_smooth() => 22.2 * fine + 4.4 * darkness + 5.3 * detail,
        _ => 25.0 * fine + 5.4 * darkness,
    }
}

/// Returns how much less than the typical picture one scores as a WebP. In a photo
/// fine detail among much else is lost sooner than where all of it is fine.
fn lacking_as_webp(texture: Texture) -> f64 {
    let (fine, darkness) = unlike_typical(texture);
    if Content::of(texture) == Content::Smooth {
        return 2.8 * darkness;
    }
    let detail = (texture.detail.clamp(0.3, 60.0) / PHOTO_DETAIL).ln();
    10.6 * fine - 3.5 * detail + 4.2 * darkness
}

/// Returns how much finer and darker than typical a picture is, as logarithms.
fn unlike_typical(texture: Texture) -> (f64, f64) {
    let fine = (texture.fineness.clamp(0.4, 1.2) / TYPICAL_FINENESS).ln();
    let darkness = (TYPICAL_LIGHT / texture.light.clamp(32.0, 255.0)).ln();
    (fine, darkness)
}

/// How much neighbouring pixels of the typical picture differ beside its squares.
const TYPICAL_FINENESS: f64 = 0.7;

/// How much the neighbouring pixels of the typical smooth picture differ in light.
const SMOOTH_DETAIL: f64 = 1.0;

/// The same of the typical photo.
const PHOTO_DETAIL: f64 = 3.0;

/// The mean light of the typical picture.
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
        Coder::Webp(manner) if Content::of(manner.texture) == Content::Smooth => &[
            (27.6, 59.3),
            (36.0, 63.3),
            (48.2, 67.3),
            (65.9, 71.3),
            (76.5, 74.3),
            (85.9, 79.3),
            (93.0, 85.0),
        ],
        Coder::Webp(_) => &[
            (33.0, 47.0),
            (41.4, 55.7),
            (55.0, 61.2),
            (65.0, 65.4),
            (74.0, 68.5),
            (82.0, 74.6),
            (89.0, 81.4),
            (95.0, 87.0),
        ],
        Coder::Jpeg => &[(50.0, 58.0), (75.0, 70.0), (85.0, 77.0), (93.0, 85.0)],
        Coder::Png => &[],
    })
}

/// Of AVIF: the medians over 75 pictures, each less what [`harder`] makes of it;
/// with the colour of each pixel, over other 62.
fn typical_avif(manner: Manner) -> &'static [(f64, f64)] {
    match (manner.chroma, manner.search) {
        (Chroma::Quarter, Search::Quick) => &[
            (45.4, 54.0),
            (54.1, 64.0),
            (62.2, 70.0),
            (68.6, 75.0),
            (75.5, 80.0),
            (80.2, 84.0),
        ],
        (Chroma::Quarter, Search::Utmost) if manner.is_smooth() => &[
            (29.8, 54.0),
            (37.5, 64.0),
            (44.1, 70.0),
            (50.9, 75.0),
            (60.0, 80.0),
            (68.8, 84.0),
        ],
        (Chroma::Quarter, _) if manner.is_smooth() => &[
            (37.7, 54.0),
            (46.1, 64.0),
            (52.9, 70.0),
            (59.5, 75.0),
            (67.4, 80.0),
            (76.5, 84.0),
        ],
        (Chroma::Quarter, Search::Utmost) => &[
            (41.5, 54.0),
            (50.3, 64.0),
            (58.0, 70.0),
            (66.1, 75.0),
            (75.2, 80.0),
            (81.4, 84.0),
        ],
        (Chroma::Quarter, _) => &[
            (45.4, 54.0),
            (54.7, 64.0),
            (63.3, 70.0),
            (71.6, 75.0),
            (79.2, 80.0),
            (84.0, 84.0),
        ],
        (Chroma::Whole, Search::Utmost) => &[
            (35.0, 54.0),
            (42.4, 64.0),
            (48.0, 70.0),
            (57.3, 75.0),
            (65.0, 80.0),
            (71.5, 85.0),
        ],
        (Chroma::Whole, _) => &[
            (36.5, 54.0),
            (44.0, 64.0),
            (49.8, 70.0),
            (59.0, 75.0),
            (67.0, 80.0),
            (73.5, 85.0),
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
    fn what_is_sharp_or_dark_needs_more() {
        let picture = photo(64, 48);
        for effort in Effort::ALL {
            let manner = Manner::of(&picture, effort, Care::Usual);
            let needs = |fineness, light| {
                let texture = Texture {
                    light,
                    fineness,
                    ..manner.texture
                };
                harder(Manner { texture, ..manner })
            };

            assert!(needs(TYPICAL_FINENESS, TYPICAL_LIGHT).abs() < 1e-9);
            assert!(needs(1.0, TYPICAL_LIGHT) > 4.0);
            assert!(needs(TYPICAL_FINENESS, 40.0) > 3.0);
            assert!(needs(0.0, 0.0).is_finite());
        }
    }
}
