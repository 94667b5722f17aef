//! Promises about an Exif block that is longer than a segment of a JPEG.

use super::builders::*;
use super::*;
use crate::domain::receipt::Kept;
use crate::media::bytes::Order;

/// The most of a block that fits a segment.
const PART: usize = 65_527;

/// A camera's block of some 150 kB: its notes come first, so that lists, words
/// and the position lie in the second segment and the third.
fn long(order: Order, filler: &[u8]) -> Vec<u8> {
    let mut note = b"ACME\0\0\0\0".to_vec();
    note.extend(filler.iter().cycle().take(150_000));
    let mut list = vec![
        (0x0112, Value::Short(6)),
        (0x8769, Value::List(vec![(0x927C, Value::Bytes(note))])),
    ];
    let words = camera_list().into_iter();
    list.extend(words.filter(|(tag, _)| matches!(tag, 0x010F | 0x8298 | 0x8825)));
    tiff(order, &list, &[])
}

/// Splits a block over segments.
fn split(block: &[u8]) -> Vec<Vec<u8>> {
    block.chunks(PART).map(exif_segment).collect()
}

/// Joins the block of a cleaned file, whatever follows its segments.
fn joined(file: &CleanFile) -> (usize, Vec<u8>) {
    let mut rest = &file.bytes()[2..];
    let mut block = Vec::new();
    let mut count = 0;
    while let [0xFF, 0xE1, high, low, tail @ ..] = rest {
        let len = usize::from(u16::from_be_bytes([*high, *low])) - 2;
        let Some(part) = tail[..len].strip_prefix(b"Exif\0\0") else {
            break;
        };
        block.extend(part);
        rest = &tail[len..];
        count += 1;
    }
    (count, block)
}

#[test]
fn a_block_split_over_segments_is_cleaned_as_one_and_stays_whole() {
    for order in [Order::Little, Order::Big] {
        let block = long(order, b"notes ");

        let file = cleaned(&jpeg(&split(&block)));

        assert_eq!(removed(&file), ["GPS position"]);
        assert!(file.receipt().kept.contains(&Kept::MakerNotes));
        assert_eq!(file.inspection().orientation, 6);
        for words in ["Acme Cameras", "Jo Maker"] {
            assert!(holds(file.bytes(), words.as_bytes()), "{words} stays");
        }
        let (count, after) = joined(&file);
        assert_eq!(count, 3);
        let note = b"ACME\0\0\0\0notes notes";
        let at = memchr::memmem::find(&block, note).expect("the notes");
        assert_eq!(after[at..at + 150_008], block[at..at + 150_008]);
    }
}

#[test]
fn no_part_of_a_split_block_looks_like_a_block_of_its_own() {
    // Wherever it is cut, there is a header.
    for order in [Order::Little, Order::Big] {
        let block = long(order, b"II*\0II*\0MM\0*");

        let parts = cleaned(&jpeg(&split_anywhere(&block)));

        let (count, _) = joined(&parts);
        assert_eq!(count, 3);
        assert_eq!(removed(&parts), ["GPS position"]);
    }
}

/// Splits a block where no part begins like one.
fn split_anywhere(block: &[u8]) -> Vec<Vec<u8>> {
    let mut parts = Vec::new();
    let mut rest = block;
    while !rest.is_empty() {
        let mut len = rest.len().min(PART);
        while rest[len..].starts_with(b"II*\0") || rest[len..].starts_with(b"MM\0*") {
            len -= 1;
        }
        parts.push(exif_segment(&rest[..len]));
        rest = &rest[len..];
    }
    parts
}

#[test]
fn a_second_block_right_behind_the_first_is_no_part_of_it() {
    let second = exif_segment(&camera(Order::Big));
    let list = [(0x010F, Value::Text("Acme")), (0x0112, Value::Short(6))];
    let words = tiff(Order::Little, &list, &[]);

    let file = cleaned(&jpeg(&[exif_segment(&words), second]));

    assert!(removed(&file).contains(&"GPS position"));
    assert!(!holds(file.bytes(), b"Jo Maker"));
    assert_eq!(joined(&file).0, 1);
}

#[test]
fn what_is_far_from_the_first_block_is_no_part_of_it() {
    let block = camera(Order::Little);
    let (first, more) = block.split_at(block.len() - 8);
    let between = xmp_segment(&packet("<ps:Credit>Jo Maker</ps:Credit>"));

    let file = cleaned(&jpeg(&[exif_segment(first), between, exif_segment(more)]));

    assert_eq!(joined(&file).0, 1);
    assert!(file.receipt().had_place);
}
