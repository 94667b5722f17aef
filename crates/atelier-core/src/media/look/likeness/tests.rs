use super::*;
use crate::domain::media_type::MediaType;
use crate::domain::preset::Effort;
use crate::domain::variant::VariantFormat;
use crate::media::colour::ToScreen;
use crate::media::decode::{Scale, Source};
use crate::media::encode::encode;
use crate::media::look::look_at;

const ROOMS: [&str; 11] = [
    "photos/bay-window-morning.jpg",
    "photos/blue-bedroom.jpg",
    "photos/blue-kitchen-island.jpg",
    "photos/deep-blue-wall.jpg",
    "photos/desk-by-the-window.jpg",
    "photos/fireplace-two-chairs.jpg",
    "photos/hallway.jpg",
    "photos/living-room-before.jpg",
    "photos/old-kitchen.jpg",
    "photos/sand-bedroom.jpg",
    "photos/tiled-bath.jpg",
];

fn decode(file: &[u8], media_type: MediaType, scale: Scale) -> Pixels {
    let source = Source::open(file, media_type).unwrap();
    let decoded = source.orientation().apply(source.decode(scale).unwrap());
    ToScreen::find(decoded.channels(), source.space()).apply(decoded)
}

fn room(name: &str) -> Pixels {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/");
    let file = std::fs::read(format!("{path}{name}")).unwrap();
    decode(&file, MediaType::Jpeg, Scale::Quarter)
}

fn likeness(pixels: &Pixels) -> Likeness {
    look_at(pixels).likeness.unwrap()
}

/// What people do to a picture before they bring it a second time.
fn copies(room: &Pixels) -> Vec<(&'static str, Pixels)> {
    let full = (f64::from(room.width()), f64::from(room.height()));
    let size = |share: f64| ((full.0 * share) as u32, (full.1 * share) as u32);
    let again = encode(room, VariantFormat::Jpeg, 40, Effort::default()).unwrap();
    let webp = encode(room, VariantFormat::Webp, 60, Effort::default()).unwrap();
    let brighter = |gain: f32, lift: f32| {
        room.map(Channels::Rgb, |rgb: [u8; 3]| {
            rgb.map(|c| (f32::from(c) * gain + lift) as u8)
        })
    };
    vec![
        (
            "encoded again",
            decode(&again, MediaType::Jpeg, Scale::Full),
        ),
        ("as WebP", decode(&webp, MediaType::Webp, Scale::Full)),
        (
            "an eighth of it",
            decode(&again, MediaType::Jpeg, Scale::Eighth),
        ),
        ("small", resize::middle(room, full, size(0.2)).unwrap()),
        (
            "cut by two per cent",
            resize::middle(room, (full.0 * 0.98, full.1 * 0.98), size(0.5)).unwrap(),
        ),
        ("brighter", brighter(1.1, 0.0)),
        ("darker", brighter(0.85, 0.0)),
        ("paler", brighter(0.8, 30.0)),
    ]
}

#[test]
fn copies_of_a_picture_are_alike() {
    let mut farthest = 0;
    for name in ROOMS {
        let room = room(name);
        let original = likeness(&room);
        for (what, copy) in copies(&room) {
            let apart = original.distance(likeness(&copy));
            farthest = farthest.max(apart);
            println!("{name} {what}: {apart}");
            assert!(apart <= Likeness::NEAR, "{name} {what}: {apart}");
        }
    }
    assert!(farthest > 0, "the copies were no copies at all");
}

#[test]
fn different_rooms_are_not() {
    let rooms: Vec<_> = ROOMS
        .iter()
        .map(|name| (name, likeness(&room(name))))
        .collect();
    for (at, (name, one)) in rooms.iter().enumerate() {
        for (other_name, other) in &rooms[at + 1..] {
            let apart = one.distance(*other);
            println!("{name} and {other_name}: {apart}");
            assert!(apart > Likeness::NEAR, "{name} and {other_name}: {apart}");
        }
    }
}

#[test]
fn a_picture_that_shows_nothing_is_like_no_other() {
    let blank = Pixels::new(64, 48, Channels::Rgb, vec![250; 64 * 48 * 3]).unwrap();

    assert_eq!(look_at(&blank).likeness, None);
}
