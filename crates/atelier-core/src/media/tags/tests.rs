//! What is listed of the fixtures, and that nothing breaks the reader.

use proptest::prelude::*;

use super::*;
use crate::domain::receipt::Policy;
use crate::media::clean::clean;

fn fixture(name: &str) -> Vec<u8> {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/fixtures/cleaning/"
    );
    // The fuzzers' crate, which shares this file, lies one folder higher.
    let here = std::fs::read(format!("{folder}{name}"));
    here.or_else(|_| {
        std::fs::read(format!(
            "{}/../tests/fixtures/cleaning/{name}",
            env!("CARGO_MANIFEST_DIR")
        ))
    })
    .expect("a fixture")
}

fn names(tags: &[Tag]) -> Vec<String> {
    tags.iter()
        .map(|tag| format!("{}: {}", tag.group, tag.name))
        .collect()
}

#[test]
fn each_carrier_of_the_fixtures_is_listed_with_its_places_marked() {
    for (name, wanted) in [
        ("jpeg-exif.jpg", "Exif, GPS: GPSLatitude"),
        ("jpeg-xmp.jpg", "XMP: photoshop:City"),
        ("jpeg-iptc.jpg", "IPTC: City"),
        ("png-exif.png", "Exif, GPS: GPSLatitude"),
        ("png-raw-profile-exif.png", "XMP in text: photoshop:City"),
        ("png-raw-profile-exif.png", "IPTC: City"),
        ("png-xmp.png", "XMP: photoshop:City"),
        ("webp-exif.webp", "Exif, GPS: GPSLatitude"),
        ("webp-xmp.webp", "XMP: photoshop:City"),
    ] {
        let tags = read(&fixture(name));
        let found = tags
            .iter()
            .find(|tag| format!("{}: {}", tag.group, tag.name) == wanted);
        let found = found.unwrap_or_else(|| panic!("{name}: {:#?}", names(&tags)));
        assert!(found.place, "{name}: {wanted} is not marked");
        assert!(!found.value.is_empty(), "{name}: {wanted} says nothing");
    }
}

#[test]
fn after_cleaning_the_places_are_gone_and_the_camera_stays() {
    let before = fixture("jpeg-exif.jpg");
    let after = clean(&before, Policy::Location).expect("clean");

    let lines = compare(&read(&before), &read(after.bytes()));

    let left = lines.iter().filter(|line| line.place && line.stayed);
    assert_eq!(left.count(), 0, "{lines:#?}");
    assert!(
        lines
            .iter()
            .any(|line| line.name == "GPSLatitude" && !line.stayed)
    );
    assert!(
        lines.iter().any(|line| line.name == "Model" && line.stayed),
        "{lines:#?}"
    );
}

#[test]
fn the_words_of_a_place_are_shown_only_when_asked_for() {
    let file = read(&fixture("jpeg-exif.jpg"));
    let latitude = |places| {
        let shown = show(compare(&file, &[]), file.clone(), places);
        let found = shown
            .into_iter()
            .find(|shown| shown.line.name == "GPSLatitude");
        found.expect("is listed").value
    };

    assert_eq!(latitude(false), None);
    assert!(latitude(true).is_some_and(|words| !words.is_empty()));
}

#[test]
fn what_is_only_there_after_is_listed_as_staying() {
    let tag = |name: &str| Tag {
        group: "Exif".to_owned(),
        name: name.to_owned(),
        value: String::new(),
        place: false,
    };

    let lines = compare(&[tag("Make"), tag("Make")], &[tag("Make"), tag("Model")]);

    let fates: Vec<_> = lines
        .iter()
        .map(|line| (line.name.as_str(), line.stayed))
        .collect();
    assert_eq!(fates, [("Make", true), ("Make", false), ("Model", true)]);
}

#[test]
fn a_video_behind_the_picture_is_listed_by_its_size() {
    let tags = read(
        &[
            fixture("jpeg-exif.jpg"),
            b"\0\0\0\x18ftypmp42".repeat(1_000),
        ]
        .concat(),
    );

    assert!(
        tags.iter().any(|tag| tag.group == "Behind the picture"),
        "{:#?}",
        names(&tags)
    );
}

#[test]
fn values_are_cut_and_hold_no_line_breaks() {
    let long = "a\nb".repeat(1_000);

    let shown = short(&long);

    assert_eq!(shown.chars().count(), LONGEST + 1);
    assert!(!shown.contains('\n'));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn damaged_files_list_what_can_be_read(at in 0_usize..4_000, byte: u8, cut in 0_usize..6_000, which in 0_usize..6) {
        let name = ["jpeg-progressive-exif-xmp-iptc.jpg", "png-raw-profile-exif.png", "png-xmp.png",
                    "webp-lossless-exif-xmp.webp", "jpeg-thumbnail-exif.jpg", "jpeg-second-picture.jpg"][which];
        let mut bytes = fixture(name);
        if let Some(place) = bytes.get_mut(at) {
            *place = byte;
        }
        bytes.truncate(bytes.len().saturating_sub(cut));

        // Not through `read`, which would hide a panic.
        let mut list = List::default();
        look(&bytes, &mut list);

        prop_assert!(list.0.len() <= MOST);
        prop_assert!(list.0.iter().all(|tag| tag.value.chars().count() <= LONGEST + 1));
    }
}
