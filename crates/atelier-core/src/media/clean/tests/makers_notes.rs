//! Promises about the notes that makers keep inside the Exif block.

use super::builders::{self, Value, exif_segment, jpeg, tiff};
use super::*;
use crate::domain::receipt::{Carrier, Removed};
use crate::media::bytes::Order;

/// An entry of a maker's list: its number, its format and its value.
type Noted = (u16, u16, Vec<u8>);

const TEXT: u16 = 7;
const NUMBERS: u16 = 4;

/// Builds notes whose offsets count from the block's beginning, or from
/// `lag` bytes before it.
fn notes(head: &[u8], at: usize, lag: usize, list: &[Noted]) -> Vec<u8> {
    let mut note = head.to_vec();
    note.extend((list.len() as u16).to_le_bytes());
    let mut value_at = note.len() + list.len() * 12 + 4;
    for (tag, format, value) in list {
        let size = if *format == NUMBERS { 4 } else { 1 };
        note.extend(tag.to_le_bytes());
        note.extend(format.to_le_bytes());
        note.extend((value.len() as u32 / size).to_le_bytes());
        let mut place = value.clone();
        if value.len() > 4 {
            place = ((at + value_at + lag) as u32).to_le_bytes().to_vec();
            value_at += value.len();
        }
        place.resize(4, 0);
        note.extend(place);
    }
    note.extend([0; 4]);
    for (_, _, value) in list.iter().filter(|(.., value)| value.len() > 4) {
        note.extend(value);
    }
    note
}

/// Cleans a photo of this maker's with these notes in it.
fn photo(make: &'static str, head: &[u8], lag: usize, list: &[Noted]) -> CleanFile {
    let len = notes(head, 0, 0, list).len();
    let mut block = tiff(
        Order::Little,
        &[
            (0x010F, Value::Text(make)),
            (
                0x8769,
                Value::List(vec![(0x927C, Value::Bytes(vec![0; len]))]),
            ),
        ],
        &[],
    );
    let at = block.len() - len.next_multiple_of(2);
    block[at..at + len].copy_from_slice(&notes(head, at, lag, list));
    cleaned(&jpeg(&[exif_segment(&block)]))
}

fn noted(kind: RemovedKind) -> Removed {
    Removed {
        carrier: Carrier::MakerNote,
        kind,
    }
}

/// The serial number that has to stay, beside a place.
fn serial() -> Noted {
    (0x25, TEXT, b"serial 0815     ".to_vec())
}

#[test]
fn place_names_in_panasonics_notes_go_and_the_rest_stays_where_it_was() {
    for (tag, kind) in [
        (0x67, RemovedKind::Street),
        (0x6D, RemovedKind::City),
        (0x80, RemovedKind::City),
        (0x83, RemovedKind::City),
    ] {
        let street = STREET.as_bytes().to_vec();

        let file = photo(
            "Panasonic",
            b"Panasonic\0\0\0",
            0,
            &[serial(), (tag, TEXT, street)],
        );

        assert_eq!(file.receipt().removed, [noted(kind)], "{tag:#x}");
        assert!(holds(file.bytes(), b"serial 0815"));
    }
}

#[test]
fn an_entry_that_named_a_place_loses_its_number_too() {
    let street = STREET.as_bytes().to_vec();

    let file = photo("Panasonic", b"Panasonic\0\0\0", 0, &[(0x67, TEXT, street)]);

    assert!(!holds(file.bytes(), &[0x67, 0, TEXT as u8, 0]));
    assert!(holds(file.bytes(), &[0xFF, 0xFF, TEXT as u8, 0]));
}

#[test]
fn notes_that_a_program_moved_without_their_offsets_are_read_all_the_same() {
    let clock: Vec<u8> = [16_u32, 60, 0x1234_5678, 1]
        .into_iter()
        .flat_map(u32::to_le_bytes)
        .collect();

    for lag in [0, 128, 1000] {
        let list = [serial(), (0x35, NUMBERS, clock.clone())];
        let file = photo("Canon", b"", lag, &list);

        assert_eq!(file.receipt().removed, [noted(RemovedKind::City)], "{lag}");
        assert!(!holds(file.bytes(), &0x1234_5678_u32.to_le_bytes()));
        assert!(holds(file.bytes(), &60_u32.to_le_bytes()), "the time zone");
        assert!(holds(file.bytes(), b"serial 0815"));
    }
}

#[test]
fn a_clock_without_a_city_names_no_place() {
    let clock: Vec<u8> = [16_u32, 60, 32_766, 0]
        .into_iter()
        .flat_map(u32::to_le_bytes)
        .collect();

    let file = photo("Canon", b"", 0, &[(0x35, NUMBERS, clock)]);

    assert!(!file.receipt().had_place);
}

#[test]
fn cities_of_a_world_clock_go_from_pentaxs_notes() {
    let photo = |tag, value: &[u8]| {
        let mut note = notes(b"PENTAX \0II", 0, 0, &[(tag, TEXT, value.to_vec())]);
        note.resize(64, 0);
        let list = vec![(0x927C, Value::Bytes(note))];
        let block = tiff(Order::Little, &[(0x8769, Value::List(list))], &[]);
        cleaned(&jpeg(&[exif_segment(&block)]))
    };

    for (tag, value) in [(0x6B, [1, 0, 20, 33]), (0x23, [20, 0, 0, 0])] {
        let file = photo(tag, &value);

        assert_eq!(
            file.receipt().removed,
            [noted(RemovedKind::City)],
            "{tag:#x}"
        );
        assert!(!holds(file.bytes(), &value));
    }
}

#[test]
fn the_height_above_the_sea_goes_from_nikons_notes() {
    let pressure = b"0100\x0F\x27\x34\x12\0\0\x12\0".to_vec();

    let file = photo(
        "NIKON",
        b"Nikon\0\x01\0",
        0,
        &[serial(), (0xC3, TEXT, pressure)],
    );

    let height = noted(RemovedKind::GpsPosition);
    assert_eq!(file.receipt().removed, [height]);
    assert!(!holds(file.bytes(), &[0x34, 0x12, 0, 0, 0x12]));
}

#[test]
fn an_entry_that_is_none_hides_no_place_beside_it() {
    let odd = (0x7777, 0, Vec::new());
    let street = (0x6D, TEXT, STREET.as_bytes().to_vec());

    let file = photo("Panasonic", b"Panasonic\0\0\0", 0, &[serial(), odd, street]);

    assert_eq!(file.receipt().removed, [noted(RemovedKind::City)]);
}

#[test]
fn a_packet_in_the_notes_goes_whatever_its_outermost_element_is_called() {
    for name in ["a:xmpmeta", "rdf:RDF"] {
        let mark = |end: &str| format!("<?xpacket {end}?>");
        let text = format!(
            "{}<{name}><b>{STREET}</b></{name}>{}",
            mark("begin='' id='W5M0MpCehiHzreSzNTczkc9d'"),
            mark("end='w'")
        );

        let file = photo("Acme", b"ACME", 0, &[(0x99, TEXT, text.into_bytes())]);

        assert!(!file.receipt().removed.is_empty(), "{name}");
    }
}

#[test]
fn values_behind_notes_that_are_said_to_be_too_short_stay() {
    let serials = [serial(), serial()];
    let whole = notes(b"", 0, 0, &serials);
    let said = whole.len() - 32 - 6;
    let mut block = tiff(
        Order::Little,
        &[
            (0x010F, Value::Text("Acme")),
            (
                0x8769,
                Value::List(vec![(0x927C, Value::Bytes(vec![0; said]))]),
            ),
        ],
        &[],
    );
    let at = block.len() - said;
    block.truncate(at);
    block.extend(notes(b"", at, 0, &serials));

    let file = cleaned(&jpeg(&[exif_segment(&block)]));

    assert!(!file.receipt().removed.iter().any(|r| r.kind.is_place()));
    let found = memchr::memmem::find_iter(file.bytes(), b"serial 0815").count();
    assert_eq!(found, 2);
}

#[test]
fn iptc_fields_in_the_notes_of_an_unknown_maker_lose_their_places() {
    let fields = builders::fields(&[
        (120, "A quiet kitchen"),
        (90, STREET),
        (100, "DEU"),
        (80, "Jo Maker"),
    ]);
    let numbers = vec![0x1C, 2, 90, 0, 4, 7, 0, 0x1C, 2, 90, 0xFF, 0xFF];

    let file = photo(
        "Acme",
        b"ACME",
        0,
        &[(0x99, TEXT, fields), (0x9A, TEXT, numbers.clone())],
    );

    assert_eq!(removed(&file), ["city", "country"]);
    assert!(holds(file.bytes(), b"A quiet kitchen"));
    assert!(holds(file.bytes(), b"Jo Maker"));
    assert!(!holds(file.bytes(), b"DEU"));
    assert!(
        holds(file.bytes(), &numbers),
        "numbers that look alike stay"
    );
}
