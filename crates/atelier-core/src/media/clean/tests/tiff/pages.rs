//! Promises about files of several pages, and about those that lie.

use super::*;

const SMALLER: (u16, Value) = (0x00FE, Value::Long(1));

#[test]
fn every_page_is_cleaned_and_none_is_lost() {
    for layout in LAYOUTS {
        let place = [(0x8825, position()), (0x02BC, packet())];
        let bytes = file(layout, &[with(&place), with(&place), with(&place)]);

        let file = cleaned(&bytes);

        let pictures = memchr::memmem::find_iter(file.bytes(), &PIXELS);
        assert_eq!(pictures.count(), 3);
        assert!(!file.inspection().animated);
    }
}

#[test]
fn a_level_of_a_pyramid_stays_and_another_preview_goes() {
    for layout in LAYOUTS {
        let level = page(32, 24, &[SMALLER]);
        let preview = page(40, 23, &[SMALLER, (0x8825, position())]);
        let chained = file(
            layout,
            &[
                page(64, 48, &[]),
                preview.clone(),
                level.clone(),
                page(5, 5, &[]),
            ],
        );
        let below = Value::Pages(vec![level.clone(), preview.clone()]);
        let hung = file(layout, &[page(64, 48, &[(0x014A, below)])]);
        for bytes in [chained, hung] {
            let file = cleaned(&bytes);

            let preview = Removed {
                carrier: Carrier::SecondPicture,
                kind: RemovedKind::Thumbnail,
            };
            assert!(file.receipt().removed.contains(&preview));
            assert!(file.receipt().had_place, "the preview's own position");
            let level: Vec<u8> = (0..32 * 24).map(|at| (at * 7 + 1) as u8).collect();
            assert!(holds(file.bytes(), &level));
        }
    }
}

#[test]
fn previews_alone_below_a_page_leave_no_entry() {
    let below = Value::Pages(vec![page(9, 9, &[SMALLER]), page(7, 9, &[SMALLER])]);
    let bytes = file(LAYOUTS[0], &[page(64, 48, &[(0x014A, below)])]);

    let file = cleaned(&bytes);

    assert_eq!(removed(&file), ["preview"]);
    assert!(!holds(file.bytes(), &0x014A_u16.to_le_bytes()));
}

#[test]
fn a_list_that_is_no_picture_goes() {
    let thumbnail = jpeg(&[]);
    let len = thumbnail.len() as u32;
    let second = vec![
        (0x0103, Value::Short(6)),
        (0x0201, Value::At(thumbnail)),
        (0x0202, Value::Long(len)),
    ];

    let file = cleaned(&file(LAYOUTS[1], &[with(&[]), second]));

    assert_eq!(removed(&file), ["preview"]);
}

#[test]
fn a_strip_without_its_length_reaches_to_what_comes_next() {
    for compression in [1, 5] {
        let mut list = with(&[(0x0103, Value::Short(compression)), (0x8825, position())]);
        list.retain(|(tag, _)| *tag != 0x0117);

        let file = cleaned(&file(LAYOUTS[0], &[list]));

        assert!(holds(file.bytes(), &PIXELS));
    }
}

#[test]
fn a_circle_of_pages_ends_where_it_began() {
    for layout in LAYOUTS {
        let mut bytes = file(layout, &[with(&[])]);
        let first = layout
            .offset(&bytes, layout.header() - layout.room())
            .expect("is there");
        let next = first + layout.head() + 9 * layout.entry();
        let back = layout.put_offset(first).expect("is small");
        bytes[next..next + back.len()].copy_from_slice(&back);

        let file = cleaned(&bytes);

        assert_eq!(removed(&file), ["unreadable block"]);
        assert!(holds(file.bytes(), &PIXELS));
    }
}

#[test]
fn metadata_over_the_picture_goes_as_a_whole() {
    // The packet is said to reach over the list behind it.
    let packet = builders_packet();
    let mut bytes = file(
        LAYOUTS[0],
        &[with(&[(0x02BC, Value::Raw(1, packet.clone()))]), with(&[])],
    );
    let entry = memchr::memmem::find(&bytes, &[0xBC, 0x02, 1, 0]).expect("is there");
    let count = (packet.len() as u32 + 40).to_le_bytes();
    bytes[entry + 4..entry + 8].copy_from_slice(&count);

    let file = cleaned(&bytes);

    assert_eq!(file.receipt().warnings, [Warning::MetadataGivenUp]);
    assert!(!holds(file.bytes(), b"xmpmeta"));
}

fn builders_packet() -> Vec<u8> {
    super::super::builders::street_packet()
}

#[test]
fn a_list_over_the_picture_is_refused() {
    let mut bytes = file(LAYOUTS[0], &[with(&[(0x8825, position())])]);
    let entry = memchr::memmem::find(&bytes, &[0x11, 0x01, 4, 0]).expect("is there");
    bytes[entry + 8..entry + 12].copy_from_slice(&8_u32.to_le_bytes());

    let error = clean(&bytes, Policy::Location).expect_err("is refused");

    assert_eq!(error.code(), "damaged");
}

#[test]
fn the_second_reader_finds_each_carrier_by_itself() {
    for layout in LAYOUTS {
        let stream = jpeg(&[exif_segment(&super::super::builders::camera(Order::Big))]);
        let len = stream.len() as u32;
        let trailing = [file(layout, &[with(&[])]), vec![1; 9]].concat();
        let files = [
            file(layout, &[with(&[(0x8825, position())])]),
            file(layout, &[with(&[]), with(&[(0x8825, position())])]),
            file(
                layout,
                &[with(&[(0x8769, Value::List(vec![(0x8825, position())]))])],
            ),
            file(
                layout,
                &[with(&[(
                    0x014A,
                    Value::Pages(vec![with(&[(0x8825, position())])]),
                )])],
            ),
            file(layout, &[with(&[(0x8482, Value::Raw(7, vec![1; 9]))])]),
            file(layout, &[with(&[(0x02BC, packet())])]),
            file(
                layout,
                &[with(&[(0x83BB, Value::Raw(7, fields(&[(90, "x")])))])],
            ),
            file(
                layout,
                &[with(&[(
                    0x83BB,
                    Value::Raw(4, vec![0x5A, 2, 0x1C, 0, 0, 0, 0x78, 1]),
                )])],
            ),
            file(
                layout,
                &[with(&[(0x8649, Value::Raw(7, resource(0x0422, b"x")))])],
            ),
            file(layout, &[with(&[(0xFDE8, Value::Raw(7, vec![1; 9]))])]),
            file(
                layout,
                &[with(&[
                    (0x0103, Value::Short(7)),
                    (0x0111, Value::At(stream)),
                    (0x0117, Value::Long(len)),
                ])],
            ),
            trailing,
        ];
        for (index, file) in files.iter().enumerate() {
            let doubt = proof::prove(file, file, MediaType::Tiff);
            assert!(doubt.is_err(), "{layout:?}, file {index}");
        }
        let clean = file(layout, &[with(&camera())]);
        assert!(proof::prove(&clean, &clean, MediaType::Tiff).is_ok());
        let mut other = clean.clone();
        let at = memchr::memmem::find(&clean, &PIXELS).expect("has a picture");
        other[at] ^= 1;
        assert!(proof::prove(&clean, &other, MediaType::Tiff).is_err());
    }
}

#[test]
fn a_list_at_the_end_of_the_file_grows_shorter() {
    for layout in LAYOUTS {
        let mut bytes = file(layout, &[]);
        let pixels = bytes.len() as u32;
        bytes.extend(PIXELS);
        let at = layout.put_offset(bytes.len()).expect("is small");
        let first = layout.header() - layout.room();
        bytes[first..first + at.len()].copy_from_slice(&at);
        let list = with(&[(0x0111, Value::Long(pixels)), (0xFDE8, Value::Short(7))]);
        put_list(&mut bytes, layout, &list);

        let file = cleaned(&bytes);

        assert_eq!(file.bytes().len(), bytes.len() - layout.entry());
    }
}

#[test]
fn what_goes_from_inside_a_picture_refuses_the_file() {
    let mut bytes = file(LAYOUTS[0], &[with(&[(0xFDE8, Value::Raw(7, vec![7; 40]))])]);
    let entry = memchr::memmem::find(&bytes, &[0x17, 0x01, 4, 0]).expect("is there");
    bytes[entry + 8..entry + 12].copy_from_slice(&20_u32.to_le_bytes());
    // Packed, so that nobody knows how long it should be.
    let entry = memchr::memmem::find(&bytes, &[0x03, 0x01, 3, 0]).expect("is there");
    bytes[entry + 8] = 5;

    let error = clean(&bytes, Policy::Location).expect_err("is refused");

    assert_eq!(error.code(), "damaged");
}

#[test]
fn a_value_that_is_said_to_reach_over_a_list_costs_nothing() {
    // As a camera of 2002 wrote it: its print settings end sixteen bytes early.
    let print = (0xC4A5, Value::Raw(7, vec![7; 40]));
    let mut bytes = file(
        LAYOUTS[0],
        &[with(&[print, (0x8825, position())]), with(&[])],
    );
    let entry = memchr::memmem::find(&bytes, &[0xA5, 0xC4, 7, 0]).expect("is there");
    bytes[entry + 4..entry + 8].copy_from_slice(&60_u32.to_le_bytes());

    let file = cleaned(&bytes);

    assert_eq!(removed(&file), ["GPS position"]);
    assert_eq!(file.receipt().warnings, []);
}

#[test]
fn what_a_strip_is_said_to_have_beyond_its_rows_is_no_picture() {
    for layout in LAYOUTS {
        let secret = [PIXELS.as_slice(), STREET.as_bytes()].concat();
        let len = secret.len() as u32;
        let list = with(&[(0x0111, Value::At(secret)), (0x0117, Value::Long(len))]);

        let file = cleaned(&file(layout, &[list]));

        assert!(holds(file.bytes(), &PIXELS));
        assert_eq!(removed(&file), ["leftover bytes"]);
    }
}

#[test]
fn strips_that_share_all_their_bytes_come_to_an_end() {
    let many = |number: u32| (0..20_000).flat_map(|_| number.to_le_bytes()).collect();
    let list = with(&[
        (0x0103, Value::Short(5)),
        (0x0111, Value::Raw(4, many(8))),
        (0x0117, Value::Raw(4, many(100_000))),
    ]);

    let error = clean(&file(LAYOUTS[0], &[list]), Policy::Location).expect_err("is refused");

    assert_eq!(error.code(), "damaged");
}
