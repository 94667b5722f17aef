//! Promises of the second reader: it is asked about files that no cleaner has
//! touched, so that it has something to find.

use super::builders::*;
use super::*;
use crate::media::bytes::Order;

fn doubts(bytes: &[u8], media_type: MediaType) -> bool {
    proof::prove(bytes, bytes, media_type).is_err()
}

#[test]
fn it_accepts_what_is_clean() {
    assert!(!doubts(&jpeg(&[]), MediaType::Jpeg));
    assert!(!doubts(&png(&[]), MediaType::Png));
    assert!(!doubts(&webp(&[lossless()]), MediaType::Webp));
}

#[test]
fn it_finds_every_carrier_by_itself() {
    let digest = [b'0'; 32];
    let whole = (street_packet().len() as u32).to_be_bytes();
    let name = b"http://ns.adobe.com/xmp/extension/\0";
    let files = [
        jpeg(&[exif_segment(&camera(Order::Little))]),
        jpeg(&[exif_segment(&camera(Order::Big))]),
        jpeg(&[exif_segment(&tiff(
            Order::Big,
            &[(0x0112, Value::Short(1))],
            &[(0x8825, position())],
        ))]),
        jpeg(&[xmp_segment(&street_packet())]),
        jpeg(&[xmp_segment(&packet(
            "<exif:GPSLatitude>48</exif:GPSLatitude>",
        ))]),
        jpeg(&[segment(
            0xE1,
            &[name, &digest, &whole, &[0; 4], &street_packet()],
        )]),
        jpeg(&[photoshop_segment(&resource(0x0404, &fields(&[(90, "x")])))]),
        jpeg(&[photoshop_segment(&resource(0x0422, &camera(Order::Big)))]),
        jpeg(&[segment(0xE5, &[b"anything"])]),
        jpeg(&[segment(0xFE, &[b"anything"])]),
        jpeg_with_scans(&[], &[[scan(), exif_segment(b"x")].concat(), scan()]),
        [jpeg(&[]), b"trailer".to_vec()].concat(),
    ];
    for (index, file) in files.iter().enumerate() {
        assert!(doubts(file, MediaType::Jpeg), "file {index}");
    }
}

#[test]
fn it_finds_a_position_among_keywords() {
    for (words, is_position) in [("oak;+48.1374+011.5755/", true), ("+49-301234567", false)] {
        let wide: Vec<u8> = words.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let block = tiff(Order::Little, &[(0x9C9E, Value::Bytes(wide))], &[]);

        let doubted = doubts(&jpeg(&[exif_segment(&block)]), MediaType::Jpeg);

        assert_eq!(doubted, is_position, "{words}");
    }
}

#[test]
fn it_finds_an_iptc_field_that_nothing_wraps() {
    let named = [b"ACME".to_vec(), fields(&[(90, STREET)])].concat();
    let list = |note| vec![(0x8769, Value::List(vec![(0x927C, Value::Bytes(note))]))];
    let block = |note| tiff(Order::Big, &list(note), &[]);

    let file = |note| jpeg(&[exif_segment(&block(note))]);

    assert!(doubts(&file(named), MediaType::Jpeg));
    assert!(!doubts(
        &file(b"ACME\x1C\x02\x5A\0\x04\x01\x02\x03\x04".to_vec()),
        MediaType::Jpeg
    ));
}

#[test]
fn it_joins_a_block_that_goes_on_in_the_next_segment() {
    for order in [Order::Little, Order::Big] {
        let block = camera(order);
        for cut in [10, block.len() / 2, block.len() - 4] {
            let (first, more) = block.split_at(cut);
            let file = jpeg(&[exif_segment(first), exif_segment(more)]);

            assert!(doubts(&file, MediaType::Jpeg), "cut at {cut}");
        }
    }
}

#[test]
fn it_finds_a_position_that_nothing_refers_to() {
    let mut block = tiff(Order::Little, &[(0x010F, Value::Text("Acme"))], &[]);
    block.extend(camera(Order::Big));

    assert!(doubts(&jpeg(&[exif_segment(&block)]), MediaType::Jpeg));
}

#[test]
fn it_finds_places_in_png_and_webp() {
    let city = chunk(b"tEXt", b"City\0anywhere");
    assert!(doubts(&png(&[city]), MediaType::Png));
    assert!(doubts(
        &png(&[raw_profile("exif", &camera(Order::Big))]),
        MediaType::Png
    ));
    assert!(doubts(&png(&[chunk(b"prVt", b"x")]), MediaType::Png));
    let exif = riff_chunk(b"EXIF", &camera(Order::Big));
    assert!(doubts(
        &webp(&[extended(8), lossless(), exif]),
        MediaType::Webp
    ));
}

#[test]
fn it_comes_to_an_end_with_half_a_marker() {
    let mut bytes = jpeg(&[]);
    bytes.pop();

    assert!(doubts(&bytes, MediaType::Jpeg));
}

#[test]
fn it_refuses_a_picture_that_changed_by_one_bit() {
    let before = jpeg(&[]);
    let mut after = before.clone();
    let at = memchr::memmem::find(&after, SCAN).expect("has a scan");
    after[at] ^= 1;

    assert!(proof::prove(&before, &after, MediaType::Jpeg).is_err());
}

#[test]
fn what_an_encoder_made_is_attested_only_without_metadata() {
    let file = attest(webp(&[lossless()]), MediaType::Webp).expect("is bare");
    assert_eq!(file.bytes(), webp(&[lossless()]));
    assert!(!file.receipt().had_place);

    let small = tiff(Order::Big, &[(0x0112, Value::Short(6))], &[]);
    let exif = webp(&[extended(8), lossless(), riff_chunk(b"EXIF", &small)]);
    let error = attest(exif, MediaType::Webp).expect_err("carries metadata");
    assert_eq!(error.code(), "not_proved_clean");
    let error = attest(jpeg(&[]), MediaType::Webp).expect_err("is no WebP");
    assert_eq!(error.code(), "damaged");
}

#[test]
fn a_survey_counts_what_an_import_shows() {
    let video = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom".to_vec();
    let bytes = [
        jpeg(&[
            exif_segment(&camera(Order::Big)),
            xmp_segment(&street_packet()),
        ]),
        video,
    ]
    .concat();

    let survey = survey(&bytes);

    assert!(survey.cleanable && survey.has_place());
    assert_eq!(
        survey.headings(),
        ["GPS position", "City or street", "Video behind the picture"]
    );
}
