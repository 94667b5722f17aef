//! Promises about what files are taken for.

use super::*;

fn reason(bytes: &[u8]) -> Reason {
    inspect(bytes).expect_err("is refused").0
}

#[test]
fn an_empty_file_is_called_empty() {
    assert_eq!(reason(b""), Reason::Empty);
}

#[test]
fn a_word_document_is_called_one_whatever_its_name_says() {
    let error = inspect(b"PK\x03\x04\x14\0word/document.xml").expect_err("is refused");

    assert_eq!(error.code(), "not_a_picture");
    assert_eq!(
        error.told_of("notes.jpg"),
        "notes.jpg is a Word document, whatever its name says."
    );
    assert_eq!(
        error.told_of("notes.docx"),
        "notes.docx is a Word document; only pictures and PDF documents can be added."
    );
}

#[test]
fn what_is_not_taken_is_still_recognised() {
    let cases: [(&[u8], &str); 7] = [
        (
            b"<?xml version=\"1.0\"?>\n<svg xmlns=\"x\"/>",
            "an SVG drawing",
        ),
        (b"MZ\x90\0\x03\0", "a program"),
        (b"\x7FELF\x02\x01\x01", "a program"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "a video"),
        (b"<!DOCTYPE html><html></html>", "a web page"),
        (b"just some words\n", "a text file"),
        (
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 W\0o\0r\0d\0D\0o\0c\0",
            "a Word document",
        ),
    ];
    for (bytes, words) in cases {
        assert_eq!(reason(bytes), Reason::NotTaken(words));
    }
}

#[test]
fn bytes_without_meaning_are_refused() {
    assert_eq!(
        reason(b"\x01\x02\x03\x04\x05\x06\x07\x08\x09"),
        Reason::Unknown
    );
}

#[test]
fn a_heic_and_an_avif_are_told_apart_by_their_brands() {
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic";
    let avif = b"\0\0\0\x18ftypmif1\0\0\0\0avifmiaf";

    assert_eq!(kind_of(heic), Some(Kind::Taken(MediaType::Heic)));
    assert_eq!(kind_of(avif), Some(Kind::Taken(MediaType::Avif)));
}

#[test]
fn a_png_with_a_wrong_checksum_is_damaged() {
    let mut bytes = b"\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR\0\0\0\x02\0\0\0\x01\x08\0\0\0\0".to_vec();
    bytes.extend(b"\0\0\0\0");

    assert_eq!(reason(&bytes).code(), "damaged");
}
