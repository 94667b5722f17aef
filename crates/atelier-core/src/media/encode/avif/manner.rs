//! In what manner libaom works on a picture, whatever its quality: how
//! thoroughly, with how many bits, with how much of the colour, and what a
//! nominal quality means. All of it is read off the picture.

use crate::domain::preset::Effort;
use crate::media::encode::yuv::{self, Chroma};
use crate::media::pixels::Pixels;

/// Pictures whose neighbouring colours differ by more keep the colour of each
/// pixel. With one for four, no quality brings such a picture to a score of 75.
const MUCH_COLOUR: f64 = 6.0;

/// The same where fine loss shows.
const SOME_COLOUR: f64 = 3.5;

/// The nominal quality from which little is forgiven.
const FINE: u8 = 75;

/// Mean light below which a picture is dark. The quick way of the encoder drops
/// faint detail there, and a score sees it.
const DARK: f64 = 60.0;

/// The nominal quality at which other programs' AVIF is compared.
const COMPARED: i32 = 64;

/// How libaom looks for the best file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::media::encode) enum Search {
    /// By rules of thumb, with ten bits.
    Quick,
    /// By trying each block out, in blocks as the picture's variance cuts them.
    Thorough,
    /// The same, and the blocks themselves are tried out.
    Exhaustive,
}

impl Search {
    /// Returns libavif's word for it.
    pub(super) fn speed(self) -> i32 {
        match self {
            Self::Quick => 9,
            Self::Thorough => 7,
            Self::Exhaustive => 6,
        }
    }

    /// Returns the bits of a sample. With quantisation matrices libaom 3.11 is at
    /// its best with ten only when it is quick.
    pub(super) fn depth(self) -> u32 {
        match self {
            Self::Quick => 10,
            Self::Thorough | Self::Exhaustive => 8,
        }
    }
}

/// In what manner one picture is encoded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::media::encode) struct Manner {
    pub(in crate::media::encode) search: Search,
    pub(in crate::media::encode) chroma: Chroma,
    /// How much neighbouring pixels differ in light, in steps of eight bits.
    pub(in crate::media::encode) detail: f64,
    /// The mean light, in the same steps.
    pub(in crate::media::encode) light: f64,
}

impl Manner {
    /// Decides for a picture; `fine` where fine loss shows.
    pub(in crate::media::encode) fn of(pixels: &Pixels, effort: Effort, fine: bool) -> Self {
        let (detail, light) = yuv::light_detail(pixels);
        let bearable = if fine { SOME_COLOUR } else { MUCH_COLOUR };
        let chroma = if yuv::colour_detail(pixels) > bearable {
            Chroma::Whole
        } else {
            Chroma::Quarter
        };
        let search = match (effort, chroma) {
            (Effort::Fast, Chroma::Quarter) if light >= DARK => Search::Quick,
            (Effort::Fast | Effort::Small, _) => Search::Thorough,
            (Effort::Smallest, _) => Search::Exhaustive,
        };
        Self {
            search,
            chroma,
            detail,
            light,
        }
    }

    /// Decides for a picture that a preset states a nominal quality for.
    pub(super) fn at(pixels: &Pixels, effort: Effort, quality: u8) -> Self {
        Self::of(pixels, effort, quality >= FINE)
    }

    /// Returns what libavif is asked for instead of a nominal quality: the same
    /// at either end.
    pub(super) fn asked(self, quality: u8) -> u8 {
        let (quality, compared) = (i32::from(quality), self.compared());
        let asked = if quality <= COMPARED {
            (quality * compared + COMPARED / 2) / COMPARED
        } else {
            let (rest, of) = (100 - quality, 100 - COMPARED);
            100 - (rest * (100 - compared) + of / 2) / of
        };
        u8::try_from(asked.clamp(1, 100)).unwrap_or(1)
    }

    /// Returns what libavif is asked for where [`COMPARED`] is meant, to score about
    /// what another program scores at its quality of 50: more for what is smooth or
    /// dark, which others give more bits by themselves. Fitted on 62 pictures
    /// (`docs/variants.md`).
    fn compared(self) -> i32 {
        let smooth = (3.0 / self.detail.clamp(0.8, 30.0)).ln();
        let dark = (80.0 / self.light.clamp(16.0, 80.0)).ln();
        let [base, for_smooth, for_dark] = match (self.search, self.chroma) {
            (Search::Quick, _) => [64.5, 2.5, 0.0],
            (Search::Thorough, Chroma::Quarter) => [64.1, 4.5, 2.6],
            (Search::Thorough, Chroma::Whole) => [54.3, 6.5, 11.2],
            (Search::Exhaustive, Chroma::Quarter) => [59.9, 3.7, 0.8],
            (Search::Exhaustive, Chroma::Whole) => [50.6, 4.6, 9.4],
        };
        let asked = base + for_smooth * smooth + for_dark * dark;
        asked.round().clamp(35.0, 75.0) as i32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::pixels::Channels;

    const SEARCHES: [Search; 3] = [Search::Quick, Search::Thorough, Search::Exhaustive];
    const LOOKS: [(f64, f64); 4] = [(0.0, 0.0), (1.0, 180.0), (12.0, 75.0), (60.0, 255.0)];

    fn manners((detail, light): (f64, f64)) -> impl Iterator<Item = Manner> {
        SEARCHES.into_iter().flat_map(move |search| {
            [Chroma::Quarter, Chroma::Whole].map(|chroma| Manner {
                search,
                chroma,
                detail,
                light,
            })
        })
    }

    /// Two colours side by side, as light as said.
    fn stripes(one: [u8; 3], other: [u8; 3]) -> Pixels {
        let samples = [one, other].concat().repeat(32 * 32);
        Pixels::new(64, 32, Channels::Rgb, samples).expect("a picture")
    }

    #[test]
    fn what_libavif_is_asked_for_climbs_with_the_quality_and_ends_where_it_does() {
        for manner in LOOKS.into_iter().flat_map(manners) {
            let all: Vec<u8> = (1..=100).map(|quality| manner.asked(quality)).collect();

            assert!(all.is_sorted(), "{manner:?}: {all:?}");
            assert_eq!((all.first(), all.last()), (Some(&1), Some(&100)));
            assert!((35..=75).contains(&manner.compared()), "{manner:?}");
        }
    }

    #[test]
    fn smooth_and_dark_pictures_are_given_more() {
        for manner in manners((4.0, 180.0)) {
            let at = |detail, light| {
                Manner {
                    detail,
                    light,
                    ..manner
                }
                .compared()
            };

            assert!(at(1.0, 180.0) > at(8.0, 180.0));
            assert!(at(4.0, 20.0) >= at(4.0, 180.0));
        }
    }

    #[test]
    fn only_a_bright_picture_of_calm_colours_is_searched_quickly() {
        let calm = stripes([140, 140, 140], [120, 120, 120]);
        let dark = stripes([30, 30, 30], [40, 40, 40]);
        let colourful = stripes([220, 60, 60], [60, 60, 220]);
        let search = |pixels, effort| Manner::of(pixels, effort, false).search;

        assert_eq!(search(&calm, Effort::Fast), Search::Quick);
        assert_eq!(search(&dark, Effort::Fast), Search::Thorough);
        assert_eq!(search(&colourful, Effort::Fast), Search::Thorough);
        assert_eq!(search(&calm, Effort::Small), Search::Thorough);
        assert_eq!(search(&calm, Effort::Smallest), Search::Exhaustive);
    }

    #[test]
    fn a_fine_quality_keeps_the_colour_of_each_pixel_sooner() {
        let between = stripes([146, 128, 128], [132, 128, 134]);
        let chroma = |quality| Manner::at(&between, Effort::Small, quality).chroma;

        assert_eq!(chroma(FINE - 1), Chroma::Quarter);
        assert_eq!(chroma(FINE), Chroma::Whole);
    }
}
