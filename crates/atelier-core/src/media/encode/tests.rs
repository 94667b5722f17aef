use super::*;
use crate::domain::media_type::MediaType;
use crate::media::colour::Gamut;
use crate::media::decode::{Scale, Source};
use crate::media::encode::avif::Search;
use crate::media::encode::yuv::{Chroma, Texture};
use crate::media::pixels::Channels;
use crate::media::score::Reference;
use crate::media::testing::{cut_out, decode_avif, difference, photo};

fn decode(file: &[u8], media_type: MediaType) -> Pixels {
    Source::open(file, media_type)
        .unwrap()
        .decode(Scale::Full)
        .unwrap()
}

#[test]
fn every_format_shows_the_picture_that_was_given() {
    let picture = photo(160, 120);
    let made = |format| encode(&picture, format, 85, Effort::Fast).unwrap();

    let png = decode(&made(VariantFormat::Png), MediaType::Png);
    let jpeg = decode(&made(VariantFormat::Jpeg), MediaType::Jpeg);
    let webp = decode(&made(VariantFormat::Webp), MediaType::Webp);
    let (avif, _) = decode_avif(&made(VariantFormat::Avif));

    assert_eq!(png, picture);
    assert!(difference(&jpeg, &picture) < 3.0);
    assert!(difference(&webp, &picture) < 4.0);
    assert!(difference(&avif.without_idle_alpha(), &picture) < 4.0);
}

#[test]
fn opacity_survives_where_the_format_has_it() {
    let picture = cut_out(64, 48);

    let png = decode(
        &encode(&picture, VariantFormat::Png, 80, Effort::Fast).unwrap(),
        MediaType::Png,
    );
    let webp = encode(&picture, VariantFormat::Webp, 80, Effort::Fast).unwrap();
    let webp = decode(&webp, MediaType::Webp);
    let (avif, _) = decode_avif(&encode(&picture, VariantFormat::Avif, 80, Effort::Fast).unwrap());

    for decoded in [png, webp, avif] {
        let alpha: Vec<u8> = decoded
            .bytes()
            .as_chunks::<4>()
            .0
            .iter()
            .map(|p| p[3])
            .collect();
        assert!(
            alpha[0] > 250 && alpha[63] < 5,
            "{} {}",
            alpha[0],
            alpha[63]
        );
    }
}

#[test]
fn a_jpeg_of_something_see_through_lies_on_white_paper() {
    let made = encode(&cut_out(64, 48), VariantFormat::Jpeg, 90, Effort::Fast).unwrap();

    let decoded = decode(&made, MediaType::Jpeg);

    assert_eq!(decoded.channels(), Channels::Rgb);
    assert!(
        decoded.bytes()[63 * 3..64 * 3]
            .iter()
            .all(|sample| *sample > 245)
    );
}

#[test]
fn avif_has_ten_bits_where_its_encoder_is_good_at_them() {
    let picture = photo(160, 120);
    let depth = |effort| decode_avif(&encode(&picture, VariantFormat::Avif, 60, effort).unwrap()).1;

    assert_eq!(depth(Effort::Fast), 10);
    assert_eq!(depth(Effort::Small), 8);
}

/// A library that does not know one of its options refuses to write.
#[test]
fn avif_of_every_manner_shows_the_picture_that_was_given() {
    let picture = photo(160, 120);
    let textures = [
        ("soft", (1.4, 0.0, 0.8)),
        ("soft with edges", (1.4, 0.1, 0.8)),
        ("busy", (1.6, 0.0, 0.6)),
        ("busy with edges", (1.6, 0.1, 0.6)),
        ("grainy", (4.0, 0.0, 0.9)),
        ("smooth", (1.0, 0.4, 0.7)),
        ("drawn", (30.0, 0.9, 0.7)),
    ];
    let searches = [
        Search::Quick,
        Search::Brisk,
        Search::Sparing,
        Search::Thorough,
        Search::Utmost,
    ];
    for (name, (detail, flat, fineness)) in textures {
        for search in searches {
            for chroma in [Chroma::Quarter, Chroma::Whole] {
                let texture = Texture {
                    detail,
                    light: 150.0,
                    flat,
                    fineness,
                };
                let manner = avif::Manner {
                    search,
                    chroma,
                    texture,
                };
                let step = avif::position(85.0, manner) as u16;

                let file = avif::encode_step(&picture, Gamut::Srgb, step, manner).unwrap();

                let shown = decode_avif(&file).0.without_idle_alpha();
                let off = difference(&shown, &picture);
                assert!(off < 4.0, "{name} {search:?} {chroma:?}: {off}");
            }
        }
    }
}

#[test]
fn colours_that_change_from_pixel_to_pixel_stay_in_avif() {
    let stripes = [[220, 30, 40], [30, 60, 210]].concat().repeat(48 * 64);
    let picture = Pixels::new(96, 64, Channels::Rgb, stripes).unwrap();
    for effort in Effort::ALL {
        let (shown, _) = decode_avif(&encode(&picture, VariantFormat::Avif, 75, effort).unwrap());

        let lost = difference(&shown.without_idle_alpha(), &picture);
        assert!(lost < 8.0, "{effort:?} loses {lost}");
    }
}

/// A plan with walls, of whose paper so many columns are hatched.
fn plan(hatched: u32) -> Pixels {
    let samples = (0..256_u32 * 192).flat_map(|at| {
        let (x, y) = (at % 256, at / 256);
        let is_hatched = x < hatched && (x + y) % 6 == 0;
        let is_wall = x % 64 < 3 && y > 20;
        [if is_hatched || is_wall { 20 } else { 255 }; 3]
    });
    Pixels::new(256, 192, Channels::Rgb, samples.collect()).unwrap()
}

#[test]
fn the_hatching_of_a_plan_stays_what_it_was() {
    for hatched in [64, 128, 256] {
        let plan = plan(hatched);
        let reference = Reference::of(&plan, Gamut::Srgb).unwrap();
        for effort in Effort::ALL {
            let file = encode(&plan, VariantFormat::Avif, 64, effort).unwrap();

            let score = reference.score(&file, VariantFormat::Avif).unwrap();
            assert!(score > 70.0, "{hatched} {effort:?}: {score}");
        }
    }
}

#[test]
fn the_same_pixels_give_the_same_bytes() {
    let picture = cut_out(97, 55);
    for format in VariantFormat::ALL {
        let made = || encode(&picture, *format, 70, Effort::Fast).unwrap();

        assert_eq!(made(), made(), "{format}");
    }
}

#[test]
fn quality_costs_bytes() {
    let picture = photo(160, 120);
    for format in [
        VariantFormat::Jpeg,
        VariantFormat::Webp,
        VariantFormat::Avif,
    ] {
        let bytes = |quality| {
            encode(&picture, format, quality, Effort::Fast)
                .unwrap()
                .len()
        };

        assert!(bytes(30) < bytes(60) && bytes(60) < bytes(90), "{format}");
    }
}

#[test]
fn one_pixel_is_a_picture() {
    let dot = Pixels::new(1, 1, Channels::Rgb, vec![10, 200, 30]).unwrap();
    for format in VariantFormat::ALL {
        assert!(encode(&dot, *format, 80, Effort::Fast).is_ok(), "{format}");
    }
}

#[test]
fn what_a_format_cannot_hold_is_refused_by_name() {
    let ribbon = Pixels::new(16_384, 1, Channels::Rgb, vec![0; 16_384 * 3]).unwrap();

    let refused = encode(&ribbon, VariantFormat::Webp, 80, Effort::Fast);

    assert_eq!(
        refused,
        Err(EncodeError::TooLarge {
            format: VariantFormat::Webp,
            width: 16_384,
            height: 1
        })
    );
}

#[test]
fn every_quality_of_avif_is_worth_its_bytes() {
    let picture = photo(320, 240);
    let bytes = |quality| {
        encode(&picture, VariantFormat::Avif, quality, Effort::Fast)
            .unwrap()
            .len()
    };

    let sizes: Vec<usize> = [10, 25, 40, 55, 70, 84, 92, 100].map(bytes).to_vec();

    assert!(sizes.is_sorted_by(|a, b| a < b), "{sizes:?}");
}
