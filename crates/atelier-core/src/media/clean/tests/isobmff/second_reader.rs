//! Promises of the second reader about HEIC and AVIF.

use super::sequences::sequence;
use super::*;

#[test]
fn the_second_reader_finds_every_carrier_by_itself() {
    let doubts = |file: &Heif| {
        let bytes = file.bytes();
        proof::prove(&bytes, &bytes, MediaType::Heic).err()
    };
    assert_eq!(doubts(&Heif::of(vec![Item::picture()])), None);
    let with = |item: Item| Heif::of(vec![Item::picture(), item]);
    let street = STREET.as_bytes();
    let plain = Heif::of(vec![Item::picture()]);
    let mut property = plain.clone();
    property.properties.push(atom(b"zzzz", &[street]));
    let files = [
        with(Item::exif(2, &camera(Order::Big), 1)),
        with(Item::exif(2, &camera(Order::Little), 1).in_pieces_of(5)),
        with(Item::exif(2, street, 1)),
        with(Item::xmp(2, &street_packet(), 1).small()),
        with(Item::new(2, b"uri ", street)),
        with(Item::new(2, b"free", street)),
        with(Item::new(2, b"free", street)),
        with(Item::new(2, b"hvc1", b"Exif\0\0MM")),
        with(Item::new(2, b"hvc1", b"x").called(b"48.13743\0")),
        property,
        Heif {
            gap: street.to_vec(),
            ..plain.clone()
        },
        Heif {
            behind: street.to_vec(),
            ..plain.clone()
        },
        Heif {
            handler_name: b"48.13743".to_vec(),
            ..plain.clone()
        },
        Heif {
            between: vec![atom(b"free", &[street])],
            ..plain.clone()
        },
        Heif {
            between: vec![atom(b"uuid", &[street])],
            ..plain.clone()
        },
        Heif {
            beside_tables: vec![atom(b"udta", &[street])],
            ..plain.clone()
        },
        sequence(|at| vec![track(b"vide", &[b"frame one,"], at, &[])]),
        sequence(|at| vec![track(b"pict", &[b"frame one,"], at, &atom(b"udta", &[]))]),
        sequence(|at| vec![track(b"pict", &[b"frame one,"], at, &[])]),
    ];
    for (index, file) in files.iter().enumerate() {
        assert!(doubts(file).is_some(), "file {index}");
    }
}

#[test]
fn the_second_reader_refuses_a_picture_that_changed_by_one_bit() {
    for part in [PICTURE, b"a gain map", b"a preview", b"ispe\0\0\0\0\0\0\0"] {
        let before = clean(&rich().bytes(), Policy::Location).expect("can be cleaned");
        let mut after = before.bytes().to_vec();
        let at = memchr::memmem::find(&after, part).expect("is there");
        after[at + part.len() - 1] ^= 1;

        assert!(proof::prove(before.bytes(), &after, MediaType::Heic).is_err());
    }
}

#[test]
fn an_encoders_file_is_attested_only_without_metadata() {
    let avif = |items| {
        Heif {
            brand: b"avif",
            ..Heif::of(items)
        }
        .bytes()
    };

    attest(avif(vec![Item::picture()]), MediaType::Avif).expect("is bare");

    let small = tiff(Order::Big, &[(0x0112, Value::Short(6))], &[]);
    let exif = avif(vec![Item::picture(), Item::exif(2, &small, 1)]);
    assert!(attest(exif, MediaType::Avif).is_err());
    let more = avif(vec![Item::picture(), Item::new(2, b"hvc1", b"more")]);
    assert!(attest(more, MediaType::Avif).is_err());
}
