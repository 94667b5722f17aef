//! Promises about XMP packets, the same in every format.

use super::builders::{fields, jpeg, packet, photoshop_segment, resource, xmp_segment};
use super::*;

fn in_jpeg(packet: &[u8]) -> CleanFile {
    cleaned(&jpeg(&[xmp_segment(packet)]))
}

#[test]
fn positions_go_under_any_name_that_makers_gave_them() {
    for name in [
        "RtkStdLat",
        "AbsoluteAltitude",
        "GpsLongtitude",
        "lat",
        "Lng",
        "Coordinates",
        "LandmarkName",
        "SubLocationName",
        "Place",
    ] {
        let property = format!(
            r#"<d:{name} xmlns:d="http://www.dji.com/drone-dji/1.0/">7{STREET}</d:{name}>"#
        );

        let file = in_jpeg(&packet(&property));

        assert!(file.receipt().had_place, "{name}");
    }
}

#[test]
fn a_films_latitude_and_a_drones_angles_are_no_places() {
    let properties = [
        r#"<x:ISOSpeedLatitudeyyy xmlns:x="http://cipa.jp/exif/1.0/">3</x:ISOSpeedLatitudeyyy>"#,
        r#"<d:GimbalYawDegree xmlns:d="http://www.dji.com/drone-dji/1.0/">+45.3</d:GimbalYawDegree>"#,
    ];

    let file = in_jpeg(&packet(&properties.concat()));

    assert_eq!(file.receipt().removed, []);
}

#[test]
fn a_position_written_for_programs_goes_wherever_it_stands() {
    let li = |word: &str| format!("<rdf:li>{word}</rdf:li>");
    let keywords = [
        li("oak"),
        li("geo:lat=48.13743"),
        li("<![CDATA[geo:lon=11.57]]>"),
    ];
    let properties = format!(
        r#"<dc:subject><rdf:Bag>{}</rdf:Bag></dc:subject><dc:relation rdf:resource="geo:48.13743,11.57"/>"#,
        keywords.concat()
    );

    let file = in_jpeg(&packet(&properties));

    assert_eq!(removed(&file), ["GPS position"]);
    assert!(!holds(file.bytes(), b"48.13743") && !holds(file.bytes(), b"11.57"));
    assert!(holds(file.bytes(), b"<rdf:li>oak</rdf:li>"));
}

#[test]
fn a_keyword_that_is_a_position_goes_from_iptc_too() {
    let iptc = fields(&[(25, "oak"), (25, "geo:lat=48.13743")]);

    let file = cleaned(&jpeg(&[photoshop_segment(&resource(0x0404, &iptc))]));

    assert_eq!(removed(&file), ["GPS position"]);
    assert!(holds(file.bytes(), b"oak") && !holds(file.bytes(), b"48.13743"));
}

#[test]
fn a_packet_whose_last_mark_is_cut_short_stays() {
    let mut cut = packet("<dc:title>Kitchen</dc:title>");
    let whole = memchr::memmem::rfind(&cut, b"?>").unwrap_or(cut.len());
    cut.truncate(whole);

    let file = in_jpeg(&cut);

    assert!(holds(file.bytes(), b"Kitchen"));
}

#[test]
fn a_state_goes_however_its_namespace_is_spelled() {
    let state = |space: &str| format!("<p:State xmlns:p=\"{space}\">{STREET}</p:State>");
    let properties = [
        state("HTTPS://ns.adobe.com/Photoshop/1.0"),
        state("http://ns.iview-multimedia.com/mediapro/1.0/"),
        format!("<s:contentLocation xmlns:s=\"http://schema.org/\">{STREET}</s:contentLocation>"),
    ];
    for property in properties {
        let file = in_jpeg(&packet(&property));

        assert!(file.receipt().had_place, "{property}");
        assert!(!file.receipt().warnings.contains(&Warning::MetadataGivenUp));
    }
}

#[test]
fn the_marks_of_a_packet_say_nothing_but_that_it_begins_and_ends() {
    let marked = String::from_utf8(packet("<dc:title>Kitchen</dc:title>")).expect("is text");
    let mark = format!("<?xpacket begin=\"{STREET}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>");

    let file = in_jpeg(format!("{mark}{marked}").as_bytes());

    assert!(holds(file.bytes(), b"Kitchen"));
    assert!(holds(file.bytes(), b"<?xpacket end=\"w\"?>"), "marks stay");
}

#[test]
fn a_packet_whose_root_is_a_place_goes_as_a_whole() {
    let packet = format!(
        "<i:Location xmlns:i=\"http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/\">{STREET}</i:Location>\n<a>rest</a>"
    );

    let file = in_jpeg(packet.as_bytes());

    assert!(file.receipt().had_place);
    assert_eq!(cleaned(file.bytes()).receipt().removed, []);
    assert_eq!(cleaned(file.bytes()).bytes(), file.bytes());
}
