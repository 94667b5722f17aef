//! Promises about the Exif block, the same in every format.

use super::builders::{Value, camera, camera_list, exif_segment, jpeg, position, put_list, tiff};
use super::*;
use crate::domain::receipt::{Kept, Warning};
use crate::media::bytes::Order;

fn in_jpeg(block: &[u8]) -> CleanFile {
    cleaned(&jpeg(&[exif_segment(block)]))
}

#[test]
fn a_position_goes_and_the_rest_of_the_block_stays() {
    for order in [Order::Little, Order::Big] {
        let file = in_jpeg(&camera(order));

        assert_eq!(removed(&file), ["GPS position"]);
        assert!(file.receipt().had_place);
        for words in ["Acme Cameras", "Jo Maker", "2024:05:06 07:08:09", "+02:00"] {
            assert!(holds(file.bytes(), words.as_bytes()), "{words} stays");
        }
        assert_eq!(file.inspection().orientation, 6);
        for kept in [
            Kept::Orientation,
            Kept::Camera,
            Kept::CaptureDate,
            Kept::Exposure,
        ] {
            assert!(file.receipt().kept.contains(&kept), "{kept:?}");
        }
    }
}

#[test]
fn a_position_hung_anywhere_goes() {
    let in_exif = [
        (0x8769, Value::List(vec![(0x8825, position())])),
        (0x0112, Value::Short(3)),
    ];
    let in_sub_list = [
        (0x0112, Value::Short(3)),
        (0x014A, Value::List(vec![(0x8825, position())])),
    ];
    let upright = [(0x0112, Value::Short(3))];
    let in_second = [(0x0103, Value::Short(6)), (0x8825, position())];
    for block in [
        tiff(Order::Little, &in_exif, &[]),
        tiff(Order::Big, &in_sub_list, &[]),
        tiff(Order::Little, &upright, &in_second),
        tiff(Order::Big, &upright, &in_second),
    ] {
        let file = in_jpeg(&block);

        assert_eq!(removed(&file).first(), Some(&"GPS position"));
        assert_eq!(file.inspection().orientation, 3);
    }
}

#[test]
fn a_copy_that_nothing_refers_to_goes() {
    let mut block = tiff(Order::Little, &[(0x010F, Value::Text("Acme"))], &[]);
    block.extend(camera(Order::Little));

    let file = in_jpeg(&block);

    assert!(file.receipt().had_place);
}

#[test]
fn a_list_with_nothing_but_its_version_is_no_place() {
    let list = Value::List(vec![(0, Value::Bytes(vec![2, 3, 0, 0]))]);
    let block = tiff(
        Order::Little,
        &[(0x0112, Value::Short(6)), (0x8825, list)],
        &[],
    );

    assert!(!in_jpeg(&block).receipt().had_place);
}

#[test]
fn the_thumbnail_goes_with_its_own_exif_block() {
    let thumbnail = jpeg(&[exif_segment(&camera(Order::Big))]);
    let mut main = vec![0; 0];
    main.extend(tiff(Order::Little, &[(0x0112, Value::Short(6))], &[]));
    let at = main.len() as u32;
    main[22..26].copy_from_slice(&at.to_le_bytes());
    put_list(
        &mut main,
        Order::Little,
        &[(0x0103, Value::Short(6)), (0x0201, Value::Bytes(thumbnail))],
    );

    let file = in_jpeg(&main);

    assert!(removed(&file).contains(&"preview"), "{:?}", removed(&file));
    assert!(!holds(file.bytes(), b"Acme"));
}

#[test]
fn a_preview_in_the_makers_notes_loses_its_position_in_place() {
    let note = [
        b"ACME\0\0\0\0".as_slice(),
        &exif_segment(&camera(Order::Big)),
    ]
    .concat();
    let len = note.len();
    let list = [(0x8769, Value::List(vec![(0x927C, Value::Bytes(note))]))];
    let before = tiff(Order::Little, &list, &[]);

    let file = in_jpeg(&before);

    assert_eq!(removed(&file), ["GPS position"]);
    assert!(file.receipt().kept.contains(&Kept::MakerNotes));
    let at = memchr::memmem::find(file.bytes(), b"ACME\0").expect("the notes stay");
    let old = memchr::memmem::find(&before, b"ACME\0").expect("they were there");
    assert_eq!(
        at,
        old + 2 + 4 + 6,
        "where they were, behind JPEG's own head"
    );
    assert!(file.bytes().len() > at + len);
}

#[test]
fn other_blocks_inside_the_block_go() {
    let street = builders::street_packet();
    let city = builders::resource(0x0404, &builders::fields(&[(90, STREET)]));
    let list = [
        (0x0112, Value::Short(8)),
        (0x02BC, Value::Bytes(street)),
        (0x830E, Value::Rationals(vec![(1, 1), (1, 1)])),
        (0x83BB, Value::Bytes(builders::fields(&[(92, STREET)]))),
        (0x8649, Value::Bytes(city)),
        (0xC634, Value::Bytes(camera(Order::Big))),
    ];

    let file = in_jpeg(&tiff(Order::Little, &list, &[]));

    for words in ["street", "city", "map reference", "GPS position"] {
        assert!(removed(&file).contains(&words), "{words}");
    }
    assert_eq!(file.inspection().orientation, 8);
}

#[test]
fn a_broken_block_goes_as_a_whole() {
    let file = cleaned(&jpeg(&[exif_segment(b"II*\0\xFF\xFF\0\0garbage")]));

    assert_eq!(removed(&file), ["unreadable block"]);
}

#[test]
fn everything_leaves_nothing_but_which_way_is_up() {
    let bytes = jpeg(&[
        exif_segment(&camera(Order::Little)),
        builders::xmp_segment(&builders::street_packet()),
    ]);

    let file = clean(&bytes, Policy::Everything).expect("can be cleaned");

    assert_eq!(file.inspection().orientation, 6);
    assert_eq!(file.receipt().kept, [Kept::Orientation]);
    assert_eq!(
        removed(&file),
        ["GPS position", "street", "camera and author data"]
    );
    assert!(!holds(file.bytes(), b"Acme"));
    let again = clean(file.bytes(), Policy::Everything).expect("can be cleaned again");
    assert_eq!(again.bytes(), file.bytes());
    assert_eq!(again.receipt().removed, []);
}

#[test]
fn a_caption_with_coordinates_is_warned_of_and_left_alone() {
    let caption = "Kitchen at 48.13743, 11.57549";
    let mut list = camera_list();
    list.insert(0, (0x010E, Value::Text(caption)));

    let file = in_jpeg(&tiff(Order::Big, &list, &[]));

    assert_eq!(file.receipt().warnings, [Warning::CoordinatesInWords]);
    assert!(holds(file.bytes(), caption.as_bytes()));
}

#[test]
fn keywords_that_are_a_position_are_blanked_in_place() {
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let keywords = |text: &str| {
        let comment = [b"ASCII\0\0\0".as_slice(), b"a quiet kitchen"].concat();
        let list = [
            (0x8769, Value::List(vec![(0x9286, Value::Bytes(comment))])),
            (0x9C9E, Value::Bytes(wide(text))),
        ];
        tiff(Order::Little, &list, &[])
    };

    let file = in_jpeg(&keywords("oak;geo:lat=48.13743;geo:lon=11.57549"));

    assert_eq!(removed(&file), ["GPS position"]);
    assert!(file.receipt().had_place);
    assert!(file.receipt().warnings.is_empty());
    let after = in_jpeg(&keywords("oak;                ;                "));
    assert_eq!(file.bytes(), after.bytes());
}

#[test]
fn a_comment_is_a_persons_words_whatever_it_says() {
    let comment = [b"ASCII\0\0\0".as_slice(), b"geo:48.13743,11.57549"].concat();
    let list = [(0x8769, Value::List(vec![(0x9286, Value::Bytes(comment))]))];

    let file = in_jpeg(&tiff(Order::Big, &list, &[]));

    assert!(holds(file.bytes(), b"geo:48.13743,11.57549"));
    assert_eq!(file.receipt().warnings, [Warning::CoordinatesInWords]);
}

#[test]
fn keywords_that_are_a_point_are_blanked_and_phone_numbers_stay() {
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let keywords = |text: &str| {
        let list = [(0x9C9E, Value::Bytes(wide(text)))];
        tiff(Order::Little, &list, &[])
    };
    let words = "+49-301234567;1920-1080;+0.250-0.125;2024-05-06";

    let file = in_jpeg(&keywords(&format!("{words};+48.1374+011.5755/")));
    let untold = in_jpeg(&keywords(words));

    assert_eq!(removed(&file), ["GPS position"]);
    assert!(holds(file.bytes(), &wide(words)));
    assert!(holds(untold.bytes(), &wide(words)));
    assert!(!untold.receipt().changed());
}
