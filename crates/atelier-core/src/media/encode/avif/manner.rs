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

/// The same where fine loss shows, for a quick search, for drawings, and for whatever
/// shall look its finest.
const SOME_COLOUR: f64 = 3.5;

/// Mean light below which a picture is dark. The quick way of the encoder drops
/// faint detail there, and a score sees it.
const DARK: f64 = 60.0;

/// The same for a brisk search, which loses 4 to 7 % of the bytes there.
const DIM: f64 = 70.0;

/// Detail from which on a photo is busy. A thorough search finds 2 % there that a brisk
/// one does not, for two fifths more time (softer and dim ones gain up to a fifth), and
/// an utmost one needs no blocks but squares.
const BUSY: f64 = 1.5;

/// Detail from which on grain decides what a photo is made of, if it is as fine as
/// [`FINE_GRAIN`].
const GRAINY: f64 = 3.0;
const FINE_GRAIN: f64 = 0.78;

/// Fineness from which on cosines alone do for a brisk or thorough search.
const SOME_GRAIN: f64 = 0.7;

/// The share of even squares from which on edges run between even areas, which blocks
/// of other shapes follow.
const EDGED: f64 = 0.03;

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
    /// The same in more ways; of soft photos the blocks too.
    Thorough,
    /// The blocks themselves are tried out, in every shape that earns its time.
    Utmost,
}

/// How much of the loss in a picture is forgiven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::media::encode) enum Care {
    Usual,
    /// Fine loss of colour shows.
    Fine,
    /// Next to nothing shows.
    Finest,
}

impl Care {
    /// Returns what a nominal quality takes.
    fn of_quality(quality: u8) -> Self {
        match quality {
            ..75 => Self::Usual,
            75..93 => Self::Fine,
            _ => Self::Finest,
        }
    }

    /// Returns what a score takes.
    pub(in crate::media::encode) fn of_score(score: f64) -> Self {
        match score {
            ..72.0 => Self::Usual,
            72.0..90.0 => Self::Fine,
            _ => Self::Finest,
        }
    }

    /// Returns by how much colours may differ that four pixels share: photos that are
    /// searched well are smaller with shared colours up to a score of about 90, other
    /// pictures look worse before.
    fn bearable(self, content: Content) -> f64 {
        match (self, content) {
            (Self::Usual, _) | (Self::Fine, Content::Photo) => MUCH_COLOUR,
            (Self::Fine | Self::Finest, _) => SOME_COLOUR,
        }
    }

    /// Returns the same for a quick search.
    fn bearable_quickly(self) -> f64 {
        match self {
            Self::Usual => MUCH_COLOUR,
            Self::Fine | Self::Finest => SOME_COLOUR,
        }
    }
}

/// In which ways an utmost search tries out the blocks of a busy photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blocks {
    /// Squares alone, with all transforms but the turned ones: where there is detail all
    /// over, other shapes follow no edges, and save less than those ways do.
    Squares,
    /// Squares alone, with the transform that goes with the prediction.
    Grainy,
    /// Rectangles too, with the transform that goes with the prediction.
    Edged,
}

/// In what manner one picture is encoded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::media::encode) struct Manner {
    pub(in crate::media::encode) search: Search,
    pub(in crate::media::encode) chroma: Chroma,
    pub(in crate::media::encode) texture: Texture,
}

impl Manner {
    /// Decides for a picture.
    pub(in crate::media::encode) fn of(pixels: &Pixels, effort: Effort, care: Care) -> Self {
        let texture = yuv::texture(pixels);
        let content = Content::of(texture);
        let colour = yuv::colour_detail(pixels);
        let chroma = if colour > care.bearable(content) {
            Chroma::Whole
        } else {
            Chroma::Quarter
        };
        let is_easy = colour <= care.bearable_quickly() && texture.light >= DARK;
        let is_hard = chroma == Chroma::Whole || texture.light < DIM;
        let search = match (effort, content) {
            (Effort::Fast, Content::Photo) if is_easy => Search::Quick,
            (Effort::Fast, Content::Photo | Content::Smooth) => Search::Brisk,
            (Effort::Small, Content::Photo) if is_busy(texture) && !is_hard => Search::Brisk,
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
            Search::Thorough if self.is_soft() => 6,
            Search::Thorough => 7,
            Search::Utmost if self.blocks().is_some() => 3,
            Search::Utmost => 5,
        }
    }

    /// Returns in which ways an utmost search tries out the blocks of a busy photo, each
    /// in more ways than those of other pictures; `None` for those, and for any other
    /// search.
    pub(super) fn blocks(self) -> Option<Blocks> {
        let is_busy = self.content() == Content::Photo && is_busy(self.texture);
        if self.search != Search::Utmost || !is_busy {
            None
        } else if self.chroma == Chroma::Quarter && self.is_edged() {
            Some(Blocks::Edged)
        } else if self.is_grainy() {
            Some(Blocks::Grainy)
        } else {
            Some(Blocks::Squares)
        }
    }

    /// Tells whether a photo has little detail and no more than faint grain. Where its
    /// blocks begin decides most of what it takes, so a thorough search tries them out
    /// too: 5 to 20 % fewer bytes, for a tenth to two fifths more of what is little time.
    pub(super) fn is_soft(self) -> bool {
        self.content() == Content::Photo && !is_busy(self.texture)
    }

    /// Tells whether even areas lie beside each other, with edges between them.
    pub(super) fn is_edged(self) -> bool {
        self.texture.flat >= EDGED
    }

    /// Tells whether blocks are transformed by cosines alone, a seventh of the time of a
    /// brisk or thorough search for half a percent of the bytes: where a busy photo has
    /// more grain than edges, which other transforms follow.
    pub(super) fn is_of_cosines(self) -> bool {
        let is_tried = matches!(self.search, Search::Brisk | Search::Thorough);
        let is_photo = self.chroma == Chroma::Quarter && self.content() == Content::Photo;
        let has_grain = is_busy(self.texture) && self.texture.fineness >= SOME_GRAIN;
        is_tried && is_photo && has_grain
    }

    /// Tells whether a photo is of grain as fine as its pixels, which has no direction
    /// that one transform would follow better than another.
    fn is_grainy(self) -> bool {
        let Texture {
            detail, fineness, ..
        } = self.texture;
        let is_grainy = detail >= GRAINY && fineness >= FINE_GRAIN;
        self.chroma == Chroma::Quarter && self.content() == Content::Photo && is_grainy
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
        Self::of(pixels, effort, Care::of_quality(quality))
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
        let dim = stripes([60, 60, 60], [75, 75, 75]);
        let search = |pixels, effort| Manner::of(pixels, effort, Care::Usual).search;

        assert_eq!(search(&calm, Effort::Fast), Search::Quick);
        assert_eq!(search(&dark, Effort::Fast), Search::Brisk);
        assert_eq!(search(&colourful, Effort::Fast), Search::Brisk);
        assert_eq!(search(&soft, Effort::Fast), Search::Quick);
        assert_eq!(search(&smooth, Effort::Fast), Search::Brisk);
        assert_eq!(search(&lines, Effort::Fast), Search::Thorough);
        assert_eq!(search(&busy, Effort::Fast), Search::Quick);
        assert_eq!(search(&busy, Effort::Small), Search::Brisk);
        assert_eq!(search(&dim, Effort::Fast), Search::Quick);
        assert_eq!(search(&dim, Effort::Small), Search::Thorough);
        assert_eq!(search(&calm, Effort::Small), Search::Thorough);
        assert_eq!(search(&calm, Effort::Smallest), Search::Utmost);
        assert_eq!(search(&lines, Effort::Smallest), Search::Utmost);
    }

    #[test]
    fn only_the_blocks_of_a_busy_photo_are_tried_out_in_more_ways() {
        let manner = |search, detail, flat, fineness| Manner {
            search,
            chroma: Chroma::Quarter,
            texture: Texture {
                detail,
                light: 150.0,
                flat,
                fineness,
            },
        };
        let utmost = |detail, flat, fineness| manner(Search::Utmost, detail, flat, fineness);
        let whole = |manner| Manner {
            chroma: Chroma::Whole,
            ..manner
        };

        for (busy, blocks) in [
            (utmost(1.6, 0.0, 0.9), Blocks::Squares),
            (utmost(8.0, 0.0, 0.7), Blocks::Squares),
            (whole(utmost(8.0, 0.1, 0.9)), Blocks::Squares),
            (utmost(3.1, 0.0, 0.8), Blocks::Grainy),
            (utmost(3.1, 0.04, 0.8), Blocks::Edged),
            (utmost(1.6, 0.04, 0.7), Blocks::Edged),
        ] {
            assert_eq!(busy.blocks(), Some(blocks), "{busy:?}");
            assert_eq!(busy.speed(), 3);
        }
        for other in [
            utmost(1.4, 0.0, 0.7),
            utmost(1.0, 0.4, 0.7),
            utmost(30.0, 0.9, 0.7),
        ] {
            assert_eq!(other.blocks(), None, "{other:?}");
            assert_eq!(other.speed(), 5);
        }
        assert_eq!(manner(Search::Thorough, 1.6, 0.0, 0.7).blocks(), None);
    }

    #[test]
    fn a_thorough_search_tries_out_where_the_blocks_of_a_soft_photo_begin() {
        let speed = |search, detail, flat| {
            let manner = Manner {
                search,
                chroma: Chroma::Quarter,
                texture: Texture {
                    detail,
                    light: 150.0,
                    flat,
                    fineness: 0.7,
                },
            };
            manner.speed()
        };

        assert_eq!(speed(Search::Thorough, 1.4, 0.1), 6);
        assert_eq!(speed(Search::Thorough, 1.6, 0.1), 7);
        assert_eq!(speed(Search::Thorough, 1.0, 0.4), 7);
        assert_eq!(speed(Search::Thorough, 30.0, 0.9), 7);
        assert_eq!(speed(Search::Brisk, 1.4, 0.1), 8);
    }

    #[test]
    fn cosines_alone_transform_a_busy_photo_of_fine_detail() {
        let manner = |search, detail, fineness| Manner {
            search,
            chroma: Chroma::Quarter,
            texture: Texture {
                detail,
                light: 150.0,
                flat: 0.0,
                fineness,
            },
        };
        let fine = manner(Search::Brisk, 1.6, 0.72);
        let whole = Manner {
            chroma: Chroma::Whole,
            ..fine
        };

        assert!(fine.is_of_cosines());
        assert!(manner(Search::Thorough, 1.6, 0.72).is_of_cosines());
        for other in [
            whole,
            manner(Search::Brisk, 1.6, 0.68),
            manner(Search::Brisk, 1.4, 0.72),
            manner(Search::Brisk, 30.0, 0.72),
            manner(Search::Quick, 1.6, 0.72),
            manner(Search::Utmost, 1.6, 0.72),
        ] {
            assert!(!other.is_of_cosines(), "{other:?}");
        }
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
    fn the_better_a_photo_shall_look_the_sooner_its_colours_are_cared_for() {
        let between = stripes([144, 128, 128], [133, 128, 133]);
        let at = |quality| {
            let manner = Manner::at(&between, Effort::Fast, quality);
            (manner.search, manner.chroma)
        };

        assert_eq!(at(74), (Search::Quick, Chroma::Quarter));
        assert_eq!(at(75), (Search::Brisk, Chroma::Quarter));
        assert_eq!(at(92), (Search::Brisk, Chroma::Quarter));
        assert_eq!(at(93), (Search::Brisk, Chroma::Whole));
    }

    #[test]
    fn a_drawing_that_shall_look_fine_keeps_the_colour_of_each_pixel_sooner() {
        for (care, drawing, photo) in [
            (Care::Usual, MUCH_COLOUR, MUCH_COLOUR),
            (Care::of_score(71.9), MUCH_COLOUR, MUCH_COLOUR),
            (Care::of_score(72.0), SOME_COLOUR, MUCH_COLOUR),
            (Care::of_score(89.9), SOME_COLOUR, MUCH_COLOUR),
            (Care::of_score(90.0), SOME_COLOUR, SOME_COLOUR),
        ] {
            let bearable = [Content::Drawing, Content::Photo].map(|it| care.bearable(it));
            assert_eq!(bearable, [drawing, photo], "{care:?}");
        }
    }
}
