mod wide;

use moxcms::ColorProfile;

use super::*;
use crate::domain::preset::{Colours, Effort, Fit};
use crate::domain::variant::VariantType;
use crate::media::decode::Scale;
use crate::media::pixels::{Channels, Pixels};
use crate::media::resize;
use crate::media::testing::{
    colour_at, cut_out, decode_avif, difference, jpeg, never, photo, png, profiled, turned,
};

/// The defaults at a fifth of their size: encoders are slow in tests.
fn presets() -> Vec<Preset> {
    let small = |bounds: &mut crate::domain::preset::Bounds| {
        bounds.width /= 5;
        bounds.height /= 5;
    };
    let mut presets = Preset::defaults();
    for preset in &mut presets {
        match &mut preset.fit {
            Fit::Cover(bounds) | Fit::Within(bounds) => small(bounds),
        }
    }
    presets
}

fn lossless(fit: Fit) -> Preset {
    Preset {
        name: "exact".into(),
        variant_type: VariantType::Optimized,
        fit,
        format: VariantFormat::Png,
        quality: 100,
        effort: Effort::Fast,
        floor: None,
        max_bytes: None,
        colours: Colours::Srgb,
    }
}

/// Renders as the queue does.
fn render(
    file: &[u8],
    media_type: MediaType,
    presets: &[Preset],
    cancelled: Cancelled<'_>,
) -> Result<Rendered, RenderError> {
    super::render_and_look(file, media_type, presets, cancelled)
}

fn made(rendered: &Rendered, at: usize) -> &RenderedVariant {
    rendered.variants[at].as_ref().expect("was made")
}

fn pixels(variant: &RenderedVariant) -> Pixels {
    let bytes = variant.clean.bytes();
    match variant.format {
        VariantFormat::Avif => decode_avif(bytes).0.without_idle_alpha(),
        format => Source::open(bytes, media_type(format))
            .unwrap()
            .decode(Scale::Full)
            .unwrap(),
    }
}

#[test]
fn one_photo_becomes_all_of_its_variants() {
    let photo = photo(1000, 750);

    let rendered = render(&jpeg(&photo), MediaType::Jpeg, &presets(), &never).unwrap();

    let sizes: Vec<_> = (0..4)
        .map(|at| (made(&rendered, at).width, made(&rendered, at).height))
        .collect();
    assert_eq!(sizes, [(60, 40), (213, 160), (320, 240), (480, 360)]);
    assert_eq!((rendered.width, rendered.height), (1000, 750));
    assert!(rendered.notes.is_empty());
    assert!(
        rendered
            .thumbhash
            .as_ref()
            .is_some_and(|hash| hash.len() <= 25)
    );
    for (at, preset) in presets().iter().enumerate() {
        let variant = made(&rendered, at);
        assert_eq!(variant.clean.media_type(), media_type(preset.format));
        assert_eq!(
            (variant.format, variant.quality),
            (preset.format, preset.quality)
        );
        let shown = pixels(variant);
        let crop = preset.fit.crop(1000, 750);
        let reference = resize::middle(&photo, crop, (variant.width, variant.height)).unwrap();
        assert!(difference(&shown, &reference) < 5.0, "{}", preset.name);
    }
}

#[test]
fn the_same_picture_and_presets_give_the_same_bytes() {
    let file = jpeg(&photo(400, 300));
    let once = render(&file, MediaType::Jpeg, &presets(), &never).unwrap();

    let again = render(&file, MediaType::Jpeg, &presets(), &never).unwrap();

    for at in 0..4 {
        assert_eq!(
            made(&once, at).clean.bytes(),
            made(&again, at).clean.bytes()
        );
    }
}

#[test]
fn a_small_picture_is_not_enlarged() {
    let rendered = render(&png(&photo(50, 30)), MediaType::Png, &presets(), &never).unwrap();

    let sizes: Vec<_> = (0..4)
        .map(|at| (made(&rendered, at).width, made(&rendered, at).height))
        .collect();

    assert_eq!(sizes, [(45, 30), (50, 30), (50, 30), (50, 30)]);
}

#[test]
fn the_size_promised_is_the_size_made() {
    let presets = presets();
    for (width, height) in [(333, 1), (1, 500), (301, 199), (767, 431), (10, 10)] {
        for orientation in [1, 6] {
            let file = turned(&jpeg(&photo(width, height)), orientation);
            let rendered = render(&file, MediaType::Jpeg, &presets, &never).unwrap();

            for (at, preset) in presets.iter().enumerate() {
                let promised = preset.target_size(rendered.width, rendered.height);
                let variant = made(&rendered, at);
                assert_eq!(
                    (variant.width, variant.height),
                    promised,
                    "{width}×{height} {orientation}"
                );
            }
        }
    }
}

#[test]
fn a_picture_is_turned_once_and_carries_no_turning_any_more() {
    let upright = jpeg(&photo(320, 240));
    let presets = [lossless(Fit::within(80, 80)), lossless(Fit::cover(30, 20))];
    let stored = render(&upright, MediaType::Jpeg, &presets, &never).unwrap();
    let (top_left, top_right) = {
        let stored = pixels(made(&stored, 0));
        (colour_at(&stored, (10, 10)), colour_at(&stored, (90, 10)))
    };

    let right = render(&turned(&upright, 6), MediaType::Jpeg, &presets, &never).unwrap();

    let shown = pixels(made(&right, 0));
    assert_eq!((shown.width(), shown.height()), (60, 80));
    // Turned right by a quarter, what was top left is top right.
    assert_near(colour_at(&shown, (90, 10)), top_left);
    assert_near(colour_at(&shown, (90, 90)), top_right);
    assert_eq!(made(&right, 0).clean.inspection().orientation, 1);
    assert_eq!((made(&right, 1).width, made(&right, 1).height), (30, 20));
}

fn assert_near(got: [u8; 3], expected: [u8; 3]) {
    let near = got.iter().zip(expected).all(|(a, b)| a.abs_diff(b) < 16);
    assert!(near, "{got:?} is not {expected:?}");
}

#[test]
fn colours_of_a_wide_space_arrive_in_srgb() {
    let flat = Pixels::new(64, 64, Channels::Rgb, [180, 60, 60].repeat(64 * 64)).unwrap();
    let p3 = ColorProfile::new_display_p3().encode().unwrap();
    let file = profiled(&jpeg(&flat), &p3);

    let rendered = render(
        &file,
        MediaType::Jpeg,
        &[lossless(Fit::within(32, 32))],
        &never,
    )
    .unwrap();

    assert_near(
        colour_at(&pixels(made(&rendered, 0)), (50, 50)),
        [196, 47, 54],
    );
    assert!(rendered.notes.is_empty());
}

#[test]
fn a_broken_profile_is_noted_and_the_picture_made() {
    let file = profiled(&jpeg(&photo(64, 64)), b"this is no profile");

    let rendered = render(&file, MediaType::Jpeg, &presets(), &never).unwrap();

    assert_eq!(rendered.notes, [Note::ProfileIgnored]);
    assert!(rendered.variants.iter().all(Result::is_ok));
}

#[test]
fn one_variant_that_fails_harms_no_other() {
    let mut ribbon = lossless(Fit::within(16_384, 16_384));
    ribbon.format = VariantFormat::Webp;
    let presets = [
        lossless(Fit::within(100, 100)),
        ribbon,
        lossless(Fit::within(50, 50)),
    ];

    let file = png(&photo(16_384, 2));
    let rendered = render(&file, MediaType::Png, &presets, &never).unwrap();

    assert!(rendered.variants[0].is_ok() && rendered.variants[2].is_ok());
    let failed = rendered.variants[1]
        .as_ref()
        .expect_err("is too wide for WebP");
    assert!(
        matches!(failed, VariantError::Encode(EncodeError::TooLarge { .. })),
        "{failed}"
    );
}

#[test]
fn work_that_nobody_waits_for_stops() {
    let asked = std::cell::Cell::new(0);
    let cancelled = || {
        asked.set(asked.get() + 1);
        asked.get() > 3
    };

    let stopped = render(
        &jpeg(&photo(300, 200)),
        MediaType::Jpeg,
        &presets(),
        &cancelled,
    );

    assert!(matches!(stopped, Err(RenderError::Cancelled)));
    assert_eq!(asked.get(), 4);
}

#[test]
fn opacity_stays_in_variants_and_previews() {
    let file = png(&cut_out(200, 100));

    let rendered = render(&file, MediaType::Png, &presets(), &never).unwrap();
    let preview = preview(&file, MediaType::Png, 40).unwrap();

    for at in 0..4 {
        assert_eq!(pixels(made(&rendered, at)).channels(), Channels::Rgba);
    }
    assert_eq!(&preview[8..12], b"WEBP");
}

#[test]
fn a_preview_is_small_upright_and_a_jpeg() {
    let file = turned(&jpeg(&photo(800, 600)), 8);

    let small = preview(&file, MediaType::Jpeg, 96).unwrap();

    let source = Source::open(&small, MediaType::Jpeg).unwrap();
    assert_eq!(source.stored_size(), (72, 96));
}

#[test]
fn memory_is_known_before_any_pixel_is_decoded() {
    let file = jpeg(&photo(1600, 1200));
    let thumbnail = &presets()[..1];

    let defaults = Preset::defaults();
    let cost =
        |presets: &[Preset], scores| memory_cost(&file, MediaType::Jpeg, presets, scores).unwrap();
    let little = cost(thumbnail, Scores::WhereNeeded);
    let all = cost(&defaults, Scores::WhereNeeded);
    let all_scored = cost(&defaults, Scores::Always);

    assert!(little < 1_000_000, "an eighth suffices: {little}");
    assert!((60_000_000..150_000_000).contains(&all), "{all}");
    assert!(all_scored > all + 100_000_000, "{all_scored}");
}

#[test]
fn a_picture_that_is_too_large_a_file_is_made_to_fit() {
    let file = png(&photo(600, 450));
    let limit = 40_000;

    let fitted = fit(&file, MediaType::Png, limit, &never).unwrap();

    assert!(fitted.clean.bytes().len() as u64 <= limit);
    assert_eq!(
        (fitted.format, fitted.width, fitted.height),
        (VariantFormat::Jpeg, 600, 450)
    );
    assert!(fitted.quality >= 70, "{}", fitted.quality);
    let better = encode::encode(
        &photo(600, 450),
        fitted.format,
        fitted.quality + 1,
        Effort::Fast,
    );
    assert!(
        better.unwrap().len() as u64 > limit,
        "a better quality would have fitted too"
    );
}

#[test]
fn what_cannot_fit_decently_is_made_smaller() {
    let file = turned(&jpeg(&photo(600, 450)), 6);

    let fitted = fit(&file, MediaType::Jpeg, 6_000, &never).unwrap();

    assert!(fitted.clean.bytes().len() <= 6_000);
    assert!(fitted.width < 450 && fitted.quality >= 70);
    assert!(fitted.height > fitted.width, "it stays turned");
}

#[test]
fn a_see_through_picture_is_fitted_as_webp() {
    let fitted = fit(&png(&cut_out(200, 150)), MediaType::Png, 4_000, &never).unwrap();

    assert_eq!(fitted.format, VariantFormat::Webp);
    let source = Source::open(fitted.clean.bytes(), MediaType::Webp).unwrap();
    assert_eq!(
        source.decode(Scale::Full).unwrap().channels(),
        Channels::Rgba
    );
}

#[test]
fn a_limit_that_nothing_fits_in_is_refused() {
    let refused = fit(&jpeg(&photo(64, 64)), MediaType::Jpeg, 10, &never);

    assert!(matches!(
        refused,
        Err(RenderError::LimitTooSmall { max_bytes: 10 })
    ));
}

#[test]
fn a_variant_made_alone_is_the_one_made_with_the_others() {
    for (file, media_type) in [
        (jpeg(&photo(1000, 750)), MediaType::Jpeg),
        (png(&photo(700, 500)), MediaType::Png),
    ] {
        let together = render(&file, media_type, &presets(), &never).unwrap();

        for (at, preset) in presets().iter().enumerate() {
            let alone = render(&file, media_type, std::slice::from_ref(preset), &never).unwrap();

            let (alone, among) = (made(&alone, 0), made(&together, at));
            assert!(alone.clean == among.clean, "{}", preset.name);
        }
    }
}

/// The preset of the pages, at a size that tests can bear.
fn aimed(format: VariantFormat, floor: u8) -> Preset {
    Preset {
        format,
        floor: Some(floor),
        ..lossless(Fit::within(320, 240))
    }
}

#[test]
fn a_floor_is_met_in_every_format() {
    let file = png(&photo(320, 240));
    for format in [
        VariantFormat::Webp,
        VariantFormat::Avif,
        VariantFormat::Jpeg,
    ] {
        let preset = aimed(format, 72);
        let fixed = Preset {
            floor: None,
            quality: 95,
            ..preset.clone()
        };

        let rendered = render(&file, MediaType::Png, &[preset, fixed], &never).unwrap();

        let (found, fixed) = (made(&rendered, 0), made(&rendered, 1));
        assert!(found.score.unwrap() >= 72.0, "{format}: {:?}", found.score);
        assert!((1..=8).contains(&found.trials), "{format}");
        assert!(found.clean.bytes().len() < fixed.clean.bytes().len());
        assert_eq!((fixed.score, fixed.trials), (None, 1));
    }
}

#[test]
fn a_cap_comes_before_the_floor_and_the_quality() {
    let picture = photo(320, 240);
    let file = png(&picture);
    for floor in [None, Some(90)] {
        let preset = Preset {
            floor,
            quality: 95,
            max_bytes: Some(2_400),
            ..aimed(VariantFormat::Webp, 90)
        };

        let rendered = render(&file, MediaType::Png, &[preset], &never).unwrap();

        let found = made(&rendered, 0);
        assert!(found.clean.bytes().len() <= 2_400, "{floor:?}");
        assert_eq!(found.score.is_some(), floor.is_some());
        let better = found.quality + 1;
        let better = encode::encode(&picture, VariantFormat::Webp, better, Effort::Fast).unwrap();
        assert!(better.len() > 2_400 - 75, "{floor:?}: {}", better.len());
    }
}

#[test]
fn a_cap_that_nothing_fits_in_is_said_of_that_variant_alone() {
    let preset = Preset {
        max_bytes: Some(300),
        ..aimed(VariantFormat::Webp, 70)
    };
    let presets = [preset, lossless(Fit::within(100, 100))];

    let rendered = render(&png(&photo(320, 240)), MediaType::Png, &presets, &never).unwrap();

    let refused = rendered.variants[0].as_ref().unwrap_err();
    assert!(matches!(refused, VariantError::TooFewBytes { most: 300 }));
    assert_eq!(made(&rendered, 1).width, 100);
}

#[test]
fn what_encoding_would_make_larger_is_copied_and_clean() {
    let small = encode::encode(&photo(320, 240), VariantFormat::Webp, 20, Effort::Fast).unwrap();
    let preset = |fit| Preset {
        quality: 90,
        floor: None,
        ..Preset {
            fit,
            ..aimed(VariantFormat::Webp, 90)
        }
    };
    let presets = [preset(Fit::within(320, 240)), preset(Fit::within(300, 300))];

    let rendered = render(&small, MediaType::Webp, &presets, &never).unwrap();

    let copy = made(&rendered, 0);
    assert!(copy.copied);
    assert_eq!(copy.clean.bytes(), small);
    assert!(!made(&rendered, 1).copied, "another size is encoded");
}

#[test]
fn a_turned_picture_is_never_copied() {
    let small = encode::encode(&photo(320, 240), VariantFormat::Jpeg, 20, Effort::Fast).unwrap();
    let preset = Preset {
        quality: 90,
        floor: None,
        ..aimed(VariantFormat::Jpeg, 90)
    };
    let copied = |file: &[u8]| {
        let presets = std::slice::from_ref(&preset);
        made(&render(file, MediaType::Jpeg, presets, &never).unwrap(), 0).copied
    };

    assert!(copied(&small));
    assert!(!copied(&turned(&small, 3)));
}

#[test]
fn who_only_wants_variants_waits_for_no_sketch_of_the_picture() {
    let (file, presets) = (jpeg(&photo(320, 240)), presets());
    let scores = Scores::WhereNeeded;

    let bare = super::render(&file, MediaType::Jpeg, &presets, scores, &never).unwrap();
    let full = render(&file, MediaType::Jpeg, &presets, &never).unwrap();

    assert!(bare.thumbhash.is_none() && bare.look.is_none());
    assert!(full.thumbhash.is_some() && full.look.is_some());
    for at in 0..presets.len() {
        assert_eq!(made(&bare, at).clean.bytes(), made(&full, at).clean.bytes());
    }
}
