//! Promises about JPEG.

use super::builders::*;
use super::*;
use crate::media::bytes::Order;
use crate::media::inspect::Reason;

#[test]
fn a_clean_picture_stays_the_same_to_the_byte() {
    let bytes = jpeg(&[]);

    let file = cleaned(&bytes);

    assert_eq!(file.bytes(), bytes);
    assert!(!file.receipt().changed());
    assert_eq!(file.receipt().removed, []);
}

#[test]
fn places_in_xmp_are_blanked_under_any_prefix() {
    let properties = [
        format!("<core:Location>{STREET}</core:Location>"),
        format!("<ps:City>{STREET}</ps:City>"),
        format!(
            "<ext:LocationShown><rdf:Bag><rdf:li ext:City=\"{STREET}\"/></rdf:Bag></ext:LocationShown>"
        ),
        format!(
            "<q:GPSLatitude xmlns:q=\"http://ns.adobe.com/exif/1.0/\">{STREET}</q:GPSLatitude>"
        ),
        format!(
            "<dc:subject q:State=\"{STREET}\" xmlns:q=\"http://ns.adobe.com/photosho&#112;/1.0/\"/>"
        ),
        format!("<!-- {STREET} --><dc:title/>"),
        format!("<core:CreatorContactInfo core:CiAdrExtadr=\"{STREET}\" core:CiUrlWork=\"u\"/>"),
    ];
    for property in properties {
        let file = cleaned(&jpeg(&[xmp_segment(&packet(&property))]));

        assert!(
            holds(file.bytes(), b"x:xmpmeta"),
            "the packet stays: {property}"
        );
    }
}

#[test]
fn what_people_need_in_xmp_stays() {
    let kept = "<ps:Credit>Jo Maker</ps:Credit><dc:title>Kitchen</dc:title>\
                <ext:DigitalSourceType>composite</ext:DigitalSourceType>";
    let street = format!("{kept}<core:Location>{STREET}</core:Location>");

    let file = cleaned(&jpeg(&[xmp_segment(&packet(&street))]));

    assert!(holds(file.bytes(), kept.as_bytes()));
    assert_eq!(
        file.receipt().kept_words(),
        ["credit", "title", "AI disclosure"]
    );
}

#[test]
fn a_packet_in_utf_16_is_cleaned_too() {
    let text = String::from_utf8(street_packet()).expect("is text");
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();

    let file = cleaned(&jpeg(&[xmp_segment(&wide)]));

    assert_eq!(removed(&file), ["street"]);
    assert!(holds(file.bytes(), b"<ps:Credit>Jo Maker</ps:Credit>"));
}

#[test]
fn xmp_that_cannot_be_understood_goes() {
    for bad in [
        "<a><b></a>",
        "<!DOCTYPE x [<!ENTITY y \"z\">]><a/>",
        "no xml",
    ] {
        let file = cleaned(&jpeg(&[xmp_segment(format!("{bad}{STREET}").as_bytes())]));

        assert_eq!(removed(&file), ["unreadable block"], "{bad}");
    }
}

#[test]
fn a_place_across_the_split_of_extended_xmp_goes() {
    let digest = "0123456789ABCDEF0123456789ABCDEF";
    let main = packet(&format!(
        "<n:HasExtendedXMP xmlns:n=\"http://ns.adobe.com/xmp/note/\">{digest}</n:HasExtendedXMP>"
    ));
    let extended = street_packet();
    let middle = memchr::memmem::find(&extended, STREET.as_bytes()).expect("is there") + 5;
    let part = |from: usize, to: usize| {
        let whole = (extended.len() as u32).to_be_bytes();
        let offset = (from as u32).to_be_bytes();
        let name = b"http://ns.adobe.com/xmp/extension/\0";
        segment(
            0xE1,
            &[
                name,
                digest.as_bytes(),
                &whole,
                &offset,
                &extended[from..to],
            ],
        )
    };
    let parts = [
        xmp_segment(&main),
        part(middle, extended.len()),
        part(0, middle),
    ];

    let file = cleaned(&jpeg(&parts));

    assert_eq!(removed(&file), ["street"]);
    assert!(holds(file.bytes(), b"<ps:Credit>Jo Maker</ps:Credit>"));
}

#[test]
fn a_city_split_over_two_segments_of_iptc_goes() {
    let list = fields(&[
        (90, STREET),
        (80, "Jo Maker"),
        (26, "DEU"),
        (116, "Copyright"),
    ]);
    let data = resource(0x0404, &list);
    let (first, second) = data.split_at(22);

    let file = cleaned(&jpeg(&[
        photoshop_segment(first),
        photoshop_segment(second),
    ]));

    assert_eq!(removed(&file), ["city", "country"]);
    assert!(holds(file.bytes(), b"Jo Maker"));
}

#[test]
fn blocks_inside_photoshops_resources_go() {
    let thumbnail = jpeg(&[exif_segment(&camera(Order::Little))]);
    let data = [
        resource(0x03ED, &[0; 16]),
        resource(0x0404, &fields(&[(80, "Jo Maker")])),
        resource(0x0404, &fields(&[(92, STREET)])),
        resource(0x040C, &thumbnail),
        resource(0x0422, &camera(Order::Big)),
        resource(0x0424, &street_packet()),
    ]
    .concat();

    let file = cleaned(&jpeg(&[photoshop_segment(&data)]));

    for words in [
        "GPS position",
        "street",
        "preview",
        "second copy of metadata",
    ] {
        assert!(removed(&file).contains(&words), "{words}");
    }
    assert!(holds(file.bytes(), b"Jo Maker"));
    assert!(file.receipt().kept_words().contains(&"density"));
}

#[test]
fn a_second_exif_segment_goes() {
    let first = tiff(Order::Big, &[(0x0112, Value::Short(6))], &[]);
    let bytes = jpeg(&[exif_segment(&first), exif_segment(&camera(Order::Little))]);

    let file = cleaned(&bytes);

    assert_eq!(removed(&file), ["GPS position", "second copy of metadata"]);
    assert_eq!(file.inspection().orientation, 6);
}

#[test]
fn an_exif_segment_between_two_scans_goes() {
    let between = [scan(), exif_segment(&camera(Order::Little))].concat();
    let bytes = jpeg_with_scans(&[], &[between, scan()]);

    let file = cleaned(&bytes);

    assert_eq!(file.bytes(), jpeg_with_scans(&[], &[scan(), scan()]));
}

#[test]
fn whatever_follows_the_end_goes() {
    let clean_picture = jpeg(&[]);
    let second = jpeg(&[exif_segment(&camera(Order::Big))]);
    let video = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\x20\xA9xyz+48.1374+011.5754/".to_vec();
    let cases = [
        (second, vec!["GPS position", "second picture"]),
        (video, vec!["GPS position", "video behind the picture"]),
        (b"SEFHe SEFT".to_vec(), vec!["leftover bytes"]),
    ];
    for (trailer, words) in cases {
        let file = cleaned(&[clean_picture.as_slice(), &trailer].concat());

        assert_eq!(removed(&file), words);
        assert_eq!(file.bytes(), clean_picture);
    }
}

#[test]
fn makers_and_programs_blocks_go() {
    let cases = [
        (
            segment(0xE1, &[b"FLIR\0", STREET.as_bytes()]),
            "private data",
        ),
        (
            segment(0xE2, &[b"MPF\0", STREET.as_bytes()]),
            "second picture",
        ),
        (segment(0xE4, &[STREET.as_bytes()]), "private data"),
        (
            segment(0xEB, &[b"JP", STREET.as_bytes()]),
            "content credentials",
        ),
        (
            segment(0xEC, &[b"Ducky", STREET.as_bytes()]),
            "private data",
        ),
        (
            segment(0xE0, &[b"JFXX\0\x10", STREET.as_bytes()]),
            "preview",
        ),
        (segment(0xFE, &[STREET.as_bytes()]), "comment"),
    ];
    for (block, words) in cases {
        assert_eq!(removed(&cleaned(&jpeg(&[block]))), [words]);
    }
}

#[test]
fn density_colours_and_adobes_mark_stay() {
    let jfif = segment(0xE0, &[b"JFIF\0\x01\x01\x01\0\x48\0\x48\0\0"]);
    let adobe = segment(0xEE, &[b"Adobe\0\x64\0\0\0\0\x01"]);
    let mut profile = vec![0; 128];
    profile[36..40].copy_from_slice(b"acsp");
    let icc = segment(0xE2, &[b"ICC_PROFILE\0\x01\x01", &profile]);
    let bytes = jpeg(&[jfif, icc, adobe]);

    let file = cleaned(&bytes);

    assert_eq!(file.bytes(), bytes);
    assert_eq!(file.receipt().kept_words(), ["colour profile", "density"]);
}

#[test]
fn bytes_between_segments_go() {
    let mut bytes = jpeg(&[]);
    let tables = 2 + 4 + 65;
    bytes.splice(tables..tables, STREET.bytes());

    assert_eq!(cleaned(&bytes).bytes(), jpeg(&[]));
}

#[test]
fn a_missing_end_is_told_by_how_far_the_picture_gets() {
    let whole = include_bytes!("../../../../../../tests/fixtures/cleaning/jpeg-plain.jpg");
    let cut = &whole[..whole.len() * 6 / 10];

    let error = clean(cut, Policy::Location).expect_err("is refused");

    let CleanError::Inspect(InspectError(Reason::CutShort(Some(percent)))) = error else {
        panic!("tells how far: {error}");
    };
    assert!((30..80).contains(&percent), "{percent}");
}

#[test]
fn a_picture_that_only_lacks_its_last_two_bytes_is_taken() {
    let whole = include_bytes!("../../../../../../tests/fixtures/cleaning/jpeg-plain.jpg");
    let cut = &whole[..whole.len() - 2];

    let file = clean(cut, Policy::Location).expect("is taken");

    assert!(file.bytes().ends_with(b"\xFF\xD9"));
}

#[test]
fn what_screens_cannot_show_is_refused_by_its_header() {
    let with_frame = |marker: u8, precision: u8| {
        let mut bytes = jpeg(&[]);
        let at = memchr::memmem::find(&bytes, b"\xFF\xC0").expect("has a frame");
        bytes[at + 1] = marker;
        bytes[at + 4] = precision;
        clean(&bytes, Policy::Location)
            .expect_err("is refused")
            .code()
    };

    assert_eq!(with_frame(0xC1, 12), "unsupported_variety");
    assert_eq!(with_frame(0xC3, 8), "unsupported_variety");
    assert_eq!(with_frame(0xC9, 8), "unsupported_variety");
    let many: Vec<Vec<u8>> = (0..101).map(|_| scan()).collect();
    let error = clean(&jpeg_with_scans(&[], &many), Policy::Location).expect_err("is refused");
    assert_eq!(error.code(), "too_many_scans");
}

#[test]
fn fill_bytes_inside_a_scan_are_picture() {
    let filled = [
        segment(0xDA, &[b"\x01\x01\0\0\x3F\0"]).as_slice(),
        b"\x12\xFF\xFF\xFF\0\x34\xFF\xFF\xD0\x56",
    ]
    .concat();
    let bytes = jpeg_with_scans(&[], &[filled]);

    assert_eq!(cleaned(&bytes).bytes(), bytes);
}

#[test]
fn bytes_between_scans_go_even_if_they_look_like_a_scan() {
    let table = segment(0xDB, &[&[0], &[1; 64]]);
    let between = [scan(), table.clone(), b"\x11\xFF\0\xFF\xD3\x22".to_vec()].concat();

    let file = cleaned(&jpeg_with_scans(&[], &[between, scan()]));

    let right = jpeg_with_scans(&[], &[[scan(), table].concat(), scan()]);
    assert_eq!(file.bytes(), right);
}

#[test]
fn whatever_is_no_profile_in_the_segments_of_one_stays_unless_it_hides_metadata() {
    let odd = segment(0xE2, &[b"ICC_PROFILE\0\0\xFE", b"no profile"]);
    let bytes = jpeg(&[odd]);
    assert_eq!(cleaned(&bytes).bytes(), bytes);

    let hides = segment(0xE2, &[b"ICC_PROFILE\0\x01\x01", &street_packet()]);
    assert_eq!(removed(&cleaned(&jpeg(&[hides]))), ["unreadable block"]);
}

#[test]
fn an_orientation_written_as_a_long_number_is_obeyed() {
    let mut block = tiff(Order::Big, &[(0x0112, Value::Short(0))], &[]);
    block[12..22].copy_from_slice(&[0, 4, 0, 0, 0, 1, 0, 0, 0, 8]);
    let bytes = jpeg(&[exif_segment(&block)]);

    let file = clean(&bytes, Policy::Everything).expect("can be cleaned");

    assert_eq!(file.inspection().orientation, 8);
}

#[test]
fn a_block_hidden_in_a_scan_is_no_picture() {
    let hidden = [scan(), b"Exif\0\0".to_vec(), camera(Order::Big)].concat();

    let error = clean(&jpeg_with_scans(&[], &[hidden]), Policy::Location);

    assert_eq!(error.expect_err("is refused").code(), "not_proved_clean");
}

#[test]
fn letters_that_xml_does_not_have_become_spaces() {
    let words = packet("<dc:title>Kit\u{1}chen</dc:title>");
    let padded = [words.as_slice(), b"\0\0"].concat();

    let file = cleaned(&jpeg(&[xmp_segment(&padded)]));

    assert!(holds(file.bytes(), b"Kit chen"));
}

#[test]
fn addresses_of_others_and_cell_towers_in_xmp_go() {
    let plus = "xmlns:p=\"http://ns.useplus.org/ldf/xmp/1.0/\"";
    let cell = "xmlns:c=\"http://developer.sonyericsson.com/cell/1.0/\"";
    for property in [
        format!("<p:LicensorCity {plus}>{STREET}</p:LicensorCity>"),
        format!("<p:LicensorRegion {plus}>{STREET}</p:LicensorRegion>"),
        format!("<p:LicensorStreetAddress {plus}>{STREET}</p:LicensorStreetAddress>"),
        format!("<c:cellid {cell}>{STREET}</c:cellid>"),
        format!("<c:ARTstorCountry {cell}>{STREET}</c:ARTstorCountry>"),
        format!("<g:GeotatePOI xmlns:g=\"g\">{STREET}</g:GeotatePOI>"),
    ] {
        let file = cleaned(&jpeg(&[xmp_segment(&packet(&property))]));

        assert!(file.receipt().had_place, "{property}");
    }
    let kept = "<h:HDRCapacityMax xmlns:h=\"h\">2</h:HDRCapacityMax><p:LicensorName \
                xmlns:p=\"http://ns.useplus.org/ldf/xmp/1.0/\">Jo Maker</p:LicensorName>";
    let bytes = jpeg(&[xmp_segment(&packet(kept))]);
    assert_eq!(cleaned(&bytes).bytes(), bytes);
}
