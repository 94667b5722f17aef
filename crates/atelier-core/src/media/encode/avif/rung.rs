//! The rungs of AVIF's ladder of quality.
//!
//! libavif reaches 63 of libaom's quantisers, and two neighbours lie one to two
//! points of a score apart. A flatter quantisation matrix is worth a part of
//! that, so another matrix beside another quantiser gives what lies between.
//! Which pictures gain how much by it differs (`docs/variants.md`).

use super::manner::{Manner, Search};
use crate::media::encode::content::Content;
use crate::media::encode::yuv::Chroma;

/// What the quality of an AVIF comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rung {
    /// Of libaom's, 0 (the best) to 63.
    pub(super) quantiser: u8,
    /// Which quantisation matrix; a flatter one for better quality.
    pub(super) matrix: u8,
}

/// The worst quantiser that a quality reaches.
const WORST: u8 = 62;

/// The steps from one quantiser up: how much flatter the matrix is, and how much
/// coarser the quantiser.
const SHADES: &[(i8, i8)] = &[(0, 0), (-1, -1), (1, 0), (2, 0)];

/// The same where a picture is smooth: there a matrix is worth little, and less
/// surely, so there are more to choose from.
const SMOOTH_SHADES: &[(i8, i8)] = &[(0, 0), (1, 0), (2, 0), (-4, -1), (-3, -1), (-1, -1)];

fn shades(manner: Manner) -> &'static [(i8, i8)] {
    if manner.is_smooth() {
        SMOOTH_SHADES
    } else {
        SHADES
    }
}

/// Returns how many steps there are from one quantiser to the next.
pub(in crate::media::encode) fn stride(manner: Manner) -> u16 {
    shades(manner).len() as u16
}

/// Returns how many steps of quality there are. The first is 1, the worst.
pub(in crate::media::encode) fn steps(manner: Manner) -> u16 {
    1 + stride(manner) * u16::from(WORST)
}

/// Returns how many steps one of libavif's own qualities is worth.
pub(in crate::media::encode) fn steps_a_quality(manner: Manner) -> f64 {
    0.63 * f64::from(stride(manner))
}

impl Rung {
    /// Returns what one of libavif's own qualities stands for.
    pub(super) fn of_quality(quality: u8, manner: Manner) -> Self {
        Self {
            quantiser: quantiser_of(quality),
            matrix: matrix(quality, manner),
        }
    }

    /// Returns the rung of a step, from 1 up to [`steps`].
    pub(super) fn of_step(step: u16, manner: Manner) -> Self {
        let (quantiser, shade) = place(step, manner);
        let (flatter, coarser) = shades(manner)[shade];
        Self {
            quantiser: quantiser.saturating_add_signed(coarser).min(WORST),
            matrix: matrix(quality_of(quantiser), manner)
                .saturating_add_signed(flatter)
                .min(15),
        }
    }

    /// Returns the best of libavif's own qualities with this quantiser.
    pub(super) fn quality(self) -> u8 {
        quality_of(self.quantiser)
    }
}

/// Returns the quantiser that a step belongs to, and which of its shades it is.
fn place(step: u16, manner: Manner) -> (u8, usize) {
    let (steps, stride) = (steps(manner), stride(manner));
    let down = steps - step.clamp(1, steps);
    let quantiser = down.div_ceil(stride);
    let shade = usize::from(stride * quantiser - down);
    (u8::try_from(quantiser).unwrap_or(WORST), shade)
}

/// Returns the position among the steps of one of libavif's own qualities.
pub(in crate::media::encode) fn position(quality: f64, manner: Manner) -> f64 {
    f64::from(steps(manner)) - steps_a_quality(manner) * (100.0 - quality)
}

/// Returns the nominal quality that comes nearest to a step.
pub(in crate::media::encode) fn nominal(step: u16, manner: Manner) -> u8 {
    let wanted = quality_of(place(step, manner).0);
    let near = (1..=100).min_by_key(|quality| manner.asked(*quality).abs_diff(wanted));
    near.unwrap_or(100)
}

/// libavif's quantiser is (63 x + 50) / 100 for a quality of 100 - x.
fn quantiser_of(quality: u8) -> u8 {
    let distance = u32::from(100 - quality.min(100));
    u8::try_from((63 * distance + 50) / 100).unwrap_or(WORST)
}

fn quality_of(quantiser: u8) -> u8 {
    let distance = (u32::from(quantiser) * 100).saturating_sub(50).div_ceil(63);
    u8::try_from(100 - distance.min(99)).unwrap_or(1)
}

/// Returns the matrix that gives the smallest files at one of libavif's own
/// qualities: flatter for better ones.
fn matrix(quality: u8, manner: Manner) -> u8 {
    match (manner.chroma, manner.search) {
        (Chroma::Quarter, Search::Quick) => match quality {
            0..=68 => 2,
            69..=73 => 3,
            74..=78 => 4,
            79..=84 => 5,
            _ => 6,
        },
        (Chroma::Quarter, _) if manner.content() == Content::Photo => match quality {
            0..=80 => 3,
            _ => 5,
        },
        (Chroma::Quarter, _) => match quality {
            0..=72 => 5,
            73..=81 => 6,
            _ => 7,
        },
        (Chroma::Whole, _) => match quality {
            0..=60 => 7,
            61..=70 => 8,
            71..=84 => 9,
            _ => 10,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::preset::Effort;
    use crate::media::encode::avif::Care;
    use crate::media::pixels::{Channels, Pixels};
    use crate::media::testing::photo;

    /// A gradient in steps of four pixels.
    fn smooth() -> Pixels {
        let shade = |at: u32| [(90 + at % 64) as u8; 3];
        let bytes = (0..48).flat_map(|y| (0..64).flat_map(move |x| shade(x / 4 + y / 4)));
        Pixels::new(64, 48, Channels::Rgb, bytes.collect()).expect("a picture")
    }

    /// A photo and a smooth picture in the manners of all efforts.
    fn manners() -> Vec<Manner> {
        let each = [photo(64, 48), smooth()].into_iter().flat_map(|picture| {
            Effort::ALL.map(|effort| Manner::of(&picture, effort, Care::Usual))
        });
        each.collect()
    }

    #[test]
    fn smooth_pictures_have_more_steps() {
        let strides: Vec<u16> = manners().into_iter().map(stride).collect();

        assert_eq!(strides, [4, 4, 4, 6, 6, 6]);
    }

    #[test]
    fn the_quality_of_a_step_asks_for_its_quantiser_or_the_one_beside_it() {
        for manner in manners() {
            for step in 1..=steps(manner) {
                let asked = manner.asked(nominal(step, manner));

                let sure = step - (step - 1) % stride(manner);
                let wanted = Rung::of_step(sure, manner).quality();
                assert!(asked.abs_diff(wanted) <= 1, "{step}: {asked}");
            }
        }
    }

    #[test]
    fn a_step_in_every_stride_is_what_a_quality_of_libavif_gives() {
        for manner in manners() {
            let mut qualities = Vec::new();
            for step in (1..=steps(manner)).step_by(usize::from(stride(manner))) {
                let rung = Rung::of_step(step, manner);

                assert_eq!(Rung::of_quality(rung.quality(), manner), rung, "{step}");
                qualities.push(rung.quality());
            }
            assert!(qualities.is_sorted_by(|a, b| a < b), "{qualities:?}");
            assert_eq!(qualities.last(), Some(&100));
        }
    }

    #[test]
    fn between_two_quantisers_each_step_is_another_file() {
        for manner in manners() {
            let stride = stride(manner);
            for first in [25, 37, 50].map(|quantiser| 1 + stride * quantiser) {
                let rungs: Vec<Rung> = (first..=first + stride)
                    .map(|step| Rung::of_step(step, manner))
                    .collect();

                for (at, rung) in rungs.iter().enumerate() {
                    assert!(!rungs[..at].contains(rung), "{first}: {rungs:?}");
                }
            }
        }
    }
}
