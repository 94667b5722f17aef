//! Promises about cleaning, each on a file built for it byte by byte.

mod builders;
mod carriers;
mod exif;
mod gain_map;
mod gif;
mod heif;
mod isobmff;
mod jpeg;
mod makers_notes;
mod pdf;
mod png;
mod properties;
mod second_reader;
mod split_exif;
mod tiff;
mod webp;
mod xmp;

use super::*;

/// A street that no cleaned file may still name.
const STREET: &str = "Hinterhofgasse";

/// Cleans a file that must be accepted, and checks what every cleaning
/// promises: no place is left, the picture is known, cleaning again changes
/// nothing.
fn cleaned(bytes: &[u8]) -> CleanFile {
    let file = clean(bytes, Policy::Location).expect("can be cleaned");
    assert_no_place(file.bytes());
    assert_eq!(file.receipt().sha256_before, ContentHash::of(bytes));
    assert_eq!(file.content_hash(), &ContentHash::of(file.bytes()));
    let again = clean(file.bytes(), Policy::Location).expect("can be cleaned again");
    assert_eq!(
        again.bytes(),
        file.bytes(),
        "cleaning twice is cleaning once"
    );
    assert_eq!(again.receipt().removed, [], "nothing is left to remove");
    file
}

/// Looks for the traces that the builders leave, in raw bytes.
fn assert_no_place(bytes: &[u8]) {
    let street: Vec<u8> = STREET.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let traces: [&[u8]; 4] = [
        STREET.as_bytes(),
        &street,
        &builders::LATITUDE_LITTLE,
        &builders::LATITUDE_BIG,
    ];
    for trace in traces {
        assert!(
            memchr::memmem::find(bytes, trace).is_none(),
            "a trace of the place is left"
        );
    }
}

fn removed(file: &CleanFile) -> Vec<&'static str> {
    file.receipt().removed_words()
}

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    memchr::memmem::find(bytes, what).is_some()
}
