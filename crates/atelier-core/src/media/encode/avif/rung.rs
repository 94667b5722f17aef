//! The rungs of AVIF's ladder of quality.
//!
//! libavif reaches 63 of libaom's quantisers, and two neighbours lie one to two
//! points of a score apart. A flatter quantisation matrix is worth a part of
//! that, so another matrix beside another quantiser gives what lies between.
//! Which pictures gain how much by it differs (`docs/variants.md`).

use super::manner::{Manner, Search};
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

/// Steps from one quantiser to the next.
pub(in crate::media::encode) const STRIDE: u8 = 4;

/// How many steps of quality there are. The first is 1, the worst.
pub(in crate::media::encode) const STEPS: u8 = 1 + STRIDE * WORST;

/// How many steps one of libavif's own qualities is worth.
pub(in crate::media::encode) const STEPS_A_QUALITY: f64 = 0.63 * STRIDE as f64;

/// The steps from one quantiser up: how much flatter the matrix is, and how much
/// coarser the quantiser.
const SHADES: [(i8, i8); STRIDE as usize] = [(0, 0), (-1, -1), (2, 1), (1, 0)];

impl Rung {
    /// Returns what one of libavif's own qualities stands for.
    pub(super) fn of_quality(quality: u8, manner: Manner) -> Self {
        Self {
            quantiser: quantiser_of(quality),
            matrix: matrix(quality, manner),
        }
    }

    /// Returns the rung of a step, from 1 up to [`STEPS`].
    pub(super) fn of_step(step: u8, manner: Manner) -> Self {
        let down = STEPS - step.clamp(1, STEPS);
        let quantiser = down.div_ceil(STRIDE);
        let (flatter, coarser) = SHADES[usize::from(STRIDE * quantiser - down)];
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

/// Returns the position among the steps of one of libavif's own qualities.
pub(in crate::media::encode) fn position(quality: f64) -> f64 {
    f64::from(STEPS) - STEPS_A_QUALITY * (100.0 - quality)
}

/// Returns the nominal quality that comes nearest to a step.
pub(in crate::media::encode) fn nominal(step: u8, manner: Manner) -> u8 {
    let down = STEPS - step.clamp(1, STEPS);
    let wanted = quality_of(down.div_ceil(STRIDE));
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
    use crate::media::testing::photo;

    #[test]
    fn the_quality_of_a_step_asks_for_its_quantiser_or_the_one_beside_it() {
        let picture = photo(64, 48);
        for effort in Effort::ALL {
            let manner = Manner::of(&picture, effort, false);
            for step in 1..=STEPS {
                let asked = manner.asked(nominal(step, manner));

                let sure = step - (step - 1) % STRIDE;
                let wanted = Rung::of_step(sure, manner).quality();
                assert!(asked.abs_diff(wanted) <= 1, "{step}: {asked}");
            }
        }
    }

    #[test]
    fn a_step_in_every_four_is_what_a_quality_of_libavif_gives() {
        let manner = Manner::of(&photo(64, 48), Effort::Small, false);
        let mut qualities = Vec::new();
        for step in (1..=STEPS).step_by(usize::from(STRIDE)) {
            let rung = Rung::of_step(step, manner);

            assert_eq!(Rung::of_quality(rung.quality(), manner), rung, "{step}");
            qualities.push(rung.quality());
        }
        assert!(qualities.is_sorted_by(|a, b| a < b), "{qualities:?}");
        assert_eq!(qualities.last(), Some(&100));
    }

    #[test]
    fn between_two_quantisers_each_step_is_another_file() {
        let manner = Manner::of(&photo(64, 48), Effort::Fast, false);
        for first in [101, 149, 201] {
            let rungs: Vec<Rung> = (first..=first + STRIDE)
                .map(|step| Rung::of_step(step, manner))
                .collect();

            for (at, rung) in rungs.iter().enumerate() {
                assert!(!rungs[..at].contains(rung), "{first}: {rungs:?}");
            }
        }
    }
}
