//! Promises about PNG.

use super::builders::*;
use super::*;
use crate::domain::receipt::Kept;
use crate::media::bytes::Order;

fn text(key: &str, value: &str) -> Vec<u8> {
    chunk(b"tEXt", &[key.as_bytes(), b"\0", value.as_bytes()].concat())
}

fn xmp(packet: &[u8]) -> Vec<u8> {
    chunk(b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0", packet].concat())
}

#[test]
fn a_clean_picture_stays_the_same_to_the_byte() {
    let bytes = png(&[chunk(b"sRGB", b"\0"), chunk(b"pHYs", &[0; 9])]);

    assert_eq!(cleaned(&bytes).bytes(), bytes);
}

#[test]
fn the_exif_chunk_loses_its_position_and_nothing_else() {
    let file = cleaned(&png(&[chunk(b"eXIf", &camera(Order::Big))]));

    assert_eq!(removed(&file), ["GPS position"]);
    assert_eq!(file.inspection().orientation, 6);
    assert!(holds(file.bytes(), b"Acme Cameras"));
}

#[test]
fn xmp_loses_its_street_packed_or_not() {
    let packed_xmp = [
        b"XML:com.adobe.xmp\0\x01\0\0\0".as_slice(),
        &packed(&street_packet()),
    ]
    .concat();
    for entry in [xmp(&street_packet()), chunk(b"iTXt", &packed_xmp)] {
        let file = cleaned(&png(&[entry]));

        assert_eq!(removed(&file), ["street"]);
        assert!(holds(file.bytes(), b"<ps:Credit>Jo Maker</ps:Credit>"));
    }
}

#[test]
fn blocks_in_hexadecimal_become_what_they_should_have_been() {
    let exif = [b"Exif\0\0".as_slice(), &camera(Order::Little)].concat();
    let iptc = resource(0x0404, &fields(&[(90, STREET), (80, "Jo Maker")]));
    let app1 = [
        b"http://ns.adobe.com/xap/1.0/\0".as_slice(),
        &street_packet(),
    ]
    .concat();
    let chunks = [
        raw_profile("exif", &exif),
        raw_profile("iptc", &iptc),
        raw_profile("APP1", &app1),
    ];

    let file = cleaned(&png(&chunks));

    assert_eq!(removed(&file), ["GPS position", "street", "city"]);
    assert!(holds(file.bytes(), b"eXIf"));
    assert!(holds(file.bytes(), b"XML:com.adobe.xmp"));
    assert!(holds(file.bytes(), b"Raw profile type iptc"));
}

#[test]
fn second_copies_go() {
    let small = tiff(Order::Big, &[(0x0112, Value::Short(6))], &[]);
    let chunks = [
        chunk(b"eXIf", &small),
        chunk(b"eXIf", &camera(Order::Little)),
        raw_profile("exif", &camera(Order::Big)),
        xmp(&packet("<dc:title/>")),
        xmp(&street_packet()),
    ];

    let file = cleaned(&png(&chunks));

    assert_eq!(
        removed(&file),
        ["GPS position", "street", "second copy of metadata"]
    );
}

#[test]
fn text_that_names_a_place_goes() {
    for key in [
        "exif:GPSLatitude",
        "City",
        "iptc:country",
        "Location",
        "geo:lat",
    ] {
        let file = cleaned(&png(&[text(key, STREET)]));

        assert!(file.receipt().had_place, "{key}");
    }
}

#[test]
fn the_settings_of_a_render_stay() {
    let chunks = [
        text(
            "parameters",
            "a kitchen in oak\nSteps: 30, Sampler: Euler a, CFG scale: 7",
        ),
        text("Author", "Jo Maker"),
        text("prompt", "{\"3\": {\"class_type\": \"KSampler\"}}"),
    ];
    let bytes = png(&chunks);

    let file = cleaned(&bytes);

    assert_eq!(file.bytes(), bytes);
    assert_eq!(file.receipt().kept_words(), ["creator", "render settings"]);
}

#[test]
fn an_unknown_entry_with_coordinates_goes() {
    let json = format!("{{\"lat\":48.13743,\"lon\":11.57549,\"at\":\"{STREET}\"}}");

    assert_eq!(
        removed(&cleaned(&png(&[text("shot-info", &json)]))),
        ["private data"]
    );
}

#[test]
fn programs_chunks_and_what_follows_the_end_go() {
    let mut bytes = png(&[
        chunk(b"caBX", STREET.as_bytes()),
        chunk(b"prVt", STREET.as_bytes()),
    ]);
    bytes.extend(camera(Order::Big));

    let file = cleaned(&bytes);

    assert_eq!(file.bytes(), png(&[]));
    assert_eq!(
        removed(&file),
        ["content credentials", "private data", "leftover bytes"]
    );
}

#[test]
fn frames_of_an_animation_stay() {
    let bytes = png(&[
        chunk(b"acTL", b"\0\0\0\x02\0\0\0\0"),
        chunk(b"fcTL", &[0; 26]),
    ]);

    let file = cleaned(&bytes);

    assert_eq!(file.bytes(), bytes);
    assert!(file.inspection().animated);
}

#[test]
fn text_that_unpacks_without_end_goes() {
    let bomb = [b"Comment\0\0".as_slice(), &packed(&vec![b'a'; 9 << 20])].concat();

    assert_eq!(
        removed(&cleaned(&png(&[chunk(b"zTXt", &bomb)]))),
        ["unreadable block"]
    );
}

#[test]
fn a_picture_cut_short_is_refused_with_how_far_it_gets() {
    let mut bytes = png(&[]);
    bytes.truncate(bytes.len() - 16);

    let error = clean(&bytes, Policy::Location).expect_err("is refused");

    assert_eq!(error.code(), "cut_short");
    assert!(
        error
            .told_of("plan.png")
            .starts_with("plan.png is cut short: it ends after ")
    );
}

#[test]
fn a_picture_that_only_lacks_its_end_is_taken() {
    let whole = png(&[]);
    let bytes = &whole[..whole.len() - 12];

    assert_eq!(
        clean(bytes, Policy::Location).expect("is taken").bytes(),
        whole
    );
}

#[test]
fn iptc_fields_in_hexadecimal_that_no_resource_wraps_lose_their_places() {
    let iptc = fields(&[(5, "Kitchen"), (90, STREET), (25, "oak")]);

    let file = cleaned(&png(&[raw_profile("iptc", &iptc)]));

    assert_eq!(removed(&file), ["city"]);
    let kept = file.receipt().kept.clone();
    assert!(kept.contains(&Kept::Title) && kept.contains(&Kept::Keywords));
}

#[test]
fn a_block_in_hexadecimal_is_read_though_its_length_is_wrong() {
    let digits: String = camera(Order::Little)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    for len in ["00000100", "99999999"] {
        let text = format!("\nExif\n{len}\n{digits}\n");
        let data = [
            b"Raw profile type exif\0\0".as_slice(),
            &packed(text.as_bytes()),
        ];

        let file = cleaned(&png(&[chunk(b"zTXt", &data.concat())]));

        assert_eq!(removed(&file), ["GPS position"], "{len}");
        assert!(holds(file.bytes(), b"Acme Cameras"));
    }
}

#[test]
fn words_behind_the_digits_of_a_block_do_not_stay() {
    let digits = "1c0250000474657374";
    let text = format!("\niptc\n       9\n{digits}\n{STREET}\n");
    let data = [
        b"Raw profile type iptc\0\0".as_slice(),
        &packed(text.as_bytes()),
    ];

    let file = cleaned(&png(&[chunk(b"zTXt", &data.concat())]));

    assert!(!holds(file.bytes(), b"zTXt"));
}

#[test]
fn a_block_in_hexadecimal_is_known_under_any_spelling_of_its_key() {
    let digits: String = camera(Order::Big)
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    for key in [
        "Raw Profile Type EXIF",
        "raw profile type: exif",
        "something else",
    ] {
        let value = format!("\nexif\n     300\n{digits}\n");
        let data = [key.as_bytes(), &[0, 0], &packed(value.as_bytes())].concat();

        let file = cleaned(&png(&[chunk(b"zTXt", &data)]));

        assert!(!holds(file.bytes(), b"zTXt"), "{key}");
    }
}

#[test]
fn blocks_in_base64_and_in_wide_letters_are_carriers_too() {
    // "Exif\0\0MM\0*" and the street's packet.
    let wide: Vec<u8> = String::from_utf8(street_packet())
        .expect("is text")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let entries = [
        text("blob", "RXhpZgAATU0AKgAAAAg="),
        chunk(b"iTXt", &[b"Note\0\0\0\0\0".as_slice(), &wide].concat()),
    ];
    for entry in entries {
        let file = cleaned(&png(&[entry]));

        assert!(!holds(file.bytes(), b"tEXt") && !holds(file.bytes(), b"iTXt"));
    }
}

#[test]
fn chunks_of_numbers_hold_nothing_else() {
    for name in [b"gAMA", b"pHYs", b"tIME", b"cHRM", b"hIST", b"bKGD"] {
        let data = [vec![0; 520], STREET.as_bytes().to_vec()].concat();

        let file = cleaned(&png(&[chunk(name, &data)]));

        assert!(!holds(file.bytes(), name), "{}", name.escape_ascii());
    }
}

#[test]
fn words_as_long_as_the_numbers_go() {
    let words = b"48.13743,11.57549 Hinterhofgasse 7 here and there and everywhere";
    for (name, len) in [(b"cHRM", 32), (b"mDCV", 24), (b"cLLI", 8), (b"hIST", 64)] {
        let file = cleaned(&png(&[chunk(name, &words[..len])]));

        assert!(!holds(file.bytes(), name), "{}", name.escape_ascii());
        assert!(!holds(file.bytes(), b"48.13743"));
    }
}

#[test]
fn a_profile_keeps_its_name_unless_it_is_none() {
    let named = |name: &str| {
        let data = [name.as_bytes(), b"\0\0", &packed(&[7; 200])].concat();
        png(&[chunk(b"iCCP", &data)])
    };
    for name in ["icc", "sRGB IEC61966-2.1", "Display P3", "Adobe RGB (1998)"] {
        let bytes = named(name);

        assert_eq!(cleaned(&bytes).bytes(), bytes, "{name}");
    }
    for name in ["48.13743, 11.57549", "geo:48.1,11.5", "Lindenstrasse 14"] {
        let file = cleaned(&named(name));

        assert_eq!(file.bytes(), named("icc"), "{name}");
        assert_eq!(file.receipt().kept, [Kept::ColourProfile]);
        assert_eq!(cleaned(file.bytes()).bytes(), file.bytes());
    }
}

#[test]
fn a_profile_that_hides_a_position_goes() {
    let data = [b"icc\0\0".as_slice(), &packed(&camera_in_a_profile())].concat();

    let file = cleaned(&png(&[chunk(b"iCCP", &data)]));

    assert_eq!(file.bytes(), png(&[]));
    assert!(file.receipt().had_place);
}
