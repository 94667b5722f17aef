//! Promises about the gain map behind a JPEG.

use super::builders::*;
use super::*;
use crate::domain::receipt::Kept;
use crate::media::bytes::Order;

const HDRGM: &str = "xmlns:hdrgm=\"http://ns.adobe.com/hdr-gain-map/1.0/\"";

/// The second picture: its scan differs from the first's.
fn map(segments: &[Vec<u8>]) -> Vec<u8> {
    let scan = [
        segment(0xDA, &[b"\x01\x01\0\0\x3F\0"]),
        b"\x55\x44\x33".to_vec(),
    ]
    .concat();
    jpeg_with_scans(segments, &[scan])
}

/// What makes it a gain map, and a place.
fn map_packet() -> Vec<u8> {
    xmp_segment(&packet(&format!(
        "<hdrgm:GainMapMax {HDRGM}>2.5</hdrgm:GainMapMax><core:Location>{STREET}</core:Location>"
    )))
}

/// The directory of a picture, a gain map of this length, and a film.
fn directory(len: usize, film: usize) -> Vec<u8> {
    xmp_segment(&packet(&format!(
        "<hdrgm:Version {HDRGM}>1.0</hdrgm:Version>\
         <C:Directory xmlns:C=\"http://ns.google.com/photos/1.0/container/\" \
         xmlns:I=\"http://ns.google.com/photos/1.0/container/item/\"><rdf:Seq>\
         <rdf:li rdf:parseType=\"Resource\"><C:Item I:Semantic=\"Primary\" I:Mime=\"image/jpeg\"/></rdf:li>\
         <rdf:li rdf:parseType=\"Resource\"><C:Item I:Semantic=\"GainMap\" I:Mime=\"image/jpeg\" I:Length=\"{len}\"/></rdf:li>\
         <rdf:li rdf:parseType=\"Resource\"><C:Item I:Semantic=\"MotionPhoto\" I:Mime=\"video/mp4\" I:Length=\"{film}\"/></rdf:li>\
         </rdf:Seq></C:Directory>"
    )))
}

/// An index of two pictures, as cameras write it: in this order of bytes.
fn index(order: Order, sizes: [usize; 2], offset: usize) -> Vec<u8> {
    let line = |kind: u32, size: usize, offset: usize| {
        [kind, size as u32, offset as u32, 0]
            .map(|n| order.put_u32(n))
            .concat()
    };
    let lines = [line(0x2003_0000, sizes[0], 0), line(0x5, sizes[1], offset)].concat();
    let list = [
        (0xB000, Value::Bytes(b"0100".to_vec())),
        (0xB002, Value::Bytes(lines)),
    ];
    segment(0xE2, &[b"MPF\0", &tiff(order, &list, &[])])
}

/// A file with an index, a directory, a gain map and a film.
fn with_gain_map(second: &[u8]) -> Vec<u8> {
    let film = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\xA9xyz+48.1374+011.5754/";
    let build = |at: usize| {
        jpeg(&[
            directory(second.len(), film.len()),
            index(Order::Little, [at + 100, second.len()], at),
        ])
    };
    let header = memchr::memmem::find(&build(1), b"MPF\0").expect("is there") + 4;
    let first = build(build(1).len() - header);
    [first, second.to_vec(), film.to_vec()].concat()
}

/// Splits a cleaned file at the gain map that its own index leads to.
fn by_index(bytes: &[u8]) -> (&[u8], &[u8]) {
    let header = memchr::memmem::find(bytes, b"MPF\0").expect("has an index") + 4;
    let number = |at| Order::Big.u32(bytes, header + at).expect("is there") as usize;
    let (first, second, offset) = (number(54), number(70), number(74));
    assert_eq!((first, first + second), (header + offset, bytes.len()));
    bytes.split_at(first)
}

#[test]
fn a_gain_map_stays_cleaned_and_its_index_leads_to_it() {
    let second = map(&[map_packet(), exif_segment(&camera(Order::Big))]);
    let bytes = with_gain_map(&second);

    let file = cleaned(&bytes);

    let (first, kept) = by_index(file.bytes());
    assert!(first.ends_with(b"\xFF\xD9") && kept.starts_with(b"\xFF\xD8"));
    assert!(holds(kept, b"hdrgm:GainMapMax") && holds(kept, b"\x55\x44\x33\xFF\xD9"));
    let length = format!(
        "I:Semantic=\"GainMap\" I:Mime=\"image/jpeg\" I:Length=\"{}\"",
        kept.len()
    );
    assert!(
        holds(first, length.as_bytes()),
        "the directory has its length"
    );
    assert!(holds(first, b"hdrgm:Version") && !holds(first, b"MotionPhoto"));
    assert!(file.receipt().kept.contains(&Kept::GainMap));
    let words = removed(&file);
    for word in ["GPS position", "street", "video behind the picture"] {
        assert!(words.contains(&word), "{word}: {words:?}");
    }
    assert!(!words.contains(&"second picture"), "{words:?}");
}

#[test]
fn a_gain_map_of_the_standard_needs_no_xmp() {
    let iso = |numbers: &[u8]| segment(0xE2, &[b"urn:iso:std:iso:ts:21496:-1\0", numbers]);
    let second = map(&[iso(&[7; 60])]);
    let build = |at: usize| jpeg(&[iso(&[0; 4]), index(Order::Big, [at, second.len()], at)]);
    let header = memchr::memmem::find(&build(1), b"MPF\0").expect("is there") + 4;
    let bytes = [build(build(1).len() - header), second.clone()].concat();

    let file = cleaned(&bytes);

    assert_eq!(by_index(file.bytes()).1, second);
    assert!(holds(by_index(file.bytes()).0, b"21496"));
}

#[test]
fn apples_gain_map_is_known_by_its_type() {
    let aux = "<p:AuxiliaryImageType xmlns:p=\"http://ns.apple.com/pixeldatainfo/1.0/\">\
               urn:com:apple:photo:2020:aux:hdrgainmap</p:AuxiliaryImageType>";
    let second = map(&[xmp_segment(&packet(aux))]);
    let build = |at: usize| jpeg(&[index(Order::Big, [at, second.len()], at)]);
    let header = memchr::memmem::find(&build(1), b"MPF\0").expect("is there") + 4;
    let bytes = [build(build(1).len() - header), second.clone()].concat();

    assert_eq!(by_index(cleaned(&bytes).bytes()).1, second);
}

#[test]
fn a_directory_alone_leads_to_the_gain_map_too() {
    let second = map(&[map_packet()]);
    let bytes = [jpeg(&[directory(second.len(), 0)]), second].concat();

    let file = cleaned(&bytes);

    assert!(file.receipt().kept.contains(&Kept::GainMap));
    assert!(holds(file.bytes(), b"hdrgm:GainMapMax"));
}

#[test]
fn a_gain_map_goes_when_nothing_leads_to_it() {
    let second = map(&[map_packet()]);
    let bytes = [jpeg(&[]), second].concat();

    let file = cleaned(&bytes);

    assert_eq!(file.bytes(), jpeg(&[]));
    assert!(removed(&file).contains(&"second picture"));
}

#[test]
fn other_second_pictures_go_with_their_index() {
    let preview = map(&[exif_segment(&camera(Order::Big))]);
    let bytes = with_gain_map(&preview);

    let file = cleaned(&bytes);

    assert!(file.bytes().ends_with(&jpeg(&[])[2..]));
    assert!(!holds(file.bytes(), b"MPF\0") && !holds(file.bytes(), b"Directory"));
    assert!(!holds(file.bytes(), b"hdrgm"));
}

#[test]
fn a_gain_map_cut_short_goes() {
    let second = map(&[map_packet()]);
    let bytes = with_gain_map(&second[..40]);

    let file = cleaned(&bytes);

    assert!(!file.receipt().kept.contains(&Kept::GainMap));
}

#[test]
fn nothing_but_the_picture_means_no_gain_map() {
    let bytes = with_gain_map(&map(&[map_packet()]));

    let file = clean(&bytes, Policy::Everything).expect("can be cleaned");

    assert_eq!(file.bytes(), jpeg(&[]));
}

#[test]
fn the_second_reader_refuses_an_index_that_leads_nowhere() {
    let bytes = with_gain_map(&map(&[map_packet()]));
    let good = cleaned(&bytes).into_bytes();
    assert!(proof::prove(&bytes, &good, MediaType::Jpeg).is_ok());

    let header = memchr::memmem::find(&good, b"MPF\0").expect("has an index") + 4;
    for at in [54, 70, 74] {
        let mut bad = good.clone();
        bad[header + at + 3] ^= 1;
        assert!(proof::prove(&bytes, &bad, MediaType::Jpeg).is_err(), "{at}");
    }
    let mut changed = good.clone();
    let end = changed.len() - 4;
    changed[end] ^= 1;
    assert!(proof::prove(&bytes, &changed, MediaType::Jpeg).is_err());
}

#[test]
fn many_odd_things_behind_the_picture_are_no_trouble() {
    let mut bytes = jpeg(&[]);
    for number in 0..12_000_u32 {
        bytes.extend(number.to_be_bytes());
        bytes.extend(b"\xFF\xD8\xFF\xE0odd");
    }

    assert_eq!(cleaned(&bytes).bytes(), jpeg(&[]));
}
