//! HEIC and AVIF as phones and programs write them, held against the photo that
//! they were made from.

use super::*;
use crate::media::colour::ToScreen;
use crate::media::resize;

fn fixture(name: &str) -> Vec<u8> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/");
    std::fs::read(format!("{path}{name}")).expect("a fixture")
}

fn media_type(name: &str) -> MediaType {
    if name.ends_with("avif") {
        MediaType::Avif
    } else {
        MediaType::Heic
    }
}

/// The room at the size of a decoded picture.
fn room(like: &Pixels) -> Pixels {
    let photo = open(&fixture("photos/bay-window-morning.jpg"), MediaType::Jpeg).unwrap();
    let full = (f64::from(photo.width()), f64::from(photo.height()));
    resize::middle(&photo, full, (like.width(), like.height())).unwrap()
}

/// Decodes a fixture to sRGB, as stored.
fn shown(name: &str, scale: Scale) -> Pixels {
    let file = fixture(&format!("heif/{name}"));
    let source = Source::open(&file, media_type(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    let pixels = source
        .decode(scale)
        .unwrap_or_else(|e| panic!("{name}: {e}"));
    ToScreen::find(pixels.channels(), source.space()).apply(pixels)
}

#[test]
fn every_depth_and_sampling_shows_the_room() {
    for name in [
        "plain.avif",
        "limited.avif",
        "ten-bit.avif",
        "twelve-bit.avif",
        "grid.avif",
        "moving.avif",
        "plain.heic",
        "odd-size.heic",
        "no-subsampling.heic",
        "limited.heic",
        "ten-bit.heic",
        "twelve-bit.heic",
    ] {
        let whole = shown(name, Scale::Full);
        let room = if name == "grid.avif" {
            grid_room(&whole)
        } else {
            room(&whole)
        };
        let apart = difference(&whole, &room);
        assert!(apart < 5.0, "{name}: {apart}");

        let full = (f64::from(whole.width()), f64::from(whole.height()));
        for scale in [Scale::Half, Scale::Quarter, Scale::Eighth] {
            let small = shown(name, scale);
            let again = resize::middle(&whole, full, (small.width(), small.height())).unwrap();
            let apart = difference(&small, &again);
            // Blocks at an odd edge are cut, which shifts it by a part of a pixel.
            assert!(apart < 8.0, "{name} at {scale:?}: {apart}");
        }
    }
}

/// The grid of AVIF tiles is wider than the room: its edge is drawn out.
fn grid_room(like: &Pixels) -> Pixels {
    let (width, height) = (like.width() * 320 / 384, like.height() * 214 / 256);
    let blank = Pixels::new(
        width,
        height,
        Channels::Rgb,
        vec![0; (width * height * 3) as usize],
    );
    let room = room(&blank.unwrap());
    let mut bytes = Vec::new();
    for y in 0..like.height() {
        for x in 0..like.width() {
            let at = (y.min(height - 1) * width + x.min(width - 1)) as usize * 3;
            bytes.extend_from_slice(&room.bytes()[at..at + 3]);
        }
    }
    Pixels::new(like.width(), like.height(), Channels::Rgb, bytes).unwrap()
}

#[test]
fn gray_is_gray() {
    for name in ["gray.avif", "gray.heic"] {
        let file = fixture(&format!("heif/{name}"));
        let pixels = open(&file, media_type(name)).unwrap();

        assert_eq!(pixels.channels(), Channels::Gray, "{name}");
        let expected = room(&pixels).map(Channels::Gray, |[r, g, b]: [u8; 3]| {
            [((u32::from(r) * 299 + u32::from(g) * 587 + u32::from(b) * 114) / 1000) as u8]
        });
        assert!(difference(&pixels, &expected) < 5.0, "{name}");
    }
}

#[test]
fn opacity_is_kept_and_colours_under_it_are_whole() {
    for name in ["opacity.avif", "premultiplied.avif", "opacity.heic"] {
        for scale in [Scale::Full, Scale::Half] {
            let pixels = shown(name, scale);

            assert_eq!(pixels.channels(), Channels::Rgba, "{name}");
            let half = pixels
                .bytes()
                .as_chunks::<4>()
                .0
                .iter()
                .all(|p| p[3].abs_diff(128) <= 3);
            assert!(half, "{name} at {scale:?}: half see-through everywhere");
            let colours = pixels.map(Channels::Rgb, |[r, g, b, _]: [u8; 4]| [r, g, b]);
            let apart = difference(&colours, &room(&colours));
            assert!(apart < 6.0, "{name} at {scale:?}: {apart}");
        }
    }
}

#[test]
fn a_grid_of_tiles_is_one_picture_at_every_scale() {
    let file = fixture("heif/grid-turned.heic");
    let source = Source::open(&file, MediaType::Heic).unwrap();

    for scale in Scale::ALL {
        let pixels = source.decode(scale).unwrap();
        let apart = difference(&pixels, &room(&pixels));
        assert!(apart < 6.0, "at {scale:?}: {apart}");
    }
    assert_eq!(source.stored_size(), (320, 214));
}

#[test]
fn wide_colours_are_brought_to_srgb_by_profile_and_by_number() {
    let plain = shown("plain.avif", Scale::Full);
    let by_profile = shown("display-p3.avif", Scale::Full);
    let by_number = shown("p3-by-number.avif", Scale::Full);

    // The same numbers mean stronger colours in P3.
    assert!(difference(&by_profile, &plain) > 1.0);
    let apart = difference(&by_profile, &by_number);
    assert!(apart < 1.5, "{apart}");
}

#[test]
fn light_above_white_is_toned_down() {
    for name in ["pq.avif", "hlg.avif", "hlg.heic"] {
        let pixels = shown(name, Scale::Full);
        let mean = pixels
            .bytes()
            .iter()
            .map(|byte| u64::from(*byte))
            .sum::<u64>()
            / pixels.bytes().len() as u64;

        assert_eq!(pixels.channels(), Channels::Rgb, "{name}");
        assert!((60..=235).contains(&mean), "{name}: {mean}");
    }
}

#[test]
fn what_claims_more_than_it_is_is_refused_before_it_hurts() {
    for name in [
        "six-thousand-tiles.heic",
        "3600-megapixels.heic",
        "4225-megapixels.avif",
        "small-for-its-size.heic",
        "small-for-its-size.avif",
        "box-without-length.heic",
        "cut-short.heic",
        "cut-short.avif",
    ] {
        let file = fixture(&format!("bad/{name}"));
        let began = std::time::Instant::now();

        let refused = open(&file, media_type(name));

        assert!(refused.is_err(), "{name}");
        assert!(
            began.elapsed().as_secs() < 5,
            "{name}: {:?}",
            began.elapsed()
        );
    }
}

#[test]
fn a_file_cut_anywhere_is_refused_and_nothing_breaks_off() {
    for name in [
        "plain.avif",
        "opacity.avif",
        "plain.heic",
        "grid-turned.heic",
    ] {
        let whole = fixture(&format!("heif/{name}"));
        for hundredths in [1, 3, 5, 10, 30, 60, 90, 99] {
            let cut = &whole[..whole.len() * hundredths / 100];
            assert!(
                open(cut, media_type(name)).is_err(),
                "{name} cut at {hundredths} %"
            );
        }
    }
}

#[test]
fn a_flipped_byte_never_ends_the_work() {
    for name in ["plain.avif", "plain.heic", "grid-turned.heic"] {
        let whole = fixture(&format!("heif/{name}"));
        for at in (0..whole.len()).step_by(97) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x55;
            // Some damage shows as another picture; none may show as a crash.
            drop(open(&damaged, media_type(name)));
        }
    }
}
