//! Promises about WebP.

use super::builders::*;
use super::*;
use crate::media::bytes::Order;

#[test]
fn a_clean_picture_stays_the_same_to_the_byte() {
    let bytes = webp(&[lossless()]);

    assert_eq!(cleaned(&bytes).bytes(), bytes);
}

#[test]
fn exif_and_xmp_lose_their_places() {
    let bytes = webp(&[
        extended(0x0C),
        lossless(),
        riff_chunk(b"EXIF", &camera(Order::Little)),
        riff_chunk(b"XMP ", &street_packet()),
    ]);

    let file = cleaned(&bytes);

    assert_eq!(removed(&file), ["GPS position", "street"]);
    assert_eq!(file.inspection().orientation, 6);
    assert_eq!(file.inspection().displayed_size(), Some((3, 4)));
}

#[test]
fn an_exif_chunk_with_the_prefix_of_jpeg_is_read() {
    let block = [b"Exif\0\0".as_slice(), &camera(Order::Big)].concat();
    let file = cleaned(&webp(&[
        extended(0x08),
        lossless(),
        riff_chunk(b"EXIF", &block),
    ]));

    assert_eq!(removed(&file), ["GPS position"]);
}

#[test]
fn second_chunks_go() {
    let small = tiff(Order::Big, &[(0x0112, Value::Short(6))], &[]);
    let bytes = webp(&[
        extended(0x0C),
        lossless(),
        riff_chunk(b"EXIF", &small),
        riff_chunk(b"EXIF", &camera(Order::Little)),
        riff_chunk(b"XMP ", &packet("<dc:title/>")),
        riff_chunk(b"XMP ", &street_packet()),
    ]);

    let file = cleaned(&bytes);

    assert_eq!(
        removed(&file),
        ["GPS position", "street", "second copy of metadata"]
    );
}

#[test]
fn the_flags_say_what_is_left() {
    let bytes = webp(&[
        extended(0x0C),
        lossless(),
        riff_chunk(b"XMP ", STREET.as_bytes()),
    ]);

    let file = cleaned(&bytes);

    assert_eq!(file.bytes(), webp(&[extended(0), lossless()]));
}

#[test]
fn unknown_chunks_and_what_follows_the_end_go() {
    let mut bytes = webp(&[
        extended(0),
        lossless(),
        riff_chunk(b"SECR", STREET.as_bytes()),
    ]);
    bytes.extend(jpeg(&[exif_segment(&camera(Order::Big))]));

    let file = cleaned(&bytes);

    assert_eq!(file.bytes(), webp(&[extended(0), lossless()]));
    assert_eq!(
        removed(&file),
        ["GPS position", "second picture", "private data"]
    );
}

#[test]
fn a_frame_keeps_its_picture_and_nothing_else() {
    let head = [0; 16];
    let frame = |inner: &[u8]| riff_chunk(b"ANMF", &[&head, inner].concat());
    let secret = [lossless(), riff_chunk(b"SECR", STREET.as_bytes())].concat();
    let anim = riff_chunk(b"ANIM", &[0; 6]);
    let bytes = webp(&[
        extended(0x02),
        anim.clone(),
        frame(&secret),
        frame(&lossless()),
    ]);

    let file = cleaned(&bytes);

    let kept = webp(&[extended(0x02), anim, frame(&lossless()), frame(&lossless())]);
    assert_eq!(file.bytes(), kept);
    assert!(file.inspection().animated);
}

#[test]
fn a_file_shorter_than_it_says_is_cut_short() {
    let mut bytes = webp(&[lossless()]);
    bytes.truncate(bytes.len() - 6);

    let error = clean(&bytes, Policy::Location).expect_err("is refused");

    assert_eq!(
        error.to_string(),
        "This file is cut short: it ends after 80 %. Copy it from the camera again."
    );
}

#[test]
fn an_animations_settings_are_cut_where_they_end() {
    let settings = [[0; 6].as_slice(), STREET.as_bytes()].concat();
    let frame = [[0; 16].as_slice(), &lossless()].concat();
    let chunks = [
        extended(2),
        riff_chunk(b"ANIM", &settings),
        riff_chunk(b"ANMF", &frame),
    ];

    let file = cleaned(&webp(&chunks));

    assert!(holds(file.bytes(), b"ANIM\x06\0\0\0"));
}

#[test]
fn a_profile_that_hides_a_position_goes_and_its_flag_with_it() {
    let bytes = webp(&[
        extended(0x20),
        riff_chunk(b"ICCP", &camera_in_a_profile()),
        lossless(),
    ]);

    let file = cleaned(&bytes);

    assert_eq!(file.bytes(), webp(&[extended(0), lossless()]));
    assert!(file.receipt().had_place);
}
