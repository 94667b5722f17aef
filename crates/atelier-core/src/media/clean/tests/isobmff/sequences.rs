//! Promises about moving pictures inside a HEIF file.

use super::*;

/// An image sequence whose frames lie behind the picture.
pub(super) fn sequence(tracks: impl Fn(usize) -> Vec<Vec<u8>>) -> Heif {
    let mut file = Heif {
        brand: b"avif",
        ..Heif::of(vec![Item::picture()])
    };
    let build = |at| {
        atom(
            b"moov",
            &[&atom(b"mvhd", &[&[0; 100]]), &tracks(at).concat()],
        )
    };
    let len = file.bytes().len() + build(0).len();
    file.between.push(build(len + 8));
    file.behind = atom(b"mdat", &[b"frame one, frame two", STREET.as_bytes()]);
    file
}

/// An image sequence with places in and beside its track.
pub(in super::super) fn moving() -> Heif {
    let place = atom(b"udta", &[&atom(b"loci", &[STREET.as_bytes()])]);
    let frames: [&[u8]; 2] = [b"frame one,", b" frame two"];
    sequence(|at| {
        vec![
            track(b"pict", &frames, at, &place),
            track(b"meta", &[STREET.as_bytes()], at + 20, &[]),
            place.clone(),
        ]
    })
}

#[test]
fn an_image_sequence_keeps_its_frames_and_loses_the_rest() {
    let file = in_place(&moving().bytes());

    assert!(file.inspection().animated);
    assert!(file.receipt().kept.contains(&Kept::Animation));
    assert!(holds(file.bytes(), b"frame one, frame two"));
    assert_eq!(removed(&file)[0], "GPS position");
}

#[test]
fn a_sequence_without_a_still_picture_is_cleaned_too() {
    let whole = moving().bytes();
    let meta = memchr::memmem::find(&whole, b"meta").expect("is there") - 4;
    let mut bytes = whole.clone();
    // A box of no use takes the place of the still picture's.
    bytes[meta + 4..meta + 8].copy_from_slice(b"free");

    let file = cleaned(&bytes);

    assert_eq!(file.inspection().size, Some((64, 48)));
    assert!(file.inspection().animated && holds(file.bytes(), b"frame one, frame two"));
    assert!(!holds(file.bytes(), PICTURE));
}

#[test]
fn a_sequence_behind_a_still_picture_goes_like_any_other_file() {
    let mut file = Heif::of(vec![Item::picture()]);
    file.behind = moving().bytes();

    let file = in_place(&file.bytes());

    assert!(!file.inspection().animated);
    assert!(!holds(file.bytes(), b"frame one"));
    let pictures = memchr::memmem::find_iter(file.bytes(), PICTURE).count();
    assert_eq!(pictures, 1);
}

#[test]
fn under_everything_a_sequence_does_not_say_when_it_was_made() {
    let mut bytes = moving().bytes();
    let time = memchr::memmem::find(&bytes, b"mvhd").expect("is there") + 8;
    bytes[time..time + 8].copy_from_slice(b"\xE3\x12\x34\x56\xE3\x12\x34\x57");

    let kept = clean(&bytes, Policy::Location).expect("can be cleaned");
    let bare = clean(&bytes, Policy::Everything).expect("can be cleaned");

    assert!(holds(kept.bytes(), b"\xE3\x12\x34\x56"));
    assert!(!holds(bare.bytes(), b"\xE3\x12\x34\x56"));
}

#[test]
fn a_film_goes_with_its_frames() {
    let frames: [&[u8]; 2] = [b"frame one,", b" frame two"];
    let file = sequence(|at| vec![track(b"vide", &frames, at, &[])]);

    let file = in_place(&file.bytes());

    assert!(!file.inspection().animated);
    assert!(removed(&file).contains(&"video behind the picture"));
    assert!(!holds(file.bytes(), b"frame one"));
}

#[test]
fn a_sequence_whose_tables_contradict_each_other_is_refused() {
    let frames: [&[u8]; 2] = [b"frame one,", b" frame two"];
    let file = sequence(|at| vec![track(b"pict", &frames, at + 9000, &[])]);
    assert!(refused(&file).contains("outside of its content"));

    let mut file = sequence(|at| vec![track(b"pict", &frames, at, &[])]);
    file.behind.extend(atom(b"moof", &[&[0; 8]]));
    assert!(refused(&file).contains("fragments"));
}
