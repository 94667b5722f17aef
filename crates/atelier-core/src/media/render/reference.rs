//! References: what a variant is held against, by an eye or by a score.
//!
//! Both are held against the very pixels that the encoder was given: scaled by
//! the same steps, right side up and in sRGB. Nothing here is kept or sent.

use super::colours::Picture;
use super::plan::{Plan, Step, just};
use super::{Cancelled, Colours, RenderError, VariantError, go_on, show_all};
use crate::domain::media_type::MediaType;
use crate::domain::preset::{Effort, Fit, Preset};
use crate::domain::variant::VariantFormat;
use crate::media::decode::Source;
use crate::media::pixels::Channels;
use crate::media::score::Reference;
use crate::media::{encode, resize};

/// The most pixels that a picture is shown with at its own size. Four times as
/// many would be half a gigabyte while it is on screen.
const MOST_PIXELS: f64 = 24.0e6;

/// Nothing of this quality can be told from its picture at one to one.
const QUALITY: u8 = 97;

/// Returns the picture that a variant was made from, scaled as the variant is:
/// a PNG, so that nothing is lost.
///
/// # Errors
/// Refuses a picture that cannot be decoded or scaled.
pub fn reference(
    file: &[u8],
    media_type: MediaType,
    preset: &Preset,
    cancelled: Cancelled<'_>,
) -> Result<Vec<u8>, RenderError> {
    let given = given(file, media_type, preset, cancelled)?;
    Ok(encode::lossless(&given.in_srgb()).map_err(VariantError::from)?)
}

/// Returns the part of a picture that a variant shows, in the picture's own
/// pixels, or in 24 million of them if there are more: a JPEG that keeps its
/// colours at full resolution, or a PNG if it is see-through.
///
/// # Errors
/// Refuses a picture that cannot be decoded or scaled.
pub fn at_full_size(file: &[u8], media_type: MediaType, fit: Fit) -> Result<Vec<u8>, RenderError> {
    let source = Source::open(file, media_type)?;
    let step = Step::new(&source, all_of(fit, source.shown_size()), just);
    let decoded = source.decode(step.scale)?;
    let colours = Colours::of(&source, decoded.channels());
    let crop = step.crop_of(decoded.width(), decoded.height());
    let part = resize::middle(&decoded, crop, step.size);
    drop(decoded);
    let (width, height) = step.size;
    let shown = colours.show(part.ok_or(VariantError::Resize { width, height })?);
    let encoded = match shown.channels() {
        Channels::Rgba => encode::lossless(&shown),
        _ => encode::encode(&shown, VariantFormat::Jpeg, QUALITY, Effort::Fast),
    };
    Ok(encoded.map_err(VariantError::from)?)
}

/// Scores a variant's file, in SSIMULACRA2, against what its encoder was given.
/// None when the file cannot be decoded or has another size.
///
/// `cancelled` is asked between steps; a step takes well under a second for a
/// picture of a screen's size.
///
/// # Errors
/// Refuses a picture that cannot be decoded or scaled.
pub fn measure(
    file: &[u8],
    media_type: MediaType,
    preset: &Preset,
    variant: &[u8],
    cancelled: Cancelled<'_>,
) -> Result<Option<f64>, RenderError> {
    let given = given(file, media_type, preset, cancelled)?;
    go_on(cancelled)?;
    let Some(reference) = Reference::of(&given.pixels, given.gamut) else {
        return Ok(None);
    };
    go_on(cancelled)?;
    Ok(reference.score(variant, preset.format))
}

/// The pixels that the encoder is given for a preset.
fn given(
    file: &[u8],
    media_type: MediaType,
    preset: &Preset,
    cancelled: Cancelled<'_>,
) -> Result<Picture, RenderError> {
    let source = Source::open(file, media_type)?;
    let presets = std::slice::from_ref(preset);
    let plan = Plan::new(&source, presets);
    let shown = show_all(&source, &plan, presets, cancelled)?;
    let picture = shown.pictures.into_iter().flatten().next();
    let (width, height) = source.shown_size();
    let (width, height) = preset.target_size(width, height);
    Ok(picture.ok_or(VariantError::Resize { width, height })?)
}

/// The same part of a picture of this size, as large as it is.
fn all_of(fit: Fit, (width, height): (u32, u32)) -> Fit {
    let (width, height) = fit.crop(width, height);
    let scale = (MOST_PIXELS / (width * height)).sqrt().min(1.0);
    // The casts take what is too large for the largest there is.
    let side = |side: f64| ((side * scale).round() as u32).max(1);
    match fit {
        Fit::Within(_) => Fit::within(side(width), side(height)),
        Fit::Cover(_) => Fit::cover(side(width), side(height)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::variant::VariantType;
    use crate::media::decode::Scale;
    use crate::media::pixels::Pixels;
    use crate::media::render::{Scores, render};
    use crate::media::testing::{cut_out, difference, jpeg, never, photo, png, turned};

    fn preset(fit: Fit, format: VariantFormat) -> Preset {
        Preset {
            name: "some".into(),
            variant_type: VariantType::Webp,
            fit,
            format,
            quality: 80,
            effort: Effort::Fast,
            floor: None,
            max_bytes: None,
            colours: Default::default(),
        }
    }

    fn decoded(file: &[u8], media_type: MediaType) -> Pixels {
        let source = Source::open(file, media_type).expect("opens");
        source.decode(Scale::Full).expect("decodes")
    }

    #[test]
    fn a_reference_is_what_the_encoder_was_given_to_the_bit() {
        let file = turned(&jpeg(&photo(800, 600)), 6);
        for fit in [Fit::cover(90, 60), Fit::within(200, 200)] {
            let exact = preset(fit, VariantFormat::Png);
            let rendered = render(
                &file,
                MediaType::Jpeg,
                std::slice::from_ref(&exact),
                Scores::WhereNeeded,
                &never,
            );
            let rendered = rendered.expect("renders");
            let made = rendered.variants.into_iter().next().expect("one");

            let shown = reference(&file, MediaType::Jpeg, &exact, &never).expect("made");

            assert_eq!(
                decoded(&shown, MediaType::Png),
                decoded(made.expect("made").clean.bytes(), MediaType::Png)
            );
        }
    }

    #[test]
    fn at_full_size_the_part_that_a_variant_shows_has_the_pictures_own_pixels() {
        let picture = photo(400, 400);
        let thumbnail = Fit::cover(90, 60);

        let part = at_full_size(&png(&picture), MediaType::Png, thumbnail).expect("made");

        let part = decoded(&part, MediaType::Jpeg);
        let middle = picture.part((0, 66), (400, 267)).expect("the middle");
        assert_eq!((part.width(), part.height()), (400, 267));
        assert!(difference(&part, &middle) < 6.0);
    }

    #[test]
    fn what_is_see_through_stays_so() {
        let file = png(&cut_out(120, 80));

        let shown = at_full_size(&file, MediaType::Png, Fit::within(60, 60)).expect("made");

        let shown = decoded(&shown, MediaType::Png);
        assert_eq!(shown.channels(), Channels::Rgba);
        assert_eq!(shown.on_white(), cut_out(120, 80).on_white());
    }

    #[test]
    fn more_pixels_than_a_screen_bears_are_shown_smaller_in_the_same_shape() {
        let Fit::Within(bounds) = all_of(Fit::within(1, 1), (12_000, 8_000)) else {
            panic!("all of the picture is shown");
        };

        assert_eq!((bounds.width, bounds.height), (6_000, 4_000));
        assert_eq!(
            all_of(Fit::cover(300, 200), (4_000, 3_000)),
            Fit::cover(4_000, 2_667)
        );
    }

    #[test]
    fn a_score_that_is_measured_later_is_the_one_that_was_measured_at_once() {
        let file = jpeg(&photo(640, 480));
        for format in [VariantFormat::Webp, VariantFormat::Avif] {
            let small = preset(Fit::cover(150, 100), format);
            let rendered = render(
                &file,
                MediaType::Jpeg,
                std::slice::from_ref(&small),
                Scores::Always,
                &never,
            );
            let rendered = rendered.expect("renders");
            let made = rendered.variants.into_iter().next().expect("one");
            let made = made.expect("made");

            let later = measure(&file, MediaType::Jpeg, &small, made.clean.bytes(), &never);

            assert_eq!(later.expect("measures"), made.score);
            assert!(made.score.is_some_and(|score| score > 30.0));
        }
    }

    #[test]
    fn a_file_of_another_size_has_no_score_and_a_cancelled_one_is_not_measured() {
        let file = jpeg(&photo(640, 480));
        let small = preset(Fit::within(150, 150), VariantFormat::Png);

        let other = measure(
            &file,
            MediaType::Jpeg,
            &small,
            &png(&photo(150, 100)),
            &never,
        );
        let stopped = measure(&file, MediaType::Jpeg, &small, &file, &|| true);

        assert_eq!(other.expect("measures"), None);
        assert!(matches!(stopped, Err(RenderError::Cancelled)));
    }
}
