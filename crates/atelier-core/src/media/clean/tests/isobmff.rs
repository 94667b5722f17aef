//! Promises about HEIC and AVIF.

mod second_reader;
pub(super) mod sequences;

use super::builders::*;
use super::heif::*;
use super::*;
use crate::domain::receipt::{Carrier, Kept, Removed};
use crate::media::bytes::Order;

/// Cleans a file and checks what holds for every HEIF file: its length and its
/// picture are the same.
fn in_place(bytes: &[u8]) -> CleanFile {
    let file = cleaned(bytes);
    assert_eq!(file.bytes().len(), bytes.len(), "the length is the same");
    assert!(holds(file.bytes(), PICTURE), "the picture is the same");
    file
}

fn refused(file: &Heif) -> String {
    clean(&file.bytes(), Policy::Location)
        .expect_err("is refused")
        .to_string()
}

fn camera_and_street() -> Vec<Item> {
    vec![
        Item::picture(),
        Item::exif(2, &camera(Order::Big), 1),
        Item::xmp(3, &street_packet(), 1),
    ]
}

#[test]
fn a_clean_picture_stays_the_same_to_the_byte() {
    let small = tiff(Order::Big, &[(0x0112, Value::Short(6))], &[]);
    for items in [
        vec![Item::picture()],
        vec![Item::picture(), Item::exif(2, &small, 1)],
    ] {
        let bytes = Heif::of(items).bytes();

        assert_eq!(in_place(&bytes).bytes(), bytes);
    }
}

#[test]
fn exif_and_xmp_lose_their_places_however_they_are_found() {
    let plain = Heif::of(camera_and_street());
    let mut files = Vec::new();
    for iloc_version in [0, 1, 2] {
        for sizes in [(4, 4, 0), (8, 8, 0), (4, 4, 4), (4, 8, 8)] {
            files.push(Heif {
                iloc_version,
                sizes,
                ..plain.clone()
            });
        }
    }
    let small = camera_and_street().into_iter().map(|item| match item.id {
        1 => item,
        _ => item.small(),
    });
    files.push(Heif::of(small.collect()));
    let pieces = camera_and_street()
        .into_iter()
        .map(|item| item.in_pieces_of(7));
    files.push(Heif::of(pieces.collect()));
    let hidden = camera_and_street().into_iter().map(Item::hidden);
    files.push(Heif::of(hidden.collect()));
    files.push(Heif {
        brand: b"avif",
        ..plain
    });
    for (index, file) in files.iter().enumerate() {
        let cut = file.items[0].pieces.len() > 1;

        let cleaned = cleaned(&file.bytes());

        assert_eq!(
            removed(&cleaned),
            ["GPS position", "street"],
            "file {index}"
        );
        assert_eq!(cleaned.bytes().len(), file.bytes().len());
        assert!(cut || holds(cleaned.bytes(), PICTURE));
        assert!(cut || holds(cleaned.bytes(), b"Acme Cameras"));
        assert!(cleaned.receipt().kept.contains(&Kept::Camera));
        assert!(cleaned.receipt().kept.contains(&Kept::Credit));
    }
}

#[test]
fn what_lies_between_the_pieces_of_items_is_zeroed() {
    let file = Heif {
        gap: STREET.as_bytes().to_vec(),
        ..Heif::of(vec![Item::picture()])
    };

    let file = in_place(&file.bytes());

    assert_eq!(removed(&file), ["leftover bytes"]);
}

#[test]
fn an_exif_block_is_found_wherever_writers_put_it() {
    let block = camera(Order::Little);
    let prefixed = [b"\0\0\0\x06Exif\0\0".as_slice(), &block].concat();
    let unsaid = [b"\0\0\0\0Exif\0\0".as_slice(), &block].concat();
    let headless = [b"Exif\0\0".as_slice(), &block].concat();
    for content in [prefixed, unsaid, headless, block] {
        let exif = Item::new(2, b"Exif", &content).saying(b"cdsc", 1);
        let file = in_place(&Heif::of(vec![Item::picture(), exif]).bytes());

        assert_eq!(removed(&file), ["GPS position"]);
        assert!(holds(file.bytes(), b"Acme Cameras"));
    }
}

#[test]
fn what_lies_before_an_exif_block_is_zeroed() {
    let head = [&(STREET.len() as u32).to_be_bytes(), STREET.as_bytes()].concat();
    let exif = Item::new(2, b"Exif", &[head, camera(Order::Big)].concat());

    let file = in_place(&Heif::of(vec![Item::picture(), exif]).bytes());

    assert_eq!(removed(&file), ["GPS position", "leftover bytes"]);
}

#[test]
fn a_second_block_about_the_same_picture_goes() {
    let small = tiff(Order::Big, &[(0x0112, Value::Short(6))], &[]);
    let file = Heif::of(vec![
        Item::picture(),
        Item::exif(2, &small, 1),
        Item::exif(3, &camera(Order::Big), 1),
        Item::xmp(4, &packet("<ps:Credit>Jo Maker</ps:Credit>"), 1),
        Item::xmp(5, &street_packet(), 1),
    ]);

    let file = in_place(&file.bytes());

    assert_eq!(
        removed(&file),
        ["GPS position", "street", "second copy of metadata"]
    );
    assert!(!holds(file.bytes(), b"Acme Cameras"));
}

#[test]
fn metadata_of_further_pictures_is_cleaned_and_stays() {
    let file = Heif::of(vec![
        Item::picture(),
        Item::new(2, b"hvc1", b"a depth map")
            .with(&[1, 2])
            .saying(b"auxl", 1),
        Item::xmp(3, &street_packet(), 1),
        Item::xmp(4, &street_packet(), 2),
        Item::exif(5, &camera(Order::Little), 2),
    ]);

    let file = in_place(&file.bytes());

    assert_eq!(removed(&file), ["GPS position", "street"]);
    assert!(holds(file.bytes(), b"a depth map"));
    let credits = memchr::memmem::find_iter(file.bytes(), b"<ps:Credit>").count();
    assert_eq!(credits, 2);
}

#[test]
fn unreadable_metadata_goes_as_a_whole() {
    let packed = Item::xmp(4, b"x\x9C packed", 1).called(b"\0application/rdf+xml\0deflate\0");
    let file = Heif::of(vec![
        Item::picture(),
        Item::exif(2, STREET.as_bytes(), 1),
        Item::xmp(3, STREET.as_bytes(), 1),
        packed,
    ]);

    let file = in_place(&file.bytes());

    assert_eq!(removed(&file), ["unreadable block"]);
    assert!(!holds(file.bytes(), b"Exif") && !holds(file.bytes(), b"packed"));
}

#[test]
fn items_of_programs_and_makers_go() {
    let street = STREET.as_bytes();
    let file = Heif::of(vec![
        Item::picture(),
        Item::new(2, b"mime", street).called(b"\0text/plain\0"),
        Item::new(3, b"uri ", street).called(b"\0tag:place:Hinterhofgasse\0"),
        Item::new(4, b"zzzz", &camera(Order::Big)).hidden(),
        Item::new(5, b"jumb", street),
    ]);

    let file = in_place(&file.bytes());

    assert_eq!(
        removed(&file),
        ["GPS position", "content credentials", "private data"]
    );
    assert!(!holds(file.bytes(), b"text/plain"));
}

#[test]
fn names_of_items_and_of_the_handler_go_unless_programs_write_them() {
    let mut items = camera_and_street();
    items[0].words = [STREET.as_bytes(), b"\0"].concat();
    items[1].words = b"Exif\0".to_vec();
    items[2].words = [STREET.as_bytes(), b"\0application/rdf+xml\0"].concat();
    let file = Heif {
        handler_name: STREET.as_bytes().to_vec(),
        ..Heif::of(items)
    };

    let file = in_place(&file.bytes());

    assert_eq!(removed(&file), ["GPS position", "street", "comment"]);
    assert!(holds(file.bytes(), b"application/rdf+xml"));
    assert!(holds(file.bytes(), b"Exif\0"));
    assert!(holds(file.bytes(), b"Jo Maker</ps:Credit>"));
}

#[test]
fn foreign_boxes_become_empty_ones() {
    let street = STREET.as_bytes();
    let packet_id = b"\xBE\x7A\xCF\xCB\x97\xA9\x42\xE8\x9C\x71\x99\x94\x91\xE3\xAF\xAC";
    let credentials = b"\xD8\xFE\xC3\xD6\x1B\x0E\x48\x3C\x92\x97\x58\x28\x87\x7E\xC4\x81";
    let place = atom(b"\xA9xyz", &[b"\0\x15\x15\xC7", street]);
    let long = [b"\0\0\0\x01uuid\0\0\0\0\0\0\0\x1E".as_slice(), street].concat();
    let file = Heif {
        between: vec![
            atom(b"uuid", &[packet_id, &street_packet()]),
            atom(b"uuid", &[credentials, street]),
            long,
            atom(b"free", &[street]),
            atom(b"moov", &[&atom(b"udta", &[&place])]),
            atom(b"meta", &[&[0; 4], street]),
            atom(b"mpvd", &[b"\0\0\0\x0Cftypmp42", street]),
        ],
        beside_tables: vec![
            atom(b"udta", &[&place]),
            atom(b"xml ", &[&[0; 4], street]),
            atom(b"jumb", &[street]),
        ],
        ..Heif::of(vec![Item::picture()])
    };

    let file = in_place(&file.bytes());

    assert_eq!(
        removed(&file),
        [
            "GPS position",
            "street",
            "video behind the picture",
            "content credentials",
            "second copy of metadata",
            "private data",
            "leftover bytes",
        ]
    );
}

#[test]
fn what_follows_the_last_box_becomes_an_empty_one() {
    let second = jpeg(&[exif_segment(&camera(Order::Little))]);
    let file = Heif {
        behind: second,
        ..Heif::of(vec![Item::picture()])
    };

    let cleaned = in_place(&file.bytes());

    assert_eq!(removed(&cleaned), ["GPS position", "second picture"]);
    assert!(holds(cleaned.bytes(), b"free"));
}

#[test]
fn an_end_too_short_for_a_box_is_cut_off() {
    let file = Heif {
        behind: b"abc".to_vec(),
        ..Heif::of(vec![Item::picture()])
    };

    let cleaned = cleaned(&file.bytes());

    assert_eq!(cleaned.bytes().len(), file.bytes().len() - 3);
    assert_eq!(removed(&cleaned), ["leftover bytes"]);
}

#[test]
fn properties_that_a_picture_does_not_need_go() {
    let mut file = Heif::of(vec![Item::picture().with(&[0x81, 2, 3, 4, 5])]);
    file.properties.extend([
        atom(b"mcrs", &[b"EPSG:4326", STREET.as_bytes()]),
        atom(b"uuid", &[&[9; 16], STREET.as_bytes()]),
        atom(b"irot", &[&[3]]),
    ]);

    let cleaned = in_place(&file.bytes());

    assert_eq!(removed(&cleaned), ["map reference", "private data"]);
    assert_eq!(cleaned.inspection().orientation, 6);

    file.items[0].properties[2] |= 0x80;
    assert!(refused(&file).contains("needs something that nobody knows"));
}

#[test]
fn words_about_a_picture_stay_with_a_warning() {
    let mut file = Heif::of(vec![Item::picture().with(&[0x81, 2, 3])]);
    let words = b"\0\0\0\0en\0Kitchen\x0048.13743, 11.57549\0\0";
    file.properties.push(atom(b"udes", &[words]));

    let cleaned = in_place(&file.bytes());

    assert!(holds(cleaned.bytes(), b"Kitchen"));
    assert_eq!(cleaned.receipt().warnings, [Warning::CoordinatesInWords]);
    let bare = clean(&file.bytes(), Policy::Everything).expect("can be cleaned");
    assert!(!holds(bare.bytes(), b"Kitchen"));
}

/// A picture with a gain map, opacity, a small preview and a depth map.
pub(super) fn rich() -> Heif {
    let mut items = camera_and_street();
    items.extend([
        Item::new(4, b"hvc1", b"a gain map")
            .with(&[0x81, 2, 3])
            .saying(b"auxl", 1),
        Item::new(5, b"hvc1", b"an opacity")
            .with(&[0x81, 2, 4])
            .saying(b"auxl", 1),
        Item::new(6, b"hvc1", b"a preview")
            .with(&[0x81, 2])
            .saying(b"thmb", 1),
        Item::new(7, b"hvc1", b"a depth map")
            .with(&[0x81, 2, 5])
            .saying(b"auxl", 1),
    ]);
    let mut file = Heif::of(items);
    file.properties.extend([
        purpose("urn:com:apple:photo:2020:aux:hdrgainmap"),
        purpose("urn:mpeg:hevc:2015:auxid:1"),
        purpose("urn:com:apple:photo:2018:aux:portraiteffectsmatte"),
    ]);
    file
}

#[test]
fn further_pictures_stay_with_the_gain_map() {
    let file = in_place(&rich().bytes());

    assert!(file.receipt().kept.contains(&Kept::GainMap));
    for picture in ["a gain map", "an opacity", "a preview", "a depth map"] {
        assert!(holds(file.bytes(), picture.as_bytes()), "{picture}");
    }
}

#[test]
fn what_xmp_says_of_the_gain_map_stays_with_it() {
    let words =
        "<g:GainMapMax xmlns:g=\"http://ns.adobe.com/hdr-gain-map/1.0/\">2.5</g:GainMapMax>";
    let mut file = rich();
    file.items.push(Item::xmp(9, &packet(words), 4));

    assert!(holds(in_place(&file.bytes()).bytes(), words.as_bytes()));
}

#[test]
fn a_layer_that_goes_leaves_the_bytes_that_it_shares() {
    let layer = Item::new(2, b"hvc1", b"layer").with(&[0x81, 2]);
    let mut bytes = Heif::of(vec![Item::picture(), layer]).bytes();
    let table = memchr::memmem::find(&bytes, b"iloc").expect("has one") + 4;
    let place: [u8; 8] = bytes[table + 16..table + 24].try_into().expect("eight");
    bytes[table + 32..table + 40].copy_from_slice(&place);

    let file = clean(&bytes, Policy::Everything).expect("can be cleaned");

    assert!(holds(file.bytes(), PICTURE));
    let again = clean(file.bytes(), Policy::Everything).expect("can be cleaned again");
    assert_eq!(again.receipt().removed, []);
}

#[test]
fn under_everything_only_what_shows_the_picture_stays() {
    let bytes = rich().bytes();

    let file = clean(&bytes, Policy::Everything).expect("can be cleaned");

    assert_eq!(file.bytes().len(), bytes.len());
    assert_no_place(file.bytes());
    for picture in [PICTURE, b"a gain map", b"an opacity"] {
        assert!(holds(file.bytes(), picture));
    }
    for gone in [
        "a preview",
        "a depth map",
        "Acme",
        "Jo Maker",
        "Exif",
        "rdf",
    ] {
        assert!(!holds(file.bytes(), gone.as_bytes()), "{gone}");
    }
    let preview = Removed {
        carrier: Carrier::SecondPicture,
        kind: RemovedKind::Thumbnail,
    };
    assert!(file.receipt().removed.contains(&preview));
    let again = clean(file.bytes(), Policy::Everything).expect("can be cleaned again");
    assert_eq!(again.bytes(), file.bytes());
    assert_eq!(again.receipt().removed, []);
}

#[test]
fn a_picture_that_cannot_be_followed_is_refused_with_the_reason() {
    let plain = || Heif::of(camera_and_street());
    let elsewhere = Heif {
        source: 1,
        ..plain()
    };
    assert!(refused(&elsewhere).contains("lies elsewhere"));
    let by_parts = Heif {
        method: 2,
        ..plain()
    };
    assert!(refused(&by_parts).contains("parts of another"));
    let mut locked = plain();
    locked.items[0].is_protected = true;
    assert!(refused(&locked).contains("encrypted"));
    let mut unknown = plain();
    unknown.items[0].kind = *b"zzzz";
    assert!(refused(&unknown).contains("nobody knows"));
    let mut empty = plain();
    empty.items[0].pieces.clear();
    assert!(refused(&empty).contains("no bytes"));
    let mut twice = plain();
    twice.items[1].id = 1;
    assert!(refused(&twice).contains("same number"));
    let mut two_tables = plain();
    two_tables.beside_tables.push(atom(b"pitm", &[&[0; 6]]));
    assert!(refused(&two_tables).contains("comes twice"));
}

#[test]
fn tables_that_no_picture_needs_are_refused() {
    let mut file = Heif::of(camera_and_street());
    file.items[1].says = vec![(*b"cdsc", vec![1; 60_000]); 6];
    assert!(refused(&file).contains("more than there is"));

    let mut file = Heif::of(camera_and_street());
    file.between = vec![atom(b"free", &[]); 21_000];
    assert!(refused(&file).contains("more boxes than a picture needs"));
}

#[test]
fn metadata_over_the_picture_is_refused() {
    let mut bytes = Heif::of(camera_and_street()).bytes();
    // The second item's place becomes the first's.
    let table = memchr::memmem::find(&bytes, b"iloc").expect("has one") + 4;
    let first: [u8; 4] = bytes[table + 16..table + 20].try_into().expect("four");
    bytes[table + 32..table + 36].copy_from_slice(&first);

    let error = clean(&bytes, Policy::Location).expect_err("is refused");

    assert!(error.to_string().contains("over other parts"), "{error}");
}

#[test]
fn the_size_and_orientation_are_those_of_the_picture_shown() {
    let mut file = Heif::of(vec![
        Item::picture().with(&[0x81, 2, 4, 5]),
        Item::new(2, b"hvc1", b"larger").with(&[0x81, 3]),
    ]);
    file.properties.extend([
        size(4000, 3000),
        atom(b"irot", &[&[1]]),
        atom(b"imir", &[&[0]]),
    ]);

    let found = inspect(&file.bytes()).expect("can be read");

    assert_eq!(found.size, Some((64, 48)));
    assert_eq!(found.orientation, 5);
    assert_eq!(found.displayed_size(), Some((48, 64)));

    file.properties[3] = atom(
        b"clap",
        &[&[
            0, 0, 0, 60, 0, 0, 0, 2, 0, 0, 0, 20, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0,
            0, 0, 0, 1,
        ]],
    );
    let found = inspect(&file.bytes()).expect("can be read");
    assert_eq!(found.size, Some((30, 20)));
}
