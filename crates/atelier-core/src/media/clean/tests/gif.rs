//! Promises about GIF.

use super::builders::*;
use super::*;
use crate::domain::receipt::{Carrier, Kept, Removed};
use crate::media::bytes::Order;

const STEER: &[u8] = b"!\xF9\x04\x05\x0A\0\x01\0";
const LOOP: &[u8] = b"!\xFF\x0BNETSCAPE2.0\x03\x01\x02\0\0";

fn profile() -> Vec<u8> {
    extension(0xFF, &[b"ICCRGBG1012", &[7; 600]])
}

fn has_removed(file: &CleanFile, carrier: Carrier, kind: RemovedKind) -> bool {
    file.receipt().removed.contains(&Removed { carrier, kind })
}

#[test]
fn a_clean_animation_stays_the_same_to_the_byte() {
    let bytes = gif(&[LOOP, &profile(), STEER, FRAME, STEER, FRAME]);

    let file = cleaned(&bytes);

    assert_eq!(file.bytes(), bytes);
    assert_eq!(file.receipt().kept, [Kept::ColourProfile, Kept::Animation]);
    assert!(file.inspection().animated);
}

#[test]
fn the_xmp_extension_goes_and_its_place_is_told() {
    let packet = street_packet();
    for block in [
        xmp_extension(&packet),
        extension(0xFF, &[b"XMP DataXMP", &packet]),
    ] {
        let file = cleaned(&gif(&[LOOP, &block, STEER, FRAME]));

        assert_eq!(file.bytes(), gif(&[LOOP, STEER, FRAME]));
        assert!(has_removed(&file, Carrier::Xmp, RemovedKind::Street));
        assert!(file.receipt().had_place);
    }
}

#[test]
fn comments_plain_text_and_unknown_extensions_go() {
    let text = extension(0x01, &[&[0; 12], STREET.as_bytes()]);
    let cases = [
        (extension(0xFE, &[STREET.as_bytes()]), RemovedKind::Comment),
        (text, RemovedKind::Comment),
        (
            extension(0xFF, &[b"ImageMagick", b"gamma=0.45", STREET.as_bytes()]),
            RemovedKind::PrivateData,
        ),
        (
            extension(0xFF, &[b"C2PA_GIF\x01\0\0", STREET.as_bytes()]),
            RemovedKind::ContentCredentials,
        ),
        (
            extension(0x77, &[STREET.as_bytes()]),
            RemovedKind::PrivateData,
        ),
    ];
    for (block, kind) in cases {
        let file = cleaned(&gif(&[STEER, &block, FRAME]));

        assert_eq!(file.bytes(), gif(&[STEER, FRAME]));
        assert_eq!(file.receipt().removed.first().map(|r| r.kind), Some(kind));
        assert!(!file.receipt().had_place);
    }
}

#[test]
fn blocks_that_stay_hold_nothing_more_than_they_should() {
    let steer = extension(0xF9, &[b"\x05\x0A\0\x01", STREET.as_bytes()]);
    let long = extension(0xF9, &[&[b"\x05\x0A\0\x01", STREET.as_bytes()].concat()]);
    let times = extension(0xFF, &[b"NETSCAPE2.0", b"\x01\x02\0", STREET.as_bytes()]);
    for (block, stays) in [(steer, STEER), (long, STEER), (times, LOOP)] {
        let file = cleaned(&gif(&[&block, FRAME]));

        assert_eq!(file.bytes(), gif(&[stays, FRAME]));
    }
}

#[test]
fn a_second_profile_goes() {
    let file = cleaned(&gif(&[&profile(), &profile(), FRAME]));

    assert_eq!(file.bytes(), gif(&[&profile(), FRAME]));
}

#[test]
fn what_follows_the_end_goes() {
    let mut bytes = gif(&[FRAME]);
    bytes.extend(jpeg(&[exif_segment(&camera(Order::Big))]));

    let file = cleaned(&bytes);

    assert_eq!(file.bytes(), gif(&[FRAME]));
    assert_eq!(removed(&file), ["GPS position", "second picture"]);
}

#[test]
fn padding_between_blocks_goes() {
    let file = cleaned(&gif(&[b"\0\0", FRAME, b"\0"]));

    assert_eq!(file.bytes(), gif(&[FRAME]));
}

#[test]
fn everything_keeps_what_moves_and_colours_the_picture() {
    let bytes = gif(&[
        LOOP,
        &xmp_extension(&street_packet()),
        &profile(),
        STEER,
        FRAME,
        FRAME,
    ]);

    let file = clean(&bytes, Policy::Everything).expect("can be cleaned");

    assert_eq!(file.bytes(), gif(&[LOOP, &profile(), STEER, FRAME, FRAME]));
}

#[test]
fn a_file_without_its_end_is_cut_short() {
    let mut bytes = gif(&[STEER, FRAME]);
    for _ in 0..FRAME.len() {
        bytes.pop();
        let error = clean(&bytes, Policy::Location).expect_err("is refused");
        assert_eq!(error.code(), "cut_short");
    }
}

#[test]
fn the_second_reader_finds_each_carrier_by_itself() {
    let files = [
        gif(&[&xmp_extension(&street_packet()), FRAME]),
        gif(&[&extension(0xFE, &[b"anything"]), FRAME]),
        gif(&[&extension(0x01, &[&[0; 12]]), FRAME]),
        gif(&[&extension(0xFF, &[b"SOMETHING01", b"x"]), FRAME]),
        gif(&[
            &extension(0xFF, &[b"NETSCAPE2.0", b"\x01\0\0", b"more"]),
            FRAME,
        ]),
        gif(&[&extension(0xF9, &[b"\0\0\0\0more"]), FRAME]),
        gif(&[&extension(0xFF, &[b"ICCRGBG1012", b"GPSLatitude"]), FRAME]),
        gif(&[b"\0", FRAME]),
        [gif(&[FRAME]), b"trailer".to_vec()].concat(),
    ];
    for (index, file) in files.iter().enumerate() {
        assert!(
            proof::prove(file, file, MediaType::Gif).is_err(),
            "file {index}"
        );
    }
    let clean = gif(&[STEER, FRAME]);
    assert!(proof::prove(&clean, &clean, MediaType::Gif).is_ok());
    let mut other = clean.clone();
    other[15] ^= 1;
    assert!(proof::prove(&clean, &other, MediaType::Gif).is_err());
}

#[test]
fn a_profile_that_hides_a_position_goes() {
    let profile = camera_in_a_profile();
    let parts: Vec<&[u8]> = std::iter::once(&b"ICCRGBG1012"[..])
        .chain(profile.chunks(255))
        .collect();

    let file = cleaned(&gif(&[&extension(0xFF, &parts), STEER, FRAME]));

    assert_eq!(file.bytes(), gif(&[STEER, FRAME]));
    assert!(file.receipt().had_place);
}
