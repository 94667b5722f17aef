//! Promises about colours beyond sRGB.

use super::*;
use crate::media::colour::Gamut;
use crate::media::colour::judged::{ciede2000, lab, light};
use crate::media::encode;
use crate::media::testing::code_points;

/// Colours of Display P3 that sRGB does not have.
const SATURATED: [[u8; 3]; 4] = [[255, 0, 0], [20, 250, 30], [250, 130, 0], [0, 190, 200]];

fn avif(colours: Colours, effort: Effort) -> Preset {
    Preset {
        format: VariantFormat::Avif,
        quality: 90,
        effort,
        colours,
        ..lossless(Fit::within(64, 64))
    }
}

fn wide() -> Preset {
    avif(Colours::Wide, Effort::Fast)
}

fn flat(colour: [u8; 3]) -> Vec<u8> {
    jpeg(&Pixels::new(64, 64, Channels::Rgb, colour.repeat(64 * 64)).unwrap())
}

fn in_p3(jpeg: &[u8]) -> Vec<u8> {
    profiled(jpeg, &ColorProfile::new_display_p3().encode().unwrap())
}

/// A colour of Display P3 in CIELAB.
fn lab_of_p3(rgb: [u8; 3]) -> [f64; 3] {
    let [r, g, b] = rgb.map(light);
    lab([
        0.486_571 * r + 0.265_668 * g + 0.198_217 * b,
        0.228_975 * r + 0.691_739 * g + 0.079_287 * b,
        0.045_113 * g + 1.043_944 * b,
    ])
}

fn one(file: &[u8], preset: &Preset) -> RenderedVariant {
    let presets = std::slice::from_ref(preset);
    let rendered = render(file, MediaType::Jpeg, presets, &never).unwrap();
    rendered.variants.into_iter().next().unwrap().unwrap()
}

#[test]
fn saturated_colours_of_a_phone_stay_what_they_were() {
    for colour in SATURATED {
        let file = in_p3(&flat(colour));
        let source = Source::open(&file, MediaType::Jpeg).unwrap();
        let before = colour_at(&source.decode(Scale::Full).unwrap(), (50, 50));

        let made = one(&file, &wide());

        assert_eq!(code_points(made.clean.bytes()), (12, 13));
        let (shown, depth) = decode_avif(made.clean.bytes());
        assert_eq!(depth, 10, "one colour has no lines");
        let after = colour_at(&shown, (50, 50));
        let apart = ciede2000(lab_of_p3(before), lab_of_p3(after));
        assert!(apart < 1.0, "{before:?} became {after:?}: {apart}");
    }
}

#[test]
fn a_photo_in_wide_colours_has_ten_bits() {
    let made = one(&in_p3(&jpeg(&photo(160, 120))), &wide());

    assert_eq!(code_points(made.clean.bytes()), (12, 13));
    assert_eq!(decode_avif(made.clean.bytes()).1, 10);
}

#[test]
fn colours_of_other_wide_spaces_become_those_of_display_p3() {
    let adobe = ColorProfile::new_adobe_rgb().encode().unwrap();
    let file = profiled(&flat([100, 220, 120]), &adobe);

    let made = one(&file, &wide());

    let [r, g, b] = colour_at(&decode_avif(made.clean.bytes()).0, (50, 50));
    // Adobe RGB (100, 220, 120) has this light in its own primaries.
    let [x, y, z] = [100_u8, 220, 120].map(|number| (f64::from(number) / 255.0).powf(2.199_218_75));
    let meant = lab([
        0.576_731 * x + 0.185_554 * y + 0.188_185 * z,
        0.297_377 * x + 0.627_349 * y + 0.075_274 * z,
        0.027_034 * x + 0.070_687 * y + 0.991_108 * z,
    ]);
    let apart = ciede2000(meant, lab_of_p3([r, g, b]));
    assert!(apart < 1.5, "{apart}");
}

#[test]
fn a_picture_in_srgb_is_the_same_file_with_and_without_wide_colours() {
    let plain = jpeg(&photo(64, 48));
    let said = profiled(&plain, &ColorProfile::new_srgb().encode().unwrap());
    for effort in Effort::ALL {
        for file in [&plain, &said] {
            let narrow = one(file, &avif(Colours::Srgb, effort));
            let wide = one(file, &avif(Colours::Wide, effort));

            assert!(narrow.clean == wide.clean, "{effort:?}");
            assert_eq!(code_points(wide.clean.bytes()), (1, 13));
        }
    }
}

#[test]
fn wide_colours_are_had_at_every_effort_and_the_same_on_every_run() {
    let file = in_p3(&jpeg(&photo(64, 48)));
    for effort in Effort::ALL {
        let preset = avif(Colours::Wide, effort);

        let (once, again) = (one(&file, &preset), one(&file, &preset));

        assert_eq!(once.clean.bytes(), again.clean.bytes());
        assert_eq!(code_points(once.clean.bytes()), (12, 13));
    }
}

#[test]
fn a_wide_variant_is_scored_as_a_narrow_one_is() {
    let file = in_p3(&jpeg(&photo(320, 240)));
    let aimed = |colours| Preset {
        floor: Some(72),
        fit: Fit::within(320, 240),
        ..avif(colours, Effort::Fast)
    };

    let narrow = one(&file, &aimed(Colours::Srgb)).score.unwrap();
    let wide = one(&file, &aimed(Colours::Wide)).score.unwrap();

    assert!(narrow >= 72.0 && wide >= 72.0, "{narrow} {wide}");
    assert!((narrow - wide).abs() < 3.0, "{narrow} {wide}");
}

#[test]
fn what_a_picture_looks_like_does_not_depend_on_its_variants_colours() {
    let file = in_p3(&flat([255, 0, 0]));
    let look = |preset: Preset| {
        let rendered = render(&file, MediaType::Jpeg, &[preset], &never).unwrap();
        rendered.look.unwrap()
    };

    assert_eq!(look(wide()), look(avif(Colours::Srgb, Effort::Fast)));
}

#[test]
fn formats_that_cannot_say_so_are_given_srgb() {
    let p3 = Pixels::new(8, 8, Channels::Rgb, [180, 60, 60].repeat(64)).unwrap();

    let png = encode::encode_in(Gamut::DisplayP3, &p3, VariantFormat::Png, 100, Effort::Fast);

    let png = png.unwrap();
    let source = Source::open(&png, MediaType::Png).unwrap();
    assert_near(
        colour_at(&source.decode(Scale::Full).unwrap(), (50, 50)),
        [196, 47, 54],
    );
}
