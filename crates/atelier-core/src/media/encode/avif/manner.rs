//! In what manner libaom works on a picture, whatever its quality: how
//! thoroughly, with how many bits, with how much of the colour, and what a
//! nominal quality means. All of it is read off the picture.

use crate::domain::preset::Effort;
use crate::media::encode::content::Content;
use crate::media::encode::yuv::{self, Chroma, Texture};
use crate::media::pixels::Pixels;

/// Pictures whose neighbouring colours differ by more keep the colour of each
/// pixel. With one for four, no quality brings such a picture to a score of 75.
const MUCH_COLOUR: f64 = 4.5;

/// The same where fine loss shows.
const SOME_COLOUR: f64 = 3.5;

/// The nominal quality from which little is forgiven.
const FINE: u8 = 75;

/// Mean light below which a picture is dark. The quick way of the encoder drops
/// faint detail there, and a score sees it.
const DARK: f64 = 60.0;

/// Detail from which on a photo is busy. A thorough search finds 2 % there that a brisk
/// one does not, for two fifths more time (softer ones gain up to a fifth), and an
/// utmost one needs no blocks but squares.
const BUSY: f64 = 1.5;

/// The nominal quality at which other programs' AVIF is compared.
const COMPARED: i32 = 64;

/// How libaom looks for the best file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::media::encode) enum Search {
    /// By rules of thumb, with ten bits.
    Quick,
    /// By trying each block out, in blocks as the picture's variance cuts them, in
    /// the ways that are likely.
    Brisk,
    /// The same in more ways.
    Thorough,
    /// The blocks themselves are tried out, in every shape that earns its time.
    Utmost,
}

/// In what manner one picture is encoded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::media::encode) struct Manner {
    pub(in crate::media::encode) search: Search,
    pub(in crate::media::encode) chroma: Chroma,
    pub(in crate::media::encode) texture: Texture,
}

impl Manner {
    /// Decides for a picture; `fine` where fine loss shows.
    pub(in crate::media::encode) fn of(pixels: &Pixels, effort: Effort, fine: bool) -> Self {
        let texture = yuv::texture(pixels);
        let content = Content::of(texture);
        let bearable = if fine { SOME_COLOUR } else { MUCH_COLOUR };
        let chroma = if yuv::colour_detail(pixels) > bearable {
            Chroma::Whole
        } else {
            Chroma::Quarter
        };
        let is_easy = chroma == Chroma::Quarter && texture.light >= DARK;
        let search = match (effort, content) {
            (Effort::Fast, Content::Photo) if is_easy => Search::Quick,
            (Effort::Fast, Content::Photo | Content::Smooth) => Search::Brisk,
            (Effort::Small, Content::Photo) if is_busy(texture) => Search::Brisk,
            (Effort::Fast, Content::Drawing) | (Effort::Small, _) => Search::Thorough,
            (Effort::Smallest, _) => Search::Utmost,
        };
        Self {
            search,
            chroma,
            texture,
        }
    }

    /// Returns what the picture is.
    pub(super) fn content(self) -> Content {
        Content::of(self.texture)
    }

    /// Tells whether gradients decide how a picture looks.
    pub(in crate::media::encode) fn is_smooth(self) -> bool {
        self.chroma == Chroma::Quarter && self.content() == Content::Smooth
    }

    /// Returns libavif's word for the search.
    pub(super) fn speed(self) -> i32 {
        match self.search {
            Search::Quick => 9,
            Search::Brisk => 8,
            Search::Thorough => 7,
            Search::Utmost if self.is_in_squares() => 3,
            Search::Utmost => 5,
        }
    }

    /// Tells whether an utmost search tries squares alone, and each of them in more
    /// ways than it would all shapes: where there is detail or grain all over, other
    /// shapes follow no edges, and save less than those ways do.
    pub(super) fn is_in_squares(self) -> bool {
        let is_busy = self.content() == Content::Photo && is_busy(self.texture);
        self.search == Search::Utmost && is_busy
    }

    /// Returns the bits of a sample. With quantisation matrices libaom 3.11 is at
    /// its best with ten only when it is quick, or where a picture is smooth.
    pub(super) fn depth(self) -> u32 {
        if self.search == Search::Quick || self.is_smooth() {
            10
        } else {
            8
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
    /// dark, which others give more bits by themselves. Fitted on 75 pictures
    /// (`docs/variants.md`).
    fn compared(self) -> i32 {
        let Texture { detail, light, .. } = self.texture;
        let smooth = (3.0 / detail.clamp(0.8, 30.0)).ln();
        let dark = (80.0 / light.clamp(16.0, 80.0)).ln();
        let [base, for_smooth, for_dark] = match (self.search, self.chroma) {
            (Search::Quick, _) => [64.3, 3.1, 0.0],
            (Search::Utmost, Chroma::Quarter) if self.is_smooth() => [58.6, 2.7, 0.0],
            (_, Chroma::Quarter) if self.is_smooth() => [66.8, 3.3, 0.0],
            (Search::Utmost, Chroma::Quarter) => [60.0, 3.9, 0.0],
            (_, Chroma::Quarter) => [63.7, 6.5, 0.0],
            (Search::Utmost, Chroma::Whole) => [50.3, 4.8, 9.4],
            (_, Chroma::Whole) => [53.2, 4.8, 10.0],
        };
        let asked = base + for_smooth * smooth + for_dark * dark;
        asked.round().clamp(35.0, 75.0) as i32
    }
}

fn is_busy(photo: Texture) -> bool {
    photo.detail >= BUSY
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::pixels::Channels;

    const SEARCHES: [Search; 4] = [
        Search::Quick,
        Search::Brisk,
        Search::Thorough,
        Search::Utmost,
    ];
    const LOOKS: [(f64, f64); 4] = [(0.0, 0.0), (1.0, 180.0), (12.0, 75.0), (60.0, 255.0)];

    fn manners((detail, light): (f64, f64)) -> impl Iterator<Item = Manner> {
        let texture = Texture {
            detail,
            light,
            flat: 0.0,
            fineness: 0.7,
        };
        SEARCHES.into_iter().flat_map(move |search| {
            [Chroma::Quarter, Chroma::Whole].map(|chroma| Manner {
                search,
                chroma,
                texture,
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
                let texture = Texture {
                    detail,
                    light,
                    ..manner.texture
                };
                Manner { texture, ..manner }.compared()
            };

            assert!(at(1.0, 180.0) > at(8.0, 180.0));
            assert!(at(4.0, 20.0) >= at(4.0, 180.0));
        }
    }

    #[test]
    fn only_a_bright_photo_of_calm_colours_is_searched_quickly() {
        let calm = stripes([140, 140, 140], [138, 138, 138]);
        let busy = stripes([140, 140, 140], [120, 120, 120]);
        let soft = stripes([141, 141, 141], [140, 140, 140]);
        let smooth = stripes([141, 141, 141], [141, 141, 141]);
        let lines = stripes([250, 250, 250], [10, 10, 10]);
        let dark = stripes([30, 30, 30], [40, 40, 40]);
        let colourful = stripes([220, 60, 60], [60, 60, 220]);
        let search = |pixels, effort| Manner::of(pixels, effort, false).search;

        assert_eq!(search(&calm, Effort::Fast), Search::Quick);
        assert_eq!(search(&dark, Effort::Fast), Search::Brisk);
        assert_eq!(search(&colourful, Effort::Fast), Search::Brisk);
        assert_eq!(search(&soft, Effort::Fast), Search::Quick);
        assert_eq!(search(&smooth, Effort::Fast), Search::Brisk);
        assert_eq!(search(&lines, Effort::Fast), Search::Thorough);
        assert_eq!(search(&busy, Effort::Fast), Search::Quick);
        assert_eq!(search(&busy, Effort::Small), Search::Brisk);
        assert_eq!(search(&calm, Effort::Small), Search::Thorough);
        assert_eq!(search(&calm, Effort::Smallest), Search::Utmost);
        assert_eq!(search(&lines, Effort::Smallest), Search::Utmost);
    }

    #[test]
    fn only_a_busy_photo_is_tried_out_in_squares_alone() {
        let manner = |search, detail, flat| Manner {
            search,
            chroma: Chroma::Quarter,
            texture: Texture {
                detail,
                light: 150.0,
                flat,
                fineness: 0.7,
            },
        };

        assert!(manner(Search::Utmost, 1.6, 0.0).is_in_squares());
        assert_eq!(manner(Search::Utmost, 1.6, 0.0).speed(), 3);
        for other in [
            manner(Search::Utmost, 1.4, 0.0),
            manner(Search::Utmost, 1.0, 0.4),
            manner(Search::Utmost, 30.0, 0.9),
        ] {
            assert!(!other.is_in_squares(), "{other:?}");
            assert_eq!(other.speed(), 5);
        }
        assert!(!manner(Search::Thorough, 1.6, 0.0).is_in_squares());
    }

    #[test]
    fn gradients_get_ten_bits_and_drawings_eight() {
        let texture = |detail, flat| Texture {
            detail,
            light: 150.0,
            flat,
            fineness: 0.7,
        };
        let depth = |search, chroma, texture| {
            Manner {
                search,
                chroma,
                texture,
            }
            .depth()
        };
        let (gradient, lines) = (texture(1.0, 0.4), texture(1.3, 0.95));
        let photo = texture(4.0, 0.0);

        assert_eq!(depth(Search::Thorough, Chroma::Quarter, gradient), 10);
        assert_eq!(depth(Search::Thorough, Chroma::Whole, gradient), 8);
        assert_eq!(depth(Search::Utmost, Chroma::Quarter, lines), 8);
        assert_eq!(depth(Search::Utmost, Chroma::Quarter, photo), 8);
        assert_eq!(depth(Search::Quick, Chroma::Quarter, photo), 10);
    }

    #[test]
    fn a_fine_quality_keeps_the_colour_of_each_pixel_sooner() {
        let between = stripes([144, 128, 128], [133, 128, 133]);
        let chroma = |quality| Manner::at(&between, Effort::Small, quality).chroma;

        assert_eq!(chroma(FINE - 1), Chroma::Quarter);
        assert_eq!(chroma(FINE), Chroma::Whole);
    }
}
