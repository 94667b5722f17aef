//! In what manner libaom works on a picture, whatever its quality: how
//! thoroughly, with how many bits, with how much of the colour, and what a
//! nominal quality means. All of it is read off the picture.

use super::care::Care;
use crate::domain::preset::Effort;
use crate::media::encode::content::Content;
use crate::media::encode::yuv::{self, Chroma, Texture};
use crate::media::pixels::Pixels;

/// Mean light below which a picture is dark. The quick way of the encoder drops
/// faint detail there, and a score sees it.
const DARK: f64 = 60.0;

/// The same for a brisk search, which loses 4 to 14 % of the bytes there.
const DIM: f64 = 70.0;

/// Detail from which on a photo is busy: an utmost search needs no blocks but squares.
const BUSY: f64 = 1.5;

/// Detail up to which blocks of 32 pixels are small enough for a sparing search, in
/// hardly more time than a brisk one takes, unless the photo is dim, has edges, or is as
/// fine as [`TOO_FINE`]. Smaller ones gain 5 % beyond.
const CALM: f64 = 2.4;
const TOO_FINE: f64 = 0.85;

/// Detail up to which a busy photo with edges is left to a brisk search: the smallest
/// blocks that a sparing one needs there take two fifths more time.
const HARDLY_BUSY: f64 = 2.0;

/// Detail from which on a brisk search finds what a sparing one does.
const ROUGH: f64 = 5.0;

/// Detail from which on a photo is of grain, if it is as fine as [`FINE_GRAIN`]. The
/// transform that goes with the prediction then costs no bytes and spares two fifths of
/// an utmost search.
const GRAINY: f64 = 3.0;
const FINE_GRAIN: f64 = 0.78;

/// Fineness from which on cosines alone do for a brisk search: 0.3 % of the bytes for a
/// seventh of the time.
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
    /// The blocks themselves are tried out, in few sizes, and filled in few ways.
    Sparing,
    /// As a brisk search, in more ways. Of photos with shared colours, the blocks
    /// themselves are tried out, in every shape.
    Thorough,
    /// The blocks themselves are tried out, in every shape that earns its time.
    Utmost,
}

/// The smallest blocks that are tried out, by their side in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blocks {
    All,
    FromEight,
    FromSixteen,
    FromThirtyTwo,
}

/// How blocks are transformed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Transforms {
    /// As each block likes best.
    All,
    /// As each block likes best, but not in rare ways.
    Common,
    /// As its prediction says.
    OfPrediction,
    /// By cosines alone.
    Cosines,
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
        let search = match (effort, content) {
            (Effort::Fast, Content::Photo) if is_easy => Search::Quick,
            (Effort::Fast, Content::Photo | Content::Smooth) => Search::Brisk,
            (Effort::Small, Content::Photo) if chroma == Chroma::Quarter => small_search(texture),
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
            Search::Sparing => 6,
            Search::Thorough if self.is_photo_of_shared_colours() => 6,
            Search::Thorough => 7,
            Search::Utmost if self.is_tried_in_more_ways() => 3,
            Search::Utmost => 5,
        }
    }

    /// Tells whether the picture is a photo with detail or grain all over.
    fn is_busy_photo(self) -> bool {
        self.content() == Content::Photo && is_busy(self.texture)
    }

    /// Tells whether even areas meet, with edges between them. Only with shared colours
    /// is a photo known to gain from that.
    fn is_edged(self) -> bool {
        self.chroma == Chroma::Quarter && self.texture.flat >= EDGED
    }

    /// Tells whether an utmost search tries each block out in more ways than usual.
    pub(super) fn is_tried_in_more_ways(self) -> bool {
        self.search == Search::Utmost && self.is_busy_photo()
    }

    /// Tells whether each block is tried out in fewer ways than usual.
    pub(super) fn is_tried_in_fewer_ways(self) -> bool {
        let is_brisk_photo = self.search == Search::Brisk && self.content() == Content::Photo;
        is_brisk_photo || self.search == Search::Sparing
    }

    fn is_photo_of_shared_colours(self) -> bool {
        self.content() == Content::Photo && self.chroma == Chroma::Quarter
    }

    /// Tells whether a search that tries blocks out tries squares alone: other shapes
    /// follow edges, and save less elsewhere than more ways to fill squares do.
    pub(super) fn is_in_squares(self) -> bool {
        match self.search {
            Search::Quick | Search::Brisk | Search::Thorough => false,
            Search::Sparing => true,
            Search::Utmost => self.is_busy_photo() && !self.is_edged(),
        }
    }

    /// Tells whether little is lost of the picture with blocks of 32 pixels.
    fn is_calm(self) -> bool {
        let Texture {
            detail,
            light,
            fineness,
            ..
        } = self.texture;
        detail < CALM && light >= DIM && fineness < TOO_FINE && !self.is_edged()
    }

    /// Returns the smallest blocks that are tried out.
    pub(super) fn blocks(self) -> Blocks {
        match self.search {
            Search::Sparing if self.is_calm() => Blocks::FromThirtyTwo,
            Search::Sparing => Blocks::FromSixteen,
            Search::Utmost if self.content() == Content::Photo => Blocks::FromEight,
            _ => Blocks::All,
        }
    }

    /// Returns which transforms are tried: fewer where there is grain, which has no
    /// direction that one of them would follow better than another, and where the time
    /// goes into blocks.
    pub(super) fn transforms(self) -> Transforms {
        let Texture {
            detail, fineness, ..
        } = self.texture;
        let is_grainy = detail >= GRAINY && fineness >= FINE_GRAIN;
        let is_shared = self.is_busy_photo() && self.chroma == Chroma::Quarter;
        match self.search {
            Search::Sparing => Transforms::Cosines,
            Search::Brisk if is_shared && fineness >= SOME_GRAIN => Transforms::Cosines,
            Search::Utmost if self.content() == Content::Smooth => Transforms::Common,
            Search::Utmost if is_shared && (is_grainy || self.is_edged()) => {
                Transforms::OfPrediction
            }
            _ => Transforms::All,
        }
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

/// Decides how a small file is looked for of a photo that shares its colours: soft areas
/// with edges want all shapes, and a brisk search does where a sparing one finds little
/// more, or only for too much time.
fn small_search(photo: Texture) -> Search {
    let Texture {
        detail,
        light,
        flat,
        ..
    } = photo;
    let has_edges = flat >= EDGED;
    let is_enough_briskly = detail >= ROUGH || (detail < HARDLY_BUSY && has_edges);
    if !is_busy(photo) && has_edges {
        Search::Thorough
    } else if is_enough_briskly && light >= DIM {
        Search::Brisk
    } else {
        Search::Sparing
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::pixels::Channels;

    const SEARCHES: [Search; 5] = [
        Search::Quick,
        Search::Brisk,
        Search::Sparing,
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
        let grainy = stripes([140, 140, 140], [136, 136, 136]);
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
        assert_eq!(search(&dim, Effort::Small), Search::Sparing);
        assert_eq!(search(&calm, Effort::Small), Search::Sparing);
        assert_eq!(search(&grainy, Effort::Small), Search::Sparing);
        assert_eq!(search(&colourful, Effort::Small), Search::Thorough);
        assert_eq!(search(&lines, Effort::Small), Search::Thorough);
        assert_eq!(search(&calm, Effort::Smallest), Search::Utmost);
        assert_eq!(search(&lines, Effort::Smallest), Search::Utmost);
    }

    /// With colours that four pixels share, and of medium light.
    fn shared(search: Search, (detail, flat, fineness): (f64, f64, f64)) -> Manner {
        Manner {
            search,
            chroma: Chroma::Quarter,
            texture: Texture {
                detail,
                light: 150.0,
                flat,
                fineness,
            },
        }
    }

    fn whole(manner: Manner) -> Manner {
        Manner {
            chroma: Chroma::Whole,
            ..manner
        }
    }

    const BUSY_PHOTO: (f64, f64, f64) = (1.6, 0.0, 0.69);
    const EDGED_PHOTO: (f64, f64, f64) = (1.6, 0.04, 0.69);
    const SOFT_PHOTO: (f64, f64, f64) = (1.4, 0.0, 0.8);
    const SOFT_EDGED_PHOTO: (f64, f64, f64) = (1.4, 0.04, 0.8);
    const SMOOTH: (f64, f64, f64) = (1.0, 0.4, 0.8);
    const DRAWING: (f64, f64, f64) = (30.0, 0.9, 0.8);

    #[test]
    fn a_photo_is_searched_more_slowly() {
        let speeds =
            |texture| [Search::Thorough, Search::Utmost].map(|it| shared(it, texture).speed());

        assert_eq!(speeds(SOFT_PHOTO), [6, 5]);
        assert_eq!(speeds(BUSY_PHOTO), [6, 3]);
        assert_eq!(speeds(SMOOTH), [7, 5]);
        assert_eq!(speeds(DRAWING), [7, 5]);
        assert_eq!(whole(shared(Search::Thorough, BUSY_PHOTO)).speed(), 7);
        assert_eq!(shared(Search::Sparing, BUSY_PHOTO).speed(), 6);
        assert_eq!(shared(Search::Brisk, SOFT_PHOTO).speed(), 8);
    }

    #[test]
    fn edges_and_light_decide_how_a_small_file_is_looked_for() {
        let search = |light, (detail, flat, fineness)| {
            small_search(Texture {
                detail,
                light,
                flat,
                fineness,
            })
        };

        for (texture, bright, dim) in [
            (SOFT_PHOTO, Search::Sparing, Search::Sparing),
            (SOFT_EDGED_PHOTO, Search::Thorough, Search::Thorough),
            (BUSY_PHOTO, Search::Sparing, Search::Sparing),
            (EDGED_PHOTO, Search::Brisk, Search::Sparing),
            ((2.0, 0.04, 0.8), Search::Sparing, Search::Sparing),
            ((4.9, 0.0, 0.8), Search::Sparing, Search::Sparing),
            ((5.0, 0.0, 0.8), Search::Brisk, Search::Sparing),
            ((5.0, 0.1, 0.8), Search::Brisk, Search::Sparing),
        ] {
            assert_eq!(search(70.0, texture), bright, "{texture:?}");
            assert_eq!(search(69.0, texture), dim, "{texture:?}");
        }
    }

    #[test]
    fn squares_alone_are_tried_where_no_edges_run() {
        let (utmost, thorough) = (Search::Utmost, Search::Thorough);

        for squares in [
            shared(utmost, BUSY_PHOTO),
            whole(shared(utmost, (8.0, 0.1, 0.9))),
            shared(Search::Sparing, SOFT_PHOTO),
            shared(Search::Sparing, EDGED_PHOTO),
        ] {
            assert!(squares.is_in_squares(), "{squares:?}");
        }
        for other in [
            shared(utmost, EDGED_PHOTO),
            shared(utmost, SOFT_PHOTO),
            shared(utmost, SMOOTH),
            shared(utmost, DRAWING),
            shared(thorough, SOFT_EDGED_PHOTO),
            shared(thorough, SMOOTH),
            shared(thorough, DRAWING),
            whole(shared(thorough, BUSY_PHOTO)),
            shared(Search::Brisk, SOFT_PHOTO),
        ] {
            assert!(!other.is_in_squares(), "{other:?}");
        }
    }

    #[test]
    fn a_sparing_search_tries_large_blocks_alone() {
        use Blocks::{All, FromEight, FromSixteen, FromThirtyTwo};
        let all = |texture| SEARCHES.map(|search| shared(search, texture).blocks());
        let sparing = |texture| shared(Search::Sparing, texture);
        let dim = |manner: Manner| Manner {
            texture: Texture {
                light: 69.0,
                ..manner.texture
            },
            ..manner
        };

        assert_eq!(all(SOFT_PHOTO), [All, All, FromThirtyTwo, All, FromEight]);
        assert_eq!(all(BUSY_PHOTO), [All, All, FromThirtyTwo, All, FromEight]);
        for texture in [(2.4, 0.0, 0.8), (1.4, 0.0, 0.85), EDGED_PHOTO] {
            assert_eq!(sparing(texture).blocks(), FromSixteen, "{texture:?}");
        }
        assert_eq!(dim(sparing(SOFT_PHOTO)).blocks(), FromSixteen);
        for other in [SMOOTH, DRAWING] {
            assert_eq!(shared(Search::Utmost, other).blocks(), All);
        }
    }

    #[test]
    fn fewer_transforms_are_tried_on_grain_and_beside_other_shapes() {
        use Transforms::{All, Common, Cosines, OfPrediction};
        let all = |texture| SEARCHES.map(|search| shared(search, texture).transforms());
        let brisk = |texture| shared(Search::Brisk, texture).transforms();
        let utmost = |texture| shared(Search::Utmost, texture).transforms();

        assert_eq!(all(SOFT_PHOTO), [All, All, Cosines, All, All]);
        assert_eq!(all(BUSY_PHOTO), [All, All, Cosines, All, All]);
        assert_eq!(brisk((1.6, 0.0, 0.7)), Cosines);
        assert_eq!(utmost((1.6, 0.0, 0.7)), All);
        assert_eq!(utmost((2.9, 0.0, 0.8)), All);
        assert_eq!(utmost((3.1, 0.0, 0.8)), OfPrediction);
        assert_eq!(utmost(EDGED_PHOTO), OfPrediction);
        assert_eq!(utmost(SMOOTH), Common);
        assert_eq!(utmost(DRAWING), All);
        for other in [SOFT_EDGED_PHOTO, SMOOTH, DRAWING] {
            assert_eq!(brisk(other), All, "{other:?}");
            assert_eq!(shared(Search::Thorough, other).transforms(), All);
        }
        for search in [
            Search::Quick,
            Search::Brisk,
            Search::Thorough,
            Search::Utmost,
        ] {
            let coloured = whole(shared(search, (8.0, 0.1, 0.9)));
            assert_eq!(coloured.transforms(), All, "{coloured:?}");
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
}
