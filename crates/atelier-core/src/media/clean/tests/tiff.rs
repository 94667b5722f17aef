//! Promises about TIFF, classic and big.

mod builder;
mod pages;

use self::builder::*;
use super::builders::{exif_segment, fields, jpeg, resource};
use super::*;
use crate::domain::receipt::{Carrier, Kept, Removed};
use crate::media::bytes::Order;

/// What `page(4, 3, …)` has for a picture.
const PIXELS: [u8; 12] = [1, 8, 15, 22, 29, 36, 43, 50, 57, 64, 71, 78];

fn with(more: &[Item]) -> Vec<Item> {
    page(4, 3, more)
}

/// A file with a place in every carrier, in one of the layouts.
pub(super) fn with_everything(layout: usize) -> Vec<u8> {
    let stream = jpeg(&[exif_segment(&super::builders::camera(Order::Little))]);
    let len = stream.len() as u32;
    let packed = with(&[
        (0x0103, Value::Short(7)),
        (0x0111, Value::At(stream)),
        (0x0117, Value::Long(len)),
    ]);
    let smaller = (0x00FE, Value::Long(1));
    let below = Value::Pages(vec![
        page(8, 6, std::slice::from_ref(&smaller)),
        page(5, 6, &[smaller, (0x8825, position())]),
    ]);
    let mut list = camera();
    list.extend([
        (0x014A, below),
        (0x02BC, packet()),
        (0x8482, Value::Raw(12, vec![1; 48])),
        (
            0x83BB,
            Value::Raw(7, fields(&[(80, "Jo Maker"), (90, STREET)])),
        ),
        (
            0x8649,
            Value::Raw(7, resource(0x0404, &fields(&[(92, STREET)]))),
        ),
        (0x8825, position()),
    ]);
    file(LAYOUTS[layout], &[page(16, 12, &list), packed, with(&[])])
}

fn has_removed(file: &CleanFile, carrier: Carrier, kind: RemovedKind) -> bool {
    file.receipt().removed.contains(&Removed { carrier, kind })
}

#[test]
fn a_clean_file_stays_the_same_to_the_byte() {
    for layout in LAYOUTS {
        let bytes = file(layout, &[with(&camera()), with(&[])]);

        assert_eq!(cleaned(&bytes).bytes(), bytes, "{layout:?}");
    }
}

#[test]
fn a_position_goes_and_what_people_need_stays_where_it_was() {
    for layout in LAYOUTS {
        let mut list = camera();
        list.push((0x8825, position()));
        let before = file(layout, &[with(&list)]);

        let file = cleaned(&before);

        assert_eq!(removed(&file), ["GPS position"]);
        assert!(file.receipt().had_place);
        assert_eq!(file.inspection().size, Some((4, 3)));
        assert_eq!(file.inspection().orientation, 6);
        for words in ["Acme Cameras", "Copyright Jo Maker", "2024:05:06 07:08:09"] {
            let place = |bytes: &[u8]| memchr::memmem::find(bytes, words.as_bytes());
            assert!(place(&before).is_some());
            assert_eq!(place(file.bytes()), place(&before), "{words}");
        }
        for kept in [Kept::Orientation, Kept::Camera, Kept::ColourProfile] {
            assert!(file.receipt().kept.contains(&kept), "{kept:?}");
        }
    }
}

#[test]
fn a_position_hung_anywhere_goes() {
    let in_exif = (0x8769, Value::List(vec![(0x8825, position())]));
    let below = (0x014A, Value::Pages(vec![with(&[(0x8825, position())])]));
    for layout in LAYOUTS {
        let files = [
            file(layout, &[with(&[]), with(&[(0x8825, position())])]),
            file(layout, &[with(std::slice::from_ref(&in_exif))]),
            file(layout, &[with(&[]), with(std::slice::from_ref(&in_exif))]),
            file(layout, &[with(std::slice::from_ref(&below))]),
        ];
        for bytes in files {
            assert_eq!(removed(&cleaned(&bytes)), ["GPS position"]);
        }
    }
}

#[test]
fn what_lays_a_picture_on_a_map_goes() {
    for tag in [
        0x830E, 0x8480, 0x8482, 0x85D8, 0x87AF, 0x87B0, 0x87B1, 0xA480, 0xA481, 0xC69C,
    ] {
        let value = Value::Raw(7, STREET.as_bytes().to_vec());
        let file = cleaned(&file(LAYOUTS[0], &[with(&[(tag, value)])]));

        assert_eq!(removed(&file), ["map reference"], "{tag:x}");
    }
}

#[test]
fn xmp_loses_its_street_in_its_room() {
    for layout in LAYOUTS {
        let before = file(layout, &[with(&[(0x02BC, packet())])]);

        let file = cleaned(&before);

        assert_eq!(file.bytes().len(), before.len());
        assert!(has_removed(&file, Carrier::Xmp, RemovedKind::Street));
        assert!(file.receipt().kept.contains(&Kept::Credit));
    }
}

#[test]
fn iptc_loses_its_city_however_it_is_written() {
    let mut list = fields(&[(80, "Jo Maker"), (90, STREET), (116, "Jo Maker 2024")]);
    let plain = Value::Raw(7, list.clone());
    list.resize(list.len().next_multiple_of(4), 0);
    let long = Value::Raw(4, list.clone());
    let rows = list.chunks(4);
    let turned = Value::Raw(4, rows.flat_map(|row| row.iter().rev().copied()).collect());
    for layout in LAYOUTS {
        for value in [&plain, &long, &turned] {
            let file = cleaned(&file(layout, &[with(&[(0x83BB, value.clone())])]));

            assert!(has_removed(&file, Carrier::Iptc, RemovedKind::City));
            assert!(file.receipt().kept.contains(&Kept::Creator));
            assert!(file.receipt().kept.contains(&Kept::Copyright));
        }
    }
}

#[test]
fn photoshops_resources_lose_their_places_and_the_digest_of_what_changed() {
    let digest = resource(0x0425, &[5; 16]);
    let resolution = resource(0x03ED, &[3; 16]);
    let exif = resource(0x0422, &super::builders::camera(Order::Big));
    let value = Value::Raw(7, [resolution.clone(), digest.clone(), exif].concat());
    let city = (
        0x83BB,
        Value::Raw(7, fields(&[(90, STREET), (80, "Jo Maker")])),
    );

    let both = cleaned(&file(LAYOUTS[1], &[with(&[(0x8649, value.clone()), city])]));
    let alone = cleaned(&file(LAYOUTS[1], &[with(&[(0x8649, value)])]));

    for file in [&both, &alone] {
        assert!(has_removed(
            file,
            Carrier::Photoshop,
            RemovedKind::GpsPosition
        ));
        assert!(holds(file.bytes(), &resolution));
    }
    assert!(!holds(both.bytes(), &digest));
    assert!(holds(alone.bytes(), &digest));
}

#[test]
fn layers_and_private_entries_go() {
    for tag in [0x935C, 0xC634, 0xC660, 0xFDE8] {
        let value = Value::Raw(7, STREET.as_bytes().to_vec());
        let file = cleaned(&file(LAYOUTS[2], &[with(&[(tag, value)])]));

        assert_eq!(removed(&file), ["private data"], "{tag:x}");
    }
}

#[test]
fn a_caption_with_coordinates_is_warned_of_and_left_alone() {
    let caption = "Kitchen at 48.13743, 11.57549";

    let file = cleaned(&file(
        LAYOUTS[3],
        &[with(&[(0x010E, Value::Text(caption))])],
    ));

    assert_eq!(file.receipt().warnings, [Warning::CoordinatesInWords]);
    assert!(holds(file.bytes(), caption.as_bytes()));
}

#[test]
fn what_nothing_refers_to_goes() {
    for layout in LAYOUTS {
        let clean = file(layout, &[with(&[])]);
        let film = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\xA9xyz+48.13743+11.57549/";
        let trailer = cleaned(&[clean.as_slice(), film].concat());
        assert_eq!(trailer.bytes(), clean);
        assert!(has_removed(&trailer, Carrier::Trailer, RemovedKind::Video));
        assert!(trailer.receipt().had_place);

        // A hole before the list: the header refers past it.
        let mut inside = file(
            layout,
            &[page(4, 3, &[(0x010E, Value::Text("sixteen letters."))])],
        );
        let hole = memchr::memmem::find(&inside, b"sixteen").expect("is there");
        let entry = memchr::memmem::find(&inside, &layout.order.put_u16(0x010E));
        let count_at = entry.expect("is there") + 4;
        let count = layout.put_offset(9).expect("is small");
        inside[count_at..count_at + count.len()].copy_from_slice(&count);
        let file = cleaned(&inside);
        assert_eq!(removed(&file), ["leftover bytes"]);
        assert_eq!(&file.bytes()[hole..hole + 16], b"sixteen l\0\0\0\0\0\0\0");
    }
}

#[test]
fn a_forgotten_copy_of_a_position_is_told() {
    let mut bytes = file(LAYOUTS[0], &[with(&[])]);
    bytes.extend(super::builders::camera(Order::Big));

    let file = cleaned(&bytes);

    assert!(file.receipt().had_place, "{:?}", file.receipt());
}

#[test]
fn a_makers_note_stays_where_it_is_without_its_places() {
    let mut note = b"Panasonic\0\0\0\x01\0\x67\0\x07\0\x20\0\0\0".to_vec();
    let before = |note: &[u8]| {
        let exif = Value::List(vec![(0x927C, Value::Raw(7, note.to_vec()))]);
        file(LAYOUTS[0], &[with(&[(0x8769, exif)])])
    };
    note.resize(60, 0);
    note.extend(STREET.as_bytes());
    note.resize(92, 0);
    note.extend(b"serial 0815");
    let probe = before(&note);
    let at = memchr::memmem::find(&probe, b"Panasonic").expect("is there");
    note[22..26].copy_from_slice(&(at as u32 + 60).to_le_bytes());

    let file = cleaned(&before(&note));

    assert!(has_removed(&file, Carrier::MakerNote, RemovedKind::Street));
    assert!(holds(file.bytes(), b"serial 0815"));
    assert_eq!(memchr::memmem::find(file.bytes(), b"Panasonic"), Some(at));
}

#[test]
fn a_jpeg_inside_loses_its_own_metadata_and_nothing_else() {
    let stream = jpeg(&[exif_segment(&super::builders::camera(Order::Little))]);
    let len = stream.len() as u32;
    for (compression, offsets, lengths) in [(7, 0x0111, 0x0117), (6, 0x0201, 0x0202)] {
        let list = with(&[
            (0x0103, Value::Short(compression)),
            (offsets, Value::At(stream.clone())),
            (lengths, Value::Long(len)),
        ]);

        let file = cleaned(&file(LAYOUTS[1], &[list]));

        assert!(removed(&file).contains(&"GPS position"));
        assert!(holds(file.bytes(), super::builders::SCAN));
        assert!(!holds(file.bytes(), b"Acme"));
    }
}

#[test]
fn everything_keeps_what_shows_the_picture() {
    let mut list = camera();
    list.extend([(0x8825, position()), (0x02BC, packet())]);
    let bytes = file(LAYOUTS[2], &[with(&list), with(&[])]);

    let file = clean(&bytes, Policy::Everything).expect("can be cleaned");

    assert_eq!(
        file.receipt().kept,
        [Kept::Orientation, Kept::ColourProfile]
    );
    assert_eq!(
        removed(&file),
        ["GPS position", "street", "camera and author data"]
    );
    assert!(!holds(file.bytes(), b"Jo Maker"));
    assert!(holds(file.bytes(), &PIXELS));
    let again = clean(file.bytes(), Policy::Everything).expect("can be cleaned again");
    assert_eq!(again.bytes(), file.bytes());
    assert_eq!(again.receipt().removed, []);
}

#[test]
fn raw_files_are_refused_with_a_way_out() {
    let sensor = with(&[(0x0106, Value::Short(32803))]);
    let files = [
        file(
            LAYOUTS[0],
            &[with(&[(0xC612, Value::Raw(1, vec![1, 4, 0, 0]))])],
        ),
        file(
            LAYOUTS[0],
            &[with(&[(0x014A, Value::Pages(vec![sensor.clone()]))])],
        ),
        file(LAYOUTS[1], &[with(&[]), sensor]),
        file(LAYOUTS[1], &[with(&[(0x0103, Value::Short(65535))])]),
        b"II*\0\x10\0\0\0CR\x02\0".to_vec(),
        b"II*\0\x10\0\0\0IIII\x01waR".to_vec(),
    ];
    for bytes in files {
        let error = clean(&bytes, Policy::Location).expect_err("is refused");

        assert_eq!(error.code(), "camera_raw");
        assert_eq!(
            error.told_of("IMG_1.dng"),
            "IMG_1.dng is a camera's raw file, not yet a picture. \
             Export it as a TIFF or JPEG and add that."
        );
    }
}

#[test]
fn a_picture_that_lies_behind_the_end_is_cut_short() {
    for layout in LAYOUTS {
        let list = with(&[(0x0117, Value::Long(1000))]);
        let error = clean(&file(layout, &[list]), Policy::Location).expect_err("is refused");

        assert_eq!(error.code(), "cut_short");
    }
}

#[test]
fn a_strip_of_no_rows_keeps_its_picture() {
    let no_rows = (0x0116, Value::Short(0));
    for layout in LAYOUTS {
        for list in [
            with(std::slice::from_ref(&no_rows)),
            with(&[no_rows.clone(), (0x0117, Value::Long(0))]),
        ] {
            let bytes = file(layout, &[list]);

            let file = cleaned(&bytes);

            assert!(holds(file.bytes(), &PIXELS), "{layout:?}");
            assert_eq!(file.bytes(), bytes, "{layout:?}");
        }
    }
}

#[test]
fn a_strip_that_is_said_to_be_too_short_keeps_its_picture() {
    for layout in LAYOUTS {
        for len in [1, 11] {
            let bytes = file(layout, &[with(&[(0x0117, Value::Long(len))])]);

            assert_eq!(cleaned(&bytes).bytes(), bytes, "{layout:?} {len}");
        }
    }
}

#[test]
fn keywords_that_are_a_position_are_blanked_in_place() {
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    for layout in LAYOUTS {
        let keywords = |text| file(layout, &[with(&[(0x9C9E, Value::Raw(1, wide(text)))])]);

        let cleaned = cleaned(&keywords("oak;geo:lat=48.13743"));

        assert_eq!(removed(&cleaned), ["GPS position"], "{layout:?}");
        assert_eq!(cleaned.bytes(), keywords("oak;                "));
    }
}
